# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How AIP on Data Center refuses requests: its envelope, and its refusals beside Jira's."""

from __future__ import annotations

from typing import Any

from .._core.errors import (
    NotFound,
    PermissionMissing,
    PluginMissing,
    RequestError,
    ServerRefused,
)
from .._http.product import (
    ERROR_KEYS,
    FORGED,
    JIRA_REFUSALS,
    Product,
    Refusal,
    is_error_collection,
)

REFUSALS: tuple[Refusal, ...] = (
    FORGED,
    Refusal(
        (403,),
        "",
        PermissionMissing,
        "this user is not allowed to do that: it requires a permission in AIP or Jira.",
    ),
    *JIRA_REFUSALS,
)


def is_refusal(data: Any) -> bool:
    """Whether the JSON of an answer is a refusal, whatever its status: by AIP's flag, or in Jira's form."""
    flag = data.get("success") if isinstance(data, dict) else None
    return flag in (False, "false") or is_error_collection(data)


SAYS_NO = (NotFound, PermissionMissing, ServerRefused)
"""Errors in which the server itself says no. Which one it is may depend on its words: only for whoever reads them."""


def says_no(error: RequestError) -> bool:
    """Whether an answer may mean that something does not exist; its status counts, as words come in any language."""
    return error.status in (200, 400, 404, 410)


AIP = Product(
    refusals=REFUSALS,
    is_refusal=is_refusal,
    envelope=ERROR_KEYS | {"success", "errorCode", "data", "pagingInfo"},
    codes=("errorCode",),
    html_paths=r"(?i)\.x?html?(\.json)?$",  # files are served under their names with AIP's ending
    blotted=r"(?i)^attribute|values?$|keyword",  # any attribute may be encrypted
    labels=frozenset({"attributeName", "attributeType", "fieldType"}),
)


def plugin_missing(error: NotFound) -> PluginMissing:
    """The error for a 404 from a path that exists in every installed AIP."""
    missing = PluginMissing(
        "AIP does not answer at this url. Check that url is Jira's base URL with its context path (such as /jira), that"
        " the Assets & Inventory Plugin is installed, enabled and licensed, and that this user may browse assets."
    )
    missing.facts.update(error.facts)
    missing.status = error.status
    return missing
