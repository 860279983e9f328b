#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_asset."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_asset
short_description: Make one asset in AIP as declared
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Creates, updates, renames or deletes one asset in the Assets & Inventory Plugin for Jira (AIP, Data
    Center), so that it is as declared.
  - Compares first, and sends only what differs. An update is one request with the name and the fields that
    differ. If nothing differs, nothing is sent.
  - Every write is verified by reading the asset again.
  - An asset that AIP's search shows as declared costs that one search. Before anything is written, it is read by
    its id.
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._asset
  - assetops.aip._asset.encrypted
  - assetops.aip._attributes
  - assetops.aip._attributes.writes
seealso:
  - module: assetops.aip.aip_asset_info
  - module: assetops.aip.aip_attachment
"""

EXAMPLES = r"""
- name: A laptop is in use
  assetops.aip.aip_asset:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    asset_type: Laptop
    name: LT-2001
    status: In use
    assignee: mei.lin
    serial_number: 5CD2200XYZ
    location: Istanbul office
    install_date: 2026-02-03
    cost: 1349.90
    currency: EUR

- name: The connection is set once, for all modules
  module_defaults:
    group/assetops.aip.aip:
      url: "{{ aip_url }}"
      token: "{{ aip_token }}"
  block:
    - name: Attributes have native types, and reference other assets by name
      assetops.aip.aip_asset:
        asset_type: Server
        name: srv-web-90
        attributes:
          Hostname: srv-web-90.example.com
          RAM GB: 64
          Rack:
            - asset_type: Rack
              name: rack-01

    - name: The serial number says which asset is meant, so the name can change
      assetops.aip.aip_asset:
        asset_type: Laptop
        match_by: [serial_number]
        serial_number: 5CD2200XYZ
        name: LT-2001-spare
        status: In stock
        substatus: Available
        assignee: null # null clears a field; a field that is not written is left alone

    - name: The invoice is attached
      assetops.aip.aip_asset:
        asset_type: Laptop
        name: LT-2001-spare
        attachments:
          - path: files/invoice.pdf
            name: invoice-5CD2200XYZ.pdf

    - name: The laptop is gone
      assetops.aip.aip_asset:
        asset_type: Laptop
        name: LT-2001-spare
        state: absent
"""

RETURN = r"""
asset:
  description:
    - The asset as it is now, or in check mode as it would be. Null if there is none.
    - It has the shape in which assets are written. Encrypted attributes are hidden.
  returned: success
  type: dict
  sample:
    id: 41
    asset_type: Laptop
    name: LT-2001
    status: In use
    quantity: 1
    attributes:
      Model: ThinkPad T14
changes:
  description:
    - What was changed, or in check mode would be, field by field. After a failure, what was changed before
      it.
  returned: always, except for a task that failed before anything was compared
  type: list
  elements: dict
  contains:
    field:
      description: The field. System fields are called as the options, attributes by their display name.
      type: str
    before:
      description: The value before.
      type: raw
    after:
      description: The value after.
      type: raw
  sample:
    - field: status
      before: In stock
      after: In use
diff:
  description: The same as YAML, for C(--diff).
  returned: success
  type: dict
  contains:
    before:
      description: The differing fields as they were.
      type: str
    after:
      description: The differing fields as they are.
      type: str
    before_header:
      description: The asset, by type and name.
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
  sample:
    requests:
      GET: 2
      POST: 1
    retries: 0
    seconds_waited: 0.0
    bytes_sent: 412
    bytes_received: 5120
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
  description: The assets that were written before the one that failed.
  returned: failure after the first write
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
  description: The assets that were not reached.
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

from ..module_utils._apply.run import ApplyOptions
from ..module_utils._core.declaration import Written
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.options import ASSET_SPEC
from ..module_utils._module.results import result_of_one
from ..module_utils._reconcile import Options, reconcile

SPEC: dict[str, Any] = {
    **ASSET_SPEC,
    "update_encrypted": {"type": "str", "choices": ["on_create", "always"], "default": "on_create"},
}

CHECKS: dict[str, Any] = {"required_one_of": [("asset_type", "id")]}


def run(task: Task) -> dict[str, Any]:
    """The result of making one asset as declared."""
    options = Options(
        ApplyOptions(task.check_mode, task.waiting),
        update_encrypted=task.params["update_encrypted"],
    )
    return result_of_one(reconcile([Written(task.asset())], task.catalog, options))


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, **CHECKS)


if __name__ == "__main__":
    main()
