# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be done about one asset, as data."""

from __future__ import annotations

from dataclasses import dataclass

from .diff import FieldDiff
from .model import Attachment, Change, Current, Declared, LocalFile, id_order

Order = tuple[str, str, tuple[int, str]]
"""The place of a step among others: by type, name and id."""


@dataclass(frozen=True)
class Replacement:
    """What one attached file has to become: uploaded if `upload` is set, and then without the `stale` ones."""

    name: str
    upload: LocalFile | None = None
    stale: tuple[Attachment, ...] = ()
    size: int | None = None  # of what is uploaded, in bytes
    sha256: str | None = None  # of the local file

    @property
    def change(self) -> Change:
        """How the replacement shows to users."""
        before = ", ".join(file.id for file in self.stale) or None
        return Change(f"attachments.{self.name}", before, self.upload.path if self.upload else None)


@dataclass(frozen=True)
class Step:
    """What has to be done about one asset. `current` is what the decision was made on.

    `later` are fields of a new asset that refer to assets created after it: they are written once those are there.
    Steps of one `wave` may be carried out at the same time; each wave begins when the one before it is done.
    """

    declared: Declared
    current: Current | None
    diffs: tuple[FieldDiff, ...] = ()
    files: tuple[Replacement, ...] = ()
    later: tuple[FieldDiff, ...] = ()
    number: int = 0  # the place of the asset in the declaration
    wave: int = 0
    pruned: bool = False  # not declared, but in the scope

    @property
    def action(self) -> str:
        """One of create, update, retire, delete, none."""
        if not self.declared.present:
            return "delete" if self.current else "none"
        if self.current is None:
            return "create"
        if not self.diffs and not self.files:
            return "none"
        return "retire" if self.pruned else "update"

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that the step changes, as users see it."""
        if self.action == "delete" and self.current:
            return (Change("state", "present", "absent"),)
        return (
            *(diff.change for diff in self.diffs),
            *(file.change for file in self.files),
            *(diff.change for diff in self.later),
        )

    @property
    def label(self) -> str:
        """How messages call the asset; one that is only known by its id, by the name that it has."""
        if self.declared.name is None and self.current is not None:
            asset_type = self.declared.asset_type
            kind = asset_type.name if asset_type else self.current.type_name or "asset"
            return f"{kind} '{self.current.name}'"
        return self.declared.label

    @property
    def order(self) -> Order:
        """The place among others, the same for every order of the declaration."""
        asset_type = self.declared.asset_type
        name = self.declared.name or (self.current.name if self.current else "")
        asset_id = self.current.id if self.current else None
        return asset_type.name if asset_type else "", name, id_order(asset_id)

    @property
    def key(self) -> tuple[int, Order]:
        """What tells the step from all others, also once its declaration has been given ids."""
        return self.number, self.order

    @property
    def attachments_after(self) -> tuple[Attachment, ...]:
        """The files that the asset will have; those to be uploaded have no server file name yet."""
        attached = (self.current.attachments if self.current else None) or ()
        stale = {one for file in self.files for one in file.stale}
        uploaded = (Attachment("", file.name, file.size) for file in self.files if file.upload)
        return (*(one for one in attached if one not in stale), *uploaded)
