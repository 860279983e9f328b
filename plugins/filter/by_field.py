# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter assetops.aip.by_field."""

from __future__ import annotations

DOCUMENTATION = r"""
name: by_field
short_description: Find assets in a list by the value of a field
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Turns a list of assets into a mapping from the values of a field to the assets that have them.
  - The values are texts, also ids and numbers. An asset where the field is empty is not in the mapping. One that has
    several values is there under each of them, and a reference under the name of the other asset.
positional: field, on_several
options:
  _input:
    description: The assets, as M(assetops.aip.aip_asset_info) returns them.
    type: list
    elements: dict
    required: true
  field:
    description:
      - C(name), C(id), C(asset_type), a system field, or an attribute by its display name. An attribute with the name
        of one of these is written as C(attributes.status). It is an error if no asset has the field.
    type: str
    required: true
  on_several:
    description:
      - What to do if several assets have the same value. V(all) returns a list of assets for each value.
    type: str
    choices: [fail, all]
    default: fail
"""

EXAMPLES = r"""
- name: Read the servers
  assetops.aip.aip_asset_info:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    asset_type: Server
  register: servers

- name: Find one by its tag
  ansible.builtin.debug:
    msg: "{{ by_tag['HI-S0000'].name }}"
  vars:
    by_tag: "{{ servers.assets | assetops.aip.by_field('asset_tag') }}"

- name: Count the servers of each rack
  ansible.builtin.debug:
    msg: "{{ item.key }} has {{ item.value | length }}"
  loop: >-
    {{ servers.assets
    | assetops.aip.by_field('Rack', on_several='all')
    | dict2items }}
  loop_control:
    label: "{{ item.key }}"
"""

RETURN = r"""
_value:
  description: The asset of each value, or with O(on_several=all) the list of its assets.
  type: dict
  sample:
    HI-S0000: {asset_type: Server, id: 17, name: srv-0001, asset_tag: HI-S0000}
"""

from collections.abc import Mapping
from typing import Any, Callable

from ..plugin_utils._templating.by_field import SPEC, by_field
from ..plugin_utils._templating.plugin import as_plugin


class FilterModule:
    """The filter by_field."""

    def filters(self) -> Mapping[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"by_field": as_plugin("by_field", SPEC, by_field)}
