# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documents of a YAML file, unless its aliases make it endless or enormous."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from ...module_utils._core.visible import has_surrogate
from .composer import DEEPEST, Composer, text_before
from .marked import NO_TEMPLATE, may_have_templates
from .nodes import is_scalar, line_of_node, values_in
from .notes import NO_SURROGATES, SURROGATE, Decrypt, Notes, Placed
from .yaml_values import YamlValues

# A thousand racks may well share fifty fields by an alias; a bomb comes to many millions.
MOST_REPEATED = 1_000_000
MOST_VALUES = 10_000_000  # from aliases, however long the file is
_ALIAS = re.compile(r"(?<![^\s\[{,:])\*[^\s\]},]")
"""What an alias looks like; others may look so too."""


def yaml_documents(text: str, notes: Notes, decrypt: Decrypt) -> Iterator[Placed]:
    """The documents of a YAML file, up to the first place that is not YAML."""
    values = YamlValues(notes, decrypt, may_have_templates(text))
    aliases = _ALIAS.search(text)
    surrogates = SURROGATE.search(text)
    try:
        # What repeats others is only made once it is known not to be endless.
        made = None if aliases or surrogates else values.placed
        for node in Composer(text).documents(made):
            if surrogates:
                _note_surrogates(node, notes)
            if not aliases or _is_finite(node, notes):
                yield Placed(values.opened(node), line_of_node(node))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = " ".join(filter(None, (error.context, error.problem)))
        since = error.context_mark
        began = (
            f" (which begins at line {since.line + 1})" if since and since.line + 1 < line else ""
        )
        said = said.replace(str(error.context), f"{error.context}{began},", 1)
        notes.problem(line, f"not valid YAML: {said}{_hint(text.splitlines(), line)}", column)
    except yaml.reader.ReaderError as error:
        before = text_before(text, error.position)
        notes.problem(before.count("\n") + 1, f"not valid YAML: {error.reason}")


def _hint(lines: Sequence[str], line: int) -> str:
    """What may be the reason that a line is not YAML."""
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    if may_have_templates(written):
        return f"; {NO_TEMPLATE}: write the value itself"
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return "; indent with spaces, not with tabs"
    return ""


def _is_finite(node: Any, notes: Notes) -> bool:
    """Whether a document with aliases has a sane size once they are expanded; if not, that is noted as a problem."""
    sizes: dict[int, tuple[int, int] | None] = {}

    def size(one: Any) -> tuple[int, int]:
        """The number of values in a node, and how deep they are, each alias counted in full."""
        if is_scalar(one):
            return 1 + len(one.value) // 100, 1
        known = sizes.get(id(one), (0, 0))
        if known is None:
            raise _Endless(line_of_node(one))
        if not known[0]:
            sizes[id(one)] = None
            inner = list(map(size, values_in(one)))
            depth = 1 + max((depth for _number, depth in inner), default=0)
            known = 1 + sum(number for number, _depth in inner), depth
            sizes[id(one)] = known
        return known

    try:
        expanded, depth = size(node)
    except _Endless as error:
        notes.problem(error.line, "an alias (*) is part of the value that it repeats")
        return False
    if depth > DEEPEST + 1:
        raise RecursionError
    written = len(_nodes(node)) if expanded > MOST_REPEATED else expanded
    if expanded > 20 * written or (expanded > MOST_VALUES and expanded > 2 * written):
        notes.problem(
            line_of_node(node),
            f"its aliases (*) expand to {expanded:,} values, which looks like an attack or a mistake;"
            " write the values out",
        )
        return False
    return True


class _Endless(Exception):
    """An alias is part of what it stands for."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _note_surrogates(node: Any, notes: Notes) -> None:
    for one in _nodes(node):
        if is_scalar(one) and has_surrogate(one.value):
            notes.problem(line_of_node(one), NO_SURROGATES)


def _nodes(node: Any) -> list[Any]:
    """The nodes of a document as written."""
    seen: dict[int, Any] = {}
    todo = [node]
    while todo:
        one = todo.pop()
        if id(one) not in seen:
            seen[id(one)] = one
            if not is_scalar(one):
                todo.extend(values_in(one))
    return list(seen.values())
