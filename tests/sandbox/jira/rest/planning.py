# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What finds issues and plans with them: searches, boards and sprints, projects that are written."""

from __future__ import annotations

from flask import Blueprint

from ...site import Site
from .agile import board_resource, sprint_resource
from .filters import filter_resource
from .jql import jql_resource
from .projects import component_resource, project_writing_resource, version_resource
from .search import search_resource


def planning_resources(site: Site) -> list[Blueprint]:
    """Return these resources, for all profiles."""
    made = (
        search_resource,
        jql_resource,
        filter_resource,
        board_resource,
        sprint_resource,
        project_writing_resource,
        component_resource,
        version_resource,
    )
    return [resource(site) for resource in made]
