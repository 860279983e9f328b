# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the server reports about itself: version, logins, limits, asset types and attributes."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from ..._core.fields import build_asset_type
from ..._core.model import AssetType
from ..._http.call import Call
from ..._http.login import BASIC_DISABLED
from ..._jira.platform import MYSELF, SERVER_INFO
from .. import answers, catalog_answers
from ..api import ROOT
from ..attribute_types import find_attribute_type
from .server import ParsedReply, Server, ask, shape_of_one


def examine_login(server: Server) -> None:
    """Who is asking, and whether the login counts at all. Raises LoginRefused."""
    reply = server.ask(MYSELF)
    server.myself = reply.data if isinstance(reply.data, dict) else {}
    if not server.http.connection.token:
        server.observed.note("basic", "enabled", "this login uses it")


def examine_version(server: Server) -> None:
    """Which Jira it is."""
    reply = server.ask(SERVER_INFO)
    if isinstance(reply.data, dict) and reply.data.get("version"):
        kind = str(reply.data.get("deploymentType") or "")
        server.observed.note("jira_version", str(reply.data["version"]), f"serverInfo ({kind})")
    else:
        server.observed.leave_open("jira_version", f"serverInfo answered with {reply.summary}")


def examine_wrong_logins(server: Server) -> None:
    """What Jira does with an unknown token and an unknown user: both are made up, and each is tried once."""
    observed = server.observed
    token = f"aip-probe-{secrets.token_hex(12)}"
    reply = _as_stranger(server, ROOT + "form/list.json", token=token)
    served = 200 <= reply.status < 300
    word = "anonymous" if served else str(reply.status)
    observed.note("unknown_token", word, f"a made-up token: status {reply.status}")
    marked = reply.headers.get("X-AUSERNAME", "").lower() == "anonymous"
    evidence = (
        f"the response to a made-up token has {'' if marked else 'no '}X-AUSERNAME: anonymous"
    )
    word = "present" if marked else "absent"
    observed.note("anonymous_header", word, evidence, marked or served)

    reply = _as_stranger(server, SERVER_INFO.path, token=token)
    is_open = reply.status == 200
    evidence = f"serverInfo with a made-up token: status {reply.status}"
    observed.note("server_info", "anonymous" if is_open else "logged_in", evidence, is_open)

    if server.http.connection.token:
        user = f"aip-probe-{secrets.token_hex(6)}"
        reply = _as_stranger(server, MYSELF.path, username=user, password=token)
        off = BASIC_DISABLED.search(reply.text) is not None
        evidence = f"a user that does not exist: status {reply.status}"
        word = "disabled" if off else "enabled"
        observed.note("basic", word, evidence, off or reply.status == 401)


def _as_stranger(server: Server, path: str, **login: str) -> ParsedReply:
    """The reply to somebody who cannot log in."""
    connection = dataclasses.replace(
        server.http.connection,
        token=login.get("token"),
        username=login.get("username"),
        password=login.get("password"),
    )
    http = server.http.sibling(read_only=True, connection=connection)
    try:
        return ask(http, Call("GET", path, "see how a wrong login is answered"))
    finally:
        http.close()


def examine_headers(server: Server) -> None:
    """What the headers of all replies showed."""
    observed = server.observed
    if server.nodes:
        observed.note("nodes", sorted(server.nodes), "X-ANODEID", sure=len(server.nodes) > 1)
    why = "no response had a header X-RateLimit-..."
    if not server.rates:
        observed.note("rate_capacity", "none seen", why, sure=False)
    names = {"rate_capacity": "Limit", "rate_fill": "FillRate", "rate_interval": "Interval-Seconds"}
    for key, header in names.items():
        number = answers.whole_number(server.rates.get(header))
        if number is not None:
            observed.note(key, number, f"X-RateLimit-{header}")
        observed.leave_open(key, why)


# --- asset types and attributes -----------------------------------------------------------------------------------


