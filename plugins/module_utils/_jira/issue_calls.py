# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests about single issues, one function each. Sources: Atlassian's "Jira Cloud platform REST API" (v2) and
"Jira Data Center platform REST API reference", which agree on all of these but where it is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from .._core.errors import BadAnswer, NotFound, OutcomeUnknown, ServerRefused
from .._core.issues.identity import PROPERTY
from .._core.issues.screens import Screen, read_screen
from .._core.issues.shown import Shown, read_shown
from .._core.issues.transitions import Transition, read_transitions
from .._http.call import Call
from .server import API, Server

_ISSUE = API + "issue/"


def issue_path(issue: str, rest: str = "") -> tuple[str, str]:
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
        path, template = issue_path(issue)
        params = (("fields", ",".join(fields) or "-all"), ("properties", PROPERTY))
        call = Call("GET", path, f"read the issue {issue}", params=params, template=template)
        try:
            data = self._server.send(call).data
            return read_shown(data, call.doing, needs_fields=bool(fields))
        except NotFound:
            self._server.prove_login()
            raise

    def transitions(self, issue: str) -> tuple[Transition, ...]:
        """What this user may do with the issue now (GET issue/{key}/transitions), with the screens' fields."""
        path, template = issue_path(issue, "/transitions")
        params = (("expand", "transitions.fields"),)
        doing = f"read the transitions of {issue}"
        data = self._server.send(Call("GET", path, doing, params=params, template=template)).data
        if not isinstance(data, Mapping) or not isinstance(data.get("transitions"), list):
            raise BadAnswer(f"could not {doing}: the answer holds no list of them", path=path)
        return read_transitions(data)

    def edit_screen(self, issue: str) -> Screen | None:
        """The fields that this user may edit now (GET issue/{key}/editmeta); None where it is not served."""
        path, template = issue_path(issue, "/editmeta")
        doing = f"read the fields of {issue} that can be edited"
        try:
            data = self._server.send(Call("GET", path, doing, template=template)).data
        except (NotFound, ServerRefused):
            return None
        fields = data.get("fields") if isinstance(data, Mapping) else None
        return read_screen(fields) if isinstance(fields, Mapping) else None

    def mark(self, issue: str) -> Any:
        """The value of this collection's property (GET issue/{key}/properties/{key}), or None."""
        path, template = issue_path(issue, f"/properties/{PROPERTY}")
        return read_property(self._server, path, template, f"read the property of {issue}")

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
        path, template = issue_path(issue)
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
        path, template = issue_path(issue, f"/properties/{PROPERTY}")
        self._server.write(
            Call("PUT", path, f"set the property of {issue}", body=mark, template=template)
        )

    def delete(self, issue: str, with_subtasks: bool) -> None:
        """Delete the issue (DELETE issue/{key}). Raises OutcomeUnknown; NotFound, also if a first attempt succeeded."""
        path, template = issue_path(issue)
        params = (("deleteSubtasks", "true"),) if with_subtasks else ()
        try:
            self._server.write(
                Call("DELETE", path, f"delete the issue {issue}", params, template=template)
            )
        except NotFound:
            self._server.prove_login()
            raise

    def transit(self, issue: str, transition: Transition, fields: Mapping[str, Any]) -> None:
        """Carry a transition out (POST issue/{key}/transitions). Raises OutcomeUnknown."""
        path, template = issue_path(issue, "/transitions")
        body: dict[str, Any] = {"transition": {"id": transition.id}}
        if fields:
            body["fields"] = fields
        doing = f"move {issue} to '{transition.to}' by the transition '{transition.name}'"
        self._server.write(Call("POST", path, doing, body=body, template=template))


def read_created(data: Any) -> tuple[str, str]:
    """Id and key in the answer to a creation. Raises OutcomeUnknown if they are not in it."""
    if isinstance(data, Mapping) and data.get("id") and data.get("key"):
        return str(data["id"]), str(data["key"])
    raise OutcomeUnknown(
        "could not create the issue: Jira's answer to the creation does not show the issue's id and key"
    )


def read_property(server: Server, path: str, template: str, doing: str) -> Any:
    """The value of a property (GET .../properties/{key}), or None. Raises RequestError."""
    try:
        data = server.send(Call("GET", path, doing, template=template)).data
    except NotFound:
        server.prove_login()
        return None
    return data.get("value") if isinstance(data, Mapping) else None
