# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is sent: a call's body as JSON or as a stream of parts."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from .._core.errors import InputError
from . import libraries
from .call import Call


@contextmanager
def encoded(call: Call) -> Iterator[tuple[Any, str, int]]:
    """The body, its content type, its size in bytes. Made anew for each attempt. Raises InputError."""
    with ExitStack() as stack:
        try:
            if call.upload is None:
                made = _as_json(call)
            else:
                from .._local.files import open_file  # noqa: PLC0415 - few upload files

                opened = stack.enter_context(open_file(call.upload.path))
                name = call.upload.file_name
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                encoder = libraries.MultipartEncoder({call.upload.part: (name, opened, kind)})
                made = encoder, str(encoder.content_type), int(encoder.len)
        except OSError as error:
            what = f"cannot read '{error.filename}': {error.strerror}"
            raise InputError([f"could not {call.doing}: {what}"]) from None
        except ValueError:
            raise not_sendable(call) from None
        yield made


def _as_json(call: Call) -> tuple[Any, str, int]:
    """A write without a body has a content type too: without one Jira suspects forgery."""
    if call.body is None:
        return None, "" if call.method == "GET" else "application/json", 0
    data = json.dumps(call.body, ensure_ascii=False, allow_nan=False).encode()
    return data, "application/json", len(data)


def not_sendable(call: Call) -> InputError:
    """The error for a call whose values have no form in JSON or in a URL."""
    what = "it contains unpaired surrogates, or a number that is not finite"
    return InputError([f"could not {call.doing}: {what}"])