def examine_types(server: Server) -> None:
    """Asset types, attributes and options."""
    observed = server.observed
    forms = server.get("form/list.json", "read the asset types")
    if forms.status == 404:
        evidence = f"form/list.json: {forms.summary}"
        observed.note("plugin", "missing", evidence, sure=forms.is_web_page)
        return
    observed.note("plugin", "installed", f"form/list.json answered with status {forms.status}")
    listed = _elements(forms)
    if not listed:
        why = f"the list of asset types could not be read: {forms.summary}"
        observed.leave_open("attribute_types", why)
        return
    raw = _elements(server.get("attribute/list.json", "read the attributes"))
    options = {
        answers.whole_number(item.get("id")): catalog_answers.read_options(item)
        for item in raw
        if isinstance(item, dict)
    }
    inside = [one for form in listed for one in _definitions(form)]
    _note_attribute_types(server, inside)
    in_forms = any(catalog_answers.read_options(one) for one in inside)
    if in_forms or any(options.values()):
        place = "form/list.json lists" if in_forms else "only attribute/list.json lists"
        observed.note("form_values", in_forms, f"{place} the options")
    _note_cascading(server, [*inside, *raw], inside)
    types = [catalog_answers.read_asset_type(item, {}) for item in listed]
    server.types = tuple(_with_options(one, options) for one in types if one is not None)
    if server.types:
        path = f"form/{server.types[0].id}.json"
        reply = server.get(path, "read one asset type")
        if reply.is_good:
            shape = "array" if isinstance(reply.data, list) else shape_of_one(reply)
            observed.note("single_catalog", shape, path)
        else:
            observed.leave_open("single_catalog", f"{path}: {reply.summary}")


def _elements(reply: ParsedReply) -> list[Any]:
    return (answers.as_list(reply.data) or []) if reply.is_good else []


def _definitions(form: Any) -> Iterator[Mapping[str, Any]]:
    links = form.get("attributes") if isinstance(form, dict) else None
    for link in links if isinstance(links, list) else []:
        definition = link.get("attribute", link) if isinstance(link, dict) else None
        if isinstance(definition, dict):
            yield definition


def _with_options(asset_type: AssetType, options: Mapping[Any, Any]) -> AssetType:
    """The type with the options of its attributes, where the list of types left them out."""
    fields = [
        field
        if field.options or field.attribute_id is None
        else dataclasses.replace(field, options=tuple(options.get(field.attribute_id, ())))
        for field in asset_type.attributes.values()
    ]
    return build_asset_type(asset_type.id, asset_type.name, fields)


def _note_attribute_types(server: Server, definitions: list[Mapping[str, Any]]) -> None:
    meanings: dict[str, str] = {}
    for definition in definitions:
        identifier = str(definition.get("attributeType") or definition.get("type") or "")
        name = str(definition.get("attributeName") or "")
        row = find_attribute_type(identifier, {}, name)
        meanings[identifier or name] = row.name if row else ""
    unknown = ", ".join(name for name, meaning in meanings.items() if not meaning)
    if unknown:
        server.observed.remark(
            f"attribute types that are not recognized: {unknown}. Look up in AIP's administration which types they"
            " are, and add them to attribute_types of the dialect"
        )
    evidence = f"form/list.json{'; not recognized: ' if unknown else ''}{unknown}"
    server.observed.note("attribute_types", meanings, evidence, not unknown)


_SIGNS_OF_CASCADING = {
    "nested": ("children", "subValues", "childValues"),
    "flat": ("parentId", "parentValueId"),
}


def _note_cascading(
    server: Server, definitions: list[Any], inside: list[Mapping[str, Any]]
) -> None:
    values = [
        value
        for one in definitions
        for value in (one.get("values") or [] if isinstance(one, dict) else [])
        if isinstance(value, dict)
    ]
    for word, keys in _SIGNS_OF_CASCADING.items():
        if any(key in value for value in values for key in keys):
            server.observed.note("cascading_values", word, "values of attribute/list.json")
            return
    ids = {one.get("id") for one in inside if _is_cascading(one)}
    listed = [one for one in definitions if one.get("id") in ids]
    if listed and not any(one.get("values") for one in listed):
        evidence = "no list has the options of the Cascading Dropdowns; write them as ids"
        server.observed.note("cascading_values", "absent", evidence)
    server.observed.leave_open("cascading_values", "there seems to be no Cascading Dropdown")


def _is_cascading(definition: Mapping[str, Any]) -> bool:
    row = find_attribute_type(str(definition.get("attributeType") or ""), {})
    return row is not None and row.kind == "cascading"
