# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists are read to their end, each row once, however a server pages; or they are refused."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    IncompleteRead,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.answers import (
    read_asset,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.paging import (
    read_all,
    read_until,
)

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402


class Server:
    """A list of ids, and how it is given out. `asked` has the number, size and direction of each request."""

    def __init__(self, ids, cap=500, total=None, beyond="empty", hidden=(), numbered=True):
        self.ids, self.cap, self.total, self.beyond = list(ids), cap, total, beyond
        self.hidden, self.numbered = set(hidden), numbered
        self.asked = []
        self.before = lambda request: None  # may change the list before a request is answered

    def __call__(self, number, size, descending=False):
        self.asked.append((number, size, descending))
        self.before(len(self.asked))
        ids = self.ids[::-1] if descending else self.ids
        size = min(size, self.cap)
        last = max(1, -(-len(ids) // size))
        if number > last and self.beyond == "repeat_last":
            number = last
        start = (number - 1) * size if self.numbered else 0
        shown = [one for one in ids[start : start + size] if one not in self.hidden]
        return [row(one) for one in shown], self.told(shown)

    def told(self, shown):
        """The number that the answer gives as a total."""
        if callable(self.total):
            return self.total(self, shown)
        return self.total


def row(number):
    return read_asset({"id": number, "name": f"asset {number}"})


def all_of(server, page_size=100, **more):
    return [one.id for one in read_all(server, page_size, **more)]


def exact(server, shown):
    return len(server.ids)


def of_page(server, shown):
    return len(shown)


def of_visible(server, shown):
    return len(set(server.ids) - server.hidden)


TOTALS = {"absent": None, "exact": exact, "of this page": of_page, "visible": of_visible}


@given(
    count=st.integers(0, 60),
    cap=st.integers(1, 25),
    page_size=st.integers(1, 25),
    total=st.sampled_from(sorted(TOTALS)),
    beyond=st.sampled_from(["empty", "repeat_last"]),
)
@settings(max_examples=200)
def test_every_row_is_read_once_and_in_order(count, cap, page_size, total, beyond):
    ids = list(range(1, count + 1))
    server = Server(ids, cap, TOTALS[total], beyond)
    assert all_of(server, page_size) == ids


@given(
    count=st.integers(1, 60),
    cap=st.integers(1, 25),
    page_size=st.integers(1, 25),
    total=st.sampled_from(sorted(TOTALS)),
    beyond=st.sampled_from(["empty", "repeat_last"]),
    data=st.data(),
)
@settings(max_examples=200)
def test_rows_dropped_for_permission_hide_no_other(count, cap, page_size, total, beyond, data):
    ids = list(range(1, count + 1))
    hidden = data.draw(st.sets(st.sampled_from(ids)))
    visible = [one for one in ids if one not in hidden]
    first_page = set(ids[: min(cap, page_size)])
    # A list whose first page is all hidden looks empty: that is the user's view of it.
    hypothesis.assume(not first_page <= hidden or not visible)
    server = Server(ids, cap, TOTALS[total], beyond, hidden)
    try:
        found = all_of(server, page_size)
    except IncompleteRead:
        return
    assert found == visible


@given(
    count=st.integers(1, 60),
    lie=st.integers(0, 120),
    cap=st.integers(1, 25),
    page_size=st.integers(1, 25),
)
@settings(max_examples=150)
def test_wrong_total_loses_nothing_silently(count, lie, cap, page_size):
    ids = list(range(1, count + 1))
    # At the end of a page nobody can tell a total that is too small from the truth.
    hypothesis.assume(lie >= count or lie % min(cap, page_size))
    try:
        found = all_of(Server(ids, cap, lie), page_size)
    except IncompleteRead:
        return
    assert found == ids


@pytest.mark.parametrize("count", [2, 5, 100, 250])
@pytest.mark.parametrize("cap", [1, 3, 500])
def test_ignored_page_number_is_refused(count, cap):
    server = Server(range(1, count + 1), cap, numbered=False)
    with pytest.raises(IncompleteRead):
        all_of(server)


def test_one_row_needs_no_numbered_pages():
    assert all_of(Server([7], numbered=False)) == [7]


@pytest.mark.parametrize(
    ("count", "page_size", "pages"),
    [(10_000, 100, 100), (9_950, 100, 100), (100, 100, 1), (5, 100, 1)],
)
def test_total_spares_the_proof(count, page_size, pages):
    server = Server(range(1, count + 1), total=exact)
    assert len(all_of(server, page_size)) == count
    # One page more where the first page has it all: then the count may be that of the page.
    assert pages <= len(server.asked) <= pages + (2 if pages == 1 else 0)


def test_without_a_total_the_end_costs_two_requests_at_most():
    server = Server(range(1, 1001))
    assert len(all_of(server)) == 1000
    assert len(server.asked) <= 12


def test_list_that_grows_at_its_beginning_is_read_again():
    server = Server(range(1, 51))

    def insert(request):
        if request == 2:
            server.ids.insert(0, 99)

    server.before = insert
    assert all_of(server, 10) == [99, *range(1, 51)]


def test_list_that_shrinks_while_its_total_is_told_is_read_again():
    server = Server(range(1, 51), total=exact)

    def remove(request):
        if request == 2:
            server.ids.remove(1)

    server.before = remove
    assert all_of(server, 10) == list(range(2, 51))


def test_list_that_never_stands_still_is_refused():
    server = Server(range(1, 51))
    server.before = lambda request: server.ids.insert(0, 1000 + request)
    with pytest.raises(IncompleteRead, match="changes while it is being read"):
        all_of(server, 10)


def test_total_that_counts_hidden_rows_is_refused():
    with pytest.raises(IncompleteRead, match="counts 50 assets but gave 49"):
        all_of(Server(range(1, 51), total=exact, hidden=[7]), 10)


@pytest.mark.parametrize(
    ("first", "last"),
    [(21, 30), (21, 50)],
    ids=["a page in the middle", "all pages from the third on"],
)
def test_hidden_page_does_not_end_the_list(first, last):
    hidden = set(range(first, last + 1))
    assert all_of(Server(range(1, 51), hidden=hidden), 10) == [
        one for one in range(1, 51) if one not in hidden
    ]


def test_hidden_pages_in_the_middle_and_at_the_end_do_not_end_the_list():
    hidden = {*range(11, 21), *range(41, 51)}
    server = Server(range(1, 51), hidden=hidden)
    try:
        found = all_of(server, 10)
    except IncompleteRead:
        return
    assert found == [one for one in range(1, 51) if one not in hidden]


def test_reading_stops_when_it_is_enough():
    server = Server(range(1, 1001))
    found = all_of(server, 10, enough=lambda rows: len(rows) >= 25)
    assert found == list(range(1, 31))
    assert len(server.asked) == 3


def test_first_page_is_not_read_twice():
    server = Server(range(1, 16))
    first = server(1, 10)
    server.asked.clear()
    assert all_of(server, 10, first_page=first) == list(range(1, 16))
    assert (1, 10, False) not in server.asked


def test_empty_list_is_empty():
    server = Server([])
    assert all_of(server) == []
    assert len(server.asked) <= 2


# -- a search for one name --


@pytest.mark.parametrize(("count", "requests"), [(0, 1), (1, 1), (9, 1), (10, 2), (40, 2)])
def test_search_that_satisfies_costs_one_request(count, requests):
    server = Server(range(1, count + 1))
    found = read_until(server, 100, lambda rows: True)
    assert [one.id for one in found] == list(range(1, count + 1))
    assert len(server.asked) == requests


@given(
    count=st.integers(0, 40),
    cap=st.integers(10, 25),
    page_size=st.integers(10, 30),
    satisfied=st.booleans(),
)
@settings(max_examples=100)
def test_search_brings_all_rows(count, cap, page_size, satisfied):
    server = Server(range(1, count + 1), cap)
    found = read_until(server, page_size, lambda rows: satisfied)
    assert [one.id for one in found] == list(range(1, count + 1))


def test_search_goes_on_where_more_are_counted():
    server = Server(range(1, 8), cap=3, total=exact)
    found = read_until(server, 100, lambda rows: True)
    assert [one.id for one in found] == list(range(1, 8))
