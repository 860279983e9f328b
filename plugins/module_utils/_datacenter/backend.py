# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AIP Data Center as a `Backend`, which documents the methods."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from .._core.backend import (
    PAGE_SIZE,
    Created,
    Enough,
    FieldsOf,
    Progress,
    Query,
    Refused,
    Traits,
    Values,
    silent,
)
from .._core.known import Known, parse_number
from .._core.model import AssetType, Attachment, Current, Field, Id, LocalFile, Location, Row
from .._http.client import Http
from .answers import Shown
from .api import SEARCH, Server
from .asset_calls import AssetCalls
from .carried import Carried
from .catalog_calls import CatalogCalls
from .dialect import WAYS_OUT, Dialect
from .file_calls import FileCalls
from .reading import Reader
from .rows import as_rows
from .search import Pages, Searcher
from .status_keys import StatusKeys
from .types import Types
from .wire_forms import SEPARATOR


def _traits(dialect: Dialect) -> Traits:
    """What is known of a server before it is asked."""
    return Traits(
        time_zone=dialect.zone,
        separator=SEPARATOR,
        unreadable=dialect.unreadable_fields,
        way_out=WAYS_OUT,
        attachment_key="server_file_name",
        name_changes=dialect.name_changes,
        name_uniqueness=dialect.name_uniqueness,
    )


def _known(statuses: StatusKeys) -> Known:
    """What is known of a server for reading what a search shows."""
    return Known(vocabulary=statuses.vocabulary, separator=SEPARATOR)


class DataCenter:
    """One AIP on Jira Data Center. What is learned of the server while it is read stays here, behind a lock."""

    def __init__(self, http: Http, dialect: Dialect) -> None:
        self.http = http
        self._server = Server(http, dialect)
        self._catalogs = CatalogCalls(self._server)
        self._assets = AssetCalls(self._server, self.asset_types)
        self._files = FileCalls(self._server, self._assets)
        self._carried = Carried()
        self._types = Types(self._catalogs, self._assets)
        self._reader = Reader(self._assets, self._carried, self._types.shown_by)
        self._statuses = StatusKeys(dialect.vocabulary)
        self._pages = Pages(PAGE_SIZE, 1, silent)
        self._traits = _traits(dialect)

    @property
    def traits(self) -> Traits:
        """See `Backend`."""
        return dataclasses.replace(self._traits, vocabulary=self._statuses.vocabulary)

    @property
    def server(self) -> str:
        """See `Backend`."""
        return self.http.base

    def parse_id(self, text: str) -> Id | None:
        """See `Backend`: AIP counts."""
        return parse_number(text)

    def hide(self, text: str) -> str:
        """See `Backend`."""
        return self.http.secrets.hide_in_sentence(text)

    def hidden(self, texts: Iterable[str]) -> Mapping[str, str]:
        """See `Backend`."""
        return self.http.secrets.hidden(texts)

    def keep_secret(self, *texts: str) -> None:
        """See `Backend`."""
        self.http.secrets.add(*texts)

    def begin(
        self, workers: int = 1, progress: Progress = silent, page_size: int = PAGE_SIZE
    ) -> None:
        """See `Backend`."""
        self._pages = Pages(page_size, workers, progress)
        self._server.begin()
        self._assets.begin()

    def forget_catalogs(self) -> None:
        """See `Backend`."""
        self._types.forget()

    def close(self) -> None:
        """See `Backend`."""
        self.http.close()

    def prove_login(self) -> None:
        """See `Backend`."""
        self._server.prove_login()

    # --- catalogs ---------------------------------------------------------------------------------------------------

    def asset_types(self) -> tuple[AssetType, ...]:
        """See `Backend`."""
        return self._types.every()

    def scheme_names(self) -> Mapping[Id, str]:
        """See `Backend`."""
        return self._catalogs.scheme_names()

    def locations(self) -> tuple[Location, ...]:
        """See `Backend`."""
        return self._catalogs.locations()

    def user_spellings(self, text: str) -> frozenset[str]:
        """See `Backend`."""
        return frozenset({text, *self._server.user_spellings(text)})

    def user_name(self, text: str) -> str:
        """See `Backend`: only keys that Jira generates are known not to be usernames."""
        if not text.startswith("JIRAUSER") or not text.removeprefix("JIRAUSER").isdigit():
            return text
        return next(iter(self._server.user_spellings(text)), text)

    # --- reading ----------------------------------------------------------------------------------------------------

    def search(self, query: Query, enough: Enough | None = None) -> list[Row]:
        """See `Backend`."""
        return self._searcher().search(query, enough)

    def read(
        self,
        ids: Sequence[Id],
        fields: FieldsOf | None,
        known: Mapping[Id, Current] | None = None,
        refused: Refused | None = None,
    ) -> dict[Id, Current]:
        """See `Backend`."""
        workers, progress = self._pages.workers, self._pages.progress
        return self._reader.read(ids, fields, known or {}, workers, progress, refused)

    def learn_status(self, current: Current, field: Field, name: str) -> bool:
        """See `Backend`."""
        return self._statuses.learn(current, field, name, self._searcher())

    def _searcher(self) -> Searcher:
        known = partial(_known, self._statuses)
        return Searcher(self._assets, self._server.dialect, self._as_rows, known, self._pages)

    def _as_rows(self, found: Sequence[Shown], types: Sequence[AssetType]) -> list[Row]:
        """Search results as rows with their types. Rows of other types are left out."""
        self._carried.note(SEARCH, found)
        of_type = self._types.of_rows(found, types, self._pages.workers)
        return as_rows(found, of_type, types, self._carried.system(SEARCH))

    # --- writing, and attached files ------------------------------------------------------------------------------

    def create(self, name: str, of: AssetType, values: Values) -> Created:
        """See `Backend`."""
        asset_id, warning = self._assets.create_asset(name, of, values)
        # Hidden before the text is shortened: half a secret would not be recognized.
        return Created(asset_id, warning and self.http.secrets.hide(warning))

    def update(self, asset_id: Id, name: str, of: AssetType | None, values: Values) -> str | None:
        """See `Backend`."""
        warning = self._assets.update_asset(asset_id, name, of, values)
        return warning and self.http.secrets.hide(warning)

    def delete(self, asset_id: Id) -> None:
        """See `Backend`."""
        self._assets.delete_asset(asset_id)

    def attachments(self, asset_id: Id) -> tuple[Attachment, ...] | None:
        """See `Backend`."""
        return self._files.attachments(asset_id)

    def upload(self, asset_id: Id, file: LocalFile) -> None:
        """See `Backend`."""
        self._files.upload_attachment(asset_id, file.path, file.name)

    def download(self, asset_id: Id, attachment: Attachment) -> Iterator[bytes]:
        """See `Backend`."""
        return self._files.download_attachment(asset_id, attachment)

    def detach(self, asset_id: Id, attachment: Attachment) -> None:
        """See `Backend`."""
        self._files.delete_attachment(asset_id, attachment)
