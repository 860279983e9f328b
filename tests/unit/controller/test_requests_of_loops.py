# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests an item of a loop costs after the first, on many servers, and that none is spared that proves."""

from __future__ import annotations

import pytest
from ansible import constants
from ansible_collections.assetops.aip.plugins.lookup.aip_asset import SPEC
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import AipError
from ansible_collections.assetops.aip.plugins.module_utils._module.entry import (
    run_validated,
    validate,
)
from ansible_collections.assetops.aip.plugins.module_utils._module.session import Sessions
from ansible_collections.assetops.aip.plugins.module_utils._read.question import Question
from ansible_collections.assetops.aip.plugins.modules import aip_asset_info
from ansible_collections.assetops.aip.plugins.plugin_utils import _controller, _lookup_cache

NAMES = [f"srv-{number:04d}" for number in range(1, 6)]


@pytest.fixture
def ask(monkeypatch, tmp_path):
    """Asks as the lookup does: `ask(sandbox, name, fresh=False, **facts of the question)`."""
    monkeypatch.setitem(vars(constants), "DEFAULT_LOCAL_TMP", str(tmp_path))
    monkeypatch.setattr(_lookup_cache, "_ANSWERS", {})
    monkeypatch.setattr(_lookup_cache, "SESSIONS", Sessions(kept=4))

    def asked(sandbox, name, fresh=False, **facts):
        login = {"url": sandbox.url, "token": sandbox.token("ansible"), "retries": 0}
        params = _controller.validate({**login, "names": [name]}, SPEC)
        return _lookup_cache.ask(Question(name=name, **facts), params, fresh)

    return asked


def informed(sandbox, sessions, **options):
    """The assets that aip_asset_info returns."""
    args = {"url": sandbox.url, "token": sandbox.token("ansible"), "retries": 0, **options}
    valid = validate(args, aip_asset_info.SPEC, aip_asset_info.CHECKS)
    ended = run_validated(aip_asset_info.run, valid, frozenset(args), True, {}, sessions=sessions)
    if ended.failed:
        raise AipError(ended.result["msg"])
    return ended.result["assets"]


def costs(sandbox, answer, names):
    """How many requests each name costs; each finds its asset."""
    found = []
    for name in names:
        sandbox.journal.clear()
        assert [one["name"] for one in answer(name)] == [name]
        found.append(len(sandbox.journal))
    return found


SERVERS = {
    "usual": ({}, 1, 1),
    "total": ({"total_key": "total"}, 1, 1),
    "count of the page": ({"total_key": "count"}, 1, 1),
    "page size lowered": ({"page_cap": 5}, 1, 1),
    "other words": ({"analyzer": "standard"}, 1, 1),
    "last page repeated": ({"beyond_last_page": "repeat_last"}, 1, 1),
    "hidden rows dropped": ({"drop_unbrowsable": "after_paging"}, 1, 1),
    "empty fields omitted": ({"empty_value": "omitted"}, 1, 1),
    "references as names and ids": ({"search_reference_format": "name_id"}, 1, 1),
    # The name of another asset each time, which nothing else shows.
    "references as ids": ({"search_reference_format": "ids"}, 1, 2),
    # Its search shows no system fields: each asset is read by its id.
    "system fields by id alone": ({"system_fields_in": ["transformed"]}, 2, 2),
}
"""Switches, and what an item after the first costs: of aip_asset_info, and of the lookup."""


@pytest.mark.parametrize("server", SERVERS)
def test_item_asks_only_for_itself(sandbox, ask, server):
    switches, of_module, of_lookup = SERVERS[server]
    sandbox.switch(**switches)
    ways = (
        lambda name: {"asset_type": "Server", "name": name},
        lambda name: {"name": name},
        lambda name: {"asset_type": "Server", "filters": [{"field": "name", "value": name}]},
    )
    for options in ways:
        sessions = Sessions(kept=4)
        _first, *later = costs(
            sandbox,
            lambda name, options=options, sessions=sessions: informed(
                sandbox, sessions, **options(name)
            ),
            NAMES,
        )
        assert later == [of_module] * len(later)
    _first, *later = costs(sandbox, lambda name: ask(sandbox, name, asset_type="Server"), NAMES)
    assert later == [of_lookup] * len(later)


