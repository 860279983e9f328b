# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""aip_asset against the sandbox: what it sends, what it says, and that it never does twice what should happen once."""

from __future__ import annotations

import json

import pytest
import yaml
from ansible_collections.assetops.aip.tests.sandbox import seeding

from ...conftest import PassingTime

API = "/rest/jip-api/1.0/"
CATALOGS = ("form/list.json", "attribute/list.json", "location.json", "schema/objectSchemas.json")
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

LAPTOP = {"asset_type": "Laptop", "name": "LT-2001", "status": "In use", "assignee": "mei.lin"}
SERVER = {"asset_type": "Server", "name": "srv-new", "attributes": {"Hostname": "srv-new"}}


def writes(sandbox):
    """What was written: method, path below the API, body."""
    return [
        (record.method, record.path.partition(API)[2], record.body)
        for record in sandbox.journal.writes()
    ]


def reads(sandbox):
    """The paths that were read, catalogs aside."""
    paths = [record.path.partition(API)[2] or record.path for record in sandbox.journal.reads()]
    return [path for path in paths if path not in CATALOGS]


def catalogs(sandbox):
    """The catalogs that were read."""
    paths = [record.path.partition(API)[2] for record in sandbox.journal.reads()]
    return [path for path in paths if path in CATALOGS]


def shown_changes(result):
    """The changes of a result as a mapping of field to before and after."""
    return {one["field"]: (one["before"], one["after"]) for one in result["changes"]}


def without_files(asset):
    """The asset of a result without its files, which are only told where they were looked at."""
    return {key: value for key, value in asset.items() if key != "attachments"}


# --- what a run costs ---------------------------------------------------------------------------------------------

UNCHANGED = {
    "by name": LAPTOP,
    "all system fields": {
        "asset_type": "Laptop",
        "name": "LT-2002",
        "status": "In stock",
        "substatus": "Available",
        "assignee": "mei.lin",
        "reserved_for": "jonas.berg",
        "owner": "itdesk",
        "managed_by": "tomas.novak",
        "quantity": 2,
        "asset_tag": "HI-X1",
        "serial_number": "PF-X1",
        "location": "Istanbul office",
        "belongs_to_group": ["finance", "sales"],
        "install_date": "2026-02-03",
        "cost": 12.5,
        "currency": "EUR",
        "invoice_number": "IN-1",
    },
    "attributes": {
        "asset_type": "Server",
        "name": "srv-new",
        "attributes": {
            "Manufacturer": "Dell",
            "Roles": ["web", "mail"],
            "RAM GB": 64,
            "Warranty until": "2029-01-01",
            "Maintenance window": "2026-12-05T22:00",
            "Management IP": "10.0.0.1",
            "Notes": "one\ntwo\n",
        },
    },
    "reference by name": {**SERVER, "attributes": {"Rack": ["rack-01"]}},
    "reference by type and name": {
        **SERVER,
        "attributes": {"Rack": [{"asset_type": "Rack", "name": "rack-02"}]},
    },
    "references by name, several": {
        "asset_type": "License",
        "name": "CAD new",
        "attributes": {"Installed on": ["lt-0001", "lt-0002", "srv-0001"]},
    },
    "cascading": {
        "asset_type": "Rack",
        "name": "rack-99",
        "attributes": {"Room": ["Halden", "Main building", "1.02"], "Power kW": 7.25},
    },
    "cleared": {**LAPTOP, "owner": None, "serial_number": "", "attributes": {"Model": None}},
    "by serial number": {
        "asset_type": "Laptop",
        "name": "LT-2003",
        "match_by": ["serial_number"],
        "serial_number": "PF-X3",
    },
    "by an attribute": {
        "asset_type": "Server",
        "name": "srv-new",
        "match_by": ["Hostname"],
        "attributes": {"Hostname": "srv-new.example"},
    },
    "by a date": {
        "asset_type": "Laptop",
        "name": "LT-2005",
        "match_by": ["name", "install_date"],
        "install_date": "2026-02-03",
    },
}


