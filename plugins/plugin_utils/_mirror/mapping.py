# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a mapping file says: how issues of one Jira are declared in another.

`docs/jira-mapping.schema.json` describes the same for editors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import InputError
from ...module_utils._core.fields import did_you_mean

ALL_OTHERS = "*"
"""The entry for all values that have none of their own."""
AS_IT_IS = "*"
"""The value that stands for the source's own."""
PLAIN_FIELDS = {one: one for one in ("summary", "description", "labels", "due_date")}
"""The fields that are mirrored if the mapping names none."""
LISTS = ("exact", "add")


@dataclass(frozen=True)
class Values:
    """A table of a mapping: the target's value for each of the source's. `None` leaves the value out.

    A status may be a mapping with the `resolution` that goes with it where the source has none.
    """

    name: str
    table: Mapping[str, Any]

    def has(self, value: Any) -> bool:
        """Whether there is an entry for a value, or one for all others."""
        return str(value) in self.table or ALL_OTHERS in self.table

    def of(self, value: Any) -> Any:
        """The target's value; only for one that the table has."""
        found = self._entry(value)
        found = found["status"] if isinstance(found, Mapping) else found
        return value if found == AS_IT_IS else found

    def resolution_of(self, status: Any) -> Any:
        """The resolution that goes with a status; None if the table names none."""
        found = self._entry(status)
        return found["resolution"] if isinstance(found, Mapping) else None

    def _entry(self, value: Any) -> Any:
        return self.table[str(value) if str(value) in self.table else ALL_OTHERS]


@dataclass(frozen=True)
class JiraMapping:
    """How issues of one Jira are declared in another. A table that is None mirrors nothing of its kind.

    `fields` has the target's field for each of the source's; `values` tables of values by the source's field.
    """

    projects: Values
    issue_types: Values
    fields: Mapping[str, str]
    statuses: Values | None = None
    resolutions: Values | None = None
    priorities: Values | None = None
    users: Values | None = None
    values: Mapping[str, Values] | None = None
    source_name: str = ""
    lists: str = "exact"


TABLES = ("statuses", "resolutions", "priorities", "users")
KEYS = ("project", "issue_types", *TABLES, "fields", "values", "source_name", "lists")


def read_mapping(written: Any, where: str) -> JiraMapping:
    """The mapping that a user wrote. `where` begins each sentence. Raises InputError with all problems."""
    if not isinstance(written, Mapping):
        raise InputError(
            [
                f"{where}: must be a mapping with project and issue_types, such as {{project: OPS, ...}}"
            ]
        )
    problems = [f"{where}: {one}" for one in _problems(written)]
    if problems:
        raise InputError(problems)
    project, fields = written["project"], written.get("fields", PLAIN_FIELDS)
    tables = {name: Values(name, written[name]) for name in TABLES if written.get(name) is not None}
    return JiraMapping(
        projects=Values(
            "project", project if isinstance(project, Mapping) else {ALL_OTHERS: project}
        ),
        issue_types=Values("issue_types", written["issue_types"]),
        fields=dict(fields) if isinstance(fields, Mapping) else {one: one for one in fields},
        values={
            name: Values(f"values.{name}", table)
            for name, table in (written.get("values") or {}).items()
        },
        source_name=str(written.get("source_name") or ""),
        lists=str(written.get("lists") or LISTS[0]),
        **tables,
    )


def _problems(written: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the shape of a mapping."""
    for key in written:
        if key not in KEYS:
            yield f"there is no key '{key}'{did_you_mean(str(key), KEYS)}"
    for key in ("project", "issue_types"):
        if not written.get(key):
            yield f"{key} is missing: it says what becomes of each {_SAYS[key]} of the source"
    for key in ("issue_types", *TABLES):
        yield from _of_table(key, written.get(key))
    yield from _of_project(written.get("project"))
    yield from _of_fields(written.get("fields"))
    yield from _of_values(written.get("values"))
    if str(written.get("lists") or LISTS[0]) not in LISTS:
        yield f"lists must be one of {', '.join(LISTS)}, not '{written['lists']}'"


_SAYS = {"project": "project", "issue_types": "issue type"}


def _of_table(name: str, table: Any) -> Iterator[str]:
    if table is None:
        return
    if not isinstance(table, Mapping):
        yield f"{name} must be a mapping of the source's names to the target's"
        return
    for key, value in table.items():
        if name == "statuses" and isinstance(value, Mapping):
            yield from _of_status(str(key), value)
        elif isinstance(key, bool) or isinstance(value, (Mapping, list, bool)):
            yield (
                f"{name}: the entry '{key}' must be a name, null, or '{AS_IT_IS}' for the same name; write names"
                " that YAML takes for yes or no in quotes"
            )


def _of_status(key: str, value: Mapping[str, Any]) -> Iterator[str]:
    if set(value) != {"status", "resolution"} or not all(
        isinstance(one, str) and one for one in value.values()
    ):
        yield f"statuses: the entry '{key}' must be a name, or have status and resolution, both names"


def _of_project(written: Any) -> Iterator[str]:
    if isinstance(written, Mapping):
        yield from _of_table("project", written)
    elif written and not isinstance(written, str):
        yield "project must be a project key, or a mapping of the source's keys to the target's"


def _of_values(tables: Any) -> Iterator[str]:
    if tables is not None and not isinstance(tables, Mapping):
        yield "values must be a mapping of fields to mappings of values"
        return
    for name, table in (tables or {}).items():
        yield from _of_table(f"values.{name}", table)


def _of_fields(fields: Any) -> Iterator[str]:
    if fields is None:
        return
    if isinstance(fields, Mapping):
        names = [*fields, *fields.values()]
    elif isinstance(fields, list):
        names = fields
    else:
        names = [None]
    if not all(isinstance(one, str) and one for one in names):
        yield "fields must be a list of fields, or a mapping of the source's fields to the target's"
        return
    for name in names:
        if name in _ELSEWHERE:
            yield f"fields: '{name}' is mirrored by {_ELSEWHERE[name]}"


_ELSEWHERE = {
    "status": "statuses",
    "resolution": "resolutions",
    "priority": "priorities",
    "assignee": "users",
    "reporter": "users",
    "project": "project",
    "issue_type": "issue_types",
    "parent": "itself, if the parent is mirrored too",
}
