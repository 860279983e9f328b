# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check mode: not one write, and exactly what the real run then does."""

from __future__ import annotations

import json
import re

import pytest

from .engine import apply, is_silent

PREPARED = {
    "asset_type": "Server",
    "name": "srv-x",
    "status": "In stock",
    "substatus": "Available",
    "cost": 10.5,
    "attributes": {"Rack": ["rack-01"], "Roles": ["web"], "Hostname": "first"},
}
BARE = {"asset_type": "Server", "name": "srv-x"}


def attributes(**values):
    """The prepared server with other attributes."""
    return {
        **PREPARED,
        "attributes": {key.replace("_", " "): value for key, value in values.items()},
    }


# What is declared before, what is declared then, and other options.
CASES = {
    "create": (None, PREPARED, {}),
    "create with nulls": (None, {**BARE, "owner": None, "attributes": {"Hostname": ""}}, {}),
    "create with encrypted": (None, attributes(Console_password="s3cret"), {}),
    "create with odd spellings": (
        None,
        {**BARE, "status": "in STOCK", "cost": "12.50", "currency": "eur", "install_date": "20260203", "location": "3"},
        {},
    ),
    "no change": (PREPARED, PREPARED, {}),
    "change": (PREPARED, {**attributes(Hostname="second"), "cost": 11}, {}),
    "status with its substatus": (PREPARED, {**PREPARED, "status": "Missing", "substatus": "Lost"}, {}),
    "status, substatus cleared": (PREPARED, {**PREPARED, "status": "In use", "substatus": None}, {}),
    "clear": (PREPARED, {**attributes(Roles=[], Hostname=None), "cost": None}, {}),
    "clear what is not declared": (PREPARED, BARE, {"undeclared_fields": "clear"}),
    "defaults": (PREPARED, BARE, {"defaults": {"Server": {"owner": "mei.lin"}}}),
    "references replaced": (PREPARED, attributes(Rack=["rack-02"]), {}),
    "references cleared": (PREPARED, attributes(Rack=[]), {}),
    "reference to a new asset": (PREPARED, attributes(Depends_on=["new"]), {}),
    "options in another order": (PREPARED, attributes(Roles=["mail", "web"]), {}),
    "rename": (PREPARED, {"id": 3, "name": "renamed"}, {}),
    "rename with a change": (PREPARED, {"id": 3, "name": "renamed", "cost": 1}, {}),
    "absent": (PREPARED, {**BARE, "state": "absent"}, {}),
    "absent, not there": (None, {**BARE, "state": "absent"}, {}),
    "retire": (
        PREPARED,
        {**BARE, "name": "other"},
        {
            "scope": {"asset_types": ["Server"]}, "prune": True, "max_delete_percent": 100,
            "retire": {"status": "Retired", "substatus": None},
        },
    ),
    "prune": (
        PREPARED,
        {**BARE, "name": "other"},
        {"scope": {"asset_types": ["Server"]}, "prune": True, "max_delete_percent": 100},
    ),
}  # fmt: skip


def without_ids(result):
    """The result without the ids of new assets, also where others refer to them ("new #5")."""

    def strip(entry):
        entry = {key: value for key, value in entry.items() if key not in ("id", "attachments")}
        return re.sub(r' #[0-9]+"', '"', json.dumps(entry))

    lists = ("changes", "assets", "steps")
    return {
        key: [strip(one) for one in value] if key in lists else value
        for key, value in result.items()
        if key not in IN_ANOTHER_TENSE
    }


IN_ANOTHER_TENSE = ("summary_text", "first_findings")
"""Check mode has "3 to create" where the real run has "3 created"."""


def numbers_in(result):
    """The numbers of the sentence about the whole run, and of how many assets there is a line."""
    return re.findall(r"\d+", result["summary_text"]), len(result["first_findings"])


def neither_more_nor_less(server, declared, **options):
    """Check mode predicts the real run; the result of that."""
    before = len(server.asked())
    predicted = apply(server, declared, check=True, diff=True, **options)
    assert server.asked()[before:] == []
    real = apply(server, declared, diff=True, **options)
    assert without_ids(predicted) == without_ids(real)
    assert numbers_in(predicted) == numbers_in(real)
    assert real["changed"] == bool(server.asked()[before:])
    return real


@pytest.mark.parametrize(("before", "after", "options"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("others", [0, 11])
def test_check_mode_predicts_the_real_run(server, before, after, options, others):
    for name in ("rack-01", "rack-02"):
        server.add("Rack", name)
    if before:
        apply(server, [before])
    many = [{"asset_type": "Server", "name": f"other {number}"} for number in range(others)]
    new = [{"asset_type": "Server", "name": "new"}]
    declared = [after, *new, *many] if "prune" not in options or others else [after]
    neither_more_nor_less(server, declared, **options)
    assert is_silent(server, declared, **options)


def test_an_encrypted_value_that_is_always_sent_is_predicted(server):
    declared = [attributes(Console_password="s3cret", Rack=[])]
    apply(server, declared)
    assert neither_more_nor_less(server, declared, update_encrypted="always")["changed"]


def test_attachments_are_predicted(server, tmp_path):
    path = tmp_path / "a.txt"
    declared = [{**BARE, "attachments": [{"path": str(path)}]}]
    for content in ("one", "two", "three, longer"):
        path.write_text(content)
        result = neither_more_nor_less(server, declared)
        assert result["changed"]
        assert [one["name"] for one in result["assets"][0]["attachments"]] == ["a.txt"]
        assert is_silent(server, declared)
    [(name, content)] = server.one("srv-x").files.values()
    assert (name, content) == ("a.txt", b"three, longer")


def test_an_unknown_user_or_a_key_is_predicted(server):
    for owner in ("mei.lin", "JIRAUSER10102", "somebody.else"):
        declared = [{**BARE, "owner": owner}]
        neither_more_nor_less(server, declared)
        assert is_silent(server, declared)
    assert len(server.asked()) == 2
