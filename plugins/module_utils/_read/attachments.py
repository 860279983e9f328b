# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attached files: comparing them with local files by content, and fetching them to disk. Memory stays constant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .._core.backend import Backend
from .._core.errors import IncompleteRead
from .._core.model import Attachment, Current, Id, LocalFile
from .._core.step import Replacement
from .._local.files import digest_of, local_digest, write_blocks


def listed(current: Current, way_out: str) -> tuple[Attachment, ...]:
    """The files of an asset that was read. Raises IncompleteRead where no answer lists them: that is not "none"."""
    if current.attachments is None:
        raise IncompleteRead(
            f"could not read the attachments of '{current.name}' (id {current.id}): the server does not list them; try"
            f" again, or {way_out}"
        )
    return current.attachments


def remote_digest(backend: Backend, asset_id: Id, attachment: Attachment) -> str:
    """SHA-256 of an attached file, which is downloaded for this."""
    return digest_of(backend.download(asset_id, attachment))


def plan_files(
    backend: Backend,
    asset_id: Id | None,
    attached: Sequence[Attachment],
    files: Iterable[LocalFile],
    option: str,
) -> tuple[Replacement, ...]:
    """What has to be done for the asset to have these files: nothing for those already there, by name and content."""
    found = (_plan_file(backend, asset_id, attached, file, option) for file in files)
    return tuple(one for one in found if one is not None)


def _plan_file(
    backend: Backend,
    asset_id: Id | None,
    attached: Sequence[Attachment],
    file: LocalFile,
    option: str,
) -> Replacement | None:
    digest, size = local_digest(file.path, option)
    if asset_id is None:
        return Replacement(file.name, upload=file, size=size, sha256=digest)
    same, stale = False, []
    for one in attached:
        if one.name not in (file.name, None):
            continue
        if (one.size is None or one.size == size) and remote_digest(
            backend, asset_id, one
        ) == digest:
            same = True
        elif one.name is not None:
            stale.append(one)
    if same and not stale:
        return None
    return Replacement(file.name, None if same else file, tuple(stale), size, digest)


def named(attached: Sequence[Attachment], name: str) -> tuple[Attachment, ...]:
    """The attached files of that name."""
    return tuple(one for one in attached if one.name == name)


def pick_by_content(
    backend: Backend, asset_id: Id, candidates: Sequence[Attachment]
) -> dict[str, list[Attachment]]:
    """The candidates by content."""
    found: dict[str, list[Attachment]] = {}
    for one in candidates:
        found.setdefault(remote_digest(backend, asset_id, one), []).append(one)
    return found


def fetch(
    backend: Backend, asset_id: Id, attachment: Attachment, dest: str, check_mode: bool
) -> bool:
    """Make the file `dest` equal to the attached file; True if it differs, or differed. Raises an AipError."""
    blocks = backend.download(asset_id, attachment)
    return write_blocks(dest, blocks, attachment.size, str(attachment.name), check_mode)
