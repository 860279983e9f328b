# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documents of a YAML file, unless its aliases make it endless or enormous."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from .composer import Composer, text_before
from .nodes import line_of_node, values_in
from .notes import Decrypt, Notes, Placed
from .yaml_values import YamlValues

# A thousand racks may well share fifty fields by an alias; a bomb comes to many millions.
MOST_REPEATED = 1_000_000


def yaml_documents(text: str, notes: Notes, decrypt: Decrypt) -> Iterator[Placed]:
    """The documents of a YAML file, up to the first place that is not YAML."""
    values = YamlValues(notes, decrypt)
    aliases = "*" in text and "&" in text
    try:
        composer = Composer(text)
        while composer.check_node():
            node = composer.get_node()
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
        notes.problem(line, f"not valid YAML: {said}", column)
    except yaml.reader.ReaderError as error:
        before = text_before(text, error.position)
        notes.problem(before.count("\n") + 1, f"not valid YAML: {error.reason}")


def _is_finite(node: Any, notes: Notes) -> bool:
    """Whether a document with aliases has a sane size once they are expanded; if not, that is noted as a problem."""
    sizes: dict[int, int | None] = {}

    def size(one: Any) -> int:
        """The number of values in a node, each alias counted in full."""
        if isinstance(one, yaml.ScalarNode):
            return 1 + len(one.value) // 100
        known = sizes.get(id(one), 0)
        if known is None:
            raise _Endless(line_of_node(one))
        if not known:
            sizes[id(one)] = None
            known = 1 + sum(map(size, values_in(one)))
            sizes[id(one)] = known
        return known

    try:
        expanded = size(node)
    except _Endless as error:
        notes.problem(error.line, "an alias (*) is part of the value that it repeats")
        return False
    if expanded > MOST_REPEATED and expanded > 20 * _written(node):
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


def _written(node: Any) -> int:
    """The number of values in a document as written."""
    seen: dict[int, Any] = {}
    todo = [node]
    while todo:
        one = todo.pop()
        if id(one) not in seen:
            seen[id(one)] = one
            if not isinstance(one, yaml.ScalarNode):
                todo.extend(values_in(one))
    return len(seen)
