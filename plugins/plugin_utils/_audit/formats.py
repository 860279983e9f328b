# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The formats of reports, and the endings of file names that stand for each."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A format of reports. A report is added to its file if an environment variable may name that: `variable`.

    `shows_plans` if plans can be reported in it too. What renders it is in `renderers`, as few tasks need that.
    """

    endings: tuple[str, ...] = ()
    variable: str = ""
    shows_plans: bool = False


FORMATS: Mapping[str, Format] = {
    "markdown": Format((".md", ".markdown"), shows_plans=True),
    "html": Format((".html", ".htm"), shows_plans=True),
    "json": Format((".json",), shows_plans=True),
    "csv": Format((".csv",)),
    "junit": Format((".xml",)),
    "sarif": Format((".sarif", ".sarif.json")),
    "code_quality": Format(("code-quality-report.json", ".codequality.json")),
    "prometheus": Format((".prom",)),
    "badge": Format((".svg",)),
    "github": Format(variable="GITHUB_STEP_SUMMARY", shows_plans=True),
}


def format_of(path: str) -> str | None:
    """The format that the ending of a file's name stands for; None if it stands for none."""
    file_name = os.path.basename(path).lower()
    fitting = [
        (len(ending), name)
        for name, one in FORMATS.items()
        for ending in one.endings
        if file_name.endswith(ending)
    ]
    return max(fitting)[1] if fitting else None
