# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the modules: how they are checked, the access that they describe, and what may be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.parameters import env_fallback

from .._core.errors import InputError
from .._core.fields import SYSTEM_FIELDS
from .._core.filters import OPERATORS
from .._core.model import HIDDEN
from .._datacenter.dialect import CHOICES, build_dialect
from .._http.connection import Connection
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
    **_option("dialect", type="dict", options=DIALECT_SPEC),
}
"""The connection options: the same in every module, each with an environment variable AIP_<NAME>."""

ASSET_SPEC: Spec = {
    "asset_type": {"type": "str"},
    "name": {"type": "str"},
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

FILTER_SPEC: Spec = {
    "type": "list",
    "elements": "dict",
    "default": [],
    "options": {
        "field": {"type": "str", "required": True},
        "operator": {
            "type": "str",
            "default": "equals",
            "choices": list(OPERATORS),
        },
        "value": {"type": "raw"},
    },
}

_AT_LEAST = (
    ("timeout", 0.001),
    ("retries", 0),
    ("max_wait", 0),
    ("wait_for_index", 0),
    ("page_size", 1),
)


def access_of(params: Mapping[str, Any], environment: Mapping[str, str], read_only: bool) -> Access:
    """The access that the connection options describe. Raises InputError. Nothing is sent."""
    problems = [
        f"{name}: must be at least {least:g}" for name, least in _AT_LEAST if params[name] < least
    ]
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
    )
    given = {name: params[name] for name in (*names, "timeout", "retries", "max_wait")}
    connection = Connection(**given, environment=dict(environment))
    dialect = build_dialect(params["dialect"] or {})
    return Access(connection, dialect, read_only)


def without_login(url: str) -> str:
    """The URL without a login in it; a URL with a login is refused, and must not be shown."""
    return re.sub(r"(?<=//)[^/?#]*@", "", url)


def shown_options(params: Mapping[str, Any], harmless_attributes: frozenset[str]) -> dict[str, Any]:
    """The options as they may be shown: without a login in the URL and attributes that may be encrypted."""
    shown = {**params, "url": without_login(str(params.get("url") or ""))}
    if "attributes" in shown:
        shown["attributes"] = _shown_attributes(shown["attributes"], harmless_attributes)
    # Thousands of assets would bury the result, and any of their attributes may be encrypted.
    for name in ("assets", "origins"):
        if isinstance(shown.get(name), list):
            shown[name] = f"{len(shown[name])} not shown"
    for name in ("defaults", "retire"):
        if isinstance(shown.get(name), dict):
            shown[name] = sorted(map(str, shown[name]))
    return shown


def _shown_attributes(attributes: Any, harmless: frozenset[str]) -> Any:
    if not isinstance(attributes, dict):
        return None if attributes is None else HIDDEN
    return {
        name: value if value is None or name in harmless else HIDDEN
        for name, value in attributes.items()
    }
