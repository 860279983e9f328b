# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The core runs on a bare Python: no Ansible, no installed library, nothing of the collection around it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core import known

FOLDER = Path(known.__file__).parent
NAMES = sorted(
    ".".join(path.relative_to(FOLDER).with_suffix("").parts) for path in FOLDER.rglob("*.py")
)


@pytest.mark.parametrize("name", NAMES)
def test_file_is_importable_with_the_standard_library_alone(name):
    program = f"import sys; sys.path.insert(0, {str(FOLDER.parent)!r}); import _core.{name}"
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
