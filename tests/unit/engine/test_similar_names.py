# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that are nearly those of other assets, or the very same; and new assets that may be others."""

from __future__ import annotations

import unicodedata

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    AipError,
    InputError,
)

from .company import COMPANY, PLACES
from .engine import apply, counted, failed, is_silent, refused
from .fake import Fake
from .test_identity import MANY

RACK = {"asset_type": "Rack"}
LISTED = [{**RACK, "name": f"listed {number:02}"} for number in range(11)]
"""With so many others the type is listed as a whole."""

ALIKE = [
    ("Foo ", "Foo", "a space at the end"),
    (" Foo", "Foo", "a space at the beginning"),
    ("LT-1", "lt-1", "upper and lower case: 'LT-1' and 'lt-1'"),
    ("a\u00a0b", "a b", "a no-break space"),
    ("a  b", "a b", "more than one space between words"),
    ("Cafe\u0301", "Caf\u00e9", "composed and decomposed letters"),
    ("Fo\u200bo", "Foo", "a character that is not seen (U+200B)"),
    ("\uff2c\uff34", "LT", "letters or digits of another form"),
    ("R&D", "R&amp;D", "'&amp;' and '&' (HTML)"),
    ("a\tb", "a b", "a tab"),
    ("x" * 120, "x" * 100, "it is the first 100 characters"),
]


def fake(**ways):
    """A server with the company's types whose search is tolerant, as AIP's is."""
    return Fake(COMPANY, PLACES, finds_alike=True, **ways)


def warnings_of(result):
    """The warnings as one text."""
    return " | ".join(result["warnings"])


@pytest.mark.parametrize(("name", "there", "words"), ALIKE, ids=ascii)
@pytest.mark.parametrize("others", [[], LISTED], ids=["alone", "listed"])
def test_what_differs_is_told_before_the_asset_is_created(others, name, there, words):
    server = fake()
    other = server.add("Rack", there, asset_tag="of another")
    declared = [*others, {**RACK, "name": name}]
    predicted = apply(server, declared, check=True)
    result = apply(server, declared)
    assert words in warnings_of(result)
    assert f"beside asset {other}, whose name" in warnings_of(result)
    assert predicted["warnings"] == result["warnings"]
    assert counted(result, created=1 + len(others))
    assert is_silent(server, declared)
    assert apply(server, declared)["warnings"] == ()


@pytest.mark.parametrize(("there", "name", "words"), ALIKE[:-1], ids=ascii)
def test_what_differs_is_told_the_other_way_round(there, name, words):
    server = fake()
    server.add("Rack", there, asset_tag="of another")
    told = warnings_of(apply(server, [*LISTED, {**RACK, "name": name}], check=True))
    assert words.split(":")[0] in told


def test_policies():
    server = fake()
    server.add("Rack", "Foo", asset_tag="of another")
    declared = [{**RACK, "name": "Foo "}]
    assert "similar_names to warn" in refused(server, declared, similar_names="fail")
    assert apply(server, declared, check=True, similar_names="ignore")["warnings"] == ()
    assert apply(server, declared, check=True, similar_names="warn")["warnings"]


STORING = {
    "trimmed": (" Foo ", str.strip),
    "single spaces": ("a  b", lambda text: " ".join(text.split())),
    "lower case": ("LT-1", str.lower),
    "upper case": ("lt-1", str.upper),
    "composed": ("Cafe\u0301", lambda text: unicodedata.normalize("NFC", text)),
    "decomposed": ("Caf\u00e9", lambda text: unicodedata.normalize("NFD", text)),
    "cut": ("x" * 120, lambda text: text[:100]),
    "escaped": ("R&D", lambda text: text.replace("&amp;", "&").replace("&", "&amp;")),
    "lower case and trimmed": ("LT-1 ", lambda text: text.strip().lower()),
}


@pytest.mark.parametrize("fields", [{}, {"serial_number": "S-1"}, {"status": "In use"}])
@pytest.mark.parametrize("home", ["the same machine", "another machine each time"])
@pytest.mark.parametrize(("name", "store"), STORING.values(), ids=STORING)
def test_no_run_creates_a_second_one(name, store, home, fields, monkeypatch, tmp_path):
    """On a server that changes names: the first run says so, and no later one leaves another asset."""
    server = fake(store_name=store)
    declared = [{**RACK, "name": name, **fields}]
    told = failed(server, declared)["msg"]
    assert "it stored" in told
    assert "Write what this server stores" in told
    for run in range(3):
        if home != "the same machine":
            monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path / str(run)))
        before = dict(server.assets)
        with pytest.raises(AipError) as error:
            apply(server, declared)
        is_told_before = isinstance(error.value, InputError)
        assert is_told_before or "so it was deleted again" in error.value.sentence
        if fields.get("serial_number") or (run == 0 and home == "the same machine"):
            assert is_told_before
        assert server.assets.keys() == before.keys(), run
    stored = [{**RACK, "name": store(name), **fields}]
    assert is_silent(server, stored)


