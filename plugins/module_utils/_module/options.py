# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the modules: how they are checked, the access that they describe, and what may be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.parameters import env_fallback

from .._core.declared import parse_text_option
from .._core.errors import InputError
from .._core.fields import NAME, SYSTEM_FIELD, SYSTEM_FIELDS
from .._core.kinds.written import Invalid
from .._core.model import HIDDEN
from .._core.name_policy import CHANGES, POLICIES
from .._datacenter.dialect import CHOICES, build_dialect
from .._http.connection import Connection
from .service import Service
from .session import Access

Spec = dict[str, Any]


def _option(name: str, **facts: Any) -> Spec:
    return {name: {**facts, "fallback": (env_fallback, [f"AIP_{name.upper()}"])}}


DIALECT_SPEC: Spec = {
    **{name: {"type": "str", "choices": list(known)} for name, known in CHOICES.items()},
    "update_with_asset_type": {"type": "bool"},
    "upload_part": {"type": "str"},
    "html_escaped": {"type": "bool"},
    "time_zone": {"type": "str"},
    "statuses": {"type": "dict"},
    "status_keys": {"type": "dict", "no_log": False},
    "substatus_keys": {"type": "dict", "no_log": False},
    "attribute_types": {"type": "dict"},
    "unreadable_fields": {"type": "list", "elements": "str"},
    "name_changes": {"type": "list", "elements": "str", "choices": list(CHANGES)},
}

CONNECTION_SPEC: Spec = {
    **_option("url", type="str", required=True),
    **_option("token", type="str", no_log=True),
    **_option("username", type="str"),
    **_option("password", type="str", no_log=True),
    **_option("deployment", type="str", choices=["datacenter", "cloud"], default="datacenter"),
    **_option("validate_certs", type="bool", default=True),
    **_option("ca_path", type="path"),
    **_option("client_cert", type="path"),
    **_option("client_key", type="path", no_log=False),
    **_option("proxy", type="str", no_log=True),
    **_option("timeout", type="float", default=30),
    **_option("retries", type="int", default=4),
    **_option("max_wait", type="float", default=300),
    **_option("wait_for_index", type="float", default=30),
    **_option("page_size", type="int", default=100),
    **_option("log_path", type="path"),
    **_option("log_bodies", type="bool", default=False),
    **_option("dialect", type="dict", options=DIALECT_SPEC),
}
"""The connection options: the same in every module, each with an environment variable AIP_<NAME>."""

ASSET_SPEC: Spec = {
    "asset_type": {"type": "str"},
    # Raw, as Ansible would make a text of the number that YAML has made of an unquoted name.
    "name": {"type": "raw"},
    "id": {"type": "raw"},
    "match_by": {"type": "list", "elements": "str", "default": ["name"]},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    # Raw, because null, "" and not written are different, and YAML has already typed the values.
    **{field.key: {"type": "raw"} for field in SYSTEM_FIELDS},
    "attributes": {"type": "dict"},
    "attachments": {
        "type": "list",
        "elements": "dict",
        "options": {"path": {"type": "path", "required": True}, "name": {"type": "str"}},
    },
}
"""The options of one asset."""

ON_DUPLICATE: Spec = {"type": "str", "choices": ["fail", "adopt_oldest"], "default": "fail"}
"""The option of modules that create assets."""

SIMILAR_NAMES: Spec = {"type": "str", "choices": list(POLICIES), "default": POLICIES[0]}
"""The option of modules that give names to assets."""

AT_LEAST = (
    ("timeout", 0.001),
    ("retries", 0),
    ("max_wait", 0),
    ("wait_for_index", 0),
    ("page_size", 1),
)


NO_URL = (
    "url: the server is not named; set url, or the environment variable AIP_URL, to Jira's base URL, such as"
    " AIP_URL=https://jira.example.com"
)
NO_LOGIN = (
    "token: a login is required; set token, or the environment variable AIP_TOKEN, to a personal access token, or set"
    " username and password (AIP_USERNAME, AIP_PASSWORD)"
)


