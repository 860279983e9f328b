# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pruning: what is not declared goes, inside the scope, under the limits, last, and never because a read failed."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    IncompleteRead,
    LoginRefused,
    ServerRefused,
)

from .engine import apply, counted, failed, is_silent, refused

HALL, OFFICE = "Data centre north", "Istanbul office"
HERE = {"asset_types": ["Rack"], "filters": [{"field": "location", "value": HALL}]}
PRUNE = {"scope": HERE, "prune": True}


def racks(count, **fields):
    """Declared racks."""
    return [{"asset_type": "Rack", "name": f"rack-{one:02}", **fields} for one in range(count)]


@pytest.fixture
def stocked(any_server):
    """A server with 20 racks of ours in one hall, 2 strangers there, one elsewhere, and a laptop."""
    for one in racks(20):
        any_server.add("Rack", one["name"], location=HALL)
    for name in ("stranger-1", "stranger-2"):
        any_server.add("Rack", name, location=HALL)
    any_server.add("Rack", "elsewhere", location=OFFICE)
    any_server.add("Laptop", "laptop", location=HALL)
    return any_server


def verbs(server):
    """The writes, in their order."""
    return [call.verb for call in server.asked()]


def names(server):
    """The names of all assets."""
    return {asset.name for asset in server.assets.values()}


def fates(result):
    """What becomes of the assets that are not declared."""
    return {one["name"]: one["fate"] for one in result["unmanaged"]}


# --- what it does ---------------------------------------------------------------------------------------------------


def test_without_prune_what_is_not_declared_is_only_reported(stocked):
    result = apply(stocked, racks(20), scope=HERE)
    assert counted(result, unchanged=20, unmanaged=2)
    assert fates(result) == {"stranger-1": "kept", "stranger-2": "kept"}
    assert [one["id"] for one in result["unmanaged"]] == [
        stocked.id_of("stranger-1"),
        stocked.id_of("stranger-2"),
    ]
    assert stocked.asked() == []


def test_what_is_not_declared_is_deleted_last(stocked):
    predicted = apply(stocked, racks(21), check=True, **PRUNE)
    assert stocked.asked() == []
    result = apply(stocked, racks(21), **PRUNE)
    assert counted(result, created=1, deleted=2, unmanaged=2)
    assert result["summary"] == predicted["summary"]
    assert fates(result) == fates(predicted) == {"stranger-1": "delete", "stranger-2": "delete"}
    assert verbs(stocked) == ["create", "delete", "delete"]
    assert names(stocked) == {*(one["name"] for one in racks(21)), "elsewhere", "laptop"}
    assert is_silent(stocked, racks(21), **PRUNE)


def test_types_alone_are_a_scope(stocked):
    result = apply(
        stocked, racks(20), scope={"asset_types": ["Rack"]}, prune=True, max_delete_percent=50
    )
    assert counted(result, deleted=3)
    assert "laptop" in names(stocked)


def test_filters_alone_are_a_scope_over_all_types(stocked):
    result = apply(
        stocked, racks(20), scope={"filters": HERE["filters"]}, prune=True, max_delete_percent=50
    )
    assert counted(result, deleted=3)
    assert names(stocked) == {*(one["name"] for one in racks(20)), "elsewhere"}


def test_what_is_protected_is_spared(stocked):
    protect = [{"field": "name", "operator": "matches", "value": "*-2"}]
    result = apply(stocked, racks(20), protect=protect, **PRUNE)
    assert counted(result, deleted=1, unmanaged=2)
    assert fates(result) == {"stranger-1": "delete", "stranger-2": "protected"}
    assert "stranger-2" in names(stocked)


def test_protection_may_look_at_fields_that_rows_leave_out(stocked):
    stocked.not_in_rows = frozenset({"owner"})
    stocked.edit(stocked.id_of("stranger-2"), owner="mei.lin")
    apply(stocked, racks(20), protect=[{"field": "owner", "value": "mei.lin"}], **PRUNE)
    assert "stranger-2" in names(stocked)
    assert "stranger-1" not in names(stocked)


