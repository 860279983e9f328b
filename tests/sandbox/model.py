# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The things that AIP and Jira keep, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

ADMINISTRATORS = "jira-administrators"

# The five rights of AIP's permission schemes; "manage" (Scheme Manager) holds the other four.
RIGHTS = ("browse", "create", "update", "delete")


class Refusal(Exception):
    """Something that the server refuses; how it is worded on the wire is up to the switches.

    kind: "invalid" (the request), "rights", "missing" (no such asset or attachment), "protocol"
    (a plain HTTP error, status in `status`).
    """

    def __init__(self, kind: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.status = status


class Value(NamedTuple):
    """A stored field: the JSON value as it was written, its one canonical form, its row id."""

    written: Any
    canonical: Any
    row: int | None = None


@dataclass(frozen=True)
class Asset:
    """One row of the inventory."""

    id: int
    name: str
    form_id: int
    created: int
    updated: int
    created_by: str
    system: Mapping[str, Value] = field(default_factory=dict)
    values: Mapping[int, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Attachment:
    """A file at an asset; the bytes lie in the data folder under `server_file_name`."""

    id: int
    asset_id: int
    server_file_name: str
    original_name: str
    size: int
    created: int
    author: str


@dataclass(frozen=True)
class User:
    """A Jira user."""

    key: str
    username: str
    display_name: str
    email: str
    active: bool = True
    password: str = ""
    token: str = ""
    groups: tuple[str, ...] = ()
    hides_email: bool = False
    account: str = ""

    @property
    def admin(self) -> bool:
        """Whether this is a Jira administrator."""
        return ADMINISTRATORS in self.groups


@dataclass(frozen=True)
class Location:
    """A place; `details` are the address fields of the location service."""

    id: int
    name: str
    contact_key: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """One choice of an option attribute; a Cascading Dropdown has children."""

    id: int
    text: str
    children: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Attribute:
    """A field that the AIP administrator defined; global, shared by asset types."""

    id: int
    name: str
    type: str
    options: tuple[Option, ...] = ()
    allowed_forms: tuple[int, ...] = ()


@dataclass(frozen=True)
class UniquenessRule:
    """No more than `limit` assets of a type may agree in these attributes."""

    attributes: tuple[str, ...]
    limit: int = 1
    allow_empty: bool = False


@dataclass(frozen=True)
class AssetType:
    """An asset type, called "form" in every URL and key."""

    id: int
    name: str
    scheme_id: int
    attributes: tuple[Attribute, ...]
    system_fields: frozenset[str]
    uniqueness: tuple[UniquenessRule, ...] = ()
    permissions: str | None = None
    link_base: int = 0

    def attribute(self, name: str) -> Attribute | None:
        """Return the attribute of that name, if the type has it."""
        return next((a for a in self.attributes if a.name == name), None)


@dataclass(frozen=True)
class Scheme:
    """An asset type scheme."""

    id: int
    name: str
    description: str | None = None
    permissions: str | None = None


class Grant(NamedTuple):
    """One line of a permission scheme: a right, and "admins", "everyone" or "group:<name>"."""

    right: str
    to: str


@dataclass(frozen=True)
class Catalog:
    """All that REST can only read: types, attributes, locations, users, and what values may name."""

    users: tuple[User, ...]
    groups: tuple[str, ...]
    locations: Mapping[int, Location]
    attributes: Mapping[int, Attribute]
    types: Mapping[int, AssetType]
    schemes: Mapping[int, Scheme]
    permissions: Mapping[str, tuple[Grant, ...]]
    organizations: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()
    components: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()

    def user(self, name: str | None) -> User | None:
        """Return the user of that username or key."""
        return next((u for u in self.users if name in (u.username, u.key)), None)

    def types_named(self, name: str) -> list[AssetType]:
        """Return the types of that name; two schemes may hold one each."""
        return [t for t in self.types.values() if t.name == name]

    def attributes_named(self, name: str) -> list[Attribute]:
        """Return the attributes of that name."""
        return [a for a in self.attributes.values() if a.name == name]
