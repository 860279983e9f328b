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

from ...._core.errors import Unreachable
from ...._http.call import Upload
from ... import answers
from ..samples import note_file, note_first
from ..server import ParsedReply, shape_of_write
from . import writes
from .asset import Stopped, Trials

PARTS = (
    "file", "attachment", "attachments", "files", "upload", "uploadFile", "uploadedFile", "fileUpload",
    "multipartFile", "file[]", "files[]", "document", "data", "content",
)  # fmt: skip
FILE_NAME = "aip-probe.txt"


def try_files(trials: Trials) -> None:
    """Upload a file in one form after another, look at it, and remove it."""
    content = f"aip-probe {secrets.token_hex(8)}\n".encode()
    handle, path = tempfile.mkstemp(prefix="aip-probe-", suffix=".txt")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        _try_parts(trials, path, content)
    except Unreachable as error:
        raise Stopped(error.sentence) from None
    finally:
        os.unlink(path)


def _try_parts(trials: Trials, path: str, content: bytes) -> None:
    server, observed, asset_id = trials.server, trials.observed, trials.asset.known_id
    tried: list[str] = []
    for part in PARTS:
        reply = writes.post_file(server, asset_id, Upload(part, FILE_NAME, path))
        if _is_too_large(reply):
            number = re.search(r"(\d+) ?bytes", reply.said)
            limit = int(number[1]) if number else f"below {len(content)}"
            observed.note("attachment_limit", limit, reply.summary)
            return
        files = _attached(trials)
        tried.append(f"{part}: {reply.summary}, {'listed' if files else 'not listed'}")
        if files is None:
            why = f"the server does not list attachments; {tried[-1]}"
            observed.leave_open("upload_part", why)
            return
        if files:
            observed.note("upload_part", part, "; ".join(tried))
            observed.note("upload_answer", shape_of_write(reply), f"status {reply.status}")
            limit = f"none seen up to {len(content)} bytes"
            observed.note("attachment_limit", limit, "a small file was accepted")
            _examine_file(trials, files[0], content)
            writes.post_file(server, asset_id, Upload(part, FILE_NAME, path))
            count = len(_attached(trials) or [])
            word = "two files" if count > 1 else "one file"
            observed.note("same_file_twice", word, f"{count} files are listed")
            _try_detach(trials)
            return
    observed.leave_open("upload_part", "; ".join(tried))


def _is_too_large(reply: ParsedReply) -> bool:
    large = re.search(r"(?i)maximum|too large|size of|limit", reply.said)
    return reply.status == 413 or large is not None


def _attached(trials: Trials) -> list[Mapping[str, Any]] | None:
    one = trials.asset.read()
    listed = one.attachments if one else None
    return None if listed is None else [item for item in listed if isinstance(item, dict)]


def _examine_file(trials: Trials, item: Mapping[str, Any], content: bytes) -> None:
    server = trials.server
    evidence = f"keys of an attachment: {', '.join(sorted(item))}"
    names = [key for key, value in item.items() if value == FILE_NAME]
    sizes = [key for key, value in item.items() if answers.whole_number(value) == len(content)]
    note_first(server, "attachment_name_key", names, evidence)
    note_first(server, "attachment_size_key", sizes, evidence)
    name = str(item.get("serverFileName") or "")
    reply = note_file(server, trials.asset.known_id, name) if name else None
    if reply is not None and reply.text.encode() != content:
        trials.observed.remark("a file that was uploaded came back with different content")


def _try_detach(trials: Trials) -> None:
    for item in _attached(trials) or []:
        name = str(item.get("serverFileName") or "")
        reply = writes.remove_file(trials.server, trials.asset.known_id, name)
        if reply.is_good:
            trials.observed.note("detach_answer", shape_of_write(reply), f"status {reply.status}")
        else:
            trials.observed.leave_open("detach_answer", reply.summary)
    if _attached(trials):
        trials.observed.remark("a file that was removed is still listed")
