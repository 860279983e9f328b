# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentence and the lines that a terminal's output ends with."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    HIDDEN,
    AssetType,
    Change,
    Current,
    Declared,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.step import Step
from ansible_collections.assetops.aip.plugins.module_utils._core.verdict import (
    LONGEST_VALUE,
    failure_of,
    fields_in_a_line,
    finding,
    first_of,
    sentence_of_assets,
    sentence_of_export,
    sentence_of_schema,
    sentence_of_validation,
)

NONE = dict.fromkeys(
    ("created", "updated", "retired", "deleted", "unchanged", "files_uploaded", "files_removed"), 0
)


@pytest.mark.parametrize(
    ("counts", "left_alone", "plan", "applied"),
    [
        (
            {"created": 3, "updated": 16, "deleted": 5, "unchanged": 280},
            0,
            "Plan: 3 to create, 16 to change, 5 to delete",
            "Applied: 3 created, 16 changed, 5 deleted",
        ),
        (
            {"updated": 10000, "retired": 2},
            1,
            (
                "Plan: 0 to create, 10,000 to change, 2 to retire, 0 to delete;"
                " 1 asset in scope is not declared"
            ),
            (
                "Applied: 0 created, 10,000 changed, 2 retired, 0 deleted;"
                " 1 asset in scope is not declared"
            ),
        ),
        (
            {"updated": 1, "files_uploaded": 1, "files_removed": 2},
            0,
            "Plan: 0 to create, 1 to change, 0 to delete; 1 file to upload, 2 files to remove",
            "Applied: 0 created, 1 changed, 0 deleted; 1 file uploaded, 2 files removed",
        ),
        (
            {"unchanged": 304},
            5,
            "Plan: nothing to change; 304 assets are as declared; 5 assets in scope are not declared",
            (
                "Applied: nothing to change; 304 assets are as declared;"
                " 5 assets in scope are not declared"
            ),
        ),
        (
            {"unchanged": 1},
            0,
            "Plan: nothing to change; 1 asset is as declared",
            "Applied: nothing to change; 1 asset is as declared",
        ),
        (
            {},
            0,
            "Plan: nothing to change; no asset is declared",
            "Applied: nothing to change; no asset is declared",
        ),
    ],
)
def test_sentence_of_assets(counts, left_alone, plan, applied):
    assert sentence_of_assets({**NONE, **counts}, left_alone, is_plan=True) == plan
    assert sentence_of_assets({**NONE, **counts}, left_alone, is_plan=False) == applied


def test_sentence_of_a_run_that_failed():
    counts = {**NONE, "created": 2, "failed": 1, "not_tried": 4}
    assert sentence_of_assets(counts, 0, is_plan=False) == (
        "Applied: 2 created, 0 changed, 0 deleted; 1 failed, 4 not tried"
    )
    nothing = {**NONE, "unchanged": 7, "failed": 1}
    assert sentence_of_assets(nothing, 0, is_plan=False) == (
        "Applied: 0 created, 0 changed, 0 deleted; 1 failed"
    )


def test_sentence_of_an_export():
    counts = {
        "assets": 314, "files": 12, "attached": 0, "written": 2, "unchanged": 10, "removed": 1,
        "kept": 0, "left_out": 0,
    }  # fmt: skip
    assert sentence_of_export(counts, is_plan=False) == (
        "Exported: 314 assets in 12 files; 2 files written, 10 unchanged, 1 removed"
    )
    more = {**counts, "attached": 1, "kept": 1, "left_out": 3}
    assert sentence_of_export(more, is_plan=True) == (
        "Would export: 314 assets in 12 files and 1 attached file; 2 files to write, 10 unchanged,"
        " 1 to remove; 1 edited file of an earlier export kept; 3 values left out"
    )


def test_sentence_of_a_schema():
    assert sentence_of_schema(12, None, False, False) == "Schema: 12 asset types"
    assert sentence_of_schema(1, "a.json", True, False) == (
        "Schema: 1 asset type, written to a.json"
    )
    assert (
        sentence_of_schema(2, "a.json", True, True) == "Schema: 2 asset types, to write to a.json"
    )
    assert sentence_of_schema(2, "a.json", False, True) == (
        "Schema: 2 asset types; a.json is up to date"
    )


