# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""For every field kind: what is written and sent comes back, in any format, as the same value; and no other does.

A kind's row gives values as users write them, and the formats in which a server may show what was sent to it.
A format works on what was sent alone, as a server does. Where two values look the same in a format, so that they
cannot be told apart, the row says so.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds import table
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.references import (
    split_name_and_id,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.written import Invalid
from ansible_collections.assetops.aip.plugins.module_utils._core.known import Known
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Field,
    Location,
    Option,
    Ref,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.wire_forms import (
    SEPARATOR,
    spell,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    FIELDS,
    KNOWN,
    OF_KIND,
    USERS,
)

pytest.importorskip("hypothesis")
from hypothesis import assume, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.long

UTC = datetime.timezone.utc
SEP = SEPARATOR


@dataclasses.dataclass(frozen=True)
class World:
    """A field of a server, two values of it as users write them, and what the server knows."""

    field: Field
    first: Any
    second: Any
    known: Known = KNOWN
    bind: Callable[[Any], Any] = lambda value: value


@dataclasses.dataclass(frozen=True)
class Row:
    """How worlds of a kind are made, and the formats of its answers, from what was sent."""

    worlds: Callable[[Field], st.SearchStrategy[World]]
    formats: Mapping[str, Callable[[Any, World], Any]]
    blurred: Mapping[str, Callable[[Any, World], bool]] = dataclasses.field(default_factory=dict)
    lossy: frozenset[str] = frozenset()  # formats that do not show what an export needs


def pairs(values: st.SearchStrategy[Any]) -> Callable[[Field], st.SearchStrategy[World]]:
    """Two values in an ordinary world."""
    return lambda field: st.builds(World, st.just(field), values, values)


def written(sent: Any, world: World) -> Any:
    return sent


def wrapped(sent: Any, world: World) -> Any:
    return {"id": 7, "attributeValue": sent}


TEXTS = st.text(min_size=1, max_size=12)
# Texts that look like other things: lists, ids, names with ids, numbers.
TRICKY = st.text(alphabet="ab1 ,;#-@[]\"'&<é\n", min_size=1, max_size=8) | TEXTS

# -- numbers --

NUMBER_FORMATS = {
    "number": written,
    "text": lambda sent, world: str(sent),
    "wrapped": wrapped,
    "scientific": lambda sent, world: f"{sent:.17E}" if isinstance(sent, float) else f"{sent}.0",
}

# -- dates --

DAYS = st.dates(min_value=datetime.date(1971, 1, 1), max_value=datetime.date(2069, 12, 31))


def _midnight(sent: str, zone: datetime.tzinfo = UTC) -> datetime.datetime:
    return datetime.datetime.fromisoformat(sent).replace(tzinfo=zone)


def _epoch(moment: datetime.datetime) -> int:
    return round(moment.timestamp() * 1000)


def _in_zone(sent: str, world: World) -> datetime.datetime:
    return _midnight(sent, world.known.time_zone)


DATE_FORMATS = {
    "written": written,
    "midnight": lambda sent, world: f"{sent}T00:00:00",
    "epoch": lambda sent, world: _epoch(_midnight(sent)),
    "epoch_text": lambda sent, world: str(_epoch(_midnight(sent))),
    "offset": lambda sent, world: f"{sent}T00:00:00.000+0000",
    "server_epoch": lambda sent, world: _epoch(_in_zone(sent, world)),
    "server_offset": lambda sent, world: _in_zone(sent, world).isoformat(),
    "server_in_utc": lambda sent, world: _in_zone(sent, world).astimezone(UTC).isoformat(),
    "jira": lambda sent, world: datetime.date.fromisoformat(sent).strftime("%d/%b/%y"),
    "parts": lambda sent, world: [int(part) for part in sent.split("-")],
}
DATETIME_FORMATS = {
    "written": written,
    "seconds": lambda sent, world: f"{sent}:00",
    "blank": lambda sent, world: sent.replace("T", " "),
    "server_epoch": lambda sent, world: _epoch(_in_zone(sent, world)),
    "server_epoch_text": lambda sent, world: str(_epoch(_in_zone(sent, world))),
    "server_offset": lambda sent, world: _in_zone(sent, world).isoformat(),
    "server_in_utc": lambda sent, world: _in_zone(sent, world).astimezone(UTC).isoformat(),
    "jira": lambda sent, world: datetime.datetime.fromisoformat(sent).strftime("%d/%b/%y %I:%M %p"),
}
ZONES = st.integers(-12 * 4, 14 * 4).map(
    lambda quarters: datetime.timezone(datetime.timedelta(minutes=15 * quarters))
)


def _in_zones(values: st.SearchStrategy[Any]) -> Callable[[Field], st.SearchStrategy[World]]:
    known = ZONES.map(lambda zone: dataclasses.replace(KNOWN, time_zone=zone))
    # Also neighbours: a day and the next one.
    return lambda field: st.builds(World, st.just(field), values, values, known).flatmap(
        lambda world: st.sampled_from(
            [world, dataclasses.replace(world, second=_next(world.first))]
        )
    )


def _next(moment: Any) -> Any:
    return moment + datetime.timedelta(days=1)


MINUTES = st.datetimes(
    min_value=datetime.datetime(1971, 1, 1), max_value=datetime.datetime(2069, 12, 30)
).map(lambda moment: moment.replace(second=0, microsecond=0))

# -- options --

OPTION_TEXTS = TRICKY.filter(lambda text: text.strip() and SEP not in text)


@st.composite
def option_worlds(draw: Any, field: Field, several: bool) -> World:
    texts = draw(st.lists(OPTION_TEXTS, min_size=1, max_size=6, unique=True))
    # Ids that are the texts of other options, too.
    ids = draw(st.permutations(range(1, len(texts) + 1)))
    digits = draw(st.integers(0, len(texts)))
    texts[:digits] = [str(number) for number in range(1, digits + 1)]
    assume(len(set(texts)) == len(texts))
    options = tuple(Option(str(number), text, (str(number),)) for number, text in zip(ids, texts))
    one = (
        st.lists(st.sampled_from(texts), min_size=1, unique=True)
        if several
        else st.sampled_from(texts)
    )
    first, second = draw(one), draw(one)
    # Nobody could tell these apart in what is sent, so they are refused.
    assume(not several or all(_joins(value) for value in (first, second)))
    return World(dataclasses.replace(field, options=options), first, second)


def _joins(texts: list[str]) -> bool:
    return SEP.join(sorted(texts)).split(SEP) == sorted(texts)


def _option_ids(sent: str, world: World) -> list[int]:
    ids = {option.text: int(option.id) for option in world.field.options}
    return [ids[text] for text in sent.split(SEP)]


def _tilings(text: str, world: World) -> int:
    """In how many ways a text is a list of options with commas between them."""
    if not text:
        return 1
    found = 0
    for option in world.field.options:
        if text.startswith(option.text):
            rest = text[len(option.text) :]
            joint = re.match(r"\s*[,;]\s*", rest)
            if not rest:
                found += 1
            elif joint and rest[joint.end() :]:
                found += _tilings(rest[joint.end() :], world)
    return found


def _many_tilings(text: Any, world: World) -> bool:
    return _tilings(text, world) != 1 or any(
        option.text == text and len(world.first) > 1 for option in world.field.options
    )


OPTION_FORMATS = {
    "written": written,
    "list": lambda sent, world: [sent],
    "id_number": lambda sent, world: _option_ids(sent, world)[0],
    "object": lambda sent, world: {"id": _option_ids(sent, world)[0], "attributeValue": sent},
    "object_id": lambda sent, world: {"id": _option_ids(sent, world)[0]},
}
OPTIONS_FORMATS = {
    "separator": written,
    "list": lambda sent, world: sent.split(SEP),
    "json_text": lambda sent, world: json.dumps(sent.split(SEP)),
    "id_numbers": _option_ids,
    "objects": lambda sent, world: [{"id": number} for number in _option_ids(sent, world)],
    "comma": lambda sent, world: ",".join(sent.split(SEP)),
    "comma_space": lambda sent, world: ", ".join(sent.split(SEP)),
}


@st.composite
def cascades(draw: Any, field: Field) -> World:
    options: list[Option] = []
    names = st.sampled_from(["1", "2", "3", "a", "b", "a-b", "1-2", "x > y", "a, b"])

    def grow(above: tuple[str, ...], depth: int) -> None:
        for text in draw(st.lists(names, min_size=1 if not above else 0, max_size=3, unique=True)):
            path = (*above, str(len(options) + 1))
            options.append(Option(path[-1], text, path))
            if depth:
                grow(path, depth - 1)

    grow((), 2)
    paths = st.sampled_from(["-".join(option.path) for option in options])
    return World(dataclasses.replace(field, options=tuple(options)), draw(paths), draw(paths))


def _steps(sent: str, world: World) -> list[Option]:
    by_id = {option.id: option for option in world.field.options}
    return [by_id[part] for part in sent.split("-")]


CASCADE_FORMATS = {
    "written": written,
    "ids": lambda sent, world: [int(part) for part in sent.split("-")],
    "texts": lambda sent, world: [option.text for option in _steps(sent, world)],
    "objects": lambda sent, world: [{"id": int(option.id)} for option in _steps(sent, world)],
}

# -- people, groups, places --

PEOPLE = st.sampled_from(["mei.lin", "JIRAUSER10101", "tomas.novak", "tnovak", "gone", "4711"])


def _user(sent: str, world: World) -> tuple[str, str]:
    known = {spelling.lower(): user for user in USERS for spelling in user}
    return known.get(sent.lower(), (sent, sent))


USER_FORMATS = {
    "written": written,
    "username": lambda sent, world: _user(sent, world)[0],
    "key": lambda sent, world: _user(sent, world)[1],
    "object": lambda sent, world: dict(zip(("username", "key"), _user(sent, world)), active=True),
}
GROUPS = st.lists(
    st.text(alphabet="ab c-é\"\\'[]", min_size=1, max_size=6).filter(
        lambda text: text == text.strip() and not text.startswith("[")
    ),
    min_size=1,
    max_size=4,
)
GROUP_FORMATS = {
    "json_text": written,
    "list": lambda sent, world: json.loads(sent),
    "objects": lambda sent, world: [{"name": name} for name in json.loads(sent)],
    "comma": lambda sent, world: ", ".join(json.loads(sent)),
}


@st.composite
def location_worlds(draw: Any, field: Field) -> World:
    names = draw(
        st.lists(
            st.sampled_from(["1", "2", "9", "Halden", "Oslo", "a, b"]) | TEXTS,
            min_size=2,
            max_size=5,
        )
    )
    places = tuple(Location(number, name) for number, name in enumerate(names, 1))
    ids = st.integers(1, len(places))
    return World(field, draw(ids), draw(ids), dataclasses.replace(KNOWN, locations=places))


def _place(sent: str, world: World) -> Location:
    return next(place for place in world.known.locations if str(place.id) == sent)


def _is_mistakable(raw: Any, world: World) -> bool:
    """A name that several locations have, or that looks like an id."""
    text = raw["locationName"] if isinstance(raw, dict) else raw
    places = world.known.locations
    meant = [place for place in places if text.strip() in (place.name, str(place.id))]
    return len(meant) != 1 or text != text.strip()


LOCATION_FORMATS = {
    "id": lambda sent, world: int(sent),
    "id_text": written,
    "name": lambda sent, world: _place(sent, world).name,
    "object": lambda sent, world: {"id": int(sent), "locationName": _place(sent, world).name},
    "named_object": lambda sent, world: {"locationName": _place(sent, world).name},
}
STATUS_FORMATS = {
    "written": written,
    "upper": lambda sent, world: sent.upper(),
    "object": lambda sent, world: {"id": "1", "name": sent},
}

# -- references --

ASSET_NAMES = st.one_of(
    st.sampled_from(["rack", "rack, left", "Box #3", "Box", "7", "a,b,c", "x #y", "ä #1 b"]),
    st.text(alphabet="ab1, #", min_size=1, max_size=8),
).filter(
    lambda name: (
        name == name.strip(" ,") and not re.search(r" #\d+\s*,", name) and ", ," not in name
    )
)


@st.composite
def reference_worlds(draw: Any, field: Field) -> World:
    names = draw(st.lists(ASSET_NAMES, min_size=1, max_size=5))
    by_id = dict(enumerate(names, 1))
    some = st.lists(st.integers(1, len(names)), min_size=1, max_size=4, unique=True)

    def bind(value: Any) -> Any:
        return value and frozenset(Ref(ref.id, by_id[ref.id]) for ref in value)

    known = dataclasses.replace(
        KNOWN, locations=tuple(Location(number, name) for number, name in by_id.items())
    )
    return World(field, draw(some), draw(some), known, bind)


def _names(sent: str, world: World) -> list[tuple[int, str]]:
    by_id = {place.id: place.name for place in world.known.locations}
    return [(int(part), by_id[int(part)]) for part in sent.split(",")]


def _is_unclear(raw: Any, world: World) -> bool:
    """Names that look like ids or like "name #id", that several assets have, or that others with commas spell too."""
    names = [place.name for place in world.known.locations]
    alike = any(re.fullmatch(r"[1-9]\d*|.* #\d+", name) for name in names)
    return alike or len(set(names)) < len(names) or any("," in name for name in names)


REFERENCE_FORMATS = {
    "ids": written,
    "ids_list": lambda sent, world: sent.split(","),
    "numbers": lambda sent, world: [int(part) for part in sent.split(",")],
    "objects": lambda sent, world: [
        {"id": number, "name": name} for number, name in _names(sent, world)
    ],
    "name_id": lambda sent, world: ", ".join(
        f"{name} #{number}" for number, name in _names(sent, world)
    ),
    "name_id_list": lambda sent, world: [
        f"{name} #{number}" for number, name in _names(sent, world)
    ],
    "names": lambda sent, world: ",".join(name for _number, name in _names(sent, world)),
}

ADDRESSES = {4: st.ip_addresses(v=4).map(str), 6: st.ip_addresses(v=6)}
ADDRESS_FORMATS = {
    "written": written,
    "upper": lambda sent, world: sent.upper(),
    "wrapped": wrapped,
}
IDS = st.lists(st.integers(1, 99999), min_size=1, max_size=4)
ID_FORMATS = {
    "separator": written,
    "comma": lambda sent, world: sent.replace(SEP, ","),
    "comma_space": lambda sent, world: sent.replace(SEP, ", "),
    "list": lambda sent, world: sent.split(SEP),
}
NUMBER_LIST = {"numbers": lambda sent, world: [int(part) for part in sent.split(SEP)]}
TEXT_FORMATS = {"written": written, "list": lambda sent, world: [sent], "wrapped": wrapped}

ROWS: Mapping[str, Row] = {
    "text": Row(pairs(TRICKY), TEXT_FORMATS),
    "text_area": Row(
        pairs(TRICKY), {**TEXT_FORMATS, "dos": lambda sent, world: sent.replace("\n", "\r\n")}
    ),
    "currency": Row(
        pairs(st.sampled_from(["EUR", "usd", "Chf"])),
        {
            "written": written,
            "lower": lambda sent, world: sent.lower(),
            "code": lambda sent, world: {"currencyCode": sent},
        },
    ),
    "ip": Row(pairs(ADDRESSES[4]), ADDRESS_FORMATS),
    "ipv6": Row(
        pairs(ADDRESSES[6].map(str) | ADDRESSES[6].map(lambda one: one.exploded.upper())),
        ADDRESS_FORMATS,
    ),
    "long": Row(
        pairs(st.integers(-(2**63), 2**63 - 1) | st.integers(-9, 9)),
        {**NUMBER_FORMATS, "scientific": written},
    ),
    "double": Row(
        pairs(
            st.floats(allow_nan=False, allow_infinity=False)
            | st.decimals(-99, 99, places=2).map(str)
        ),
        NUMBER_FORMATS,
    ),
    "date": Row(_in_zones(DAYS), DATE_FORMATS),
    "datetime": Row(_in_zones(MINUTES), DATETIME_FORMATS),
    "option": Row(lambda field: option_worlds(field, several=False), OPTION_FORMATS),
    "options": Row(
        lambda field: option_worlds(field, several=True),
        OPTIONS_FORMATS,
        blurred={"comma": _many_tilings, "comma_space": _many_tilings},
    ),
    "cascading": Row(cascades, CASCADE_FORMATS),
    "ids": Row(pairs(IDS), {**ID_FORMATS, **NUMBER_LIST}),
    "id_pairs": Row(
        pairs(
            st.lists(
                st.tuples(st.integers(1, 999), st.integers(1, 9)).map(
                    lambda pair: f"{pair[0]}-{pair[1]}"
                ),
                min_size=1,
                max_size=4,
            )
        ),
        ID_FORMATS,
    ),
    "user": Row(pairs(PEOPLE), USER_FORMATS),
    "user_text": Row(pairs(PEOPLE | st.just("no user")), USER_FORMATS),
    "groups": Row(pairs(GROUPS), GROUP_FORMATS),
    "location": Row(
        location_worlds,
        LOCATION_FORMATS,
        blurred={"name": _is_mistakable, "named_object": _is_mistakable},
    ),
    "status": Row(pairs(st.sampled_from(["In stock", "in use", "1", "MISSING"])), STATUS_FORMATS),
    "substatus": Row(pairs(st.sampled_from(["Available", "1", "lost"])), STATUS_FORMATS),
    "references": Row(
        reference_worlds,
        REFERENCE_FORMATS,
        blurred={"names": _is_unclear},
        lossy=frozenset({"names"}),
    ),
}
EXAMPLES = 30


def test_every_kind_has_a_row():
    assert set(ROWS) == set(table.KINDS) - {"encrypted"}


def _parsed(value: Any, world: World) -> Any:
    return world.bind(table.parse(value, world.field, world.known))


def _are_one(first: Any, second: Any, world: World) -> bool:
    """Whether two canonical values are one to a server: here only users have two spellings of one value."""
    if world.field.kind in ("user", "user_text"):
        return _user(first, world) == _user(second, world)
    return bool(first == second)


def _answers(world: World, value: Any) -> Iterator[tuple[str, Any]]:
    """What the server may answer once the value was sent: each format in which it differs from others."""
    row = ROWS[world.field.kind]
    sent = spell(value, world.field)
    for form, render in row.formats.items():
        raw = render(sent, world)
        if not (form in row.blurred and row.blurred[form](raw, world)):
            yield form, raw


@pytest.mark.parametrize("kind", sorted(ROWS))
def test_value_comes_back_as_the_same_and_as_no_other(kind):
    @settings(max_examples=EXAMPLES)
    @given(ROWS[kind].worlds(OF_KIND[kind]))
    def hold(world: World) -> None:
        first, second = _parsed(world.first, world), _parsed(world.second, world)
        alike = _are_one(first, second, world)
        for form, raw in _answers(world, first):
            shown = (form, raw)
            assert table.matches_raw(first, raw, world.field, world.known), shown
            assert table.matches_raw(second, raw, world.field, world.known) == alike, shown
            assert not table.matches_raw(None, raw, world.field, world.known), shown

    hold()


@pytest.mark.parametrize("kind", sorted(ROWS))
def test_what_is_shown_can_be_written_again(kind):
    @settings(max_examples=EXAMPLES)
    @given(ROWS[kind].worlds(OF_KIND[kind]))
    def hold(world: World) -> None:
        for form, raw in _answers(world, _parsed(world.first, world)):
            if form in ROWS[kind].lossy:
                continue
            shown = table.show_raw(raw, world.field, world.known)
            json.dumps(shown)
            again = table.parse(shown, world.field, world.known)
            if kind == "references":
                # Names are looked up on the server, which finds "name #id" by both.
                again = frozenset(_looked_up(ref) for ref in again)
            assert table.matches_raw(again, raw, world.field, world.known), (form, raw, shown)

    hold()


def _looked_up(ref: Ref) -> Ref:
    name, number = split_name_and_id(ref.name or "", KNOWN)
    return Ref(number, name) if ref.id is None and number is not None else ref


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TRICKY
    | st.sampled_from(["²", "٣", "0", "-0"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "value", "key", "username", "attributeValue", "projectId", "x"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=5,
)


@pytest.mark.parametrize("kind", sorted(table.KINDS))
def test_no_answer_breaks_the_reading(kind):
    field = OF_KIND[kind]

    @settings(max_examples=EXAMPLES)
    @given(ANYTHING)
    def hold(raw: Any) -> None:
        found = table.readings(raw, field, KNOWN)
        assert found
        for value in found:
            hash(value)
            json.dumps(table.show(value, field, KNOWN))
        table.matches_raw(None, raw, field, KNOWN)

    hold()


@pytest.mark.parametrize("kind", sorted(table.KINDS))
def test_whatever_is_written_is_taken_or_refused_in_a_sentence(kind):
    field = OF_KIND[kind]

    @settings(max_examples=EXAMPLES)
    @given(ANYTHING)
    def hold(value: Any) -> None:
        found = None
        with contextlib.suppress(Invalid):
            found = table.parse(value, field, KNOWN)
        if found is not None and kind != "references":
            json.dumps(spell(found, field), allow_nan=False)

    hold()


def test_all_38_fields_have_a_kind_that_is_tested():
    assert len(FIELDS) == 38
    assert {field.kind for field in FIELDS.values()} == {*ROWS, "encrypted"}
