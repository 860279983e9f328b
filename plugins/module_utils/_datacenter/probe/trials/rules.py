# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Trials of rules: what a write may leave out, what clears a field, and what happens to invalid writes."""

from __future__ import annotations

import re

from ...._core.fields import STATUSES, SYSTEM_FIELD
from ...._core.model import Field
from ... import answers
from ...dialect import CHOICES
from ...wire_forms import wire_name
from ..formats import status_key
from ..server import EMPTY, ParsedReply
from .asset import Trials, Values, is_empty, is_new, shown_or_not
from .values import values_for


def try_merge(trials: Trials) -> None:
    """Whether an update with only the name leaves the rest alone."""
    before = trials.asset.read()
    reply, after = trials.asset.write([])
    if before is None or after is None:
        trials.observed.leave_open("update_merges", reply.summary)
        return
    lost = [
        key
        for key in trials.asset_type.fields
        if before.value(key) not in EMPTY and is_empty(key, after)
    ]
    effect = f"emptied {', '.join(lost)}" if lost else "changed nothing else"
    trials.observed.note("update_merges", not lost, f"an update with only the name {effect}")


def try_clearing(trials: Trials) -> None:
    """What clears a field."""
    asset, observed = trials.asset, trials.observed
    field = trials.attribute("text", "text_area", "option", "long", "double")
    field = field or trials.system_field("serial_number", "asset_tag", "status")
    if field is None:
        observed.leave_open("clear_with", "the asset type has no text to clear")
        return
    value = values_for(trials, field)[0]
    words: list[str] = []
    tried: list[str] = []
    for word in CHOICES["clear_with"]:
        _reply, filled = asset.write([(field, value)])
        if filled is None or is_empty(field.key, filled):
            observed.leave_open("clear_with", f"{wire_name(field)} could not be filled")
            break
        asset.learn(clear_with=word)
        _reply, after = asset.write(asset.emptied([field]))
        if is_empty(field.key, after):
            words.append(word)
        tried.append(f"{word} {'clears' if word in words else 'does not clear'} it")
    asset.learn(clear_with=words[0] if words else CHOICES["clear_with"][0])
    evidence = f"{wire_name(field)}: {', '.join(tried)}"
    if words and len(tried) == len(CHOICES["clear_with"]):
        observed.note("clear_with", words[0] if len(words) == 1 else "both", evidence)
    observed.leave_open("clear_with", evidence)


# --- invalid writes -----------------------------------------------------------------------------------------------


def try_invalid_writes(trials: Trials) -> None:
    """What happens to a write with an unknown key, an unknown attribute or an invalid value."""
    asset, observed = trials.asset, trials.observed
    _note_accepted(trials, "unknown_key", asset.put({**asset.body(), "aipProbe": 1}))

    nowhere = Field("aip-probe", "aip probe no such attribute", "text", attribute_id=0)
    body = asset.body([(nowhere, "x")])
    if asset.dialect.attributes == "entries":
        body["attributes"][0]["attribute"].pop("id", None)
    _note_accepted(trials, "unknown_attribute", asset.put(body))

    field = trials.attribute("option", "date", "long", "double", "datetime")
    field = field or SYSTEM_FIELD["status"]
    raw = "aip probe no such status" if field.is_system else "aip probe"
    before = asset.read()
    reply, after = asset.write([(field, raw)])
    if reply.is_good:
        stored = is_new(field.key, before, after)
        evidence = f"{wire_name(field)}: accepted, and {shown_or_not(stored)}"
        observed.note("bad_value", "store" if stored else "ignore", evidence)
    else:
        evidence = f"{wire_name(field)}: {reply.summary}"
        observed.note("bad_value", "refuse", evidence, reply.is_refused)


def _note_accepted(trials: Trials, key: str, reply: ParsedReply) -> None:
    word = "ignore" if reply.is_good else "refuse"
    trials.observed.note(key, word, reply.summary, reply.is_settled)


def try_disabled_field(trials: Trials) -> None:
    """What happens to a system field that the type has not enabled."""
    for field in trials.disabled:
        raw = values_for(trials, field)[0]
        if raw is None or field.kind == "substatus":
            continue
        reply, after = trials.asset.write([(field, raw)])
        shown = after is not None and after.value(field.key) not in EMPTY
        word = "refuse" if not reply.is_good else "accept" if shown else "ignore"
        evidence = f"{wire_name(field)}, which no call shows for this type: {reply.summary}"
        trials.observed.note("disabled_system_field", word, evidence, reply.is_settled)
        return
    why = "all system fields seem to be enabled for this type, or empty ones are not shown at all"
    trials.observed.leave_open("disabled_system_field", why)


def try_unknown_types(trials: Trials) -> None:
    """What attributes of an unknown type are, as far as their values show."""
    number = str if trials.asset.dialect.numbers == "text" else float
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


