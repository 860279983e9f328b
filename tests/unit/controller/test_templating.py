# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters and the test, called as templates call them."""

from __future__ import annotations

import datetime
import importlib

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.assetops.aip.plugins.plugin_utils._state_files.load import load
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

PLUGINS = "ansible_collections.assetops.aip.plugins"


def plugin(kind, name):
    module = importlib.import_module(f"{PLUGINS}.{kind}.{name}")
    made = module.FilterModule().filters() if kind == "filter" else module.TestModule().tests()
    return made[name]


from_csv = plugin("filter", "from_csv")
to_state = plugin("filter", "to_state")
by_field = plugin("filter", "by_field")
drift_summary = plugin("filter", "drift_summary")
expired = plugin("test", "expired")


def refused(work, *args, **options):
    with pytest.raises(AnsibleFilterError) as error:
        work(*args, **options)
    return str(error.value)


# -- from_csv --

COLUMNS = {"Rack": "name", "Units": "Height units", "Tag": "asset_tag"}


def racks(text, **options):
    return from_csv(text, **{"asset_type": "Rack", "columns": COLUMNS, **options})


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["plain", "bom"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_rows_are_assets_whatever_the_separator(separator, bom, end):
    lines = (["Rack", "Units", "Tag", "Owner, or none; maybe"], ["r-1", "42", "00123", "x"])
    text = bom + end.join(
        separator.join(f'"{cell}"' if "," in cell else cell for cell in line) for line in lines
    )
    expected = {"asset_type": "Rack", "name": "r-1", "asset_tag": "00123"}
    assert racks(text) == [{**expected, "attributes": {"Height units": "42"}}]


def test_a_title_with_commas_does_not_hide_the_semicolons():
    (asset,) = racks("Rack;Units;Tag;a, b, c, d, e\nr-1;1;2;\n")
    assert asset["name"] == "r-1"


def test_excel_may_say_what_the_separator_is():
    text = "sep=|\r\nRack|Units|Tag\r\nr-1|42|1\r\nr-2|42\r\n"
    assert "row 4: has 2 cells, and the header has 3" in refused(racks, text)
    assert racks(text[: text.index("r-2")])[0]["name"] == "r-1"


def test_cells_in_quotes_hold_separators_quotes_and_line_breaks():
    text = 'Rack,Units,Tag\n"r-1, left","4""2","two\nlines"\n'
    (asset,) = racks(text)
    assert asset["name"] == "r-1, left"
    assert asset["asset_tag"] == "two\nlines"
    assert asset["attributes"] == {"Height units": '4"2'}


def test_an_empty_cell_is_not_written_unless_it_is_to_clear():
    text = "Rack,Units,Tag\nr-1,,\n"
    assert racks(text) == [{"asset_type": "Rack", "name": "r-1"}]
    assert racks(text, empty="clear") == [
        {"asset_type": "Rack", "name": "r-1", "asset_tag": None, "attributes": {"Height units": None}}
    ]  # fmt: skip


def test_fixed_values_count_where_the_row_has_none():
    text = "Rack,Units,Tag\nr-1,,7\nr-2,47,\n"
    values = {"asset_tag": "none", "Height units": 42, "status": "In use", "attributes.status": "x"}
    first, second = racks(text, values=values, empty="clear")
    assert (first["asset_tag"], first["attributes"]["Height units"]) == ("7", 42)
    assert (second["asset_tag"], second["attributes"]["Height units"]) == ("none", "47")
    assert (first["status"], first["attributes"]["status"]) == ("In use", "x")


def test_without_columns_each_header_names_its_field():
    text = (
        "asset type,NAME,Serial Number,serial,location,attributes.owner\nServer,a,4711,s,Oslo,me\n"
    )
    assert from_csv(text) == [
        {
            "asset_type": "Server", "name": "a", "serial_number": "4711", "location": "Oslo",
            "attributes": {"serial": "s", "owner": "me"},
        }
    ]  # fmt: skip


def test_a_cell_has_several_values_if_asked():
    text = "name,Roles,Owners\na,web / mail /,x/y\nb,,\n"
    first, second = from_csv(text, asset_type="Server", lists={"Roles": "/"})
    assert first["attributes"] == {"Roles": ["web", "mail"], "Owners": "x/y"}
    assert "attributes" not in second
    cleared = from_csv(text, asset_type="Server", lists={"Roles": "/"}, empty="clear")[1]
    assert cleared["attributes"] == {"Roles": [], "Owners": None}


def test_spaces_are_removed_unless_they_count():
    text = " Rack ,Units,Tag\n r-1 ,4,\ufeff5\xa0\n"
    assert (racks(text)[0]["name"], racks(text)[0]["asset_tag"]) == ("r-1", "5")
    assert racks(text, strip=False)[0]["name"] == " r-1 "


def test_empty_rows_are_skipped_and_counted():
    text = "Rack,Units,Tag\n\n,,\nr-1,1,\n\nr-2\n"
    assert "row 6: has 1 cell" in refused(racks, text)
    assert len(racks("Rack,Units,Tag\n\n,,\nr-1,1,\n")) == 1
    assert racks("Rack,Units,Tag\n") == []


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("", {}, "there is no header: the text is empty"),
        ("Rack,Unit,Tag\na,1,2\n", {}, "there is no column 'Units'; did you mean 'Unit'?"),
        ("Rack,Units,Tag,Tag\na,1,2,3\n", {}, "there are 2 columns 'Tag'"),
        ("a,,c\n1,2,3\n", {"columns": None}, "column 2: has no header"),
        ("Rack,Units,Tag\na,1,2,3\nb,1\n", {}, "row 2: has 4 cells, and the header has 3\n- row 3: has 2 cells"),
        ('Rack,Units,Tag\na,"1,2\n', {}, "row 2: unexpected end of data"),
        ("Rack,Units,Tag\n,1,2\n", {}, "row 2: the name is empty"),
        ("Rack,Units,Tag\na,1,2\n", {"asset_type": None}, "asset_type: is needed"),
        ("Rack,Units,Tag\na,1,2\n", {"separator": "ab"}, "separator: 'ab' is not a single character"),
        ("Rack,Units,Tag\na,1,2\n", {"empty": "no"}, "value of empty must be one of: skip, clear"),
        ("Rack,Units,Tag\na,1,2\n", {"colums": {}}, "colums: there is no such option; did you mean 'columns'?"),
        ("Rack,Units,Tag\na,1,2\n", {"columns": {"Rack": "name", "Tag": "name"}}, "are all for the field 'name'"),
        ("Rack,Units,Tag\na,1,2\n", {"columns": {"Rack": "attributes"}}, "'attributes' cannot come from a column"),
        ("Rack,Units,Tag\na,1,2\n", {"lists": {"Tag": ""}}, "'Tag' needs the text between two values"),
        ("Rack,Units,Tag\na,1,2\n", {"values": {"attributes": {}}}, "values: write attributes by their names"),
        (["Rack"], {}, "takes the text of a CSV file"),
    ],
)  # fmt: skip
def test_bad_tables_are_one_sentence(text, options, sentence):
    assert sentence in refused(racks, text, **options)


