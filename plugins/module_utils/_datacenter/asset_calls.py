# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls about assets: searching, reading by id in two ways, creating, updating, deleting."""

from __future__ import annotations

from collections.abc import Sequence

from .._core.errors import (
    BadAnswer,
    NotFound,
    PermissionMissing,
    RequestError,
    ServerFailed,
    ServerRefused,
    Unreachable,
)
from .._core.model import AssetType, Field, Id, Value
from .._http.call import Call
from . import answers
from .api import ROOT, SEARCH, Server, unclear
from .payload import build_payload
from .query import Search, build_body
from .refusals import plugin_missing

_TRANSFORMED = "inventory/transformed/"
_INVENTORY = "inventory/"


class AssetCalls:
    """One method for each call. Reads raise RequestError; a read without a result proves its login first."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def search_page(
        self, search: Search, page: int, page_size: int, descending: bool = False
    ) -> tuple[list[answers.Shown], int | None]:
        """The rows of one page, and the number of all rows if the server reports it (POST index/query.json)."""
        body = build_body(search, page, page_size, descending)
        try:
            answer = self._server.send(
                Call("POST", SEARCH, "search for assets", body=body, reads=True)
            )
        except NotFound as error:
            raise plugin_missing(error) from None
        rows = answers.read_rows(answer.data)
        if rows is None:
            raise BadAnswer(
                "could not search for assets: the answer holds no list of assets", path=SEARCH
            )
        if not rows:
            self._server.prove_login()
        return rows, answers.read_total(answer.data)

    def read_transformed(self, asset_id: Id) -> answers.Shown | None:
        """The asset with its attachments (GET inventory/transformed/{id}.json); None if it does not exist."""
        return self._read_asset(_TRANSFORMED, asset_id)

    def read_inventory(self, asset_id: Id) -> answers.Shown | None:
        """The asset with its attributes (GET inventory/{id}.json); None if it does not exist."""
        return self._read_asset(_INVENTORY, asset_id)

    def _read_asset(self, path: str, asset_id: Id) -> answers.Shown | None:
        call = Call(
            "GET",
            f"{ROOT}{path}{asset_id}.json",
            f"read asset {asset_id}",
            template=f"{ROOT}{path}{{id}}.json",
        )
        try:
            answer = self._server.send(call)
        except (NotFound, ServerRefused) as error:
            # "Could not find inventory" comes as 404, or as 200 with success false: the flag matters, not the text.
            if error.status not in (200, 400, 404, 410):
                raise
            self._server.prove_login()
            return None
        shown = answers.find_asset(answer.data, asset_id)
        if shown is None:
            if not answers.says_nothing_there(answer.data, answer.text):
                raise BadAnswer(
                    f"could not read asset {asset_id}: the answer is about something else",
                    path=call.path,
                    status=answer.status,
                )
            self._server.prove_login()
            return None
        return shown

    def create_asset(
        self, name: str, asset_type: AssetType, values: Sequence[tuple[Field, Value]]
    ) -> tuple[int | None, str | None]:
        """The new asset's id if the answer has it, and the server's warning (POST inventory/asset.json).

        Raises OutcomeUnknown if the asset may have been created and the answer does not show whether it was.
        """
        body = build_payload(name, asset_type, values, self._server.dialect)
        call = Call("POST", ROOT + "inventory/asset.json", f"create '{name}'", body=body)
        answer = self._server.write(call)
        location = str(answer.headers.get("Location", ""))
        return answers.read_created_id(answer.data, location), answers.read_warning(answer.data)

    def update_asset(
        self,
        asset_id: Id,
        name: str,
        asset_type: AssetType | None,
        values: Sequence[tuple[Field, Value]],
    ) -> str | None:
        """The server's warning (PUT inventory/asset/{id}.json). The name is always sent: without it AIP clears it.

        Raises OutcomeUnknown.
        """
        sent_type = asset_type if self._server.dialect.update_with_asset_type else None
        body = build_payload(name, sent_type, values, self._server.dialect)
        call = Call(
            "PUT",
            f"{ROOT}inventory/asset/{asset_id}.json",
            f"update asset {asset_id}",
            body=body,
            template=f"{ROOT}inventory/asset/{{id}}.json",
        )
        return answers.read_warning(self._server.write(call).data)

    def delete_asset(self, asset_id: Id) -> None:
        """Delete the asset (DELETE inventory/{id}.json); a missing one counts as deleted. Raises OutcomeUnknown."""
        call = Call(
            "DELETE",
            f"{ROOT}inventory/{asset_id}.json",
            f"delete asset {asset_id}",
            template=f"{ROOT}inventory/{{id}}.json",
        )
        try:
            self._server.write(call)
        except (NotFound, ServerRefused) as error:
            if self._is_gone(asset_id, error):
                return
            if isinstance(error, ServerRefused):
                raise
            raise PermissionMissing(
                f"could not delete asset {asset_id}: the server reports that it does not exist, yet shows it;"
                " this user is probably not allowed to delete it",
                **error.facts,
            ) from None

    def _is_gone(self, asset_id: Id, refusal: RequestError) -> bool:
        """Whether an asset is gone whose deletion was refused, perhaps the second time that it was sent."""
        try:
            return self._read_asset(_TRANSFORMED, asset_id) is None
        except (BadAnswer, ServerFailed, Unreachable) as error:
            raise unclear(refusal, error) from None
