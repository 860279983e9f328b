# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results without what may not be shown: as AnsibleModule clears them, and also where YAML has reshaped a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ansible.module_utils.common.parameters import remove_values

from ..module_utils._http.secrets import HIDDEN_TEXT
from ..module_utils._http.sought import SHORTEST_LINE

Result = dict[str, Any]


def without_texts(result: Result, secrets: Iterable[str]) -> Result:
    """The result as AnsibleModule clears it: a secret such as "True" leaves null and booleans alone."""
    preserved = {
        name: value for name, value in result.items() if value is None or isinstance(value, bool)
    }
    cleared: Result = remove_values(result, set(secrets))
    return {**cleared, **preserved}


def without_secrets(result: Result, secrets: Iterable[str]) -> Result:
    """The result without the secrets, also where YAML has folded, quoted or indented them."""
    every = {text for text in secrets if text.strip()}
    lines = {line.strip() for text in every for line in text.splitlines()}
    every |= {line for line in lines if len(line) >= SHORTEST_LINE}
    shown = "\0".join(_texts(result)) if every else ""
    found = sorted((text for text in every if _gist(text) in shown), key=len, reverse=True)
    if not found:
        return result
    cleared: Result = _blotted(
        without_texts(result, found), re.compile("|".join(map(_spelling, found)))
    )
    return cleared


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(key)
            yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, (int, float)):
        yield str(value)


def _gist(text: str) -> str:
    """The longest piece of a text that looks the same however it is quoted."""
    return max(re.split(r"[\s'\"\\]+", text), key=len)


def _spelling(text: str) -> str:
    """A pattern for a text as it may stand in YAML: words on several lines, quotes doubled or escaped."""
    quotes = {"'": "'{1,2}", '"': r'\\*"', "\\": r"\\+"}
    words = (
        "".join(quotes.get(letter) or re.escape(letter) for letter in word) for word in text.split()
    )
    return r"(?:\s|\\[ntr\s]?)+".join(words)


def _blotted(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(HIDDEN_TEXT, value)
    if isinstance(value, Mapping):
        return {_blotted(key, pattern): _blotted(one, pattern) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_blotted(one, pattern) for one in value]
    return value
