# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""index/query: the search service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Response

from ..index import Document
from ..model import Refusal
from ..rendering import View, found
from ..site import Site
from .answers import asking, json_answer, json_body


def query_resource(site: Site) -> Blueprint:
    """Return the search, with and without the suffix .json."""
    pages = Blueprint("query", __name__)

    @pages.post("/index/query.json")
    @pages.post("/index/query")
    def query() -> Response:
        browsable = site.permissions.browsable(asking())
        if browsable is not None and not browsable:
            # documented: the search needs "Browse assets"
            raise Refusal("rights", "You do not have permission to browse assets.")
        page = site.search.run(json_body(), browsable)
        answer: dict[str, Any] = {"assets": [_row(site, document) for document in page.documents]}
        if site.switches["total_key"] != "none":
            answer[site.switches["total_key"]] = page.total
        return json_answer(answer)

    return pages


def _row(site: Site, document: Document) -> dict[str, Any]:
    """Render an asset as it was when it was indexed, with the names of that time."""

    def names(ids: Iterable[int]) -> Mapping[int, str]:
        return {i: document.names[i] for i in ids if i in document.names}

    view = View(site.catalog, site.switches, names)
    return found(document.asset, site.catalog.types[document.asset.form_id], view)
