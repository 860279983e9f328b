# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What renders audits and plans in each format of reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .as_badge import render_badge
from .as_code_quality import render_code_quality
from .as_csv import render_csv
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

RENDERERS: Mapping[str, Callable[[Audit], str]] = {
    "markdown": render_markdown,
    "html": render_html,
    "json": render_json,
    "csv": render_csv,
    "junit": render_junit,
    "sarif": render_sarif,
    "code_quality": render_code_quality,
    "prometheus": render_prometheus,
    "badge": render_badge,
    "github": render_markdown,
}
"""Of audits, by the keys of FORMATS."""

PLAN_RENDERERS: Mapping[str, Callable[[PlanReport], str]] = {
    "markdown": plan_as_markdown,
    "html": plan_as_html,
    "json": plan_as_json,
    "github": plan_as_markdown,
}
"""Of plans, by the keys of FORMATS."""
