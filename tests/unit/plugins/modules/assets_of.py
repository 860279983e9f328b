# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random inventories: assets that a server has, a declaration over them, and what the server must have afterwards.

All that is drawn can be carried out: no two assets mean the same, references are not ambiguous, nothing declared refers
to what goes. Names are odd on purpose, and may be those of assets of the other type.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.assetops.aip.tests.unit.plugins.modules.test_aip_asset_field_kinds import (
    CASES,
    CLEARS,
    WIRE,
    Case,
    filled_in,
    placeholders,
)

pytest.importorskip("hypothesis")
from hypothesis import strategies as st

NAMES = (
    "alpha", "Alpha", "ALPHA", "alpha beta", "alpha  beta", "alpha, beta", "x #7", "rack-07", "rack 07", "Türkiye",
    "ﬁle", "*", "a*", "a AND b", "C:\\Tools", '"quoted"', "# 12", "12", " leading", "trailing ", "a@@@@@@b", "&amp;",
    "<b>", "{{ x }}", "0o14", "null", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
FILES = ("a.txt", "b c.txt", "ü.bin")
CONTENTS = ("", "one", "two\n")
REFERENCES = {"Specimen": ("Asset List", "Asset List by Asset Types"), "Widget": ()}
IDENTITIES = ("serial_number", "asset_tag", "Text")
LOCATIONS = {"Data centre north": "2", "Store room, basement": "6"}
COLOUR = Case(("red", ["red"]), {"red"}, ("blue",), {"blue"})
SECRET = Case(("s3cret-1",), "s3cret-1", ("s3cret-2",), "s3cret-2")
OWN = {"Specimen": (), "Widget": ("Colour", "Text")}
APART = ("status", "substatus", "Asset List", "Asset List by Asset Types")
EVERY = {**CASES, "Colour": COLOUR, "Encrypted": SECRET}
SYSTEM = tuple(key for key in WIRE if key not in APART)
OF_TYPE = {
    "Specimen": (*(key for key in CASES if key not in APART), "Encrypted"),
    "Widget": (*SYSTEM, "Colour", "Text"),
}

Target = tuple[str, Any]  # ("entry", place), ("stocked", place) or ("seed", name)


@dataclasses.dataclass(frozen=True)
class Stocked:
    """An asset that is on the server before: its fields as the sandbox then has them."""

    kind: str
    name: str
    is_marked: bool
    fields: Mapping[str, Any]
    refs: Mapping[str, tuple[int, ...]]
    files: Mapping[str, str]


@dataclasses.dataclass(frozen=True)
class Entry:
    """A declared asset. `fields` has, by key, what is written and what that means."""

    kind: str
    by: str  # name, id, mark or both
    stocked: int | None
    name: str | None
    present: bool
    fields: Mapping[str, tuple[Any, Any]]
    refs: Mapping[str, tuple[tuple[Target, str], ...]]
    files: tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True)
class Scope:
    """What the declaration describes in full, and what becomes of the rest of it."""

    types: tuple[str, ...]
    filters: str = ""
    prune: bool = False
    protect: str = ""
    retires: bool = False


# What a filter is, and the same said of an asset as the sandbox has it.
FILTERS = {
    "": ([], lambda asset: True),
    "in stock": (
        [{"field": "status", "value": "In stock"}],
        lambda asset: asset["fields"].get("status") == "In stock",
    ),
    "named": (
        [{"field": "name", "operator": "contains", "value": "a"}],
        lambda asset: "a" in asset["name"],
    ),
    "counted": (
        [{"field": "quantity", "operator": "greater", "value": 0}],
        lambda asset: asset["fields"].get("quantity", 0) > 0,
    ),
    "placed": (
        [{"field": "location", "operator": "is_empty", "value": False}],
        lambda asset: "location" in asset["fields"],
    ),
}


@dataclasses.dataclass(frozen=True)
class World:
    """A server and a declaration over it."""

    stocked: tuple[Stocked, ...]
    entries: tuple[Entry, ...]
    identity: str
    defaults: Mapping[str, Mapping[str, tuple[Any, Any]]]
    clears: bool
    scope: Scope | None
    shuffle: int


# -- drawing --


