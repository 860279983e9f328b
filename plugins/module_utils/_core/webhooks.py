# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A declared webhook, the one that Jira has, and what must be written.

A secret cannot be read back, and the address may hold a token: neither is ever shown.
Source: Atlassian's pages "Webhooks" of Jira Cloud and of Jira Data Center.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from .model import HIDDEN, Change

FIELDS = ("name", "target_url", "events", "jql", "exclude_body", "enabled")
"""What is compared, beside the secret."""
SECRET = "secret"  # noqa: S105 - the name of the option
DEFAULTS = {"jql": "", "exclude_body": False, "enabled": True}
"""What a new webhook has if it is not declared."""
_KINDS: Mapping[str, str] = {
    "jira:issue": "created updated deleted",
    "comment": "created updated deleted",
    "worklog": "created updated deleted",
    "jira:worklog": "updated",
    "attachment": "created deleted",
    "issuelink": "created deleted",
    "issue_property": "set deleted",
    "jira:version": "created updated released unreleased moved merged deleted",
    "project": "created updated deleted soft_deleted restored_deleted archived restored_archived",
    "sprint": "created updated started closed deleted",
    "board": "created updated deleted configuration_changed",
    "user": "created updated deleted",
    "option": "voting_changed watching_changed unassigned_issues_changed subtasks_changed attachments_changed"
    " issuelinks_changed timetracking_changed timetracking_provider_changed",
}
KNOWN_EVENTS = tuple(f"{kind}_{one}" for kind, ends in _KINDS.items() for one in ends.split())
"""The events that Jira documents."""

Values = Mapping[str, Any]
"""Values of fields; events are a sorted tuple."""


@dataclass(frozen=True)
class WebhookNow:
    """A webhook that Jira has. `is_signed` is None where Jira does not show whether it has a secret."""

    id: int
    values: Values
    is_signed: bool | None

    def shown(self) -> dict[str, Any]:
        """The webhook as results show it."""
        fields = {name: shown(name, self.values[name]) for name in FIELDS}
        return {"id": self.id, **fields, "is_signed": self.is_signed}


@dataclass(frozen=True)
class WebhookPlan:
    """What must be written: `values` that differ, which may have the secret."""

    action: str
    values: Values = field(repr=False)
    changes: tuple[Change, ...]


def plan_webhook(
    declared: Values, secret: str | None, is_always: bool, current: WebhookNow | None
) -> WebhookPlan:
    """The plan for the declared values. `is_always`: the secret is written although there may be one already."""
    before: Values = current.values if current else {}
    wanted = declared if current else {**DEFAULTS, **declared}
    values = {
        name: one for name, one in wanted.items() if not current or not same(one, before[name])
    }
    changes = [
        Change(name, shown(name, before[name]) if current else None, shown(name, one))
        for name, one in values.items()
    ]
    if secret and (current is None or is_always or current.is_signed is False):
        has_one = current is not None and current.is_signed is not False
        values[SECRET] = secret
        changes.append(Change(SECRET, HIDDEN if has_one else None, HIDDEN))
    action = "create" if current is None else "update" if values else ""
    return WebhookPlan(action, values, tuple(changes))


def plan_removal(current: WebhookNow | None) -> WebhookPlan:
    """The plan for a webhook that must not be there."""
    if current is None:
        return WebhookPlan("", {}, ())
    gone = (Change(name, shown(name, current.values[name]), None) for name in FIELDS)
    return WebhookPlan("delete", {}, tuple(gone))


def shown(name: str, value: Any) -> Any:
    """A value as results show it."""
    if name == "target_url":
        return shown_url(str(value))
    return list(value) if name == "events" else value


def shown_url(url: str) -> str:
    """An address as results show it: only the server, as the rest often holds a token."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return HIDDEN
    if not parts.hostname:
        return HIDDEN
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    has_more = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    return f"{parts.scheme}://{host}{port}/{HIDDEN if has_more else ''}"


def same(one: Any, other: Any) -> bool:
    """Whether two values of a field are the same: texts but for space at their ends."""
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    return bool(one == other)


def wrong_url(url: str) -> str:
    """What is wrong with a declared address, or an empty text."""
    if HIDDEN in url:
        return (
            f"target_url: {HIDDEN} is what results show in place of a hidden value, not the value"
        )
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one or any(one.isspace() for one in url):
        return "target_url: must be the whole address, which begins with https:// or http://"
    return ""


def wrong_events(declared: Sequence[str], registered: Collection[str]) -> list[str]:
    """A sentence for each event that Jira does not document, unless one of its webhooks has it already."""
    known = {*KNOWN_EVENTS, *registered}
    return [
        f"events: there is no event '{one}'{_hint(one)}" for one in declared if one not in known
    ]


def _hint(event: str) -> str:
    near = difflib.get_close_matches(event.strip().lower(), KNOWN_EVENTS, n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(KNOWN_EVENTS)}"
