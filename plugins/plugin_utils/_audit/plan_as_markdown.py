# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan as Markdown, short enough for a comment on a merge request: what is lost comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .markdown import Row, Section, code, plain, section_of, value
from .plan_report import ORDER, SIGNS, PlannedStep, PlanReport

MOST_CHARACTERS = 60_000
"""A comment on GitHub holds 65,536 characters, one on GitLab more."""
LOSS_HEAD = ("Type", "Asset", "Why", "Field", "Value", "After")
CHANGE_HEAD = ("Type", "Asset", "Field", "Before", "After", "Where")
MINUS = "\N{MINUS SIGN}"


def plan_as_markdown(plan: PlanReport) -> str:
    """The plan as Markdown; tables are cut at whole rows if they are too long."""
    lines = [f"# {plain(plan.title)}", "", *_verdict(plan), *_facts(plan), *_command(plan)]
    left = MOST_CHARACTERS - sum(len(line) + 1 for line in lines)
    for one in _sections(plan):
        found = section_of(one, left)
        left -= sum(len(line) + 1 for line in found)
        lines += found
    return "\n".join(lines).rstrip("\n") + "\n"


def _verdict(plan: PlanReport) -> Iterator[str]:
    numbers = " &nbsp; ".join(
        f"**{sign.replace('-', MINUS)} {number:,}** {words}"
        for _action, sign, number, words in plan.signs
    )
    if plan.blocked:
        yield f"\N{NO ENTRY} **{plan.sentence}.**"
        yield ""
        for reason in plan.blocked:
            yield f"- {plain(reason)}"
        yield ""
    yield numbers
    yield ""
    if not plan.blocked:
        yield f"{plan.sentence}."
        yield ""


def _facts(plan: PlanReport) -> Iterator[str]:
    """What the plan is about, and the limits it keeps."""
    for name, texts in plan.facts:
        yield f"- {name}: {', '.join(map(code, texts))}"
    yield ""


def _command(plan: PlanReport) -> Iterator[str]:
    if not plan.command:
        return
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", plan.command)), default=0))
    yield "This applies exactly this plan, or nothing if anything has changed since:"
    yield ""
    yield f"{fence}sh"
    yield plan.command
    yield fence


def _sections(plan: PlanReport) -> Iterator[Section]:
    """The tables that have rows."""
    for action in ORDER:
        title = SIGNS[action][2]
        is_loss = action in ("delete", "retire")
        head = LOSS_HEAD if is_loss else CHANGE_HEAD
        rows = [row for one in plan.of(action) for row in (_loss if is_loss else _changes)(one)]
        if rows:
            yield Section(title, head, rows, is_folded=False)


def _loss(step: PlannedStep) -> Iterator[Row]:
    """The asset, and in the following rows all that it has, what it becomes, and who refers to it."""
    where = f"{step.why} ({step.origin})" if step.origin else step.why
    first = (code(step.asset_type), code(step.name), plain(where))
    rows = [(code(field), value(shown), "") for field, shown in step.current]
    rows += [(code(one.field), value(one.before), value(one.after)) for one in step.changes]
    if step.referred_by:
        rows.append(("*referred to by*", plain(step.referred_by), ""))
    for number, row in enumerate(rows):
        yield (*(first if number == 0 else ("", "", "")), *row)


def _changes(step: PlannedStep) -> Iterator[Row]:
    where = code(step.origin) if step.origin else ""
    first = (code(step.asset_type), code(step.name))
    for number, change in enumerate(step.changes):
        head = first if number == 0 else ("", "")
        before = "" if step.action == "create" else value(change.before)
        place = where if number == 0 else ""
        yield (*head, code(change.field), before, value(change.after), place)
