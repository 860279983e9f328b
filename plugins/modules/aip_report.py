#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of the action assetops.aip.aip_report, which is in plugins/action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aip_report
short_description: Report drift between AIP and declared assets
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Writes reports of an audit, in every format that a team needs, and fails if the audit found more than is allowed.
  - An audit is M(assetops.aip.aip_assets) in check mode with O(assetops.aip.aip_assets#module:all_steps), and its
    registered result is all that this needs. AIP is not contacted. The role P(assetops.aip.aip_audit#role) does both.
  - The same audit produces the same reports, byte for byte. A file that already has its content is left alone.
options:
  audit:
    description:
      - The registered result of M(assetops.aip.aip_assets) with O(assetops.aip.aip_assets#module:all_steps).
      - Or the name of the variable in which it is registered. Ansible then does not copy it, which would take a
        second with 10,000 assets.
      - If its task failed, nothing is known about drift, so this fails too and writes no report.
    type: raw
    required: true
  kind:
    description:
      - What the result is reported as. V(audit) compares AIP with the declaration. V(plan) shows what applying the
        declaration would do, first what is lost, and works for a plan that is blocked, too. After the reports of that
        are written, this fails with what blocks it.
      - V(plan) excludes O(fail_on), O(hosts), O(host_asset_types) and O(compare_with), and ignores O(by).
    type: str
    choices: [audit, plan]
    default: audit
  apply_variables:
    description:
      - With O(kind=plan), the variables of the role P(assetops.aip.aip_apply#role), so that the reports show the
        command that applies exactly this plan. The role sets this itself.
    type: dict
    default: {}
  reports:
    description:
      - The files to write, each a path, or a mapping with C(path) and C(format). Relative paths are relative to the
        current directory. The folders must exist.
      - C(format) is one of V(markdown), V(html), V(json), V(csv), V(junit), V(sarif), V(code_quality), V(prometheus),
        V(badge), V(github). It can be omitted if the path ends in C(.md), C(.html), C(.json), C(.csv), C(.xml),
        C(.sarif), C(code-quality-report.json), C(.prom) or C(.svg). With O(kind=plan), it is one of V(markdown),
        V(html), V(json), V(github).
      - V(markdown) is for comments on merge requests, and is cut at whole rows to fit one. V(html) is a page that
        needs no other files and no network. V(json) and V(csv) have every value. In V(junit) each asset is a test
        case, and each finding a failure. V(sarif) points to the file and line of the declaration.
      - V(code_quality) is for GitLab, and leaves out findings if no file declares anything. V(prometheus) has the
        counts, for the textfile collector of Prometheus' node exporter. V(badge) is an SVG with the percentage of
        assets that are as declared. V(github) is Markdown that is added to a file, and in GitHub Actions also marks
        lines. Its path can be omitted there (C(GITHUB_STEP_SUMMARY) names it); C(github) alone is then a report. If
        the summary of the step would exceed 1 MiB, only the title and the first sentence of the report are added.
    type: list
    elements: raw
    default: []
  mode:
    description:
      - The permissions of new reports, as octal digits in quotes. Files that are there already keep their permissions.
    type: str
    default: "0600"
  title:
    description: The title of the reports. If omitted, it is V(Drift audit), or V(Plan) with O(kind=plan).
    type: str
  time:
    description:
      - The time of the audit, to be shown in the reports. JUnit and SARIF include it if it is written like
        V(2026-02-03T10:15:00Z). If empty, reports show no time, nor how long the audit took.
      - With O(compare_with), it is also the time since when new findings are there.
    type: str
    default: ""
  base:
    description:
      - The folder that paths of declarations are shown relative to, usually the top of the repository. Files outside
        of it are shown with their full path.
    type: path
    default: "."
  fail_on:
    description:
      - When the task fails, after all reports are written. The message has the first findings that it fails for.
      - V(none) means never, V(any) means on any finding, and V(new) on any finding that the report of O(compare_with)
        lacks. If there is no such report yet, every finding is new.
      - A mapping may have C(count), the number of findings from which the task fails, and C(fields), a list of
        fields (named as in the reports) that must not differ. With both, either condition is enough. If C(new) is true,
        only new findings, and fields that newly differ, count.
      - A finding is a declared asset that is missing or has changed fields, an asset that would be removed, an
        unmanaged asset, a host without an asset, or an asset without a host.
      - In a missing asset, every declared field differs.
    type: raw
    default: none
  hosts:
    description:
      - The hosts in the Ansible inventory, to be compared with the assets of O(host_asset_types).
      - A list of hosts whose assets have the same names, or a mapping of hosts to the names of their assets.
    type: raw
  host_asset_types:
    description:
      - The asset types, by name, whose assets are hosts. Both declared and unmanaged assets are compared.
      - If empty, hosts are not compared.
    type: list
    elements: str
    default: []
  host_match:
    description:
      - How host names and asset names are compared. V(exact) compares them as they are written.
      - V(short_name) ignores case, and takes a full name to match its part before the first dot, so that C(SRV-1),
        C(srv-1) and C(srv-1.example.com) are the same. Full names in different domains stay different.
    type: str
    choices: [exact, short_name]
    default: exact
  by:
    description:
      - What the reports count the assets by. V(asset_type), V(field) (the fields that differ), or any field of the
        assets, named as in the declaration. An attribute that has the name of something else is written as
        C(attributes.<name>).
      - For other fields than V(asset_type) and V(field), the audit must have their values; list them in
        O(assetops.aip.aip_assets#module:step_fields). The role does.
    type: list
    elements: str
    default: [asset_type, field]
  compare_with:
    description:
      - The path of the JSON report of an earlier audit. Reports then say which findings are new, still there and
        resolved, and since when. It may be one of O(reports), which is then read before it is written.
      - If there is no such file yet, every finding is new. Any other file is an error, and so is a report
        about another server or scope.
    type: path
  asset_url:
    description:
      - The address of an asset's page, to which reports link its name. The placeholders V({server}), V({id}), V({name})
        and V({asset_type}) stand for values of the asset, which are percent-encoded.
      - V(auto) is V({server}/secure/DashboardAIPAction!default.jspa#/browse/{id}) on Data Center, where AIP shows
        assets in a browser, and nothing on Cloud.
      - If empty, names are not linked.
    type: str
    default: auto
  source_url:
    description:
      - The address of a line of a file in a git forge, to which reports link declarations below O(base). The
        placeholders V({path}), V({line}) and V({commit}) stand for the path relative to O(base), the line, and
        O(commit).
      - Without a commit, a template with V({commit}) gives no links.
      - GitHub - C(https://github.com/OWNER/REPOSITORY/blob/{commit}/{path}#L{line}).
      - GitLab - C(https://gitlab.example.com/GROUP/PROJECT/-/blob/{commit}/{path}#L{line}).
      - Bitbucket Cloud - C(https://bitbucket.org/WORKSPACE/REPOSITORY/src/{commit}/{path}#lines-{line}).
      - Bitbucket Data Center - C(https://bitbucket.example.com/projects/KEY/repos/REPOSITORY/browse/{path}?at={commit}#{line}).
    type: str
    default: ""
  commit:
    description:
      - The commit of the declaration, to be shown in the reports.
      - V(auto) reads it from the git repository of the first file or folder that was audited, and marks it if these
        have changes that are not committed. Neither the network nor programs of the repository, such as hooks and
        filters, are used. Without a repository it comes from the variables of GitHub Actions, GitLab CI, Bitbucket,
        Azure Pipelines, Jenkins, CircleCI or Drone.
      - If empty, reports show no commit.
    type: str
    default: ""
attributes:
  action:
    description: Runs on the controller only, whatever the connection of the host is.
    support: full
  check_mode:
    description: Can run in C(check_mode) and reports what would change, without writing anything.
    support: full
    details: In check mode no report is written. Set C(check_mode=false) on the task to get reports nevertheless.
  diff_mode:
    description: Returns what has changed, or in C(check_mode) would change, if in C(diff) mode.
    support: none
  idempotent:
    description: Running it again with the same options changes nothing, unless something else was changed in between.
    support: full
    details: A report that already has its content is not written again.
notes:
  - This module has no connection options and is not in the action group C(group/assetops.aip.aip).
  - Values that AIP hides, and values that the declaration takes from a vault, are hidden in all reports.
  - In CSV, a text that a spreadsheet would take for a formula starts with an apostrophe.
  - C(docs/audit-report.schema.json) of this collection is the JSON Schema of JSON reports.
seealso:
  - module: assetops.aip.aip_assets
    description: Returns the result to report on.
"""

EXAMPLES = r"""
- name: Compare AIP with the declaration, without writing to it
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

- name: Report the differences, to people and to CI
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

- name: Report what applying the declaration would do
  assetops.aip.aip_report:
    audit: "{{ audit }}"
    kind: plan
    reports:
      - path: "{{ playbook_dir }}/plan.html"
  check_mode: false

- name: Compare the racks with the hosts in the inventory, too
  assetops.aip.aip_report:
    audit: "{{ audit }}"
    hosts: "{{ groups['all'] }}"
    host_asset_types: [Rack]
    host_match: short_name

- name: Report what is new since the report that was kept, with links
  assetops.aip.aip_report:
    audit: "{{ audit }}"
    compare_with: "{{ playbook_dir }}/accepted.json"
    commit: auto
    source_url: https://gitlab.example.com/it/-/blob/{commit}/{path}#L{line}
    reports:
      - path: "{{ playbook_dir }}/new.html"
  check_mode: false
"""

RETURN = r"""
summary_text:
  description: What was found, in one sentence that begins with C(Audit), or with O(kind=plan) what would be done.
  returned: success, and failure because of O(fail_on) or because the plan is blocked
  type: str
  sample: "Audit: 24 of 304 assets differ (3 missing, 16 changed, 5 surplus); 92.1 % as declared"
first_findings:
  description:
    - The first findings as lines for people, with the file and line of the declaration. Assets to be removed are
      first, then missing ones, then changed ones, then findings of other kinds.
    - At most ten lines, followed by one with the number of the others, if there are any.
  returned: success, and failure because of O(fail_on) or because the plan is blocked
  type: list
  elements: str
  sample:
    - "Laptop 'lt-901': missing (assets/laptop.yml:18)"
    - "Laptop 'lt-900': status: Missing -> In use (assets/laptop.yml:12)"
reports:
  description: The paths of the reports.
  returned: success, and failure because of O(fail_on) or because the plan is blocked
  type: list
  elements: str
  sample: [drift.html, drift.md]
findings:
  description:
    - The number of findings of each kind. C(declared) and C(as_declared) count assets, C(fields) the fields that
      differ, and C(total) is the sum of all findings.
  returned: success with O(kind=audit), and failure because of O(fail_on)
  type: dict
  contains:
    declared:
      description: Assets declared.
      type: int
      sample: 250
    as_declared:
      description: Declared assets without a difference.
      type: int
      sample: 247
    missing:
      description: Declared assets that do not exist.
      type: int
      sample: 1
    changed:
      description: Declared assets with differing fields.
      type: int
      sample: 2
    surplus:
      description: Assets that would be removed.
      type: int
      sample: 0
    unmanaged:
      description: Assets in the scope that are not declared.
      type: int
      sample: 4
    hosts_without_asset:
      description: Hosts without an asset.
      type: int
      sample: 0
    assets_without_host:
      description: Assets without a host.
      type: int
      sample: 0
    fields:
      description: Fields that differ.
      type: int
      sample: 16
    total:
      description: All findings.
      type: int
      sample: 7
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
percent_as_declared:
  description: The percentage of assets that are as declared, rounded down to one decimal. Null without assets.
  returned: success with O(kind=audit), and failure because of O(fail_on)
  type: float
  sample: 92.1
compared:
  description: How the findings compare with those of the earlier report.
  returned: if O(compare_with) is set
  type: dict
  contains:
    exists:
      description: Whether there was an earlier report. If not, every finding is new.
      type: bool
      sample: true
    new:
      description: Findings that the earlier report lacks, has of another kind, or has with fewer fields.
      type: int
      sample: 3
    still_there:
      description: Findings that the earlier report has too.
      type: int
      sample: 12
    resolved:
      description: Findings of the earlier report that are no longer found.
      type: int
      sample: 5
  sample:
    exists: true
    new: 2
    still_there: 5
    resolved: 1
verdict:
  description: What was found, in one sentence.
  returned: success with O(kind=audit), and failure because of O(fail_on)
  type: str
  sample: "7 findings in 250 declared assets: 1 missing, 2 changed, 4 unmanaged"
blocked:
  description: Whether the plan is blocked, so that nothing of it would be written.
  returned: with O(kind=plan), success, and failure because the plan is blocked
  type: bool
  sample: false
problems:
  description: All problems with the options, or everything that blocks the plan, one sentence each.
  returned: failure before anything is written, and failure because the plan is blocked
  type: list
  elements: str
  sample: ["status: there is no status 'In us'; did you mean 'In use'?"]
"""
