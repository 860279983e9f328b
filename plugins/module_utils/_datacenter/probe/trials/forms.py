# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Trials of the form of a create, an update and a delete: which parts they take, and where.

A create is sent in another form only if the one before has done nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...._core.errors import Unreachable
from ...._core.fields import SYSTEM_FIELD, SYSTEM_FIELDS
from ...._local.waiting import poll
from ... import answers
from ...dialect import CHOICES
from ...payload import arrange_payload
from ...wire_forms import wire_name
from ..samples import note_formats, note_system_fields, note_wrapping
from ..search import note_analyzer, split_piece
from ..server import AssetViews, ParsedReply, shape_of_missing, shape_of_write
from . import writes
from .asset import ProbeAsset, Stopped, Trials, is_new, shown_or_not
from .values import values_for

# --- create -------------------------------------------------------------------------------------------------------


def try_create(trials: Trials) -> None:
    """Create the asset, with nothing but its name and type, and look at it."""
    asset, server = trials.asset, trials.server
    _create(asset)
    one = asset.read(by_all=True)
    if one is None:
        raise Stopped(f"asset {asset.id} was created, but no call shows it")
    note_wrapping(server, one)
    note_formats(server, one)
    if split_piece(asset.name) and "search" in one.shown:
        note_analyzer(server, asset.known_id, asset.name)
    _learn_fields(trials, one)
    status = one.value("status")
    if one.shows("status") or server.samples:
        name = status.get("name") if isinstance(status, Mapping) else status
        word = str(name) if name else "none"
        server.observed.note("status_default", word, "a new asset", one.shows("status"))


def _learn_fields(trials: Trials, one: AssetViews) -> None:
    """Which system fields the type has, and which calls are needed to see all fields."""
    asset = trials.asset
    mentioned = {field.key for field in SYSTEM_FIELDS if one.shows(field.key)}
    always = {"status", "assignee"}
    if mentioned:
        trials.enabled = frozenset(mentioned)
    if mentioned - always:
        missing = [field for field in SYSTEM_FIELDS if field.key not in mentioned | always]
        trials.disabled = tuple(missing)
    by_id = {key for call in ("transformed", "inventory") for key in one.values(call)}
    asset.reads_rows = not any(field.key in by_id for field in SYSTEM_FIELDS)
    full = one.shown.get("transformed")
    if full is not None and full.has_entries and mentioned & one.values("transformed").keys():
        asset.calls = ("transformed",)  # it shows everything, so that no other read is needed


def _create(asset: ProbeAsset) -> None:
    """Create the asset, in one form after another until one is accepted. Raises Stopped if none is."""
    observed = asset.server.observed
    refused: list[str] = []
    for key in CHOICES["asset_type_key"]:
        asset.learn(asset_type_key=key)
        reply = _post(asset)
        if reply.is_good or reply.may_have_acted:
            asset.id = _find_id(asset, reply)
        asset.was_created = asset.was_created or asset.id is not None or reply.is_good
        if asset.id is None:
            _stop_if_in_doubt(asset, reply)
            refused.append(f"with {key}: {reply.summary}")
        elif not _has_type(asset):
            refused.append(f"with {key}: an asset of another type, which was removed")
            asset.remove()
        else:
            evidence = "; ".join([*refused, f"with {key}: accepted"])
            observed.note("asset_type_key", key, evidence)
            if reply.is_good:
                shape = shape_of_write(reply)
                observed.note("create_answer", shape, f"status {reply.status}")
                observed.note("create_status", reply.status, f"answer: {shape}")
            return
    for point in ("asset_type_key", "create_answer", "create_status"):
        observed.leave_open(point, "; ".join(refused))
    raise Stopped(f"the server accepts no create: {'; '.join(refused)}")


def _post(asset: ProbeAsset) -> ParsedReply:
    body = arrange_payload(asset.name, asset.asset_type, (), asset.dialect)
    try:
        return writes.post_asset(asset.server, body)
    except Unreachable as error:
        if error.sent:
            asset.id = _find(asset)
            asset.was_created = True  # or may be
            asset.is_in_doubt = asset.id is None
        raise Stopped(f"{error.sentence}; whether an asset was created is unknown") from None


def _stop_if_in_doubt(asset: ProbeAsset, reply: ParsedReply) -> None:
    """Raise Stopped after a create without an asset, unless it is certain enough that the server did nothing."""
    create = f"a create with {asset.dialect.asset_type_key}"
    if reply.is_good:
        accepted = f"the server accepted {create} ({reply.summary})"
        raise Stopped(f"{accepted}, but the search does not show the asset")
    if reply.is_refused:
        return
    if reply.status != 500:
        # What broke stands before the server, which may have done it all the same.
        asset.is_in_doubt = True
        raise Stopped(f"{create} failed ({reply.summary}), and whether an asset exists is unknown")
    asset.server.observed.remark(
        f"{create} failed ({reply.summary}), and the search did not show an asset within"
        f" {asset.server.waiting.seconds:g} s; if '{asset.name}' turns up later, delete it"
    )


def _find_id(asset: ProbeAsset, reply: ParsedReply) -> int | None:
    """The new asset's id: from the reply, or found by the search. Notes after how long that shows it."""
    returned = None
    if reply.is_good:
        location = str(reply.headers.get("Location", ""))
        returned = answers.read_created_id(reply.data, location)
    found = _find(asset)
    return returned if returned is not None else found


