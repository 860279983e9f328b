# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answers to look-ups of this run: kept in this process, and in Ansible's folder of the run for other processes.

Each task runs in a process of its own, which starts with what the main process knows and returns nothing to it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any

from ansible import constants

from ..module_utils._core.errors import InputError
from ..module_utils._local.files import PRIVATE, open_file, write_text
from ..module_utils._module.options import CONNECTION_SPEC
from ..module_utils._module.session import Sessions
from ..module_utils._read.catalog import Catalog
from ..module_utils._read.question import Answer, Question
from ._controller import read

SESSIONS = Sessions(kept=4)
_ANSWERS: dict[str, str] = {}
"""Answers by question, as JSON so that callers cannot change them."""


def ask(question: Question, params: Mapping[str, Any], fresh: bool) -> list[dict[str, Any]]:
    """The assets that a question asks for, with references by name. Asks the server once per run, unless `fresh`."""
    key = _key_of(question, params)
    path = _path_of(key)
    known = None if fresh else (_ANSWERS.get(key) or _read_answer(path))

    def answer(catalog: Catalog) -> list[dict[str, Any]]:
        if fresh:
            catalog.meant.clear()
        return Answer(question, catalog).assets

    if known is None:
        found = read(params, answer, SESSIONS)
        known = json.dumps(found)
        _keep_answer(path, known)
    _ANSWERS[key] = known
    assets: list[dict[str, Any]] = json.loads(known)
    return assets


def _key_of(question: Question, params: Mapping[str, Any]) -> str:
    """Each login has its own key, as it may see other assets."""
    connection = {name: params[name] for name in CONNECTION_SPEC}
    text = json.dumps([connection, repr(question)], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _path_of(key: str) -> str:
    # Ansible makes this folder for each run, for its user alone, and removes it at the end.
    return os.path.join(vars(constants)["DEFAULT_LOCAL_TMP"], f"aip-{key[:32]}.json")


def _read_answer(path: str) -> str | None:
    try:
        with open_file(path) as opened:
            return opened.read().decode()
    except (OSError, UnicodeDecodeError):
        return None


def _keep_answer(path: str, answer: str) -> None:
    """Keep an answer for other processes, whole or not at all. If that fails, they ask the server themselves."""
    with contextlib.suppress(InputError):
        write_text(path, answer, "lookup", PRIVATE)
