# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a query may name: fields, and what their values name. The server fills it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

# id, key, fields (as REST v2 shows them), and where there are any: properties, changelog (oldest first)
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """A field: its id in documents, its names in clauses, its kind (a row of `kinds.KINDS`).

    catalog: the entries that its values name. history: whether WAS and CHANGED know it.
    """

    id: str
    names: tuple[str, ...]
    kind: str
    catalog: str = ""
    history: bool = False


@dataclass(frozen=True)
class Entry:
    """Something that values name: a project, a status, a version, a sprint ...

    also: other names, like a project's key. place: its order; the greater one is higher.
    owner: the id of its project. traits: released, archived, active, subtask ...
    """

    id: str
    name: str
    also: tuple[str, ...] = ()
    place: int = 0
    owner: str = ""
    traits: frozenset[str] = frozenset()

    def is_called(self, text: str) -> bool:
        """Whether the text is one of its names, in any case."""
        return text.casefold() in (name.casefold() for name in (self.name, *self.also))


class World(Protocol):
    """What is there for the user who asks."""

    @property
    def user(self) -> str | None:
        """Who asks (accountId on Cloud, else key); None is anonymous."""

    @property
    def now(self) -> datetime:
        """The time, in the user's time zone."""

    @property
    def indexes_properties(self) -> bool:
        """Whether an app has declared an index for issue properties."""

    def fields(self) -> Sequence[Field]:
        """Return the fields."""

    def entries(self, catalog: str) -> Sequence[Entry]:
        """Return the entries of a catalog: projects, statuses, versions, sprints ..."""

    def users(self, text: str) -> Sequence[str]:
        """Return who is called that: by accountId, key, name, e-mail or full name."""

    def members(self, group: str) -> Sequence[str] | None:
        """Return the users of a group; None if there is none of that name."""

    def saved(self, name_or_id: str) -> str | None:
        """Return the query of a saved filter; None if there is none of that name or id."""

    def issue(self, key_or_id: str) -> Document | None:
        """Return an issue that the user may see."""


def _row(field_id: str, names: str, kind: str, catalog: str = "", history: bool = False) -> Field:
    return Field(field_id, tuple(names.split()), kind, catalog, history)


SYSTEM_FIELDS: tuple[Field, ...] = (
    _row("issuekey", "key issuekey issue id", "issue"),
    _row("project", "project", "entry", "projects"),
    _row("issuetype", "issuetype type", "entry", "issuetypes"),
    _row("status", "status", "entry", "statuses", history=True),
    _row("statusCategory", "statusCategory", "category", "categories"),
    _row("resolution", "resolution", "entry", "resolutions", history=True),
    _row("priority", "priority", "ordered", "priorities", history=True),
    _row("components", "component components", "entry", "components"),
    _row("fixVersions", "fixVersion", "ordered", "versions", history=True),
    _row("versions", "affectedVersion", "ordered", "versions"),
    _row("assignee", "assignee", "user", history=True),
    _row("reporter", "reporter", "user", history=True),
    _row("creator", "creator", "user"),
    _row("summary", "summary", "words"),
    _row("description", "description", "words"),
    _row("environment", "environment", "words"),
    _row("comment", "comment", "comments"),
    _row("text", "text", "text"),
    _row("labels", "labels", "label"),
    _row("created", "created createdDate", "datetime"),
    _row("updated", "updated updatedDate", "datetime"),
    _row("resolutiondate", "resolved resolutiondate", "datetime"),
    _row("lastViewed", "lastViewed", "datetime"),
    _row("duedate", "due duedate", "date"),
    _row("parent", "parent", "parent"),
    _row("timeoriginalestimate", "originalEstimate timeoriginalestimate", "number"),
    _row("timeestimate", "remainingEstimate timeestimate", "number"),
    _row("timespent", "timespent", "number"),
    _row("workratio", "workRatio", "number"),
    _row("votes", "votes", "count"),
    _row("watches", "watchers", "count"),
    _row("attachment", "attachments", "presence"),
    _row("filter", "filter request savedfilter searchrequest", "filter"),
)
