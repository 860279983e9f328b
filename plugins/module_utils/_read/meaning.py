# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a written reference means: one asset, never a guess. If that is not certain, a sentence shows what to write."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .._core.backend import Identity
from .._core.errors import InputError
from .._core.kinds.references import joined_in, split_name_and_id
from .._core.kinds.written import Invalid, in_yaml, parts_in
from .._core.model import Field, Id, Ref, refs_in
from .references import References, bind
from .targets import Target

if TYPE_CHECKING:
    from .._core.filters import Filter


def is_open(ref: Ref) -> bool:
    """Whether it has to be found out what the reference means: it names an asset, or may do so."""
    return ref.id is None or ref.text is not None


def meaning(ref: Ref, field: Field | None, references: References) -> Ref:
    """The reference, bound to the one asset that it means. Everything that it may mean was fetched.

    Raises Invalid if that is none or several. The text continues the sentence "<field>: ...".
    """
    if not is_open(ref):
        _refuse_going(ref, references.going(ref.id))
        return ref
    found = references.of(ref, field)
    if not found and ref.id is not None:
        return Ref(ref.id)  # whether there is such an asset is checked where it matters
    joined = references.joined(ref, field)
    for target in found[:1]:
        _refuse_going(ref, target if target.is_going else references.going(target.id))
    if len(found) == 1 and not joined:
        return Ref(found[0].id, found[0].name, new=found[0].new)
    if len(found) > 1:
        raise Invalid(_several(ref, found))
    if joined:
        raise Invalid(_joined(ref, field, found))
    raise Invalid(_missing(ref, field, references))


def _refuse_going(ref: Ref, target: Target | None) -> None:
    if target is not None:
        shown = ref.id if ref.name is None and ref.text is None else f"'{ref.text or ref.name}'"
        raise Invalid(
            f"refers to {shown}, which is declared as absent: keep that asset, or refer to another one"
        )


# -- several --


def _several(ref: Ref, found: Sequence[Target]) -> str:
    """The sentence for a reference that several assets fit."""
    if ref.text is not None and any(one.name != ref.text for one in found):
        ways = " or ".join(
            f"{_described(one, ref)}: write {in_yaml(_spelled(one, ref))}" for one in found
        )
        return f"'{ref.text}' may mean several assets: {ways}"
    of_type = f" of type '{ref.asset_type}'" if ref.asset_type else ""
    ids = [one.id for one in found]
    shown = ", ".join("a new one" if one is None else str(one) for one in ids)
    told = f"several assets{of_type} are named '{ref.name or ref.text}' (ids {shown}): refer to one by its id"
    types = [one.asset_type.id for one in found if one.asset_type is not None]
    if len({*types}) == len(found):
        told += f", by asset_type and name, such as {in_yaml(_by_type(found[0]))},"
    sample = next((one for one in found if one.id is not None), None)
    if sample is None:
        return told
    quoted = f'"{sample.name} #{sample.id}"'
    return f"{told} or as {quoted}, in quotes (without them YAML takes #{sample.id} for a comment)"


def _described(target: Target, ref: Ref) -> str:
    if target.name == ref.text:
        which = "a new one" if target.id is None else f"id {target.id}"
        return f"the asset that is named '{target.name}' ({which})"
    return f"the asset with the id {target.id} ('{target.name}')"


def _spelled(target: Target, ref: Ref) -> Any:
    """How to write a reference to the asset that means no other one."""
    if target.name == ref.text:
        return _by_type(target)
    return {"id": target.id} if isinstance(target.id, str) else target.id


def _by_type(target: Target) -> Mapping[str, Any]:
    of_type = {"asset_type": target.asset_type.name} if target.asset_type else {}
    return {**of_type, "name": target.name}


def _joined(ref: Ref, field: Field | None, found: Sequence[Target]) -> str:
    """The sentence for a text that is the name of one asset, or none, and that also joins the names of several."""
    parts = joined_in(str(ref.text))
    each = " and ".join(f"'{one}'" for one in parts)
    listed = _under(field, parts)
    if not found:
        return (
            f"there is no asset named '{ref.text}' to refer to, but there are {each}: for those, write the"
            f" list {listed}"
        )
    return (
        f"'{ref.text}' may mean the asset of that name: write {in_yaml(_by_type(found[0]))}; or the assets {each}:"
        f" write the list {listed}"
    )