@pytest.mark.parametrize("options", UNCHANGED.values(), ids=UNCHANGED)
def test_unchanged_asset_costs_one_read_and_no_write(run, sandbox, options):
    first = run(sandbox, "aip_asset", **options)
    assert first["changed"], first
    sandbox.journal.clear()
    result = run(sandbox, "aip_asset", **options)
    assert (result["changed"], result["changes"]) == (False, [])
    assert result["diff"]["before"] == result["diff"]["after"] == ""
    assert without_files(result["asset"]) == without_files(first["asset"])
    assert writes(sandbox) == []
    # Names between commas may be one name or several: then the asset itself is read.
    several = options.get("asset_type") == "License"
    assert len(reads(sandbox)) == (2 if several else 1), reads(sandbox)
    assert len(catalogs(sandbox)) == len(set(catalogs(sandbox)))
    assert sum(result["api"]["requests"].values()) == len(sandbox.journal)


def test_only_catalogs_that_are_needed_are_read(run, sandbox):
    run(sandbox, "aip_asset", **LAPTOP)
    assert set(catalogs(sandbox)) == {"form/list.json"}


def test_unchanged_asset_by_id_costs_one_read(run, sandbox):
    number = run(sandbox, "aip_asset", **LAPTOP)["asset"]["id"]
    sandbox.journal.clear()
    assert not run(sandbox, "aip_asset", id=number, status="In use")["changed"]
    assert len(reads(sandbox)) == 1


def test_reference_by_id_is_not_read_again(run, sandbox):
    options = {**SERVER, "attributes": {"Rack": [sandbox.asset_id("rack-03")]}}
    run(sandbox, "aip_asset", **options)
    sandbox.journal.clear()
    assert not run(sandbox, "aip_asset", **options)["changed"]
    assert len(reads(sandbox)) <= 2


ONE_FIELD = {
    "status": ({"status": "In maintenance"}, {"asset.status": "In maintenance"}),
    "assignee": ({"assignee": "jonas.berg"}, {"asset.assignee": "jonas.berg"}),
    "quantity": ({"quantity": 3}, {"asset.quantity": 3}),
    "cost": ({"cost": 2000.25}, {"asset.cost": 2000.25}),
    "location by name": ({"location": "Lisbon office"}, {"asset.location": "4"}),
    "location by id": ({"location": 4}, {"asset.location": "4"}),
    "groups": (
        {"belongs_to_group": ["sales", "finance"]},
        {"asset.belongsToGroup": '["finance", "sales"]'},
    ),
    "date": ({"install_date": "2026-02-03"}, {"asset.installDate": "2026-02-03"}),
    "clearing": ({"owner": None}, {"asset.owner": ""}),
    "text attribute": ({"attributes": {"Notes": "moved"}}, {"Notes": "moved"}),
    "number attribute": ({"attributes": {"RAM GB": 128}}, {"RAM GB": 128}),
    "options attribute": (
        {"attributes": {"Roles": ["web", "backup"]}},
        {"Roles": "backup@@@@@@web"},
    ),
    "clearing an attribute": ({"attributes": {"Hostname": ""}}, {"Hostname": ""}),
}


@pytest.mark.parametrize(("options", "sent"), ONE_FIELD.values(), ids=ONE_FIELD)
def test_one_changed_field_is_one_put_with_the_name_and_that_field(run, sandbox, options, sent):
    number = sandbox.asset_id("Alpha Database Server")
    result = run(sandbox, "aip_asset", asset_type="Server", name="Alpha Database Server", **options)
    assert result["changed"]
    assert len(result["changes"]) == 1
    [(method, path, body)] = writes(sandbox)
    assert (method, path) == ("PUT", f"inventory/asset/{number}.json")
    entries = {one["attribute"]["attributeName"]: one["attributeValue"]
               for one in body.pop("attributes", ())}  # fmt: skip
    assert body.pop("name") == "Alpha Database Server"
    assert {**body, **entries} == sent


# --- what it says -------------------------------------------------------------------------------------------------


