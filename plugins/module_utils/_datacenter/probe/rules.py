# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Trials of rules: what a write may leave out, what clears a field, and what the server makes of what cannot be."""

from __future__ import annotations

import re
from typing import Any

from ..._core.fields import STATUSES, SYSTEM_FIELD
from ..._core.model import Field
from .. import answers
from ..wire_forms import wire_name
from .looking import status_key
from .scene import fields_of
from .spellings import PAIRS
from .throwaway import Values, is_empty, is_new
from .trial import Trials

_TEXTS = ("text", "text_area")


def try_merge(trials: Trials) -> None:
    """Whether an update with only the name leaves the rest alone."""
    before = trials.asset.read()
    seen, after = trials.asset.try_out([])
    if before is None or after is None:
        trials.notes.leave("update_merges", seen.told)
        return
    lost = [
        field.key
        for field in fields_of(trials.asset_type)
        if before.value(field.key) not in (None, "", []) and is_empty(field.key, after)
    ]
    told = f"it emptied {', '.join(lost)}" if lost else "nothing was lost"
    trials.notes.note("update_merges", not lost, f"an update with only the name: {told}")


def try_clearing(trials: Trials) -> None:
    """What clears a field."""
    asset = trials.asset
    field, value = _text_field(trials)
    if field is None:
        trials.notes.leave("clear_with", "the asset type has no text to clear")
        return
    cleared: dict[str, bool] = {}
    for word, blank in (("empty_text", ""), ("null", None)):
        _seen, filled = asset.try_out([(field, value)])
        if filled is None or is_empty(field.key, filled):
            trials.notes.leave("clear_with", f"{wire_name(field)} could not be filled")
            return
        _seen, after = asset.try_out([(field, blank)])
        cleared[word] = is_empty(field.key, after)
    words = [word for word, done in cleared.items() if done]
    told = ", ".join(
        f"{word} {'clears' if done else 'does not clear'}" for word, done in cleared.items()
    )
    if words:
        trials.notes.note(
            "clear_with", "both" if len(words) == 2 else words[0], f"{wire_name(field)}: {told}"
        )
    trials.notes.leave("clear_with", f"{wire_name(field)}: {told}")


def _text_field(trials: Trials) -> tuple[Field | None, Any]:
    field = trials.attribute(*_TEXTS, "option", "long", "double")
    if field is None:
        field = next(
            (
                SYSTEM_FIELD[key]
                for key in ("serial_number", "asset_tag", "status")
                if key in trials.enabled
            ),
            None,
        )
    if field is None:
        return None, None
    return field, PAIRS[field.kind](trials, field)[0]


def try_nonsense(trials: Trials) -> None:
    """What a write gets that has a key, an attribute or a value that cannot be."""
    asset, notes = trials.asset, trials.notes
    seen = asset.put({**asset.body(), "aipProbe": 1})
    notes.note(
        "unknown_key",
        "ignore" if seen.is_good else "refuse",
        seen.told,
        seen.is_good or seen.is_refused,
    )

    nowhere = Field("aip-probe", "aip probe no such attribute", "text", attribute_id=0)
    body = asset.body([(nowhere, "x")])
    if asset.attributes == "entries":
        body["attributes"][0]["attribute"].pop("id", None)
    seen = asset.put(body)
    notes.note(
        "unknown_attribute",
        "ignore" if seen.is_good else "refuse",
        seen.told,
        seen.is_good or seen.is_refused,
    )

    field = trials.attribute("option", "date", "long", "double", "datetime")
    wrong = {"status": "aip probe no such status"}
    field = field or SYSTEM_FIELD["status"]
    before = asset.read()
    seen, after = asset.try_out([(field, wrong.get(field.key, "aip probe"))])
    if seen.is_good:
        stored = is_new(field.key, before, after)
        notes.note(
            "bad_value",
            "store" if stored else "ignore",
            f"{wire_name(field)}: taken, and {'' if stored else 'not '}shown",
        )
    else:
        notes.note("bad_value", "refuse", f"{wire_name(field)}: {seen.told}", seen.is_refused)


def try_disabled_field(trials: Trials) -> None:
    """What a system field gets that the type has not enabled."""
    for field in trials.disabled:
        pair = PAIRS[field.kind](trials, field)
        if pair[0] is None or field.kind == "substatus":
            continue
        seen, after = trials.asset.try_out([(field, pair[0])])
        shown = after is not None and after.value(field.key) not in (None, "", [])
        word = ("accept" if shown else "ignore") if seen.is_good else "refuse"
        evidence = f"{wire_name(field)}, which no call shows for this type: {seen.told}"
        trials.notes.note("disabled_system_field", word, evidence, seen.is_good or seen.is_refused)
        return
    why = "all system fields seem to be enabled for this type, or empty ones are not shown at all"
    trials.notes.leave("disabled_system_field", why)


