# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan as Markdown, short enough for a comment on a merge request: what is lost comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .links import Links
from .markdown import Row, Section, code, cut, fact, link, plain, section_of, value
from .plan_report import ORDER, SIGNS, PlannedStep, PlanReport
from .texts import count_of

MOST_CHARACTERS = 60_000
"""A comment on GitHub holds 65,536 characters, one on GitLab more."""
MOST_REASONS, LONGEST_REASON = 20, 1000
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
        for reason in plan.blocked[:MOST_REASONS]:
            yield f"- {plain(cut(reason, LONGEST_REASON))}"
        more = len(plan.blocked) - MOST_REASONS
        if more > 0:
            yield f"- *and {count_of(more, 'more reason')}*"
        yield ""
    yield numbers
    yield ""
    if not plan.blocked:
        yield f"{plan.sentence}."
        yield ""


def _facts(plan: PlanReport) -> Iterator[str]:
    """What the plan is about, and the limits it keeps."""
    for name, texts in plan.facts:
        yield f"- {name}: {fact(texts)}"
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
        rows_of = _loss if is_loss else _changes
        rows = [row for one in plan.of(action) for row in rows_of(one, plan.links)]
        if rows:
            yield Section(title, head, rows, is_folded=False)


def _loss(step: PlannedStep, links: Links) -> Iterator[Row]:
    """The asset, and in the following rows all that it has, what it becomes, and who refers to it."""
    where = plain(step.why) + (f" ({_where(step, links)})" if step.origin else "")
    first = (code(step.asset_type), _named(step, links), where)
    rows = [(code(field), value(shown), "") for field, shown in step.current]
    rows += [(code(one.field), value(one.before), value(one.after)) for one in step.changes]
    if step.referred_by:
        rows.append(("*referred to by*", plain(step.referred_by), ""))
    for number, row in enumerate(rows):
        yield (*(first if number == 0 else ("", "", "")), *row)


def _changes(step: PlannedStep, links: Links) -> Iterator[Row]:
    where = _where(step, links)
    first = (code(step.asset_type), _named(step, links))
    for number, change in enumerate(step.changes):
        head = first if number == 0 else ("", "")
        before = "" if step.action == "create" else value(change.before)
        place = where if number == 0 else ""
        yield (*head, code(change.field), before, value(change.after), place)


def _named(step: PlannedStep, links: Links) -> str:
    """The name of the asset, as a link to its page if there is one."""
    return link(code(step.name), links.to_asset(step.id, step.name, step.asset_type))


def _where(step: PlannedStep, links: Links) -> str:
    """Where the asset was declared, as a link to that line if there is one."""
    return link(code(step.origin), links.to_source(step.place)) if step.origin else ""
