# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data as YAML: every reader gets back what was written, linters accept it, and people can read it."""

from __future__ import annotations

import datetime

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._core.yaml_text import (
    WIDTH,
    comment,
    yaml_text,
)

pytest.importorskip("hypothesis")
from hypothesis import given, settings
from hypothesis import strategies as st

try:
    from ruamel.yaml import YAML
    from yamllint import config, linter
except ImportError:  # they come with ansible-lint; without them, there are fewer readers
    YAML = None

BEGIN = "One sentence that is so long that it does not fit into a line, and is"
LONG = f"{BEGIN} therefore folded."


class Reader(yaml.SafeLoader):
    """PyYAML, with Ansible's tag."""


class FastReader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """libyaml, with Ansible's tag."""


for one in (Reader, FastReader):
    one.add_constructor("!unsafe", lambda _reader, node: node.value)


def written(data):
    """The text; what two readers of YAML 1.1, and one of 1.2 where it is installed, make of it is the data."""
    text = yaml_text(data)
    for reader in (Reader, FastReader):
        assert yaml.load(text, reader) == data, text
    if YAML is not None:
        assert plain(YAML(typ="rt", pure=True).load(text)) == data, text
    return text


def plain(found):
    """What ruamel.yaml has read, in Python's own types."""
    if isinstance(found, dict):
        return {plain(key): plain(value) for key, value in found.items()}
    if isinstance(found, list):
        return list(map(plain, found))
    if hasattr(found, "tag") and hasattr(found, "value"):
        return str(found.value)
    for kind in (str, bool, int, float):
        if isinstance(found, kind):
            return kind(found)
    return found


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("a text", "k: a text"),
        ("Store room, basement", "k: Store room, basement"),
        ("", "k: ''"),
        ("yes", "k: 'yes'"),
        ("n", "k: 'n'"),
        ("00123", "k: '00123'"),
        ("1e3", "k: '1e3'"),
        ("0o14", "k: '0o14'"),
        ("12:30", "k: '12:30'"),
        ("2026-03-04", "k: '2026-03-04'"),
        ("10.20.0.2", "k: 10.20.0.2"),
        ("a: b", "k: 'a: b'"),
        ("a #b", "k: 'a #b'"),
        ("# 12", "k: '# 12'"),
        ("it's", "k: it's"),
        ("- 'it's", "k: '- ''it''s'"),
        (" x", "k: ' x'"),
        ("a\tb", 'k: "a\\tb"'),
        ("a\u202eb", 'k: "a\\u202eb"'),
        ("Türkiye", "k: Türkiye"),
        ("😀", "k: '😀'"),
        ("{{ x }}", "k: !unsafe '{{ x }}'"),
        ("a {% if x %}", "k: !unsafe 'a {% if x %}'"),
        ("a\nb", "k: |-\n  a\n  b"),
        ("a\n\n  b\n", "k: |\n  a\n\n    b"),
        ("a \nb", 'k: "a \\nb"'),
        (LONG, f"k: >-\n  {BEGIN}\n  therefore folded."),
        (f"a\n{LONG}\n", f"k: >\n  a\n\n  {BEGIN}\n  therefore folded."),
        (
            "https://example.com/" + "x" * 80,
            "k: >-\n  https://example.com/" + "x" * 80,
        ),
        (
            " " + LONG,
            f'k: " {BEGIN} \\\n  therefore folded."',
        ),
        (12, "k: 12"),
        (1e16, "k: 1.0e+16"),
        (0.5, "k: 0.5"),
        (True, "k: true"),
        (None, "k: null"),
        (datetime.date(2026, 3, 4), "k: 2026-03-04"),
        ([], "k: []"),
        ({}, "k: {}"),
        (["a", ["b"]], "k:\n  - a\n  - - b"),
        ([{"a": 1, "b": 2}], "k:\n  - a: 1\n    b: 2"),
    ],
    ids=str,
)
def test_value_has_the_first_form_that_holds_it(value, lines):
    assert written({"k": value}) == f"{lines}\n"


@pytest.mark.parametrize("value", [1, "a text", [1], {"a": 1}, 10**20, datetime.date(2026, 3, 4)])
def test_key_that_is_too_long_stands_in_lines_of_its_own(value):
    text = written([{f"{LONG} {LONG}": value, "b": 2}])
    assert text.startswith("- ? >-\n    One sentence")
    assert max(map(len, text.splitlines())) <= WIDTH


def test_no_data_is_no_text():
    assert yaml_text([]) == yaml_text({}) == ""


def test_what_yaml_has_no_form_for_is_no_silent_loss():
    with pytest.raises(TypeError):
        yaml_text({"a": object()})


def test_comment_is_wrapped():
    lines = comment(f"{LONG} {'x' * 90}", indent=2)
    assert [line[:5] for line in lines] == ["  # O", "  # t", "  # x"]
    assert max(map(len, lines[:2])) <= WIDTH


# -- everything --

ODD = (
    "a", "word", " ", "  ", "\n", "\n\n", "\t", "#", ": ", ":", "- ", "'", '"', "\\", "{{ x }}", "{%", "}}", "é", "😀",
    "\u200b", "\ufeff", "\u2028", "\x85", "\x00", "\xa0", "yes", "0o14", "1e3", "x" * 90, "x" * 50, "%", "@", "&", "*",
    "!", "|", ">", "---", "...", "?", "=", "<<", "~", "null", "12:30", "2024-01-01", "\r", "\u0301", "\uffff", "[", "]",
    ",", "<<<<<<< ", "\x1b[2J",
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(ODD), max_size=40).map("".join),
    st.text(st.characters(blacklist_categories=("Cs",)), max_size=200),
)
VALUES = st.one_of(
    TEXTS,
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.dates(),
    st.none(),
    st.lists(TEXTS, max_size=3),
    st.lists(st.dictionaries(TEXTS, TEXTS, max_size=2), max_size=2),
)
ASSETS = st.lists(
    st.dictionaries(TEXTS, VALUES | st.dictionaries(TEXTS, VALUES, max_size=3), min_size=1, max_size=4),
    min_size=1,
    max_size=3,
)  # fmt: skip


@settings(max_examples=200)
@given(assets=ASSETS)
def test_whatever_it_is_it_is_read_back_and_linted(assets):
    text = written(assets)
    for line in map(str.strip, text.splitlines()):
        assert len(line) <= WIDTH or " " not in line.removeprefix("- ")
    if YAML is not None:
        rules = config.YamlLintConfig("extends: default")
        assert list(map(str, linter.run(f"---\n{text}", rules))) == []
