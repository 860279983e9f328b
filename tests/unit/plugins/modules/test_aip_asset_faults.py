# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""aip_asset when answers are lost, odd or wrong: nothing happens twice, and nothing is claimed that is not known."""

from __future__ import annotations

import pytest

from ...conftest import PassingTime

pytestmark = pytest.mark.long

CREATE = {"method": "POST", "path": r"inventory/asset\.json"}
LAPTOP = {"asset_type": "Laptop", "name": "LT-2001", "status": "In use"}
BY_SERIAL = {
    "asset_type": "Laptop",
    "name": "LT-2001",
    "match_by": ["serial_number"],
    "serial_number": "PF-NEW",
}


def posts(sandbox):
    """How often a creation was sent."""
    return len([one for one in sandbox.journal.writes() if one.method == "POST"])


def found(sandbox):
    """The assets that came of it."""
    return sandbox.assets("Laptop", name="LT-2001")


# --- a creation whose answer is lost ------------------------------------------------------------------------------

DONE_BUT_LOST = {
    "502 after": {"effect": "error_after", "status": 502},
    "503 after": {"effect": "error_after", "status": 503},
    "504 after": {"effect": "error_after", "status": 504},
    "500 after": {"effect": "error_after", "status": 500},
    "cut after": {"effect": "cut_after"},
    "cut in the body": {"effect": "cut_body"},
    "not JSON": {"effect": "malformed_json"},
    "half the JSON": {"effect": "truncated_json"},
    "no body": {"effect": "empty_body"},
}
NOT_DONE = {
    "502 before": {"effect": "error", "status": 502},
    "503 before": {"effect": "error", "status": 503},
    "504 before": {"effect": "error", "status": 504},
    "500 before": {"effect": "error", "status": 500, "headers": {"X-AUSERNAME": "ansible"}},
    "cut before": {"effect": "cut"},
}


LOOKED_UP = {
    **{name: (fault, LAPTOP, 0.0) for name, fault in DONE_BUT_LOST.items()},
    "lagging index": (DONE_BUT_LOST["cut after"], LAPTOP, 2.0),
    "by serial number": (DONE_BUT_LOST["cut after"], BY_SERIAL, 0.0),
    "by serial number, lagging index": (DONE_BUT_LOST["no body"], BY_SERIAL, 2.0),
}


@pytest.mark.parametrize(("fault", "options", "lag"), LOOKED_UP.values(), ids=LOOKED_UP)
def test_creation_whose_answer_is_lost_is_looked_up(run, sandbox, fault, options, lag):
    sandbox.switch(index_lag=lag)
    sandbox.faults.add(**CREATE, **fault)
    result = run(sandbox, "aip_asset", **options)
    assert not result["failed"], result["msg"]
    assert posts(sandbox) == 1
    [one] = found(sandbox)
    assert result["changed"]
    assert result["asset"]["id"] == one["id"]
    again = run(sandbox, "aip_asset", **options)
    assert not again["changed"]
    assert posts(sandbox) == 1


@pytest.mark.parametrize("fault", NOT_DONE.values(), ids=NOT_DONE)
def test_creation_that_never_arrived_fails_and_is_not_sent_again(run, sandbox, fault):
    sandbox.faults.add(**CREATE, times=1, **fault)
    time = PassingTime(sandbox)
    result = run(sandbox, "aip_asset", time=time, wait_for_index=7, **LAPTOP)
    assert result["failed"]
    assert posts(sandbox) == 1
    assert (found(sandbox), result["changed"]) == ([], False)
    # Running again is what the message asks for, and then it is made.
    assert "run again" in result["msg"]
    assert run(sandbox, "aip_asset", **LAPTOP)["changed"]
    assert len(found(sandbox)) == 1


@pytest.mark.parametrize("effect", ["login_page", "anonymous", "token_expired"])
def test_creation_by_nobody_is_a_refused_login(run, sandbox, effect):
    sandbox.faults.add(effect, **CREATE)
    result = run(sandbox, "aip_asset", **LAPTOP)
    assert result["failed"]
    assert "token" in result["msg"]
    assert (found(sandbox), posts(sandbox), result["changed"]) == ([], 1, False)


@pytest.mark.parametrize("name", ["502 after", "cut in the body", "no body"])
def test_lost_creation_that_does_not_show_in_time_fails_and_says_so(run, sandbox, name):
    sandbox.switch(index_lag=1000.0)
    sandbox.faults.add(**CREATE, **DONE_BUT_LOST[name])
    time = PassingTime(sandbox)
    result = run(sandbox, "aip_asset", time=time, wait_for_index=5, **LAPTOP)
    assert result["failed"]
    assert "wait_for_index" in result["msg"]
    assert posts(sandbox) == 1
    assert 4.9 <= time.clock() <= 5.1


