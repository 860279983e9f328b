# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out what was planned for one sprint or project: write by write, each proven by reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._apply.find_out import find_out
from .._core.errors import AipError, OutcomeUnknown
from .._core.model import Change
from .._http.call import Call
from .._local.waiting import Waiting
from .server import Server


@dataclass(frozen=True)
class Write:
    """A write, made when it is sent, what it changes, and the question whether it has been carried out."""

    make: Callable[[], Call]
    changes: tuple[Change, ...]
    is_done: Callable[[], bool]


@dataclass(frozen=True)
class Reconciled:
    """What became of one sprint or project: `shown` is what is there now, or in check mode would be."""

    label: str
    action: str
    changes: tuple[Change, ...]
    shown: Mapping[str, Any] | None
    warnings: tuple[str, ...] = ()


class PartlyWritten(AipError):
    """Some writes were carried out before one failed. `changes` are those of the former."""

    def __init__(self, cause: AipError, label: str, changes: Sequence[Change]) -> None:
        done = ", ".join(dict.fromkeys(change.field for change in changes))
        super().__init__(
            f"{cause.sentence.rstrip('.')}. Written before: {done} of {label}; the next run does the rest",
            **cause.facts,
        )
        self.cause, self.changes = cause, tuple(changes)


def carry_out(
    server: Server, waiting: Waiting, label: str, writes: Sequence[Write]
) -> tuple[str, ...]:
    """Send the writes one after the other. Returns warnings. Raises PartlyWritten, or the error of the first write.

    A write whose answer was lost is not repeated: what is there shows whether it was carried out.
    """
    done: list[Change] = []
    warnings: list[str] = []
    for write in writes:
        try:
            warnings += _send(server, waiting, write)
        except AipError as error:
            if not done:
                raise
            raise PartlyWritten(error, label, done) from None
        done += write.changes
    return tuple(warnings)


def _send(server: Server, waiting: Waiting, write: Write) -> list[str]:
    try:
        server.write(write.make())
    except OutcomeUnknown as lost:
        sentence = lost.sentence.rstrip(".")
        found = find_out(lost, waiting, write.is_done)
        if found:
            return [f"an answer was lost, but reading shows that it was carried out: {sentence}"]
        what = (
            "It was not carried out, as reading shows: run again"
            if found is False
            else "Whether it was carried out is not known: run again"
        )
        raise OutcomeUnknown(f"{sentence}. {what}", **lost.facts) from None
    return []