def try_orphan_substatus(trials: Trials) -> None:
    """What becomes of a substatus if only the status changes."""
    asset = trials.asset
    status, substatus = SYSTEM_FIELD["status"], SYSTEM_FIELD["substatus"]
    if "substatus" not in trials.enabled:
        trials.notes.leave("orphan_substatus", "the asset type has no substatus")
        return
    _seen, before = asset.try_out([(status, "In stock"), (substatus, "Available")])
    if before is None or is_empty("substatus", before):
        trials.notes.leave("orphan_substatus", "the substatus could not be set, or is not shown")
        return
    seen, after = asset.try_out([(status, "In use")])
    if seen.is_refused:
        trials.notes.note("orphan_substatus", "refuse", seen.told)
    elif after is not None:
        word = "clear" if is_empty("substatus", after) else "keep"
        trials.notes.note("orphan_substatus", word, "from In stock, Available to In use")


def try_status_keys(trials: Trials) -> None:
    """The key of each status, by writing its name."""
    if trials.notes.answer("status_format") != "key":
        return
    status, substatus = SYSTEM_FIELD["status"], SYSTEM_FIELD["substatus"]
    found: dict[str, dict[str, str]] = {"status": {}, "substatus": {}}
    for name in STATUSES:
        # The substatus before may not fit.
        bare = [(substatus, trials.asset.clears_with)] if "substatus" in trials.enabled else []
        _remember_key(trials, found, status, name, [(status, name), *bare])
        for under in STATUSES[name]:
            if under not in found["substatus"].values() and "substatus" in trials.enabled:
                _remember_key(trials, found, substatus, under, [(status, name), (substatus, under)])
    for key, keys in found.items():
        if keys:
            trials.notes.note(f"{key}_keys", keys, "each was written by its name, and read")


def _remember_key(
    trials: Trials, found: dict[str, dict[str, str]], field: Field, name: str, values: Values
) -> None:
    seen, after = trials.asset.try_out(values)
    told = status_key(after.value(field.key)) if seen.is_good and after else None
    if told and told not in found[field.key]:
        found[field.key][told] = name


def try_names(trials: Trials) -> None:
    """Whether two assets may have one name: this one is called as another one for a moment."""
    asset, notes = trials.asset, trials.notes
    same, other = _namesakes(trials)
    results: dict[str, str] = {}
    told: list[str] = []
    for word, row in (("same type", same), ("another type", other)):
        if row is None:
            continue
        seen = asset.put(asset.body(name=row.name))
        warning = answers.read_warning(seen.data) if seen.is_good else None
        results[word] = "warning" if warning else "allowed" if seen.is_good else "failure"
        said = (warning or seen.told).replace(row.name, "(its name)")
        told.append(f"as an asset of {word}: {said}")
        asset.put(asset.body())
    evidence = "; ".join(told)
    bad = [results[word] for word in results if results[word] != "allowed"]
    if bad:
        notes.note("uniqueness", bad[0], evidence)
        everywhere = results.get("another type", "allowed") != "allowed"
        sure = {"same type", "another type"} <= set(results)
        notes.note("name_uniqueness", "never" if everywhere else "per_type", evidence, sure)
    elif results:
        # Other answers than these have no place for a warning.
        could_warn = notes.answer("update_answer") in ("success", "object", "envelope_object")
        notes.note("name_uniqueness", "allowed", evidence, could_warn and "same type" in results)
        notes.leave(
            "uniqueness",
            "names need not be unique here, and rules about other fields are not told by the API",
        )
    else:
        notes.leave("name_uniqueness", "there is no other asset")


def _namesakes(trials: Trials) -> tuple[answers.Shown | None, answers.Shown | None]:
    same = other = None
    for row in trials.scene.rows:
        asset_type = trials.scene.type_of(row)
        if asset_type is None or not row.name or re.search("[&<>\"']", row.name):
            continue
        if asset_type.id == trials.asset_type.id:
            same = same or row
        else:
            other = other or row
    return same, other


def try_without_name(trials: Trials) -> None:
    """What becomes of the name if an update leaves it out."""
    asset = trials.asset
    body = asset.body()
    del body["name"]
    seen = asset.put(body)
    one = asset.read() if seen.is_good else None
    if one is None:
        trials.notes.note("cleared_name", "refuse", seen.told, seen.is_refused)
        return
    name = one.name
    word = "null" if name is None else "text" if name == "" else "kept"
    trials.notes.note("cleared_name", word, "an update without name")
    asset.put(asset.body())


def try_unknown_types(trials: Trials) -> None:
    """What attributes of an unknown type are, as far as their values tell."""
    number = str if trials.asset.numbers == "text" else float
    for field in trials.asset_type.attributes.values():
        if field.kind:
            continue
        name = field.type_name or wire_name(field)
        if any(len(option.path) > 1 for option in field.options):
            trials.inferred[name] = "Cascading Dropdown"
            continue
        before = trials.asset.read()
        if field.options or trials.asset.takes(field, "aip probe", before):
            continue
        if trials.asset.takes(field, number(1.5), before):
            trials.inferred[name] = "Number Float (with decimals)"
        elif trials.asset.takes(field, "7" if number is str else 7, before):
            trials.inferred[name] = "Number Long (without decimals)"
