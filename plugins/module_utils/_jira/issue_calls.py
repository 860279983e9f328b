# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests about single issues, one function each. Sources: Atlassian's "Jira Cloud platform REST API" (v2) and
"Jira Data Center platform REST API reference", which agree on all of these but where it is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from .._core.errors import BadAnswer, NotFound, OutcomeUnknown
from .._core.issues.identity import PROPERTY
from .._core.issues.shown import Shown, read_shown
from .._core.issues.transitions import Transition, read_transitions
from .._core.model import Attachment, LocalFile
from .._http.call import Call, Upload
from .server import API, Server

_ISSUE = API + "issue/"


def _path(issue: str, rest: str = "") -> tuple[str, str]:
    """The path of a request about an issue, and its template."""
    return f"{_ISSUE}{quote(issue, safe='')}{rest}", f"{_ISSUE}{{key}}{rest}"


class IssueCalls:
    """One method for each request about an issue, which is named by its id or key."""

    def __init__(self, server: Server) -> None:
        self._server = server

    # -- reading --

    def read(self, issue: str, fields: Sequence[str]) -> Shown:
        """The issue with these fields (GET issue/{key}). Raises NotFound, for one that is hidden too.

        A NotFound is one only after the login has been proven: Jira answers so to whoever it does not know.
        """
        path, template = _path(issue)
        params = (("fields", ",".join(fields) or "-all"), ("properties", PROPERTY))
        call = Call("GET", path, f"read the issue {issue}", params=params, template=template)
        try:
            return read_shown(self._server.send(call).data)
        except NotFound:
            self._server.prove_login()
            raise

    def transitions(self, issue: str) -> tuple[Transition, ...]:
        """What this user may do with the issue now (GET issue/{key}/transitions), with the screens' fields."""
        path, template = _path(issue, "/transitions")
        params = (("expand", "transitions.fields"),)
        doing = f"read the transitions of {issue}"
        data = self._server.send(Call("GET", path, doing, params=params, template=template)).data
        if not isinstance(data, Mapping) or not isinstance(data.get("transitions"), list):
            raise BadAnswer(f"could not {doing}: the answer holds no list of them", path=path)
        return read_transitions(data)

    def editable(self, issue: str) -> frozenset[str]:
        """The ids of the fields that this user may edit now (GET issue/{key}/editmeta)."""
        path, template = _path(issue, "/editmeta")
        doing = f"read the fields of {issue} that can be edited"
        data = self._server.send(Call("GET", path, doing, template=template)).data
        fields = data.get("fields") if isinstance(data, Mapping) else None
        if not isinstance(fields, Mapping):
            raise BadAnswer(f"could not {doing}: the answer holds none", path=path)
        return frozenset(map(str, fields))

    def remote_links(self, issue: str) -> tuple[Mapping[str, Any], ...]:
        """Its links to pages (GET issue/{key}/remotelink)."""
        path, template = _path(issue, "/remotelink")
        doing = f"read the remote links of {issue}"
        data = self._server.send(Call("GET", path, doing, template=template)).data
        if not isinstance(data, list):
            raise BadAnswer(f"could not {doing}: the answer is not a list", path=path)
        return tuple(one for one in data if isinstance(one, Mapping))

    def comments(self, issue: str) -> tuple[Mapping[str, Any], ...]:
        """All its comments (GET issue/{key}/comment). Raises BadAnswer if not all are shown."""
        return self._pages(issue, "/comment", "comments", f"read the comments of {issue}")

    def _pages(
        self, issue: str, rest: str, member: str, doing: str
    ) -> tuple[Mapping[str, Any], ...]:
        path, template = _path(issue, rest)
        found: dict[str, Mapping[str, Any]] = {}
        start = 0
        while True:
            params = (("startAt", str(start)), ("maxResults", "100"))
            call = Call("GET", path, doing, params=params, template=template)
            data = self._server.send(call).data
            page = data.get(member) if isinstance(data, Mapping) else None
            total = data.get("total") if isinstance(data, Mapping) else None
            if not isinstance(page, list):
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

    def mark(self, issue: str) -> Any:
        """The value of this collection's property (GET issue/{key}/properties/{key}), or None."""
        path, template = _path(issue, f"/properties/{PROPERTY}")
        return self._property(path, template, f"read the property of {issue}")

    def comment_mark(self, comment: str) -> Any:
        """The value of this collection's property at a comment (GET comment/{id}/properties/{key}), or None."""
        path = f"{API}comment/{quote(comment, safe='')}/properties/{PROPERTY}"
        template = f"{API}comment/{{id}}/properties/{PROPERTY}"
        return self._property(path, template, f"read the property of the comment {comment}")

    def _property(self, path: str, template: str, doing: str) -> Any:
        try:
            data = self._server.send(Call("GET", path, doing, template=template)).data
        except NotFound:
            self._server.prove_login()
            return None
        return data.get("value") if isinstance(data, Mapping) else None

    # -- writing --

    def create(self, fields: Mapping[str, Any], mark: Mapping[str, Any] | None) -> tuple[str, str]:
        """Id and key of the new issue (POST issue), which has this collection's property from the start.

        Raises OutcomeUnknown. It is never sent twice.
        """
        body: dict[str, Any] = {"fields": fields}
        if mark is not None:
            body["properties"] = [{"key": PROPERTY, "value": mark}]
        call = Call("POST", API + "issue", "create the issue", body=body)
        data = self._server.write(call).data
        return read_created(data)

    def edit(self, issue: str, fields: Mapping[str, Any], notify: bool) -> None:
        """Set fields (PUT issue/{key}). Raises OutcomeUnknown."""
        path, template = _path(issue)
        params = () if notify else (("notifyUsers", "false"),)
        self._server.write(
            Call(
                "PUT",
                path,
                f"edit the issue {issue}",
                params,
                body={"fields": fields},
                template=template,
            )
        )

    def set_mark(self, issue: str, mark: Mapping[str, Any]) -> None:
        """Set this collection's property (PUT issue/{key}/properties/{key})."""
        path, template = _path(issue, f"/properties/{PROPERTY}")
        self._server.write(
            Call("PUT", path, f"set the property of {issue}", body=mark, template=template)
        )

    def delete(self, issue: str, with_subtasks: bool) -> None:
        """Delete the issue (DELETE issue/{key}); one that is gone counts as deleted. Raises OutcomeUnknown."""
        path, template = _path(issue)
        params = (("deleteSubtasks", "true"),) if with_subtasks else ()
        try:
            self._server.write(
                Call("DELETE", path, f"delete the issue {issue}", params, template=template)
            )
        except NotFound:
            self._server.prove_login()

    def transit(self, issue: str, transition: Transition, fields: Mapping[str, Any]) -> None:
        """Carry a transition out (POST issue/{key}/transitions). Raises OutcomeUnknown."""
        path, template = _path(issue, "/transitions")
        body: dict[str, Any] = {"transition": {"id": transition.id}}
        if fields:
            body["fields"] = fields
        doing = f"move {issue} to '{transition.to}' by the transition '{transition.name}'"
        self._server.write(Call("POST", path, doing, body=body, template=template))

    def link(self, body: Mapping[str, Any], doing: str) -> None:
        """Link two issues (POST issueLink). Sent twice it leaves one link: Jira answers a second one as created."""
        self._server.write(Call("POST", API + "issueLink", doing, body=body, repeatable=True))

    def put_remote_link(self, issue: str, body: Mapping[str, Any], link_id: str | None) -> None:
        """Create or replace a remote link by its global id (POST), or one without any by its id (PUT)."""
        doing = f"link {issue} to {body['object']['url']}"
        if link_id is None:
            path, template = _path(issue, "/remotelink")
            self._server.write(
                Call("POST", path, doing, body=body, template=template, repeatable=True)
            )
            return
        path, _template = _path(issue, f"/remotelink/{quote(link_id, safe='')}")
        template = _path(issue, "/remotelink/{id}")[1]
        self._server.write(Call("PUT", path, doing, body=body, template=template))

    def comment(self, issue: str, text: str, mark: Mapping[str, Any] | None) -> str:
        """The id of a new comment (POST issue/{key}/comment). Raises OutcomeUnknown. It is never sent twice."""
        path, template = _path(issue, "/comment")
        body: dict[str, Any] = {"body": text}
        if mark is not None:
            body["properties"] = [{"key": PROPERTY, "value": mark}]
        data = self._server.write(
            Call("POST", path, f"comment on {issue}", body=body, template=template)
        ).data
        return str(data["id"]) if isinstance(data, Mapping) and data.get("id") else ""

    def edit_comment(self, issue: str, comment: str, text: str) -> None:
        """Replace the text of a comment (PUT issue/{key}/comment/{id})."""
        path, _template = _path(issue, f"/comment/{quote(comment, safe='')}")
        template = _path(issue, "/comment/{id}")[1]
        doing = f"edit a comment of {issue}"
        self._server.write(Call("PUT", path, doing, body={"body": text}, template=template))

    # -- files --

    def upload(self, issue: str, file: LocalFile) -> None:
        """Attach a file (POST issue/{key}/attachments). Raises OutcomeUnknown. It is never sent twice."""
        path, template = _path(issue, "/attachments")
        upload = Upload("file", file.name, file.path)
        doing = f"attach '{file.name}' to {issue}"
        self._server.write(Call("POST", path, doing, upload=upload, template=template))

    def download(self, attachment: Attachment) -> Iterator[bytes]:
        """The bytes of a file: on Cloud GET attachment/content/{id}, on Data Center secure/attachment/{id}/{name}."""
        number = quote(attachment.id, safe="")
        doing = f"download '{attachment.name or attachment.id}'"
        if self._server.is_cloud:
            path, template = f"{API}attachment/content/{number}", f"{API}attachment/content/{{id}}"
            params: tuple[tuple[str, str], ...] = (("redirect", "false"),)
        else:
            name = quote(attachment.name or attachment.id, safe="")
            path, template = f"secure/attachment/{number}/{name}", "secure/attachment/{id}/{name}"
            params = ()
        call = Call("GET", path, doing, params, accept="*/*", template=template)
        return self._server.http.download(call, attachment.size)

    def detach(self, attachment: Attachment) -> None:
        """Remove a file (DELETE attachment/{id}); one that is gone counts as removed. Raises OutcomeUnknown."""
        path = f"{API}attachment/{quote(attachment.id, safe='')}"
        doing = f"remove the attached file '{attachment.name or attachment.id}'"
        try:
            self._server.write(Call("DELETE", path, doing, template=API + "attachment/{id}"))
        except NotFound:
            self._server.prove_login()


def read_created(data: Any) -> tuple[str, str]:
    """Id and key in the answer to a creation. Raises OutcomeUnknown if they are not in it."""
    if isinstance(data, Mapping) and data.get("id") and data.get("key"):
        return str(data["id"]), str(data["key"])
    raise OutcomeUnknown(
        "could not create the issue: Jira's answer to the creation does not show the issue's id and key"
    )
