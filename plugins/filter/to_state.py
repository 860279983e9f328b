# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter assetops.aip.to_state."""

from __future__ import annotations

DOCUMENTATION = r"""
name: to_state
short_description: Write assets as the text of a state file (YAML)
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Returns the text of a state file that declares the assets, for O(assetops.aip.aip_assets#module:src). The text
    passes yamllint and ansible-lint, and every value in it is read back as it is.
  - Values that C(ansible-vault) protects are refused, because they would be readable in the file. Encrypted attributes
    that AIP hides are left out, and named in a comment.
positional: without, empty, defaults, comment
options:
  _input:
    description: The assets, as M(assetops.aip.aip_asset_info) returns them or M(assetops.aip.aip_assets) takes them.
    type: list
    elements: dict
    required: true
  without:
    description:
      - Fields to leave out. System fields have the names of the options of M(assetops.aip.aip_asset), attributes their
        display names. Leave out C(id) to have assets found by their names.
    type: list
    elements: str
    default: []
  empty:
    description: Whether fields without a value are declared as empty, or left out.
    type: str
    choices: [keep, skip]
    default: keep
  defaults:
    description: What the assets inherit, as in O(assetops.aip.aip_assets#module:defaults). It is written above them.
    type: dict
  comment:
    description: A comment for the beginning of the file.
    type: str
    default: ""
seealso:
  - module: assetops.aip.aip_export
    description: Exports whole asset types, with attached files.
  - plugin: assetops.aip.from_csv
    plugin_type: filter
"""

EXAMPLES = r"""
- name: A spreadsheet becomes a state file
  ansible.builtin.copy:
    content: >-
      {{ racks
      | assetops.aip.from_csv(asset_type='Rack')
      | assetops.aip.to_state(comment='From racks.csv') }}
    dest: "{{ playbook_dir }}/racks.yml"
    mode: "0644"
  vars:
    racks: |
      Name,Height units
      rack-91,42
      rack-92,47

- name: Read the laptops that are in stock
  assetops.aip.aip_asset_info:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    asset_type: Laptop
    filters:
      - field: status
        value: In stock
  register: found

- name: Show how they are declared
  ansible.builtin.debug:
    msg: >-
      {{ found.assets
      | assetops.aip.to_state(without=['id'], empty='skip') }}
"""

RETURN = r"""
_value:
  description: The text of the state file.
  type: str
  sample: |
    ---
    - asset_type: Rack
      name: rack-91
"""

from collections.abc import Mapping
from typing import Any, Callable

from ..plugin_utils._templating.plugin import as_plugin
from ..plugin_utils._templating.to_state import SPEC, to_state


class FilterModule:
    """The filter to_state."""

    def filters(self) -> Mapping[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"to_state": as_plugin("to_state", SPEC, to_state)}