def test_creation_that_was_paused_is_sent_again(run, sandbox):
    sandbox.faults.add("rate_limited", **CREATE, times=2, retry_after=3)
    time = PassingTime(sandbox)
    result = run(sandbox, "aip_asset", time=time, **LAPTOP)
    assert result["changed"]
    assert posts(sandbox) == 3
    assert len(found(sandbox)) == 1
    assert result["api"]["retries"] == 2
    assert time.clock() >= 6.0


SEARCH_FAILS = {
    "effect": "error",
    "path": "index/query",
    "status": 500,
    "headers": {"X-AUSERNAME": "ansible"},
    "after": 2,  # a new name is looked for twice, in two ways
}


def test_creation_whose_lookup_fails_says_what_is_not_known(run, sandbox):
    sandbox.faults.add("cut_after", **CREATE)
    sandbox.faults.add(**SEARCH_FAILS)
    result = run(sandbox, "aip_asset", retries=0, **LAPTOP)
    assert result["failed"]
    assert posts(sandbox) == 1
    assert "could not create 'LT-2001'" in result["msg"]
    assert "not sent again" in result["msg"]


def test_created_asset_of_unknown_id_is_told_although_the_lookup_fails(run, sandbox):
    sandbox.switch(create_answer="success")
    sandbox.faults.add(**SEARCH_FAILS)
    result = run(sandbox, "aip_asset", retries=0, **LAPTOP)
    assert result["failed"]
    assert len(found(sandbox)) == posts(sandbox) == 1
    assert "'LT-2001'" in result["msg"]
    assert "not sent again" in result["msg"]


# --- what a creation may answer -----------------------------------------------------------------------------------

ANSWERS = (
    "object",
    "envelope_object",
    "envelope_integer",
    "array",
    "location",
    "empty",
    "no_content",
    "bare_integer",
    "plain_text",
    "success",
)


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_to_a_creation_is_understood(run, sandbox, answer):
    status = 201 if answer in ("object", "location", "empty") else 200
    sandbox.switch(create_answer=answer, create_status=status, index_lag=0.5)
    result = run(sandbox, "aip_asset", **LAPTOP)
    assert not result["failed"], result["msg"]
    [one] = found(sandbox)
    assert result["asset"]["id"] == one["id"]
    assert posts(sandbox) == 1
    assert not run(sandbox, "aip_asset", **LAPTOP)["changed"]


@pytest.mark.parametrize(
    "answer", ["success", "object", "array", "empty", "no_content", "plain_text"]
)
def test_every_answer_to_an_update_is_understood(run, sandbox, answer):
    sandbox.switch(update_answer=answer)
    run(sandbox, "aip_asset", **LAPTOP)
    result = run(sandbox, "aip_asset", **{**LAPTOP, "status": "In stock"})
    assert not result["failed"], result["msg"]
    assert result["asset"]["status"] == "In stock"


@pytest.mark.parametrize("answer", ["success", "empty", "no_content", "plain_text"])
def test_every_answer_to_a_deletion_is_understood(run, sandbox, answer):
    sandbox.switch(delete_answer=answer)
    gone = {"asset_type": "Laptop", "name": "lt-0001", "state": "absent"}
    assert run(sandbox, "aip_asset", **gone)["changed"]
    assert not run(sandbox, "aip_asset", **gone)["changed"]


# --- updates and deletions may be sent again ----------------------------------------------------------------------

AGAIN = {
    "cut after": {"effect": "cut_after"},
    "cut before": {"effect": "cut"},
    "502 after": {"effect": "error_after", "status": 502},
    "503 before": {"effect": "error", "status": 503},
    "429": {"effect": "rate_limited"},
}


@pytest.mark.parametrize("fault", AGAIN.values(), ids=AGAIN)
def test_update_whose_answer_is_lost_is_sent_again(run, sandbox, fault):
    run(sandbox, "aip_asset", **LAPTOP)
    sandbox.faults.add(method="PUT", times=1, **fault)
    sandbox.journal.clear()
    result = run(sandbox, "aip_asset", **{**LAPTOP, "status": "In stock"})
    assert not result["failed"], result["msg"]
    assert [one.method for one in sandbox.journal.writes()] == ["PUT", "PUT"]
    assert len(result["changes"]) == 1


MISSING = ("404_json", "200_json", "404_html", "empty_array")
DELETED = {
    **{name: (fault, "404_json") for name, fault in AGAIN.items()},
    **{f"cut after, {missing}": (AGAIN["cut after"], missing) for missing in MISSING[1:]},
}


@pytest.mark.parametrize(("fault", "missing"), DELETED.values(), ids=DELETED)
def test_deletion_whose_answer_is_lost_is_done_once(run, sandbox, fault, missing):
    sandbox.switch(missing_asset=missing)
    number = sandbox.asset_id("lt-0001")
    sandbox.faults.add(method="DELETE", times=1, **fault)
    result = run(sandbox, "aip_asset", asset_type="Laptop", name="lt-0001", state="absent")
    assert not result["failed"], result["msg"]
    assert result["changed"]
    assert sandbox.asset(number) is None


# --- nothing is concluded from a read that failed -----------------------------------------------------------------

