# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a field kind means: the only place that compares different spellings of a value.

For each kind the table KINDS defines how a user may write a value (`parse`), in which ways a server may show it
(`read`), how it is shown to users (`show`), and when two canonical values are the same (`same`). How it is sent is
up to the back end. Each family of kinds has a file of its own beside this one.

`read` gives a tuple: the server's answer format is not documented, and some texts can be read in more than one way
("A,B" is one option or two). A declared value equals a current one if it equals any of its readings; users see the
first reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..known import Known
from ..model import HIDDEN, Field, Id, Ref, Value
from . import cascading, choices, dates, ids, numbers, people, references, texts
from .kind import Kind, Rows, equal
from .raw import TOO_DEEP, is_too_deep, without_nothing
from .written import Invalid, is_clear, no_boolean, unmarked

KINDS: Rows = {
    **texts.ROWS,
    **numbers.ROWS,
    **dates.ROWS,
    **choices.ROWS,
    **cascading.ROWS,
    **ids.ROWS,
    **people.ROWS,
    **references.ROWS,
}
_TEXT = KINDS["text"]
_STRICT = frozenset({*numbers.ROWS, *dates.ROWS, *ids.ROWS, "currency", "ip", "ipv6"})
"""The kinds whose values have a form, whatever an administrator has set up."""


def kind_of(field: Field) -> Kind:
    """The kind of the field; an attribute of an unknown type is read as text."""
    return KINDS.get(field.kind, _TEXT)


def parse(value: Any, field: Field, known: Known) -> Value:
    """The canonical value of what a user wrote; None clears. Raises Invalid."""
    if is_clear(value):
        return None
    if isinstance(value, bool):
        kind = KINDS.get(field.kind, _TEXT)
        read = str(value).lower()
        raise Invalid(f"{read} is not a value of this field" if kind.ordered else no_boolean(value))
    if value == HIDDEN:
        raise Invalid(f"{HIDDEN} is what Ansible shows in place of a hidden value, not the value")
    if field.kind not in KINDS:
        raise Invalid(
            f"its attribute type '{field.type_name or field.name}' is not known"
            f"{known.way_out.get('attribute_type', '')}"
        )
    if field.kind in dates.ROWS:
        value = unmarked(value)
    return KINDS[field.kind].parse(value, field, known)


def readings(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    """The canonical values that an answer may mean, most likely first. Never raises; an empty answer gives (None,).

    Whatever cannot be a value of the field is a text: users see it as it is.
    """
    bare = raw
    if isinstance(raw, (list, tuple, Mapping)):
        if is_too_deep(raw):
            return (_as_text(TOO_DEEP, field),)
        bare = without_nothing(raw)
    if is_clear(bare):
        return (None,)
    found = kind_of(field).read(bare, field, known)
    return tuple(dict.fromkeys(found)) or (None,)


class Readings:
    """The readings of many answers. Most values in thousands of rows are alike, so each text is read once."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._of_texts: dict[tuple[Id | None, str, str], tuple[Value, ...]] = {}

    def of(self, raw: Any, field: Field) -> tuple[Value, ...]:
        """The result of `readings`."""
        if not isinstance(raw, str):
            return readings(raw, field, self.known)
        key = (field.attribute_id, field.key, raw)
        try:
            return self._of_texts[key]
        except KeyError:
            found = self._of_texts[key] = readings(raw, field, self.known)
            return found


def _as_text(text: str, field: Field) -> Value:
    """A text in the place of a value of the field."""
    if field.kind == "references":
        return frozenset({Ref(name=text)})
    return frozenset({text}) if kind_of(field).many else text


def has_form(field: Field) -> bool:
    """Whether an answer may show what cannot be a value of the field."""
    return field.kind in _STRICT


def is_odd(raw: Any, field: Field, known: Known) -> bool:
    """Whether an answer shows what cannot be a value of the field, so that it is compared as a text."""
    if not has_form(field):
        return False
    value = readings(raw, field, known)[0]
    try:
        return value is not None and parse(show(value, field, known), field, known) is None
    except Invalid:
        return True


def same(declared: Value, current: Value, field: Field, known: Known) -> bool:
    """Whether two canonical values of this field are the same."""
    if declared is None or current is None:
        return declared is current
    return kind_of(field).same(declared, current, known)


def matches_raw(declared: Value, raw: Any, field: Field, known: Known) -> bool:
    """Whether any reading of the server's answer equals the declared value."""
    return any(same(declared, reading, field, known) for reading in readings(raw, field, known))


def show(value: Value, field: Field, known: Known) -> Any:
    """The value in the user's spelling, in native YAML types."""
    return None if value is None else kind_of(field).show(value, field, known)


def show_raw(raw: Any, field: Field, known: Known) -> Any:
    """The server's answer in the user's spelling."""
    return show(readings(raw, field, known)[0], field, known)


def compares_plainly(field: Field) -> bool:
    """Whether two values of this field are the same if, and only if, they are equal."""
    return kind_of(field).same is equal


def is_comparable(value: Value, field: Field) -> bool:
    """Whether it is a value of an ordered kind, and not an answer that could not be interpreted."""
    if field.kind in numbers.ROWS:
        return numbers.is_number(value)
    return dates.is_moment(value)


def singles(value: Value) -> list[Value]:
    """The members of a set, each as a set of its own; any other value unchanged."""
    if not isinstance(value, frozenset):
        return [value]
    return [frozenset({item}) for item in value]  # type: ignore[misc]  # of one kind, as the set is
