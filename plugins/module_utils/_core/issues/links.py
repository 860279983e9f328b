# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Phrases of links between issues, as Jira shows them on one of the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..fields import did_you_mean
from ..kinds.written import Invalid
from .declared import Link
from .issue_refs import IssueRef, issue_ref, read_issue_ref
from .shown import Shown
from .transitions import matching

INWARD, OUTWARD = "inwardIssue", "outwardIssue"
"""The members of a link that hold the other issue."""


@dataclass(frozen=True)
class LinkType:
    """A type of links: its name, and the phrase on either side."""

    name: str
    inward: str
    outward: str


@dataclass(frozen=True)
class Side:
    """What a phrase means: a type of links, and the members under which the other issue may be shown."""

    type: LinkType
    others: tuple[str, ...]


def read_link_types(data: Any) -> tuple[LinkType, ...]:
    """The types of an answer (`GET issueLinkType`)."""
    shown = data.get("issueLinkTypes") if isinstance(data, Mapping) else None
    found = [one for one in shown if isinstance(one, Mapping)] if isinstance(shown, list) else []
    return tuple(
        LinkType(str(one["name"]), str(one.get("inward") or ""), str(one.get("outward") or ""))
        for one in found
        if one.get("name")
    )


def side_of(phrase: str, types: Sequence[LinkType]) -> Side:
    """What a phrase means. Raises Invalid for one that none of the types has, or several."""
    every = [text for one in types for text in (one.outward, one.inward)]
    wanted = matching(phrase, every)
    if wanted is None:
        raise Invalid(f"no type of links has the phrase '{phrase}'{did_you_mean(phrase, every)}")
    having = [one for one in types if wanted in (one.outward, one.inward)]
    if len(having) > 1:
        names = ", ".join(f"'{one.name}'" for one in having)
        raise Invalid(f"{len(having)} types of links have the phrase '{phrase}': {names}")
    found = having[0]
    # Jira shows what a type calls outward where the other issue is the outward one.
    sides = ((found.outward, OUTWARD), (found.inward, INWARD))
    return Side(found, tuple(member for text, member in sides if text == wanted))


@dataclass(frozen=True)
class ShownLink:
    """A link that an issue has: its phrase on this issue, and the other issue."""

    phrase: str
    other: IssueRef


def links_of(current: Shown) -> tuple[ShownLink, ...]:
    """The links that an issue shows."""
    found = []
    for one in current.links:
        kind = one.get("type")
        kind = kind if isinstance(kind, Mapping) else {}
        for member, phrase in ((OUTWARD, "outward"), (INWARD, "inward")):
            if isinstance(one.get(member), Mapping):
                found.append(
                    ShownLink(str(kind.get(phrase) or ""), read_issue_ref(one.get(member)))
                )
    return tuple(found)


def missing_links(wanted: Sequence[Link], current: Shown | None) -> tuple[Link, ...]:
    """The links that the issue does not have."""
    there = links_of(current) if current else ()
    return tuple(
        one
        for one in wanted
        if not any(
            has.phrase.casefold() == one.phrase.casefold() and has.other == issue_ref(one.issue)
            for has in there
        )
    )


def link_to_send(side: Side, own: str, other: str) -> Mapping[str, Any]:
    """The body of the request that links two issues, by their keys."""
    theirs = side.others[0]
    mine = INWARD if theirs == OUTWARD else OUTWARD
    return {"type": {"name": side.type.name}, mine: {"key": own}, theirs: {"key": other}}
