# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random inventories over random servers: what every run of aip_assets must keep to.

Check mode writes nothing and says exactly what will be done; what is done is what was declared, with no write more than
the plan says; afterwards there is nothing left to do. The order in which assets are declared does not count.
"""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.renames import (
    has_temporary_name,
)
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

pytest.importorskip("hypothesis")
from ansible_collections.assetops.aip.tests.unit.plugins.modules.assets_of import (
    EXAMPLE,
    Writer,
    expected,
    fates,
    snapshot,
    stock,
    worlds,
)
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

pytestmark = [pytest.mark.long, pytest.mark.combinations]

ASSET = re.compile(r"inventory(/asset)?(/\d+)?\.json$")


@pytest.fixture(scope="module")
def plain():
    with Sandbox("every_field") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


def examples(count, shrinks=True):
    """So many examples. Those that take a second each are not made smaller: that would take minutes."""
    phases = list(Phase) if shrinks else [Phase.explicit, Phase.generate]
    return settings(
        max_examples=count,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )


def told(result):
    """The changes, as they must be the same in check mode."""
    changes = [
        (one["asset"], one["field"], one["before"], one["after"]) for one in result["changes"]
    ]
    return sorted(changes, key=lambda change: change[:2])


def sent_fields(write):
    """What a write carries beside the name and the asset type."""
    entries = write.body.get("attributes", [])
    names = {entry["attribute"]["attributeName"] for entry in entries}
    return names | (set(write.body) - {"name", "attributes", "formId"})


class Story:
    """Runs of one declaration, and all that must hold of them."""

    def __init__(self, run, sandbox, world, folder, **options):
        self.run, self.sandbox, self.world = run, sandbox, world
        ids = stock(sandbox, world)
        self.writer = Writer(world, sandbox, ids, folder)
        self.options = options

    def go(self, check=False, turned=False):
        """A run that must succeed: its result, and the writes of the journal."""
        self.sandbox.journal.clear()
        # Names that differ in case, and names that change hands, are in many worlds.
        task = {"similar_names": "ignore", **self.writer.options(turned), **self.options}
        result = self.run(self.sandbox, "aip_assets", check=check, **task)
        assert not result["failed"], result["msg"]
        assert result["warnings"] == []
        return result, self.sandbox.journal.writes()

    def becomes_true(self, also_check_again=False):
        """Check mode, the run, and a run after it."""
        before = snapshot(self.sandbox)
        planned, writes = self.go(check=True, turned=True)
        assert writes == []
        result, writes = self.go()
        assert told(result) == told(planned)
        for key in ("summary", "plan_digest", "unmanaged", "changed"):
            assert result[key] == planned[key], key
        assert result["changed"] == bool(writes)
        after = snapshot(self.sandbox)
        assert differences(after, expected(self.writer, before, after)) == {}
        self.tells_the_scope(result, before)
        self.wrote_no_more_than_planned(result, writes, before)
        self.is_silent()
        if also_check_again:
            self.is_silent(check=True)
        return result

    def is_silent(self, check=False):
        """There is nothing left to do."""
        result, writes = self.go(check=check)
        assert told(result) == []
        assert writes == []
        assert not result["changed"]
        assert result["assets"] == []
        unchanged = result["summary"].pop("unchanged")
        result["summary"].pop("unmanaged")
        assert set(result["summary"].values()) == {0}
        assert unchanged >= len(self.world.entries)

    def tells_the_scope(self, result, before):
        shown = {one["id"]: one["fate"] for one in result["unmanaged"]}
        wanted = fates(self.writer, before)
        retired = {
            number
            for number, fate in wanted.items()
            if fate == "retire" and before[number]["fields"].get("status") == "Retired"
        }
        assert {key: fate for key, fate in shown.items() if key not in retired} == {
            key: fate for key, fate in wanted.items() if key not in retired
        }
        counts = Counter(shown.values())
        assert result["summary"]["retired"] == sum(
            fate == "retire" and key not in retired for key, fate in wanted.items()
        )
        assert result["summary"]["unmanaged"] == sum(counts.values())

    def wrote_no_more_than_planned(self, result, writes, before):
        """One POST for each new asset, one PUT for each that changes, and one where a reference had to wait."""
        summary = result["summary"]
        of_assets = [one for one in writes if ASSET.search(one.path)]
        by_method = {
            method: [one for one in of_assets if one.method == method]
            for method in ("POST", "PUT", "DELETE")
        }
        of_files = [one for one in writes if not ASSET.search(one.path)]
        assert len(by_method["POST"]) == summary["created"]
        assert len(by_method["DELETE"]) == summary["deleted"]
        assert len(of_files) == summary["files_uploaded"] + summary["files_removed"]
        changed = {}
        for one in result["changes"]:
            if not one["field"].startswith("attachments.") and one["field"] != "state":
                changed.setdefault(one["id"], []).append(one["field"])
        puts = {}
        for put in by_method["PUT"]:
            number = int(re.search(r"(\d+)\.json", put.path)[1])
            is_detour = number in puts and has_temporary_name(puts[number].body["name"])
            assert number not in puts or is_detour, "written twice"
            puts[number] = put
        updated = {number for number in changed if number in before}
        assert updated == {number for number in puts if number in before}
        for number in updated:
            renamed = {"name"} & set(changed[number])
            assert len(sent_fields(puts[number])) == len(changed[number]) - len(renamed)
        self.put_only_what_had_to_wait(puts, by_method["POST"], before)

    def put_only_what_had_to_wait(self, puts, posts, before):
        """A new asset is written again only for references in a circle, and one of each circle is not."""
        circles = circles_of(self.world, lambda place: self.writer.found(place, before) is None)
        names = {
            (one["kind"], one["name"]): number
            for number, one in snapshot(self.sandbox).items()
            if number not in before
        }
        again = set()
        for circle in circles:
            members = {
                names[(self.world.entries[place].kind, self.world.entries[place].name)]
                for place in circle
            }
            late = members & set(puts)
            assert late
            # The last one has all but itself at once.
            assert late < members or any(self.needs_itself(place) for place in circle)
            again |= late
        assert {number for number in puts if number not in before} == again
        for number in again:
            assert sent_fields(puts[number]) == {"Asset List"}

    def needs_itself(self, place):
        """Whether an entry refers to itself."""
        refs = self.world.entries[place].refs.values()
        return any(target == ("entry", place) for some in refs for target, _way in some)


def differences(have, wanted):
    """In what two snapshots differ: by asset and field, what there is and what there should be."""
    found = {}
    for number in {*have, *wanted}:
        here, there = (flat(one.get(number)) for one in (have, wanted))
        keys = [key for key in {*here, *there} if here.get(key) != there.get(key)]
        if keys:
            found[number] = {key: (here.get(key), there.get(key)) for key in keys}
    return found


def flat(asset):
    """An asset's own and other fields side by side."""
    return (
        {**asset["fields"], **{key: asset[key] for key in ("name", "kind", "files")}}
        if asset
        else {}
    )


