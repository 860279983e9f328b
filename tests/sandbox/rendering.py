# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From stored values to JSON, in the ways that the switches choose."""

from __future__ import annotations

import datetime
import html
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .fields import (
    ASSET_SEPARATOR,
    ATTRIBUTE_TYPES,
    OPTION_SEPARATOR,
    SYSTEM_FIELDS,
    Family,
    family_of,
)
from .model import Asset, AssetType, Attachment, Attribute, Catalog, Option, User, Value
from .switches import Switches
from .vocabulary import STATUSES, SUBSTATUSES

_MASK = "********"
_NOTHING: Any = object()


@dataclass(frozen=True)
class View:
    """What is needed to render an asset: names(ids) returns the names of those that exist."""

    catalog: Catalog
    switches: Switches
    names: Callable[[Iterable[int]], Mapping[int, str]]


Render = Callable[[Value, View], Any]


def _written(value: Value, view: View) -> Any:
    return value.written


def _number(value: Value, view: View) -> Any:
    return str(value.canonical) if view.switches["number_format"] == "text" else value.canonical


def _epoch(moment: datetime.datetime) -> int:
    return int(moment.replace(tzinfo=datetime.timezone.utc).timestamp() * 1000)


_DATE_FORMATS: dict[str, Callable[[datetime.datetime], Any]] = {
    "date": lambda moment: moment.date().isoformat(),
    "minutes": lambda moment: moment.isoformat(timespec="minutes"),
    "datetime": lambda moment: moment.isoformat(timespec="seconds"),
    "seconds": lambda moment: moment.isoformat(timespec="seconds"),
    "epoch": _epoch,
    "epoch_text": lambda moment: str(_epoch(moment)),
    "offset": lambda moment: moment.isoformat(timespec="milliseconds") + "+0000",
}


def _dated(switch: str) -> Render:
    def render(value: Value, view: View) -> Any:
        moment = datetime.datetime.fromisoformat(value.canonical)
        return _DATE_FORMATS[view.switches[switch]](moment)

    return render


def _single_option(value: Value, view: View) -> Any:
    return value.canonical[0]


def _several(value: Value, view: View) -> Any:
    """Options and ids of which an attribute may hold many."""
    style = view.switches["multi_format"]
    if style == "list":
        return value.canonical
    return ("," if style == "comma" else OPTION_SEPARATOR).join(value.canonical)


def _path(value: Value, view: View) -> Any:
    return "-".join(str(part) for part in value.canonical)


def _references(value: Value, view: View) -> Any:
    """Assets that were deleted meanwhile are left out."""
    names = view.names(value.canonical)
    alive = [i for i in value.canonical if i in names]
    form = view.switches["reference_format"]
    if form == "objects":
        return [{"id": i, "name": names[i]} for i in alive]
    texts = reference_texts(value, names, form)
    if form in ("ids", "names") and view.switches["multi_format"] == "list":
        return texts
    return ASSET_SEPARATOR.join(texts)


def reference_texts(value: Value, names: Mapping[int, str], form: str) -> list[str]:
    """Return one text for each referenced asset that still exists."""
    alive = [i for i in value.canonical if i in names]
    if form == "written" and len(alive) == len(value.canonical):
        return [value.written]
    return [{"names": names[i], "name_id": f"{names[i]} #{i}"}.get(form, str(i)) for i in alive]


def _user(value: Value, view: View) -> Any:
    """A system field; its value is the key of a user who exists."""
    form = view.switches["user_format"]
    user = view.catalog.user(value.canonical)
    if form == "written" or user is None:
        return value.written
    return {"key": user.key, "username": user.username, "object": user_bean(user)}[form]


def _user_name(value: Value, view: View) -> Any:
    """An attribute; any text will do, and only some are users."""
    return value.written if view.catalog.user(value.canonical) is None else _user(value, view)


def user_bean(user: User) -> dict[str, Any]:
    """Return the user object that the vendor prints in the location service."""
    return {
        "key": user.key,
        "username": user.username,
        "name": user.username,
        "directoryId": 1,
        "emailAddress": user.email,
        "displayName": user.display_name,
        "avatarUrl": "",
        "active": user.active,
    }


def _keyed(names: Mapping[str, str]) -> Render:
    def render(value: Value, view: View) -> Any:
        key, name = value.canonical, names[value.canonical]
        return {
            "written": value.written,
            "key": key,
            "name": name,
            "object": {"id": key, "name": name},
        }[view.switches["status_format"]]

    return render


