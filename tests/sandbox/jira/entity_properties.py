# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entity properties: JSON values under keys of their own, at issues, comments and more."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .refusal import JiraRefusal

if TYPE_CHECKING:
    from .jira import Jira

KEY_LIMIT = 255


def check_key(key: Any) -> str:
    """Return a key that is one, or refuse it."""
    if not isinstance(key, str) or not key.strip():
        raise JiraRefusal(400, "The property key cannot be null or empty.")
    if len(key) > KEY_LIMIT:
        raise JiraRefusal(
            400, "The length of the property key must be shorter than 255 characters."
        )
    return key


def check_value(jira: Jira, value: Any) -> Any:
    """Return a value that is not too long, or refuse it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    limit = jira.switches["jira_property_limit"]
    if limit and len(text) > limit:
        raise JiraRefusal(
            400, f"The property value is too long. Maximum length is {limit} characters."
        )
    return value


def read_properties(jira: Jira, given: Any) -> dict[str, Any]:
    """Return the properties that a request to create something brings along."""
    if given is None:
        return {}
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise JiraRefusal(400, "'properties' must be an array of objects")
    found = {}
    for one in given:
        key = check_key(one.get("key"))
        if "value" not in one:
            raise JiraRefusal(400, "The property value cannot be null or empty.")
        found[key] = check_value(jira, one["value"])
    return found


def parse_property(jira: Jira, text: bytes) -> Any:
    """Return the value that is the body of a request."""
    if not text.strip():
        raise JiraRefusal(400, "The property value cannot be null or empty.")
    try:
        return check_value(jira, json.loads(re.sub(rb"^\xef\xbb\xbf", b"", text)))
    except ValueError as error:
        raise JiraRefusal(400, "The property value must be a valid JSON.") from error
