# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run that fails half-way: what was done, what failed and why, what was not tried; and the next run does the rest."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    LoginRefused,
    OutcomeUnknown,
    Paused,
    PluginMissing,
    ServerRefused,
)

from .engine import apply, counted, failed, is_silent

REFUSAL = ServerRefused("could not write it: the server refused: not this one")


def laptops(count, **fields):
    """Declared laptops."""
    return [{"asset_type": "Laptop", "name": f"lt-{one:02}", **fields} for one in range(count)]


def depends(name, *others, **fields):
    """A declared server that depends on others."""
    return {
        "asset_type": "Server",
        "name": name,
        "attributes": {"Depends on": list(others)},
        **fields,
    }


def verbs(server):
    """The writes, in their order."""
    return [call.verb for call in server.asked()]


def labels(entries):
    """The assets of a list in a result."""
    return [one["asset"] for one in entries]


# --- stop, or continue ----------------------------------------------------------------------------------------------


def test_a_failure_stops_what_has_not_begun(any_server):
    any_server.fail("create", REFUSAL, after=5)
    result = failed(any_server, laptops(30))
    assert result["changed"]
    assert labels(result["done"]) == [f"Laptop 'lt-{one:02}'" for one in range(5)]
    assert [one["id"] for one in result["done"]] == [*any_server.assets]
    [failure] = result["failed_assets"]
    assert (failure["asset"], failure["action"], failure["msg"]) == (
        "Laptop 'lt-05'", "create", REFUSAL.sentence,
    )  # fmt: skip
    assert labels(result["not_tried"]) == [f"Laptop 'lt-{one:02}'" for one in range(6, 30)]
    assert counted(result, created=5, failed=1, not_tried=24)
    assert [one["asset"] for one in result["changes"]] == labels(result["done"])
    assert failure["origin"] == "assets[5]"
    assert result["msg"] == (
        f"assets[5]: Laptop 'lt-05': {REFUSAL.sentence}"
        "\n5 assets were written before it stopped, 24 were not tried"
    )
    assert result["summary_text"] == (
        "Applied: 5 created, 0 changed, 0 deleted; 1 failed, 24 not tried"
    )
    assert result["first_findings"] == [
        f"Laptop 'lt-05': failed: {REFUSAL.sentence} (assets[5])",
        *(f"Laptop 'lt-{one:02}': created (assets[{one}])" for one in range(5)),
    ]
    assert verbs(any_server) == ["create"] * 6
    assert counted(apply(any_server, laptops(30)), created=25, unchanged=5)


def test_a_failure_does_not_stop_the_others_if_that_is_asked_for(any_server):
    any_server.fail("create", REFUSAL, after=5, times=2)
    result = failed(any_server, laptops(30), on_error="continue")
    assert counted(result, created=28, failed=2)
    assert result["not_tried"] == []
    assert labels(result["failed_assets"]) == ["Laptop 'lt-05'", "Laptop 'lt-06'"]
    assert result["msg"] == (
        f"{REFUSAL.sentence} (2 assets: assets[5], assets[6])\n28 assets were written"
    )
    assert counted(apply(any_server, laptops(30)), created=2)


@pytest.mark.parametrize("on_error", ["stop", "continue"])
@pytest.mark.parametrize("after", [0, 7, 25])
@pytest.mark.parametrize("verb", ["create", "update", "delete"])
def test_the_next_run_does_what_is_left_and_nothing_twice(server, verb, after, on_error):
    fields = {"update": {"status": "In use"}, "delete": {"state": "absent"}}.get(verb, {})
    for one in laptops(30) if verb != "create" else ():
        server.add("Laptop", one["name"])
    server.fail(verb, REFUSAL, after=after)
    result = failed(server, laptops(30, **fields), on_error=on_error, workers=4)
    assert result["changed"] == (on_error == "continue" or after > 0)
    assert len(result["done"]) >= after
    before = len(server.asked())
    apply(server, laptops(30, **fields))
    assert len(server.asked()) == 31, "one was refused, and no other one was sent twice"
    assert before <= 31
    assert is_silent(server, laptops(30, **fields))


def test_nothing_changed_if_the_first_write_fails(any_server):
    any_server.fail("create", REFUSAL)
    result = failed(any_server, laptops(1))
    assert (result["changed"], result["done"], result["changes"], result["not_tried"]) == (
        False,
        [],
        [],
        [],
    )
    assert any_server.assets == {}


@pytest.mark.parametrize("error", [LoginRefused, PluginMissing, Paused])
def test_what_every_further_request_would_meet_stops_in_any_case(any_server, error):
    any_server.fail("create", error("no"), after=3, times=100)
    result = failed(any_server, laptops(30), on_error="continue")
    assert verbs(any_server) == ["create"] * 4
    assert len(result["not_tried"]) == 26


