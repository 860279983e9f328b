# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All 38 fields of an asset, in every spelling, against the sandbox: set, again, change, again, clear, again.

First each field for itself; then all at once, under each way in which a server may behave.
"""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import (
    ATTRIBUTE_TYPES,
    SYSTEM_FIELDS,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.model import HIDDEN
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.wire_forms import wire_name

pytestmark = [pytest.mark.long, pytest.mark.combinations]

WIRE = {field.key: wire_name(field) for field in SYSTEM_FIELDS}
ASSET = "Full specimen"


@dataclasses.dataclass(frozen=True)
class Case:
    """Two values of a field: the spellings of each, and what the sandbox then has."""

    spellings: tuple[Any, ...]
    truth: Any
    others: tuple[Any, ...]
    other_truth: Any
    beside: Mapping[str, Any] = dataclasses.field(default_factory=dict)  # what must be written too


USERS = ("tomas.novak", "{key of tomas.novak}")
OTHER_USERS = ("aisha.khan", "{key of aisha.khan}")
USER = Case(USERS, "tomas.novak", OTHER_USERS, "aisha.khan")
CASES: Mapping[str, Case] = {
    "status": Case(("In transit", "in transit"), "In transit", ("In stock", "1", 1), "In stock"),
    "substatus": Case(("Defective", "defective"), "Defective", ("Available", "1", 1), "Available"),
    "assignee": USER,
    "reserved_for": USER,
    "owner": USER,
    "managed_by": USER,
    "quantity": Case((3, "3", 3.0, " 3 "), 3, (0, "0"), 0),
    "asset_tag": Case(("T-1",), "T-1", ("t-1",), "t-1"),
    "serial_number": Case(("4711",), "4711", ("04711",), "04711"),
    "location": Case(
        (2, "2", "Data centre north"),
        "Data centre north",
        ("Store room, basement", 6),
        "Store room, basement",
    ),
    "belongs_to_group": Case(
        (["finance", "sales"], ["sales", "finance"], '["sales","finance"]'),
        {"finance", "sales"},
        ("finance", ["finance"]),
        {"finance"},
    ),
    "install_date": Case(
        ("2026-02-03", "20260203", "2026-02-03T00:00:00"),
        "2026-02-03",
        ("2026-02-04",),
        "2026-02-04",
    ),
    "cost": Case((99.5, "99.50", "9.95e1"), 99.5, (100, "100", 100.0), 100.0),
    "currency": Case(("EUR", "eur"), "EUR", ("TRY",), "TRY"),
    "invoice_number": Case(("I-1, 2",), "I-1, 2", ("I-1,2",), "I-1,2"),
    "Asset List": Case(
        (
            ["{id of Widget three}", "Widget, with comma"],
            ["Widget, with comma #{id of Widget, with comma}", "Widget three"],
            [{"asset_type": "Widget", "name": "Widget three"}, {"name": "Widget, with comma"}],
        ),
        {"Widget three", "Widget, with comma"},
        ("Widget two", ["Widget two"], "Widget two #{id of Widget two}", "{id of Widget two}"),
        {"Widget two"},
    ),
    "Asset List by Asset Types": Case(
        (
            ["Widget one", "Widget two"],
            ["Widget two", "Widget one"],
            ["{id of Widget two}", "{id of Widget one}"],
        ),
        {"Widget one", "Widget two"},
        ({"asset_type": "Widget", "name": "Widget one"}, ["{id of Widget one}"]),
        {"Widget one"},
    ),
    "Cascading Dropdown": Case(
        ("1-5-6", ["Europe", "Portugal", "Lisbon"], [1, 5, 6]),
        [1, 5, 6],
        ("1", ["Europe"], "Europe"),
        [1],
    ),
    "Checkbox": Case(
        (["Can", "Ada"], ["Ada", "Can"], "Ada@@@@@@Can"), {"Ada", "Can"}, ("Bal", ["Bal"]), {"Bal"}
    ),
    "Date Picker": Case(
        ("2026-12-31",), "2026-12-31", ("2027-01-01", "2027-01-01T00:00"), "2027-01-01"
    ),
    "Date Time Picker": Case(
        ("2026-02-03T23:59", "2026-02-03 23:59:00"),
        "2026-02-03T23:59",
        ("2026-02-04T00:00",),
        "2026-02-04T00:00",
    ),
    "Dropdown List": Case(("1, 2 and 3", ["1, 2 and 3"]), {"1, 2 and 3"}, ("Yes",), {"Yes"}),
    "IP": Case(("10.0.0.1", " 10.0.0.1"), "10.0.0.1", ("10.0.0.10",), "10.0.0.10"),
    "IPv6": Case(
        ("2001:db8::1", "2001:0DB8:0:0:0:0:0:1"),
        "2001:0db8:0000:0000:0000:0000:0000:0001",
        ("::1",),
        "0000:0000:0000:0000:0000:0000:0000:0001",
    ),
    "Jira Organizations": Case(
        ([1, 3], ["3", "1"], "1@@@@@@3"), {"1", "3"}, (3, ["3"], "3"), {"3"}
    ),
    "Jira Project": Case(([10002, "10001"],), {"10001", "10002"}, ("10002",), {"10002"}),
    "Jira Project Components": Case(
        (["10001-3", "10000-2"],), {"10000-2", "10001-3"}, ("10000-2",), {"10000-2"}
    ),
    "Jira Project Versions": Case(
        (["10001-5", "10000-1"],), {"10000-1", "10001-5"}, ("10001-5",), {"10001-5"}
    ),
    "Jira User Picker": Case(
        ("tomas.novak", "{key of tomas.novak}"), "tomas.novak", ("Nobody At All",), "Nobody At All"
    ),
    "List Box": Case(("Izm", ["Izm"]), {"Izm"}, ("Mer",), {"Mer"}),
    "List Box - Multiple": Case(
        (["Mug"], "Mug"), {"Mug"}, (["Izm", "Ist"], "Ist@@@@@@Izm"), {"Ist", "Izm"}
    ),
    "Number Float (with decimals)": Case((0.1, "0.10", "1e-1"), 0.1, (10000000, "1E7"), 10000000.0),
    "Number Long (without decimals)": Case(
        (9007199254740993, "9007199254740993"), 9007199254740993, (-1, "-1"), -1
    ),
    "Radio Button": Case(("Ege",), {"Ege"}, ("Can",), {"Can"}),
    "Text": Case((" a, b #7 ",), " a, b #7 ", ("A, b #7",), "A, b #7"),
    "Text Area": Case(("a\nb", "a\r\nb"), "a\nb", ("a b",), "a b"),
    "URL": Case(
        ("https://x.example/?a=1&b=2",),
        "https://x.example/?a=1&b=2",
        ("https://x.example/",),
        "https://x.example/",
    ),
}
CLEARS = (None, "", [])


def test_all_38_kinds_are_here():
    assert set(CASES) == {*WIRE, *(row.name for row in ATTRIBUTE_TYPES)} - {"Encrypted"}


def placeholders(sandbox):
    """What stands for the ids and keys of this sandbox."""
    ids = {f"{{id of {one['name']}}}": str(one["id"]) for one in sandbox.assets("Widget")}
    keys = {f"{{key of {user.username}}}": user.key for user in sandbox.users.values()}
    return {**ids, **keys}


def filled_in(value, known):
    """The spelling with the ids and keys in place; an id alone as a number."""
    if isinstance(value, (list, tuple)):
        return [filled_in(one, known) for one in value]
    if not isinstance(value, str) or "{" not in value:
        return value
    if value in known and known[value].isdigit():
        return int(known[value])
    for name, text in known.items():
        value = value.replace(name, text)
    return value


def options_of(values):
    """Values by field key as a task has them."""
    system = {key: value for key, value in values.items() if key in WIRE}
    attributes = {key: value for key, value in values.items() if key not in WIRE}
    return {**system, **({"attributes": attributes} if attributes else {})}


def truth_of(sandbox, asset_id):
    """What the sandbox has: field key to value; sets of what has no order; names of references."""
    asset = sandbox.asset(asset_id)
    names = {one["id"]: one["name"] for one in sandbox.assets()}
    users = {user.key: user.username for user in sandbox.users.values()}
    keys = {wire: key for key, wire in WIRE.items()}
    found = {keys[wire]: value for wire, value in asset["system"].items()}
    for name, value in asset["attributes"].items():
        of_assets = name.startswith("Asset List")
        found[name] = (
            [names[one] for one in value]
            if of_assets
            else users.get(value, value)
            if isinstance(value, str)
            else value
        )
    return {
        key: set(value) if isinstance(value, list) and key != "Cascading Dropdown" else value
        for key, value in found.items()
    }


def without(found, *keys):
    return {key: value for key, value in found.items() if key not in keys}


class Driver:
    """Runs aip_asset on one asset of a sandbox and looks at what was sent."""

    def __init__(self, run, sandbox, name=ASSET, **options):
        self.run, self.sandbox, self.name, self.options = run, sandbox, name, options
        self.known = placeholders(sandbox)

    def task(self, values):
        """The options of a task that writes these values."""
        written = {key: filled_in(value, self.known) for key, value in values.items()}
        named = {"asset_type": "Specimen", "name": self.name}
        return {**named, **self.options, **options_of(written)}

    def result(self, values, **mode):
        """The module's result."""
        return self.run(self.sandbox, "aip_asset", **mode, **self.task(values))

    def apply(self, values):
        """The result, and the writes that were sent."""
        self.sandbox.journal.clear()
        result = self.result(values)
        assert not result["failed"], result["msg"]
        writes = self.sandbox.journal.writes()
        assert result["changed"] == bool(writes)
        return result, writes

    def puts(self, values):
        """Apply what differs: exactly one PUT, with the name."""
        result, (write,) = self.apply(values)
        assert (write.method, write.body["name"]) == ("PUT", self.name)
        return result, write

    def predicts_and_puts(self, values):
        """The same, after check mode said so."""
        predicted = self.result(values, check=True)
        result, write = self.puts(values)
        assert predicted["changes"] == result["changes"]
        # A server may clear the substatus of another status, or keep it; that can't be predicted.
        own = ("attachments", *({"substatus"} - set(values)))
        assert without(predicted["asset"], *own) == without(result["asset"], *own)
        return result, write

    def is_silent(self, values):
        """Apply what is so already: no change, no write."""
        result, writes = self.apply(values)
        assert not result["changed"], result["changes"]
        assert writes == []
        assert result["changes"] == []
        assert result["diff"]["before"] == result["diff"]["after"] == ""


