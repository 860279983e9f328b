# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data: a seed for the sandbox, and state files that declare exactly what it plants.

A seed is a page of templates, from which the sandbox makes any number of assets, always the same ones. What it made is
read from the sandbox's own planting, so that the state files say in a user's words what the server has.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..sandbox.fields import SYSTEM_FIELDS, family_of
from ..sandbox.model import Asset, Catalog, Value
from ..sandbox.seeding import FOLDER, load_seed
from ..sandbox.vocabulary import STATUSES, SUBSTATUSES

Fields = dict[str, Any]

LEAST = 12
"""So many assets there are of every type at least."""
LEAST_OF_ALL = 100
"""So few assets there can be at least."""

# The catalogs (types, attributes, users, locations) are those of the seed "company"; what there is of each type is
# here. In a template a list picks one of its elements; tests/sandbox/seeding.py tells the rest.
TEMPLATES: Mapping[str, Fields] = {
    "Rack": {
        "name": "rack-{n:05d}",
        "Height units": [42, 42, 47],
        "Power kW": [7.4, 11.0, 14.5],
        "Notes": "Row {a}, position {b}. Power is fed from both sides.",
        "status": "In use",
        "location": ["Data centre north", "Laboratory"],
        "assetTag": "HI-R{n:06d}",
        "managedBy": ["tomas.novak", "yusuf.demir"],
        "installDate": {"date": ["2019-03-01", 700]},
    },
    "Employee": {
        "name": "Employee {n:05d}",
        "Department": ["IT", "Laboratory", "Finance", "Sales", "Production"],
        "Jira user": ["mei.lin", "jonas.berg", "aisha.khan", None],
        "Notes": "Badge {h}",
        "status": "In use",
        "location": ["Halden headquarters", "Istanbul office", "Lisbon office"],
    },
    "Switch": {
        "name": "sw-{n:05d}",
        "Manufacturer": ["Cisco", "Juniper"],
        "Model": ["Catalyst 9300", "EX3400", "Nexus 93180YC"],
        "Management IP": "10.10.{a}.{b}",
        "Ports": [24, 48],
        "Rack": {"asset": "Rack"},
        "Rack unit": {"number": [38, 42]},
        "status": ["In use", "In use", "In maintenance"],
        "location": "Data centre north",
        "serialNumber": {"serial": "FOC"},
        "assetTag": "HI-N{n:06d}",
        "managedBy": ["tomas.novak", "yusuf.demir"],
        "belongsToGroup": '["network-team"]',
        "installDate": {"date": ["2020-01-01", 1800]},
    },
    "Server": {
        "name": "srv-{n:05d}",
        "Manufacturer": ["Dell", "HPE", "Supermicro"],
        "Model": ["PowerEdge R650", "ProLiant DL360 Gen11", "SYS-1029P"],
        "Hostname": "srv-{n:05d}.halden-instruments.example",
        "Management IP": "10.20.{a}.{b}",
        "Operating system": ["Debian 12", "RHEL 9", "Ubuntu 24.04", "Windows Server 2022"],
        "RAM GB": [64, 128, 256, 512],
        "Environment": ["production", "production", "staging", "development"],
        "Roles": ["web", "database", "build", "monitoring@@@@@@backup", "web@@@@@@mail"],
        "Rack": {"asset": "Rack"},
        "Rack unit": {"number": [1, 37]},
        "Warranty until": {"date": ["2025-01-01", 1400]},
        "status": ["In use", "In use", "In use", "In maintenance", "In stock"],
        "assignee": ["ingrid.solberg", "tomas.novak", None],
        "location": "Data centre north",
        "serialNumber": {"serial": "SRV"},
        "cost": {"number": [3200.0, 21000.0]},
        "costCurrency": "EUR",
    },
    "Laptop": {
        "name": "lt-{n:05d}",
        "Manufacturer": ["Lenovo", "Dell", "Apple"],
        "Model": ["ThinkPad T14 Gen 5", "Latitude 7450", "MacBook Pro 14"],
        "Operating system": ["Windows 11", "Ubuntu 24.04", "macOS 15"],
        "RAM GB": [16, 32, 64],
        "User": [{"next": "Employee"}, {"next": "Employee"}, None],
        "Warranty until": {"date": ["2025-06-01", 1300]},
        "Notes": "Leased under contract {h}; to be returned with its charger.",
        "status": ["In use", "In use", "In use", "In stock", "In transit"],
        "owner": "itdesk",
        "location": ["Halden headquarters", "Istanbul office", "Lisbon office"],
        "serialNumber": {"serial": "PF"},
        "assetTag": "HI-L{n:06d}",
        "cost": {"number": [1100.0, 3400.0]},
        "costCurrency": "EUR",
        "installDate": {"date": ["2022-01-01", 1500]},
    },
    "License": {
        "name": "CAD suite seat {n:05d}",
        "Installed on": {"asset": "Laptop"},
        "Seats": 1,
        "Renewal": {"date": ["2026-12-01", 365]},
        "Vendor portal": "https://my.vendor.example/licenses?id={n}&view=full",
        "Notes": "Bought through the framework contract, see {h}.",
        "status": ["In use", "In use", "In stock"],
        "owner": ["ingrid.solberg", "itdesk"],
        "cost": {"number": [250.0, 1900.0]},
        "costCurrency": ["EUR", "USD"],
        "invoiceNumber": "IN-{c}",
        "quantity": 1,
    },
}
SHARES = {"Rack": 0.02, "Employee": 0.1, "Switch": 0.08, "Server": 0.4, "License": 0.1}
"""What part of all assets is of each type; the others are laptops."""