def circles_of(world, is_new):
    """The sets of new assets that all need each other; an asset that needs itself is one."""
    needs = {
        place: {
            which
            for refs in one.refs.values()
            for (how, which), _way in refs
            if how == "entry" and is_new(which)
        }
        for place, one in enumerate(world.entries)
        if one.present and is_new(place)
    }
    reach = {place: set(needed) for place, needed in needs.items()}
    for _round in needs:
        for place in needs:
            reach[place] |= {far for near in reach[place] for far in reach[near]}
    return {
        frozenset(other for other in needs if place in reach[other] and other in reach[place])
        for place in needs
        if place in reach[place]
    }


@examples(100)
@given(world=worlds())
def test_what_is_declared_comes_true(plain, run, folder, world):
    plain.reset()
    story = Story(run, plain, world, folder, wait_for_index=0)
    story.becomes_true(also_check_again=world.shuffle % 4 == 0)


@examples(40)
@given(world=worlds(new=(2, 8)))
def test_few_workers_and_the_search(plain, run, folder, world):
    """The same, verified by the search, and by one request at a time or several."""
    plain.reset()
    workers = (1, 2, 8)[world.shuffle % 3]
    Story(run, plain, world, folder, workers=workers, page_size=3).becomes_true()


@examples(40)
@given(world=worlds(scoped=False), seed=st.integers(0, 1000))
def test_what_somebody_else_changed_is_mended(plain, run, folder, world, seed):
    """The server drifts after a first run: fields are changed and cleared, assets vanish, others appear."""
    plain.reset()
    story = Story(run, plain, world, folder, wait_for_index=0)
    story.go()
    mixed = random.Random(seed)
    kept = {*story.writer.ids, *story.writer.seeded.values()}
    for number, asset in snapshot(plain).items():
        doing = mixed.choice(["nothing", "clear", "change", "vanish"])
        if doing == "vanish" and number not in kept:
            plain.remove_asset(number)
        elif doing == "clear":
            cleared = [key for key in asset["fields"] if key not in ("status", "Encrypted")]
            cleared = [key for key in cleared if key != world.identity]
            some = mixed.sample(sorted(cleared), min(2, len(cleared)))
            attributes = {key: "" for key in some if key[0].isupper() or key.startswith("List")}
            plain.edit_asset(number, attributes=attributes)
        elif doing == "change":
            plain.edit_asset(number, system={"quantity": mixed.randrange(3), "cost": 1})
    story.becomes_true()