def test_lookup_of_a_field_asks_for_no_other_references(sandbox, ask):
    sandbox.switch(search_reference_format="ids")
    costs_of = costs(sandbox, lambda name: ask(sandbox, name, fields=("status",)), NAMES)
    assert costs_of[1:] == [1] * len(costs_of[1:])
    assert ask(sandbox, "srv-0001", fields=("Rack",))[0]["attributes"]["Rack"] == ["rack-06"]


def test_references_that_are_alike_are_asked_for_once(sandbox, ask):
    sandbox.switch(search_reference_format="ids")
    rack = sandbox.asset_id("rack-01")
    for name in NAMES:
        sandbox.edit_asset(sandbox.asset_id(name), attributes={"Rack": str(rack)})
    assert costs(sandbox, lambda name: ask(sandbox, name), NAMES)[1:] == [1] * 4
    sandbox.edit_asset(rack, name="rack-renamed")
    [found] = ask(sandbox, NAMES[0], fresh=True)
    assert found["attributes"]["Rack"] == ["rack-renamed"]


@pytest.mark.parametrize("shown", ["names", "name_id", "ids"])
def test_name_that_ends_like_an_id_is_shown_as_it_is(sandbox, ask, shown):
    """Also between others that prove nothing about it, whatever came before."""
    sandbox.switch(search_reference_format=shown)
    odd = sandbox.add_asset("Rack", "rack-01 #2")
    sandbox.edit_asset(sandbox.asset_id(NAMES[1]), attributes={"Rack": str(odd)})
    racks = [ask(sandbox, name)[0]["attributes"]["Rack"] for name in NAMES[:3]]
    assert racks == [["rack-06"], ["rack-01 #2"], ["rack-02"]]


def test_reference_that_was_refused_is_asked_for_again(sandbox, ask):
    sandbox.switch(search_reference_format="ids")
    rack = sandbox.asset_id("rack-01")
    for name in NAMES[:2]:
        sandbox.edit_asset(sandbox.asset_id(name), attributes={"Rack": str(rack)})
    answer = {"success": False, "message": "not now"}
    path = f"inventory/(transformed/)?{rack}.json"
    sandbox.faults.add("refused", path=path, times=2, body=answer)
    racks = [ask(sandbox, name)[0]["attributes"]["Rack"] for name in NAMES[:2]]
    assert racks == [[rack], ["rack-01"]]


WAYS = ("name", "filter", "lookup")


def by(way, sandbox, ask, sessions, name):
    """The assets of a name, asked for in one of the ways."""
    if way == "lookup":
        return ask(sandbox, name, asset_type="Server")
    options = {"name": name} if way == "name" else {"filters": [{"field": "name", "value": name}]}
    return informed(sandbox, sessions, asset_type="Server", **options)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", ["anonymous", "token_expired", "truncated_json", "login_page"])
def test_failed_item_is_never_nothing_there(sandbox, ask, way, fault):
    sessions = Sessions(kept=4)
    assert by(way, sandbox, ask, sessions, NAMES[0])
    sandbox.faults.add(fault)
    with pytest.raises(AipError):
        by(way, sandbox, ask, sessions, NAMES[1])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("switches", [{}, {"total_key": "total"}, {"index_lag": 0.1}], ids=str)
def test_short_page_in_the_middle_hides_nothing(sandbox, ask, way, switches):
    sandbox.switch(**switches)
    sessions = Sessions(kept=4)
    assert by(way, sandbox, ask, sessions, NAMES[0])
    sandbox.faults.add("short_list", path="index/query", times=1)
    assert [one["name"] for one in by(way, sandbox, ask, sessions, NAMES[1])] == [NAMES[1]]


@pytest.mark.parametrize("way", WAYS)
def test_login_is_proven_for_each_name_that_is_not_there(sandbox, ask, way):
    sessions = Sessions(kept=4)
    for name in ("nix-1", "nix-2"):
        sandbox.journal.clear()
        assert by(way, sandbox, ask, sessions, name) == []
        assert [one.path.rpartition("/")[2] for one in sandbox.journal].count("myself") == 1
