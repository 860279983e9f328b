# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The attributes that Ansible's documentation shows for each module."""

from __future__ import annotations


class ModuleDocFragment:
    """Shared attributes."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and reports what would change, without writing anything.
  diff_mode:
    description: Returns what has changed, or in C(check_mode) would change, if in C(diff) mode.
  idempotent:
    description: Running it again with the same options changes nothing, unless something else was changed in between.
  action_group:
    description:
      - Is in the action group C(group/assetops.aip.aip), so that C(module_defaults) can set its connection.
    support: full
    membership: [assetops.aip.aip]
notes:
  - The connection options can be set once for all modules, with C(module_defaults) and the group
    C(group/assetops.aip.aip).
  - The module runs on the host of the task. In most playbooks, this is the controller, with C(hosts=localhost).
"""

    WRITES = r"""
options: {}
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    support: full
    details: The module never writes.
  diff_mode:
    support: N/A
    details: The module never changes anything.
  idempotent:
    support: full
    details: The module never changes anything.
"""

    FILES = r"""
options: {}
attributes:
  check_mode:
    support: full
    details: The module never writes to the server. In check mode, it only reports which files it would write.
  diff_mode:
    support: none
    details: The files are usually kept in git, which shows what differs.
  idempotent:
    support: full
    details: A file that already has its content is not written again.
"""
