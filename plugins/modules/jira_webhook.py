#!/usr/bin/python
# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.jira_webhook."""

from __future__ import annotations

DOCUMENTATION = r"""
module: jira_webhook
short_description: Declare a webhook of Jira
version_added: 0.2.0
author: assetops contributors (@assetops)
description:
  - Registers, changes or removes a webhook of Jira's administration, identified by its name, and changes nothing if it
    is as declared. The user must be an administrator of Jira.
  - Works with Data Center 9, with Data Center 10 and later, and with the webhooks of administrators on Cloud. Jira
    shows by its version where it has them.
  - A creation is never sent twice. If its answer is lost, the list of webhooks shows whether it was carried out.
  - Neither the secret nor the path and query of the address is shown, as these often hold a token.
extends_documentation_fragment:
  - assetops.aip._jira_connection
  - assetops.aip._attributes.writes
options:
  name:
    description:
      - Name of the webhook. Spaces at its ends do not count.
      - If several webhooks have the name, the task fails, and names their ids.
    type: str
    required: true
  target_url:
    description:
      - The address to which Jira sends the events. Required for a new webhook. Results show only its server.
      - Variables such as the issue's id are written V(${issue.id}) up to Jira 9, and V({issue.id}) from Jira 10 on.
    type: str
  events:
    description:
      - The events that Jira sends, such as V(jira:issue_updated). Required for a new webhook. The list is exact, and
        its order does not count.
      - An event that Jira does not document is an error, unless a webhook of this Jira has it already.
    type: list
    elements: str
  jql:
    description: Only events of issues that match this JQL are sent. An empty text stands for all issues.
    type: str
  secret:
    description:
      - With this secret, Jira signs what it sends, so that the receiver can verify the sender.
      - Documented for Cloud. A Data Center takes it, but Atlassian does not say which versions sign with it. Where
        nothing is signed, put a token into the path of O(target_url).
    type: str
  update_secret:
    description:
      - Jira does not show a secret. With V(on_create), it is sent when the webhook is created, and if Jira
        shows that a webhook has none, as Cloud does.
      - With V(always), it is sent by every run, and the task reports a change each time. Use it once to replace a
        secret.
    type: str
    choices: [on_create, always]
    default: on_create
  exclude_body:
    description: Sends events without their content. A new webhook sends it unless this is V(true).
    type: bool
  enabled:
    description: Whether Jira sends events to this webhook. A new webhook is enabled unless this is V(false).
    type: bool
  state:
    description: V(absent) removes the webhook. All options but O(name) are ignored then.
    type: str
    choices: [present, absent]
    default: present
"""

EXAMPLES = r"""
- name: Jira reports approved issues to the rulebook
  assetops.aip.jira_webhook:
    url: "{{ jira_url }}"
    token: "{{ jira_admin_token }}"
    name: Approved changes
    target_url: "https://eda.example.com/jira/{{ jira_webhook_path_token }}"
    events:
      - jira:issue_created
      - jira:issue_updated
    jql: project = OPS AND labels = aip-drift
    secret: "{{ jira_webhook_secret }}"

- name: A webhook of the past is gone
  assetops.aip.jira_webhook:
    url: "{{ jira_url }}"
    token: "{{ jira_admin_token }}"
    name: Old receiver
    state: absent
"""

