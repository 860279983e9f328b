# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Issues of one Jira as issues to be declared in another: the options of jira_issue for each of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...module_utils._core.errors import InputError
from .mapping import JiraMapping, Values

Issue = Mapping[str, Any]

OPTIONS = frozenset(
    (
        "summary",
        "description",
        "labels",
        "components",
        "fix_versions",
        "affects_versions",
        "due_date",
    )
)
"""The fields that jira_issue has options for; all others are in its option `fields`."""
_OF_TABLES = (
    # the source's value, the table, the option
    ("issue_type", "issue_types", "issue_type"),
    ("priority", "priorities", "priority"),
    ("assignee", "users", "assignee"),
    ("status", "statuses", "status"),
    ("resolution", "resolutions", "resolution"),
)
_IDENTITY_LABEL = re.compile(r"assetops-[0-9a-f]{16}")
MOST_KEYS = 3
DEEPEST = 10
"""More generations of issues than any Jira has."""


@dataclass(frozen=True)
class Mirrored:
    """An issue of the source as it is to be declared. `parent` is the source's key of its parent, if mirrored too."""

    source: Issue
    unique_id: str
    options: Mapping[str, Any]
    parent: str | None
    level: int = 0

    def as_data(self) -> dict[str, Any]:
        """The same as a task sees it."""
        return {
            "source_key": self.source["key"],
            "source_url": self.source.get("url"),
            "unique_id": self.unique_id,
            "options": dict(self.options),
            "parent": self.parent,
            "level": self.level,
        }


@dataclass(frozen=True)
class Translation:
    """The issues to be declared, parents before children, and the keys of those that the mapping leaves out."""

    mirrored: tuple[Mirrored, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Missing:
    """What the mapping lacks: the values of each table, each with the issues that have it."""

    found: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: Values, value: Any, issue: Issue) -> None:
        """Note a value that a table has no entry for."""
        self.found[table.name, str(value)].append(str(issue["key"]))

    def sentences(self, where: str) -> Iterator[str]:
        """A sentence for each value, with the first issues that have it."""
        for (table, value), keys in self.found.items():
            more = f" and {len(keys) - MOST_KEYS} more" if len(keys) > MOST_KEYS else ""
            yield (
                f"{where}: {table} has no entry for '{value}' ({', '.join(keys[:MOST_KEYS])}{more}); add one, or '*'"
                " for all others"
            )


def translate(
    issues: Sequence[Issue], mapping: JiraMapping, source: str, where: str
) -> Translation:
    """The issues as the mapping declares them. Raises InputError with everything that the mapping lacks."""
    missing = _Missing()
    name = mapping.source_name or source.rstrip("/")
    found: list[Mirrored] = []
    left_out: list[str] = []
    for issue in issues:
        options = _options(issue, mapping, missing)
        if options is None:
            left_out.append(str(issue["key"]))
        else:
            parent = issue.get("parent")
            found.append(
                Mirrored(issue, f"{name}#{issue['id']}", options, str(parent) if parent else None)
            )
    problems = list(missing.sentences(where))
    if problems:
        raise InputError(problems)
    return Translation(tuple(_in_order(found)), tuple(left_out))


def _options(issue: Issue, mapping: JiraMapping, missing: _Missing) -> dict[str, Any] | None:
    """The options of jira_issue for an issue; None for one whose project or type the mapping leaves out."""
    project = str(issue.get("project") or str(issue["key"]).rpartition("-")[0])
    options: dict[str, Any] = {"lists": mapping.lists}
    if not mapping.projects.has(project):
        missing.add(mapping.projects, project, issue)
    elif mapping.projects.of(project) is None:
        return None
    else:
        options["project"] = mapping.projects.of(project)
    for key, table_name, option in _OF_TABLES:
        table: Values | None = getattr(mapping, table_name)
        if table is None or (key == "resolution" and not issue.get(key)):
            continue
        value = issue.get(key)
        if value is None:
            options[option] = None
        elif not table.has(value):
            missing.add(table, value, issue)
        elif table.of(value) is not None:
            options[option] = table.of(value)
        elif option == "issue_type":
            return None
    if "status" in options and mapping.statuses and "resolution" not in options:
        resolution = mapping.statuses.resolution_of(issue["status"])
        options.update({"resolution": resolution} if resolution else {})
    return {**options, **_plain_fields(issue, mapping, missing)}


def _plain_fields(issue: Issue, mapping: JiraMapping, missing: _Missing) -> dict[str, Any]:
    """The fields that the mapping names, with their values."""
    options: dict[str, Any] = {}
    others: dict[str, Any] = {}
    own = issue.get("fields")
    for source, target in mapping.fields.items():
        value = issue.get(source, own.get(source) if isinstance(own, Mapping) else None)
        if source == "labels":
            value = [one for one in value or () if not _IDENTITY_LABEL.fullmatch(str(one))]
        table = (mapping.values or {}).get(source)
        if table is not None:
            value = _translated(value, table, missing, issue)
        (options if target in OPTIONS else others)[target] = value
    return {**options, **({"fields": others} if others else {})}


def _translated(value: Any, table: Values, missing: _Missing, issue: Issue) -> Any:
    """The value, or the values of a list, by a table. Those that the table leaves out are gone."""
    several = value if isinstance(value, list) else [value]
    found = []
    for one in several:
        if one is None:
            continue
        if not table.has(one):
            missing.add(table, one, issue)
        elif table.of(one) is not None:
            found.append(table.of(one))
    if isinstance(value, list):
        return found
    return found[0] if found else None


def _in_order(found: Sequence[Mirrored]) -> Iterator[Mirrored]:
    """Parents before children, otherwise as they were. A parent that is not mirrored is none."""
    by_key = {str(one.source["key"]): one for one in found}

    def level(one: Mirrored) -> int:
        depth, parent = 0, one.parent
        while parent in by_key and depth < DEEPEST:
            depth, parent = depth + 1, by_key[str(parent)].parent
        return depth

    placed = [
        Mirrored(
            one.source,
            one.unique_id,
            one.options,
            one.parent if one.parent in by_key else None,
            level(one),
        )
        for one in found
    ]
    yield from sorted(placed, key=lambda one: one.level)
