# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans: the same for every order of the declaration, kept in a file, and carried out only as they were agreed to."""

from __future__ import annotations

import json

import pytest

from .engine import apply, counted, is_silent, refused

SCOPE = {"asset_types": ["Rack"]}


def racks(count, **fields):
    """Declared racks."""
    return [{"asset_type": "Rack", "name": f"rack-{one:02}", **fields} for one in range(count)]


@pytest.fixture
def stocked(server):
    """A server with 20 racks of ours, and two strangers."""
    for one in (*racks(20), {"name": "stranger-1"}, {"name": "stranger-2"}):
        server.add("Rack", one["name"], asset_tag="T")
    return server


# --- the digest -----------------------------------------------------------------------------------------------------


def digest(server, declared, **options):
    """The digest of what would be done."""
    return apply(server, declared, check=True, **options)["plan_digest"]


def test_a_plan_does_not_depend_on_the_order_of_the_declaration(stocked):
    declared = [
        *racks(25, status="In use"),
        {
            "asset_type": "Server",
            "name": "a",
            "attributes": {"Rack": ["rack-24"], "Depends on": ["b"]},
        },
        {"asset_type": "Server", "name": "b", "attributes": {"Depends on": ["a", "rack-01"]}},
        {"asset_type": "Rack", "name": "stranger-1", "state": "absent"},
    ]
    orders = (declared, declared[::-1], declared[5:] + declared[:5])
    assert len({digest(stocked, some, scope=SCOPE) for some in orders}) == 1


def test_a_plan_does_not_depend_on_what_rows_show(stocked):
    declared = racks(22, asset_tag="other", owner="mei.lin")
    before = digest(stocked, declared)
    stocked.not_in_rows = frozenset({"asset_tag"})
    assert digest(stocked, declared) == before


DIFFERENT = {
    "a value": (racks(3, status="In use"), {}),
    "a name": (racks(2), {}),
    "what is there": (racks(3), {"owner": "mei.lin"}),
    "pruning": (
        racks(3),
        {"prune": True, "scope": SCOPE, "max_deletes": 100, "max_delete_percent": 100},
    ),
}


@pytest.mark.parametrize("which", DIFFERENT)
def test_the_digest_tells_plans_apart(stocked, which):
    declared, options = DIFFERENT[which]
    plain = [{**one, "owner": "itdesk"} for one in racks(3)]
    before = digest(stocked, plain)
    if which == "what is there":
        stocked.edit(stocked.id_of("rack-00"), owner="mei.lin")
        options = {}
    after = digest(stocked, [{**one, "owner": "itdesk"} for one in declared], **options)
    assert after != before


def test_the_digest_is_that_of_the_real_run(stocked):
    declared = racks(21, status="In use")
    assert digest(stocked, declared) == apply(stocked, declared)["plan_digest"]
    assert digest(stocked, declared) == digest(stocked, [])


# --- plan files -----------------------------------------------------------------------------------------------------

PRUNE = {"scope": SCOPE, "prune": True, "max_delete_percent": 20}


def test_a_plan_is_written_agreed_to_and_carried_out(stocked, tmp_path):
    path = tmp_path / "plan.json"
    declared = [*racks(19), {"asset_type": "Rack", "name": "zz", "status": "In use"}]
    made = apply(stocked, declared, check=True, plan_file=str(path), **PRUNE)
    plan = json.loads(path.read_text("utf-8"))
    assert plan["digest"] == made["plan_digest"]
    assert plan["server"] == stocked.server
    assert plan["counts"]["created"] == 1
    assert [step["action"] for step in plan["steps"]] == ["create", "delete", "delete", "delete"]
    assert plan["declared_at"] == {"Rack 'zz'": "assets[19]"}
    for expected in (str(path), plan["digest"]):
        assert apply(stocked, declared, check=True, expect_plan=expected, **PRUNE)["changed"]
    assert stocked.asked() == []
    result = apply(stocked, declared, expect_plan=str(path), **PRUNE)
    assert counted(result, created=1, deleted=3, unmanaged=3)


def test_a_plan_that_the_server_has_drifted_from_is_not_carried_out(stocked, tmp_path):
    path = tmp_path / "plan.json"
    declared = racks(20, status="In use")
    made = apply(stocked, declared, check=True, plan_file=str(path))
    stocked.edit(stocked.id_of("rack-03"), status="Retired")
    stocked.edit(stocked.id_of("rack-04"), status="In use")
    sentence = refused(stocked, declared, expect_plan=str(path))
    assert "Rack 'rack-03': status was None and is 'Retired'" in sentence
    assert (
        "Rack 'rack-04': the plan says update of status, but there is nothing left to do"
        in sentence
    )
    assert "expect_plan: the plan is now sha256:" in refused(
        stocked, declared, expect_plan=made["plan_digest"]
    )


