# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every back end has to do, asked of the fake and of AIP Data Center alike, so that the fake cannot lie."""

from __future__ import annotations

import inspect

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.backend import (
    Backend,
    Identity,
    Query,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import AipError
from ansible_collections.assetops.aip.plugins.module_utils._core.filters import parse_filters
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.table import matches_raw
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    LocalFile,
    Option,
    Ref,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.backend import DataCenter

from .company import EVERY_KIND, PEOPLE, PLACES, VALUES
from .contract import DOORS, PAGE, Door, every_field
from .fake import Fake


@pytest.fixture(scope="module", params=DOORS)
def door(request):
    """One back end after the other."""
    with DOORS[request.param]() as backend:
        yield Door(backend)


def ids(rows):
    """The ids of rows, sorted."""
    return sorted(row.id for row in rows)


def options_of(field):
    """The options of a field by the texts along their paths, whatever their ids are."""
    texts = {option.id: option.text for option in field.options}
    return [[texts[step] for step in option.path or (option.id,)] for option in field.options]


@pytest.mark.parametrize("backend", [Fake, DataCenter])
def test_the_door_is_the_same_everywhere(backend):
    """A type checker says more; but tests run first."""
    verbs = [
        name for name, one in vars(Backend).items() if inspect.isfunction(one) and name[0] != "_"
    ]
    assert len(verbs) > 20
    for name in verbs:
        wanted, has = (inspect.signature(getattr(door, name)) for door in (Backend, backend))
        assert list(has.parameters) == list(wanted.parameters), name


# --- catalogs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", EVERY_KIND, ids=lambda one: one.name)
def test_asset_types_have_their_attributes_and_options(door, wanted):
    asset_type = door.types[wanted.name]
    names = {one.id: one.name for one in door.types.values()}
    assert asset_type.attributes.keys() == wanted.attributes.keys()
    for key, field in asset_type.attributes.items():
        other = wanted.attributes[key]
        assert (field.key, field.name, field.kind) == (other.key, other.name, other.kind)
        assert options_of(field) == options_of(other), key
        assert all(isinstance(option, Option) for option in field.options)
        # Not every server shows to what an attribute may refer.
        allowed = [names[one] for one in field.allowed_types]
        assert allowed in ([], [one.name for one in EVERY_KIND if one.id in other.allowed_types])


def test_every_type_is_in_a_scheme(door):
    assert all(door.backend.scheme_names()[one.id] for one in door.types.values())


def test_locations(door):
    assert {place.name for place in door.backend.locations()} == {place.name for place in PLACES}


def test_a_user_has_the_same_spellings_under_each_of_them(door):
    for name, _key in PEOPLE:
        spellings = door.backend.user_spellings(name)
        assert name in spellings
        assert len(spellings) == 2
        for text in spellings:
            assert door.backend.user_spellings(text) == spellings
            assert door.backend.user_name(text) == name


def test_a_user_that_does_not_exist_has_one_spelling(door):
    assert door.backend.user_spellings("no.such.user") == {"no.such.user"}
    assert door.backend.user_name("no.such.user") == "no.such.user"


# --- ids ------------------------------------------------------------------------------------------------------------


def test_ids_survive_as_text(door):
    asset_id = door.create("Widget", door.fresh())
    assert door.backend.parse_id(str(asset_id)) == asset_id
    assert door.backend.parse_id(f" {asset_id} ") == asset_id
    (row,) = door.named(door.read(asset_id).name)
    assert (row.id, door.read(asset_id).id) == (asset_id, asset_id)


@pytest.mark.parametrize("text", ["", "rack-07", "1.5", "-1", "1 2", "#1", "x1", "1" * 19])
def test_other_texts_are_not_ids(door, text):
    assert door.backend.parse_id(text) is None


# --- searching ------------------------------------------------------------------------------------------------------


def test_a_type_is_listed_whole_each_asset_once(door):
    names = [door.fresh("listed") for _number in range(2 * PAGE + 1)]
    made = [door.create("Widget", name) for name in names]
    other = door.create("Specimen", door.fresh("listed"))
    rows = door.backend.search(Query((door.types["Widget"],)))
    assert len(ids(rows)) == len({*ids(rows)})
    assert {*made} <= {*ids(rows)}
    assert other not in ids(rows)
    assert {row.asset_type.name for row in rows} == {"Widget"}
    for types in ((), tuple(door.types.values())):
        assert {*ids(rows), other} <= {*ids(door.backend.search(Query(types)))}


def test_the_expected_number_does_not_count(door):
    door.create("Widget", door.fresh())
    everything = ids(door.backend.search(Query()))
    for expected in (0, 1, 1000):
        assert ids(door.backend.search(Query(expected=expected))) == everything


def test_rows_show_the_name_and_the_type(door):
    name = door.fresh()
    asset_id = door.create("Widget", name)
    (row,) = door.named(name)
    assert (row.id, row.name, row.asset_type) == (asset_id, name, door.types["Widget"])


NAMES = (
    "plain", "two words", "two  words", "Two Words", "a, b", "a,b", 'a "b"', "a*", "a?", "C:\\x", "x #7", "# 12",
    "a AND b", "Türkiye", "***", "a/b", "a;b", "<b>", "&amp;", "12", "rack-07", "rack_07",
)  # fmt: skip


@pytest.fixture(scope="module")
def named(door):
    """An asset of each name; their ids."""
    return {name: door.create("Widget", name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_an_asset_is_found_by_its_exact_name(door, named, name):
    assert ids(door.named(name)) == [named[name]]


def test_names_are_looked_for_in_a_type(door, named):
    asset_id = named["two words"]
    assert ids(door.named("two words", type_name="Widget")) == [asset_id]
    assert door.named("two words", type_name="Specimen") == []
    assert door.named("two words", types=(door.types["Specimen"],)) == []


def test_all_of_one_name_are_found(door):
    twins = [door.create("Widget", "twin") for _number in range(2 * PAGE + 1)]
    twins += [door.create("Specimen", "twin")]
    assert ids(door.named("twin")) == sorted(twins)
    assert ids(door.named("twin", type_name="Widget")) == sorted(twins[:-1])


def test_many_names_are_looked_for_at_once(door):
    names = [door.fresh("among many") for _number in range(2 * PAGE + 1)]
    made = [door.create("Widget", name) for name in names]
    assert ids(door.named(*names, "not there")) == sorted(made)


def test_what_is_not_there_is_an_empty_list(door):
    assert door.named("no such name") == []
    assert door.named("no such name", sure=False) == []


IDENTIFYING = {
    "serial_number": "SN 1",
    "quantity": 77,
    "cost": 77.25,
    "install_date": "2026-02-03",
    "Text": "some text",
    "owner": "mei.lin",
    "location": "Laboratory",
    "belongs_to_group": ["sales"],
    "status": "Missing",
    "Checkbox": ["Ada", "Can"],
    "Dropdown List": "1, 2 and 3",
    "Cascading Dropdown": ["Europe", "Norway", "Oslo"],
    "IP": "10.1.2.3",
}


@pytest.fixture(scope="module")
def identified(door):
    """An asset with all these values."""
    return door.create("Specimen", "identified", **IDENTIFYING)


@pytest.mark.parametrize("key", IDENTIFYING)
def test_an_asset_is_found_by_the_value_of_a_field(door, identified, key):
    of = door.types["Specimen"]
    values = tuple(door.values("Specimen", {key: IDENTIFYING[key]}))
    rows = door.backend.search(Query((of,), (Identity(values=values, asset_type=of),)))
    assert identified in ids(rows)


def test_an_asset_is_found_by_each_spelling_of_a_user(door, identified):
    of = door.types["Specimen"]
    for text in door.backend.user_spellings(IDENTIFYING["owner"]):
        values = tuple(door.values("Specimen", {"owner": text}))
        rows = door.backend.search(Query((of,), (Identity(values=values, asset_type=of),)))
        assert identified in ids(rows)


def test_an_asset_is_found_by_its_name_and_values(door, identified):
    values = tuple(door.values("Specimen", IDENTIFYING))
    for of in (None, door.types["Specimen"]):
        rows = door.backend.search(Query(identities=(Identity("identified", values, of),)))
        assert identified in ids(rows)


def test_identities_are_alternatives(door):
    one, two = door.fresh(), door.fresh()
    made = [door.create("Widget", one), door.create("Widget", two, serial_number="SN alternative")]
    values = tuple(door.values("Widget", {"serial_number": "SN alternative"}))
    by = (Identity(one), Identity(values=values))
    assert {*made} <= {*ids(door.backend.search(Query((door.types["Widget"],), by)))}


FILTERS = {
    "name": {"field": "name", "value": "filtered 1"},
    "name, in": {"field": "name", "operator": "in", "value": ["filtered 1", "x"]},
    "text": {"field": "Text", "value": "filtered"},
    "part of a text": {"field": "Text", "operator": "contains", "value": "ilter"},
    "pattern": {"field": "Text", "operator": "matches", "value": "filt*"},
    "number": {"field": "quantity", "value": 41},
    "number, between": {"field": "quantity", "operator": "between", "value": [41, 41]},
    "number, greater": {"field": "quantity", "operator": "greater", "value": 40},
    "date, less": {"field": "install_date", "operator": "less", "value": "2001-02-03"},
    "option": {"field": "Dropdown List", "value": "Yes"},
    "option, in": {"field": "Dropdown List", "operator": "in", "value": ["Yes", "Bal"]},
    "status": {"field": "status", "value": "In transit"},
    "user": {"field": "owner", "value": "tomas.novak"},
    "empty": {"field": "assignee", "operator": "is_empty"},
    "not": {"field": "quantity", "operator": "not_equals", "value": 1},
}


@pytest.fixture(scope="module")
def filtered(door):
    """An asset that meets all the filters."""
    return door.create(
        "Specimen", "filtered 1", Text="filtered", quantity=41, install_date="2001-02-02",
        **{"Dropdown List": "Yes", "status": "In transit", "owner": "tomas.novak"},
    )  # fmt: skip


@pytest.mark.parametrize("written", FILTERS.values(), ids=FILTERS)
def test_filters_lose_nothing_that_meets_them(door, filtered, written):
    problems = []
    of = door.types["Specimen"]
    filters = parse_filters([written], [of], door.known, problems)
    assert problems == []
    assert filtered in ids(door.backend.search(Query((of,), filters=filters)))


def test_reading_stops_once_it_is_enough(door):
    made = [door.create("Widget", door.fresh("enough")) for _number in range(4 * PAGE)]
    seen = []

    def enough(rows):
        seen.append(len(rows))
        return len(rows) >= 2

    rows = door.backend.search(Query((door.types["Widget"],)), enough)
    assert 2 <= len(rows) < len(made)
    assert seen == sorted(seen)


def test_a_search_shows_what_was_written_before_it(door):
    asset_id = door.create("Widget", door.fresh(), serial_number="first")
    name = door.fresh()
    door.update(asset_id, name, "Widget", serial_number="second")
    (row,) = door.named(name)
    assert door.shown(row, "serial_number") == ("second",)
    door.backend.delete(asset_id)
    assert door.named(name) == []


# --- reading --------------------------------------------------------------------------------------------------------


def test_many_are_read_and_unknown_ids_are_left_out(door):
    made = [door.create("Widget", door.fresh(), quantity=number) for number in range(5)]
    gone = door.create("Widget", door.fresh())
    door.backend.delete(gone)
    found = door.backend.read([*made, gone, made[0]], every_field)
    assert sorted(found) == sorted(made)
    assert [door.shown(found[one], "quantity") for one in made] == [(one,) for one in range(5)]
    assert door.backend.read([gone], every_field) == {}
    assert door.backend.read([], every_field) == {}


def test_a_caller_that_finds_out_itself_gets_what_is_said_about_each_that_is_left_out(door):
    made = door.create("Widget", door.fresh())
    gone = door.create("Widget", door.fresh())
    door.backend.delete(gone)
    said = {}
    found = door.backend.read([gone, made], every_field, None, said.__setitem__)
    assert list(found) == [made]
    assert list(said) == [gone]
    assert isinstance(said[gone], AipError)
    assert str(gone) in said[gone].sentence


def test_a_read_shows_the_type_and_all_fields_that_are_wanted(door):
    name = door.fresh()
    current = door.read(door.create("Specimen", name, owner="mei.lin", Text="x"))
    assert (current.name, current.asset_type) == (name, door.types["Specimen"])
    assert {field.key for field in every_field(current.asset_type)} <= current.raw.keys()
    assert door.shown(current, "assignee") == door.shown(current, "URL") == (None,)
    assert current.attachments == ()


def test_without_fields_a_read_shows_the_name_and_the_attachments(door):
    name = door.fresh()
    asset_id = door.create("Widget", name)
    current = door.backend.read([asset_id], None)[asset_id]
    assert (current.id, current.name, current.attachments) == (asset_id, name, ())


def test_rows_that_are_known_take_nothing_away(door):
    name = door.fresh()
    asset_id = door.create("Widget", name, serial_number="old", quantity=1)
    (row,) = door.named(name)
    door.update(asset_id, name, "Widget", serial_number="new", quantity=None)
    current = door.backend.read([asset_id], every_field, {asset_id: row})[asset_id]
    assert door.shown(current, "serial_number") == ("new",)
    assert door.shown(current, "quantity") == (None,)


# --- writing --------------------------------------------------------------------------------------------------------


def test_an_update_keeps_what_it_does_not_name(door):
    asset_id = door.create("Widget", door.fresh(), serial_number="s", quantity=3, Colour="red")
    name = door.fresh()
    door.update(asset_id, name, "Widget", quantity=4)
    current = door.read(asset_id)
    assert current.name == name
    assert door.shown(current, "serial_number") == ("s",)
    assert door.shown(current, "quantity") == (4,)
    assert door.shown(current, "Colour") == ("red",)


def test_an_update_without_fields_renames(door):
    asset_id = door.create("Widget", door.fresh(), Colour="red")
    door.update(asset_id, "renamed", "Widget")
    assert (door.read(asset_id).name, door.shown(door.read(asset_id), "Colour")) == (
        "renamed",
        ("red",),
    )


def test_an_update_of_what_is_not_there_is_an_error(door):
    asset_id = door.create("Widget", door.fresh())
    door.backend.delete(asset_id)
    with pytest.raises(AipError):
        door.update(asset_id, "gone", "Widget", quantity=1)
    assert door.backend.read([asset_id], every_field) == {}


def test_a_reference_to_what_is_not_there_is_refused(door):
    gone = door.create("Widget", door.fresh())
    door.backend.delete(gone)
    name = door.fresh()
    with pytest.raises(AipError):
        door.create("Specimen", name, **{"Asset List": [gone]})
    assert door.named(name) == []


def test_what_is_deleted_is_gone_and_may_be_deleted_again(door):
    asset_id = door.create("Widget", door.fresh())
    door.backend.delete(asset_id)
    door.backend.delete(asset_id)
    assert door.backend.read([asset_id], every_field) == {}
    assert door.backend.attachments(asset_id) is None


def test_two_of_one_name_are_two_assets(door):
    name = door.fresh()
    one, two = door.create("Widget", name), door.create("Widget", name)
    assert one != two
    assert ids(door.named(name)) == sorted([one, two])


# --- values ---------------------------------------------------------------------------------------------------------

REFERENCES = ("Asset List", "Asset List by Asset Types")


def test_every_field_is_here():
    fields = EVERY_KIND[0].fields
    assert {*VALUES, *REFERENCES, "Encrypted"} == fields.keys()


def differing(door, asset_id, values):
    """The keys of fields that a read or a search does not show as these canonical values."""
    current = door.read(asset_id)
    (row,) = (row for row in door.named(current.name) if row.id == asset_id)
    return [
        field.key
        for field, value in values
        for one in (current, row)
        if (one is current or field.key in one.raw)
        and not matches_raw(value, one.raw[field.key], field, door.known)
    ]


def test_values_come_back_as_they_were_written(door):
    name = door.fresh()
    first, second = ({key: pair[which] for key, pair in VALUES.items()} for which in (0, 1))
    asset_id = door.create("Specimen", name, **first)
    assert differing(door, asset_id, door.values("Specimen", first)) == []
    assert {*differing(door, asset_id, door.values("Specimen", second))} == {*VALUES}
    for written in (second, dict.fromkeys(VALUES)):
        door.update(asset_id, name, "Specimen", **written)
        assert differing(door, asset_id, door.values("Specimen", written)) == []


@pytest.mark.parametrize("key", REFERENCES)
def test_references_come_back_with_id_or_name(door, key):
    widgets = [door.create("Widget", door.fresh("referred, to")) for _number in range(2)]
    name = door.fresh()
    asset_id = door.create("Specimen", name, **{key: widgets})
    field = door.types["Specimen"].fields[key]
    refs = [Ref(one, door.read(one).name) for one in widgets]
    assert differing(door, asset_id, [(field, frozenset(refs))]) == []
    assert differing(door, asset_id, [(field, frozenset(refs[:1]))])
    for left in (refs[:1], []):
        door.update(asset_id, name, "Specimen", **{key: [ref.id for ref in left]})
        assert differing(door, asset_id, [(field, frozenset(left) or None)]) == []


def test_an_encrypted_value_is_never_shown(door):
    name = door.fresh()
    asset_id = door.create("Specimen", name, Encrypted="s3cr3t-value")
    assert "s3cr3t" not in repr(door.backend.read([asset_id], every_field))
    assert "s3cr3t" not in repr(door.named(name))


# --- attached files -------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    """A file of several blocks."""
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(range(256)) * 3)
    return path


def test_files_are_attached_listed_downloaded_and_removed(door, file):
    asset_id = door.create("Widget", door.fresh())
    assert door.backend.attachments(asset_id) == ()
    for name in ("delivery note ü.txt", "b.bin"):
        door.backend.upload(asset_id, LocalFile(str(file), name))
    attached = door.backend.attachments(asset_id)
    assert {one.name for one in attached} == {"delivery note ü.txt", "b.bin"}
    assert {one.size for one in attached} <= {768, None}
    assert door.read(asset_id).attachments == attached
    assert b"".join(door.backend.download(asset_id, attached[0])) == file.read_bytes()
    door.backend.detach(asset_id, attached[0])
    door.backend.detach(asset_id, attached[0])
    assert door.backend.attachments(asset_id) == attached[1:]


def test_two_files_of_one_name_are_both_there(door, file):
    asset_id = door.create("Widget", door.fresh())
    for content in (b"one", b"other"):
        file.write_bytes(content)
        door.backend.upload(asset_id, LocalFile(str(file), "same.txt"))
    one, other = door.backend.attachments(asset_id)
    assert one.id != other.id
    contents = {b"".join(door.backend.download(asset_id, attached)) for attached in (one, other)}
    assert contents == {b"one", b"other"}


# --- the login, and secrets -----------------------------------------------------------------------------------------


def test_a_login_that_counts_is_proven(door):
    door.backend.prove_login()


def test_secrets_are_hidden_until_another_task_begins(door):
    door.backend.begin()
    door.backend.keep_secret("hunter-two", "hunter-two-and-more")
    assert "hunter" not in door.backend.hide("it is hunter-two-and-more, not hunter-two")
    texts = ["it is hunter-two", "harmless", "hunter", "", "hunter-two-and-more"]
    one_by_one = {text: door.backend.hide(text) for text in texts}
    assert door.backend.hidden(iter(texts)) == {
        text: shown for text, shown in one_by_one.items() if shown != text
    }
    door.backend.begin()
    assert door.backend.hidden(texts) == {}
    assert door.backend.hide("hunter-two") == "hunter-two"


def test_catalogs_are_the_same_once_they_were_forgotten(door):
    before = door.backend.asset_types()
    door.backend.forget_catalogs()
    assert door.backend.asset_types() == before