class InventoryDriver(Driver):
    """Runs aip_assets on the asset among many of its type, so that the type is listed and rows are compared."""

    def __init__(self, run, sandbox, **options):
        super().__init__(run, sandbox, **options)
        self.others = [f"other {number:02}" for number in range(12)]
        for name in self.others:
            sandbox.add_asset("Specimen", name)

    def result(self, values, **mode):
        """The module's result, as that of the one asset."""
        task = {**self.task(values), "page_size": 5, "workers": 3}
        options = {key: task.pop(key) for key in (*OF_TASKS, *self.options) if key in task}
        assets = [*({"asset_type": "Specimen", "name": name} for name in self.others), task]
        found = self.run(self.sandbox, "aip_assets", assets=assets, **options, **mode)
        if found["failed"]:
            return found
        (asset,) = found["assets"] or [None]
        (diff,) = found["diff"] or [{"before": "", "after": ""}]
        changes = [without(change, "asset", "id") for change in found["changes"]]
        return {**found, "asset": asset, "changes": changes, "diff": diff}


OF_TASKS = ("page_size", "workers")


def names_in(body):
    """What a body carries beside the name."""
    entries = body.get("attributes", [])
    names = [entry["attribute"]["attributeName"] for entry in entries]
    return [key for key in body if key not in ("name", "attributes")] + names


