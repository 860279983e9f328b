# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be done about the links and comments of an issue. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .._core.errors import InputError, NotFound
from .._core.issues.comments import (
    CommentStep,
    ShownComment,
    comment_steps,
    marker_in,
    noted_markers,
    read_comments,
    unplaced,
)
from .._core.issues.declared import Issue, Link
from .._core.issues.links import missing_links, side_of
from .._core.issues.remote_links import RemoteLinkStep, remote_link_steps
from .._core.issues.shown import Shown
from .._core.kinds.written import Invalid
from .._jira.site import Site


def plan_links(issue: Issue, current: Shown | None, site: Site) -> tuple[Link, ...]:
    """The links to make. Raises InputError for a phrase that Jira does not know, and an issue that is not there."""
    problems: list[str] = []
    missing = missing_links(issue.links, current)
    if not missing:
        return ()
    # An issue may have been moved, and then it has another key than the one that is declared.
    targets = {one.issue: _target(one, current, site, problems) for one in missing}
    for one in missing:
        try:
            side_of(one.phrase, site.catalogs.link_types())
        except Invalid as invalid:
            problems.append(f"links: {invalid}")
    if problems:
        raise InputError(problems)
    by_key = [Link(one.phrase, targets[one.issue]) for one in missing]
    return missing_links(by_key, current)


def _target(one: Link, current: Shown | None, site: Site, problems: list[str]) -> str:
    try:
        key = site.issues.read(one.issue, ("summary",)).key
    except NotFound:
        problems.append(
            f"links: there is no issue {one.issue}, or this user may not see it ('{one.phrase}')"
        )
        return one.issue
    if current is not None and key == current.key:
        problems.append(f"links: {key} cannot be linked to itself ('{one.phrase}')")
    return key


def plan_remote_links(
    issue: Issue, current: Shown | None, site: Site
) -> tuple[RemoteLinkStep, ...]:
    """The links to pages to write."""
    if not issue.remote_links:
        return ()
    shown = site.links.remote_links(current.key) if current else ()
    return remote_link_steps(issue.remote_links, shown)


def plan_comments(
    issue: Issue, current: Shown | None, site: Site
) -> tuple[tuple[CommentStep, ...], Mapping[str, str]]:
    """The comments to add or change; and the ids by marker of those that the issue's property does not have."""
    declared = issue.comments
    if not declared:
        return (), {}
    shown: tuple[ShownComment, ...] = ()
    noted: dict[str, str] = {}
    if current is not None:
        shown = read_comments(site.comments.every(current.key))
        noted = dict(noted_markers(current.mark))
    wanted = {one.marker: one.text for one in unplaced(declared, shown, noted) if one.marker}
    found = _find_marked(wanted, shown, noted, site) if wanted and shown else {}
    mark = current.mark if current else {}
    return comment_steps(declared, shown, {**noted, **found}, mark), found


def _find_marked(
    wanted: Mapping[str, str],
    shown: Iterable[ShownComment],
    noted: Mapping[str, str],
    site: Site,
) -> dict[str, str]:
    """Comments of ours that the issue's property does not have, as a run that was killed may leave them.

    They have their marker themselves or, where the server does not keep it, at least the text: `wanted` by marker.
    """
    known = set(noted.values())
    found: dict[str, str] = {}
    myself = site.catalogs.myself()
    own = [one for one in shown if one.id not in known and one.authors & myself]
    unmarked: list[ShownComment] = []
    for one in own:
        if not set(wanted) - set(found):
            break
        marker = marker_in(site.comments.mark(one.id))
        if marker is None:
            unmarked.append(one)
        elif marker in wanted:
            found.setdefault(marker, one.id)
    for one in unmarked:
        same = (marker for marker, text in wanted.items() if text == one.text)
        marker = next((it for it in same if it not in found), None)
        if marker is not None:
            found[marker] = one.id
    return found
