#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_asset."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_asset
short_description: Create, update or delete an asset in AIP
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Creates, updates, renames or deletes one asset in the Assets & Inventory Plugin for Jira (AIP, Data
    Center), so that it matches the declaration.
  - Compares first, and sends only what differs. An update is one request with the name and the fields that
    differ. If nothing differs, nothing is sent.
  - Every write is verified by reading the asset again.
  - If AIP's search shows that an asset is as declared, that search is the only request. Before anything is
    written, the asset is read by its id.
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._asset
  - assetops.aip._asset.duplicates
  - assetops.aip._asset.similar
  - assetops.aip._asset.encrypted
  - assetops.aip._attributes
  - assetops.aip._attributes.writes
seealso:
  - module: assetops.aip.aip_assets
    description: Many assets in one task, from files, with a plan and pruning.
  - module: assetops.aip.aip_asset_info
    description: Searches for assets.
  - module: assetops.aip.aip_attachment
    description: One file of an asset.
"""

EXAMPLES = r"""
- name: A laptop in use
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

    - name: The serial number identifies the asset, so the name can change
      assetops.aip.aip_asset:
        asset_type: Laptop
        match_by: [serial_number]
        serial_number: 5CD2200XYZ
        name: LT-2001-spare
        status: In stock
        substatus: Available
        # Null clears a field; a field that is not set is left alone.
        assignee: null

    - name: The invoice is attached
      assetops.aip.aip_asset:
        asset_type: Laptop
        name: LT-2001-spare
        attachments:
          - path: files/invoice.pdf
            name: invoice-5CD2200XYZ.pdf

    - name: The laptop does not exist any more
      assetops.aip.aip_asset:
        asset_type: Laptop
        name: LT-2001-spare
        state: absent
"""

RETURN = r"""
asset:
  description:
    - The asset after the task, or in check mode as it would be. Null if it does not exist.
    - It has the form in which assets are declared. Encrypted attributes are hidden.
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
  contains:
    id:
      description: Its id.
      type: raw
      sample: 41
    asset_type:
      description: Its type.
      type: str
      sample: Laptop
    name:
      description: Its name.
      type: str
      sample: LT-2001
    attributes:
      description: Its attributes, by display name.
      type: dict
      sample: {Model: ThinkPad T14, RAM GB: 32}
    attachments:
      description: Its attached files, where they were asked for or declared.
      type: list
      sample: [{name: invoice.pdf, size: 48120}]
changes:
  description:
    - The changes that were made, or in check mode would be made, field by field. After a failure, those made before
      it.
  returned: always, except for a task that failed before anything was compared
  type: list
  elements: dict
  contains:
    field:
      description: The field. System fields have the names of the options, attributes their display names.
      type: str
      sample: status
    before:
      description: The value before.
      type: raw
      sample: In stock
    after:
      description: The value after.
      type: raw
      sample: In use
  sample:
    - field: status
      before: In stock
      after: In use
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
      sample: "status: In stock\n"
    after:
      description: The differing fields after, as YAML.
      type: str
      sample: "status: In use\n"
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
  sample:
    requests:
      GET: 2
      POST: 1
    retries: 0
    seconds_waited: 0.0
    bytes_sent: 412
    bytes_received: 5120
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
  description: The assets that were written before the one that failed.
  returned: failure after the first write
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
  description: The assets that were not tried after the failure.
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
from ..module_utils._core.declaration import Written
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.options import ASSET_SPEC, ON_DUPLICATE, SIMILAR_NAMES
from ..module_utils._module.results import result_of_one
from ..module_utils._reconcile import Options, reconcile

SPEC: dict[str, Any] = {
    **ASSET_SPEC,
    "update_encrypted": {"type": "str", "choices": ["on_create", "always"], "default": "on_create"},
    "on_duplicate": ON_DUPLICATE,
    "similar_names": SIMILAR_NAMES,
}

CHECKS: dict[str, Any] = {"required_one_of": [("asset_type", "id")]}


def run(task: Task) -> dict[str, Any]:
    """The result of making one asset as declared."""
    options = Options(
        ApplyOptions(task.check_mode, task.waiting, on_duplicate=task.params["on_duplicate"]),
        update_encrypted=task.params["update_encrypted"],
        similar_names=task.params["similar_names"],
    )
    return result_of_one(reconcile([Written(task.asset())], task.catalog, options))


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, **CHECKS)


if __name__ == "__main__":
    main()
