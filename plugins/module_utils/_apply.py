# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out a plan: the only caller of writes, and the only place that asks for check mode.

Every write is verified by reading the asset again by id. At the end the search index is waited for, once, so that a
run right after this one finds what was written.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Callable

from ._catalog import Catalog
from ._core.canonical import unknown_status_key
from ._core.diff import (
    FieldDiff,
    WriteOnly,
    declared_fields,
    diff_asset,
    show_as_declared,
    show_attachments,
)
from ._core.errors import AipError, NotAsDeclared, OutcomeUnknown, RequestError
from ._core.fields import NAME
from ._core.model import Attachment, Change, Current, Declared
from ._core.plan import Plan, Replacement, Step
from ._datacenter.answers import Shown, raw_fields
from ._files import local_digest, pick_by_content
from ._find import Finder

LONGEST_WARNING = 300  # characters of the server's own words


@dataclass(frozen=True)
class Waiting:
    """How long to wait for the search index, in seconds, and by which clock."""

    seconds: float = 30.0
    clock: Callable[[], float] = field(default=time.monotonic, compare=False)
    sleep: Callable[[float], None] = field(default=time.sleep, compare=False)


@dataclass(frozen=True)
class Done:
    """What was done for one step, and what there is now; in check mode, what would be.

    `asset` has the shape in which assets are written, and is None where there is none.
    """

    step: Step
    asset_id: int | None
    changes: tuple[Change, ...]
    asset: Mapping[str, Any] | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Report:
    """What carrying out a plan came to."""

    done: tuple[Done, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was written, or in check mode would be."""
        return any(one.changes for one in self.done)


class PartlyDone(AipError):
    """A step failed. `report` has what was done before, including the failed step's own part."""

    def __init__(
        self, cause: AipError, report: Report, failed: Step, not_tried: Sequence[Step]
    ) -> None:
        super().__init__(cause.sentence, **cause.facts)
        self.cause = cause
        self.report = report
        self.failed = failed
        self.not_tried = tuple(not_tried)


def carry_out(
    plan: Plan,
    finder: Finder,
    catalog: Catalog,
    write_only: WriteOnly,
    waiting: Waiting,
    check_mode: bool,
) -> Report:
    """Do what the plan says, in its order. In check mode nothing is written and the report says what would be.

    Raises PartlyDone if a step fails.
    """
    if check_mode:
        return Report(tuple(_predicted(step, catalog) for step in plan.steps))
    work = _Work(finder, catalog, write_only, waiting)
    for number, step in enumerate(plan.steps):
        work.begin(step)
        try:
            work.carry_out(step)
        except AipError as error:
            work.end(step)
            raise PartlyDone(error, work.report(), step, plan.steps[number + 1 :]) from error
        work.end(step)
    work.wait_for_index()
    return work.report()


def _predicted(step: Step, catalog: Catalog) -> Done:
    """What a step would come to."""
    asset_id = step.current.id if step.current else None
    if not step.declared.present:
        return Done(step, asset_id, step.changes)
    asset = show_as_declared(step.current, step.declared, catalog)
    if step.files:
        asset["attachments"] = show_attachments(step.attachments_after)
    return Done(step, asset_id, step.changes, asset, step.attachments_after)


class _Work:
    """The state of one run: what has been done, and what the index does not show yet."""

    def __init__(
        self, finder: Finder, catalog: Catalog, write_only: WriteOnly, waiting: Waiting
    ) -> None:
        self.finder, self.api, self.catalog = finder, finder.api, catalog
        self.write_only, self.waiting = write_only, waiting
        self.done: list[Done] = []
        self.warnings: list[str] = []
        self._changes: list[Change] = []
        self._asset_id: int | None = None
        self._current: Current | None = None
        self._not_shown: list[_Pending] = []
        self._unread: list[_Pending] = []

    def report(self) -> Report:
        """All that was done so far."""
        return Report(tuple(self.done), tuple(dict.fromkeys(self.warnings)))

    def begin(self, step: Step) -> None:
        """Start a step's record."""
        self._changes = []
        self._current = step.current
        self._asset_id = step.current.id if step.current else None

    def end(self, step: Step) -> None:
        """Close a step's record, complete or not."""
        current, asset = self._current, None
        if current is not None and step.declared.present:
            asset = show_as_declared(current, step.declared, self.catalog)
        attachments = (current.attachments if current else None) or ()
        changes = tuple(self._changes)
        self.done.append(Done(step, self._asset_id, changes, asset, attachments))

    def carry_out(self, step: Step) -> None:
        """Do one step."""
        action = {"create": self._create, "update": self._update, "delete": self._delete}.get(
            step.action
        )
        if action:
            action(step)

    # --- creating ---------------------------------------------------------------------------------------------------

    def _create(self, step: Step) -> None:
        declared = step.declared
        if declared.asset_type is None or declared.name is None:
            raise AipError("asset_type and name are needed to create an asset")
        values = [(diff.field, diff.value) for diff in step.diffs if diff.field is not NAME]
        lost: OutcomeUnknown | None = None
        asset_id: int | None = None
        try:
            asset_id, warning = self.api.create_asset(declared.name, declared.asset_type, values)
            self._warn(declared, warning)
        except OutcomeUnknown as error:
            lost = error
        changes = [diff.change for diff in step.diffs]
        if lost is None:
            self._changes += changes  # told, even if the asset should not be found now
        if asset_id is None:
            asset_id = self._find_created(declared, lost)
        self._asset_id = asset_id
        self._changes = changes
        self._not_shown.append(_Pending(asset_id, declared))
        self._verify(declared, asset_id, may_write=True)
        self._carry_out_files(step.files, asset_id)

    def _find_created(self, declared: Declared, lost: OutcomeUnknown | None) -> int:
        """The id of an asset whose creation was not confirmed. It is looked for, never created again."""
        found: list[Shown] = []

        def is_there() -> bool:
            found[:] = self.finder.locate(declared)[0]
            return bool(found)

        try:
            self._poll(is_there)
            looked = f"It was looked for during {self.waiting.seconds:.0f} s (wait_for_index) and"
            looked += f" {'found several times' if found else 'not found'}"
        except AipError as error:
            looked = f"It could not be looked for: {error.sentence.rstrip('.')}"
        if len(found) == 1:
            if lost:
                self.warnings.append(
                    f"{declared.label}: the answer to its creation was lost;"
                    f" it was found as asset {found[0].id}"
                )
            return found[0].id
        why = f"the server did not tell the id of the new '{declared.name}'"
        raise OutcomeUnknown(
            f"{lost.sentence.rstrip('.') if lost else why}. {looked}. It was not sent again:"
            " look whether it is there, then run again",
            **(lost.facts if lost else {}),
        )

    # --- updating ---------------------------------------------------------------------------------------------------

    def _update(self, step: Step) -> None:
        declared, current = step.declared, step.current
        if current is None:
            raise AipError("there is nothing to update")
        if step.diffs:
            row = self._row_before(declared, current)
            self._write(declared, current, step.diffs)
            self._not_shown.append(_Pending(current.id, declared, row, step.diffs))
            self._verify(declared, current.id, may_write=False)
        self._carry_out_files(step.files, current.id)

    def _write(self, declared: Declared, current: Current, diffs: Sequence[FieldDiff]) -> None:
        """One PUT with the name, which AIP would clear without it, and the differing fields."""
        name = (
            declared.name
            if any(diff.field is NAME for diff in diffs) and declared.name
            else current.name
        )
        values = [(diff.field, diff.value) for diff in diffs if diff.field is not NAME]
        warning = self.api.update_asset(current.id, name, declared.asset_type, values)
        self._changes += [diff.change for diff in diffs]
        self._warn(declared, warning)

    def _row_before(self, declared: Declared, current: Current) -> Shown | None:
        """How the search shows the asset before it is changed, to recognize later that it shows the change."""
        if self.waiting.seconds <= 0 or declared.asset_type is None:
            return None
        return _row_of(self.finder, declared, current.id, current.name)

    def _verify(self, declared: Declared, asset_id: int, may_write: bool) -> None:
        """Read the asset again and hold it against the declaration.

        After a creation one PUT may follow, for what the server set by itself (such as a default status).
        """
        fields = [field for field, _value in declared_fields(declared)]
        current = self.api.current(asset_id, declared.asset_type, fields)
        if current is None:
            raise NotAsDeclared(
                f"{declared.label}: the server took the write, but does not show asset {asset_id}"
            )
        self._current = current
        left = diff_asset(
            declared, current, self.catalog, WriteOnly(False, self.write_only.unreadable)
        )
        self._note_uncomparable(declared, current, left)
        left = tuple(
            diff for diff in left if diff.readable and self._unknown_key(diff, current) is None
        )
        if left and may_write:
            self._write(declared, current, left)
            self._verify(declared, asset_id, may_write=False)
        elif left:
            shown = "; ".join(
                f"{diff.field.key} is {diff.change.before!r} instead of {diff.change.after!r}"
                for diff in left
            )
            raise NotAsDeclared(
                f"{declared.label}: the server took the write of asset {asset_id} but did not keep all of it:"
                f" {shown}. Perhaps"
                " the field is not enabled for this asset type, or this server wants another setting of dialect"
            )

    def _note_uncomparable(
        self, declared: Declared, current: Current, left: Sequence[FieldDiff]
    ) -> None:
        """Remember what the read by id does not show, and warn of keys that nobody can compare."""
        unread = tuple(diff for diff in left if not diff.readable)
        if unread:
            self._unread.append(_Pending(current.id, declared, diffs=unread))
        for diff in left:
            key = self._unknown_key(diff, current)
            if key is not None:
                self.warnings.append(
                    f"{declared.label}: the server shows {diff.field.key} as the key '{key}';"
                    f" if that is '{diff.change.after}', name it in dialect,"
                    f" {diff.field.kind}_keys"
                )

    def _warn_of_unread(self) -> None:
        """Warn of written fields that the search does not show either: they can never be compared."""
        for pending in self._unread:
            declared = pending.declared
            row = _row_of(self.finder, declared, pending.asset_id, declared.name)
            if row is None:
                continue
            raw = self.api.current_from_row(row, declared.asset_type).raw
            hidden = [diff.field.key for diff in pending.diffs if diff.field.key not in raw]
            if hidden:
                self.warnings.append(
                    f"{declared.label}: the server never shows {', '.join(hidden)}, so this is"
                    " written on every run; to write it only at creation, name it in dialect,"
                    " unreadable_fields"
                )

    def _unknown_key(self, diff: FieldDiff, current: Current) -> str | None:
        """The undocumented key as which a written status came back, so that it cannot be compared."""
        if diff.value is None:
            return None
        return unknown_status_key(current.raw.get(diff.field.key), diff.field, self.catalog)

    def _warn(self, declared: Declared, warning: str | None) -> None:
        if warning:
            # Hidden before it is cut: half a secret would not be recognized.
            words = self.api.http.secrets.hide(warning)[:LONGEST_WARNING]
            self.warnings.append(f"{declared.label}: the server says: {words}")

    # --- deleting ---------------------------------------------------------------------------------------------------

    def _delete(self, step: Step) -> None:
        if step.current is None:
            return
        self.api.delete_asset(step.current.id)
        self._changes += step.changes
        if self.api.read_transformed(step.current.id) is not None:
            raise NotAsDeclared(
                f"{step.declared.label}: the server took the deletion, but still shows asset {step.current.id}"
            )
        self._current = None
        declared = step.declared
        if declared.asset_type is not None:
            self._not_shown.append(
                _Pending(step.current.id, declared, gone=True, name=step.current.name)
            )

    # --- attachments ------------------------------------------------------------------------------------------------

    def _carry_out_files(self, files: Sequence[Replacement], asset_id: int) -> None:
        """Upload, verify, and only then remove what the new file replaces."""
        for file in files:
            self._replace(file, asset_id)
        if files and self._current is not None:
            left = self.api.attachments(asset_id) or ()
            names = {stale.server_file_name for file in files for stale in file.stale}
            kept = [one.server_file_name for one in left if one.server_file_name in names]
            if kept:
                raise NotAsDeclared(
                    f"the server took the removal of attachments, but still shows {', '.join(kept)}"
                )
            self._current = dataclasses.replace(self._current, attachments=left)

    def _replace(self, file: Replacement, asset_id: int) -> None:
        """Make one replacement; what is done of it so far is told, should a later part of it fail."""
        begun = len(self._changes)
        if file.upload:
            self._upload(file, asset_id)
        for number, stale in enumerate(file.stale, 1):
            self.api.delete_attachment(asset_id, stale)
            self._changes[begun:] = [dataclasses.replace(file, stale=file.stale[:number]).change]

    def _upload(self, file: Replacement, asset_id: int) -> None:
        upload = file.upload
        if upload is None:
            return
        before = {one.server_file_name for one in self.api.attachments(asset_id) or ()}
        digest, _size = local_digest(upload.path)
        lost: OutcomeUnknown | None = None
        try:
            self.api.upload_attachment(asset_id, upload.path, upload.name)
        except OutcomeUnknown as error:
            lost = error
        new = [
            one
            for one in self.api.attachments(asset_id) or ()
            if one.server_file_name not in before
        ]
        if new or not lost:
            self._changes.append(dataclasses.replace(file, stale=()).change)
        arrived = [one for one in new if one.name in (upload.name, None)]
        if digest not in pick_by_content(self.api, asset_id, arrived):
            if lost:
                raise OutcomeUnknown(
                    f"{lost.sentence}. The file is not at the asset, and it was not sent again: run again",
                    **lost.facts,
                )
            raise NotAsDeclared(
                f"'{upload.name}' was uploaded to asset {asset_id}, but the server does not show"
                " it with the same name and content;"
                " what it was to replace was left in place"
            )

    # --- the search index -------------------------------------------------------------------------------------------

    def wait_for_index(self) -> None:
        """Wait until the search shows every write, or tell that it does not yet."""
        if self.waiting.seconds <= 0 or not self._not_shown:
            return
        try:
            self._poll(self._all_shown)
            self._warn_of_unread()
        except RequestError as error:
            self.warnings.append(
                f"everything was written, but the search could not be asked whether it shows it: {error.sentence}"
            )
            return
        for pending in self._not_shown:
            self.warnings.append(
                f"{pending.declared.label}: it is written, but after {self.waiting.seconds:.0f} s (wait_for_index)"
                " the search does not"
                " show it yet; until it does, another run may see the old state"
            )

    def _all_shown(self) -> bool:
        self._not_shown = [
            one for one in self._not_shown if not one.is_shown(self.finder, self.catalog)
        ]
        return not self._not_shown

    def _poll(self, is_there: Callable[[], bool]) -> bool:
        """Ask until the answer is yes or the waiting is over; at first often, then every two seconds."""
        end = self.waiting.clock() + self.waiting.seconds
        pause = 0.1
        while not is_there():
            left = end - self.waiting.clock()
            if left <= 0:
                return False
            self.waiting.sleep(min(pause, left))
            pause = min(pause * 2, 2.0)
        return True


@dataclass(frozen=True)
class _Pending:
    """A write that the search has to show: a new asset, changed fields, or that the asset is gone."""

    asset_id: int
    declared: Declared
    before: Shown | None = None
    diffs: tuple[FieldDiff, ...] = ()
    gone: bool = False
    name: str | None = None

    def is_shown(self, finder: Finder, catalog: Catalog) -> bool:
        """Whether the search knows of the write."""
        name = self.name or self.declared.name or (self.before.name if self.before else None)
        row = _row_of(finder, self.declared, self.asset_id, name)
        if self.gone or row is None:
            return self.gone and row is None
        if self.before is None:
            return True
        before = raw_fields(self.before, self.declared.asset_type)
        after = raw_fields(row, self.declared.asset_type)
        keys = [diff.field.key for diff in self.diffs if diff.field.key in before]
        # All fields of a row are indexed together. A row that has none of the changed fields cannot tell.
        return (
            not keys
            or any(_differs(before, after, key) for key in keys)
            or self._is_as_declared(after, catalog)
        )

    def _is_as_declared(self, raw: Mapping[str, Any], catalog: Catalog) -> bool:
        current = Current(self.asset_id, self.declared.name or "", None, None, raw)
        left = diff_asset(self.declared, current, catalog, WriteOnly())
        changed = {diff.field.key for diff in self.diffs if diff.field.key in raw}
        return not any(diff.field.key in changed for diff in left)


def _differs(before: Mapping[str, Any], after: Mapping[str, Any], key: str) -> bool:
    return bool(before.get(key) != after.get(key))


def _row_of(finder: Finder, declared: Declared, asset_id: int, name: str | None) -> Shown | None:
    """The search row of an asset, or None if the search does not find it under its name."""
    rows = finder.rows_named(name or "", declared.asset_type)
    return next((row for row in rows if row.id == asset_id), None)
