# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""aip_probe finds the right answer under every setting of every switch of the sandbox, and leaves nothing behind.

What is right stands in tables here: the probe knows nothing of switches.
"""

from __future__ import annotations

import importlib
import json
import re
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.probe import probe as engine
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.probe import server
from ansible_collections.assetops.aip.tests.sandbox import seeding
from ansible_collections.assetops.aip.tests.sandbox.fields import ATTRIBUTE_TYPES
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox
from ansible_collections.assetops.aip.tests.sandbox.switches import TABLE

pytestmark = pytest.mark.long

PROBE = "aip_probe"

# -- what is right --

SAME = object()
"""The answer is the switch's value itself."""


@dataclass(frozen=True)
class Row:
    """Which question settles a switch, what its answer is for each value, and how the sandbox is set up for it."""

    question: str
    answers: Any = SAME
    values: tuple[Any, ...] = ()
    write: bool = False
    asset_type: str = "Specimen"
    seed: str = "every_field"
    user: str = "ansible"
    switches: dict[str, Any] = field(default_factory=dict)
    assets: int = 0

    def right(self, value: Any) -> Any:
        """The right answer for a value of the switch."""
        if self.answers is SAME:
            return value
        return self.answers(value) if callable(self.answers) else self.answers[value]


def reading(question, answers=SAME, **more):
    """A question that is answered by reading alone."""
    return Row(question, answers, **more)


def writing(question, answers=SAME, **more):
    """A question that only the test asset settles."""
    return Row(question, answers, write=True, **more)


def type_names(style):
    """What each of the 8 types whose identifier nobody knows is called, and understood as."""
    newer = {name: kind for name, kind in ATTRIBUTE_TYPES.items() if not kind.known}
    if (
        style == "absent"
    ):  # the attributes are called like their types; that one sounds like a secret
        return {name: "Encrypted" if name == "Encrypted" else "" for name in newer}
    called = {"camel": "identifier", "alternative": "alternative", "display": "display"}[style]
    return {getattr(kind, called): name for name, kind in newer.items()}


MOMENTS = {"datetime": "seconds"}
FILE_TYPES = {
    "octet_stream": "application/octet-stream",
    "guessed": "text/plain",
    "json": "application/json",
}
CALLS = ("transformed", "inventory", "search")
SUBSETS = tuple(one for size in range(4) for one in combinations(CALLS, size))
LIMITED = {"rate_capacity": 5000, "rate_fill": 5000}

STORED = {
    (): [],
    ("trim",): ["start", "end"],
    ("single_spaces",): ["single_spaces"],
    ("plain_spaces",): ["spaces"],
    ("strip_unseen",): ["unseen"],
    ("nfc",): ["composed"],
    ("nfd",): ["composed"],
    ("nfkc",): ["form"],
    ("lower",): ["case"],
    ("upper",): ["case"],
    ("trim", "lower"): ["start", "end", "case"],
}
"""What is found where the sandbox changes names."""

