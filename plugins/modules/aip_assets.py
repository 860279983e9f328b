#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_assets."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_assets
short_description: Apply an inventory of assets in YAML to AIP
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Creates, updates, renames and deletes assets in the Assets & Inventory Plugin for Jira (AIP, Data Center),
    so that all of them match the declaration, in one task.
  - Reads the current assets page by page, compares them, and sends only what differs. An asset that is as declared
    costs only its share of a page.
  - Reports all errors in the declaration at once, each with its location. Whatever blocks the plan is found before
    the first write, and then nothing is written.
  - Assets may exchange their names, or take names that others give up. A name is given only when it is free; in a
    circle, one of the assets has a temporary name for a moment, which costs one more request.
  - Every write is verified. The task ends when AIP's search shows what was written, so that the next run finds it.
extends_documentation_fragment:
  - assetops.aip._connection
  - assetops.aip._connection.workers
  - assetops.aip._asset.duplicates
  - assetops.aip._asset.similar
  - assetops.aip._asset.encrypted
  - assetops.aip._attributes
  - assetops.aip._attributes.writes
options:
  assets:
    description:
      - The assets, each a mapping with the options of M(assetops.aip.aip_asset) that describe an asset,
        namely C(asset_type), C(name), C(id), C(match_by), C(state), the system fields, C(attributes) and
        C(attachments).
      - References may name other assets of the same list, in any order, even in circles.
    type: list
    elements: dict
  src:
    description:
      - Files with assets, and folders of such files (C(*.yml), C(*.yaml), C(*.json); including subfolders, but
        nothing whose name begins with a dot). They are read on the controller. Relative paths are searched for in
        C(files) of the role or playbook, then in the role or next to the playbook, then in the current directory;
        those that begin with C(.) or C(..), not in C(files). The files of this collection are never found.
      - A file contains a list of assets, or a mapping with C(assets) and C(defaults). The latter has the form of
        O(defaults) and applies to this file. In such a mapping, C($schema) may name the file's schema for editors.
      - Files in a folder that are recognized as something else by their content, such as JSON Schemas, plan files,
        reports, dialect files, playbooks, inventories and lists of requirements, are not read (C(-v) lists them). Any
        other file that is not a state file is an error.
      - Files may be encrypted with C(ansible-vault), and so may single values (C(!vault), or C(__ansible_vault) in
        JSON), which are then kept out of results, differences and plans.
      - Nothing in the files is evaluated as a template, and what looks like one is an error. Mark a text that has such
        braces with C(!unsafe), or C(__ansible_unsafe) in JSON.
      - A number without quotes is one only if it prints back as it was written, so that C(00123), C(1e3) and C(12:30)
        are texts. C(yes), C(no), C(on), C(off), C(true) and C(false) need quotes.
      - Paths of attachments are relative to the file that contains them.
    type: list
    elements: path
  origins:
    description:
      - The location of each of O(assets), in the same order, to be shown in messages. O(src) sets it.
    type: list
    elements: str
  secrets:
    description:
      - Texts that are never shown in results, differences and plans. O(src) adds the single values that are encrypted
        with C(ansible-vault).
    type: list
    elements: str
    default: []
  defaults:
    description:
      - Defaults that assets inherit. A mapping of the name of an asset type, or V(*) for all, to fields. A value set
        for the asset itself takes precedence, even V(null). Within C(attributes), each attribute is inherited
        separately.
    type: dict
    default: {}
  undeclared_fields:
    description:
      - Whether the fields of a declared asset that are not declared are left alone or cleared. Encrypted attributes
        are always left alone.
    type: str
    choices: [keep, clear]
    default: keep
  unknown:
    description:
      - What to do about attributes that an asset's type lacks, and values that are not among the options of an
        attribute. V(fail) reports them all, and writes nothing. V(skip) leaves them out of the declaration, so that
        they are neither written nor cleared, with one warning for all assets, and returns them as RV(left_out).
      - Nothing else is left out. Other mistakes are errors with V(skip) too, for example a field of C(match_by) that
        does not exist, a system field written as an attribute, or a text for an attribute that takes a number.
      - Where one of several values is not an option, the attribute is left out as a whole.
    type: str
    choices: [fail, skip]
    default: fail
  scope:
    description:
      - Which assets the declaration covers completely. Assets in the scope that are not declared are returned as
        RV(unmanaged), and deleted with O(prune).
    type: dict
    suboptions:
      asset_types:
        description: Names or ids of asset types. If not set, all types are in the scope; an empty list is an error.
        type: list
        elements: str
      filters:
        description: Filters that must all hold, as in M(assetops.aip.aip_asset_info).
        type: list
        elements: dict
        default: []
        suboptions: &filter
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
  prune:
    description:
      - Whether to delete assets in the O(scope) that are not declared. This happens last, only if everything else
        succeeded, and only within the limits. If a limit is exceeded, nothing is written.
      - This is refused if nothing is declared, if the assets in scope could not be read completely, or if an
        identifying field of any candidate cannot be read.
    type: bool
    default: false
  max_deletes:
    description: The maximum number of assets that O(prune) may delete or retire.
    type: int
    default: 10
  max_delete_percent:
    description: The maximum percentage of the assets in scope that O(prune) may delete or retire.
    type: float
    default: 10
  protect:
    description: Filters for assets that O(prune) never removes. An asset is exempt if all of them hold.
    type: list
    elements: dict
    default: []
    suboptions: *filter
  retire:
    description:
      - Fields to set on the assets that O(prune) would delete, instead of deleting them, such as C(status) to
        V(Retired).
    type: dict
    default: {}
  plan_file:
    description:
      - A file to write the plan to, as JSON, on the machine where the module runs. It is also written in check mode,
        and if the plan is blocked. Encrypted attributes are hidden in it. Its folder must exist.
      - Only its owner can read a new file. A file that is there already keeps its permissions.
    type: path
  expect_plan:
    description:
      - The path of a plan that O(plan_file) wrote, or its digest (C(sha256:) and 64 digits). Exactly that plan is
        carried out. If any asset has changed since the plan was made, nothing is written.
    type: str
  all_steps:
    description:
      - Whether to return RV(steps), which lists every declared asset, including those that are as declared.
        M(assetops.aip.aip_report) requires it.
    type: bool
    default: false
  step_fields:
    description:
      - Fields whose values RV(steps) shows for all assets, also for those that are as declared, so that reports can
        group by them. System fields have the names of the options, attributes their display names.
    type: list
    elements: str
    default: []
  on_error:
    description:
      - Whether to continue with writes that do not depend on a failed one. The task fails in either case, and nothing
        is deleted after a failure.
    type: str
    choices: [stop, continue]
    default: stop