def test_what_many_rows_share_is_told_once():
    text = "Rack,Units,Tag\n" + "a\n" * 40
    assert refused(racks, text).endswith(
        "has 1 cell, and the header has 3 (40 places, first: row 2, row 3, row 4)"
    )


# -- to_state --

ODD = [
    {"asset_type": "Rack", "name": "r: 1 # x", "asset_tag": "00123", "quantity": 3, "cost": 1.5},
    {"asset_type": 7, "name": "yes", "status": None, "attributes": {"No": "no", "L": ["a", "{{ 1 }}"], "E": []}},
    {"asset_type": "Rack", "name": "x" * 200, "attributes": {"Notes": "a\n\nb \n", "T": "2026-02-03"}},
]  # fmt: skip


def loaded(tmp_path, text):
    (tmp_path / "x.yml").write_text(text, encoding="utf-8")
    return load([str(tmp_path / "x.yml")], str(tmp_path), lambda text: text).assets


def test_state_is_read_back_as_it_was(tmp_path):
    assert loaded(tmp_path, to_state(ODD)) == ODD


def test_all_that_a_server_shows_is_read_back(tmp_path):
    with Sandbox("every_field", assets=20) as sandbox:
        assets = [
            {"asset_type": "Specimen", "name": one["name"], "attributes": dict(one["attributes"])}
            for one in sandbox.assets()
        ]
    assert assets
    assert loaded(tmp_path, to_state(assets)) == assets


