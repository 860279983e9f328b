# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was found out: one answer for each question, with how it was seen and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .questions import QUESTION, QUESTIONS


@dataclass(frozen=True)
class Found:
    """The answer to one question. `sure` is False where something else would look the same from here."""

    question: str
    answer: Any
    evidence: str
    sure: bool = True


class Notes:
    """The answers so far, by question. What is sure is never replaced by what is not."""

    def __init__(self, hide: Callable[[str], str]) -> None:
        self._hide = hide
        self._found: dict[str, Found] = {}
        self._why_not: dict[str, str] = {}
        self.remarks: list[str] = []

    def note(self, question: str, answer: Any, evidence: str, sure: bool = True) -> None:
        """Write an answer down. Raises KeyError for what nobody asked."""
        QUESTION[question]
        before = self._found.get(question)
        if before is None or sure or not before.sure:
            self._found[question] = Found(question, answer, self.clean(evidence), sure)

    def leave(self, question: str, why: str) -> None:
        """Write down why a question could not be answered, in case it stays so."""
        QUESTION[question]
        self._why_not.setdefault(question, self.clean(why))

    def remark(self, text: str) -> None:
        """Write down something that the user has to know."""
        self.remarks.append(self.clean(text))

    def clean(self, text: str) -> str:
        """A text in one line, without secrets."""
        return re.sub(r"\s+", " ", self._hide(text)).strip()

    def answer(self, question: str) -> Any:
        """The answer, None if there is none yet."""
        found = self._found.get(question)
        return None if found is None else found.answer

    def is_sure(self, question: str) -> bool:
        """Whether there is an answer to rely on."""
        found = self._found.get(question)
        return found is not None and found.sure

    def found(self) -> Iterator[Found]:
        """The answers, in the order of the questions."""
        return (self._found[row.key] for row in QUESTIONS if row.key in self._found)

    def unanswered(self, with_writing: bool) -> Iterator[tuple[str, str]]:
        """The questions without an answer, and why."""
        for row in QUESTIONS:
            if row.key not in self._found:
                default = (
                    "this takes an asset to write to: allow it with write"
                    if row.writes and not with_writing
                    else "nothing was seen that tells"
                )
                yield row.key, self._why_not.get(row.key, default)