# -- each field for itself --


@pytest.mark.parametrize("key", sorted(CASES))
def test_field_is_set_and_changed_and_left_alone(every_field, run, key):
    case, wire = CASES[key], WIRE.get(key, key)
    asset_id = every_field.asset_id(ASSET)
    driver = Driver(run, every_field, wait_for_index=0)
    if key == "substatus":
        every_field.edit_asset(asset_id, system={"asset.status": "In transit"})
    bystanders = (key, "substatus") if key == "status" else (key,)
    before = without(truth_of(every_field, asset_id), *bystanders)
    for mine, truth, other in (
        (case.spellings, case.truth, case.others[0]),
        (case.others, case.other_truth, case.spellings[0]),
    ):
        for number, spelling in enumerate(mine):
            driver.apply({key: other})
            change = driver.puts if number else driver.predicts_and_puts
            result, write = change({key: spelling})
            assert names_in(write.body) == [wire]
            assert truth_of(every_field, asset_id)[key] == truth
            assert [change["field"] for change in result["changes"]] == [key]
            for again in (spelling, mine[number - 1]):
                driver.is_silent({key: again})
                assert_few_reads(every_field)
    assert without(truth_of(every_field, asset_id), *bystanders) == before


def assert_few_reads(sandbox):
    """Two reads of assets, each catalog once, and a user by username and by key."""
    asked = [(one.path, one.query, str(one.body)) for one in sandbox.journal.records()]
    assert len(set(asked)) == len(asked)
    assets = [path for path, _query, _body in asked if re.search("index/query|inventory/", path)]
    assert len(assets) <= 2, assets
    assert sum("/user" in path for path, _query, _body in asked) <= 2


