# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""New assets that the server stored under another name than declared, which an asset of their type has already.

No run would ever find them under their declared names, and each would create one more. So the run that created one
deletes it again, and fails as it does for every value that the server does not keep. It deletes nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from .._core.backend import Identity, Query
from .._core.errors import AipError, NotAsDeclared, OutcomeUnknown
from .._core.model import Id, Row, id_order
from .._read.catalog import Catalog
from .find_out import settle_lost
from .outcome import Failed
from .run import Run, StepRun


def delete_copies(run: Run, catalog: Catalog) -> None:
    """Delete what the run has created under a name that is neither declared nor free."""
    suspects = [one for one in run.steps if _is_misnamed(one)]
    if not suspects:
        return
    identities = tuple(
        Identity(one.current.name, (), one.declared.asset_type) for one in suspects if one.current
    )
    try:
        rows = catalog.backend.search(Query(identities=identities))
    except AipError as error:
        run.warnings.append(
            f"whether other assets have the names that the server gave could not be checked: {error.sentence}"
        )
        return
    for one in suspects:
        others = _older_namesakes(one, rows)
        if others:
            _delete(run, catalog, one, others)


def _is_misnamed(one: StepRun) -> bool:
    """Whether a new asset has another name than declared, and nothing else came of its step."""
    return (
        one.step.action == "create"
        and isinstance(one.error, NotAsDeclared)
        and one.asset_id is not None
        and one.current is not None
        and bool(one.current.name)
        and one.current.name != one.declared.name
    )


def _older_namesakes(one: StepRun, rows: Sequence[Row]) -> list[Id]:
    name = one.current.name if one.current else ""
    return [
        row.id
        for row in rows
        if row.name == name
        and row.asset_type == one.declared.asset_type
        and id_order(row.id) < id_order(one.asset_id)
    ]


def _delete(run: Run, catalog: Catalog, one: StepRun, others: Sequence[Id]) -> None:
    """Delete the asset of a step; its failure says what became of it."""
    own, backend = one.asset_id, catalog.backend
    if own is None or one.error is None:
        return
    of = f"asset {others[0]}" if len(others) == 1 else f"assets {', '.join(map(str, others))}"
    try:
        try:
            backend.delete(own)
        except OutcomeUnknown as lost:
            settle_lost(
                run, one, f"the deletion of asset {own}", lost,
                is_done=lambda: not backend.read([own], None),
                record=lambda: None,
            )  # fmt: skip
    except AipError as error:
        fate = f"Its name is that of {of} now, and it could not be deleted again: {error.sentence}"
    else:
        fate = f"Its name was that of {of}, so it was deleted again"
        one.changes.clear()
        one.asset_id = one.current = None
    told = NotAsDeclared(f"{one.error.sentence.rstrip('.')}. {fate}", **one.error.facts)
    run.failures[:] = [
        Failed(failed.step, one.asset_id, told) if failed.error is one.error else failed
        for failed in run.failures
    ]
    one.error = told
