# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Other runs that create the same: on this controller one waits for the other, another controller's are noticed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._apply.notes import Notes
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    LoginRefused,
    ServerFailed,
    StillWriting,
)

from .engine import Time, apply, counted, failed, is_silent

BAD = ServerFailed("could not search: the server failed")


def laptops(count, **fields):
    """Declared laptops."""
    return [{"asset_type": "Laptop", "name": f"lt-{one:02}", **fields} for one in range(count)]


def left_notes(home):
    """The notes that are left."""
    return [path for path in Path(home).rglob("*-*-*") if path.is_file()]


class Rival:
    """A run that is at work while this one sleeps, or between its reading and its first write."""

    def __init__(self, server, declared):
        self.server, self.declared = server, declared
        self.notes = Notes(server.server)
        self.note = None

    def begin(self):
        """Claim what this run is about to create; its keys are those of a run that declares the same."""
        heard = []
        write = Notes.write

        def listen(notes, keys):
            heard.append(keys)
            raise OSError

        Notes.write = listen
        try:
            apply(self.server, self.declared)
        finally:
            Notes.write = write
        for asset_id in [*self.server.assets]:
            self.server.remove(asset_id)
        self.server.journal.clear()
        [self.keys] = heard
        with self.notes.alone():
            self.note = self.notes.write(self.keys)

    def end(self):
        """Create it, and end."""
        for one in self.declared:
            self.server.add("Laptop", one["name"])
        with self.notes.alone():
            self.notes.note_end(self.keys)
            self.note.close(remove=True)


class TimeWith(Time):
    """A clock with which something happens at the fifth sleep."""

    def __init__(self, event):
        super().__init__()
        clock = self

        class Slept(list):
            def append(self, seconds):
                super().append(seconds)
                if len(clock.slept) == 5:
                    event()

        self.slept = Slept()


# --- the index cannot be asked --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("times", [1, 3])
def test_bad_answers_while_waiting_do_not_end_the_waiting(server, home, count, times):
    server.lag = 5
    server.fail("search", BAD, after=1, times=times)
    result = apply(server, laptops(count))
    assert result["warnings"] == ()
    assert left_notes(home) == []
    assert is_silent(server, laptops(count))


@pytest.mark.parametrize("error", [BAD, LoginRefused("could not search: the login was refused")])
def test_what_was_not_seen_is_waited_for_by_the_next_run(server, home, error):
    """The search could not be asked, or the login was refused meanwhile."""
    server.lag = 8
    server.fail("search", error, after=1, times=1000)
    time = Time()
    result = apply(server, laptops(3), time=time, wait=5)
    assert time.clock() == pytest.approx(5 if error is BAD else 0)
    assert "the next run on this controller waits for it" in result["warnings"][0]
    assert len(left_notes(home)) == 1
    server.faults.clear()
    assert counted(apply(server, laptops(3)), unchanged=3)
    assert left_notes(home) == []
    assert len(server.assets) == 3


def test_a_search_that_lags_longer_is_waited_for_by_the_next_run(server):
    server.lag = 15
    apply(server, laptops(3), wait=1)
    assert counted(apply(server, laptops(3)), unchanged=3)


def test_a_note_of_a_killed_run_stays_if_the_login_is_refused(server, home):
    notes = Notes(server.server)
    with notes.alone():
        note = notes.write({})
    note.add(server.types[1].id, "lt-00")
    note.close(remove=False)
    server.fail("search", LoginRefused("the login was refused"))
    with pytest.raises(LoginRefused):
        apply(server, laptops(1))
    assert len(left_notes(home)) == 1


# --- on this controller ---------------------------------------------------------------------------------------------


def test_a_run_waits_for_another_that_creates_the_same(server):
    rival = Rival(server, laptops(2))
    rival.begin()
    time = TimeWith(rival.end)
    result = apply(server, laptops(3), time=time)
    assert counted(result, created=1, unchanged=2)
    assert len(time.slept) >= 5
    assert len(server.assets) == 3


def test_a_run_that_does_not_end_is_named_and_nothing_is_written(server):
    rival = Rival(server, laptops(2))
    rival.begin()
    time = Time()
    with pytest.raises(StillWriting) as error:
        apply(server, laptops(3), time=time)
    assert time.clock() == pytest.approx(300)
    assert f"(process {os.getpid()}, since " in error.value.sentence
    assert "is creating Laptop 'lt-00' and 1 more" in error.value.sentence
    assert server.asked() == []
    rival.note.close(remove=True)


