# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what a user wrote to a declared asset: every problem at once."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.declared import (
    ASSET_KEYS,
    ProblemsFound,
    parse_asset,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.file_names import check_file_name
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    LocalFile,
    Ref,
    Secret,
)
from ansible_collections.assetops.aip.plugins.module_utils._module.options import ASSET_SPEC
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    KNOWN,
    SPECIMEN,
)


def parsed(**written):
    return parse_asset(written, SPECIMEN, KNOWN)


def problems(**written):
    with pytest.raises(ProblemsFound) as caught:
        parsed(**written)
    return list(caught.value.problems)


def test_modules_take_what_may_be_written_about_an_asset():
    assert list(ASSET_SPEC) == list(ASSET_KEYS)


def test_asset_is_parsed():
    found = parsed(
        asset_type="Specimen",
        name="a",
        status="in use",
        owner=None,
        cost="12.50",
        attributes={
            "Checkbox": ["Bal", "Ada"],
            "Asset List": 41,
            "Encrypted": "s3cret",
            "Text": "",
        },
        attachments=[{"path": "files/a.pdf"}, {"path": "b", "name": "c.txt"}],
    )
    assert found.values == {
        "status": "In use",
        "owner": None,
        "cost": 12.5,
        "Checkbox": frozenset({"Ada", "Bal"}),
        "Asset List": frozenset({Ref(41)}),
        "Encrypted": Secret("s3cret"),
        "Text": None,
    }
    assert found.attachments == (LocalFile("files/a.pdf", "a.pdf"), LocalFile("b", "c.txt"))
    assert (found.name, found.id, found.present, found.match_by) == ("a", None, True, ("name",))
    assert found.label == "Specimen 'a'"
    assert "s3cret" not in repr(found)


def test_all_problems_are_reported_at_once():
    found = problems(
        nmae="typo",
        name=" ",
        status="Broken",
        quantity="many",
        location="Haldn",
        install_date="soon",
        attributes={"Dropdown List": "Dan", "Txet": "a", "status": "In use", "Install Date": "x"},
        attachments=[{"file": "a"}, {"path": "a/x"}, {"path": "b/x"}, {"path": "/"}],
        match_by=["colour", "Encrypted", "asset_tag"],
    )
    assert found == [
        "nmae: there is no such option; did you mean 'name'?",
        "attributes: asset type 'Specimen' has no attribute 'Txet'; did you mean 'Text'?",
        "attributes: 'status' is a system field: write it as the option status",
        "attributes: 'Install Date' is a system field: write it as the option install_date",
        found[4],
        "quantity: 'many' is not a whole number",
        "location: there is no location 'Haldn'; did you mean 'Halden'?",
        "install_date: 'soon' is not a date: write it as YYYY-MM-DD",
        found[8],
        "name: must not be empty",
        "attachments: each is a mapping with path, and name where it differs",
        "attachments: 'x' is written twice: a/x and b/x",
        "attachments: an attachment needs a file name",
        found[13],
        "match_by: 'Encrypted' is encrypted and cannot be compared",
        "asset_tag: is needed to find the asset: write it, or id, or another match_by",
    ]
    assert found[4].startswith("status: there is no status 'Broken'")
    assert found[8].startswith("Dropdown List: 'Dan' is not one of its options")
    assert found[13].startswith("match_by: there is no field 'colour'")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"name": ["a"]}, "name: takes one text, not a list"),
        ({"name": " "}, "name: must not be empty"),
        (
            {"name": True},
            (
                "name: takes a text, not true (YAML reads yes and on as true, too): write what is meant in quotes,"
                ' such as "yes"'
            ),
        ),
        (
            {"name": 83},
            (
                "name: takes a text, not the number 83 (YAML reads 0123 and 1:23 as 83, too): write what is meant in"
                ' quotes, such as "83" or "0123"; in a template, add | string'
            ),
        ),
        (
            {"name": "a", "attributes": ["a"]},
            "attributes: takes a mapping of attribute name to value",
        ),
        ({}, "name: is needed to find the asset: write it, or id, or another match_by"),
        (
            {"match_by": ["name", "owner"], "name": "a"},
            "owner: is needed to find the asset: write it, or id, or another match_by",
        ),
        (
            {"match_by": ["owner"], "owner": ""},
            "owner: is needed to find the asset: write it, or id, or another match_by",
        ),
        ({"match_by": ["quantity"], "quantity": "many"}, "quantity: 'many' is not a whole number"),
        (
            {"name": "a", "status": "In use", "substatus": "Lost"},
            "substatus: 'Lost' is not a substatus of status 'In use', which has none",
        ),
        (
            {"name": "a", "status": "Missing", "substatus": "Reserved"},
            "substatus: 'Reserved' is not a substatus of status 'Missing'; available: 'Lost', 'Stolen'",
        ),
        (
            {"name": "a", "status": None, "substatus": "Lost"},
            "substatus: 'Lost' is not a substatus of an empty status, which has none",
        ),
    ],
)
def test_problem_is_reported_once(written, problem):
    assert problems(**written) == [problem]


@pytest.mark.parametrize(
    ("written", "match_by"),
    [
        ({"name": "a"}, ("name",)),
        ({"match_by": [], "name": "a"}, ("name",)),
        ({"match_by": "serial_number", "serial_number": "1"}, ("serial_number",)),
        ({"match_by": ["Text", "name"], "name": "a", "attributes": {"Text": "b"}}, ("Text", "name")),
        ({"id": 7}, ("name",)),
        ({"id": 7, "match_by": ["owner"]}, ("owner",)),
    ],
)  # fmt: skip
def test_identity_is_parsed(written, match_by):
    assert parsed(**written).match_by == match_by


def test_only_the_identity_of_an_absent_asset_matters():
    found = parsed(
        name="a",
        state="absent",
        status="Broken",
        substatus="Lost",
        location="closed",
        attributes={"Checkbox": ["no longer an option"]},
        attachments=[{"path": "/"}],
    )
    assert not found.present
    assert found.values == {"substatus": "Lost"}
    found = problems(state="absent", match_by=["location"], location="Haldn")
    assert found == ["location: there is no location 'Haldn'; did you mean 'Halden'?"]
    found = problems(name="a", state="absent", colour="red")
    assert len(found) == 1


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", 'a"b', "a\nb", "a\x00b", "a\x7fb"])
def test_file_name_that_would_change_on_its_way_is_refused(name):
    assert check_file_name(name)


@pytest.mark.parametrize("name", ["a", "a b.pdf", "ä;'&%.txt", ".hidden", "emoji \U0001f4bb.png"])
def test_file_name_is_taken(name):
    assert check_file_name(name) is None
