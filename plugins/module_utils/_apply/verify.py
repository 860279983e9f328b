# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Comparing what was written with what the server shows afterwards."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Protocol

from .._core.diff import FieldDiff, WriteOnly, declared_fields, diff_asset
from .._core.errors import AipError, NotAsDeclared, OutcomeUnknown
from .._core.fields import NAME
from .._core.kinds.choices import unknown_status_key
from .._core.model import Current, Field, Id
from .._read.catalog import Catalog
from .._read.fetching import fetch_to_compare, row_of
from .run import Run, StepRun


class Writes(Protocol):
    """Overwrites what the server set by itself, such as a default status."""

    def write(self, one: StepRun, asset_id: Id, name: str, diffs: Sequence[FieldDiff]) -> None:
        """Write fields of an asset."""


class Verifier:
    """Reads written assets again. `write_only` has the fields that cannot be verified."""

    def __init__(self, run: Run, catalog: Catalog, write_only: WriteOnly) -> None:
        self._run, self._catalog, self._backend = run, catalog, catalog.backend
        self._write_only = write_only

    def verify(self, one: StepRun, writer: Writes | None = None) -> None:
        """Read the asset and compare it with the declaration.

        With a `writer`, one update may follow to overwrite what the server set by itself (such as a default status).
        """
        one.is_verified = True
        declared, asset_id = one.declared, one.asset_id
        if asset_id is None:
            return
        current = self._read(one, asset_id)
        one.current = current
        left = self._left(one, current)
        self._note_uncomparable(one, current, left)
        left = tuple(
            diff for diff in left if diff.readable and self._unknown_key(diff, current) is None
        )
        if left and writer is not None and declared.name is not None:
            writer.write(one, asset_id, declared.name, left)
            self.verify(one)
        elif left:
            raise _not_kept(one, asset_id, left, self._catalog.known.way_out.get("not_kept", ""))

    def _read(self, one: StepRun, asset_id: Id) -> Current:
        fields = self._fields(one)
        known = Current(asset_id, one.declared.name or "", one.declared.asset_type)
        read = self._backend.read([asset_id], lambda _type: fields, {asset_id: known})
        if asset_id not in read:
            raise NotAsDeclared(
                f"{one.declared.label}: the server accepted the write, but does not show asset {asset_id}"
            )
        return read[asset_id]

    def _left(self, one: StepRun, current: Current) -> tuple[FieldDiff, ...]:
        """The differences that remain."""
        fetch_to_compare([(one.declared, current)], self._catalog)
        return diff_asset(one.declared, current, self._catalog.known, self._write_only)

    def shows(self, one: StepRun, asset_id: Id, diffs: Sequence[FieldDiff]) -> bool:
        """Whether the asset shows any of these fields as written. Raises an AipError if it shows none of them."""
        current = self._read(one, asset_id)
        left = {diff.field.key: diff for diff in self._left(one, current)}
        keys = [diff.field.key for diff in diffs if self._is_comparable(diff.field, current, left)]
        if not keys:
            raise OutcomeUnknown("the server does not show what was written")
        return any(key not in left for key in keys)

    def _is_comparable(self, field: Field, current: Current, left: Mapping[str, FieldDiff]) -> bool:
        if field is NAME:
            return True
        diff = left.get(field.key)
        return (
            field.key in current.raw
            and not self._write_only.covers(field)
            and (diff is None or self._unknown_key(diff, current) is None)
        )

    def verify_by_row(self, one: StepRun, row: Current, writer: Writes | None) -> None:
        """Compare a row of the search with the declaration; if it does not fit, read the asset itself."""
        lacks = any(
            field.key not in row.raw and not self._write_only.covers(field)
            for field in self._fields(one)
        )
        if lacks or self._left(one, row):
            self.verify(one, writer)
            return
        one.is_verified = True
        attachments = one.current.attachments if one.current else None
        one.current = dataclasses.replace(row, attachments=attachments)

    @staticmethod
    def _fields(one: StepRun) -> list[Field]:
        return [field for field, _value in declared_fields(one.declared)]

    def _note_uncomparable(self, one: StepRun, current: Current, left: Sequence[FieldDiff]) -> None:
        """Note the fields that reading by id does not show, and warn of keys that cannot be compared."""
        one.unread = tuple(diff for diff in left if not diff.readable)
        way_out = self._catalog.known.way_out.get("status_key", "")
        for diff in left:
            key = self._unknown_key(diff, current)
            if key is not None:
                self._run.warnings.append(
                    one.declared.remark(
                        f"the server shows {diff.field.key} as the key '{key}';"
                        f" if that is '{diff.change.after}', {way_out.format(kind=diff.field.kind)}"
                    )
                )

    def _unknown_key(self, diff: FieldDiff, current: Current) -> str | None:
        """The undocumented key that the server shows for a written status, so that it cannot be compared."""
        if diff.value is None:
            return None
        raw = current.raw.get(diff.field.key)
        return unknown_status_key(raw, diff.field, self._catalog.known)

    def warn_of_unread(self) -> None:
        """Warn of written fields that the search does not show either, so that they can never be compared."""
        warned: set[tuple[str, ...]] = set()
        for one in self._run.steps:
            keys = tuple(diff.field.key for diff in one.unread)
            if not keys or keys in warned or one.asset_id is None:
                continue
            warned.add(keys)
            declared = one.declared
            try:
                row = row_of(self._backend, declared.asset_type, one.asset_id, declared.name)
            except AipError:  # everything was verified: only this advice cannot be given
                return
            hidden = [key for key in keys if row is not None and key not in row.raw]
            if hidden:
                self._run.warnings.append(
                    declared.remark(
                        f"the server never shows {', '.join(hidden)}, so it is written on every run;"
                        f" {self._catalog.known.way_out.get('unreadable', '')}"
                    )
                )


def _not_kept(one: StepRun, asset_id: Id, left: Sequence[FieldDiff], way_out: str) -> NotAsDeclared:
    shown = "; ".join(
        f"{diff.field.key} is {diff.change.before!r} instead of {diff.change.after!r}"
        for diff in left
    )
    other = f", or {way_out}" if way_out else ""
    return NotAsDeclared(
        f"{one.declared.label}: the server accepted the write of asset {asset_id} but did not keep all of it:"
        f" {shown}. Perhaps the field is not enabled for this asset type{other}"
    )
