# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The door to a server in memory, whose faults a test can choose and whose journal it can read (see memory.py).

It does what `Backend` promises and nothing beyond: a search brings exactly what was asked for, and stops as soon as
that is enough. test_contract.py holds it to the same cases as AIP Data Center, so that it cannot lie.
"""

from __future__ import annotations

import dataclasses
import fnmatch
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ansible_collections.assetops.aip.plugins.module_utils._core.backend import (
    PAGE_SIZE,
    Backend,
    Created,
    Enough,
    FieldsOf,
    Identity,
    Progress,
    Query,
    Refused,
    Traits,
    Values,
    silent,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import NotFound
from ansible_collections.assetops.aip.plugins.module_utils._core.filters import holds
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.table import matches_raw
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    HIDDEN,
    AssetType,
    Attachment,
    Current,
    Field,
    Id,
    LocalFile,
    Location,
    Row,
)

from .memory import Asset, Call, Memory, without


class Fake(Memory):
    """A `Backend`. What each method does is said there."""

    @property
    def traits(self) -> Traits:
        return Traits(
            self._words,
            unreadable=self.unreadable,
            name_changes=self.name_changes,
            name_uniqueness=self.name_uniqueness,
        )

    def hide(self, text: str) -> str:
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return text

    def hidden(self, texts: Iterable[str]) -> Mapping[str, str]:
        return {text: self.hide(text) for text in texts if self.hide(text) != text}

    def keep_secret(self, *texts: str) -> None:
        self._secrets.update(filter(None, texts))

    def begin(
        self, workers: int = 1, progress: Progress = silent, page_size: int = PAGE_SIZE
    ) -> None:
        with self._call("begin"):
            self._secrets.clear()

    def forget_catalogs(self) -> None:
        self.journal.append(Call("forget_catalogs"))

    def close(self) -> None:
        self.journal.append(Call("close"))

    def prove_login(self) -> None:
        with self._call("prove_login"):
            pass

    # --- catalogs ---------------------------------------------------------------------------------------------------

    def asset_types(self) -> tuple[AssetType, ...]:
        with self._call("asset_types"):
            return tuple(self.types)

    def scheme_names(self) -> Mapping[Id, str]:
        return {one.id: f"Scheme of {one.id}" for one in self.types}

    def locations(self) -> tuple[Location, ...]:
        with self._call("locations"):
            return tuple(self.places)

    def user_spellings(self, text: str) -> frozenset[str]:
        with self._call("user_spellings", text):
            return frozenset({text}.union(*(user for user in self.people if text in user)))

    def user_name(self, text: str) -> str:
        return next((name for name, key in self.people if key == text), text)

    # --- reading ----------------------------------------------------------------------------------------------------

    def search(self, query: Query, enough: Enough | None = None) -> list[Row]:
        with self._call("search", query):
            found: list[Row] = []
            for row in self._rows():
                if self._is_meant(row, query):
                    found.append(without(row, self.not_in_rows))
                    if enough is not None and enough(found):
                        break
            return found

    def _is_meant(self, row: Row, query: Query) -> bool:
        return (
            (not query.types or row.asset_type in query.types)
            and (not query.identities or any(self._has(row, one) for one in query.identities))
            and all(holds(one, row, self._known) for one in query.filters)
            and fnmatch.fnmatchcase(row.name, query.raw or "*")  # the language of this server
            and (query.sure or row.name not in self.found_if_sure)
        )

    def _has(self, row: Row, identity: Identity) -> bool:
        return (
            (identity.name in (None, row.name) or self._is_alike(row.name, str(identity.name)))
            and identity.asset_type in (None, row.asset_type)
            and all(
                matches_raw(value, row.raw.get(field.key), field, self._known)
                for field, value in identity.values
            )
        )

    def _is_alike(self, one: str, other: str) -> bool:
        return self.finds_alike and one.lower().split() == other.lower().split()

    def read(
        self,
        ids: Sequence[Id],
        fields: FieldsOf | None,
        known: Mapping[Id, Current] | None = None,
        refused: Refused | None = None,
    ) -> dict[Id, Current]:
        with self._call("read", tuple(ids)):
            shown = [one for one in ids if self._is_shown(one, refused)]
            found = {one: self._current(one, self.assets[one]) for one in shown}
            for asset_id, current in found.items():
                seen = known[asset_id].raw if known and asset_id in known else {}
                raw = {} if fields is None else {**seen, **current.raw}
                found[asset_id] = dataclasses.replace(current, raw=raw)
            return found

    def _is_shown(self, asset_id: Id, refused: Refused | None) -> bool:
        refusal = self.refusal_of(asset_id)
        if refused is not None and (refusal or asset_id not in self.assets):
            refused(asset_id, refusal or NotFound(f"there is no asset {asset_id}"))
        elif refusal:
            raise refusal
        return asset_id in self.assets and not refusal

    def _current(self, asset_id: Id, asset: Asset) -> Current:
        raw = {key: one for key, one in self._raw(asset).items() if key not in self.not_in_reads}
        files = self._files(asset)
        return Current(asset_id, asset.name, asset.type, asset.type.name, raw, files)

    def learn_status(self, current: Current, field: Field, name: str) -> bool:
        with self._call("learn_status", name):
            key = self.status_keys.get(name)
            if key is None or key != current.raw.get(field.key):
                return False
            which = f"{field.kind}_keys"
            keys = {**getattr(self._words, which), key: name}
            self._words = dataclasses.replace(self._words, **{which: keys})
            return True

    # --- writing ----------------------------------------------------------------------------------------------------

    def create(self, name: str, of: AssetType, values: Values) -> Created:
        with self._call("create", name, values):
            asset_id = self._new_id()
            self._put(asset_id, Asset(name, of, dict(self.defaults)), name, values)
            return Created(asset_id if self.answers_ids else None, self.remark)

    def update(self, asset_id: Id, name: str, of: AssetType | None, values: Values) -> str | None:
        with self._call("update", asset_id, values, name):
            if asset_id not in self.assets:
                raise NotFound(f"could not update asset {asset_id}: it is not there")
            self._put(asset_id, self.assets[asset_id], name, values)
            return self.remark

    def delete(self, asset_id: Id) -> None:
        with self._call("delete", asset_id):
            self._change(self.lag)
            self.assets.pop(asset_id, None)

    # --- attached files ---------------------------------------------------------------------------------------------

    def attachments(self, asset_id: Id) -> tuple[Attachment, ...] | None:
        with self._call("attachments", asset_id):
            is_there = self._is_shown(asset_id, None)
            return self._files(self.assets[asset_id]) if is_there else None

    def _files(self, asset: Asset) -> tuple[Attachment, ...]:
        return tuple(Attachment(key, name, len(data)) for key, (name, data) in asset.files.items())

    def upload(self, asset_id: Id, file: LocalFile) -> None:
        with self._call("upload", file.name):
            self._count += 1
            self.assets[asset_id].files[f"f-{self._count}"] = (
                file.name,
                Path(file.path).read_bytes(),
            )

    def download(self, asset_id: Id, attachment: Attachment) -> Iterator[bytes]:
        with self._call("download", attachment.id):
            content = self.assets[asset_id].files[attachment.id][1]
        yield from (content[at : at + 7] for at in range(0, len(content), 7))

    def detach(self, asset_id: Id, attachment: Attachment) -> None:
        with self._call("detach", attachment.id):
            self.assets[asset_id].files.pop(attachment.id, None)


def is_a_backend(fake: Fake) -> Backend:
    """Type checkers accept this only if the fake has everything that a back end has."""
    return fake
