# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What `--diff` shows: what happens and where it was declared; of a deletion, all that goes, and who refers to it."""

from __future__ import annotations

import time

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._apply.outcome import Done
from ansible_collections.assetops.aip.plugins.module_utils._core.known import Known
from ansible_collections.assetops.aip.plugins.module_utils._core.model import Current, Declared
from ansible_collections.assetops.aip.plugins.module_utils._core.plan import Plan
from ansible_collections.assetops.aip.plugins.module_utils._core.referrers import with_referrers
from ansible_collections.assetops.aip.plugins.module_utils._core.show import Showing
from ansible_collections.assetops.aip.plugins.module_utils._core.step import Step
from ansible_collections.assetops.aip.plugins.module_utils._module.diffs import diff_of

from .company import COMPANY, RACK, SERVER
from .engine import apply

PRUNE = {"prune": True, "max_deletes": 1000, "max_delete_percent": 100}
SCOPE = {"asset_types": ["Rack"]}


def of(type_name, name, **fields):
    """A declared asset."""
    return {"asset_type": type_name, "name": name, **fields}


def headers(result):
    """The two headers of each difference."""
    return [(one["before_header"], one["after_header"]) for one in result["diff"]]


def comments(diff):
    """The comments in what was before."""
    return [line for line in diff["before"].splitlines() if line.startswith("#")]


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
def test_headers_say_what_happens_and_where_it_was_declared(any_server, check):
    apply(any_server, [of("Rack", name, status="In use") for name in ("same", "other", "gone")])
    apply(any_server, [of("Laptop", "lt-1"), of("Laptop", "old", serial_number="1")])
    declared = [
        of("Rack", "same", status="In use"),
        of("Rack", "other", status="Retired"),
        of("Rack", "new"),
        of("Laptop", "lt-1", state="absent"),
        of("Laptop", "renamed", serial_number="1", match_by=["serial_number"]),
    ]
    origins = [f"assets/all.yml:{line}" for line in (1, 4, 7, 9, 12)]
    result = apply(
        any_server, declared, origins=origins, check=check, diff=True, scope=SCOPE, **PRUNE
    )
    assert headers(result) == [
        ("Laptop 'old'", "Laptop 'renamed' (change, assets/all.yml:12)"),
        ("(not in AIP)", "Rack 'new' (create, assets/all.yml:7)"),
        ("Rack 'other'", "Rack 'other' (change, assets/all.yml:4)"),
        ("Laptop 'lt-1'", "Laptop 'lt-1' (delete, assets/all.yml:9)"),
        ("Rack 'gone'", "Rack 'gone' (delete, not declared)"),
    ]


def test_headers_of_assets_that_are_retired(any_server):
    apply(any_server, [of("Rack", "kept"), of("Rack", "gone")])
    result = apply(
        any_server, [of("Rack", "kept")], diff=True, scope=SCOPE, retire={"status": "Retired"}, **PRUNE
    )  # fmt: skip
    assert headers(result) == [("Rack 'gone'", "Rack 'gone' (retire, not declared)")]
    assert yaml.safe_load(result["diff"][0]["after"]) == {"status": "Retired"}


def test_a_header_is_one_line_that_steers_no_terminal(any_server):
    result = apply(any_server, [of("Rack", "a\nb\x1b[2J")], diff=True)
    assert headers(result) == [("(not in AIP)", "Rack 'a\\nb\\u001b[2J' (create, assets[0])")]


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
def test_a_deletion_shows_every_value_but_secrets(any_server, check):
    rack = of("Rack", "rack-1")
    server = of(
        "Server", "srv-1", status="In use", cost=12.5, location="Istanbul office",
        attributes={"Hostname": "h", "Roles": ["web", "mail"], "Rack": ["rack-1"],
                    "Console password": "s3cret"},
    )  # fmt: skip
    apply(any_server, [rack, server])
    for number, gone in enumerate(([of("Server", "srv-1", state="absent")], [rack])):
        if number and not check:
            continue  # the first one has deleted it
        scope = {"scope": {"asset_types": ["Server", "Rack"]}, **PRUNE} if number else {}
        result = apply(any_server, gone, check=check, diff=True, **scope)
        (diff,) = result["diff"]
        assert diff["after"] == ""
        expected = {
            "id": any_server.id_of("srv-1") if check else yaml.safe_load(diff["before"])["id"],
            "asset_type": "Server",
            "name": "srv-1",
            "status": "In use",
            "cost": 12.5,
            "location": "Istanbul office",
            "attributes": {
                "Hostname": "h",
                "Roles": ["mail", "web"],
                "Rack": [f"rack-1 #{any_server.id_of('rack-1')}"],
            },
        }
        assert yaml.safe_load(diff["before"]) == expected
        assert "s3cret" not in str(result)
        (step,) = (one for one in result["steps"] if one["action"] == "delete")
        assert step["deleted"] == expected


