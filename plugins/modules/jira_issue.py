#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.jira_issue."""

from __future__ import annotations

DOCUMENTATION = r"""
module: jira_issue
short_description: Create, update, move or delete a Jira issue
version_added: 0.2.0
author: assetops contributors (@assetops)
description:
  - Creates, edits, moves through its workflow or deletes one issue in Jira (Data Center or Cloud), so that it matches
    the declaration.
  - Compares first, and sends only what differs. If nothing differs, nothing is sent, and the history of the issue gets
    no entry.
  - An issue that has no key yet is identified by a text of your own, O(unique_id). It is created at most once,
    however often a run is repeated, interrupted or run twice at the same time.
  - What is written is read again and compared.
extends_documentation_fragment:
  - assetops.aip._jira_connection
  - assetops.aip._attributes.writes
options:
  key:
    description:
      - Key or id of an issue that exists, such as V(OPS-42).
    type: raw
  unique_id:
    description:
      - A text of your own that identifies the issue in its project, such as V(disk-full/srv-web-01). If no issue has
        it, one is created.
      - The issue gets a label made of it (C(assetops-) and 16 hexadecimal digits), by which it is found, and an issue
        property that proves it. The label of a cloned issue proves nothing.
      - Together with O(key), the issue of that key is given this identity.
    type: raw
  state:
    description:
      - With V(absent), the issue is deleted. An issue that does not exist is not an error then.
    type: str
    choices: [present, absent]
    default: present
  project:
    description:
      - Key or id of the project. Required with O(unique_id). Issues are not moved to another project.
    type: raw
  issue_type:
    description:
      - Name or id of the issue type. Required to create an issue.
    type: raw
  summary:
    description:
      - The summary, one line. Required to create an issue.
    type: raw
  description:
    description:
      - The description, in Jira's wiki markup. White space at its end is not compared.
    type: raw
  priority:
    description:
      - Name of the priority.
    type: raw
  assignee:
    description:
      - The user who is responsible, by e-mail address, username (Data Center), account id (Cloud) or display name. A
        text that two users share is an error.
    type: raw
  reporter:
    description:
      - The user who reported it, written like O(assignee).
    type: raw
  labels:
    description:
      - Its labels. They are compared with case, and none contains spaces. Labels of this collection stay.
    type: raw
  components:
    description:
      - Names of its components.
    type: raw
  fix_versions:
    description:
      - Names of the versions in which it is solved.
    type: raw
  affects_versions:
    description:
      - Names of the versions that it affects.
    type: raw
  due_date:
    description:
      - The day by which it is due, such as V(2026-03-31).
    type: raw
  parent:
    description:
      - Key or id of the parent issue, of a sub-task or where Jira has parents for other types as well.
    type: raw
  fields:
    description:
      - Other fields, by name or id (such as V(customfield_10010)). Two fields of one name are an error that lists their
        ids.
      - Options, users, versions and groups are written by name, numbers and dates as in YAML, several values as a
        list, a cascading option as a list of option and child. Fields of apps take what their app expects.
    type: dict
  lists:
    description:
      - Whether lists (labels, components, versions and other fields with several values) are to have exactly the
        declared values, or these are only added.
    type: str
    choices: [exact, add]
    default: exact
  status:
    description:
      - The status to be in. It is reached by the transition that leads there, by one of that name, or by several
        transitions.
      - Fields that only the screen of a transition has are sent with it.
    type: raw
  resolution:
    description:
      - Name of the resolution, which goes with O(status). Null clears the resolution of an issue that is reopened.
    type: raw
  max_transitions:
    description:
      - The maximum number of transitions to reach O(status).
    type: int
    default: 5
  links:
    description:
      - Links to other issues. Other links stay.
    type: list
    elements: dict
    suboptions:
      phrase:
        description:
          - The phrase as Jira shows it on this issue, such as V(blocks) or V(is blocked by).
        type: str
        required: true
      issue:
        description:
          - Key or id of the other issue.
        type: raw
        required: true
  remote_links:
    description:
      - Links to pages. Other links stay.
    type: list
    elements: dict
    suboptions:
      url:
        description:
          - Address of the page.
        type: str
        required: true
      title:
        description:
          - Text of the link.
        type: str
        required: true
      global_id:
        description:
          - A text that identifies the link, at most 255 characters. By default, the address.
        type: str
  comments:
    description:
      - Comments that the issue has. Other comments stay.
    type: list
    elements: dict
    suboptions:
      text:
        description:
          - The text, in Jira's wiki markup.
        type: raw
        required: true
      marker:
        description:
          - A text that identifies the comment on this issue, so that its text can change. Without it, the comment is
            the one with this text.
        type: raw
  attachments:
    description:
      - Files that are attached. Other files stay. A file with the same name and other content is replaced, once the new
        one has been uploaded and verified.
    type: list
    elements: dict
    suboptions:
      path:
        description:
          - The local file.
        type: path
        required: true
      name:
        description:
          - Name of the attached file. By default, the last part of O(attachments[].path).
        type: str
  sprint:
    description:
      - Name or id of the sprint. Null is the backlog.
    type: raw
  board:
    description:
      - Name or id of the board that has the sprint, if several sprints of the project have its name.
    type: raw
  notify_users:
    description:
      - Whether Jira sends mail about edited fields. V(false) requires administration rights in Jira or the project.
    type: bool
    default: true
  delete_subtasks:
    description:
      - Whether sub-tasks are deleted together with the issue. Otherwise Jira refuses to delete an issue that has some.
    type: bool
    default: false
seealso:
  - module: assetops.aip.jira_issue_info
    description: Searches for issues.
"""