KEYS = {
    "status_keys": {"1": "In stock", "3": "In transit", "6": "Retired"},
    "substatus_keys": {"1": "Available", "3": "Defective"},
}
SWITCHES = {
    "system_fields_in": [["transformed", "search"], ["transformed"], ["inventory"], ["search"]],
    "multi_format": ["separator", "list", "comma"],
    "search_multi_format": ["comma_space", "comma", "separator"],
    "reference_format": ["written", "ids", "names", "name_id", "objects"],
    "search_reference_format": ["names", "written", "ids", "name_id"],
    "user_format": ["written", "key"],
    "status_format": ["written", "key"],
    "location_format": ["id", "name"],
    "date_format": ["date", "epoch"],
    "datetime_format": ["minutes", "epoch"],
    "empty_value": ["null", "omitted", "text"],
    "create_answer": ["object", "empty"],
    "total_key": ["none", "total"],
    "page_cap": [500, 3],
    "analyzer": ["whitespace", "standard"],
    "missing_asset": ["404_json", "200_json"],
    "escape_html": ["none", "entities"],
    "beyond_last_page": ["empty", "repeat_last"],
}


def readable(switches, world):
    """Whether such a server shows which assets are referred to.

    One that shows names joins them, so that what joins them can't be told from the same within a name. Where it shows
    no ids beside, that goes for commas and outer blanks too.
    """
    names = [one.name or "" for one in (*world.stocked, *world.entries)]
    if switches["reference_format"] == "name_id":
        return not any("@@" in name for name in names)
    if switches["reference_format"] == "names":
        return not any("," in name or "@@" in name or name != name.strip() for name in names)
    return True


MANY = worlds(stocked=(7, 9), new=(8, 10))


@examples(20, shrinks=False)
@given(
    world=MANY,
    switches=st.fixed_dictionaries(
        {name: st.sampled_from(values) for name, values in SWITCHES.items()}
    ),
)
def test_other_servers(plain, run, folder, world, switches):
    """So many assets that their type is listed, by small pages, under any mixture of ways in which a server answers."""
    assume(readable(switches, world))
    plain.reset()
    plain.switch(**switches)
    dialect = {**KEYS, "html_escaped": switches["escape_html"] == "entities"}
    options = {"page_size": 3, "workers": (1, 4)[world.shuffle % 2], "dialect": dialect}
    Story(run, plain, world, folder, **options).becomes_true()


