# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge of the matrix of faults: it finds what is wrong, and a bug that is planted in the client."""

from __future__ import annotations

import base64
import dataclasses

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call
from ansible_collections.assetops.aip.tests.reliability import judge as judging
from ansible_collections.assetops.aip.tests.reliability.cells import Cell
from ansible_collections.assetops.aip.tests.reliability.play import Player
from ansible_collections.assetops.aip.tests.reliability.scenario import CHECKS, READS, WRITES
from ansible_collections.assetops.aip.tests.reliability.stage import Outcome
from ansible_collections.assetops.aip.tests.reliability.wording import unclear

OLD, NEW = {("Server", "a"): ("old",)}, {("Server", "a"): ("old",), ("Server", "b"): ("new",)}
DONE = Outcome(
    ok=True, changed=True, message="", warnings=(), told="", shown="", crash="", seconds=0.1,
    slept=0.0, writes=1,
)  # fmt: skip
SILENT = dataclasses.replace(DONE, changed=False, writes=0)
FAILED = dataclasses.replace(SILENT, ok=False, message="the server failed: run again")
CREATED = judging.Trial(
    does=WRITES, before=OLD, after=NEW, final=NEW, expected=NEW, first=DONE, again=SILENT,
    silent=SILENT, expected_told="", expected_changed=True,
)  # fmt: skip
READ = dataclasses.replace(
    CREATED, does=READS, after=OLD, final=OLD, expected=OLD, first=SILENT, silent=None,
    expected_changed=False,
)  # fmt: skip
PREDICTED = dataclasses.replace(READ, does=CHECKS, first=DONE, again=DONE, expected_changed=True)
KEPT = {"state.yml": "1", "gone.yml": "1"}


def trial(of=CREATED, **changes):
    """A trial in which nothing is wrong, but for these changes; those of outcomes are mappings."""
    merged = {
        name: dataclasses.replace(getattr(of, name), **change)
        if isinstance(getattr(of, name), Outcome) and isinstance(change, dict)
        else change
        for name, change in changes.items()
    }
    return dataclasses.replace(of, **merged)


SOUND = {
    "created": CREATED,
    "failed before the write": trial(first=FAILED, after=OLD, again=DONE),
    "failed after the write": trial(first={"ok": False, "message": "it failed: run again"}),
    "not known": trial(
        first={"message": "its outcome is not known", "ok": False},
        after=OLD,
        again=DONE,
    ),
    "read": READ,
    "read failed": trial(READ, first=FAILED),
    "predicted": PREDICTED,
}
WRONG = {
    "healthy run fails": (trial(again=FAILED), {judging.CONVERGED}),
    "third run fails": (trial(silent=FAILED), {judging.CONVERGED}),
    "third run changes": (trial(silent=DONE), {judging.CONVERGED}),
    "third run writes": (trial(silent={"writes": 1}), {judging.CONVERGED}),
    "files do not converge": (trial(READ, first=DONE, files_expected=KEPT, files_after=KEPT), {judging.CONVERGED}),
    "twice at the end": (
        trial(final={**NEW, ("Server", "b"): ("new", "new")}), {judging.DUPLICATES}
    ),
    "twice after the fault": (
        trial(after={**NEW, ("Server", "b"): ("new", "new")}), {judging.DUPLICATES}
    ),
    "lost": (trial(final=OLD), {judging.LOSSES}),
    "another value": (trial(final={**NEW, ("Server", "b"): ("x",)}), {judging.LOSSES}),
    "surplus": (trial(final={**NEW, ("Server", "c"): ("x",)}), {judging.LOSSES}),
    "others changed": (trial(after={**NEW, ("Server", "a"): ("x",)}), {judging.LOSSES}),
    "others deleted": (trial(after={("Server", "b"): ("new",)}), {judging.LOSSES}),
    "smaller list": (trial(READ, first={"told": "less"}), {judging.LOSSES}),
    "files removed by a failed run": (
        trial(READ, first={"ok": False, "changed": True, "message": "it failed"},
              files_before=KEPT, files_expected=KEPT, files_final=KEPT),
        {judging.LOSSES},
    ),
    "files written by a failed run, not changed": (
        trial(READ, first=FAILED, files_after={"state.yml": "1"}, files_expected=KEPT, files_final=KEPT),
        {judging.FALSE_CHANGED},
    ),
    "token in the result": (trial(first={"shown": "x ansible-token x"}), {judging.LEAKS}),
    "token in base64": (
        trial(first={"shown": base64.b64encode(b"ansible-token").decode()}), {judging.LEAKS}
    ),
    "encrypted value in a file": (trial(file_texts="console-of-srv-01"), {judging.LEAKS}),
    "secret in the healthy run": (trial(again={"shown": "ansible-password"}), {judging.LEAKS}),
    "written, not changed": (trial(first={"changed": False}), {judging.FALSE_CHANGED}),
    "changed, not written": (
        trial(after=OLD, first={"ok": False, "message": "it failed"}, again=DONE),
        {judging.FALSE_CHANGED},
    ),
    "check mode writes": (
        trial(PREDICTED, after=NEW, final=NEW, expected=NEW), {judging.FALSE_CHANGED}
    ),
    "check mode predicts otherwise": (trial(PREDICTED, first={"changed": False}), {judging.FALSE_CHANGED}),
    "traceback": (trial(first={"crash": "KeyError: 'x'", "ok": False}), {judging.UNCLEAR}),
    "no message": (trial(first={"ok": False}), {judging.UNCLEAR}),
    "odd warning": (trial(first={"warnings": ("<html>",)}), {judging.UNCLEAR}),
    "hangs": (trial(first={"seconds": 61.0}), {judging.HANGS}),
    "waits": (trial(again={"slept": 1000.0}), {judging.HANGS}),
}  # fmt: skip