def written_values(key):
    """What may be written for a field, and what it means."""
    case = EVERY[key]
    ways = [(spelling, case.truth) for spelling in case.spellings]
    ways += [(spelling, case.other_truth) for spelling in case.others]
    return st.sampled_from([*ways, *((clear, None) for clear in CLEARS)])


STATUSES = (
    {},
    {},
    {"status": ("In transit", "In transit")},
    {"status": (None, None)},
    {"substatus": ("", None)},
    {"status": ("", None), "substatus": (None, None)},
    {"status": ("in stock", "In stock"), "substatus": ("Available", "Available")},
    {"status": ("In transit", "In transit"), "substatus": ("Defective", "Defective")},
)
STOCKED_STATUSES = (
    {},
    {"status": "In stock"},
    {"status": "In stock", "substatus": "Available"},
    {"status": "In transit", "substatus": "Defective"},
)


@st.composite
def written_fields(draw, kind, identity, most=4):
    """Some fields of an asset, as written."""
    keys = draw(
        st.lists(
            st.sampled_from([key for key in OF_TYPE[kind] if key != identity]),
            max_size=most,
            unique=True,
        )
    )
    fields = {key: draw(written_values(key)) for key in keys}
    return {**fields, **draw(st.sampled_from(STATUSES))}


@st.composite
def stocked_assets(draw, kind, name, identity, count):
    """An asset that the server has; it refers to any of `count` others."""
    keys = draw(
        st.lists(
            st.sampled_from([key for key in OF_TYPE[kind] if key != identity]),
            max_size=4,
            unique=True,
        )
    )
    fields = {
        key: draw(st.sampled_from([EVERY[key].truth, EVERY[key].other_truth])) for key in keys
    }
    refs = {}
    if "Asset List" in REFERENCES[kind] and draw(st.booleans()):
        refs["Asset List"] = tuple(
            draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=3, unique=True))
        )
    files = draw(st.dictionaries(st.sampled_from(FILES), st.sampled_from(CONTENTS), max_size=2))
    return Stocked(
        kind,
        name,
        draw(st.booleans()),
        {**fields, **draw(st.sampled_from(STOCKED_STATUSES))},
        refs,
        files,
    )


KINDS = st.sampled_from(["Specimen", "Specimen", "Widget"])
SEEDED = {
    "Full specimen": "Specimen",
    "Bare specimen": "Specimen",
    "Widget one": "Widget",
    "Widget, with comma": "Widget",
}


@st.composite
def worlds(draw, stocked=(0, 6), new=(0, 5), scoped=True):
    """A server with some assets, and a declaration over it."""
    identity = draw(st.sampled_from(IDENTITIES))
    old_kinds = draw(st.lists(KINDS, min_size=stocked[0], max_size=stocked[1]))
    new_kinds = draw(st.lists(KINDS, min_size=new[0], max_size=new[1]))
    count = len(old_kinds)
    # Each type has its own names: old assets, new ones, and as many others to rename to.
    names = {
        kind: draw(
            st.lists(
                st.sampled_from(NAMES),
                unique=True,
                min_size=2 * old_kinds.count(kind) + new_kinds.count(kind),
                max_size=2 * old_kinds.count(kind) + new_kinds.count(kind),
            )
        )
        for kind in ("Specimen", "Widget")
    }
    olds = tuple(
        draw(stocked_assets(kind, names[kind].pop(0), identity, count)) for kind in old_kinds
    )
    scope = draw(scopes()) if scoped else None
    plans = draw_roles(draw, olds, new_kinds, names)
    entries = complete_with_fields(draw, plans, olds, scope, identity)
    return World(
        olds,
        entries,
        identity,
        draw(defaults(identity)),
        draw(st.sampled_from([False, False, True])),
        scope if any(one.present for one in entries) else None,
        draw(st.integers(0, 1000)),
    )


