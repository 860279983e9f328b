# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms of report: what renders each, and the endings of files that mean it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .audit import Audit
from .csv_form import render_csv
from .html import render_html
from .json_form import render_json
from .junit import render_junit
from .markdown import render_markdown
from .sarif import render_sarif


@dataclass(frozen=True)
class Form:
    """A form of report."""

    render: Callable[[Audit], str]
    endings: tuple[str, ...]


FORMS: Mapping[str, Form] = {
    "markdown": Form(render_markdown, (".md", ".markdown")),
    "html": Form(render_html, (".html", ".htm")),
    "json": Form(render_json, (".json",)),
    "csv": Form(render_csv, (".csv",)),
    "junit": Form(render_junit, (".xml",)),
    "sarif": Form(render_sarif, (".sarif", ".sarif.json")),
}


def form_of(path: str) -> str | None:
    """The form that the ending of a file's name means; None if it means none."""
    name = os.path.basename(path).lower()
    fitting = [
        (len(ending), form)
        for form, one in FORMS.items()
        for ending in one.endings
        if name.endswith(ending)
    ]
    return max(fitting)[1] if fitting else None
