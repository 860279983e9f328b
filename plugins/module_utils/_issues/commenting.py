# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adding the comments of an issue, and changing them."""

from __future__ import annotations

from collections.abc import Sequence

from .._core.errors import AipError
from .._core.issues.comments import (
    COMMENTS,
    MARKER,
    CommentStep,
    ShownComment,
    marker_in,
    noted_markers,
    read_comments,
)
from .._core.issues.declared import Comment
from .._core.issues.stored_texts import of_comment, with_stored
from .._core.model import id_order
from .run import Run


def comment(run: Run, step: CommentStep) -> None:
    """Add a comment, or replace its text."""
    number = _add(run, step) if step.id is None else _edit(run, step, step.id)
    if number:
        run.commented[number] = step.comment
        if step.comment.marker:
            _note(run, step.comment, number)


def note_stored_texts(run: Run) -> None:
    """Note which of the comments that were written are shown in other words: their texts are compared by that."""
    if not run.commented:
        return
    for one in _comments(run):
        written = run.commented.get(one.id)
        if written is not None and one.text != written.text:
            run.mark.update(with_stored(run.mark, of_comment(one.id), written.text, one.text))
            _note(run, written, one.id)


def _note(run: Run, declared: Comment, number: str) -> None:
    run.mark[COMMENTS] = {**noted_markers(run.mark), declared.identity: number}


def _edit(run: Run, step: CommentStep, number: str) -> str:
    """Replace the text of a comment."""
    text = step.comment.text
    run.surely(
        "the change of a comment",
        lambda: run.site.comments.edit(run.key, number, text),
        lambda: any(one.id == number and one.text != step.before for one in _comments(run)),
        step.change,
    )
    return number


def _add(run: Run, step: CommentStep) -> str:
    """Add a comment; its id. One whose answer was lost is looked for, and never sent again.

    Another run may add the same at the same time: who sees it before does not add it, and who sees it afterwards takes
    the younger one away again.
    """
    text, marker = step.comment.text, step.comment.marker
    shown = _comments(run)
    known = step.seen.union(run.commented)
    twin = _twin(run, step.comment, [one for one in shown if one.id not in known])
    if twin is not None:
        return _taken_over(run, step, twin)
    before = {one.id for one in shown}
    added: list[str] = []

    def write() -> None:
        added.append(run.site.comments.add(run.key, text, {MARKER: marker} if marker else None))

    def is_done() -> bool:
        new = [one for one in _comments(run) if one.id not in before]
        myself = run.site.catalogs.myself()
        # Where a server stores texts in other words, who wrote it has to do.
        ours = [one for one in new if one.text == text] or [
            one for one in new if one.authors & myself
        ]
        added[:] = [one.id for one in ours]
        return bool(added)

    run.surely("a new comment", write, is_done, step.change)
    number = added[0] if added else ""
    if len(added) != 1 or not number:
        return number
    others = [
        one
        for one in _comments(run)
        if one.id not in before and id_order(one.id) < id_order(number)
    ]
    older = _twin(run, step.comment, others)
    if older is None:
        return number
    return _taken_over(run, step, older) if _is_removed(run, number, older.id) else number


def _twin(run: Run, declared: Comment, candidates: Sequence[ShownComment]) -> ShownComment | None:
    """The first of these comments that is the declared one: by its marker or, without one, by its text."""
    for one in candidates:
        if declared.marker is None and one.text == declared.text:
            return one
        if declared.marker and marker_in(run.site.comments.mark(one.id)) == declared.marker:
            return one
    return None


def _taken_over(run: Run, step: CommentStep, twin: ShownComment) -> str:
    """The comment of another run, with the declared text."""
    if twin.text == step.comment.text:
        return twin.id
    return _edit(run, CommentStep(step.comment, twin.id, twin.text), twin.id)


def _is_removed(run: Run, number: str, older: str) -> bool:
    """Delete the own comment, as another run added the same a moment before; whether that was possible."""
    try:
        run.site.comments.remove(run.key, number)
    except AipError as error:
        run.warnings.append(
            f"{run.key}: another run added the comment {older} at the same time, and the comment {number} of this run"
            f" could not be deleted again: {error.sentence}"
        )
        return False
    return True


def _comments(run: Run) -> tuple[ShownComment, ...]:
    return read_comments(run.site.comments.every(run.key))