def _location(value: Value, view: View) -> Any:
    place = view.catalog.locations[value.canonical]
    return {
        "id": place.id,
        "id_text": str(place.id),
        "name": place.name,
        "written": value.written,
        "object": {"id": place.id, "locationName": place.name},
    }[view.switches["location_format"]]


def _groups(value: Value, view: View) -> Any:
    as_list = view.switches["group_format"] == "list"
    return value.canonical if as_list else json.dumps(value.canonical, separators=(",", ":"))


def _encrypted(value: Value, view: View) -> Any:
    return {"nothing": _NOTHING, "masked": _MASK, "clear": value.written}[
        view.switches["encrypted_read"]
    ]


_RENDER: dict[str, Render] = {
    "text": _written,
    "currency": _written,
    "long": _number,
    "double": _number,
    "date": _dated("date_format"),
    "date_time": _dated("datetime_format"),
    "option": _single_option,
    "options": _several,
    "path": _path,
    "assets": _references,
    "assets_by_form": _references,
    "organizations": _several,
    "projects": _several,
    "components": _several,
    "versions": _several,
    "user_name": _user_name,
    "user": _user,
    "encrypted": _encrypted,
    "status": _keyed(STATUSES),
    "substatus": _keyed(SUBSTATUSES),
    "location": _location,
    "groups": _groups,
}

_EMPTY: dict[str, Any] = {"null": None, "text": "", "omitted": _NOTHING}


def _read(value: Value | None, family: Family, view: View) -> Any:
    """Return the JSON of a field, or _NOTHING if it is to be left out."""
    shown = _NOTHING if value is None else _RENDER[family.name](value, view)
    if shown is _NOTHING:
        shown = _EMPTY[view.switches["empty_value"]]
    return _escaped(shown, view)


def _escaped(shown: Any, view: View) -> Any:
    return _escaped_text(shown, view) if isinstance(shown, str) else shown


def _escaped_text(text: str, view: View) -> str:
    return html.escape(text) if view.switches["escape_html"] == "entities" else text


def name_of(asset: Asset, view: View) -> Any:
    """Return the name; an asset may have lost its own to an update without name."""
    if not asset.name and view.switches["cleared_name"] == "null":
        return None
    return _escaped(asset.name, view)


def type_identifier(attribute: Attribute, view: View) -> dict[str, str]:
    """Return the key attributeType, unless it is to be absent."""
    kind = ATTRIBUTE_TYPES[attribute.type]
    style = "camel" if kind.known else view.switches["newer_type_names"]
    if style == "absent":
        return {}
    return {
        "attributeType": {"camel": kind.identifier, "alternative": kind.alternative}.get(
            style, kind.display
        )
    }


# -- the three calls that return assets -----------------------------------------------------------


def listed(asset: Asset, asset_type: AssetType, view: View) -> dict[str, Any]:
    """Return an asset in the documented shape of inventory/list.json."""
    system, entries = _system(asset, asset_type, view, "inventory", _attribute_entry)
    return {
        "id": asset.id,
        "name": name_of(asset, view),
        "formId": asset.form_id,
        "sortOrder": 0,
        **system,
        "attributes": _attributes(asset, asset_type, view) + entries,
    }


def transformed(
    asset: Asset, asset_type: AssetType, attachments: Iterable[Attachment], view: View
) -> dict[str, Any]:
    """Return an asset as inventory/transformed/{id}.json does."""
    system, entries = _system(asset, asset_type, view, "transformed", _attribute_entry)
    shown = {
        "id": asset.id,
        "name": name_of(asset, view),
        "formId": asset.form_id,
        **system,
        "attachments": [_attachment(a, view) for a in attachments],
    }
    if view.switches["transformed_attributes"]:
        shown["attributes"] = _attributes(asset, asset_type, view) + entries
    elif entries:
        shown["attributes"] = entries
    return shown


def found(asset: Asset, asset_type: AssetType, view: View) -> dict[str, Any]:
    """Return an asset as a row of index/query.json."""
    system, entries = _system(asset, asset_type, view, "search", _item)
    items = [
        _item(attribute.name, _search_text(asset.values.get(attribute.id), attribute, view))
        for attribute in asset_type.attributes
    ]
    created = datetime.datetime.fromtimestamp(asset.created / 1000, datetime.timezone.utc)
    return {
        "id": asset.id,
        "name": name_of(asset, view),
        "formName": asset_type.name,
        "createdFormatted": created.strftime("%d/%b/%y %I:%M %p"),
        **system,
        "inventoryItems": items + entries,
    }


