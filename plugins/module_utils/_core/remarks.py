# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sentences about single assets, such as problems and warnings, and how many of them are shown together.

What thousands of assets have in common is shown once, with their number and the first places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Callable

MOST_PLACES = 5
"""Up to this many places are all shown; of more, the first ones."""
FIRST_PLACES = 3
MOST_LINES = 20
"""How many sentences one message has; the result lists all."""


@dataclass(frozen=True, eq=False, repr=False)
class Remark(str):  # noqa: SLOT000 - a dataclass has no slots in Python 3.9
    """A sentence about one asset, that knows its parts: the place where the asset was declared, and what is said.

    As a text it is all of it: "assets/laptop.yml:12: Laptop 'lt-900': status: there is no status 'In us'". `place` is
    empty if there is only one asset. `of_many` is the sentence as it is said about several assets, if it differs.
    """

    place: str
    label: str
    sentence: str
    of_many: str = ""

    def __new__(  # noqa: PYI034 - Self is newer than Python 3.9
        cls, place: str, label: str, sentence: str, of_many: str = ""
    ) -> Remark:
        """The parts as one text."""
        return super().__new__(cls, ": ".join(filter(None, (place, label, sentence))))

    @property
    def where(self) -> str:
        """What distinguishes it from the same remark about another asset."""
        return self.place or self.label


def about(
    place: str, label: str, sentence: str, name: str | None = None, asset_id: object = None
) -> Remark:
    """A remark; where the sentence begins with the label, it is not repeated.

    Sentences about requests have the name or the id of the asset: about several, they are said without.
    """
    said = sentence.removeprefix(f"{label}: ")
    of_many = said
    if name:
        own = re.compile(rf"^(could not \w+) '{re.escape(name)}'")
        of_many = own.sub(r"\1 the asset", of_many)
    if asset_id is not None:
        of_many = re.sub(rf"\basset {re.escape(str(asset_id))}\b", "the asset", of_many)
    return Remark(place, label, said, of_many)


def changed(text: str, change: Callable[[str], str]) -> str:
    """The text changed; of a remark, each of its parts."""
    if isinstance(text, Remark):
        return Remark(*map(change, (text.place, text.label, text.sentence, text.of_many)))
    return change(text)


def grouped(texts: Iterable[str]) -> list[str]:
    """Each text once, in their order. Remarks that say the same about several assets become one sentence."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for text in texts:
        if isinstance(text, Remark) and text.where:
            alike.setdefault(("alike", text.of_many or text.sentence), []).append(text)
        else:
            alike.setdefault(("as it is", str(text)), []).append(text)
    return [_together(found) for found in alike.values()]


def _together(found: Sequence[str]) -> str:
    first = found[0]
    where = sorted({one.where for one in found if isinstance(one, Remark)}, key=_naturally)
    if not isinstance(first, Remark) or len(where) < 2:
        return str(first)
    said = first.of_many or first.sentence
    number = f"{len(where):,} {'assets' if first.label else 'places'}"
    if len(where) <= MOST_PLACES:
        return f"{said} ({number}: {', '.join(where)})"
    return f"{said} ({number}, first: {', '.join(where[:FIRST_PLACES])})"


def _naturally(place: str) -> list[tuple[str, int]]:
    """The sort key of a place, by which line 9 comes before line 10."""
    return [(text, int(digits or 0)) for text, digits in re.findall(r"(\D*)(\d{0,15})", place)]


def in_lines(sentences: Sequence[str], what: str = "problems") -> str:
    """One sentence as it is; several as a list under their number."""
    if len(sentences) < 2:
        return "".join(sentences)
    return f"{len(sentences):,} {what}:\n{as_list(sentences)}"


def as_list(sentences: Sequence[str]) -> str:
    """The first sentences, one in a line, and how many more there are."""
    more = len(sentences) - MOST_LINES
    lines = [*sentences[:MOST_LINES], *([f"... and {more:,} more"] if more > 0 else [])]
    return "\n".join(f"- {one}" for one in lines)
