# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading what administrators have set up, from the seed of a team."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .kinds import KINDS
from .model import (
    Field,
    IssueType,
    JiraCatalog,
    LinkType,
    Named,
    Option,
    Screen,
    Status,
    Transition,
    Workflow,
)


def _system(
    field_id: str,
    name: str,
    kind: str,
    clauses: str = "",
    cloud_name: str = "",
    history: str = "",
    only: str = "",
) -> Field:
    names = tuple(clauses.split(",")) if clauses else (field_id,)
    return Field(field_id, name, kind, False, names, (), only, cloud_name, history)


SYSTEM_FIELDS = (
    _system("summary", "Summary", "summary"),
    _system("issuetype", "Issue Type", "issuetype", "issuetype,type"),
    _system("project", "Project", "project"),
    _system("description", "Description", "textarea"),
    _system("environment", "Environment", "textarea"),
    _system("priority", "Priority", "priority"),
    _system("status", "Status", "status"),
    _system("resolution", "Resolution", "resolution"),
    _system("assignee", "Assignee", "user"),
    _system("reporter", "Reporter", "user"),
    _system("creator", "Creator", "user"),
    _system("labels", "Labels", "labels"),
    _system("components", "Component/s", "components", "component", "Components", "Component"),
    _system(
        "fixVersions",
        "Fix Version/s",
        "system_versions",
        "fixVersion",
        "Fix versions",
        "Fix Version",
    ),
    _system(
        "versions",
        "Affects Version/s",
        "system_versions",
        "affectedVersion",
        "Affects versions",
        "Version",
    ),
    _system("duedate", "Due Date", "date", "due,duedate", "Due date"),
    _system("created", "Created", "moment", "created,createdDate"),
    _system("updated", "Updated", "moment", "updated,updatedDate"),
    _system("resolutiondate", "Resolved", "moment", "resolutiondate,resolved"),
    _system("statuscategorychangedate", "Status Category Changed", "moment", only="cloud"),
    _system("lastViewed", "Last Viewed", "moment"),
    _system("security", "Security Level", "security", "level"),
    _system("parent", "Parent", "parent", "parent", "", "Parent"),
    _system("subtasks", "Sub-Tasks", "subtasks", "subtasks", "Sub-tasks"),
    _system("issuelinks", "Linked Issues", "links", "issueLink,issueLinkType", "", "Link"),
    _system("attachment", "Attachment", "attachment", "attachments", "", "Attachment"),
    _system("comment", "Comment", "comment", "", "", "Comment"),
    _system("worklog", "Log Work", "worklog", "", "Log work"),
    _system("watches", "Watchers", "watches", "watchers"),
    _system("votes", "Votes", "votes"),
    _system(
        "timetracking", "Time Tracking", "timetracking", "", "Time tracking", "timeoriginalestimate"
    ),
    _system(
        "timeoriginalestimate",
        "Original Estimate",
        "seconds",
        "originalEstimate,timeoriginalestimate",
    ),
    _system("timeestimate", "Remaining Estimate", "seconds", "remainingEstimate,timeestimate"),
    _system("timespent", "Time Spent", "seconds", "timespent"),
    _system("aggregatetimeoriginalestimate", "Σ Original Estimate", "seconds"),
    _system("aggregatetimeestimate", "Σ Remaining Estimate", "seconds"),
    _system("aggregatetimespent", "Σ Time Spent", "seconds"),
    _system("progress", "Progress", "progress", "progress"),
    _system("aggregateprogress", "Σ Progress", "progress"),
    _system("workratio", "Work Ratio", "seconds", "workratio", "Work Ratio"),
)

# Set by a request beside the values of kinds: `issues.py` knows how.
SPECIAL = frozenset({"project", "issuetype", "issuelinks", "comment", "worklog"})


def read_catalog(content: Mapping[str, Any]) -> JiraCatalog:
    """Return what a seed file has set up."""
    statuses = {row["id"]: Status(**row) for row in content["statuses"]}
    by_name = {status.name: status.id for status in statuses.values()}
    resolutions = {row["name"]: row["id"] for row in content["resolutions"]}
    resolutions["none"] = ""
    fields = {field.id: field for field in (*SYSTEM_FIELDS, *_custom_fields(content["fields"]))}
    return JiraCatalog(
        fields=fields,
        types={row["id"]: IssueType(**row) for row in content["types"]},
        statuses=statuses,
        priorities={row["id"]: Named(**row) for row in content["priorities"]},
        resolutions={row["id"]: Named(**row) for row in content["resolutions"]},
        link_types={row["id"]: LinkType(**row) for row in content["link_types"]},
        workflows={
            row["name"]: _workflow(row, by_name, resolutions) for row in content["workflows"]
        },
        screens={
            row["name"]: Screen(
                row["name"], tuple(row["fields"]), ("summary", *row.get("required", ()))
            )
            for row in content["screens"]
        },
        levels={row["id"]: Named(**row) for row in content["levels"]},
    )


def _custom_fields(rows: Iterable[Mapping[str, Any]]) -> Iterator[Field]:
    options = iter(range(10_200, 1_000_000))
    for row in rows:
        if row["kind"] not in KINDS:
            raise ValueError(f"{row['name']}: no such kind of field: {row['kind']}")
        number = row["id"].rpartition("_")[2]
        yield Field(
            row["id"],
            row["name"],
            row["kind"],
            True,
            (f"cf[{number}]", row["name"]),
            _options(row.get("options", ()), options),
            row.get("only", ""),
        )


def _options(given: Any, ids: Iterator[int]) -> tuple[Option, ...]:
    if isinstance(given, Mapping):
        return tuple(
            Option(str(next(ids)), value, _options(children, ids))
            for value, children in given.items()
        )
    return tuple(Option(str(next(ids)), value) for value in given)


def _workflow(
    row: Mapping[str, Any], statuses: Mapping[str, str], resolutions: Mapping[str, str]
) -> Workflow:
    return Workflow(
        row["name"],
        statuses[row["initial"]],
        tuple(
            Transition(
                step["id"],
                step["name"],
                statuses[step["to"]],
                tuple(statuses[name] for name in step.get("from", ())),
                tuple(step["screen"]) if "screen" in step else None,
                tuple(step.get("required", ())),
                resolutions.get(step.get("resolution", "")),
            )
            for step in row["transitions"]
        ),
    )
