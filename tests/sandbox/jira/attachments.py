# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files at issues."""

from __future__ import annotations

import mimetypes
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .people import shown_user
from .rows import Row
from .showing import moment

if TYPE_CHECKING:
    from .jira import Jira
    from .scope import Scope


def keep_file(jira: Jira, issue_id: int, author: str, name: str, content: bytes, now: int) -> Row:
    """Keep the bytes of a file, and a row about it."""
    if jira.files is None:
        raise LookupError("there is no folder for files")
    place = f"{uuid.uuid4().hex}"
    (jira.files / place).write_bytes(content)
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    body = {"name": name, "size": len(content), "type": guessed, "author": author, "created": now}
    return jira.rows.add("attachment", issue_id, {**body, "file": place})


def content_url(row: Row, scope: Scope) -> str:
    """Return the address from which the content is downloaded."""
    caller = scope.caller
    if caller.cloud:
        return caller.url(f"attachment/content/{row['id']}")
    return f"{caller.site}/secure/attachment/{row['id']}/{quote(row['name'])}"


def shown_attachment(row: Row, scope: Scope) -> dict[str, Any]:
    """Return a file as lists have it, with its id as text."""
    return {
        "self": scope.caller.url(f"attachment/{row['id']}"),
        "id": str(row["id"]),
        "filename": row["name"],
        "author": shown_user(scope.jira.people.by_key(row["author"]), scope.caller),
        "created": moment(row["created"], scope.caller),
        "size": row["size"],
        "mimeType": row["type"],
        "content": content_url(row, scope),
    }
