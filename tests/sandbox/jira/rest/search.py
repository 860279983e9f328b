# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""search: by offset on Data Center, by token on Cloud; counting, and fetching many issues at once."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, request

from ...rest.answers import json_answer
from ...site import Site
from ..reading import Wish, shown_issue, split
from ..refusal import JiraRefusal
from ..rights import allows
from ..rows import Row
from ..searching import search
from .frame import Call, Resource

_GONE = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration "
    "guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
_USUAL = 50
WINDOW = 10_000  # of Data Center's results
_MOST_ON_CLOUD = 5000
_MOST_WITH_FIELDS = 100
_MOST_RECONCILED = 50
_MOST_SORTS = 7
_MOST_FETCHED = 100


@dataclass(frozen=True)
class Asked:
    """What a search asks for, from a query string or a body. values: as in the body."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a text."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise JiraRefusal(400, f"{name} must be a text.")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """Return a list: as a list, or joined by commas."""
        value = self.values.get(name)
        if value is None:
            return ()
        listed = value if isinstance(value, list) else [value]
        return split(str(one) for one in listed)

    def number(self, name: str, usual: int) -> int:
        """Return a number."""
        value = self.values.get(name)
        if value in (None, ""):
            return usual
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise JiraRefusal(400, f"{name} must be a number.") from error

    def flag(self, name: str, usual: bool) -> bool:
        """Return true or false."""
        value = self.values.get(name)
        return usual if value is None else str(value).lower() in ("true", "strict")

    def wish(self, usual: str) -> Wish:
        """Return what is to be shown of each issue."""
        expand = frozenset(self.words("expand")) - {"names", "schema"}
        return Wish(self.words("fields"), expand, self.words("properties"), usual)


def asked_by(call: Call) -> Asked:
    """Return what is asked for, wherever it stands in the request."""
    if request.method == "POST":
        return Asked(call.object())
    values: dict[str, Any] = {}
    for name, listed in request.args.lists():
        values[name] = (
            listed if name in ("fields", "expand", "properties", "reconcileIssues") else listed[-1]
        )
    return Asked(values)


def search_resource(site: Site) -> Blueprint:
    """Return the searches."""
    at = Resource(site, "jira_search")

    @at("GET", "search")
    @at("POST", "search")
    def by_offset(call: Call) -> Response:
        if call.caller.cloud:
            raise JiraRefusal(410, _GONE)
        asked = asked_by(call)
        hits = search(
            call.jira, asked.text("jql"), call.caller, lenient=not asked.flag("validateQuery", True)
        )
        shown = offset_page(call, asked, hits.issues)
        if hits.warnings and call.caller.user is not None:
            shown["warningMessages"] = list(hits.warnings)
        return json_answer(shown)

    @at("GET", "search/jql", only="cloud")
    @at("POST", "search/jql", only="cloud")
    def by_token(call: Call) -> Response:
        asked = asked_by(call)
        reconcile = reconciled(asked)
        hits = search(
            call.jira,
            asked.text("jql"),
            call.caller,
            bounded=True,
            reconcile=reconcile,
            sorts=_MOST_SORTS,
        )
        return json_answer(token_page(call, asked, hits.issues))

    @at("POST", "search/approximate-count", only="cloud")
    def count(call: Call) -> Response:
        hits = search(call.jira, Asked(call.object()).text("jql"), call.caller, bounded=True)
        return json_answer({"count": len(hits.issues)})

    @at("POST", "issue/bulkfetch", only="cloud")
    def fetch_many(call: Call) -> Response:
        asked = Asked(call.object())
        names = asked.values.get("issueIdsOrKeys")
        if not isinstance(names, list) or not names:
            raise JiraRefusal(400, "issueIdsOrKeys must be a list of issue ids or keys.")
        if len(names) > _MOST_FETCHED:
            raise JiraRefusal(
                400, f"The maximum number of issues that can be fetched is {_MOST_FETCHED}."
            )
        wish = asked.wish("*navigable")
        rows = {row["id"]: row for row in (_seen(call, str(name)) for name in names) if row}
        shown = [
            shown_issue(rows[number], call.scope(rows[number]), wish) for number in sorted(rows)
        ]
        return json_answer({"issues": shown, "issueErrors": []})

    return at.pages


def _seen(call: Call, name: str) -> Row | None:
    """Return an issue, by its key or one that it had, if the user may see it."""
    row = call.jira.find_issue(name)
    return row if row and allows(call.caller.user, "browse", call.jira.project_of(row)) else None


def reconciled(asked: Asked) -> Collection[int]:
    """Return the ids of the issues that the truth is to be asked of."""
    words = asked.words("reconcileIssues")
    if len(words) > _MOST_RECONCILED:
        raise JiraRefusal(400, f"At most {_MOST_RECONCILED} issues can be reconciled.")
    if not all(word.isdigit() for word in words):
        raise JiraRefusal(400, "reconcileIssues must be a list of issue ids.")
    return {int(word) for word in words}


# -- pages ----------------------------------------------------------------------------------------


def offset_page(
    call: Call, asked: Asked, rows: Sequence[Row], usual: str = "*navigable"
) -> dict[str, Any]:
    """Return a page by offset; too large a page is silently made smaller."""
    start = asked.number("startAt", 0)
    size = asked.number("maxResults", _USUAL)
    if start < 0:
        raise JiraRefusal(400, "The value for startAt must not be negative.")
    cap = call.jira.switches["jira_page_cap"]
    size = cap if size < 0 else min(size, cap)
    if not call.caller.cloud and start + size > WINDOW:
        raise JiraRefusal(
            500,
            f"Search limit exceeded: startAt + maxResults must not be more than {WINDOW}, but is {start + size}.",
        )
    page = rows[start : start + size]
    shown = {
        "expand": "schema,names",
        "startAt": start,
        "maxResults": size,
        "total": len(rows),
        "issues": _issues(call, page, asked.wish(usual)),
    }
    return {**shown, **_described(call, asked, page, usual)}


def token_page(call: Call, asked: Asked, rows: Sequence[Row], usual: str = "id") -> dict[str, Any]:
    """Return a page by token, without a total; the token belongs to the query."""
    size = asked.number("maxResults", _USUAL)
    if not 1 <= size <= _MOST_ON_CLOUD:
        raise JiraRefusal(400, "The max results parameter has to be between 1 and 5,000.")
    wish = asked.wish(usual)
    names = wish.fields or (usual,)
    if set(names) - {"id", "key"}:
        size = min(size, _MOST_WITH_FIELDS)
    size = min(size, call.jira.switches["jira_page_cap"])
    start = _start(asked)
    page = rows[start : start + size]
    ids_alone = set(names) <= {"id"}
    issues = [{"id": str(row["id"])} for row in page] if ids_alone else _issues(call, page, wish)
    last = start + size >= len(rows)
    shown: dict[str, Any] = {"issues": issues, "isLast": last}
    if not last:
        shown["nextPageToken"] = _token(asked, start + size)
    return {**shown, **_described(call, asked, page, usual)}


def _issues(call: Call, rows: Sequence[Row], wish: Wish) -> list[dict[str, Any]]:
    return [shown_issue(row, call.scope(row), wish) for row in rows]


def _described(call: Call, asked: Asked, rows: Sequence[Row], usual: str) -> dict[str, Any]:
    """Return the names and the schema of the fields, once for the whole answer."""
    wanted = [name for name in ("names", "schema") if name in asked.words("expand")]
    found: dict[str, dict[str, Any]] = {name: {} for name in wanted}
    for row in rows:
        wish = Wish(asked.words("fields"), frozenset(wanted), (), usual)
        one = shown_issue(row, call.scope(row), wish)
        for name in wanted:
            found[name].update(one[name])
    return found


def _digest(asked: Asked) -> str:
    """A token goes with a query of a resource, whatever fields are asked for."""
    parts = [re.sub(r"\A/rest/\w+/[^/]+/", "", g.path), asked.text("jql")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def _token(asked: Asked, start: int) -> str:
    content = json.dumps([_digest(asked), start]).encode()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _start(asked: Asked) -> int:
    token = asked.text("nextPageToken")
    if not token:
        return 0
    try:
        padded = token + "=" * (-len(token) % 4)
        digest, start = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, TypeError) as error:
        raise _bad_token() from error
    if digest != _digest(asked) or not isinstance(start, int) or start < 0:
        raise _bad_token()
    return start


def _bad_token() -> JiraRefusal:
    return JiraRefusal(400, "The provided next page token is invalid or has expired.")