# --- statuses -----------------------------------------------------------------------------------------------------


def try_orphan_substatus(trials: Trials) -> None:
    """What happens to a substatus if only the status changes."""
    asset, observed = trials.asset, trials.observed
    status, substatus = SYSTEM_FIELD["status"], SYSTEM_FIELD["substatus"]
    if "substatus" not in trials.enabled:
        observed.leave_open("orphan_substatus", "the asset type has no substatus")
        return
    _reply, before = asset.write([(status, "In stock"), (substatus, "Available")])
    if before is None or is_empty("substatus", before):
        why = "the substatus could not be set, or is not shown"
        observed.leave_open("orphan_substatus", why)
        return
    reply, after = asset.write([(status, "In use")])
    if reply.is_refused:
        observed.note("orphan_substatus", "refuse", reply.summary)
    elif after is not None:
        word = "clear" if is_empty("substatus", after) else "keep"
        observed.note("orphan_substatus", word, "from In stock, Available to In use")


def try_status_keys(trials: Trials) -> None:
    """The key of each status, by writing its name."""
    if trials.observed.answer("status_format") != "key":
        return
    status, substatus = SYSTEM_FIELD["status"], SYSTEM_FIELD["substatus"]
    with_substatus = "substatus" in trials.enabled
    found: dict[str, dict[str, str]] = {"status": {}, "substatus": {}}
    for name in STATUSES:
        # The substatus before may not fit.
        bare = trials.asset.emptied([substatus] if with_substatus else [])
        _find_key(trials, found, status, name, [(status, name), *bare])
        for under in STATUSES[name] if with_substatus else ():
            if under not in found["substatus"].values():
                _find_key(trials, found, substatus, under, [(status, name), (substatus, under)])
    for key, keys in found.items():
        if keys:
            evidence = "each was written by its name, and read"
            trials.observed.note(f"{key}_keys", keys, evidence)


def _find_key(
    trials: Trials, found: dict[str, dict[str, str]], field: Field, name: str, values: Values
) -> None:
    _reply, after = trials.asset.write(values)
    key = status_key(after.value(field.key)) if after else None
    if key:
        found[field.key].setdefault(key, name)


# --- names --------------------------------------------------------------------------------------------------------


def try_names(trials: Trials) -> None:
    """Whether two assets may have the same name: this one takes the name of another one for a moment."""
    asset, observed = trials.asset, trials.observed
    effects: dict[str, str] = {}
    tried: list[str] = []
    for word, row in _namesakes(trials).items():
        reply = asset.put(asset.body(name=row.name))
        warning = answers.read_warning(reply.data) if reply.is_good else None
        effects[word] = "warning" if warning else "allowed" if reply.is_good else "failure"
        said = (warning or reply.summary).replace(row.name, "(its name)")
        tried.append(f"with the name of an asset of {word}: {said}")
        asset.put(asset.body())
    evidence = "; ".join(tried)
    bad = [effect for effect in effects.values() if effect != "allowed"]
    if bad:
        observed.note("uniqueness", bad[0], evidence)
        everywhere = effects.get("another type", "allowed") != "allowed"
        sure = len(effects) == 2
        observed.note("name_uniqueness", "never" if everywhere else "per_type", evidence, sure)
    elif effects:
        # Other answers than these have no place for a warning.
        could_warn = observed.answer("update_answer") in ("success", "object", "envelope_object")
        sure = could_warn and "the same type" in effects
        observed.note("name_uniqueness", "allowed", evidence, sure)
        why = "names need not be unique here, and the API does not show rules about other fields"
        observed.leave_open("uniqueness", why)
    else:
        observed.leave_open("name_uniqueness", "there is no other asset")


def _namesakes(trials: Trials) -> dict[str, answers.Shown]:
    """An asset of the same type and one of another type, as far as there are such."""
    found: dict[str, answers.Shown] = {}
    for row in trials.server.rows:
        asset_type = trials.server.type_of(row)
        if asset_type is not None and row.name and not re.search("[&<>\"']", row.name):
            is_same = asset_type.id == trials.asset_type.id
            found.setdefault("the same type" if is_same else "another type", row)
    return dict(sorted(found.items(), reverse=True))  # the same type first


def try_without_name(trials: Trials) -> None:
    """What happens to the name if an update leaves it out."""
    asset = trials.asset
    body = asset.body()
    del body["name"]
    reply = asset.put(body)
    one = asset.read() if reply.is_good else None
    if one is None:
        trials.observed.note("cleared_name", "refuse", reply.summary, reply.is_refused)
        return
    word = "null" if one.name is None else "text" if one.name == "" else "kept"
    trials.observed.note("cleared_name", word, "an update without a name")
    asset.put(asset.body())
