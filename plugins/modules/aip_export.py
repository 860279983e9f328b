#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_export."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_export
short_description: Export the assets in AIP as YAML files
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Reads assets from the Assets & Inventory Plugin for Jira (AIP, Data Center) and writes them as state files for
    M(assetops.aip.aip_assets), with the attached files next to them.
  - Applying the files changes nothing, and they can also be applied to another server. They contain names instead of
    ids, references by name (with the asset type if the name alone is not enough), and nothing that only the server
    needs. The same assets produce the same bytes.
  - The files pass the default rules of yamllint and the production profile of ansible-lint. Texts with braces that
    Ansible could take for a template are marked with C(!unsafe).
  - Each asset is identified by its name. If several assets of a type have the same name, the serial number or asset
    tag is added to C(match_by), or else the id is written.
  - Every value is checked by reading it back before it is written. A value that cannot be declared is left out and
    listed in RV(left_out). Encrypted attributes are not exported.
  - Nothing is written if anything could not be read completely, attached files included. New files are first
    gathered in the hidden folder C(.aip-export) in O(dest), and then moved to their places.
  - An export that finds nothing any more, or much less than the last one, is an error. See O(allow_empty) and
    O(max_shrink_percent).
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._connection.workers
  - assetops.aip._attributes
  - assetops.aip._attributes.files
options:
  dest:
    description:
      - The folder to write to, on the machine where the module runs. It is created if it does not exist.
      - The file C(SHA256SUMS) in it lists all files with their digests. Files of an earlier export that this one does
        not contain are removed, unless they were edited since.
      - A file that the export has to write is replaced even if it was edited since the last export, or was not written
        by one. A warning names these files, and C(--diff) shows what changes in them, in check mode too.
      - Symbolic links in this folder, and anything else that is neither a file nor a folder, are not followed or
        replaced. If one is in the way, the task fails.
    type: path
    required: true
  asset_types:
    description: Names or ids of the asset types to export. If empty, assets of all types are exported.
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
      - The field whose values divide the assets into files, such as C(location) or the name of an attribute. The
        default is one file for each asset type.
    type: str
    default: asset_type
  attachments:
    description: Whether to export the attached files as well, to the folder C(attachments).
    type: bool
    default: true
  allow_empty:
    description:
      - Whether the export may be empty. Otherwise it is an error if the user sees no asset type, or no asset although
        the last export to O(dest) has some. Both often mean that the user has lost a permission.
    type: bool
    default: false
  max_shrink_percent:
    description:
      - The largest drop in the number of assets since the last export to O(dest), in percent, and the same for attached
        files if O(attachments=true). A larger drop is an error. A drop of up to 10 is always allowed.
    type: float
    default: 50
  schema:
    description:
      - The path of a JSON Schema that M(assetops.aip.aip_schema) has written, or will write, such as C(aip.schema.json)
        next to O(dest). Each state file then begins with a comment that leads editors to it.
      - The comment has the path relative to the file, so that it holds in every checkout.
    type: path
    version_added: 0.1.0
  mode:
    description:
      - The permissions of new files, as octal digits in quotes. New folders get the same, and may be entered by
        whoever may read the files. Files that are there already keep their permissions.
    type: str
    default: "0600"
seealso:
  - module: assetops.aip.aip_assets
    description: Applies the state files.
  - module: assetops.aip.aip_schema
    description: Writes a schema for the state files.
  - module: assetops.aip.aip_asset_info
    description: Returns assets instead of writing files.
"""

EXAMPLES = r"""
- name: All assets, with a file for each asset type
  assetops.aip.aip_export:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    dest: "{{ playbook_dir }}/exported"

- name: The laptops in use, with a file for each location
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

- name: A schema for editors
  assetops.aip.aip_schema:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    dest: "{{ playbook_dir }}/aip.schema.json"

- name: Files that editors check against this schema
  assetops.aip.aip_export:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    dest: "{{ playbook_dir }}/assets"
    schema: "{{ playbook_dir }}/aip.schema.json"
"""

RETURN = r"""
summary_text:
  description: What was exported, or in check mode would be, in one sentence.
  returned: success
  type: str
  sample: "Exported: 314 assets in 12 files; 2 files written, 10 unchanged, 0 removed"
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
  sample: [files/lt-2001/invoice.pdf]
written:
  description: The files that differed and were written, or in check mode would be.
  returned: success, or failure after some files were written
  type: list
  elements: str
  sample: [laptop.yml]
removed:
  description: The files of an earlier export that were removed, or in check mode would be.
  returned: success, or failure after some files were written
  type: list
  elements: str
  sample: [old-type.yml]
