# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents in the Atlassian Document Format: where they are in an answer, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft4Validator  # type: ignore[import-untyped,unused-ignore]

from .differences import Difference, differences, kind_of

TEXTS = ("description", "environment")
"""The fields of an issue that are documents in v3."""


class DocumentFormat:
    """The published schema of documents."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._validator = Draft4Validator(schema)

    def differences(self, body: Any) -> Iterator[Difference]:
        """What is wrong with the documents of a body of v3."""
        for where, value in texts(body):
            if not isinstance(value, dict):
                yield Difference(where, f"is {kind_of(value)}, should be a document")
                continue
            for one in differences(self._validator, value):
                yield Difference("/".join(filter(None, (where, one.where))), one.text)


def texts(body: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Where in a body of v3 there is a document, or where one has to be; null is none."""
    if isinstance(body, list):
        for one in body:
            yield from texts(one, f"{where}/*".lstrip("/"))
    if not isinstance(body, dict):
        return
    due = _due(body, where)
    for key, value in body.items():
        place = f"{where}/{key}".lstrip("/")
        if (key in due and _is_text(value)) or _is_document(value):
            yield place, value
        else:
            yield from texts(value, place)


def _is_document(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "doc" and "version" in value


def _is_text(value: Any) -> bool:
    """What is known of a field, as for creating or editing, has its name where a text would be."""
    return value is not None and not (isinstance(value, dict) and "operations" in value)


def _due(holder: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """The members of an object that have to be documents: texts of an issue, a comment, a worklog."""
    if where.rsplit("/", maxsplit=1)[-1] == "fields":
        return TEXTS
    if "updateAuthor" in holder:
        return ("body",) if "body" in holder else ("comment",)
    return ()
