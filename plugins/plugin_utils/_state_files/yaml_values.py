# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values from YAML nodes: what has no quotes is a number only if it prints back exactly the same."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from yaml.events import ScalarEvent

from .marked import UNSAFE, VAULTED, MarkedValues
from .nodes import (
    MAPPING,
    NO_TAG,
    SEQUENCE,
    TEXT,
    ListNode,
    MappingNode,
    is_plain,
    is_scalar,
    line_of_node,
    values_in,
)
from .notes import Decrypt, Notes, Placed

_TRUE = frozenset(["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"])
_FALSE = frozenset(["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"])
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+(e[-+][0-9]+)?")
_INTEGER = re.compile(r"-?[0-9]{1,4000}")


def plain_value(text: str) -> Any:
    """The value of a scalar without quotes: a number only if it prints back exactly the same, else text."""
    if text in _NOTHING:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if _INTEGER.fullmatch(text) and str(int(text)) == text:
        return int(text)
    if _FLOAT.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


_UNSAFE = "!unsafe"
_TAGGED: Mapping[str, Callable[[str], Any]] = {
    TEXT: str,
    _UNSAFE: str,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": _finite,
    "tag:yaml.org,2002:bool": {
        **dict.fromkeys(_TRUE, True),
        **dict.fromkeys(_FALSE, False),
    }.__getitem__,
    "tag:yaml.org,2002:null": dict.fromkeys(_NOTHING).__getitem__,
}
_VAULT = frozenset(("!vault", "!vault-encrypted"))


