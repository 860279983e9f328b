# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run amounts to, for the end of a terminal's output: one sentence, and the first findings, one a line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from .model import HIDDEN, Change
from .step import Step
from .visible import visible

MOST_FINDINGS = 10
MOST_FIELDS = 3
"""How many fields of an asset a line shows."""
LONGEST_VALUE = 80
"""Longer values are cut, after secrets were hidden in them: half a secret would not be recognized as one."""
Hide = Callable[[str], str]
"""Blots out secrets in a text from outside."""

_ACTIONS = (
    # counted as, in a plan, when it is done, shown even if there are none
    ("created", "to create", "created", True),
    ("updated", "to change", "changed", True),
    ("retired", "to retire", "retired", False),
    ("deleted", "to delete", "deleted", True),
)
_FILES = (("files_uploaded", "to upload", "uploaded"), ("files_removed", "to remove", "removed"))
_NOT_DONE = (("failed", "failed"), ("not_tried", "not tried"))


def count_of(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 asset", "10,000 assets"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence_of_assets(counts: Mapping[str, int], left_alone: int, is_plan: bool) -> str:
    """What is, or was, done about an inventory. `left_alone` is the number of undeclared assets that stay in scope."""
    start = "Plan" if is_plan else "Applied"
    of_assets = [
        f"{counts[key]:,} {to_do if is_plan else done}"
        for key, to_do, done, always in _ACTIONS
        if always or counts[key]
    ]
    of_files = [
        f"{count_of(counts[key], 'file')} {to_do if is_plan else done}"
        for key, to_do, done in _FILES
        if counts[key]
    ]
    not_done = [f"{counts[key]:,} {text}" for key, text in _NOT_DONE if counts.get(key)]
    kept = [f"{_assets(left_alone, 'in scope')} not declared"] if left_alone else []
    acts = any(counts[key] for key, *_texts in _ACTIONS) or not_done
    if not acts:
        unchanged = counts["unchanged"]
        as_declared = f"{_assets(unchanged)} as declared" if unchanged else "no asset is declared"
        return "; ".join((f"{start}: nothing to change", as_declared, *kept))
    parts = (", ".join(of_assets), ", ".join(of_files), ", ".join(not_done), *kept)
    return f"{start}: {'; '.join(filter(None, parts))}"


def _assets(number: int, where: str = "") -> str:
    """The start of a sentence about so many assets."""
    found = count_of(number, "asset")
    return f"{found} {where}{' ' if where else ''}{'is' if number == 1 else 'are'}"


def sentence_of_export(counts: Mapping[str, int], is_plan: bool) -> str:
    """What an export has, and what became of its files."""
    attached = counts["attached"]
    files = count_of(counts["files"], "file")
    written, removed = ("to write", "to remove") if is_plan else ("written", "removed")
    parts = [
        f"{count_of(counts['assets'], 'asset')} in {files}"
        + (f" and {count_of(attached, 'attached file')}" if attached else ""),
        ", ".join(
            (
                f"{count_of(counts['written'], 'file')} {written}",
                f"{counts['unchanged']:,} unchanged",
                f"{counts['removed']:,} {removed}",
            )
        ),
    ]
    if counts["kept"]:
        parts.append(f"{count_of(counts['kept'], 'edited file')} of an earlier export kept")
    if counts["left_out"]:
        parts.append(f"{count_of(counts['left_out'], 'value')} left out")
    return f"{'Would export' if is_plan else 'Exported'}: {'; '.join(parts)}"


def sentence_of_schema(types: int, dest: str | None, changed: bool, is_plan: bool) -> str:
    """What a schema describes, and what became of its file."""
    start = f"Schema: {count_of(types, 'asset type')}"
    if not dest:
        return start
    if not changed:
        return f"{start}; {dest} is up to date"
    return f"{start}, {'to write' if is_plan else 'written'} to {dest}"


def sentence_of_validation(problems: int, assets: int | None = None) -> str:
    """What was checked, and how much is wrong with it. `assets` is None if the files could not be read."""
    if not problems:
        return f"Validated: {_assets(assets or 0)} valid"
    found = count_of(problems, "problem")
    return (
        f"Validated: {found}"
        if assets is None
        else f"Validated: {found} in {count_of(assets, 'asset')}"
    )


def first_of(findings: Sequence[str], number: int | None = None) -> list[str]:
    """The first findings, and how many more there are. `number` is that of all, if `findings` has only some."""
    more = (len(findings) if number is None else number) - MOST_FINDINGS
    shown = list(findings[:MOST_FINDINGS])
    return [*shown, f"... and {more:,} more"] if more > 0 else shown


_WHAT = {
    # action, whether it was pruned: in a plan, when it is done
    ("create", False): ("to create", "created"),
    ("update", False): ("", ""),
    ("retire", True): ("not declared, to retire", "not declared, retired"),
    ("delete", True): ("not declared, to delete", "not declared, deleted"),
    ("delete", False): ("declared as absent, to delete", "deleted"),
}
_WITH_FIELDS = ("update", "retire")
_URGENT_FIRST = ("delete", "retire", "create", "update", "none")


def by_urgency(step: Step) -> int:
    """The sort key of steps by what readers have to see first: what is lost, what is new, what changes."""
    return _URGENT_FIRST.index(step.action)


def finding(step: Step, changes: Sequence[Change], is_plan: bool, hide: Hide) -> str:
    """What is, or was, done about one asset, in a line: "Laptop 'lt-900': status: Missing -> In use (a.yml:12)"."""
    planned, done = _WHAT[step.action, step.pruned]
    what = planned if is_plan else done
    fields = fields_in_a_line(changes, hide) if step.action in _WITH_FIELDS else ""
    return _line_about(step, ": ".join(filter(None, (what, fields))))


def failure_of(step: Step, sentence: str) -> str:
    """Why the write of an asset failed, in a line."""
    return _line_about(step, f"failed: {sentence.removeprefix(f'{step.label}: ')}")


def _line_about(step: Step, what: str) -> str:
    place = f" ({step.declared.origin})" if step.declared.origin else ""
    return in_a_line(f"{step.label}: {what}{place}")


def fields_in_a_line(changes: Sequence[Change], hide: Hide) -> str:
    """The first changes, and how many more there are: "status: Missing -> In use"."""
    shown = [
        f"{one.field}: {_short(one.before, hide)} -> {_short(one.after, hide)}"
        for one in changes[:MOST_FIELDS]
    ]
    more = len(changes) - MOST_FIELDS
    return ", ".join([*shown, f"and {count_of(more, 'more field')}"] if more > 0 else shown)


def in_a_line(text: str) -> str:
    """The text without anything that would end its line, or is not seen."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def _short(value: Any, hide: Hide) -> str:
    if value is None or value in ("", [], {}):
        return "(empty)"
    if value == HIDDEN:
        return "(hidden)"
    text = hide(_shown(value))
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)) and not any(isinstance(one, (list, dict)) for one in value):
        return ", ".join(map(_shown, value))
    return json.dumps(value, ensure_ascii=False)
