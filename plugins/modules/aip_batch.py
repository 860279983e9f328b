#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of the action assetops.aip.aip_batch, which is in plugins/action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_batch
short_description: Collect a variable of all hosts of a play or batch
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Collects what each host of a play has in a variable, so that one task can write it for all of them. With C(serial),
    only the hosts of the current batch count. The role P(assetops.aip.aip_host_assets#role) registers hosts this way.
  - Also returns the hosts that have no value, because they could not be reached, failed, or never set the variable.
  - Fails if the play has a strategy in which hosts do not run each task together, such as C(free).
  - Neither AIP nor the hosts are contacted.
options:
  variable:
    description:
      - The name of the variable. A host where it is undefined or empty is one of RV(silent).
      - Without it, only the strategy is checked, and RV(hosts) is returned.
    type: str
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
  idempotent:
    description: Running it again with the same options changes nothing, unless something else was changed in between.
    support: full
    details: The module never changes anything.
notes:
  - Use it with C(run_once).
  - This module has no connection options and is not in the action group C(group/assetops.aip.aip).
seealso:
  - module: assetops.aip.aip_assets
    description: Registers what was collected.
"""

EXAMPLES = r"""
- name: Each host notes what it is
  ansible.builtin.set_fact:
    my_asset:
      asset_type: Server
      name: "{{ inventory_hostname }}"
      status: In use

- name: Collect the assets of all hosts
  assetops.aip.aip_batch:
    variable: my_asset
  run_once: true
  register: batch

- name: Register them in one task
  assetops.aip.aip_assets:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    assets: "{{ batch.found | map(attribute='value') | list }}"
  run_once: true
  delegate_to: localhost
"""

RETURN = r"""
hosts:
  description: The hosts of the play, or with C(serial) of the batch, also those that have failed.
  returned: success
  type: list
  elements: str
  sample: [web-1, web-2]
found:
  description: The hosts that have a value, and the value.
  returned: success
  type: list
  elements: dict
  contains:
    host:
      description: The host's name in the inventory.
      type: str
      sample: web-1
    value:
      description: Its value of O(variable).
      type: raw
      sample: {asset_type: Server, name: web-1}
  sample:
    - host: web-1
      value: {asset_type: Server, name: web-1}
silent:
  description: The hosts that have none. Empty without O(variable).
  returned: success
  type: list
  elements: str
  sample: [web-2]
"""
