# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved filters: queries with a name, which belong to a user. Each board of a seed has one of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .people import shown_user
from .refusal import JiraRefusal
from .rights import allows
from .rows import Row
from .searching import read_query

if TYPE_CHECKING:
    from .caller import Caller
    from .jira import Jira

_FIRST_OF_BOARDS = 20_000
_LONGEST_NAME = 255


def filter_of_board(board: Row) -> int:
    """Return the id of the filter that a board shows."""
    return int(board.get("filter") or _FIRST_OF_BOARDS + board["id"])


def filters(jira: Jira, caller: Caller) -> list[Row]:
    """Return the filters that the caller may see: their own, those that are shared, those of boards."""
    own = [row for row in jira.rows.all("filter") if _may_see(row, caller)]
    return [*own, *_of_boards(jira, caller)]


def _may_see(row: Row, caller: Caller) -> bool:
    return caller.user is not None and (row["author"] == caller.key or bool(row.get("shared")))


def _of_boards(jira: Jira, caller: Caller) -> list[Row]:
    found = []
    for board in jira.rows.all("board"):
        project = jira.rows.get("project", board["project"])
        if not board.get("filter") and project and allows(caller.user, "browse", project):
            found.append(
                {
                    "id": filter_of_board(board),
                    "name": f"Filter for {board['name']}",
                    "description": "",
                    "jql": f"project = {project['key']} ORDER BY Rank ASC",
                    "author": project["lead"],
                    "shared": True,
                }
            )
    return found


def filter_of(jira: Jira, number: str, caller: Caller, change: bool = False) -> Row:
    """Return a filter; change: one that the caller owns."""
    row = next((one for one in filters(jira, caller) if str(one["id"]) == number), None)
    if row is None:
        raise JiraRefusal(
            404 if caller.cloud else 400,
            "The selected filter is not available to you, perhaps it has been deleted or had its permissions changed.",
        )
    if change and row["author"] != caller.key:
        raise JiraRefusal(400, "Only the filter owner can change this filter.")
    return row


def write_filter(jira: Jira, row: Row | None, given: Mapping[str, Any], caller: Caller) -> Row:
    """Add a filter, or change one; a query that Jira would not run is refused."""
    body: dict[str, Any] = {"description": "", "jql": "", "favourites": [], **(row or {})}
    for key in ("id", "owner"):
        body.pop(key, None)
    if row is None or given.get("name") is not None:
        body["name"] = _free_name(jira, given.get("name"), row, caller)
    for key in ("description", "jql"):
        if given.get(key) is not None:
            if not isinstance(given[key], str):
                raise JiraRefusal(400, errors={key: f"The {key} must be a text."})
            body[key] = given[key]
    read_query(jira, body["jql"], caller)
    if given.get("sharePermissions") is not None:
        body["shared"] = bool(given["sharePermissions"])
    if row is None:
        body["author"] = caller.key
        if given.get("favourite"):
            body["favourites"] = [caller.key]
        return jira.rows.add("filter", 0, body)
    return jira.rows.put("filter", row["id"], body)


def _free_name(jira: Jira, name: Any, row: Row | None, caller: Caller) -> str:
    if not isinstance(name, str) or not name.strip():
        raise JiraRefusal(
            400, errors={"filterName": "You must specify a name to save this filter as."}
        )
    if len(name) > _LONGEST_NAME:
        raise JiraRefusal(
            400, errors={"filterName": f"The name must not exceed {_LONGEST_NAME} characters."}
        )
    for other in jira.rows.all("filter"):
        same = other["name"].lower() == name.strip().lower() and other["author"] == caller.key
        if same and (row is None or other["id"] != row["id"]):
            raise JiraRefusal(400, errors={"filterName": "Filter with same name already exists."})
    return name.strip()


def favour(jira: Jira, row: Row, caller: Caller, wanted: bool) -> Row:
    """Make a filter a favourite of the caller, or none any more."""
    kept = [key for key in row.get("favourites", ()) if key != caller.key]
    if jira.rows.get("filter", row["id"]) is None:
        return row
    return jira.rows.put(
        "filter", row["id"], {**row, "favourites": [*kept, *([caller.key] if wanted else [])]}
    )


def is_favourite(row: Row, caller: Caller) -> bool:
    """Whether a filter is a favourite of the caller."""
    return caller.key in row.get("favourites", ())


def shown_filter(jira: Jira, row: Row, caller: Caller, listed: bool = False) -> dict[str, Any]:
    """Return a filter; listed: as a row of a page, which has the parts that it names in `expand`."""
    shown: dict[str, Any] = {
        "self": caller.url(f"filter/{row['id']}"),
        "id": str(row["id"]),
        "name": row["name"],
        "description": row.get("description") or "",
        "owner": shown_user(jira.people.by_key(row["author"]), caller),
        "jql": row["jql"],
        "viewUrl": f"{caller.site}/issues/?filter={row['id']}",
        "searchUrl": caller.url(f"search{'/jql' if caller.cloud else ''}?jql={quote(row['jql'])}"),
        "favourite": is_favourite(row, caller),
        "sharePermissions": [{"id": row["id"], "type": "authenticated"}]
        if row.get("shared")
        else [],
    }
    if caller.cloud:
        shown.update(favouritedCount=len(row.get("favourites", ())), editPermissions=[])
    else:
        shown["editable"] = row["author"] == caller.key
    if listed:
        return shown
    nothing = {"size": 0, "items": [], "max-results": 1000, "start-index": 0, "end-index": 0}
    shown["sharedUsers"] = nothing
    return {**shown, "subscriptions": nothing} if caller.cloud else shown


def remove_filter(jira: Jira, row: Row) -> None:
    """Remove a filter."""
    jira.rows.remove("filter", row["id"])