def test_assets_are_retired_instead_of_deleted(stocked):
    options = {**PRUNE, "retire": {"status": "Retired", "managed_by": None}}
    result = apply(stocked, racks(20), **options)
    assert counted(result, retired=2, unmanaged=2)
    assert fates(result) == {"stranger-1": "retire", "stranger-2": "retire"}
    assert [(call.verb, call.values) for call in stocked.asked()] == [
        ("update", {"status": "Retired"})
    ] * 2
    assert is_silent(stocked, racks(20), **options)


def test_a_declared_asset_out_of_the_scope_is_not_pruned(stocked):
    declared = [*racks(20), {"asset_type": "Rack", "name": "stranger-1", "location": OFFICE}]
    result = apply(stocked, declared, **PRUNE)
    assert counted(result, updated=1, deleted=1, unmanaged=1)
    assert stocked.one("stranger-1").values["location"] == "3"


def test_what_is_declared_as_absent_is_not_also_pruned(stocked):
    declared = [*racks(20), {"asset_type": "Rack", "name": "stranger-1", "state": "absent"}]
    assert counted(apply(stocked, declared, **PRUNE), deleted=2, unmanaged=1)
    assert verbs(stocked) == ["delete", "delete"]


# --- limits ---------------------------------------------------------------------------------------------------------

LIMITS = {
    "number": ({"max_deletes": 1}, "2 of the 22 assets in scope", "max_deletes allows 1"),
    "percent": (
        {"max_delete_percent": 9},
        "stranger-1",
        "is 9.1 percent, and max_delete_percent allows 9",
    ),
    "none": (
        {"max_deletes": 0, "retire": {"status": "Retired"}},
        "would be retired",
        "max_deletes allows 0",
    ),
}


@pytest.mark.parametrize(("options", "words", "limit"), LIMITS.values(), ids=LIMITS)
def test_a_limit_that_does_not_hold_blocks_everything(stocked, options, words, limit):
    sentence = refused(stocked, racks(21), **PRUNE, **options)
    assert words in sentence
    assert limit in sentence
    assert "Rack 'stranger-1', Rack 'stranger-2'" in sentence


@pytest.mark.parametrize(
    "options", [{"max_deletes": 2}, {"max_delete_percent": 9.1}, {"max_delete_percent": 9.0910}]
)
def test_a_limit_that_just_holds_allows(stocked, options):
    if options.get("max_delete_percent") == 9.1:
        options = {"max_delete_percent": 100 * 2 / 22}
    assert counted(apply(stocked, racks(20), **PRUNE, **options), deleted=2)


def test_protected_assets_do_not_count_for_the_limits(stocked):
    protect = [{"field": "name", "value": "stranger-1"}]
    assert counted(apply(stocked, racks(20), protect=protect, max_deletes=1, **PRUNE), deleted=1)


def test_what_is_declared_as_absent_does_not_count_for_the_limits(stocked):
    declared = [*racks(10), *({**one, "state": "absent"} for one in racks(20)[10:])]
    assert counted(apply(stocked, declared, max_deletes=2, **PRUNE), deleted=12)


# --- what is refused ------------------------------------------------------------------------------------------------

REFUSED = {
    "no scope": (racks(1), {}, "scope: is needed for prune"),
    "nothing declared": ([], {"scope": HERE}, "prune: nothing is declared"),
    "nothing declared as present": (
        [{**racks(1)[0], "state": "absent"}], {"scope": HERE}, "prune: nothing is declared",
    ),
    "type of the scope": (racks(1), {"scope": {"asset_types": ["Rak"]}}, "scope: there is no asset type"),
    "field of the scope": (
        racks(1), {"scope": {"filters": [{"field": "colour", "value": 1}]}},
        "scope: filters: number 1: there is no field 'colour'",
    ),
    "protect": (racks(1), {"scope": HERE, "protect": [{"field": "cost", "operator": "less"}]}, "protect: "),
    "retire": (racks(1), {"scope": HERE, "retire": {"status": "Gone"}}, "retire: Rack: status: "),
}  # fmt: skip


