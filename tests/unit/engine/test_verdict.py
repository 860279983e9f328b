# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run of many assets says at its end: the plan in check mode, what was done, and that nothing is left."""

from __future__ import annotations

from .engine import apply

SCOPE = {"asset_types": ["Laptop"], "filters": []}
PLACES = ["assets/laptop.yml:1", "assets/laptop.yml:12", "assets/laptop.yml:18"]


def laptop(name, **fields):
    """A declared laptop."""
    return {"asset_type": "Laptop", "name": name, **fields}


def test_plan_and_outcome_in_a_sentence_and_lines(any_server):
    apply(
        any_server,
        [laptop("lt-1", status="In stock"), laptop("lt-2"), laptop("lt-7"), laptop("lt-8")],
    )
    wanted = [laptop("lt-1", status="In use"), laptop("lt-2"), laptop("lt-3")]
    pruning = {"scope": SCOPE, "prune": True, "max_delete_percent": 100, "origins": PLACES}
    plan = apply(any_server, wanted, check=True, **pruning)
    assert plan["summary_text"] == "Plan: 1 to create, 1 to change, 2 to delete"
    assert plan["first_findings"] == [
        "Laptop 'lt-7': not declared, to delete",
        "Laptop 'lt-8': not declared, to delete",
        "Laptop 'lt-3': to create (assets/laptop.yml:18)",
        "Laptop 'lt-1': status: In stock -> In use (assets/laptop.yml:1)",
    ]
    kept = apply(any_server, wanted, check=True, scope=SCOPE)
    assert kept["summary_text"] == (
        "Plan: 1 to create, 1 to change, 0 to delete; 2 assets in scope are not declared"
    )
    done = apply(any_server, wanted, **pruning)
    assert done["summary_text"] == "Applied: 1 created, 1 changed, 2 deleted"
    assert done["first_findings"] == [
        "Laptop 'lt-7': not declared, deleted",
        "Laptop 'lt-8': not declared, deleted",
        "Laptop 'lt-3': created (assets/laptop.yml:18)",
        "Laptop 'lt-1': status: In stock -> In use (assets/laptop.yml:1)",
    ]
    again = apply(any_server, wanted, **pruning)
    assert again["summary_text"] == "Applied: nothing to change; 3 assets are as declared"
    assert again["first_findings"] == []


def test_only_the_first_findings_are_lines(any_server):
    result = apply(any_server, [laptop(f"lt-{one:02}") for one in range(24)], check=True)
    lines = [f"Laptop 'lt-{one:02}': to create (assets[{one}])" for one in range(10)]
    assert result["first_findings"] == [*lines, "... and 14 more"]


def test_lines_do_not_show_what_is_encrypted(any_server):
    one = {"asset_type": "Server", "name": "srv-1"}
    secret = {**one, "attributes": {"Console password": "s3cret"}}
    apply(any_server, [one])
    result = apply(any_server, [secret], check=True, update_encrypted="always")
    assert result["first_findings"] == [
        "Server 'srv-1': Console password: (hidden) -> (hidden) (assets[0])"
    ]
