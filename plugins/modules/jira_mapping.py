#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of the action assetops.aip.jira_mapping, which is in plugins/action."""

from __future__ import annotations

DOCUMENTATION = r"""
module: jira_mapping
short_description: Translate issues of one Jira into issues to be declared in another
version_added: 0.2.0
author: assetops contributors (@assetops)
description:
  - Takes issues as M(assetops.aip.jira_issue_info) returns them, and a mapping of projects, issue types, statuses,
    priorities, users and fields. Returns the options with which M(assetops.aip.jira_issue) declares each of them in
    another Jira.
  - Everything that the mapping lacks is an error, all of it at once, with the issues that need it.
  - The role P(assetops.aip.jira_mirror#role) uses it. No server is contacted, and nothing is written.
options:
  issues:
    description: The issues of the source.
    type: list
    elements: dict
    required: true
  mapping:
    description:
      - The mapping, or the path of a YAML file with it. C(project) and C(issue_types) are required. C(statuses),
        C(resolutions), C(priorities), C(users), C(fields), C(values), C(source_name) and C(lists) are optional. The
        role's page describes them.
      - A table maps names of the source to names of the target. The key V(*) stands for all others, the value V(*) for
        the same name, and V(null) leaves the value out; in C(project) and C(issue_types), it leaves the issue out.
    type: raw
    required: true
  source:
    description:
      - The base URL of the source. It is a part of the identity of each mirrored issue, unless the mapping has a
        C(source_name).
    type: str
    default: ""
  option_name:
    description: How sentences about the mapping name it.
    type: str
    default: mapping
attributes:
  action:
    description: Runs on the controller only, whatever the connection of the host is.
    support: full
  check_mode:
    description: Can run in C(check_mode) and reports what would change, without writing anything.
    support: full
    details: The module never writes.
  diff_mode:
    description: Returns what has changed, or in C(check_mode) would change, if in C(diff) mode.
    support: N/A
    details: The module never changes anything.
  idempotent:
    description: Running it again with the same options changes nothing, unless something else was changed in between.
    support: full
    details: The module never changes anything.
notes:
  - This module has no connection options and is not in the action group C(group/assetops.aip.jira).
seealso:
  - module: assetops.aip.jira_issue
  - module: assetops.aip.jira_issue_info
"""

EXAMPLES = r"""
- name: Translate an issue
  assetops.aip.jira_mapping:
    issues:
      - key: TEAM-12
        id: "10042"
        issue_type: Bug
        status: In Progress
        summary: The export stops at midnight
        labels: [export]
    mapping:
      project: OPS
      issue_types: {Bug: Incident}
      statuses: {In Progress: In work, "*": Open}
    source: https://jira.example.com
  register: translated

- name: Show what would be declared
  ansible.builtin.debug:
    var: translated.mirrored
"""

RETURN = r"""
mirrored:
  description: The issues to be declared, parents before children.
  returned: success
  type: list
  elements: dict
  contains:
    source_key:
      description: The key of the issue in the source.
      type: str
      sample: TEAM-12
    source_url:
      description: The address of the issue in the source, if it was given.
      type: str
      sample: https://jira.example.com/browse/TEAM-12
    unique_id:
      description: Its identity for O(assetops.aip.jira_issue#module:unique_id). It stays the same if the issue moves.
      type: str
      sample: https://jira.example.com#10042
    options:
      description: Options of M(assetops.aip.jira_issue).
      type: dict
      sample: {project: OPS, issue_type: Incident, status: In work, lists: exact, summary: The export stops at midnight}
    parent:
      description: The key in the source of the issue's parent, if that is mirrored too.
      type: str
      sample: TEAM-3
    level:
      description: How many ancestors of the issue are mirrored too.
      type: int
      sample: 0
left_out:
  description: The keys of the issues that the mapping leaves out.
  returned: success
  type: list
  elements: str
  sample: [TEAM-9]
problems:
  description: Everything that the mapping lacks, one sentence each.
  returned: failure
  type: list
  elements: str
  sample: ["mapping: issue_types has no entry for 'Spike' (TEAM-4); add one, or '*' for all others"]
"""
