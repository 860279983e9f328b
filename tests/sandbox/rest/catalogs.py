# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""form, attribute, location and schema: what can only be read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from ..model import AssetType, Attribute, Location, Refusal, Scheme
from ..rendering import option_values, type_identifier, user_bean
from ..site import Site
from .answers import asking, envelope, envelope_missing, json_answer

_SOME_DAY = 1_760_000_000_000
_ADDRESS = ("street", "city", "province", "postalCode", "country")
_CONTACT = ("phone", "email", "url", "description")


def catalog_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the catalog services; who may call them is not documented."""
    pages = Blueprint("catalogs", __name__)

    @pages.before_request
    def check_right() -> None:
        user = asking()
        browsable = site.permissions.browsable(user)
        if site.switches["catalog_right"] == "browse" and browsable is not None and not browsable:
            raise Refusal("rights", "You do not have permission to browse assets.")

    @pages.get("/form/list.json")
    def list_forms() -> Response:
        return json_answer([_form(site, t) for t in site.catalog.types.values()])

    @pages.get("/form/<int:number>.json")
    def read_form(number: int) -> Response:
        if number not in site.catalog.types:
            raise Refusal("missing", f"Could not find form with id:{number}")
        return _single(site, _form(site, site.catalog.types[number]))

    @pages.get("/attribute/list.json")
    def list_attributes() -> Response:
        return json_answer([_attribute(site, a) for a in site.catalog.attributes.values()])

    @pages.get("/attribute/<int:number>.json")
    def read_attribute(number: int) -> Response:
        if number not in site.catalog.attributes:
            raise Refusal("missing", f"Could not find attribute with id:{number}")
        return _single(site, _attribute(site, site.catalog.attributes[number]))

    @pages.get("/location.json")
    def list_locations() -> Response:
        return envelope({str(i): _location(site, p) for i, p in site.catalog.locations.items()})

    @pages.get("/location/<int:number>.json")
    def read_location(number: int) -> Response:
        if number not in site.catalog.locations:
            return envelope_missing(site, f"Could not find location with id:{number}")
        return envelope(_location(site, site.catalog.locations[number]))

    @pages.get("/schema/objectSchemas.json")
    def list_schemes() -> Response:
        # the vendor's sample of this one envelope has no pagingInfo
        return json_answer(
            {
                "success": True,
                "errorCode": None,
                "errorMessage": None,
                "data": [_scheme(site, scheme) for scheme in site.catalog.schemes.values()],
            }
        )

    return pages


def _single(site: Site, shown: dict[str, Any]) -> Response:
    return json_answer([shown] if site.switches["single_catalog"] == "array" else shown)


def _form(site: Site, asset_type: AssetType) -> dict[str, Any]:
    view = site.view()
    with_values = site.switches["form_values"]
    return {
        "id": asset_type.id,
        "formName": asset_type.name,
        "attributes": [
            {
                "id": asset_type.link_base + order,
                "attribute": {
                    "attributeName": attribute.name,
                    **type_identifier(attribute, view),
                    "id": attribute.id,
                    **(option_values(attribute, view) if with_values else {}),
                },
                "sortOrder": order,
            }
            for order, attribute in enumerate(asset_type.attributes)
        ],
    }


def _attribute(site: Site, attribute: Attribute) -> dict[str, Any]:
    """The vendor's sample of this service has no attributeType."""
    return {
        "attributeName": attribute.name,
        "id": attribute.id,
        **option_values(attribute, site.view()),
    }


def _location(site: Site, place: Location) -> dict[str, Any]:
    maker = site.catalog.users[0]
    contact = site.catalog.user(place.contact_key) if place.contact_key else None
    return {
        "id": place.id,
        "createdAt": _SOME_DAY,
        "createdByUserKey": maker.key,
        "updatedAt": None,
        "updatedByUserKey": None,
        "locationName": place.name,
        **{key: str(place.details.get(key, "")) for key in _ADDRESS},
        "contactUserKey": place.contact_key,
        "contactUser": user_bean(contact) if contact else None,
        **{key: str(place.details.get(key, "")) for key in _CONTACT},
        "active": place.details.get("active", True),
        "external": False,
        "createdByUser": user_bean(maker),
        "updatedByUser": None,
    }


def _scheme(site: Site, scheme: Scheme) -> dict[str, Any]:
    types = [t for t in site.catalog.types.values() if t.scheme_id == scheme.id]
    return {
        "created": _SOME_DAY,
        "createdBy": "system",
        "updated": _SOME_DAY,
        "updatedBy": "system",
        "id": scheme.id,
        "schemaName": scheme.name,
        "key": None,
        "description": scheme.description,
        "forms": [
            {
                "id": t.id,
                "formName": t.name,
                "sortOrder": order,
                "objectSchemaId": scheme.id,
                "objectSchemaName": scheme.name,
                "cloneFromId": None,
            }
            for order, t in enumerate(types)
        ],
    }
