# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that join no texts, and those whose ids are no numbers."""

from __future__ import annotations

import dataclasses
import re

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds import table
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.references import (
    split_name_and_id,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.written import Invalid
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Ref,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.wire_forms import SEPARATOR
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    KNOWN,
    OF_KIND,
)

SEP = SEPARATOR


def refs(*given):
    return frozenset(
        Ref(id=one) if isinstance(one, int) else Ref(name=one) if isinstance(one, str) else one
        for one in given
    )


def sets(*texts):
    return frozenset(texts)


def test_without_a_separator_a_text_is_one_value():
    plain = dataclasses.replace(KNOWN, separator="")
    field = dataclasses.replace(OF_KIND["options"], options=())
    assert table.parse(f"a{SEP}b", field, plain) == sets(f"a{SEP}b")
    assert table.readings(f"a{SEP}b", field, plain) == (sets(f"a{SEP}b"),)
    assert table.matches_raw(sets("a", "b"), "a, b", field, plain)
    assert table.readings("Europe - Norway", OF_KIND["cascading"], plain) == ("1-2",)
    assert table.readings("10000,10001", OF_KIND["ids"], plain) == (sets("10000", "10001"),)
    assert table.matches_raw(refs(41, 42), "41,42", OF_KIND["references"], plain)


TEXT_IDS = dataclasses.replace(
    KNOWN, parse_id=lambda text: text.strip() if re.fullmatch(r"\s*a-[0-9]+\s*", text) else None
)


@pytest.mark.parametrize(
    ("written", "raw"),
    [
        (["a-1", "a-2"], "a-2, a-1"),
        ("a-1", "a-1"),
        ([{"id": "a-1"}], [{"id": "a-1", "name": "rack-07"}]),
        (["a-1", "a-2"], "rack, left #a-1, rack-08 #a-2"),
        ({"asset_type": "Rack", "id": "a-3"}, "a-3"),
        (["a-1", "a-2"], f"a-1{SEP}a-2"),
    ],
)
def test_id_is_whatever_the_server_says(written, raw):
    field = OF_KIND["references"]
    value = table.parse(written, field, TEXT_IDS)
    assert {type(ref.id) for ref in value} == {str}
    assert table.matches_raw(value, raw, field, TEXT_IDS)
    assert split_name_and_id("rack #7 #a-1", TEXT_IDS) == ("rack #7", "a-1")
    assert split_name_and_id("rack #7", TEXT_IDS) == ("rack #7", None)


def test_number_is_a_name_where_ids_are_texts():
    field = OF_KIND["references"]
    assert table.parse(["7", 8], field, TEXT_IDS) == refs("7", "8")
    with pytest.raises(Invalid, match="'7' is not an asset id"):
        table.parse({"id": 7}, field, TEXT_IDS)
