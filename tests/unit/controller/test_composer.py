# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nodes are those that PyYAML's own composer makes, but those of a list are never there all at once."""

from __future__ import annotations

import gc

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.plugin_utils._state_files.composer import Composer
from ansible_collections.assetops.aip.plugins.plugin_utils._state_files.nodes import (
    ListNode,
    MappingNode,
    is_scalar,
    line_of_node,
)

pytest.importorskip("hypothesis")
from hypothesis import given, settings
from hypothesis import strategies as st


def ours(node):
    if is_scalar(node):
        return line_of_node(node), node.value
    if isinstance(node, ListNode):
        return line_of_node(node), [ours(one) for one in node.items]
    pairs = [(ours(key), ours(value)) for key, value in node.pairs]
    return line_of_node(node), bool(node.flow_style), pairs


def theirs(node):
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return line, node.value
    if isinstance(node, yaml.SequenceNode):
        return line, [theirs(one) for one in node.value]
    return line, bool(node.flow_style), [(theirs(key), theirs(value)) for key, value in node.value]


def read(make):
    """What is made, or the end of the sentence that says why it is not."""
    try:
        return make()
    except yaml.YAMLError as error:
        return type(error), getattr(error, "problem_mark", None) and error.problem_mark.line


def hold_against_pyyaml(text):
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    expected = read(lambda: [theirs(node) for node in yaml.compose_all(text, Loader=loader)])
    assert read(lambda: [ours(node) for node in Composer(text).documents()]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "a",
        "- a\n- [b, {c: d}]\n- {}\n- []\n-\n",
        "&a b: &c [1, *a]\nd: *c\n",
        "- &a {x: 1}\n- {<<: *a, y: 2}\n--- !tag\n- *a\n",
        "- *unknown\n",
        "- &a 1\n- &a 2\n",
        "a: 1\n---\nb: 2\n...\n---\n? [c]\n: |\n  d\n",
        "- a: [\n",
        "! a: ! [b]\n!!map c: !!str d\n",
        "%YAML 9.9\n---\n- a\n",
    ],
)
def test_nodes_are_those_of_pyyaml(text):
    hold_against_pyyaml(text)


pieces = st.sampled_from(
    ["- ", "a: ", "b", "\n", "\n  ", "[", "]", "{", "}", ", ", "&x ", "*x", "'", '"', "# c", "|\n",
     "---\n", "? ", ": ", "!t ", "<<: "]
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(pieces, max_size=14).map("".join))
def test_nodes_of_any_text_are_those_of_pyyaml(text):
    hold_against_pyyaml(text)


@pytest.mark.parametrize("begin", ["", "assets:\n"])
def test_nodes_of_one_item_are_there_at_a_time(begin):
    text = begin + "- {a: {b: [c]}}\n" * 20
    there = []

    def made(node):
        there.append(sum(isinstance(one, (ListNode, MappingNode)) for one in gc.get_objects()))
        return line_of_node(node)

    [document] = Composer(text).documents(made)
    items = document.items if isinstance(document, ListNode) else document.pairs[0][1].items
    first = 1 + begin.count("\n")
    assert items == list(range(first, first + 20))
    assert max(there) - min(there) <= 3
