#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_attachment."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_attachment
short_description: Attach, remove or fetch a file of an asset in AIP
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Makes sure that an asset in the Assets & Inventory Plugin for Jira (AIP, Data Center) has a file, or does
    not have it, or that a local file equals it.
  - Files are compared by content. The same content under the same name is no change.
  - A different content is uploaded first and verified by downloading it. Only then is the old one removed.
  - Files of any size are streamed, in both directions.
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._attributes
  - assetops.aip._attributes.writes
options:
  asset_id:
    description: Id of the asset.
    type: raw
  asset_type:
    description: Name or id of the asset's type, together with O(asset_name), if O(asset_id) is not set.
    type: str
  asset_name:
    description: Name of the asset, together with O(asset_type).
    type: str
  state:
    description:
      - V(present) attaches O(path), V(absent) removes all files called O(name) from the asset, V(fetched)
        brings the file to O(dest).
    type: str
    choices: [present, absent, fetched]
    default: present
  path:
    description: The local file to attach, for O(state=present).
    type: path
  name:
    description: The file's name at the asset. Default is the last part of O(path).
    type: str
  dest:
    description:
      - Where to put the file, for O(state=fetched), as a file, or as a folder that exists.
      - The file appears there whole or not at all.
    type: path
seealso:
  - module: assetops.aip.aip_asset
notes:
  - O(path) and O(dest) are on the host where the task runs.
"""

EXAMPLES = r"""
- name: The warranty is attached
  assetops.aip.aip_attachment:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    asset_type: Rack
    asset_name: rack-01
    path: files/warranty.txt

- name: The connection is set once, for all modules
  module_defaults:
    group/assetops.aip.aip:
      url: "{{ aip_url }}"
      token: "{{ aip_token }}"
  block:
    - name: The warranty is fetched
      assetops.aip.aip_attachment:
        asset_type: Rack
        asset_name: rack-01
        name: warranty.txt
        state: fetched
        dest: files/warranty-copy.txt

    - name: The warranty is not attached any more
      assetops.aip.aip_attachment:
        asset_type: Rack
        asset_name: rack-01
        name: warranty.txt
        state: absent
"""

RETURN = r"""
attachment:
  description: The file at the asset as it is now, or in check mode as it would be. Null if there is none.
  returned: success
  type: dict
  contains:
    asset_id:
      description: The asset's id.
      type: int
    name:
      description: The file's name at the asset.
      type: str
    server_file_name:
      description: The server's own name of the file. Null for one that check mode would upload.
      type: str
    size:
      description: Size in bytes, if known.
      type: int
    dest:
      description: Where the file was put, for O(state=fetched).
      type: str
  sample:
    asset_id: 41
    name: warranty.txt
    server_file_name: 30817_55120_1790000000123.txt
    size: 1204
changes:
  description: What was changed, or in check mode would be.
  returned: success, or failure while writing
  type: list
  elements: dict
  contains:
    field:
      description: V(attachments.) and the file's name.
      type: str
    before:
      description: The server's names of the files that were removed.
      type: str
    after:
      description: The local file that was uploaded.
      type: str
diff:
  description: The same as YAML, for C(--diff).
  returned: success
  type: dict
  contains:
    before:
      description: The list of files before, as YAML.
      type: str
    after:
      description: The list of files after, as YAML.
      type: str
    before_header:
      description: The asset, by type and name. Missing for O(state=fetched).
      type: str
    after_header:
      description: The same.
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
done:
  description: What was written before the failure.
  returned: failure while writing
  type: list
  elements: dict
  contains:
    asset:
      description: The asset, by type and name.
      type: str
    id:
      description: Its id. Null for an asset that does not exist yet.
      type: int
    action:
      description: What it was to undergo. One of none, create, update, retire, delete.
      type: str
failed_asset:
  description: The asset whose write failed.
  returned: failure while writing
  type: dict
  contains:
    asset:
      description: The asset, by type and name.
      type: str
    id:
      description: Its id. Null for an asset that does not exist yet.
      type: int
    action:
      description: What it was to undergo. One of none, create, update, retire, delete.
      type: str
not_tried:
  description: What was not reached.
  returned: failure while writing
  type: list
  elements: dict
  contains:
    asset:
      description: The asset, by type and name.
      type: str
    id:
      description: Its id. Null for an asset that does not exist yet.
      type: int
    action:
      description: What it was to undergo. One of none, create, update, retire, delete.
      type: str
"""

from typing import Any

from ..module_utils._attachment import AttachmentOptions, attach_or_remove, fetch_file
from ..module_utils._module.entry import Task, run_module

SPEC: dict[str, Any] = {
    "asset_id": {"type": "raw"},
    "asset_type": {"type": "str"},
    "asset_name": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "absent", "fetched"], "default": "present"},
    "path": {"type": "path"},
    "name": {"type": "str"},
    "dest": {"type": "path"},
}


CHECKS: dict[str, Any] = {
    "required_one_of": [("asset_id", "asset_type")],
    "mutually_exclusive": [("asset_id", "asset_type"), ("asset_id", "asset_name")],
    "required_together": [("asset_type", "asset_name")],
    "required_if": [("state", "present", ("path",)), ("state", "fetched", ("name", "dest"))],
}


def run(task: Task) -> dict[str, Any]:
    """The result of making one attached file as wanted."""
    options = AttachmentOptions.from_options(task.params)
    work = fetch_file if options.state == "fetched" else attach_or_remove
    return work(options, task.catalog, task.check_mode)


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, **CHECKS)


if __name__ == "__main__":
    main()
