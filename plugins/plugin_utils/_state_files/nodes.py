# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The nodes of a YAML text: lists, mappings, and scalars, which are the parser's own events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yaml.events import ScalarEvent

NO_TAG = frozenset((None, "!"))
"""The tags that leave it to the reader what a node is."""
TEXT = "tag:yaml.org,2002:str"
SEQUENCE = "tag:yaml.org,2002:seq"
MAPPING = "tag:yaml.org,2002:map"


class ListNode:
    """A list: what is in it may be nodes, or what was made of them already."""

    __slots__ = ("items", "start_mark", "tag")

    def __init__(self, event: Any) -> None:
        self.tag = SEQUENCE if event.tag in NO_TAG else event.tag
        self.items: list[Any] = []
        self.start_mark = event.start_mark


class MappingNode:
    """A mapping, as pairs of nodes."""

    __slots__ = ("flow_style", "pairs", "start_mark", "tag")

    def __init__(self, event: Any) -> None:
        self.tag = MAPPING if event.tag in NO_TAG else event.tag
        self.pairs: list[tuple[Any, Any]] = []
        self.start_mark, self.flow_style = event.start_mark, event.flow_style


def is_scalar(node: Any) -> bool:
    """Whether a node is neither a list nor a mapping."""
    return node.__class__ is ScalarEvent


def is_plain(node: Any) -> bool:
    """Whether a scalar has neither quotes nor a tag."""
    return node.implicit[0] and node.tag in NO_TAG


def line_of_node(node: Any) -> int:
    """The line that a node begins in, counted from 1."""
    line: int = node.start_mark.line + 1
    return line


def values_in(node: Any) -> Iterator[Any]:
    """The nodes directly in a list or mapping, keys among them."""
    if isinstance(node, MappingNode):
        for pair in node.pairs:
            yield from pair
    else:
        yield from node.items
