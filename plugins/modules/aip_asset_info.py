#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_asset_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_asset_info
short_description: Search for assets in AIP and return them
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Finds assets in the Assets & Inventory Plugin for Jira (AIP, Data Center) and returns them in the form that
    M(assetops.aip.aip_asset) accepts.
  - AIP's search matches words. The module itself compares everything exactly, whatever the search returns.
  - A list that could not be proven complete is an error, never a shorter list. If no asset matches, the list is
    empty.
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._attributes
  - assetops.aip._attributes.info
options:
  id:
    description: Id of the asset.
    type: raw
  asset_type:
    description: Name or id of the asset type. Without it, assets of all types are found.
    type: str
  name:
    description: Name of the asset, compared exactly. Put a name that looks like a number in quotes.
    type: raw
  filters:
    description: Conditions that all must hold.
    type: list
    elements: dict
    default: []
    suboptions:
      field:
        description:
          - The field. System fields have the names of the options of M(assetops.aip.aip_asset), attributes their
            display names. V(name) is the asset's name.
          - If an attribute has the name of a system field, put V(attributes.) before it.
        type: str
        required: true
      operator:
        description:
          - V(equals) and V(not_equals) compare the whole value or, with several options, the whole set.
          - V(contains) finds a part of a text, or some of several values.
          - V(matches) compares the whole text with a pattern, in which V(*) stands for any characters and V(?) for
            one.
          - V(in) takes a list and holds if the field has any of its values.
          - V(greater), V(less) and V(between) are for numbers and dates. V(between) takes a list of two and
            includes both.
          - V(is_empty) takes V(true), the default, or V(false).
          - Comparisons of texts are case-sensitive.
        type: str
        choices: [equals, not_equals, contains, matches, in, greater, less, between, is_empty]
        default: equals
      value:
        description:
          - The value, written as in M(assetops.aip.aip_asset). It is needed, and must not be empty, for every operator
            except V(is_empty), which finds assets without a value.
        type: raw
  query:
    description:
      - A raw Lucene query, for conditions that filters cannot express. It is passed to the search unchanged.
      - The other options still apply, and are compared by the module.
    type: str
  limit:
    description: The maximum number of assets to return, in the order of their names.
    type: int
  fields:
    description:
      - The fields to return, in addition to id, asset type and name. The default is all fields.
      - If the search does not show a field, each asset is read by its id. Listing only the fields that you need
        saves these reads.
    type: list
    elements: str
  include_attachments:
    description: Whether to return the attached files of each asset as well. Each asset is then read by its id.
    type: bool
    default: false
seealso:
  - module: assetops.aip.aip_asset
    description: Declares an asset in the form that this module returns.
  - module: assetops.aip.aip_export
    description: Writes assets to files.
  - plugin: assetops.aip.aip_asset
    plugin_type: lookup
    description: The same as a lookup, for templates.
  - plugin: assetops.aip.aip
    plugin_type: inventory
    description: Assets as hosts.
"""

EXAMPLES = r"""
- name: All laptops that are in use
  assetops.aip.aip_asset_info:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    asset_type: Laptop
    filters:
      - field: status
        value: In use
  register: laptops

- name: The connection is set once, for all modules
  module_defaults:
    group/assetops.aip.aip:
      url: "{{ aip_url }}"
      token: "{{ aip_token }}"
  block:
    - name: Expensive laptops of the last years, with three fields only
      assetops.aip.aip_asset_info:
        asset_type: Laptop
        filters:
          - field: cost
            operator: greater
            value: 1500
          - field: install_date
            operator: between
            value: [2024-01-01, 2026-12-31]
        fields: [cost, install_date, assignee]

    - name: Servers without an owner whose name matches a pattern
      assetops.aip.aip_asset_info:
        asset_type: Server
        filters:
          - field: name
            operator: matches
            value: srv-00?1
          - field: owner
            operator: is_empty

    - name: One asset with its attached files
      assetops.aip.aip_asset_info:
        asset_type: Rack
        name: rack-01
        include_attachments: true

    - name: A raw Lucene query
      assetops.aip.aip_asset_info:
        query: 'form.name:"Server" AND asset.name:srv*'
        limit: 5
"""

RETURN = r"""
assets:
  description: The assets, in the form in which they are declared. Empty if none match.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 41
      asset_type: Laptop
      name: LT-2001
      status: In use
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

from typing import Any

from ..module_utils._core.errors import InputError
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.filter_options import FILTER_SPEC
from ..module_utils._module.options import text_option
from ..module_utils._read.question import Question, look_up

SPEC: dict[str, Any] = {
    "id": {"type": "raw"},
    "asset_type": {"type": "str"},
    "name": {"type": "raw"},
    "filters": FILTER_SPEC,
    "query": {"type": "str"},
    "limit": {"type": "int"},
    "fields": {"type": "list", "elements": "str"},
    "include_attachments": {"type": "bool", "default": False},
}


CHECKS: dict[str, Any] = {
    "mutually_exclusive": [("id", "name"), ("id", "query"), ("name", "query")]
}


def run(task: Task) -> dict[str, Any]:
    """The assets that were asked for."""
    params = task.params
    problems = [
        f"{name}: is written, but empty, and would select everything: write a value, or leave it out"
        for name in ("id", "asset_type", "name", "filters", "query")
        if name in task.written and params[name] in (None, "")
    ]
    if problems:
        raise InputError(problems)
    question = Question(
        id=params["id"],
        asset_type=params["asset_type"],
        name=text_option(params, "name"),
        filters=tuple(params["filters"]),
        raw_query=params["query"],
        limit=params["limit"],
        fields=None if params["fields"] is None else tuple(params["fields"]),
        include_attachments=params["include_attachments"],
    )
    return {"changed": False, "assets": look_up(question, task.catalog)}


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, **CHECKS)


if __name__ == "__main__":
    main()