@pytest.mark.parametrize("key", sorted(CASES))
def test_field_is_cleared(every_field, run, key):
    asset_id = every_field.asset_id(ASSET)
    driver = Driver(run, every_field, wait_for_index=0)
    before = without(truth_of(every_field, asset_id), key, "substatus")
    for number, clear in enumerate(CLEARS):
        every_field.reset()
        change = driver.puts if number else driver.predicts_and_puts
        result, write = change({key: clear})
        assert names_in(write.body) == [WIRE.get(key, key)]
        assert [change["after"] for change in result["changes"]] == [None]
        after = truth_of(every_field, asset_id)
        assert key not in after
        assert without(after, "substatus") == before
        driver.is_silent({key: clear})
        driver.is_silent({key: CLEARS[number - 1]})


@pytest.mark.parametrize("read", ["nothing", "masked", "clear"])
def test_encrypted_is_sent_at_creation_or_always(open_sandbox, run, read):
    sandbox = open_sandbox("every_field", {"encrypted_read": read})
    driver = Driver(run, sandbox, name="With a secret")
    result, writes = driver.apply({"Encrypted": "s3cret-1"})
    assert [write.method for write in writes] == ["POST"]
    asset_id = result["asset"]["id"]
    assert truth_of(sandbox, asset_id)["Encrypted"] == "s3cret-1"
    assert "s3cret-1" not in str(result)
    driver.is_silent({"Encrypted": "s3cret-1"})
    driver.is_silent({"Encrypted": "s3cret-2"})
    always = Driver(run, sandbox, name="With a secret", update_encrypted="always")
    for value, truth in (
        ("s3cret-2", "s3cret-2"),
        ("s3cret-2", "s3cret-2"),
        (None, None),
        ("", None),
    ):
        result, writes = always.apply({"Encrypted": value})
        assert [names_in(write.body) for write in writes] == [["Encrypted"]]
        assert truth_of(sandbox, asset_id).get("Encrypted") == truth
        shown = {"field": "Encrypted", "before": HIDDEN, "after": HIDDEN if value else None}
        assert result["changes"] == [shown]
        assert "s3cret-2" not in str(result)


# -- all at once, under each way of a server --


def one_of_each(number, which="spellings"):
    """A value for each field, spelled in the number-th way."""
    found = {}
    for key, case in CASES.items():
        spelled = getattr(case, which)
        found[key] = spelled[number % len(spelled)]
    return found


