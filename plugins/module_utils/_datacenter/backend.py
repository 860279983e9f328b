# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AIP Data Center behind the door: one method here for each of `Backend`, which says what it does."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._core.backend import (
    PAGE_SIZE,
    Created,
    Enough,
    FieldsOf,
    Progress,
    Query,
    Traits,
    Values,
    silent,
)
from .._core.fields import build_asset_type
from .._core.kinds.choices import unknown_status_key
from .._core.known import Known, parse_number
from .._core.model import AssetType, Attachment, Current, Field, Id, LocalFile, Location, Row
from .._http.client import Http
from .._local.parallel import in_parallel
from . import query as criteria
from .answers import Shown, raw_fields
from .api import SEARCH, Api
from .carried import Carried
from .dialect import WAYS_OUT, Dialect
from .reading import Reader, fill
from .search import Pages, Searcher
from .wire_forms import SEPARATOR

_WITH_OPTIONS = frozenset({"option", "options", "cascading"})


class DataCenter:
    """One AIP on Jira Data Center. What is learned of the server while it is read stays here, behind a lock."""

    def __init__(self, http: Http, dialect: Dialect) -> None:
        self.http = http
        self._api = Api(http, dialect)
        self._carried = Carried()
        self._reader = Reader(self._api, self._carried, self._type_shown)
        self._lock = threading.RLock()
        self._types: tuple[AssetType, ...] | None = None
        self._type_ids: dict[Id, AssetType | None] = {}
        self._asked: set[tuple[str, str, str]] = set()
        self._pages = Pages(PAGE_SIZE, 1, silent)
        self.traits = Traits(
            vocabulary=dialect.vocabulary,
            time_zone=dialect.zone,
            separator=SEPARATOR,
            unreadable=dialect.unreadable_fields,
            way_out=WAYS_OUT,
            attachment_key="server_file_name",
        )

    @property
    def server(self) -> str:
        """See `Backend`."""
        return self.http.base

    def parse_id(self, text: str) -> Id | None:
        """See `Backend`: AIP counts."""
        return parse_number(text)

    def hide(self, text: str) -> str:
        """See `Backend`."""
        return self.http.secrets.hide(text)

    def keep_secret(self, *texts: str) -> None:
        """See `Backend`."""
        self.http.secrets.add(*texts)

    def begin(
        self, workers: int = 1, progress: Progress = silent, page_size: int = PAGE_SIZE
    ) -> None:
        """See `Backend`."""
        self._pages = Pages(page_size, workers, progress)
        self._api.begin()

    def forget_catalogs(self) -> None:
        """See `Backend`."""
        with self._lock:
            self._types = None

    def close(self) -> None:
        """See `Backend`."""
        self.http.close()

    def prove_login(self) -> None:
        """See `Backend`."""
        self._api.prove_login()

    # --- catalogs ---------------------------------------------------------------------------------------------------

    def asset_types(self) -> tuple[AssetType, ...]:
        """See `Backend`. Read once; the list of types may leave the options to the list of attributes."""
        with self._lock:
            if self._types is None:
                types = self._api.asset_types()
                if any(map(_lacks_options, types)):
                    options = self._api.attribute_options()
                    types = tuple(_with_options(one, options) for one in types)
                self._types = types
            return self._types

    def scheme_names(self) -> Mapping[Id, str]:
        """See `Backend`."""
        return dict(self._api.scheme_names().items())

    def locations(self) -> tuple[Location, ...]:
        """See `Backend`."""
        return self._api.locations()

    def user_spellings(self, text: str) -> frozenset[str]:
        """See `Backend`."""
        return frozenset({text, *self._api.user_spellings(text)})

    def user_name(self, text: str) -> str:
        """See `Backend`: only keys of Jira's own making are known to be no username."""
        if not text.startswith("JIRAUSER") or not text.removeprefix("JIRAUSER").isdigit():
            return text
        return next(iter(self._api.user_spellings(text)), text)

    # --- reading ----------------------------------------------------------------------------------------------------

    def search(self, query: Query, enough: Enough | None = None) -> list[Row]:
        """See `Backend`."""
        return self._searcher().search(query, enough)

    def read(
        self, ids: Sequence[Id], fields: FieldsOf | None, known: Mapping[Id, Current] | None = None
    ) -> dict[Id, Current]:
        """See `Backend`."""
        unique = list(dict.fromkeys(ids))
        return self._reader.read(
            unique, fields, known or {}, self._pages.workers, self._pages.progress
        )

    def learn_status(self, current: Current, field: Field, name: str) -> bool:
        """See `Backend`. The search knows statuses by their display names: if it finds this very asset under the
        name, the key is that status's. The list of keys was never published."""
        key = unknown_status_key(current.raw.get(field.key), field, self._known())
        asked = (field.kind, key or "", name)
        with self._lock:
            if key is None or asked in self._asked:
                return False
            self._asked.add(asked)
        if not self._searcher().has_status(current.name, criteria.by_text(field, name), current.id):
            return False
        with self._lock:
            words = self.traits.vocabulary
            which = f"{field.kind}_keys"
            keys: dict[str, Any] = {which: {**getattr(words, which), key: name}}
            words = dataclasses.replace(words, **keys)
            self.traits = dataclasses.replace(self.traits, vocabulary=words)
        return True

    def _searcher(self) -> Searcher:
        return Searcher(self._api, self._as_rows, self._known, self._pages)

    def _known(self) -> Known:
        return Known(vocabulary=self.traits.vocabulary, separator=SEPARATOR)

    def _as_rows(self, found: Sequence[Shown], types: Sequence[AssetType]) -> list[Row]:
        """What a search shows, as rows with their types. Those that are not of these types are left out."""
        self._carried.note(SEARCH, found)
        system = self._carried.system(SEARCH)
        wanted = {one.id for one in types}
        of_type = self._types_of(found, types)
        rows = []
        for shown, asset_type in zip(found, of_type):
            if wanted and (asset_type is None or asset_type.id not in wanted):
                continue
            raw = raw_fields(shown, asset_type)
            fill(raw, asset_type, system, shown.has_entries)
            rows.append(
                Row(shown.id, shown.name, asset_type, shown.type_name, raw, shown.attachments)
            )
        return rows

    # --- the types of assets ----------------------------------------------------------------------------------------

    def _type_shown(self, shown: Shown) -> AssetType | None:
        """The type that an answer shows, unless it is a name that several types bear."""
        if shown.type_id is not None:
            return next((one for one in self.asset_types() if one.id == shown.type_id), None)
        named = [one for one in self.asset_types() if one.name == shown.type_name]
        return named[0] if len(named) == 1 else None

    def _types_of(
        self, found: Sequence[Shown], wanted: Sequence[AssetType]
    ) -> list[AssetType | None]:
        """The type of each row; where a row does not settle it, the asset is read by id, once."""
        if not found:
            return []
        every = self.asset_types()
        by_id = {one.id: one for one in every}
        names = [one.name for one in every]
        by_name = {one.name: one for one in every if names.count(one.name) == 1}
        possible = {one.name for one in wanted or every}
        open_ids = [
            shown.id
            for shown in found
            if shown.type_id is None
            and shown.type_name not in by_name
            and (shown.type_name is None or shown.type_name in possible)
            and shown.id not in self._type_ids
        ]
        self._learn_types(open_ids)
        return [
            by_id.get(shown.type_id)
            if shown.type_id is not None
            else by_name.get(shown.type_name or "") or self._type_ids.get(shown.id)
            for shown in found
        ]

    def _learn_types(self, ids: Sequence[Id]) -> None:
        """Read the types of assets by id."""
        read = in_parallel(self._read_type, ids, self._pages.workers)
        with self._lock:
            self._type_ids.update(zip(ids, read))

    def _read_type(self, asset_id: Id) -> AssetType | None:
        for read in (self._api.read_transformed, self._api.read_inventory):
            shown = read(asset_id)
            found = self._type_shown(shown) if shown is not None else None
            if found is not None:
                return found
        return None

    # --- writing ----------------------------------------------------------------------------------------------------

    def create(self, name: str, of: AssetType, values: Values) -> Created:
        """See `Backend`."""
        asset_id, warning = self._api.create_asset(name, of, values)
        return Created(asset_id, self._remark(warning))

    def update(self, asset_id: Id, name: str, of: AssetType | None, values: Values) -> str | None:
        """See `Backend`."""
        return self._remark(self._api.update_asset(asset_id, name, of, values))

    def _remark(self, text: str | None) -> str | None:
        # Hidden before anyone cuts it: half a secret would not be recognized.
        return self.hide(text) if text else None

    def delete(self, asset_id: Id) -> None:
        """See `Backend`."""
        self._api.delete_asset(asset_id)

    # --- attached files ---------------------------------------------------------------------------------------------

    def attachments(self, asset_id: Id) -> tuple[Attachment, ...] | None:
        """See `Backend`."""
        return self._api.attachments(asset_id)

    def upload(self, asset_id: Id, file: LocalFile) -> None:
        """See `Backend`."""
        self._api.upload_attachment(asset_id, file.path, file.name)

    def download(self, asset_id: Id, attachment: Attachment) -> Iterator[bytes]:
        """See `Backend`."""
        return self._api.download_attachment(asset_id, attachment)

    def detach(self, asset_id: Id, attachment: Attachment) -> None:
        """See `Backend`."""
        self._api.delete_attachment(asset_id, attachment)


def _lacks_options(asset_type: AssetType) -> bool:
    return any(
        field.kind in _WITH_OPTIONS and not field.options
        for field in asset_type.attributes.values()
    )


def _with_options(asset_type: AssetType, options: Mapping[int, Any]) -> AssetType:
    """The type with the options of its attributes, from the list of attributes."""
    return build_asset_type(
        asset_type.id,
        asset_type.name,
        [
            dataclasses.replace(field, options=options.get(int(field.attribute_id or 0), ()))
            if field.kind in _WITH_OPTIONS and not field.options
            else field
            for field in asset_type.attributes.values()
        ],
    )
