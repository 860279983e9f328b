# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The references of declarations: each is bound to the one asset that it means, and those that change are checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from .._core.backend import Identity
from .._core.errors import InputError
from .._core.kinds.table import matches_raw
from .._core.kinds.written import Invalid
from .._core.known import Known
from .._core.model import AssetType, Current, Declared, Field, Id, Ref, Value, refs_in
from .._read.meaning import fetch_hints, fetch_meanings, is_open, meaning
from .._read.references import References, ids_without_name
from .._read.targets import accepts
from .compare import Match

Bound = Mapping[tuple[Ref, tuple[Id, ...]], Ref]
"""The meaning of references by name, which may depend on the types that the attribute accepts."""


Mentioned = Sequence[tuple[Declared, Field, Ref]]
"""References, each with its asset and field."""


def every_reference(declared: Sequence[Declared]) -> Mentioned:
    """Every reference, with its asset and field, in a stable order."""
    return [
        (one, field, ref)
        for one in declared
        for field, refs in _references(one)
        for ref in (refs if len(refs) == 1 else sorted(refs, key=_in_order))
    ]


def _in_order(ref: Ref) -> tuple[str, str, str]:
    return str(ref.name), str(ref.asset_type), str(ref.id)


def names_to_search(mentioned: Mentioned, references: References) -> list[Identity]:
    """The names in references that may belong to assets not fetched yet."""
    found: dict[str, Identity] = {}
    for _one, field, ref in mentioned:
        if is_open(ref) and not references.is_fetched(ref, field):
            for identity in references.identities_of(ref):
                if identity.likely or str(identity.name) not in found:
                    found[str(identity.name)] = identity
    return [found[name] for name in sorted(found)]


def bind_references(
    declared: Sequence[Declared], mentioned: Mentioned, references: References
) -> list[Declared]:
    """The declarations with every reference by name bound to the one asset that it means.

    `mentioned` has all their references. Raises InputError with all that match no asset, or several.
    """
    opened = [(ref, field) for _one, field, ref in mentioned if is_open(ref)]
    references.read_ids(one for ref, _field in opened for one in references.ids_of(ref))
    fetch_hints(dict.fromkeys(opened), references)
    bound: dict[tuple[Ref, tuple[Id, ...]], Ref] = {}
    wrong: dict[tuple[Ref, tuple[Id, ...]], str] = {}
    problems: list[str] = []
    for one, field, ref in mentioned:
        key = (ref, field.allowed_types)
        if key not in bound:
            bound[key] = ref
            try:
                bound[key] = meaning(ref, field, references)
            except Invalid as invalid:
                wrong[key] = str(invalid)
        if key in wrong:
            problem = f"{field.key}: {wrong[key]}"
            problems.append(one.remark(problem) if one.origin else problem)
    if problems:
        raise InputError(problems)
    return [_bind_all(one, bound) for one in declared]


def bind_retired(retired: Declared, references: References) -> Declared:
    """What surplus assets of a type become, with its references bound to assets that exist. Raises InputError."""
    found = every_reference([retired])
    fetch_meanings([ref for _one, _field, ref in found], references)
    (bound,) = bind_references([retired], found, references)
    ids = [(field, ref.id) for _one, field, ref in every_reference([bound])]
    references.read_ids(one for _field, one in ids if one is not None)
    problems = [
        f"{field.key}: {references.why_unknown(one)}"
        for field, one in ids
        if one is not None and references.asset(one) is None
    ]
    if problems:
        raise InputError(problems)
    return bound


def _references(declared: Declared) -> list[tuple[Field, frozenset[Ref]]]:
    """The references of an asset that should exist, field by field."""
    asset_type = declared.asset_type
    if asset_type is None or not declared.present:
        return []
    values = declared.values
    return [
        (field, refs_in(values[field.key]))
        for field in asset_type.references
        if values.get(field.key) is not None
    ]


def _bind_all(declared: Declared, bound: Bound) -> Declared:
    changed = {
        field.key: frozenset(bound[ref, field.allowed_types] for ref in refs)
        for field, refs in _references(declared)
    }
    if not changed:
        return declared
    return dataclasses.replace(declared, values={**declared.values, **changed})


