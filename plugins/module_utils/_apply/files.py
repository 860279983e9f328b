# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replacing attached files: upload, verify, and only then remove what the new file replaces."""

from __future__ import annotations

import dataclasses

from .._core.backend import Backend
from .._core.errors import NotAsDeclared, OutcomeUnknown
from .._core.model import Current, Id
from .._core.step import Replacement
from .._local.files import local_digest
from .._read.attachments import pick_by_content
from .run import StepRun


def carry_out_files(one: StepRun, asset_id: Id, backend: Backend) -> None:
    """Make all replacements of a step, and verify that the files to remove are gone."""
    files = one.step.files
    for file in files:
        _replace(one, file, asset_id, backend)
    if not files:
        return
    left = backend.attachments(asset_id) or ()
    ids = {stale.id for file in files for stale in file.stale}
    kept = [file.id for file in left if file.id in ids]
    if kept:
        raise NotAsDeclared(
            f"the server accepted the removal of attachments, but still shows {', '.join(kept)}"
        )
    current = one.current or Current(asset_id, one.declared.name or "")
    one.current = dataclasses.replace(current, attachments=left)


def _replace(one: StepRun, file: Replacement, asset_id: Id, backend: Backend) -> None:
    """Make one replacement; if a later part of it fails, the changes so far are kept."""
    begun = len(one.changes)
    if file.upload:
        _upload(one, file, asset_id, backend)
    for number, stale in enumerate(file.stale, 1):
        backend.detach(asset_id, stale)
        one.changes[begun:] = [dataclasses.replace(file, stale=file.stale[:number]).change]


def _upload(one: StepRun, file: Replacement, asset_id: Id, backend: Backend) -> None:
    upload = file.upload
    if upload is None:
        return
    before = {attached.id for attached in backend.attachments(asset_id) or ()}
    digest, _size = local_digest(upload.path)
    lost: OutcomeUnknown | None = None
    try:
        backend.upload(asset_id, upload)
    except OutcomeUnknown as error:
        lost = error
    new = [
        attached for attached in backend.attachments(asset_id) or () if attached.id not in before
    ]
    if new or not lost:
        one.changes.append(dataclasses.replace(file, stale=()).change)
    arrived = [attached for attached in new if attached.name in (upload.name, None)]
    if digest in pick_by_content(backend, asset_id, arrived):
        return
    if lost:
        raise OutcomeUnknown(
            f"{lost.sentence}. The file is not attached to the asset and was not sent again: run again",
            **lost.facts,
        )
    raise NotAsDeclared(
        f"'{upload.name}' was uploaded to asset {asset_id}, but the server does not show"
        " it with the same name and content;"
        " the file that it should replace was kept"
    )