def test_create_says_what_it_did(run, sandbox):
    result = run(sandbox, "aip_asset", **LAPTOP, attributes={"RAM GB": 32})
    assert shown_changes(result) == {
        "name": (None, "LT-2001"),
        "status": (None, "In use"),
        "assignee": (None, "mei.lin"),
        "RAM GB": (None, 32),
    }
    assert result["diff"]["before"] == ""
    assert yaml.safe_load(result["diff"]["after"]) == {
        "name": "LT-2001", "status": "In use", "assignee": "mei.lin", "RAM GB": 32,
    }  # fmt: skip
    truth = sandbox.asset(result["asset"]["id"])
    assert (truth["name"], truth["type"]) == ("LT-2001", "Laptop")
    assert truth["system"]["asset.status"] == result["asset"]["status"] == "In use"
    assert truth["attributes"]["RAM GB"] == result["asset"]["attributes"]["RAM GB"] == 32


def test_change_says_before_and_after(run, sandbox):
    run(sandbox, "aip_asset", **LAPTOP)
    result = run(sandbox, "aip_asset", **{**LAPTOP, "status": "In stock", "assignee": None})
    assert shown_changes(result) == {
        "status": ("In use", "In stock"),
        "assignee": ("mei.lin", None),
    }
    assert yaml.safe_load(result["diff"]["before"]) == {"status": "In use", "assignee": "mei.lin"}
    assert yaml.safe_load(result["diff"]["after"]) == {"status": "In stock", "assignee": None}


# --- check mode ---------------------------------------------------------------------------------------------------

PREPARED = {
    "asset_type": "Server",
    "name": "srv-x",
    "status": "In stock",
    "substatus": "Available",
    "cost": 10.5,
    "attributes": {"Rack": ["rack-01"], "Roles": ["web"], "Notes": "first"},
}
CASES = {
    "create": (None, PREPARED),
    "create with a reference": (None, {**SERVER, "attributes": {"Rack": ["rack-01"]}}),
    "create with nulls": (None, {**LAPTOP, "owner": None, "attributes": {"Model": ""}}),
    "create with encrypted": (None, {**SERVER, "attributes": {"Console password": "s3cret"}}),
    "create with odd spellings": (
        None,
        {
            **SERVER,
            "status": "in STOCK",
            "cost": "12.50",
            "currency": "eur",
            "install_date": "20260203",
            "location": "3",
        },
    ),
    "no change": (PREPARED, PREPARED),
    "change": (PREPARED, {**PREPARED, "cost": 11, "attributes": {"Notes": "second"}}),
    "status with its substatus": (
        PREPARED,
        {**PREPARED, "status": "Missing", "substatus": "Lost"},
    ),
    "status, substatus cleared": (PREPARED, {**PREPARED, "status": "In use", "substatus": None}),
    "clear": (PREPARED, {**PREPARED, "cost": None, "attributes": {"Roles": [], "Notes": None}}),
    "references replaced": (PREPARED, {**PREPARED, "attributes": {"Rack": ["rack-02"]}}),
    "references cleared": (PREPARED, {**PREPARED, "attributes": {"Rack": []}}),
    "options reordered": (PREPARED, {**PREPARED, "attributes": {"Roles": ["mail", "web"]}}),
    "encrypted always": (
        PREPARED,
        {
            **PREPARED,
            "attributes": {"Console password": "s3cret"},
            "update_encrypted": "always",
        },
    ),
    "absent": (PREPARED, {"asset_type": "Server", "name": "srv-x", "state": "absent"}),
    "absent, not there": (None, {"asset_type": "Server", "name": "srv-x", "state": "absent"}),
}


def without_what_only_the_server_knows(asset):
    """The asset of a result without its id, which check mode cannot know of a new one, and without its files."""
    return asset and {key: value for key, value in without_files(asset).items() if key != "id"}


@pytest.mark.parametrize(("before", "options"), CASES.values(), ids=CASES)
def test_check_mode_predicts_the_real_run(run, sandbox, before, options):
    if before:
        run(sandbox, "aip_asset", **before)
    sandbox.journal.clear()
    predicted = run(sandbox, "aip_asset", check=True, **options)
    assert not predicted["failed"], predicted["msg"]
    assert writes(sandbox) == []
    real = run(sandbox, "aip_asset", **options)
    assert not real["failed"], real["msg"]
    for key in ("changed", "changes", "diff", "warnings"):
        assert predicted[key] == real[key], key
    assert without_what_only_the_server_knows(
        predicted["asset"]
    ) == without_what_only_the_server_knows(real["asset"])
    if options.get("update_encrypted") != "always":
        after = run(sandbox, "aip_asset", check=True, **options)
        assert not after["changed"], after["changes"]