SINGLE = {
    f"{name}={value}": {name: value}
    for name, values in SWITCHES.items()
    for value in values[1:]
    if (name, value) != ("reference_format", "names")
}


@pytest.mark.parametrize("switches", SINGLE.values(), ids=SINGLE)
def test_another_server(plain, run, folder, switches):
    """The same declaration under each setting by itself, so that it is plain which one is to blame."""
    plain.reset()
    plain.switch(**switches)
    dialect = {**KEYS, "html_escaped": "escape_html" in switches}
    Story(run, plain, EXAMPLE, folder, page_size=3, dialect=dialect).becomes_true()


class WithDefault(Story):
    """Runs on a server that gives new assets a status by itself, which one more PUT clears where it is declared so."""

    STATUS = "On order"

    def becomes_true(self):
        before = snapshot(self.sandbox)
        planned, _writes = self.go(check=True)
        result, writes = self.go()
        after = snapshot(self.sandbox)
        new = [number for number in after if number not in before]
        cleared = [("status", self.STATUS, number) for number in new]
        result["changes"] = [
            one
            for one in result["changes"]
            if (one["field"], one["before"], one["id"]) not in cleared
        ]
        assert told(result) == told(planned)
        assert result["summary"] == planned["summary"]
        for number in new:  # where nothing is declared, it stays
            if after[number]["fields"].get("status") == self.STATUS:
                del after[number]["fields"]["status"]
        assert differences(after, expected(self.writer, before, after)) == {}
        puts = [one for one in writes if one.method == "PUT"]
        assert len({one.path for one in puts}) <= result["summary"]["updated"] + len(new)
        self.is_silent()


@examples(10)
@given(world=worlds(new=(3, 6), scoped=False))
def test_status_by_default(plain, run, folder, world):
    plain.reset()
    plain.switch(status_default=WithDefault.STATUS)
    WithDefault(run, plain, world, folder).becomes_true()


def test_changes_are_told_in_the_same_order(plain, run, folder):
    """What is written last, as it refers to an asset created later, does not stand elsewhere in check mode."""
    plain.reset()
    path = folder / "some"
    path.write_text("some")
    declared = [
        {"asset_type": "Specimen", "name": name, "quantity": 1,
         "attributes": {"Asset List": [other]}, "attachments": [{"path": str(path)}]}
        for name, other in (("a", "a"), ("b", "c"), ("c", "b"))
    ]  # fmt: skip
    planned, real = (
        [(one["asset"], one["field"]) for one in result["changes"]]
        for result in (
            run(plain, "aip_assets", check=check, assets=declared, wait_for_index=0)
            for check in (True, False)
        )
    )
    assert planned == real


# -- what random inventories came upon, or do not come upon --


def applied(run, sandbox, declared, **options):
    """A run, which must succeed, and a silent one after it; the writes of the first."""
    sandbox.journal.clear()
    result = run(sandbox, "aip_assets", assets=declared, **options)
    assert not result["failed"], result["msg"]
    writes = sandbox.journal.writes()
    again = run(sandbox, "aip_assets", assets=declared, **options)
    assert not again["failed"], again["msg"]
    assert again["changes"] == []
    return result, writes


def specimen(name, *refs, **fields):
    return {
        "asset_type": "Specimen", "name": name, "attributes": {"Asset List": list(refs)}, **fields
    }  # fmt: skip


def test_circles_come_first(plain, run):
    """A circle whose assets are the first of their type to be created."""
    for declared in (
        [specimen("a", "a")],
        [specimen("b", "c"), specimen("c", "b")],
        [specimen("d", "e"), specimen("e", "f", "f"), specimen("f", "d", "e")],
    ):
        plain.reset()
        _result, writes = applied(run, plain, declared)
        assert [one.method for one in writes] == ["POST"] * len(declared) + ["PUT"] * (
            len(writes) - len(declared)
        )
        assert len(writes) in (len(declared) + 1, 2 * len(declared) - 1)


