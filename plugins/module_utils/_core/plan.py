# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be done, as data: one step for each declared asset, decided without any further look at the server."""

from __future__ import annotations

from dataclasses import dataclass

from .declared import Catalog
from .diff import FieldDiff, WriteOnly, diff_asset, problems_with
from .errors import InputError
from .model import Attachment, Change, Current, Declared, LocalFile


@dataclass(frozen=True)
class Replacement:
    """What one attached file has to become: uploaded if `upload` is set, and then without the `stale` ones."""

    name: str
    upload: LocalFile | None = None
    stale: tuple[Attachment, ...] = ()
    size: int | None = None  # of what is uploaded, in bytes

    @property
    def change(self) -> Change:
        """How the replacement shows to users."""
        before = ", ".join(file.server_file_name for file in self.stale) or None
        return Change(f"attachments.{self.name}", before, self.upload.path if self.upload else None)


@dataclass(frozen=True)
class Step:
    """What has to be done about one declared asset. `current` is what the decision was made on."""

    declared: Declared
    current: Current | None
    diffs: tuple[FieldDiff, ...] = ()
    files: tuple[Replacement, ...] = ()

    @property
    def action(self) -> str:
        """One of create, update, delete, none."""
        if not self.declared.present:
            return "delete" if self.current else "none"
        if self.current is None:
            return "create"
        return "update" if self.diffs or self.files else "none"

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that the step changes, as users see it."""
        if self.action == "delete" and self.current:
            return (Change("state", "present", "absent"),)
        return tuple(diff.change for diff in self.diffs) + tuple(file.change for file in self.files)

    @property
    def attachments_after(self) -> tuple[Attachment, ...]:
        """The files that the asset will have; those to be uploaded have no server file name yet."""
        attached = (self.current.attachments if self.current else None) or ()
        stale = {one for file in self.files for one in file.stale}
        uploaded = (Attachment("", file.name, file.size) for file in self.files if file.upload)
        return (*(one for one in attached if one not in stale), *uploaded)


@dataclass(frozen=True)
class Plan:
    """The steps, in the order in which they are to be done."""

    steps: tuple[Step, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be written."""
        return all(step.action == "none" for step in self.steps)


@dataclass(frozen=True)
class Found:
    """A declared asset, what the server has of it, and what its files have to become."""

    declared: Declared
    current: Current | None
    files: tuple[Replacement, ...] = ()


def build_plan(found: tuple[Found, ...], catalog: Catalog, write_only: WriteOnly) -> Plan:
    """The plan that makes the server equal to what is declared. Raises InputError with everything that blocks it."""
    problems: list[str] = []
    steps: list[Step] = []
    for one in found:
        declared, current = one.declared, one.current
        if not declared.present:
            steps.append(Step(declared, current))
            continue
        if current is None and declared.name is None:
            problems.append(
                f"{declared.label}: does not exist yet, and to create it a name is needed: write name"
            )
        if current is not None:
            problems += [
                f"{declared.label}: {problem}"
                for problem in problems_with(declared, current, catalog)
            ]
        diffs = diff_asset(declared, current, catalog, write_only)
        steps.append(Step(declared, current, diffs, one.files))
    if problems:
        raise InputError(problems)
    return Plan(tuple(steps))
