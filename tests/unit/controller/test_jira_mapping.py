# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issues of one Jira as issues of another: what a mapping says, and what it lacks."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.plugin_utils._mirror.mapping import KEYS, read_mapping
from ansible_collections.assetops.aip.plugins.plugin_utils._mirror.translate import translate

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "docs" / "jira-mapping.schema.json").read_text(encoding="utf-8"))
SOURCE = "https://a.example.com/jira/"

ISSUE = {
    "key": "TEAM-12",
    "id": "10042",
    "url": "https://a.example.com/jira/browse/TEAM-12",
    "project": "TEAM",
    "issue_type": "Bug",
    "summary": "It stops",
    "description": None,
    "status": "In Progress",
    "resolution": None,
    "priority": "High",
    "assignee": "ada",
    "labels": ["export", "assetops-0123456789abcdef"],
    "due_date": "2026-12-01",
    "fields": {"Severity": "S1", "Teams": ["red", "blue"]},
}
LEAST = {"project": "OPS", "issue_types": {"*": "Task"}}


def mapped(mapping, *issues):
    done = translate(issues or (ISSUE,), read_mapping(mapping, "m"), SOURCE, "m")
    return [one.as_data() for one in done.mirrored], list(done.left_out)


def options(mapping, **changed):
    ((one,), _left) = mapped({**LEAST, **mapping}, {**ISSUE, **changed})
    return one["options"]


def problems(mapping, *issues):
    with pytest.raises(InputError) as error:
        mapped(mapping, *issues)
    return list(error.value.problems)


def test_an_issue_is_translated():
    (one,), left_out = mapped(LEAST)
    assert one == {
        "source_key": "TEAM-12",
        "source_url": "https://a.example.com/jira/browse/TEAM-12",
        "unique_id": "https://a.example.com/jira#10042",
        "parent": None,
        "level": 0,
        "options": {
            "project": "OPS",
            "issue_type": "Task",
            "lists": "exact",
            "summary": "It stops",
            "description": None,
            "labels": ["export"],
            "due_date": "2026-12-01",
        },
    }
    assert left_out == []


def test_the_identity_does_not_depend_on_the_key():
    (before,), _left = mapped({**LEAST, "source_name": "alpha"})
    (after,), _left = mapped({**LEAST, "source_name": "alpha"}, {**ISSUE, "key": "OTHER-1"})
    assert before["unique_id"] == after["unique_id"] == "alpha#10042"


@pytest.mark.parametrize(
    ("table", "option", "value", "expected"),
    [
        ("statuses", "status", "In Progress", "In work"),
        ("statuses", "status", "Somewhere", "Somewhere"),
        ("priorities", "priority", "In Progress", "In work"),
        ("users", "assignee", "In Progress", "In work"),
        ("users", "assignee", None, None),
        ("resolutions", "resolution", "In Progress", "In work"),
    ],
)
def test_values_by_tables(table, option, value, expected):
    rows = {"In Progress": "In work", "*": "*"}
    assert options({table: rows}, **{option: value})[option] == expected


def test_what_a_table_leaves_out_is_not_declared():
    assert "status" not in options({"statuses": {"In Progress": None}})
    assert "resolution" not in options({"resolutions": {"Done": "Done"}})
    assert mapped({**LEAST, "issue_types": {"Bug": None}}) == ([], ["TEAM-12"])
    assert mapped({**LEAST, "project": {"TEAM": None}}) == ([], ["TEAM-12"])


def test_a_status_may_name_the_resolution_that_the_source_lacks():
    rows = {"statuses": {"In Progress": {"status": "Resolved", "resolution": "Done"}}}
    found = options(rows)
    assert (found["status"], found["resolution"]) == ("Resolved", "Done")
    found = options({**rows, "resolutions": {"*": "*"}}, resolution="Duplicate")
    assert found["resolution"] == "Duplicate"


def test_fields_by_name_and_with_tables_of_values():
    found = options(
        {
            "fields": {
                "summary": "summary",
                "Severity": "Impact",
                "Teams": "Squads",
                "Gone": "Gone",
            },
            "values": {"Severity": {"S1": "High"}, "Teams": {"red": None, "*": "*"}},
            "lists": "add",
        }
    )
    assert found["fields"] == {"Impact": "High", "Squads": ["blue"], "Gone": None}
    assert found["lists"] == "add"
    assert "labels" not in found
    assert options({"fields": ["Severity"]})["fields"] == {"Severity": "S1"}