def _under(field: Field | None, parts: Sequence[str]) -> str:
    """The list of these references as it is written under a field."""
    listed = in_yaml([int(one) if one.isdecimal() and one.isascii() else one for one in parts])
    return f"{in_yaml(field.name)}: {listed}" if field is not None else listed


# -- none --


def _missing(ref: Ref, field: Field | None, references: References) -> str:
    """The sentence for a reference to an asset that does not exist, with what the user may have meant."""
    name = str(ref.name)
    of_type = f" of type '{ref.asset_type}'" if ref.asset_type else ""
    told = f"there is no asset{of_type} named '{name}' to refer to, or this user may not see it"
    bare, number = split_name_and_id(name, references.known)
    for one in references.renamed(name) or references.renamed(bare):
        if number is None or one.id == number:
            return (
                f"{told}; this declaration renames '{bare if number else name}' (asset {one.id}) to"
                f" '{one.name}': write {in_yaml(one.name)}"
            )
    other = references.asset(number)
    if other is not None:
        return f"{told}; asset {number} is named '{other.name}'"
    parts = parts_in(name)
    if parts and all(references.of(Ref(name=one), field) for one in parts):
        return f"{told}; for several assets, write the list {_under(field, parts)}"
    near = references.near(name)
    told += references.known.way_out.get("asset", "")
    return f"{told}; did you mean '{near}'?" if near else told


# -- fetching --


def fetch_hints(refs: Iterable[tuple[Ref, Field | None]], references: References) -> None:
    """Fetch what helps to explain references that lead nowhere; that is no request if there are none."""
    names = {
        str(ref.name) for ref, field in refs if ref.id is None and not references.of(ref, field)
    }
    others = {part for name in names for part in (name.strip(), *parts_in(name))} - names
    references.search(Identity(one, likely=False) for one in others)


def fetch_meanings(refs: Iterable[Ref], references: References) -> None:
    """Fetch all assets that these references may mean."""
    every = list(refs)
    opened = [ref for ref in every if is_open(ref)]
    references.search(one for ref in opened for one in references.identities_of(ref))
    plain = [ref.id for ref in every if not is_open(ref) and ref.id is not None]
    references.read_ids([*plain, *(one for ref in opened for one in references.ids_of(ref))])
    fetch_hints([(ref, None) for ref in opened], references)


# -- filters --


def bind_filters(filters: Sequence[Filter], references: References) -> tuple[Filter, ...]:
    """The filters with references bound to both id and name, so that they work however a server shows references.

    Raises InputError for references to assets that do not exist.
    """
    refs = {(ref, one.field) for one in filters for value in one.values for ref in refs_in(value)}
    fetch_meanings([ref for ref, _field in refs], references)
    bound: dict[tuple[Ref, str], Ref] = {}
    problems: list[str] = []
    for ref, field in sorted(refs, key=str):
        try:
            meant = meaning(ref, field, references)
        except Invalid as invalid:
            problems.append(f"filters: '{field.key}': {invalid}")
            continue
        bound[ref, field.key] = _with_name(meant, references, problems)
    if problems:
        raise InputError(problems)
    return tuple(
        dataclasses.replace(
            one,
            values=tuple(
                bind(value, {ref: bound[ref, one.field.key] for ref in refs_in(value)})
                for value in one.values
            ),
        )
        for one in filters
    )


def _with_name(ref: Ref, references: References, problems: list[str]) -> Ref:
    """The bound reference with the name of its asset."""
    asset_id: Id | None = ref.id
    if asset_id is None or ref.name is not None:
        return ref
    references.read_ids([asset_id])
    target = references.asset(asset_id)
    if target is None:
        problems.append(f"filters: {references.why_unknown(asset_id)}")
        return ref
    return Ref(asset_id, target.name)
