#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_host_mapping."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_host_mapping
short_description: Propose which facts of hosts fill which attributes in AIP
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Reads the attributes of an asset type in the Assets & Inventory Plugin for Jira (AIP, Data Center), and proposes
    variables for the role P(assetops.aip.aip_host_assets#role), with the attributes that the type has, and the fact
    that fills each.
  - Attributes without a known fact are in comments, with their type and options.
  - The proposal is YAML that passes yamllint. It is printed, ready to be copied, or written to O(dest). The playbook
    C(assetops.aip.host_mapping) does this in one command.
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._attributes
  - assetops.aip._attributes.writes
options:
  asset_type:
    description: Name or id of the asset type.
    type: str
    default: Server
  facts:
    description:
      - What is known about a host, as C(aip_host_assets_facts) of the role has it, to be shown in comments.
    type: dict
    default: {}
  host:
    description: The name of that host.
    type: str
    default: ""
  dest:
    description:
      - The file to write, on the host where the task runs. Missing folders are created.
      - A file that is there and has another content is not replaced, because you may have edited it, unless O(force)
        is set.
      - Without it, the proposal is printed and returned.
    type: path
  force:
    description: Whether to replace a file that has another content.
    type: bool
    default: false
seealso:
  - module: assetops.aip.aip_assets
    description: Registers the assets.
"""

EXAMPLES = r"""
- name: Propose a mapping for servers
  assetops.aip.aip_host_mapping:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    asset_type: Server
    dest: "{{ playbook_dir }}/group_vars/servers.yml"
"""

RETURN = r"""
summary_text:
  description: What was proposed, and what became of the file, in one sentence.
  returned: success
  type: str
  sample: "Mapping of Server: 5 of 14 attributes have a fact, written to group_vars/servers.yml"
mapping:
  description: The proposal, as YAML.
  returned: success
  type: str
  sample: |
    ---
    aip_host_assets_asset_type: Server
    aip_host_assets_attributes:
      Hostname: "{{ aip_host_assets_facts.hostname }}"
unmapped:
  description: The attributes for which no fact is known.
  returned: success
  type: list
  elements: str
  sample: [Environment, Rack]
dest:
  description: The file with the proposal, or in check mode the file that would have it. Null if O(dest) is not set.
  returned: success
  type: str
  sample: group_vars/servers.yml
diff:
  description: The text of the file before and after, for C(--diff). Both are empty if nothing changed.
  returned: success
  type: dict
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

import os.path
from typing import Any

from ..module_utils._core.errors import InputError
from ..module_utils._core.host_mapping import mapping_text, unmapped
from ..module_utils._core.kinds.written import Invalid
from ..module_utils._core.model import AssetType
from ..module_utils._core.verdict import count_of
from ..module_utils._local.files import read_text, write_if_different
from ..module_utils._module.entry import Task, run_module

SPEC: dict[str, Any] = {
    "asset_type": {"type": "str", "default": "Server"},
    "facts": {"type": "dict", "default": {}},
    "host": {"type": "str", "default": ""},
    "dest": {"type": "path"},
    "force": {"type": "bool", "default": False},
}


def run(task: Task) -> dict[str, Any]:
    """The proposed mapping, and whether the file is, or would be, another one by it."""
    params, dest = task.params, task.params["dest"]
    asset_type = _type_of(params["asset_type"], task)
    written_as = asset_type.name if task.catalog.is_unique_name(asset_type) else asset_type.id
    text = mapping_text(asset_type, written_as, params["facts"] or {}, params["host"])
    before = read_text(dest, "dest") if dest and os.path.lexists(dest) else ""
    if before not in ("", text) and not params["force"]:
        raise InputError(
            [
                f"dest: '{dest}' is there and has another content: write to another file, or set force"
            ]
        )
    changed = bool(dest) and write_if_different(dest, text, "dest", task.check_mode)
    diff = {"before": "", "after": ""}
    if changed:
        diff = {"before": before, "after": text, "before_header": dest, "after_header": dest}
    left = unmapped(asset_type)
    return {
        "changed": changed,
        "summary_text": _sentence(asset_type, len(left), dest, changed, task.check_mode),
        "mapping": text,
        "unmapped": left,
        "dest": dest,
        "diff": diff,
    }


def _type_of(written: str, task: Task) -> AssetType:
    """The asset type. Raises InputError."""
    try:
        return task.catalog.find_type(written)
    except Invalid as invalid:
        raise InputError([f"asset_type: {invalid}"]) from None


def _sentence(
    asset_type: AssetType, without: int, dest: str | None, changed: bool, is_plan: bool
) -> str:
    every = len(asset_type.attributes)
    have = "has" if every - without == 1 else "have"
    start = f"Mapping of {asset_type.name}: {every - without} of {count_of(every, 'attribute')} {have} a fact"
    if not dest:
        return start
    if not changed:
        return f"{start}; {dest} is up to date"
    return f"{start}, {'to write' if is_plan else 'written'} to {dest}"


def main() -> None:
    """Run the module."""
    run_module(SPEC, run)


if __name__ == "__main__":
    main()
