# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The story of one webhook: find it by its name, plan, write, read it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._core.errors import BadAnswer, InputError, NotAsDeclared, NotFound
from ._core.webhooks import (
    FIELDS,
    SECRET,
    Values,
    WebhookNow,
    WebhookPlan,
    plan_removal,
    plan_webhook,
    same,
    wrong_events,
)
from ._http.call import Call
from ._issues.declared_one import Reconciled, Write, after_writing, carry_out
from ._jira import webhook_calls as calls
from ._jira.platform import SERVER_INFO
from ._jira.server import Server
from ._local.waiting import Waiting

_FIRST_NEW_VERSION = 10
_KEPT = ("sslVerificationRequired",)
"""Members that are not declared, and that a replacement would reset."""


@dataclass(frozen=True)
class Declared:
    """What was written of a webhook. `is_always`: its secret is sent by every run."""

    name: str
    values: Values = field(repr=False)
    secret: str | None = field(repr=False)
    is_always: bool


def reconcile_webhook(
    server: Server, waiting: Waiting, declared: Declared | str, check_mode: bool
) -> Reconciled:
    """Make the webhook as declared, or remove the one of this name, or only plan it.

    Raises InputError, RequestError, OutcomeUnknown, NotAsDeclared.
    """
    is_removal = isinstance(declared, str)
    name = declared if isinstance(declared, str) else declared.name
    found = _Webhooks(server, _place(server), name)
    now = found.look_up()
    if isinstance(declared, str):
        plan = plan_removal(now)
    else:
        _check_input(declared, found, now)
        values = {"name": name, **declared.values}
        plan = plan_webhook(values, declared.secret, declared.is_always, now)
    label = f"webhook '{name}'"
    writes = [_write(found, plan, now)] if plan.action else []
    warnings = carry_out(server, waiting, label, writes, check_mode)
    if warnings is None:
        return Reconciled(label, plan.action, plan.changes, _foreseen(plan, now, is_removal))
    if is_removal:
        return Reconciled(label, plan.action, plan.changes, None, warnings)
    with after_writing(label, plan.changes):
        shown = _verified(found, plan, label)
    return Reconciled(label, plan.action, plan.changes, shown.shown(), warnings)


class _Webhooks:
    """The webhooks of a Jira, of which one has the name."""

    def __init__(self, server: Server, place: calls.Place, name: str) -> None:
        self._server, self.place, self._name = server, place, name
        self.events: set[str] = set()
        self.kept: Mapping[str, Any] = {}

    def look_up(self) -> WebhookNow | None:
        """The webhook of the name, None if it is proven that there is none. Raises InputError if there are several."""
        rows = self._rows()
        if not rows:
            self._server.prove_login()
        every = [(row, read_webhook(row, self.place)) for row in rows]
        self.events = {event for _row, one in every for event in one.values["events"]}
        found = [(row, one) for row, one in every if same(one.values["name"], self._name)]
        if len(found) > 1:
            ids = ", ".join(str(one.id) for _row, one in found)
            several = f"name: Jira has {len(found)} webhooks '{self._name}', with the ids {ids}"
            raise InputError(
                [f"{several}; leave one of them, and rename or remove the others in Jira"]
            )
        if not found:
            return None
        row, one = found[0]
        self.kept = {member: row[member] for member in _KEPT if member in row}
        return one

    def has(self, values: Values) -> bool:
        """Whether the webhook is there with these values. Raises BadAnswer for what cannot be read."""
        now = self.look_up()
        if now is None or not all(same(values[one], now.values[one]) for one in FIELDS):
            return False
        if SECRET in values:
            raise BadAnswer("could not read the webhook's secret: Jira does not show it")
        return True

    def _rows(self) -> list[Mapping[str, Any]]:
        """All webhooks: page by page until one has nothing new, as a server may shorten its pages."""
        rows: dict[int, Mapping[str, Any]] = {}
        start = 0
        while True:
            call = calls.listing(self.place, start)
            data = self._ask(call)
            if not isinstance(data, list):
                raise BadAnswer(f"could not {call.doing}: the answer holds no list", path=call.path)
            page = {_id_of(row, call): row for row in data}
            is_last = not self.place.has_pages or page.keys() <= rows.keys()
            rows.update(page)
            if is_last:
                return list(rows.values())
            start += len(data)

    def _ask(self, call: Call) -> Any:
        """What Jira answers. A list that is missing is an error."""
        try:
            return self._server.send(call).data
        except NotFound:
            self._server.prove_login()  # raises if there is no Jira at all
            raise


