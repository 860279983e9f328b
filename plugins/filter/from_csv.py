# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter assetops.aip.from_csv."""

from __future__ import annotations

DOCUMENTATION = r"""
name: from_csv
short_description: Declare assets from the rows of a spreadsheet (CSV)
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Reads the text of a CSV file, and returns a declared asset for each row, as M(assetops.aip.aip_assets) takes it.
  - Separators, a byte order mark, line breaks in quotes, and Excel's C(sep=) line are recognized. Empty rows are
    skipped.
  - Rows that are not as wide as the header, and columns that are missing or that occur twice, are errors. All errors
    are reported together, each with its row as a spreadsheet numbers it.
  - Every value stays a text, so that V(00123) is not changed. AIP's field decides what a text means when the
    assets are applied.
positional: columns, asset_type, values, lists, empty, separator, strip
options:
  _input:
    description: The text of the CSV file. Its first row is the header.
    type: str
    required: true
  columns:
    description:
      - The field of each column that counts, by the column's header. Other columns are left out.
      - A field is C(name), C(id), C(asset_type), C(state), a system field of M(assetops.aip.aip_asset), or an attribute
        by its display name. An attribute with the name of one of these is written as C(attributes.status).
      - Without it, all columns count, and each header names its field. System fields may also have the names that AIP
        displays, such as C(Serial Number).
    type: dict
  asset_type:
    description: The asset type of all rows, by name or id, unless there is a column for it.
    type: raw
  values:
    description:
      - Fields that all assets have, with their values. A cell that is not empty takes precedence.
    type: dict
    default: {}
  lists:
    description: The columns whose cells have several values, each with the text between two values.
    type: dict
    default: {}
  empty:
    description:
      - Whether the field of an empty cell is not written, so that AIP keeps what it has, or declared as empty.
        The fields that identify an asset are never declared as empty.
    type: str
    choices: [skip, clear]
    default: skip
  separator:
    description:
      - The character between two cells, or V(tab). Without it, comma, semicolon and tab are tried.
    type: str
  strip:
    description: Whether spaces around the text of a cell are removed. Those around headers always are.
    type: bool
    default: true
seealso:
  - plugin: assetops.aip.to_state
    plugin_type: filter
    description: Writes the assets as a state file.
  - module: assetops.aip.aip_assets
"""

EXAMPLES = r"""
- name: Compare the racks of a spreadsheet with AIP
  assetops.aip.aip_assets:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    assets: >-
      {{ racks | assetops.aip.from_csv(columns, 'Rack', values=of_all) }}
  vars:
    of_all:
      status: In use
    # Usually lookup('ansible.builtin.file', 'racks.csv', rstrip=false)
    racks: |
      Rack;Units;Tag;Remarks
      rack-91;42;00123;
      rack-92;47;00124;"next to the
      window"
    columns:
      Rack: name
      Units: Height units
      Tag: asset_tag
      Remarks: Notes

- name: Each header is the name of a field, and a cell has several roles
  ansible.builtin.debug:
    msg: >-
      {{ servers | assetops.aip.from_csv(lists=divided, empty='clear') }}
  vars:
    divided:
      Roles: /
    servers: |
      Asset type,Name,Serial Number,Hostname,Roles
      Server,srv-91,4711,srv-91.example.com,web/mail
      Server,srv-92,,srv-92.example.com,
"""

RETURN = r"""
_value:
  description: The declared assets, in the order of the rows.
  type: list
  elements: dict
  sample:
    - asset_type: Rack
      name: rack-91
      status: In use
      asset_tag: "00123"
      attributes: {Height units: "42"}
"""

from collections.abc import Mapping
from typing import Any, Callable

from ..plugin_utils._templating.from_csv import SPEC, from_csv
from ..plugin_utils._templating.plugin import as_plugin


class FilterModule:
    """The filter from_csv."""

    def filters(self) -> Mapping[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"from_csv": as_plugin("from_csv", SPEC, from_csv)}
