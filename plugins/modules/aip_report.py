#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of the action assetops.aip.aip_report, which is in plugins/action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_report
short_description: Make reports of what in AIP is not as declared
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Makes reports of an audit, in every form that a team needs, and fails if the audit found more than it may.
  - An audit is M(assetops.aip.aip_assets) in check mode with O(assetops.aip.aip_assets#module:all_steps), and its
    registered result is all that this needs. Nothing is asked of AIP. The role P(assetops.aip.aip_audit#role) does
    both.
  - The same audit gives the same reports, byte by byte. A file that has its content already is left alone.
options:
  audit:
    description:
      - The registered result of M(assetops.aip.aip_assets) with O(assetops.aip.aip_assets#module:all_steps).
      - Or the name of the variable in which it is registered. That spares Ansible a copy of it, which takes a second
        with 10,000 assets.
      - If its task failed, nothing is known, and so this fails too and writes no report.
    type: raw
    required: true
  reports:
    description:
      - The files to write, each a path, or a mapping with C(path) and C(format). Relative paths are relative to the
        current directory. The folders must be there.
      - C(format) is one of V(markdown), V(html), V(json), V(csv), V(junit), V(sarif). It can be left out where the
        ending tells it, which are C(.md), C(.html), C(.json), C(.csv), C(.xml) and C(.sarif).
      - V(markdown) is for a comment at a merge request, and is cut at whole rows so that it fits one. V(html) is a
        page that needs no other file and no network. V(json) and V(csv) have every value. In V(junit) each asset is
        a test case, and each finding a failure. V(sarif) points at file and line of the declaration.
    type: list
    elements: raw
    default: []
  title:
    description: What the reports are called.
    type: str
    default: Drift audit
  time:
    description:
      - When the audit was made, to be shown in the reports. As in V(2026-02-03T10:15:00Z) it is told to JUnit and
        SARIF, too. If empty, reports tell no time.
    type: str
    default: ""
  base:
    description:
      - The folder that the places of declarations are shown relative to, usually the top of the repository. What is
        not below it is shown with its full path.
    type: path
    default: "."
  fail_on:
    description:
      - When the task fails, after all reports are written.
      - V(none) is never, and V(any) is with the first finding.
      - A mapping may have C(count), a number of findings from which on the task fails, and C(fields), a list of
        fields (called as in the reports) of which none may differ. With both, either is enough.
      - A finding is a declared asset that is missing or has differing fields, an asset that is to be removed, an
        unmanaged asset, a host without an asset, or an asset without a host.
      - Of a missing asset every declared field differs.
    type: raw
    default: none
  hosts:
    description:
      - The hosts of the Ansible inventory, to be compared with the assets of O(host_asset_types).
      - A list of hosts whose assets are called like them, or a mapping of hosts to the names of their assets.
    type: raw
  host_asset_types:
    description:
      - The asset types, by name, whose assets are hosts. Those that are declared and those that are unmanaged count.
      - Without it hosts are not compared.
    type: list
    elements: str
    default: []
  host_match:
    description:
      - How names of hosts and of assets are compared. V(exact) takes them as they are written.
      - V(short_name) takes C(SRV-1), C(srv-1) and C(srv-1.example.com) for the same, that is upper and lower case
        for one, and a full name for its part before the first dot. Two full names in different domains remain two.
    type: str
    choices: [exact, short_name]
    default: exact
attributes:
  action:
    description: Runs on the controller only, whatever the connection of the host is.
    support: full
  check_mode:
    description: Can run in C(check_mode) and tells what would change, without writing anything.
    support: full
    details: In check mode no report is written. Write C(check_mode=false) at the task to get reports nevertheless.
  diff_mode:
    description: Returns what has changed, or in C(check_mode) would change, if in C(diff) mode.
    support: none
notes:
  - It has no connection options, and is not in the action group C(group/assetops.aip.aip).
  - What AIP hides, and what the declaration has from a vault, is hidden in all reports.
  - In CSV a text that a spreadsheet would take for a formula stands behind an apostrophe.
seealso:
  - module: assetops.aip.aip_assets
"""

EXAMPLES = r"""
- name: AIP is compared with the declaration; nothing is written to it
  assetops.aip.aip_assets:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    assets:
      - asset_type: Rack
        name: rack-01
        status: In use
      - asset_type: Rack
        name: rack-95
        location: Istanbul office
    all_steps: true
  check_mode: true
  changed_when: false
  register: audit

- name: The differences are told, to people and to CI
  assetops.aip.aip_report:
    audit: "{{ audit }}"
    title: Racks
    reports:
      - path: "{{ playbook_dir }}/drift.html"
      - path: "{{ playbook_dir }}/drift.md"
      - path: "{{ playbook_dir }}/junit.xml"
      - path: "{{ playbook_dir }}/drift.sarif"
    fail_on:
      count: 10
  check_mode: false

- name: The racks are compared with the hosts of the inventory, too
  assetops.aip.aip_report:
    audit: "{{ audit }}"
    hosts: "{{ groups['all'] }}"
    host_asset_types: [Rack]
    host_match: short_name
"""

RETURN = r"""
reports:
  description: The paths of the reports.
  returned: success, and failure because of O(fail_on)
  type: list
  elements: str
findings:
  description:
    - How many there are of what. C(declared) and C(as_declared) count assets, C(fields) the fields that differ, and
      C(total) all findings, which are the sum of the others.
  returned: success, and failure because of O(fail_on)
  type: dict
  sample:
    declared: 250
    as_declared: 247
    missing: 1
    changed: 2
    surplus: 0
    unmanaged: 4
    hosts_without_asset: 0
    assets_without_host: 0
    fields: 16
    total: 7
verdict:
  description: What was found, in a sentence.
  returned: success, and failure because of O(fail_on)
  type: str
  sample: "7 findings at 250 declared assets: 1 is missing, 2 differ, 4 assets are unmanaged"
problems:
  description: Everything that is wrong with the options, one sentence each.
  returned: failure before anything is written
  type: list
  elements: str
"""
