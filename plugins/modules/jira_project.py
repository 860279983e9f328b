#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.jira_project."""

from __future__ import annotations

DOCUMENTATION = r"""
module: jira_project
short_description: Declare a Jira project
version_added: 0.2.0
author: assetops contributors (@assetops)
description:
  - Creates a project, or changes its name, description, address, lead and default assignee, and changes nothing if it
    is as declared. It never removes a project.
  - Creating projects requires the global permission to administer Jira, changing one to administer the project.
  - A creation is never sent twice. If its answer is lost, the key shows whether the project exists.
extends_documentation_fragment:
  - assetops.aip._jira_connection
  - assetops.aip._attributes.writes
options:
  key:
    description: The key, such as V(OPS). It identifies the project and cannot be changed here.
    type: str
    required: true
  name:
    description: The name. Required to create a project.
    type: str
  lead:
    description:
      - The lead, by e-mail address, display name, account id (Cloud), or username or key (Data Center). Required to
        create a project.
      - A text that fits no user, or several, is an error.
    type: str
  project_type:
    description:
      - The type. Required to create a project, and only used then. If an existing project has another type, the task
        warns, because only Jira's own pages can change it.
    type: str
    choices: [software, business, service_desk]
  template:
    description:
      - The key of the template to create the project from, such as
        V(com.pyxis.greenhopper.jira:gh-simplified-scrum-classic). Only used then. By default Jira chooses one.
    type: str
  description:
    description: The description. An empty text clears it.
    type: str
  project_url:
    description: The address of a page about the project. An empty text clears it.
    type: str
  assignee_type:
    description: Who gets new issues without an assignee.
    type: str
    choices: [project_lead, unassigned]
  state:
    description: Whether the project should exist. Projects are not removed, because all their issues would be lost.
    type: str
    choices: [present]
    default: present
seealso:
  - module: assetops.aip.jira_issue
"""

EXAMPLES = r"""
- name: A new customer has a project
  assetops.aip.jira_project:
    url: "{{ jira_url }}"
    token: "{{ jira_admin_token }}"
    key: NORTH
    name: Northwind onboarding
    lead: mei.lin
    project_type: business
    description: All that is needed to begin
    assignee_type: project_lead
"""

RETURN = r"""
project:
  description: The project as it is now, or in check mode would be, in the form in which it can be declared.
  returned: success
  type: dict
  contains:
    id:
      description: Its id. V(null) in check mode for one that would be created.
      type: str
      sample: "10003"
    key:
      description: Its key.
      type: str
      sample: NORTH
    name:
      description: Its name.
      type: str
      sample: Northwind onboarding
    lead:
      description: Its lead, by username (Data Center) or account id (Cloud), or as declared.
      type: str
      sample: ansible
    project_type:
      description: Its type.
      type: str
      sample: business
    description:
      description: Its description.
      type: str
      sample: All that is needed to begin
    project_url:
      description: The address of a page about it.
      type: str
      sample: https://wiki.example.com/northwind
    assignee_type:
      description: Who gets new issues without an assignee, V(project_lead) or V(unassigned).
      type: str
      sample: project_lead
changes:
  description: What was changed, or in check mode would be.
  returned: success
  type: list
  elements: dict
  contains:
    field:
      description: The option that the field has.
      type: str
      sample: name
    before:
      description: The value before, V(null) if there was none.
      type: raw
      sample: Northwind
    after:
      description: The value after.
      type: raw
      sample: Northwind onboarding
diff:
  description: The same for C(--diff), as YAML.
  returned: success
  type: dict
  contains:
    before:
      description: The fields before.
      type: str
      sample: "name: Northwind\n"
    after:
      description: The fields after.
      type: str
      sample: "name: Northwind onboarding\n"
    before_header:
      description: What it was.
      type: str
      sample: project NORTH
    after_header:
      description: What happens to it.
      type: str
      sample: project NORTH (change)
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
  sample: ["lead: there is no user 'anna', or this user may not see them"]
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
      sample: /rest/api/2/project/NORTH
    status:
      description: The HTTP status of the answer. Missing if there was no answer.
      type: int
      sample: 400
    server_said:
      description: The server's own message. Missing if there is none.
      type: str
      sample: A project with that name already exists.
    request_id:
      description: The server's id for the request, as in its logs. Missing if the server sent none.
      type: str
      sample: 1041x2117x3
"""

from typing import Any

from ..module_utils._core.projects import FIELDS, ON_CREATION, check_key
from ..module_utils._jira_project import reconcile_project
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.jira import JIRA
from ..module_utils._module.jira_one import result_of_one

SPEC: dict[str, Any] = {
    "key": {"type": "str", "required": True, "no_log": False},
    "name": {"type": "str"},
    "lead": {"type": "str"},
    "project_type": {"type": "str", "choices": ["software", "business", "service_desk"]},
    "template": {"type": "str"},
    "description": {"type": "str"},
    "project_url": {"type": "str"},
    "assignee_type": {"type": "str", "choices": ["project_lead", "unassigned"]},
    "state": {"type": "str", "choices": ["present"], "default": "present"},
}
SERVICE = JIRA
CHECKS: dict[str, Any] = {}


def run(task: Task) -> dict[str, Any]:
    """Make the project as declared."""
    params = task.params
    check_key(params["key"])
    declared = {name: params[name] or "" for name in FIELDS if name in task.written}
    declared.update({name: params[name] for name in ON_CREATION if params[name]})
    if "name" in declared:
        declared["name"] = declared["name"].strip()
    done = reconcile_project(task.jira.site, task.waiting, params["key"], declared, task.check_mode)
    return result_of_one(done, "project")


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, SERVICE, **CHECKS)


if __name__ == "__main__":
    main()