# --- what depends on each other -------------------------------------------------------------------------------------


@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_what_refers_to_an_asset_that_failed_is_not_tried(any_server, on_error):
    any_server.fail("create", REFUSAL)
    result = failed(any_server, [depends("a"), depends("b", "a"), depends("c")], on_error=on_error)
    assert labels(result["failed_assets"]) == ["Server 'a'"]
    going_on = on_error == "continue"
    assert labels(result["not_tried"]) == (
        ["Server 'b'"] if going_on else ["Server 'c'", "Server 'b'"]
    )
    assert counted(result, created=int(going_on), failed=1, not_tried=1 if going_on else 2)


def test_an_asset_that_failed_is_not_done_although_it_was_given_ids(any_server):
    """Its declaration names an asset that this run created, so it is no longer the one that was planned."""
    declared = [depends("a"), depends("b", "a", attachments=[{"path": __file__}])]
    any_server.fail("upload", REFUSAL)
    result = failed(any_server, declared)
    assert labels(result["done"]) == ["Server 'a'"]
    assert labels(result["failed_assets"]) == ["Server 'b'"]
    assert counted(result, created=1, failed=1)


@pytest.mark.parametrize("others", [1, 30])
@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_half_a_circle_is_reported_and_closed_by_the_next_run(any_server, others, on_error):
    declared = [*laptops(others), depends("a", "b"), depends("b", "a")]
    any_server.fail("create", REFUSAL, after=others + 1)
    result = failed(any_server, declared, on_error=on_error)
    assert "'b'" in result["msg"]
    assert verbs(any_server) == ["create"] * (others + 2)
    assert labels(result["failed_assets"])[0] == "Server 'b'"
    apply(any_server, declared)
    assert verbs(any_server)[others + 2 :] == ["create", "update"]
    assert is_silent(any_server, declared)


# --- parts of one asset ---------------------------------------------------------------------------------------------


def test_an_upload_that_fails_after_the_update_leaves_the_update_in_the_changes(
    any_server, tmp_path
):
    asset_id = any_server.add("Laptop", "lt-00")
    (tmp_path / "a.txt").write_text("a")
    any_server.fail("upload", REFUSAL)
    declared = laptops(1, status="In use", attachments=[{"path": str(tmp_path / "a.txt")}])
    result = failed(any_server, declared)
    assert [(one["field"], one["after"]) for one in result["changes"]] == [("status", "In use")]
    assert result["changed"]
    assert result["failed_assets"] == [
        {
            "asset": "Laptop 'lt-00'",
            "id": asset_id,
            "action": "update",
            "origin": "assets[0]",
            "msg": REFUSAL.sentence,
        }
    ]
    assert counted(apply(any_server, declared), updated=1, files_uploaded=1)
    assert is_silent(any_server, declared)


def test_an_update_that_is_refused_changes_nothing(any_server):
    any_server.add("Laptop", "lt-00")
    any_server.fail("update", REFUSAL)
    result = failed(any_server, laptops(1, status="In use"))
    assert (result["changed"], result["changes"]) == (False, [])


def test_a_lost_creation_does_not_stay_unknown_although_another_one_failed(any_server):
    """Both are under way: the second is refused, which stops the run, and the first is still looked for."""
    any_server.fail("create", OutcomeUnknown("the connection was cut"), done=True, after=1)
    any_server.fail("create", REFUSAL, after=2)
    result = failed(any_server, laptops(30))
    assert counted(result, created=2, failed=1, not_tried=27)
    assert [one["id"] for one in result["done"]] == [*any_server.assets]
    assert verbs(any_server) == ["create"] * 3
    assert counted(apply(any_server, laptops(30)), created=28)


@pytest.mark.parametrize("lag", [0, 3])
def test_what_was_written_is_waited_for_after_a_failure_too(any_server, lag):
    any_server.lag = lag
    any_server.fail("create", REFUSAL, after=25)
    failed(any_server, laptops(30))
    assert counted(apply(any_server, laptops(30)), created=5)
    assert len(any_server.assets) == 30


def test_everything_that_is_left_is_verified_after_a_failure(any_server):
    any_server.fail("update", REFUSAL, after=25)
    for one in laptops(30):
        any_server.add("Laptop", one["name"])
    original = any_server.update

    def forgetful(asset_id, name, of, values):
        return original(asset_id, name, of, [] if asset_id == any_server.id_of("lt-20") else values)

    any_server.update = forgetful
    result = failed(any_server, laptops(30, status="In use"))
    assert labels(result["failed_assets"]) == ["Laptop 'lt-25'", "Laptop 'lt-20'"]
    assert (
        "did not keep all of it: status is None instead of 'In use'"
        in result["failed_assets"][1]["msg"]
    )