ROWS = {
    # the body of a write
    "payload_system_fields": writing("system_fields", {"top_level": "top_level", "in_attributes": "attributes"}),
    "payload_attributes": writing("attributes"),
    "payload_type": writing("asset_type_key"),
    "put_form_id": writing("update_with_asset_type"),
    "strict": writing("unknown_key", {True: "refuse", False: "ignore"}),
    "unknown_attribute": writing("unknown_attribute"),
    "bad_value": writing("bad_value"),
    "disabled_system_field": writing("disabled_system_field", seed="company", asset_type="Rack"),
    "number_input": writing("numbers"),
    "clear_by": writing("clear_with", {"empty": "empty_text", "null": "null", "both": "both"}),
    "orphan_substatus": writing("orphan_substatus"),
    "status_default": writing("status_default", values=("none", "In stock")),
    # answers to writes
    "create_answer": writing("create_answer"),
    "create_status": writing("create_status"),
    "update_answer": writing("update_answer"),
    "delete_answer": writing("delete_answer"),
    "upload_answer": writing("upload_answer"),
    "detach_answer": writing("detach_answer"),
    # failures
    "missing_asset": reading("missing_asset"),
    "failure_style": reading("failure_style"),
    "rights_style": reading("rights_style"),
    "uniqueness": writing("uniqueness", switches={"name_uniqueness": "per_type"}),
    "name_uniqueness": writing("name_uniqueness"),
    "stored_names": writing("name_changes", lambda value: STORED[value], values=tuple(STORED)),
    # reading an asset
    "single_asset": reading("single_asset"),
    "transformed_asset": reading("transformed_asset"),
    "transformed_attributes": reading("transformed_attributes"),
    "system_fields_in": reading("system_fields_in", list, values=SUBSETS),
    "system_field_key": reading("system_field_key"),
    "empty_value": reading("empty_value"),
    "search_empty_value": reading("search_empty_value"),
    "cleared_name": writing("cleared_name"),
    "date_format": reading("date_format", lambda value: MOMENTS.get(value, value)),
    "datetime_format": reading("datetime_format"),
    "multi_format": reading("multi_format"),
    "search_multi_format": reading("search_multi_format"),
    "reference_format": writing("reference_format"),
    "search_reference_format": writing("search_reference_format"),
    "user_format": writing("user_format"),
    "status_format": writing("status_format"),
    "location_format": writing("location_format"),
    "group_format": reading("group_format"),
    "number_format": reading("number_format"),
    "encrypted_read": writing("encrypted_read"),
    "escape_html": writing("html_escaped", {"none": False, "entities": True}),
    # catalogs
    "form_values": reading("form_values"),
    "cascading_values": reading("cascading_values"),
    "newer_type_names": reading("attribute_types", type_names),
    "single_catalog": reading("single_catalog"),
    "catalog_right": reading("catalog_right", user="guest"),
    # search
    "index_lag": writing("index_lag", values=(0.0, 5.0)),
    "analyzer": reading("analyzer"),
    "total_key": reading("total_key"),
    "page_cap": reading("page_cap", seed="company", values=(50, 100, 500), assets=300),
    "beyond_last_page": reading("beyond_last_page"),
    "drop_unbrowsable": reading("drop_unbrowsable", seed="hidden"),
    "absent_or_flag": reading("absent_or_flag"),
    "unknown_search_field": reading("unknown_search_field"),
    "generic_with_lists": reading("generic_with_lists"),
    "lucene_default_operator": reading("lucene_default_operator"),
    # attachments
    "upload_part": writing("upload_part", values=("file", "attachment", "files")),
    "attachment_name_key": writing("attachment_name_key"),
    "attachment_size_key": writing("attachment_size_key"),
    "file_type": writing("file_type", FILE_TYPES),
    "attachment_limit": writing("attachment_limit", {0: "none seen up to 27 bytes", 10: 10}, values=(0, 10)),
    # login, limits, cluster
    "basic": reading("basic"),
    "unknown_token": reading("unknown_token"),
    "anonymous_header": reading("anonymous_header"),
    "server_info": reading("server_info"),
    "plugin": reading("plugin"),
    "jira_version": reading("jira_version", values=("10.3.24", "9.12.1")),
    "rate_capacity": reading("rate_capacity", {0: "none seen", 5000: 5000, 6000: 6000}, values=(0, 5000, 6000)),
    "rate_fill": reading("rate_fill", values=(10, 20), switches=LIMITED),
    "rate_interval": reading("rate_interval", {1.0: 1, 30.0: 30}, values=(1.0, 30.0), switches=LIMITED),
    "nodes": reading("nodes", {1: ["node1"], 2: ["node1", "node2"]}, values=(1, 2)),
}  # fmt: skip

TOGETHER = (
    (
        "create_answer", "update_answer", "delete_answer", "upload_answer", "detach_answer", "cleared_name",
        "attachment_name_key", "attachment_size_key", "file_type", "encrypted_read", "escape_html",
        "reference_format", "search_reference_format", "user_format", "status_format", "location_format",
    ),
    (
        "single_asset", "transformed_asset", "system_field_key", "empty_value", "search_empty_value",
        "date_format", "datetime_format", "multi_format", "search_multi_format", "group_format",
        "number_format", "single_catalog", "total_key", "beyond_last_page", "absent_or_flag",
        "unknown_search_field", "generic_with_lists", "lucene_default_operator", "analyzer", "missing_asset",
        "failure_style", "unknown_token", "server_info",
    ),
)  # fmt: skip
"""Switches that have nothing to do with each other: their first values are tried in one run, then their second ones."""

