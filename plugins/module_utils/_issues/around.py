# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is around an issue: its sprint and its links."""

from __future__ import annotations

from .._core.issues.declared import Link
from .._core.issues.links import link_to_send, missing_links, side_of
from .._core.issues.plan import SprintStep, link_change, sprint_change
from .._core.issues.remote_links import RemoteLinkStep, remote_link_steps
from .._core.issues.sprints import open_sprint
from .planning import sprint_field
from .run import Run


def move_to_sprint(run: Run, step: SprintStep) -> None:
    """Put the issue into its sprint, or into the backlog."""
    field = sprint_field(run.site)

    def is_done() -> bool:
        found = open_sprint(run.read().fields.get(field))
        return (found.id if found else None) == (step.to.id if step.to else None)

    def write() -> None:
        if step.to is None:
            run.site.agile.move_to_backlog(run.key)
        else:
            run.site.agile.move_to_sprint(step.to.id, run.key)

    run.surely("the move to its sprint", write, is_done, sprint_change(step))


def link(run: Run, one: Link) -> None:
    """Link the issue to another."""
    body = link_to_send(side_of(one.phrase, run.site.catalogs.link_types()), run.key, one.issue)
    doing = f"link {run.key}: {one.phrase} {one.issue}"
    run.surely(
        f"the link '{one.phrase} {one.issue}'",
        lambda: run.site.links.link(body, doing),
        lambda: not missing_links((one,), run.read()),
        link_change(one),
    )


def put_remote_link(run: Run, step: RemoteLinkStep) -> None:
    """Write a link to a page."""

    def is_done() -> bool:
        return not remote_link_steps((step.link,), run.site.links.remote_links(run.key))

    run.surely(
        f"the link to {step.link.url}",
        lambda: run.site.links.put_remote_link(run.key, step.body, step.link_id),
        is_done,
        step.change,
    )
