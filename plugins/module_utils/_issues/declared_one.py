# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out what was planned for one sprint or project: write by write, each proven by reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from .._core.errors import AipError, HalfDone, NotFound, OutcomeUnknown
from .._core.model import Change, as_lists
from .._http.call import Call
from .._jira.server import Server
from .._local.lost_answers import settle
from .._local.waiting import Waiting


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


def carry_out(
    server: Server, waiting: Waiting, label: str, writes: Sequence[Write], check_mode: bool
) -> tuple[str, ...] | None:
    """Send the writes one after the other. Returns warnings, or None if there is nothing to send, as in check mode.

    A write whose answer was lost is not repeated: what is there shows whether it was carried out. Raises HalfDone, or
    the error of the first write.
    """
    if check_mode or not writes:
        return None
    done: list[Change] = []
    warnings: list[str] = []
    for write in writes:
        try:
            warnings += _send(server, waiting, write, done)
        except AipError as error:
            if not done:
                raise
            raise _half_done(error, label, done) from None
    return tuple(warnings)


def _send(server: Server, waiting: Waiting, write: Write, done: list[Change]) -> list[str]:
    """Send one write, and add its changes to what is done, also if it is not known whether it was carried out."""
    try:
        server.write(write.make())
    except NotFound:
        # A deletion that was sent again may have been carried out the first time.
        server.prove_login()
        if not write.is_done():
            raise
    except OutcomeUnknown as lost:
        settle(lost, waiting, write.is_done, partial(done.extend, write.changes))
        sentence = lost.sentence.rstrip(".")
        return [f"an answer was lost, but reading shows that it was carried out: {sentence}"]
    done += write.changes
    return []


@contextmanager
def after_writing(label: str, changes: Sequence[Change]) -> Iterator[None]:
    """Let what fails after the last write, such as reading what is there now, say what was written before."""
    try:
        yield
    except AipError as error:
        raise _half_done(error, label, changes) from None


def _half_done(cause: AipError, label: str, done: Sequence[Change]) -> HalfDone:
    fields = ", ".join(dict.fromkeys(change.field for change in done))
    sentence = f"{cause.sentence.rstrip('.')}. Written before, or perhaps written: {fields} of {label}; run again"
    return HalfDone(cause, sentence, {"changed": True, "changes": as_lists(done)})
