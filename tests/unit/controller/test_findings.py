# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit says at the end of a terminal's output, and what it says that it fails for."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.fail_on import failing, read_rule
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.findings import (
    lines_of,
    verdict_of,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.from_result import (
    AuditOptions,
    read_audit,
)

STATUS = ("status", "In use", "In stock")
NOTES = ("Notes", "one\ntwo\x1b[2J", "")


def step(action="none", name="lt-1", changes=(), **more):
    return {
        "action": action, "asset_type": "Laptop", "name": name, "id": 7, "origin": "assets/laptop.yml:12",
        "pruned": False, "changes": [dict(zip(("field", "before", "after"), one)) for one in changes], **more,
    }  # fmt: skip


MISSING = step("create", "lt-2", [("name", None, "lt-2"), ("status", None, "In use")])
CHANGED = step("update", changes=[NOTES, STATUS, ("cost", 1, 2), ("owner", None, "ada")])
ABSENT = step("delete", "lt-3")
PRUNED = step("delete", "lt-4", pruned=True, origin="")
RETIRED = step("retire", "lt-5", [STATUS], pruned=True, origin="")
OTHER = {"id": 9, "name": "lt-9", "asset_type": "Laptop", "fate": "kept"}
SAME = step()


def audit_of(*steps, unmanaged=(), **question):
    return read_audit(
        {"steps": list(steps), "unmanaged": list(unmanaged)}, AuditOptions(**question)
    )


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([], "Audit: no asset is declared"),
        ([SAME], "Audit: 0 of 1 asset differs; 100 % as declared"),
        ([SAME] * 3, "Audit: 0 of 3 assets differ; 100 % as declared"),
        ([CHANGED, SAME, SAME], "Audit: 1 of 3 assets differs (1 changed); 66.6 % as declared"),
        (
            [MISSING] * 3 + [CHANGED] * 16 + [PRUNED] * 5 + [SAME] * 280,
            "Audit: 24 of 304 assets differ (3 missing, 16 changed, 5 surplus); 92.1 % as declared",
        ),
        ([CHANGED] * 1000 + [SAME], "Audit: 1,000 of 1,001 assets differ (1,000 changed); 0 % as declared"),
    ],
)  # fmt: skip
def test_verdict(steps, sentence):
    assert verdict_of(audit_of(*steps)) == sentence


def test_verdict_names_findings_that_are_about_no_declared_asset():
    audit = audit_of(
        SAME, unmanaged=[OTHER], hosts={"web-1": "web-1"}, host_asset_types=("Laptop",)
    )
    assert verdict_of(audit) == (
        "Audit: 0 of 1 asset differs; 100 % as declared; 1 unmanaged, 1 host without an asset, 2 assets without a host"
    )
    assert lines_of(audit) == [
        "Laptop 'lt-9': in scope, but not declared",
        "host 'web-1': has no asset",
        "Laptop 'lt-1': has no host in the inventory",
        "Laptop 'lt-9': has no host in the inventory",
    ]


def test_each_finding_is_one_line_and_what_is_lost_comes_first():
    assert lines_of(audit_of(SAME, CHANGED, MISSING, ABSENT, PRUNED, RETIRED)) == [
        "Laptop 'lt-3': declared as absent, to delete (assets/laptop.yml:12)",
        "Laptop 'lt-4': not declared, to delete",
        "Laptop 'lt-5': not declared, to retire: status: In use -> In stock",
        "Laptop 'lt-2': missing (assets/laptop.yml:12)",
        (
            "Laptop 'lt-1': Notes: one\\ntwo\\u001b[2J -> (empty), status: In use -> In stock,"
            " cost: 1 -> 2, and 1 more field (assets/laptop.yml:12)"
        ),
    ]


RULES = {
    "any": ("any", 2),
    "a number that is reached": ({"count": 2}, 2),
    "a number that is not reached": ({"count": 3}, 0),
    "fields": ({"fields": ["cost"]}, ["Laptop 'lt-1': cost: 1 -> 2 (assets/laptop.yml:12)"]),
    "fields, and a number that is not reached": ({"fields": ["owner"], "count": 9}, [
        "Laptop 'lt-1': owner: (empty) -> ada (assets/laptop.yml:12)"]),
    "a field of a missing asset": ({"fields": ["name"]}, [
        "Laptop 'lt-2': missing: name: (empty) -> lt-2 (assets/laptop.yml:12)"]),
    "fields, and a number that is reached": ({"fields": ["owner"], "count": 1}, 2),
}  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), RULES.values(), ids=RULES)
def test_failure_names_what_it_fails_for(written, expected):
    audit = audit_of(SAME, CHANGED, MISSING)
    found = failing(audit, read_rule(written))
    assert found == (lines_of(audit)[:expected] if isinstance(expected, int) else expected)
