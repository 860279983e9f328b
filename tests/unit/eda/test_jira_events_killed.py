# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source jira_events in a process of its own: killed between put and state, and fed with 100 MB."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress

import pytest
from ansible_collections.assetops.aip.tests.unit.eda import jira_listener
from ansible_collections.assetops.aip.tests.unit.eda.jira_listener import SECRET, sign

pytestmark = pytest.mark.long


@contextmanager
def rulebook(folder):
    """A rulebook in a process; it is killed at the end of the block, without a chance to clean up."""
    (folder / "port").unlink(missing_ok=True)
    args = {"secret": SECRET, "state_path": str(folder / "state.sqlite3")}
    (folder / "args").write_text(json.dumps(args), encoding="utf-8")
    command = [sys.executable, jira_listener.__file__, str(folder / "args"), str(folder)]
    with subprocess.Popen(command) as process:
        try:
            while not (folder / "port").exists():
                assert process.poll() is None
                time.sleep(0.02)
            yield f"http://127.0.0.1:{(folder / 'port').read_text('utf-8')}"
        finally:
            process.send_signal(signal.SIGKILL)


def post(url, number):
    body = json.dumps({"number": number}).encode()
    headers = {"X-Hub-Signature": sign(body), "X-Atlassian-Webhook-Identifier": f"id-{number}"}
    request = urllib.request.Request(url + "/jira", body, headers)
    with urllib.request.urlopen(request) as response:
        assert response.status == 200


def events(folder):
    path = folder / "events"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def wait_for(condition):
    """Wait as long as the test may take: no more is promised about time."""
    while not (found := condition()):
        time.sleep(0.02)
    return found


def waiting(url):
    with urllib.request.urlopen(url + "/health") as response:
        return json.load(response)["waiting"]


def test_killed_between_put_and_state(tmp_path):
    (tmp_path / "hold").touch()
    with rulebook(tmp_path) as url:
        for number in range(5):
            post(url, number)
        # The first event is put, and no put has returned: nothing is marked as handed over.
        wait_for(lambda: events(tmp_path))
    assert [event["number"] for event in events(tmp_path)] == [0]
    assert events(tmp_path)[0]["redelivered"] is False

    (tmp_path / "hold").unlink()
    with rulebook(tmp_path) as url:
        post(url, 0)  # a repeat of an event that waits, or was handed over
        post(url, 5)
        again = wait_for(lambda: len(events(tmp_path)) == 7 and events(tmp_path)[1:])
        assert [event["number"] for event in again] == [0, 1, 2, 3, 4, 5]
        assert [event["identifier"] for event in again] == [f"id-{number}" for number in range(6)]
        assert [event["redelivered"] for event in again] == [True] * 5 + [False]
        wait_for(lambda: waiting(url) == 0)

    with rulebook(tmp_path) as url:
        for number in range(7):
            post(url, number)
        wait_for(lambda: len(events(tmp_path)) == 8)
        wait_for(lambda: waiting(url) == 0)
    assert (events(tmp_path)[-1]["number"], events(tmp_path)[-1]["redelivered"]) == (6, False)


def test_killed_again_and_again_loses_nothing(tmp_path):
    sent = 0
    for _each in range(4):
        with rulebook(tmp_path) as url:
            for _number in range(25):
                post(url, sent)
                sent += 1
    with rulebook(tmp_path) as url:
        wait_for(lambda: waiting(url) == 0)
    first_time = list(dict.fromkeys(event["number"] for event in events(tmp_path)))
    assert first_time == list(range(sent))


def read_status(connection):
    with connection.makefile("rb") as response:
        return int(response.readline().split()[1])


def most_memory(folder):
    """The most memory that the rulebook has used up to now, in KiB."""
    (folder / "memory").unlink(missing_ok=True)
    return int(wait_for(lambda: (folder / "memory").exists() and (folder / "memory").read_text()))


def send_much(url, length, chunk):
    """Send a hundred chunks of a MiB, as far as the other side reads them: the status of the response."""
    head = f"POST /jira HTTP/1.1\r\nHost: x\r\nX-Hub-Signature: {sign(b'')}\r\n{length}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as connection:
        connection.sendall(head.encode())
        with suppress(OSError):
            for _each in range(100):
                connection.sendall(chunk)
        with connection.makefile("rb") as response:
            return int(response.readline().split()[1])


MIB = b"x" * 2**20


@pytest.mark.parametrize(
    ("length", "chunk", "allowed"),
    [
        ("Content-Length: 104857600", MIB, 20_000),
        # Of a body without a length, 25 MB are read until it is too long.
        ("Transfer-Encoding: chunked", b"100000\r\n" + MIB + b"\r\n", 60_000),
    ],
    ids=["length", "chunked"],
)
def test_hundred_megabytes_are_refused_without_memory(tmp_path, length, chunk, allowed):
    with rulebook(tmp_path) as url:
        post(url, 1)
        before = most_memory(tmp_path)
        assert send_much(url, length, chunk) == 413
        assert most_memory(tmp_path) - before < allowed
        post(url, 2)
        wait_for(lambda: len(events(tmp_path)) == 2)