def test_a_run_that_creates_others_is_not_waited_for(server):
    rival = Rival(server, laptops(2))
    rival.begin()
    time = Time()
    other = [{"asset_type": "Rack", "name": "lt-00"}]
    assert counted(apply(server, other, time=time), created=1)
    assert time.slept == []
    assert len(server.asked("search")) == 2
    rival.note.close(remove=True)


@pytest.mark.parametrize("how", ["ended", "was killed"])
def test_a_run_that_ends_between_reading_and_writing_is_noticed(server, how):
    """It was not at work any more when this run began to write, but had created the same since that had looked."""
    rival = Rival(server, laptops(2))
    rival.begin()
    search, asked = server.search, []

    def search_and_miss(query, enough=None):
        rows = search(query, enough)
        if not asked:
            asked.append(query)
            if how == "ended":
                rival.end()
            else:
                for one in laptops(2):
                    server.add("Laptop", one["name"])
                    rival.note.add(server.types[1].id, one["name"])
                rival.note.close(remove=False)
        return rows

    server.search = search_and_miss
    assert counted(apply(server, laptops(2)), unchanged=2)
    assert server.asked() == []


def test_a_home_that_cannot_be_written_is_no_error(server, monkeypatch):
    monkeypatch.setenv("ANSIBLE_HOME", "/proc/nothing")
    assert counted(apply(server, laptops(2)), created=2)


# --- on another controller ------------------------------------------------------------------------------------------


def create_too(server, one_before):
    """Let another controller create each laptop right after this run, or right before; its ids."""
    create, others = server.create, []

    def both(name, of, values):
        if one_before:
            others.append(server.add(of.name, name))
        created = create(name, of, values)
        if not one_before:
            others.append(server.add(of.name, name))
        return created

    server.create = both
    return others


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("one_before", [True, False])
def test_duplicates_are_a_failure_that_names_the_ids(any_server, count, one_before):
    others = create_too(any_server, one_before)
    result = failed(any_server, laptops(count, status="In use"))
    messages = [one["msg"] for one in result["failed_assets"]] if count > 1 else [result["msg"]]
    assert len(messages) == count
    for message, other in zip(messages, others):
        assert "another run created it at the same time, so it exists 2 times (ids " in message
        assert str(other) in message
    assert result["changed"]
    assert len(any_server.assets) == 2 * count


@pytest.mark.parametrize("count", [1, 30])
def test_the_oldest_takes_the_place_of_the_own_one(any_server, count):
    others = create_too(any_server, one_before=True)
    declared = laptops(count, status="In use")
    result = apply(any_server, declared, on_duplicate="adopt_oldest")
    assert sorted(any_server.assets) == sorted(others)
    assert {one["id"] for one in result["assets"]} == set(others)
    assert {one.values["status"] for one in any_server.assets.values()} == {"In use"}
    assert "That one stays, and asset" in result["warnings"][0]
    assert is_silent(any_server, declared)


def test_what_refers_to_the_own_one_refers_to_the_oldest_then(any_server):
    declared = [
        {"asset_type": "Server", "name": "a", "attributes": {"Depends on": ["b"]}},
        {"asset_type": "Server", "name": "b", "attributes": {"Depends on": ["a"]}},
        {"asset_type": "Server", "name": "c", "attributes": {"Depends on": ["a", "b"]}},
    ]
    create = any_server.create

    def b_too(name, of, values):
        if name == "b":
            any_server.add("Server", "b")
        return create(name, of, values)

    any_server.create = b_too
    apply(any_server, declared, on_duplicate="adopt_oldest")
    assert sorted(one.name for one in any_server.assets.values()) == ["a", "b", "c"]
    assert is_silent(any_server, declared)


def test_an_own_one_that_is_the_oldest_stays_until_the_other_run_has_deleted_its_own(server):
    others = create_too(server, one_before=False)
    read = server.read

    def delete_then(ids, *given):
        if set(ids) & set(others) and len(server.asked("read")) > 3:
            server.remove(others[0])
            others.clear()
        return read(ids, *given)

    server.read = delete_then
    result = apply(server, laptops(1), on_duplicate="adopt_oldest")
    assert [one["id"] for one in result["assets"]] == [*server.assets]
    assert [call.verb for call in server.asked()] == ["create"]


def test_an_own_one_that_is_the_oldest_is_a_failure_if_the_other_stays(server):
    create_too(server, one_before=False)
    assert "it exists 2 times" in failed(server, laptops(1), on_duplicate="adopt_oldest")["msg"]
    assert [call.verb for call in server.asked()] == ["create"]
