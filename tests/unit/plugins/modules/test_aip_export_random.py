# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random inventories, exported: applied they are no change; on an empty server they become the same, byte for byte."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

pytest.importorskip("hypothesis")
from ansible_collections.assetops.aip.tests.unit.plugins.modules.assets_of import (
    snapshot,
    stock,
    worlds,
)
from ansible_collections.assetops.aip.tests.unit.plugins.modules.test_aip_assets_random import (
    KEYS,
    SWITCHES,
    examples,
    readable,
)
from ansible_collections.assetops.aip.tests.unit.plugins.modules.test_aip_export import (
    declared,
    empty,
    is_true,
    tree,
)
from hypothesis import assume, given
from hypothesis import strategies as st

pytestmark = [pytest.mark.long, pytest.mark.combinations]

NUMBERS = itertools.count()
STOCKED = worlds(stocked=(1, 9), new=(0, 0), scoped=False)


@pytest.fixture(scope="module")
def plain():
    with Sandbox("every_field") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Gives a folder that nobody has used."""
    return lambda: tmp_path_factory.mktemp("export", numbered=True) / str(next(NUMBERS))


def put(sandbox, world):
    """The world's assets on the server, without those of the seed that no name tells apart."""
    stock(sandbox, world)
    for twin in sandbox.assets(name="Widget twin"):
        sandbox.remove_asset(twin["id"])


def told(sandbox):
    """What the server has, ids aside: assets refer to each other by type and name. Nobody can read secrets."""
    assets = snapshot(sandbox)
    names = {str(number): (one["kind"], one["name"]) for number, one in assets.items()}
    found = []
    for one in assets.values():
        fields = {
            key: sorted(names[str(number)] for number in value) if key.startswith("Asset L") else value
            for key, value in one["fields"].items()
            if key != "Encrypted"
        }  # fmt: skip
        found.append((one["kind"], one["name"], fields, one["files"]))
    return sorted(found, key=lambda asset: asset[:2])


@examples(50)
@given(world=STOCKED)
def test_exported_and_applied_to_an_empty_server_it_is_the_same(plain, run, fresh, world):
    plain.reset()
    put(plain, world)
    first, second = fresh(), fresh()
    result = run(plain, "aip_export", dest=str(first))
    assert not result["failed"], result["msg"]
    assert result["left_out"] == []
    assert is_true(run, plain, first)
    before = told(plain)
    empty(plain)
    filled = run(plain, "aip_assets", assets=declared(first), wait_for_index=0)
    assert not filled["failed"], filled["msg"]
    assert told(plain) == before
    run(plain, "aip_export", dest=str(second))
    assert tree(second) == tree(first)


@examples(30, shrinks=False)
@given(
    world=STOCKED,
    switches=st.fixed_dictionaries(
        {name: st.sampled_from(values) for name, values in SWITCHES.items()}
    ),
)
def test_however_a_server_shows_it_the_bytes_are_the_same(plain, run, fresh, world, switches):
    assume(readable(switches, world))
    plain.reset()
    put(plain, world)
    usual, shown = fresh(), fresh()
    run(plain, "aip_export", dest=str(usual))
    plain.switch(**switches)
    dialect = {**KEYS, "html_escaped": switches["escape_html"] == "entities"}
    result = run(plain, "aip_export", dest=str(shown), dialect=dialect)
    assert not result["failed"], result["msg"]
    # What a server shows in a form that means nothing for sure is left out, and never written in another form.
    is_whole = not result["left_out"]
    assert is_true(run, plain, shown, dialect=dialect)
    assert not is_whole or tree(shown) == tree(usual)