def test_a_plan_that_the_declaration_has_drifted_from_is_not_carried_out(stocked, tmp_path):
    path = tmp_path / "plan.json"
    apply(stocked, racks(5, status="In use"), check=True, plan_file=str(path))
    declared = [*racks(5, status="Missing"), {"asset_type": "Rack", "name": "new"}]
    sentence = refused(stocked, declared, expect_plan=str(path))
    assert (
        "- status is declared as 'Missing', and was declared as 'In use' (5 assets: Rack 'rack-00', "
        in sentence
    )
    assert "\n- Rack 'new': create, which is not in the plan" in sentence
    assert "because 6 assets differ from the plan. Make a new plan" in sentence


def test_a_plan_for_another_server_is_not_carried_out(stocked, tmp_path):
    path = tmp_path / "plan.json"
    made = apply(stocked, racks(5, status="In use"), check=True, plan_file=str(path))
    stocked.server = "memory://another"
    declared = racks(5, status="In use")
    sentence = refused(stocked, declared, expect_plan=str(path))
    assert "the plan was made for memory://, not for memory://another" in sentence
    assert "nothing was written" in refused(stocked, declared, expect_plan=made["plan_digest"])


NO_PLANS = {
    "missing": (None, "cannot read"),
    "not JSON": ("nonsense", "is not a plan"),
    "a list": ("[]", "is not a plan"),
    "changed": ('{"format": "assetops.aip plan 2", "steps": [], "digest": "sha256:1"}', "was changed after"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), NO_PLANS.values(), ids=NO_PLANS)
def test_what_is_not_a_plan_is_refused(stocked, tmp_path, text, words):
    path = tmp_path / "plan.json"
    if text is not None:
        path.write_text(text)
    assert words in refused(stocked, racks(21), expect_plan=str(path))


def test_a_plan_holds_lone_surrogates_and_can_be_agreed_to(stocked, tmp_path):
    stocked.add("Server", "half", attributes={"Hostname": "half \ud800"})
    declared = [{"asset_type": "Server", "name": "half", "attributes": {"Hostname": "whole"}}]
    path = tmp_path / "plan.json"
    apply(stocked, declared, check=True, plan_file=str(path))
    assert "half \\ud800" in path.read_text(encoding="utf-8")
    assert apply(stocked, declared, expect_plan=str(path))["changed"]


def test_a_plan_file_that_cannot_be_written_stops_before_the_first_write(stocked, tmp_path):
    sentence = refused(stocked, racks(21), plan_file=str(tmp_path / "no" / "plan.json"))
    assert "plan_file: cannot write" in sentence


def test_a_blocked_plan_is_written_too(stocked, tmp_path):
    path = tmp_path / "plan.json"
    refused(stocked, racks(20), plan_file=str(path), **{**PRUNE, "max_deletes": 1})
    plan = json.loads(path.read_text("utf-8"))
    assert "max_deletes allows 1" in plan["blocked"][0]
    assert {one["fate"] for one in plan["unmanaged"]} == {"delete"}


# --- what blocks a plan ---------------------------------------------------------------------------------------------


def test_a_substatus_must_fit_the_status_that_the_asset_has(stocked):
    stocked.edit(stocked.id_of("rack-00"), status="In use")
    declared = [*racks(1, substatus="Available"), *racks(3)[1:]]
    sentence = refused(stocked, declared)
    assert "'Available' is not a substatus of status 'In use'" in sentence
    stocked.edit(stocked.id_of("rack-00"), status="In stock")
    assert counted(apply(stocked, declared), updated=1)


def test_all_that_blocks_a_plan_is_reported_at_once(stocked):
    stocked.edit(stocked.id_of("rack-00"), status="In use")
    declared = [
        *racks(1, substatus="Available"),
        {"asset_type": "Rack", "match_by": ["serial_number"], "serial_number": "new"},
        {"asset_type": "Server", "name": "s", "attributes": {"Rack": ["stranger-1"]}},
    ]
    sentence = refused(stocked, declared, **{**PRUNE, "max_deletes": 1})
    for words in (
        "is not a substatus",
        "requires a name",
        "max_deletes allows 1",
        "which would be deleted",
    ):
        assert words in sentence


def test_a_plan_holds_no_secret(server, tmp_path):
    path = tmp_path / "plan.json"
    server.keep_secret("from-the-vault")
    secret = {"Console password": "hunter-two", "Hostname": "from-the-vault"}
    declared = [{"asset_type": "Server", "name": "s", "attributes": secret}]
    result = apply(server, declared, plan_file=str(path))
    for text in ("hunter-two", "from-the-vault"):
        assert text not in path.read_text("utf-8")
    assert "hunter-two" not in json.dumps(result)
    assert server.one("s").values["Console password"].text == "hunter-two"
    assert is_silent(server, declared)
