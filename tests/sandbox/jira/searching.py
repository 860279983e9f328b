# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Searching issues: the index is asked, the answers show the truth."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .jql import JqlError, Query, parse
from .refusal import JiraRefusal
from .rows import Row
from .search_world import SearchWorld

if TYPE_CHECKING:
    from .caller import Caller
    from .jira import Jira

UNBOUNDED = (
    "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
)


@dataclass(frozen=True)
class Hits:
    """All that a query finds, in order, and what was wrong with it."""

    issues: list[Row]
    warnings: tuple[str, ...] = ()


def read_query(jira: Jira, jql: str, caller: Caller, *, lenient: bool = False) -> Query:
    """Return the query; JiraRefusal with Jira's sentences if it is none.

    Nobody is told by an anonymous search what exists and what does not.
    """
    world = SearchWorld(jira, caller)
    try:
        return parse(jql, world, lenient=lenient or caller.user is None, bare_words=caller.cloud)
    except JqlError as error:
        raise JiraRefusal(400, *error.messages) from error


def search(
    jira: Jira,
    jql: str,
    caller: Caller,
    *,
    lenient: bool = False,
    bounded: bool = False,
    reconcile: Collection[int] = (),
    sorts: int = 0,
    among: Callable[[Row], bool] | None = None,
) -> Hits:
    """Return what the index finds; of the issues in `reconcile` the truth is asked.

    sorts: how many fields ORDER BY may have; 0 is any number. among: what must be true of an issue, too.
    """
    query = read_query(jira, jql, caller, lenient=lenient)
    if bounded and not query.bounded:
        raise JiraRefusal(400, UNBOUNDED)
    if sorts and len(query.order) > sorts:
        raise JiraRefusal(400, f"The maximum number of fields in the ORDER BY clause is {sorts}.")
    world = SearchWorld(jira, caller)
    documents = {**jira.index.documents(), **jira.index.fresh(reconcile)}
    keys = {str(row["id"]): row["key"] for row in world.projects.values()}
    found = [
        document
        for document in documents.values()
        if str(document["fields"]["project"]["id"]) in keys and query.matches(document)
    ]
    ordered = [int(document["id"]) for document in query.sort(found)]
    if jira.switches["jira_vanishing_hits"]:
        gone = jira.index.vanishing(ordered) - set(reconcile)
        ordered = [number for number in ordered if number not in gone]
    rows = (jira.rows.get("issue", number) for number in ordered)
    found_rows = [row for row in rows if row is not None and (among is None or among(row))]
    return Hits(found_rows, query.warnings)
