# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All resources of Jira: what the web application registers."""

from __future__ import annotations

from flask import Blueprint

from ...site import Site
from .bulk import bulk_resource
from .files import file_resource
from .hanging import comment_resource, watching_resource, worklog_resource
from .issues import issue_meta_resource, issue_resource
from .labels import label_resource
from .links import link_resource, remote_link_resource
from .people import group_resource, people_resource
from .permissions import permission_resource
from .planning import planning_resources
from .preferences import preference_resource
from .projects_seen import project_resource
from .properties import property_resource
from .removals import more_setup_resource, removal_resource
from .schemes import scheme_resource
from .setup import setup_resource
from .webhooks import webhook_resource


def jira_resources(site: Site) -> list[Blueprint]:
    """Return the resources below /rest/api, for all profiles."""
    made = (
        issue_resource,
        issue_meta_resource,
        setup_resource,
        project_resource,
        comment_resource,
        worklog_resource,
        watching_resource,
        link_resource,
        remote_link_resource,
        property_resource,
        file_resource,
        people_resource,
        group_resource,
        permission_resource,
        webhook_resource,
        label_resource,
        bulk_resource,
        more_setup_resource,
        removal_resource,
        preference_resource,
        scheme_resource,
    )
    return [*(resource(site) for resource in made), *planning_resources(site)]
