#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of assetops.aip.aip_validate, which is done by the action plugin of this name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_validate
short_description: Validate state files without a server
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Checks the files that M(assetops.aip.aip_assets) takes as O(assetops.aip.aip_assets#module:src) against a schema
    that M(assetops.aip.aip_schema) has written. It needs no server, so it can run on every commit.
  - Reports all problems in all files at once, with file and line. The line is that of the asset. A problem that many
    assets share is reported once, with their number and the first locations.
  - Also finds assets that are declared twice, and assets that lack an identifying field.
  - Whatever only the server knows, such as whether the users, groups and assets that are referred to exist, is left
    to the check mode of M(assetops.aip.aip_assets).
  - Needs the Python library C(jsonschema), 4.0 or later, on the controller.
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
options:
  src:
    description:
      - Files and folders of YAML or JSON on the controller, as M(assetops.aip.aip_assets) takes them. Vaulted files
        and values need their password here, too.
      - Relative paths are searched for as in O(assetops.aip.aip_assets#module:src).
    type: list
    elements: path
    required: true
  schema:
    description: Path of the schema on the controller, looked for in the same places.
    type: path
    required: true
notes:
  - This module has no connection options and is not in the action group C(group/assetops.aip.aip).
seealso:
  - module: assetops.aip.aip_schema
    description: Writes the schema.
  - module: assetops.aip.aip_assets
    description: Applies the files.
"""

EXAMPLES = r"""
- name: Write a schema of what AIP accepts
  assetops.aip.aip_schema:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    dest: aip.schema.json

- name: Check the state files without a server
  assetops.aip.aip_validate:
    src: assets/
    schema: aip.schema.json
"""

RETURN = r"""
summary_text:
  description: What was checked and found, in one sentence.
  returned: success, and failure because of the files
  type: str
  sample: "Validated: 1,200 assets are valid"
assets:
  description: The number of assets that the files declare.
  returned: success
  type: int
  sample: 1200
problems:
  description:
    - All problems with the files, one sentence each. What several assets have in common is one sentence, with their
      number and the first locations.
  returned: failure because of the files
  type: list
  elements: str
  sample:
    - "assets/laptops.yml:7: Laptop 'LT-3001': attributes: there is no 'Modell'; did you mean 'Model'?"
"""
