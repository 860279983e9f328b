# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan as one HTML page: html/plan.html.j2, for which this file only prepares what it shows."""

from __future__ import annotations

from .page import render_page
from .plan_report import PlanReport

LOSSES = (
    ("delete", "Delete", "These assets, and all that they have, are removed from AIP."),
    ("retire", "Retire", "These assets stay in AIP, and get the values in green."),
)
"""The tables of what is taken away: action, title, and what happens."""
GAINS = (
    ("create", "Create", "These assets are not in AIP yet."),
    ("update", "Change", "What AIP has, and what it becomes. All other fields are left alone."),
)


def plan_as_html(plan: PlanReport) -> str:
    """The plan as a page."""
    return render_page("plan.html.j2", plan=plan, losses=LOSSES, gains=GAINS)
