# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter assetops.aip.issue_summary."""

from __future__ import annotations

DOCUMENTATION = r"""
name: issue_summary
short_description: Sum up a loop over jira_issue
version_added: 0.2.0
author: assetops contributors (@assetops)
description:
  - Sums up the registered result of a loop over M(assetops.aip.jira_issue), for a verdict at the end of a play.
  - Items that failed count as failed, even if the task has C(failed_when=false).
positional: label
options:
  _input:
    description: The registered result, or a list of results.
    type: raw
    required: true
  label:
    description: The key of the loop's items that names an issue without a key.
    type: str
    default: key
"""

EXAMPLES = r"""
- name: Two tickets are there
  assetops.aip.jira_issue:
    url: "{{ jira_url }}"
    token: "{{ jira_token }}"
    unique_id: "{{ item.id }}"
    project: OPS
    issue_type: Task
    summary: "{{ item.text }}"
  loop:
    - {id: check-ups, text: Check the UPS}
    - {id: check-fans, text: Check the fans}
  loop_control:
    label: "{{ item.id }}"
  register: tickets

- name: Show what was done
  ansible.builtin.debug:
    msg: "{{ done.created }} created, {{ done.failed }} failed"
  vars:
    done: "{{ tickets | assetops.aip.issue_summary('id') }}"
"""

RETURN = r"""
_value:
  description: The summary.
  type: dict
  contains:
    total:
      description: Issues that were looked at.
      type: int
    created:
      description: Issues that were created, or in check mode would be.
      type: int
    changed:
      description: Issues that were changed otherwise.
      type: int
    unchanged:
      description: Issues that are as declared.
      type: int
    failed:
      description: Issues that failed.
      type: int
    skipped:
      description: Items that a condition left out.
      type: int
    lines:
      description: A line for each of the first issues that changed, and one for the number of the others.
      type: list
      elements: str
    failures:
      description: A line for each failure.
      type: list
      elements: str
  sample:
    total: 3
    created: 1
    changed: 1
    unchanged: 0
    failed: 1
    skipped: 0
    lines: ["OPS-41: created", "OPS-12: status: Open -> Stuck; comment added"]
    failures: ["OPS-13: status: no transition leads to 'Stuck'"]
"""

from collections.abc import Mapping
from typing import Any, Callable

from ..plugin_utils._templating.issue_summary import SPEC, issue_summary
from ..plugin_utils._templating.plugin import as_plugin


class FilterModule:
    """The filter issue_summary."""

    def filters(self) -> Mapping[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"issue_summary": as_plugin("issue_summary", SPEC, issue_summary)}
