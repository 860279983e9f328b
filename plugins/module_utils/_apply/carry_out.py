# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out a plan: the only caller of writes, and the only place that asks for check mode.

Every write is verified. Few writes, and the first one of each kind, are read again by id at once; many others are
verified by the search, which has to be waited for anyway: so that a run right after this one finds what was written.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from .._core.canonical import unknown_status_key
from .._core.diff import (
    FieldDiff,
    WriteOnly,
    declared_fields,
    diff_asset,
)
from .._core.errors import (
    AipError,
    LoginRefused,
    NotAsDeclared,
    OutcomeUnknown,
    Paused,
    PluginMissing,
    RequestError,
)
from .._core.fields import NAME
from .._core.model import Change, Current, Declared, Ref, Value, refs_in
from .._core.order import new_ones
from .._core.plan import Plan, Replacement, Step
from .._datacenter.answers import Shown
from .._local.files import local_digest, pick_by_content
from .._local.parallel import Tell, in_parallel, tell_nobody
from .._read.finder import Finder, bind
from .outcome import Done, Failed, PartlyDone, Report
from .unfinished import Note, creations_noted
from .visibility import FEW, Index, Pending, row_of
from .waiting import Waiting, poll

LONGEST_WARNING = 300  # characters of the server's own words
MOST_WARNINGS = 20
ENDLESS = (LoginRefused, PluginMissing, Paused)
"""What every further request would meet as well: nothing more is tried then."""


@dataclass(frozen=True)
class Manner:
    """How a plan is to be carried out: how many writes at a time, and whether to go on when one fails."""

    check_mode: bool
    waiting: Waiting = field(default_factory=Waiting)
    workers: int = 1
    goes_on: bool = False
    tell: Tell = field(default=tell_nobody, compare=False)


def carry_out(
    plan: Plan,
    finder: Finder,
    write_only: WriteOnly,
    manner: Manner,
    rows: Mapping[int, Shown] | None = None,
) -> Report:
    """Do what the plan says, in its order. In check mode nothing is written and the report says what would be.

    `rows` are the assets as the search showed them before. Raises PartlyDone if a step fails.
    """
    if manner.check_mode:
        done = tuple(_predicted(step) for step in plan.steps)
        return Report(plan, finder.catalog, done)
    with creations_noted(finder.api.http.base) as note:
        report = _Work(plan, finder, write_only, manner, rows or {}, note).carry_out()
    if report.failed:
        raise PartlyDone(report)
    return report


def _predicted(step: Step) -> Done:
    """What a step would come to."""
    asset_id = step.current.id if step.current else None
    return Done(step, asset_id, step.changes, step.current, step.attachments_after)


