# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON body of create and update, in the shape that the switches choose.

No source prints this body. The default shape uses only keys that the vendor prints somewhere:
name, formId, attributes, attribute, id, attributeName, attributeValue, and the dotted field names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .fields import SYSTEM_FIELDS
from .model import AssetType, Attribute, Catalog, Refusal
from .switches import Switches


@dataclass(frozen=True)
class Draft:
    """What a write asks for: raw values by system field name and by attribute id."""

    name: str
    form_id: int | None
    system: Mapping[str, Any] = field(default_factory=dict)
    attributes: Mapping[int, Any] = field(default_factory=dict)


def read_draft(
    body: Any, catalog: Catalog, switches: Switches, present: AssetType | None = None
) -> Draft:
    """Take a body apart; `present` is the type of the asset that is to be updated."""
    if not isinstance(body, dict):
        raise Refusal("invalid", "The body must be a JSON object.")
    on_top = switches["payload_system_fields"] == "top_level"
    _refuse_unknown_keys(body, switches, on_top)
    asset_type = _asset_type(body, catalog, switches, present)
    system = {k: v for k, v in body.items() if on_top and k in SYSTEM_FIELDS}
    attributes: dict[int, Any] = {}
    for name, attribute_id, raw in _fields(body.get("attributes"), switches):
        if name in SYSTEM_FIELDS and not on_top:
            _add(system, name, raw, name)
            continue
        attribute = _attribute(name, attribute_id, asset_type, switches)
        if attribute is not None:
            _add(attributes, attribute.id, raw, attribute.name)
    return Draft(_name(body), asset_type.id, system, attributes)


def _add(target: dict[Any, Any], key: Any, raw: Any, name: str) -> None:
    if key in target:
        raise Refusal("invalid", f"{name} is given twice.")
    target[key] = raw


def _name(body: Mapping[str, Any]) -> str:
    """Return the name; documented: without it, the name of the asset is cleared."""
    name = body.get("name")
    if name is not None and not isinstance(name, str):
        raise Refusal("invalid", "name must be a text.")
    return name or ""


def _refuse_unknown_keys(body: Mapping[str, Any], switches: Switches, on_top: bool) -> None:
    if not switches["strict"]:
        return
    known = {"name", "attributes", switches["payload_type"], *(SYSTEM_FIELDS if on_top else ())}
    _refuse_others(body, known, "the body")


def _refuse_others(given: Iterable[str], known: Iterable[str], where: str) -> None:
    wrong = sorted(set(given) - set(known))
    if wrong:
        raise Refusal("invalid", f"Unrecognized field in {where}: {', '.join(wrong)}")


def _asset_type(
    body: Mapping[str, Any], catalog: Catalog, switches: Switches, present: AssetType | None
) -> AssetType:
    key = switches["payload_type"]
    named = _named_type(body[key], key, catalog) if key in body else None
    if present is None:
        if named is None:
            raise Refusal("invalid", f"{key} is required.")
        return named
    rule = switches["put_form_id"]
    if named is None and rule == "required":
        raise Refusal("invalid", f"{key} is required.")
    if named is not None and rule == "refused":
        raise Refusal("invalid", f"Unrecognized field in the body: {key}")
    if named is not None and named.id != present.id:
        raise Refusal("invalid", "The asset type of an asset cannot be changed.")
    return present


def _named_type(given: Any, key: str, catalog: Catalog) -> AssetType:
    if key == "formId":
        if isinstance(given, int) and not isinstance(given, bool) and given in catalog.types:
            return catalog.types[given]
        raise Refusal("invalid", f"No asset type with id: {given!r}")
    named = catalog.types_named(given) if isinstance(given, str) else []
    if not named:
        raise Refusal("invalid", f"No asset type with name: {given!r}")
    return named[0]


def _fields(given: Any, switches: Switches) -> Iterable[tuple[str | None, int | None, Any]]:
    """Yield name, id and raw value of every entry of `attributes`."""
    if given is None:
        return
    if switches["payload_attributes"] == "map":
        if not isinstance(given, dict):
            raise Refusal("invalid", "attributes must be an object from name to value.")
        for name, raw in given.items():
            yield name, None, raw
        return
    if not isinstance(given, list):
        raise Refusal("invalid", "attributes must be an array.")
    for entry in given:
        yield _entry(entry, switches)


def _entry(entry: Any, switches: Switches) -> tuple[str | None, int | None, Any]:
    if not isinstance(entry, dict) or not isinstance(entry.get("attribute"), dict):
        raise Refusal("invalid", "An entry of attributes must hold the object `attribute`.")
    if "attributeValue" not in entry:
        raise Refusal("invalid", "An entry of attributes must hold `attributeValue`.")
    attribute = entry["attribute"]
    if switches["strict"]:
        _refuse_others(entry, ("attribute", "attributeValue"), "an attribute entry")
        _refuse_others(attribute, ("id", "attributeName"), "`attribute`")
    name, attribute_id = attribute.get("attributeName"), attribute.get("id")
    if name is None and attribute_id is None:
        raise Refusal("invalid", "`attribute` must hold id or attributeName.")
    if name is not None and not isinstance(name, str):
        raise Refusal("invalid", "attributeName must be a text.")
    if attribute_id is not None and (
        isinstance(attribute_id, bool) or not isinstance(attribute_id, int)
    ):
        raise Refusal("invalid", "The id of an attribute must be a number.")
    return name, attribute_id, entry["attributeValue"]


def _attribute(
    name: str | None, attribute_id: int | None, asset_type: AssetType, switches: Switches
) -> Attribute | None:
    """Return the attribute that id and name agree on, or None if an unknown one is ignored."""
    for attribute in asset_type.attributes:
        if attribute_id in (None, attribute.id) and name in (None, attribute.name):
            return attribute
    if switches["unknown_attribute"] == "ignore":
        return None
    shown = f"{name!r}" if attribute_id is None else f"{name!r} with id {attribute_id}"
    raise Refusal("invalid", f"{asset_type.name} has no attribute {shown}.")