def draw_roles(draw, olds, new_kinds, names):
    """Which assets are declared, and how they are found: entries without fields."""
    plans = []
    for place, old in enumerate(olds):
        ways = ["none", "name", "id", "id"] + (["mark", "mark", "both"] if old.is_marked else [])
        by = draw(st.sampled_from(ways))
        if by == "none":
            continue
        present = draw(st.sampled_from([True, True, True, False]))
        named = by in ("name", "both") or draw(st.booleans())
        plans.append(Entry(old.kind, by, place, old.name if named else None, present, {}, {}, ()))
    free = [number for number, one in enumerate(plans) if one.by in ("id", "mark") and one.present]
    for number in free:
        one = plans[number]
        if draw(st.booleans()):
            plans[number] = dataclasses.replace(one, name=names[one.kind].pop(0))
    if draw(st.integers(0, 3)) == 0:  # some take each other's names
        for kind in ("Specimen", "Widget"):
            some = [number for number in free if plans[number].kind == kind]
            olds_of = [olds[plans[number].stocked].name for number in some]
            for number, name in zip(some, olds_of[1:] + olds_of[:1]):
                plans[number] = dataclasses.replace(plans[number], name=name)
    for kind in new_kinds:
        by = draw(st.sampled_from(["name", "name", "mark", "both"]))
        present = draw(st.sampled_from([True] * 7 + [False]))
        plans.append(Entry(kind, by, None, names[kind].pop(0), present, {}, {}, ()))
    return plans


def complete_with_fields(draw, plans, olds, scope, identity):
    """The entries with fields, references and files."""
    targets = {"Specimen": [], "Widget": []}
    declared = {one.stocked for one in plans}
    for number, one in enumerate(plans):
        if one.present:
            targets[one.kind].append(("entry", number))
    spared = [
        kind
        for kind in ("Specimen", "Widget")
        if not (scope and scope.prune and not scope.retires and kind in scope.types)
    ]
    for number, old in enumerate(olds):
        if number not in declared and old.kind in spared:
            targets[old.kind].append(("stocked", number))
    for name, kind in SEEDED.items():
        if kind in spared:
            targets[kind].append(("seed", name))
    takes = {
        "Asset List": targets["Specimen"] + targets["Widget"],
        "Asset List by Asset Types": targets["Widget"],
    }
    ways = st.sampled_from(["name", "typed", "id", "numbered"])
    entries = []
    for one in plans:
        refs = {}
        for key in REFERENCES[one.kind]:
            if takes[key] and draw(st.booleans()):
                some = draw(st.lists(st.sampled_from(takes[key]), max_size=3, unique=True))
                refs[key] = tuple((target, draw(ways)) for target in some)
        files = draw(st.dictionaries(st.sampled_from(FILES), st.sampled_from(CONTENTS), max_size=2))
        entries.append(
            dataclasses.replace(
                one,
                fields=draw(written_fields(one.kind, identity)),
                refs=refs,
                files=tuple(files.items()),
            )
        )
    return tuple(entries)


@st.composite
def scopes(draw):
    """Mostly none."""
    if draw(st.integers(0, 2)):
        return None
    return Scope(
        draw(st.sampled_from([("Widget",), ("Specimen",), ("Specimen", "Widget")])),
        draw(st.sampled_from(sorted(FILTERS))),
        draw(st.sampled_from([True, True, False])),
        draw(st.sampled_from(["", "in stock", "named", "placed"])),
        draw(st.booleans()),
    )


@st.composite
def defaults(draw, identity):
    """What assets inherit: mostly nothing."""
    found = {}
    if draw(st.integers(0, 2)) == 0:
        for name, keys in (("*", (*SYSTEM, "Text")), ("Specimen", OF_TYPE["Specimen"])):
            some = draw(
                st.lists(
                    st.sampled_from([key for key in keys if key != identity]),
                    max_size=2,
                    unique=True,
                )
            )
            if some:
                found[name] = {key: draw(written_values(key)) for key in some}
    return found


# -- the server --


def sent(key, truth):
    """A value as the sandbox takes it."""
    if key == "belongs_to_group":
        return json.dumps(sorted(truth))
    if key == "Cascading Dropdown":
        return "-".join(map(str, truth))
    if isinstance(truth, set):
        return "@@@@@@".join(sorted(truth))
    return LOCATIONS.get(truth, truth) if key == "location" else truth


def options_for(fields):
    """The arguments `system` and `attributes` of add_asset and edit_asset."""
    return {
        "system": {WIRE[key]: value for key, value in fields.items() if key in WIRE},
        "attributes": {key: value for key, value in fields.items() if key not in WIRE},
    }


def mark_of(place):
    """What tells an asset from all others, but for its name."""
    return f"mark {place}"


