# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be done, as data: steps in their order, decided without any further look at the server.

A plan does not depend on the order in which the assets were declared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .declared import Catalog
from .diff import FieldDiff, WriteOnly, diff_asset, problems_with
from .fields import NAME
from .model import Attachment, Change, Current, Declared, LocalFile
from .order import arrange


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
        before = ", ".join(file.server_file_name for file in self.stale) or None
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
    def order(self) -> tuple[str, str, int]:
        """The place among others, the same for every order of the declaration."""
        asset_type = self.declared.asset_type
        name = self.declared.name or (self.current.name if self.current else "")
        return asset_type.name if asset_type else "", name, self.current.id if self.current else 0

    @property
    def key(self) -> tuple[int, tuple[str, str, int]]:
        """What tells the step from all others, also once its declaration has been given ids."""
        return self.number, self.order

    @property
    def attachments_after(self) -> tuple[Attachment, ...]:
        """The files that the asset will have; those to be uploaded have no server file name yet."""
        attached = (self.current.attachments if self.current else None) or ()
        stale = {one for file in self.files for one in file.stale}
        uploaded = (Attachment("", file.name, file.size) for file in self.files if file.upload)
        return (*(one for one in attached if one not in stale), *uploaded)


@dataclass(frozen=True)
class Unmanaged:
    """An asset in the scope that nobody declared. `fate` is what happens to it: kept, protected, delete or retire."""

    id: int
    name: str
    asset_type: str
    fate: str = "kept"


@dataclass(frozen=True)
class Plan:
    """The steps, in the order in which they are to be done, and why none of them may be."""

    steps: tuple[Step, ...]
    blocked: tuple[str, ...] = ()
    unmanaged: tuple[Unmanaged, ...] = ()
    in_scope: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be written."""
        return not self.to_do

    @property
    def is_of_one(self) -> bool:
        """Whether it is about one asset that was declared alone, so that nobody said where."""
        return len(self.steps) == 1 and not self.steps[0].declared.origin

    @property
    def to_do(self) -> tuple[Step, ...]:
        """The steps that write something."""
        return tuple(step for step in self.steps if step.action != "none")

    @property
    def counts(self) -> dict[str, int]:
        """How many assets will be what; renames, uploads and detaches are parts of the others."""
        actions = [step.action for step in self.steps]
        counted = {
            past: actions.count(action)
            for action, past in (
                ("create", "created"),
                ("update", "updated"),
                ("retire", "retired"),
                ("delete", "deleted"),
                ("none", "unchanged"),
            )
        }
        files = [file for step in self.steps for file in step.files]
        counted["renamed"] = sum(
            step.current is not None and any(diff.field is NAME for diff in step.diffs)
            for step in self.steps
        )
        counted["files_uploaded"] = sum(file.upload is not None for file in files)
        counted["files_removed"] = sum(len(file.stale) for file in files)
        counted["unmanaged"] = len(self.unmanaged)
        return counted


@dataclass(frozen=True)
class Found:
    """A declared asset, what the server has of it, and what its files have to become.

    `diffs` are given where they were seen already; `number` is its place in the declaration.
    """

    declared: Declared
    current: Current | None
    files: tuple[Replacement, ...] = ()
    number: int = 0
    diffs: tuple[FieldDiff, ...] | None = None


@dataclass(frozen=True)
class Surplus:
    """An asset in the scope that is not declared, and what to do with it: `wanted` as if it were declared."""

    current: Current
    wanted: Declared


def build_plan(
    found: Sequence[Found],
    catalog: Catalog,
    write_only: WriteOnly,
    surplus: Sequence[Surplus] = (),
) -> Plan:
    """The plan that makes the server equal to what is declared, without the surplus. It tells what blocks it."""
    blocked: list[str] = []
    steps = [_step(one, catalog, write_only, blocked) for one in found]
    for extra in surplus:
        diffs: tuple[FieldDiff, ...] = ()
        if extra.wanted.present:
            diffs = diff_asset(extra.wanted, extra.current, catalog, write_only)
        steps.append(Step(extra.wanted, extra.current, diffs, pruned=True, number=-1))
    return Plan(arrange(steps), tuple(blocked))


def _step(one: Found, catalog: Catalog, write_only: WriteOnly, blocked: list[str]) -> Step:
    declared, current = one.declared, one.current
    if not declared.present:
        return Step(declared, current, number=one.number)
    if current is None and declared.name is None:
        blocked.append(
            f"{declared.place}: does not exist yet, and to create it a name is needed: write name"
        )
    if current is not None:
        blocked += [
            f"{declared.place}: {problem}" for problem in problems_with(declared, current, catalog)
        ]
    diffs = one.diffs
    if diffs is None:
        diffs = diff_asset(declared, current, catalog, write_only)
    return Step(declared, current, diffs, one.files, number=one.number)