def test_a_second_run_on_the_same_machine_writes_nothing():
    server = fake(store_name=str.strip)
    failed(server, [{**RACK, "name": "Foo "}])
    sentence = refused(server, [{**RACK, "name": "Foo "}])
    assert "this server has been seen to change names in this way" in sentence
    server.add("Rack", "Bar", asset_tag="of another")
    assert "'Bar'" in refused(server, [{**RACK, "name": "Bar "}])


def test_a_second_run_on_another_machine_writes_nothing(monkeypatch, tmp_path):
    server = fake(store_name=str.lower)
    declared = [{**RACK, "name": "LT-1", "asset_tag": "T-1", "attributes": {"Height units": 7}}]
    failed(server, declared)
    monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path))
    sentence = refused(server, declared)
    assert "is what creating this one leads to" in sentence


def test_a_name_that_disproves_it_makes_it_a_warning():
    """The other asset is as declared; but a name in upper case shows that this server leaves names alone."""
    server = fake()
    server.add("Rack", "lt-1", asset_tag="T-1")
    declared = [{**RACK, "name": "LT-1", "asset_tag": "T-1"}]
    refused(server, declared)
    server.add("Rack", "Some Other")
    assert "beside asset" in warnings_of(apply(server, declared, check=True))
    assert counted(apply(server, declared), created=1)


def test_copies_are_evidence():
    server = fake()
    for _number in range(2):
        server.add("Rack", "foo", asset_tag="of another")
    assert "2 assets have that name" in refused(server, [{**RACK, "name": "foo "}])


def test_the_setting_for_the_server_decides():
    server = fake()
    server.name_changes = ("end",)
    server.add("Rack", "foo", asset_tag="of another")
    server.add("Rack", "Foo", asset_tag="of another")
    assert "known to change names" in refused(server, [{**RACK, "name": "foo "}])
    assert "This server stores both under one name" in refused(
        server, [{**RACK, "name": "new"}, {**RACK, "name": "new "}]
    )


@pytest.mark.parametrize("others", [[], LISTED], ids=["alone", "listed"])
def test_declared_assets_of_nearly_one_name(others):
    server = fake()
    declared = [*others, {**RACK, "name": "Foo"}, {**RACK, "name": "foo"}]
    result = apply(server, declared)
    assert "its name is nearly that of" in warnings_of(result)
    assert "upper and lower case" in warnings_of(result)
    assert is_silent(server, declared)
    assert apply(server, declared)["warnings"] == ()
    assert "nearly" in refused(fake(), declared, similar_names="fail")


def test_other_types_do_not_count():
    server = fake()
    server.add("Laptop", "Foo")
    assert apply(server, [{**RACK, "name": "foo"}])["warnings"] == ()


def test_an_asset_found_by_its_serial_number_is_told_of_too():
    server = fake()
    server.add("Rack", "Foo", serial_number="other")
    by_serial = {**RACK, "match_by": ["serial_number"], "serial_number": "S", "name": "foo"}
    assert "beside asset" in warnings_of(apply(server, [by_serial], check=True))


def test_requests():
    """Nothing is searched for where nothing is created, and where a plain name is created."""
    server = fake()
    old = server.add("Rack", "there")
    for declared, searches in [
        ([{**RACK, "name": "there"}], 1),
        ([{**RACK, "name": "new"}], 1),
        ([{**RACK, "name": "new\u00a0one"}, {**RACK, "name": "caf\u00e9"}], 2),
        ([{"id": old, "name": "renamed"}], 1),
        ([{"id": old, "name": "there", "status": "In use"}], 0),
        (LISTED, 1),
    ]:
        before = len(server.asked("search"))
        apply(server, declared, check=True)
        assert len(server.asked("search")) - before == searches, declared


# --- names that are taken -------------------------------------------------------------------------------------------


