#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.jira_issue_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: jira_issue_info
short_description: Search for Jira issues
version_added: 0.2.0
author: assetops contributors (@assetops)
description:
  - Reads issues of Jira (Data Center or Cloud) by JQL, key or identity, all that match or an error.
  - Each issue has the form in which M(assetops.aip.jira_issue) takes it, so that it can be declared again without
    C(id), C(url) and C(read_only), which has what can only be read. Fields that share their name are shown by id.
extends_documentation_fragment:
  - assetops.aip._jira_connection
  - assetops.aip._attributes.info
options:
  key:
    description: Key or id of one issue.
    type: raw
  unique_id:
    description: The identity of one issue, together with O(project).
    type: raw
  project:
    description: Key or id of the project of O(unique_id).
    type: raw
  jql:
    description:
      - The query, such as V(project = OPS AND due < now(\)). Jira Cloud refuses a query without a restriction.
    type: str
  fields:
    description:
      - Names or ids of the fields to read, or options of M(assetops.aip.jira_issue). By default, all fields that lists
        of issues can show, and none of O(include).
    type: list
    elements: str
  include:
    description:
      - What is read beside the fields. Each of V(comments) and V(remote_links) is a request of its own for each issue.
    type: list
    elements: str
    choices: [comments, remote_links, attachments]
    default: []
  limit:
    description: The maximum number of issues. Without it, all issues that match are read.
    type: int
seealso:
  - module: assetops.aip.jira_issue
    description: Creates, edits, moves or deletes an issue.
"""

EXAMPLES = r"""
- name: Overdue issues
  assetops.aip.jira_issue_info:
    url: "{{ jira_url }}"
    token: "{{ jira_token }}"
    jql: project = OPS AND due < now() AND statusCategory != Done ORDER BY due
    fields: [summary, due_date, assignee]
  register: overdue

- name: One issue by its identity
  assetops.aip.jira_issue_info:
    url: "{{ jira_url }}"
    token: "{{ jira_token }}"
    project: OPS
    unique_id: disk-full/srv-web-01
"""

RETURN = r"""
issues:
  description:
    - The issues. None found is an empty list.
  returned: success
  type: list
  elements: dict
  sample:
    - key: OPS-42
      id: "10042"
      url: https://jira.example.com/browse/OPS-42
      project: OPS
      summary: The disk of srv-web-01 is nearly full
      status: To Do
      due_date: "2026-12-24"
      labels: [disk, monitoring]
      fields: {Story Points: 3}
      read_only: {Created: "2026-11-20T09:00:00.000+0000"}
count:
  description: Number of issues in RV(issues).
  returned: success
  type: int
  sample: 1
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
  sample: ["fields: there is no field 'Sumary'; did you mean 'Summary'?"]
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
      sample: /rest/api/2/issue/OPS-42
    status:
      description: The HTTP status of the answer. Missing if there was no answer.
      type: int
      sample: 400
    server_said:
      description: The server's own message. Missing if there is none.
      type: str
      sample: "priority: The priority selected is invalid."
    request_id:
      description: The server's id for the request, as in its logs. Missing if the server sent none.
      type: str
      sample: 1041x2117x3
"""

from typing import Any

from ..module_utils._issue_search import Question, find_issues
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.jira import JIRA

SERVICE = JIRA

SPEC: dict[str, Any] = {
    "key": {"type": "raw", "no_log": False},
    "unique_id": {"type": "raw"},
    "project": {"type": "raw"},
    "jql": {"type": "str"},
    "fields": {"type": "list", "elements": "str"},
    "include": {
        "type": "list",
        "elements": "str",
        "choices": ["comments", "remote_links", "attachments"],
        "default": [],
    },
    "limit": {"type": "int"},
}

CHECKS: dict[str, Any] = {
    "required_one_of": [("key", "unique_id", "jql")],
    "mutually_exclusive": [("key", "unique_id", "jql"), ("project", "key"), ("project", "jql")],
    "required_by": {"unique_id": ["project"]},
}


def run(task: Task) -> dict[str, Any]:
    """The issues that match."""
    return find_issues(Question.from_options(task.params), task.jira.site, task.waiting)


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, SERVICE, **CHECKS)


if __name__ == "__main__":
    main()
