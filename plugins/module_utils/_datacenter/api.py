# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The REST API of AIP Data Center as verbs, one for each call, and what Jira itself is asked for.

Source of paths and methods: the vendor's pages "Asset REST services", "Asset search REST services", "Asset Type REST
services", "Attribute REST Services", "Location REST services". All tolerance for answers lies in answers.py.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from .._core.errors import (
    BadAnswer,
    NotFound,
    OutcomeUnknown,
    PermissionMissing,
    RequestError,
    ServerFailed,
    ServerRefused,
    Unreachable,
)
from .._core.model import AssetType, Attachment, Field, Id, Location, Option, Value
from .._http.call import Answer, Call, Upload
from .._http.client import Http
from .._jira.platform import Platform
from . import answers
from .dialect import Dialect
from .payload import build_payload
from .query import Search, build_body
from .refusals import plugin_missing

ROOT = "rest/jip-api/1.0/"
SEARCH = ROOT + "index/query.json"

_TRANSFORMED = "inventory/transformed/"
_INVENTORY = "inventory/"


class Api:
    """One AIP on Jira Data Center. Reads raise RequestError; a read that brings nothing proves its login first."""

    def __init__(self, http: Http, dialect: Dialect) -> None:
        self.http = http
        self.dialect = dialect
        self.jira = Platform(self._send)

    def begin(self) -> None:
        """Begin another task: what was proven for the one before does not count, as a login may end."""
        self.jira.begin()
        self.http.begin()

    def _send(self, call: Call) -> Answer:
        answer = self.http.send(call)
        if not self.dialect.html_escaped:
            return answer
        return dataclasses.replace(answer, data=answers.unescape(answer.data))

    def prove_login(self) -> None:
        """Make sure that an answer with nothing in it was not given to an anonymous caller."""
        self.jira.prove_login()

    def user_spellings(self, text: str) -> tuple[str, ...]:
        """Username and key of the user whose username or key is `text`; empty if Jira knows none."""
        return self.jira.user_spellings(text)

    # --- catalogs -------------------------------------------------------------------------------------------------

    def asset_types(self) -> tuple[AssetType, ...]:
        """All asset types with their attributes (GET form/list.json)."""
        items = self._catalog("form/list.json", "read the asset types")
        types = [answers.read_asset_type(item, self.dialect.attribute_types) for item in items]
        found = tuple(one for one in types if one is not None)
        if not found:
            self.prove_login()
        return found

    def attribute_options(self) -> dict[int, tuple[Option, ...]]:
        """The options of all attributes that have some, by attribute id (GET attribute/list.json)."""
        found: dict[int, tuple[Option, ...]] = {}
        for item in self._catalog("attribute/list.json", "read the attributes"):
            number = answers.whole_number(item.get("id")) if isinstance(item, dict) else None
            if number is not None:
                found[number] = answers.read_options(item)
        return found

    def scheme_names(self) -> dict[int, str]:
        """The asset type scheme of each asset type, by its id (GET schema/objectSchemas.json)."""
        found: dict[int, str] = {}
        for scheme in self._catalog("schema/objectSchemas.json", "read the asset type schemes"):
            for form in scheme.get("forms") or [] if isinstance(scheme, dict) else []:
                number = answers.whole_number(form.get("id")) if isinstance(form, dict) else None
                if number is not None:
                    found[number] = str(scheme.get("schemaName"))
        return found

    def locations(self) -> tuple[Location, ...]:
        """All locations (GET location.json)."""
        items = [
            answers.read_location(item)
            for item in self._catalog("location.json", "read the locations")
        ]
        return tuple(one for one in items if one is not None)

    def _catalog(self, path: str, doing: str) -> list[Any]:
        try:
            answer = self._send(Call("GET", ROOT + path, doing))
        except NotFound as error:
            raise plugin_missing(error) from None
        items = answers.as_list(answer.data)
        if items is None:
            raise BadAnswer(
                f"could not {doing}: the answer is not a list", path=path, status=answer.status
            )
        return items

    # --- reading assets -------------------------------------------------------------------------------------------

    def search_page(
        self, search: Search, page: int, page_size: int, descending: bool = False
    ) -> tuple[list[answers.Shown], int | None]:
        """The rows of one page, and the number of all rows where the server tells it (POST index/query.json)."""
        body = build_body(search, page, page_size, descending)
        try:
            answer = self._send(Call("POST", SEARCH, "search for assets", body=body, reads=True))
        except NotFound as error:
            raise plugin_missing(error) from None
        rows = answers.read_rows(answer.data)
        if rows is None:
            raise BadAnswer(
                "could not search for assets: the answer holds no list of assets", path=SEARCH
            )
        if not rows:
            self.prove_login()
        return rows, answers.read_total(answer.data)

    def read_transformed(self, asset_id: Id) -> answers.Shown | None:
        """The asset with its attachments (GET inventory/transformed/{id}.json); None if it is not there."""
        return self._read_asset(_TRANSFORMED, asset_id)

    def read_inventory(self, asset_id: Id) -> answers.Shown | None:
        """The asset with its attributes (GET inventory/{id}.json); None if it is not there."""
        return self._read_asset(_INVENTORY, asset_id)

    def _read_asset(self, path: str, asset_id: Id) -> answers.Shown | None:
        call = Call(
            "GET",
            f"{ROOT}{path}{asset_id}.json",
            f"read asset {asset_id}",
            template=f"{ROOT}{path}{{id}}.json",
        )
        try:
            answer = self._send(call)
        except (NotFound, ServerRefused) as error:
            # "Could not find inventory" comes as 404 or as 200 with success false: the flag counts, not the text.
            if error.status not in (200, 400, 404, 410):
                raise
            self.prove_login()
            return None
        shown = answers.find_asset(answer.data, asset_id)
        if shown is None:
            if not answers.says_nothing_there(answer.data, answer.text):
                raise BadAnswer(
                    f"could not read asset {asset_id}: the answer is about something else",
                    path=call.path,
                    status=answer.status,
                )
            self.prove_login()
            return None
        return shown

    # --- writing assets -------------------------------------------------------------------------------------------

    def create_asset(
        self, name: str, asset_type: AssetType, values: Sequence[tuple[Field, Value]]
    ) -> tuple[int | None, str | None]:
        """The new asset's id if the answer tells it, and the server's warning (POST inventory/asset.json).

        Raises OutcomeUnknown where the server may have created it and nobody knows.
        """
        body = build_payload(name, asset_type, values, self.dialect)
        call = Call("POST", ROOT + "inventory/asset.json", f"create '{name}'", body=body)
        answer = self._write_once(call)
        location = str(answer.headers.get("Location", ""))
        return answers.read_created_id(answer.data, location), answers.read_warning(answer.data)

    def update_asset(
        self,
        asset_id: Id,
        name: str,
        asset_type: AssetType | None,
        values: Sequence[tuple[Field, Value]],
    ) -> str | None:
        """The server's warning (PUT inventory/asset/{id}.json). The name is always sent: without it AIP clears it."""
        sent_type = asset_type if self.dialect.update_with_asset_type else None
        body = build_payload(name, sent_type, values, self.dialect)
        call = Call(
            "PUT",
            f"{ROOT}inventory/asset/{asset_id}.json",
            f"update asset {asset_id}",
            body=body,
            template=f"{ROOT}inventory/asset/{{id}}.json",
        )
        return answers.read_warning(self._send(call).data)

    def delete_asset(self, asset_id: Id) -> None:
        """Delete the asset (DELETE inventory/{id}.json); one that is not there counts as deleted."""
        call = Call(
            "DELETE",
            f"{ROOT}inventory/{asset_id}.json",
            f"delete asset {asset_id}",
            template=f"{ROOT}inventory/{{id}}.json",
        )
        try:
            self._send(call)
        except (NotFound, ServerRefused) as error:
            if self._read_asset(_TRANSFORMED, asset_id) is None:
                return
            if isinstance(error, ServerRefused):
                raise
            raise PermissionMissing(
                f"could not delete asset {asset_id}: the server says that it is not there, yet shows it;"
                " this user may not delete it",
                **error.facts,
            ) from None

    # --- attachments ----------------------------------------------------------------------------------------------

    def attachments(self, asset_id: Id) -> tuple[Attachment, ...] | None:
        """The files at an asset; None if the asset is not there. Raises BadAnswer if the server does not list them."""
        shown = self.read_transformed(asset_id)
        if shown is None:
            return None
        if shown.attachments is None:
            raise BadAnswer(
                f"could not read the attachments of asset {asset_id}: the server does not list them"
            )
        return shown.attachments

    def upload_attachment(self, asset_id: Id, path: str, file_name: str) -> None:
        """Stream a local file to the asset (POST inventory/attachment/0/{id}.json). Raises OutcomeUnknown."""
        call = Call(
            "POST",
            f"{ROOT}inventory/attachment/0/{asset_id}.json",
            f"upload '{file_name}' to asset {asset_id}",
            upload=Upload(self.dialect.upload_part, file_name, path),
            template=f"{ROOT}inventory/attachment/0/{{id}}.json",
        )
        self._write_once(call)

    def download_attachment(self, asset_id: Id, attachment: Attachment) -> Iterator[bytes]:
        """The bytes of an attached file (GET inventory/getFile/0/{id}/{serverFileName}.json)."""
        path, template = _file("getFile", asset_id, attachment)
        doing = f"download '{attachment.name or attachment.id}' of asset {asset_id}"
        return self.http.download(Call("GET", path, doing, accept="*/*", template=template))

    def delete_attachment(self, asset_id: Id, attachment: Attachment) -> None:
        """Remove an attached file (DELETE inventory/detachFile/0/{id}/{serverFileName}.json)."""
        path, template = _file("detachFile", asset_id, attachment)
        doing = f"remove '{attachment.name or attachment.id}' from asset {asset_id}"
        try:
            self._send(Call("DELETE", path, doing, template=template))
        except (NotFound, ServerRefused):
            left = self.attachments(asset_id) or ()
            if any(one.id == attachment.id for one in left):
                raise

    def _write_once(self, call: Call) -> Answer:
        """Send a write that must not be sent again; whatever leaves its outcome open becomes OutcomeUnknown."""
        try:
            return self._send(call)
        except Unreachable as error:
            if not error.sent:
                raise
            unclear: RequestError = error
        except (ServerFailed, BadAnswer) as error:
            unclear = error
        raise OutcomeUnknown(unclear.sentence, **unclear.facts) from None


def _file(verb: str, asset_id: Id, attachment: Attachment) -> tuple[str, str]:
    """The path of a call about an attached file, and its template."""
    place = f"{ROOT}inventory/{verb}/0"
    return (
        f"{place}/{asset_id}/{quote(attachment.id, safe='')}.json",
        f"{place}/{{id}}/{{file}}.json",
    )