notes:
  - On the controller (with the connection C(local), and without C(become) to another user), the task runs inside
    Ansible's own process, and shows its progress if it takes long. With the environment variable E(AIP_IN_PROCESS)
    or the variable C(aip_in_process) set to false, or C(in_process) in the section C([aip]) of C(ansible.cfg), it
    is sent as a module, as on any other connection.
  - Values come from AIP's search if that shows the field, so they may be some seconds old. Before an asset is
    deleted, it is read again.
seealso:
  - module: assetops.aip.aip_asset
    description: One asset, in a task of its own.
  - module: assetops.aip.aip_export
    description: Writes the assets in AIP as state files for this module.
  - module: assetops.aip.aip_report
    description: Writes reports of what this module found.
  - module: assetops.aip.aip_asset_info
    description: Searches for assets.
"""

EXAMPLES = r"""
- name: The inventory is as declared
  assetops.aip.aip_assets:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    src: assets/

- name: The connection is set once, for all modules
  module_defaults:
    group/assetops.aip.aip:
      url: "{{ aip_url }}"
      token: "{{ aip_token }}"
  block:
    - name: Racks and servers, with common defaults
      assetops.aip.aip_assets:
        defaults:
          "*":
            location: Istanbul office
          Server:
            attributes:
              Environment: production
        assets:
          - asset_type: Rack
            name: rack-91
          - asset_type: Server
            name: srv-app-91
            attributes:
              Hostname: srv-app-91.example.com
              Rack: rack-91
          - asset_type: Server
            name: srv-app-92
            attributes:
              Hostname: srv-app-92.example.com
              Rack: rack-91

    - name: Undeclared racks of a location are retired, at most three at a time
      assetops.aip.aip_assets:
        assets:
          - asset_type: Rack
            name: rack-91
        scope:
          asset_types: [Rack]
          filters:
            - field: location
              value: Istanbul office
        prune: true
        max_deletes: 3
        max_delete_percent: 50
        retire:
          status: Retired

    - name: A plan is saved for review
      assetops.aip.aip_assets:
        src: assets/
        plan_file: "{{ playbook_dir }}/plan.json"
      check_mode: true

    - name: Exactly that plan is carried out
      assetops.aip.aip_assets:
        src: assets/
        expect_plan: "{{ playbook_dir }}/plan.json"
