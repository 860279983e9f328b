# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is asked and what comes back, as values: a call says itself what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .._core.errors import RequestError

_CHANGING = frozenset({"PUT", "PATCH", "DELETE"})  # whatever a caller says of them


@dataclass(frozen=True)
class Upload:
    """A file for a multipart request. It is opened anew for each attempt and streamed."""

    part: str
    file_name: str
    path: str


@dataclass(frozen=True)
class Call:
    """One request: `path` is relative to the base URL; `doing` continues "could not ..." in errors.

    `reads`: it changes nothing, so that check mode may send it; by default the method is GET.
    `repeatable`: sending it twice leaves the same state; by default it reads, or the method is PUT or DELETE.
    `may_be_page`: the file that it reads may be a web page, although the path does not say so.
    `template`: the path with its ids replaced, as "issue/{id}"; by default the path.
    The body is not shown, as it may hold what is to be encrypted.
    """

    method: str
    path: str
    doing: str
    params: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    upload: Upload | None = None
    accept: str = "application/json"
    reads: bool | None = None
    repeatable: bool | None = None
    template: str = ""
    may_be_page: bool = False

    def __post_init__(self) -> None:
        """Fill in the defaults. Raises ValueError for a method that changes things, said to read."""
        reads = self.method == "GET" if self.reads is None else self.reads
        if reads and self.method in _CHANGING:
            raise ValueError(f"{self.method} {self.path} does not read")
        repeatable = reads or self.method in ("PUT", "DELETE")
        object.__setattr__(self, "reads", reads)
        if self.repeatable is None:
            object.__setattr__(self, "repeatable", repeatable)
        object.__setattr__(self, "template", self.template or self.path)

    @property
    def is_file(self) -> bool:
        """Whether the answer is a file, whatever is in it."""
        return self.accept == "*/*"


@dataclass(frozen=True)
class Answer:
    """A response that passed all checks. `data` is its JSON, or None for an empty or non-JSON body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    data: Any = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True)
class Reply:
    """A response as it came, and what is wrong with it (None: nothing), for callers to whom a refusal is an answer."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)
    trouble: RequestError | None = None
