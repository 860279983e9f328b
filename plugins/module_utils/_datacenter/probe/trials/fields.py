# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The trial that writes every field, in two spellings where it has two, and sees in which format each is shown."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from ...._core.fields import SYSTEM_FIELD
from ...._core.model import Field
from ...wire_forms import wire_name
from ..formats import FORMATS, FormatRow, escaping_of, offset_of, zone_of
from ..samples import note_formats, note_system_fields
from ..server import EMPTY, AssetViews
from .asset import Trials, Values
from .values import SPECIAL, TWO_SPELLINGS, Pair, values_for


@dataclass(frozen=True)
class Written:
    """The two values that were written to each field, by its key, and what the asset showed after each round."""

    pairs: dict[str, Pair]
    first: AssetViews | None
    second: AssetViews | None

    def shown(self, field: Field) -> Pair:
        """What was shown of a field after each round."""
        first, second = self.first, self.second
        return first and first.value(field.key), second and second.value(field.key)


def try_fields(trials: Trials) -> None:
    """Write every field in two spellings, and see in which format it is shown."""
    asset, server = trials.asset, trials.server
    fields: list[Field] = []
    pairs: dict[str, Pair] = {}
    for field in trials.asset_type.fields.values():
        if not field.is_system or field.key in trials.enabled:
            pair = values_for(trials, field)
            if pair[0] is not None:
                fields.append(field)
                pairs[field.key] = pair
    before = asset.read()
    accepted = _write_all(trials, [(field, pairs[field.key][0]) for field in fields])
    first = asset.read(by_all=True)
    if first is not None:
        _note_unreadable(trials, accepted, first, before)
        note_formats(server, first)
        note_system_fields(server, [first])
    doubles = [field for field in accepted if field.kind in TWO_SPELLINGS]
    # Emptied in between, so that what is seen afterwards is what the second spelling has done.
    asset.put(asset.body(asset.emptied(doubles)))
    seconds = [(field, pairs[field.key][1]) for field in accepted]
    _write_all(trials, [(field, raw) for field, raw in seconds if raw is not None])
    written = Written(pairs, first, asset.read(by_all=True))
    _note_spellings(trials, doubles, written)
    _note_encrypted(trials, written)
    _note_special(trials, written)
    _note_zone(trials, written)


def _write_all(trials: Trials, values: Values) -> list[Field]:
    """Write all values at once, or one by one if that is refused; the fields that were accepted."""
    asset = trials.asset
    if asset.put(asset.body(values)).is_good:
        return [field for field, _raw in values]
    accepted: list[Field] = []
    for field, raw in values:
        # A substatus needs its status beside it.
        both = [(SYSTEM_FIELD["status"], "In stock")] if field.key == "substatus" else []
        reply = asset.put(asset.body([*both, (field, raw)]))
        if reply.is_good:
            accepted.append(field)
        else:
            trials.observed.remark(f"{wire_name(field)} was not accepted: {reply.summary}")
    return accepted


def _note_unreadable(
    trials: Trials, accepted: list[Field], first: AssetViews, before: AssetViews | None
) -> None:
    legible = [field for field in accepted if field.kind != "encrypted"]
    missing = [field for field in legible if first.value(field.key) in EMPTY]
    unreadable: list[str] = []
    for field in missing:
        # A field that is shown empty was dropped; one that is not mentioned at all cannot be read.
        if first.shows(field.key) or (before is not None and before.shows(field.key)):
            trials.observed.remark(f"{wire_name(field)}: a value was accepted, but is not there")
        else:
            unreadable.append(field.key)
    evidence = (
        f"{len(legible)} fields were written; {len(legible) - len(missing)} of them show a value"
    )
    trials.observed.note("unreadable_fields", unreadable, evidence)


def _note_spellings(trials: Trials, doubles: list[Field], written: Written) -> None:
    """Which of two spellings is shown: always the same one, or the one that was written."""
    if written.first is None or written.second is None:
        return
    for row in FORMATS:
        for field in filter(row.fits, doubles):
            by_id = ("transformed", "inventory", *(["search"] if field.is_system else []))
            for key, calls in ((row.by_id, by_id), (row.in_row, ("search",))):
                first = _format_in(written.first, field, calls, row)
                second = _format_in(written.second, field, calls, row)
                if key and first and second:
                    evidence = (
                        f"{wire_name(field)}, written in two ways, is shown as {first} and {second}"
                    )
                    trials.observed.note(key, first if first == second else "written", evidence)


def _format_in(one: AssetViews, field: Field, calls: Sequence[str], row: FormatRow) -> str | None:
    for call in calls:
        value = one.values(call).get(field.key)
        if value not in EMPTY:
            found = row.format_of(value, field)
            return found[0] if found else None
    return None


def _note_encrypted(trials: Trials, written: Written) -> None:
    for field in trials.asset_type.attributes.values():
        if field.kind == "encrypted" and field.key in written.pairs and written.first is not None:
            shown = written.first.value(field.key)
            is_clear = shown == written.pairs[field.key][0]
            word = "nothing" if shown in EMPTY else "clear" if is_clear else "masked"
            trials.observed.note("encrypted_read", word, f"{wire_name(field)}: a made-up secret")
    why = "the asset type has no encrypted attribute"
    trials.observed.leave_open("encrypted_read", why)


def _note_special(trials: Trials, written: Written) -> None:
    for field in trials.asset_type.attributes.values():
        value = written.shown(field)[1]
        if written.pairs.get(field.key, ("", ""))[1] == SPECIAL and isinstance(value, str):
            escaping = escaping_of([value])
            if escaping is not None:
                how = "as entities" if escaping[0] else "as they were written"
                evidence = f"{wire_name(field)}: & < > and quotes are shown {how}"
                trials.observed.note("html_escaped", escaping[0], evidence)
                return


def _note_zone(trials: Trials, written: Written) -> None:
    """In which zone date-times are shown, if they are shown as instants."""
    if written.first is None or written.second is None:
        return
    for field in trials.asset_type.attributes.values():
        if field.kind == "datetime" and field.key in written.pairs:
            zone, evidence, sure = _zone(trials, written.pairs[field.key], written.shown(field))
            trials.observed.note("time_zone", zone, f"{wire_name(field)}: {evidence}", sure)
            return
    why = "the asset type has no attribute with date and time"
    trials.observed.leave_open("time_zone", why)


def _zone(trials: Trials, texts: Pair, shown: Pair) -> tuple[str, str, bool]:
    """The zone, the evidence, and whether it is certain."""
    written = [datetime.datetime.fromisoformat(text) for text in texts]
    offsets = [offset_of(raw, then) for raw, then in zip(shown, written)]
    known = [one for one in offsets if one is not None]
    if len(known) < len(offsets):
        as_written = all(
            str(raw).replace(" ", "T", 1).startswith(then.isoformat(timespec="minutes"))
            for raw, then in zip(shown, written)
        )
        word = "as written" if as_written else "not understood"
        return word, "times without a zone", as_written
    zone = zone_of(known, written, str(trials.server.myself.get("timeZone") or ""))
    evidence = f"offsets in winter and summer: {' and '.join(map(str, known))}"
    return zone or "not understood", evidence, bool(zone)