"""

RETURN = r"""
summary_text:
  description:
    - What was done, or in check mode would be, in one sentence. Retired assets, files, assets that failed or were not
      tried, and assets in O(scope) that are not declared and stay are named if there are any.
  returned: success, and failure while writing or because the plan is blocked
  type: str
  sample: "Plan: 3 to create, 16 to change, 5 to delete"
first_findings:
  description:
    - The first assets that were written, or in check mode would be, as lines for people. After a failure, the assets
      that failed come first; otherwise those that are deleted or retired, then new ones, then changed ones.
    - At most ten lines, followed by one with the number of the others, if there are any.
  returned: success, and failure while writing or because the plan is blocked
  type: list
  elements: str
  sample:
    - "Laptop 'lt-901': to create (assets/laptop.yml:18)"
    - "Laptop 'lt-900': status: Missing -> In use (assets/laptop.yml:12)"
summary:
  description:
    - Number of assets by what was done, or in check mode would be. C(renamed), C(files_uploaded) and
      C(files_removed) give details of C(updated) and C(created). If the plan is blocked, it is what was planned.
  returned: success, and failure while writing or because the plan is blocked
  type: dict
  contains:
    created:
      description: Assets created.
      type: int
      sample: 2
    updated:
      description: Assets with changed fields or files.
      type: int
      sample: 1
    retired:
      description: Assets retired instead of deleted.
      type: int
      sample: 0
    deleted:
      description: Assets deleted.
      type: int
      sample: 0
    unchanged:
      description: Assets that were as declared.
      type: int
      sample: 9997
    renamed:
      description: Assets with a new name.
      type: int
      sample: 0
    files_uploaded:
      description: Files uploaded.
      type: int
      sample: 0
    files_removed:
      description: Files removed.
      type: int
      sample: 0
    unmanaged:
      description: Assets in O(scope) that are not declared.
      type: int
      sample: 0
    failed:
      description: Assets whose write failed.
      type: int
      sample: 0
    not_tried:
      description: Assets that were not tried after a failure.
      type: int
      sample: 0
  sample:
    created: 2
    updated: 1
    retired: 0
    deleted: 0
    unchanged: 9997
    renamed: 0
    files_uploaded: 0
    files_removed: 0
    unmanaged: 0
    failed: 0
    not_tried: 0
assets:
  description:
    - The assets that were written, after the task or in check mode as they would be, in the form in which assets are
      declared. Encrypted attributes are hidden. Assets that did not change are only counted.
  returned: success
  type: list
  elements: dict
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
    - The changes that were made, or in check mode would be made, field by field. After a failure, those that were
      made.
  returned: success, and failure while writing
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
unmanaged:
  description: The assets in O(scope) that are not declared.
  returned: success, and failure because the plan is blocked
  type: list
  elements: dict
  contains:
    id:
      description: Id of the asset.
      type: int
      sample: 41
    name:
      description: Its name.
      type: str
      sample: LT-2001
    asset_type:
      description: Its type.
      type: str
      sample: Laptop
    fate:
      description: What O(prune) does with it. One of kept, protected, delete, retire.
      type: str
      sample: kept
