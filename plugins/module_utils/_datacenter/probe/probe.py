# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The probe: the steps that only read, then the trials if they are allowed, then what follows from both.

A step that fails leaves its points open, and the next one goes on; only a lost login ends everything.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable, TypeVar

from ..._core.errors import AipError, InputError, LoginRefused, RequestError
from ..._core.fields import did_you_mean
from ..._core.model import AssetType
from ..._core.verdict import count_of
from ..._core.visible import visible
from ..._http.client import Http
from ..._local.files import write_text
from ..._local.waiting import Waiting
from . import overview, samples, search
from .open_points import Observations
from .report import derive_dialect, dialect_text, report_text, sentence
from .server import Server
from .trials import attachments, fields, forms, rules, stored
from .trials.asset import Stopped, Trials, remove_all

On = TypeVar("On", Server, Trials)

WRONG_LOGINS = "wrong logins"

ON_SERVER: tuple[tuple[str, Callable[[Server], None]], ...] = (
    ("the version", overview.examine_version),
    (WRONG_LOGINS, overview.examine_wrong_logins),
    ("asset types and attributes", overview.examine_types),
    ("search rows", search.examine_rows),
    ("page sizes", search.examine_pages),
    ("refusals", search.examine_refusals),
    ("search criteria", search.examine_queries),
    ("words in the index", search.examine_words),
)
ON_SAMPLES: tuple[tuple[str, Callable[[Server], None]], ...] = (
    ("how assets are shown", samples.examine_samples),
    ("the keys of statuses", samples.examine_status_keys),
)
TRIALS: tuple[tuple[str, Callable[[Trials], None]], ...] = (
    ("sending attributes", forms.try_attributes),
    ("sending system fields", forms.try_system_fields),
    ("sending numbers", forms.try_numbers),
    ("clearing a field", rules.try_clearing),
    ("writing every field", fields.try_fields),
    ("an update with only the name", rules.try_merge),
    ("changing only the status", rules.try_orphan_substatus),
    ("the keys of statuses", rules.try_status_keys),
    ("a system field that is not enabled", rules.try_disabled_field),
    ("invalid writes", rules.try_invalid_writes),
    ("attributes of an unknown type", rules.try_unknown_types),
    ("two assets with the same name", rules.try_names),
    ("what becomes of a name", stored.try_stored_names),
    ("an update without a name", rules.try_without_name),
    ("attachments", attachments.try_files),
    ("deleting the asset", forms.try_delete),
)


@dataclass(frozen=True)
class ProbeOptions:
    """The options of the module."""

    write: bool
    check_mode: bool
    asset_type: str | None = None
    sample: int | None = None
    wrong_login: bool = True
    dialect_file: str | None = None
    report_file: str | None = None

    @property
    def may_write(self) -> bool:
        """Whether trials are allowed."""
        return self.write and not self.check_mode


def probe(options: ProbeOptions, http: Http, waiting: Waiting) -> dict[str, Any]:
    """The result of the module. Raises LoginRefused, InputError before the first request that depends on it."""
    for option in ("dialect_file", "report_file"):
        _check_folder(option, getattr(options, option))
    # Unless writing is allowed, this session refuses all writes.
    session = http.sibling(read_only=not options.may_write)
    try:
        return _probe(options, Server(session, Observations(session.secrets.hide), waiting))
    finally:
        session.close()


