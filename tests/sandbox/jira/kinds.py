# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of fields: what each takes, how it is shown, what the history writes of it. One table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import parsing as p
from . import showing as s
from .caller import Caller
from .model import Field

if TYPE_CHECKING:
    from .scope import Scope

_PLUGIN = "com.atlassian.jira.plugin.system.customfieldtypes"
_AGILE = "com.pyxis.greenhopper.jira"
_SET = ("set",)
_LIST = ("add", "set", "remove")

Choices = Callable[[Field, "Scope"], "list[Any]"]


@dataclass(frozen=True)
class Kind:
    """A kind of field.

    schema: its type, and that of its elements. called: the key of a custom field's type. lists: whether it holds
    several values, which `add` and `remove` change. choices: its allowed values, if they can be listed. each: whether
    the history has an entry for each value that was added or removed. asks: the resource that completes what is typed.
    """

    parse: p.Parse
    show: s.Show
    words: s.Words
    schema: tuple[str, str] = ("string", "")
    called: str = ""
    operations: tuple[str, ...] = _SET
    choices: Choices | None = None
    each: bool = False
    asks: str = ""
    empty: Any = None

    @property
    def lists(self) -> bool:
        """Whether it holds several values."""
        return "add" in self.operations

    @property
    def settable(self) -> bool:
        """Whether a request can set it."""
        return self.parse is not p.parse_nothing


def _custom(name: str) -> str:
    return f"{_PLUGIN}:{name}"


def _options(field: Field, scope: Scope) -> list[Any]:
    return [s.shown_option(o, scope.caller, children=True) for o in field.options if not o.disabled]


def _named(table: str, shown: Callable[..., Any]) -> Choices:
    def choices(field: Field, scope: Scope) -> list[Any]:
        found: Mapping[str, Any] = getattr(scope.jira.catalog, table)
        return [shown(one, scope.caller) for one in found.values()]

    return choices


def _rows(kind: str, shown: Callable[..., Any]) -> Choices:
    def choices(field: Field, scope: Scope) -> list[Any]:
        return [shown(row, scope.caller) for row in scope.project_rows(kind)]

    return choices


def _priorities(scope: Scope) -> Any:
    return scope.jira.catalog.priorities.values()


def _resolutions(scope: Scope) -> Any:
    return scope.jira.catalog.resolutions.values()


def _levels(scope: Scope) -> Any:
    return scope.jira.catalog.levels.values()


def _level(value: Any, caller: Caller) -> Any:
    return {
        "self": caller.url(f"securitylevel/{value.id}"),
        "id": value.id,
        "name": value.name,
        "description": value.description,
    }


_AS_SHOWN = (p.parse_nothing, s.show_same, s.word_text)