def _place(server: Server) -> calls.Place:
    """Where this Jira has its webhooks. Raises BadAnswer if it does not show its version."""
    if server.is_cloud:
        return calls.OLD
    info = server.send(SERVER_INFO).data
    shown = info if isinstance(info, Mapping) else {}
    if shown.get("deploymentType") == "Cloud":
        return calls.OLD
    numbers = shown.get("versionNumbers")
    if not isinstance(numbers, list) or not numbers:
        numbers = str(shown.get("version") or "").split(".")
    first = str(numbers[0])
    if not (first.isascii() and first.isdigit()):
        raise BadAnswer(
            f"could not {SERVER_INFO.doing}: the answer shows none, and webhooks are at another place from Jira"
            f" {_FIRST_NEW_VERSION} on",
            path=SERVER_INFO.path,
        )
    return calls.NEW if int(first[:9]) >= _FIRST_NEW_VERSION else calls.OLD


def _check_input(declared: Declared, found: _Webhooks, now: WebhookNow | None) -> None:
    problems = wrong_events(declared.values.get("events", ()), found.events)
    if now is None:
        problems += [
            f"{name}: required for a new webhook; there is no webhook '{declared.name}'"
            for name in ("target_url", "events")
            if name not in declared.values
        ]
    if problems:
        raise InputError(problems)


def read_webhook(row: Mapping[str, Any], place: calls.Place) -> WebhookNow:
    """The webhook in an entry of the list. Raises BadAnswer."""
    call = calls.listing(place, 0)
    events, filters = row.get("events"), row.get("filters")
    if not isinstance(row.get("name"), str) or not isinstance(events, list):
        raise BadAnswer(
            f"could not {call.doing}: an entry of the answer has no name or no events",
            path=call.path,
        )
    values = {
        "name": row["name"],
        "target_url": str(row.get("url") or ""),
        "events": tuple(sorted(map(str, events))),
        "jql": str((filters.get(calls.JQL) if isinstance(filters, Mapping) else "") or ""),
        "exclude_body": row.get("excludeBody") is True,
        "enabled": row.get(place.switch) is not False,
    }
    signed = row.get("isSigned")
    return WebhookNow(_id_of(row, call), values, signed if isinstance(signed, bool) else None)


def _id_of(row: Any, call: Call) -> int:
    """The id of a webhook: a member, or the end of its address. Raises BadAnswer."""
    shown = row if isinstance(row, Mapping) else {}
    text = str(shown.get("id") or str(shown.get("self") or "").rstrip("/").rpartition("/")[2])
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadAnswer(f"could not {call.doing}: an entry of the answer has no id", path=call.path)
    return int(text)


def _write(found: _Webhooks, plan: WebhookPlan, now: WebhookNow | None) -> Write:
    if now is None:
        values = plan.values
        # The secret was sent along: where the webhook is, it has it.
        open_values = {name: values[name] for name in FIELDS}
        return Write(
            lambda: calls.creation(found.place, values),
            plan.changes,
            lambda: found.has(open_values),
        )
    if plan.action == "delete":
        return Write(
            lambda: calls.removal(found.place, now.id),
            plan.changes,
            lambda: found.look_up() is None,
        )
    whole = {**now.values, **plan.values}
    return Write(
        lambda: calls.replacement(found.place, now.id, whole, found.kept),
        plan.changes,
        lambda: found.has(whole),
    )


def _verified(found: _Webhooks, plan: WebhookPlan, label: str) -> WebhookNow:
    """The webhook as it is after the writes. Raises NotAsDeclared."""
    now = found.look_up()
    if now is None:
        raise NotAsDeclared(f"{label} was written, but Jira does not show it")
    wrong = [
        name
        for name, one in plan.values.items()
        if name in FIELDS and not same(one, now.values[name])
    ]
    if SECRET in plan.values and now.is_signed is False:
        wrong.append(SECRET)
    if wrong:
        raise NotAsDeclared(
            f"{label} was written, but Jira shows other values than declared: {', '.join(wrong)}"
        )
    return now


def _foreseen(
    plan: WebhookPlan, now: WebhookNow | None, is_removal: bool
) -> Mapping[str, Any] | None:
    """The webhook as it would be, or as it is if nothing is written."""
    if is_removal:
        return None
    values = {**(now.values if now else {}), **plan.values}
    is_signed = now.is_signed if now else None
    shown = WebhookNow(now.id if now else 0, values, is_signed).shown()
    return shown if now else {**shown, "id": None}
