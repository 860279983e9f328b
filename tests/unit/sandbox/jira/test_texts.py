# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wiki markup and documents: what each becomes in the other form."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.tests.sandbox.jira.texts import (
    as_document,
    as_html,
    as_wiki,
    is_document,
    plain,
)

SAME = [
    "one line",
    "two\nlines",
    "one\n\ntwo",
    "h2. Top\n\ntext",
    "* a\n* b",
    "* a\n** b\n** c\n* d",
    "# a\n#* b\n# c",
    "# one\n# two",
    "{code:python}\nx = 1\n\ny = *2*\n{code}",
    "----",
    "*bold* _em_ {{code}} [there|https://example.org/]",
    "2 * 3 * 4 and snake_case_name",
    "Grüße",
]


@pytest.mark.parametrize("text", SAME)
def test_there_and_back(text):
    document = as_document(text)
    assert is_document(document)
    assert as_wiki(document) == text
    assert as_document(as_wiki(document)) == document


def test_lists_lie_within_each_other():
    (outer,) = as_document("* a\n** b\n* c")["content"]
    assert [len(item["content"]) for item in outer["content"]] == [2, 1]
    assert outer["content"][0]["content"][1]["type"] == "bulletList"
    kinds = [node["type"] for node in as_document("- a\n# b")["content"]]
    assert kinds == ["bulletList", "orderedList"]


def test_marks():
    (paragraph,) = as_document("a *b* _c_")["content"]
    assert [node.get("marks") for node in paragraph["content"]] == [
        None,
        [{"type": "strong"}],
        None,
        [{"type": "em"}],
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "text",
        None,
        {},
        {"type": "doc", "version": 1},
        {"type": "doc", "version": 2, "content": []},
        {"type": "doc", "version": 1, "content": [{"type": "text", "text": "x"}]},
        {
            "type": "doc",
            "version": 1,
            "content": [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}],
        },
        {
            "type": "doc",
            "version": 1,
            "content": [{"type": "paragraph", "content": [{"type": "paragraph"}]}],
        },
    ],
)
def test_no_documents(wrong):
    assert not is_document(wrong)


def test_words_and_html():
    document = as_document("a *b*\n\n* <c>")
    assert plain(document).split() == ["a", "b", "<c>"]
    assert as_html(document) == "<p>a <b>b</b></p>\n<ul><li><p>&lt;c&gt;</p></li></ul>"
