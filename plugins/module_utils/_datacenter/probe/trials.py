# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All trials, in their order, and the removal of the throw-away asset after them."""

from __future__ import annotations

from typing import Callable

from ..._core.errors import AipError, LoginRefused, RequestError
from . import forms, rules, writes
from .files import try_files
from .spellings import try_fields
from .throwaway import Stopped
from .trial import Trials
from .wire import missing_shape, written_shape


def try_delete(trials: Trials) -> None:
    """Delete the asset, and again."""
    asset, notes = trials.asset, trials.notes
    gone = asset.known_id
    seen = asset.remove()
    if seen.is_good:
        notes.note("delete_answer", written_shape(seen), f"status {seen.status}")
    again = writes.remove_asset(trials.scene, gone)
    word = written_shape(again) if again.is_good else missing_shape(again)
    notes.note("delete_missing", word, again.told)


Trial = Callable[[Trials], None]
TRIALS: tuple[Trial, ...] = (
    forms.try_attributes,
    forms.try_system_fields,
    forms.try_numbers,
    rules.try_clearing,
    try_fields,
    rules.try_merge,
    rules.try_orphan_substatus,
    rules.try_status_keys,
    rules.try_disabled_field,
    rules.try_nonsense,
    rules.try_unknown_types,
    rules.try_names,
    rules.try_without_name,
    try_files,
    try_delete,
)


def carry_out_all(trials: Trials) -> list[str]:
    """All trials. The asset is removed at the end, whatever happens; a sentence for each that may be left."""
    left: list[str] = []
    try:
        forms.try_create(trials)
        forms.try_type_in_update(trials)
        for trial in TRIALS:
            _carry_out(trials, trial)
    except AipError as error:
        trials.notes.remark(f"The trials ended early: {error.sentence}")
    finally:  # also if a bug of ours ends them
        left += trials.asset.sweep()
    return left


def _carry_out(trials: Trials, trial: Trial) -> None:
    try:
        trial(trials)
    except (LoginRefused, Stopped):
        raise
    except RequestError as error:
        doing = (trial.__doc__ or "").strip()
        trials.notes.remark(f"{doing} Left unfinished: {error.sentence}")
