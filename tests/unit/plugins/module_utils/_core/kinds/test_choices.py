# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options and statuses: those of the vendor, of the server, and those that look like something else."""

from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import Vocabulary
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds import table
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.written import Invalid
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Option,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.wire_forms import SEPARATOR
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    KNOWN,
    OF_KIND,
)

SEP = SEPARATOR


def sets(*texts):
    return frozenset(texts)


def test_statuses_of_the_dialect_count():
    words = Vocabulary(
        statuses={"In use": (), "Quarantine": ("Virus",)},
        status_keys={"2": "In use"},
        substatus_keys={"31": "Virus"},
    )
    known = dataclasses.replace(KNOWN, vocabulary=words)
    assert table.parse("quarantine", OF_KIND["status"], known) == "Quarantine"
    assert table.parse("31", OF_KIND["substatus"], known) == "Virus"
    assert table.readings(2, OF_KIND["status"], known) == ("In use",)


def test_options_that_are_not_listed_are_taken_as_written():
    bare = dataclasses.replace(OF_KIND["options"], options=())
    value = table.parse(["x", "y"], bare, KNOWN)
    assert value == sets("x", "y")
    assert table.matches_raw(value, f"y{SEP}x", bare, KNOWN)
    assert table.matches_raw(value, "y, x", bare, KNOWN)
    cascade = dataclasses.replace(OF_KIND["cascading"], options=())
    assert table.parse("1-2", cascade, KNOWN) == "1-2"
    with pytest.raises(Invalid, match="write option ids"):
        table.parse(["Europe"], cascade, KNOWN)


def test_option_that_looks_like_a_list_is_one_option():
    options = (Option("1", '["a"]'), Option("2", "a"), Option("3", "a,b"), Option("4", "b"))
    field = dataclasses.replace(OF_KIND["options"], options=options)
    assert table.readings('["a"]', field, KNOWN) == (sets('["a"]'),)
    assert table.readings('["a", "b"]', field, KNOWN) == (sets("a", "b"),)
    assert table.readings("a,b", field, KNOWN) == (sets("a,b"),)


def test_flat_options_are_a_path_by_their_order_only():
    flat = tuple(dataclasses.replace(one, path=(one.id,)) for one in OF_KIND["cascading"].options)
    field = dataclasses.replace(OF_KIND["cascading"], options=flat)
    assert table.parse("1-2-3", field, KNOWN) == "1-2-3"
    assert table.matches_raw("1-2-3", "1-2-3", field, KNOWN)


def test_long_text_of_options_that_begin_alike_is_read_once():
    """Trying every way to split it would double with each comma, and go as deep as there are commas."""
    texts = ("a", "a,a", "a,a,a", "a, a")
    options = tuple(Option(str(number), text) for number, text in enumerate(texts, 1))
    field = dataclasses.replace(OF_KIND["options"], options=options)
    assert table.readings(",".join("a" * 30_000), field, KNOWN) == (sets("a,a,a"),)
    ways = table.readings(",".join([*"a" * 30_000, "x"]), field, KNOWN)
    assert sets("a", "x") in ways, "no way is one of all options: it may be split by its commas"
