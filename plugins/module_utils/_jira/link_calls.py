# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests about links, to other issues and to pages. Sources as in issue_calls.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .._core.errors import BadAnswer
from .._http.call import Call
from .issue_calls import issue_path
from .server import API, Server


class LinkCalls:
    """One method for each request about the links of an issue."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def remote_links(self, issue: str) -> tuple[Mapping[str, Any], ...]:
        """Its links to pages (GET issue/{key}/remotelink)."""
        path, template = issue_path(issue, "/remotelink")
        doing = f"read the remote links of {issue}"
        data = self._server.send(Call("GET", path, doing, template=template)).data
        if not isinstance(data, list) or not all(isinstance(one, Mapping) for one in data):
            raise BadAnswer(f"could not {doing}: the answer is not a list", path=path)
        return tuple(one for one in data if isinstance(one, Mapping))

    def link(self, body: Mapping[str, Any], doing: str) -> None:
        """Link two issues (POST issueLink). Sent twice it leaves one link: Jira answers a second one as created."""
        self._server.write(Call("POST", API + "issueLink", doing, body=body, repeatable=True))

    def put_remote_link(self, issue: str, body: Mapping[str, Any], link_id: str | None) -> None:
        """Create or replace a remote link by its global id (POST), or one without any by its id (PUT)."""
        doing = f"link {issue} to {body['object']['url']}"
        if link_id is None:
            path, template = issue_path(issue, "/remotelink")
            self._server.write(
                Call("POST", path, doing, body=body, template=template, repeatable=True)
            )
            return
        path, _template = issue_path(issue, f"/remotelink/{quote(link_id, safe='')}")
        template = issue_path(issue, "/remotelink/{id}")[1]
        self._server.write(Call("PUT", path, doing, body=body, template=template))