UNSEEN = {
    "stored_texts": "values that differ from what was written are told when that happens",
    "stored_numbers": "as stored_texts",
    "captcha_after": "finding it out would lock somebody's account",
    "admins_see_all": "takes a second login, and assets that only the first may see",
    "xsrf": "every write carries the header that satisfies the check, whatever the server does without it",
    "xsrf_status": "as xsrf",
    "rate_limiter": "takes as many requests as make the server refuse some",
    "rate_quota": "takes as many requests as make the server refuse some",
    "rate_reset": "takes as many requests as make the server refuse some",
    "rate_body": "takes as many requests as make the server refuse some",
    "rate_retry_after": "takes as many requests as make the server refuse some",
}
"""Switches that the probe cannot settle, and why."""

OF_JIRA = {
    name for name in TABLE if re.match(r"profile$|jira_(?!version)|jql_|agile_|webhook_", name)
}
"""Switches of Jira beside AIP, about which the probe asks nothing."""


def cases():
    """Each switch with each of its values."""
    for name, row in ROWS.items():
        for value in row.values or TABLE[name].values:
            yield pytest.param(name, value, id=f"{name}={value}")


# -- running it --

_results: dict[str, Any] = {}


def seed_file(tmp_path, **content):
    """The path of a seed with these types and assets, and the people and permissions of the other seeds."""
    people = Path(seeding.__file__).parent / "seed" / "people.yml"
    path = tmp_path / "seed.yml"
    seed = {**yaml.safe_load(people.read_text(encoding="utf-8")), **content}
    path.write_text(yaml.safe_dump(seed), encoding="utf-8")
    return str(path)


def hidden_seed(tmp_path):
    """A seed of which the login may see every second asset only."""
    rows = [{"name": f"thing {number:03d}"} for number in range(90)]
    return seed_file(
        tmp_path,
        schemes=[
            {"id": 1, "name": "Open", "permissions": "asset management"},
            {"id": 2, "name": "Closed"},
        ],
        attributes=[{"id": 1, "name": "Note", "type": "Text"}],
        types=[
            {"id": 1, "name": "Seen", "scheme": "Open", "attributes": ["Note"]},
            {"id": 2, "name": "Unseen", "scheme": "Closed", "attributes": ["Note"]},
        ],
        assets=[{"type": "Seen", "rows": rows[::2]}, {"type": "Unseen", "rows": rows[1::2]}],
    )


def switches_for(name, value):
    """The switches that are not as they start: the one in question, what it needs, and those that go along."""
    values = {one: ROWS[one].values or TABLE[one].values for one in ROWS}
    place = values[name].index(value)
    along = next((pack for pack in TOGETHER if name in pack), (name,))
    chosen_now = {one: values[one][place % len(values[one])] for one in along}
    changed = {**ROWS[name].switches, **chosen_now}
    return {one: chosen for one, chosen in changed.items() if chosen != TABLE[one].default}


def probe_under(run, tmp_path, row, switches):
    """The result of the probe under some switches; equal set-ups are run once."""
    key = json.dumps(
        [row.seed, row.user, row.write, row.asset_type, row.assets, switches], sort_keys=True
    )
    if key not in _results:
        seed = hidden_seed(tmp_path) if row.seed == "hidden" else row.seed
        with Sandbox(seed, assets=row.assets) as sandbox:
            sandbox.switch(**switches)
            before = sandbox.count()
            options = {"write": True, "asset_type": row.asset_type} if row.write else {}
            result = run(sandbox, PROBE, user=row.user, **options)
            assert not result["failed"], result["msg"]
            assert sandbox.count() == before, "something was left behind"
            assert not result["leftovers"]
            if not row.write:
                assert not sandbox.journal.writes()
                assert not result["changed"]
        _results[key] = result
    return _results[key]


def found(result):
    """The answers by question."""
    return {one["question"]: one["answer"] for one in result["answers"]}


# -- the tests --


