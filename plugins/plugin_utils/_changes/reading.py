# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading the assets that a source watches, and finding out what became of those that are missing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...module_utils._core.errors import AipError
from ...module_utils._core.fields import SYSTEM_FIELD
from ...module_utils._core.model import Current, id_order
from ...module_utils._read.catalog import Catalog
from ...module_utils._read.question import Answer, Question, references_of
from .differences import Seen

_KEY = secrets.token_bytes(32)
"""The key of digests of values that must not be shown: it is gone with the process, and so they are worth nothing."""
_FEW = 100
"""How many missing assets are read by their ids, to see whether they are there, before their number counts."""
_OWN = frozenset(("id", "name", "asset_type", "attributes"))


@dataclass(frozen=True)
class Watched:
    """What a source watches. `most_lost` is the largest share of missing assets, in percent."""

    asset_types: tuple[str, ...] = ()
    filters: tuple[Mapping[str, Any], ...] = ()
    fields: tuple[str, ...] | None = None
    most_lost: float = 100


@dataclass(frozen=True)
class Reading:
    """A complete read: the assets found, those that exist but do not meet the filters, and those that are deleted."""

    found: Mapping[str, Seen]
    outside: Mapping[str, Seen] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()


def read_watched(watched: Watched, known: Mapping[str, Seen], catalog: Catalog) -> Reading:
    """The assets on the server, compared with those that are known to be there. Raises an AipError."""
    if not catalog.asset_types():  # then it is not the options that are wrong
        raise AipError(
            "the server shows this user no asset type: check the user's permissions in AIP"
        )
    question = Question(
        asset_types=watched.asset_types, filters=watched.filters, fields=watched.fields
    )
    found = {one.key: one for one in _seen(question, catalog)}
    missing = {key: seen for key, seen in known.items() if key not in found}
    if len(missing) > _FEW:
        _check_number(len(missing), len(known), watched)
    there = catalog.backend.read([one.id for one in missing.values()], None) if missing else {}
    _check_number(len(missing) - len(there), len(known), watched)
    outside: dict[str, Seen] = {}
    for asset_id in there:
        # The search may not show it because of a filter, or only because its index is being built.
        for one in _seen(Question(id=asset_id, fields=watched.fields), catalog):
            meets = Question(
                id=asset_id, asset_types=watched.asset_types, filters=watched.filters, fields=()
            )
            (found if _seen(meets, catalog) else outside)[one.key] = one
    # What has disappeared between these reads is judged by the next poll.
    existing = {*map(str, there), *found}
    gone = (one for key, one in missing.items() if key not in existing)
    deleted = sorted(gone, key=lambda one: id_order(one.id))
    return Reading(found, outside, tuple(one.key for one in deleted))


def _check_number(missing: int, known: int, watched: Watched) -> None:
    """Raise AipError if so many assets are missing that the list must be wrong, complete as it is."""
    if missing and 100 * missing / known > watched.most_lost:
        raise AipError(
            f"max_shrink_percent: {missing} of {known} assets are missing from the server's list, more than"
            f" {watched.most_lost:g} %, so nothing is emitted; if they were deleted, raise max_shrink_percent and"
            " restart the rulebook"
        )


def _seen(question: Question, catalog: Catalog) -> list[Seen]:
    answer = Answer(question, catalog)
    return [
        _seen_one(current, asset, answer, question.fields, catalog.harmless_attributes)
        for current, asset in zip(answer.currents, answer.assets)
    ]


def _seen_one(
    current: Current,
    asset: Mapping[str, Any],
    answer: Answer,
    fields: tuple[str, ...] | None,
    harmless: frozenset[str],
) -> Seen:
    values = {key: value for key, value in asset.items() if key not in _OWN}
    attributes = {name: value for name, value in asset["attributes"].items() if name in harmless}
    values.update({field_name(name): value for name, value in attributes.items()})
    refs = {
        field_name(one.name): sorted(
            str(ref.name if ref.id is None else ref.id)
            for ref in answer.references(current, one.key)
        )
        for one in references_of(current)
        if one.name in attributes and current.raw[one.key] is not None
    }
    named = None if fields is None else {one.removeprefix("attributes.") for one in fields}
    every = current.asset_type.attributes.values() if current.asset_type else ()
    hidden = {
        field_name(one.name): _digest(current.raw[one.key])
        for one in every
        if one.name not in harmless
        and one.key in current.raw
        and (named is None or one.name in named)
    }
    return Seen(asset["id"], asset["name"], asset["asset_type"], values, refs, hidden)


def field_name(attribute: str) -> str:
    """The name of an attribute where fields are named: with a prefix, if a system field has the same name."""
    taken = attribute in SYSTEM_FIELD or attribute in _OWN
    return f"attributes.{attribute}" if taken else attribute


def _digest(raw: Any) -> str:
    return hashlib.blake2b(repr(raw).encode("utf-8", "replace"), key=_KEY).hexdigest()
