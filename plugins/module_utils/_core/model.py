# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values that everything else uses: catalog entries, declared assets, current assets, changes.

All are frozen. A field's value in canonical form is `None` if it is empty, otherwise what its kind defines
(see fields.py): text, number, or a frozen set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union, cast

from .remarks import Remark, about

Id = Union[int, str]
"""The server's id of an asset, a type, an attribute or a location. Only the back end knows its form."""

# The text that Ansible itself shows in place of hidden values.
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

    In an answer, `guessed` marks an id that was read from the end of a text, all of which may be a name; `nth` counts
    assets of the same name. `new` is the position, in the declaration, of an asset that is yet to be created.
    `text` is what a user wrote where that may mean something else too: "42" an id or a name; and, if `alone` in its
    field, "a, b" one asset or two.
    """

    id: Id | None = None
    name: str | None = None
    asset_type: str | None = None
    guessed: bool = False
    nth: int = 0
    new: int | None = None
    text: str | None = None
    alone: bool = False

    def __str__(self) -> str:
        if self.id is None:
            return str(self.name)
        return f"{self.name} #{self.id}" if self.name else f"#{self.id}"


Value = Union[None, str, int, float, Secret, frozenset[str], frozenset[Ref]]


def refs_in(value: Value) -> frozenset[Ref]:
    """The references that a value holds; none for a value of another kind."""
    if not isinstance(value, frozenset):
        return frozenset()
    return cast("frozenset[Ref]", value) if any(isinstance(one, Ref) for one in value) else _NO_REFS


_NO_REFS: frozenset[Ref] = frozenset()


@dataclass(frozen=True)
class Option:
    """One choice of an option attribute. `path` holds the ids from the root, for cascading dropdowns."""

    id: str
    text: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """A field of an asset type: one of the 15 system fields, or an attribute.

    `key` is what users write in filters and see in changes: snake_case for a system field, the display name for an
    attribute, with "attributes." before it if a system field has the same name.
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
    """A file attached to an asset. `name` and `size` are None if the server does not show them.

    `id` is the server's id of the file, empty if it is yet to be uploaded.
    """

    id: str
    name: str | None = None
    size: int | None = None


@dataclass(frozen=True)
class LocalFile:
    """A file to attach: its path, and the name that it gets at the asset."""

    path: str
    name: str


@dataclass(frozen=True)
class Declared:
    """One asset as the user wrote it, parsed. `values` is keyed by `Field.key`; what was not written is not in it.

    `origin` is the place where it was written ("servers.yml:12"), and is empty if there is only one asset.
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
        """The name of this asset in messages."""
        if self.name is None:
            return f"asset {self.id}" if self.id is not None else "the asset"
        return f"{self.asset_type.name} '{self.name}'" if self.asset_type else f"'{self.name}'"

    @property
    def place(self) -> str:
        """Where it was written, and its name in messages."""
        return f"{self.origin}: {self.label}" if self.origin else self.label

    def remark(self, sentence: str) -> Remark:
        """A sentence about this asset."""
        return about(self.origin, self.label, sentence)


@dataclass(frozen=True)
class Current:
    """One asset as the server has it. `raw` holds its fields as the server sent them, by `Field.key`.

    A field that the answers did not carry at all is not in `raw`; one that they carried without a value is None
    there. `asset_type` is None if nothing shows it. `attachments` is None if they were not requested.
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
    """One changed field of one asset: its value before and after, in the user's spelling."""

    field: str
    before: Any
    after: Any


def as_lists(changes: Sequence[Change]) -> list[Mapping[str, Any]]:
    """The changes as results show them."""
    return [
        {"field": change.field, "before": change.before, "after": change.after}
        for change in changes
    ]


def id_order(one: Id | None) -> tuple[int, str]:
    """The sort key of an id: numbers by size, and no id before all others."""
    text = "" if one is None else str(one)
    return len(text), text
