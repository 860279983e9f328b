# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a server that does not show an asset means that there is none.

How it says so is not documented: 404, or 200 with a flag, or an empty list, in the language of the user. It may use the
same forms to refuse, or when its database is locked. So it is asked for an asset that cannot exist: an answer like that
one means that there is none, provided that the same call does show an asset that exists.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Callable, Union

from .._core.errors import RequestError
from .._core.model import Id
from .answers import Shown

NO_ASSETS = (2**31 - 1, 2**31 - 2)
"""Ids that no asset has, and that any server can read: the last ones of 32 bits."""

_WHOLE = 250
"""Characters of the server's words that are compared: longer ones were cut, at a place that depends on the id."""
_NUMBER = re.compile(r"[0-9][0-9.,'\u2019\u00a0\u202f]*")


@dataclass(frozen=True)
class No:
    """An answer of a call (its path without the id) that does not show the asset."""

    path: str
    asset_id: Id
    error: RequestError

    @property
    def says(self) -> tuple[int | None, str, str]:
        """What it says, the same for every id: status, kind of error, words. Servers group the digits of numbers."""

        def without_id(match: re.Match[str]) -> str:
            is_id = re.sub("[^0-9]", "", match[0]) == str(self.asset_id)
            return "#" if is_id else match[0].rstrip(".,")

        words = _NUMBER.sub(without_id, str(self.error.facts.get("server_said", "")))
        return self.error.status, type(self.error).__name__, words[:_WHOLE]

    @property
    def roughly(self) -> tuple[int | None, str, str]:
        """The same without what may be another time or number of a request."""
        status, kind, words = self.says
        return status, kind, re.sub(r"[^\s]*[0-9#][^\s]*", "#", words)


Answer = Union[Shown, No]


class Absence:
    """Learns from a server how it says that there is no asset. `ask` reads by path and id; `some` has existing ids."""

    def __init__(self, ask: Callable[[str, Id], Answer], some: Callable[[], Sequence[Id]]) -> None:
        self._ask, self._some = ask, some
        self._lock = threading.Lock()
        self._samples: dict[tuple[str, Id], Answer] = {}
        self._is_fresh = False
        self._shows: set[str] = set()

    def begin(self) -> None:
        """Begin another task: what the server said before may no longer be what it says."""
        with self._lock:
            self._is_fresh = False
            self._shows.clear()

    def doubt(self) -> None:
        """Let what calls have shown so far prove nothing: since then a write was refused."""
        self._shows.clear()

    def note_shown(self, path: str) -> None:
        """Note that a call showed an asset."""
        self._shows.add(path)

    def is_meant_by(self, no: No) -> bool:
        """Whether the answer means that there is no such asset. Raises RequestError."""
        with self._lock:
            alike = self._is_like_samples(no)
            if not alike and not self._is_fresh:
                self._samples.clear()
                alike = self._is_like_samples(no)
            return alike and self._shows_assets(no.path)

    def _is_like_samples(self, no: No) -> bool:
        samples: list[No] = []
        for asset_id in NO_ASSETS:
            sample = self._sample(no.path, asset_id)
            if isinstance(sample, Shown):
                return False
            if sample.says == no.says:
                return True
            samples.append(sample)
        # Two answers to the same question that differ have something in them that always does.
        differ = samples[0].says != samples[1].says
        return differ and samples[0].roughly == samples[1].roughly == no.roughly

    def _sample(self, path: str, asset_id: Id) -> Answer:
        if (path, asset_id) not in self._samples:
            self._samples[path, asset_id] = self._ask(path, asset_id)
            self._is_fresh = True
        return self._samples[path, asset_id]

    def _shows_assets(self, path: str) -> bool:
        """Whether the call shows anything at all, if there is anything: a locked database may answer all alike."""
        if path not in self._shows:
            some = self._some()
            if some and not any(isinstance(self._ask(path, one), Shown) for one in some):
                return False
            self._shows.add(path)
        return True
