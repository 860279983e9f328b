# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a JQL query of some user may name in this Jira."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timezone, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .jql import SYSTEM_FIELDS, Document, Entry, Field
from .model import Field as JiraField
from .people import account_id
from .rights import allows
from .rows import Row

if TYPE_CHECKING:
    from .caller import Caller
    from .jira import Jira

ZONE = "Europe/Oslo"  # of all users

# kind of a field -> kind for JQL, and the catalog that its values are of
_KINDS: Mapping[str, tuple[str, str]] = {
    "summary": ("words", ""),
    "text": ("words", ""),
    "textarea": ("words", ""),
    "epic_name": ("words", ""),
    "readonly": ("words", ""),
    "url": ("exact", ""),
    "labels": ("label", ""),
    "number": ("number", ""),
    "seconds": ("number", ""),
    "date": ("date", ""),
    "datetime": ("datetime", ""),
    "moment": ("datetime", ""),
    "select": ("option", "options"),
    "radio": ("option", "options"),
    "multiselect": ("option", "options"),
    "checkboxes": ("option", "options"),
    "cascading": ("option", "options"),
    "priority": ("ordered", "priorities"),
    "resolution": ("entry", "resolutions"),
    "status": ("entry", "statuses"),
    "issuetype": ("entry", "issuetypes"),
    "security": ("entry", "levels"),
    "user": ("user", ""),
    "users": ("user", ""),
    "group": ("option", "groups"),
    "groups": ("option", "groups"),
    "components": ("entry", "components"),
    "system_versions": ("ordered", "versions"),
    "versions": ("ordered", "versions"),
    "version": ("ordered", "versions"),
    "project": ("entry", "projects"),
    "project_picker": ("entry", "projects"),
    "sprint": ("entry", "sprints"),
    "epic_link": ("parent", ""),
    "parent": ("parent", ""),
    "comment": ("comments", ""),
    "attachment": ("presence", ""),
    "watches": ("count", ""),
    "votes": ("count", ""),
    "rank": ("rank", ""),
}
_HISTORY = frozenset(field.id for field in SYSTEM_FIELDS if field.history)


def time_zone() -> tzinfo:
    """Return the time zone of all users, if the machine knows it."""
    try:
        return ZoneInfo(ZONE)
    except ZoneInfoNotFoundError:
        return timezone.utc


class SearchWorld:
    """The point of view of one search."""

    def __init__(self, jira: Jira, caller: Caller) -> None:
        self._jira, self._caller = jira, caller
        self.user = caller.user.key if caller.user else None
        self.indexes_properties = bool(jira.switches["jira_property_index"])
        seconds = jira.clock.milliseconds() / 1000
        self.now = datetime.fromtimestamp(seconds, time_zone())

    @functools.cached_property
    def projects(self) -> dict[int, Row]:
        """The projects that the user may browse."""
        every = self._jira.rows.all("project")
        return {row["id"]: row for row in every if allows(self._caller.user, "browse", row)}

    @functools.cached_property
    def _fields(self) -> tuple[Field, ...]:
        return tuple(self._all_fields())

    def fields(self) -> Sequence[Field]:
        """Return the fields that the deployment has."""
        return self._fields

    def _all_fields(self) -> Iterator[Field]:
        found = set()
        for field in self._jira.catalog.of_deployment(self._caller.profile.kind):
            found.add(field.id)
            if field.kind in _KINDS:
                kind, catalog = _KINDS[field.kind]
                catalog = f"options of {field.id}" if catalog == "options" else catalog
                names = _clauses(field)
                yield Field(field.id, names, kind, catalog, field.id in _HISTORY)
        for one in SYSTEM_FIELDS:
            if one.id not in found:
                yield one

    def entries(self, catalog: str) -> Sequence[Entry]:
        """Return the entries of a catalog."""
        if catalog.startswith("options of "):
            return self._options(catalog.rpartition(" ")[2])
        reader = _CATALOGS.get(catalog)
        return tuple(reader(self._jira, self)) if reader else ()

    def _options(self, field_id: str) -> Sequence[Entry]:
        options = self._jira.catalog.fields[field_id].options
        both = [*options, *(child for option in options for child in option.children)]
        return [Entry(option.id, option.value) for option in both]

    def users(self, text: str) -> Sequence[str]:
        """Return the keys of those who are called that."""
        people = self._jira.people
        exact = people.by_account(text) or people.by_name(text) or people.by_key(text)
        if exact is not None:
            return [exact.key, account_id(exact)]
        wanted = text.casefold()
        return [
            name
            for user in people.all
            if wanted in (user.display_name.casefold(), user.email.casefold())
            for name in (user.key, account_id(user))
        ]

    def members(self, group: str) -> Sequence[str] | None:
        """Return the users of a group."""
        known = {name.casefold(): name for name in self._jira.people.groups}
        name = known.get(group.casefold())
        return None if name is None else [user.key for user in self._jira.people.members(name)]

    def saved(self, name_or_id: str) -> str | None:
        """Return the query of a filter that the user may see."""
        from .filters import filters  # noqa: PLC0415 - it reads queries with this world

        wanted = name_or_id.casefold()
        found = (
            row["jql"]
            for row in filters(self._jira, self._caller)
            if wanted in (str(row["id"]), row["name"].casefold())
        )
        return next(found, None)

    def issue(self, key_or_id: str) -> Document | None:
        """Return an issue that the user may see."""
        row = self._jira.find_issue(key_or_id)
        if row is None or row["owner"] not in self.projects:
            return None
        return self._jira.document(row)


