# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the nodes of a YAML text are to us: the tags of those that have none, and where a node begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

# Tags that cannot be written in a file; compared by identity.
PLAIN = "a scalar without quotes"
TEXT = "tag:yaml.org,2002:str"
SEQUENCE = "tag:yaml.org,2002:seq"
MAPPING = "tag:yaml.org,2002:map"


def line_of_node(node: Any) -> int:
    """The line that a node begins in, counted from 1."""
    line: int = node.start_mark.line + 1
    return line


def values_in(node: Any) -> Iterator[Any]:
    """The nodes directly in a sequence or mapping, keys among them."""
    if isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from pair
    else:
        yield from node.value