STATUS_KEYS = {"1": "In stock", "2": "In use", "3": "In transit"}
SUBSTATUS_KEYS = {"1": "Available", "3": "Defective"}
KEYS = {"status_keys": STATUS_KEYS, "substatus_keys": SUBSTATUS_KEYS}
NEWER = (
    "Cascading Dropdown", "Jira Organizations", "Jira Project", "Jira Project Components",
    "Jira Project Versions", "Number Float (with decimals)", "Number Long (without decimals)",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Setting:
    """Switches of the sandbox, the dialect that they need, and fields that cannot be managed so."""

    switches: Mapping[str, Any]
    dialect: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    skip: tuple[str, ...] = ()

    @property
    def waiting(self):
        """Nothing to wait for, unless the index lags."""
        return {} if "index_lag" in self.switches else {"wait_for_index": 0}

    def __str__(self):
        return (
            " ".join(f"{name}={value}" for name, value in self.switches.items())[:100] or "default"
        )


def each(name, *values):
    return [Setting({name: value}) for value in values]


# Each of these is about other fields than the rest, so they are tried side by side.
FORMATS = {
    "date_format": ["datetime", "epoch", "epoch_text", "offset"],
    "datetime_format": ["seconds", "epoch", "epoch_text", "offset"],
    "multi_format": ["list", "comma"],
    "search_multi_format": ["comma", "separator"],
    "reference_format": ["ids", "names", "name_id", "objects"],
    "search_reference_format": ["written", "ids", "name_id"],
    "user_format": ["key", "username", "object"],
    "status_format": ["key", "name", "object"],
    "location_format": ["id_text", "name", "object", "written"],
    "group_format": ["list"],
    "number_format": ["text"],
    "encrypted_read": ["masked", "clear"],
}


def side_by_side(number):
    """The number-th value of each format; after its last one, its first."""
    return Setting({name: values[number % len(values)] for name, values in FORMATS.items()}, KEYS)


SETTINGS = [
    Setting({}),
    *each("empty_value", "text", "omitted"),
    *each("search_empty_value", "text"),
    Setting({"reference_format": "names", "multi_format": "list"}),
    *map(side_by_side, range(4)),
    Setting({"escape_html": "entities"}, {"html_escaped": True}),
    *each(
        "system_fields_in", ["transformed"], ["inventory"], ["search"], ["transformed", "inventory"]
    ),
    *each("system_field_key", "short", "entry_dotted", "entry_short", "entry_display"),
    Setting({"system_field_key": "short", "empty_value": "omitted"}),
    Setting({"system_field_key": "entry_dotted", "empty_value": "omitted"}),
    Setting({"system_field_key": "entry_dotted", "system_fields_in": ["inventory"]}),
    Setting({"system_field_key": "entry_display", "system_fields_in": ["search"]}),
    *each("single_asset", "object", "envelope", "whole_list"),
    *each("transformed_asset", "array", "envelope"),
    *each("transformed_attributes", False),
    Setting({"transformed_attributes": False, "empty_value": "omitted"}),
    Setting({"transformed_attributes": False, "system_field_key": "entry_dotted"}),
    Setting(
        {
            "transformed_attributes": False,
            "system_field_key": "entry_short",
            "system_fields_in": ["transformed", "inventory"],
        }
    ),
    Setting(
        {
            "transformed_attributes": False,
            "system_fields_in": ["inventory"],
            "single_asset": "whole_list",
        }
    ),
    *each("form_values", False),
    *each("cascading_values", "flat"),
    Setting({"cascading_values": "absent"}, skip=("Cascading Dropdown",)),
    *each("newer_type_names", "alternative", "display"),
    Setting({"newer_type_names": "absent"}, skip=NEWER),
    *each("missing_asset", "200_json"),
    *each(
        "create_answer",
        "envelope_object",
        "envelope_integer",
        "array",
        "location",
        "empty",
        "no_content",
        "bare_integer",
        "plain_text",
        "success",
    ),
    *each("create_status", 201),
    *each("update_answer", "object", "no_content", "plain_text"),
    *each("total_key", "total"),
    *each("page_cap", 2),
    *each("beyond_last_page", "repeat_last"),
    *each("index_lag", 5.0),
    *each("status_default", "On order"),
    *each("orphan_substatus", "keep"),
    *each("strict", False),
    Setting({"payload_system_fields": "in_attributes"}, {"system_fields": "attributes"}),
    Setting({"payload_attributes": "map"}, {"attributes": "map"}),
    Setting(
        {"payload_attributes": "map", "payload_system_fields": "in_attributes"},
        {"attributes": "map", "system_fields": "attributes"},
    ),
    Setting({"payload_type": "formName"}, {"asset_type_key": "formName"}),
    Setting({"payload_type": "form"}, {"asset_type_key": "form"}),
    Setting({"put_form_id": "required"}, {"update_with_asset_type": True}),
    *each("put_form_id", "refused"),
    Setting({"number_input": "text"}, {"numbers": "text"}),
    *each("number_input", "both"),
    Setting({"clear_by": "null"}, {"clear_with": "null"}),
    *each("clear_by", "both"),
]

DEFAULTS = {
    "date_format": "date", "datetime_format": "minutes", "multi_format": "separator",
    "search_multi_format": "comma_space", "reference_format": "written",
    "search_reference_format": "names", "user_format": "written", "status_format": "written",
    "location_format": "id", "group_format": "json_text", "number_format": "number",
    "encrypted_read": "nothing",
}  # fmt: skip
RENDERED = {
    **{name: [DEFAULTS[name], *values] for name, values in FORMATS.items()},
    "empty_value": ["null", "text", "omitted"],
    "system_fields_in": [["transformed", "search"], ["inventory"], ["search"], ["transformed"]],
    "system_field_key": ["dotted", "short", "entry_dotted", "entry_short", "entry_display"],
    "single_asset": ["array", "object", "envelope", "whole_list"],
    "transformed_asset": ["object", "array", "envelope"],
    "transformed_attributes": [True, False],
    "form_values": [True, False],
    "cascading_values": ["nested", "flat"],
    "missing_asset": ["404_json", "200_json", "empty_array"],
    "create_answer": ["object", "location", "success", "empty"],
    "beyond_last_page": ["empty", "repeat_last"],
    "total_key": ["none", "total", "count"],
    "page_cap": [500, 3],
}


def mixed(number):
    """A server that answers in some mixture of ways."""
    choose = random.Random(number)
    return Setting({name: choose.choice(values) for name, values in RENDERED.items()}, KEYS)


MIXED = [mixed(number) for number in range(10)]


def under(setting, number, which="spellings"):
    return without(one_of_each(number, which), *setting.skip)


UPDATING = [setting for setting in SETTINGS if not str(setting).startswith("create_")]


@pytest.mark.parametrize("setting", UPDATING, ids=str)
def test_all_fields_under_a_setting(open_sandbox, run, setting):
    check_all_fields(open_sandbox, run, setting)


@pytest.mark.parametrize("setting", MIXED, ids=[f"mixture {n}" for n in range(len(MIXED))])
def test_all_fields_under_a_mixture_of_settings(open_sandbox, run, setting):
    check_all_fields(open_sandbox, run, setting)


@pytest.mark.parametrize("setting", UPDATING, ids=str)
def test_all_fields_of_one_of_many_under_a_setting(open_sandbox, run, setting):
    check_all_fields(open_sandbox, run, setting, InventoryDriver)


@pytest.mark.parametrize("setting", MIXED, ids=[f"mixture {n}" for n in range(len(MIXED))])
def test_all_fields_of_one_of_many_under_a_mixture_of_settings(open_sandbox, run, setting):
    check_all_fields(open_sandbox, run, setting, InventoryDriver)


def check_all_fields(open_sandbox, run, setting, driver_of=Driver):
    sandbox = open_sandbox("every_field", setting.switches)
    asset_id = sandbox.asset_id(ASSET)
    driver = driver_of(run, sandbox, dialect=dict(setting.dialect), **setting.waiting)
    kept = ("Encrypted", *setting.skip)
    untouched = {key: truth_of(sandbox, asset_id)[key] for key in kept}
    wanted = {key: case.truth for key, case in CASES.items() if key not in setting.skip}
    driver.predicts_and_puts(under(setting, 0))
    assert without(truth_of(sandbox, asset_id), *kept) == wanted
    secret = {} if setting.skip == NEWER else {"Encrypted": "as it was"}
    for number in (0, 1):
        driver.is_silent({**under(setting, number), **secret})
    driver.puts(under(setting, 0, "others"))
    wanted = {key: case.other_truth for key, case in CASES.items() if key not in setting.skip}
    assert without(truth_of(sandbox, asset_id), *kept) == wanted
    driver.is_silent(under(setting, 1, "others"))
    driver.predicts_and_puts(
        {key: CLEARS[number % 3] for number, key in enumerate(under(setting, 0))}
    )
    assert truth_of(sandbox, asset_id) == untouched
    driver.is_silent({key: CLEARS[number % 2] for number, key in enumerate(under(setting, 0))})


OF_CREATION = re.compile(
    r"create|payload|number_input|clear_by|put_form|status_default|catalog|lag|type_names"
)
CREATING = [
    setting for setting in SETTINGS if OF_CREATION.search(str(setting)) or not setting.switches
]


@pytest.mark.parametrize("setting", CREATING, ids=str)
def test_asset_with_all_fields_is_created_under_a_setting(open_sandbox, run, setting):
    sandbox = open_sandbox("every_field", setting.switches)
    driver = Driver(run, sandbox, name="New, with all #1", dialect=dict(setting.dialect))
    secret = {} if setting.skip == NEWER else {"Encrypted": "s3cret"}
    result, (write,) = driver.apply({**under(setting, 1), **secret})
    assert write.method == "POST"
    asset_id = sandbox.asset_id("New, with all #1")
    assert result["asset"]["id"] == asset_id
    wanted = {key: case.truth for key, case in CASES.items() if key not in setting.skip}
    assert without(truth_of(sandbox, asset_id), "Encrypted") == wanted
    driver.is_silent({**under(setting, 2), **secret})
