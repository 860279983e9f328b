# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter assetops.aip.drift_issue."""

from __future__ import annotations

DOCUMENTATION = r"""
name: drift_issue
short_description: Compose the Jira issue about the drift of a scope
version_added: 0.2.0
author: assetops contributors (@assetops)
description:
  - Compares a registered result of M(assetops.aip.aip_assets) with the issue about an earlier one, and returns what the
    issue needs. The role P(assetops.aip.aip_drift_issue#role) writes it.
  - Texts are in Jira's wiki markup. Names and values from AIP are escaped, so that they are never markup.
options:
  _input:
    description: The registered result, of a task in check mode with C(all_steps).
    type: dict
    required: true
  issues:
    description: What M(assetops.aip.jira_issue_info) found, with C(description), C(status) and
      C(resolution). At most one issue.
    type: list
    elements: dict
    default: []
  scope_name:
    description: What the scope is called.
    type: str
    required: true
  plan:
    description: The registered result of the plan whose digest the issue shows.
    type: dict
    default: {}
  status_done:
    description: The status of an issue without drift.
    type: str
    required: true
  status_reopened:
    description: The status in which an issue is reopened.
    type: str
    required: true
  max_findings:
    description: The maximum number of findings in a text.
    type: int
    default: 100
  max_links:
    description: The maximum number of remote links.
    type: int
    default: 20
  asset_url:
    description: The address of an asset's page, as in O(assetops.aip.aip_report#module:asset_url).
    type: str
    default: auto
"""

EXAMPLES = r"""
- name: Compare AIP with the declaration
  assetops.aip.aip_assets:
    url: "{{ aip_url }}"
    token: "{{ aip_token }}"
    assets:
      - {asset_type: Rack, name: rack-01}
    all_steps: true
  check_mode: true
  changed_when: false
  register: audit

- name: Read the issue
  assetops.aip.jira_issue_info:
    url: "{{ jira_url }}"
    token: "{{ jira_token }}"
    project: OPS
    unique_id: aip-drift/racks
    fields: [description, status, resolution]
  register: found

- name: Show what the issue needs
  ansible.builtin.debug:
    msg: "{{ audit | assetops.aip.drift_issue(**options) }}"
  vars:
    options:
      issues: "{{ found.issues }}"
      scope_name: racks
      status_done: Done
      status_reopened: To Do
"""

RETURN = r"""
_value:
  description: What the issue needs.
  type: dict
  contains:
    action:
      description: One of C(none), C(open), C(update), C(close) and C(reopen).
      type: str
    drift:
      description: Whether there is any.
      type: bool
    summary:
      description: The summary of the issue.
      type: str
    sentence:
      description: What the audit found, in a sentence.
      type: str
    description:
      description: The description of the issue.
      type: str
    comment:
      description: The comment about a change, with C(marker) and C(text). Null if nothing changed.
      type: dict
    status:
      description: The status to move the issue to. Null leaves it where it is.
      type: str
    remote_links:
      description: Links to the pages of assets, with C(url) and C(title).
      type: list
      elements: dict
  sample:
    action: none
    drift: false
    summary: ""
    sentence: "Audit: 0 of 3 assets differ; 100 % as declared"
    description: ""
    comment: null
    status: null
    remote_links: []
"""

from collections.abc import Mapping
from typing import Any, Callable

from ..plugin_utils._templating.drift_issue import SPEC, drift_issue
from ..plugin_utils._templating.plugin import as_plugin


class FilterModule:
    """The filter drift_issue."""

    def filters(self) -> Mapping[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"drift_issue": as_plugin("drift_issue", SPEC, drift_issue)}