left_out:
  description: What O(unknown=skip) left out, one entry for each attribute of each type.
  returned: success
  type: list
  elements: dict
  contains:
    asset_type:
      description: The asset type.
      type: str
      sample: Laptop
    attribute:
      description: The attribute.
      type: str
      sample: Kernel
    in_type:
      description: Whether the type has the attribute, so that only values of it were left out.
      type: bool
      sample: true
    texts:
      description: The values that are not among its options. Empty if the type lacks the attribute.
      type: list
      elements: str
      sample: [6.1.0]
    assets:
      description: The number of assets for which it was left out.
      type: int
      sample: 200
  sample:
    - asset_type: Server
      attribute: Disks
      in_type: false
      values: []
      assets: 200
steps:
  description:
    - Every declared asset, and each asset that O(prune) removes, with its action, in the order of the declaration.
  returned: success with O(all_steps), and failure because the plan is blocked
  type: list
  elements: dict
  contains:
    action:
      description: One of none, create, update, retire, delete.
      type: str
      sample: update
    asset_type:
      description: The asset's type.
      type: str
      sample: Laptop
    name:
      description: Its name.
      type: str
      sample: LT-2001
    id:
      description: Its id. Null for an asset that does not exist yet.
      type: int
      sample: 41
    origin:
      description: Where it was declared, file and line. Empty for an asset that is not declared.
      type: str
      sample: assets/laptops.yml:7
    pruned:
      description: Whether it exists but is not declared.
      type: bool
      sample: false
    field_values:
      description: Its values of O(step_fields), as declared or, if they are not, as in AIP. Unknown values are missing.
      type: dict
      sample: {location: Istanbul office}
    changes:
      description: Its changes.
      type: list
      elements: dict
      contains:
        field:
          description: The field.
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
    deleted:
      description: An asset that is deleted, in the form in which assets are declared. Null for any other action.
      type: dict
      sample: {id: 9, asset_type: Laptop, name: LT-0009, status: Retired}
    referrers:
      description: The assets that refer to one that is deleted, each with the field, as far as they were read.
      type: list
      elements: str
      sample: ["License 'CAD suite': Installed on"]
    unread_referrers:
      description: The types that may refer to an asset that is deleted, and of which not all assets were read.
      type: list
      elements: str
      sample: [Rack]
about:
  description: What was compared, for M(assetops.aip.aip_report).
  returned: success, and failure because the plan is blocked
  type: dict
  contains:
    server:
      description: The address of the server.
      type: str
      sample: https://jira.example.com
    deployment:
      description: Which AIP it is.
      type: str
      sample: datacenter
    asset_types:
      description: The asset types of O(scope).
      type: list
      elements: str
      sample: [Laptop]
    filters:
      description: The filters of O(scope).
      type: list
      elements: dict
      sample: [{field: location, operator: equals, value: Istanbul office}]
    in_scope:
      description: The number of assets in O(scope).
      type: int
      sample: 250
    prune:
      description: As O(prune).
      type: bool
      sample: false
    max_deletes:
      description: As O(max_deletes).
      type: int
      sample: 10
    max_delete_percent:
      description: As O(max_delete_percent).
      type: float
      sample: 10.0
    protect:
      description: As O(protect).
      type: list
      elements: dict
      sample: []
    undeclared_fields:
      description: As O(undeclared_fields).
      type: str
      sample: keep
    step_fields:
      description: As O(step_fields).
      type: list
      elements: str
      sample: [location]
    sources:
      description: The files and folders of O(src), as they were written. Empty without O(src).
      type: list
      elements: str
      sample: [assets/]
    seconds:
      description: How long the comparison took. Null if it was not measured.
      type: float
      sample: 1.9
plan_digest:
  description: The digest of the plan, for O(expect_plan).
  returned: success
  type: str
  sample: sha256:5f0d9c1e7a64b3a2
