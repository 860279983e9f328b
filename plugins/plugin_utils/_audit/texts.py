# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values as the texts that reports show, whatever their format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...module_utils._core import verdict
from ...module_utils._core.model import HIDDEN
from ...module_utils._core.visible import visible

count_of = verdict.count_of


def clean(text: str) -> str:
    """The text as every format can carry it, with what is not seen, or steers a terminal, as escapes.

    Among that is what some format cannot carry: control characters, lone surrogates, what XML 1.0 excludes.
    """
    return str(visible(text))


def clean_value(value: Any) -> Any:
    """A value of JSON with all its texts cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): clean_value(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean_value(one) for one in value]
    return value


def show(value: Any) -> str:
    """A value for people, as YAML would have it: nothing for null, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(one, (list, dict)) for one in value):
        return ", ".join(map(show, value))
    return json.dumps(value, ensure_ascii=False)


def is_hidden(value: Any) -> bool:
    """Whether the value was replaced because it is a secret."""
    return bool(value == HIDDEN)
