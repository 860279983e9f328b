# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of an issue, compared by content. Reads only."""

from __future__ import annotations

from functools import partial

from .._core.errors import InputError, attempt
from .._core.issues.declared import Issue
from .._core.issues.shown import Shown
from .._core.model import Attachment, LocalFile
from .._core.step import Replacement
from .._jira.site import Site
from .._local.files import digest_of, local_digest


def plan_files(issue: Issue, current: Shown | None, site: Site) -> tuple[Replacement, ...]:
    """What has to be uploaded, and what it replaces. Raises InputError for a file that cannot be read."""
    attached = current.attachments if current else ()
    problems: list[str] = []
    found: list[Replacement] = []
    for one in issue.attachments:
        planned = attempt(problems, partial(_plan_file, one, attached, site))
        found += [planned] if planned is not None else []
    uploads = [one for one in found if one.upload]
    if uploads:
        largest = site.attachments.largest()
        problems += (_too_large(one, largest) for one in uploads if _is_larger(one, largest))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _is_larger(one: Replacement, largest: int | None) -> bool:
    return largest is not None and (largest == 0 or (one.size or 0) > largest)


def _too_large(one: Replacement, largest: int | None) -> str:
    if largest == 0:
        return f"attachments: '{one.name}' cannot be attached: attachments are switched off in this Jira"
    return f"attachments: '{one.name}' has {one.size:,} bytes; this Jira takes at most {largest:,}"


def _plan_file(file: LocalFile, attached: tuple[Attachment, ...], site: Site) -> Replacement | None:
    digest, size = local_digest(file.path, "attachments")
    same, stale = False, []
    for one in attached:
        if one.name != file.name:
            continue
        if one.size in (None, size) and digest_of(site.attachments.download(one)) == digest:
            same = True
        else:
            stale.append(one)  # perhaps left by a run that was interrupted after the upload
    if same and not stale:
        return None
    return Replacement(file.name, None if same else file, tuple(stale), size, digest)
