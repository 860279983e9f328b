# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uploading the files of an issue, and removing what they replace."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial

from .._core.errors import AipError, InputError, NotAsDeclared
from .._core.model import Attachment, LocalFile, id_order
from .._core.step import Replacement
from .._local.files import digest_of, local_digest
from .run import Run


def replace_file(run: Run, file: Replacement) -> None:
    """Upload a file, verify it, and only then remove what it replaces."""
    is_recorded = file.upload is not None and _upload(run, file, file.upload)
    for number, stale in enumerate(file.stale, 1):
        so_far = dataclasses.replace(file, stale=file.stale[:number]).change
        run.surely(
            f"the removal of the old '{file.name}'",
            partial(run.site.attachments.detach, stale),
            partial(_is_gone, run, stale),
            so_far,
        )
        if is_recorded:
            del run.changes[-2]  # one change, however many requests there are
        is_recorded = True


def _upload(run: Run, file: Replacement, upload: LocalFile) -> bool:
    """Upload a file and verify it; whether this was a change.

    Another run may attach the same at the same time: who sees it before does not upload it, and who sees it afterwards
    takes the younger one away again.
    """
    digest, _size = local_digest(upload.path, "attachments")
    if digest != file.sha256:
        raise InputError(
            [
                f"attachments: '{upload.path}' has changed since it was compared, and was not sent: run again"
            ]
        )
    known = {one.id for one in run.plan.current.attachments} if run.plan.current else set()

    def same() -> list[Attachment]:
        new = [one for one in _attached(run) if one.id not in known and one.name == upload.name]
        return [one for one in new if digest_of(run.site.attachments.download(one)) == digest]

    if same():
        return False
    made: list[str] = []
    run.surely(
        f"the upload of '{file.name}'",
        lambda: made.append(run.site.attachments.upload(run.key, upload)),
        lambda: bool(same()),
        dataclasses.replace(file, stale=()).change,
    )
    there = same()
    if not there:
        raise NotAsDeclared(
            f"'{file.name}' was attached to {run.key}, but the server does not show it with the same name and content;"
            " the file that it should replace was kept"
        )
    _remove_younger(run, there, made)
    return True


def _remove_younger(run: Run, there: Sequence[Attachment], made: Sequence[str]) -> None:
    """Take the file of this run away again, if another run attached the same a moment before."""
    own = next((one for one in there if one.id in made), None)
    if own is None or not any(id_order(one.id) < id_order(own.id) for one in there):
        return
    try:
        run.site.attachments.detach(own)
    except AipError as error:
        run.warnings.append(
            f"{run.key}: another run attached '{own.name}' at the same time, and the file of this run (id {own.id})"
            f" could not be removed again: {error.sentence}"
        )


def _is_gone(run: Run, file: Attachment) -> bool:
    return all(one.id != file.id for one in _attached(run))


def _attached(run: Run) -> tuple[Attachment, ...]:
    return run.site.issues.read(run.key, ("attachment",)).attachments