def test_one_asset_and_none(tmp_path):
    assert to_state({"asset_type": "Rack", "name": "r"}) == "---\n- asset_type: Rack\n  name: r\n"
    assert loaded(tmp_path, to_state([])) == []


def test_state_has_defaults_and_a_comment(tmp_path):
    text = to_state(
        [{"asset_type": "Rack", "name": "r"}],
        defaults={"*": {"status": "In use"}},
        comment="From x",
    )
    assert text.startswith("# From x\n---\ndefaults:\n")
    assert loaded(tmp_path, text) == [{"asset_type": "Rack", "name": "r", "status": "In use"}]


def test_fields_are_left_out():
    asset = {"asset_type": "Rack", "name": "r", "id": 3, "status": None, "attachments": [{"id": "4"}],
             "attributes": {"A": 1, "B": None, "status": "x"}}  # fmt: skip
    without = ["id", "attachments", "A", "attributes.status"]
    found = yaml.safe_load(to_state(asset, without=without, empty="skip"))
    assert found == [{"asset_type": "Rack", "name": "r"}]


def test_hidden_values_are_named_and_left_out():
    hidden = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    text = to_state({"asset_type": "R", "name": "r", "attributes": {"Password": hidden, "A": "b"}})
    assert text.startswith("# Encrypted, and therefore left out: Password\n---\n")
    assert hidden not in text


def test_what_cannot_be_declared_is_an_error():
    assert "'r': there is no such option as 'satus'; did you mean 'status'?" in refused(
        to_state, [{"name": "r", "satus": 1}]
    )
    assert "write without=['attachments']" in refused(
        to_state, [{"name": "r", "attachments": [{"id": "3", "name": "x"}]}]
    )
    assert "takes a list of assets" in refused(to_state, "text")
    assert "defaults: 'Rack' takes a mapping" in refused(to_state, [], defaults={"Rack": 1})


# -- by_field --

ASSETS = [
    {"id": 1, "name": "a", "serial_number": "S1", "attributes": {"Rack": "r-1", "Roles": ["web", "mail"], "name": "x"}},
    {"id": 2, "name": "b", "serial_number": None,
     "attributes": {"Rack": {"asset_type": "Rack", "name": "r-1"}, "Roles": []}},
    {"id": 3, "name": "c", "serial_number": "S3", "attributes": {"Rack": None, "Roles": ["web"]}},
]  # fmt: skip


def names(found):
    return {key: [one["name"] for one in several] for key, several in found.items()}


def test_assets_are_found_by_system_fields_and_attributes():
    assert {key: one["name"] for key, one in by_field(ASSETS, "serial_number").items()} == {
        "S1": "a",
        "S3": "c",
    }
    assert set(by_field(ASSETS, field="id")) == {"1", "2", "3"}
    assert names(by_field(ASSETS, "Rack", on_several="all")) == {"r-1": ["a", "b"]}
    assert names(by_field(ASSETS, "Roles", "all")) == {"web": ["a", "c"], "mail": ["a"]}
    assert set(by_field(ASSETS, "attributes.name")) == {"x"}
    assert by_field([], "anything") == {}


def test_several_assets_of_one_value_are_an_error():
    sentence = refused(by_field, ASSETS, "Rack")
    assert "2 assets have the Rack 'r-1' (a, b); write on_several='all'" in sentence


def test_a_misspelt_field_is_an_error():
    assert "no asset has a field 'Rak'; did you mean 'Rack'?" in refused(by_field, ASSETS, "Rak")
    assert "missing required arguments: field" in refused(by_field, ASSETS)


# -- drift_summary --


def result(steps=(), unmanaged=(), **summary):
    none = dict.fromkeys(("created", "updated", "retired", "deleted", "unchanged"), 0)
    counts = {**none, **summary}
    return {"changed": True, "summary": counts, "steps": [*steps], "unmanaged": [*unmanaged]}


