# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which fields cannot be edited as such, so that they have to go with a transition, or the task is refused."""

from __future__ import annotations

from collections.abc import Sequence

from .._core.errors import InputError, NotFound, ServerRefused
from .._core.issues.differences import FieldDifference
from .._core.issues.plan import StatusStep
from .._core.issues.shown import Shown
from .._jira.site import Site
from .statuses import find_direct


def fields_off_screen(
    fields: Sequence[FieldDifference], status: StatusStep | None, current: Shown | None, site: Site
) -> frozenset[str]:
    """The ids of fields that the screen for editing the issue does not have. Raises InputError if none other has them.

    Jira Cloud edits them all the same.
    """
    if current is None or not fields or site.server.is_cloud:
        return frozenset()
    try:
        editable = site.issues.editable(current.key)
    except (NotFound, ServerRefused):
        return frozenset()
    off = [one for one in fields if one.field.id not in editable]
    lost = [one for one in off if not _may_go_along(one, status, current, site)]
    if lost:
        raise InputError([_problem(one, current) for one in lost])
    return frozenset(one.field.id for one in off)


def _may_go_along(
    one: FieldDifference, status: StatusStep | None, current: Shown, site: Site
) -> bool:
    """Whether a field can go with a transition. On a way of several steps, any of them may have it."""
    if status is None:
        return False
    way = find_direct(site.issues.transitions(current.key), status.transition or status.to)
    return way is None or one.field.id == "resolution" or way.has(one.field.id)


def _problem(one: FieldDifference, current: Shown) -> str:
    if one.field.id == "resolution":
        return (
            f"resolution: {current.key} is in '{current.status}', where its resolution cannot be edited: it is set by"
            " the transition to a status, so write status, too"
        )
    return (
        f"{one.field.path}: cannot be edited in {current.key}: the field is not on the screen of this project and issue"
        " type, or this user may not edit the issue; an administrator of Jira can add it to the screen"
    )