KINDS: Mapping[str, Kind] = {
    # texts
    "summary": Kind(p.parse_summary, s.show_same, s.word_text),
    "text": Kind(p.parse_line, s.show_same, s.word_text, called=_custom("textfield")),
    "textarea": Kind(p.parse_area, s.show_area, s.word_text, called=_custom("textarea")),
    "url": Kind(p.parse_url, s.show_same, s.word_text, called=_custom("url")),
    "epic_name": Kind(p.parse_line, s.show_same, s.word_text, called=f"{_AGILE}:gh-epic-label"),
    "readonly": Kind(p.parse_line, s.show_same, s.word_text, called=_custom("readonlyfield")),
    "rank": Kind(*_AS_SHOWN, ("any", ""), f"{_AGILE}:gh-lexo-rank"),
    "labels": Kind(
        p.parse_labels,
        s.show_same,
        s.word_list,
        ("array", "string"),
        _custom("labels"),
        _LIST,
        asks="labels/suggest?query=",
        empty=[],
    ),
    # numbers and times
    "number": Kind(p.parse_number, s.show_same, s.word_number, ("number", ""), _custom("float")),
    "date": Kind(p.parse_date, s.show_same, s.word_date, ("date", ""), _custom("datepicker")),
    "datetime": Kind(
        p.parse_time, s.show_moment, s.word_moment, ("datetime", ""), _custom("datetime")
    ),
    "moment": Kind(p.parse_nothing, s.show_moment, s.word_moment, ("datetime", "")),
    "timetracking": Kind(
        p.parse_tracking,
        s.show_same,
        s.word_tracking,
        ("timetracking", ""),
        operations=("set", "edit"),
    ),
    # choices
    "select": Kind(
        p.parse_option,
        s.show_option,
        s.word_option,
        ("option", ""),
        _custom("select"),
        choices=_options,
    ),
    "radio": Kind(
        p.parse_option,
        s.show_option,
        s.word_option,
        ("option", ""),
        _custom("radiobuttons"),
        choices=_options,
    ),
    "multiselect": Kind(
        p.parse_options,
        s.show_each(s.show_option),
        s.word_options,
        ("array", "option"),
        _custom("multiselect"),
        _LIST,
        _options,
    ),
    "checkboxes": Kind(
        p.parse_options,
        s.show_each(s.show_option),
        s.word_options,
        ("array", "option"),
        _custom("multicheckboxes"),
        _LIST,
        _options,
    ),
    "cascading": Kind(
        p.parse_cascade,
        s.show_cascade,
        s.word_cascade,
        ("option-with-child", ""),
        _custom("cascadingselect"),
        choices=_options,
    ),
    "priority": Kind(
        p.parse_named(_priorities, "Priority"),
        s.show_named("priorities", s.shown_priority),
        s.word_named("priorities"),
        ("priority", ""),
        choices=_named("priorities", s.shown_priority),
    ),
    "resolution": Kind(
        p.parse_named(_resolutions, "Resolution"),
        s.show_named("resolutions", s.shown_resolution),
        s.word_named("resolutions"),
        ("resolution", ""),
        choices=_named("resolutions", s.shown_resolution),
    ),
    "security": Kind(
        p.parse_named(_levels, "Security level"),
        s.show_named("levels", _level),
        s.word_named("levels"),
        ("securitylevel", ""),
        choices=_named("levels", _level),
    ),
    "status": Kind(
        p.parse_nothing,
        s.show_named("statuses", s.shown_status),
        s.word_named("statuses"),
        ("status", ""),
    ),
    "issuetype": Kind(
        p.parse_nothing,
        s.show_named("types", s.shown_type),
        s.word_named("types"),
        ("issuetype", ""),
    ),
    # people
    "user": Kind(
        p.parse_user,
        s.show_user,
        s.word_user,
        ("user", ""),
        _custom("userpicker"),
        asks="user/search?query=",
    ),
    "users": Kind(
        p.parse_users,
        s.show_each(s.show_user),
        s.word_users,
        ("array", "user"),
        _custom("multiuserpicker"),
        _LIST,
        asks="user/search?query=",
    ),
    "group": Kind(
        p.parse_group,
        s.show_group,
        lambda value, field, scope: (value, value),
        ("group", ""),
        _custom("grouppicker"),
        asks="groups/picker?query=",
    ),
    "groups": Kind(
        p.parse_groups,
        s.show_each(s.show_group),
        s.word_list,
        ("array", "group"),
        _custom("multigrouppicker"),
        _LIST,
        asks="groups/picker?query=",
    ),
    # what the project has
    "components": Kind(
        p.parse_rows("component", "Component"),
        s.show_each(s.show_row("component", s.shown_component)),
        s.word_row("component"),
        ("array", "component"),
        operations=_LIST,
        choices=_rows("component", s.shown_component),
        each=True,
        empty=[],
    ),
    "system_versions": Kind(
        p.parse_rows("version", "Version"),
        s.show_each(s.show_row("version", s.shown_version)),
        s.word_row("version"),
        ("array", "version"),
        operations=_LIST,
        choices=_rows("version", s.shown_version),
        each=True,
        empty=[],
    ),
    "versions": Kind(
        p.parse_rows("version", "Version"),
        s.show_each(s.show_row("version", s.shown_version)),
        s.word_rows("version"),
        ("array", "version"),
        _custom("multiversion"),
        _LIST,
        _rows("version", s.shown_version),
    ),
    "version": Kind(
        p.parse_row("version", "Version"),
        s.show_row("version", s.shown_version),
        s.word_row("version"),
        ("version", ""),
        _custom("version"),
        choices=_rows("version", s.shown_version),
    ),
    "project": Kind(
        p.parse_nothing,
        s.show_row("project", s.shown_project),
        s.word_row("project"),
        ("project", ""),
    ),
    "project_picker": Kind(
        p.parse_project,
        s.show_row("project", s.shown_project),
        s.word_row("project", "key"),
        ("project", ""),
        _custom("project"),
    ),
    # other issues
    "sprint": Kind(
        p.parse_sprint,
        s.show_each(s.show_row("sprint", s.shown_sprint)),
        s.word_rows("sprint"),
        ("array", "json"),
        f"{_AGILE}:gh-sprint",
    ),
    "epic_link": Kind(
        p.parse_epic, s.show_key, s.word_issue, ("any", ""), f"{_AGILE}:gh-epic-link"
    ),
    "parent": Kind(p.parse_parent, s.show_brief, s.word_issue, ("issuelink", "")),
    # what is kept elsewhere
    "links": Kind(*_AS_SHOWN, ("array", "issuelinks"), operations=("add",)),
    "subtasks": Kind(*_AS_SHOWN, ("array", "issuelinks")),
    "attachment": Kind(*_AS_SHOWN, ("array", "attachment"), operations=()),
    "comment": Kind(*_AS_SHOWN, ("comments-page", ""), operations=("add", "edit", "remove")),
    "worklog": Kind(*_AS_SHOWN, ("array", "worklog"), operations=("add",)),
    "watches": Kind(*_AS_SHOWN, ("watches", "")),
    "votes": Kind(*_AS_SHOWN, ("votes", "")),
    "progress": Kind(*_AS_SHOWN, ("progress", "")),
    "seconds": Kind(*_AS_SHOWN, ("number", "")),
    "any": Kind(*_AS_SHOWN, ("any", "")),
}


def schema_of(field: Field, caller: Caller) -> dict[str, Any]:
    """Return the schema of a field, as field lists and metadata have it."""
    kind = KINDS[field.kind]
    name, items = kind.schema
    shown: dict[str, Any] = {"type": name}
    if field.kind == "sprint" and not (caller.cloud or caller.sprint_objects):
        items = "string"
    if items:
        shown["items"] = items
    if field.custom:
        return {**shown, "custom": kind.called, "customId": field.number}
    return {**shown, "system": field.id}
