# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of any size in constant memory, names of any kind, and what the `api` part of a result counts."""

from __future__ import annotations

import re
import socketserver
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import RequestError
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call, Upload
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    FILE,
    HTML,
    READ,
    SEARCH,
    RawServer,
    answer,
    reset,
)

LARGE = 300 * 2**20
MOST_MORE = 80 * 2**20

CHILD = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call, Upload
from ansible_collections.assetops.aip.plugins.module_utils._http.client import Http
from ansible_collections.assetops.aip.plugins.module_utils._http.connection import Connection
from ansible_collections.assetops.aip.plugins.module_utils._http.product import JIRA

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

http = Http(Connection(url=sys.argv[2], token="t"), False, JIRA)
http.send(Call("GET", "rest/small", "warm up"))
before = peak()
if sys.argv[3:]:
    http.send(Call("POST", "rest/x", "upload", upload=Upload("file", "large.bin", sys.argv[3])))
    moved = http.statistics.sent
else:
    moved = sum(map(len, http.download(Call("GET", "rest/large", "download", accept="*/*"))))
print(moved, peak() - before)
"""


class Bulk(socketserver.StreamRequestHandler):
    """Swallows bodies, and sends a large one at /large."""

    def handle(self):
        first = self.rfile.readline()
        length = 0
        for line in iter(self.rfile.readline, b"\r\n"):
            found = re.match(rb"(?i)content-length: (\d+)", line)
            length = int(found[1]) if found else length
        while length:
            length -= len(self.rfile.read(min(length, 2**20)))
        if b"/large" not in first:
            self.wfile.write(answer())
            return
        self.wfile.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {LARGE}\r\n\r\n".encode()
        )
        for _number in range(LARGE // 2**20):
            self.wfile.write(bytes(2**20))


@pytest.fixture
def bulk():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Bulk) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.long
@pytest.mark.parametrize("way", ["upload", "download"])
def test_memory_stays_constant(bulk, tmp_path, way):
    path = tmp_path / "large.bin"
    with path.open("wb") as sparse:
        sparse.truncate(LARGE)
    tree = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())
    command = [sys.executable, "-c", CHILD, tree, bulk, *([str(path)] if way == "upload" else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    moved, more = map(int, done.stdout.split())
    assert moved >= LARGE
    assert more < MOST_MORE


# --- names --------------------------------------------------------------------------------------------------------

NAMES = [
    "with spaces.txt",
    "with 'quotes'.txt",
    "with;semicolon=x.txt",
    "with 100%.txt",
    "with %41.txt",
    "ünï ☃ 😀.txt",
    "日本語.txt",
    "no ending",
    ".hidden",
    "a" * 200 + ".txt",
    "two.endings.tar.gz",
    "page.html",
    "data.json",
    "with#hash?mark&more.txt",
]


@pytest.mark.parametrize("name", NAMES)
def test_file_of_any_name_goes_there_and_back(run, sandbox, tmp_path, name):
    local = tmp_path / "local"
    local.write_bytes(b'{"content": "<html>"}')
    number = sandbox.add_asset("Laptop", "mine")
    options = {"asset_id": number, "name": name}
    first = run(sandbox, "aip_attachment", path=str(local), **options)
    assert first["changed"], first
    assert sandbox.asset(number)["attachments"] == [name]
    again = run(sandbox, "aip_attachment", path=str(local), **options)
    assert again["changed"] is False, again
    run(sandbox, "aip_attachment", state="fetched", dest=str(tmp_path / "back"), **options)
    assert (tmp_path / "back").read_bytes() == local.read_bytes()


@pytest.mark.parametrize("name", ['with "quotes".txt', "a/b.txt", "a\\b.txt", "a\nb.txt", ".."])
def test_name_that_no_file_should_have(run, sandbox, tmp_path, name):
    """What a server, or a browser after it, may take for something else is not sent at all."""
    (tmp_path / "a").write_text("x")
    number = sandbox.add_asset("Laptop", "mine")
    path = str(tmp_path / "a")
    result = run(sandbox, "aip_attachment", asset_id=number, path=path, name=name)
    assert "name: " in result["msg"]
    assert not sandbox.journal.writes()


@pytest.mark.long
@pytest.mark.parametrize("kind", ["guessed", "json"])
@pytest.mark.parametrize("name", ["a.bin", "a.json", "a.html", "a.txt"])
@pytest.mark.parametrize(
    "content", [b"\x00\xff\xfe" * 50_000, b'{"success": true}', b"<html>", b""]
)
def test_content_type_of_files_does_not_matter(run, sandbox, tmp_path, kind, name, content):
    sandbox.switch(file_type=kind)
    local = tmp_path / name
    local.write_bytes(content)
    number = sandbox.add_asset("Laptop", "mine")
    for changed in (True, False):
        result = run(sandbox, "aip_attachment", asset_id=number, path=str(local))
        assert result["changed"] is changed, result
    assert len(sandbox.attachments(number)) == 1


# --- what is counted ----------------------------------------------------------------------------------------------


def test_counts(connect, tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 1000)
    upload = Call("POST", "rest/x", "upload", upload=Upload("file", "a", str(tmp_path / "a")))
    said = [
        answer(200, "[1]"),
        answer(429, "{}"),
        answer(200, "[1, 2]"),
        answer(200, "{}"),
        answer(200, "{}"),
        reset,
        answer(200, "x" * 100, "application/octet-stream"),
        answer(302, "", Location="/x"),
        answer(200, "[]"),
        answer(404, "<title>no</title>", HTML),
    ]
    with RawServer(*said) as server:
        http = connect(server.url)
        assert http.statistics.as_result() == {
            "requests": {},
            "retries": 0,
            "seconds_waited": 0.0,
            "bytes_sent": 0,
            "bytes_received": 0,
        }
        http.send(READ)
        http.send(SEARCH)
        http.send(CREATE)
        http.send(upload)
        list(http.download(FILE))
        http.send(READ)
        with pytest.raises(RequestError):
            http.send(READ)
    bodies = sum(len(one.body) for one in server.asked)
    assert http.statistics.as_result() == {
        "requests": {"GET": 6, "POST": 4},
        "retries": 2,
        "seconds_waited": 2.5,
        "bytes_sent": bodies,
        "bytes_received": 3 + 6 + 2 + 2 + 100 + 2 + len("<title>no</title>"),
    }


def test_counts_are_those_of_the_journal(run, sandbox):
    result = run(sandbox, "aip_asset", asset_type="Laptop", name="new", status="In use")
    counted = {}
    for record in sandbox.journal:
        counted[record.method] = counted.get(record.method, 0) + 1
    assert result["api"]["requests"] == counted
    assert result["api"]["bytes_sent"] == sum(record.size for record in sandbox.journal)
    assert result["api"]["retries"] == 0


def test_counts_are_told_after_a_failure(run, sandbox):
    sandbox.faults.add("error", status=500, path="index/query")
    result = run(sandbox, "aip_asset", asset_type="Laptop", name="new")
    assert result["failed"]
    assert sum(result["api"]["requests"].values()) == len(sandbox.journal)


def test_counts_of_many_workers(connect):
    with RawServer(answer(200, "[1]")) as server:
        http = connect(server.url)
        workers = [threading.Thread(target=http.send, args=(READ,)) for _number in range(20)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert http.statistics.requests == {"GET": 20}
    assert http.statistics.received == 60


def test_connection_is_kept(connect, sandbox):
    http = connect(sandbox.url, token=sandbox.token("ansible"))
    for _number in range(5):
        http.send(READ)
    assert len({record.connection for record in sandbox.journal}) == 1
