# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is written line by line is what the emitter of PyYAML writes, and it is read back as it was."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._local import yaml as ours

pytest.importorskip("hypothesis")
from hypothesis import example, given
from hypothesis import strategies as st

WORDS = ("yes", "No", "TRUE", "off", "on", "null", "Null", "y", "N", "nan", "inf", "e3", "x0", "a_", "b-", "a:", "#",
         "- a", "a #b", "a: b", "a,b", "(c)", "+1", "1.5", "0o7", "1:30", "2019-07-11", "=", "<<", "~", "!t", "&a",
         "*a", "|", "'a'", '"b"', "%a", "@a", "`a`", "{{ a }}", "[a]", "",
         " ", "a  b", "é", "a\n", "a\nb", "\t", "a.")  # fmt: skip
texts = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from((*WORDS, "Laptop", "HI-R000001", "srv.example")), max_size=6).map(
        " ".join
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=70),
    st.text(max_size=6),
)
values = st.one_of(
    texts, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.lists(texts)
)


@given(data=st.dictionaries(texts, values, min_size=1, max_size=4))
@example(data={"asset_tag": "HI-R000001", "attributes.Notes": "Checked, twice. (B)", "cost": -47})
@example(data={"a" * 50: "b " * 24 + "cd"})
@example(data={"a": True, "b": 1.0})
def test_lines_are_those_of_the_emitter(data):
    line_by_line = ours._in_lines(data)
    assert line_by_line in ("", ours._dumped(data))
    if line_by_line:
        assert yaml.safe_load(line_by_line) == data


@pytest.mark.parametrize(
    "data",
    [
        {"status": "In use"},
        {"serial_number": "FOC3362070012-B", "attributes.Notes": None, "attributes.RAM GB": 512},
        {"owner": "mei.lin@halden.example", "location": "Data centre north, rack (7)"},
    ],
)
def test_what_most_changes_are_made_of_needs_no_emitter(data):
    assert ours._in_lines(data) == ours._dumped(data) == ours.to_yaml(data)


@pytest.mark.parametrize(
    "data", [{}, [], ["a"], {1: "a"}, {"a": ["b"]}, {"on": 1}, {"a": "no"}, {"a": "b" * 51}]
)
def test_everything_else_is_left_to_it(data):
    assert ours._in_lines(data) == ""
