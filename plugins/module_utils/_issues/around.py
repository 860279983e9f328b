# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is around an issue: its sprint, links, comments and files."""

from __future__ import annotations

import dataclasses
from functools import partial

from .._core.errors import InputError, NotAsDeclared
from .._core.issues.comments import (
    COMMENTS,
    MARKER,
    CommentStep,
    ShownComment,
    noted_markers,
    read_comments,
)
from .._core.issues.declared import Link
from .._core.issues.links import link_to_send, missing_links, side_of
from .._core.issues.plan import SprintStep, link_change, sprint_change
from .._core.issues.remote_links import RemoteLinkStep, remote_link_steps
from .._core.issues.sprints import open_sprint
from .._core.model import Attachment
from .._core.step import Replacement
from .._local.files import digest_of, local_digest
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


def comment(run: Run, step: CommentStep) -> None:
    """Add a comment, or replace its text. One whose answer was lost is looked for, and never sent again."""
    text, marker = step.comment.text, step.comment.marker
    if step.id is not None:
        edited = step.id
        run.surely(
            "the change of a comment",
            lambda: run.site.comments.edit(run.key, edited, text),
            lambda: any(one.id == edited and one.text == text for one in _comments(run)),
            step.change,
        )
        added = [edited]
    else:
        before = {one.id for one in _comments(run)} if run.plan.current else set()
        mark = {MARKER: marker} if marker else None
        added = []

        def write() -> None:
            added.append(run.site.comments.add(run.key, text, mark))

        def is_done() -> bool:
            added[:] = [
                one.id for one in _comments(run) if one.id not in before and one.text == text
            ]
            return bool(added)

        run.surely("a new comment", write, is_done, step.change)
    if marker and added and added[0]:
        run.mark[COMMENTS] = {**noted_markers(run.mark), marker: added[0]}


def _comments(run: Run) -> tuple[ShownComment, ...]:
    return read_comments(run.site.comments.every(run.key))


def replace_file(run: Run, file: Replacement) -> None:
    """Upload a file, verify it, and only then remove what it replaces."""
    upload = file.upload
    if upload is None:
        return
    digest, _size = local_digest(upload.path, "attachments")
    if digest != file.sha256:
        raise InputError(
            [
                f"attachments: '{upload.path}' has changed since it was compared, and was not sent: run again"
            ]
        )
    known = {one.id for one in run.plan.current.attachments} if run.plan.current else set()

    def is_there() -> bool:
        new = [one for one in _attached(run) if one.id not in known and one.name == upload.name]
        return any(digest_of(run.site.attachments.download(one)) == digest for one in new)

    begun = dataclasses.replace(file, stale=()).change
    run.surely(
        f"the upload of '{file.name}'",
        partial(run.site.attachments.upload, run.key, upload),
        is_there,
        begun,
    )
    if not is_there():
        raise NotAsDeclared(
            f"'{file.name}' was attached to {run.key}, but the server does not show it with the same name and content;"
            " the file that it should replace was kept"
        )
    for number, stale in enumerate(file.stale, 1):
        run.surely(
            f"the removal of the old '{file.name}'",
            partial(run.site.attachments.detach, stale),
            partial(_is_gone, run, stale),
        )
        run.changes[-1] = dataclasses.replace(file, stale=file.stale[:number]).change


def _is_gone(run: Run, file: Attachment) -> bool:
    return all(one.id != file.id for one in _attached(run))


def _attached(run: Run) -> tuple[Attachment, ...]:
    return run.site.issues.read(run.key, ("attachment",)).attachments
