# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding the issue that is declared: by its key, or by its identity. Not finding it is proven, never assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .._core.errors import InputError, NotFound, ServerFailed, ServerRefused
from .._core.issues.declared import Issue
from .._core.issues.differences import lacks_identity
from .._core.issues.identity import PROPERTY, label_of
from .._core.issues.shown import Shown
from .._core.model import id_order
from .._jira.search import quoted
from .._jira.site import Site
from .._local.identity_note import IdentityNote
from .._local.waiting import Waiting, poll
from .noted import find_noted


@dataclass(frozen=True)
class Finding:
    """How an issue is looked for: the fields to read, the note of its identity, and how long an index may lag."""

    site: Site
    fields: Sequence[str]
    waiting: Waiting
    note: IdentityNote = field(default_factory=lambda: IdentityNote(None))

    def find(self, issue: Issue) -> Shown | None:
        """The issue, or None if there is none. Raises InputError for several."""
        if issue.key is not None:
            return self.by_key(issue.key)
        found = self.look(issue)
        if found is None:
            found = find_noted(self, issue)
        # A hit can vanish from the index for a moment, so nothing is "not there" before it was looked for twice.
        return found if found is not None else self.look(issue)

    def by_key(self, key: str, fields: Sequence[str] = ()) -> Shown | None:
        """The issue with this key or id; None if the server reports that there is none."""
        try:
            return self.site.issues.read(key, fields or self.fields)
        except NotFound:
            return None

    def again(self, current: Shown) -> Shown | None:
        """An issue that was found, as it is now."""
        found = self.by_key(current.id)
        return self._with_mark(found) if found is not None else None

    def look(self, issue: Issue) -> Shown | None:
        """The issue, as the index has it now. Raises InputError if several prove to be it."""
        return self._the_one(issue, self._bearing(issue, tuple(self.site.created)))

    def before_creation(self, issue: Issue) -> Shown | None:
        """A last look. Raises InputError for an issue that bears the label of the identity, but does not prove it.

        Where properties get lost, a new issue would bear no proof either, and each run would create another one.
        """
        bearing = self._bearing(issue, tuple(self.site.created))
        found = self._the_one(issue, bearing)
        if found is None and bearing:
            raise InputError([_unproven(issue, bearing)])
        return found

    def check_free(self, issue: Issue, current: Shown) -> None:
        """Raise InputError if another issue of the project has the identity that this one is to be given."""
        others = [
            one
            for one in self.proven(replace(issue, project=current.project))
            if one.id != current.id
        ]
        if others:
            raise InputError([several(issue, [*others, current])])

    def _the_one(self, issue: Issue, bearing: Sequence[Shown]) -> Shown | None:
        found = [one for one in bearing if one.unique_id == issue.unique_id]
        if len(found) > 1:
            raise InputError([several(issue, found)])
        return found[0] if found else None

    def proven(self, issue: Issue) -> list[Shown]:
        """Every issue with the label and the property of the identity that the index shows, the oldest first."""
        return [one for one in self._bearing(issue) if one.unique_id == issue.unique_id]

    def _bearing(self, issue: Issue, known: Sequence[str] = ()) -> list[Shown]:
        """Every issue with the label of the identity, the oldest first."""
        hits = [self._read_hit(one, issue) for one in self.hits(issue, known)]
        found = [one for one in hits if one is not None]
        return sorted(found, key=lambda one: id_order(one.id))

    def hits(self, issue: Issue, known: Sequence[str] = ()) -> list[Shown]:
        """The issues, by id and key, that bear the label of the identity."""
        project, label = issue.project or "", label_of(issue.unique_id or "")
        jql = f"project = {quoted(project)} AND labels = {quoted(label)}"
        try:
            return self.site.search.hits(jql, known)
        except ServerRefused:
            self.site.catalogs.issue_types(project)  # says so if it is the project that is wrong
            raise

    def _read_hit(self, hit: Shown, issue: Issue) -> Shown | None:
        """A hit with its property; None if it is gone."""
        shown: list[Shown] = []

        def settled() -> bool:
            try:
                shown[:] = [self.site.issues.read(hit.ref, self.fields)]
            except NotFound:
                # Either the index lags behind a deletion, or the answer is wrong: only one of them changes.
                return hit.id not in {one.id for one in self.hits(issue)}
            return True

        if not poll(self.waiting, settled):
            raise ServerFailed(
                f"could not read the issue {hit.ref}: the search finds it, but the server reports that it does not"
                " exist; try again later"
            )
        return self._with_mark(shown[0]) if shown else None

    def _with_mark(self, found: Shown) -> Shown:
        """The issue with its property, which not every server shows with it."""
        if PROPERTY in found.properties:
            return found
        value = self.site.issues.mark(found.ref)
        return replace(found, properties={PROPERTY: value} if value is not None else {})

    def is_proven(self, found: Shown, issue: Issue) -> bool:
        """Whether an issue has the label and the property of the identity."""
        if lacks_identity(issue, found):
            return False
        return self._with_mark(found).unique_id == issue.unique_id


def _unproven(issue: Issue, found: Sequence[Shown]) -> str:
    """The problem with issues that have the label of an identity and nothing that proves it: clones, most likely."""
    keys = ", ".join(one.key for one in found)
    return (
        f"unique_id: {keys} has the label of '{issue.unique_id}', but not the property that proves the identity, as a"
        f" clone has not: remove the label {label_of(issue.unique_id or '')} from it, or write key together with"
        " unique_id to give it the identity"
    )


def several(issue: Issue, found: Sequence[Shown]) -> str:
    """The problem with an identity that several issues have."""
    keys = ", ".join(one.key for one in found)
    return (
        f"unique_id: {len(found)} issues have the identity '{issue.unique_id}': {keys}; keep one of them, and delete"
        " the others or write key"
    )
