# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit is about: the server, the scope in words, the sources, their commit, and how long it took."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .place import relative
from .texts import clean, clean_value, count_of, show

EDITIONS: Mapping[str, str] = {"datacenter": "Data Center", "cloud": "Cloud"}
OPERATORS: Mapping[str, str] = {
    "equals": "is",
    "not_equals": "is not",
    "contains": "contains",
    "matches": "matches",
    "in": "is one of",
    "greater": "is greater than",
    "less": "is less than",
    "between": "is between",
    "is_empty": "is empty",
}
"""The operators of filters in words, which the value follows."""
COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True)
class Commit:
    """A commit of the sources, and whether they have changes that are not in it."""

    id: str = ""
    dirty: bool = False

    def __str__(self) -> str:
        short = self.id[:12] if COMMIT.fullmatch(self.id) else self.id
        return f"{short}, with changes that are not committed" if self.dirty else short


@dataclass(frozen=True)
class About:
    """What was compared. Whatever is not known is empty, and not shown."""

    server: str = ""
    deployment: str = ""
    asset_types: tuple[str, ...] = ()
    filters: tuple[Mapping[str, Any], ...] = ()
    in_scope: int | None = None
    undeclared_fields: str = ""
    sources: tuple[str, ...] = ()
    commit: Commit = field(default_factory=Commit)
    version: str = ""
    seconds: float | None = None

    @property
    def scope(self) -> str:
        """The scope in words; empty if there is none."""
        if not self.asset_types and not self.filters:
            return ""
        types = _listed(self.asset_types, "and") or "all asset types"
        where = " and ".join(map(in_words, self.filters))
        return f"{types} where {where}" if where else types

    @property
    def scope_data(self) -> dict[str, Any]:
        """What has to be the same in two audits, so that they can be compared."""
        return {
            "server": self.server,
            "deployment": self.deployment,
            "asset_types": sorted(self.asset_types),
            "filters": [dict(one) for one in self.filters],
            "undeclared_fields": self.undeclared_fields,
        }

    @property
    def data(self) -> dict[str, Any]:
        """What is known, for programs; null where it is not."""
        return {
            "server": self.server or None,
            "deployment": self.deployment or None,
            "scope": self.scope or None,
            "asset_types": list(self.asset_types),
            "filters": [dict(one) for one in self.filters],
            "in_scope": self.in_scope,
            "undeclared_fields": self.undeclared_fields or None,
            "sources": list(self.sources),
            "commit": self.commit.id or None,
            "dirty": self.commit.dirty if self.commit.id else None,
            "collection_version": self.version or None,
            "seconds": self.seconds,
        }

    @property
    def lines(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What is known, for people: what it is, and its texts."""
        return tuple((name, texts) for name, texts in self._lines() if any(texts))

    def _lines(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        edition = EDITIONS.get(self.deployment, self.deployment)
        yield "Server", (f"{self.server} ({edition})" if self.server and edition else self.server,)
        number = "" if self.in_scope is None else f" ({count_of(self.in_scope, 'asset')} in AIP)"
        yield "Scope", (f"{self.scope}{number}" if self.scope else "",)
        yield (
            "Fields",
            (
                "those that are not declared must be empty"
                if self.undeclared_fields == "clear"
                else "",
            ),
        )
        yield "Sources", self.sources
        yield "Commit", (str(self.commit),)
        yield "Duration", ("" if self.seconds is None else f"{self.seconds:g} s",)
        yield "Made by", (f"assetops.aip {self.version}" if self.version else "",)


def in_words(one: Mapping[str, Any]) -> str:
    """A filter in words: "location is Istanbul office"."""
    operator, value = str(one.get("operator") or "equals"), one.get("value")
    parts = [str(one.get("field") or ""), OPERATORS.get(operator, operator)]
    if operator != "is_empty":
        joint = "and" if operator == "between" else "or"
        values = value if isinstance(value, list) else [value]
        parts.append(_listed([show(single) or '""' for single in values], joint))
    elif value is False:
        parts[1] = "is not empty"
    return " ".join(parts)


def _listed(texts: Sequence[str], joint: str) -> str:
    """Texts as people list them: "a, b and c"."""
    return f" {joint} ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))


def read_about(
    written: Mapping[str, Any],
    folder: str,
    base: str,
    commit: Commit | None = None,
    version: str = "",
    with_seconds: bool = False,
) -> About:
    """What the result of aip_assets says it is about. A result without it gives what little is known."""
    seconds = written.get("seconds")
    in_scope = written.get("in_scope")
    return About(
        server=_without_login(clean(str(written.get("server") or ""))),
        deployment=clean(str(written.get("deployment") or "")),
        asset_types=tuple(clean(str(one)) for one in written.get("asset_types") or ()),
        filters=tuple(map(read_filter, written.get("filters") or ())),
        in_scope=in_scope if isinstance(in_scope, int) else None,
        undeclared_fields=clean(str(written.get("undeclared_fields") or "")),
        sources=tuple(
            relative(clean(str(one)), folder, base) for one in written.get("sources") or ()
        ),
        commit=Commit(clean(commit.id), commit.dirty) if commit else Commit(),
        version=clean(version),
        seconds=float(seconds)
        if with_seconds and isinstance(seconds, (int, float)) and seconds > 0
        else None,
    )


def read_filter(written: Mapping[str, Any]) -> Mapping[str, Any]:
    """A filter as it was written, without what was not."""
    return {
        clean(str(key)): clean_value(value) for key, value in written.items() if value is not None
    }


def _without_login(address: str) -> str:
    """The address of a server without a user and a password in it, should one ever be there."""
    return re.sub(r"(?<=//)[^/@]*@", "", address)