def _find(asset: ProbeAsset) -> int | None:
    server = asset.server
    started = server.waiting.clock()
    if not poll(server.waiting, lambda: bool(asset.rows())):
        why = f"not within wait_for_index ({server.waiting.seconds:g} s)"
        server.observed.leave_open("index_lag", why)
        server.lag = server.waiting.seconds
        return None
    server.lag = round(server.waiting.clock() - started, 1)
    server.observed.note("index_lag", server.lag, "seconds until the search showed the new asset")
    return asset.rows()[0].id


def _has_type(asset: ProbeAsset) -> bool:
    one = asset.read(by_all=True)
    types = [asset.server.type_of(shown) for shown in one.shown.values()] if one else []
    known = [found for found in types if found is not None]
    return not known or any(found.id == asset.asset_type.id for found in known)


# --- update -------------------------------------------------------------------------------------------------------


def try_type_in_update(trials: Trials) -> None:
    """Whether an update may, or must, include the asset type."""
    asset = trials.asset
    bare = asset.put(asset.body())
    asset.learn(update_with_asset_type=True)
    typed = asset.put(asset.body())
    is_required = bare.is_refused and typed.is_good
    asset.learn(update_with_asset_type=is_required)
    evidence = f"without the type: {bare.summary}; with it: {typed.summary}"
    if not is_required and not bare.is_good:
        raise Stopped(f"the server accepts no update: {evidence}")
    word = "required" if is_required else "allowed" if typed.is_good else "refused"
    trials.observed.note("update_with_asset_type", word, evidence)


def try_attributes(trials: Trials) -> None:
    """How attributes are sent: the variant whose value is there afterwards."""
    field = trials.attribute("text", "text_area", "option", "long", "double", "date")
    if field is None:
        why = "the asset type has no attribute of a kind that can be tried"
        trials.observed.leave_open("attributes", why)
        return
    raw = values_for(trials, field)[0]
    # It is not known yet how numbers are sent.
    forms = [raw, str(raw)] if field.kind in ("long", "double") else [] if raw is None else [raw]
    tried: list[str] = []
    before = trials.asset.read()
    for variant in CHOICES["attributes"]:
        trials.asset.learn(attributes=variant)
        for raw in forms:
            reply, after = trials.asset.write([(field, raw)])
            shown = is_new(field.key, before, after)
            tried.append(f"{variant}: {reply.summary}, {shown_or_not(shown)}")
            if shown:
                trials.observed.note("attributes", variant, "; ".join(tried))
                return
    trials.asset.learn(attributes=CHOICES["attributes"][0])
    trials.observed.leave_open("attributes", "; ".join(tried))


def try_system_fields(trials: Trials) -> None:
    """Where system fields are sent: the variant whose value is there afterwards."""
    asset, observed = trials.asset, trials.observed
    before = asset.read()
    current = str(before.value("status") or "") if before else ""
    name = "In use" if current in ("", "In stock", "1") else "In stock"
    tried: list[str] = []
    accepted: list[dict[str, str]] = []
    forms = [
        {"system_fields": variant, "attributes": asset.dialect.attributes}
        for variant in CHOICES["system_fields"]
    ]
    if not observed.is_sure("attributes"):
        forms.append({"system_fields": "attributes", "attributes": "map"})
    for form in forms:
        asset.learn(**form)
        reply, after = asset.write([(SYSTEM_FIELD["status"], name)])
        if reply.is_good and not is_new("status", before, after) and not asset.reads_rows:
            after = asset.read(by_all=True)
        shown = is_new("status", before, after)
        tried.append(f"{form['system_fields']}: {reply.summary}, {shown_or_not(shown)}")
        if shown and after is not None:
            asset.reads_rows = not any(
                "status" in after.values(call) for call in ("transformed", "inventory")
            )
            observed.note("system_fields", form["system_fields"], "; ".join(tried))
            if form["system_fields"] == "attributes":
                observed.note("attributes", form["attributes"], "; ".join(tried))
            note_system_fields(trials.server, [after])
            return
        if reply.is_good:
            accepted.append(form)
    asset.learn(**(accepted[0] if accepted else forms[0]))
    if len(accepted) == 1:
        # No call shows the field, but all other forms were refused.
        observed.note("system_fields", accepted[0]["system_fields"], "; ".join(tried))
    observed.leave_open("system_fields", "; ".join(tried))


def try_numbers(trials: Trials) -> None:
    """Whether numbers are sent as numbers, as text, or either."""
    field = trials.attribute("long", "double") or trials.system_field("quantity")
    if field is None:
        trials.observed.leave_open("numbers", "the asset type has no number")
        return
    asset = trials.asset
    before = asset.read()
    number = asset.takes(field, 7, before)
    text = asset.takes(field, "9", asset.read() if number else before)
    evidence = f"{wire_name(field)}: 7 is {shown_or_not(number)}, '9' is {shown_or_not(text)}"
    if number or text:
        asset.learn(numbers="number" if number else "text")
        word = "both" if number and text else asset.dialect.numbers
        trials.observed.note("numbers", word, evidence)
    trials.observed.leave_open("numbers", evidence)


# --- delete -------------------------------------------------------------------------------------------------------


def try_delete(trials: Trials) -> None:
    """Delete the asset, and again."""
    observed = trials.observed
    gone = trials.asset.known_id
    reply = trials.asset.remove()
    if reply.is_good:
        observed.note("delete_answer", shape_of_write(reply), f"status {reply.status}")
    again = writes.remove_asset(trials.server, gone)
    word = shape_of_write(again) if again.is_good else shape_of_missing(again)
    observed.note("delete_missing", word, again.summary)
