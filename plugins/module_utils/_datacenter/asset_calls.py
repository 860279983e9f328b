# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls about assets: searching, reading by id in two ways, creating, updating, deleting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .._core.errors import (
    BadAnswer,
    NotFound,
    PermissionMissing,
    RequestError,
    ServerFailed,
    Unreachable,
)
from .._core.model import AssetType, Field, Id, Value
from .._http.call import Call
from . import answers
from .absence import Absence, Answer, No
from .api import ROOT, SEARCH, Server, unclear
from .payload import build_payload
from .query import Search, build_body
from .refusals import SAYS_NO, plugin_missing, says_no

_TRANSFORMED = "inventory/transformed/"
_INVENTORY = "inventory/"
_A_FEW = 3
"""How many existing assets are asked for to see whether a call shows any."""


class AssetCalls:
    """One method for each call. Reads raise RequestError; a read without a result proves its login first.

    `read_types` reads the asset types, unless that was done: which raises the error for a server without AIP.
    """

    def __init__(self, server: Server, read_types: Callable[[], object]) -> None:
        self._server, self._read_types = server, read_types
        self._absence = Absence(self._read_asset, self._some_ids)

    def begin(self) -> None:
        """Begin another task."""
        self._absence.begin()

    def is_missing(self, no: No) -> bool:
        """Whether an answer that does not show an asset means that there is none. Raises RequestError."""
        return self._absence.is_meant_by(no)

    def doubt_absence(self) -> None:
        """After a refused write, absence has to be proven anew: perhaps everything is refused by now."""
        self._absence.doubt()

    def _some_ids(self) -> list[Id]:
        self._read_types()
        rows, _total = self.search_page(Search(), 1, _A_FEW)
        return [row.id for row in rows[:_A_FEW]]

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

    def read_transformed(self, asset_id: Id) -> Answer:
        """The asset with its attachments (GET inventory/transformed/{id}.json)."""
        return self._read_asset(_TRANSFORMED, asset_id)

    def read_inventory(self, asset_id: Id) -> Answer:
        """The asset with its attributes (GET inventory/{id}.json)."""
        return self._read_asset(_INVENTORY, asset_id)

    def _read_asset(self, path: str, asset_id: Id) -> Answer:
        doing = f"read asset {asset_id}"
        call = Call(
            "GET", f"{ROOT}{path}{asset_id}.json", doing, template=f"{ROOT}{path}{{id}}.json"
        )
        try:
            answer = self._server.send(call)
        except SAYS_NO as error:
            if not says_no(error):
                raise
            self._server.prove_login()
            return No(path, asset_id, error)
        shown = answers.find_asset(answer.data, asset_id)
        if shown is None:
            if not answers.says_nothing_there(answer.data, answer.text):
                raise BadAnswer(
                    f"could not {doing}: the answer is about something else",
                    path=call.path,
                    status=answer.status,
                )
            self._server.prove_login()
            empty = f"could not {doing}: the answer is empty."
            return No(path, asset_id, NotFound(empty, path=call.path, status=answer.status))
        self._absence.note_shown(path)
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
        """Delete the asset (DELETE inventory/{id}.json); one that is proven to be missing counts as deleted.

        Raises OutcomeUnknown.
        """
        call = Call(
            "DELETE",
            f"{ROOT}inventory/{asset_id}.json",
            f"delete asset {asset_id}",
            template=f"{ROOT}inventory/{{id}}.json",
        )
        try:
            self._server.write(call)
        except SAYS_NO as error:
            answer = self._after_refusal(asset_id, error)
            if answer is None:
                return
            if isinstance(answer, No) or error.status != 404:
                raise
            raise PermissionMissing(
                f"could not delete asset {asset_id}: the server reports that it does not exist, yet shows it;"
                " this user is probably not allowed to delete it",
                **error.facts,
            ) from None

    def _after_refusal(self, asset_id: Id, refusal: RequestError) -> Answer | None:
        """What the server shows of an asset whose deletion, perhaps repeated, was refused; None if it is gone."""
        self.doubt_absence()
        try:
            answer = self.read_transformed(asset_id)
            return None if isinstance(answer, No) and self.is_missing(answer) else answer
        except (BadAnswer, ServerFailed, Unreachable) as error:
            raise unclear(refusal, error) from None
