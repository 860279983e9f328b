# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds: YAML files that say what is in a sandbox when it starts.

A group of assets is a list of rows, or a template with a count. In a template a list picks one of
its elements, a text may hold {n}, and a mapping computes: {asset: Type}, {date: [first, days]},
{number: [low, high]}, {serial: PREFIX}. Everything is deterministic.
"""

from __future__ import annotations

import datetime
import functools
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .clock import Clock
from .database import Database
from .fields import ATTRIBUTE_TYPES, SYSTEM_FIELDS, Scope, family_of
from .inventory import references_of
from .jira.jira import Jira
from .jira.model import JiraCatalog
from .jira.planting import plant as plant_jira
from .jira.setup import read_catalog
from .model import (
    Asset,
    AssetType,
    Attribute,
    Catalog,
    Grant,
    Location,
    Option,
    Scheme,
    UniquenessRule,
    User,
    Value,
)
from .switches import Switches

FOLDER = Path(__file__).parent / "seed"

# Assets of a seed were made on this day, one a minute, so that every start gives the same answers.
_FIRST_DAY = 1_770_000_000_000
_SHORT = {field.short: field for field in SYSTEM_FIELDS.values()}
_RESERVED = {"name", "attachments"}
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadSeed(ValueError):
    """A seed file that does not fit together."""


@dataclass(frozen=True)
class SeedFile:
    """An attachment of a seed."""

    asset_id: int
    name: str
    content: bytes


@dataclass(frozen=True)
class Seed:
    """All that a sandbox starts with; `database` is only ever copied from."""

    name: str
    catalog: Catalog
    assets: tuple[Asset, ...]
    files: tuple[SeedFile, ...]
    database: Database
    jira: JiraCatalog
    jira_files: tuple[Mapping[str, Any], ...]


@functools.lru_cache(maxsize=8)
def load_seed(name: str, extra: int = 0) -> Seed:
    """Return a seed of this folder by name, or one by path, with `extra` generated assets."""
    path = Path(name) if name.endswith((".yml", ".yaml")) else FOLDER / f"{name}.yml"
    if not path.is_file():
        raise BadSeed(f"no such seed: {name}")
    content = _read(path)
    catalog = _catalog(content)
    planting = _Planting(catalog)
    planting.plant(content.get("assets") or [], extra)
    database = Database()
    assets = tuple(planting.assets)
    references = (
        (target, asset.id, attribute_id)
        for asset in assets
        for attribute_id, value in asset.values.items()
        if family_of(catalog.attributes[attribute_id]).name.startswith("assets")
        for target in value.canonical
    )
    database.insert_many(assets, references)
    team = _read(_team_of(path, content))
    jira = Jira(read_catalog(team), catalog, Switches(), database, Clock())
    files = plant_jira(jira, team, catalog)
    return Seed(name, catalog, assets, tuple(planting.files), database, jira.catalog, files)


def _team_of(path: Path, content: Mapping[str, Any]) -> Path:
    """Return the file of what is in Jira: the one that a seed names, beside it or here, or the usual one."""
    named = str(content.get("jira", "jira.yml"))
    beside: Path = path.parent / named
    return beside if beside.is_file() else FOLDER / named


def names_in(assets: Iterable[Asset], catalog: Catalog) -> Iterator[tuple[Asset, dict[int, str]]]:
    """Yield each asset with the names of what it refers to."""
    listed = list(assets)
    names = {asset.id: asset.name for asset in listed}
    for asset in listed:
        yield asset, {i: names[i] for i in references_of(asset, catalog) if i in names}


def _read(path: Path) -> dict[str, Any]:
    """Read a file; what it includes comes first, its own keys replace those."""
    own = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader) or {}
    content: dict[str, Any] = {}
    for name in own.pop("include", []):
        content.update(_read(path.parent / name))
    content.update(own)
    return content


# -- catalogs -------------------------------------------------------------------------------------


def _catalog(content: Mapping[str, Any]) -> Catalog:
    users = tuple(_user(number, row) for number, row in enumerate(content.get("users", [])))
    types_by_name = {row["name"]: row["id"] for row in content.get("types", [])}
    schemes = {
        row["id"]: Scheme(row["id"], row["name"], row.get("description"), row.get("permissions"))
        for row in content.get("schemes", [])
    }
    attributes = _attributes(content.get("attributes", []), types_by_name)
    return Catalog(
        users=users,
        groups=tuple(
            dict.fromkeys(
                [*content.get("groups", []), *(group for user in users for group in user.groups)]
            )
        ),
        locations={row["id"]: _location(row, users) for row in content.get("locations", [])},
        attributes=attributes,
        types={row["id"]: _type(row, attributes, schemes) for row in content.get("types", [])},
        schemes=schemes,
        permissions={
            name: tuple(Grant(*line.split(" ", 1)) for line in lines)
            for name, lines in content.get("permissions", {}).items()
        },
        **{
            name: frozenset(str(i) for i in content.get(name, []))
            for name in ("organizations", "projects", "components", "versions")
        },
    )


def _user(number: int, row: Mapping[str, Any]) -> User:
    username = row["username"]
    return User(
        key=row.get("key", f"JIRAUSER{10000 + number}"),
        username=username,
        display_name=row.get("name", username),
        email=row.get("email", f"{username}@halden-instruments.example"),
        active=row.get("active", True),
        password=row.get("password", f"{username}-password"),
        token=row.get("token", f"{username}-token"),
        groups=tuple(row.get("groups", ("jira-users",))),
        hides_email=row.get("hides_email", False),
        account=row.get("account", ""),
    )


def _location(row: Mapping[str, Any], users: Iterable[User]) -> Location:
    details = {k: v for k, v in row.items() if k not in ("id", "name", "contact")}
    contact = next((u.key for u in users if u.username == row.get("contact")), None)
    return Location(row["id"], row["name"], contact, details)


def _attributes(
    rows: Iterable[Mapping[str, Any]], types: Mapping[str, int]
) -> dict[int, Attribute]:
    option_ids = iter(range(1, 1_000_000))
    attributes = {}
    for row in rows:
        if row["type"] not in ATTRIBUTE_TYPES:
            raise BadSeed(f"{row['name']}: no such attribute type: {row['type']}")
        attributes[row["id"]] = Attribute(
            row["id"],
            row["name"],
            row["type"],
            _options(row.get("options", []), option_ids),
            tuple(types[name] for name in row.get("of", [])),
        )
    return attributes


def _options(given: Any, ids: Iterator[int]) -> tuple[Option, ...]:
    """Return the options of a list, or of a mapping from an option to its children."""
    if isinstance(given, Mapping):
        return tuple(
            Option(next(ids), str(text), _options(children or [], ids))
            for text, children in given.items()
        )
    return tuple(Option(next(ids), str(text)) for text in given)


def _type(
    row: Mapping[str, Any], attributes: Mapping[int, Attribute], schemes: Mapping[int, Scheme]
) -> AssetType:
    by_name = {attribute.name: attribute for attribute in attributes.values()}
    enabled = row.get("system", "all")
    fields = SYSTEM_FIELDS.values()
    return AssetType(
        id=row["id"],
        name=row["name"],
        scheme_id=next(s.id for s in schemes.values() if s.name == row["scheme"]),
        attributes=tuple(by_name[name] for name in row.get("attributes", [])),
        system_fields=frozenset(
            f.name
            for f in fields
            if enabled == "all" or f.short in enabled or f.short in ("status", "assignee")
        ),
        uniqueness=tuple(
            UniquenessRule(
                tuple(rule["attributes"]), rule.get("limit", 1), rule.get("allow_empty", False)
            )
            for rule in row.get("unique", [])
        ),
        permissions=row.get("permissions"),
        link_base=row["id"] * 1000,
    )


# -- assets ---------------------------------------------------------------------------------------


@dataclass
class _Planting:
    """Makes the assets of a seed, one after the other."""

    catalog: Catalog
    assets: list[Asset] = field(default_factory=list)
    files: list[SeedFile] = field(default_factory=list)
    _by_type: dict[int, list[int]] = field(default_factory=dict)
    _by_name: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    _forms: dict[int, int] = field(default_factory=dict)
    _parsed: dict[Any, Any] = field(default_factory=dict)
    _attributes: dict[int, dict[str, Attribute]] = field(default_factory=dict)
    _rows: int = 0

    def __post_init__(self) -> None:
        self._scope = Scope(self.catalog, Switches({"number_input": "number"}), self._find)

    def plant(self, groups: Iterable[Mapping[str, Any]], extra: int) -> None:
        """Plant all groups, then as many more as are wanted out of their templates."""
        templates = []
        for group in groups:
            asset_type = self._type(group["type"])
            for row in group.get("rows", []):
                self._add(asset_type, {**group.get("values", {}), **row}, 0)
            for number in range(1, group.get("count", 0) + 1):
                self._add(asset_type, group["values"], number)
            templates += [(asset_type, group)] if "count" in group else []
        self._plant_more(templates, extra)

    def _plant_more(self, templates: list[tuple[AssetType, Mapping[str, Any]]], extra: int) -> None:
        total = sum(group["count"] for _type, group in templates)
        left = extra
        for asset_type, group in templates:
            share = extra * group["count"] // total
            left -= share
            self._add_range(asset_type, group["values"], group["count"] + 1, share)
        if left and templates:
            asset_type, group = templates[0]
            start = group["count"] + 1 + extra * group["count"] // total
            self._add_range(asset_type, group["values"], start, left)
        elif left and self.catalog.types:
            self._add_range(next(iter(self.catalog.types.values())), {"name": "Asset {n}"}, 1, left)

    def _add_range(
        self, asset_type: AssetType, values: Mapping[str, Any], start: int, count: int
    ) -> None:
        for number in range(start, start + count):
            self._add(asset_type, values, number)

    def _type(self, name: str) -> AssetType:
        named = self.catalog.types_named(name)
        if not named:
            raise BadSeed(f"no such asset type: {name}")
        return named[0]

    def _add(self, asset_type: AssetType, row: Mapping[str, Any], number: int) -> None:
        asset_id = len(self.assets) + 1
        name = str(self._computed("name", row["name"], number))
        system: dict[str, Value] = {}
        values: dict[int, Value] = {}
        for key, template in row.items():
            raw = None if key in _RESERVED else self._computed(key, template, number)
            if raw is None:
                continue
            if key in _SHORT:
                full = _SHORT[key].name
                system[full] = Value(raw, self._parse(full, None, raw))
                continue
            attribute = self._attribute(asset_type, key)
            if attribute is None:
                raise BadSeed(f"{asset_type.name} has no field {key}")
            self._rows += 1
            values[attribute.id] = Value(raw, self._parse(key, attribute, raw), self._rows)
        made = _FIRST_DAY + asset_id * 60_000
        author = self.catalog.users[0].key
        asset = Asset(asset_id, name, asset_type.id, made, made, author, system, values)
        self.assets.append(asset)
        self._by_type.setdefault(asset_type.id, []).append(asset_id)
        self._by_name.setdefault(name, []).append((asset_id, asset_type.id))
        self._forms[asset_id] = asset_type.id
        for file_name, content in (row.get("attachments") or {}).items():
            self.files.append(SeedFile(asset_id, file_name, _bytes(content)))

    def _attribute(self, asset_type: AssetType, name: str) -> Attribute | None:
        known = self._attributes.get(asset_type.id)
        if known is None:
            known = {attribute.name: attribute for attribute in asset_type.attributes}
            self._attributes[asset_type.id] = known
        return known.get(name)

    def _parse(self, key: str, attribute: Attribute | None, raw: Any) -> Any:
        """Values of a seed go through the same checks as those of a request."""
        if (key, raw) not in self._parsed:
            family = family_of(attribute) if attribute else SYSTEM_FIELDS[key].family
            try:
                self._parsed[key, raw] = family.parse(raw, attribute, self._scope)
            except ValueError as error:
                raise BadSeed(f"{key}: {raw!r} {error}") from error
        return self._parsed[key, raw]

    def _find(self, text: str, forms: Iterable[int]) -> int | None:
        allowed = tuple(forms)
        if (
            text.isascii()
            and text.isdigit()
            and self._forms.get(int(text)) in (allowed or self._forms.values())
        ):
            return int(text)
        for asset_id, form_id in self._by_name.get(text, ()):
            if not allowed or form_id in allowed:
                return asset_id
        return None

    # -- templates --------------------------------------------------------------------------------

    def _computed(self, key: str, template: Any, number: int) -> Any:
        """Return the value of a template for the asset with that number; None for no value."""
        if number == 0 and not isinstance(template, (list, dict)):
            return _row_value(key, template)
        chance = zlib.crc32(f"{key}:{number}".encode())
        if isinstance(template, list):
            return self._computed(f"{key}+", template[chance % len(template)], number)
        if isinstance(template, dict):
            ((kind, setting),) = template.items()
            return _COMPUTE[kind](self, setting, chance, number)
        if isinstance(template, str) and "{" in template:
            return template.format(
                n=number, a=number // 250, b=number % 250 + 1, c=chance, h=f"{chance:08x}"
            )
        return _row_value(key, template)

    def asset_of(self, setting: str, chance: int, number: int) -> str:
        """Return some asset of a type, by name where that is enough."""
        ids = self._by_type[self._type(setting).id]
        asset = self.assets[ids[chance % len(ids)] - 1]
        plain = "," not in asset.name and len(self._by_name[asset.name]) == 1
        return asset.name if plain else str(asset.id)

    def next_asset_of(self, setting: str, chance: int, number: int) -> str:
        """Return the assets of a type in turn."""
        ids = self._by_type[self._type(setting).id]
        return self.asset_of(setting, (number - 1) % len(ids), number)


def _row_value(key: str, value: Any) -> Any:
    if isinstance(value, datetime.date):
        raise BadSeed(f"{key}: put dates in quotes")
    return value


def _date(planting: _Planting, setting: list[Any], chance: int, number: int) -> str:
    first = datetime.date.fromisoformat(setting[0])
    return (first + datetime.timedelta(days=chance % setting[1])).isoformat()


def _number(planting: _Planting, setting: list[Any], chance: int, number: int) -> Any:
    low, high = setting
    if isinstance(low, int):
        return low + chance % (high - low + 1)
    return round(low + (chance % 10_000) / 10_000 * (high - low), 2)


def _serial(planting: _Planting, setting: str, chance: int, number: int) -> str:
    return f"{setting}{chance % 10**6:06d}{number:04d}"


_COMPUTE: Mapping[str, Callable[[_Planting, Any, int, int], Any]] = {
    "asset": _Planting.asset_of,
    "next": _Planting.next_asset_of,
    "date": _date,
    "number": _number,
    "serial": _serial,
}


def _bytes(content: Any) -> bytes:
    """Return the content of a file: text, or {bytes: how many}."""
    if isinstance(content, Mapping):
        size = int(content["bytes"])
        return bytes(range(256)) * (size // 256) + bytes(size % 256)
    return str(content).encode("utf-8")
