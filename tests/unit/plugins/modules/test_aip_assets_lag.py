# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A search that lags behind the database: a run right after any other run is silent and creates nothing twice.

The first run pays for that by waiting, once for all that it wrote.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ansible_collections.assetops.aip.tests.unit.conftest import PassingTime

pytestmark = [pytest.mark.long, pytest.mark.combinations]

COUNTS = (1, 30, 60)
LAG = 10.0
LIMITS = {"max_deletes": 100, "max_delete_percent": 100}
KEPT = {"asset_type": "Widget", "name": "Widget one"}


def widgets(count, **fields):
    """So many declared widgets."""
    return [
        {"asset_type": "Widget", "name": f"w-{number:02d}", **fields} for number in range(count)
    ]


def stock(sandbox, count):
    """The same widgets on the server, each with a serial number."""
    return [
        sandbox.add_asset(
            "Widget", one["name"], {"serialNumber": f"S{one['name']}"}, {"Colour": "red"}
        )
        for one in widgets(count)
    ]


def renamed(count, _ids):
    return [
        {**one, "name": f"new {one['name']}", "serial_number": f"S{one['name']}",
         "match_by": ["serial_number"]}
        for one in widgets(count)
    ]  # fmt: skip


def renamed_by_id(count, ids):
    return [{"id": one_id, "name": f"new {number:02d}"} for number, one_id in enumerate(ids)]


def in_pairs(count, _ids):
    """New specimens in circles of two, that refer to new widgets, with a field of every lookup."""
    specimens = [
        {"asset_type": "Specimen", "name": f"s-{number:02d}", "status": "In stock",
         "attributes": {"Asset List": [f"s-{number ^ 1:02d}", f"w-{number:02d}"]}}
        for number in range(count + count % 2)
    ]  # fmt: skip
    return specimens + widgets(count + count % 2, owner="tomas.novak")


@dataclasses.dataclass(frozen=True)
class Deed:
    """Something that a task does: whether the assets are there before, what is declared, and other options."""

    declared: Callable[[int, list], list]
    is_stocked: bool = True
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)


SCOPE = {
    "asset_types": ["Widget"],
    "filters": [{"field": "name", "operator": "matches", "value": "w-*"}],
}
DEEDS = {
    "create": Deed(lambda count, ids: widgets(count, attributes={"Colour": "blue"}), False),
    "create in circles": Deed(in_pairs, False),
    "update": Deed(lambda count, ids: widgets(count, attributes={"Colour": "blue"})),
    "update two fields": Deed(lambda count, ids: widgets(count, status="In use", quantity=7)),
    "clear": Deed(lambda count, ids: widgets(count, attributes={"Colour": None})),
    "rename": Deed(renamed),
    "rename by id": Deed(renamed_by_id),
    "delete": Deed(lambda count, ids: widgets(count, state="absent")),
    "prune": Deed(lambda count, ids: [KEPT], options={"scope": SCOPE, "prune": True, **LIMITS}),
    "retire": Deed(
        lambda count, ids: [KEPT],
        options={"scope": SCOPE, "prune": True, "retire": {"status": "Retired"}, **LIMITS},
    ),
    "retire out of scope": Deed(
        lambda count, ids: [KEPT],
        options={
            "scope": {**SCOPE, "filters": [{"field": "status", "operator": "is_empty", "value": True},
                                           *SCOPE["filters"]]},
            "prune": True,
            "retire": {"status": "Retired"},
            **LIMITS,
        },
    ),
}  # fmt: skip


class Lagging:
    """Runs of aip_assets on a sandbox whose search lags."""

    def __init__(self, run, sandbox, deed, count):
        self.run, self.sandbox, self.deed = run, sandbox, deed
        ids = stock(sandbox, count) if deed.is_stocked else []
        self.options = {"assets": deed.declared(count, ids), **deed.options}

    def go(self, **more):
        """A run: its result, its writes, and how long it slept."""
        self.sandbox.journal.clear()
        time = PassingTime(self.sandbox)
        result = self.run(self.sandbox, "aip_assets", **{"time": time, **self.options, **more})
        return result, self.sandbox.journal.writes(), sum(time.slept)

    def succeeds(self, **more):
        result, writes, slept = self.go(**more)
        assert not result["failed"], result["msg"]
        assert result["warnings"] == []
        assert result["changed"] == bool(writes)
        return writes, slept

    def is_silent(self):
        """There is nothing to do, nothing to wait for, and no asset is there twice."""
        writes, slept = self.succeeds()
        assert (writes, slept) == ([], 0)
        assert not twice(self.sandbox)


