# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""inventory/attachment, getFile, detachFile: the files at an asset."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from flask import Blueprint, Response, g, request, send_file

from ..model import Refusal
from ..site import Site
from .answers import require, written


def attachment_resource(site: Site) -> Blueprint:
    """Return the attachment services; the zero in their URLs is a fixed value, as documented."""
    pages = Blueprint("attachments", __name__)

    @pages.post("/inventory/attachment/0/<int:asset_id>.json")
    def upload(asset_id: int) -> Response:
        author = require(site, "update", site.inventory.type_of(site.inventory.asset(asset_id)))
        name, file = _one_file(site.switches["upload_part"])
        attachment = site.inventory.attach(asset_id, name, file, author)
        bean = {"id": attachment.id, "serverFileName": attachment.server_file_name}
        return written(site, "upload_answer", "File is uploaded.", bean=bean)

    @pages.get("/inventory/getFile/0/<int:asset_id>/<name>.json")
    def get_file(asset_id: int, name: str) -> Response:
        require(site, "browse", site.inventory.type_of(site.inventory.asset(asset_id)))
        attachment = site.inventory.attachment(asset_id, name)
        guessed = mimetypes.guess_type(attachment.original_name)[0]
        content_type = {"json": "application/json", "guessed": guessed}.get(
            site.switches["file_type"]
        )
        return send_file(
            site.inventory.path(attachment),
            mimetype=content_type or "application/octet-stream",
            etag=False,
        )

    @pages.delete("/inventory/detachFile/0/<int:asset_id>/<name>.json")
    def detach_file(asset_id: int, name: str) -> Response:
        require(site, "update", site.inventory.type_of(site.inventory.asset(asset_id)))
        site.inventory.detach(asset_id, name)
        return written(site, "detach_answer", "File is detached.")

    return pages


def _one_file(part: str) -> tuple[str, Path]:
    """Return name and place of the one uploaded file, which is on disk by now."""
    if request.mimetype != "multipart/form-data":
        raise Refusal("protocol", "Unsupported Media Type", 415)
    files = [(key, file) for key in request.files for file in request.files.getlist(key)]
    if len(files) != 1 or request.form:
        raise Refusal("invalid", "The request must hold one file and nothing else.")
    key, file = files[0]
    if key != part:
        raise Refusal("invalid", f"No part with the name {part}.")
    if not file.filename:
        raise Refusal("invalid", "The file has no name.")
    file.stream.close()
    return file.filename, g.uploads[0]
