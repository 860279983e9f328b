# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planting a team: its projects, boards, sprints and issues, as rows of a seed's database."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterable, Mapping
from typing import Any

from ..model import Catalog, User
from .attachments import keep_file
from .caller import Caller
from .jira import Jira
from .kinds import KINDS
from .model import Field
from .parsing import parse_epic
from .profiles import PROFILES
from .rows import Row

# The issues of a seed were made from this day on, one an hour.
_FIRST_DAY = 1_767_603_600_000
_HOUR = 3_600_000


def plant(
    jira: Jira, content: Mapping[str, Any], catalog: Catalog
) -> tuple[Mapping[str, Any], ...]:
    """Fill empty tables with what a seed has; return the files that are to be attached."""
    users = {user.username for user in catalog.users}
    if not all(row["lead"] in users for row in content.get("projects", ())):
        return ()  # a seed with people of its own has no team
    with jira.rows.transaction():
        planting = _Planting(jira, content, catalog)
        planting.plant()
    return tuple(
        {
            "issue": planting.issues[row["issue"] - 1]["id"],
            "author": planting.users[row["author"]].key,
            "name": row["name"],
            "content": row["content"].encode("utf-8"),
        }
        for row in content.get("attachments", ())
    )


def plant_files(jira: Jira, files: Iterable[Mapping[str, Any]]) -> None:
    """Attach the files of a seed to its issues."""
    if jira.files is None:
        return
    shutil.rmtree(jira.files, ignore_errors=True)
    jira.files.mkdir(parents=True)
    for file in files:
        keep_file(jira, file["issue"], file["author"], file["name"], file["content"], _FIRST_DAY)


def _day(text: str | None) -> int | None:
    if text is None:
        return None
    day = datetime.datetime.fromisoformat(f"{text}T09:00:00+00:00")
    return int(day.timestamp() * 1000)