def test_parents_come_before_their_children():
    child = {**ISSUE, "key": "TEAM-1", "id": "1", "parent": "TEAM-2"}
    middle = {**ISSUE, "key": "TEAM-2", "id": "2", "parent": "TEAM-3"}
    top = {**ISSUE, "key": "TEAM-3", "id": "3", "parent": "TEAM-4"}
    found, _left = mapped(LEAST, child, middle, top)
    assert [(one["source_key"], one["parent"], one["level"]) for one in found] == [
        ("TEAM-3", None, 0),
        ("TEAM-2", "TEAM-3", 1),
        ("TEAM-1", "TEAM-2", 2),
    ]


def test_everything_that_is_missing_is_reported_at_once():
    others = [{**ISSUE, "key": f"TEAM-{number}", "status": "New"} for number in range(5)]
    assert problems(
        {"project": {"X": "Y"}, "issue_types": {"Epic": "Epic"}, "statuses": {"In Progress": "x"}},
        ISSUE,
        *others,
    ) == [
        "m: project has no entry for 'TEAM' (TEAM-12, TEAM-0, TEAM-1 and 3 more); add one, or '*' for all others",
        "m: issue_types has no entry for 'Bug' (TEAM-12, TEAM-0, TEAM-1 and 3 more); add one, or '*' for all others",
        "m: statuses has no entry for 'New' (TEAM-0, TEAM-1, TEAM-2 and 2 more); add one, or '*' for all others",
    ]


WRONG = {
    "not a mapping": ("x", "must be a mapping with project and issue_types"),
    "nothing": ({}, "project is missing: it says what becomes of each project of the source"),
    "no types": ({"project": "OPS"}, "issue_types is missing"),
    "misspelt": ({**LEAST, "status": {}}, "there is no key 'status'; did you mean 'statuses'?"),
    "a list": ({**LEAST, "statuses": ["Done"]}, "statuses must be a mapping of the source's names"),
    "status": (
        {**LEAST, "statuses": {"Done": {"status": "x"}}},
        "statuses: the entry 'Done' must be a name, or have status",
    ),
    "yes": (
        {**LEAST, "statuses": {"Done": True}},
        "statuses: the entry 'Done' must be a name, null",
    ),
    "project": ({**LEAST, "project": 7}, "project must be a project key, or a mapping"),
    "fields": ({**LEAST, "fields": "summary"}, "fields must be a list of fields, or a mapping"),
    "elsewhere": ({**LEAST, "fields": ["status"]}, "fields: 'status' is mirrored by statuses"),
    "values": ({**LEAST, "values": []}, "values must be a mapping of fields"),
    "of values": ({**LEAST, "values": {"x": 1}}, "values.x must be a mapping"),
    "lists": ({**LEAST, "lists": "all"}, "lists must be one of exact, add, not 'all'"),
}


@pytest.mark.parametrize(("mapping", "sentence"), WRONG.values(), ids=WRONG)
def test_wrong_shapes_are_sentences(mapping, sentence):
    found = problems(mapping)
    assert any(one.startswith("m: ") and sentence in one for one in found), found
    if mapping != {
        **LEAST,
        "fields": ["status"],
    }:  # that a field has a table, the schema cannot say
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(mapping, SCHEMA)


@pytest.mark.parametrize(
    "mapping",
    [
        LEAST,
        {**LEAST, "project": {"TEAM": "OPS", "*": None}},
        {**LEAST, "statuses": {"*": "*"}, "users": {"ada": None}, "fields": ["summary"], "lists": "add",
         "values": {"Severity": {"S1": 1}}, "source_name": "alpha", "priorities": {}, "resolutions": {"a": "b"}},
        {**LEAST, "fields": {"summary": "summary"}},
        {**LEAST, "statuses": {"Done": {"status": "a", "resolution": "b"}, "*": None}},
    ],
)  # fmt: skip
def test_the_published_schema_accepts_what_we_accept(mapping):
    read_mapping(mapping, "m")
    jsonschema.validate(mapping, SCHEMA)


def test_the_published_schema_describes_every_key():
    assert set(SCHEMA["properties"]) == set(KEYS)
