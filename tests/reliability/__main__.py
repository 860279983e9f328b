# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python tests/reliability`: Ansible has to find the collection by itself, and so comes before anything of it."""

import sys

from ansible.plugins.loader import init_plugin_loader

init_plugin_loader()

if __name__ == "__main__":
    from ansible_collections.assetops.aip.tests.reliability.command_line import main

    sys.exit(main())
