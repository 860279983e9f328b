# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers: JSON, and the many ways in which writes succeed and requests fail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, g, request

from ..model import Asset, AssetType, Refusal, User
from ..rendering import name_of
from ..site import Site

JSON = "application/json;charset=UTF-8"
HTML = "text/html;charset=UTF-8"


def json_answer(
    content: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return JSON."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode("utf-8"), status, headers, content_type=JSON)


def text_answer(text: str, status: int = 200, content_type: str = HTML) -> Response:
    """Return text, a page of HTML unless another type is given."""
    return Response(text, status, content_type=content_type)


def envelope(data: Any) -> Response:
    """Return the envelope of AIP's newer services."""
    return json_answer(
        {"success": True, "errorCode": None, "errorMessage": None, "data": data, "pagingInfo": None}
    )


# -- who is asking --------------------------------------------------------------------------------


def asking() -> User | None:
    """Return the user who is asking; None is anonymous."""
    user: User | None = g.user
    return user


def require(site: Site, right: str, asset_type: AssetType) -> User:
    """Return the user if they have a right on the assets of a type."""
    user = asking()
    if user is None or not site.permissions.allows(user, right, asset_type):
        raise Refusal("rights", f"You do not have permission to {right} assets of this type.")
    return user


def require_admin() -> User:
    """Return the user if they are a Jira administrator."""
    user = asking()
    if user is None or not user.admin:
        raise Refusal("rights", "Only Jira administrators can use this service.")
    return user


def json_body() -> Any:
    """Return the JSON body of the request; AIP documents the content type application/json."""
    if request.mimetype != "application/json":
        raise Refusal("protocol", "Unsupported Media Type", 415)
    try:
        body = json.loads(request.get_data().decode("utf-8"), parse_constant=_no_constant)
        json.dumps(body, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Refusal("protocol", f"Malformed JSON: {error}", 400) from error
    return body


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


# -- answers to writes ----------------------------------------------------------------------------


def created(site: Site, asset: Asset, warning: str) -> Response:
    """Answer a create, as no source says how."""
    style = site.switches["create_answer"]
    status = site.switches["create_status"]
    note = {"success": True, "message": warning} if warning else {}
    bean = {"id": asset.id, "name": name_of(asset, site.view()), "formId": asset.form_id, **note}
    if style == "location":
        url = f"{site.base_url}/rest/jip-api/1.0/inventory/{asset.id}.json"
        return Response(b"", 201, {"Location": url})
    contents = {
        "object": bean,
        "array": [bean],
        "bare_integer": asset.id,
        "envelope_object": _wrapped(bean, warning),
        "envelope_integer": _wrapped(asset.id, warning),
    }
    if style in contents:
        return json_answer(contents[style], status)
    return _short(style, "Asset is created.", warning, status)


def _wrapped(data: Any, warning: str) -> dict[str, Any]:
    return {
        "success": True,
        "errorCode": None,
        "errorMessage": None,
        "data": data,
        **({"message": warning} if warning else {}),
    }


def written(site: Site, switch: str, said: str, warning: str = "", bean: Any = None) -> Response:
    """Answer an update, a delete, an upload or a detach."""
    style = site.switches[switch]
    if style == "object":
        note = {"success": True, "message": warning} if warning else {}
        return json_answer({**bean, **note})
    return json_answer([bean]) if style == "array" else _short(style, said, warning)


def _short(style: str, said: str, warning: str, status: int = 200) -> Response:
    if style == "no_content":
        return Response(b"", 204)
    if style == "plain_text":
        return text_answer(said, status, "text/plain;charset=UTF-8")
    if style == "empty":
        return Response(b"", status)
    return json_answer({"success": True, **({"message": warning} if warning else {})}, status)


# -- failures -------------------------------------------------------------------------------------


def refused(site: Site, refusal: Refusal) -> Response:
    """Word a refusal as the switches say."""
    return {"protocol": _protocol, "rights": _rights, "missing": _missing, "invalid": _invalid}[
        refusal.kind
    ](site, refusal)


def _failure(message: str) -> dict[str, Any]:
    """Return the failure object that the vendor prints."""
    return {"success": False, "message": message}


def _protocol(site: Site, refusal: Refusal) -> Response:
    return json_answer({"message": refusal.message, "status-code": refusal.status}, refusal.status)


def _invalid(site: Site, refusal: Refusal) -> Response:
    style = site.switches["failure_style"]
    if style == "error_collection":
        return json_answer({"errorMessages": [refusal.message], "errors": {}}, 400)
    return json_answer(_failure(refusal.message), 400 if style == "http_400" else 200)


def _rights(site: Site, refusal: Refusal) -> Response:
    style = site.switches["rights_style"]
    if style == "missing":
        number = (request.view_args or {}).get("asset_id", 0)
        return _missing(site, Refusal("missing", f"Could not find inventory with id:{number}"))
    if style == "403_html":
        return text_answer(_page("Forbidden", refusal.message), 403)
    return json_answer(_failure(refusal.message), 403 if style == "403_json" else 200)


def _missing(site: Site, refusal: Refusal) -> Response:
    style = site.switches["missing_asset"]
    if style == "404_html":
        return text_answer(_page("Not Found", refusal.message), 404)
    if style == "empty_array" and request.method == "GET" and "/inventory/" in request.path:
        return json_answer([])
    return json_answer(_failure(refusal.message), 404 if style == "404_json" else 200)


def envelope_missing(site: Site, message: str) -> Response:
    """Return the failure of AIP's newer services."""
    status = 404 if site.switches["missing_asset"].startswith("404") else 200
    return json_answer(
        {
            "success": False,
            "errorCode": "NOT_FOUND",
            "errorMessage": message,
            "data": None,
            "pagingInfo": None,
        },
        status,
    )


def _page(title: str, message: str) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f'<div class="aui-message error">{message}</div></body></html>'
    )