diff:
  description: What happens as YAML, one entry for each asset that is written.
  returned: success, with C(--diff)
  type: list
  elements: dict
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
problems:
  description:
    - All problems with the input, everything that blocks the plan, or all failures while writing, one sentence each,
      with the location of the asset. What several assets have in common is one sentence, with their number and the
      first locations.
  returned: failure before the first write, and failure while writing
  type: list
  elements: str
  sample: ["status: there is no status 'In us'; did you mean 'In use'?"]
would_remove:
  description: The assets that O(prune) would have deleted or retired.
  returned: failure because the plan is blocked
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
drifted:
  description:
    - How each asset differs from the plan. Assets that differ in the same way are one sentence, with their number and
      the first of them.
  returned: failure because of O(expect_plan)
  type: list
  elements: str
  sample: ["Laptop 'LT-2001': status is 'Missing', and was 'In stock' when the plan was made"]
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
  description: The assets that were written.
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
failed_assets:
  description: The assets whose write failed, each with the reason.
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
    msg:
      description: Why its write failed.
      type: str
      sample: "the server refused it: 'Serial number is not unique' (HTTP 400)"
    origin:
      description: Where the asset was declared, file and line. Empty for an asset that is not declared.
      type: str
      sample: assets/laptops.yml:7
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

import os
from collections.abc import Iterator, Mapping
from typing import Any

from ..module_utils._apply.agreement import Agreement
from ..module_utils._apply.errors import PlanBlocked
from ..module_utils._apply.options import ApplyOptions
from ..module_utils._core.declaration import Written
from ..module_utils._core.digests import DIGEST
from ..module_utils._core.errors import InputError
from ..module_utils._core.prune import Limits
from ..module_utils._local.files import expand_path, unwritable
from ..module_utils._local.parallel import check_workers
from ..module_utils._match.declare import DeclareOptions
from ..module_utils._match.scope_data import WrittenScope
from ..module_utils._module.about import about, report_of_blocked, unknown_fields, values_of
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.filter_options import FILTER_SPEC
from ..module_utils._module.options import ON_DUPLICATE, SIMILAR_NAMES
from ..module_utils._module.results import result_of_many
from ..module_utils._reconcile import Options, reconcile

SPEC: dict[str, Any] = {
    "assets": {"type": "list", "elements": "dict"},
    "src": {"type": "list", "elements": "path"},
    "origins": {"type": "list", "elements": "str"},
    "secrets": {"type": "list", "elements": "str", "default": [], "no_log": True},
    "defaults": {"type": "dict", "default": {}},
    "undeclared_fields": {"type": "str", "choices": ["keep", "clear"], "default": "keep"},
    "unknown": {"type": "str", "choices": ["fail", "skip"], "default": "fail"},
    "scope": {
        "type": "dict",
        "options": {
            "asset_types": {"type": "list", "elements": "str"},
            "filters": FILTER_SPEC,
        },
    },
    "prune": {"type": "bool", "default": False},
    "max_deletes": {"type": "int", "default": 10},
    "max_delete_percent": {"type": "float", "default": 10},
    "protect": FILTER_SPEC,
    "retire": {"type": "dict", "default": {}},
    "plan_file": {"type": "path"},
    "expect_plan": {"type": "str"},
    "workers": {"type": "int", "default": 4},
    "all_steps": {"type": "bool", "default": False},
    "step_fields": {"type": "list", "elements": "str", "default": []},
    "on_error": {"type": "str", "choices": ["stop", "continue"], "default": "stop"},
    "on_duplicate": ON_DUPLICATE,
    "similar_names": SIMILAR_NAMES,
    "update_encrypted": {"type": "str", "choices": ["on_create", "always"], "default": "on_create"},
}
CHECKS: dict[str, Any] = {
    "required_one_of": [("assets", "src")],
    "mutually_exclusive": [("assets", "src")],
    "required_by": {"origins": ["assets"]},
}


