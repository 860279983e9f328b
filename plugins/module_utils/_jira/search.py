# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Searching for issues: complete pages, or an error.

Data Center: `GET search`, pages by `startAt`, with a total. Cloud: `POST rest/api/3/search/jql`, pages by a token,
without a total; `search` answers 410 there. What changes while pages are read is read again or refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._core.errors import BadAnswer, IncompleteRead, NotFound, ServerRefused
from .._core.issues.identity import PROPERTY
from .._core.issues.shown import Shown, read_shown
from .._http.call import Call
from .issue_calls import IssueCalls
from .server import API, CLOUD_SEARCH, Server

_BULK = API + "issue/bulkfetch"
MOST_IN_BULK = 100
"""How many issues Cloud reads at once."""
MOST_RECONCILED = 50
"""How many ids Cloud reads from its database rather than from the index."""
_TRIES = 3
_BRIEFLY = ("summary",)
"""The field to ask for where none matters: without any, Cloud shows no keys."""


def quoted(text: str) -> str:
    """The text as JQL has it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    # Line breaks and tabs have escapes of their own; other control characters are in no name.
    for letter, escape in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(letter, escape)
    return f'"{escaped}"'


class Search:
    """Finds issues by JQL."""

    def __init__(self, server: Server, calls: IssueCalls) -> None:
        self._server, self._calls = server, calls
        self._has_bulk = True

    def hits(self, jql: str, known: Sequence[str] = (), limit: int | None = None) -> list[Shown]:
        """The issues that match, by id and key, complete. `known` are ids that Cloud reads from its database.

        Raises RequestError, IncompleteRead. An empty answer is one only after the login has been proven.
        """
        find = self._cloud_hits if self._server.is_cloud else self._data_center_hits
        found = find(jql, known, limit)
        if not found:
            self._server.prove_login()
        return found

    def issues(
        self, jql: str, fields: Sequence[str], limit: int | None, page_size: int
    ) -> list[Shown]:
        """The issues that match, with these fields, complete. Raises RequestError, IncompleteRead."""
        if self._server.is_cloud:
            return self._bulk([one.id for one in self.hits(jql, limit=limit)], fields, page_size)
        shown = self._data_center_pages(jql, fields, limit, page_size)
        if not shown:
            self._server.prove_login()
        return shown

    # -- Data Center --

    def _data_center_hits(self, jql: str, _known: Sequence[str], limit: int | None) -> list[Shown]:
        return self._data_center_pages(jql, _BRIEFLY, limit, 100)

    def _data_center_pages(
        self, jql: str, fields: Sequence[str], limit: int | None, page_size: int
    ) -> list[Shown]:
        for _try in range(_TRIES):
            found = self._read_through(jql, fields, limit, page_size)
            if found is not None:
                return found
        raise IncompleteRead(
            "could not search for issues: the list changed each time while its pages were read; add ORDER BY key to the"
            " JQL, or narrow it"
        )

    def _read_through(
        self, jql: str, fields: Sequence[str], limit: int | None, page_size: int
    ) -> list[Shown] | None:
        """All pages; None if they do not fit together, because issues came or went meanwhile."""
        found: dict[str, Shown] = {}
        start, total = 0, None
        while True:
            size = page_size if limit is None else min(page_size, limit - len(found))
            page, counted = self._page(jql, fields, start, size)
            total = counted if total is None else total
            before = len(found)
            found.update({one.id: one for one in page})
            start += len(page)
            if counted != total or len(found) != before + len(page):
                return None
            if start >= total or (limit is not None and len(found) >= limit):
                return list(found.values())
            if not page:
                return None

    def _page(
        self, jql: str, fields: Sequence[str], start: int, size: int
    ) -> tuple[list[Shown], int]:
        params = (
            ("jql", jql),
            ("startAt", str(start)),
            ("maxResults", str(size)),
            ("fields", ",".join(fields)),
        )
        call = Call("GET", API + "search", "search for issues", params)
        data = self._server.send(call).data
        total = data.get("total") if isinstance(data, Mapping) else None
        if not isinstance(total, int) or isinstance(total, bool):
            raise BadAnswer("could not search for issues: the answer has no total", path=call.path)
        return _issues_in(data, call.path), total

    # -- Cloud --

    def _cloud_hits(self, jql: str, known: Sequence[str], limit: int | None) -> list[Shown]:
        found: dict[str, Shown] = {}
        token, seen = None, set()
        while True:
            body: dict[str, Any] = {"jql": jql, "fields": list(_BRIEFLY), "maxResults": 1000}
            if limit is not None:
                body["maxResults"] = min(1000, limit - len(found))
            if token:
                body["nextPageToken"] = token
            reconciled = [int(one) for one in known if one.isdigit()][-MOST_RECONCILED:]
            if reconciled:
                body["reconcileIssues"] = reconciled
            call = Call("POST", CLOUD_SEARCH, "search for issues", body=body, reads=True)
            data = self._server.send(call).data
            found.update({one.id: one for one in _hits_in(data, call.path)})
            token = data.get("nextPageToken")
            if data.get("isLast") is True or not token or (limit and len(found) >= limit):
                return list(found.values())[:limit]
            if token in seen:
                raise IncompleteRead(
                    "could not search for issues: the server returns the same page again and again"
                )
            seen.add(token)

    def _bulk(self, ids: Sequence[str], fields: Sequence[str], size: int) -> list[Shown]:
        """These issues, in order (POST issue/bulkfetch, or one by one where that is not served)."""
        found: dict[str, Shown] = {}
        step = min(size, MOST_IN_BULK)
        for start in range(0, len(ids), step):
            part = ids[start : start + step]
            found.update({one.id: one for one in self._read_bulk(part, fields)})
        missing = [one for one in ids if one not in found]
        if missing:
            raise IncompleteRead(
                f"could not read {len(missing)} of the {len(ids)} issues that the search found (ids"
                f" {', '.join(missing[:5])}): they may have been deleted or hidden meanwhile; run again"
            )
        return [found[one] for one in ids]

    def _read_bulk(self, ids: Sequence[str], fields: Sequence[str]) -> Iterator[Shown]:
        if self._has_bulk:
            body = {"issueIdsOrKeys": list(ids), "fields": list(fields), "properties": [PROPERTY]}
            call = Call("POST", _BULK, "read the issues", body=body, reads=True)
            try:
                yield from _issues_in(self._server.send(call).data, call.path)
                return
            except (NotFound, ServerRefused) as error:
                if error.status not in (404, 405):
                    raise
                self._has_bulk = False
        for one in ids:
            yield self._calls.read(one, fields)


def _hits_in(data: Any, path: str) -> list[Shown]:
    shown = data.get("issues") if isinstance(data, Mapping) else None
    if not isinstance(shown, list):
        raise BadAnswer("could not search for issues: the answer holds no list of them", path=path)
    found = [one for one in shown if isinstance(one, Mapping) and one.get("id")]
    if len(found) != len(shown):
        raise BadAnswer(
            "could not search for issues: the answer holds entries that are none", path=path
        )
    return [Shown(str(one["id"]), str(one.get("key") or "")) for one in found]


def _issues_in(data: Any, path: str) -> list[Shown]:
    shown = data.get("issues") if isinstance(data, Mapping) else None
    if not isinstance(shown, list):
        raise BadAnswer("could not search for issues: the answer holds no list of them", path=path)
    return [read_shown(one) for one in shown]
