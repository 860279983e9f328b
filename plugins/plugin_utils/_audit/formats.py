# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The formats of reports: what renders each, and the endings of file names that stand for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .as_badge import render_badge
from .as_code_quality import render_code_quality
from .as_csv import render_csv
from .as_github import SUMMARY
from .as_html import render_html
from .as_json import render_json
from .as_junit import render_junit
from .as_markdown import render_markdown
from .as_prometheus import render_prometheus
from .as_sarif import render_sarif
from .audit import Audit
from .plan_as_html import plan_as_html
from .plan_as_json import plan_as_json
from .plan_as_markdown import plan_as_markdown
from .plan_report import PlanReport


@dataclass(frozen=True)
class Format:
    """A format of reports. A report is added to its file if an environment variable may name that: `variable`.

    `plan` renders plans, in the formats that suit them.
    """

    render: Callable[[Audit], str]
    endings: tuple[str, ...] = ()
    variable: str = ""
    plan: Callable[[PlanReport], str] | None = None


FORMATS: Mapping[str, Format] = {
    "markdown": Format(render_markdown, (".md", ".markdown"), plan=plan_as_markdown),
    "html": Format(render_html, (".html", ".htm"), plan=plan_as_html),
    "json": Format(render_json, (".json",), plan=plan_as_json),
    "csv": Format(render_csv, (".csv",)),
    "junit": Format(render_junit, (".xml",)),
    "sarif": Format(render_sarif, (".sarif", ".sarif.json")),
    "code_quality": Format(render_code_quality, ("code-quality-report.json", ".codequality.json")),
    "prometheus": Format(render_prometheus, (".prom",)),
    "badge": Format(render_badge, (".svg",)),
    "github": Format(render_markdown, variable=SUMMARY, plan=plan_as_markdown),
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
