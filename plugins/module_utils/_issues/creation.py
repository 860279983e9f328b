# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Creating an issue once: one whose creation was not answered is looked for, and never sent again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._core.errors import AipError, NotAsDeclared, NotFound, OutcomeUnknown, ServerRefused
from .._core.issues.differences import FieldDifference, labels_to_send, value_to_send
from .._core.issues.fields import option_field
from .._core.issues.shown import Shown
from .._core.model import Change
from .._local.waiting import poll
from .racing import make_sure_of_search, settle
from .run import Run


def create(run: Run) -> tuple[FieldDifference, ...]:
    """Create the issue, and return the fields that cannot be set on creation. Raises AipError, Adopted."""
    issue, site = run.plan.issue, run.site
    make_sure_of_search(run)
    now, later = _split(run)
    body = _body(run, now)
    note = run.finding.note
    note.write(None)
    changes = (Change("project", None, issue.project), *(one.change for one in now))
    try:
        run.id, run.key = site.issues.create(body, run.mark)
    except OutcomeUnknown as lost:
        run.done(*changes)  # as far as is known
        found = _find_lost(run, lost)
        run.id, run.key = found.id, found.key
    except AipError:
        note.clear()  # it was refused, or never sent
        raise
    else:
        run.done(*changes)
    note.write(run.id)
    site.created[run.id] = run.key
    _make_sure_of_mark(run)
    settle(run)
    return later


def _split(run: Run) -> tuple[list[FieldDifference], tuple[FieldDifference, ...]]:
    """The fields of the request, and those for later: resolutions, and what the screen of creation does not have."""
    issue, site = run.plan.issue, run.site
    found = site.catalogs.issue_type(issue.project or "", str(issue.value_of("issue_type")))
    known = site.catalogs.creation_screen(issue.project or "", found)
    now: list[FieldDifference] = []
    later: list[FieldDifference] = []
    for one in run.plan.fields:
        settable = known is None or one.field.id in known or one.field.id == "issuetype"
        (now if settable and one.field.id != "resolution" else later).append(one)
    return now, tuple(later)


def _body(run: Run, now: Sequence[FieldDifference]) -> Mapping[str, Any]:
    issue, is_cloud = run.plan.issue, run.site.server.is_cloud
    project = issue.project or ""
    body: dict[str, Any] = {
        "project": {"id": project} if project.isdigit() else {"key": project.upper()}
    }
    body.update({one.field.id: value_to_send(one, is_cloud) for one in now})
    labels = next((one.after for one in now if one.field == option_field("labels")), ())
    body["labels"] = list(labels_to_send(issue, labels, None))
    return body


def _find_lost(run: Run, lost: OutcomeUnknown) -> Shown:
    """The issue whose creation was not answered. It is looked for, and never sent again."""
    found: list[Shown] = []

    def is_there() -> bool:
        found[:] = run.finding.proven(run.plan.issue)
        return bool(found)

    sentence = lost.sentence.rstrip(".")
    try:
        poll(run.finding.waiting, is_there)
    except AipError as error:
        raise OutcomeUnknown(
            f"{sentence}. Whether the issue was created is not known, because looking for it failed too"
            f" ({error.sentence.rstrip('.')}). It was not sent again: run again",
            **lost.facts,
        ) from None
    if not found:
        raise OutcomeUnknown(
            f"{sentence}. Whether the issue was created is not known: it was not found within"
            f" {run.finding.waiting.seconds:g} s (wait_for_index). It was not sent again: run again",
            **lost.facts,
        )
    run.warnings.append(
        f"{found[0].key}: the answer to the creation was lost or not usable, but the issue is there"
    )
    return found[0]


def _make_sure_of_mark(run: Run) -> None:
    """Set the property that proves the identity, where the server did not take it with the creation."""
    if run.site.issues.mark(run.key) != run.mark:
        said = ""
        try:
            run.site.issues.set_mark(run.key, run.mark)
        except (NotFound, ServerRefused) as error:
            said = f" ({error.sentence.rstrip('.')})"
        if run.site.issues.mark(run.key) != run.mark:
            raise NotAsDeclared(
                f"unique_id: Jira does not keep the property of {run.key} that proves its identity{said}: name this"
                " issue by its key"
            )
    run.note_marked()