@pytest.mark.combinations
@pytest.mark.parametrize(("name", "value"), list(cases()))
def test_answer_is_right(run, tmp_path, name, value):
    row = ROWS[name]
    result = probe_under(run, tmp_path, row, switches_for(name, value))
    answer, right = found(result).get(row.question), row.right(value)
    told = {one["question"]: one["why"] for one in result["unanswered"]}.get(row.question)
    if isinstance(right, dict):
        assert isinstance(answer, dict)
        assert right.items() <= answer.items(), told
    elif name == "index_lag":
        assert right <= answer <= right + 2, told
    else:
        assert answer == right, told


def test_every_switch_is_settled_or_excused(capsys):
    assert not set(ROWS) & set(UNSEEN)
    assert set(ROWS) | set(UNSEEN) | OF_JIRA == set(TABLE)
    short = [name for name, row in ROWS.items() if not (row.values or TABLE[name].values)]
    assert not short, "say with which values they are tried"
    for pack in TOGETHER:
        rows = [ROWS[name] for name in pack]
        assert len({(row.seed, row.user, row.write, row.asset_type) for row in rows}) == 1
        assert not any(row.switches for row in rows)
    for name, why in UNSEEN.items():
        print(f"{name}: {why}")


# -- servers that differ in many ways at once --

DIFFERENT = {
    "payload_system_fields": "in_attributes", "payload_attributes": "map", "payload_type": "formName",
    "put_form_id": "required", "strict": False, "unknown_attribute": "ignore", "bad_value": "ignore",
    "number_input": "text", "clear_by": "null", "create_answer": "empty", "update_answer": "no_content",
    "missing_asset": "200_json", "failure_style": "success_false", "single_asset": "whole_list",
    "system_field_key": "entry_short", "empty_value": "text", "date_format": "epoch",
    "datetime_format": "epoch_text", "multi_format": "comma", "reference_format": "names",
    "user_format": "key", "status_format": "key", "location_format": "name", "escape_html": "entities",
    "upload_part": "attachment", "attachment_name_key": "fileName", "form_values": False,
    "cascading_values": "flat", "unknown_token": "anonymous", "beyond_last_page": "repeat_last",
}  # fmt: skip
SETTINGS = {
    "asset_type_key": "formName",
    "system_fields": "attributes",
    "attributes": "map",
    "numbers": "text",
    "clear_with": "null",
    "update_with_asset_type": True,
    "upload_part": "attachment",
    "search_types_by": "name",
    "html_escaped": True,
    "time_zone": "UTC",
}


def test_server_that_differs_in_many_ways(run, every_field, tmp_path):
    every_field.switch(**DIFFERENT)
    dialect_file, report_file = tmp_path / "dialect.yml", tmp_path / "report.md"
    files = {"dialect_file": str(dialect_file), "report_file": str(report_file)}
    result = run(every_field, PROBE, write=True, asset_type="Specimen", **files)
    answers = found(result)
    for name, value in DIFFERENT.items():
        assert answers[ROWS[name].question] == ROWS[name].right(value), name
    assert result["dialect"].items() >= SETTINGS.items()
    assert result["dialect"]["status_keys"]["5"] == "In maintenance"
    assert result["dialect"]["substatus_keys"]["9"] == "Lost"
    dialect = yaml.safe_load(dialect_file.read_text(encoding="utf-8"))["aip_dialect"]
    assert dialect == result["dialect"]
    # With that dialect all works, and without it nothing does.
    wanted = {
        "asset_type": "Specimen",
        "name": "with & dialect",
        "status": "Missing",
        "substatus": "Lost",
        "quantity": 3,
        "attributes": {
            "Text": "a < b",
            "Checkbox": ["Ada", "Bal"],
            "Number Float (with decimals)": 1.25,
        },
        "attachments": [{"path": str(report_file)}],
    }
    assert run(every_field, "aip_asset", **wanted)["failed"]
    first = run(every_field, "aip_asset", dialect=dialect, **wanted)
    assert not first["failed"], first["msg"]
    every_field.journal.clear()
    again = run(every_field, "aip_asset", dialect=dialect, **wanted)
    assert not again["failed"]
    assert not again["changed"]
    assert not every_field.journal.writes()


