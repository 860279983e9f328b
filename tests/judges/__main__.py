# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m ansible_collections.assetops.aip.tests.judges`."""

import sys

from .command_line import main

if __name__ == "__main__":
    sys.exit(main())
