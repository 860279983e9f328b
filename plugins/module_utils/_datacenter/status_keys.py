# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The keys that answers show as statuses: their list was never published, so their meaning is found out on demand."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

from .._core.fields import Vocabulary
from .._core.kinds.choices import unknown_status_key
from .._core.known import Known
from .._core.model import Current, Field
from . import query as criteria
from .search import Searcher


class StatusKeys:
    """The meaning of the keys, as far as known: `vocabulary`. Each question is asked only once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._lock = threading.Lock()
        self.vocabulary = vocabulary
        self._asked: set[tuple[str, str, str]] = set()

    def learn(self, current: Current, field: Field, name: str, searcher: Searcher) -> bool:
        """Find out whether the key shown as the asset's status stands for this name.

        The search knows statuses by their display names: if it finds this very asset under the name, the key is that
        status's.
        """
        known = Known(vocabulary=self.vocabulary)
        key = unknown_status_key(current.raw.get(field.key), field, known)
        asked = (field.kind, key or "", name)
        with self._lock:
            if key is None or asked in self._asked:
                return False
            self._asked.add(asked)
        if not searcher.has_status(current.name, criteria.by_text(field, name), current.id):
            return False
        which = f"{field.kind}_keys"
        with self._lock:
            keys: dict[str, Any] = {which: {**getattr(self.vocabulary, which), key: name}}
            self.vocabulary = dataclasses.replace(self.vocabulary, **keys)
        return True
