# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people are shown steers no terminal, deceives no eye, and can be printed everywhere."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.visible import (
    has_surrogate,
    visible,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("äöü 漢字 💩 é", "äöü 漢字 💩 é"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[2J", "\\u001b[2J"),
        ("\x9b31m", "\\u009b31m"),
        ("over\rwritten\x08\x7f\x00\x07", "over\\u000dwritten\\u0008\\u007f\\u0000\\u0007"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u2066b\u2069\u200e\u200f\u061c", "a\\u2066b\\u2069\\u200e\\u200f\\u061c"),
        ("a\u200bb\ufeff\u2060\xad", "a\\u200bb\\ufeff\\u2060\\u00ad"),
        ("a\u2028b\u2029\x85", "a\\u2028b\\u2029\\u0085"),
        ("\ud800x\udfff", "\\ud800x\\udfff"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("ad\u200dmin", "ad\\u200dmin"),
        ("ad\u200c", "ad\\u200c"),
        ("می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻"),
        ("", ""),
    ],
)
def test_what_is_not_seen_is_escaped(text, shown):
    assert visible(text) == shown
    assert visible(shown) == shown


@pytest.mark.long
def test_every_character_can_be_seen_and_printed():
    for code in range(sys.maxunicode + 1):
        shown = visible(chr(code))
        assert shown.encode()
        if shown == chr(code) and shown not in "\n\t":
            assert unicodedata.category(shown) not in ("Cc", "Cs", "Zl", "Zp"), hex(code)
            assert unicodedata.bidirectional(shown) not in (
                "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN",
            ), hex(code)  # fmt: skip


def test_lone_surrogates_are_known():
    assert has_surrogate("a\ud800")
    assert not has_surrogate("a\U0001f4a9ä")
