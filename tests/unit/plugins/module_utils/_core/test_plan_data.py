# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan as JSON, its digest, in what two plans differ, and the limits of pruning."""

from __future__ import annotations

import dataclasses
import json

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.declared import parse_asset
from ansible_collections.assetops.aip.plugins.module_utils._core.diff import WriteOnly
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Attachment,
    Current,
    Declared,
    LocalFile,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.plan import (
    Found,
    Replacement,
    Surplus,
    Unmanaged,
    build_plan,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.plan_data import (
    as_data,
    digest_of,
    drift,
    read_data,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.prune import (
    Limits,
    doubtful,
    over_limits,
    still_referred_to,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    KNOWN,
    SPECIMEN,
)

FILE = Replacement(
    "x.pdf", LocalFile("/a/x.pdf", "x.pdf"), (Attachment("1.pdf", "x.pdf"),), 3, "abc"
)


def current(number, **raw):
    return Current(number, f"n{number}", SPECIMEN, "Specimen", raw, attachments=())


def found(number, have=None, files=(), origin="f.yml:1", **written):
    declared = parse_asset({"name": f"n{number}", **written}, SPECIMEN, KNOWN, origin)
    return Found(declared, have, files, number)


def plan(*assets, surplus=()):
    return build_plan(assets, KNOWN, WriteOnly(), surplus)


def data(*assets, hide=lambda text: text, **more):
    def hidden(texts):
        return {text: hide(text) for text in texts if hide(text) != text}

    return as_data(plan(*assets, **more), "https://jira.example/", hidden)


BASE = (found(1, status="In use"), found(2, current(2, status="1"), status="In use", cost=1.5))


def test_a_plan_is_json_and_its_digest_stands_in_it():
    made = data(*BASE, found(3, current(3), (FILE,)), found(4, current(4), state="absent"))
    assert json.loads(json.dumps(made)) == made
    assert made["digest"] == digest_of(made["steps"], made["server"])
    assert [(step["action"], step["name"]) for step in made["steps"]] == [
        ("create", "n1"), ("update", "n2"), ("update", "n3"), ("delete", "n4"),
    ]  # fmt: skip
    assert made["counts"]["created"] == 1
    assert made["declared_at"]["Specimen 'n1'"] == "f.yml:1"


@pytest.mark.parametrize(
    "other",
    [
        (BASE[1], BASE[0]),
        tuple(dataclasses.replace(one, declared=dataclasses.replace(one.declared, origin="g:9")) for one in BASE),
        (*BASE, found(5, current(5, status="1"), status="In stock")),
    ],
    ids=["another order", "another place", "an unchanged asset more"],
)  # fmt: skip
def test_what_does_not_count_leaves_the_digest(other):
    assert data(*other)["digest"] == data(*BASE)["digest"]


@pytest.mark.parametrize(
    "other",
    [
        BASE[:1],
        (BASE[0], found(2, current(2, status="1"), status="In use", cost=1.6)),
        (BASE[0], found(2, current(2, status="Retired"), status="In use", cost=1.5)),
        (BASE[0], found(2, current(7, status="1"), status="In use", cost=1.5)),
        (*BASE, found(3, current(3), (FILE,))),
    ],
    ids=["one less", "another value", "another value before", "another asset", "a file"],
)
def test_what_counts_changes_the_digest(other):
    assert data(*other)["digest"] != data(*BASE)["digest"]


def test_another_content_of_a_file_is_another_plan_but_not_another_path():
    moved = dataclasses.replace(FILE, upload=LocalFile("/b/x.pdf", "x.pdf"))
    changed = dataclasses.replace(FILE, sha256="def")
    digests = [data(found(3, current(3), (one,)))["digest"] for one in (FILE, moved, changed)]
    assert digests[0] == digests[1] != digests[2]


def test_every_text_of_a_plan_is_cleared():
    made = data(
        found(1, attributes={"Text": "geheim"}), hide=lambda text: text.replace("geheim", "***")
    )
    assert "geheim" not in json.dumps(made)
    assert made["steps"][0]["changes"][1]["after"] == "***"


@pytest.mark.parametrize(
    ("here", "sentences"),
    [
        (BASE, []),
        (
            (BASE[0], found(2, current(2, status="Retired"), status="In use", cost=1.5)),
            ["Specimen 'n2': status was 'In stock' and is 'Retired'"],
        ),
        (
            (BASE[0], found(2, current(2, status="In use"), status="In use", cost=1.5)),
            ["Specimen 'n2': status is already 'In use'"],
        ),
        (
            (BASE[0], found(2, current(2, status="1"), status="In use", cost=9)),
            ["Specimen 'n2': cost is declared as 9, and was declared as 1.5"],
        ),
        (
            (BASE[0], found(2, current(2, status="1"), status="In use", cost=1.5, owner="mei.lin")),
            ["Specimen 'n2': owner would change too, which is not in the plan"],
        ),
        (BASE[:1], ["Specimen 'n2': the plan says update of status, cost, but there is nothing left to do"]),
        (
            (found(1, current(1), status="In use"), BASE[1]),
            ["Specimen 'n1': the plan says create, but now it would be update of status"],
        ),
        (
            (BASE[0], found(2, current(2), state="absent")),
            ["Specimen 'n2': the plan says update of status, cost, but now it would be delete"],
        ),
    ],
)  # fmt: skip
def test_what_has_drifted_is_named(here, sentences):
    assert drift(data(*BASE)["steps"], data(*here)["steps"]) == sentences


def test_a_plan_is_read_back():
    made = data(*BASE)
    assert read_data(json.dumps(made), "p.json") == made
    made["steps"][0]["name"] = "other"
    with pytest.raises(InputError, match="was changed after it was written"):
        read_data(json.dumps(made), "p.json")


# --- pruning --------------------------------------------------------------------------------------------------------


def pruned(count, in_scope, retire=False):
    """A plan that removes so many of the assets in scope."""
    surplus = []
    for number in range(count):
        values = {"status": "Retired"} if retire else {}
        wanted = Declared(SPECIMEN, id=number, present=retire, values=values)
        surplus.append(Surplus(current(number, status="1"), wanted))
    return dataclasses.replace(plan(surplus=surplus), in_scope=in_scope)


@pytest.mark.parametrize(
    ("count", "in_scope", "limits", "words"),
    [
        (0, 0, Limits(0, 0), []),
        (10, 100, Limits(10, 10), []),
        (11, 200, Limits(10, 10), ["max_deletes allows 10"]),
        (3, 20, Limits(10, 10), ["15.0 percent"]),
        (20, 20, Limits(10, 10), ["max_deletes", "max_delete_percent"]),
        (1, 1, Limits(10, 100), []),
    ],
)
@pytest.mark.parametrize("retire", [False, True])
def test_both_limits_must_hold(count, in_scope, limits, words, retire):
    problems = over_limits(pruned(count, in_scope, retire), limits)
    assert len(problems) == len(words)
    assert all(word in problem for word, problem in zip(words, problems))
    doing = "retired" if retire else "deleted"
    assert all(f"would be {doing} (" in problem for problem in problems)


def test_a_sentence_names_as_many_assets_as_one_can_read():
    (problem, _percent) = over_limits(pruned(50, 60), Limits())
    assert problem.count("Specimen '") == 20
    assert "and 30 more" in problem


@pytest.mark.parametrize(
    ("asset", "identities", "doubt"),
    [
        (current(1, status="1"), {"name"}, ""),
        (dataclasses.replace(current(1), name=""), {"name"}, "Specimen 1 has no name"),
        (current(1), {"serial_number"}, "does not show 'serial_number'"),
        (current(1, serial_number=None), {"serial_number"}, ""),
        (current(1), {"Field of another type"}, ""),
    ],
)
def test_an_identity_that_cannot_be_read_is_doubted(asset, identities, doubt):
    assert doubt in doubtful(asset, SPECIMEN, identities)
    assert bool(doubt) == bool(doubtful(asset, SPECIMEN, identities))


def test_what_is_referred_to_is_not_deleted():
    doomed = pruned(3, 3).to_do
    one = parse_asset({"name": "a", "attributes": {"Asset List": [1, 77]}}, SPECIMEN, KNOWN, "f:1")
    assert still_referred_to([one], doomed) == [
        "f:1: Specimen 'a': Asset List: refers to Specimen 'n1', which would be deleted"
    ]


def test_counts_and_unmanaged():
    made = dataclasses.replace(pruned(2, 9), unmanaged=(Unmanaged(1, "x", "Specimen"),))
    assert (made.counts["deleted"], made.counts["unmanaged"]) == (2, 1)
    assert data(*BASE)["unmanaged"] == []
