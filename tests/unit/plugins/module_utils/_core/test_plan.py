# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan is decided as data: one step for each asset, blocked as a whole by any problem."""

from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.declared import parse_asset
from ansible_collections.assetops.aip.plugins.module_utils._core.diff import WriteOnly
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Attachment,
    Change,
    Current,
    Declared,
    LocalFile,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.plan import (
    Found,
    Plan,
    Replacement,
    Step,
    build_plan,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    KNOWN,
    SPECIMEN,
)

HAVE = Current(7, "a", SPECIMEN, "Specimen", {"status": "1", "owner": "mei.lin"})
FILE = Replacement("x.pdf", LocalFile("files/x.pdf", "x.pdf"), (Attachment("1_2_3.pdf", "x.pdf"),))


def declared(**written):
    return parse_asset({"name": "a", **written}, SPECIMEN, KNOWN)


def plan(*found):
    return build_plan(found, KNOWN, WriteOnly())


@pytest.mark.parametrize(
    ("written", "have", "files", "action", "changes"),
    [
        ({"status": "In use"}, None, (), "create", ["name", "status"]),
        ({"status": "In use"}, HAVE, (), "update", ["status"]),
        ({"status": "In stock"}, HAVE, (), "none", []),
        ({"status": "In stock"}, HAVE, (FILE,), "update", ["attachments.x.pdf"]),
        ({"state": "absent"}, HAVE, (), "delete", ["state"]),
        ({"state": "absent"}, None, (), "none", []),
        ({"state": "absent", "status": "In use"}, HAVE, (FILE,), "delete", ["state"]),
    ],
)
def test_step_is_decided(written, have, files, action, changes):
    made = plan(Found(declared(**written), have, files))
    (step,) = made.steps
    assert step.action == action
    assert [change.field for change in step.changes] == changes
    assert made.is_empty == (action == "none")


def test_steps_have_one_order_whatever_the_order_of_the_declaration():
    names = ["c", "a", "b"]
    found = [Found(declared(name=name), None, number=place) for place, name in enumerate(names)]
    assert [step.declared.name for step in plan(*found).steps] == ["a", "b", "c"]


def test_every_problem_blocks_the_whole_plan():
    nameless = parse_asset({"match_by": ["asset_tag"], "asset_tag": "1"}, SPECIMEN, KNOWN)
    wrong = declared(substatus="Lost")
    blocked = plan(Found(nameless, None), Found(declared(), HAVE), Found(wrong, HAVE)).blocked
    assert len(blocked) == 2
    first, second = blocked
    assert first == "the asset: does not exist yet, and creating it requires a name: write name"
    assert second.startswith(
        "Specimen 'a': substatus: 'Lost' is not a substatus of status 'In stock'"
    )


def test_an_asset_that_is_to_go_needs_no_name():
    gone = Declared(SPECIMEN, None, 7, present=False)
    assert plan(Found(gone, None)).is_empty
    assert plan(Found(gone, HAVE)).steps[0].changes == (Change("state", "present", "absent"),)


def test_empty_plan_is_empty():
    assert Plan(()).is_empty


@pytest.mark.parametrize(
    ("replacement", "change"),
    [
        (FILE, Change("attachments.x.pdf", "1_2_3.pdf", "files/x.pdf")),
        (dataclasses.replace(FILE, stale=()), Change("attachments.x.pdf", None, "files/x.pdf")),
        (dataclasses.replace(FILE, upload=None), Change("attachments.x.pdf", "1_2_3.pdf", None)),
    ],
    ids=["replaced", "new", "removed"],
)
def test_file_shows_as_a_change(replacement, change):
    assert replacement.change == change


def test_files_after_a_step():
    kept = Attachment("9_9_9.txt", "y.txt", 5)
    have = dataclasses.replace(HAVE, attachments=(kept, *FILE.stale))
    step = Step(declared(), have, files=(dataclasses.replace(FILE, size=3),))
    assert step.attachments_after == (kept, Attachment("", "x.pdf", 3))
    assert Step(declared(), None).attachments_after == ()
