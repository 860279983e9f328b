# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs that were killed while creating assets, or ended before the search showed what they had created.

A run ends when the search shows what it wrote, so that the next one finds it. A killed run cannot wait, and the next
one would create again what the search does not show yet. So a run that finds the note of such a run waits until the
search shows the last of what that has created, or as long as that run would have waited.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial

from .._core.backend import Backend, Identity, Query
from .._core.errors import AipError
from .._local.waiting import FINAL, Waiting, poll
from .notes import Notes

OLD = 86400.0  # seconds after which even a run that does not wait removes a note


def wait_for_killed_run(backend: Backend, waiting: Waiting) -> set[str]:
    """Wait until the search shows what killed runs created; the paths of their notes, which are removed.

    The time passes although the search fails; raises the errors that waiting does not mend, and then waits next time.
    """
    notes = Notes(backend.server).every()
    left = [note for note in notes if not note.is_held and (waiting.seconds or note.age > OLD)]
    for note in left:
        if note.created and note.age < waiting.seconds:
            try:
                poll(
                    waiting,
                    partial(_are_shown, backend, set(note.created), note.former),
                    spent=note.age,
                )
            except FINAL:
                raise
            except AipError:  # what it cannot be asked for now, it is asked for by what follows
                pass
        with suppress(OSError):
            os.unlink(note.path)
    return {note.path for note in left}


def _are_shown(backend: Backend, created: set[tuple[str, str]], former: frozenset[str]) -> bool:
    identities = tuple(Identity(name) for name in sorted({name for _of, name in created}))
    rows = backend.search(Query(identities=identities, sure=False))
    return created <= {
        (str(row.asset_type.id), row.name)
        for row in rows
        if row.asset_type and str(row.id) not in former
    }
