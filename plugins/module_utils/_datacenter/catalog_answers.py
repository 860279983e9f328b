# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers about catalogs, read tolerantly: asset types, their attributes and options, locations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._core.fields import attribute_key, build_asset_type
from .._core.model import AssetType, Field, Location, Option
from .answers import first, whole_number
from .attribute_types import find_attribute_type

_DEEPEST = 30
"""How many levels of nested options are read: far more than an administrator can build."""
_LISTS_OF_FORMS = ("forms", "allowedForms", "formIds", "allowedFormIds")


def read_asset_type(data: Any, renamed: Mapping[str, str]) -> AssetType | None:
    """An element of `form/list.json`, or None for what is not one."""
    if not isinstance(data, dict):
        return None
    type_id, name = whole_number(data.get("id")), first(data, ("formName", "name"))
    if type_id is None or name is None:
        return None
    links = data.get("attributes")
    attributes = (
        [_read_attribute(link, renamed) for link in links] if isinstance(links, list) else []
    )
    return build_asset_type(type_id, str(name), [row for row in attributes if row is not None])


def _read_attribute(link: Any, renamed: Mapping[str, str]) -> Field | None:
    """An attribute of a type; its kind is empty if its `attributeType` is unknown, which is reported only when used."""
    definition = link.get("attribute", link) if isinstance(link, dict) else None
    if not isinstance(definition, dict) or definition.get("attributeName") is None:
        return None
    name = str(definition["attributeName"])
    identifier = str(first(definition, ("attributeType", "type"), ""))
    row = find_attribute_type(identifier, renamed, name)
    allowed = first(definition, _LISTS_OF_FORMS, first(link, _LISTS_OF_FORMS, []))
    return Field(
        key=attribute_key(name),
        name=name,
        kind=row.kind if row else "",
        attribute_id=whole_number(definition.get("id")) or 0,
        type_name=row.name if row else identifier,
        options=read_options(definition),
        allowed_types=tuple(_ids(allowed)),
    )


def _ids(items: Any) -> Iterator[int]:
    for item in items if isinstance(items, list) else []:
        number = whole_number(item.get("id") if isinstance(item, dict) else item)
        if number is not None:
            yield number


def read_options(definition: Mapping[str, Any]) -> tuple[Option, ...]:
    """The options of an attribute, those of a cascading dropdown with their path from the root."""
    listed = first(definition, ("values", "options", "attributeValues"))
    options = list(_walk_options(listed, ()))
    if any(len(option.path) > 1 for option in options):
        return tuple(options)
    return tuple(_by_parent(options, listed))


def _walk_options(listed: Any, above: tuple[str, ...]) -> Iterator[Option]:
    for item in listed if isinstance(listed, list) and len(above) < _DEEPEST else []:
        if isinstance(item, str):
            yield Option(item, item, (*above, item))
        elif isinstance(item, dict) and item.get("id") is not None:
            path = (*above, str(item["id"]))
            text = first(item, ("attributeValue", "value", "name", "text"), "")
            yield Option(str(item["id"]), str(text), path)
            below = first(item, ("children", "values", "options", "subValues", "childValues"))
            yield from _walk_options(below, path)


def _by_parent(options: Sequence[Option], listed: Any) -> Iterator[Option]:
    """Options of a flat list with their paths, where its items name their parent."""
    parents: dict[str, str] = {}
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict):
            parent = first(item, ("parentId", "parent", "parentValueId"))
            parent = parent.get("id") if isinstance(parent, dict) else parent
            if parent not in (None, 0, "0", ""):
                parents[str(item.get("id"))] = str(parent)
    for option in options:
        path, step = [option.id], parents.get(option.id)
        while step is not None and step not in path and len(path) < _DEEPEST:
            path.append(step)
            step = parents.get(step)
        yield Option(option.id, option.text, tuple(reversed(path)))


def read_location(data: Any) -> Location | None:
    """An element of `location.json`, named by its id if it has no name; None without an id."""
    if not isinstance(data, dict):
        return None
    number = whole_number(data.get("id"))
    name = first(data, ("locationName", "name"), number)
    return None if number is None else Location(number, str(name))
