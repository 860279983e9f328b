# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How two values differ that are nearly the same, in words: a space at the end, upper and lower case, two decimals.

People do not see these differences, and servers make them: many trim a text, fold its case or compose its letters
before they store it.
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable


@dataclass(frozen=True)
class Facet:
    """One respect in which texts may differ. `flatten` makes texts equal in it.

    `between` says in words what differs; `stored` says what became of the first text, if the second is what was stored.
    """

    key: str
    flatten: Callable[[str], str]
    between: Callable[[str, str], str]
    stored: Callable[[str, str], str]


# --- flattening -----------------------------------------------------------------------------------------------------


def _unified_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf") and not character.isspace()


def _without_unseen(text: str) -> str:
    return "".join(one for one in text if not _unseen(one))


def _with_plain_spaces(text: str) -> str:
    return re.sub(r"\s", " ", text)


def _with_single_spaces(text: str) -> str:
    return re.sub(r"(?<=\S)\s{2,}(?=\S)", " ", text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _folded(text: str) -> str:
    return _composed(text.casefold())


# --- words ----------------------------------------------------------------------------------------------------------

_SPACES: Mapping[str, str] = {" ": "space", "\t": "tab", "\n": "line break", "\r": "line break"}


def _space_name(spaces: str) -> str:
    """The name of a run of spaces, such as "no-break space" or "2 spaces", without an article."""
    names = {
        _SPACES.get(one) or unicodedata.name(one, f"U+{ord(one):04X}").lower() for one in spaces
    }
    name = names.pop() if len(names) == 1 else "space"
    return name if len(spaces) == 1 else f"{len(spaces)} {name}s"


def _with_article(name: str) -> str:
    return name if name[0].isdigit() else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _edge(text: str, is_end: bool) -> str:
    return text[len(text.rstrip()) :] if is_end else text[: len(text) - len(text.lstrip())]


def _between_edges(one: str, other: str, is_end: bool) -> str:
    edge = max(_edge(one, is_end), _edge(other, is_end), key=len)
    return f"{_with_article(_space_name(edge))} at the {'end' if is_end else 'beginning'}"


def _stored_edges(written: str, stored: str, is_end: bool) -> str:
    before, after = _edge(written, is_end), _edge(stored, is_end)
    where = f"at the {'end' if is_end else 'beginning'}"
    if not after:
        return f"without the {_space_name(before)} {where}"
    return f"with {_with_article(_space_name(after))} {where}"


def _strange_space(one: str, other: str) -> str:
    """The first space other than a plain one that only one of the texts has."""
    only = Counter(one)
    only.subtract(Counter(other))
    for character, count in only.items():
        if count and character.isspace() and character != " ":
            return _with_article(_space_name(character))
    return "another kind of space"


def _stored_spaces(written: str, stored: str) -> str:
    strange = _strange_space(written, stored)
    if _with_plain_spaces(stored) == stored:
        return f"with a space instead of {strange}"
    return f"with {strange} instead of a space"


def _names_of_unseen(one: str, other: str) -> str:
    found = dict.fromkeys(character for character in one + other if _unseen(character))
    shown = ", ".join(f"U+{ord(character):04X}" for character in list(found)[:3])
    return f"character that is not seen ({shown})"


def _stored_unseen(written: str, stored: str) -> str:
    with_or_without = "without a" if len(stored) < len(written) else "with a"
    return f"{with_or_without} {_names_of_unseen(written, stored)}"


def _stored_case(written: str, stored: str) -> str:
    if stored == stored.lower():
        return "in lower case"
    return "in upper case" if stored == stored.upper() else "in other upper and lower case"


def _entity(text: str) -> str:
    found = re.search(r"&(#?\w+);", text)
    return found[0] if found else "&amp;"


def _between_html(one: str, other: str) -> str:
    entity = _entity(one if html.unescape(one) != one else other)
    return f"'{entity}' and '{html.unescape(entity)}' (HTML)"


def _stored_html(written: str, stored: str) -> str:
    if len(stored) > len(written):
        entity = _entity(stored)
        return f"as HTML, with '{entity}' for '{html.unescape(entity)}'"
    entity = _entity(written)
    return f"with '{html.unescape(entity)}' for '{entity}'"


def _stored_line_ends(written: str, stored: str) -> str:
    ends = "CRLF" if "\r\n" in stored else "CR" if "\r" in stored else "LF"
    return f"with {ends} as line breaks"


def _stored_composed(written: str, stored: str) -> str:
    is_composed = unicodedata.normalize("NFC", stored) == stored
    return "with composed letters (NFC)" if is_composed else "with decomposed letters (NFD)"


FACETS: tuple[Facet, ...] = (
    Facet(
        "html",
        html.unescape,
        _between_html,
        _stored_html,
    ),
    Facet(
        "unseen",
        _without_unseen,
        lambda one, other: f"a {_names_of_unseen(one, other)}",
        _stored_unseen,
    ),
    Facet(
        "line_ends",
        _unified_line_ends,
        lambda _one, _other: "the kind of line breaks",
        _stored_line_ends,
    ),
    Facet(
        "composed",
        _composed,
        lambda _one, _other: "composed and decomposed letters",
        _stored_composed,
    ),
    Facet(
        "form",
        _compatible,
        lambda _one, _other: "letters or digits of another form, such as full-width ones",
        lambda _written, _stored: "with letters or digits in another form (NFKC)",
    ),
    Facet(
        "spaces",
        _with_plain_spaces,
        _strange_space,
        _stored_spaces,
    ),
    Facet(
        "single_spaces",
        _with_single_spaces,
        lambda _one, _other: "more than one space between words",
        lambda written, stored: (
            "with single spaces between words"
            if len(stored) < len(written)
            else "with more spaces between words"
        ),
    ),
    Facet(
        "start",
        str.lstrip,
        lambda one, other: _between_edges(one, other, False),
        lambda written, stored: _stored_edges(written, stored, False),
    ),
    Facet(
        "end",
        str.rstrip,
        lambda one, other: _between_edges(one, other, True),
        lambda written, stored: _stored_edges(written, stored, True),
    ),
    Facet(
        "case",
        _folded,
        lambda one, other: f"upper and lower case: {shown(one)} and {shown(other)}",
        _stored_case,
    ),
)
"""The respects in which texts may differ and still look alike, in the order in which they are flattened."""

_STRONGEST_FIRST = ("case", "form", "html", "unseen", "single_spaces", "spaces", "line_ends")


def flat(text: str) -> str:
    """The text without anything in which texts may differ and still look alike: the same for all of these."""
    if text.isascii() and text.isprintable() and "&" not in text:
        return " ".join(text.split()).casefold()
    return _flatten(text, FACETS)


def _flatten(text: str, facets: Sequence[Facet]) -> str:
    for facet in facets:
        text = facet.flatten(text)
    return text


def facets_between(one: str, other: str) -> tuple[Facet, ...]:
    """The respects in which two different texts differ; none if they differ in more than these."""
    if one == other or flat(one) != flat(other):
        return ()
    left = {facet.key: facet for facet in FACETS}
    for key in (*_STRONGEST_FIRST, *left):
        fewer = [facet for facet in FACETS if facet.key in left and facet.key != key]
        if key in left and _flatten(one, fewer) == _flatten(other, fewer):
            del left[key]
    return tuple(left.values())


def what_differs(one: str, other: str) -> str:
    """In words in what two texts differ that are nearly the same; empty if they are the same, or differ in more."""
    return _all([facet.between(one, other) for facet in facets_between(one, other)])


def how_stored(written: Any, stored: Any) -> str:
    """In words what a server made of a value: "without the space at the end"; empty if there are no words for it.

    Values are as shown to users: texts, numbers and lists.
    """
    if isinstance(written, str) and isinstance(stored, str):
        return _how_text_stored(written, stored)
    if isinstance(written, (list, tuple)) and isinstance(stored, (list, tuple)):
        return _how_list_stored(written, stored)
    if _is_number(written) and _is_number(stored):
        return _how_number_stored(written, stored)
    return ""


def _all(parts: Sequence[str]) -> str:
    """The parts as one phrase: "a, b and c"."""
    return " and ".join([part for part in (", ".join(parts[:-1]), *parts[-1:]) if part])


def _how_text_stored(written: str, stored: str) -> str:
    facets = facets_between(written, stored)
    if facets:
        return _all([facet.stored(written, stored) for facet in facets])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", stored) and written.startswith(stored + "T"):
        return "without the time"
    if stored.strip() and len(stored) < len(written) and written.startswith(stored):
        return f"cut to {len(stored)} characters"
    return ""


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _how_number_stored(written: float, stored: float) -> str:
    if written == stored:
        return ""
    for decimals in range(10):
        if round(stored, decimals) != stored:
            continue
        unit = 10.0**-decimals
        off = abs(written - stored)
        to = (
            f"{decimals} decimals" if decimals > 1 else "1 decimal" if decimals else "whole numbers"
        )
        if off <= unit / 2 * (1 + 1e-9):
            return f"rounded to {to}"
        return f"cut to {to}" if off < unit and abs(stored) < abs(written) else ""
    return ""


def _how_list_stored(written: Sequence[Any], stored: Sequence[Any]) -> str:
    before, after = Counter(map(repr, written)), Counter(map(repr, stored))
    if before == after:
        return "in another order" if list(written) != list(stored) else ""
    if set(before) == set(after):
        return "without what is repeated" if len(stored) < len(written) else "with repetitions"
    lost = [one for one in written if repr(one) not in after]
    added = [one for one in stored if repr(one) not in before]
    pairs = [(one, other, how_stored(one, other)) for one in lost for other in added]
    for one, other, how in pairs:
        if how:
            return f"with {shown(other)} for {shown(one)}, {how}"
    parts = [
        f"{word} {', '.join(map(shown, some))}"
        for word, some in (("without", lost), ("with", added))
        if some
    ]
    return " and ".join(parts)


def shown(value: Any) -> str:
    """The value as it stands in a sentence: quoted, and escaped where it is not seen."""
    is_plain = not isinstance(value, str) or _composed(value) == value
    return repr(value) if is_plain else ascii(value)
