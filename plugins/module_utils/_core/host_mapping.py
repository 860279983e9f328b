# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which facts of a host fill which fields of an asset type, as variables of the role aip_host_assets to start from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .fields import SYSTEM_FIELDS
from .model import AssetType, Field, Id
from .visible import visible
from .yaml_text import WIDTH, comment, yaml_text

PREFIX = "aip_host_assets_"
MOST_OPTIONS = 6
_TEXTS = ("text", "text_area", "option", "options")
_NUMBERS = (*_TEXTS, "long", "double")


@dataclass(frozen=True)
class Fact:
    """A key of aip_host_assets_facts: names that attributes for it usually have, and the kinds that can hold it."""

    key: str
    names: tuple[str, ...]
    kinds: tuple[str, ...] = _TEXTS


FACTS: tuple[Fact, ...] = (
    Fact("hostname", ("hostname", "fqdn", "dns", "dns name", "computer name", "domain name")),
    Fact("model", ("model", "model name", "product", "product name", "hardware model")),
    Fact("manufacturer", ("manufacturer", "vendor", "make", "brand")),
    Fact(
        "ip_address",
        ("ip", "ip address", "management ip", "mgmt ip", "primary ip", "ipv4", "ipv4 address", "host ip"),
        (*_TEXTS, "ip"),
    ),
    Fact("operating_system", ("operating system", "os", "os name", "os version", "platform")),
    Fact("memory_gb", ("ram", "ram gb", "ram in gb", "memory", "memory gb", "memory in gb"), _NUMBERS),
    Fact("disks", ("disks", "disk", "drives", "hard disks", "storage")),
    Fact("cpu_cores", ("cpu cores", "cores", "cpu count", "number of cores"), _NUMBERS),
    Fact("kernel", ("kernel", "kernel version")),
    Fact("architecture", ("architecture", "arch", "cpu architecture")),
    Fact("serial_number", ("service tag", "hardware serial", "chassis serial")),
)  # fmt: skip


def fact_for(field: Field) -> str:
    """The fact that fills an attribute; empty if none is known, or if the attribute cannot hold it."""
    letters = _letters(field.name)
    for fact in FACTS:
        if field.kind in fact.kinds and letters in map(_letters, fact.names):
            return fact.key
    return ""


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def mapping_text(
    asset_type: AssetType, written_as: Id, facts: Mapping[str, Any], host: str = ""
) -> str:
    """The variables as YAML. `facts` are those of a host, shown as examples; `written_as` is the type's name or id."""
    type_name = visible(" ".join(asset_type.name.split()))
    of_host = f" The values in comments are those of {visible(host)}." if host and facts else ""
    lines = comment(
        f"Which facts of a host fill which fields of {type_name}: variables of the role assetops.aip.aip_host_assets."
        f" Keep them in group_vars, or pass this file with -e @FILE.{of_host}"
    )
    lines += ["---", *yaml_text({f"{PREFIX}asset_type": written_as}).splitlines()]
    system = [
        (field, "serial_number" if field.key == "serial_number" else "") for field in SYSTEM_FIELDS
    ]
    attributes = [(field, fact_for(field)) for field in asset_type.attributes.values()]
    lines += _section("fields", system, facts)
    lines += comment(
        f"Without a fact: {', '.join(field.key for field, fact in system if not fact)}", 2
    )
    lines += _section("attributes", attributes, facts)
    for field, fact in attributes:
        if not fact:
            lines += comment(f"Without a fact: {_described(field)}", 2)
    return "".join(f"{line}\n" for line in lines)


def unmapped(asset_type: AssetType) -> list[str]:
    """The attributes that no known fact fills."""
    return [field.name for field in asset_type.attributes.values() if not fact_for(field)]


def _section(
    name: str, fields: Sequence[tuple[Field, str]], facts: Mapping[str, Any]
) -> Iterator[str]:
    """A variable with the fields that a fact fills."""
    filled = [(field, fact) for field, fact in fields if fact]
    yield f"{PREFIX}{name}:" if filled else f"{PREFIX}{name}: {{}}"
    for field, fact in filled:
        shown = str(facts.get(fact) or "")
        notes = [visible(" ".join(shown.split()))] if shown else []
        if field.options:
            notes.append(f"takes only {_options(field)}")
        if notes:
            yield from comment("; ".join(notes), 2)
        template = f"{{{{ {PREFIX}facts.{fact} }}}}"
        key = _key(field.key if field.is_system else field.name)
        line = f'{key}: "{template}"'
        yield from [line] if len(line) <= WIDTH else [f"{key}: >-", f"    {template}"]


def _key(name: str) -> str:
    """A name as a key of YAML, indented."""
    return yaml_text({name: {}}, 2).rstrip("\n").rpartition(":")[0]


def _described(field: Field) -> str:
    """An attribute for a comment: its name, its type, and its options."""
    name = visible(" ".join(field.name.split()))
    about = f"{name} ({field.type_name})" if field.type_name else name
    return f"{about}: {_options(field)}" if field.options else about


def _options(field: Field) -> str:
    texts = [visible(" ".join(one.text.split())) for one in field.options if len(one.path) < 2]
    more = len(texts) - MOST_OPTIONS
    return ", ".join(texts[:MOST_OPTIONS]) + (f" and {more} more" if more > 0 else "")