def test_check_mode_predicts_a_rename(run, sandbox):
    number = run(sandbox, "aip_asset", **LAPTOP)["asset"]["id"]
    options = {"id": number, "name": "LT-renamed", "status": "In use"}
    predicted = run(sandbox, "aip_asset", check=True, **options)
    real = run(sandbox, "aip_asset", **options)
    assert predicted["changes"] == real["changes"]
    assert shown_changes(real) == {"name": ("LT-2001", "LT-renamed")}
    assert predicted["asset"] == real["asset"]
    assert writes(sandbox)[-1] == ("PUT", f"inventory/asset/{number}.json", {"name": "LT-renamed"})
    assert not run(sandbox, "aip_asset", **options)["changed"]


def test_check_mode_predicts_attachments(run, sandbox, tmp_path):
    (tmp_path / "a.txt").write_text("one")
    options = {**LAPTOP, "attachments": [{"path": str(tmp_path / "a.txt")}]}
    for content in ("one", "two", "three, longer"):
        (tmp_path / "a.txt").write_text(content)
        sandbox.journal.clear()
        predicted = run(sandbox, "aip_asset", check=True, **options)
        assert writes(sandbox) == []
        real = run(sandbox, "aip_asset", **options)
        assert predicted["changed"]
        assert predicted["changes"] == real["changes"]
        assert predicted["diff"] == real["diff"]
        assert [one["name"] for one in predicted["asset"]["attachments"]] == ["a.txt"]
        assert [one["name"] for one in real["asset"]["attachments"]] == ["a.txt"]
        assert not run(sandbox, "aip_asset", **options)["changed"]
    [attached] = sandbox.attachments(real["asset"]["id"])
    assert sandbox.content(attached) == b"three, longer"


# --- which asset is meant -----------------------------------------------------------------------------------------


def test_rename_by_serial_number(run, sandbox):
    first = run(sandbox, "aip_asset", **LAPTOP, serial_number="PF-1")
    options = {"asset_type": "Laptop", "match_by": ["serial_number"], "serial_number": "PF-1"}
    result = run(sandbox, "aip_asset", **options, name="LT-spare")
    assert shown_changes(result) == {"name": ("LT-2001", "LT-spare")}
    assert result["asset"]["id"] == first["asset"]["id"]
    assert not run(sandbox, "aip_asset", **options, name="LT-spare")["changed"]
    assert not run(sandbox, "aip_asset", **options)["changed"], "without a name nothing is renamed"
    assert len(sandbox.assets("Laptop", name="LT-spare")) == 1


def test_same_name_in_another_type_is_another_asset(run, sandbox):
    result = run(sandbox, "aip_asset", asset_type="Laptop", name="rack-01")
    assert result["changed"]
    assert len(sandbox.assets(name="rack-01")) == 2
    again = run(sandbox, "aip_asset", asset_type="Rack", name="rack-01")
    assert again["asset"]["asset_type"] == "Rack"
    assert not again["changed"]


def test_type_may_be_written_as_id(run, sandbox):
    number = sandbox.type_id("Laptop")
    assert (
        run(sandbox, "aip_asset", asset_type=number, name="LT-1")["asset"]["asset_type"] == "Laptop"
    )
    assert not run(sandbox, "aip_asset", asset_type="Laptop", name="LT-1")["changed"]


