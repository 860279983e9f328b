# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The few resources of Jira itself that a client of AIP needs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from ..login import login_page
from ..model import User
from ..site import Site
from .answers import asking, json_answer, text_answer


def platform_resource(site: Site) -> Blueprint:
    """Return /rest/api/2 (also called latest) and the login page."""
    pages = Blueprint("platform", __name__)

    @pages.get("/rest/api/<any('2', latest):version>/myself")
    def myself(version: str) -> Response:
        user = asking()
        return _not_found("") if user is None else json_answer(_user(site, user))

    @pages.get("/rest/api/<any('2', latest):version>/serverInfo")
    def server_info(version: str) -> Response:
        number = site.switches["jira_version"]
        return json_answer(
            {
                "baseUrl": site.base_url,
                "version": number,
                "versionNumbers": [int(part) for part in number.split(".") if part.isdigit()],
                # Data Center says Server, too
                "deploymentType": "Server",
                "buildNumber": 10030024,
                "serverTitle": "Sandbox",
            }
        )

    @pages.get("/rest/api/<any('2', latest):version>/user")
    def user(version: str) -> Response:
        username, key = request.args.get("username"), request.args.get("key")
        if username is None and key is None:
            return _errors(
                400, "Either the 'username' or the 'key' query parameters need to be provided"
            )
        for candidate in site.catalog.users:
            if candidate.username == username or candidate.key == key:
                return json_answer(_user(site, candidate))
        return _not_found(username or key or "")

    @pages.get("/rest/api/<any('2', latest):version>/groups/picker")
    def groups(version: str) -> Response:
        query = request.args.get("query", "").lower()
        named = [group for group in site.catalog.groups if query in group.lower()]
        return json_answer(
            {
                "header": f"Showing {len(named)} of {len(named)} matching groups",
                "total": len(named),
                "groups": [{"name": name, "html": name, "labels": []} for name in named],
            }
        )

    @pages.get("/login.jsp")
    def login() -> Response:
        return text_answer(login_page(site.base_url))

    return pages


def _user(site: Site, user: User) -> dict[str, Any]:
    return {
        "self": f"{site.base_url}/rest/api/2/user?username={user.username}",
        "key": user.key,
        "name": user.username,
        "emailAddress": user.email,
        "avatarUrls": {},
        "displayName": user.display_name,
        "active": user.active,
        "deleted": False,
        "timeZone": "Europe/Oslo",
        "locale": "en_US",
    }


def _errors(status: int, message: str) -> Response:
    return json_answer({"errorMessages": [message], "errors": {}}, status)


def _not_found(name: str) -> Response:
    return _errors(404, f"The user named '{name}' does not exist")
