# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be fetched from the server before values can be compared or shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..known import Known
from ..model import Field, Value
from .table import readings, same
from .written import is_clear

USER_KINDS = ("user", "user_text")
_NOBODY = Known()


def users_to_look_up(pairs: Iterable[tuple[Field, Value, Any]]) -> set[str]:
    """The declared users whose other spellings decide whether they are the ones that the server shows.

    A pair is a field, its declared value, and the server's answer. Texts that are equal anyway need no look-up.
    """
    found: set[str] = set()
    for field, value, raw in pairs:
        if field.kind not in USER_KINDS or not isinstance(value, str) or value in found:
            continue
        shown = [way for way in readings(raw, field, _NOBODY) if way is not None]
        if shown and not any(same(value, way, field, _NOBODY) for way in shown):
            found.add(value)
    return found


def needs_locations(field: Field, value: Any) -> bool:
    """Whether locations must be known to read or show a value or an answer of the field."""
    return field.kind == "location" and not is_clear(value)
