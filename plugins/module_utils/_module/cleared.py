# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results without secrets. Whatever decides looks at what we write ourselves, which no secret may change.

That is: the names of what a result holds, and the facts in it (whether something changed or failed, numbers, ids,
actions). A secret that is a single letter, or the word "changed", is blotted out only in texts from outside.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import Any, Callable

from .._core.model import HIDDEN
from .._http.secrets import HIDDEN_TEXT, Secrets

_COUNTS = ("api", "findings", "size", "summary")
_IDS = ("asset_id", "id", "plan_digest", "upload_sha256")
FACTS = frozenset(
    (
        "action",
        "changed",
        "failed",
        "fate",
        "method",
        "operator",
        "pruned",
        "rc",
        "sure",
        *_COUNTS,
        *_IDS,
    )
)
"""What is ours, with all that is in it."""
_OF_PROBE = ("asks", "how", "question", "remarks", "sentences")
SENTENCES = frozenset(
    (
        "blocked",
        "deprecations",
        "drifted",
        "exception",
        "first_findings",
        "msg",
        "path",
        "problems",
        "referrers",
        "summary_text",
        "warnings",
        "why",
        *_OF_PROBE,
    )
)
"""Sentences of ours, in which something from outside may be quoted."""
HEADERS = frozenset(["after_header", "before_header"])
"""Sentences of ours in a diff."""
NAMES = frozenset(["dialect", "field", "schema", "url"])
"""Names and settings, which are no values: only what can be nothing but a secret is blotted out in them."""
DATA = frozenset(["after", "asset", "assets", "attributes", "before", "deleted", "field_values"])
"""What others have written, whose numbers may be secrets too."""
NAMED_OUTSIDE = frozenset(["after", "attributes", "before", "field_values", "files"])
"""Mappings whose keys others have named."""

_LINE = re.compile(r"(?m)^(\s*(?:- )*(?:[^\s'\":][^\n:]*:(?: |$))?)(.*)$")
"""A line of YAML: what names the value, and the value."""

Hide = Callable[[str], str]


def without_secrets(result: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
    """The result with every secret blotted out in texts from outside."""
    suspicious = secrets.suspicious(_texts_in(result)) if secrets.known else ()
    if not suspicious:
        return dict(result)
    return _Clearing(secrets, suspicious).of_mapping(result, False)


def _texts_in(result: Mapping[str, Any]) -> set[str]:
    """Every text in a result, with names, and numbers as texts."""
    found: set[str] = set()
    level: list[Any] = [result]
    while level:
        nested = []
        for one in level:
            if isinstance(one, str):
                found.add(one)
            elif isinstance(one, (int, float)):
                found.add(str(one))
            elif one is not None:
                nested.append(one)
        level = []
        for one in nested:
            if isinstance(one, Mapping):
                found.update(map(str, one))
                level += one.values()
            elif isinstance(one, (list, tuple)):
                level += one
    return found


def secrets_of(texts: Iterable[Any]) -> Secrets:
    """These texts as secrets."""
    secrets = Secrets()
    secrets.add(*map(str, texts))
    return secrets


class _Clearing:
    """Goes through a result. What `is_data` was written by others; what `is_theirs` was named by them too."""

    def __init__(self, secrets: Secrets, suspicious: Container[str]) -> None:
        self._secrets, self._suspicious = secrets, suspicious
        ways: tuple[tuple[frozenset[str], Hide], ...] = (
            (SENTENCES, secrets.hide_in_sentence),
            (NAMES, secrets.hide_long),
            (frozenset(("diff",)), self._hide_in_yaml),
            (HEADERS, secrets.hide_in_sentence),
        )
        self._ways = {name: hide for names, hide in ways for name in names}

    def of_mapping(self, found: Mapping[str, Any], is_data: bool) -> dict[str, Any]:
        """What stands in a mapping of ours, by the names in it."""
        return {
            name: one
            if name in FACTS
            else self._of(
                one,
                self._ways.get(name),
                is_data or name in DATA,
                name in NAMED_OUTSIDE,
            )
            for name, one in found.items()
        }

    def _of(self, value: Any, way: Hide | None, is_data: bool, is_theirs: bool) -> Any:
        hide = way or self._secrets.hide
        if isinstance(value, str):
            return hide(value) if value in self._suspicious and value != HIDDEN else value
        if isinstance(value, Mapping):
            if way is None and not is_theirs:
                return self.of_mapping(value, is_data)
            return {
                self._secrets.hide_long(str(key)): self._of(
                    one, self._ways.get(key, hide) if key in HEADERS else hide, is_data, True
                )
                for key, one in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self._of(one, way, is_data, is_theirs) for one in value]
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if is_data and is_number and str(value) in self._suspicious:
            return HIDDEN_TEXT if hide(str(value)) != str(value) else value
        return value

    def _hide_in_yaml(self, text: str) -> str:
        """The text of a diff: names, and behind them values from outside."""
        whole = self._secrets.hide_long(text)
        return _LINE.sub(lambda line: line[1] + self._secrets.hide(line[2]), whole)
