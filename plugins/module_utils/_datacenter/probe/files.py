# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The trial of attachments."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from typing import Any

from ..._core.errors import Unreachable
from .. import answers
from . import writes
from .looking import note_file
from .throwaway import Stopped
from .trial import Trials
from .wire import written_shape

PARTS = (
    "file", "attachment", "attachments", "files", "upload", "uploadFile", "uploadedFile", "fileUpload",
    "multipartFile", "file[]", "files[]", "document", "data", "content",
)  # fmt: skip
FILE_NAME = "aip-probe.txt"


def try_files(trials: Trials) -> None:
    """Upload a file in one form after the other, look at it, and remove it."""
    content = f"aip-probe {secrets.token_hex(8)}\n".encode()
    handle, path = tempfile.mkstemp(prefix="aip-probe-", suffix=".txt")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        _try_upload(trials, path, content)
    except Unreachable as error:
        raise Stopped(error.sentence) from None
    finally:
        os.unlink(path)


def _try_upload(trials: Trials, path: str, content: bytes) -> None:
    scene, notes, asset_id = trials.scene, trials.notes, trials.asset.known_id
    told: list[str] = []
    for part in PARTS:
        seen = writes.post_file(scene, asset_id, part, FILE_NAME, path)
        if seen.status == 413 or re.search(r"(?i)maximum|too large|size of|limit", seen.said):
            number = re.search(r"(\d+) ?bytes", seen.said)
            notes.note(
                "attachment_limit", int(number[1]) if number else f"below {len(content)}", seen.told
            )
            return
        files = _attached(trials)
        told.append(f"{part}: {seen.told}, {'there' if files else 'not there'}")
        if files is None:
            notes.leave("upload_part", f"the server lists no attachments; {told[-1]}")
            return
        if files:
            notes.note("upload_part", part, "; ".join(told))
            notes.note("upload_answer", written_shape(seen), f"status {seen.status}")
            notes.note(
                "attachment_limit",
                f"none seen up to {len(content)} bytes",
                "a small file was taken",
            )
            _look_at_file(trials, files[0], content)
            writes.post_file(scene, asset_id, part, FILE_NAME, path)
            count = len(_attached(trials) or [])
            notes.note(
                "same_file_twice",
                "two files" if count > 1 else "one file",
                f"{count} files are there",
            )
            _try_detach(trials)
            return
    notes.leave("upload_part", "; ".join(told))


def _attached(trials: Trials) -> list[Mapping[str, Any]] | None:
    one = trials.asset.read()
    shown = one.shown.get("transformed") if one else None
    listed = shown.top.get("attachments") if shown else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else None


def _look_at_file(trials: Trials, item: Mapping[str, Any], content: bytes) -> None:
    notes = trials.notes
    evidence = f"keys of an attachment: {', '.join(sorted(item))}"
    names = [key for key, value in item.items() if value == FILE_NAME]
    sizes = [key for key, value in item.items() if answers.whole_number(value) == len(content)]
    notes.note("attachment_name_key", names[0] if names else "none", evidence)
    notes.note("attachment_size_key", sizes[0] if sizes else "none", evidence)
    name = str(item.get("serverFileName") or "")
    seen = note_file(trials.scene, trials.asset.known_id, name) if name else None
    if seen is not None and seen.text.encode() != content:
        notes.remark("a file that was uploaded came back with another content")


def _try_detach(trials: Trials) -> None:
    scene, asset_id = trials.scene, trials.asset.known_id
    for item in _attached(trials) or []:
        seen = writes.remove_file(scene, asset_id, str(item.get("serverFileName") or ""))
        if seen.is_good:
            trials.notes.note("detach_answer", written_shape(seen), f"status {seen.status}")
        else:
            trials.notes.leave("detach_answer", seen.told)
    if _attached(trials):
        trials.notes.remark("a file that was removed is still listed")
