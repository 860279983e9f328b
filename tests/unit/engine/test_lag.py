# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A search that lags: a run right after any other one is silent, and the first run waits for that once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._apply.notes import Notes
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import ServerFailed

from .engine import Time, apply

LIMITS = {"max_deletes": 100, "max_delete_percent": 100}
SCOPE = {
    "asset_types": ["Laptop"],
    "filters": [{"field": "name", "operator": "matches", "value": "lt-*"}],
}
KEPT = {"asset_type": "Laptop", "name": "kept"}


def laptops(count, **fields):
    """Declared laptops."""
    return [{"asset_type": "Laptop", "name": f"lt-{one:02}", **fields} for one in range(count)]


def renamed(count):
    """The laptops under new names, found by their serial numbers."""
    return [
        {
            **one,
            "name": f"new {one['name']}",
            "serial_number": one["name"],
            "match_by": ["serial_number"],
        }
        for one in laptops(count)
    ]


def in_pairs(count):
    """New servers in circles of two, that refer to new laptops."""
    many = count + count % 2
    return laptops(many) + [
        {"asset_type": "Server", "name": f"s-{one:02}", "status": "In stock",
         "attributes": {"Depends on": [f"s-{one ^ 1:02}", f"lt-{one:02}"]}}
        for one in range(many)
    ]  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Task:
    """What a task declares of so many assets, whether they are there before, and its other options."""

    declared: Callable[[int], list[dict[str, Any]]]
    is_stocked: bool = True
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)


TASKS = {
    "create": Task(lambda count: laptops(count, attributes={"Model": "T14"}), False),
    "create in circles": Task(in_pairs, False),
    "update": Task(lambda count: laptops(count, attributes={"Model": "T14"})),
    "update two fields": Task(lambda count: laptops(count, status="In use", quantity=7)),
    "clear": Task(lambda count: laptops(count, attributes={"Model": None})),
    "rename": Task(renamed),
    "rename by id": Task(
        lambda count: [{"id": one + 1, "name": f"new {one}"} for one in range(count)]
    ),
    "delete": Task(lambda count: laptops(count, state="absent")),
    "prune": Task(lambda count: [KEPT], options={"scope": SCOPE, "prune": True, **LIMITS}),
    "retire": Task(
        lambda count: [KEPT],
        options={"scope": SCOPE, "prune": True, "retire": {"status": "Retired"}, **LIMITS},
    ),
}
TASK = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
COUNT = pytest.mark.parametrize("count", [1, 25])


@pytest.fixture
def lagging(server):
    """A server whose search shows a write only to the fourth that asks."""
    server.lag = 3
    return server


def prepare(server, task, count):
    """What the task declares, of assets that are there."""
    for one in laptops(count) if task.is_stocked else ():
        server.add("Laptop", one["name"], serial_number=one["name"], attributes={"Model": "old"})
    return task.declared(count)


def succeeds(server, declared, task, **options):
    """A run that changes something: how long it slept, and its warnings."""
    time = Time()
    result = apply(server, declared, time=time, **{**task.options, **options})
    assert result["changed"]
    return time.clock(), result["warnings"]


def is_silent(server, declared, task):
    """Nothing is left to do or to wait for."""
    time, before = Time(), len(server.asked())
    result = apply(server, declared, time=time, **task.options)
    assert (result["changed"], server.asked()[before:], time.slept) == (False, [], [])


@TASK
@COUNT
def test_a_run_right_after_it_is_silent(lagging, task, count):
    declared = prepare(lagging, task, count)
    slept, warnings = succeeds(lagging, declared, task)
    assert slept > 0
    assert warnings == ()
    names = [(asset.type.name, asset.name) for asset in lagging.assets.values()]
    assert len(names) == len(set(names))
    is_silent(lagging, declared, task)


@TASK
def test_without_waiting_the_search_is_not_waited_for(lagging, task):
    declared = prepare(lagging, task, 5)
    assert succeeds(lagging, declared, task, wait=0)[0] == 0


@TASK
def test_a_search_that_lags_longer_is_a_warning(server, task):
    server.lag = 10_000
    declared = prepare(server, task, 25)
    slept, warnings = succeeds(server, declared, task, wait=5)
    assert slept == pytest.approx(5)
    assert 1 <= len(warnings) <= 21
    assert (
        "was written, but the search still does not show it after 5 s (wait_for_index); until it does"
        in warnings[0]
    )


