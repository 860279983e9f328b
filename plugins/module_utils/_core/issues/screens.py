# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Screens: the fields that can be set on creation, on editing or with a transition, and the values that Jira lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..fields import did_you_mean
from ..kinds.written import Invalid
from .differences import FieldDifference, folded
from .fields import Field
from .issue_refs import show_ref
from .kinds import CASCADE

_NONE_IS_NONE = frozenset({"components", "fixVersions", "versions"})
"""Fields whose values the project has: an empty list of them is all there is. Elsewhere it says nothing."""


@dataclass(frozen=True)
class ScreenField:
    """A field of a screen. `allowed` are the values that Jira lists for it; None where it lists none."""

    name: str
    is_required: bool
    allowed: tuple[Mapping[str, Any], ...] | None = field(default=None, repr=False)


Screen = Mapping[str, ScreenField]
"""The fields of a screen by id."""


def read_screen_field(number: object, facts: Any) -> ScreenField:
    """A field in the answers about screens (`createmeta`, `editmeta`, `transitions`)."""
    if not isinstance(facts, Mapping):
        return ScreenField(str(number), False)
    # What has a default is filled in by Jira.
    is_required = facts.get("required") is True and not facts.get("hasDefaultValue")
    shown = facts.get("allowedValues")
    allowed = (
        tuple(one for one in shown if isinstance(one, Mapping)) if isinstance(shown, list) else None
    )
    return ScreenField(str(facts.get("name") or number), is_required, allowed)


def read_screen(shown: Mapping[str, Any]) -> Screen:
    """The screen of an answer that has its fields by id."""
    return {str(number): read_screen_field(number, facts) for number, facts in shown.items()}


def fitted(one: FieldDifference, shown: ScreenField, where: str) -> FieldDifference:
    """The difference in the spelling that Jira has for its values. Raises Invalid for one that it does not offer.

    `where` is what has the field, such as "a Task in OPS". What the issue has already counts, as it may be archived.
    """
    known = _known(one.field, shown)
    if not known or not one.field.kind.is_choice or one.after is None:
        if shown.allowed == () and one.field.id in _NONE_IS_NONE and one.after:
            raise Invalid(f"{where} can have none, as none is set up in the project")
        return one
    before = one.before if one.field.kind.is_list else (one.before,)
    values = one.after if one.field.kind.is_list else (one.after,)
    if one.field.id == "issuetype" and one.after in [
        str(of.get("id")) for of in shown.allowed or ()
    ]:
        return one
    found = tuple(
        value if value in before else _offered(value, one.field, known, where) for value in values
    )
    return replace(one, after=found if one.field.kind.is_list else found[0])


def _known(field: Field, shown: ScreenField) -> tuple[Any, ...]:
    """The values that are offered, as the field has them."""
    known: list[Any] = []
    for one in shown.allowed or ():
        value = field.kind.read([one] if field.kind.is_list else one)
        known += value if field.kind.is_list else [value]
        children = one.get("children")
        if field.kind == CASCADE and isinstance(children, list):
            known += [
                (*value, str(child.get("value")))
                for child in children
                if isinstance(child, Mapping)
            ]
    return tuple(known)


def _offered(value: Any, field: Field, known: tuple[Any, ...], where: str) -> Any:
    if value in known:
        return value
    alike = [one for one in known if folded(one) == folded(value)]
    if len(alike) == 1:
        return alike[0]
    names = [_words(one) for one in known]
    written = _words(value)
    raise Invalid(f"{where} cannot have '{written}'{did_you_mean(written, names)}")


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return " > ".join(map(str, value))
    return str(show_ref(value))