@dataclass(frozen=True)
class Dataset:
    """A seed, and the state files that declare what it plants: as JSON and as YAML."""

    assets: int
    types: tuple[str, ...]
    seed: Path
    json: Path
    yaml: Path
    fields: float
    """How many fields an asset has on average, its name not among them."""

    @property
    def files(self) -> tuple[Path, Path]:
        """Both state files, which declare the same."""
        return self.json, self.yaml


def make_dataset(folder: Path, assets: int, changed: int = 0, left_out: str = "") -> Dataset:
    """Write a seed of so many assets into the folder, and state files for them.

    So many of the declared assets have one other field than the planted ones. Those of one type can be left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    seed = folder / "seed.yml"
    seed.write_text(json.dumps(_seed(assets)), encoding="utf-8")
    planted = load_seed(str(seed))
    load_seed.cache_clear()
    every = [_declared(asset, planted.catalog, planted.assets) for asset in planted.assets]
    fields = sum(map(_count_fields, every)) / len(every)
    declared = _with_changes([one for one in every if one["asset_type"] != left_out], changed)
    types = tuple(name for name in TEMPLATES if name != left_out)
    dataset = Dataset(assets, types, seed, folder / "state.json", folder / "state.yml", fields)
    dataset.json.write_text(_as_json(declared), encoding="utf-8")
    with dataset.yaml.open("w", encoding="utf-8") as file:
        _write_yaml(declared, file)
    return dataset


def _seed(assets: int) -> Fields:
    """The seed as the sandbox reads it; JSON is YAML."""
    counts = {name: max(LEAST, round(assets * share)) for name, share in SHARES.items()}
    counts["Laptop"] = max(LEAST, assets - sum(counts.values()))
    if sum(counts.values()) != assets:
        raise ValueError(f"{assets} assets are too few: {LEAST_OF_ALL} are the least")
    groups = [
        {"type": name, "count": counts[name], "values": values}
        for name, values in TEMPLATES.items()
    ]
    return {"include": [str(FOLDER / "company.yml")], "assets": groups}


# -- what was planted, in the words of a state file --


def _declared(asset: Asset, catalog: Catalog, planted: Sequence[Asset]) -> Fields:
    """An asset as a user declares it."""
    of_type = catalog.types[asset.form_id]
    system = {
        _OPTION.get(name, _snake(SYSTEM_FIELDS[name].short)): _SYSTEM.get(name, _plain)(
            value, catalog
        )
        for name, value in asset.system.items()
    }
    attributes: Fields = {}
    for number, value in asset.values.items():
        attribute = catalog.attributes[number]
        family = family_of(attribute).name
        if family in ("assets", "assets_by_form"):
            (target,) = value.canonical
            attributes[attribute.name] = _reference(planted[target - 1], catalog)
        else:
            single = family == "option"
            attributes[attribute.name] = value.canonical[0] if single else value.canonical
    return {"asset_type": of_type.name, "name": asset.name, **system, "attributes": attributes}


def _reference(target: Asset, catalog: Catalog) -> Fields:
    return {"asset_type": catalog.types[target.form_id].name, "name": target.name}


def _plain(value: Value, _catalog: Catalog) -> Any:
    return value.canonical


def _user(value: Value, catalog: Catalog) -> str:
    return next(user.username for user in catalog.users if user.key == value.canonical)


_SYSTEM: Mapping[str, Callable[[Value, Catalog], Any]] = {
    "asset.status": lambda value, _catalog: STATUSES[value.canonical],
    "asset.substatus": lambda value, _catalog: SUBSTATUSES[value.canonical],
    "asset.location": lambda value, catalog: catalog.locations[value.canonical].name,
    **dict.fromkeys(("asset.assignee", "asset.owner", "asset.managedBy"), _user),
}
_OPTION = {"asset.costCurrency": "currency"}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _count_fields(declared: Fields) -> int:
    return len(declared) - 3 + len(declared["attributes"])


# -- changes --


def _with_changes(declared: list[Fields], changed: int) -> list[Fields]:
    """The declarations, of which so many, evenly spread, have another serial number, or other notes."""
    if not changed:
        return declared
    chosen = set(evenly_spread(range(len(declared)), changed))
    return [_changed(one) if place in chosen else one for place, one in enumerate(declared)]


def evenly_spread(every: Sequence[Any], number: int) -> list[Any]:
    """So many of them: the first, and others at equal distances."""
    step = len(every) / number
    return [every[int(count * step)] for count in range(number)]


def _changed(one: Fields) -> Fields:
    """An asset with one field that is not as the seed has it."""
    if "serial_number" in one:
        return {**one, "serial_number": f"{one['serial_number']}-B"}
    return {**one, "attributes": {**one["attributes"], "Notes": "Checked at the stocktaking."}}


# -- files --


def _as_json(declared: Iterable[Fields]) -> str:
    """One asset a line."""
    lines = (json.dumps(one, ensure_ascii=False) for one in declared)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _write_yaml(declared: list[Fields], file: Any) -> None:
    """As people write it: in blocks, without aliases."""
    settings: Fields = {"sort_keys": False, "allow_unicode": True, "width": 120}
    for start in range(0, len(declared), 1000):
        yaml.dump(declared[start : start + 1000], file, Dumper=_Dumper, **settings)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:
        return True
