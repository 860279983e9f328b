# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Python libraries that the collection needs, and how to get them where they are missing."""

from __future__ import annotations

import importlib.util
import shlex
import sys
from collections.abc import Mapping, Sequence

REQUIREMENTS: Mapping[str, tuple[str, str]] = {
    # as pip and as Python know it
    "requests": ("requests>=2.25,<3", "requests"),
    "requests-toolbelt": ("requests-toolbelt>=0.10,<2", "requests_toolbelt"),
    "PyYAML": ("PyYAML>=5.4,<7", "yaml"),
    "jsonschema": ("jsonschema>=4.0,<5", "jsonschema"),
}
"""As in requirements.txt, which is not there where a module is sent to."""
OF_MODULES = ("requests", "requests-toolbelt", "PyYAML")
"""What every module needs that connects to a server."""


def how_to_install(needed: Sequence[str], trouble: str = "") -> str:
    """Which of these libraries this Python lacks, with the command that installs all that the collection needs.

    `trouble` is the traceback of an import that has failed, which counts if none is missing.
    """
    python = shlex.quote(sys.executable or "python3")
    missing = [name for name in needed if importlib.util.find_spec(REQUIREMENTS[name][1]) is None]
    all_of_them = " ".join(shlex.quote(written) for written, _module in REQUIREMENTS.values())
    what = f"lacks {', '.join(missing)}"
    if not missing:
        said = trouble.strip().rpartition("\n")[2]
        what = f"cannot import {', '.join(needed)}{f' ({said})' if said else ''}"
    return f"the Python {python} {what}; install all that assetops.aip needs: {python} -m pip install {all_of_them}"
