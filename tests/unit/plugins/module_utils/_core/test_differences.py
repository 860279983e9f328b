# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How values differ that are nearly the same, in words."""

from __future__ import annotations

import unicodedata

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.differences import (
    FACETS,
    facets_between,
    flat,
    how_stored,
    shown,
    what_differs,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.name_policy import CHANGES, CUT

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

TEXTS = [
    ("foo ", "foo", "a space at the end", "without the space at the end"),
    ("foo  ", "foo", "2 spaces at the end", "without the 2 spaces at the end"),
    ("foo", "foo\t", "a tab at the end", "with a tab at the end"),
    ("\nfoo", "foo", "a line break at the beginning", "without the line break at the beginning"),
    ("foo\u3000", "foo", "an ideographic space at the end", "without the ideographic space at the end"),
    ("foo\u00a0", "foo", "a no-break space at the end", "without the no-break space at the end"),
    ("LT-1", "lt-1", "upper and lower case: 'LT-1' and 'lt-1'", "in lower case"),
    ("lt-1", "LT-1", "upper and lower case: 'lt-1' and 'LT-1'", "in upper case"),
    ("ab c", "Ab C", "upper and lower case: 'ab c' and 'Ab C'", "in other upper and lower case"),
    ("a\u00a0b", "a b", "a no-break space", "with a space instead of a no-break space"),
    ("a b", "a\u00a0b", "a no-break space", "with a no-break space instead of a space"),
    ("a  b", "a b", "more than one space between words", "with single spaces between words"),
    ("a b", "a  b", "more than one space between words", "with more spaces between words"),
    ("e\u0301", "\u00e9", "composed and decomposed letters", "with composed letters (NFC)"),
    ("\u00e9", "e\u0301", "composed and decomposed letters", "with decomposed letters (NFD)"),
    ("\ufb01le", "file", "letters or digits of another form, such as full-width ones",
     "with letters or digits in another form (NFKC)"),
    ("a\u200bb", "ab", "a character that is not seen (U+200B)", "without a character that is not seen (U+200B)"),
    ("ab", "a\x00b", "a character that is not seen (U+0000)", "with a character that is not seen (U+0000)"),
    ("a & b", "a &amp; b", "'&amp;' and '&' (HTML)", "as HTML, with '&amp;' for '&'"),
    ("a &lt; b", "a < b", "'&lt;' and '<' (HTML)", "with '<' for '&lt;'"),
    ("a\r\nb", "a\nb", "the kind of line breaks", "with LF as line breaks"),
    ("a\nb", "a\r\nb", "the kind of line breaks", "with CRLF as line breaks"),
    (" A b", "a b", "a space at the beginning and upper and lower case: ' A b' and 'a b'",
     "without the space at the beginning and in lower case"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "between", "stored"), TEXTS, ids=ascii)
def test_texts_that_look_alike(one, other, between, stored):
    assert flat(one) == flat(other)
    assert what_differs(one, other) == between
    assert how_stored(one, other) == stored


@pytest.mark.parametrize(
    ("one", "other"),
    [("foo", "foo"), ("foo", "bar"), ("lt-1", "lt-11"), ("a b", "ab"), ("", "x"), ("a-b", "a_b"), ("0", "O")],
)  # fmt: skip
def test_other_texts_do_not_look_alike(one, other):
    assert what_differs(one, other) == ""


@pytest.mark.parametrize(
    ("written", "stored", "words"),
    [
        ("x" * 300, "x" * 255, "cut to 255 characters"),
        ("2026-02-03T10:00", "2026-02-03", "without the time"),
        ("foo", "bar", ""),
        ("foo", "", ""),
        ("foo", None, ""),
        (1.237, 1.24, "rounded to 2 decimals"),
        (1.237, 1.23, "cut to 2 decimals"),
        (1.26, 1.3, "rounded to 1 decimal"),
        (2.7, 2, "cut to whole numbers"),
        (-2.7, -2, "cut to whole numbers"),
        (2.4, 2, "rounded to whole numbers"),
        (2, 3, ""),
        (1.5, 1.5, ""),
        (float("inf"), 1.0, ""),
        (True, 1, ""),
        (["b", "a"], ["a", "b"], "in another order"),
        (["a", "a"], ["a"], "without what is repeated"),
        (["a"], ["a", "a"], "with repetitions"),
        (["LT-1", "b"], ["lt-1", "b"], "with 'lt-1' for 'LT-1', in lower case"),
        (["a", "b"], ["a"], "without 'b'"),
        (["a"], ["a", "c"], "with 'c'"),
        (["a", "b"], ["a", "c"], "without 'b' and with 'c'"),
        (["a"], ["a"], ""),
    ],
)  # fmt: skip
def test_what_became_of_a_value(written, stored, words):
    assert how_stored(written, stored) == words


def test_what_is_not_seen_is_escaped():
    assert shown("a\u200bb") == r"'a\u200bb'"
    assert shown("e\u0301") == r"'e\u0301'"
    assert shown("\u00e9") == "'\u00e9'"
    assert shown(["a"]) == "['a']"


SPELLINGS = (
    str.upper, str.lower, str.title, lambda text: f" {text}\u00a0", lambda text: text.replace(" ", "  "),
    lambda text: unicodedata.normalize("NFD", text), lambda text: unicodedata.normalize("NFC", text),
    lambda text: "\u200b" + text,
)  # fmt: skip
PLAIN = st.text(st.sampled_from("abcXYZ 019-\u00e9\u00fc\u00a0\t"), min_size=1, max_size=12)


@given(PLAIN, st.lists(st.sampled_from(SPELLINGS), min_size=1, max_size=3))
def test_every_other_spelling_has_words(text, changes):
    other = text
    for change in changes:
        other = change(other)
    assert bool(what_differs(text, other)) == (text != other)
    assert flat(flat(text)) == flat(text) == flat(other)


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_two_texts(one, other):
    """The facets that are named are enough to make the texts equal, and each of them is needed."""
    named = facets_between(one, other)

    def flatten(text, facets):
        for facet in facets:
            text = facet.flatten(text)
        return text

    assert bool(named) == (one != other and flat(one) == flat(other))
    assert bool(how_stored(one, other)) >= bool(named)
    if named:
        assert flatten(one, named) == flatten(other, named)
        for facet in named:
            fewer = [other_one for other_one in named if other_one is not facet]
            assert flatten(one, fewer) != flatten(other, fewer)
    assert {facet.key for facet in named} <= {facet.key for facet in FACETS}


def test_changes_of_names_are_the_facets():
    assert (*(facet.key for facet in FACETS), CUT) == CHANGES
