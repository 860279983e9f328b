# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The nodes of a YAML text, made by libyaml where PyYAML has it."""

from __future__ import annotations

from typing import Any

import yaml

from .nodes import MAPPING, PLAIN, SEQUENCE, TEXT

DEEPEST = 100  # lists and mappings in one another


class _Kinds:
    """Lets PyYAML's composer resolve only whether a node was quoted: values are resolved in yaml_values."""

    depth = 0

    def resolve(self, kind: type, _value: Any, implicit: Any) -> str:
        """The tag of a node that has none."""
        if kind is yaml.ScalarNode:
            return PLAIN if implicit[0] else TEXT
        return MAPPING if kind is yaml.MappingNode else SEQUENCE

    def descend_resolver(self, _node: Any, _index: Any) -> None:
        """Enter a node, but not too deep: libyaml's composer would end the process instead of raising."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise RecursionError

    def ascend_resolver(self) -> None:
        """Leave a node."""
        self.depth -= 1


try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML without libyaml: the same, but slower

    class Composer(  # type: ignore[misc,unused-ignore]
        _Kinds,
        yaml.reader.Reader,
        yaml.scanner.Scanner,
        yaml.parser.Parser,
        yaml.composer.Composer,
    ):
        def __init__(self, text: str) -> None:
            yaml.reader.Reader.__init__(self, text)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)
            yaml.composer.Composer.__init__(self)

else:

    class Composer(_Kinds, CParser):  # type: ignore[no-redef]
        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)


def text_before(text: str, position: int) -> str:
    """The text up to a position of the parser: libyaml counts the bytes of UTF-8, PyYAML the characters."""
    if issubclass(Composer, yaml.reader.Reader):
        return text[:position]
    return text.encode()[:position].decode(errors="ignore")
