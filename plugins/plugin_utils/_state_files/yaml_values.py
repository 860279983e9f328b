# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values from YAML nodes: what has no quotes is a number only if it prints back exactly the same."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Callable

import yaml

from .marked import UNSAFE, VAULTED, MarkedValues
from .nodes import MAPPING, PLAIN, SEQUENCE, TEXT, line_of_node
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

    def opened(self, node: Any) -> Any:
        """A document: a list or mapping of placed values, of which the values of a mapping are opened too."""
        if isinstance(node, yaml.SequenceNode):
            return self._placed(node, self.value)
        return self._placed(node, lambda child: self._placed(child, self.value))

    def _placed(self, node: Any, inner: Callable[[Any], Any]) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return [Placed(inner(child), line_of_node(child)) for child in node.value]
        if isinstance(node, yaml.MappingNode):
            pairs = self._pairs(node).items()
            return {key: Placed(inner(child), line_of_node(at)) for key, (at, child) in pairs}
        return self.value(node)

    def value(self, node: Any) -> Any:
        """What a node stands for, in Python's own types. A problem gives None."""
        tag = node.tag
        if self._templates and (tag is PLAIN or tag == TEXT):
            self._marked.check(node.value, line_of_node(node))
        if tag is PLAIN:
            text = node.value
            try:
                value = self._plain[text]
            except KeyError:
                value = self._plain[text] = plain_value(text)
            if value is True or value is False:
                read = f"'{text}' without quotes is {str(value).lower()}, which no field takes"
                self._notes.problem(line_of_node(node), f'{read}: write it in quotes: "{text}"')
            return value
        if tag is TEXT:
            return node.value
        if tag is MAPPING:
            if len(node.value) == 1 and node.value[0][0].value in (VAULTED, UNSAFE):
                return self._as_in_json(node)
            return {key: self.value(child) for key, (_at, child) in self._pairs(node).items()}
        if tag is SEQUENCE:
            return [self.value(child) for child in node.value]
        return self._tagged(node)

    def _tagged(self, node: Any) -> Any:
        """A node with a tag that was written."""
        tag, line = node.tag, line_of_node(node)
        if isinstance(node, yaml.ScalarNode):
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
            node.tag = MAPPING if isinstance(node, yaml.MappingNode) else SEQUENCE
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
        [(key, child)] = node.value
        if not isinstance(child, yaml.ScalarNode):
            return {key.value: self.value(child)}
        line = line_of_node(node)
        return self._marked.secret(child.value, line) if key.value == VAULTED else child.value

    def _pairs(self, node: Any) -> dict[str, tuple[Any, Any]]:
        """The keys of a mapping, always text as written; each with its own node and that of its value."""
        pairs: dict[str, tuple[Any, Any]] = {}
        merged: list[Any] = []
        for pair in node.value:
            at, child = pair
            key = at.value
            if at.tag is PLAIN and key == "<<":
                merged.append(child)
            elif _template_in(at):
                self._marked.refuse(f"{{{{ {_template_in(at)} }}}}", line_of_node(at))
            elif not isinstance(at, yaml.ScalarNode) or at.tag not in _TAGGED_KEYS:
                self._notes.problem(line_of_node(at), "a key must be text")
            elif key in pairs:
                first = line_of_node(pairs[key][0])
                self._notes.problem(
                    line_of_node(at), f"the key '{key}' is already used in line {first}"
                )
            else:
                pairs[key] = pair
                if self._templates and at.tag != _UNSAFE:
                    self._marked.check(key, line_of_node(at))
        return {**self._merged(merged), **pairs} if merged else pairs

    def _merged(self, sources: Sequence[Any]) -> dict[str, tuple[Any, Any]]:
        """What merge keys (<<) add. In a list of mappings, earlier ones take precedence."""
        pairs: dict[str, tuple[Any, Any]] = {}
        for source in sources:
            ones = source.value if isinstance(source, yaml.SequenceNode) else [source]
            for one in reversed(ones):
                if isinstance(one, yaml.MappingNode):
                    pairs.update(self._pairs(one))
                else:
                    self._notes.problem(
                        line_of_node(one), "<< takes a mapping, or a list of mappings"
                    )
        return pairs


_TAGGED_KEYS = frozenset((PLAIN, TEXT, _UNSAFE))


def _template_in(key: Any) -> str:
    """What stands in a key that was meant as a template; empty if it was not.

    `{{ x }}` without quotes is a mapping whose key is a mapping.
    """
    inner = key
    while isinstance(inner, yaml.MappingNode) and inner.flow_style and len(inner.value) == 1:
        inner, value = inner.value[0]
        if value.value:
            return ""
    return str(inner.value) if inner is not key and isinstance(inner, yaml.ScalarNode) else ""


def _tag_name(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