def access_of(params: Mapping[str, Any], environment: Mapping[str, str], read_only: bool) -> Access:
    """The access that the connection options describe. Raises InputError. Nothing is sent."""
    problems = [
        f"{name}: must be at least {least:g}" for name, least in AT_LEAST if params[name] < least
    ]
    if not params["url"].strip():
        problems.append(NO_URL)
    if not params["token"] and (not params["username"] or params["password"] is None):
        problems.append(NO_LOGIN)
    if params["deployment"] == "cloud":
        problems.append(
            "deployment: AIP Cloud is not supported yet, because its vendor has not published the API"
            " in a form that could be relied on; use datacenter"
        )
    if problems:
        raise InputError(problems)
    names = (
        "url",
        "token",
        "username",
        "password",
        "validate_certs",
        "ca_path",
        "client_cert",
        "client_key",
        "proxy",
        "log_path",
        "log_bodies",
    )
    given = {name: params[name] for name in (*names, "timeout", "retries", "max_wait")}
    connection = Connection(**given, environment=dict(environment))
    dialect = build_dialect(params["dialect"] or {})
    return Access(connection, dialect, read_only)


AIP = Service(CONNECTION_SPEC, access_of)
"""AIP, as modules reach it."""


def text_option(params: Mapping[str, Any], name: str) -> str | None:
    """The text of an option that names something; None if it is not set. Raises InputError for a number."""
    try:
        return parse_text_option(params[name])
    except Invalid as invalid:
        raise InputError([f"{name}: {invalid}"]) from None


def without_login(url: str) -> str:
    """The URL without a login in it, with or without a scheme; a URL with a login is refused, and must not be shown."""
    return re.sub(r"(?s)^\s*((?:[A-Za-z][A-Za-z0-9+.-]*:)?/+)?.*@", r"\1", url)


def shown_options(
    params: Mapping[str, Any], spec: Spec, harmless_attributes: frozenset[str]
) -> dict[str, Any]:
    """The options as they may be shown: without a login in the URL and values of attributes that may be encrypted."""
    shown = {**params, "url": without_login(str(params.get("url") or ""))}
    shown.update(
        {name: HIDDEN for name, facts in spec.items() if facts.get("no_log") and shown.get(name)}
    )
    if "attributes" in shown:
        shown["attributes"] = _shown_attributes(shown["attributes"], harmless_attributes)
    # Thousands of assets would bury the result, and any of their attributes may be encrypted.
    for name in ("assets", "origins"):
        if isinstance(shown.get(name), list):
            shown[name] = f"{len(shown[name])} not shown"
    for name in ("defaults", "retire"):
        if isinstance(shown.get(name), dict):
            shown[name] = sorted(map(str, shown[name]))
    return {**shown, **_shown_conditions(shown, harmless_attributes)}


def _shown_conditions(params: Mapping[str, Any], harmless: frozenset[str]) -> dict[str, Any]:
    """The options that select assets, without the values of attributes that may be encrypted."""
    shown: dict[str, Any] = {
        name: _shown_filters(params[name], harmless)
        for name in ("filters", "protect")
        if name in params
    }
    scope = params.get("scope")
    if isinstance(scope, dict) and "filters" in scope:
        shown["scope"] = {**scope, "filters": _shown_filters(scope["filters"], harmless)}
    if params.get("query"):
        shown["query"] = _shown_query(str(params["query"]), harmless)
    return shown


def _is_harmless(field: str, harmless: frozenset[str]) -> bool:
    return (
        field == NAME.key or field in SYSTEM_FIELD or field.removeprefix("attributes.") in harmless
    )


def _shown_filters(filters: Any, harmless: frozenset[str]) -> Any:
    if not isinstance(filters, list):
        return filters and HIDDEN
    return [
        {**one, "value": HIDDEN}
        if isinstance(one, dict)
        and one.get("value") is not None
        and not _is_harmless(str(one.get("field")), harmless)
        else one
        for one in filters
    ]


def _shown_query(query: str, harmless: frozenset[str]) -> str:
    """The query, if it asks for nothing but types, names and attributes that are not encrypted."""
    fields = re.findall(r'([^\s:()"]+):', query)
    known = fields and all(
        field.startswith("form.") or _is_harmless(field.removeprefix("asset."), harmless)
        for field in fields
    )
    return query if known else HIDDEN


def _shown_attributes(attributes: Any, harmless: frozenset[str]) -> Any:
    if not isinstance(attributes, dict):
        return None if attributes is None else HIDDEN
    return {
        name: value if value is None or name in harmless else HIDDEN
        for name, value in attributes.items()
    }
