# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is the same for many issues, and read once: fields, types of links, statuses, screens of creation, users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable, TypeVar
from urllib.parse import quote

from .._core.errors import BadAnswer, InputError, NotFound, ServerRefused
from .._core.fields import did_you_mean
from .._core.issues.fields import Fields
from .._core.issues.links import LinkType, read_link_types
from .._core.issues.screens import Screen, read_screen
from .._core.issues.texts import briefly
from .._core.issues.transitions import matching
from .._http.call import Call
from .pages import read_pages
from .server import API, Server, is_id_or_key

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class IssueType:
    """A type of issues in a project, and the names of the statuses of its workflow, each with its category.

    `statuses` is None where the server does not show them.
    """

    id: str
    name: str
    statuses: Mapping[str, str] | None


class Catalogs:
    """The catalogs of one Jira, each read when it is first needed."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._kept: dict[Any, Any] = {}

    def forget(self) -> None:
        """Read everything again when it is next needed."""
        self._kept.clear()

    def _once(self, key: Any, read: Callable[[], Thing]) -> Thing:
        if key not in self._kept:
            self._kept[key] = read()
        found: Thing = self._kept[key]
        return found

    def _ask(self, call: Call) -> Any:
        return self._server.send(call).data

    # -- of the whole Jira --

    def fields(self) -> Fields:
        """All fields (GET field)."""
        return self._once("fields", self._read_fields)

    def _read_fields(self) -> Fields:
        call = Call("GET", API + "field", "read the fields of issues")
        data = self._server.send(call).data
        shown = [one for one in data if isinstance(one, Mapping)] if isinstance(data, list) else []
        if not shown:
            self._server.prove_login()
            raise BadAnswer(
                "could not read the fields of issues: the answer holds none", path=call.path
            )
        return Fields.of(shown)

    def link_types(self) -> tuple[LinkType, ...]:
        """The types of links between issues (GET issueLinkType)."""
        return self._once("link types", self._read_link_types)

    def _read_link_types(self) -> tuple[LinkType, ...]:
        call = Call("GET", API + "issueLinkType", "read the types of issue links")
        return read_link_types(self._server.send(call).data)

    def myself(self) -> frozenset[str]:
        """The spellings of the user who is logged in (GET myself)."""
        return self._once("myself", self._read_myself)

    def _read_myself(self) -> frozenset[str]:
        data = self._server.send(Call("GET", API + "myself", "read who is logged in")).data
        keys = ("accountId", "name", "key")
        if not isinstance(data, Mapping):
            return frozenset()
        return frozenset(str(data[key]) for key in keys if data.get(key))

    # -- of a project --

    def issue_types(self, project: str) -> tuple[IssueType, ...]:
        """The issue types of a project with their statuses (GET project/{key}/statuses). Raises InputError."""
        return self._once(("types", project), lambda: self._read_issue_types(project))

    def _read_issue_types(self, project: str) -> tuple[IssueType, ...]:
        doing = f"read the issue types and statuses of the project {project}"
        path = f"{API}project/{quote(project, safe='')}/statuses"
        call = Call("GET", path, doing, template=API + "project/{key}/statuses")
        try:
            data = self._server.send(call).data
        except NotFound:
            return self._types_of_project(project)
        if not isinstance(data, list):
            raise BadAnswer(f"could not {doing}: the answer is not a list", path=path)
        return tuple(_issue_type(one) for one in data if isinstance(one, Mapping))

    def _types_of_project(self, project: str) -> tuple[IssueType, ...]:
        """The issue types as the project itself shows them (GET project/{key}), which has no statuses."""
        path = f"{API}project/{quote(project, safe='')}"
        doing = f"read the project {project}"
        try:
            data = self._server.send(Call("GET", path, doing, template=API + "project/{key}")).data
        except NotFound:
            self._server.prove_login()
            raise InputError([no_project(project)]) from None
        types = data.get("issueTypes") if isinstance(data, Mapping) else None
        if not isinstance(types, list):
            raise BadAnswer(f"could not {doing}: the answer holds no issue types", path=path)
        return tuple(_issue_type(one) for one in types if isinstance(one, Mapping))

    def issue_type(self, project: str, name: str) -> IssueType:
        """The issue type with this name or id. Raises InputError that names the others."""
        types = self.issue_types(project)
        wanted = matching(name, (one.name for one in types))
        for one in types:
            if one.name == wanted or (wanted is None and one.id == name):
                return one
        known = did_you_mean(name, (one.name for one in types))
        raise InputError([f"issue_type: the project {project} has no issue type '{name}'{known}"])

    def creation_screen(self, project: str, issue_type: IssueType) -> Screen | None:
        """The fields that can be set on creation.

        GET issue/createmeta/{project}/issuetypes/{id}; None where it is not served.
        """
        key = ("creation", project, issue_type.id)
        return self._once(key, lambda: self._read_creation_screen(project, issue_type))

    def _read_creation_screen(self, project: str, issue_type: IssueType) -> Screen | None:
        doing = f"read the fields of a new {issue_type.name} in {project}"
        place = (
            f"issue/createmeta/{quote(project, safe='')}/issuetypes/{quote(issue_type.id, safe='')}"
        )
        template = API + "issue/createmeta/{key}/issuetypes/{id}"
        try:
            call = Call("GET", API + place, doing, template=template)
            shown = list(read_pages(self._ask, call, ("fields", "values"), 200))
        except (NotFound, ServerRefused):
            return None
        named = ((one.get("fieldId") or one.get("key"), one) for one in shown)
        return read_screen({str(number): one for number, one in named if number})


def no_project(project: str) -> str:
    """The problem with a project that is not there."""
    hint = "" if is_id_or_key(project) else "; write its key, such as OPS"
    return briefly(f"project: there is no project '{project}', or this user may not see it{hint}")


def _issue_type(shown: Mapping[str, Any]) -> IssueType:
    statuses = shown.get("statuses")
    known = None
    if isinstance(statuses, list):
        found = [one for one in statuses if isinstance(one, Mapping)]
        known = {str(one.get("name")): _category(one) for one in found}
    return IssueType(str(shown.get("id")), str(shown.get("name")), known)


def _category(status: Mapping[str, Any]) -> str:
    category = status.get("statusCategory")
    return str(category.get("key") or "") if isinstance(category, Mapping) else ""
