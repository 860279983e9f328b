# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests about projects. Source: Atlassian's OpenAPI files of Jira Data Center 10.3 and Jira Cloud.

They differ in one thing: Cloud takes the lead's account id, Data Center the lead's user name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.issues.people import Person
from .._core.projects import Values
from .._http.call import Call
from .server import API

ROOT = API + "project"
WIRE = {
    "name": "name",
    "description": "description",
    "project_url": "url",
    "assignee_type": "assigneeType",
    "project_type": "projectTypeKey",
    "template": "projectTemplateKey",
}
"""What Jira calls the fields, but the lead."""


def project(key: str) -> Call:
    """One project."""
    params = (("expand", "description,lead"),)
    return Call("GET", f"{ROOT}/{key}", f"read project {key}", params, template=ROOT + "/{key}")


def creation(key: str, values: Values, on_cloud: bool) -> Call:
    """Create a project."""
    return Call(
        "POST",
        ROOT,
        f"create project {key}",
        body={"key": key, **_on_the_wire(values, on_cloud)},
    )


def change(key: str, values: Values, on_cloud: bool) -> Call:
    """Change these fields of a project, and no others."""
    return Call(
        "PUT",
        f"{ROOT}/{key}",
        f"change project {key}",
        body=_on_the_wire(values, on_cloud),
        template=ROOT + "/{key}",
    )


def _on_the_wire(values: Values, on_cloud: bool) -> Mapping[str, Any]:
    body: dict[str, Any] = {WIRE[name]: one or "" for name, one in values.items() if name in WIRE}
    lead = values.get("lead")
    if isinstance(lead, Person):
        body["leadAccountId" if on_cloud else "lead"] = lead.id
    if "assigneeType" in body:
        body["assigneeType"] = str(body["assigneeType"]).upper()
    return body
