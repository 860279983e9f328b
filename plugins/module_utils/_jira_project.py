# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The story of one project: read it, plan, write, read it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._core.errors import BadAnswer, InputError, NotAsDeclared, NotFound
from ._core.issues.people import read_person
from ._core.projects import FIELDS, ProjectNow, ProjectPlan, Values, plan_project, same
from ._http.call import Call
from ._issues.declared_one import Reconciled, Write, after_writing, carry_out
from ._jira import project_calls as calls
from ._jira.site import Site
from ._local.waiting import Waiting


def reconcile_project(
    site: Site, waiting: Waiting, key: str, declared: Values, check_mode: bool
) -> Reconciled:
    """Make the project as declared, or only plan it. The declared lead is a text.

    Raises InputError, RequestError, OutcomeUnknown, NotAsDeclared.
    """
    if declared.get("lead"):
        declared = {**declared, "lead": site.users.find(str(declared["lead"]), "lead")}
    now = _read(site, key)
    plan = plan_project(declared, now)
    label = f"project {key}"
    writes = [_write(site, key, plan)] if plan.action else []
    warnings = carry_out(site.server, waiting, label, writes, check_mode)
    if warnings is None:
        shown = _foreseen(key, plan, now)
        return Reconciled(label, plan.action, plan.changes, shown, plan.warnings)
    site.catalogs.forget()
    with after_writing(label, plan.changes):
        found = _verified(site, key, plan, label)
    return Reconciled(label, plan.action, plan.changes, found.shown(), (*plan.warnings, *warnings))


def _verified(site: Site, key: str, plan: ProjectPlan, label: str) -> ProjectNow:
    """The project as it is after the writes. Raises NotAsDeclared."""
    found = _read(site, key)
    if found is None:
        raise NotAsDeclared(f"{label} was written, but Jira does not show it to this login")
    wrong = [
        name
        for name, value in plan.values.items()
        if name in FIELDS and not same(value, found.values.get(name))
    ]
    if wrong:
        raise NotAsDeclared(
            f"{label} was written, but Jira shows other values than declared: {', '.join(wrong)}"
        )
    return found


def _read(site: Site, key: str) -> ProjectNow | None:
    """The project; None if there is none, or none that this login may see."""
    call = calls.project(key)
    try:
        data = site.server.send(call).data
    except NotFound:
        site.server.prove_login()
        return None
    return read_project(data, call, key)


def read_project(data: Any, call: Call, key: str) -> ProjectNow:
    """The project in an answer. Raises BadAnswer, and InputError for one that has another key by now."""
    if not isinstance(data, Mapping) or not data.get("key"):
        raise BadAnswer(f"could not {call.doing}: the answer shows no project", path=call.path)
    if data["key"] != key:
        raise InputError(
            [f"key: project {key} has another key by now, {data['key']}; declare that one"]
        )
    lead = data.get("lead")
    values: dict[str, Any] = {
        name: str(data.get(calls.WIRE[name]) or "") for name in FIELDS if name in calls.WIRE
    }
    values["assignee_type"] = values["assignee_type"].lower()
    values["lead"] = read_person(lead) if isinstance(lead, Mapping) else None
    return ProjectNow(str(data.get("id") or ""), key, str(data.get("projectTypeKey") or ""), values)


def _write(site: Site, key: str, plan: ProjectPlan) -> Write:
    on_cloud = site.server.is_cloud
    if plan.action == "create":
        return Write(
            lambda: calls.creation(key, plan.values, on_cloud),
            plan.changes,
            lambda: _read(site, key) is not None,
        )

    def is_done() -> bool:
        now = _read(site, key)
        return now is not None and all(
            same(one, now.values.get(name)) for name, one in plan.values.items()
        )

    return Write(lambda: calls.change(key, plan.values, on_cloud), plan.changes, is_done)


def _foreseen(key: str, plan: ProjectPlan, now: ProjectNow | None) -> Mapping[str, Any]:
    """The project as it would be, or as it is if nothing is written."""
    current = now or ProjectNow("", key, str(plan.values.get("project_type") or ""), {})
    values = {**dict.fromkeys(FIELDS, ""), **current.values}
    values.update({name: one for name, one in plan.values.items() if name in FIELDS})
    shown = ProjectNow(current.id, key, current.project_type, values).shown()
    return shown if now else {**shown, "id": None}
