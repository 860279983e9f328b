# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A search shows an asset, and reading it by id says no: it is not taken for deleted, whatever the words are."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    AipError,
    IncompleteRead,
    ServerRefused,
)

from .engine import Time, apply, counted, export_to, info, is_silent

WORDS = pytest.mark.parametrize(
    "words",
    ["Keine Berechtigung", "アクセス権がありません", "Permission denied", "database is locked", ""],
)
LAPTOP = {"asset_type": "Laptop", "name": "LT-1"}
SCOPE = {"asset_types": ["Laptop"]}
LIMITS = {"max_deletes": 100, "max_delete_percent": 100}
SEEN_BY_ID = {"status": "In use"}
OWNED = {"field": "status", "operator": "equals", "value": "In use"}


def declare(server, time, **more):
    """Declares the laptop, with a field that only a read by id shows."""
    apply(server, [{**LAPTOP, **more}], time=time)


ENTRANCES = {
    "present": lambda server, time, tmp: declare(server, time, quantity=7),
    "absent": lambda server, time, tmp: declare(server, time, state="absent"),
    "prune": lambda server, time, tmp: apply(
        server,
        [{"asset_type": "Laptop", "name": "other"}],
        time=time,
        scope=SCOPE,
        prune=True,
        **LIMITS,
    ),
    "scope": lambda server, time, tmp: apply(
        server,
        [{"asset_type": "Laptop", "name": "other"}],
        time=time,
        scope={**SCOPE, "filters": [OWNED]},
    ),
    "info": lambda server, time, tmp: info(server, time, asset_type="Laptop"),
    "filter": lambda server, time, tmp: info(
        server, time, asset_type="Laptop", fields=[], filters=[OWNED]
    ),
    "export": lambda server, time, tmp: export_to(tmp, server, time=time),
}
ENTRANCE = pytest.mark.parametrize("enter", ENTRANCES.values(), ids=ENTRANCES)


@pytest.fixture
def shy(any_server):
    """A server whose search leaves out some fields, with a laptop that is read by id for them, and another one."""
    any_server.not_in_rows = frozenset({"status", "quantity"})
    any_server.add("Laptop", "LT-1", status="In use", quantity=3)
    any_server.add("Laptop", "other", status="In use", quantity=3)
    return any_server


@WORDS
@ENTRANCE
def test_a_refusal_is_told_after_the_index_had_its_time(shy, tmp_path, enter, words):
    """Nothing is created, deleted or left out, and the server's words are in the error."""
    asset_id, time = shy.id_of("LT-1"), Time()
    shy.refuse(asset_id, words)
    with pytest.raises(IncompleteRead) as error:
        enter(shy, time, tmp_path)
    assert str(asset_id) in error.value.sentence
    assert words in error.value.sentence
    assert time.clock() == pytest.approx(30)
    assert shy.asked() == []
    assert list(tmp_path.iterdir()) == []


@WORDS
@ENTRANCE
def test_a_refusal_that_ends_in_time_does_no_harm(shy, tmp_path, enter, words):
    shy.refuse(shy.id_of("LT-1"), words, times=3)
    enter(shy, Time(), tmp_path)
    assert [call.verb for call in shy.asked()] in ([], ["update"], ["delete"])
    assert len(shy.assets) == 2 - len(shy.asked("delete"))


@ENTRANCE
def test_an_asset_that_the_search_forgets_meanwhile_is_gone(shy, tmp_path, enter):
    shy.lag = 4
    shy.remove(shy.id_of("LT-1"), lagging=True)
    enter(shy, Time(), tmp_path)
    assert shy.asked("delete") == []


def test_what_a_lagging_search_shows_longer_is_not_created_again(shy):
    """It may be there all the same: a server may hide assets from reads by id that its search shows."""
    shy.lag = 1000
    shy.remove(shy.id_of("LT-1"), lagging=True)
    with pytest.raises(IncompleteRead, match=r"wait_for_index"):
        declare(shy, Time(), quantity=7)
    assert shy.asked() == []


def test_thousands_of_refusals_cost_few_requests(server):
    server.not_in_rows = frozenset({"status"})
    for number in range(300):
        server.refuse(server.add("Laptop", f"lt-{number}"), "Nein")
    with pytest.raises(IncompleteRead, match="299 more"):
        info(server, Time(), asset_type="Laptop")
    read_again = sum(len(call.what) for call in server.asked("read")[1:])
    assert read_again <= 5 * len(server.asked("read"))


# --- ids that a user wrote ------------------------------------------------------------------------------------------


@WORDS
@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_written_id_that_is_refused_is_an_error(any_server, state, words):
    asset_id = any_server.add("Laptop", "LT-1")
    any_server.refuse(asset_id, words)
    with pytest.raises(AipError) as error:
        apply(any_server, [{"id": asset_id, "name": "LT-1", "state": state}])
    assert words in error.value.sentence
    assert any_server.asked() == []


def test_a_written_id_that_is_not_there_is_absent(any_server):
    missing = any_server.parse_id("A-99" if any_server.prefix else "99")
    assert is_silent(any_server, [{"id": missing, "state": "absent"}])
    with pytest.raises(AipError, match="there is no asset"):
        apply(any_server, [{"id": missing, "name": "x"}])


@WORDS
def test_info_by_an_id_that_is_refused_is_an_error(any_server, words):
    asset_id = any_server.add("Laptop", "LT-1")
    any_server.refuse(asset_id, words)
    with pytest.raises(ServerRefused) as error:
        info(any_server, id=asset_id)
    assert words in error.value.sentence
    assert info(any_server, id="A-99" if any_server.prefix else 99) == []


# --- references -----------------------------------------------------------------------------------------------------


@WORDS
def test_a_declared_reference_that_is_refused_is_told_in_the_servers_words(any_server, words):
    target = any_server.add("Laptop", "LT-1")
    any_server.refuse(target, words)
    with pytest.raises(AipError) as error:
        apply(any_server, [{"asset_type": "Server", "name": "s", "status": "In stock",
                            "attributes": {"Depends on": [target]}}])  # fmt: skip
    assert words in error.value.sentence
    assert any_server.asked() == []


def test_an_asset_that_refers_to_a_refused_one_is_shown(any_server):
    target = any_server.add("Laptop", "LT-1")
    any_server.add("Server", "s", attributes={"Depends on": [target]})
    any_server.refuse(target, "Nein")
    (asset,) = info(any_server, asset_type="Server")
    assert asset["attributes"]["Depends on"]


def test_created_once_although_it_was_refused_at_first(shy):
    """The whole story: refused for a moment, then updated, then silent."""
    shy.refuse(shy.id_of("LT-1"), "Die Datenbank ist gesperrt", times=2)
    assert counted(apply(shy, [{**LAPTOP, "quantity": 7}], time=Time()), updated=1)
    assert is_silent(shy, [{**LAPTOP, "quantity": 7}])
    assert [one.name for one in shy.assets.values()].count("LT-1") == 1
