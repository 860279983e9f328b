# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What follows from the answers: the settings of the dialect, and the texts of the dialect file and the report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Callable

from ..._core.errors import InputError
from ..dialect import build_dialect
from .notes import Found, Notes
from .questions import QUESTION, QUESTIONS

_TEMPLATE = re.compile(r"\{[{%#]")


def _as_is(answer: Any) -> Any:
    return answer


def _when(fits: Callable[[Any], bool]) -> Callable[[Any], Any]:
    return lambda answer: answer if fits(answer) else None


def _some(answer: Any) -> Any:
    return answer or None


# From an answer to the setting; None where nothing is to be set.
_SETTINGS: Mapping[str, Callable[[Any], Any]] = {
    "asset_type_key": _as_is,
    "system_fields": _as_is,
    "attributes": _as_is,
    "numbers": lambda answer: "number" if answer == "both" else answer,
    "clear_with": lambda answer: "empty_text" if answer == "both" else answer,
    "update_with_asset_type": lambda answer: answer == "required",
    "upload_part": _as_is,
    "search_types_by": _as_is,
    "html_escaped": _as_is,
    "time_zone": _when(lambda answer: bool(re.fullmatch(r"UTC|[+-]\d\d:\d\d|\w+/.+", answer))),
    "statuses": _some,
    "status_keys": _some,
    "substatus_keys": _some,
    "unreadable_fields": _some,
}


def settle(notes: Notes, inferred: Mapping[str, str]) -> dict[str, Any]:
    """The dialect that the answers speak for: what is sure, and nothing else. It is fit for the option `dialect`.

    Names that Ansible would take for templates are left out: what a server tells is never one.
    """
    found: dict[str, Any] = {}
    for question, made in _SETTINGS.items():
        setting = made(notes.answer(question)) if notes.is_sure(question) else None
        if setting is not None:
            found[QUESTION[question].setting] = setting
    if inferred:
        found["attribute_types"] = dict(inferred)
    for name in [name for name, setting in found.items() if _TEMPLATE.search(json.dumps(setting))]:
        del found[name]
        notes.remark(
            f"{name} is left out of the dialect, as it holds braces that Ansible takes for a template"
        )
    try:
        build_dialect(found)
    except InputError as error:
        notes.remark(f"the dialect needs a look: {error.sentence}")
    return found


def sentence(one: Found) -> str:
    """An answer, for people."""
    doubt = "" if one.sure else " (not sure)"
    return f"{QUESTION[one.question].asks} {shown(one.answer)}{doubt}"


def shown(answer: Any) -> str:
    """An answer in one line."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, Mapping):
        pairs = (f"{key or '(none)'} = {value or '?'}" for key, value in answer.items())
        return ", ".join(pairs) or "none"
    if isinstance(answer, (list, tuple)):
        return ", ".join(map(shown, answer)) or "none"
    return str(answer)


def dialect_text(dialect: Mapping[str, Any], notes: Notes) -> str:
    """The dialect as a file of variables: one variable, `aip_dialect`, for `vars_files` or `-e @file`."""
    head = [
        "---",
        "# What this AIP wants otherwise, as assetops.aip.aip_probe has found it out.",
        "# Load it with vars_files, or with -e @FILE, and give it to all modules at once:",
        "#",
        "#   module_defaults:",
        "#     group/assetops.aip.aip:",
        '#       dialect: "{{ aip_dialect }}"',
        "",
    ]
    if not dialect:
        return "\n".join([*head, "aip_dialect: {}  # nothing was found that has to be set", ""])
    lines = [*head, "aip_dialect:"]
    for name, setting in dialect.items():
        lines.append(f"  # {_comment(name, notes)}")
        # JSON is YAML: every text is quoted, so that no key or name can mean something else.
        lines.append(f"  {name}: {json.dumps(setting, ensure_ascii=False)}")
    return "\n".join([*lines, ""])


def _comment(name: str, notes: Notes) -> str:
    question = next(row for row in QUESTIONS if row.setting == name)
    found = next((one for one in notes.found() if one.question == question.key), None)
    told = f"{question.asks} {found.evidence if found else ''}"
    return "".join(letter if letter.isprintable() else " " for letter in told)[:300].rstrip()


def report_text(notes: Notes, dialect: Mapping[str, Any], wrote: bool, leftovers: list[str]) -> str:
    """The report, in Markdown."""
    lines = ["# What aip_probe found out", ""]
    lines += [
        "One throw-away asset was created, changed and deleted."
        if wrote
        else "Nothing was written to AIP: only reads were sent.",
        "",
    ]
    for one in leftovers:
        lines += [f"**{_cell(one)}**", ""]
    lines += list(_table(notes))
    lines += ["## Dialect", "", "```yaml", *dialect_text(dialect, notes).splitlines(), "```", ""]
    if notes.remarks:
        lines += ["## Remarks", "", *(f"- {_cell(text)}" for text in notes.remarks), ""]
    lines += ["## Not answered", "", "| question | why |", "| --- | --- |"]
    for key, why in notes.unanswered(wrote):
        lines.append(f"| {QUESTION[key].asks} | {_cell(why)} |")
    return "\n".join([*lines, ""])


def _table(notes: Notes) -> Iterator[str]:
    yield "## Answers"
    yield ""
    yield "| question | answer | sure | how it was seen |"
    yield "| --- | --- | --- | --- |"
    for one in notes.found():
        row = QUESTION[one.question]
        cells = (
            row.asks,
            _cell(shown(one.answer)),
            "yes" if one.sure else "no",
            _cell(one.evidence),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _cell(text: str) -> str:
    """A text that stays inside its cell, and is not taken for markup."""
    line = " ".join(text.split())
    return re.sub(r"([\\`*_|<>\[\]])", r"\\\1", line)