def check_references(
    matches: Sequence[Match], references: References, known: Known, types: Sequence[AssetType]
) -> list[Match]:
    """The matches with the names of all assets that they refer to, for references that change.

    Unchanged references are not checked. Raises InputError for ids that do not exist, and for assets of
    types that the attribute does not accept.
    """
    changes = [_changes(match, known) for match in matches]
    references.read_ids(
        asset_id
        for match, changing in zip(matches, changes)
        for field, value in changing
        for asset_id in _ids_to_read(match, field, value, known)
    )
    names = {
        one.current.id: one.declared.name
        for one in matches
        if one.current is not None and one.declared.name
    }
    checker = _Checker(references, known, names, [one.declared for one in matches], types)
    checked = [
        checker.check(match, changing) if changing else match
        for match, changing in zip(matches, changes)
    ]
    if checker.problems:
        raise InputError(checker.problems)
    return checked


def _changes(match: Match, known: Known) -> list[tuple[Field, Value]]:
    """The references of the asset that change."""
    one, current = match.declared, match.current
    if not one.present or match.diffs == () or one.asset_type is None:
        return []
    alike: set[str] = set()
    if current is not None and match.diffs is not None:
        alike = current.raw.keys() - {diff.field.key for diff in match.diffs}
    return [
        (field, one.values[field.key])
        for field in one.asset_type.references
        if field.key in one.values
        and field.key not in alike
        and not (
            current is not None
            and matches_raw(one.values[field.key], current.raw.get(field.key), field, known)
        )
    ]


def _ids_to_read(match: Match, field: Field, value: Value, known: Known) -> list[Id]:
    ids = [
        ref.id
        for ref in refs_in(value)
        if ref.id is not None and (ref.name is None or field.allowed_types)
    ]
    raw = match.current.raw.get(field.key) if match.current else None
    return [*ids, *ids_without_name(raw, field, known)]


class _Checker:
    """Checks changed references against what is known about their assets."""

    def __init__(
        self,
        references: References,
        known: Known,
        names: Mapping[Id, str],
        declared: Sequence[Declared],
        types: Sequence[AssetType],
    ) -> None:
        self.problems: list[str] = []
        self._references, self._known = references, known
        self._names = names  # of declared assets, as they will be
        self._declared, self._types = declared, types

    def check(self, match: Match, changing: Sequence[tuple[Field, Value]]) -> Match:
        """The match with names for its current and declared references."""
        values = dict(match.declared.values)
        raws = dict(match.current.raw) if match.current else {}
        for field, value in changing:
            known = [self._check(ref, field, match.declared) for ref in refs_in(value)]
            values[field.key] = frozenset(known) or None
            if field.key in raws:
                raws[field.key] = self._references.with_names(raws[field.key], field)
        current: Current | None = None
        if match.current is not None:
            current = dataclasses.replace(match.current, raw=raws)
        declared = dataclasses.replace(match.declared, values=values)
        return dataclasses.replace(match, declared=declared, current=current, diffs=None)

    def _check(self, ref: Ref, field: Field, declared: Declared) -> Ref:
        if ref.new is not None:
            asset_type = self._declared[ref.new].asset_type
            if field.allowed_types and (
                asset_type is None or asset_type.id not in field.allowed_types
            ):
                self._note(declared, self._not_accepted(str(ref.name), field))
            return ref
        if ref.id is None or (ref.name is not None and not field.allowed_types):
            return ref
        target = self._references.asset(ref.id)
        if target is None:
            self._note(declared, f"{field.key}: {self._references.why_unknown(ref.id)}")
            return ref
        if not accepts(field, target):
            self._note(declared, self._not_accepted(target.name, field))
        return Ref(ref.id, self._names.get(ref.id) or ref.name or target.name)

    def _note(self, declared: Declared, problem: str) -> None:
        self.problems.append(declared.remark(problem))

    def _not_accepted(self, name: str, field: Field) -> str:
        accepted = [one.name for one in self._types if one.id in field.allowed_types]
        return f"{field.key}: '{name}' has the wrong type; allowed: {', '.join(accepted)}"