class YamlValues:
    """Makes values from the nodes of one file, which are looked at for templates if there may be any."""

    def __init__(self, notes: Notes, decrypt: Decrypt, templates: bool) -> None:
        self._notes, self._templates = notes, templates
        self._marked = MarkedValues(notes, decrypt, "!unsafe 'text'")
        self._plain: dict[str, Any] = {}
        self._known: dict[str, str] = {}  # texts that occur many times are kept once

    def opened(self, node: Any) -> Any:
        """A document: a list or mapping of placed values, of which the values of a mapping are opened too."""
        if isinstance(node, ListNode):
            return self._opened(node, self.value)
        return self._opened(node, lambda child: self._opened(child, self.value))

    def _opened(self, node: Any, inner: Callable[[Any], Any]) -> Any:
        if isinstance(node, ListNode):
            return [
                one if isinstance(one, Placed) else Placed(inner(one), line_of_node(one))
                for one in node.items
            ]
        if isinstance(node, MappingNode):
            pairs = self._pairs(node).items()
            return {key: Placed(inner(child), line_of_node(at)) for key, (at, child) in pairs}
        return self.value(node)

    def placed(self, node: Any) -> Placed:
        """What a node stands for, and the line that it begins in."""
        return Placed(self.value(node), line_of_node(node))

    def value(self, node: Any) -> Any:
        """What a node stands for, in Python's own types. A problem gives None."""
        if node.__class__ is not ScalarEvent:
            return self._collection(node)
        text, tag = node.value, node.tag
        if self._templates and (tag in NO_TAG or tag == TEXT):
            self._marked.check(text, line_of_node(node))
        if tag not in NO_TAG:
            return self._tagged(node)
        if not node.implicit[0]:  # it has quotes
            return self._known.setdefault(text, text)
        try:
            value = self._plain[text]
        except KeyError:
            value = self._plain[text] = plain_value(text)
        if value is True or value is False:
            read = f"'{text}' without quotes is {str(value).lower()}, which no field takes"
            self._notes.problem(line_of_node(node), f'{read}: write it in quotes: "{text}"')
        return value

    def _collection(self, node: Any) -> Any:
        """The list or the mapping that a node stands for."""
        is_list = isinstance(node, ListNode)
        if node.tag != (SEQUENCE if is_list else MAPPING):
            return self._tagged(node)
        if is_list:
            return list(map(self.value, node.items))
        if len(node.pairs) == 1 and _value_of(node.pairs[0][0]) in (VAULTED, UNSAFE):
            return self._as_in_json(node)
        return {key: self.value(child) for key, (_at, child) in self._pairs(node).items()}

    def _tagged(self, node: Any) -> Any:
        """A node with a tag that was written."""
        tag, line = node.tag, line_of_node(node)
        if is_scalar(node):
            if tag in _VAULT:
                return self._marked.secret(node.value, line)
            if tag in _TAGGED:
                try:
                    return _TAGGED[tag](node.value)
                except (ValueError, KeyError):
                    self._notes.problem(
                        line, f"'{node.value[:80]}' is not a valid {_tag_name(tag)}"
                    )
                    return None
        elif tag in (MAPPING, SEQUENCE, _UNSAFE):
            node.tag = MAPPING if isinstance(node, MappingNode) else SEQUENCE
            before, self._templates = self._templates, self._templates and tag != _UNSAFE
            value = self.value(node)
            self._templates = before
            return value
        self._notes.problem(
            line, f"the tag {_tag_name(tag)} is not supported; write the value without it"
        )
        return None

    def _as_in_json(self, node: Any) -> Any:
        """What a mapping stands for that marks a value as Ansible does in JSON."""
        [(key, child)] = node.pairs
        if not is_scalar(child):
            return {key.value: self.value(child)}
        line = line_of_node(node)
        return self._marked.secret(child.value, line) if key.value == VAULTED else child.value

    def _pairs(self, node: Any) -> dict[str, tuple[Any, Any]]:
        """The keys of a mapping, always text as written; each with its own node and that of its value."""
        pairs: dict[str, tuple[Any, Any]] = {}
        merged: list[Any] = []
        for pair in node.pairs:
            at, child = pair
            key = _value_of(at)
            if key == "<<" and is_plain(at):
                merged.append(child)
            elif _template_in(at):
                self._marked.refuse(f"{{{{ {_template_in(at)} }}}}", line_of_node(at))
            elif key is None or at.tag not in _TAGGED_KEYS:
                self._notes.problem(line_of_node(at), "a key must be text")
            elif key in pairs:
                first = line_of_node(pairs[key][0])
                self._notes.problem(
                    line_of_node(at), f"the key '{key}' is already used in line {first}"
                )
            else:
                pairs[self._known.setdefault(key, key)] = pair
                if self._templates and at.tag != _UNSAFE:
                    self._marked.check(key, line_of_node(at))
        return {**self._merged(merged), **pairs} if merged else pairs

    def _merged(self, sources: Sequence[Any]) -> dict[str, tuple[Any, Any]]:
        """What merge keys (<<) add. In a list of mappings, earlier ones take precedence."""
        pairs: dict[str, tuple[Any, Any]] = {}
        for source in sources:
            ones = source.items if isinstance(source, ListNode) else [source]
            for one in reversed(ones):
                if isinstance(one, MappingNode):
                    pairs.update(self._pairs(one))
                else:
                    self._notes.problem(
                        line_of_node(one), "<< takes a mapping, or a list of mappings"
                    )
        return pairs


_TAGGED_KEYS = frozenset((*NO_TAG, TEXT, _UNSAFE))


def _value_of(node: Any) -> str | None:
    """The text of a scalar; None for a list or mapping."""
    return node.value if is_scalar(node) else None


def _template_in(key: Any) -> str:
    """What stands in a key that was meant as a template; empty if it was not.

    `{{ x }}` without quotes is a mapping whose key is a mapping.
    """
    inner = key
    while isinstance(inner, MappingNode) and inner.flow_style and len(inner.pairs) == 1:
        inner, value = inner.pairs[0]
        if _value_of(value) or (not is_scalar(value) and any(values_in(value))):
            return ""
    return str(inner.value) if inner is not key and is_scalar(inner) else ""


def _tag_name(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
