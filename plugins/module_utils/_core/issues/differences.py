# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which fields an issue differs from its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import BadAnswer
from ..model import Change
from .declared import Issue
from .durations import same_estimates
from .fields import Field
from .identity import is_identity_label, label_of
from .kinds import RAW, TRACKING, contains
from .people import Person, read_person
from .shown import Shown
from .stored_texts import is_stored_as

People = Mapping[str, Person]
"""Who was looked up, by what the user wrote."""


@dataclass(frozen=True)
class FieldDifference:
    """A field that has to be written: its canonical values now and as declared."""

    field: Field
    before: Any
    after: Any

    @property
    def change(self) -> Change:
        """The difference as results show it."""
        show = self.field.kind.show
        return Change(self.field.path, _shown(show, self.before), _shown(show, self.after))

    @property
    def foreseen(self) -> Any:
        """The value as the issue will show it: users by the ids that the server has for them."""
        return _shown(self.field.kind.show, _by_ids(self.after))


def _shown(show: Any, value: Any) -> Any:
    return None if value is None else show(value)


def _by_ids(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_by_ids, value))
    return Person(value.id, value.id) if isinstance(value, Person) else value


def read_value(field: Field, shown: Any) -> Any:
    """The canonical value of what the server shows; None, or an empty list, for nothing."""
    if shown is None or shown in ("", []):
        return () if field.kind.is_list else None
    value = field.kind.read(shown)
    if field.id == "labels":
        return tuple(one for one in value if not is_identity_label(one))
    return value


def people_to_find(issue: Issue, current: Shown | None) -> dict[str, str]:
    """The users that must be looked up to compare, each with the option that names them.

    Those whom the issue shows by the very spelling are known.
    """
    wanted: dict[str, str] = {}
    for field, value in issue.values.items():
        shown = current.fields.get(field.id) if current else None
        known = _spellings(shown if isinstance(shown, list) else [shown])
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Person) and one.written not in known:
                wanted.setdefault(one.written, field.path)
    return wanted


def _spellings(shown: list[Any]) -> frozenset[str]:
    """What can only be the users that are shown: usernames, keys, account ids and e-mail addresses."""
    people = [read_person(one) for one in shown if isinstance(one, Mapping)]
    return frozenset(text for one in people for text in one.spellings)


def with_people(field: Field, value: Any, shown: Any, people: People) -> Any:
    """The declared value with users in place of what was written of them."""
    if isinstance(value, tuple) and value and isinstance(value[0], Person):
        # Two spellings of one user are one user.
        return tuple(dict.fromkeys(with_people(field, one, shown, people) for one in value))
    if not isinstance(value, Person):
        return value
    if value.written in people:
        return people[value.written]
    for one in shown if isinstance(shown, list) else [shown]:
        found = read_person(one) if isinstance(one, Mapping) else None
        if found is not None and value.written in found.spellings:
            return Person(found.id, value.written, found.spellings)
    return value


def differences(issue: Issue, current: Shown | None, people: People) -> tuple[FieldDifference, ...]:
    """The fields to write; all that have a value, of an issue that does not exist yet."""
    found = []
    for field, declared in issue.values.items():
        shown = current.fields.get(field.id) if current else None
        after = with_people(field, declared, shown, people)
        before = read_value(field, shown)
        if field.id == "issuetype" and _is_id(after, shown):
            continue
        if field.kind.is_list and issue.adds_to_lists:
            if current is not None and field.id not in current.fields:
                what = f"could not read {field.path} of {current.key}, to add values to it"
                raise BadAnswer(f"{what}: the answer does not show it")
            after = tuple(before) + tuple(one for one in after if one not in before)
        noted = current.mark if current else {}
        is_stored = field.kind.is_text and is_stored_as(noted, field.id, after, before)
        if not is_stored and not is_same(field, before, after):
            found.append(FieldDifference(field, before, after))
    return tuple(found)


def _is_id(written: Any, shown: Any) -> bool:
    """Whether an issue type is written by its id, and is the one that is shown."""
    return isinstance(shown, Mapping) and str(shown.get("id")) == written


def is_same(field: Field, before: Any, after: Any) -> bool:
    """Whether two canonical values are equal."""
    if field.kind.is_list:
        return len(before) == len(after) and all(one in before for one in after)
    if field.kind == TRACKING:
        return same_estimates(before, after)
    if field.kind == RAW:
        return contains(before, after) if after is not None else before is None
    return bool(before == after)


def is_taken(one: FieldDifference, shown: Any) -> bool:
    """Whether Jira shows what was written. What people choose from has the letters that Jira has for it."""
    return is_same(one.field, shown, one.after) or differs_in_case_alone(
        one.field, shown, one.after
    )


def differs_in_case_alone(field: Field, before: Any, after: Any) -> bool:
    """Whether two values, of those that people choose from, are one in other letters."""
    return field.kind.is_choice and bool(folded(before) == folded(after))


def folded(value: Any) -> Any:
    """A value, and what is in it, without its case."""
    if isinstance(value, str):
        return value.casefold()
    return tuple(map(folded, value)) if isinstance(value, tuple) else value


def is_written(one: FieldDifference, shown: Any) -> bool:
    """Whether a field shows that it was written: a text perhaps in other words than it was written in."""
    is_another_text = one.field.kind.is_text and one.after and shown not in (None, one.before)
    return bool(is_another_text) or is_taken(one, shown)


def labels_to_send(issue: Issue, labels: tuple[str, ...], current: Shown | None) -> tuple[str, ...]:
    """The labels with those that say who the issue is, which are never removed."""
    kept = [one for one in labels_of(current) if is_identity_label(one)] if current else []
    own = [label_of(issue.unique_id)] if issue.unique_id else []
    return tuple(dict.fromkeys((*labels, *kept, *own)))


def labels_of(current: Shown) -> tuple[str, ...]:
    """All labels that an issue shows. Raises BadAnswer if it does not: written anew, others would be lost."""
    shown = current.fields.get("labels", "missing")
    if shown is None:
        return ()
    if not isinstance(shown, list) or not all(isinstance(one, str) for one in shown):
        raise BadAnswer(
            f"could not read the labels of {current.key}: the answer does not show them"
        )
    return tuple(shown)


def lacks_identity(issue: Issue, current: Shown) -> bool:
    """Whether the issue does not bear the label of its identity."""
    if not issue.unique_id:
        return False
    shown = current.fields.get("labels")
    return label_of(issue.unique_id) not in (shown if isinstance(shown, list) else ())


def value_to_send(one: FieldDifference, is_cloud: bool) -> Any:
    """The value of a field as requests have it."""
    if one.after is None:
        return [] if one.field.kind.is_list else None
    if one.field.id == "issuetype" and one.after.isdigit():
        return {"id": one.after}
    return one.field.kind.send(one.after, is_cloud)