def test_drift_is_counted():
    found = drift_summary(result(created=3, updated=16, deleted=4, retired=1, unchanged=280))
    assert found["sentence"] == (
        "Audit: 24 of 304 assets differ (3 missing, 16 changed, 5 surplus); 92.1 % as declared"
    )
    assert (found["total"], found["differ"], found["percent"]) == (304, 24, 92.1)


def test_drift_is_counted_by_type():
    steps = [
        {"asset_type": "B", "action": "none"}, {"asset_type": "B", "action": "update"},
        {"asset_type": "A", "action": "delete"},
    ]  # fmt: skip
    found = drift_summary(result(steps, updated=1, deleted=1, unchanged=1))
    assert list(found["by_type"]) == ["A", "B"]
    assert found["by_type"]["B"]["percent"] == 50.0
    assert found["by_type"]["A"]["surplus"] == 1


def test_only_what_is_whole_is_100_percent():
    assert drift_summary(result(updated=1, unchanged=99_999))["percent"] == 99.9
    assert drift_summary(result(unchanged=5))["sentence"] == "Audit: 5 assets as declared"
    assert drift_summary(result())["percent"] == 100.0
    left = result(unchanged=1, unmanaged=[{"fate": "kept"}, {"fate": "delete"}])
    assert (
        drift_summary(left)["sentence"]
        == "Audit: 1 asset as declared; 1 asset in scope not declared"
    )


def test_a_failed_task_says_nothing_about_drift():
    assert "nothing is known" in refused(drift_summary, {"failed": True, "msg": "x"})
    assert "failed while writing" in refused(drift_summary, {**result(), "failed": True})
    assert "takes the registered result" in refused(drift_summary, {"skipped": True})
    assert "takes 0 options" in refused(drift_summary, result(), 1)


# -- expired --

TODAY = {"today": "2026-02-03"}


@pytest.mark.parametrize(
    ("value", "options", "answer"),
    [
        ("2026-02-02", {}, True),
        ("2026-02-03", {}, False),
        ("2026-02-03", {"days": 0}, True),
        ("2026-03-05", {"days": 30}, True),
        ("2026-03-06", {"days": 30}, False),
        ("2026-01-04", {"days": -30}, True),
        ("2026-01-05", {"days": -30}, False),
        ("2/Feb/26", {}, True),
        ("02/Feb/2026 11:30 PM", {}, True),
        ("2026-02-02T23:59", {}, True),
        ("20260202", {}, True),
        (datetime.date(2026, 2, 2), {}, True),
        (datetime.datetime(2026, 2, 2, 23, 59), {}, True),
        (1769986800000, {"time_zone": "Europe/Oslo"}, True),  # midnight of February 2 in Oslo
        ("1770073200000", {"time_zone": "Europe/Oslo"}, False),  # and of February 3
        (None, {"days": 30}, False),
        ("", {}, False),
        ("9999-12-31", {"days": 10**9}, True),
    ],
)
def test_a_date_has_expired(value, options, answer):
    assert expired(value, **{**TODAY, **options}) is answer


def test_today_is_that_of_the_time_zone():
    """For an hour or more of each day, these two places are at different days."""
    now = datetime.datetime.now(datetime.timezone.utc)
    day = {zone: (now + datetime.timedelta(hours=hours)).date().isoformat() for zone, hours in
           (("Pacific/Kiritimati", 14), ("Etc/GMT+12", -12))}  # fmt: skip
    for zone, today in day.items():
        assert expired(today, time_zone=zone) is False
        assert expired(today, days=0, time_zone=zone) is True


@pytest.mark.parametrize(
    ("value", "options", "sentence"),
    [
        ("soon", {}, "'soon' is not a date: write it as YYYY-MM-DD"),
        ("2026-02-30", {}, "is not a date"),
        (True, {}, "is not a date"),
        (["2026-02-03"], {}, "is not a date"),
        ("2026-02-03", {"today": "now"}, "'now' is not a date"),
        ("2026-02-03", {"time_zone": "Mars/Base"}, "'Mars/Base' is not known here"),
        ("2026-02-03", {"time_zone": "../etc/passwd"}, "is not known here"),
        ("2026-02-03", {"days": "many"}, "days"),
    ],
)
def test_what_is_no_date_is_one_sentence(value, options, sentence):
    assert sentence in refused(expired, value, **{**TODAY, **options})
