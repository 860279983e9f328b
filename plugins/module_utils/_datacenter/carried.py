# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which kinds of fields the calls that show assets carry: no page of the vendor documents it.

A call that carried system fields once carries them always, so a field that it leaves out is empty.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from .._core.fields import SYSTEM_FIELDS
from .answers import Shown
from .wire_forms import SYSTEM_NAMES

_SYSTEM = frozenset(SYSTEM_NAMES[field.key] for field in SYSTEM_FIELDS)


class Carried:
    """What each call has carried so far. It only ever grows, so that the order of answers does not matter."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._system: frozenset[str] = frozenset()
        self._attributes: frozenset[str] = frozenset()

    def note(self, call: str, answers: Iterable[Shown]) -> None:
        """Learn from answers to a call."""
        system = attributes = False
        for shown in answers:
            system = system or _has_system_fields(shown)
            attributes = attributes or shown.has_entries
            if system and attributes:
                break
        with self._lock:
            self._system |= {call} if system else frozenset()
            self._attributes |= {call} if attributes else frozenset()

    def system(self, call: str) -> bool:
        """Whether the call carries system fields."""
        return call in self._system

    def attributes(self, call: str) -> bool:
        """Whether the call carries attributes."""
        return call in self._attributes


def _has_system_fields(shown: Shown) -> bool:
    return bool(shown.system_names) or any(name in _SYSTEM for _id, name, _value in shown.entries)
