# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fields of issues: which options name them, which kind each is of, and how users name those of their own Jira."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..fields import did_you_mean
from ..kinds.written import Invalid
from . import kinds
from .kinds import Kind

OPTIONS: Mapping[str, str] = {
    "project": "project",
    "issue_type": "issuetype",
    "summary": "summary",
    "description": "description",
    "priority": "priority",
    "assignee": "assignee",
    "reporter": "reporter",
    "labels": "labels",
    "components": "components",
    "fix_versions": "fixVersions",
    "affects_versions": "versions",
    "due_date": "duedate",
    "parent": "parent",
    "resolution": "resolution",
}
"""The id of the field that an option is about."""
OPTION_OF: Mapping[str, str] = {field: option for option, field in OPTIONS.items()}

_SYSTEM: Mapping[str, Kind] = {
    "project": kinds.PROJECT,
    "issuetype": kinds.NAMED,
    "summary": kinds.LINE,
    "description": kinds.TEXT,
    "environment": kinds.TEXT,
    "priority": kinds.NAMED,
    "resolution": kinds.NAMED,
    "security": kinds.NAMED,
    "assignee": kinds.PERSON,
    "reporter": kinds.PERSON,
    "labels": kinds.LABELS,
    "components": kinds.list_of(kinds.NAMED),
    "fixVersions": kinds.list_of(kinds.NAMED),
    "versions": kinds.list_of(kinds.NAMED),
    "duedate": kinds.DATE,
    "parent": kinds.ISSUE,
    "timetracking": kinds.TRACKING,
}
"""The kinds of the fields that every Jira has and that can be set, by id. Its others are set by Jira alone, or have
requests of their own which this collection does not send.
"""

OWN_OPTION: Mapping[str, str] = {
    "status": "status",
    "comment": "comments",
    "attachment": "attachments",
    "issuelinks": "links",
}
"""Fields that are not set as such: the option that is about them."""

_OF_SCHEMA: Mapping[tuple[str, str], Kind] = {
    ("string", ""): kinds.TEXT,
    ("number", ""): kinds.NUMBER,
    ("date", ""): kinds.DATE,
    ("datetime", ""): kinds.MOMENT,
    ("option", ""): kinds.OPTION,
    ("option-with-child", ""): kinds.CASCADE,
    ("user", ""): kinds.PERSON,
    ("group", ""): kinds.NAMED,
    ("version", ""): kinds.NAMED,
    ("project", ""): kinds.PROJECT,
    ("priority", ""): kinds.NAMED,
    ("resolution", ""): kinds.NAMED,
    ("securitylevel", ""): kinds.NAMED,
    ("issuelink", ""): kinds.ISSUE,
    ("array", "string"): kinds.LABELS,
    ("array", "option"): kinds.list_of(kinds.OPTION),
    ("array", "user"): kinds.list_of(kinds.PERSON),
    ("array", "group"): kinds.list_of(kinds.NAMED),
    ("array", "version"): kinds.list_of(kinds.NAMED),
    ("array", "component"): kinds.list_of(kinds.NAMED),
}
"""The kinds of custom fields, by type and items of their schema. What is not here is sent as it was written."""

SPRINT_TYPE = "com.pyxis.greenhopper.jira:gh-sprint"
_OF_TYPE: Mapping[str, Kind] = {
    "com.atlassian.jira.plugin.system.customfieldtypes:textfield": kinds.LINE,
    "com.atlassian.jira.plugin.system.customfieldtypes:url": kinds.LINE,
    "com.pyxis.greenhopper.jira:gh-epic-link": kinds.EPIC,
    "com.pyxis.greenhopper.jira:gh-lexo-rank": kinds.READ_ONLY,
    "com.atlassian.jira.plugin.system.customfieldtypes:readonlyfield": kinds.READ_ONLY,
}
"""The kinds of custom fields whose schema does not tell them from others, by type."""
_CUSTOM = "customfield_"


@dataclass(frozen=True)
class Field:
    """A field of issues. `called` is how users name it: its name, or its id if several fields have that name."""

    id: str
    name: str
    kind: Kind
    type: str = ""
    called: str = ""

    @property
    def key(self) -> str:
        """How results name the field: the option that is about it, or else what users call it."""
        return OPTION_OF.get(self.id) or self.called or self.name

    @property
    def path(self) -> str:
        """How changes and sentences name the field."""
        return self.key if self.id in OPTION_OF else f"fields.{self.key}"

    @property
    def is_sprint(self) -> bool:
        """Whether it is the field that agile boards keep sprints in."""
        return self.type == SPRINT_TYPE


def kind_of(field_id: str, schema: Mapping[str, Any]) -> Kind:
    """The kind of a field, by its id and the schema that the server gives (`GET field`)."""
    if field_id in _SYSTEM:
        return _SYSTEM[field_id]
    if not field_id.startswith(_CUSTOM):
        return kinds.READ_ONLY
    custom = str(schema.get("custom") or "")
    if custom in _OF_TYPE:
        return _OF_TYPE[custom]
    found = (str(schema.get("type", "")), str(schema.get("items") or ""))
    # Fields of apps have types of their own, below which anything may be.
    return _OF_SCHEMA.get(found, kinds.RAW)


def option_field(option: str) -> Field:
    """The field that an option is about."""
    found = OPTIONS[option]
    return Field(found, option, _SYSTEM[found])


def field_of(shown: Mapping[str, Any]) -> Field:
    """The field that an entry of `GET field` is about."""
    schema = shown.get("schema")
    schema = schema if isinstance(schema, Mapping) else {}
    number = str(shown.get("id") or shown.get("key") or "")
    kind = kind_of(number, schema)
    return Field(number, str(shown.get("name") or number), kind, str(schema.get("custom") or ""))


def _called(field: Field, by_id: Mapping[str, Field], names: Mapping[str, int]) -> Field:
    """The field with what users call it, by which `find` finds it and no other."""
    is_unclear = names[field.name] > 1 or field.name in by_id or field.name in OWN_OPTION
    return replace(field, called=field.id if is_unclear else field.name)


@dataclass(frozen=True)
class Fields:
    """The fields of one Jira, to be found by name or id."""

    by_id: Mapping[str, Field]

    @classmethod
    def of(cls, shown: Iterable[Mapping[str, Any]]) -> Fields:
        """The fields of an answer (`GET field`); of equal ids the first counts."""
        found: dict[str, Field] = {}
        for one in shown:
            field = field_of(one)
            if field.id:
                found.setdefault(field.id, field)
        names = Counter(one.name for one in found.values())
        return cls({key: _called(one, found, names) for key, one in found.items()})

    @property
    def sprint(self) -> Field | None:
        """The field that shows the sprints of an issue, if there are boards at all."""
        return next((one for one in self.by_id.values() if one.is_sprint), None)

    def find(self, name: str) -> Field:
        """The field with this name or id. Raises Invalid if there is none, or more than one."""
        if name in self.by_id:
            return self.by_id[name]
        every = list(self.by_id.values())
        found = [one for one in every if one.name == name] or [
            one for one in every if one.name.casefold() == name.casefold()
        ]
        if len(found) > 1:
            ids = ", ".join(sorted(one.id for one in found))
            raise Invalid(
                f"{len(found)} fields are called '{name}'; write the id of one of them: {ids}"
            )
        if not found:
            known = did_you_mean(name, (one.name for one in every))
            raise Invalid(f"there is no field '{name}'{known}")
        return found[0]
