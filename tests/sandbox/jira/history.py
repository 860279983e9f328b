# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of issues: an entry for every real change, and none for a change that changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .kinds import KINDS
from .model import Field
from .people import shown_user
from .rows import Row, Rows
from .showing import moment

if TYPE_CHECKING:
    from .scope import Scope

Item = dict[str, Any]


class History:
    """What was changed, when and by whom."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def note(self, issue_id: int, author: str, items: list[Item], now: int) -> None:
        """Add an entry, if there is something in it."""
        if items:
            body = {"author": author, "created": now, "items": items}
            self._rows.add("history", issue_id, body)

    def of(self, issue_id: int) -> list[Row]:
        """Return the entries of an issue, oldest first."""
        return self._rows.of("history", issue_id)


def item(
    name: str,
    before: tuple[str | None, str | None],
    after: tuple[str | None, str | None],
    field_id: str = "",
    custom: bool = False,
) -> Item:
    """Return one line of an entry: the field, what was there and what is there now, each with id and text."""
    return {
        "field": name,
        "fieldtype": "custom" if custom else "jira",
        "fieldId": field_id,
        "from": before[0],
        "fromString": before[1],
        "to": after[0],
        "toString": after[1],
    }


def items_of(field: Field, before: Any, after: Any, scope: Scope) -> list[Item]:
    """Return the lines about a change of a field's value."""
    kind = KINDS[field.kind]
    name = field.history or (field.name if field.custom else field.id)
    if field.id == "parent" and scope.caller.cloud:
        name = "IssueParentAssociation"
    if kind.each:
        old, new = list(before or ()), list(after or ())
        none = (None, None)
        gone = [
            item(name, kind.words(v, field, scope), none, field.id) for v in old if v not in new
        ]
        come = [
            item(name, none, kind.words(v, field, scope), field.id) for v in new if v not in old
        ]
        return gone + come
    words = kind.words(before, field, scope), kind.words(after, field, scope)
    return [item(name, *words, field.id, field.custom)]


def shown_entry(entry: Row, scope: Scope) -> dict[str, Any]:
    """Return an entry as the changelog has it."""
    cloud = scope.caller.cloud
    author = shown_user(scope.jira.people.by_key(entry["author"]), scope.caller)
    return {
        "id": str(entry["id"]),
        **({"author": author} if author else {}),
        "created": moment(entry["created"], scope.caller),
        "items": [
            {key: value for key, value in line.items() if cloud or key != "fieldId"}
            for line in entry["items"]
        ],
    }