def test_absent_by_name_id_and_again(run, sandbox):
    number = run(sandbox, "aip_asset", **LAPTOP)["asset"]["id"]
    gone = {"asset_type": "Laptop", "name": "LT-2001", "state": "absent"}
    result = run(sandbox, "aip_asset", **gone)
    assert (result["changed"], result["asset"]) == (True, None)
    assert shown_changes(result) == {"state": ("present", "absent")}
    before = yaml.safe_load(result["diff"]["before"])
    assert before == {key: one for key, one in before.items() if one not in (None, "", [], {})}
    shown = {key: LAPTOP[key] for key in ("asset_type", "name", "status", "assignee")}
    assert {key: before[key] for key in ("id", *shown)} == {"id": number, **shown}
    assert result["diff"]["after"] == ""
    assert result["diff"]["before_header"] == "Laptop 'LT-2001'"
    assert result["diff"]["after_header"] == "Laptop 'LT-2001' (delete)"
    assert sandbox.asset(number) is None
    sandbox.journal.clear()
    for options in (gone, {"id": number, "state": "absent"}):
        again = run(sandbox, "aip_asset", **options)
        assert (again["changed"], again["asset"], again["changes"]) == (False, None, [])
    assert writes(sandbox) == []


def test_absent_by_id(run, sandbox):
    number = sandbox.asset_id("lt-0001")
    assert run(sandbox, "aip_asset", id=number, state="absent")["changed"]
    assert [(method, path) for method, path, _body in writes(sandbox)] == [
        ("DELETE", f"inventory/{number}.json")
    ]


def test_absent_by_another_field(run, sandbox):
    run(sandbox, "aip_asset", **LAPTOP, serial_number="PF-1")
    gone = {"asset_type": "Laptop", "match_by": ["serial_number"], "serial_number": "PF-1"}
    assert run(sandbox, "aip_asset", **gone, state="absent")["changed"]
    assert not run(sandbox, "aip_asset", **gone, state="absent")["changed"]


def test_absent_looks_at_nothing_but_the_identity(run, sandbox):
    # What the asset refers to may be gone already.
    options = {**SERVER, "state": "absent", "attributes": {"Rack": ["rack-that-is-gone"]}}
    assert not run(sandbox, "aip_asset", **options)["failed"]


# --- bad input ----------------------------------------------------------------------------------------------------


def two_of_a_name(sandbox):
    for _number in range(2):
        sandbox.add_asset("Laptop", "twin", system={"asset.serialNumber": "twin"})


def two_racks_of_a_name(sandbox):
    for _number in range(2):
        sandbox.add_asset("Rack", "rack-twin")


# What test_bad_input.py does not have.
WRONG = {
    "attribute of another type": ({**LAPTOP, "attributes": {"Seats": 3}}, "no attribute 'Seats'"),
    "system field among attributes": (
        {**LAPTOP, "attributes": {"Serial Number": "x"}},
        "write it as the option serial_number",
    ),
    "substatus of the present status": (
        {"asset_type": "Server", "name": "Alpha Database Server", "substatus": "Available"},
        "'Available' is not a substatus of status 'In use'",
    ),
    "too large a number": ({**LAPTOP, "quantity": 2**63}, "64 bits"),
    "currency": ({**LAPTOP, "currency": "Euro"}, "three letters"),
    "address": ({**SERVER, "attributes": {"Management IP": "10.0.0.256"}}, "IPv4"),
    "match_by encrypted": (
        {**SERVER, "match_by": ["Console password"]},
        "encrypted and cannot be compared",
    ),
    "file name with a slash": (
        {**LAPTOP, "attachments": [{"path": __file__, "name": "../x"}]},
        "no slashes",
    ),
    "two files of a name": (
        {**LAPTOP, "attachments": [{"path": __file__}, {"path": __file__}]},
        "written twice",
    ),
    "new asset without a name": (
        {"asset_type": "Laptop", "match_by": ["serial_number"], "serial_number": "new"},
        "creating it requires a name",
    ),
    "hidden value": ({**SERVER, "attributes": {"Console password": HIDDEN}}, "not the value"),
}


@pytest.mark.parametrize(("options", "complaint"), WRONG.values(), ids=WRONG)
def test_bad_input_is_told_and_nothing_is_written(run, sandbox, options, complaint):
    count = sandbox.count()
    for check in (True, False):
        result = run(sandbox, "aip_asset", check=check, **options)
        assert (result["failed"], result["changed"]) == (True, False)
        assert complaint in result["msg"]
    assert writes(sandbox) == []
    assert sandbox.count() == count


