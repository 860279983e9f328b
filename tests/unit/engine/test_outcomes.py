# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A write whose answer was lost or not usable: what is there shows what became of it, and the result says so."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    OutcomeUnknown,
    ServerFailed,
)

from .engine import Time, apply, failed, is_silent

LOST = OutcomeUnknown("could not write it: the connection was cut")
ANSWERED = OutcomeUnknown("could not write it: the answer is not JSON", status=200)
DOWN = ServerFailed("could not read it: the server failed")
ERROR = pytest.mark.parametrize("error", [LOST, ANSWERED], ids=["lost", "answered"])
COUNT = pytest.mark.parametrize("count", [1, 30])


def laptops(count, **fields):
    """Declared laptops."""
    return [{"asset_type": "Laptop", "name": f"lt-{one:02}", **fields} for one in range(count)]


@pytest.fixture
def file(tmp_path):
    """A local file."""
    path = tmp_path / "note.txt"
    path.write_bytes(b"content")
    return path


def prepare(server, verb, count, file):
    """Assets about which a run makes one write of that kind each; what it declares."""
    for one in laptops(count):
        asset_id = server.add("Laptop", one["name"], status="In stock")
        if verb == "detach":
            server.attach(asset_id, "note.txt", b"old")
            server.attach(asset_id, "note.txt", b"content")
    if verb == "delete":
        return laptops(count, state="absent")
    if verb in ("upload", "detach"):
        return laptops(count, attachments=[{"path": str(file)}])
    return laptops(count, status="In use")


VERB = pytest.mark.parametrize("verb", ["update", "delete", "upload", "detach"])


@VERB
@ERROR
@COUNT
def test_a_write_that_was_carried_out_is_a_success_with_a_warning(server, verb, error, count, file):
    declared = prepare(server, verb, count, file)
    server.fail(verb, error, done=True, after=count - 1)
    result = apply(server, declared)
    assert result["changed"]
    assert len({one["asset"] for one in result["changes"]}) == count
    [warning] = result["warnings"]
    assert f"Laptop 'lt-{count - 1:02}': the answer to" in warning
    assert "the connection was cut" in warning or "not JSON" in warning
    assert len(server.asked(verb)) == count
    assert is_silent(server, declared)


@VERB
@ERROR
def test_a_write_that_was_not_carried_out_is_a_failure_without_a_change(server, verb, error, file):
    declared = prepare(server, verb, 1, file)
    server.fail(verb, error)
    time = Time()
    result = failed(server, declared, time=time, wait=7)
    assert (result["changed"], result["changes"]) == (False, [])
    assert "could not write it" in result["msg"]
    assert "run again" in result["msg"]
    # An answer of the server itself ends the request; without one, it may still be under way.
    assert time.clock() == pytest.approx(7 if error is LOST else 0)
    assert len(server.asked(verb)) == 1
    apply(server, declared)
    assert is_silent(server, declared)


@VERB
@pytest.mark.parametrize("done", [True, False])
def test_a_write_of_which_nothing_can_be_read_counts_as_a_change(server, verb, done, file):
    declared = prepare(server, verb, 1, file)
    server.fail(verb, LOST, done=done)
    reads = "attachments" if verb in ("upload", "detach") else "read"
    before_the_write = 0 if verb == "detach" else 1
    server.fail(reads, DOWN, after=before_the_write, times=1000)
    result = failed(server, declared)
    assert result["changed"]
    assert len(result["changes"]) == 1
    assert "not known" in result["msg"]
    server.faults.clear()
    apply(server, declared)
    assert is_silent(server, declared)


def test_one_bad_answer_while_reading_is_not_the_end(server):
    server.add("Laptop", "lt-00", status="In stock")
    server.fail("update", LOST, done=True)
    server.fail("read", DOWN, after=1, times=3)
    result = apply(server, laptops(1, status="In use"))
    assert result["changed"]
    assert len(result["warnings"]) == 1


def test_what_is_never_shown_is_not_known(server):
    secret = {"asset_type": "Server", "name": "srv-1", "attributes": {"Console password": "s"}}
    server.add("Server", "srv-1")
    server.fail("update", LOST, done=True)
    result = failed(server, [secret], update_encrypted="always")
    assert result["changed"]
    assert "The outcome is not known" in result["msg"]


def test_a_creation_that_cannot_be_looked_for_counts_as_a_change(server):
    server.fail("create", LOST, done=True)
    server.fail("search", DOWN, after=1, times=1000)
    result = failed(server, laptops(1))
    assert result["changed"]
    assert "Searching for it failed" in result["msg"]
    server.faults.clear()
    assert is_silent(server, laptops(1))


# --- files ----------------------------------------------------------------------------------------------------------


def test_an_upload_that_cannot_be_read_back_counts_as_a_change(server, file):
    declared = prepare(server, "upload", 1, file)
    server.fail("attachments", DOWN, after=1, times=1)
    result = failed(server, declared)
    assert result["changed"]
    assert [one["field"] for one in result["changes"]] == ["attachments.note.txt"]
    assert is_silent(server, declared)


def test_an_upload_that_arrives_late_is_found(server, file):
    declared = prepare(server, "upload", 1, file)
    asked = 0
    original = server.attachments

    def late(asset_id):
        nonlocal asked
        asked += bool(server.asked("upload"))
        if asked == 4:
            server.attach(asset_id, "note.txt", b"content")
        return original(asset_id)

    server.attachments = late
    server.fail("upload", LOST)
    assert apply(server, declared)["changed"]
    assert len(server.assets[1].files) == 1


def test_a_file_that_changed_since_the_plan_is_not_sent(server, file):
    declared = prepare(server, "upload", 1, file)
    original = server.attachments

    def meddled(asset_id):
        file.write_bytes(b"another content")
        return original(asset_id)

    server.attachments = meddled
    result = failed(server, declared)
    assert "has changed since the plan was made, and was not sent" in result["msg"]
    assert server.asked() == []
    assert not result["changed"]


def test_a_file_that_changes_while_it_is_sent_is_an_error(server, file):
    declared = prepare(server, "upload", 1, file)
    original = server.upload

    def meddled(asset_id, local):
        file.write_bytes(b"another content")
        original(asset_id, local)

    server.upload = meddled
    assert "has changed while it was sent" in failed(server, declared)["msg"]
