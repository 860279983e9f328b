# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All resources of Jira: what the web application registers."""

from __future__ import annotations

from flask import Blueprint

from ...site import Site
from .agile import board_resource, sprint_resource
from .issues import issue_meta_resource, issue_resource
from .jql import jql_resource
from .people import group_resource, people_resource
from .projects import component_resource, project_writing_resource, version_resource
from .projects_seen import project_resource
from .search import search_resource
from .setup import setup_resource

_SEARCH_AND_PLANNING = (
    search_resource,
    jql_resource,
    board_resource,
    sprint_resource,
    project_writing_resource,
    component_resource,
    version_resource,
)


def jira_resources(site: Site) -> list[Blueprint]:
    """Return the resources below /rest/api, for all profiles."""
    made = (
        issue_resource,
        issue_meta_resource,
        setup_resource,
        project_resource,
        people_resource,
        group_resource,
    )
    return [resource(site) for resource in (*made, *_SEARCH_AND_PLANNING)]
