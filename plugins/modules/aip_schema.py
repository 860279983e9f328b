#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_schema."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_schema
short_description: Generate a JSON Schema for state files
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Creates a JSON Schema (draft-07) of the state files that M(assetops.aip.aip_assets) accepts, from the asset types,
    attributes, options, statuses and locations of the Assets & Inventory Plugin for Jira (AIP, Data Center).
  - Editors use it to complete and check state files. M(assetops.aip.aip_validate) uses it to check them without a
    server.
  - The same catalogs produce the same bytes. A file that already has this content is not written.
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._attributes
  - assetops.aip._attributes.writes
options:
  dest:
    description:
      - The file to write, on the host where the task runs. Missing folders are created.
      - On the controller, relative paths are relative to the directory where Ansible was started.
      - Without it, the schema is only returned.
    type: path
  asset_types:
    description:
      - Names or ids of the asset types that state files may declare. The default is all types that the user can see.
      - References to assets of other types are still allowed.
    type: list
    elements: str
seealso:
  - module: assetops.aip.aip_validate
    description: Checks files against the schema.
  - module: assetops.aip.aip_assets
    description: Applies the files.
"""

EXAMPLES = r"""
- name: Write a schema of what AIP accepts
  assetops.aip.aip_schema:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    dest: aip.schema.json

- name: Write a schema for laptops and their users only
  assetops.aip.aip_schema:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    dest: laptops.schema.json
    asset_types: [Laptop, Employee]
"""

RETURN = r"""
summary_text:
  description: What was described, and what became of the file, in one sentence.
  returned: success
  type: str
  sample: "Schema: 12 asset types, written to aip.schema.json"
schema:
  description: The JSON Schema.
  returned: success
  type: dict
  sample: {$schema: "http://json-schema.org/draft-07/schema#"}
dest:
  description: The file with the schema, or in check mode the file that would have it. Null if O(dest) is not set.
  returned: success
  type: str
  sample: aip.schema.json
diff:
  description: The text of the file before and after, for C(--diff). Both are empty if nothing changed.
  returned: success
  type: dict
  contains:
    before:
      description: The text before.
      type: str
      sample: "Laptop: 11 attributes\n"
    after:
      description: The text after.
      type: str
      sample: "Laptop: 12 attributes\n"
    before_header:
      description: The path of the file. Missing if nothing changed.
      type: str
      sample: Laptop 'LT-2001'
    after_header:
      description: The same.
      type: str
      sample: Laptop 'LT-2001' (change, assets/laptops.yml:7)
api:
  description: Statistics of the requests that the task sent.
  returned: success, or failure after a connection was set up
  type: dict
  contains:
    requests:
      description: Number of requests by method.
      type: dict
      sample: {GET: 2, POST: 1}
    retries:
      description: How many requests were repetitions.
      type: int
      sample: 0
    seconds_waited:
      description: Seconds in which requests were held back because the server was busy, failed or limits their rate.
      type: float
      sample: 0.0
    bytes_sent:
      description: Size of the request bodies in bytes.
      type: int
      sample: 412
    bytes_received:
      description: Size of the received bodies in bytes.
      type: int
      sample: 5120
problems:
  description: All problems with the input, one sentence each.
  returned: failure because of the input
  type: list
  elements: str
  sample: ["status: there is no status 'In us'; did you mean 'In use'?"]
request:
  description: The request that failed.
  returned: failure of a request
  type: dict
  contains:
    method:
      description: Its HTTP method.
      type: str
      sample: PUT
    path:
      description: Its path, without the address of the server.
      type: str
      sample: /rest/jip-api/1.0/inventory/asset/41.json
    status:
      description: The HTTP status of the answer. Missing if there was no answer.
      type: int
      sample: 400
    server_said:
      description: The server's own message. Missing if there is none.
      type: str
      sample: Serial number is not unique
    request_id:
      description: The server's id for the request, as in its logs. Missing if the server sent none.
      type: str
      sample: 1041x2117x3
"""

import json
import os.path
from collections.abc import Sequence
from typing import Any

from ..module_utils._core.errors import InputError
from ..module_utils._core.model import AssetType
from ..module_utils._core.schema.document import build_schema
from ..module_utils._core.verdict import sentence_of_schema
from ..module_utils._local.files import read_text, write_if_different
from ..module_utils._module.entry import Task, run_module
from ..module_utils._read.catalog import Catalog

SPEC: dict[str, Any] = {
    "dest": {"type": "path"},
    "asset_types": {"type": "list", "elements": "str"},
}


def run(task: Task) -> dict[str, Any]:
    """The schema of the server's catalogs, and whether the file is, or would be, another one by it."""
    dest = task.params["dest"]
    before = read_text(dest, "dest") if dest and os.path.lexists(dest) else ""
    types = _types_of(task.params["asset_types"], task.catalog)
    schema = _schema_of(types, task.catalog)
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    changed = bool(dest) and write_if_different(dest, text, "dest", task.check_mode)
    diff = {"before": "", "after": ""}
    if changed:
        diff = {"before": before, "after": text, "before_header": dest, "after_header": dest}
    return {
        "changed": changed,
        "summary_text": sentence_of_schema(len(types), dest, changed, is_plan=task.check_mode),
        "schema": schema,
        "dest": dest,
        "diff": diff,
    }


def _types_of(wanted: list[str] | None, catalog: Catalog) -> Sequence[AssetType]:
    """The asset types to describe. Raises InputError."""
    every = catalog.asset_types()
    if not every:
        raise InputError(
            ["asset_types: this user sees no asset type in AIP, so there is nothing to describe"]
        )
    return every if wanted is None else _find_types(wanted, catalog)


def _schema_of(types: Sequence[AssetType], catalog: Catalog) -> dict[str, Any]:
    """The schema of these asset types."""
    catalog.fetch_locations()
    if not catalog.known.locations:
        # An empty list may have been given to somebody whose login had ended.
        catalog.backend.prove_login()
    return build_schema(types, catalog.asset_types(), catalog.known)


def _find_types(wanted: list[str], catalog: Catalog) -> list[AssetType]:
    problems: list[str] = []
    found = catalog.find_types(wanted, "asset_types", problems)
    if not wanted:
        problems.append("asset_types: is empty; leave it out for all types")
    if problems:
        raise InputError(problems)
    return found


def main() -> None:
    """Run the module."""
    run_module(SPEC, run)


if __name__ == "__main__":
    main()