class _Deed:
    """A step in the doing. `declared` has the ids of what was created before it."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.declared = step.declared
        self.current = step.current
        self.asset_id = step.current.id if step.current else None
        self.changes: list[Change] = []
        self.error: AipError | None = None
        self.lost: OutcomeUnknown | None = None  # the answer to its creation
        self.was_tried = False
        self.is_verified = False
        self.is_complete = not step.later
        self.pending: Pending | None = None
        self.unread: tuple[FieldDiff, ...] = ()

    @property
    def is_nameless_creation(self) -> bool:
        """Whether it was created, as far as anybody knows, and its id is not known yet."""
        return self.was_tried and self.asset_id is None and self.error is None

    @property
    def is_left(self) -> bool:
        """Whether it was not tried."""
        return self.step.action != "none" and not self.was_tried

    def done(self) -> Done:
        """What has been done."""
        current = self.current
        attachments = (current.attachments if current else None) or ()
        step = dataclasses.replace(self.step, declared=self.declared)
        return Done(step, self.asset_id, tuple(self.changes), current, attachments)


class _Work:
    """One run: what has been done, and what the index does not show yet."""

    def __init__(
        self,
        plan: Plan,
        finder: Finder,
        write_only: WriteOnly,
        manner: Manner,
        rows: Mapping[int, Shown],
        note: Note,
    ) -> None:
        self._note_creation = note
        self.plan, self.finder, self.api, self.catalog = plan, finder, finder.api, finder.catalog
        self.manner, self.waiting = manner, manner.waiting
        self._write_only = WriteOnly(False, write_only.unreadable)  # what nobody can verify
        self.rows = rows
        self.deeds = [_Deed(step) for step in plan.steps]
        self.warnings: list[str] = []
        self._lock = threading.Lock()
        self._failures: list[Failed] = []
        self._created: dict[int, int] = {}
        self._stopped = False
        self._finished = 0
        to_do = plan.to_do
        self._total = len(to_do)
        deletes = any(step.action == "delete" for step in to_do)
        self._at_once = deletes or len(to_do) <= FEW or self.waiting.seconds <= 0
        self._tried_kinds: set[tuple[str, Any]] = set()

    def carry_out(self) -> Report:
        """Do all of it."""
        to_do = [deed for deed in self.deeds if deed.step.action not in ("none", "delete")]
        for _wave, deeds in groupby(to_do, key=lambda deed: deed.step.wave):
            self._carry_out_wave(list(deeds))
        unfinished = [deed for deed in to_do if deed.step.later and deed.asset_id]
        self._in_parallel(self._write_later, unfinished)
        for deed in unfinished:
            if not deed.is_complete and deed.error is None:
                fields = ", ".join(diff.field.key for diff in deed.step.later)
                self._fail(deed, AipError(f"{fields}: was not written, as the run had stopped"))
        if not self._failures:
            self._in_parallel(
                self._delete, [deed for deed in self.deeds if deed.step.action == "delete"]
            )
        self._settle()
        return self._report()

    def _report(self) -> Report:
        left = [deed for deed in self.deeds if deed.is_left]
        told = [self.api.http.secrets.hide(one) for one in dict.fromkeys(self.warnings)]
        more = len(told) - MOST_WARNINGS
        if more > 0:
            told[MOST_WARNINGS:] = [f"{more} more warnings of this kind"]
        return Report(
            self.plan,
            self.catalog,
            tuple(deed.done() for deed in self.deeds if not deed.is_left),
            tuple(self._failures),
            tuple(deed.step for deed in left),
            tuple(told),
        )

    # --- many at once -----------------------------------------------------------------------------------------------

    def _carry_out_wave(self, deeds: Sequence[_Deed]) -> None:
        """Do steps that do not wait for each other, the first of each kind before all others.

        What a server does not keep is so found after one write and not after thousands.
        """
        first: list[_Deed] = []
        for deed in deeds:
            asset_type = deed.declared.asset_type
            kind = (deed.step.action, asset_type.id if asset_type else None)
            if kind not in self._tried_kinds:
                self._tried_kinds.add(kind)
                first.append(deed)
        for deed in first:
            self._attempt(self._carry_out_first, deed)
        rest = [deed for deed in deeds if deed not in first] if len(first) < len(deeds) else []
        self._in_parallel(self._carry_out, rest)
        self._name_creations([deed for deed in deeds if deed.is_nameless_creation])

    def _in_parallel(self, work: Callable[[_Deed], None], deeds: Sequence[_Deed]) -> None:
        in_parallel(lambda deed: self._attempt(work, deed), deeds, self.manner.workers)

    def _attempt(self, work: Callable[[_Deed], None], deed: _Deed) -> None:
        """Do a part of a step; a failure is kept, and stops what has not begun unless the user wants to go on."""
        if self._stopped or deed.error is not None or not self._has_what_it_needs(deed):
            return
        deed.was_tried = True
        try:
            work(deed)
        except AipError as error:
            self._fail(deed, error)
        with self._lock:
            self._finished += 1
            finished, failed = min(self._finished, self._total), len(self._failures)
        self.manner.tell("applied", finished, self._total, failed)

    def _fail(self, deed: _Deed, error: AipError) -> None:
        deed.error = error
        with self._lock:
            self._failures.append(Failed(deed.step, deed.asset_id, error))
            if not self.manner.goes_on or isinstance(error, ENDLESS):
                self._stopped = True

    def _has_what_it_needs(self, deed: _Deed) -> bool:
        """Whether everything that the step refers to was created."""
        return all(number in self._created for number in new_ones(deed.step.diffs))

    def _carry_out_first(self, deed: _Deed) -> None:
        self._carry_out(deed)
        if deed.is_nameless_creation:
            self._name_creations([deed])
        elif deed.pending is not None and not deed.is_verified and not deed.step.later:
            self._verify(deed, may_write=deed.step.action == "create")

    def _carry_out(self, deed: _Deed) -> None:
        """Write what a step creates or changes; verify it where that is not left to the search."""
        deed.declared = self._with_ids(deed.declared)
        if deed.step.action == "create":
            self._create(deed)
            if deed.asset_id is not None:
                self._finish_creation(deed, deed.asset_id)
        else:
            self._update(deed)

    def _with_ids(self, declared: Declared) -> Declared:
        """The declaration with the ids of the assets that were created for it so far."""
        values = {key: self._bind(value) for key, value in declared.values.items()}
        return (
            declared if values == declared.values else dataclasses.replace(declared, values=values)
        )

    def _bind(self, value: Value) -> Value:
        """The value with the ids of what was created, in place of references to what was to be created."""
        new = [ref for ref in refs_in(value) if ref.new in self._created]
        return bind(
            value, {ref: Ref(self._created[ref.new or 0], ref.name, ref.asset_type) for ref in new}
        )

    # --- creating ---------------------------------------------------------------------------------------------------

    def _create(self, deed: _Deed) -> None:
        declared, step = deed.declared, deed.step
        if declared.asset_type is None or declared.name is None:
            raise AipError("asset_type and name are needed to create an asset")
        values = [
            (diff.field, self._bind(diff.value)) for diff in step.diffs if diff.field is not NAME
        ]
        changes = [diff.change for diff in step.diffs]
        self._note_creation(declared.name)
        try:
            asset_id, warning = self.api.create_asset(declared.name, declared.asset_type, values)
        except OutcomeUnknown as error:
            deed.lost = error
            return
        deed.changes += changes  # told, even if the asset should not be found now
        deed.asset_id = asset_id
        self._warn(declared, warning)

    def _finish_creation(self, deed: _Deed, asset_id: int) -> None:
        """What follows once the id of a new asset is known."""
        deed.pending = Pending(deed.step.label, asset_id, deed.declared)
        with self._lock:
            self._created[deed.step.number] = asset_id
        if self._at_once and not deed.step.later:
            self._verify(deed, may_write=True)
        self._carry_out_files(deed, asset_id)

    def _name_creations(self, deeds: Sequence[_Deed]) -> None:
        """Find the assets whose creation was not confirmed, or whose id was not told. None is created again."""
        if not deeds:
            return
        found: dict[int, list[Shown]] = {id(deed): [] for deed in deeds}
        trouble: AipError | None = None

        def are_there() -> bool:
            missing = [deed for deed in deeds if not found[id(deed)]]
            rows = self.finder.rows_for([deed.declared for deed in missing])
            look = self.finder.pick if len(missing) <= FEW else self.finder.with_identity
            for deed in missing:
                found[id(deed)] = look(deed.declared, rows)
            return all(found.values())

        try:
            poll(self.waiting, are_there)
        except AipError as error:
            trouble = error
        for deed in deeds:  # also if the run was stopped: what was sent must not stay unknown
            try:
                self._take_found(deed, found[id(deed)], trouble)
            except AipError as error:
                self._fail(deed, error)

    def _take_found(self, deed: _Deed, found: Sequence[Shown], trouble: AipError | None) -> None:
        declared, lost = deed.declared, deed.lost
        if len(found) == 1:
            deed.asset_id = found[0].id
            if lost:
                deed.changes += [diff.change for diff in deed.step.diffs]
                self.warnings.append(
                    f"{declared.label}: the answer to its creation was lost;"
                    f" it was found as asset {found[0].id}"
                )
            self._finish_creation(deed, found[0].id)
            return
        looked = f"It was looked for during {self.waiting.seconds:.0f} s (wait_for_index) and"
        looked += f" {'found several times' if found else 'not found'}"
        if trouble and not found:
            looked = f"It could not be looked for: {trouble.sentence.rstrip('.')}"
        why = f"the server did not tell the id of the new '{declared.name}'"
        raise OutcomeUnknown(
            f"{lost.sentence.rstrip('.') if lost else why}. {looked}. It was not sent again:"
            " look whether it is there, then run again",
            **(lost.facts if lost else {}),
        )

    def _write_later(self, deed: _Deed) -> None:
        """Write what refers to assets that were created after this one."""
        if not all(number in self._created for number in new_ones(deed.step.later)):
            raise AipError(
                f"{deed.step.label}: what it refers to was not created, so"
                f" {', '.join(diff.field.key for diff in deed.step.later)} was not written"
            )
        deed.declared = self._with_ids(deed.declared)
        if deed.asset_id is None or deed.declared.name is None:
            return
        self._write(deed, deed.asset_id, deed.declared.name, deed.step.later)
        deed.is_complete = True
        deed.pending = Pending(deed.step.label, deed.asset_id, deed.declared)
        if self._at_once:
            self._verify(deed, may_write=True)

    # --- updating ---------------------------------------------------------------------------------------------------

    def _update(self, deed: _Deed) -> None:
        step, current = deed.step, deed.step.current
        if current is None:
            raise AipError("there is nothing to update")
        if step.diffs:
            row = self.rows.get(current.id) or self._row_before(deed.declared, current)
            is_renamed = any(diff.field is NAME for diff in step.diffs) and deed.declared.name
            name = deed.declared.name if is_renamed and deed.declared.name else current.name
            self._write(deed, current.id, name, step.diffs)
            deed.pending = Pending(deed.step.label, current.id, deed.declared, row, step.diffs)
            if self._at_once:
                self._verify(deed, may_write=False)
        self._carry_out_files(deed, current.id)

    def _write(self, deed: _Deed, asset_id: int, name: str, diffs: Sequence[FieldDiff]) -> None:
        """One PUT with the name, which AIP would clear without it, and the differing fields."""
        values = [(diff.field, self._bind(diff.value)) for diff in diffs if diff.field is not NAME]
        warning = self.api.update_asset(asset_id, name, deed.declared.asset_type, values)
        deed.changes += [diff.change for diff in diffs]
        self._warn(deed.declared, warning)

    def _row_before(self, declared: Declared, current: Current) -> Shown | None:
        """How the search shows the asset before it is changed, to recognize later that it shows the change."""
        if self.waiting.seconds <= 0 or declared.asset_type is None:
            return None
        return row_of(self.finder, declared, current.id, current.name)

    # --- verifying --------------------------------------------------------------------------------------------------

    def _verify(self, deed: _Deed, may_write: bool) -> None:
        """Read the asset again and hold it against the declaration.

        After a creation one PUT may follow, for what the server set by itself (such as a default status).
        """
        deed.is_verified = True
        declared, asset_id = deed.declared, deed.asset_id
        if asset_id is None:
            return
        fields = [field for field, _value in declared_fields(declared)]
        current = self.api.current(asset_id, declared.asset_type, fields)
        if current is None:
            raise NotAsDeclared(
                f"{declared.label}: the server took the write, but does not show asset {asset_id}"
            )
        deed.current = current
        left = diff_asset(declared, current, self.catalog, self._write_only)
        self._note_uncomparable(deed, current, left)
        left = tuple(
            diff for diff in left if diff.readable and self._unknown_key(diff, current) is None
        )
        if left and may_write and declared.name is not None:
            self._write(deed, asset_id, declared.name, left)
            self._verify(deed, may_write=False)
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

    def _verify_by_row(self, deed: _Deed, row: Shown) -> None:
        """Hold a row of the search against the declaration; where it does not fit, the asset itself decides."""
        declared = deed.declared
        current = self.api.current_from_row(row, declared.asset_type)
        lacks = any(
            field.key not in current.raw and not self._write_only.covers(field)
            for field, _value in declared_fields(declared)
        )
        if lacks or diff_asset(declared, current, self.catalog, self._write_only):
            self._verify(deed, may_write=deed.step.action == "create")
            return
        deed.is_verified = True
        attachments = deed.current.attachments if deed.current else None
        deed.current = dataclasses.replace(current, attachments=attachments)

    def _note_uncomparable(self, deed: _Deed, current: Current, left: Sequence[FieldDiff]) -> None:
        """Remember what the read by id does not show, and warn of keys that nobody can compare."""
        deed.unread = tuple(diff for diff in left if not diff.readable)
        for diff in left:
            key = self._unknown_key(diff, current)
            if key is not None:
                self.warnings.append(
                    f"{deed.declared.label}: the server shows {diff.field.key} as the key '{key}';"
                    f" if that is '{diff.change.after}', name it in dialect,"
                    f" {diff.field.kind}_keys"
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

    def _delete(self, deed: _Deed) -> None:
        current = deed.step.current
        if current is None:
            return
        self.api.delete_asset(current.id)
        deed.changes += deed.step.changes
        if self.api.read_transformed(current.id) is not None:
            raise NotAsDeclared(
                f"{deed.step.label}: the server took the deletion, but still shows asset {current.id}"
            )
        deed.current = None
        deed.is_verified = True
        if deed.declared.asset_type is not None:
            deed.pending = Pending(
                deed.step.label, current.id, deed.declared, gone=True, name=current.name
            )

    # --- attachments ------------------------------------------------------------------------------------------------

    def _carry_out_files(self, deed: _Deed, asset_id: int) -> None:
        """Upload, verify, and only then remove what the new file replaces."""
        files = deed.step.files
        for file in files:
            self._replace(deed, file, asset_id)
        if not files:
            return
        left = self.api.attachments(asset_id) or ()
        names = {stale.server_file_name for file in files for stale in file.stale}
        kept = [one.server_file_name for one in left if one.server_file_name in names]
        if kept:
            raise NotAsDeclared(
                f"the server took the removal of attachments, but still shows {', '.join(kept)}"
            )
        current = deed.current or Current(asset_id, deed.declared.name or "", None, None)
        deed.current = dataclasses.replace(current, attachments=left)

    def _replace(self, deed: _Deed, file: Replacement, asset_id: int) -> None:
        """Make one replacement; what is done of it so far is told, should a later part of it fail."""
        begun = len(deed.changes)
        if file.upload:
            self._upload(deed, file, asset_id)
        for number, stale in enumerate(file.stale, 1):
            self.api.delete_attachment(asset_id, stale)
            deed.changes[begun:] = [dataclasses.replace(file, stale=file.stale[:number]).change]

    def _upload(self, deed: _Deed, file: Replacement, asset_id: int) -> None:
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
            deed.changes.append(dataclasses.replace(file, stale=()).change)
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

    def _settle(self) -> None:
        """Wait, once, until the search shows every write, and verify what has not been verified.

        Also after a failure: a run right after this one must not create again what the search does not show yet.
        """
        waiting = [deed for deed in self.deeds if deed.pending is not None]
        if waiting and self.waiting.seconds > 0:
            index = Index(
                [deed.pending for deed in waiting if deed.pending], self.finder, self.catalog
            )
            try:
                poll(self.waiting, index.shows_all)
                self._warn_of_unread()
            except RequestError as error:
                self.warnings.append(
                    f"everything was written, but the search could not be asked whether it shows it: {error.sentence}"
                )
            else:
                for one in index.left:
                    self.warnings.append(
                        f"{one.label}: it is written, but after {self.waiting.seconds:.0f} s (wait_for_index)"
                        " the search does not"
                        " show it yet; until it does, another run may see the old state"
                    )
            shown = index.rows
        else:
            shown = {}
        self._verify_the_rest(
            [deed for deed in waiting if not deed.is_verified and deed.error is None], shown
        )

    def _verify_the_rest(self, deeds: Sequence[_Deed], shown: Mapping[int, Shown]) -> None:
        """Verify what was left to the search; all of it, whatever failed before."""

        def verify(deed: _Deed) -> None:
            row = shown.get(deed.asset_id or 0)
            try:
                if row is None:
                    self._verify(deed, may_write=deed.step.action == "create")
                else:
                    self._verify_by_row(deed, row)
            except AipError as error:
                self._fail(deed, error)

        in_parallel(verify, deeds, self.manner.workers)

    def _warn_of_unread(self) -> None:
        """Warn of written fields that the search does not show either: they can never be compared."""
        told: set[tuple[str, ...]] = set()
        for deed in self.deeds:
            keys = tuple(diff.field.key for diff in deed.unread)
            if not keys or keys in told or deed.asset_id is None:
                continue
            told.add(keys)
            declared = deed.declared
            row = row_of(self.finder, declared, deed.asset_id, declared.name)
            if row is None:
                continue
            raw = self.api.current_from_row(row, declared.asset_type).raw
            hidden = [key for key in keys if key not in raw]
            if hidden:
                self.warnings.append(
                    f"{declared.label}: the server never shows {', '.join(hidden)}, so this is"
                    " written on every run; to write it only at creation, name it in dialect,"
                    " unreadable_fields"
                )