def _clauses(field: JiraField) -> tuple[str, ...]:
    """Return the names of a field in JQL: those that every Jira has, too."""
    more = next((one.names for one in SYSTEM_FIELDS if one.id == field.id), ())
    return tuple(dict.fromkeys((*field.clauses, *more, *((field.name,) if field.custom else ()))))


# -- catalogs -------------------------------------------------------------------------------------


def _named(table: str, descending: bool = False) -> Callable[[Jira, SearchWorld], Iterator[Entry]]:
    """Return what lists a table of what administrators set up; the first priority is the highest."""

    def entries(jira: Jira, world: SearchWorld) -> Iterator[Entry]:
        found: Mapping[str, Any] = getattr(jira.catalog, table)
        for place, one in enumerate(found.values()):
            yield Entry(one.id, one.name, (), -place if descending else place)

    return entries


def _types(jira: Jira, world: SearchWorld) -> Iterator[Entry]:
    for place, one in enumerate(jira.catalog.types.values()):
        yield Entry(
            one.id, one.name, (), place, traits=frozenset({"subtask"} if one.subtask else ())
        )


def _categories(jira: Jira, world: SearchWorld) -> Iterator[Entry]:
    yield Entry("2", "To Do", ("new",), 1)
    yield Entry("4", "In Progress", ("indeterminate",), 2)
    yield Entry("3", "Done", ("done",), 3)


def _projects(jira: Jira, world: SearchWorld) -> Iterator[Entry]:
    for row in world.projects.values():
        yield Entry(str(row["id"]), row["name"], (row["key"],))


def _of_projects(kind: str) -> Callable[[Jira, SearchWorld], Iterator[Entry]]:
    def entries(jira: Jira, world: SearchWorld) -> Iterator[Entry]:
        for place, row in enumerate(jira.rows.all(kind)):
            if row["owner"] in world.projects:
                traits = frozenset(name for name in ("released", "archived") if row.get(name))
                at = row.get("sequence", place)
                yield Entry(str(row["id"]), row["name"], (), at, str(row["owner"]), traits)

    return entries


def _sprints(jira: Jira, world: SearchWorld) -> Iterator[Entry]:
    for row in jira.rows.all("sprint"):
        yield Entry(str(row["id"]), row["name"], (), row["id"], traits=frozenset({row["state"]}))


def _link_types(jira: Jira, world: SearchWorld) -> Iterator[Entry]:
    for one in jira.catalog.link_types.values():
        yield Entry(one.id, one.name, (one.inward, one.outward))


def _groups(jira: Jira, world: SearchWorld) -> Iterator[Entry]:
    for name in jira.people.groups:
        yield Entry(name, name)


_CATALOGS: Mapping[str, Callable[[Jira, SearchWorld], Iterator[Entry]]] = {
    "projects": _projects,
    "issuetypes": _types,
    "statuses": _named("statuses"),
    "categories": _categories,
    "priorities": _named("priorities", descending=True),
    "resolutions": _named("resolutions"),
    "levels": _named("levels"),
    "components": _of_projects("component"),
    "versions": _of_projects("version"),
    "sprints": _sprints,
    "linktypes": _link_types,
    "groups": _groups,
}
