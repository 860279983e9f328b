# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""inventory/...: listing, reading and writing assets."""

from __future__ import annotations

from flask import Blueprint, Response

from ..model import Asset, Refusal
from ..payload import read_draft
from ..rendering import listed, transformed
from ..site import Site
from .answers import (
    asking,
    created,
    envelope,
    json_answer,
    json_body,
    require,
    require_admin,
    written,
)


def inventory_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the asset services, documented on the vendor's page "Asset REST services"."""
    pages = Blueprint("inventory", __name__)

    def listing() -> list[dict[str, object]]:
        """Return all assets that the user may see, in the documented shape."""
        view, user = site.view(), asking()
        types = site.catalog.types
        return [
            listed(asset, types[asset.form_id], view)
            for asset in site.database.all_assets()
            if site.permissions.allows(user, "browse", types[asset.form_id])
        ]

    def browsed(asset_id: int) -> Asset:
        """Return an asset that the user may see."""
        asset = site.inventory.asset(asset_id)
        require(site, "browse", site.inventory.type_of(asset))
        return asset

    @pages.get("/inventory/list.json")
    def list_assets() -> Response:
        require_admin()
        return json_answer(listing())

    @pages.post("/inventory/filter.json")
    def filter_assets() -> Response:
        """The body is not documented: only the empty object is taken, which filters nothing."""
        require_admin()
        if json_body() != {}:
            raise Refusal("invalid", "Unrecognized field in the filter.")
        return json_answer(listing())

    @pages.get("/inventory/<int:asset_id>.json")
    def read_asset(asset_id: int) -> Response:
        asset = browsed(asset_id)
        style = site.switches["single_asset"]
        if style == "whole_list":
            return json_answer(listing())
        shown = listed(asset, site.inventory.type_of(asset), site.view())
        return _wrapped(shown, style)

    @pages.get("/inventory/transformed/<int:asset_id>.json")
    def read_transformed(asset_id: int) -> Response:
        asset = browsed(asset_id)
        files = site.database.attachments(asset_id)
        shown = transformed(asset, site.inventory.type_of(asset), files, site.view())
        return _wrapped(shown, site.switches["transformed_asset"])

    @pages.post("/inventory/asset.json")
    def create_asset() -> Response:
        draft = read_draft(json_body(), site.catalog, site.switches)
        author = require(site, "create", site.catalog.types[draft.form_id or 0])
        asset, warning = site.inventory.create(draft, author)
        return created(site, asset, warning)

    @pages.put("/inventory/asset/<int:asset_id>.json")
    def update_asset(asset_id: int) -> Response:
        body = json_body()
        asset_type = site.inventory.type_of(site.inventory.asset(asset_id))
        require(site, "update", asset_type)
        draft = read_draft(body, site.catalog, site.switches, asset_type)
        asset, warning = site.inventory.update(asset_id, draft)
        bean = listed(asset, asset_type, site.view())
        return written(site, "update_answer", "Asset is updated.", warning, bean)

    @pages.delete("/inventory/<int:asset_id>.json")
    def delete_asset(asset_id: int) -> Response:
        require(site, "delete", site.inventory.type_of(site.inventory.asset(asset_id)))
        site.inventory.delete(asset_id)
        return written(site, "delete_answer", "Asset is deleted.")

    return pages


def _wrapped(shown: dict[str, object], style: str) -> Response:
    if style == "envelope":
        return envelope(shown)
    return json_answer([shown] if style == "array" else shown)
