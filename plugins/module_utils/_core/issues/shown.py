# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An issue as the server shows it, as far as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import BadAnswer
from ..model import Attachment
from .identity import PROPERTY, unique_id_in


@dataclass(frozen=True)
class Shown:
    """One issue: `fields` by id, as the server has them. `properties` has the property of this collection, if any."""

    id: str
    key: str
    fields: Mapping[str, Any] = field(repr=False, default_factory=dict)
    properties: Mapping[str, Any] = field(repr=False, default_factory=dict)

    @property
    def ref(self) -> str:
        """What requests about it name it by."""
        return self.key or self.id

    @property
    def unique_id(self) -> str | None:
        """The identity that its property proves."""
        return unique_id_in(self.mark)

    @property
    def mark(self) -> Mapping[str, Any]:
        """The value of this collection's property; empty if it has none."""
        found = self.properties.get(PROPERTY)
        return found if isinstance(found, Mapping) else {}

    def name_in(self, field_id: str) -> str:
        """The name of what stands in a field, such as its status; empty if there is nothing."""
        found = self.fields.get(field_id)
        return str(found.get("name") or "") if isinstance(found, Mapping) else ""

    @property
    def status(self) -> str:
        """The name of its status."""
        return self.name_in("status")

    @property
    def project(self) -> str:
        """The key of its project."""
        found = self.fields.get("project")
        key = found.get("key") if isinstance(found, Mapping) else None
        return str(key) if key else self.key.rpartition("-")[0]

    @property
    def links(self) -> tuple[Mapping[str, Any], ...]:
        """Its links to other issues."""
        return _mappings(self.fields.get("issuelinks"))

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Its files."""
        found = _mappings(self.fields.get("attachment"))
        return tuple(_attachment(one) for one in found if one.get("id") is not None)


def _mappings(value: Any) -> tuple[Mapping[str, Any], ...]:
    return (
        tuple(one for one in value if isinstance(one, Mapping)) if isinstance(value, list) else ()
    )


def _attachment(shown: Mapping[str, Any]) -> Attachment:
    name, size = shown.get("filename"), shown.get("size")
    return Attachment(
        str(shown["id"]),
        str(name) if name is not None else None,
        size=size if isinstance(size, int) else None,
    )


def read_shown(data: Any, doing: str = "read an issue", *, needs_fields: bool = True) -> Shown:
    """The issue of an answer. Raises BadAnswer for what is none."""
    if not isinstance(data, Mapping) or not data.get("id") or not data.get("key"):
        raise BadAnswer(f"could not {doing}: the answer shows no issue; its id or key is missing")
    fields, properties = data.get("fields"), data.get("properties")
    if not isinstance(fields, Mapping) and ("fields" in data or needs_fields):
        raise BadAnswer(f"could not {doing}: the answer shows no fields of {data['key']}")
    return Shown(
        str(data["id"]),
        str(data["key"]),
        fields if isinstance(fields, Mapping) else {},
        properties if isinstance(properties, Mapping) else {},
    )
