# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a declaration names in words of its own: users, other issues, the issue type. What is there already is not asked
for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from .._core.errors import InputError, NotFound, attempt
from .._core.issues.declared import Issue
from .._core.issues.differences import People, people_to_find, read_value
from .._core.issues.fields import Field
from .._core.issues.issue_refs import IssueRef, show_ref
from .._core.issues.kinds import EPIC, ISSUE
from .._core.issues.shown import Shown
from .._jira.site import Site


def find_people(issue: Issue, current: Shown | None, site: Site, problems: list[str]) -> People:
    """The users that fields name, by what was written; problems for texts that are nobody's."""
    wanted = people_to_find(issue, current).items()
    found = (
        (written, attempt(problems, lambda: site.users.find(written, path)))  # noqa: B023 - at once
        for written, path in wanted
    )
    return {written: one for written, one in found if one is not None}


def with_names(issue: Issue, current: Shown | None, site: Site, problems: list[str]) -> Issue:
    """The issue with its type and other issues as the server calls them, where they are not those that it has."""
    values = {
        field: _as_called(field, value, issue, current, site, problems)
        for field, value in issue.values.items()
    }
    return dataclasses.replace(issue, values=values)


def _as_called(
    field: Field, value: Any, issue: Issue, current: Shown | None, site: Site, problems: list[str]
) -> Any:
    shown = current.fields.get(field.id) if current else None
    if value is None or value == read_value(field, shown):
        return value
    if field.kind in (ISSUE, EPIC):
        return attempt(problems, lambda: _other_issue(field, value, site))
    if field.id == "issuetype" and value not in _ids(shown):
        project = current.project if current else issue.project or ""
        found = attempt(problems, lambda: site.catalogs.issue_type(project, value))
        return value if found is None else found.name
    return value


def _ids(shown: Any) -> Iterator[str]:
    if isinstance(shown, Mapping) and shown.get("id") is not None:
        yield str(shown["id"])


def _other_issue(field: Field, ref: IssueRef, site: Site) -> IssueRef:
    """The issue by key and id: a key may be one that it had before it was moved. Raises InputError."""
    written = str(show_ref(ref))
    try:
        found = site.issues.read(written, ("summary",))
    except NotFound:
        raise InputError(
            [f"{field.path}: there is no issue {written}, or this user may not see it"]
        ) from None
    return IssueRef(found.key, found.id)
