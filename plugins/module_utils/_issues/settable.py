# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether fields can be set as they are declared, by the screens that Jira shows: found out before anything is written.

Where Jira does not show a screen, the request shows it, and Jira's own words are reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .._core.errors import InputError
from .._core.fields import did_you_mean
from .._core.issues.declared import Issue
from .._core.issues.differences import FieldDifference, differs_in_case_alone, is_same
from .._core.issues.fields import OPTION_OF, OPTIONS
from .._core.issues.screens import Screen, ScreenField, fitted
from .._core.issues.shown import Shown
from .._core.kinds.written import Invalid
from .._jira.catalogs import IssueType
from .._jira.site import Site

LONGEST_TEXT = 32_767
"""The most characters of a text on Cloud. A Data Center may have another limit, which it does not show."""
_FILLED_IN = frozenset({"project", "issuetype", "summary", "reporter", "priority"})
"""Fields that are required and that the task has anyway, or Jira fills in."""
_NEVER_LATER = frozenset({OPTIONS["parent"]})
"""Fields that cannot be set by editing what creation did not take."""


def on_creation(
    fields: Sequence[FieldDifference], issue: Issue, issue_type: IssueType, site: Site
) -> tuple[FieldDifference, ...]:
    """The fields of a new issue, as Jira spells their values. Raises InputError with all problems."""
    project = issue.project or ""
    where = f"{_a(issue_type.name)} in {project}"
    screen = site.catalogs.creation_screen(project, issue_type)
    problems: list[str] = []
    if screen is not None:
        problems += _not_on_creation(fields, issue, screen, where)
    found = []
    for one in fields:
        if one.field.id == "resolution" and issue.status is None:
            problems.append(
                "resolution: is set by moving the issue to a status: write status as well"
            )
        found.append(_fit(one, (screen or {}).get(one.field.id), where, problems))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _not_on_creation(
    fields: Sequence[FieldDifference], issue: Issue, screen: Screen, where: str
) -> Iterator[str]:
    if "labels" not in screen:
        yield (
            f"unique_id: {where} cannot have labels on creation, by which it is found again: an administrator of Jira"
            " can add the field Labels to its screen"
        )
    for one in fields:
        if one.field.id in _NEVER_LATER and one.field.id not in screen and one.after is not None:
            yield f"{one.field.path}: {where} cannot have one"
    filled = {one.id for one, value in issue.values.items() if value not in (None, ())}
    for number, shown in screen.items():
        if shown.is_required and number not in filled | _FILLED_IN:
            yield f"{_path(number, shown)}: is required for {where}{choices(shown)}"


def on_editing(
    fields: Sequence[FieldDifference],
    current: Shown,
    site: Site,
    moves: Screen | None,
    is_to_move: bool,
) -> tuple[FieldDifference, ...]:
    """The fields that differ, as Jira spells their values. Raises InputError with all problems.

    `moves` is the screen of the transition if the issue moves; None too on a way of several, any of which may have the
    fields that are not on the screen for editing.
    """
    if not fields:
        return ()
    problems: list[str] = []
    screen = site.issues.edit_screen(current.key)
    where = f"{_a(current.name_in('issuetype') or 'issue')} in {current.project}"
    shown = {**(moves or {}), **(screen or {})}
    found = [_fit(one, shown.get(one.field.id), where, problems) for one in fields]
    found = [
        one
        for one in found
        if not is_same(one.field, one.before, one.after)
        and (one.field.id in shown or not differs_in_case_alone(one.field, one.before, one.after))
    ]
    # Cloud takes fields that are on no screen.
    is_known = not is_to_move or moves is not None
    if screen is not None and is_known and not site.server.is_cloud:
        # The resolution may be set by the transition itself, without a screen.
        asked = [one for one in found if not (is_to_move and one.field.id == "resolution")]
        problems += _not_on_screen(asked, shown, current, where)
    if problems:
        raise InputError(problems)
    return tuple(found)


def _not_on_screen(
    fields: Sequence[FieldDifference], screen: Screen, current: Shown, where: str
) -> Iterator[str]:
    missing = [one for one in fields if one.field.id not in screen and one.field.id != "parent"]
    if missing and not screen:
        names = ", ".join(one.field.path for one in missing)
        yield (
            f"{names}: this user may not edit {current.key}, or it cannot be edited while it is in '{current.status}':"
            " it requires the permission to edit issues, or another status"
        )
        return
    for one in missing:
        if one.field.id == "resolution":
            yield (
                f"resolution: is set by moving {current.key}, which is in '{current.status}', to another status: write"
                " status as well"
            )
            continue
        yield (
            f"{one.field.path}: the field ({one.field.id}) is not on the screen for editing {where}, or this user may"
            " not set it: an administrator of Jira can add it"
        )


def _fit(
    one: FieldDifference, shown: ScreenField | None, where: str, problems: list[str]
) -> FieldDifference:
    if shown is None:
        return one
    try:
        return fitted(one, shown, where)
    except Invalid as invalid:
        problems.append(f"{one.field.path}: {invalid}")
        return one


def too_long(issue: Issue, site: Site) -> Iterator[str]:
    """The problems with texts that are longer than Cloud takes."""
    if not site.server.is_cloud:
        return
    texts = {one.path: value for one, value in issue.values.items() if one.kind.is_text}
    texts.update({f"comments[{number}]": one.text for number, one in enumerate(issue.comments, 1)})
    for path, text in texts.items():
        if isinstance(text, str) and len(text) > LONGEST_TEXT:
            yield f"{path}: has {len(text):,} characters; Jira takes at most {LONGEST_TEXT:,}"


def _path(number: str, shown: ScreenField) -> str:
    return OPTION_OF.get(number) or f"fields.{shown.name}"


def choices(shown: ScreenField) -> str:
    """The values to choose from, as sentences end with them."""
    names = [str(one.get("value") or one.get("name") or "") for one in shown.allowed or ()]
    return did_you_mean("", filter(None, names))


def _a(name: str) -> str:
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"
