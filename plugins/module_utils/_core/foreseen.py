# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tasks of a run in check mode would have made of the assets, so that its later tasks can predict theirs.

Encrypted values, and texts that hold a secret, are no part of it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Callable

from .fields import NAME
from .model import AssetType, Current, Id, Row, Secret, Value, id_order, refs_in
from .step import Step

FIRST_ID = -9_000_000_000_000_000
IDS = 10**14
"""New assets have ids from FIRST_ID on, so many of them; no server has such ids, and no result shows them."""
_SHOWN_ID = re.compile(r"-90[0-9]{14}(?![0-9])")
_AFTER_NAME = re.compile(rf" #{_SHOWN_ID.pattern}")
NO_ID = "(new)"


@dataclass(frozen=True)
class Foreseen:
    """An asset as it would be: a new one, one that is gone, or one of which some fields have other values.

    `raw` has all its fields as an answer would show them, `changed` the keys of those that differ.
    """

    id: Id
    name: str
    type_id: Id | None
    is_new: bool = False
    is_gone: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict)
    changed: tuple[str, ...] = ()

    def after(self, later: Foreseen) -> Foreseen:
        """What becomes of the asset if this is followed by what was foreseen later."""
        keys = dict.fromkeys((*self.changed, *later.changed))
        return dataclasses.replace(
            later, is_new=self.is_new, raw={**self.raw, **later.raw}, changed=tuple(keys)
        )

    def applied(self, current: Current) -> Current:
        """An asset of the server as it would be."""
        raw = {key: self.raw[key] for key in self.changed if key in self.raw}
        return dataclasses.replace(current, name=self.name, raw={**current.raw, **raw})

    def row(self, asset_type: AssetType) -> Row:
        """The asset as a search would show it."""
        shown = {key for key, one in asset_type.fields.items() if one.kind != "encrypted"}
        raw = {key: value for key, value in self.raw.items() if key in shown}
        if self.is_new:
            raw = {**dict.fromkeys(shown), **raw}
        return Row(self.id, self.name, asset_type, asset_type.name, raw)


_KEYS = {row.name for row in dataclasses.fields(Foreseen)}


def foresee(
    steps: Sequence[Step],
    new_id: Callable[[], Id],
    hidden: Callable[[Iterable[str]], Container[str]],
) -> Iterator[Foreseen]:
    """What becomes of the assets of these steps. `hidden` finds the texts that hold a secret."""
    new = {step.number: new_id() for step in steps if step.action == "create"}
    names = {step.number: str(step.declared.name) for step in steps if step.action == "create"}
    acting = [step for step in steps if step.action != "none"]
    changes = [_changed(step, new, names) for step in acting]
    secret = hidden(text for one in changes for text in _texts(one))
    for step, changed in zip(acting, changes):
        current = step.current
        asset_type = step.declared.asset_type or (current.asset_type if current else None)
        type_id = asset_type.id if asset_type else None
        if current is not None and step.action == "delete":
            yield Foreseen(current.id, current.name, type_id, is_gone=True)
            continue
        kept = {
            key: one
            for key, one in changed.items()
            if not any(text in secret for text in _texts(one))
        }
        asset_id = new[step.number] if current is None else current.id
        name = step.declared.name or (current.name if current else "")
        raw = {**(current.raw if current else {}), **kept}
        yield Foreseen(asset_id, name, type_id, current is None, False, raw, tuple(kept))


def _changed(step: Step, new: Mapping[int, Id], names: Mapping[int, str]) -> dict[str, Any]:
    """The fields that a step writes, as an answer would show them; encrypted ones are in none."""
    return {
        diff.field.key: _as_shown(diff.value, new, names)
        for diff in (*step.diffs, *step.later)
        if diff.field is not NAME and not isinstance(diff.value, Secret)
    }


def _as_shown(value: Value, new: Mapping[int, Id], names: Mapping[int, str]) -> Any:
    """The value as an answer would show it."""
    if refs_in(value):
        refs = (
            {"id": ref.id, "name": ref.name}
            if ref.new is None
            else {"id": new[ref.new], "name": names[ref.new]}
            for ref in refs_in(value)
        )
        return sorted(refs, key=lambda ref: (str(ref["name"]), id_order(ref["id"])))
    return sorted(map(str, value)) if isinstance(value, frozenset) else value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))


def as_data(one: Foreseen) -> dict[str, Any]:
    """It in JSON's types."""
    data = {key: getattr(one, key) for key in _KEYS}
    return {**data, "raw": dict(one.raw), "changed": list(one.changed)}


def from_data(data: Iterable[Any]) -> Iterator[Foreseen]:
    """What `as_data` made of them; anything else is left out."""
    for one in data:
        if isinstance(one, Mapping) and one.keys() == _KEYS:
            yield Foreseen(**{**one, "changed": tuple(one["changed"])})


def without_new_ids(data: Any) -> Any:
    """A result without the ids of new assets: null in the place of an id, and no id behind a name."""
    if isinstance(data, str):
        return _SHOWN_ID.sub(NO_ID, _AFTER_NAME.sub("", data)) if "-90" in data else data
    if isinstance(data, bool) or not isinstance(data, (int, list, tuple, dict)):
        return data
    if isinstance(data, int):
        return None if FIRST_ID - IDS <= data <= FIRST_ID else data
    if isinstance(data, dict):
        return {key: without_new_ids(one) for key, one in data.items()}
    return [without_new_ids(one) for one in data]
