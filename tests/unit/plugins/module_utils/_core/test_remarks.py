# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What many assets have in common is shown once, and several sentences are several lines."""

from __future__ import annotations

import json
import time

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.remarks import (
    Remark,
    about,
    as_list,
    changed,
    grouped,
    in_lines,
)

SAID = "status: there is no status 'In us'; did you mean 'In use'?"


def laptops(count, sentence=SAID):
    """The same remark about several laptops."""
    return [
        Remark(f"laptop.yml:{one}", f"Laptop 'lt-{one}'", sentence) for one in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("a.yml:1", "Laptop 'x'", "is lost"), "a.yml:1: Laptop 'x': is lost"),
        (("", "Laptop 'x'", "is lost"), "Laptop 'x': is lost"),
        (("a.yml:1", "", "is lost"), "a.yml:1: is lost"),
        (("", "", "is lost"), "is lost"),
    ],
)
def test_a_remark_is_a_text(parts, text):
    remark = Remark(*parts)
    assert remark == text
    assert json.dumps([remark]) == json.dumps([text])
    assert (remark.place, remark.label, remark.sentence) == parts


def test_the_label_is_not_repeated():
    assert about("a.yml:1", "Laptop 'x'", "Laptop 'x': is lost") == "a.yml:1: Laptop 'x': is lost"


@pytest.mark.parametrize(
    ("sentence", "of_many"),
    [
        ("could not create 'lt-%d': no", "could not create the asset: no"),
        ("could not update asset 4%d: no", "could not update the asset: no"),
        (
            "Laptop 'lt-%d': the server accepted the write of asset 4%d but did not keep it",
            "the server accepted the write of the asset but did not keep it",
        ),
    ],
)
def test_failures_of_many_assets_are_said_without_their_names(sentence, of_many):
    def failures(count):
        return [
            about(f"a.yml:{one}", f"Laptop 'lt-{one}'", sentence.replace("%d", str(one)), f"lt-{one}", f"4{one}")
            for one in range(1, count + 1)
        ]  # fmt: skip

    assert grouped(failures(9)) == [f"{of_many} (9 assets, first: a.yml:1, a.yml:2, a.yml:3)"]
    (alone,) = grouped(failures(1))
    assert alone.startswith("a.yml:1: Laptop 'lt-1': ")
    assert alone.endswith(sentence.replace("%d", "1").removeprefix("Laptop 'lt-1': "))


def test_another_name_in_a_failure_stays():
    said = "could not create 'lt-1': 'lt-1' and asset 42 are there, asset 4 is not"
    (together,) = grouped(
        about(place, "Laptop", said, "lt-1", 4) for place in ("a.yml:1", "a.yml:2")
    )
    assert together.startswith(
        "could not create the asset: 'lt-1' and asset 42 are there, the asset is not (2 assets: "
    )


def test_a_remark_cannot_be_changed_but_replaced():
    (one,) = laptops(1)
    with pytest.raises(AttributeError):
        one.place = "elsewhere"
    louder = changed(one, str.upper)
    assert louder == one.upper()
    assert louder.place == "LAPTOP.YML:1"
    assert changed("plain", str.upper) == "PLAIN"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, f"laptop.yml:1: Laptop 'lt-1': {SAID}"),
        (2, f"{SAID} (2 assets: laptop.yml:1, laptop.yml:2)"),
        (
            5,
            f"{SAID} (5 assets: laptop.yml:1, laptop.yml:2, laptop.yml:3, laptop.yml:4, laptop.yml:5)",
        ),
        (6, f"{SAID} (6 assets, first: laptop.yml:1, laptop.yml:2, laptop.yml:3)"),
        (3140, f"{SAID} (3,140 assets, first: laptop.yml:1, laptop.yml:2, laptop.yml:3)"),
    ],
)
def test_the_same_about_several_assets_is_one_sentence(count, expected):
    assert grouped(laptops(count)) == [expected]
    assert not isinstance(grouped(laptops(count))[0], Remark)


def test_each_is_where_it_was_first():
    texts = ["first", *laptops(2), "second", *laptops(1, "is lost"), "first", *laptops(2)]
    assert grouped(texts) == [
        "first",
        f"{SAID} (2 assets: laptop.yml:1, laptop.yml:2)",
        "second",
        "laptop.yml:1: Laptop 'lt-1': is lost",
    ]


def test_assets_without_a_place_are_named():
    texts = [Remark("", f"Rack '{name}'", "create") for name in "abc"]
    assert grouped(texts) == ["create (3 assets: Rack 'a', Rack 'b', Rack 'c')"]


def test_places_without_an_asset_are_places():
    texts = [Remark(f"a.yml:{line}", "", "unknown tag") for line in range(9)]
    assert grouped(texts) == ["unknown tag (9 places, first: a.yml:0, a.yml:1, a.yml:2)"]


def test_a_text_that_says_the_same_as_remarks_stays_a_text():
    assert grouped([SAID, *laptops(1)]) == [SAID, f"laptop.yml:1: Laptop 'lt-1': {SAID}"]


def test_several_sentences_are_lines():
    assert in_lines([]) == ""
    assert in_lines(["one"]) == "one"
    assert in_lines(["one", "two"]) == "2 problems:\n- one\n- two"
    many = [str(one) for one in range(1234)]
    lines = in_lines(many).split("\n")
    assert (lines[0], lines[1], lines[20], lines[21]) == (
        "1,234 problems:", "- 0", "- 19", "- ... and 1,214 more",
    )  # fmt: skip
    assert len(lines) == 22
    assert as_list(["one"]) == "- one"


def test_an_error_has_every_problem_and_few_words():
    error = InputError([*laptops(314), "scope: is needed for prune"])
    assert len(error.problems) == 315
    assert error.sentence == (
        f"2 problems:\n- {SAID} (314 assets, first: laptop.yml:1, laptop.yml:2, laptop.yml:3)"
        "\n- scope: is needed for prune"
    )


def test_a_hundred_thousand_remarks_are_grouped_at_once():
    texts = [*laptops(100_000), *laptops(100_000, "is lost")]
    start = time.process_time()
    assert len(grouped(texts)) == 2
    assert time.process_time() - start < 5
