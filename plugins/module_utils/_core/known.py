# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known about a server while values are read, compared and shown: data that was fetched beforehand."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Callable, Optional

from .fields import Vocabulary
from .model import Id, Location

ParseId = Callable[[str], Optional[Id]]


def parse_number(text: str) -> int | None:
    """The id that digits spell, on a server that numbers its assets; None for any other text."""
    text = text.strip()
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


@dataclass(frozen=True)
class Known:
    """The vocabulary of a server, and the part of its catalogs that the current values need.

    `separator` stands between several values in one text, where the server joins them. `users` has every spelling
    (username, key) of each user that a declared text names. `way_out` ends sentences about open points of the
    vendor's documentation with the option that settles them, by point. `attachment_key` is the key in results for
    the id of an attached file.
    """

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    time_zone: datetime.tzinfo = datetime.timezone.utc
    separator: str = ""
    parse_id: ParseId = parse_number
    locations: tuple[Location, ...] = ()
    users: Mapping[str, frozenset[str]] = field(default_factory=dict)
    way_out: Mapping[str, str] = field(default_factory=dict)
    attachment_key: str = "id"

    def user_spellings(self, text: str) -> frozenset[str]:
        """Every spelling of the user that the text names; only the text if no other is known."""
        return self.users.get(text, frozenset({text}))
