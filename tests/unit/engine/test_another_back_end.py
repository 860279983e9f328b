# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A second back end, as small as one can be, goes through the engine as it is.

It keeps its assets in a dict, its ids are texts, and it has no pages and no search: it brings everything that there is.
Of an asset that is read it shows only what was asked for.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._core.backend import (
    Backend,
    Created,
    Traits,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import build_asset_type
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Current,
    Field,
    Location,
    Row,
    refs_in,
)

from .engine import apply, counted, export_to, info

SITE = build_asset_type("t-site", "Site", [Field("Code", "Code", "text", "f-1", "Text")])
HOST = build_asset_type(
    "t-host",
    "Host",
    [
        Field("CPUs", "CPUs", "long", "f-2", "Number"),
        Field("Site", "Site", "references", "f-3", "Reference", allowed_types=("t-site",)),
    ],
)


class Tiny:
    """A server of sites and hosts. `assets` has the type, the name and the fields of each, by its id."""

    server = "tiny:"
    traits = Traits(search_lags=False)

    def __init__(self) -> None:
        self.assets: dict[str, tuple[Any, str, dict[str, Any]]] = {}
        self.calls: list[str] = []

    def asset_types(self) -> Any:
        return (SITE, HOST)

    def locations(self) -> Any:
        return (Location("north", "North"), Location("south", "South"))

    def parse_id(self, text: str) -> Any:
        return text if text.startswith("a-") and text[2:].isdigit() else None

    def user_spellings(self, text: str) -> Any:
        return frozenset({text})

    def user_name(self, text: str) -> str:
        return text

    def hide(self, text: str) -> str:
        return text

    def hidden(self, texts: Any) -> Any:
        return {}

    def keep_secret(self, *texts: str) -> None:
        """It has no encrypted fields."""

    def search(self, query: Any, enough: Any = None) -> Any:
        fields = {one.id: one.fields.values() for one in self.asset_types()}
        return [
            Row(
                key,
                name,
                of,
                of.name,
                {one.key: self.shown(raw.get(one.key)) for one in fields[of.id]},
            )
            for key, (of, name, raw) in self.assets.items()
            if not query.types or of in query.types
        ]

    def read(self, ids: Any, fields: Any, known: Any = None, refused: Any = None) -> Any:
        found = {}
        for key in [one for one in ids if one in self.assets]:
            of, name, raw = self.assets[key]
            wanted = fields(of) if fields else ()
            shown = {one.key: self.shown(raw.get(one.key)) for one in wanted}
            found[key] = Current(key, name, of, of.name, shown, ())
        return found

    def shown(self, value: Any) -> Any:
        if refs_in(value):
            return [str(ref.id) for ref in refs_in(value)]
        return sorted(value) if isinstance(value, frozenset) else value

    def create(self, name: str, of: Any, values: Any) -> Any:
        key = f"a-{len(self.calls) + 17}"
        self.assets[key] = (of, name, {field.key: value for field, value in values})
        self.calls.append(f"create {name}")
        return Created(key)

    def update(self, key: Any, name: str, of: Any, values: Any) -> Any:
        of, _name, raw = self.assets[key]
        self.assets[key] = (of, name, {**raw, **{field.key: value for field, value in values}})
        self.calls.append(f"update {name}: {', '.join(field.key for field, _value in values)}")

    def delete(self, key: Any) -> None:
        self.calls.append(f"delete {self.assets.pop(key)[1]}")

    def _never(self, *given: Any) -> Any:
        raise AssertionError("the engine has no reason to ask for this")

    begin = forget_catalogs = close = prove_login = scheme_names = _never
    learn_status = attachments = upload = download = detach = _never


def declared(**sizes: int) -> list[dict[str, Any]]:
    """Sites in two places, and a host of that many CPUs in each."""
    sites = [
        {
            "asset_type": "Site",
            "name": f"site {place}",
            "location": place,
            "attributes": {"Code": place[:1]},
        }
        for place in ("North", "South")
    ]
    hosts = [
        {"asset_type": "Host", "name": name, "owner": "me",
         "attributes": {"CPUs": size, "Site": [f"site {'North' if size < 8 else 'South'}"]}}
        for name, size in sizes.items()
    ]  # fmt: skip
    return [*hosts, *sites]


PRUNE: dict[str, Any] = {
    "scope": {"asset_types": ["Host"]},
    "prune": True,
    "max_delete_percent": 50,
}


@pytest.fixture
def tiny():
    """The server, without assets."""
    return Tiny()


def silent(tiny, assets, **options):
    """Whether there is nothing left to do."""
    before = list(tiny.calls)
    result = apply(tiny, assets, **options)
    return (result["changed"], result["changes"], tiny.calls) == (False, [], before)


def test_created_changed_pruned_and_exported(tiny, tmp_path):
    first, second = declared(web=4, db=16), declared(web=8, db=16)
    planned = apply(tiny, first, check=True)
    assert tiny.calls == []
    assert counted(apply(tiny, first, workers=3), created=4)
    assert counted(planned, created=4)
    assert sorted(tiny.calls[:2]) == ["create site North", "create site South"]
    assert sorted(tiny.calls[2:]) == ["create db", "create web"]
    assert silent(tiny, first)

    del tiny.calls[:]
    assert counted(apply(tiny, second), updated=1)
    assert tiny.calls == ["update web: CPUs, Site"]
    assert silent(tiny, second)

    del tiny.calls[:]
    left = declared(web=8)
    assert counted(apply(tiny, left, **PRUNE), deleted=1, unmanaged=1)
    assert tiny.calls == ["delete db"]
    assert silent(tiny, left, **PRUNE)

    exported = export_to(tmp_path, tiny)
    assert dict(exported.files) == {"host.yml": 1, "site.yml": 2}
    assert exported.left_out == ()
    assets = [
        one for path in sorted(tmp_path.glob("*.yml")) for one in yaml.safe_load(path.read_text())
    ]
    assert {(one["asset_type"], one["name"]) for one in assets} == {
        ("Host", "web"), ("Site", "site North"), ("Site", "site South"),
    }  # fmt: skip
    assert assets[0]["attributes"] == {"CPUs": 8, "Site": ["site South"]}
    assert silent(tiny, assets, **PRUNE)

    other = Tiny()
    assert counted(apply(other, assets), created=3)
    export_to(tmp_path / "other", other)
    assert (tmp_path / "other" / "host.yml").read_bytes() == (tmp_path / "host.yml").read_bytes()


def test_an_asset_is_meant_by_its_id(tiny):
    apply(tiny, declared(web=4))
    (key,) = (key for key, (_of, name, _raw) in tiny.assets.items() if name == "web")
    assert counted(apply(tiny, [{"id": key, "name": "www"}]), updated=1, renamed=1)
    assert [one["name"] for one in info(tiny, id=key)] == ["www"]
    assert info(tiny, filters=[{"field": "Site", "value": "site North"}])[0]["id"] == key


def is_a_backend(tiny: Tiny) -> Backend:
    """Type checkers accept this only if it has everything that a back end has."""
    return tiny