AMBIGUOUS = {
    "name": (two_of_a_name, {"asset_type": "Laptop", "name": "twin"}, "2 assets"),
    "serial number": (
        two_of_a_name,
        {
            "asset_type": "Laptop",
            "name": "new",
            "match_by": ["serial_number"],
            "serial_number": "twin",
        },
        "2 assets",
    ),
    "absent": (
        two_of_a_name,
        {"asset_type": "Laptop", "name": "twin", "state": "absent"},
        "2 assets",
    ),
    "reference": (
        two_racks_of_a_name,
        {**SERVER, "attributes": {"Rack": ["rack-twin"]}},
        "several assets",
    ),
}


@pytest.mark.parametrize(("prepare", "options", "complaint"), AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_ambiguity_is_an_error_never_a_guess(run, sandbox, prepare, options, complaint):
    prepare(sandbox)
    result = run(sandbox, "aip_asset", **options)
    assert result["failed"]
    assert complaint in result["msg"]
    assert "ids" in result["msg"]
    assert writes(sandbox) == []


def test_reference_to_a_wrong_type_is_refused_in_the_servers_words(run, sandbox):
    # Which types an attribute takes is known to the server alone.
    result = run(sandbox, "aip_asset", **{**SERVER, "attributes": {"Rack": ["lt-0001"]}})
    assert "Rack no such asset" in result["msg"]
    assert (result["failed"], result["changed"], result["changes"]) == (True, False, [])


def test_reference_with_a_type_is_not_ambiguous(run, sandbox):
    sandbox.add_asset("Laptop", "rack-01")
    options = {**SERVER, "attributes": {"Rack": [{"asset_type": "Rack", "name": "rack-01"}]}}
    assert run(sandbox, "aip_asset", **options)["changed"]
    assert not run(sandbox, "aip_asset", **options)["changed"]


def test_all_problems_are_told_at_once(run, sandbox):
    options = {**LAPTOP, "status": "x", "cost": "y", "attributes": {"Nope": 1, "RAM GB": "z"}}
    result = run(sandbox, "aip_asset", **options)
    assert len(result["problems"]) == 4


def test_id_of_another_type(run, sandbox):
    result = run(sandbox, "aip_asset", id=sandbox.asset_id("rack-01"), asset_type="Laptop")
    assert "is of type 'Rack'" in result["msg"]
    assert writes(sandbox) == []


# --- encrypted ----------------------------------------------------------------------------------------------------

SECRET = {**SERVER, "attributes": {"Console password": "s3cr3t-Ünïcode <x>"}}


@pytest.mark.parametrize("read", ["nothing", "masked", "clear"])
def test_encrypted_is_sent_at_creation_and_never_shown(run, sandbox, read):
    sandbox.switch(encrypted_read=read)
    result = run(sandbox, "aip_asset", **SECRET)
    [(_method, _path, body)] = writes(sandbox)
    assert body["attributes"][0]["attributeValue"] == SECRET["attributes"]["Console password"]
    assert shown_changes(result)["Console password"] == (None, HIDDEN)
    assert "s3cr3t" not in json.dumps(result, default=str)
    sandbox.journal.clear()
    again = run(sandbox, "aip_asset", **SECRET)
    assert not again["changed"]
    assert writes(sandbox) == []
    assert "s3cr3t" not in json.dumps(again, default=str)


def test_encrypted_always_is_always_a_change(run, sandbox):
    options = {**SECRET, "update_encrypted": "always"}
    run(sandbox, "aip_asset", **options)
    sandbox.journal.clear()
    result = run(sandbox, "aip_asset", **options)
    assert shown_changes(result) == {"Console password": (HIDDEN, HIDDEN)}
    assert len(writes(sandbox)) == 1
    assert "s3cr3t" not in json.dumps(result, default=str)


def test_encrypted_value_in_a_servers_complaint_is_hidden(run, sandbox):
    secret = SECRET["attributes"]["Console password"]
    sandbox.faults.add(
        "error", method="POST", path="inventory/asset", status=400,
        body=json.dumps({"success": False, "message": f"bad value {secret}"}),
        headers={"X-AUSERNAME": "ansible"},
    )  # fmt: skip
    result = run(sandbox, "aip_asset", **SECRET)
    assert "bad value" in result["msg"]
    assert "s3cr3t" not in json.dumps(result, default=str)


# --- a server with a mind of its own ------------------------------------------------------------------------------

IGNORING = {
    "a field that the type lacks": (
        {"disabled_system_field": "ignore"},
        {"asset_type": "Employee", "name": "New Person", "cost": 5},
        "cost",
    ),
    "a value": (
        {"bad_value": "ignore"},
        {**LAPTOP, "belongs_to_group": ["no-such-group"]},
        "belongs_to_group",
    ),
}


@pytest.mark.parametrize(("switches", "options", "field"), IGNORING.values(), ids=IGNORING)
@pytest.mark.parametrize("existing", [False, True], ids=["create", "update"])
def test_what_the_server_silently_ignores_is_told(run, sandbox, switches, options, field, existing):
    sandbox.switch(**switches)
    if existing:
        sandbox.add_asset(options["asset_type"], options["name"])
    result = run(sandbox, "aip_asset", **options)
    assert result["failed"]
    assert f"{field} is None instead of" in result["msg"]
    assert result["changed"], "something was written"
    assert result["changes"]


UNIQUE_SEED = """
include: [{people}]
schemes: [{{id: 1, name: S, permissions: asset management}}]
attributes: [{{id: 1, name: Code, type: Text}}, {{id: 2, name: Note, type: Text}}]
types: [{{id: 1, name: Thing, scheme: S, attributes: [Code, Note], unique: [{{attributes: [Code]}}]}}]
assets:
  - {{type: Thing, rows: [{{name: First, Code: A1}}], values: {{}}}}
"""


@pytest.fixture
def unique(open_sandbox, tmp_path):
    """A sandbox whose things must have different codes."""
    people = seeding.__file__.replace("seeding.py", "seed/people.yml")
    seed = tmp_path / "seed.yml"
    seed.write_text(UNIQUE_SEED.format(people=people))
    return open_sandbox(str(seed))


THING = {"asset_type": "Thing", "name": "Second", "attributes": {"Code": "A1"}}


@pytest.mark.parametrize("style", ["http_400", "success_false", "error_collection"])
def test_broken_uniqueness_rule_is_an_error(run, unique, style):
    unique.switch(failure_style=style)
    result = run(unique, "aip_asset", **THING)
    assert result["failed"]
    assert "not unique by: Code" in result["msg"]
    assert (result["changed"], unique.count()) == (False, 1)


def test_broken_uniqueness_rule_as_a_warning_is_told(run, unique):
    unique.switch(uniqueness="warning", create_answer="success")
    result = run(unique, "aip_asset", **THING)
    assert not result["failed"], result["msg"]
    assert unique.count() == 2
    assert any("not unique by: Code" in warning for warning in result["warnings"])
    assert not run(unique, "aip_asset", **THING)["changed"]


def test_default_status_gives_way_to_a_cleared_one(run, sandbox):
    sandbox.switch(status_default="In stock")
    result = run(sandbox, "aip_asset", asset_type="Laptop", name="LT-1", status=None)
    assert result["asset"]["status"] is None
    assert [method for method, _path, _body in writes(sandbox)] == ["POST", "PUT"]
    assert not run(sandbox, "aip_asset", asset_type="Laptop", name="LT-1", status=None)["changed"]


def test_default_status_stays_where_none_is_declared(run, sandbox):
    sandbox.switch(status_default="In stock")
    result = run(sandbox, "aip_asset", asset_type="Laptop", name="LT-1")
    assert result["asset"]["status"] == "In stock"
    assert len(writes(sandbox)) == 1


# --- partial failure ----------------------------------------------------------------------------------------------


def test_upload_refused_after_the_update_says_what_was_done(run, sandbox, tmp_path):
    (tmp_path / "large.bin").write_bytes(b"x" * 2000)
    run(sandbox, "aip_asset", **LAPTOP)
    sandbox.switch(attachment_limit=1000)
    options = {**LAPTOP, "status": "In stock"}
    result = run(
        sandbox, "aip_asset", **options, attachments=[{"path": str(tmp_path / "large.bin")}]
    )
    assert result["failed"]
    assert "large.bin" in result["msg"]
    assert result["changed"]
    assert shown_changes(result) == {"status": ("In use", "In stock")}
    assert result["failed_asset"]["asset"] == "Laptop 'LT-2001'"
    assert result["not_tried"] == []
    assert sandbox.asset(result["failed_asset"]["id"])["system"]["asset.status"] == "In stock"


def test_refused_create_changes_nothing(run, sandbox):
    result = run(sandbox, "aip_asset", user="auditor", **LAPTOP)
    assert result["failed"]
    assert (result["changed"], result["changes"]) == (False, [])
    assert "is not allowed to" in result["msg"]
    assert result["request"]["status"] == 403


# --- the index lags -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lag", [0.3, 1.0, 10.0])
def test_run_right_after_a_run_is_silent_although_the_index_lags(run, sandbox, lag):
    sandbox.switch(index_lag=lag)
    changed = {**LAPTOP, "status": "In stock"}
    gone = {"asset_type": "Laptop", "name": "LT-2001", "state": "absent"}
    for options in (LAPTOP, changed, gone):
        time = PassingTime(sandbox)
        assert run(sandbox, "aip_asset", time=time, **options)["changed"]
        assert 0 < time.clock() <= lag + 2.1
        sandbox.journal.clear()
        again = run(sandbox, "aip_asset", **options)
        assert not again["changed"], again["changes"]
        assert writes(sandbox) == []


def test_rename_is_found_right_after_it(run, sandbox):
    sandbox.switch(index_lag=1.0)
    number = sandbox.asset_id("lt-0001")
    run(sandbox, "aip_asset", id=number, name="lt-renamed")
    assert not run(sandbox, "aip_asset", asset_type="Laptop", name="lt-renamed")["changed"]
    assert run(sandbox, "aip_asset", check=True, asset_type="Laptop", name="lt-0001")["changed"]


def test_nothing_is_written_to_what_only_a_lagging_index_calls_so(run, sandbox):
    sandbox.switch(index_lag=60.0)
    number = sandbox.asset_id("lt-0001")
    run(sandbox, "aip_asset", id=number, name="lt-renamed", wait_for_index=0)
    wanted = {"asset_type": "Laptop", "name": "lt-0001", "status": "Retired"}
    result = run(sandbox, "aip_asset", **wanted, wait_for_index=0)
    assert result["changed"]
    assert result["asset"]["id"] != number
    assert sandbox.asset(number)["name"] == "lt-renamed"


def test_index_that_never_shows_it_is_told(run, sandbox):
    sandbox.switch(index_lag=1000.0)
    time = PassingTime(sandbox)
    result = run(sandbox, "aip_asset", time=time, wait_for_index=5, **LAPTOP)
    assert result["changed"]
    assert 4.9 <= time.clock() <= 5.1
    [warning] = result["warnings"]
    assert "wait_for_index" in warning


def test_without_waiting_nothing_is_waited_for(run, sandbox):
    sandbox.switch(index_lag=1000.0)
    time = PassingTime(sandbox)
    sandbox.journal.clear()
    result = run(sandbox, "aip_asset", time=time, wait_for_index=0, **LAPTOP)
    assert result["changed"]
    assert time.slept == []
    assert len(sandbox.journal.searches()) <= 2
    # What an update is compared with comes from the database, so it is silent even then.
    number = result["asset"]["id"]
    run(sandbox, "aip_asset", id=number, status="In stock", wait_for_index=0)
    assert not run(sandbox, "aip_asset", id=number, status="In stock", wait_for_index=0)["changed"]


def test_deleted_asset_that_the_index_still_shows_is_gone(run, sandbox):
    sandbox.switch(index_lag=1000.0)
    gone = {"asset_type": "Laptop", "name": "lt-0001", "state": "absent", "wait_for_index": 0}
    assert run(sandbox, "aip_asset", **gone)["changed"]
    assert not run(sandbox, "aip_asset", **gone)["changed"]


def test_waiting_is_no_change_of_an_unchanged_run(run, sandbox):
    run(sandbox, "aip_asset", **LAPTOP)
    sandbox.switch(index_lag=1000.0)
    time = PassingTime(sandbox)
    assert not run(sandbox, "aip_asset", time=time, **LAPTOP)["changed"]
    assert time.slept == []