def test_types_that_are_not_told_are_inferred_where_values_tell(run, every_field):
    every_field.switch(newer_type_names="absent")
    result = run(every_field, PROBE, write=True, asset_type="Specimen")
    assert result["dialect"]["attribute_types"] == {
        name: name
        for name in (
            "Cascading Dropdown",
            "Number Float (with decimals)",
            "Number Long (without decimals)",
        )
    }
    (remark,) = result["remarks"]
    assert "Jira Organizations" in remark


def test_only_type_is_taken_also_without_attributes_and_assets(run, open_sandbox, tmp_path):
    seed = seed_file(
        tmp_path,
        schemes=[{"id": 1, "name": "Open", "permissions": "asset management"}],
        attributes=[],
        types=[{"id": 1, "name": "Bare", "scheme": "Open", "attributes": []}],
        assets=[],
    )
    sandbox = open_sandbox(seed)
    sandbox.switch(payload_system_fields="in_attributes", payload_attributes="map", clear_by="null")
    result = run(sandbox, PROBE, write=True)
    assert not result["failed"], result["msg"]
    assert result["dialect"]["system_fields"] == "attributes"
    assert result["dialect"]["attributes"] == "map"
    assert result["dialect"]["clear_with"] == "null"
    assert is_gone(sandbox, result)
    assert sandbox.count() == 0


WINTER, SUMMER = "2026-01-15T11:30", "2026-07-15T11:30"
ZONES = {
    "UTC": (1768476600000, 1784115000000),
    "+03:00": ("1768465800000", "1784104200000"),
    "-03:30": ("2026-01-15T15:00:00.000+0000", "2026-07-15T15:00Z"),
    "Europe/Oslo": ("2026-01-15T10:30:00.000+0000", 1784107800000),
    "+01:00": ("2026-01-15T11:30:00.000+0100", "2026-07-15T12:30:00+02:00"),
    "not understood": ("2026-01-15T09:30Z", 1784111400000),
    "as written": ("2026-01-15 11:30:00", SUMMER),
}


@pytest.mark.parametrize("zone", ZONES)
def test_time_zone_is_computed(run, every_field, monkeypatch, zone):
    value = server.AssetViews.value
    shown = dict(zip((WINTER, SUMMER), ZONES[zone]))

    def shifted(self, key):
        plain = value(self, key)
        return shown.get(plain, plain) if key == "Date Time Picker" else plain

    monkeypatch.setattr(server.AssetViews, "value", shifted)
    result = run(every_field, PROBE, write=True, asset_type="Specimen")
    assert found(result)["time_zone"] == zone
    assert ("time_zone" in result["dialect"]) == (zone not in ("as written", "not understood"))


def test_fields_that_no_call_shows_are_unreadable(run, every_field):
    every_field.switch(system_fields_in=[], payload_system_fields="in_attributes")
    result = run(every_field, PROBE, write=True, asset_type="Specimen")
    assert "serial_number" in result["dialect"]["unreadable_fields"]
    assert len(result["dialect"]["unreadable_fields"]) == 15
    assert result["dialect"]["system_fields"] == "attributes"


# -- nothing is written that is not allowed, and nothing stays --


def is_gone(sandbox, result):
    """Whether every asset that was created is gone, and the result says nothing else."""
    return not result["leftovers"] and not [
        one for one in sandbox.assets() if "probe" in one["name"]
    ]


def creates(sandbox):
    return [one for one in sandbox.journal.writes() if one.path.endswith("inventory/asset.json")]


def test_check_mode_writes_nothing(run, every_field):
    result = run(every_field, PROBE, check=True, write=True, asset_type="Specimen")
    assert not result["failed"]
    assert not result["changed"]
    assert not every_field.journal.writes()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"write": True}, ["asset_type", "'Specimen'"]),
        ({"write": True, "asset_type": "Specimens"}, ["asset_type", "did you mean 'Specimen'"]),
        ({"sample": 99999}, ["sample", "99999"]),
        ({"report_file": "nowhere/report.md"}, ["report_file", "create it first"]),
        ({"token": "wrong"}, ["token is unknown"]),
        ({"timeout": 0}, ["timeout: must be at least"]),
    ],
    ids=["no type", "unknown type", "sample", "folder", "login", "timeout"],
)
def test_bad_input_is_one_sentence(run, every_field, options, words):
    result = run(every_field, PROBE, **options)
    assert result["failed"]
    assert "\n" not in result["msg"]
    assert all(word in result["msg"] for word in words), result["msg"]
    assert not every_field.journal.writes()