def twice(sandbox):
    """The assets that are there several times, but for those of the seed."""
    counts = Counter((one["type"], one["name"]) for one in sandbox.assets())
    return [key for key, count in counts.items() if count > 1 and key[1] != "Widget twin"]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_run_right_after_is_silent(run, open_sandbox, deed, count):
    lagging = Lagging(run, open_sandbox("every_field", {"index_lag": LAG}), deed, count)
    writes, slept = lagging.succeeds()
    assert len(writes) >= count
    assert slept >= LAG - 1
    lagging.is_silent()


@pytest.mark.parametrize("lag", [0.3, 2.0, 5.0])
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_other_lags(run, open_sandbox, deed, lag):
    lagging = Lagging(run, open_sandbox("every_field", {"index_lag": lag}), deed, 12)
    lagging.succeeds()
    lagging.is_silent()


HIDING = {
    "rows without system fields": {"system_fields_in": ["transformed"]},
    "rows without what is empty": {"empty_value": "omitted", "search_reference_format": "ids"},
    "creations without answers": {"create_answer": "empty"},
    "a status by default": {"status_default": "On order"},
    "short pages": {"page_cap": 7, "total_key": "total"},
}


@pytest.mark.parametrize("switches", HIDING.values(), ids=HIDING)
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_other_servers_that_lag(run, open_sandbox, deed, switches):
    lagging = Lagging(run, open_sandbox("every_field", {"index_lag": LAG, **switches}), deed, 30)
    lagging.succeeds()
    lagging.is_silent()


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_waiting_is_paid_once_for_a_task(run, open_sandbox, deed):
    slept = {}
    for count in (1, 60):
        sandbox = open_sandbox("every_field", {"index_lag": LAG})
        _writes, slept[count] = Lagging(run, sandbox, deed, count).succeeds()
    assert slept[60] <= slept[1] + 3


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_nobody_waits_who_does_not_want_to(run, open_sandbox, deed, count):
    sandbox = open_sandbox("every_field", {"index_lag": LAG})
    writes, slept = Lagging(run, sandbox, deed, count).succeeds(wait_for_index=0)
    assert len(writes) >= count
    assert slept == 0


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_impatience_is_told(run, open_sandbox, deed, count):
    """Who waits shorter than the search lags is told so, in few words, and the task succeeds."""
    sandbox = open_sandbox("every_field", {"index_lag": 60.0})
    lagging = Lagging(run, sandbox, deed, count)
    result, writes, slept = lagging.go(wait_for_index=5)
    assert not result["failed"], result["msg"]
    assert len(writes) >= count
    assert 5 <= slept <= 8
    assert 1 <= len(result["warnings"]) <= 21
    assert "wait_for_index" in result["warnings"][0]
    sandbox.advance(60)
    lagging.is_silent()


# -- runs that fail half-way --

WRITES = r"inventory(/asset)?(/\d+)?\.json$"


@pytest.mark.parametrize("goes_on", ["stop", "continue"])
@pytest.mark.parametrize("after", [0, 1, 7, 25])
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_failed_half_way(run, open_sandbox, deed, after, goes_on):
    """The run after it does only what is left, and the one after that nothing."""
    sandbox = open_sandbox("every_field", {"index_lag": LAG})
    lagging = Lagging(run, sandbox, deed, 30)
    method = {"create": "POST", "create in circles": "POST", "delete": "DELETE", "prune": "DELETE"}
    named = next(name for name, one in DEEDS.items() if one is deed)
    hit = method.get(named, "PUT")
    refused = {"status": 400, "headers": {"X-AUSERNAME": "ansible"}}
    sandbox.faults.add("error", method=hit, path=WRITES, after=after, times=1, **refused)
    result, writes, _slept = lagging.go(on_error=goes_on)
    assert result["failed"]
    done = [one for one in writes if one.status < 400]
    assert len(done) >= after
    if goes_on == "continue" and hit != "DELETE" and named != "create in circles":
        assert len(done) == 29
    writes, _slept = lagging.succeeds()
    assert not {(one.method, one.path) for one in writes if one.method != "POST"} & {
        (one.method, one.path) for one in done
    }
    bodies = [str(one.body) for one in (*done, *writes) if one.method == "POST"]
    assert len(set(bodies)) == len(bodies)
    lagging.is_silent()


LOST = {
    "cut_after": {},
    "error_after": {"status": 502},
    "empty_body": {},
    "malformed_json": {},
}


