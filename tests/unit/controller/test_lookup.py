# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup, in this process: what it finds, what it says of nothing and of several, and what it costs.

tests/unit/command/test_lookup_and_inventory.py has plays.
"""

from __future__ import annotations

import pytest
from ansible import constants
from ansible.errors import AnsibleError
from ansible_collections.assetops.aip.plugins.lookup import aip_asset
from ansible_collections.assetops.aip.plugins.plugin_utils import _lookup_cache

SECRET = "canary-token"


@pytest.fixture
def look_up(monkeypatch, tmp_path):
    """Calls the lookup as Ansible does: `look_up(sandbox, "name", ..., option=...)`."""
    monkeypatch.setitem(vars(constants), "DEFAULT_LOCAL_TMP", str(tmp_path))
    monkeypatch.setattr(_lookup_cache, "_ANSWERS", {})

    def call(sandbox, *names, **options):
        plugin = aip_asset.LookupModule()
        login = {"url": sandbox.url, "token": sandbox.token("ansible")}
        written = {**login, **options}
        defaults = {
            **{name: spec.get("default") for name, spec in aip_asset.CONNECTION_SPEC.items()},
            **{name: spec.get("default") for name, spec in aip_asset.SPEC.items()},
            "default": None,
        }
        monkeypatch.setattr(
            plugin,
            "set_options",
            lambda var_options, direct: plugin._options.update(defaults, **direct),
        )
        monkeypatch.setattr(plugin, "get_option", lambda name: plugin._options[name])
        monkeypatch.setattr(plugin, "has_option", lambda name: name in defaults)
        return plugin.run(list(names), variables={}, **written)

    return call


def test_whole_asset_with_references_by_name(sandbox, look_up):
    [found] = look_up(sandbox, "Alpha Database Server")
    assert found["id"] == sandbox.asset_id("Alpha Database Server")
    assert (found["asset_type"], found["status"]) == ("Server", "In use")
    assert found["attributes"]["Rack"] == ["rack-01"]
    assert "Console password" not in found["attributes"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "In use"),
        ("cost", 18450.5),
        ("Rack", ["rack-01"]),
        ("RAM GB", 256),
        ("substatus", None),
        ("name", "Alpha Database Server"),
        ("asset_type", "Server"),
    ],
)
def test_one_field(sandbox, look_up, field, value):
    assert look_up(sandbox, "Alpha Database Server", field=field) == [value]


def test_several_names_in_their_order(sandbox, look_up):
    names = ["rack-03", "rack-01", "rack-03"]
    assert look_up(sandbox, *names, asset_type="Rack", field="name") == names


def test_id_and_filters(sandbox, look_up):
    number = sandbox.asset_id("rack-02")
    assert look_up(sandbox, id=number, field="name") == ["rack-02"]
    filters = [{"field": "Height units", "operator": "greater", "value": 0}]
    everything = look_up(
        sandbox, asset_type="Rack", filters=filters, on_several="all", field="name"
    )
    assert everything == sorted(one["name"] for one in sandbox.assets("Rack"))
    assert look_up(sandbox, "rack-02", filters=filters, field="id") == [number]


def test_missing_is_an_error_unless_something_else_is_written(sandbox, look_up):
    with pytest.raises(AnsibleError, match="there is no asset of type 'Rack' named 'none'"):
        look_up(sandbox, "none", asset_type="Rack")
    with pytest.raises(AnsibleError, match="there is no asset with the id 99999"):
        look_up(sandbox, id=99999)
    assert look_up(sandbox, "none", "rack-01", default="nothing", field="name") == [
        "nothing",
        "rack-01",
    ]
    assert look_up(sandbox, "none", default=None) == [None]
    assert look_up(sandbox, "none", "rack-01", on_missing="skip", field="name") == ["rack-01"]


def test_several_are_an_error_unless_all_are_wanted(sandbox, look_up):
    first, second = sandbox.asset_id("rack-01"), sandbox.add_asset("Switch", "rack-01")
    with pytest.raises(
        AnsibleError, match=rf"more than one asset named 'rack-01' \(ids {first}, {second}\)"
    ):
        look_up(sandbox, "rack-01", default="x", on_missing="skip")
    assert look_up(sandbox, "rack-01", on_several="all", field="id") == [first, second]
    assert look_up(sandbox, "rack-01", asset_type="Switch", field="id") == [second]


def test_the_same_is_asked_once(sandbox, look_up, monkeypatch):
    look_up(sandbox, "rack-01", asset_type="Rack")
    sandbox.journal.clear()
    look_up(sandbox, "rack-01", asset_type="Rack")
    monkeypatch.setattr(_lookup_cache, "_ANSWERS", {})  # as in the process of another task
    [kept] = look_up(sandbox, "rack-01", asset_type="Rack")
    assert len(sandbox.journal) == 0
    kept["attributes"].clear()
    assert look_up(sandbox, "rack-01", asset_type="Rack")[0]["attributes"]
    sandbox.edit_asset(kept["id"], attributes={"Height units": 47})
    fresh = look_up(sandbox, "rack-01", asset_type="Rack", fresh=True)
    assert fresh[0]["attributes"]["Height units"] == 47
    assert look_up(sandbox, "rack-01", asset_type="Rack") == fresh


def test_another_login_gets_an_answer_of_its_own(sandbox, look_up):
    look_up(sandbox, "rack-01")
    with pytest.raises(AnsibleError):
        look_up(sandbox, "rack-01", token=sandbox.token("guest"))


FAULTS = {
    "401": {"effect": "token_expired"},
    "403": {"effect": "error", "status": 403},
    "login page": {"effect": "login_page"},
    "anonymous": {"effect": "anonymous"},
    "half": {"effect": "truncated_json"},
}


@pytest.mark.parametrize("path", ["form/list", "index/query"])
@pytest.mark.parametrize("fault", FAULTS)
def test_failed_read_is_never_nothing_there(sandbox, look_up, fault, path):
    sandbox.faults.add(**FAULTS[fault], path=path)
    with pytest.raises(AnsibleError) as raised:
        look_up(sandbox, "rack-01", default="nothing", on_missing="skip", retries=0)
    assert "there is no asset" not in str(raised.value)
    assert sandbox.token("ansible") not in str(raised.value)


WRONG = {
    "nothing asked": ({}, "write names, id or filters to select assets"),
    "two ways": ({"id": 4, "names": ["x"]}, "write either names or an id"),
    "empty name": ({"names": [""]}, "a name is empty"),
    "unknown option": ({"names": ["x"], "asset_typ": "Rack"}, "there is no option 'asset_typ'"),
    "type": ({"names": ["x"], "asset_type": "Rak"}, "did you mean 'Rack'"),
    "field": ({"names": ["x"], "field": "statu"}, "there is no field 'statu'"),
    "filter": (
        {"filters": [{"field": "cost", "operator": "less", "value": "much"}]},
        "'cost' less",
    ),
    "choice": ({"names": ["x"], "on_several": "some"}, "value of on_several must be one of"),
}


@pytest.mark.parametrize(
    ("names", "options", "words"),
    [
        ([83], {}, "a name takes a text, not the number 83 (YAML reads 0123 and 1:23 as 83, too)"),
        (["rack-01"], {"asset_type": None}, "asset_type: is written, but empty"),
        ([], {"id": None}, "id: is written, but empty"),
        ([], {"filters": [{"field": "status"}]}, "'status' equals: a value is needed"),
        (
            [],
            {"filters": [{"field": "Rack", "value": "no, such"}]},
            "there is no asset named 'no, such'",
        ),
        ([], {"filters": [{"field": "status", "valeu": "x"}]}, "valeu"),
    ],
)
def test_a_question_is_never_wider_than_it_was_meant(sandbox, look_up, names, options, words):
    with pytest.raises(AnsibleError) as error:
        look_up(sandbox, *names, **options)
    assert words in str(error.value)


@pytest.mark.parametrize(("options", "words"), WRONG.values(), ids=WRONG)
def test_wrong_option_is_one_clear_sentence(sandbox, look_up, options, words):
    names = options.pop("names", [])
    with pytest.raises(AnsibleError, match=words):
        look_up(sandbox, *names, **options)
    assert not [one for one in sandbox.journal.records() if "index/query" in one.path]


def test_refused_login_tells_no_secret(sandbox, look_up):
    with pytest.raises(AnsibleError) as raised:
        look_up(sandbox, "rack-01", token=SECRET)
    assert SECRET not in str(raised.value)
