# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replacing attached files: upload, verify, and only then remove what the new file replaces."""

from __future__ import annotations

import dataclasses

from .._core.backend import Backend
from .._core.errors import InputError, NotAsDeclared, OutcomeUnknown
from .._core.model import Attachment, Current, Id
from .._core.step import Replacement
from .._local.files import local_digest
from .._local.lost_answers import find_out
from .._read.attachments import pick_by_content
from .find_out import settle_lost
from .run import Run, StepRun


def carry_out_files(run: Run, one: StepRun, asset_id: Id, backend: Backend) -> None:
    """Make all replacements of a step, and verify that the files to remove are gone."""
    files = one.step.files
    for file in files:
        _Replacing(run, one, file, asset_id, backend).carry_out()
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


class _Replacing:
    """One replacement; if a later part of it fails, the changes so far are kept."""

    def __init__(
        self, run: Run, one: StepRun, file: Replacement, asset_id: Id, backend: Backend
    ) -> None:
        self._run, self._one, self._file = run, one, file
        self._asset_id, self._backend = asset_id, backend
        self._begun = len(one.changes)

    def carry_out(self) -> None:
        """Upload, then remove what the new file replaces."""
        if self._file.upload:
            self._upload(self._file.upload.path, self._file.upload.name)
        for number, stale in enumerate(self._file.stale, 1):
            self._detach(number, stale)

    def _record(self, stale: int) -> None:
        """Record the upload, and that so many of the stale files were removed."""
        change = dataclasses.replace(self._file, stale=self._file.stale[:stale]).change
        self._one.changes[self._begun :] = [change]

    def _detach(self, number: int, stale: Attachment) -> None:
        try:
            self._backend.detach(self._asset_id, stale)
        except OutcomeUnknown as lost:
            doing = f"the removal of '{stale.name or stale.id}'"
            settle_lost(
                self._run, self._one, doing, lost,
                is_done=lambda: all(one.id != stale.id for one in self._attached()),
                record=lambda: self._record(number),
            )  # fmt: skip
        self._record(number)

    def _upload(self, path: str, name: str) -> None:
        upload = self._file.upload
        if upload is None:
            return
        before = {attached.id for attached in self._attached()}
        digest = self._planned_digest(path)
        new: list[Attachment] = []

        def is_there() -> bool:
            new[:] = [one for one in self._attached() if one.id not in before]
            arrived = [one for one in new if one.name in (name, None)]
            return digest in pick_by_content(self._backend, self._asset_id, arrived)

        try:
            self._backend.upload(self._asset_id, upload)
        except OutcomeUnknown as lost:
            self._find_lost(name, lost, find_out(lost, self._run.options.waiting, is_there), new)
            return
        self._record(0)  # even if it cannot be read afterwards
        if not is_there():
            raise NotAsDeclared(self._not_shown(path, name, digest))

    def _find_lost(
        self, name: str, lost: OutcomeUnknown, is_there: bool | None, new: list[Attachment]
    ) -> None:
        """What became of an upload whose answer was lost: it was looked for, and is never sent again."""
        sentence = lost.sentence.rstrip(".")
        if is_there is not False or new:
            self._record(0)
        if is_there is None:
            raise OutcomeUnknown(
                f"{sentence}. Whether the file was attached is not known, because reading that failed too. It was"
                " not sent again: run again",
                **lost.facts,
            )
        if not is_there:
            raise OutcomeUnknown(
                f"{sentence}. The file is not attached to the asset and was not sent again: run again",
                **lost.facts,
            )
        self._run.warnings.append(
            self._one.step.remark(
                f"the answer to the upload of '{name}' was lost or not usable, but the file is attached:"
                f" {sentence}"
            )
        )

    def _attached(self) -> tuple[Attachment, ...]:
        return self._backend.attachments(self._asset_id) or ()

    def _planned_digest(self, path: str) -> str:
        """The digest of the file that is to be sent. Raises InputError if it is not the one of the plan."""
        digest, _size = local_digest(path)
        if self._file.sha256 not in (None, digest):
            raise InputError(
                [f"path: '{path}' has changed since the plan was made, and was not sent: run again"]
            )
        return digest

    def _not_shown(self, path: str, name: str, digest: str) -> str:
        why = ""
        if local_digest(path)[0] != digest:
            why = f" ('{path}' has changed while it was sent: remove the uploaded file, and run again)"
        return (
            f"'{name}' was uploaded to asset {self._asset_id}, but the server does not show"
            f" it with the same name and content{why};"
            " the file that it should replace was kept"
        )