@TASK
def test_waiting_is_paid_once_for_a_task(server, task):
    """Few are asked for one by one, many together: a search or two for each round."""
    server.lag = 30
    declared = prepare(server, task, 25)
    succeeds(server, declared, task)
    assert len(server.asked("search")) < 60


def test_an_unchanged_run_does_not_wait(lagging):
    declared = prepare(lagging, TASKS["update"], 3)
    lagging.edit(1, quantity=1, lagging=True)
    is_silent(lagging, laptops(3), TASKS["update"])
    assert declared


def test_a_search_that_fails_in_the_end_is_a_warning(server):
    server.fail("search", ServerFailed("could not search: the server failed"), after=1, times=100)
    time = Time()
    result = apply(server, laptops(1), time=time)
    assert result["changed"]
    assert time.clock() == pytest.approx(30)
    [warning] = result["warnings"]
    assert warning.startswith(
        "Laptop 'lt-00': was written, but whether the search shows it could not be confirmed"
    )
    assert "the next run on this controller waits for it" in warning
    assert warning.endswith("could not search: the server failed")


def test_names_that_change_hands(lagging):
    declared = prepare(lagging, TASKS["update"], 30)
    turned = [
        {"id": one + 1, "name": f"lt-{(one + 1) % 30:02}", "quantity": one} for one in range(30)
    ]
    succeeds(lagging, turned, TASKS["update"])
    is_silent(lagging, turned, TASKS["update"])
    by_name = [
        {"asset_type": "Laptop", "name": one["name"], "quantity": one["quantity"]} for one in turned
    ]
    is_silent(lagging, by_name, TASKS["update"])
    assert len(declared) == len(lagging.assets)


def test_deleted_and_created_again(lagging):
    prepare(lagging, TASKS["delete"], 30)
    for name in ("delete", "create", "delete", "create", "update two fields", "clear"):
        task = TASKS[name]
        before = len(lagging.asked())
        succeeds(lagging, task.declared(30), task)
        assert len(lagging.asked()) == before + 30
        is_silent(lagging, task.declared(30), task)
    assert len(lagging.assets) == 30


def test_names_of_what_is_referred_to_lag_too(lagging):
    lagging.names_in_rows = True
    racks = [lagging.add("Rack", f"rack-{one}") for one in range(30)]
    for one, rack in enumerate(racks):
        lagging.add("Server", f"s-{one}", attributes={"Rack": [rack]})
    declared = [{"id": rack, "name": f"new {one}"} for one, rack in enumerate(racks)]
    declared += [
        {"asset_type": "Server", "name": f"s-{one}", "attributes": {"Rack": [f"new {one}"]}}
        for one in range(30)
    ]
    succeeds(lagging, declared, TASKS["update"])
    assert len(lagging.asked()) == 30
    is_silent(lagging, declared, TASKS["update"])


# --- runs that were killed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lt-00", "two  blanks", "two\nlines", "ü"])
def test_what_a_killed_run_has_created_is_waited_for(lagging, home, name):
    """It left a note of what it was creating, and could not wait until the search shows it."""
    noted(lagging, "Laptop", name).close(remove=False)
    lagging.create(name, lagging.types[1], ())
    time = Time()
    result = apply(lagging, [{"asset_type": "Laptop", "name": name}], time=time)
    assert not result["changed"]
    assert 0 < time.clock() < 5
    assert notes(home) == []


def test_without_a_note_it_would_be_created_again(lagging):
    lagging.create("lt-00", lagging.types[1], ())
    assert apply(lagging, laptops(1), wait=0)["changed"]


def noted(server, type_name, *names, keys=()):
    """The note of a run that is at work: what it may create, and what it is about to."""
    notes = Notes(server.server)
    with notes.alone():
        note = notes.write(dict(keys))
    for name in names:
        note.add(next(one.id for one in server.types if one.name == type_name), name)
    return note


def notes(home):
    """The notes that are left."""
    return [path for path in Path(home).rglob("*-*-*") if path.is_file()]