def test_sentence_of_a_validation():
    assert sentence_of_validation(0, 1) == "Validated: 1 asset is valid"
    assert sentence_of_validation(2, 1200) == "Validated: 2 problems in 1,200 assets"
    assert sentence_of_validation(1) == "Validated: 1 problem"


# --- findings -------------------------------------------------------------------------------------------------------

LAPTOP = AssetType(1, "Laptop", {}, {})
THERE = Current(7, "lt-900", LAPTOP)
HERE = Declared(LAPTOP, "lt-900", origin="assets/laptop.yml:12")
CHANGE = Change("status", "Missing", "In use")


class Of(Step):
    """A step of a given action, whatever it is made of."""

    action = "update"


def step(action, **facts):
    """A step with an action."""
    return type("Acting", (Of,), {"action": action})(
        **{"declared": HERE, "current": THERE, **facts}
    )


@pytest.mark.parametrize(
    ("one", "plan", "done"),
    [
        (
            step("update"),
            "Laptop 'lt-900': status: Missing -> In use (assets/laptop.yml:12)",
            "Laptop 'lt-900': status: Missing -> In use (assets/laptop.yml:12)",
        ),
        (
            step("create", current=None),
            "Laptop 'lt-900': to create (assets/laptop.yml:12)",
            "Laptop 'lt-900': created (assets/laptop.yml:12)",
        ),
        (
            step("delete"),
            "Laptop 'lt-900': declared as absent, to delete (assets/laptop.yml:12)",
            "Laptop 'lt-900': deleted (assets/laptop.yml:12)",
        ),
        (
            step("delete", pruned=True, declared=Declared(LAPTOP, "lt-1")),
            "Laptop 'lt-1': not declared, to delete",
            "Laptop 'lt-1': not declared, deleted",
        ),
        (
            step("retire", pruned=True, declared=Declared(LAPTOP, "lt-1")),
            "Laptop 'lt-1': not declared, to retire: status: Missing -> In use",
            "Laptop 'lt-1': not declared, retired: status: Missing -> In use",
        ),
    ],
)
def test_finding(one, plan, done):
    assert finding(one, [CHANGE], True, str) == plan
    assert finding(one, [CHANGE], False, str) == done


def test_a_finding_is_one_line():
    declared = Declared(LAPTOP, "a\nb\x1b[2J")
    line = finding(step("update", declared=declared), [Change("notes", "a\tb", "c\nd")], True, str)
    assert line == "Laptop 'a\\nb\\u001b[2J': notes: a\\tb -> c\\nd"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (None, "x", "(empty) -> x"),
        ("", [], "(empty) -> (empty)"),
        (["a", "b"], False, "a, b -> false"),
        (1.5, {"a": "é"}, '1.5 -> {"a": "é"}'),
        (HIDDEN, HIDDEN, "(hidden) -> (hidden)"),
        ("x" * LONGEST_VALUE, "x" * 1234, f"{'x' * LONGEST_VALUE} -> {'x' * 77}..."),
    ],
)
def test_values_in_a_line(before, after, shown):
    assert fields_in_a_line([Change("f", before, after)], str) == f"f: {shown}"


def test_a_secret_is_hidden_before_its_value_is_cut():
    secret = "x" * 20
    change = Change("f", "y" * 70 + secret, [secret, "z"])
    shown = fields_in_a_line([change], lambda text: text.replace(secret, "********"))
    assert shown == f"f: {'y' * 70}******** -> ********, z"


def test_few_fields_are_in_a_line():
    changes = [Change(name, 1, 2) for name in "abcde"]
    assert fields_in_a_line(changes, str) == "a: 1 -> 2, b: 1 -> 2, c: 1 -> 2, and 2 more fields"
    assert fields_in_a_line(changes[:4], str).endswith("and 1 more field")
    assert "more" not in fields_in_a_line(changes[:3], str)


def test_the_name_of_the_asset_is_in_a_line_once():
    expected = "Laptop 'lt-900': failed: the server refused (assets/laptop.yml:12)"
    assert failure_of(step("update"), "Laptop 'lt-900': the server refused") == expected
    assert failure_of(step("update"), "the server refused") == expected


def test_first_of_many():
    lines = [str(one) for one in range(24)]
    assert first_of(lines) == [*lines[:10], "... and 14 more"]
    assert first_of(lines[:10]) == lines[:10]
    assert first_of(lines[:10], 2010) == [*lines[:10], "... and 2,000 more"]
    assert first_of([]) == []