def _probe(options: ProbeOptions, server: Server) -> dict[str, Any]:
    observed = server.observed
    _read(server, options)
    leftovers: list[str] = []
    inferred: Mapping[str, str] = {}
    wrote = False
    if options.may_write and not server.types:
        observed.remark("Nothing was tried by writing, as this login sees no asset type")
    elif options.may_write:
        trials = Trials(server, _chosen_type(options.asset_type, server.types))
        leftovers = _take_all_trials(trials)
        wrote, inferred = trials.asset.was_created, trials.inferred
    overview.examine_headers(server)
    dialect = derive_dialect(observed, inferred)
    if options.dialect_file:
        write_text(options.dialect_file, dialect_text(dialect, observed), "dialect_file")
    if options.report_file:
        text = visible(report_text(observed, dialect, wrote, leftovers))
        write_text(options.report_file, text, "report_file")
    found = _as_result(observed, options.may_write)
    return {
        "changed": wrote,
        "summary_text": _summary(len(found["answers"]), len(found["unanswered"]), len(leftovers)),
        **found,
        "dialect": dialect,
        "leftovers": list(map(visible, leftovers)),
        "warnings": leftovers,
    }


def _summary(answers: int, unanswered: int, leftovers: int) -> str:
    left = f"; {count_of(leftovers, 'test asset')} could not be removed" if leftovers else ""
    return f"Probed: {count_of(answers, 'question')} answered, {unanswered:,} still open{left}"


def _read(server: Server, options: ProbeOptions) -> None:
    """Everything that only reads."""
    overview.examine_login(server)
    for subject, step in ON_SERVER:
        if options.wrong_login or subject != WRONG_LOGINS:
            _take(subject, step, server, server.observed)
    samples.choose_samples(server, options.sample)
    for subject, step in ON_SAMPLES:
        _take(subject, step, server, server.observed)


def _take(subject: str, step: Callable[[On], None], on: On, observed: Observations) -> None:
    """One step. What goes wrong in it becomes a remark. Raises LoginRefused, and Stopped for what ends all trials."""
    try:
        step(on)
    except (LoginRefused, Stopped):
        raise
    except RequestError as error:
        observed.remark(f"{subject}: not examined completely: {error.sentence}")


def _take_all_trials(trials: Trials) -> list[str]:
    """All trials. The asset is removed at the end, whatever happens; a sentence for each that may be left."""
    left: list[str] = []
    try:
        forms.try_create(trials)
        forms.try_type_in_update(trials)
        for subject, trial in TRIALS:
            _take(subject, trial, trials, trials.observed)
    except AipError as error:
        trials.observed.remark(f"The trials ended early: {error.sentence}")
    finally:  # also if a bug of ours ends them
        left += remove_all(trials.asset)
    return left


def _as_result(observed: Observations, with_writing: bool) -> dict[str, Any]:
    return {
        "answers": [
            {
                "question": one.point.key,
                "asks": one.point.question,
                "answer": one.answer,
                "evidence": one.evidence,
                "how": one.point.how,
                "setting": one.point.setting,
                "sure": one.sure,
            }
            for one in observed.settled()
        ],
        "sentences": [visible(sentence(one)) for one in observed.settled()],
        "unanswered": [
            {"question": point.key, "asks": point.question, "why": why}
            for point, why in observed.still_open(with_writing)
        ],
        "remarks": list(map(visible, observed.remarks)),
    }


def _check_folder(option: str, path: str | None) -> None:
    folder = os.path.dirname(os.path.abspath(path)) if path else None
    if folder is not None and not (os.path.isdir(folder) and os.access(folder, os.W_OK)):
        raise InputError([f"{option}: cannot write to folder '{folder}'; create it first"])


def _chosen_type(written: str | None, types: tuple[AssetType, ...]) -> AssetType:
    names = [one.name for one in types]
    if written is None:
        if len(types) == 1:
            return types[0]
        hint = did_you_mean("", names)
        raise InputError([f"asset_type: write: true needs a type for the test asset{hint}"])
    found = [one for one in types if one.name == written] or [
        one for one in types if str(one.id) == written
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        hint = did_you_mean(written, names)
        raise InputError([f"asset_type: there is no asset type '{written}'{hint}"])
    ids = ", ".join(str(one.id) for one in found)
    raise InputError(
        [f"asset_type: several asset types are named '{written}': write the id, one of {ids}"]
    )
