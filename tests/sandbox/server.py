#!/usr/bin/env python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start the sandbox from a plain checkout: python tests/sandbox/server.py --help."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

_FOLDER = str(Path(__file__).resolve().parent)


def _package() -> str:
    """Return the package that this file is in; as a script it has none, so give it one."""
    if __package__:
        return __package__
    # The folder of a script comes first in sys.path, where our module names could hide others'.
    sys.path[:] = [path for path in sys.path if path != _FOLDER]
    spec = ModuleSpec("aip_sandbox", None, is_package=True)
    spec.submodule_search_locations = [_FOLDER]
    sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    return spec.name


def main() -> int:
    """Run the command line."""
    return int(importlib.import_module(".command_line", _package()).main())


if __name__ == "__main__":
    sys.exit(main())
