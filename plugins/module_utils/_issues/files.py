# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of an issue, compared by content: what has to be uploaded, and uploading it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial

from .._core.errors import AipError, InputError, NotAsDeclared
from .._core.issues.declared import Issue
from .._core.issues.shown import Shown
from .._core.model import Attachment, LocalFile
from .._core.step import Replacement
from .._jira.site import Site
from .._local.files import digest_of, local_digest
from .run import Run


def plan_files(issue: Issue, current: Shown | None, site: Site) -> tuple[Replacement, ...]:
    """What has to be uploaded, and what it replaces. Raises InputError for a file that cannot be read."""
    attached = current.attachments if current else ()
    problems: list[str] = []
    found: list[Replacement] = []
    for one in issue.attachments:
        try:
            planned = _plan_file(one, attached, site)
        except InputError as error:
            problems += error.problems
            continue
        found += [planned] if planned is not None else []
    if found:
        largest = site.attachments.largest()
        problems += (_too_large(one, largest) for one in found if _is_larger(one, largest))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _is_larger(one: Replacement, largest: int | None) -> bool:
    return largest is not None and (largest == 0 or (one.size or 0) > largest)


def _too_large(one: Replacement, largest: int | None) -> str:
    if largest == 0:
        return f"attachments: '{one.name}' cannot be attached: attachments are switched off in this Jira"
    return f"attachments: '{one.name}' has {one.size:,} bytes; this Jira takes at most {largest:,}"


def _plan_file(file: LocalFile, attached: tuple[Attachment, ...], site: Site) -> Replacement | None:
    digest, size = local_digest(file.path, "attachments")
    same_name = [one for one in attached if one.name == file.name]
    for one in same_name:
        if one.size in (None, size) and digest_of(site.attachments.download(one)) == digest:
            return None
    return Replacement(file.name, file, tuple(same_name), size, digest)


def replace_file(run: Run, file: Replacement) -> None:
    """Upload a file, verify it, and only then remove what it replaces.

    Another run may attach the same at the same time: who sees it before does not upload it, and who sees it afterwards
    takes the younger one away again.
    """
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

    def same() -> list[Attachment]:
        new = [one for one in _attached(run) if one.id not in known and one.name == upload.name]
        return [one for one in new if digest_of(run.site.attachments.download(one)) == digest]

    if run.plan.current and same():
        return  # that run removes what it replaces, too
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
    for number, stale in enumerate(file.stale, 1):
        run.surely(
            f"the removal of the old '{file.name}'",
            partial(run.site.attachments.detach, stale),
            partial(_is_gone, run, stale),
        )
        run.changes[-1] = dataclasses.replace(file, stale=file.stale[:number]).change


def _remove_younger(run: Run, there: Sequence[Attachment], made: Sequence[str]) -> None:
    """Take the file of this run away again, if another run attached the same a moment before."""
    own = next((one for one in there if one.id in made), None)
    if own is None or not any((len(one.id), one.id) < (len(own.id), own.id) for one in there):
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