FAILURES = {
    "update": {"effect": "error", "method": "PUT", "status": 500, "after": 9},
    "update is cut": {"effect": "cut", "method": "PUT", "after": 5},
    "reads": {"effect": "malformed_json", "path": "transformed", "after": 30, "times": 8},
    "upload": {"effect": "cut_after", "method": "POST", "path": "attachment", "times": 1},
    "login": {"effect": "token_expired", "method": "PUT", "after": 3, "times": 1},
    "create is refused": {
        "effect": "error",
        "method": "POST",
        "path": "inventory/asset",
        "status": 403,
    },
    "create is lost": {
        "effect": "cut_after",
        "method": "POST",
        "path": "inventory/asset",
        "times": 1,
    },
    "create is cut": {"effect": "cut", "method": "POST", "path": "inventory/asset", "times": 1},
    "create fails, and is done": {
        "effect": "error_after",
        "method": "POST",
        "path": "inventory/asset",
        "times": 1,
    },
    "create fails": {
        "effect": "error",
        "method": "POST",
        "path": "inventory/asset",
        "status": 500,
        "times": 1,
    },
}


@pytest.mark.parametrize("name", FAILURES)
def test_asset_is_gone_after_a_failure_half_way(run, every_field, name):
    every_field.switch(anonymous_header="absent")  # faults come before the login
    rule = dict(FAILURES[name])
    every_field.faults.add(rule.pop("effect"), **rule)
    result = run(every_field, PROBE, write=True, asset_type="Specimen", retries=1)
    sent = creates(every_field)
    assert not result["failed"], result["msg"]
    if name == "login":
        assert result["leftovers"], "nobody may remove it now, so that it has to be told"
        return
    if name == "create is cut":  # nobody can know that the server has not even seen it
        (told,) = result["leftovers"]
        assert "may turn up later" in told
        result["leftovers"].clear()
    assert is_gone(every_field, result), result["leftovers"]
    if name != "reads":
        assert result["remarks"] or name.startswith("create fails")
    # Only what was refused, or seen to have done nothing, is sent in another form.
    assert len(sent) == {"create is refused": 3, "create fails": 3}.get(name, 1)


def test_asset_that_cannot_be_removed_is_told(run, every_field, tmp_path):
    every_field.switch(anonymous_header="absent")  # the fault comes before the login
    every_field.faults.add("error", method="DELETE", status=403)
    report = tmp_path / "report.md"
    result = run(every_field, PROBE, write=True, asset_type="Specimen", report_file=str(report))
    (left,) = [one for one in every_field.assets() if one["name"].startswith("aip-probe-")]
    (told,) = result["leftovers"]
    assert result["changed"]
    assert left["name"] in told
    assert str(left["id"]) in told
    assert result["warnings"] == [told]
    assert left["name"] in report.read_text(encoding="utf-8")


@pytest.mark.parametrize(("user", "write"), [("guest", True), ("auditor", True), ("admin", False)])
def test_login_with_other_rights(run, every_field, user, write):
    result = run(every_field, PROBE, user=user, write=write, asset_type="Specimen")
    assert not result["failed"], result["msg"]
    assert not result["changed"]
    assert found(result)["jira_version"]
    why = {one["question"]: one["why"] for one in result["unanswered"]}
    assert write or "administrator" in why["rights_style"]


def test_list_of_all_assets_is_not_asked_for_by_an_administrator(run, every_field, monkeypatch):
    get_jira = engine.Server.get_jira

    def with_right(self, path, doing, *params):
        seen = get_jira(self, "myself" if path == "mypermissions" else path, doing, *params)
        right = {"permissions": {"ADMINISTER": {"havePermission": True}}}
        return replace(seen, data=right) if path == "mypermissions" else seen

    monkeypatch.setattr(engine.Server, "get_jira", with_right)
    result = run(every_field, PROBE, user="admin")
    assert not result["failed"]
    assert not [
        one for one in every_field.journal.records() if one.path.endswith("inventory/list.json")
    ]