EXAMPLES = r"""
- name: The connection is set once, for all modules
  module_defaults:
    group/assetops.aip.jira:
      url: "{{ jira_url }}"
      token: "{{ jira_token }}"
  block:
    - name: One issue for a full disk, however often this runs
      assetops.aip.jira_issue:
        project: OPS
        unique_id: disk-full/srv-web-01
        issue_type: Task
        summary: The disk of srv-web-01 is nearly full
        priority: High
        labels: [disk, monitoring]
        due_date: 2026-12-24
      register: disk

    - name: The disk has been cleaned up
      assetops.aip.jira_issue:
        project: OPS
        unique_id: disk-full/srv-web-01
        status: Resolved
        resolution: Done
        comments:
          - text: The disk has been cleaned up.

    - name: A link to a page, and a field by its name
      assetops.aip.jira_issue:
        key: "{{ disk.issue.key }}"
        fields:
          Story Points: 3
        remote_links:
          - url: https://monitoring.example.com/srv-web-01
            title: Monitoring of srv-web-01

    - name: The issue does not exist any more
      assetops.aip.jira_issue:
        project: OPS
        unique_id: disk-full/srv-web-01
        state: absent
"""

RETURN = r"""
issue:
  description:
    - The issue after the task, or in check mode as it would be, with the fields that were declared. Null if it does not
      exist.
  returned: success, or failure after the first write
  type: dict
  sample:
    key: OPS-42
    id: "10042"
    url: https://jira.example.com/browse/OPS-42
    project: OPS
    summary: The disk of srv-web-01 is nearly full
    status: To Do
    unique_id: disk-full/srv-web-01
  contains:
    key:
      description: Its key. Null for an issue that would be created.
      type: str
      sample: OPS-42
    id:
      description: Its id.
      type: str
      sample: "10042"
    url:
      description: Address of its page.
      type: str
      sample: https://jira.example.com/browse/OPS-42
changes:
  description:
    - What was changed, or in check mode would be. After a failure, what was changed before it.
  returned: always, except for a task that failed before anything was compared
  type: list
  elements: dict
  contains:
    field:
      description: The option, or C(fields.) with the name of a field.
      type: str
      sample: status
    before:
      description: Its value before.
      type: raw
      sample: To Do
    after:
      description: Its value after.
      type: raw
      sample: Done
  sample:
    - field: status
      before: To Do
      after: Done
diff:
  description: What was changed as YAML, for C(--diff).
  returned: success
  type: dict
  contains:
    before:
      description: The differing fields before, as YAML.
      type: str
      sample: "status: To Do\n"
    after:
      description: The differing fields after, as YAML.
      type: str
      sample: "status: Done\n"
    before_header:
      description: The issue before, by key and summary, or V((not in Jira\)).
      type: str
      sample: OPS-42 'The disk of srv-web-01 is nearly full'
    after_header:
      description: The issue by key and summary, with what is done (create, change, delete).
      type: str
      sample: OPS-42 'The disk of srv-web-01 is nearly full' (change)
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
  sample: ["status: Task in OPS has no status 'Donne'; did you mean 'Done'?"]
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

from ..module_utils._core.errors import InputError
from ..module_utils._issues.run import Options
from ..module_utils._jira_issue import Surroundings, reconcile_issue
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.jira import JIRA

SERVICE = JIRA

# Raw, because null, "" and not written are different, and YAML has already typed the values.
_RAW: dict[str, Any] = {
    name: {"type": "raw"}
    for name in (
        "key",
        "unique_id",
        "project",
        "issue_type",
        "summary",
        "description",
        "priority",
        "assignee",
        "reporter",
        "labels",
        "components",
        "fix_versions",
        "affects_versions",
        "due_date",
        "parent",
        "status",
        "resolution",
        "sprint",
        "board",
    )
}


def _list_of(**options: Any) -> dict[str, Any]:
    return {"type": "list", "elements": "dict", "options": options}


SPEC: dict[str, Any] = {
    **_RAW,
    "key": {"type": "raw", "no_log": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "fields": {"type": "dict"},
    "lists": {"type": "str", "choices": ["exact", "add"], "default": "exact"},
    "max_transitions": {"type": "int", "default": 5},
    "links": _list_of(
        phrase={"type": "str", "required": True}, issue={"type": "raw", "required": True}
    ),
    "remote_links": _list_of(
        url={"type": "str", "required": True},
        title={"type": "str", "required": True},
        global_id={"type": "str"},
    ),
    "comments": _list_of(text={"type": "raw", "required": True}, marker={"type": "raw"}),
    "attachments": _list_of(path={"type": "path", "required": True}, name={"type": "str"}),
    "notify_users": {"type": "bool", "default": True},
    "delete_subtasks": {"type": "bool", "default": False},
}


def run(task: Task) -> dict[str, Any]:
    """The result of making one issue as declared."""
    if task.params["max_transitions"] < 1:
        raise InputError(["max_transitions: must be at least 1"])
    options = Options(
        check_mode=task.check_mode,
        notify=task.params["notify_users"],
        most_steps=task.params["max_transitions"],
        with_subtasks=task.params["delete_subtasks"],
    )
    around = Surroundings(task.jira.site, task.waiting, task.jira.home)
    return reconcile_issue(task.params, task.written, around, options)


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, SERVICE)


if __name__ == "__main__":
    main()
