# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is found out of the server and the login, and of types and attributes."""

from __future__ import annotations

import dataclasses
import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from ..._http.call import Call
from ..._jira.platform import MYSELF, SERVER_INFO
from ..._module.session import Access, Session
from .. import answers, catalog_answers
from ..api import ROOT
from ..attribute_types import find_attribute_type
from ..dialect import Dialect
from .scene import Scene, with_options
from .wire import Seen, ask, is_web_page, wrapping


def look_at_login(scene: Scene) -> None:
    """Who is asking, and whether the login counts at all. Raises LoginRefused."""
    seen = scene.ask(MYSELF)
    scene.me = seen.data if isinstance(seen.data, dict) else {}
    if not scene.http.connection.token:
        scene.notes.note("basic", "enabled", "this login is one")


def look_at_version(scene: Scene) -> None:
    """Which Jira it is."""
    seen = scene.ask(SERVER_INFO)
    if isinstance(seen.data, dict) and seen.data.get("version"):
        kind = str(seen.data.get("deploymentType") or "")
        scene.notes.note("jira_version", str(seen.data["version"]), f"serverInfo ({kind})")
    else:
        scene.notes.leave("jira_version", f"serverInfo answered with {seen.told}")


def look_at_made_up_logins(scene: Scene) -> None:
    """What Jira does with an unknown token and an unknown user: two names that nobody has, each tried once."""
    token = f"aip-probe-{secrets.token_hex(12)}"
    seen = _as_stranger(scene, ROOT + "form/list.json", token=token)
    served = 200 <= seen.status < 300
    taken = "anonymous" if served else str(seen.status)
    scene.notes.note("unknown_token", taken, f"a token made up: status {seen.status}")
    told = seen.headers.get("X-AUSERNAME", "").lower() == "anonymous"
    evidence = f"X-AUSERNAME {'is' if told else 'is not'} in the answer to a token made up"
    scene.notes.note("anonymous_header", "present" if told else "absent", evidence, told or served)

    seen = _as_stranger(scene, "rest/api/2/serverInfo", token=token)
    open_to_all = seen.status == 200
    evidence = f"serverInfo with a token made up: status {seen.status}"
    scene.notes.note(
        "server_info", "anonymous" if open_to_all else "logged_in", evidence, open_to_all
    )

    if scene.http.connection.token:
        user = f"aip-probe-{secrets.token_hex(6)}"
        seen = _as_stranger(scene, "rest/api/2/myself", username=user, password=token)
        off = bool(re.search(r"(?i)basic auth\w* (has been disabled|with passwords)", seen.text))
        evidence = f"a user that cannot exist: status {seen.status}"
        scene.notes.note(
            "basic", "disabled" if off else "enabled", evidence, off or seen.status == 401
        )


def _as_stranger(scene: Scene, path: str, **login: str) -> Seen:
    """The answer to somebody who cannot log in."""
    connection = dataclasses.replace(
        scene.http.connection,
        token=login.get("token"),
        username=login.get("username"),
        password=login.get("password"),
    )
    session = Session(Access(connection, Dialect(), read_only=True))
    try:
        return ask(session.http, Call("GET", path, "see what a wrong login gets"))
    finally:
        session.close()