def test_redirect_to_a_login_page_is_an_answer_to_a_wrong_login(run, every_field):
    every_field.faults.add("redirect", path="form/list", to="login", times=1)
    result = run(every_field, PROBE)
    assert not result["failed"], result["msg"]
    assert found(result)["unknown_token"] == "302"
    assert found(result)["plugin"] == "installed"


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_report_is_written_if_aip_does_not_answer(run, every_field, tmp_path, write):
    every_field.switch(plugin="missing")
    files = {"dialect_file": str(tmp_path / "d.yml"), "report_file": str(tmp_path / "r.md")}
    result = run(every_field, PROBE, write=write, **files)
    assert not result["failed"]
    assert found(result)["plugin"] == "missing"
    assert "Not answered" in (tmp_path / "r.md").read_text(encoding="utf-8")
    assert yaml.safe_load((tmp_path / "d.yml").read_text(encoding="utf-8")) == {"aip_dialect": {}}


def test_wrong_logins_can_be_left_out(run, every_field):
    result = run(every_field, PROBE, wrong_login=False)
    assert {one.user for one in every_field.journal.records()} == {"ansible"}
    assert "unknown_token" in {one["question"] for one in result["unanswered"]}


# -- what is told --


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_no_secret_is_told(run, every_field, tmp_path, write):
    every_field.switch(encrypted_read="clear", failure_style="success_false")
    files = {"dialect_file": str(tmp_path / "d.yml"), "report_file": str(tmp_path / "r.md")}
    result = run(every_field, PROBE, write=write, asset_type="Specimen", **files)
    written = [one.body for one in every_field.journal.writes() if isinstance(one.body, dict)]
    made_up = {
        entry["attributeValue"]
        for body in written
        for entry in body.get("attributes", [])
        if entry["attribute"]["attributeName"] == "Encrypted"
    }
    assert bool(made_up) is write
    texts = [json.dumps(result, default=repr)]
    texts += [(tmp_path / name).read_text(encoding="utf-8") for name in ("d.yml", "r.md")]
    for secret in (every_field.token("ansible"), "password123", *made_up):
        assert not any(secret in text for text in texts)
    # Nor is a value of an asset that is not the probe's own.
    assert not any("AB12309712947" in text or "Lorem" in text for text in texts)


def test_what_is_returned_is_documented(run, every_field):
    described = yaml.safe_load(
        importlib.import_module(f"ansible_collections.assetops.aip.plugins.modules.{PROBE}").RETURN
    )
    result = run(every_field, PROBE)
    assert set(result) - {"changed", "failed", "warnings"} == set(described) - {
        "problems",
        "request",
    }
    for name in ("answers", "unanswered"):
        assert all(set(one) == set(described[name]["contains"]) for one in result[name])


def test_names_with_braces_set_nothing(run, every_field, monkeypatch):
    def note(place):
        place.observed.note("statuses", {"{{ lookup('env', 'HOME') }}": []}, "a row")

    monkeypatch.setattr(engine.samples, "note_statuses", note)
    result = run(every_field, PROBE)
    assert "statuses" not in result["dialect"]
    assert "template" in " ".join(result["remarks"])


@pytest.mark.parametrize("effect", ["error_after", "cut_after"])
def test_a_create_that_may_have_been_done_is_not_sent_in_another_form(run, open_sandbox, effect):
    """The gateway broke, and the search does not show the asset in time: nobody knows, so no second create."""
    sandbox = open_sandbox("every_field", switches={"index_lag": 60})
    sandbox.faults.add(effect, method="POST", path="inventory/asset")
    result = run(sandbox, PROBE, write=True, asset_type="Specimen", wait_for_index=2)
    assert len(creates(sandbox)) == 1
    told = " ".join([*result["leftovers"], *result["remarks"]])
    assert "unknown" in told, result
    (left,) = [one["name"] for one in sandbox.assets() if one["name"].startswith("aip-probe-")]
    assert left in told
