#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_export."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_export
short_description: Write what AIP has as state files
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Reads assets from the Assets & Inventory Plugin for Jira (AIP, Data Center) and writes them as state files, as
    M(assetops.aip.aip_assets) takes them, with the attached files beside them.
  - What is written can be applied at once, without a change, and can be applied to another server. Names stand
    instead of ids, references are names (with the asset type where the name alone is not enough), and nothing that
    only the server needs is in it. The same assets give the same bytes.
  - Each asset is found again by its name. Where several of a type have one name, its serial number or asset tag is
    added to C(match_by), or else its id is written.
  - Every value is read back before it is written. One that could not be declared is left out and told in
    RV(left_out). Encrypted attributes are not exported.
  - Nothing is written if anything could not be read completely.
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._connection.workers
  - assetops.aip._attributes
  - assetops.aip._attributes.files
options:
  dest:
    description:
      - The folder to write into, on the machine where the module runs. It is made if it is not there.
      - The file C(SHA256SUMS) in it lists all files with their digests. Files that an earlier export listed there
        and this one does not have are removed, unless somebody has changed them.
    type: path
    required: true
  asset_types:
    description: Names or ids of the asset types to export. If empty, all of them.
    type: list
    elements: str
    default: []
  filters:
    description: Filters that must all hold, as in M(assetops.aip.aip_asset_info).
    type: list
    elements: dict
    default: []
    suboptions:
      field:
        description: A system field, C(name), or the display name of an attribute.
        type: str
        required: true
      operator:
        description: How to compare.
        type: str
        choices: [equals, not_equals, contains, matches, in, greater, less, between, is_empty]
        default: equals
      value:
        description: What to compare with.
        type: raw
  split_by:
    description:
      - The field by whose values the assets are put into files, such as C(location) or the name of an attribute.
        The default is a file for each asset type.
    type: str
    default: asset_type
  attachments:
    description: Whether to bring the attached files too, into the folder C(attachments).
    type: bool
    default: true
seealso:
  - module: assetops.aip.aip_assets
  - module: assetops.aip.aip_asset_info
"""

EXAMPLES = r"""
- name: Everything, a file for each asset type
  assetops.aip.aip_export:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    dest: "{{ playbook_dir }}/exported"

- name: The laptops that are in use, a file for each location
  assetops.aip.aip_export:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    dest: "{{ playbook_dir }}/laptops"
    asset_types: [Laptop]
    filters:
      - field: status
        value: In use
    split_by: location
    attachments: false
"""

RETURN = r"""
files:
  description: The state files, by their path in O(dest), with the number of assets in each.
  returned: success
  type: dict
  sample:
    laptop.yml: 120
attachments:
  description: The attached files, as paths in O(dest).
  returned: success
  type: list
  elements: str
written:
  description: The files that differed and were written, in check mode would be.
  returned: success
  type: list
  elements: str
removed:
  description: The files of an earlier export that were removed, in check mode would be.
  returned: success
  type: list
  elements: str
left_out:
  description: What could not be written as it is.
  returned: success
  type: list
  elements: dict
  contains:
    asset:
      description: The asset, by type and name.
      type: str
    field:
      description: The field.
      type: str
    why:
      description: Why it was left out.
      type: str
api:
  description: What the task cost the server.
  returned: success, or failure after a connection was set up
  type: dict
  contains:
    requests:
      description: Number of requests by method.
      type: dict
    retries:
      description: How many of them were repetitions.
      type: int
    seconds_waited:
      description: Seconds spent waiting for a busy server.
      type: float
    bytes_sent:
      description: Bytes of the bodies sent.
      type: int
    bytes_received:
      description: Bytes of the bodies received.
      type: int
problems:
  description: Everything that is wrong with the input, one sentence each.
  returned: failure because of the input
  type: list
  elements: str
request:
  description: The request that failed.
  returned: failure of a request
  type: dict
  contains:
    method:
      description: Its HTTP method.
      type: str
    path:
      description: Its path, without the address of the server.
      type: str
    status:
      description: The status of the answer. Missing if no answer came.
      type: int
    server_said:
      description: The server's own words. Missing if there are none.
      type: str
    request_id:
      description: The server's number for the request, which is in its logs. Missing if it gave none.
      type: str
"""

import dataclasses
from typing import Any

from ..module_utils._core.errors import InputError
from ..module_utils._export.export import Exported, ExportOptions, export
from ..module_utils._local.parallel import check_workers
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.options import FILTER_SPEC

SPEC: dict[str, Any] = {
    "dest": {"type": "path", "required": True},
    "asset_types": {"type": "list", "elements": "str", "default": []},
    "filters": FILTER_SPEC,
    "split_by": {"type": "str", "default": "asset_type"},
    "attachments": {"type": "bool", "default": True},
    "workers": {"type": "int", "default": 4},
}


def run(task: Task) -> dict[str, Any]:
    """The result of an export."""
    params = task.params
    problems = check_workers(params["workers"])
    if problems:
        raise InputError(problems)
    options = ExportOptions(
        dest=params["dest"],
        asset_types=tuple(params["asset_types"]),
        filters=tuple(params["filters"]),
        split_by=params["split_by"],
        attachments=params["attachments"],
    )
    return _result(export(options, task.catalog, params["workers"], task.check_mode))


def _result(exported: Exported) -> dict[str, Any]:
    return {
        "changed": bool(exported.written or exported.removed),
        "files": dict(exported.files),
        "attachments": list(exported.attachments),
        "written": list(exported.written),
        "removed": list(exported.removed),
        "left_out": [dataclasses.asdict(one) for one in exported.left_out],
        "warnings": _warnings(exported),
    }


def _warnings(exported: Exported) -> list[str]:
    """What must not be overlooked."""
    told = [
        f"{path} is no longer exported, and was left where it is because somebody has changed it"
        for path in exported.kept
    ]
    if exported.left_out:
        first = exported.left_out[0]
        more = len(exported.left_out) - 1
        others = f", and {more} more; all are in left_out" if more else ""
        told.append(f"not exported as it is: {first.asset}: {first.field}: {first.why}{others}")
    return told


def main() -> None:
    """Run the module."""
    run_module(SPEC, run)


if __name__ == "__main__":
    main()
