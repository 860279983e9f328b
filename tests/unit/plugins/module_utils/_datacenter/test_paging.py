# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists are read to their end, each row once, however a server pages; or they are refused."""

from __future__ import annotations

import itertools
import threading
import time

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    IncompleteRead,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.answers import (
    read_asset,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.first_page import read_until
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.paging import (
    read_all,
)

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

pytestmark = pytest.mark.long


class Server:
    """A list of ids, and how it is given out. `asked` has the number, size and direction of each request.

    `same_name` assets each bear one name. `ties` is the order in which those stand where the list is read from its end.
    """

    def __init__(
        self,
        ids,
        cap=500,
        total=None,
        beyond="empty",
        *,
        hidden=(),
        numbered=True,
        same_name=1,
        ties="reversed",
        directed=True,
    ):
        self.ids, self.cap, self.total, self.beyond = list(ids), cap, total, beyond
        self.hidden, self.numbered = set(hidden), numbered
        self.same_name, self.ties, self.directed = same_name, ties, directed
        self.asked = []
        self.before = lambda request: None  # may change the list before a request is answered
        self.lock = threading.Lock()

    def __call__(self, number, size, descending=False):
        with self.lock:
            self.asked.append((number, size, descending))
            self.before(len(self.asked))
            return self.page(number, size, descending)

    def page(self, number, size, descending):
        """The answer to a request."""
        ids = self.backwards() if descending and self.directed else self.ids
        size = min(size, self.cap)
        last = max(1, -(-len(ids) // size))
        if number > last and self.beyond == "repeat_last":
            number = last
        start = (number - 1) * size if self.numbered else 0
        shown = [one for one in ids[start : start + size] if one not in self.hidden]
        return [self.row(one) for one in shown], self.told(shown)

    def backwards(self):
        """The list from its end."""
        if self.ties == "reversed":
            return self.ids[::-1]
        groups = [list(group) for _name, group in itertools.groupby(self.ids, self.plain_name)]
        if self.ties == "shuffled":
            groups = [sorted(group, key=lambda one: one * 7 % 11) for group in groups]
        return list(itertools.chain.from_iterable(groups[::-1]))

    def name(self, number):
        """The name that the asset bears, spelled in one of several ways."""
        group = (number - 1) // self.same_name
        return f"Asset {group}" if number % 2 else f"asset {group} "

    def plain_name(self, number):
        """The name as the server sorts it."""
        return self.name(number).strip().lower()

    def row(self, number):
        """The asset as an answer shows it."""
        return read_asset({"id": number, "name": self.name(number)})

    def told(self, shown):
        """The number that the answer gives as a total."""
        if callable(self.total):
            return self.total(self, shown)
        return self.total

    def visible(self):
        """The ids that the user may see."""
        return [one for one in self.ids if one not in self.hidden]

    def names(self):
        """The names that the user may see."""
        return {self.plain_name(one) for one in self.visible()}

    def pages(self, page_size, descending):
        """All pages, those without a visible row too."""
        size = min(page_size, self.cap)
        count = -(-len(self.ids) // size)
        return [self.page(number + 1, page_size, descending)[0] for number in range(count)]

    def looks_ended_too_early(self, page_size):
        """Whether pages without a visible row are just what the end would look like."""
        up, down = (self.pages(page_size, descending) for descending in (False, True))
        if not self.visible():
            return False
        if not up[0] and not down[0]:
            return True
        # Read from the other end, the list looks as it does from its beginning.
        same_way = not self.directed or len(self.names()) == 1
        return same_way and not (all(up) and all(down))


def all_of(server, page_size=100, **more):
    return [one.id for one in read_all(server, page_size, **more)]


def exact(server, shown):
    return len(server.ids)


def of_page(server, shown):
    return len(shown)


def of_visible(server, shown):
    return len(server.visible())


TOTALS = {"absent": None, "exact": exact, "of this page": of_page, "visible": of_visible}


@st.composite
def servers(draw, hiding=False):
    """Servers of all kinds."""
    ids = list(range(1, draw(st.integers(1 if hiding else 0, 60)) + 1))
    return Server(
        ids,
        cap=draw(st.integers(1, 25)),
        total=TOTALS[draw(st.sampled_from(sorted(TOTALS)))],
        beyond=draw(st.sampled_from(["empty", "repeat_last"])),
        hidden=draw(hidden_rows(ids)) if hiding else (),
        same_name=draw(st.sampled_from([1, 1, 2, 3, 10, 100])),
        ties=draw(st.sampled_from(["reversed", "kept", "shuffled"])),
        directed=draw(st.sampled_from([True, True, False])),
    )


def hidden_rows(ids):
    """Some rows here and there, or some stretches."""
    stretches = st.lists(st.tuples(st.sampled_from(ids), st.integers(1, 25)), max_size=3)
    return st.sets(st.sampled_from(ids)) | stretches.map(
        lambda found: {one for first, length in found for one in range(first, first + length)}
    )


WAYS = st.fixed_dictionaries(
    {
        "page_size": st.integers(1, 25),
        "workers": st.sampled_from([1, 1, 4]),
        "expected": st.sampled_from(["none", "right", "wrong"]),
        "wrong": st.integers(0, 120),
    }
)


def read_in(way, server):
    """What is read in one of the WAYS."""
    expected = {"none": None, "right": len(server.visible()), "wrong": way["wrong"]}
    return all_of(
        server, way["page_size"], workers=way["workers"], expected=expected[way["expected"]]
    )


def assert_just(found, server):
    """That all visible rows were found, in order as far as there is one."""
    if server.ties != "reversed":
        groups = [
            [name for name, _group in itertools.groupby(ids, server.plain_name)]
            for ids in (found, server.visible())
        ]
        assert groups[0] == groups[1]
        found = sorted(found)
    assert found == server.visible()


@given(server=servers(), way=WAYS)
@settings(max_examples=400, deadline=None)
def test_every_row_is_read_once_and_in_order(server, way):
    assert_just(read_in(way, server), server)


@given(server=servers(hiding=True), way=WAYS)
@settings(max_examples=400, deadline=None)
def test_rows_dropped_for_permission_hide_no_other(server, way):
    hypothesis.assume(not server.looks_ended_too_early(way["page_size"]))
    try:
        found = read_in(way, server)
    except IncompleteRead:
        # In the way are only a total that hidden rows are counted in or that is waited for across an empty page, and
        # a repeated page that hidden rows make look like the one page that a server gives always.
        assert server.total in (exact, of_visible) or server.beyond == "repeat_last"
        return
    assert_just(found, server)


@given(server=servers(hiding=True), page_size=st.integers(1, 25), wanted=st.integers(1, 70))
@settings(max_examples=200, deadline=None)
def test_rows_that_are_enough_are_those_of_the_beginning(server, page_size, wanted):
    server.ties = "reversed"
    hypothesis.assume(not server.looks_ended_too_early(page_size))
    try:
        found = all_of(server, page_size, enough=lambda rows: len(rows) >= wanted)
    except IncompleteRead:
        return
    visible = server.visible()
    assert found[:wanted] == visible[:wanted]
    assert found == visible[: len(found)]


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


@pytest.mark.parametrize(
    ("count", "cap"),
    [(2, 1), (5, 1), (100, 1), (250, 1), (2, 3), (5, 3), (100, 3), (250, 3), (2, 500), (250, 500)],
)
@pytest.mark.parametrize("total", [None, exact])
@pytest.mark.parametrize("workers", [1, 4])
def test_ignored_page_number_is_refused(count, cap, total, workers):
    server = Server(range(1, count + 1), cap, total, numbered=False)
    with pytest.raises(IncompleteRead):
        all_of(server, workers=workers)


@pytest.mark.parametrize("total", [None, exact])
def test_ignored_page_number_is_told(total):
    server = Server(range(1, 251), total=total, numbered=False)
    with pytest.raises(IncompleteRead, match="the same page whatever the page number"):
        all_of(server)


@pytest.mark.parametrize("count", [3, 5, 100])
def test_ignored_page_number_does_no_harm_where_one_page_has_it_all(count):
    assert all_of(Server(range(1, count + 1), numbered=False)) == list(range(1, count + 1))


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


# -- what it costs --


@pytest.mark.parametrize("workers", [1, 2, 8])
@pytest.mark.parametrize(
    ("count", "total", "requests"),
    [
        (10_000, None, 101),
        (9_950, None, 100),
        (10_000, exact, 100),
        (9_950, exact, 100),
        (101, exact, 2),
        (120, None, 2),
    ],
)
def test_expected_rows_cost_no_more_pages_than_they_fill(count, total, requests, workers):
    server = Server(range(1, count + 1), total=total)
    found = all_of(server, workers=workers, expected=count)
    assert found == list(range(1, count + 1))
    assert len(server.asked) == len(set(server.asked)) == requests


@pytest.mark.parametrize("workers", [1, 2, 8])
@pytest.mark.parametrize(("count", "pages"), [(10_000, 101), (9_950, 100), (1_234, 13)])
def test_without_expectations_only_the_last_pages_may_be_too_many(count, pages, workers):
    server = Server(range(1, count + 1))
    assert all_of(server, workers=workers) == list(range(1, count + 1))
    assert len(server.asked) <= pages + workers - 1


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("total", [None, exact])
def test_a_lowered_page_size_costs_no_more_pages_than_it_makes(total, workers):
    server = Server(range(1, 2001), cap=40, total=total)
    assert all_of(server, workers=workers, expected=2000) == list(range(1, 2001))
    assert len(server.asked) == (50 if total else 51)


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize(
    ("count", "requests"), [(0, 2), (1, 3), (2, 3), (3, 2), (5, 2), (99, 2), (100, 2), (102, 2)]
)
def test_short_list_costs_a_look_from_either_end(count, requests, workers):
    for expected in (None, count):
        server = Server(range(1, count + 1))
        assert all_of(server, workers=workers, expected=expected) == list(range(1, count + 1))
        # Of a list that fills the page, as many pages are read at once as may be.
        assert len(server.asked) <= requests + (workers - 1 if count >= 100 else 0)


def test_expecting_too_few_costs_a_page_at_most():
    server = Server(range(1, 1001))
    assert len(all_of(server, workers=4, expected=30)) == 1000
    assert len(server.asked) <= 12


def test_expecting_too_many_costs_no_more_than_is_being_read_when_the_end_is_proven():
    server = Server(range(1, 151))
    assert len(all_of(server, expected=10_000)) == 150
    assert len(server.asked) == 2
    server.asked.clear()
    server.before = lambda request: time.sleep(0.002)
    assert len(all_of(server, workers=4, expected=10_000)) == 150
    assert len(server.asked) <= 20


def test_ignored_direction_costs_only_what_was_read_before_it_showed():
    server = Server(range(1, 10_001), directed=False)
    assert all_of(server, workers=4, expected=10_000) == list(range(1, 10_001))
    assert len(server.asked) == 151


def test_one_name_for_all_costs_the_pages_and_a_look_from_the_other_end():
    server = Server(range(1, 1001), same_name=1000, ties="kept")
    assert all_of(server) == list(range(1, 1001))
    assert len(server.asked) == 12


def test_rows_of_one_name_do_not_prove_that_the_ends_have_met():
    server = Server(range(1, 11))
    server.name = lambda number: {1: "a", 2: "b", 9: "y", 10: "z"}.get(number, "new asset")
    backwards = [10, 9, 5, 4, 3, 8, 7, 6, 2, 1]  # 8, 7 and 6 are where neither half of the list is
    server.backwards = lambda: backwards
    assert sorted(all_of(server, 5)) == list(range(1, 11))


@pytest.mark.parametrize("ties", ["reversed", "kept", "shuffled"])
def test_many_of_one_name_in_the_middle_hide_none(ties):
    server = Server(range(1, 1001), ties=ties)
    server.name = lambda number: "new asset" if 100 < number <= 900 else f"asset {number}"
    assert sorted(all_of(server, workers=4, expected=1000)) == list(range(1, 1001))


def test_pages_are_read_at_the_same_time():
    server = Server(range(1, 1001), total=exact)
    together = threading.Barrier(4, timeout=10)

    def fetch(number, size, descending=False):
        if 2 <= number <= 9:
            together.wait()
        return server(number, size, descending)

    assert all_of(fetch, workers=4) == list(range(1, 1001))


# -- what fails, and what is told --


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("total", [None, exact])
def test_failure_ends_it_and_is_passed_on(workers, total):
    server = Server(range(1, 10_001), total=total)

    def fail(request):
        time.sleep(0.001)
        if request == 7:
            raise ConnectionError("the server is gone")

    server.before = fail
    threads = threading.active_count()
    with pytest.raises(ConnectionError, match="the server is gone"):
        all_of(server, workers=workers, expected=10_000)
    assert threading.active_count() == threads
    assert len(server.asked) < 50


def test_the_first_of_several_failures_is_passed_on():
    server = Server(range(1, 1001), total=exact)
    failed = threading.Event()

    def fetch(number, size, descending=False):
        if number == 2:
            failed.wait(10)
            time.sleep(0.05)
            raise ConnectionError("the second")
        if number == 3:
            failed.set()
            raise ConnectionError("the first")
        return server(number, size, descending)

    with pytest.raises(ConnectionError, match="the first"):
        all_of(fetch, workers=4)


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("total", [None, exact])
def test_progress_is_told(workers, total):
    told, threads = [], set()

    def report(rows, known):
        told.append((rows, known))
        threads.add(threading.current_thread())

    server = Server(range(1, 1001), total=total)
    all_of(server, workers=workers, report=report)
    assert threads == {threading.current_thread()}
    assert len(told) >= 10
    assert told == sorted(told, key=lambda one: one[0])
    assert told[0] == (100, 1000 if total else None)
    assert told[-1] == (1000, 1000 if total else None)


# -- lists that move --


@given(
    count=st.integers(1, 40),
    move=st.sampled_from(["insert", "remove"]),
    place=st.integers(0, 39),
    moment=st.integers(1, 12),
    beyond=st.sampled_from(["empty", "repeat_last"]),
    way=WAYS,
)
@settings(max_examples=400, deadline=None)
def test_list_that_moves_loses_nothing_silently(count, move, place, moment, beyond, way):
    ids = list(range(2, 2 * count + 1, 2))
    place = min(place, count - 1)
    # Without a total, a row that goes lets those behind it move up unnoticed.
    total = exact if move == "remove" else None
    server = Server(ids, total=total, beyond=beyond)

    def change(request):
        if request == moment and move == "insert":
            server.ids.insert(place, 2 * place + 1)
        elif request == moment:
            del server.ids[place]

    server.before = change
    try:
        found = read_in(way, server)
    except IncompleteRead:
        return
    stayed = set(ids) & set(server.ids)
    assert stayed <= set(found) <= set(ids) | set(server.ids)
    assert found == sorted(set(found))


def test_row_that_is_gone_when_the_other_end_is_read_is_seen():
    server = Server([1, 2, 3, 4])
    server.before = lambda request: server.ids.remove(2) if request == 2 else None
    assert all_of(server) == [1, 3, 4]
    assert len(server.asked) < 10


def test_rows_that_came_are_seen_where_the_direction_is_ignored():
    server = Server([1, 2, 3, 4], directed=False)
    server.before = lambda request: server.ids.extend([5, 6]) if request == 2 else None
    assert all_of(server) == [1, 2, 3, 4, 5, 6]
    assert len(server.asked) < 10


def test_row_that_came_when_the_other_end_is_read_is_seen():
    server = Server([1, 2, 3, 4])
    server.before = lambda request: server.ids.append(5) if request == 2 else None
    assert all_of(server) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("workers", [1, 4])
def test_total_that_changes_is_read_again(workers):
    server = Server(range(1, 1001), total=exact)
    server.before = lambda request: server.ids.append(1001) if request == 5 else None
    assert all_of(server, workers=workers) == list(range(1, 1002))


@pytest.mark.parametrize("workers", [1, 4])
def test_list_that_never_stands_still_is_refused_in_any_case(workers):
    server = Server(range(1, 1001), total=exact)
    server.before = lambda request: server.ids.insert(0, 2000 + request)
    with pytest.raises(IncompleteRead, match="changes while it is being read"):
        all_of(server, workers=workers)


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
    with pytest.raises(IncompleteRead, match="counts 50 assets but returned 49"):
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


def test_reading_that_is_enough_passes_over_a_hidden_page():
    server = Server(range(1, 51), hidden=range(11, 21))
    found = all_of(server, 10, enough=lambda rows: len(rows) >= 15)
    assert found == [*range(1, 11), *range(21, 31)]
    assert server.asked == [(1, 10, False), (2, 10, False), (1, 10, True), (3, 10, False)]


def test_first_page_is_read_again_where_the_list_moved():
    server = Server(range(1, 51))
    first = server(1, 10)
    server.ids.insert(0, 99)
    assert all_of(server, 10, first_page=first) == [99, *range(1, 51)]


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
    page_size=st.integers(1, 30),
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


# --- pages that come short, and totals that no list has ---------------------------------------------------------------


class Spoilt(Server):
    """A server that gives out one page with too few rows, so many times: `keep` says which rows are left."""

    def __init__(self, ids, number, descending, keep, times=1, **more):
        super().__init__(ids, **more)
        self.number, self.descending, self.keep, self.times = number, descending, keep, times

    def page(self, number, size, descending):
        rows, total = super().page(number, size, descending)
        if (number, descending) == (self.number, self.descending) and self.times:
            self.times -= 1
            return self.keep(rows), total
        return rows, total


SPOILT = {
    "empty": lambda rows: [],
    "first half": lambda rows: rows[: len(rows) // 2],
    "last half": lambda rows: rows[len(rows) // 2 :],
    "every other": lambda rows: rows[::2],
    "but one": lambda rows: rows[1:],
}


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("keep", SPOILT.values(), ids=SPOILT)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize(
    "more", [{}, {"cap": 50}, {"total": exact}, {"beyond": "repeat_last"}, {"same_name": 7}]
)
def test_a_page_that_comes_short_once_loses_nothing(number, descending, keep, workers, more):
    server = Spoilt(range(1, 451), number, descending, keep, **more)
    assert all_of(server, workers=workers) == list(range(1, 451))


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("workers", [1, 4])
def test_a_page_that_is_never_the_same_twice_is_refused(number, workers):
    server = Spoilt(range(1, 451), number, False, SPOILT["first half"], times=0)

    def spoil_every_other(request):
        asked = sum(one == (number, 100, False) for one in server.asked)
        server.times = asked % 2

    server.before = spoil_every_other
    with pytest.raises(IncompleteRead, match="changes"):
        all_of(server, workers=workers)


def test_pages_that_are_always_short_are_read_twice():
    """Rows that are hidden from the user were dropped from them."""
    server = Server(range(1, 1001), hidden={150, 420, 421, 777})
    assert all_of(server) == server.visible()
    assert len(server.asked) <= len(server.pages(100, False)) + 2 + 2 * 3


@pytest.mark.parametrize("total", [2**31 - 1, 10**18, 10**400, -1, 0])
@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("count", [0, 5, 450])
def test_a_total_that_no_list_has_is_none(total, workers, count):
    server = Server(range(1, count + 1), total=total)
    assert all_of(server, workers=workers) == list(range(1, count + 1))
    assert len(server.asked) < 20


@pytest.mark.parametrize("workers", [1, 4])
def test_a_total_that_is_far_too_high_costs_few_requests(workers):
    server = Server(range(1, 451), total=5_000_000)
    with pytest.raises(IncompleteRead, match="5000000"):
        all_of(server, workers=workers)
    assert len(server.asked) < 60


@pytest.mark.parametrize("workers", [1, 4])
def test_few_pages_are_under_way_at_once(workers):
    """What a server tells does not decide how many."""
    server = Server(range(1, 20_001), total=exact)
    under_way, most = set(), []

    def fetch(number, size, descending=False):
        under_way.add(number)
        most.append(len(under_way))
        shown = server(number, size, descending)
        under_way.discard(number)
        return shown

    assert len(all_of(fetch, workers=workers)) == 20_000
    assert len(server.asked) == 200
    assert max(most) <= 2 * workers
