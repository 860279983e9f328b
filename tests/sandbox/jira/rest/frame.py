# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all resources of Jira have in common: who calls, what the request holds, one transaction for a write."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, request

from ...model import Refusal, User
from ...rest.answers import json_answer
from ...site import Site
from ..caller import Caller
from ..jira import Jira
from ..refusal import JiraRefusal, no_cloud_issue, no_issue
from ..rights import allows
from ..rows import Row
from ..scope import Scope
from ..webhooks import writing

View = Callable[..., Response]


@dataclass(frozen=True)
class Call:
    """One request: the Jira that it asks, and its point of view."""

    jira: Jira
    caller: Caller

    @property
    def user(self) -> User:
        """The user who asks; nobody is refused."""
        if self.caller.user is None:
            raise Refusal("protocol", "Client must be authenticated to access this resource.", 401)
        return self.caller.user

    @property
    def now(self) -> int:
        """The time of the clock, in milliseconds."""
        return self.jira.clock.milliseconds()

    def missing(self) -> JiraRefusal:
        """Return the refusal for an issue that is not there."""
        return no_cloud_issue() if self.caller.cloud else no_issue()

    def issue(self, key: str, right: str = "browse") -> Row:
        """Return an issue in which the user has a right; what they may not see is not there."""
        issue = self.jira.find_issue(key)
        if issue is None:
            raise self.missing()
        project = self.jira.project_of(issue)
        if not allows(self.caller.user, "browse", project):
            raise self.missing()
        if right != "browse" and not allows(self.caller.user, right, project):
            raise JiraRefusal(403, f"You do not have permission to {right} issues in this project.")
        return issue

    def scope(self, issue: Row | None = None) -> Scope:
        """Return the scope of an issue's project."""
        return self.jira.scope(self.caller, self.jira.project_of(issue) if issue else None)

    def project(self, key: str) -> Row:
        """Return a project that the user may see."""
        project = self.jira.find_project(key)
        if self.caller.cloud and not key.isdigit() and key != (project or {}).get("key"):
            project = None  # documented: keys are case sensitive there
        if project is None or not allows(self.caller.user, "browse", project):
            raise JiraRefusal(404, f"No project could be found with key '{key}'.")
        return project

    def in_project(self, project: Row) -> Scope:
        """Return the scope of a project."""
        return self.jira.scope(self.caller, project)

    # -- the request ------------------------------------------------------------------------------

    def body(self) -> Any:
        """Return the JSON of the body."""
        if request.mimetype not in ("application/json", ""):
            raise Refusal("protocol", "Unsupported Media Type", 415)
        try:
            return json.loads(request.get_data().decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise JiraRefusal(400, f"Unexpected character or end of input: {error}") from error

    def object(self) -> dict[str, Any]:
        """Return the object that is the body."""
        body = self.body()
        if not isinstance(body, dict):
            raise JiraRefusal(
                400, "Invalid request payload. Refer to the REST API documentation and try again."
            )
        return body

    def text(self, name: str, usual: str = "") -> str:
        """Return a parameter of the query."""
        return request.args.get(name, usual)

    def flag(self, name: str, usual: bool = False) -> bool:
        """Return a parameter that is true or false; some clients write True and False."""
        return request.args.get(name, str(usual)).lower() == "true"

    def number(self, name: str, usual: int, most: int = 1000) -> int:
        """Return a parameter that is a number; too many rows become as many as are allowed."""
        text = request.args.get(name, "")
        if not text:
            return usual
        try:
            return min(int(text), most) if name == "maxResults" else int(text)
        except ValueError as error:
            raise JiraRefusal(
                400 if self.caller.cloud else 404, f"{name} must be a number"
            ) from error

    def words(self, name: str) -> tuple[str, ...]:
        """Return a parameter that is a list: repeated, or joined by commas."""
        joined = ",".join(request.args.getlist(name))
        return tuple(word.strip() for word in joined.split(",") if word.strip())

    def page(self, rows: Sequence[Any], usual: int = 50) -> dict[str, Any]:
        """Return a page of values, as most lists of Cloud are."""
        start, size = max(0, self.number("startAt", 0)), self.number("maxResults", usual)
        values = list(rows[start : start + size])
        last = start + len(values) >= len(rows)
        shown = {
            "maxResults": size,
            "startAt": start,
            "total": len(rows),
            "isLast": last,
            "values": values,
        }
        if self.caller.cloud:
            shown["self"] = f"{self.caller.base}{g.path}?startAt={start}&maxResults={size}"
        return shown


def call_of(site: Site, version: str) -> Call:
    """Return the call of the present request."""
    jira: Jira = site.jira
    base = request.environ.get("sandbox.gateway") or site.base_url
    user: User | None = g.user
    api = 3 if version == "3" else 2
    caller = Caller(
        user,
        jira.profile,
        base,
        api,
        site.base_url,
        sprint_objects=_sprint_objects(jira),
        offset=jira.switches["jira_utc_offset"],
    )
    return Call(jira, caller)


def _sprint_objects(jira: Jira) -> bool:
    """Whether the Sprint field holds objects."""
    form = jira.switches["jira_sprint_field"]
    return jira.profile.name != "dc-9" if form == "by_version" else bool(form == "object")


class Resource:
    """A set of pages below /rest/api, for all versions that the profile serves."""

    def __init__(self, site: Site, name: str) -> None:
        self._site = site
        self.pages = Blueprint(name, __name__)
        self._names: set[str] = set()

    def _endpoint(self, view: View, method: str) -> str:
        """Return a name of its own for each path that a function answers."""
        name = f"{view.__name__}_{method}"
        while name in self._names:
            name += "_too"
        self._names.add(name)
        return name

    def __call__(self, method: str, path: str, only: str = "") -> Callable[[View], View]:
        """Let a function answer a method of a path; `only` on Data Center (dc) or Cloud."""

        def register(view: View) -> View:
            def answer(version: str, **arguments: Any) -> Response:
                call = call_of(self._site, version)
                if version not in call.caller.profile.apis or only not in (
                    "",
                    call.caller.profile.kind,
                ):
                    return not_there()
                if method == "GET":
                    return view(call, **arguments)
                call.jira.index.prepare()
                with writing(call.jira, call.caller):
                    return view(call, **arguments)

            self.pages.add_url_rule(
                f"/rest/api/<any('2','3',latest):version>/{path}",
                self._endpoint(view, method),
                answer,
                methods=[method],
                strict_slashes=False,
            )
            return view

        return register


def not_there() -> Response:
    """Return what Jira says of a path that it does not serve."""
    return json_answer({"message": f"null for uri: {request.url}", "status-code": 404}, 404)


def nothing(status: int = 204) -> Response:
    """Return an answer without a body."""
    return Response(b"", status)


def refused_by_jira(refusal: JiraRefusal) -> Response:
    """Return what Jira says when it refuses."""
    return json_answer(refusal.body, refusal.status)
