#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_attachment."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_attachment
short_description: Attach files to assets in AIP, or download them
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Ensures that a file is, or is not, attached to an asset in the Assets & Inventory Plugin for Jira (AIP, Data
    Center), or that a local file equals an attached one.
  - Files are compared by content. The same content under the same name is not a change.
  - A file with different content is uploaded first and verified by downloading it. Only then is the old file
    removed.
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
    description: Name of the asset, together with O(asset_type). Put a name that looks like a number in quotes.
    type: raw
  state:
    description:
      - V(present) attaches O(path), V(absent) removes all files named O(name) from the asset, and V(fetched)
        downloads the file to O(dest).
    type: str
    choices: [present, absent, fetched]
    default: present
  path:
    description:
      - The local file to attach, for O(state=present). On the controller, relative paths are searched for in C(files)
        of the role or playbook, then in the role or next to the playbook, then in the current directory.
    type: path
  name:
    description:
      - The name of the attached file. The default is the last part of O(path). Put a name that looks like a number in
        quotes.
    type: raw
  dest:
    description:
      - Where to save the file, for O(state=fetched). Either a path for the file, or an existing folder. On the
        controller, a relative path is relative to the current directory.
      - The file is saved either completely or not at all.
    type: path
seealso:
  - module: assetops.aip.aip_asset
    description: Declares an asset with all its attachments.
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
  description: The attached file after the task, or in check mode as it would be. Null if it does not exist.
  returned: success
  type: dict
  contains:
    asset_id:
      description: The asset's id.
      type: int
      sample: 41
    name:
      description: The name of the attached file.
      type: str
      sample: warranty.txt
    server_file_name:
      description: The server's own name for the file. Null for a file that check mode would upload.
      type: str
      sample: 30817_55120_1790000000123.txt
    size:
      description: Size in bytes, if known.
      type: int
      sample: 1204
    dest:
      description: Where the file was saved, for O(state=fetched).
      type: str
      sample: /srv/files/warranty.txt
  sample:
    asset_id: 41
    name: warranty.txt
    server_file_name: 30817_55120_1790000000123.txt
    size: 1204
changes:
  description: The changes that were made, or in check mode would be made.
  returned: success, or failure while writing
  type: list
  elements: dict
  contains:
    field:
      description: V(attachments.) and the file's name.
      type: str
      sample: attachments.warranty.txt
    before:
      description: The server's names of the files that were removed.
      type: str
      sample: 30817_55120_1790000000123.txt
    after:
      description: The local file that was uploaded.
      type: str
      sample: /srv/files/warranty.txt
diff:
  description: The same changes as YAML, for C(--diff).
  returned: success
  type: dict
  contains:
    before:
      description:
        - The differing fields before, as YAML. Of a deleted asset, all its values that were read, except for encrypted
          attributes, and as a comment which assets refer to it.
      type: str
      sample: "attachments: []\n"
    after:
      description: The differing fields after, as YAML.
      type: str
      sample: "attachments: [warranty.txt]\n"
    before_header:
      description: The asset before, by type and name, or V((not in AIP\)).
      type: str
      sample: Laptop 'LT-2001'
    after_header:
      description:
        - The asset by type and name, with what is done (create, change, retire, delete), and where it was declared.
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
done:
  description: What was written before the failure.
  returned: failure while writing
  type: list
  elements: dict
  contains:
    asset:
      description: The asset, by type and name.
      type: str
      sample: Laptop 'LT-2001'
    id:
      description: Its id. Null for an asset that does not exist yet.
      type: int
      sample: 41
    action:
      description: The planned action. One of none, create, update, retire, delete.
      type: str
      sample: update
failed_asset:
  description: The asset whose write failed.
  returned: failure while writing
  type: dict
  contains:
    asset:
      description: The asset, by type and name.
      type: str
      sample: Laptop 'LT-2001'
    id:
      description: Its id. Null for an asset that does not exist yet.
      type: int
      sample: 41
    action:
      description: The planned action. One of none, create, update, retire, delete.
      type: str
      sample: update
not_tried:
  description: What was not tried after the failure.
  returned: failure while writing
  type: list
  elements: dict
  contains:
    asset:
      description: The asset, by type and name.
      type: str
      sample: Laptop 'LT-2001'
    id:
      description: Its id. Null for an asset that does not exist yet.
      type: int
      sample: 41
    action:
      description: The planned action. One of none, create, update, retire, delete.
      type: str
      sample: update
"""

from typing import Any

from ..module_utils._apply.options import ApplyOptions
from ..module_utils._attachment import AttachmentOptions, attach_or_remove, fetch_file
from ..module_utils._core.errors import InputError
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.options import text_option

SPEC: dict[str, Any] = {
    "asset_id": {"type": "raw"},
    "asset_type": {"type": "str"},
    "asset_name": {"type": "raw"},
    "state": {"type": "str", "choices": ["present", "absent", "fetched"], "default": "present"},
    "path": {"type": "path"},
    "name": {"type": "raw"},
    "dest": {"type": "path"},
}


CHECKS: dict[str, Any] = {
    "required_one_of": [("asset_id", "asset_type")],
    "mutually_exclusive": [("asset_id", "asset_type"), ("asset_id", "asset_name")],
    "required_together": [("asset_type", "asset_name")],
    "required_if": [("state", "present", ("path",)), ("state", "fetched", ("name", "dest"))],
}


_NO_ASSET = (
    "asset_id: is written, but empty: write the id, or asset_type and asset_name; in check mode, an asset that an"
    " earlier task would create has no id yet"
)


def run(task: Task) -> dict[str, Any]:
    """The result of making one attached file as declared."""
    if task.params["asset_id"] is None and task.params["asset_type"] is None:
        raise InputError([_NO_ASSET])
    texts = {name: text_option(task.params, name) for name in ("asset_name", "name")}
    options = AttachmentOptions.from_options({**task.params, **texts})
    if options.state == "fetched":
        return fetch_file(options, task.catalog, task.check_mode)
    return attach_or_remove(options, task.catalog, ApplyOptions(task.check_mode, task.waiting))


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, **CHECKS)


if __name__ == "__main__":
    main()
