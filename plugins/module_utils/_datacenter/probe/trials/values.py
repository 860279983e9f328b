# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the trials write into a field of each kind."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, Callable

from ...._core.model import Field
from ... import answers, catalog_answers
from ...query import by_types
from ...wire_forms import SEPARATOR, wire_name
from .asset import Trials

Pair = tuple[Any, Any]
"""Two values; the first is None where there is nothing to write, the second where there is only one."""

NOTHING: Pair = (None, None)
SPECIAL = "R&D <1> \"two\" 'three'"
MOST_TYPES = 12  # of which an asset is tried as a reference


def _myself(trials: Trials, field: Field) -> Pair:
    return trials.server.myself.get("name"), trials.server.myself.get("key")


def _number(trials: Trials, field: Field) -> Pair:
    number = 7 if field.kind == "long" else 1.5
    pair = (number, number + 2)
    return (str(pair[0]), str(pair[1])) if trials.asset.dialect.numbers == "text" else pair


def _text(trials: Trials, field: Field) -> Pair:
    if field.type_name == "URL":
        return "https://example.com/a", "https://example.com/b"
    return "aip probe", SPECIAL


def _option(trials: Trials, field: Field) -> Pair:
    texts = [option.text for option in field.options]
    return (texts[0], texts[-1]) if texts else NOTHING


def _options(trials: Trials, field: Field) -> Pair:
    texts = [option.text for option in field.options if "," not in option.text]
    return (SEPARATOR.join(texts[:2]), texts[0]) if texts else NOTHING


def _cascading(trials: Trials, field: Field) -> Pair:
    paths = sorted((option.path or (option.id,) for option in field.options), key=len)
    return ("-".join(paths[-1]), "-".join(paths[0])) if paths else NOTHING


def _location(trials: Trials, field: Field) -> Pair:
    reply = trials.server.get("location.json", "read the locations")
    listed = (answers.as_list(reply.data) or []) if reply.is_good else []
    found = map(catalog_answers.read_location, listed)
    one = next((place for place in found if place and not place.name.isdigit()), None)
    return (one.name, str(one.id)) if one else NOTHING


def _groups(trials: Trials, field: Field) -> Pair:
    reply = trials.server.get_jira("groups/picker", "find a group", ("query", ""))
    data = reply.data if reply.is_good and isinstance(reply.data, dict) else {}
    listed = data.get("groups") or []
    names = [str(one["name"]) for one in listed if isinstance(one, dict) and one.get("name")]
    return (json.dumps(names[:2]), json.dumps(names[:1])) if names else NOTHING


def _ids(trials: Trials, field: Field) -> Pair:
    """Ids that cannot be guessed are taken from an asset that has some."""
    for one in trials.server.samples:
        raw = one.value(field.key) if wire_name(field) in one.asset_type.attributes else None
        if raw and not isinstance(raw, Mapping):
            ids = raw if isinstance(raw, list) else re.split(f"{SEPARATOR}|,", str(raw))
            texts = [str(part).strip() for part in ids]
            return SEPARATOR.join(texts[:2]), texts[0]
    return NOTHING


def _reference(trials: Trials, field: Field) -> Pair:
    """An asset that this one may refer to: one after another is tried, each of another type."""
    before = trials.asset.read()
    for row in _candidates(trials, field):
        if trials.asset.takes(field, str(row.id), before):
            return str(row.id), row.name
    return NOTHING


def _candidates(trials: Trials, field: Field) -> Iterator[answers.Shown]:
    """An asset of each type, whose name means it alone and nothing else."""
    by = trials.observed.answer("search_types_by") or "name"
    types = trials.server.types
    allowed = [one for one in types if one.id in field.allowed_types]
    for asset_type in (allowed or types)[:MOST_TYPES]:
        rows = trials.partners.get(asset_type.id)
        if rows is None:
            _reply, rows = trials.server.find(*by_types([asset_type], by))
            trials.partners[asset_type.id] = rows
        names = [row.name for row in rows]
        for row in rows:
            plain = row.name and not row.name.isdigit() and not re.search("[&<>\"',#@]", row.name)
            if plain and names.count(row.name) == 1 and row.id != trials.asset.id:
                yield row
                break


def _secret(trials: Trials, field: Field) -> Pair:
    made_up = f"probe-{secrets.token_hex(8)}"
    trials.server.http.secrets.add(made_up)
    return made_up, None


_LONG_IPV6 = "2001:0db8:0000:0000:0000:0000:0000:00"
_VALUES: Mapping[str, Pair | Callable[[Trials, Field], Pair]] = {
    "text": _text,
    "text_area": _text,
    "ip": ("192.0.2.17", "192.0.2.18"),
    "ipv6": (f"{_LONG_IPV6}17", f"{_LONG_IPV6}18"),
    "long": _number,
    "double": _number,
    "date": ("2026-01-15", "2026-07-15"),
    "datetime": ("2026-01-15T11:30", "2026-07-15T11:30"),
    "option": _option,
    "options": _options,
    "cascading": _cascading,
    "ids": _ids,
    "id_pairs": _ids,
    "references": _reference,
    "user": _myself,
    "user_text": _myself,
    "encrypted": _secret,
    "status": ("In stock", "1"),
    "substatus": ("Available", "1"),
    "location": _location,
    "groups": _groups,
    "currency": ("EUR", "USD"),
}
TWO_SPELLINGS = frozenset({"references", "user", "status", "substatus", "location"})
"""Kinds whose values can be written in two ways: their pair is the same value in both."""


def values_for(trials: Trials, field: Field) -> Pair:
    """Two values for a field."""
    made = _VALUES.get(field.kind, NOTHING)
    return made(trials, field) if callable(made) else made