diff:
  description:
    - The state files before and after, for C(--diff); empty without it. Of large files it has the part that differs.
      Files of which too much differs, or that may have values of encrypted attributes, are only summarized. Attached
      files are not part of it.
  returned: success
  type: list
  elements: dict
  contains:
    before:
      description: The text before.
      type: str
      sample: "status: In stock\n"
    after:
      description: The text after.
      type: str
      sample: "status: In use\n"
    before_header:
      description: The path of the file in O(dest), and why it is not shown.
      type: str
      sample: Laptop 'LT-2001'
    after_header:
      description: The same.
      type: str
      sample: Laptop 'LT-2001' (change, assets/laptops.yml:7)
left_out:
  description: The values that could not be exported as they are.
  returned: success
  type: list
  elements: dict
  contains:
    asset:
      description: The asset, by type and name.
      type: str
      sample: Laptop 'LT-2001'
    field:
      description: The field.
      type: str
      sample: assignee
    why:
      description: Why it was left out.
      type: str
      sample: the server shows no name for the user
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

import dataclasses
import os.path
from collections.abc import Sequence
from typing import Any

from ..module_utils._core.errors import InputError
from ..module_utils._core.verdict import sentence_of_export
from ..module_utils._export.export import ExportOptions, export
from ..module_utils._export.outcome import Exported, Limits
from ..module_utils._local.files import read_mode
from ..module_utils._local.parallel import check_workers
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.filter_options import FILTER_SPEC

SPEC: dict[str, Any] = {
    "dest": {"type": "path", "required": True},
    "asset_types": {"type": "list", "elements": "str", "default": []},
    "filters": FILTER_SPEC,
    "split_by": {"type": "str", "default": "asset_type"},
    "attachments": {"type": "bool", "default": True},
    "allow_empty": {"type": "bool", "default": False},
    "max_shrink_percent": {"type": "float", "default": 50},
    "schema": {"type": "path"},
    "mode": {"type": "str", "default": "0600"},
    "workers": {"type": "int", "default": 4},
}
MOST_LISTED = 5
"""A warning names this many files."""


def run(task: Task) -> dict[str, Any]:
    """The result of an export."""
    params = task.params
    problems = check_workers(params["workers"])
    if not 0 <= params["max_shrink_percent"] <= 100:
        problems.append("max_shrink_percent: must be between 0 and 100")
    mode = read_mode(params["mode"], "mode", problems)
    if problems:
        raise InputError(problems)
    options = ExportOptions(
        dest=params["dest"],
        asset_types=tuple(params["asset_types"]),
        filters=tuple(params["filters"]),
        split_by=params["split_by"],
        attachments=params["attachments"],
        limits=Limits(params["allow_empty"], params["max_shrink_percent"]),
        mode=mode,
        schema=params["schema"],
        diff=task.diff_mode,
    )
    exported = export(options, task.catalog, params["workers"], task.check_mode)
    warnings = _warnings(exported, params["schema"])
    return _result(exported, warnings, is_plan=task.check_mode)


def _result(exported: Exported, warnings: list[str], is_plan: bool) -> dict[str, Any]:
    present = {*exported.files, *exported.attachments}
    return {
        "changed": bool(exported.written or exported.removed),
        "summary_text": sentence_of_export(
            {
                "assets": sum(exported.files.values()),
                "files": len(exported.files),
                "attached": len(exported.attachments),
                "written": len(present.intersection(exported.written)),
                "unchanged": len(present.difference(exported.written)),
                "removed": len(exported.removed),
                "kept": len(exported.kept),
                "left_out": len(exported.left_out),
            },
            is_plan,
        ),
        "files": dict(exported.files),
        "attachments": list(exported.attachments),
        "written": list(exported.written),
        "removed": list(exported.removed),
        "diff": list(exported.diff),
        "left_out": [dataclasses.asdict(one) for one in exported.left_out],
        "warnings": warnings,
    }


def _warnings(exported: Exported, schema: str | None) -> list[str]:
    """What must not be overlooked."""
    warnings = []
    if exported.replaced:
        warnings.append(
            f"{_listed(exported.replaced)}: edited since the last export, or not written by one, and replaced by"
            " this export (--diff shows what changes)"
        )
    if exported.foreign:
        warnings.append(
            f"dest has state files that no export has written: {_listed(exported.foreign)}; if they declare the"
            " same assets, remove them, or export to another folder"
        )
    if schema and not os.path.isfile(schema):
        warnings.append(f"schema: there is no file '{schema}' yet; aip_schema writes it")
    warnings += [
        f"{path} is no longer exported, but was kept because it was edited since the last export"
        for path in exported.kept
    ]
    if exported.left_out:
        first = exported.left_out[0]
        more = len(exported.left_out) - 1
        others = f", and {more} more; all are in left_out" if more else ""
        warnings.append(f"not exported as it is: {first.asset}: {first.field}: {first.why}{others}")
    return warnings


def _listed(paths: Sequence[str]) -> str:
    more = f", and {len(paths) - MOST_LISTED} more" if len(paths) > MOST_LISTED else ""
    return ", ".join(paths[:MOST_LISTED]) + more


def main() -> None:
    """Run the module."""
    run_module(SPEC, run)


if __name__ == "__main__":
    main()