def run(task: Task) -> dict[str, Any]:
    """The result of making an inventory as declared."""
    params = task.params
    _check(params)
    skip_unknown = params["unknown"] == "skip"
    if skip_unknown and task.session.is_used:
        # Nothing is unknown by what an earlier task has read: an attribute may be new.
        task.session.forget_catalogs()
    task.catalog.backend.keep_secret(*params["secrets"])
    options = Options(
        ApplyOptions(
            task.check_mode,
            task.waiting,
            workers=params["workers"],
            continue_on_error=params["on_error"] == "continue",
            on_duplicate=params["on_duplicate"],
            progress=task.progress,
        ),
        update_encrypted=params["update_encrypted"],
        similar_names=params["similar_names"],
        declare=DeclareOptions(
            params["defaults"] or {}, params["undeclared_fields"] == "clear", skip_unknown
        ),
        scope=_scope(params),
        agreement=Agreement(params["plan_file"], expand_path(params["expect_plan"] or "")),
    )
    problems = unknown_fields(params["step_fields"], task.catalog)
    if problems:
        raise InputError(problems)
    server = task.catalog.backend.server
    try:
        outcome = reconcile(_written(params), task.catalog, options)
    except PlanBlocked as error:
        error.report = report_of_blocked(error, server, params)
        raise
    result = result_of_many(
        outcome,
        task.diff_mode,
        params["all_steps"],
        is_plan=task.check_mode,
        hide=task.hide,
        values=values_of(outcome, params["step_fields"]),
    )
    return {**result, "about": about(server, params, outcome.plan)}


def _check(params: Mapping[str, Any]) -> None:
    """Raise InputError for what the argument spec cannot tell."""
    problems = check_workers(params["workers"])
    if params["src"]:
        problems.append(
            "src: is read on the controller, by the action plugin of this module; call it as a task"
        )
    if params["origins"] is not None and len(params["origins"]) != len(params["assets"]):
        problems.append("origins: needs one text for each of assets")
    if (params["scope"] or {}).get("asset_types") == []:
        problems.append("scope: asset_types is empty; leave it out for all types")
    if params["max_deletes"] < 0:
        problems.append("max_deletes: must be at least 0")
    if not 0 <= params["max_delete_percent"] <= 100:
        problems.append("max_delete_percent: must be between 0 and 100")
    problems += _problems_of_files(params["plan_file"], expand_path(params["expect_plan"] or ""))
    if problems:
        raise InputError(problems)


def _problems_of_files(plan_file: str | None, expected: str) -> Iterator[str]:
    """What would only be noticed after everything has been read."""
    if plan_file and (problem := unwritable(plan_file)):
        yield f"plan_file: {problem}"
    if expected and not expected.startswith(DIGEST) and not os.path.exists(expected):
        way_out = "write the path of a saved plan, or its digest"
        yield f"expect_plan: there is no file '{expected}'; {way_out}"


def _scope(params: Mapping[str, Any]) -> WrittenScope:
    scope = params["scope"] or {}
    return WrittenScope(
        prune=params["prune"],
        asset_types=tuple(scope.get("asset_types") or ()),
        filters=tuple(scope.get("filters") or ()),
        protect=tuple(params["protect"] or ()),
        retire=params["retire"] or {},
        limits=Limits(params["max_deletes"], params["max_delete_percent"]),
    )


def _written(params: Mapping[str, Any]) -> list[Written]:
    """The assets as they were written, each with its place."""
    assets = params["assets"] or []
    origins = params["origins"] or [f"assets[{number}]" for number in range(len(assets))]
    # In a state file a path is text, and already starts from the file's folder; in a task it is an option. And the
    # numbers of a state file are as they were written.
    from_task = params["origins"] is None
    return [
        Written(_with_paths(asset) if from_task else asset, str(origin), not from_task)
        for asset, origin in zip(assets, origins)
    ]


def _with_paths(asset: Mapping[str, Any]) -> Mapping[str, Any]:
    """The asset with ~ and variables in the paths of its files replaced, as Ansible does for a path."""
    files = asset.get("attachments")
    if not isinstance(files, list):
        return asset
    return {
        **asset,
        "attachments": [
            {**file, "path": expand_path(str(file["path"]))}
            if isinstance(file, Mapping) and file.get("path")
            else file
            for file in files
        ],
    }


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, **CHECKS)


if __name__ == "__main__":
    main()