def stock(sandbox, world):
    """Put the assets on the server; their ids."""
    ids = []
    for place, one in enumerate(world.stocked):
        fields = {key: sent(key, truth) for key, truth in one.fields.items()}
        if one.is_marked:
            fields[world.identity] = mark_of(place)
        files = {name: content.encode() for name, content in one.files.items()}
        ids.append(sandbox.add_asset(one.kind, one.name, attachments=files, **options_for(fields)))
    for asset_id, one in zip(ids, world.stocked):
        for key, places in one.refs.items():
            text = ",".join(str(ids[place]) for place in places)
            sandbox.edit_asset(asset_id, attributes={key: text})
    return ids


def snapshot(sandbox):
    """Everything that the server has: id to type, name, fields by key (no order where there is none), files."""
    users = {user.key: user.username for user in sandbox.users.values()}
    keys = {wire: key for key, wire in WIRE.items()}
    found = {}
    for one in sandbox.assets():
        fields = {keys[wire]: value for wire, value in one["system"].items()}
        fields.update(one["attributes"])
        for key, value in fields.items():
            if isinstance(value, list) and key != "Cascading Dropdown":
                fields[key] = set(value)
            elif isinstance(value, str):
                fields[key] = users.get(value, value)
        files = sorted(
            (file.original_name, sandbox.content(file).decode("latin-1"))
            for file in sandbox.attachments(one["id"])
        )
        found[one["id"]] = {
            "kind": one["type"],
            "name": one["name"],
            "fields": fields,
            "files": files,
        }
    return found


# -- the declaration --


class Writer:
    """Writes the declaration of a world over a server, whose assets have these ids."""

    def __init__(self, world, sandbox, ids, folder):
        self.world, self.ids, self.folder = world, ids, folder
        self.known = placeholders(sandbox)
        self.seeded = {name: sandbox.asset_id(name) for name in SEEDED}
        renamed = {one.stocked: one.name for one in world.entries if one.name and one.present}
        self.final = [renamed.get(place, old.name) for place, old in enumerate(world.stocked)]
        bearers = [*self.final, *(one["name"] for one in sandbox.assets() if one["id"] not in ids)]
        bearers += [one.name for one in world.entries if one.stocked is None]
        self.bearers = Counter(bearers)

    def options(self, turned=False):
        """The options of the task; `turned`: in another order."""
        world = self.world
        assets = [self.asset(place) for place in range(len(world.entries))]
        task = {
            "defaults": {
                name: self.fields(fields.items()) for name, fields in world.defaults.items()
            },
            "undeclared_fields": "clear" if world.clears else "keep",
            "assets": assets,
        }
        if world.scope:
            scope = world.scope
            task.update(
                scope={"asset_types": list(scope.types), "filters": FILTERS[scope.filters][0]},
                prune=scope.prune,
                protect=FILTERS[scope.protect][0] if scope.protect else [],
                retire={"status": "Retired"} if scope.retires else {},
                max_deletes=100,
                max_delete_percent=100,
            )
        if turned:
            mixed = random.Random(world.shuffle)
            assets = [shuffled(one, mixed) for one in assets]
            mixed.shuffle(assets)
            task["assets"] = assets
        return task

    def fields(self, pairs):
        """Fields as a task has them."""
        values = {key: filled_in(written, self.known) for key, (written, _truth) in pairs}
        system = {key: value for key, value in values.items() if key in WIRE}
        attributes = {key: value for key, value in values.items() if key not in WIRE}
        return {**system, **({"attributes": attributes} if attributes else {})}

    def mark(self, place):
        """The identity of an entry that is found by it."""
        one = self.world.entries[place]
        return mark_of(one.stocked if one.stocked is not None else f"new {place}")

    def asset(self, place):
        """An entry as a task has it."""
        one, identity = self.world.entries[place], self.world.identity
        pairs = dict(one.fields)
        if one.by in ("mark", "both"):
            pairs[identity] = (self.mark(place), self.mark(place))
        for key, refs in one.refs.items():
            pairs[key] = ([self.reference(target, way) for target, way in refs], None)
        found = self.fields(pairs.items())
        found["asset_type"] = one.kind
        if one.name is not None:
            found["name"] = one.name
        if one.by == "id":
            found["id"] = self.ids[one.stocked]
        if one.by in ("mark", "both"):
            found["match_by"] = [identity] if one.by == "mark" else ["name", identity]
        if not one.present:
            found["state"] = "absent"
        if one.files:
            found["attachments"] = [
                {"path": str(self.path(content)), "name": name} for name, content in one.files
            ]
        return found

    def path(self, content):
        """A file with that content."""
        path = self.folder / hashlib.sha256(content.encode()).hexdigest()[:8]
        if not path.exists():
            path.write_bytes(content.encode())
        return path

    def named(self, target):
        """Type, name and id (None for a new asset) of what is referred to."""
        how, which = target
        if how == "seed":
            return SEEDED[which], which, self.seeded[which]
        if how == "stocked":
            return self.world.stocked[which].kind, self.final[which], self.ids[which]
        one = self.world.entries[which]
        if one.stocked is None:
            return one.kind, one.name, None
        return one.kind, self.final[one.stocked], self.ids[one.stocked]

    def reference(self, target, way):
        """A reference as a task has it; a way that this target does not allow is replaced by one that it does."""
        kind, name, asset_id = self.named(target)
        if way == "id" and asset_id is not None:
            return asset_id
        if way == "numbered" and asset_id is not None:
            return f"{name} #{asset_id}"
        if way == "name" and self.bearers[name] == 1 and not name.isdigit() and "#" not in name:
            return name
        return {"asset_type": kind, "name": name}

    # -- what must come of it --

    def found(self, place, before):
        """The id of the asset that an entry means, or None."""
        one = self.world.entries[place]
        if one.by == "id":
            return self.ids[one.stocked]
        for asset_id, asset in before.items():
            named = asset["name"] == one.name or one.by == "mark"
            marked = asset["fields"].get(self.world.identity) == self.mark(place)
            if asset["kind"] == one.kind and named and (marked or one.by == "name"):
                return asset_id
        return None

    def written(self, place):
        """What is declared of an entry, with what it inherits: key to its meaning. References as their targets."""
        one = self.world.entries[place]
        merged = {}
        for layer in (*(self.world.defaults.get(name, {}) for name in ("*", one.kind)), one.fields):
            merged.update({key: truth for key, (_written, truth) in layer.items()})
        if one.by in ("mark", "both"):
            merged[self.world.identity] = self.mark(place)
        for key, refs in one.refs.items():
            merged[key] = [target for target, _way in refs]
        return merged


