# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Trials of the form of a write: where its parts stand, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..._core.fields import SYSTEM_FIELD, SYSTEM_FIELDS
from ..._core.model import Field
from ..wire_forms import wire_name
from .looking import note_forms, note_system_fields, note_wrapping
from .searching import note_analyzer, split_piece
from .throwaway import Stopped, is_new
from .trial import Trials


def try_create(trials: Trials) -> None:
    """Create the asset, with nothing but its name and type, and look at it."""
    asset, notes = trials.asset, trials.notes
    asset.create()
    one = asset.read(by_all=True)
    if one is None:
        raise Stopped(f"asset {asset.id} was created, but no call shows it")
    note_wrapping(trials.scene, one)
    note_forms(trials.scene, one)
    piece = split_piece(asset.own_name)
    if piece and asset.id is not None and "search" in one.shown:
        note_analyzer(trials.scene, asset.id, asset.own_name, piece)
    mentioned = {field.key for field in SYSTEM_FIELDS if one.shows(field.key)}
    trials.enabled = frozenset(mentioned or SYSTEM_FIELD)
    always = {"status", "assignee"}
    if mentioned - always:
        trials.disabled = tuple(
            field for field in SYSTEM_FIELDS if field.key not in mentioned | always
        )
    by_id = {key for call in ("transformed", "inventory") for key in one.values(call)}
    asset.reads_rows = not any(field.key in by_id for field in SYSTEM_FIELDS)
    full = one.shown.get("transformed")
    if full is not None and full.has_entries and mentioned & one.values("transformed").keys():
        asset.calls = ("transformed",)  # it shows all, so that no other read is needed
    status = one.value("status")
    if one.shows("status") or trials.scene.exhibits:
        told = status.get("name") if isinstance(status, Mapping) else status
        notes.note(
            "status_default", str(told) if told else "none", "a new asset", one.shows("status")
        )


def try_type_in_update(trials: Trials) -> None:
    """Whether an update may, or must, carry the asset type."""
    asset, notes = trials.asset, trials.notes
    bare = asset.put(asset.body())
    asset.needs_type = True
    typed = asset.put(asset.body())
    asset.needs_type = bare.is_refused and typed.is_good
    told = f"without the type: {bare.told}; with it: {typed.told}"
    if asset.needs_type:
        notes.note("update_with_asset_type", "required", told)
    elif bare.is_good:
        word = "allowed" if typed.is_good else "refused"
        notes.note("update_with_asset_type", word, told)
    else:
        raise Stopped(f"the server takes no update: {told}")


def try_attributes(trials: Trials) -> None:
    """How attributes are sent: the variant whose value is there afterwards."""
    field = trials.attribute("text", "text_area", "option", "long", "double", "date")
    if field is None:
        trials.notes.leave(
            "attributes", "the asset type has no attribute of a kind that can be tried"
        )
        return
    told = []
    before = trials.asset.read()
    for variant in ("entries", "map"):
        trials.asset.attributes = variant
        for spelling in _spellings(field):
            seen, after = trials.asset.try_out([(field, spelling)])
            shown = is_new(field.key, before, after)
            told.append(f"{variant}: {seen.told}, {'shown' if shown else 'not shown'}")
            if shown:
                trials.notes.note("attributes", variant, "; ".join(told))
                return
    trials.asset.attributes = "entries"
    trials.notes.leave("attributes", "; ".join(told))


def _spellings(field: Field) -> list[Any]:
    """A value of the attribute; as it is not known yet how numbers are sent, these in both ways."""
    if field.kind == "option":
        return [option.text for option in field.options[:1]]
    if field.kind in ("long", "double"):
        return [7, "7"]
    if field.kind == "date":
        return ["2026-01-15"]
    return ["https://example.com/aip-probe" if field.type_name == "URL" else "aip probe"]


def try_system_fields(trials: Trials) -> None:
    """Where system fields are sent: the variant whose value is there afterwards."""
    asset, notes = trials.asset, trials.notes
    before = asset.read()
    current = str(before.value("status") or "") if before else ""
    name = "In use" if current in ("", "In stock", "1") else "In stock"
    told, taken = [], []
    forms = [("top_level", asset.attributes), ("attributes", asset.attributes)]
    if not notes.is_sure("attributes"):
        forms.append(("attributes", "map"))
    for variant, attributes in forms:
        asset.system_fields, asset.attributes = variant, attributes
        seen, after = asset.try_out([(SYSTEM_FIELD["status"], name)])
        if seen.is_good and not is_new("status", before, after) and not asset.reads_rows:
            after = asset.read(by_all=True)
        shown = is_new("status", before, after)
        told.append(f"{variant}: {seen.told}, {'shown' if shown else 'not shown'}")
        if shown:
            asset.reads_rows = (
                after is not None
                and after.value("status") == after.values("search").get("status")
                and not any("status" in after.values(call) for call in ("transformed", "inventory"))
            )
            notes.note("system_fields", variant, "; ".join(told))
            if variant == "attributes":
                notes.note("attributes", attributes, "; ".join(told))
            if after is not None:
                note_system_fields(trials.scene, [after])
            return
        if seen.is_good:
            taken.append((variant, attributes))
    asset.system_fields, asset.attributes = taken[0] if taken else forms[0]
    if len(taken) == 1:
        # No call shows the field, but all other forms were refused.
        notes.note("system_fields", taken[0][0], "; ".join(told))
    notes.leave("system_fields", "; ".join(told))


def try_numbers(trials: Trials) -> None:
    """Whether numbers are sent as numbers, as text, or either."""
    field = trials.attribute("long", "double") or SYSTEM_FIELD["quantity"]
    if field.is_system and field.key not in trials.enabled:
        trials.notes.leave("numbers", "the asset type has no number")
        return
    before = trials.asset.read()
    number = trials.asset.takes(field, 7, before)
    text = trials.asset.takes(field, "9", trials.asset.read() if number else before)
    evidence = f"{wire_name(field)}: 7 {'was' if number else 'was not'} taken, '9' {'was' if text else 'was not'}"
    if number or text:
        both = number and text
        trials.notes.note("numbers", "both" if both else "number" if number else "text", evidence)
        trials.asset.numbers = "number" if number else "text"
    trials.notes.leave("numbers", evidence)
