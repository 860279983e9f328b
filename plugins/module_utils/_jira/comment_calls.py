# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests about comments. Sources as in issue_calls.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .._core.errors import BadAnswer, NotFound
from .._core.issues.identity import PROPERTY
from .._http.call import Call
from .issue_calls import issue_path, read_property
from .server import API, Server


def _comment_path(issue: str, comment: str) -> tuple[str, str]:
    """The path of a request about a comment, and its template."""
    path, template = issue_path(issue, "/comment/")
    return f"{path}{quote(comment, safe='')}", f"{template}{{id}}"


class CommentCalls:
    """One method for each request about the comments of an issue."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def every(self, issue: str) -> tuple[Mapping[str, Any], ...]:
        """All its comments (GET issue/{key}/comment). Raises BadAnswer if not all are shown."""
        return self._pages(issue, "/comment", "comments", f"read the comments of {issue}")

    def _pages(
        self, issue: str, rest: str, member: str, doing: str
    ) -> tuple[Mapping[str, Any], ...]:
        path, template = issue_path(issue, rest)
        found: dict[str, Mapping[str, Any]] = {}
        start = 0
        while True:
            params = (("startAt", str(start)), ("maxResults", "100"))
            call = Call("GET", path, doing, params=params, template=template)
            data = self._server.send(call).data
            page = data.get(member) if isinstance(data, Mapping) else None
            total = data.get("total") if isinstance(data, Mapping) else None
            if not isinstance(page, list) or not all(isinstance(one, Mapping) for one in page):
                raise BadAnswer(f"could not {doing}: the answer holds no list of them", path=path)
            before = len(found)
            found.update({str(one.get("id")): one for one in page if isinstance(one, Mapping)})
            start += len(page)
            enough = not isinstance(total, int) or isinstance(total, bool) or start >= total
            if enough:
                return tuple(found.values())
            if len(found) == before:
                raise BadAnswer(
                    f"could not {doing}: the server reports {total}, but shows {len(found)}",
                    path=path,
                )

    def mark(self, comment: str) -> Any:
        """The value of this collection's property at a comment (GET comment/{id}/properties/{key}), or None."""
        path = f"{API}comment/{quote(comment, safe='')}/properties/{PROPERTY}"
        template = f"{API}comment/{{id}}/properties/{PROPERTY}"
        return read_property(
            self._server, path, template, f"read the property of the comment {comment}"
        )

    def add(self, issue: str, text: str, mark: Mapping[str, Any] | None) -> str:
        """The id of a new comment (POST issue/{key}/comment). Raises OutcomeUnknown. It is never sent twice."""
        path, template = issue_path(issue, "/comment")
        body: dict[str, Any] = {"body": text}
        if mark is not None:
            body["properties"] = [{"key": PROPERTY, "value": mark}]
        data = self._server.write(
            Call("POST", path, f"comment on {issue}", body=body, template=template)
        ).data
        return str(data["id"]) if isinstance(data, Mapping) and data.get("id") else ""

    def remove(self, issue: str, comment: str) -> None:
        """Delete a comment (DELETE issue/{key}/comment/{id}); one that is gone counts as deleted."""
        path, template = _comment_path(issue, comment)
        doing = f"delete a comment of {issue}"
        try:
            self._server.write(Call("DELETE", path, doing, template=template))
        except NotFound:
            self._server.prove_login()

    def edit(self, issue: str, comment: str, text: str) -> None:
        """Replace the text of a comment (PUT issue/{key}/comment/{id})."""
        path, template = _comment_path(issue, comment)
        doing = f"edit a comment of {issue}"
        self._server.write(Call("PUT", path, doing, body={"body": text}, template=template))
