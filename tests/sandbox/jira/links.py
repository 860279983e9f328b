# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links between issues. A link leads from the issue whose phrase is the outward one ("blocks") to the other one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .history import item
from .model import LinkType
from .rows import Row
from .showing import shown_brief

if TYPE_CHECKING:
    from .caller import Caller
    from .jira import Jira
    from .scope import Scope


class Links:
    """All links; each is noted under both of its issues."""

    def __init__(self, jira: Jira) -> None:
        self._jira, self._rows = jira, jira.rows

    def of(self, issue_id: int) -> list[Row]:
        """Return the links of an issue, oldest first."""
        found = (self._rows.get("link", row["link"]) for row in self._rows.of("linkend", issue_id))
        return [link for link in found if link]

    def plant(self, link_type: str, source: int, target: int) -> Row:
        """Add a link without a trace in the history."""
        link = self._rows.add("link", 0, {"type": link_type, "from": source, "to": target})
        for offset, end in enumerate((source, target)):
            self._rows.add("linkend", end, {"link": link["id"]}, link["id"] * 2 + offset)
        return link

    def add(self, link_type: LinkType, source: Row, target: Row, scope: Scope, now: int) -> Row:
        """Add a link, unless there is one; return it."""
        for link in self.of(source["id"]):
            if (link["type"], link["from"], link["to"]) == (
                link_type.id,
                source["id"],
                target["id"],
            ):
                return link
        link = self.plant(link_type.id, source["id"], target["id"])
        self._note(link, scope, now, added=True)
        return link

    def remove(self, link: Row, scope: Scope, now: int) -> None:
        """Remove a link."""
        self._note(link, scope, now, added=False)
        self._rows.remove("link", link["id"])
        for offset in (0, 1):
            self._rows.remove("linkend", link["id"] * 2 + offset)

    def remove_all(self, issue: Row, scope: Scope, now: int) -> None:
        """Remove the links of an issue."""
        for link in self.of(issue["id"]):
            self.remove(link, scope, now)

    def _note(self, link: Row, scope: Scope, now: int, added: bool) -> None:
        link_type = self._jira.catalog.link_types[link["type"]]
        ends = [self._rows.get("issue", link[name]) for name in ("from", "to")]
        if ends[0] is None or ends[1] is None:
            return
        for own, other, phrase in (
            (ends[0], ends[1], link_type.outward),
            (ends[1], ends[0], link_type.inward),
        ):
            words = (other["key"], f"This issue {phrase} {other['key']}")
            none = (None, None)
            line = item("Link", none, words) if added else item("Link", words, none)
            self._jira.history.note(own["id"], scope.caller.key, [line], now)
            self._jira.issues.touch(own, now)


def shown_link_type(link_type: LinkType, caller: Caller) -> dict[str, Any]:
    """Return a kind of link."""
    return {
        "id": link_type.id,
        "name": link_type.name,
        "inward": link_type.inward,
        "outward": link_type.outward,
        "self": caller.url(f"issueLinkType/{link_type.id}"),
    }


def shown_link(link: Row, scope: Scope, of: int | None = None) -> dict[str, Any]:
    """Return a link as one of its issues has it, with the other end; or with both."""
    caller = scope.caller
    shown: dict[str, Any] = {
        "id": str(link["id"]),
        "self": caller.url(f"issueLink/{link['id']}"),
        "type": shown_link_type(scope.jira.catalog.link_types[link["type"]], caller),
    }
    for name, end in (("inwardIssue", "from"), ("outwardIssue", "to")):
        issue = scope.jira.rows.get("issue", link[end])
        if issue and link[end] != of:
            shown[name] = shown_brief(issue, scope)
    return shown