class _Planting:
    """One planting."""

    def __init__(self, jira: Jira, content: Mapping[str, Any], catalog: Catalog) -> None:
        self.jira, self.rows, self.content = jira, jira.rows, content
        self.users = {user.username: user for user in catalog.users}
        self.issues: list[Row] = []

    def plant(self) -> None:
        """All of it."""
        for row in self.content.get("projects", ()):
            self._project(row)
        for row in self.content.get("boards", ()):
            project = self.jira.project_of_key(row["project"])
            body = {"name": row["name"], "type": row["type"], "project": project["id"]}
            self.rows.add("board", project["id"], body, row["id"])
        for row in self.content.get("sprints", ()):
            times = {key: _day(row.get(key)) for key in ("start", "end", "complete")}
            body = {"goal": "", **row, **{key: time for key, time in times.items() if time}}
            self.rows.add("sprint", row["board"], body, body.pop("id"))
        for number, row in enumerate(self.content.get("issues", ())):
            self._issue(row, _FIRST_DAY + number * _HOUR)
        self._hang_on()

    def _user(self, name: str | None) -> User | None:
        return self.users[name] if name else None

    def _key(self, name: str | None) -> str | None:
        user = self._user(name)
        return user.key if user else None

    def _project(self, row: Mapping[str, Any]) -> None:
        types = {one.name: one.id for one in self.jira.catalog.types.values()}
        body = {
            "key": row["key"],
            "name": row["name"],
            "lead": self._key(row["lead"]),
            "description": row.get("description", ""),
            "url": row.get("url", ""),
            "type": row.get("type", "software"),
            "assignee": row.get("assignee", "UNASSIGNED"),
            "workflow": row["workflow"],
            "screen": row["screen"],
            "types": [types[name] for name in row["types"]],
            "permissions": row["permissions"],
            "last": 0,
        }
        number = self.rows.add("project", 0, body, row["id"])["id"]
        for component in row.get("components", ()):
            self.rows.add(
                "component", number, {**component, "lead": self._key(component.get("lead"))}
            )
        for version in row.get("versions", ()):
            self.rows.add("version", number, {"archived": False, "released": False, **version})

    def _issue(self, row: Mapping[str, Any], now: int) -> None:
        project = self.jira.project_of_key(row["project"])
        author = self.users[row["reporter"]]
        scope = self.jira.scope(_caller(self.jira, author), project)
        custom = [field for field in self.jira.catalog.fields.values() if field.custom]
        fields = {field.name: field for field in reversed(custom)}  # of two, the first
        values = {fields[name].id: raw for name, raw in row.get("fields", {}).items()}
        given = {
            "summary": row["summary"],
            "priority": {"name": row.get("priority", "Medium")},
            "reporter": {"name": row["reporter"]},
            **{
                key: row[key]
                for key in ("description", "environment", "labels", "duedate")
                if key in row
            },
            **{key: {"name": row[key]} for key in ("assignee", "resolution") if key in row},
            **{
                key: [{"name": name} for name in row[key]]
                for key in ("components", "fixVersions", "versions")
                if key in row
            },
            **{
                key: _written(self.jira.catalog.fields[key], raw)
                for key, raw in values.items()
                if raw is not None
            },
        }
        parsed = {
            key: KINDS[self.jira.catalog.fields[key].kind].parse(
                raw, self.jira.catalog.fields[key], scope
            )
            for key, raw in given.items()
        }
        if row.get("sprint"):
            parsed[self.jira.catalog.id_of("sprint")] = row["sprint"]
        if row.get("parent"):
            parsed["parent"] = self.issues[row["parent"] - 1]["id"]
        if row.get("epic"):
            epic = self.issues[row["epic"] - 1]
            field = self.jira.catalog.fields[self.jira.catalog.id_of("epic_link")]
            parsed[field.id] = parse_epic(epic["key"], field, scope)
        issue_type = next(t.id for t in self.jira.catalog.types.values() if t.name == row["type"])
        issue = self.jira.issues.insert(project, issue_type, parsed, author.key, now)
        status = next(
            s.id
            for s in self.jira.catalog.statuses.values()
            if s.name == row.get("status", self._initial(project))
        )
        if status != issue["status"]:
            issue = self.jira.issues.move(issue, status, scope, now + _HOUR // 2)
        self.issues.append(issue)
        for name, text in row.get("comments", ()):
            user = self.users[name]
            body = {
                "author": user.key,
                "body": text,
                "created": now + 60_000,
                "updated": now + 60_000,
            }
            self.rows.add("comment", issue["id"], {**body, "editor": user.key, "visibility": None})

    def _initial(self, project: Row) -> str:
        workflow = self.jira.catalog.workflows[project["workflow"]]
        return self.jira.catalog.statuses[workflow.initial].name

    def _hang_on(self) -> None:
        """What hangs on issues: links, remote links, worklogs. Files are attached when the site is planted."""
        types = {one.name: one.id for one in self.jira.catalog.link_types.values()}
        for row in self.content.get("links", ()):
            source, target = self.issues[row["from"] - 1], self.issues[row["to"] - 1]
            self.jira.links.plant(types[row["type"]], source["id"], target["id"])
        for row in self.content.get("remote_links", ()):
            remote: Row = {"globalId": None, "object": {"url": row["url"], "title": row["title"]}}
            self.rows.add("remotelink", self.issues[row["issue"] - 1]["id"], remote)
        for row in self.content.get("worklogs", ()):
            issue, user = self.issues[row["issue"] - 1], self.users[row["author"]]
            now = issue["created"]
            body = {
                "author": user.key,
                "editor": user.key,
                "created": now,
                "updated": now,
                "started": now,
            }
            more = {"seconds": row["seconds"], "comment": row.get("comment"), "visibility": None}
            self.rows.add("worklog", issue["id"], {**body, **more})


def _caller(jira: Jira, user: User) -> Caller:
    return Caller(user, PROFILES["dc-10"], "", 2)


def _written(field: Field, raw: Any) -> Any:
    """Return a value of a seed as a request would write it."""
    kind = field.kind
    if kind in ("select", "radio"):
        return {"value": raw}
    if kind in ("multiselect", "checkboxes"):
        return [{"value": one} for one in raw]
    if kind == "cascading":
        return {"value": raw[0], "child": {"value": raw[1]}}
    if kind in ("user", "group", "version"):
        return {"name": raw}
    if kind == "users":
        return [{"name": one} for one in raw]
    return raw
