# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests about webhooks that administrators register: at one place up to Jira 9 and on Cloud, at another from 10 on.

They differ in what they call the switch, in where the secret stands, and in whether the list has pages.
Source: Atlassian's pages "Webhooks" of Jira Cloud and of Jira Data Center.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._core.webhooks import SECRET, Values
from .._http.call import Call

WIRE = {"name": "name", "target_url": "url", "events": "events", "exclude_body": "excludeBody"}
"""What Jira calls the fields that have the same name everywhere."""
JQL = "issue-related-events-section"
"""The member of `filters` that holds the JQL."""
PAGE = 100


@dataclass(frozen=True)
class Place:
    """Where a Jira has its webhooks, and what is special there."""

    root: str
    switch: str
    has_pages: bool


OLD = Place("rest/webhooks/1.0/webhook", "enabled", has_pages=False)
NEW = Place("rest/jira-webhook/1.0/webhooks", "active", has_pages=True)


def listing(place: Place, start: int) -> Call:
    """All webhooks, or a page of them."""
    params = (("start", str(start)), ("limit", str(PAGE))) if place.has_pages else ()
    return Call("GET", place.root, "list the webhooks", params)


def creation(place: Place, values: Values) -> Call:
    """Register a webhook."""
    doing = f"create the webhook '{values['name']}'"
    return Call("POST", place.root, doing, body=_on_the_wire(place, values))


def replacement(place: Place, webhook_id: int, values: Values, kept: Mapping[str, Any]) -> Call:
    """Write all fields of a webhook, with members as they were shown; without a secret, it keeps the one it has."""
    return Call(
        "PUT",
        f"{place.root}/{webhook_id}",
        f"change webhook {webhook_id}",
        body={**kept, **_on_the_wire(place, values)},
        template=place.root + "/{id}",
    )


def removal(place: Place, webhook_id: int) -> Call:
    """Remove a webhook."""
    return Call(
        "DELETE",
        f"{place.root}/{webhook_id}",
        f"remove webhook {webhook_id}",
        template=place.root + "/{id}",
    )


def _on_the_wire(place: Place, values: Values) -> dict[str, Any]:
    body: dict[str, Any] = {WIRE[name]: one for name, one in values.items() if name in WIRE}
    body["events"] = list(values["events"])
    body["filters"] = {JQL: values["jql"]}
    body[place.switch] = values["enabled"]
    if SECRET in values:
        secret = values[SECRET]
        body.update({"configuration": {"SECRET": secret}} if place is NEW else {SECRET: secret})
    return body
