#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.jira_sprint."""

from __future__ import annotations

DOCUMENTATION = r"""
module: jira_sprint
short_description: Declare a sprint of a Jira board
version_added: 0.2.0
author: assetops contributors (@assetops)
description:
  - Creates, changes, starts, closes or removes a sprint of a board, and changes nothing if it is as declared.
  - Follows Jira's rules. A sprint starts once, which requires both dates, and is closed once. A closed sprint stays as
    it is, and only a future one can be removed. What Jira would not allow is an error before anything is written.
  - A creation is never sent twice. If its answer is lost, the board shows whether the sprint exists.
extends_documentation_fragment:
  - assetops.aip._jira_connection
  - assetops.aip._attributes.writes
options:
  board:
    description:
      - Name or id of the board. Required unless O(id) is set.
      - If several boards have the name, the task fails, and names their ids.
    type: str
  name:
    description:
      - Name of the sprint on this board. Spaces at its ends do not count, because Jira removes them.
      - With O(id), it renames the sprint. If several sprints of the board have the name, the task fails, and names
        their ids.
    type: str
  id:
    description: Id of the sprint, if it is not identified by its name. With O(state=present), it must exist.
    type: int
  goal:
    description: The goal. An empty text clears it.
    type: str
  start_date:
    description:
      - The moment at which the sprint starts, such as V(2026-03-02T09:00:00+01:00). Without an offset it is in UTC, and
        a day begins at midnight.
      - Moments are compared, whatever the offset. An empty text clears the date.
    type: raw
  end_date:
    description: The moment at which the sprint ends, in the same form.
    type: raw
  state:
    description:
      - V(present) leaves the state as it is, and creates a future sprint if there is none.
      - V(future) is the same, but fails if the sprint has started.
      - V(active) starts the sprint, and creates it before if there is none.
      - V(closed) closes an active sprint.
      - V(absent) removes a future sprint. Jira moves its issues to the backlog.
    type: str
    choices: [present, future, active, closed, absent]
    default: present
seealso:
  - module: assetops.aip.jira_issue
    description: Its option C(sprint) moves an issue into a sprint.
"""

EXAMPLES = r"""
- name: The next sprint is planned
  assetops.aip.jira_sprint:
    url: "{{ jira_url }}"
    token: "{{ jira_token }}"
    board: DEV board
    name: Sprint 2027-01
    goal: The export is faster than the import
    start_date: "2027-01-04T09:00:00+01:00"
    end_date: "2027-01-15T17:00:00+01:00"
"""

RETURN = r"""
sprint:
  description:
    - The sprint as it is now, or in check mode would be, in the form in which it can be declared. V(null) if it is
      absent.
  returned: success
  type: dict
  contains:
    id:
      description: Its id. V(null) in check mode for one that would be created.
      type: int
      sample: 37
    board_id:
      description: The id of the board that it was created on. V(null) if Jira does not show it.
      type: int
      sample: 4
    name:
      description: Its name.
      type: str
      sample: Sprint 2027-01
    state:
      description: V(future), V(active) or V(closed).
      type: str
      sample: future
    goal:
      description: Its goal.
      type: str
      sample: The export is faster than the import
    start_date:
      description: When it starts, in UTC.
      type: str
      sample: "2027-01-04T08:00:00Z"
    end_date:
      description: When it ends, in UTC.
      type: str
      sample: "2027-01-15T16:00:00Z"
changes:
  description: What was changed, or in check mode would be.
  returned: success
  type: list
  elements: dict
  contains:
    field:
      description: The option that the field has.
      type: str
      sample: goal
    before:
      description: The value before, V(null) if there was none.
      type: raw
      sample: Faster
    after:
      description: The value after.
      type: raw
      sample: Faster than ever
diff:
  description: The same for C(--diff), as YAML.
  returned: success
  type: dict
  contains:
    before:
      description: The fields before.
      type: str
      sample: "goal: Faster\n"
    after:
      description: The fields after.
      type: str
      sample: "goal: Faster than ever\n"
    before_header:
      description: What it was.
      type: str
      sample: sprint 'Sprint 2027-01'
    after_header:
      description: What happens to it.
      type: str
      sample: sprint 'Sprint 2027-01' (change)
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
  sample: ["board: there is no board 'DEW board', or this user may not see it; did you mean 'DEV board'?"]
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
      sample: /rest/agile/1.0/sprint/37
    status:
      description: The HTTP status of the answer. Missing if there was no answer.
      type: int
      sample: 400
    server_said:
      description: The server's own message. Missing if there is none.
      type: str
      sample: The sprint cannot be started
    request_id:
      description: The server's id for the request, as in its logs. Missing if the server sent none.
      type: str
      sample: 1041x2117x3
"""

from typing import Any

from ..module_utils._core.errors import InputError
from ..module_utils._core.sprints import DATES, parse_moment
from ..module_utils._jira_sprint import reconcile_sprint
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.jira import JIRA
from ..module_utils._module.jira_one import result_of_one

SPEC: dict[str, Any] = {
    "board": {"type": "str"},
    "name": {"type": "str"},
    "id": {"type": "int"},
    "goal": {"type": "str"},
    "start_date": {"type": "raw"},
    "end_date": {"type": "raw"},
    "state": {
        "type": "str",
        "choices": ["present", "future", "active", "closed", "absent"],
        "default": "present",
    },
}
SERVICE = JIRA
CHECKS: dict[str, Any] = {"required_one_of": [("id", "name"), ("id", "board")]}


def run(task: Task) -> dict[str, Any]:
    """Make the sprint as declared."""
    done = reconcile_sprint(
        task.jira.site,
        task.waiting,
        {"board": task.params["board"], "id": task.params["id"]},
        _declared(task),
        task.params["state"],
        task.check_mode,
    )
    return result_of_one(done, "sprint")


def _declared(task: Task) -> dict[str, Any]:
    """The fields that were written. Raises InputError."""
    params, problems = task.params, []
    declared: dict[str, Any] = {}
    if params["name"] is not None:
        declared["name"] = params["name"].strip()
        if not declared["name"]:
            problems.append("name: must not be empty")
    if "goal" in task.written:
        declared["goal"] = params["goal"] or ""
    for name in DATES:
        if name in task.written:
            try:
                declared[name] = parse_moment(name, params[name])
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    return declared


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, SERVICE, **CHECKS)


if __name__ == "__main__":
    main()
