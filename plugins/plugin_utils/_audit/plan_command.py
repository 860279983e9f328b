# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command that applies a plan which the role aip_apply has made."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from typing import Any

import yaml

from .._version import TOP

ROLE = os.path.join(TOP, "roles", "aip_apply", "defaults", "main.yml")
PREFIX = "aip_apply_"
OURS = "assetops.aip.apply"
EXPECTED = f"{PREFIX}expect_plan"
NOT_REPEATED = tuple(
    PREFIX + name
    for name in ("connection", "expect_plan", "plan_file", "reports", "title", "workers")
)
"""Variables that do not matter for what the plan is. The connection may hold secrets."""
TOO_LONG = tuple(PREFIX + name for name in ("assets", "defaults"))
"""Variables that hold data, perhaps secret: whether they are set is all that is known here."""


def apply_command(playbook: str, variables: Mapping[str, Any], digest: str) -> str:
    """The command for a shell. Empty if it cannot be given, because the plan depends on what it would not show.

    `variables` are those of the role. A playbook of the user's own has its variables in it.
    """
    plan = variables.get(f"{PREFIX}plan_file") or digest
    if not plan or not playbook:
        return ""
    chosen = _chosen(variables) if playbook == OURS else {}
    if chosen.keys() & set(TOO_LONG):
        return ""
    texts = {name: text for name, value in chosen.items() if (text := _as_text(value)) is not None}
    others = {name: value for name, value in chosen.items() if name not in texts}
    words = ["ansible-playbook", playbook]
    for name, text in (*texts.items(), (EXPECTED, str(plan))):
        words += ["-e", f"{name}={text}"]
    if others:
        words += ["-e", json.dumps(others, ensure_ascii=False)]
    return shlex.join(words)


def _chosen(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that differ from the defaults of the role, and so have to be given again."""
    with open(ROLE, encoding="utf-8") as file:
        defaults = yaml.safe_load(file)
    return {
        name: value
        for name, value in variables.items()
        if name.startswith(PREFIX)
        and name not in NOT_REPEATED
        and value not in (None, False, "", [], {})
        and value != defaults.get(name)
    }


def _as_text(value: Any) -> str | None:
    """The value as -e takes it without JSON; None if it has to be JSON."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str) and value and not set(value) & set(" ,\t\n'\"{[\\="):
        return value
    return None