def shuffled(value, mixed):
    """A mapping in another order, all the way down."""
    if not isinstance(value, Mapping):
        return value
    items = [(key, shuffled(one, mixed)) for key, one in value.items()]
    mixed.shuffle(items)
    return dict(items)


def expected(writer, before, after):
    """What the server must have after the run that led from `before` to `after`: the same form as a snapshot.

    Of new assets only the ids are taken from what there is.
    """
    world = writer.world
    wanted = {asset_id: dict(asset) for asset_id, asset in before.items()}
    fresh = {key: value for key, value in after.items() if key not in before}
    ids = {}
    for place, one in enumerate(world.entries):
        asset_id = writer.found(place, before)
        if asset_id is None and one.present:
            made = [key for key in fresh if fresh[key]["kind"] == one.kind]
            made = [key for key in made if fresh[key]["name"] == one.name]
            assert len(made) == 1, (one, made)
            asset_id = made[0]
        ids[place] = asset_id
    for place, one in enumerate(world.entries):
        asset_id = ids[place]
        if not one.present:
            wanted.pop(asset_id, None)
            continue
        old = before.get(asset_id)
        wanted[asset_id] = {
            "kind": one.kind,
            "name": one.name or old["name"],
            "fields": _fields_after(writer, place, old, ids, after[asset_id]["fields"]),
            "files": sorted(({**dict(old["files"] if old else ()), **dict(one.files)}).items()),
        }
    for asset_id, fate in fates(writer, before).items():
        if fate == "delete":
            wanted.pop(asset_id)
        elif fate == "retire":
            old = before[asset_id]["fields"]
            orphan = {"substatus"} if old.get("status") != "Retired" else set()
            kept = {key: value for key, value in old.items() if key not in orphan}
            wanted[asset_id]["fields"] = {**kept, "status": "Retired"}
    return wanted