@pytest.mark.parametrize(("declared", "options", "words"), REFUSED.values(), ids=REFUSED)
def test_invalid_pruning_is_refused(stocked, declared, options, words):
    assert words in refused(stocked, declared, prune=True, **options)


def test_what_is_still_referred_to_is_not_deleted(stocked):
    server = {"asset_type": "Server", "name": "s", "attributes": {"Rack": "stranger-1"}}
    sentence = refused(stocked, [*racks(20), server], **PRUNE)
    assert "refers to Rack 'stranger-1', which would be deleted" in sentence


@pytest.mark.parametrize("match_by", ["name", "serial_number"])
def test_nothing_is_deleted_if_an_identity_cannot_be_read(any_server, match_by):
    known = any_server.add("Rack", "known", serial_number="S")
    any_server.add("Rack", "" if match_by == "name" else "other")
    any_server.unreadable = () if match_by == "name" else ("serial_number",)
    declared = [
        {"id": known},
        {"asset_type": "Rack", "name": "k", "serial_number": "S", "match_by": [match_by]},
    ]
    if match_by == "serial_number":
        any_server.not_in_rows = any_server.not_in_reads = frozenset({"serial_number"})
        declared = declared[1:]
    sentence = refused(
        any_server, declared, scope={"asset_types": ["Rack"]}, prune=True, max_delete_percent=100
    )
    assert ("has no name" if match_by == "name" else "does not show 'serial_number'") in sentence


# --- reads that fail, or lag ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["search", "asset_types", "locations"])
@pytest.mark.parametrize("error", [IncompleteRead, LoginRefused, ServerRefused])
def test_a_failed_read_deletes_nothing(stocked, verb, error):
    stocked.fail(verb, error("no"), times=1)
    with pytest.raises(error):
        apply(stocked, racks(20), **PRUNE)
    assert stocked.asked() == []


def test_a_failed_second_look_deletes_nothing(stocked):
    stocked.fail("read", ServerRefused("no"))
    with pytest.raises(ServerRefused):
        apply(stocked, racks(20), **PRUNE)
    assert stocked.asked() == []


def test_an_asset_that_has_left_the_scope_unseen_is_kept(stocked):
    stocked.lag = 50
    stocked.edit(stocked.id_of("stranger-1"), location=OFFICE, lagging=True)
    assert counted(apply(stocked, racks(20), wait=0, **PRUNE), deleted=1)
    assert "stranger-1" in names(stocked)


def test_an_asset_that_is_protected_unseen_is_kept(stocked):
    stocked.lag = 50
    stocked.edit(stocked.id_of("stranger-1"), owner="mei.lin", lagging=True)
    protect = [{"field": "owner", "value": "mei.lin"}]
    assert counted(apply(stocked, racks(20), wait=0, protect=protect, **PRUNE), deleted=1)
    assert "stranger-1" in names(stocked)


def test_an_asset_that_is_gone_unseen_is_not_deleted_again(stocked):
    stocked.lag = 4
    stocked.remove(stocked.id_of("stranger-1"), lagging=True)
    assert counted(apply(stocked, racks(20), **PRUNE), deleted=1)
    assert verbs(stocked) == ["delete"]


@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_nothing_is_deleted_after_a_failure(stocked, on_error):
    stocked.fail("create", ServerRefused("not this one"))
    result = failed(stocked, racks(21), on_error=on_error, **PRUNE)
    assert verbs(stocked) == ["create"]
    assert {"stranger-1", "stranger-2"} <= names(stocked)
    assert [one["action"] for one in result["not_tried"]] == ["delete", "delete"]


def test_a_deletion_that_fails_leaves_the_others_to_be_reported(stocked):
    stocked.fail("delete", ServerRefused("not this one"))
    result = failed(stocked, racks(20), **PRUNE)
    assert [one["asset"] for one in result["failed_assets"]] == ["Rack 'stranger-1'"]
    assert [one["asset"] for one in result["not_tried"]] == ["Rack 'stranger-2'"]
    assert not result["changed"]
