#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of the action assetops.aip.aip_variables, which is in plugins/action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_variables
short_description: Check the variables of this collection's roles and playbooks
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - The first task of each role and playbook of this collection. It finds misspelt variables, missing ones, paths that
    do not exist, and wrong options of reports, before any request is sent.
  - Neither AIP nor the host is contacted, and nothing is written.
options:
  prefix:
    description:
      - What the variables of the role or playbook begin with, such as V(aip_apply_). A variable of the play that
        begins with it and has no meaning is an error, and so is one that is nearly the name of one that has.
      - Results that tasks have registered may have any name.
    type: str
    required: true
  names:
    description:
      - Names of variables, in addition to those that the role describes in C(meta/argument_specs.yml), or sets in
        C(defaults), C(vars) and its tasks.
    type: list
    elements: str
    default: []
  every_host:
    description: Whether to check the variables of all hosts of the play, not only those of one host.
    type: bool
    default: false
  needed:
    description: Names of variables of which at least one must be set.
    type: list
    elements: str
    default: []
  needed_too:
    description: Names of variables that must all be set.
    type: list
    elements: str
    default: []
  examples:
    description: Values for the sentences about variables that are not set, by name. By default, it is a folder.
    type: dict
    default: {}
  sources:
    description: Names of variables with their values, which are files and folders that must exist on the controller.
    type: dict
    default: {}
  report:
    description:
      - Options for M(assetops.aip.aip_report), except for O(assetops.aip.aip_report#module:audit). They are checked,
        and reported with O(prefix) before their names. No report is written.
    type: dict
attributes:
  action:
    description: Runs on the controller only, whatever the connection of the host is.
    support: full
  check_mode:
    description: Can run in C(check_mode) and reports what would change, without writing anything.
    support: full
    details: The module never writes.
  diff_mode:
    description: Returns what has changed, or in C(check_mode) would change, if in C(diff) mode.
    support: N/A
    details: The module never changes anything.
notes:
  - This module has no connection options and is not in the action group C(group/assetops.aip.aip).
seealso:
  - module: assetops.aip.aip_report
"""

EXAMPLES = r"""
- name: Check the variables of a playbook
  assetops.aip.aip_variables:
    prefix: my_export_
    names: [my_export_dest, my_export_types]
"""

RETURN = r"""
is_trial:
  description: Whether the task runs in check mode, and so do the tasks that follow it in the same role.
  returned: success
  type: bool
  sample: false
problems:
  description: Everything that is wrong, one sentence each.
  returned: failure
  type: list
  elements: str
  sample:
    - "aip_aply_src: the role assetops.aip.aip_apply has no such variable; did you mean 'aip_apply_src'?"
"""
