# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The probe: reading, then the trials if they are allowed, then what follows from both."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..._apply.waiting import Waiting
from ..._core.errors import InputError
from ..._core.fields import did_you_mean
from ..._core.model import AssetType
from ..._http.client import Http
from ..._local.files import write_text
from . import looking, reading, server
from .notes import Notes
from .outcome import dialect_text, report_text, sentence, settle
from .questions import QUESTION
from .scene import Scene
from .trial import Trials
from .trials import carry_out_all


@dataclass(frozen=True)
class Order:
    """What the user wants of the probe. `write` is False in check mode too."""

    write: bool
    asset_type: str | None = None
    sample: int | None = None
    wrong_login: bool = True
    dialect_file: str | None = None
    report_file: str | None = None


def probe(order: Order, http: Http, waiting: Waiting) -> dict[str, Any]:
    """The result of the module. Raises LoginRefused, InputError before the first request that depends on it."""
    for option, path in (("dialect_file", order.dialect_file), ("report_file", order.report_file)):
        _check_folder(option, path)
    notes = Notes(http.secrets.hide)
    scene = Scene(http, notes, waiting)
    server.look_at_login(scene)
    for step in reading.STEPS:
        if order.wrong_login or step is not server.look_at_made_up_logins:
            reading.carry_out(scene, step)
    looking.choose_exhibits(scene, order.sample)
    reading.carry_out(scene, looking.look_at_assets)
    reading.carry_out(scene, looking.look_up_status_keys)
    leftovers: list[str] = []
    inferred: Mapping[str, str] = {}
    wrote = False
    if order.write and not scene.types:
        notes.remark("Nothing was tried by writing, as this login sees no asset type")
    elif order.write:
        trials = Trials(scene, _chosen_type(order.asset_type, scene))
        leftovers = carry_out_all(trials)
        wrote = trials.asset.was_created
        inferred = trials.inferred
    server.note_headers(scene)
    dialect = settle(notes, inferred)
    result = {
        "changed": wrote,
        "answers": [
            {
                "question": one.question,
                "asks": QUESTION[one.question].asks,
                "answer": one.answer,
                "evidence": one.evidence,
                "how": QUESTION[one.question].how,
                "setting": QUESTION[one.question].setting,
                "sure": one.sure,
            }
            for one in notes.found()
        ],
        "sentences": [sentence(one) for one in notes.found()],
        "dialect": dialect,
        "unanswered": [
            {"question": key, "asks": QUESTION[key].asks, "why": why}
            for key, why in notes.unanswered(order.write)
        ],
        "remarks": notes.remarks,
        "leftovers": leftovers,
        "warnings": leftovers,
    }
    if order.dialect_file:
        write_text(order.dialect_file, dialect_text(dialect, notes), "dialect_file")
    if order.report_file:
        write_text(order.report_file, report_text(notes, dialect, wrote, leftovers), "report_file")
    return result


def _check_folder(option: str, path: str | None) -> None:
    folder = os.path.dirname(os.path.abspath(path)) if path else None
    if folder is not None and not (os.path.isdir(folder) and os.access(folder, os.W_OK)):
        raise InputError([f"{option}: cannot write into '{folder}': make the folder first"])


def _chosen_type(written: str | None, scene: Scene) -> AssetType:
    types = scene.types
    names = [one.name for one in types]
    if written is None:
        if len(types) == 1:
            return types[0]
        raise InputError(
            [
                f"asset_type: write: true needs a type for the throw-away asset{did_you_mean('', names)}"
            ]
        )
    found = [one for one in types if one.name == written] or [
        one for one in types if str(one.id) == written
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(
            [f"asset_type: there is no asset type '{written}'{did_you_mean(written, names)}"]
        )
    ids = ", ".join(str(one.id) for one in found)
    raise InputError(
        [f"asset_type: several asset types are named '{written}': write the id, one of {ids}"]
    )