def test_a_name_that_is_taken():
    server = fake()
    first, second = server.add("Rack", "a"), server.add("Rack", "b")
    declared = [{"id": first, "name": "b"}]
    result = apply(server, declared, check=True)
    assert f"gets the name of asset {second}, so that two have it" in warnings_of(result)
    assert apply(server, [*declared, {"id": second, "name": "c"}], check=True)["warnings"] == ()
    assert apply(server, [{"id": first, "name": "other"}], check=True)["warnings"] == ()
    assert apply(server, declared, check=True, similar_names="ignore")["warnings"] == ()
    server.name_uniqueness = "per_type"
    assert "demands unique names: choose another one" in refused(server, declared)


def test_a_name_that_a_serial_number_gives():
    server = fake()
    server.add("Rack", "a", serial_number="A")
    server.add("Rack", "b")
    declared = [{**RACK, "match_by": ["serial_number"], "serial_number": "A", "name": "b"}]
    assert "gets the name of asset" in warnings_of(apply(server, declared, check=True))


@pytest.mark.parametrize("pruned", [True, False])
def test_a_name_that_only_a_deletion_frees(pruned):
    server = fake(unique_names="per_type")
    first = server.add("Rack", "a", serial_number="A")
    second = server.add("Rack", "b", serial_number="B")
    declared = [{"asset_type": "Rack", "id": first, "name": "b"}]
    options = {}
    if pruned:
        options = {"scope": {"asset_types": ["Rack"]}, "prune": True, "max_delete_percent": 100}
    else:
        declared.append({"id": second, "state": "absent"})
    result = apply(server, declared, check=True, **options)
    assert "deleted in the same run, but last" in warnings_of(result)
    assert "another asset with the name" in failed(server, declared, **options)["msg"]
    assert sorted(one.name for one in server.assets.values()) == ["a", "b"]
    server.name_uniqueness = "per_type"
    assert "delete that asset in a run before" in refused(server, declared, **options)
    server.name_uniqueness, server.unique_names = "unknown", ""
    assert counted(apply(server, declared, **options), updated=1, renamed=1, deleted=1)


def test_a_freed_name_is_told_when_it_is_taken_anew():
    server = fake()
    old = server.add("Rack", "a")
    result = apply(server, [{**RACK, "name": "a"}, {"id": old, "name": "b"}], check=True)
    assert f"is created anew, because asset {old}" in warnings_of(result)


def test_what_a_killed_run_has_left_is_not_created_again():
    server = fake()
    ids = [server.add("Rack", name) for name in "ab"]
    server.fail("update", KeyboardInterrupt(), after=1)
    with pytest.raises(KeyboardInterrupt):
        apply(server, [{"id": ids[0], "name": "b"}, {"id": ids[1], "name": "a"}])
    names = [*LISTED, {**RACK, "name": "a"}, {**RACK, "name": "b"}]
    sentence = refused(server, names)
    (left,) = (key for key, asset in server.assets.items() if asset.name.startswith("(assetops"))
    assert f"may be asset {left}, which a run that was killed has left" in sentence
    apply(server, [{"id": ids[0], "name": "b"}, {"id": ids[1], "name": "a"}])
    assert counted(apply(server, names), created=len(LISTED))


# --- new assets that may be others ----------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["serial_number", "asset_tag"])
def test_new_assets_with_numbers_that_others_have(field):
    server = fake()
    for number in range(12):
        server.add("Laptop", f"old {number:02}", **{field: f"S-{number}"})
    declared = [
        {"asset_type": "Laptop", "name": f"new {number:02}", field: f"S-{number}"}
        for number in range(12)
    ]
    result = apply(server, declared, check=True)
    assert (
        f"12 assets to be created have a {field} that an asset in AIP already has"
        in warnings_of(result)
    )
    assert f"match_by: [{field}]" in warnings_of(result)
    assert "and 9 more" in warnings_of(result)
    assert "assets[0]: Laptop 'new 00' (asset 1 'old 00')" in warnings_of(result)
    by_field = [{**one, "match_by": [field]} for one in declared]
    assert apply(server, by_field, check=True)["warnings"] == ()


def test_numbers_that_several_have_identify_nothing():
    server = fake()
    for number in range(12):
        server.add("Laptop", f"old {number}", serial_number="none", asset_tag=f"T-{number}")
    server.edit(1, serial_number="own")
    declared = [
        *MANY,
        {"asset_type": "Laptop", "name": "x", "serial_number": "none"},
        {"asset_type": "Laptop", "name": "y", "serial_number": "own"},
        {"asset_type": "Laptop", "name": "old 0", "serial_number": "given away"},
    ]
    assert apply(server, declared, check=True)["warnings"] == ()
