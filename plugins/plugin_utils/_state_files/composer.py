# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The nodes of a YAML text, from the events of PyYAML's parser: libyaml's where PyYAML has it.

PyYAML's own composer makes all nodes of a document before the first value can be made of them. This one hands out the
nodes of a list one by one, so that those of ten thousand assets are never there at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from .nodes import ListNode, MappingNode

DEEPEST = 100  # lists and mappings in one another

Parser: Any
try:
    from yaml._yaml import CParser as Parser
except ImportError:  # PyYAML without libyaml: the same, but slower

    class Parser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):  # type: ignore[no-redef,misc,unused-ignore]
        def __init__(self, text: str) -> None:
            yaml.reader.Reader.__init__(self, text)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)


class Composer:
    """The nodes of one text. Raises yaml.YAMLError where it is not YAML, and RecursionError where it is too deep."""

    def __init__(self, text: str) -> None:
        self._next = Parser(text).get_event
        self._anchors: dict[str, Any] = {}
        self._depth = 0
        self._next()  # the start of the stream

    def documents(self, made: Callable[[Any], Any] | None = None) -> Iterator[Any]:
        """The node of each document.

        With `made`, the items of its list, or of the lists in its mapping, are what that makes of their nodes, as soon
        as they are read.
        """
        while self._next().__class__ is not StreamEndEvent:  # but the start of a document
            self._anchors, self._depth = {}, 0
            node = self._document(self._next(), made)
            self._next()  # the end of the document
            yield node

    def _document(self, event: Any, made: Callable[[Any], Any] | None) -> Any:
        if made is None or event.__class__ is ScalarEvent or event.__class__ is AliasEvent:
            return self._node(event)
        node = self._opened(event)
        if isinstance(node, ListNode):
            node.items.extend(map(made, self._items()))
            return node
        for begin in self._events_in(MappingEndEvent):
            key, event = self._node(begin), self._next()
            if event.__class__ is SequenceStartEvent:
                inner = self._opened(event)
                inner.items.extend(map(made, self._items()))
            else:
                inner = self._node(event)
            node.pairs.append((key, inner))
        return node

    def _node(self, event: Any) -> Any:
        """The node that begins with an event. A scalar is its event."""
        kind = event.__class__
        if kind is ScalarEvent:
            if event.anchor is not None:
                self._keep(event, event)
            return event
        if kind is AliasEvent:
            if event.anchor not in self._anchors:
                raise ComposerError(None, None, "found undefined alias", event.start_mark)
            return self._anchors[event.anchor]
        node = self._opened(event)
        if isinstance(node, ListNode):
            node.items.extend(self._items())
        else:
            node.pairs.extend(
                (self._node(begin), self._node(self._next()))
                for begin in self._events_in(MappingEndEvent)
            )
        return node

    def _opened(self, event: Any) -> Any:
        """The list or mapping that begins with an event, without what is in it, which comes next."""
        node = (MappingNode if event.__class__ is MappingStartEvent else ListNode)(event)
        if event.anchor is not None:
            self._keep(event, node)
        return node

    def _items(self) -> Iterator[Any]:
        """The nodes in the list that was opened."""
        return map(self._node, self._events_in(SequenceEndEvent))

    def _events_in(self, end: type) -> Iterator[Any]:
        """The first event of each node in the list that was opened, or of each key in the mapping."""
        self._depth += 1
        event = self._next()
        if event.__class__ is not end and self._depth >= DEEPEST:
            raise RecursionError
        while event.__class__ is not end:
            yield event
            event = self._next()
        self._depth -= 1

    def _keep(self, event: Any, node: Any) -> None:
        if event.anchor in self._anchors:
            first = self._anchors[event.anchor]
            raise ComposerError(
                "found duplicate anchor; first occurrence",
                first.start_mark,
                "second occurrence",
                event.start_mark,
            )
        self._anchors[event.anchor] = node


def text_before(text: str, position: int) -> str:
    """The text up to a position of the parser: libyaml counts the bytes of UTF-8, PyYAML the characters."""
    if issubclass(Parser, yaml.reader.Reader):
        return text[:position]
    return text.encode()[:position].decode(errors="ignore")