@pytest.mark.parametrize("of", SOUND.values(), ids=SOUND)
def test_nothing_is_wrong(of):
    assert judging.judge(of) == {}


@pytest.mark.parametrize(("of", "columns"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_found(of, columns):
    assert set(judging.judge(of)) == columns


def test_every_column_has_a_case():
    assert set(judging.COLUMNS) == {one for _trial, columns in WRONG.values() for one in columns}


CLEAR = (
    "could not create 'srv-1': the server failed with status 500; run again",
    "the server says: 'java.lang.NullPointerException: None'",
    "2 problems:\n- status: there is no status 'In us'\n- scope: is needed",
    "a.yml:1: Rack 'a': the server refused\n1 asset was written before it stopped, 2 were not tried",
)
UNCLEAR = (
    "",
    "internal error in assetops.aip.aip_asset; please report it",
    "Traceback (most recent call last):",
    "two\nlines",
    "2 problems:\n- one\ntwo",
    f"2 problems:\n- {'x' * 600}\n- two",
    "KeyError while reading",
    "HTTPConnectionPool(host='x', port=1): Max retries exceeded",
    "the server says: <html><body>",
    "<Response object at 0x7f3a5c0d>",
    "[Errno 111] Connection refused",
    "status is None",
    "x" * 601,
)


@pytest.mark.parametrize("message", CLEAR)
def test_clear_messages(message):
    assert unclear(message) == ""


@pytest.mark.parametrize("message", UNCLEAR)
def test_unclear_messages(message):
    assert unclear(message)


LOST = Cell.parse("asset: create | reset after | once | 5 | 0")


@pytest.fixture
def player(monkeypatch):
    """Plays cells; what it sets in the environment is undone."""
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.setenv("ANSIBLE_HOME", "/nowhere")
    with Player() as one:
        yield one


def creation(player):
    """The cell in which the answer to the creation is lost."""
    requests = player.faultless(LOST.scenario, LOST.lag).requests
    (position,) = (n for n, one in enumerate(requests) if one.writes)
    return dataclasses.replace(LOST, position=position)


def test_a_sound_client_passes(player):
    assert judging.judge(player.play(creation(player))) == {}


def test_a_client_that_repeats_creations_is_found(player, monkeypatch):
    cell = creation(player)
    told = Call.__post_init__

    def planted(call):
        told(call)
        object.__setattr__(call, "repeatable", True)

    monkeypatch.setattr(Call, "__post_init__", planted)
    found = judging.judge(player.play(cell))
    assert judging.DUPLICATES in found
    assert "srv-new" in found[judging.DUPLICATES]
