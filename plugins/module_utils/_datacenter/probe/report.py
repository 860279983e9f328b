# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What follows from the answers: the settings of the dialect, and the texts of the dialect file and the report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Callable

from ..._core.errors import InputError
from ..._core.yaml_text import comment, yaml_text
from ..dialect import build_dialect
from .open_points import OPEN_POINTS, SETTINGS, Observation, Observations

_TEMPLATE = re.compile(r"\{[{%#]")
_ZONE = re.compile(r"UTC|[+-]\d\d:\d\d|\w+/.+")

# From an answer to the setting; None where nothing is to be set. All other settings are the answer as it is.
_CONVERTED: Mapping[str, Callable[[Any], Any]] = {
    "numbers": lambda answer: "number" if answer == "both" else answer,
    "clear_with": lambda answer: "empty_text" if answer == "both" else answer,
    "update_with_asset_type": lambda answer: answer == "required",
    "time_zone": lambda answer: answer if _ZONE.fullmatch(answer) else None,
    "statuses": lambda answer: answer or None,
    "status_keys": lambda answer: answer or None,
    "substatus_keys": lambda answer: answer or None,
    "unreadable_fields": lambda answer: answer or None,
    "name_changes": lambda answer: answer or None,
    "attribute_types": lambda answer: None,  # the inferred ones are set instead
}


def derive_dialect(observed: Observations, inferred: Mapping[str, str]) -> dict[str, Any]:
    """The dialect that the answers support: what is certain, and nothing else. It fits the option `dialect`.

    Names that Ansible would take for templates are left out: what a server sends is never one.
    """
    dialect: dict[str, Any] = {}
    for name in SETTINGS:
        answer = observed.answer(name) if observed.is_sure(name) else None
        setting = _CONVERTED[name](answer) if name in _CONVERTED and answer is not None else answer
        if setting is not None:
            dialect[name] = setting
    if inferred:
        dialect["attribute_types"] = dict(inferred)
    for name in [name for name in dialect if _TEMPLATE.search(json.dumps(dialect[name]))]:
        del dialect[name]
        observed.remark(
            f"{name} is left out of the dialect, as it holds braces that Ansible takes for a template"
        )
    try:
        build_dialect(dialect)
    except InputError as error:
        observed.remark(f"the dialect needs to be checked: {error.sentence}")
    return dialect


# --- texts --------------------------------------------------------------------------------------------------------


def sentence(one: Observation) -> str:
    """An answer, for people."""
    return f"{one.point.question} {_shown(one.answer)}{'' if one.sure else ' (not certain)'}"


def _shown(answer: Any) -> str:
    """An answer on one line."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, Mapping):
        pairs = (f"{key or '(none)'} = {value or '?'}" for key, value in answer.items())
        return ", ".join(pairs) or "none"
    if isinstance(answer, (list, tuple)):
        return ", ".join(map(_shown, answer)) or "none"
    return str(answer)


def dialect_text(dialect: Mapping[str, Any], observed: Observations) -> str:
    """The dialect as a file of variables: one variable, `aip_dialect`, for `vars_files` or `-e @file`."""
    head = [
        "---",
        "# How this AIP differs from or confirms the defaults, as observed by",
        "# assetops.aip.aip_probe. Load this file with vars_files, or with -e @FILE, and",
        "# pass the dialect to all modules at once:",
        "#",
        "#   module_defaults:",
        "#     group/assetops.aip.aip:",
        '#       dialect: "{{ aip_dialect }}"',
        "",
    ]
    if not dialect:
        return "\n".join([*head, "aip_dialect: {}  # no setting was found", ""])
    lines = [*head, "aip_dialect:"]
    evidence = {one.point.key: one.evidence for one in observed.settled()}
    for name, setting in dialect.items():
        note = _printable(f"{OPEN_POINTS[name].question} {evidence.get(name, '')}")
        lines += comment(note[:300], indent=2)
        lines += yaml_text({name: setting}, indent=2).splitlines()
    return "\n".join([*lines, ""])


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def report_text(
    observed: Observations, dialect: Mapping[str, Any], wrote: bool, leftovers: list[str]
) -> str:
    """The report, in Markdown."""
    did = "One test asset was created, changed and deleted."
    lines = ["# Report of aip_probe", "", did if wrote else "Nothing was written to AIP.", ""]
    for one in leftovers:
        lines += [f"**{_cell(one)}**", ""]
    answers = (
        (one.point.question, _shown(one.answer), "yes" if one.sure else "no", one.evidence)
        for one in observed.settled()
    )
    lines += _section("Answers", ("question", "answer", "certain", "evidence"), answers)
    lines += ["## Dialect", "", "```yaml", *dialect_text(dialect, observed).splitlines(), "```", ""]
    if observed.remarks:
        lines += ["## Remarks", "", *(f"- {_cell(text)}" for text in observed.remarks), ""]
    still_open = ((point.question, why) for point, why in observed.still_open(wrote))
    lines += _section("Not answered", ("question", "reason"), still_open)
    return "\n".join(lines)


def _section(
    title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> Iterator[str]:
    yield from (f"## {title}", "")
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"
    yield ""


def _cell(text: str) -> str:
    """A text that stays inside its cell, and is not taken for markup."""
    line = " ".join(text.split())
    return re.sub(r"([\\`*_|<>\[\]])", r"\\\1", line)