@pytest.fixture
def referring(any_server):
    """A rack to which several servers refer, each in another way."""
    racks = [of("Rack", "rack-1"), of("Rack", "rack-2")]
    servers = [
        of("Server", name, attributes={"Rack": ["rack-1"]})
        for name in ("left", "moved", "gone", "undeclared")
    ]
    apply(any_server, [*racks, *servers])
    return any_server


SERVERS = (
    of("Server", "left"),
    of("Server", "moved", attributes={"Rack": ["rack-2"]}),
    of("Server", "gone", state="absent"),
)
LAPTOPS = "# may also be referred to by assets that were not read, of these types: Laptop"


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
def test_a_deletion_shows_who_refers_to_the_asset(referring, check):
    declared = [of("Rack", "rack-2"), *SERVERS]
    scope = {"asset_types": ["Rack", "Server"]}
    protect = [{"field": "name", "value": "undeclared"}]
    result = apply(
        referring, declared, check=check, diff=True, scope=scope, protect=protect, **PRUNE
    )
    diffs = {one["after_header"].partition(" (")[0]: one for one in result["diff"]}
    assert comments(diffs["Rack 'rack-1'"]) == [
        (
            "# referred to by: Server 'left' (Rack), Server 'undeclared' (Rack),"
            " Server 'gone' (Rack, deleted too), Server 'moved' (Rack, changed too)"
        ),
        LAPTOPS,
    ]
    assert comments(diffs["Server 'gone'"]) == [LAPTOPS.replace("may also be", "may be")]
    assert comments(diffs["Server 'moved'"]) == []
    (step,) = (one for one in result["steps"] if one["name"] == "rack-1")
    assert step["referrers"][0] == "Server 'left' (Rack)"
    assert step["unread_referrers"] == ["Laptop"]


def test_that_no_asset_refers_to_it_is_said_where_all_were_read(any_server):
    apply(any_server, [of("Rack", "rack-1"), of("Rack", "rack-2")])
    every = {"asset_types": ["Rack", "Laptop", "Server"]}
    result = apply(
        any_server, [of("Rack", "rack-1")], check=True, diff=True, scope=every, **PRUNE
    )  # fmt: skip
    assert comments(result["diff"][0]) == ["# no asset refers to it"]


def test_only_the_first_who_refer_to_it_are_shown(any_server):
    servers = [of("Server", f"srv-{one:02}", attributes={"Rack": ["rack-1"]}) for one in range(13)]
    apply(any_server, [of("Rack", "rack-1"), *servers])
    result = apply(any_server, [of("Rack", "rack-1", state="absent"), *(
        {**one, "attributes": {"Rack": []}} for one in servers)], check=True, diff=True)  # fmt: skip
    shown = comments(result["diff"][-1])[0]
    assert shown.startswith("# referred to by: Server 'srv-00' (Rack, changed too), ")
    assert shown.endswith("Server 'srv-09' (Rack, changed too), and 3 more")


def test_no_request_is_sent_to_learn_who_refers_to_it(referring):
    scope = {"asset_types": ["Rack", "Server"]}
    protect = [{"field": "name", "value": "undeclared"}]
    start = len(referring.journal)
    apply(
        referring, [of("Rack", "rack-2"), *SERVERS], check=True, scope=scope, protect=protect, **PRUNE
    )  # fmt: skip
    of_deletion = {referring.id_of("gone"), referring.id_of("rack-1"), referring.id_of("moved")}
    read = [one for call in referring.journal[start:] if call.verb == "read" for one in call.what]
    assert sorted(read, key=str) == sorted(of_deletion, key=str)  # as without references
    assert len([call for call in referring.journal[start:] if call.verb == "search"]) == 1


def test_thousands_of_deletions_take_seconds():
    def took(count):
        racks = [Current(one, f"rack-{one}", RACK, raw={}) for one in range(count)]
        refer = [
            Current(count + one, f"srv-{one}", SERVER, raw={"Rack": f"rack-{one}"})
            for one in range(count)
        ]
        steps = [Step(Declared(RACK, id=one.id, present=False), one, pruned=True) for one in racks]
        start = time.process_time()
        known = Known()
        plan = with_referrers(Plan(tuple(steps)), [*racks, *refer], (), COMPANY, known)
        showing = Showing(known)
        diffs = [diff_of(Done(one, one.current.id, one.changes), showing) for one in plan.steps]
        assert all(
            f"Server 'srv-{number}' (Rack)" in one["before"] for number, one in enumerate(diffs)
        )
        return time.process_time() - start

    small, large = took(500), took(5000)
    assert large < max(40 * small, 2.0)