def _item(name: str, shown: Any) -> dict[str, Any]:
    return {"attributeName": name, "textValues": shown}


def _attribute_entry(name: str, shown: Any) -> dict[str, Any]:
    return {"id": None, "attribute": {"attributeName": name}, "attributeValue": shown}


def _attributes(asset: Asset, asset_type: AssetType, view: View) -> list[dict[str, Any]]:
    """Return the attributes in the order of their rows, as in the vendor's sample; empty ones last."""
    rows = []
    for attribute in asset_type.attributes:
        value = asset.values.get(attribute.id)
        shown = _read(value, family_of(attribute), view)
        if shown is _NOTHING:
            continue
        rows.append(
            {
                "id": value.row if value else None,
                "attribute": {
                    "attributeName": attribute.name,
                    **type_identifier(attribute, view),
                    "id": attribute.id,
                },
                "attributeValue": shown,
            }
        )
    return sorted(rows, key=lambda row: (row["id"] is None, row["id"] or 0))


def _system(
    asset: Asset,
    asset_type: AssetType,
    view: View,
    call: str,
    entry: Callable[[str, Any], dict[str, Any]],
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the system fields as top level keys, or as further entries, as the switches say."""
    if call not in view.switches["system_fields_in"]:
        return {}, []
    style = view.switches["system_field_key"]
    keys: dict[str, Any] = {}
    entries = []
    for field in SYSTEM_FIELDS.values():
        if field.name not in asset_type.system_fields and field.name not in asset.system:
            continue
        shown = _read(asset.system.get(field.name), field.family, view)
        if shown is _NOTHING:
            continue
        name = {"short": field.short, "entry_short": field.short, "entry_display": field.display}
        if style.startswith("entry"):
            entries.append(entry(name.get(style, field.name), _plain(shown, call)))
        else:
            keys[name.get(style, field.name)] = shown
    return keys, entries


def _plain(shown: Any, call: str) -> Any:
    """Return the text of an entry of a search row, which only holds texts."""
    if call != "search" or shown is None or isinstance(shown, str):
        return shown
    return json.dumps(shown) if isinstance(shown, (list, dict)) else str(shown)


def _search_text(value: Value | None, attribute: Attribute, view: View) -> str | None:
    """Return `textValues`: observed to be a text, null or empty without a value."""
    nothing = None if view.switches["search_empty_value"] == "null" else ""
    if value is None:
        return nothing
    family = family_of(attribute).name
    glue = {"comma_space": ", ", "comma": ",", "separator": OPTION_SEPARATOR}[
        view.switches["search_multi_format"]
    ]
    if family in ("assets", "assets_by_form"):
        form = view.switches["search_reference_format"]
        texts = reference_texts(value, view.names(value.canonical), form)
        return _escaped_text(glue.join(texts), view) if texts else nothing
    if isinstance(value.canonical, list) and family != "path":
        return _escaped_text(glue.join(value.canonical), view)
    shown = _RENDER[family](value, view)
    if shown is _NOTHING:
        return nothing
    if isinstance(shown, dict):
        shown = shown["username"]
    return _escaped_text(shown if isinstance(shown, str) else str(shown), view)


def _attachment(attachment: Attachment, view: View) -> dict[str, Any]:
    """Only serverFileName is known to be there."""
    shown: dict[str, Any] = {"serverFileName": attachment.server_file_name}
    optional = {
        view.switches["attachment_name_key"]: attachment.original_name,
        view.switches["attachment_size_key"]: attachment.size,
    }
    return {**shown, **{key: value for key, value in optional.items() if key != "none"}}


# -- catalogs -------------------------------------------------------------------------------------


def option_values(attribute: Attribute, view: View) -> dict[str, Any]:
    """Return the key `values` of an option attribute."""
    if not attribute.options:
        return {}
    if attribute.type != "Cascading Dropdown":
        return {"values": [_option(o, n) for n, o in enumerate(attribute.options)]}
    style = view.switches["cascading_values"]
    if style == "absent":
        return {}
    return {"values": (_nested if style == "nested" else _flat)(attribute.options)}


def _option(option: Option, order: int) -> dict[str, Any]:
    return {"id": option.id, "sortOrder": order, "attributeValue": option.text}


def _nested(options: Iterable[Option]) -> list[dict[str, Any]]:
    return [{**_option(o, n), "children": _nested(o.children)} for n, o in enumerate(options)]


def _flat(options: Iterable[Option], parent: int | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for order, option in enumerate(options):
        rows.append({**_option(option, order), "parentId": parent})
        rows += _flat(option.children, option.id)
    return rows
