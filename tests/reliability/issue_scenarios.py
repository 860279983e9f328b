# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users do with issues, on Data Center and on Cloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .deeds import of_jira
from .scenario import CHECKS, READS, WRITES, Scenario, nothing
from .stage import Deed, Stage

PROFILES: Mapping[str, str] = {"": "dc-10", "cloud ": "cloud"}
"""How the names of the scenarios begin, with the profile of the sandbox."""
SMALL, SAMPLE, LARGE = 60, 120, 300
"""How many combinations of each scenario: of those that send few requests, of most, and of those that send many."""

ID: dict[str, Any] = {"project": "DEV", "unique_id": "disk/web-01"}
NEW: dict[str, Any] = {
    **ID,
    "issue_type": "Task",
    "summary": "Disk full",
    "description": "a *b*\n\nc",
    "priority": "High",
    "assignee": "mei.lin@halden-instruments.example",
    "labels": ["x", "y"],
    "components": ["Viewer"],
    "fields": {"Customer": "ACME", "Severity": "Major"},
    "links": [{"phrase": "blocks", "issue": "DEV-3"}],
    "remote_links": [{"url": "https://monitor.example.com", "title": "Monitor"}],
    "comments": [{"text": "once"}, {"text": "state 1", "marker": "state"}],
    "attachments": [{"path": "{files}/note.txt"}],
    "sprint": "DEV Sprint 3",
    "status": "In Review",
}
CHANGED: dict[str, Any] = {
    **ID,
    "summary": "Disk nearly full",
    "labels": ["x"],
    "assignee": None,
    "fields": {"Customer": "ACME Ltd", "Severity": None},
    "links": [{"phrase": "blocks", "issue": "DEV-3"}, {"phrase": "relates to", "issue": "OPS-2"}],
    "remote_links": [
        {"url": "https://monitor.example.com", "title": "Monitoring"},
        {"url": "https://wiki.example.com", "title": "Wiki"},
    ],
    "comments": [{"text": "once"}, {"text": "twice"}, {"text": "state 2", "marker": "state"}],
    "attachments": [{"path": "{files}/plan.txt", "name": "note.txt"}],
    "sprint": None,
    "status": "Done",
    "resolution": "Done",
}
SPRINT: dict[str, Any] = {
    "board": "DEV board",
    "name": "DEV Sprint 4",
    "goal": "Quiet fans",
    "start_date": "2026-02-04T09:00:00+01:00",
    "end_date": "2026-02-18T09:00:00+01:00",
}
PROJECT: dict[str, Any] = {
    "key": "NEW",
    "name": "New instruments",
    "lead": "mei.lin@halden-instruments.example",
    "project_type": "software",
    "description": "What comes next",
}


TIMES = ("Created", "Updated", "Status Category Changed")


def _files(stage: Stage) -> None:
    (stage.files / "note.txt").write_text("A note\n", encoding="utf-8")
    (stage.files / "plan.txt").write_text("The new plan\n", encoding="utf-8")


def _there(stage: Stage) -> None:
    """The issue was created some time ago."""
    _files(stage)
    done = stage.play(of_jira("jira_issue", **NEW), lambda result: None, {})
    if not done.ok:
        raise RuntimeError(f"the issue cannot be created: {done.message or done.crash}")
    stage.sandbox.advance(600)


def _in(profile: str, prepare: Callable[[Stage], None]) -> Callable[[Stage], None]:
    def prepared(stage: Stage) -> None:
        stage.sandbox.switch(profile=profile)
        prepare(stage)

    return prepared


def _write(**options: Any) -> Deed:
    return of_jira("jira_issue", **options)


def _look(**options: Any) -> Deed:
    return of_jira("jira_issue_info", **options)


def _would(result: Mapping[str, Any]) -> Any:
    return result["changed"], result["changes"]


def _seen(result: Mapping[str, Any]) -> Any:
    """The issues, without the times at which the scenario itself wrote them."""
    return [
        {**one, "read_only": {k: v for k, v in one["read_only"].items() if k not in TIMES}}
        for one in result["issues"]
    ]


_ROWS: Mapping[str, tuple[str, Callable[[Stage], None], Deed, int]] = {
    "issue: create": (WRITES, _files, _write(**NEW), LARGE),
    "issue: change": (WRITES, _there, _write(**CHANGED), LARGE),
    "issue: unchanged": (WRITES, _there, _write(**NEW), SAMPLE),
    "issue: status": (WRITES, _files, _write(key="DEV-6", status="Done", resolution="Won't Do"), SAMPLE),
    "issue: identity": (WRITES, _files, _write(key="DEV-6", **ID), SAMPLE),
    "issue: absent": (WRITES, _there, _write(state="absent", **ID), SAMPLE),
    "issue: absent, by key": (WRITES, _files, _write(state="absent", key="DEV-12"), SAMPLE),
    "issue: check create": (CHECKS, _files, of_jira("jira_issue", True, **NEW), SAMPLE),
    "issue: check change": (CHECKS, _there, of_jira("jira_issue", True, **CHANGED), SAMPLE),
    "issue: check absent": (CHECKS, _there, of_jira("jira_issue", True, state="absent", **ID), SAMPLE),
    "issue: info by unique_id": (READS, _there, _look(**ID), SAMPLE),
    "issue: info by JQL": (
        READS, _files,
        _look(jql="project = DEV ORDER BY key", page_size=5, include=["comments", "remote_links", "attachments"]),
        SAMPLE,
    ),
    "sprint: create": (WRITES, nothing, of_jira("jira_sprint", **SPRINT, state="active"), SMALL),
    "sprint: change": (
        WRITES, nothing,
        of_jira("jira_sprint", board="DEV board", name="DEV Sprint 3", goal="Colours"), SMALL,
    ),
    "sprint: absent": (
        WRITES, nothing, of_jira("jira_sprint", board="DEV board", name="DEV Sprint 3", state="absent"), SMALL,
    ),
    "project: create": (WRITES, nothing, of_jira("jira_project", user="admin", **PROJECT), SMALL),
    "project: change": (
        WRITES, nothing,
        of_jira("jira_project", user="admin", key="OPS", name="Operations", description="All of it"), SMALL,
    ),
}  # fmt: skip
_TOLD = {CHECKS: _would, READS: _seen}


def _scenarios() -> Iterator[tuple[str, Scenario]]:
    for name, profile in PROFILES.items():
        for title, (does, prepare, deed, sample) in _ROWS.items():
            told = _TOLD.get(does, lambda result: None)
            yield (
                f"{name}{title}",
                Scenario(does, deed, prepare=_in(profile, prepare), told=told, sample=sample),
            )


ISSUE_SCENARIOS: Mapping[str, Scenario] = dict(_scenarios())
