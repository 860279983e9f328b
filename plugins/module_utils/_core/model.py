# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values that everything else speaks of: catalog entries, declared assets, current assets, changes.

All are frozen. A field's value in canonical form is `None` when it is empty, else what its kind says
(see fields.py): text, number, or a frozen set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Union

Id = Union[int, str]
"""What a server calls a thing by: an asset, a type, an attribute, a place. Only the back end knows its form."""

# The text that Ansible itself puts in place of hidden values.
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


@dataclass(frozen=True)
class Secret:
    """The text of an encrypted attribute. It never shows itself; only the payload asks for `text`."""

    text: str = field(repr=False)

    def __str__(self) -> str:
        return HIDDEN


@dataclass(frozen=True)
class Ref:
    """A reference to another asset: by id, by name (of a type), or both once it has been resolved.

    In an answer, `guessed` marks an id that was read off the end of a text, which may be all a name; `nth` counts
    assets of one name. `new` is the place, in the declaration, of an asset that is yet to be created.
    """

    id: Id | None = None
    name: str | None = None
    asset_type: str | None = None
    guessed: bool = False
    nth: int = 0
    new: int | None = None

    def __str__(self) -> str:
        if self.id is None:
            return str(self.name)
        return f"{self.name} #{self.id}" if self.name else f"#{self.id}"


Value = Union[None, str, int, float, Secret, frozenset[str], frozenset[Ref]]


def refs_in(value: Value) -> frozenset[Ref]:
    """The references that a value holds; none for a value of another kind."""
    if not isinstance(value, frozenset):
        return frozenset()
    return frozenset(item for item in value if isinstance(item, Ref))


@dataclass(frozen=True)
class Option:
    """One choice of an option attribute. `path` holds the ids from the root, for cascading dropdowns."""

    id: str
    text: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """A field of an asset type: one of the 15 system fields, or an attribute.

    `key` is what users write in filters and read in changes: snake_case for a system field, the display name for an
    attribute, with "attributes." before it where the display name is also the name of a system field.
    """

    key: str
    name: str  # the display name
    kind: str  # a row of KINDS
    attribute_id: Id | None = None
    type_name: str = ""  # the attribute type as shown to users
    options: tuple[Option, ...] = ()
    allowed_types: tuple[Id, ...] = ()

    @property
    def is_system(self) -> bool:
        """Whether this is one of the 15 fields that every asset has."""
        return self.attribute_id is None


@dataclass(frozen=True)
class AssetType:
    """An asset type ("form"): its attributes by display name, and all its fields by key.

    `references` are those of its fields that refer to other assets.
    """

    id: Id
    name: str
    attributes: Mapping[str, Field]
    fields: Mapping[str, Field]
    references: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Location:
    """An AIP location."""

    id: Id
    name: str


@dataclass(frozen=True)
class Attachment:
    """A file at an asset. `name` and `size` are None where the server does not show them.

    `id` is what the server calls it by, empty for one that is yet to be uploaded.
    """

    id: str
    name: str | None = None
    size: int | None = None


@dataclass(frozen=True)
class LocalFile:
    """A file to be attached: where it lies, and the name that it gets at the asset."""

    path: str
    name: str


@dataclass(frozen=True)
class Declared:
    """One asset as the user wrote it, parsed. `values` is keyed by `Field.key`; what was not written is not in it.

    `origin` says where it was written ("servers.yml:12"), and is empty where there is only one.
    """

    asset_type: AssetType | None
    name: str | None = None
    id: Id | None = None
    present: bool = True
    match_by: tuple[str, ...] = ("name",)
    values: Mapping[str, Value] = field(default_factory=dict)
    attachments: tuple[LocalFile, ...] = ()
    origin: str = ""

    @property
    def label(self) -> str:
        """How messages call this asset."""
        if self.name is None:
            return f"asset {self.id}" if self.id is not None else "the asset"
        return f"{self.asset_type.name} '{self.name}'" if self.asset_type else f"'{self.name}'"

    @property
    def place(self) -> str:
        """Where it was written, and how messages call it."""
        return f"{self.origin}: {self.label}" if self.origin else self.label


@dataclass(frozen=True)
class Current:
    """One asset as the server has it. `raw` holds its fields as they came, by `Field.key`.

    A field that the answers did not carry at all is not in `raw`; one that they carried without a value is there as
    None. `asset_type` is None where nothing shows it. `attachments` is None where they were not asked for.
    """

    id: Id
    name: str
    asset_type: AssetType | None = None
    type_name: str | None = None  # as the server calls it
    raw: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] | None = None


@dataclass(frozen=True)
class Row(Current):
    """One asset as a search shows it, which may lag behind what the server has."""


@dataclass(frozen=True)
class Change:
    """One field of one asset: what it is and what it is to be, in the user's spelling."""

    field: str
    before: Any
    after: Any


def id_order(one: Id | None) -> tuple[int, str]:
    """The place of an id among others: numbers by their size, and none before all."""
    text = "" if one is None else str(one)
    return len(text), text
