# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One issue, from what was written to the result: the story of the module jira_issue, and of jira_issue_info."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from ._core.errors import AipError, HalfDone, InputError
from ._core.issues.declared import Issue, names_fields, parse_declared
from ._core.issues.fields import option_field
from ._core.issues.plan import Plan, show_issue
from ._core.issues.shown import Shown
from ._core.issues.sprints import open_sprint
from ._core.model import Change, as_lists
from ._core.visible import visible
from ._issues.carry_out import Outcome, carry_out
from ._issues.find import Finding
from ._issues.planning import check_is_it, fields_to_read, make_plan
from ._issues.run import Options
from ._jira.site import Site
from ._local.identity_note import IdentityNote, identity_note
from ._local.waiting import Waiting
from ._local.yaml import to_yaml

NOT_THERE = "(not in Jira)"


@dataclass(frozen=True)
class Surroundings:
    """Where a task works: the site, how long it waits, and the folder of this machine's notes."""

    site: Site
    waiting: Waiting
    home: str


def reconcile_issue(
    params: Mapping[str, Any], written: Container[str], around: Surroundings, options: Options
) -> dict[str, Any]:
    """Make an issue as declared, or delete it; the module's result. Raises an AipError."""
    fields = around.site.catalogs.fields() if names_fields(params) else None
    issue = parse_declared(params, written, fields)
    with _note_of(issue, around) as note:
        finding = Finding(around.site, fields_to_read(issue, around.site), around.waiting, note)
        current = finding.find(issue)
        if params["state"] == "absent":
            return _absent(issue, current, finding, options)
        if current is None and issue.key is not None:
            raise InputError([f"key: there is no issue {issue.key}, or this user may not see it"])
        return _present(issue, current, finding, options)


def _note_of(issue: Issue, around: Surroundings) -> AbstractContextManager[IdentityNote]:
    """The note of the identity that is looked for, so that runs on this machine wait for each other."""
    if not issue.unique_id:
        return nullcontext(IdentityNote(None))
    project = (issue.project or "").upper()  # however it is written, it is one project
    identity = f"the issue with unique_id '{issue.unique_id}' in {project}"
    return identity_note(around.home, around.site.server.web, identity, around.waiting)


def _absent(
    issue: Issue, current: Shown | None, finding: Finding, options: Options
) -> dict[str, Any]:
    if current is None:
        return _result(Outcome(Plan(issue, None), (), None), finding.site)
    check_is_it(issue, current)
    plan = Plan(issue, current, action="delete")
    outcome = carry_out(plan, finding.site, finding, options)
    return _result(replace(outcome, current=None), finding.site)


def _present(
    issue: Issue, current: Shown | None, finding: Finding, options: Options
) -> dict[str, Any]:
    if current is None:
        current = finding.before_creation(issue)
    elif current.unique_id is None and issue.unique_id:
        finding.check_free(issue, current)
    plan = _plan(issue, current, finding, options)
    outcome = carry_out(plan, finding.site, finding, options)
    if outcome.adopted is None:
        return _result(outcome, finding.site)
    # The issue of another run is compared with the declaration like any that was there before.
    try:
        result = _present(issue, outcome.adopted, finding, options)
    except HalfDone:
        raise
    except AipError as error:
        raise HalfDone(error, error.sentence, {"changed": True}) from None
    warnings = (*outcome.warnings, *result["warnings"])
    return {**result, "changed": True, "warnings": warnings}


def _plan(issue: Issue, current: Shown | None, finding: Finding, options: Options) -> Plan:
    """The plan; made again if another run has moved the issue since it was read: its transitions did not fit."""
    try:
        return make_plan(issue, current, finding.site, options.most_steps)
    except InputError:
        now = finding.again(current) if current and issue.status is not None else None
        if current is None or now is None or now.status == current.status:
            raise
    return make_plan(issue, now, finding.site, options.most_steps)


# -- the result --


def _result(outcome: Outcome, site: Site) -> dict[str, Any]:
    plan = outcome.plan
    return {
        "changed": bool(outcome.changes),
        "issue": _shown(outcome, site),
        "changes": as_lists(outcome.changes),
        "diff": _diff(plan, outcome.changes),
        "warnings": outcome.warnings,
    }


def _shown(outcome: Outcome, site: Site) -> dict[str, Any] | None:
    """The declared fields of the issue as they are; what would be, of one that is not written."""
    plan, current = outcome.plan, outcome.current
    is_planned = bool(plan.changes) and current is plan.current
    if plan.action == "delete" or (current is None and not is_planned):
        return None
    fields = {one.id: one for one in plan.issue.values}
    fields["summary"] = option_field("summary")
    shown: dict[str, Any] = {"key": None, "id": None, "url": None, "project": plan.issue.project}
    if current is not None:
        shown = show_issue(current, fields, site.server.page_of(current.key))
        if plan.issue.sprint is not None:
            found = open_sprint(current.fields.get(_sprint_id(site)))
            shown["sprint"] = found.name if found else None
    if is_planned:
        _foresee(shown, plan)
    if plan.issue.unique_id:
        shown["unique_id"] = plan.issue.unique_id
    return shown


def _sprint_id(site: Site) -> str:
    found = site.catalogs.fields().sprint
    return found.id if found else ""


def _foresee(shown: dict[str, Any], plan: Plan) -> None:
    """Put what would be written over what is shown."""
    for one in plan.fields:
        place = shown.setdefault("fields", {}) if one.field.path.startswith("fields.") else shown
        place[one.field.key] = one.foreseen
    if plan.status:
        shown["status"] = plan.status.to
    if plan.sprint:
        shown["sprint"] = plan.sprint.to.name if plan.sprint.to else None
    for link in plan.links:
        shown.setdefault("links", []).append({"phrase": link.phrase, "issue": link.issue})


def _diff(plan: Plan, changes: Sequence[Change]) -> dict[str, str]:
    """Before and after as YAML, of what changes: in check mode and for real the same."""
    before = {one.field: one.before for one in changes if plan.action == "update"}
    after = {one.field: one.after for one in changes}
    old = plan.current
    if plan.action == "delete" and old is not None and changes:
        before, after = {"summary": old.fields.get("summary"), "status": old.status}, {}
    name = _name(old, plan.issue)
    doing = {"create": "create", "update": "change", "delete": "delete"}.get(plan.action, "")
    return {
        "before": visible(to_yaml(before)),
        "after": visible(to_yaml(after)),
        "before_header": visible(_name(old, plan.issue) if old is not None else NOT_THERE),
        "after_header": visible(f"{name} ({doing})" if doing else name),
    }


def _name(shown: Shown | None, issue: Issue) -> str:
    if shown is None:
        return f"{issue.value_of('issue_type') or 'issue'} '{issue.value_of('summary') or issue.label}'"
    summary = shown.fields.get("summary")
    return f"{shown.key} '{summary}'" if summary else shown.key