@pytest.mark.parametrize("shown", ["written", "ids", "names", "name_id", "objects"])
def test_reference_by_id_to_an_asset_that_is_renamed(plain, run, shown):
    plain.reset()
    plain.switch(reference_format=shown)
    number = plain.asset_id("Bare specimen")
    result, writes = applied(run, plain, [{"id": number, "name": "aa"}, specimen("zz", number)])
    assert [one.method for one in writes] == ["PUT", "POST"]
    (change,) = (one for one in result["changes"] if one["field"] == "Asset List")
    assert change["after"] == [f"aa #{number}"]


@pytest.mark.parametrize("count", [0, 12])
def test_system_fields_that_only_rows_show(plain, run, count):
    """An asset that is declared by its id, beside few others of its type, or many."""
    plain.reset()
    plain.switch(system_fields_in=["search"])
    number = plain.add_asset("Widget", "w", {"quantity": 3})
    others = [{"asset_type": "Widget", "name": f"n{place}"} for place in range(count)]
    for value, options in ((4, {}), ("", {}), (5, {}), (None, {"undeclared_fields": "clear"})):
        field = {} if options else {"quantity": value}
        applied(run, plain, [*others, {"id": number, **field}], **options)
        assert plain.asset(number)["system"].get("asset.quantity") == (value or None)


def test_name_with_blanks_around_it(plain, run):
    plain.reset()
    plain.switch(reference_format="names")
    plain.add_asset("Widget", " leading")
    _result, writes = applied(run, plain, [specimen("zz", " leading")])
    assert len(writes) == 1


@pytest.mark.parametrize("name", ["a@@@@@@b", "x, y", "x,y #7"])
def test_name_that_holds_what_joins_names(plain, run, name):
    """The id beside it tells which asset it is."""
    plain.reset()
    plain.switch(reference_format="name_id")
    plain.add_asset("Widget", name)
    _result, writes = applied(run, plain, [specimen("zz", {"name": name})])
    assert len(writes) == 1


def test_new_asset_that_is_referred_to_in_several_spellings(plain, run):
    plain.reset()
    spelled = ["M", {"name": "M"}, {"asset_type": "Specimen", "name": "M"}]
    result, _writes = applied(run, plain, [specimen("M"), specimen("N", *spelled)])
    (change,) = (
        one for one in result["changes"] if one["asset"] == "Specimen 'N'" and one["after"] != "N"
    )
    assert change["after"] == ["M"]


BY_SERIAL = {"asset_type": "Widget", "serial_number": "S1", "match_by": ["serial_number"]}
CONTRADICTIONS = {
    "renamed to what another is called": (
        {"B": "S1", "A": "S0"},
        [{**BY_SERIAL, "name": "A"}, {"asset_type": "Widget", "name": "A", "quantity": 1}],
    ),
    "created as what another is called": (
        {},
        [{**BY_SERIAL, "name": "A"}, {"asset_type": "Widget", "name": "A", "quantity": 1}],
    ),
    "renamed to what must not be": (
        {"A": "S0"},
        [{"asset_type": "Widget", "name": "A", "state": "absent"}, {"id": 1, "name": "A"}],
    ),
    "created as what must not be": (
        {"A": "S0"},
        [{"asset_type": "Widget", "name": "A", "state": "absent"}, {**BY_SERIAL, "name": "A"}],
    ),
    "given what identifies another": (
        {"A": "S1"},
        [{"asset_type": "Widget", "name": "N", "serial_number": "S1"}, {**BY_SERIAL, "name": "M"}],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("there", "declared"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_what_could_never_be_silent_is_refused(plain, run, there, declared):
    """Two declarations that would mean the same asset after the run."""
    plain.reset()
    for name, serial in there.items():
        plain.add_asset("Widget", name, {"serialNumber": serial})
    plain.journal.clear()
    result = run(plain, "aip_assets", assets=declared)
    assert result["failed"]
    assert plain.journal.writes() == []
