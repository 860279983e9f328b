# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be done about one asset, as data."""

from __future__ import annotations

from dataclasses import dataclass

from .diff import FieldDiff
from .model import Attachment, Change, Current, Declared, Id, LocalFile, id_order
from .remarks import Remark, about

Order = tuple[str, str, tuple[int, str]]
"""The sort key of a step: type, name and id."""


@dataclass(frozen=True)
class Replacement:
    """What has to be done about one attached file: upload `upload` if it is set, then remove the `stale` ones."""

    name: str
    upload: LocalFile | None = None
    stale: tuple[Attachment, ...] = ()
    size: int | None = None  # of what is uploaded, in bytes
    sha256: str | None = None  # of the local file

    @property
    def change(self) -> Change:
        """The replacement as users see it."""
        before = ", ".join(file.id for file in self.stale) or None
        return Change(f"attachments.{self.name}", before, self.upload.path if self.upload else None)


@dataclass(frozen=True)
class Referrers:
    """The assets that refer to one that is deleted, as far as they were read; and the types that were not all read."""

    known: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """What has to be done about one asset. `current` is what the decision was made on.

    `later` holds fields of a new asset that refer to assets created after it: they are written once those exist.
    Steps of one `wave` may be carried out at the same time; each wave starts when the one before it is done.
    """

    declared: Declared
    current: Current | None
    diffs: tuple[FieldDiff, ...] = ()
    files: tuple[Replacement, ...] = ()
    later: tuple[FieldDiff, ...] = ()
    number: int = 0  # the place of the asset in the declaration
    wave: int = 0
    pruned: bool = False  # not declared, but in the scope
    referrers: Referrers | None = None  # of a deletion

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
        """All changes that the step makes, as users see them."""
        if self.action == "delete" and self.current:
            return (Change("state", "present", "absent"),)
        return (
            *(diff.change for diff in self.diffs),
            *(file.change for file in self.files),
            *(diff.change for diff in self.later),
        )

    @property
    def label(self) -> str:
        """The name of the asset in messages; if only its id was declared, its current name."""
        if self.declared.name is None and self.current is not None:
            asset_type = self.declared.asset_type
            kind = asset_type.name if asset_type else self.current.type_name or "asset"
            return f"{kind} '{self.current.name}'"
        return self.declared.label

    def remark(self, sentence: str, asset_id: Id | None = None) -> Remark:
        """A sentence about the asset; a new one got its id meanwhile."""
        current = self.current
        known_id = current.id if current and asset_id is None else asset_id
        name = self.declared.name or (current.name if current else None)
        return about(self.declared.origin, self.label, sentence, name, known_id)

    @property
    def order(self) -> Order:
        """The sort key, which does not depend on the order of the declaration."""
        asset_type = self.declared.asset_type
        name = self.declared.name or (self.current.name if self.current else "")
        asset_id = self.current.id if self.current else None
        return asset_type.name if asset_type else "", name, id_order(asset_id)

    @property
    def key(self) -> tuple[int, Order]:
        """What distinguishes the step from all others, even after its declaration was given ids."""
        return self.number, self.order

    @property
    def attachments_after(self) -> tuple[Attachment, ...]:
        """The files that the asset will have; those to be uploaded have no id yet."""
        attached = (self.current.attachments if self.current else None) or ()
        stale = {one for file in self.files for one in file.stale}
        uploaded = (Attachment("", file.name, file.size) for file in self.files if file.upload)
        return (*(one for one in attached if one not in stale), *uploaded)