RETURN = r"""
webhook:
  description: The webhook as it is now, or in check mode would be. V(null) if it is absent.
  returned: success
  type: dict
  contains:
    id:
      description: Its id. V(null) in check mode for one that would be created.
      type: int
      sample: 3
    name:
      description: Its name.
      type: str
      sample: Approved changes
    target_url:
      description: The server of its address. What follows is hidden, as it may hold a token.
      type: str
      sample: https://eda.example.com/VALUE_SPECIFIED_IN_NO_LOG_PARAMETER
    events:
      description: The events that Jira sends, sorted.
      type: list
      elements: str
      sample: ["jira:issue_created", "jira:issue_updated"]
    jql:
      description: The JQL that issues must match, empty for all.
      type: str
      sample: project = OPS AND labels = aip-drift
    exclude_body:
      description: Whether events are sent without their content.
      type: bool
      sample: false
    enabled:
      description: Whether Jira sends events to it.
      type: bool
      sample: true
    is_signed:
      description: Whether it has a secret. V(null) if Jira does not show it, as Data Center, or in check mode for one
        that would be created.
      type: bool
      sample: true
changes:
  description: What was changed, or in check mode would be. A secret is hidden, and so is an address but for its server.
  returned: success
  type: list
  elements: dict
  contains:
    field:
      description: The option that the field has.
      type: str
      sample: jql
    before:
      description: The value before, V(null) if there was none.
      type: raw
      sample: project = OPS
    after:
      description: The value after.
      type: raw
      sample: project = OPS AND labels = aip-drift
diff:
  description: The same for C(--diff), as YAML.
  returned: success
  type: dict
  contains:
    before:
      description: The fields before.
      type: str
      sample: "jql: project = OPS\n"
    after:
      description: The fields after.
      type: str
      sample: "jql: project = OPS AND labels = aip-drift\n"
    before_header:
      description: What it was.
      type: str
      sample: webhook 'Approved changes'
    after_header:
      description: What happens to it.
      type: str
      sample: webhook 'Approved changes' (change)
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
  sample: ["events: there is no event 'jira:issue_create'; did you mean 'jira:issue_created'?"]
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
      sample: /rest/jira-webhook/1.0/webhooks/3
    status:
      description: The HTTP status of the answer. Missing if there was no answer.
      type: int
      sample: 400
    server_said:
      description: The server's own message. Missing if there is none.
      type: str
      sample: The URL of the webhook is not valid.
    request_id:
      description: The server's id for the request, as in its logs. Missing if the server sent none.
      type: str
      sample: 1041x2117x3
"""

from collections.abc import Mapping
from typing import Any

from ..module_utils._core.errors import InputError
from ..module_utils._core.model import HIDDEN
from ..module_utils._core.webhooks import wrong_url
from ..module_utils._jira_webhook import Declared, reconcile_webhook
from ..module_utils._module.entry import Task, run_module
from ..module_utils._module.jira import JIRA
from ..module_utils._module.jira_one import result_of_one

SPEC: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "target_url": {"type": "str", "no_log": True},
    "events": {"type": "list", "elements": "str"},
    "jql": {"type": "str"},
    "secret": {"type": "str", "no_log": True},
    "update_secret": {
        "type": "str",
        "choices": ["on_create", "always"],
        "default": "on_create",
        "no_log": False,
    },
    "exclude_body": {"type": "bool"},
    "enabled": {"type": "bool"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
ALWAYS = "always"
SERVICE = JIRA
CHECKS: dict[str, Any] = {}


def run(task: Task) -> dict[str, Any]:
    """Make the webhook as declared."""
    name = task.params["name"].strip()
    if not name:
        raise InputError(["name: must not be empty"])
    declared = name if task.params["state"] == "absent" else _declared(name, task.params)
    done = reconcile_webhook(task.jira.site.server, task.waiting, declared, task.check_mode)
    return result_of_one(done, "webhook")


def _declared(name: str, params: Mapping[str, Any]) -> Declared:
    """What was written. Raises InputError."""
    problems = []
    fields = ("target_url", "events", "jql", "exclude_body", "enabled")
    values = {one: params[one] for one in fields if params[one] is not None}
    if "target_url" in values:
        values["target_url"] = values["target_url"].strip()
        problems += [one for one in (wrong_url(values["target_url"]),) if one]
    if "events" in values:
        values["events"] = tuple(sorted({one.strip() for one in values["events"]}))
        if not values["events"]:
            problems.append("events: must not be empty; enabled: false stops the webhook")
    secret, is_always = params["secret"], params["update_secret"] == ALWAYS
    if secret == HIDDEN:
        problems.append(
            f"secret: {HIDDEN} is what results show in place of a hidden value, not the value"
        )
    elif secret == "":
        problems.append(
            "secret: must not be empty; leave it out to keep the one that the webhook has"
        )
    elif is_always and secret is None:
        problems.append("update_secret: always requires a secret")
    if problems:
        raise InputError(problems)
    return Declared(name, values, secret, is_always)


def main() -> None:
    """Run the module."""
    run_module(SPEC, run, SERVICE, **CHECKS)


if __name__ == "__main__":
    main()