def _fields_after(writer, place, old, ids, now):
    fields = dict(old["fields"]) if old else {}
    written = writer.written(place)
    if writer.world.clears:
        fields = {key: value for key, value in fields.items() if key in ("Encrypted", *written)}
    if "status" in written and "substatus" not in written:
        # Whether a substatus outlives its status is the server's affair.
        fields.pop("substatus", None)
        if "substatus" in now:
            fields["substatus"] = now["substatus"]
    for key, value in written.items():
        meant = value
        if key == "Encrypted" and old:
            continue
        if key in ("Asset List", "Asset List by Asset Types"):
            meant = {
                ids[which] if how == "entry" else writer.named((how, which))[2]
                for how, which in value
            }
        if meant in (None, set()):
            fields.pop(key, None)
        else:
            fields[key] = meant
    return fields


def fates(writer, before):
    """What becomes of the assets in scope that are not declared."""
    scope = writer.world.scope
    if scope is None:
        return {}
    declared = {writer.found(place, before) for place in range(len(writer.world.entries))}
    _written, is_meant = FILTERS[scope.filters]
    _written, is_spared = FILTERS[scope.protect]
    doing = "kept" if not scope.prune else "retire" if scope.retires else "delete"
    return {
        asset_id: "protected" if scope.protect and is_spared(asset) else doing
        for asset_id, asset in before.items()
        if asset["kind"] in scope.types and asset_id not in declared and is_meant(asset)
    }


def example():
    """A declaration with something of everything; more than ten assets of each type."""

    def entry(kind, by, name, place=None, present=True, fields=(), refs=(), files=()):
        return Entry(kind, by, place, name, present, dict(fields), dict(refs), tuple(files))

    every = {
        "Specimen": {key: EVERY[key].truth for key in OF_TYPE["Specimen"] if key != "asset_tag"},
        "Widget": {key: EVERY[key].other_truth for key in OF_TYPE["Widget"] if key != "asset_tag"},
    }
    written = {
        kind: {key: (EVERY[key].others[0], EVERY[key].other_truth) for key in OF_TYPE[kind]}
        for kind in OF_TYPE
    }
    cleared = {kind: dict.fromkeys(OF_TYPE[kind], (None, None)) for kind in OF_TYPE}
    for fields in (*written.values(), *cleared.values()):
        del fields["asset_tag"]
    stocked, entries = [], []
    for kind in ("Specimen", "Widget"):
        for place in range(7):
            refs = {"Asset List": (0, 8)} if kind == "Specimen" and place < 4 else {}
            status = STOCKED_STATUSES[place % 4]
            stocked.append(
                Stocked(
                    kind, f"old {place}", True, {**every[kind], **status}, refs, {"a.txt": "one"}
                )
            )
        first = 7 * (kind == "Widget")
        status = STATUSES[6]
        entries += [
            entry(kind, "name", "old 0", first, fields={**written[kind], **status}),
            entry(kind, "id", "old 1, renamed", first + 1, fields=cleared[kind]),
            entry(kind, "mark", "old 2", first + 2, fields=written[kind], files=[("a.txt", "two")]),
            entry(kind, "both", "old 3", first + 3, fields=STATUSES[5]),
            entry(kind, "id", None, first + 4, fields=written[kind]),
            entry(kind, "name", "old 5", first + 5, present=False),
        ]
        entries += [entry(kind, "name", f"new {place}", fields=written[kind]) for place in range(7)]
    targets = [("entry", 1), ("entry", 7), ("entry", 14), ("stocked", 6), ("seed", "Widget one")]
    for place, way in ((0, "typed"), (4, "id"), (6, "name"), (7, "numbered"), (8, "typed")):
        refs = {
            "Asset List": tuple((target, way) for target in [*targets, ("entry", 6)]),
            "Asset List by Asset Types": ((("entry", 20), way), (("stocked", 13), way)),
        }
        entries[place] = dataclasses.replace(entries[place], refs=refs)
    return World(
        tuple(stocked),
        tuple(entries),
        "asset_tag",
        {"Widget": {"quantity": (7, 7)}},
        False,
        None,
        1,
    )


EXAMPLE = example()

__all__ = ["EXAMPLE", "Writer", "expected", "fates", "snapshot", "stock", "worlds"]
