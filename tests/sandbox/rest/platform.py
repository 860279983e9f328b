# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The few resources of Jira itself that a client of AIP needs."""

from __future__ import annotations

import re

from flask import Blueprint, Response

from ..jira.profiles import CLOUD_ID
from ..jira.showing import moment
from ..login import login_page
from ..site import Site
from .answers import json_answer, text_answer


def platform_resource(site: Site) -> Blueprint:
    """Return /rest/api/2 (also called latest) and the login page."""
    pages = Blueprint("platform", __name__)

    @pages.get("/rest/api/<any('2', '3', latest):version>/serverInfo")
    def server_info(version: str) -> Response:
        profile = site.jira.profile
        if version not in profile.apis:
            return json_answer({"message": "null for uri", "status-code": 404}, 404)
        number = site.jira.version
        return json_answer(
            {
                "baseUrl": site.base_url,
                "version": number,
                "versionNumbers": [int(part) for part in re.findall(r"\d+", number)[:3]],
                # Data Center says Server, too
                "deploymentType": "Cloud" if profile.cloud else "Server",
                "buildNumber": profile.build,
                "buildDate": "2026-01-15T00:00:00.000+0000",
                "serverTime": moment(site.clock.milliseconds()),
                "scmInfo": "c4b1b5f6d1bd5e1e0a4f2b7d9a8e7c6b5a4f3e2d",
                "serverTitle": "Sandbox",
                **({"defaultLocale": {"locale": "en_US"}} if profile.cloud else {}),
            }
        )

    @pages.get("/_edge/tenant_info")
    def tenant_info_of_site() -> Response:
        return tenant_info(site)

    @pages.get("/login.jsp")
    def login() -> Response:
        return text_answer(login_page(site.base_url))

    return pages


def tenant_info(site: Site) -> Response:
    """Return the id by which the gateway of Cloud knows a site."""
    if not site.jira.profile.cloud:
        return text_answer("<html><head><title>Not Found</title></head></html>", 404)
    return json_answer({"cloudId": CLOUD_ID})