def look_at_catalogs(scene: Scene) -> None:
    """Types, attributes and options."""
    notes = scene.notes
    forms = scene.get("form/list.json", "read the asset types")
    if forms.status == 404:
        notes.note("plugin", "missing", f"form/list.json: {forms.told}", sure=is_web_page(forms))
        return
    notes.note("plugin", "installed", f"form/list.json answered with status {forms.status}")
    listed = (answers.as_list(forms.data) or []) if forms.is_good else []
    if not listed:
        notes.leave("attribute_types", f"the list of types could not be read: {forms.told}")
        return
    _note_attribute_types(scene, listed)
    more = scene.get("attribute/list.json", "read the attributes")
    raw = (answers.as_list(more.data) or []) if more.is_good else []
    options = {
        answers.whole_number(item.get("id")): catalog_answers.read_options(item)
        for item in raw
        if isinstance(item, dict)
    }
    inside = [one for form in listed for one in _definitions(form)]
    in_forms = any(catalog_answers.read_options(one) for one in inside)
    if in_forms or any(options.values()):
        evidence = (
            "the options stand in form/list.json"
            if in_forms
            else "only attribute/list.json has options"
        )
        notes.note("form_values", in_forms, evidence)
    _note_cascading(scene, [*inside, *raw], inside)
    types = [catalog_answers.read_asset_type(item, {}) for item in listed]
    scene.types = tuple(with_options(one, options) for one in types if one is not None)
    if scene.types:
        one = scene.get(f"form/{scene.types[0].id}.json", "read one asset type")
        if one.is_good:
            shape = "array" if isinstance(one.data, list) else wrapping(one)
            notes.note("single_catalog", shape, f"form/{scene.types[0].id}.json")
        else:
            notes.leave("single_catalog", f"form/{scene.types[0].id}.json: {one.told}")


def _definitions(form: Any) -> Iterator[Mapping[str, Any]]:
    links = form.get("attributes") if isinstance(form, dict) else None
    for link in links if isinstance(links, list) else []:
        definition = link.get("attribute", link) if isinstance(link, dict) else None
        if isinstance(definition, dict):
            yield definition


def _note_attribute_types(scene: Scene, forms: list[Any]) -> None:
    meant: dict[str, str] = {}
    for definition in (one for form in forms for one in _definitions(form)):
        identifier = str(definition.get("attributeType") or definition.get("type") or "")
        name = str(definition.get("attributeName") or "")
        row = find_attribute_type(identifier, {}, name)
        meant[identifier or name] = row.name if row else ""
    unknown = [name for name, meaning in meant.items() if not meaning]
    evidence = "form/list.json"
    if unknown:
        evidence += f"; not understood: {', '.join(unknown)}. Look in AIP which types they are, and add them"
        scene.notes.remark(
            f"attribute types that are not understood: {', '.join(unknown)}. Add to attribute_types of the dialect"
            " what AIP's administration calls them"
        )
    scene.notes.note("attribute_types", meant, evidence, not unknown)


def _note_cascading(scene: Scene, definitions: list[Any], inside: list[Any]) -> None:
    below = ("children", "subValues", "childValues")
    above = ("parentId", "parentValueId")
    ids = {
        one.get("id")
        for one in inside
        if getattr(find_attribute_type(str(one.get("attributeType") or ""), {}), "kind", "")
        == "cascading"
    }
    values = [
        value
        for one in definitions
        for value in (one.get("values") or [] if isinstance(one, dict) else [])
        if isinstance(value, dict)
    ]
    for word, keys in (("nested", below), ("flat", above)):
        if any(key in value for value in values for key in keys):
            scene.notes.note("cascading_values", word, "values of attribute/list.json")
            return
    told = [one for one in definitions if one.get("id") in ids]
    if told and not any(one.get("values") for one in told):
        evidence = "no list tells the options of the Cascading Dropdowns; write them as ids"
        scene.notes.note("cascading_values", "absent", evidence)
    scene.notes.leave("cascading_values", "there seems to be no Cascading Dropdown")


def note_headers(scene: Scene) -> None:
    """What the headers of all answers told."""
    notes = scene.notes
    if scene.nodes:
        notes.note("nodes", sorted(scene.nodes), "X-ANODEID", sure=len(scene.nodes) > 1)
    if not scene.rates:
        notes.note(
            "rate_capacity", "none seen", "no answer had a header X-RateLimit-...", sure=False
        )
    names = {"rate_capacity": "Limit", "rate_fill": "FillRate", "rate_interval": "Interval-Seconds"}
    for question, header in names.items():
        number = answers.whole_number(scene.rates.get(header))
        if number is not None:
            notes.note(question, number, f"X-RateLimit-{header}")
        notes.leave(question, "no answer had a header X-RateLimit-...")
