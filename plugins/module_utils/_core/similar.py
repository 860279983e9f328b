# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that are nearly the same, and what they say about the server.

Some servers trim a name, fold its case or compose its letters before they store it. There, an asset that is declared
as "Foo " becomes "Foo", is not found under its declared name by the next run, and would be created again and again.
So before an asset is created beside one of nearly the same name, it is asked whether this server changes names so.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .differences import FACETS, facets_between, flat, what_differs
from .name_policy import CUT

LENGTHS = (100, 128, 200, 250, 255, 256, 500, 512)
"""Likely limits for the length of a name."""

_FLATTEN: Mapping[str, Callable[[str], str]] = {facet.key: facet.flatten for facet in FACETS}
_FORMS_OF = ("unseen", "line_ends", "form", "spaces", "single_spaces", "start", "end")


@dataclass(frozen=True)
class Alike:
    """Two names that are nearly the same: the declared one and that of another asset, and the changes between them."""

    declared: str
    other: str
    changes: tuple[str, ...]

    @property
    def words(self) -> str:
        """In what they differ."""
        if self.changes == (CUT,):
            return f"it is the first {len(self.other)} characters"
        return what_differs(self.declared, self.other)

    def may_be_stored(self) -> bool:
        """Whether a server that makes these changes to every name would store the other one for the declared one."""
        return all(_is_changed_so(self.other, change, self) for change in self.changes)

    def is_disproved_by(self, names: Iterable[str]) -> bool:
        """Whether a server that has these names does not make one of the changes."""
        return any(
            not _is_changed_so(name, change, self) for name in names for change in self.changes
        )


def alike(declared: str, other: str) -> Alike | None:
    """How two different names are nearly the same; None if they are not."""
    facets = facets_between(declared, other)
    if facets:
        return Alike(declared, other, tuple(facet.key for facet in facets))
    return Alike(declared, other, (CUT,)) if other in cut_forms(declared) else None


def cut_forms(name: str) -> tuple[str, ...]:
    """What servers may make of a long name."""
    cut = (name[:length] for length in LENGTHS if length < len(name))
    return tuple(dict.fromkeys(form for one in cut for form in (one, one.rstrip())))


def other_forms(name: str) -> tuple[str, ...]:
    """What servers may make of a name, as far as a search for the name may not find it: it is tolerant of case."""
    plain = name
    for key in _FORMS_OF:
        plain = _FLATTEN[key](plain)
    decomposed = unicodedata.normalize("NFD", name)
    forms = (plain, decomposed, html.unescape(name), html.escape(name, False), *cut_forms(name))
    return tuple(one for one in dict.fromkeys(forms) if one != name and one.strip())


def keys_of(name: str) -> tuple[str, ...]:
    """The keys by which names that are nearly the same are looked up."""
    return tuple(dict.fromkeys(map(flat, (name, *cut_forms(name)))))


def _is_changed_so(name: str, change: str, pair: Alike) -> bool:
    """Whether a name looks as if the server had made this change to it, as it has to the other one of a pair."""
    if change == CUT:
        return len(name) <= len(pair.other)
    if change == "case":
        return name == _in_case_of(pair.other, name)
    if change == "html":
        return _is_escaped(name) if _is_escaped(pair.other) else _FLATTEN[change](name) == name
    if change == "composed" and unicodedata.normalize("NFC", pair.other) != pair.other:
        return unicodedata.normalize("NFD", name) == name
    return _FLATTEN[change](name) == name


def _in_case_of(model: str, name: str) -> str:
    """The name in lower case, or in upper case, as the model is; in other ways servers do not change case."""
    if model == model.lower():
        return name.lower()
    return name.upper() if model == model.upper() else ""


def _is_escaped(name: str) -> bool:
    """Whether a name may be HTML: it has no character that would have to be escaped."""
    return not re.search(r"[<>\"]|&(?!#?\w+;)", name)
