# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which comments of an issue are those that are declared, and what has to be done for them to be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model import Change
from .declared import Comment
from .kinds import plain_text, same_text
from .people import read_person
from .stored_texts import is_stored_as, of_comment

COMMENTS = "comments"
"""The member of this collection's issue property that has the ids of comments, by marker."""
MARKER = "marker"
"""The member of this collection's comment property."""


@dataclass(frozen=True)
class ShownComment:
    """A comment as the server shows it. `authors` has the spellings of who wrote it."""

    id: str
    text: str
    authors: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CommentStep:
    """What has to be done about one declared comment: add it, or replace the text of `id`.

    `seen` are the ids of all comments that were there when this was planned.
    """

    comment: Comment
    id: str | None = None
    before: str | None = None
    seen: frozenset[str] = frozenset()

    @property
    def change(self) -> Change:
        """The step as results show it."""
        name = f"comments.{self.comment.marker}" if self.comment.marker else "comments"
        return Change(name, self.before, self.comment.text)


def read_comments(shown: Sequence[Mapping[str, Any]]) -> tuple[ShownComment, ...]:
    """The comments of an answer (`GET issue/{key}/comment`)."""
    return tuple(_read(one) for one in shown if one.get("id") is not None)


def _read(shown: Mapping[str, Any]) -> ShownComment:
    body = shown.get("body")
    text = plain_text(body) if isinstance(body, Mapping) else str(body or "")
    author = shown.get("author")
    spellings = read_person(author).spellings if isinstance(author, Mapping) else frozenset()
    return ShownComment(str(shown["id"]), same_text(text), spellings)


def noted_markers(mark: Mapping[str, Any]) -> Mapping[str, str]:
    """The ids of comments as the property has them: by marker, or by a text's digest where it is stored differently."""
    found = mark.get(COMMENTS)
    return {str(key): str(one) for key, one in found.items()} if isinstance(found, Mapping) else {}


def marker_in(value: Any) -> str | None:
    """The marker in the value of a comment's property; None if there is none."""
    found = value.get(MARKER) if isinstance(value, Mapping) else None
    return str(found) if found is not None else None


def unplaced(
    declared: Sequence[Comment], shown: Sequence[ShownComment], noted: Mapping[str, str]
) -> tuple[Comment, ...]:
    """The comments with a marker of which the issue's property does not say where they are."""
    there = {one.id for one in shown}
    return tuple(one for one in declared if one.marker and noted.get(one.marker) not in there)


def comment_steps(
    declared: Sequence[Comment],
    shown: Sequence[ShownComment],
    placed: Mapping[str, str],
    mark: Mapping[str, Any],
) -> tuple[CommentStep, ...]:
    """What has to be done. `placed` has the ids of comments by identity, `mark` the issue's property."""
    by_id = {one.id: one for one in shown}
    seen = frozenset(by_id)
    texts = {one.text for one in shown}
    steps = []
    for one in declared:
        found = by_id.get(placed.get(one.identity, ""))
        is_stored = found is not None and (
            found.text == one.text or is_stored_as(mark, of_comment(found.id), one.text, found.text)
        )
        if is_stored or (one.marker is None and one.text in texts):
            continue
        if found is None or one.marker is None:
            steps.append(CommentStep(one, seen=seen))
        else:
            steps.append(CommentStep(one, found.id, found.text))
    return tuple(steps)
