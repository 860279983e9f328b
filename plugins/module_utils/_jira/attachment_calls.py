# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests about attached files. Sources as in issue_calls.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from .._core.errors import NotFound, ServerRefused
from .._core.model import Attachment, LocalFile
from .._http.call import Call, Upload
from .issue_calls import issue_path
from .server import API, Server

_META = Call("GET", API + "attachment/meta", "read the limits of attached files")


class AttachmentCalls:
    """One method for each request about the files of an issue."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def largest(self) -> int | None:
        """The size up to which Jira takes files, 0 if it takes none (GET attachment/meta); None if it does not say."""
        try:
            data = self._server.send(_META).data
        except (NotFound, ServerRefused):
            return None
        if not isinstance(data, Mapping):
            return None
        if data.get("enabled") is False:
            return 0
        limit = data.get("uploadLimit")
        return limit if isinstance(limit, int) and limit > 0 else None

    def upload(self, issue: str, file: LocalFile) -> str:
        """Attach a file (POST issue/{key}/attachments); its id, empty if the server does not show it.

        Raises OutcomeUnknown. It is never sent twice.
        """
        path, template = issue_path(issue, "/attachments")
        upload = Upload("file", file.name, file.path)
        doing = f"attach '{file.name}' to {issue}"
        data = self._server.write(Call("POST", path, doing, upload=upload, template=template)).data
        made = data[0] if isinstance(data, list) and len(data) == 1 else None
        return str(made.get("id") or "") if isinstance(made, Mapping) else ""

    def download(self, attachment: Attachment) -> Iterator[bytes]:
        """The bytes of a file: on Cloud GET attachment/content/{id}, on Data Center secure/attachment/{id}/{name}."""
        number = quote(attachment.id, safe="")
        doing = f"download '{attachment.name or attachment.id}'"
        if self._server.is_cloud:
            path, template = f"{API}attachment/content/{number}", f"{API}attachment/content/{{id}}"
            params: tuple[tuple[str, str], ...] = (("redirect", "false"),)
        else:
            name = quote(attachment.name or attachment.id, safe="")
            path, template = f"secure/attachment/{number}/{name}", "secure/attachment/{id}/{name}"
            params = ()
        # On Cloud, the path does not have the name.
        may_be_page = bool(re.search(r"(?i)\.x?html?$", attachment.name or ""))
        call = Call(
            "GET", path, doing, params, accept="*/*", template=template, may_be_page=may_be_page
        )
        return self._server.http.download(call, attachment.size)

    def detach(self, attachment: Attachment) -> None:
        """Remove a file (DELETE attachment/{id}); one that is gone counts as removed. Raises OutcomeUnknown."""
        path = f"{API}attachment/{quote(attachment.id, safe='')}"
        doing = f"remove the attached file '{attachment.name or attachment.id}'"
        try:
            self._server.write(Call("DELETE", path, doing, template=API + "attachment/{id}"))
        except NotFound:
            self._server.prove_login()
