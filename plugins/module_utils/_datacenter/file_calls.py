# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls about attached files."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from .._core.errors import BadAnswer, RequestError, ServerFailed, Unreachable
from .._core.model import Attachment, Id
from .._http.call import Call, Upload
from .absence import No
from .api import ROOT, Server, unclear
from .asset_calls import AssetCalls
from .refusals import SAYS_NO


class FileCalls:
    """One method for each call; the list of files is part of an asset's answer. Raises RequestError."""

    def __init__(self, server: Server, assets: AssetCalls) -> None:
        self._server, self._assets = server, assets

    def attachments(self, asset_id: Id) -> tuple[Attachment, ...] | None:
        """The files of an asset; None if the asset is proven to be missing.

        Raises BadAnswer if the server does not list them, and its refusal if it does not show the asset.
        """
        shown = self._assets.read_transformed(asset_id)
        if isinstance(shown, No):
            if self._assets.is_missing(shown):
                return None
            raise shown.error
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
            upload=Upload(self._server.dialect.upload_part, file_name, path),
            template=f"{ROOT}inventory/attachment/0/{{id}}.json",
        )
        self._server.write(call)

    def download_attachment(self, asset_id: Id, attachment: Attachment) -> Iterator[bytes]:
        """The bytes of an attached file (GET inventory/getFile/0/{id}/{serverFileName}.json)."""
        path, template = file_path("getFile", asset_id, attachment.id)
        doing = f"download '{attachment.name or attachment.id}' of asset {asset_id}"
        call = Call("GET", path, doing, accept="*/*", template=template)
        return self._server.http.download(call, attachment.size)

    def delete_attachment(self, asset_id: Id, attachment: Attachment) -> None:
        """Remove an attached file (DELETE inventory/detachFile/0/{id}/{serverFileName}.json). Raises OutcomeUnknown."""
        path, template = file_path("detachFile", asset_id, attachment.id)
        doing = f"remove '{attachment.name or attachment.id}' from asset {asset_id}"
        try:
            self._server.write(Call("DELETE", path, doing, template=template))
        except SAYS_NO as error:
            left = self._left(asset_id, error)
            if any(one.id == attachment.id for one in left):
                raise

    def _left(self, asset_id: Id, refusal: RequestError) -> tuple[Attachment, ...]:
        """The files that are left at an asset where a removal was refused, perhaps when it was repeated."""
        self._assets.doubt_absence()
        try:
            return self.attachments(asset_id) or ()
        except (BadAnswer, ServerFailed, Unreachable) as error:
            raise unclear(refusal, error) from None


def file_path(verb: str, asset_id: Id, attachment_id: str) -> tuple[str, str]:
    """The path of a call about an attached file, and its template: `getFile` fetches it, `detachFile` removes it."""
    place = f"{ROOT}inventory/{verb}/0"
    return (
        f"{place}/{asset_id}/{quote(attachment_id, safe='')}.json",
        f"{place}/{{id}}/{{file}}.json",
    )
