# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhooks: which of them hear of what a request has written, and what each is sent."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .caller import Caller
from .delivery import Delivery
from .happening import Event, events_of, payload
from .refusal import JiraRefusal
from .rows import Row
from .searching import read_query

if TYPE_CHECKING:
    from .jira import Jira

SECTION = "issue-related-events-section"
# ${issue.id} until Data Center 10, {issue.id} from there on
_OLD_NAMES, _NEW_NAMES = re.compile(r"\$\{([\w.]+)\}"), re.compile(r"(?<!\$)\{([\w.]+)\}")
_NEW_PROFILES = ("dc-10", "dc-11")

Later = Callable[[], list[Delivery]]


def signature(secret: str, body: bytes) -> str:
    """Return X-Hub-Signature of a body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@contextmanager
def writing(jira: Jira, caller: Caller) -> Iterator[None]:
    """A transaction; once it is done, webhooks are sent what was written in it, in the order of transactions."""
    with jira.rows.lock:
        hooks = [row for row in jira.rows.all("webhook") if _is_on(row)]
        if not hooks or not jira.switches["webhook_sending"]:
            with jira.rows.transaction():
                yield
            return
        recording = _Recording(jira, replace(caller, api=2), hooks)
        with jira.rows.transaction():
            jira.rows.recorder = recording.note
            try:
                yield
            finally:
                jira.rows.recorder = None
            deliveries = recording.deliveries()
        jira.deliveries.add(deliveries)


def _is_on(hook: Row) -> bool:
    return bool(hook.get("active", hook.get("enabled", True)))


class _Recording:
    """What one transaction writes. Things are shown as they are at its end, those that are removed as they were."""

    def __init__(self, jira: Jira, caller: Caller, hooks: list[Row]) -> None:
        self._jira, self._caller, self._hooks = jira, caller, hooks
        self._later: list[Later] = []
        self._issues: set[int | None] = set()
        twice = jira.switches["webhook_comment_twice"]
        new = jira.profile.name in _NEW_PROFILES
        self._twice = new if twice == "by_version" else twice == "always"

    def note(self, verb: str, kind: str, row: Row, before: Row) -> None:
        """Take what happens to a row."""
        for event in events_of(verb, kind, row, before, self._twice):
            hooks = [hook for hook in self._hooks if event.name in hook["events"]]
            if not hooks:
                continue
            if not _is_link(event):
                self._issues.add(event.issue)
            if verb == "removed":
                made = self._made(event, hooks)
                self._later.append(lambda made=made: made)  # type: ignore[misc]
            else:
                self._later.append(lambda e=event, h=hooks: self._made(e, h))  # type: ignore[misc]

    def deliveries(self) -> list[Delivery]:
        """Return what is to be sent."""
        return [self._flowing(one) for made in self._later for one in made()]

    def _flowing(self, delivery: Delivery) -> Delivery:
        """Name the flow on Cloud: what a request does to several issues at once is secondary."""
        if not self._caller.cloud:
            return delivery
        flow = self._jira.switches["webhook_flow"]
        if flow == "by_request":
            flow = "Secondary" if len(self._issues) > 1 else "Primary"
        headers = {**delivery.headers, "X-Atlassian-Webhook-Flow": flow}
        return replace(delivery, headers=headers)

    def _made(self, event: Event, hooks: list[Row]) -> list[Delivery]:
        jira = self._jira
        issue = None if event.issue is None else jira.rows.get("issue", event.issue)
        if event.issue is not None and issue is None:
            return []  # it was removed later in the same transaction
        hooks = [hook for hook in hooks if issue is None or self._finds(hook, issue)]
        if not hooks:
            return []
        project = jira.project_of(issue) if issue else None
        caller = replace(self._caller, base=self._caller.site)
        comment_issue = jira.switches["webhook_comment_issue"]
        shown = payload(event, issue, jira.scope(caller, project), comment_issue)
        body = json.dumps(shown, ensure_ascii=False).encode("utf-8")
        names = _names(event, issue, project)
        return [self._delivery(hook, event, body, names) for hook in hooks]

    def _finds(self, hook: Row, issue: Row) -> bool:
        """Whether the webhook's query finds the issue in truth; a query that is none finds nothing."""
        filters = hook.get("filters")
        jql = filters.get(SECTION) if isinstance(filters, dict) else None
        if not isinstance(jql, str) or not jql.strip():
            return True
        admin = next(user for user in self._jira.people.all if user.admin)
        try:
            query = read_query(self._jira, jql, replace(self._caller, user=admin))
        except JiraRefusal:
            return False
        return query.matches(self._jira.index.read(issue))

    def _delivery(self, hook: Row, event: Event, body: bytes, names: Mapping[str, Any]) -> Delivery:
        switches, cloud = self._jira.switches, self._caller.cloud
        sent = b"" if hook["excludeBody"] else body
        headers = {"Content-Type": "application/json; charset=UTF-8"}
        if cloud:
            headers["X-Atlassian-Webhook-Identifier"] = str(uuid.uuid4())
        if hook.get("secret") and (cloud or switches["webhook_dc_signature"]):
            headers["X-Hub-Signature"] = signature(hook["secret"], sent)
        return Delivery(
            hook["id"],
            event.name,
            self._address(hook["url"], names),
            sent,
            headers,
            event.issue,
            switches["webhook_retries"] if cloud else 0,
            switches["webhook_tls_verify"],
        )

    def _address(self, url: str, names: Mapping[str, Any]) -> str:
        pattern = _NEW_NAMES if self._jira.profile.name in _NEW_PROFILES else _OLD_NAMES
        return pattern.sub(lambda found: str(names.get(found[1], found[0])), url)


def _is_link(event: Event) -> bool:
    """Whether it is about a link, which is noted at both of its issues."""
    lines = event.row.get("items", ()) if event.kind == "history" else ()
    return event.kind == "link" or (bool(lines) and all(one["field"] == "Link" for one in lines))


def _names(event: Event, issue: Row | None, project: Row | None) -> dict[str, Any]:
    """Return what may stand in the address of a webhook."""
    rows = {"issue": issue, "project": project, event.kind: event.row}
    return {
        f"{name}.{key}": row[key]
        for name, row in rows.items()
        for key in ("id", "key")
        if row and key in row
    }