SEARCH = {"path": "index/query"}
BAD_READS = {
    "search: HTML": {**SEARCH, "effect": "login_page"},
    "search: anonymous": {**SEARCH, "effect": "anonymous"},
    "search: not JSON": {**SEARCH, "effect": "malformed_json"},
    "search: half of it": {**SEARCH, "effect": "truncated_json"},
    "search: empty body": {**SEARCH, "effect": "empty_body"},
    "search: cut": {**SEARCH, "effect": "cut_body"},
    "search: 500": {**SEARCH, "effect": "error", "status": 500},
    "search: redirect to a login": {**SEARCH, "effect": "redirect", "to": "login"},
    "search: to another host": {**SEARCH, "effect": "redirect", "to": "other_host"},
    "types: HTML": {"path": "form/list", "effect": "login_page"},
    "types: anonymous": {"path": "form/list", "effect": "anonymous"},
    "types: empty body": {"path": "form/list", "effect": "empty_body"},
    "types: expired": {"path": "form/list", "effect": "token_expired"},
    "asset: HTML": {"path": "inventory/.*json", "effect": "login_page"},
    "asset: anonymous": {"path": "inventory/.*json", "effect": "anonymous"},
    "asset: empty body": {"path": "inventory/.*json", "effect": "empty_body"},
    "asset: half of it": {"path": "inventory/.*json", "effect": "truncated_json"},
}
WANTED = {
    "present, new": (LAPTOP, ("search", "types")),
    "present, there": (
        {"asset_type": "Laptop", "name": "lt-0001", "serial_number": "x"},
        ("search", "types", "asset"),
    ),
    "present by id": ({"id": None, "serial_number": "x"}, ("asset", "types")),
    "absent": (
        {"asset_type": "Laptop", "name": "lt-0001", "state": "absent"},
        ("search", "types", "asset"),
    ),
    "absent by id": ({"id": None, "state": "absent"}, ("asset", "types")),
}
READS = {
    f"{wanted}-{bad}": (options, fault)
    for wanted, (options, kinds) in WANTED.items()
    for bad, fault in BAD_READS.items()
    if bad.partition(":")[0] in kinds
}


@pytest.mark.parametrize(("options", "fault"), READS.values(), ids=READS)
def test_failed_read_is_a_failure_and_nothing_is_written(run, sandbox, options, fault):
    number = sandbox.asset_id("lt-0001")
    options = {key: number if key == "id" else value for key, value in options.items()}
    sandbox.faults.add(**fault)
    result = run(sandbox, "aip_asset", retries=1, **options)
    assert result["failed"], result
    assert result["changed"] is False
    assert "Traceback" not in result["msg"]
    assert sandbox.journal.writes() == []
    assert sandbox.asset(number)


@pytest.mark.parametrize(
    "options", [options for options, _kinds in WANTED.values()], ids=list(WANTED)
)
def test_missing_plugin_is_told(run, sandbox, options):
    sandbox.switch(plugin="missing")
    options = {key: 1 if key == "id" else value for key, value in options.items()}
    result = run(sandbox, "aip_asset", **options)
    assert result["failed"]
    assert "AIP does not answer at this url" in result["msg"]


@pytest.mark.parametrize("style", ["403_json", "403_html", "success_false", "missing"])
def test_missing_right_is_told(run, sandbox, style):
    sandbox.switch(rights_style=style)
    options = {"asset_type": "Laptop", "name": "lt-0001", "status": "Missing"}
    result = run(sandbox, "aip_asset", user="auditor", **options)
    assert (result["failed"], result["changed"]) == (True, False)


def test_update_that_the_server_does_not_take_is_told(run, sandbox):
    # 200 for a PUT that does nothing.
    run(sandbox, "aip_asset", **LAPTOP)
    sandbox.faults.add(
        "error", method="PUT", status=200, body='{"success": true}',
        headers={"X-AUSERNAME": "ansible", "Content-Type": "application/json"},
    )  # fmt: skip
    result = run(sandbox, "aip_asset", **{**LAPTOP, "status": "In stock"})
    assert result["failed"]
    assert "status is 'In use' instead of 'In stock'" in result["msg"]


def test_deletion_that_the_server_does_not_do_is_told(run, sandbox):
    sandbox.faults.add(
        "error", method="DELETE", status=200, body='{"success": true}',
        headers={"X-AUSERNAME": "ansible", "Content-Type": "application/json"},
    )  # fmt: skip
    result = run(sandbox, "aip_asset", id=sandbox.asset_id("lt-0001"), state="absent")
    assert result["failed"]
    assert "still shows" in result["msg"]


def test_write_is_reported_although_the_index_cannot_be_asked(run, sandbox):
    sandbox.faults.add(**SEARCH_FAILS)
    result = run(sandbox, "aip_asset", retries=0, **LAPTOP)
    assert (result["failed"], result["changed"]) == (False, True)
    assert "whether the search shows it could not be confirmed" in result["warnings"][0]