@pytest.mark.parametrize("effect", LOST)
@pytest.mark.parametrize("after", [0, 5, 29])
def test_lost_answers_to_creations(run, open_sandbox, effect, after):
    """Nothing is created again because an answer was lost, now or in the next run."""
    sandbox = open_sandbox("every_field", {"index_lag": LAG})
    lagging = Lagging(run, sandbox, DEEDS["create in circles"], 30)
    path = r"inventory/asset\.json$"
    sandbox.faults.add(effect, method="POST", path=path, after=after, times=3, **LOST[effect])
    result, writes, _slept = lagging.go()
    posts = [one for one in writes if one.method == "POST"]
    assert len(posts) <= 60
    if result["failed"]:
        lagging.succeeds()
    else:
        assert len(posts) == 60
    lagging.is_silent()
    assert len(sandbox.assets("Specimen")) == 30 + 2


@pytest.mark.parametrize("others", [1, 30])
@pytest.mark.parametrize("goes_on", ["stop", "continue"])
def test_failed_within_a_circle(run, open_sandbox, others, goes_on):
    """The half that was created is not written again for what it refers to and is not there; the cause is told."""
    sandbox = open_sandbox("every_field", {"index_lag": LAG})
    circle = [
        {"asset_type": "Specimen", "name": one, "attributes": {"Asset List": [other]}}
        for one, other in (("a", "b"), ("b", "a"))
    ]
    deed = Deed(lambda count, ids: [*widgets(count), *circle], is_stocked=False)
    lagging = Lagging(run, sandbox, deed, others)
    refused = {"status": 400, "headers": {"X-AUSERNAME": "ansible"}}
    sandbox.faults.add("error", method="POST", path=WRITES, after=others + 1, times=1, **refused)
    result, writes, _slept = lagging.go(on_error=goes_on)
    assert result["failed"]
    assert "'b'" in result["msg"]
    assert [one for one in writes if one.method == "PUT"] == []
    assert [one["asset"] for one in result["failed_assets"]][:1] == ["Specimen 'b'"]
    writes, _slept = lagging.succeeds()
    assert [one.method for one in writes] == ["POST", "PUT"]
    lagging.is_silent()


# -- what is not written itself, but shows differently --


def test_referring_assets_show_new_names(run, open_sandbox):
    """Rows of unchanged assets have the names of what they refer to, which lag too."""
    sandbox = open_sandbox("every_field", {"index_lag": LAG})
    ids = stock(sandbox, 30)
    for number, target in enumerate(ids):
        sandbox.add_asset("Specimen", f"s-{number:02d}", attributes={"Asset List": str(target)})
    declared = [
        {"asset_type": "Specimen", "name": f"s-{number:02d}",
         "attributes": {"Asset List": [f"new {number:02d}"]}}
        for number in range(30)
    ]  # fmt: skip
    deed = Deed(lambda count, _ids: [*renamed_by_id(count, ids), *declared], is_stocked=False)
    lagging = Lagging(run, sandbox, deed, 30)
    writes, slept = lagging.succeeds()
    assert len(writes) == 30
    assert slept >= LAG - 1
    lagging.is_silent()


def test_names_that_change_hands(run, open_sandbox):
    """Each asset gets the name of the next; then they are declared by their names."""
    sandbox = open_sandbox("every_field", {"index_lag": LAG})
    ids = stock(sandbox, 30)
    turned = [
        {"id": one, "name": f"w-{(number + 1) % 30:02d}", "quantity": number}
        for number, one in enumerate(ids)
    ]
    lagging = Lagging(run, sandbox, Deed(lambda count, _ids: turned, is_stocked=False), 30)
    assert len(lagging.succeeds()[0]) == 31, (
        "one name is temporary, as the circle has to begin somewhere"
    )
    lagging.is_silent()
    lagging.options["assets"] = [
        {"asset_type": "Widget", "name": one["name"], "quantity": one["quantity"]} for one in turned
    ]
    lagging.is_silent()


def test_deleted_and_created_again(run, open_sandbox):
    """A name that was just deleted is free; one that was just created is taken."""
    sandbox = open_sandbox("every_field", {"index_lag": LAG})
    lagging = Lagging(run, sandbox, DEEDS["delete"], 30)
    lagging.succeeds()
    for deed in ("create", "delete", "create", "update two fields", "clear", "create"):
        lagging.options["assets"] = DEEDS[deed].declared(30, [])
        writes, _slept = lagging.succeeds()
        assert len(writes) == 30
        lagging.is_silent()
    assert len(sandbox.assets("Widget")) == 36
