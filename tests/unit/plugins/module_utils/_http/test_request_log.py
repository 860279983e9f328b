# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The request log: a line for each attempt, no secret in it, and never in the way."""

from __future__ import annotations

import json
import os
import threading

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import RequestError
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call, Upload
from ansible_collections.assetops.aip.plugins.module_utils._local import log_file
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    FILE,
    READ,
    UPDATE,
    answer,
    reset,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "requests.log"


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def test_each_attempt_has_a_line(connect, answering, path):
    server = answering(
        answer(429, "{}", Retry_After="7"),
        reset,
        answer(200, "[1]", X_AREQUESTID="1x2x3"),
        answer(400, '{"message":"No."}'),
    )
    http = connect(server.url, log_path=str(path))
    http.send(UPDATE)
    http.begin()
    with pytest.raises(RequestError):
        http.send(UPDATE)
    first, second, third, fourth = lines(path)
    assert [line["status"] for line in lines(path)] == [429, None, 200, 400]
    assert [line["attempt"] for line in lines(path)] == [1, 2, 3, 1]
    assert [line["waited"] for line in lines(path)] == [0, 7, 0.5, 0]
    assert "was lost" in second["error"]
    assert third["request_id"] == "1x2x3"
    assert first["task"] == third["task"] != fourth["task"]
    assert third["template"] == "rest/jip-api/1.0/inventory/asset/{id}.json"
    assert (third["sent"], third["received"], third["method"]) == (13, 3, "PUT")
    assert set(first) == {
        "time", "task", "method", "template", "status", "attempt", "waited", "seconds", "sent", "received",
        "request_id", "error",
    }  # fmt: skip


def test_no_secret_and_no_name_without_bodies(connect, answering, path):
    call = Call("GET", "rest/api/2/user", "look up 'canary'", params=(("username", "canary"),))
    connect(answering(answer(200, '{"x":"canary"}')).url, log_path=str(path)).send(call)
    assert "canary" not in path.read_text()
    assert lines(path)[0]["template"] == "rest/api/2/user"


def test_bodies_are_redacted(connect, answering, path):
    body = {
        "name": "lt-1",
        "attributes": [{"name": "Code", "value": "of an encrypted one"}],
    }
    shown = {
        "name": "lt-1",
        "note": "canary-token and canary-secret",
        "attributes": {"Licence key": "of an encrypted one", "name": "of an encrypted one"},
        "long": "x" * 10_000,
    }
    http = connect(
        answering(answer(200, json.dumps(shown))).url, log_path=str(path), log_bodies=True
    )
    http.secrets.add("canary-secret")
    http.send(Call("POST", "rest/x", "create it", body=body))
    (line,) = lines(path)
    assert "canary" not in path.read_text()
    assert "encrypted" not in path.read_text()
    assert '"name": "Code"' in line["request_body"]
    assert "lt-1" in line["response_body"]
    assert len(line["response_body"]) < 4100


def test_files_are_only_counted(connect, answering, path, tmp_path):
    (tmp_path / "a.bin").write_bytes(b"canary" * 1000)
    upload = Call("POST", "rest/x", "upload", upload=Upload("file", "a", str(tmp_path / "a.bin")))
    file = answer(200, b"canary", "application/octet-stream")
    http = connect(answering(answer(), file).url, log_path=str(path), log_bodies=True)
    http.send(upload)
    b"".join(http.download(FILE))
    sent, received = lines(path)
    assert sent["sent"] > 6000
    assert received["received"] == 6
    assert "canary" not in path.read_text()


def test_log_is_private_whatever_it_was(connect, answering, path):
    path.write_text("")
    path.chmod(0o644)
    connect(answering(answer()).url, log_path=str(path)).send(READ)
    assert path.stat().st_mode & 0o777 == 0o600


def unwritable(path, what):
    if what == "a link":
        (path.parent / "other").write_text("precious")
        path.symlink_to(path.parent / "other")
    elif what == "a pipe":
        os.mkfifo(path)
    elif what == "a folder":
        path.mkdir()
    return path / "x" if what == "no folder" else path


@pytest.mark.parametrize("what", ["a link", "a pipe", "a folder", "no folder"])
def test_log_that_cannot_be_written_is_one_warning(run, sandbox, path, what):
    log_path = str(unwritable(path, what))
    result = run(sandbox, "aip_asset_info", asset_type="Laptop", limit=1, log_path=log_path)
    assert not result["failed"]
    (warning,) = [one for one in result["warnings"] if "log_path" in one]
    assert warning.startswith(f"log_path: cannot write '{log_path}': ")
    if what == "a link":
        assert (path.parent / "other").read_text() == "precious"


def test_log_in_check_mode(run, sandbox, path):
    run(sandbox, "aip_asset", asset_type="Laptop", name="new", check=True, log_path=str(path))
    assert {line["method"] for line in lines(path)} <= {"GET", "POST"}
    assert len(lines(path)) == len(sandbox.journal)


def test_log_is_rotated(path, monkeypatch):
    monkeypatch.setattr(log_file, "LARGEST", 1000)
    for number in range(100):
        log_file.append_line(str(path), b"%03d " % number + b"x" * 95)
    names = sorted(one.name for one in path.parent.iterdir())
    assert names == [f"requests.log.{age}" for age in (1, 2, 3)] or names[0] == "requests.log"
    assert len(names) <= 4
    newest = (path.parent / "requests.log.1").read_bytes().splitlines()
    assert 10 <= len(newest) <= 11
    assert all(len(line) == 99 for line in newest)


def test_lines_of_several_do_not_mix(path, monkeypatch):
    monkeypatch.setattr(log_file, "LARGEST", 200_000)

    def write(letter):
        for _number in range(200):
            log_file.append_line(str(path), letter * 300)

    writers = [threading.Thread(target=write, args=(letter,)) for letter in (b"a", b"b", b"c")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    texts = [one.read_bytes() for one in path.parent.iterdir() if "requests" in one.name]
    found = [line for text in texts for line in text.splitlines()]
    assert len(found) == 600
    assert all(len(set(line)) == 1 and len(line) == 300 for line in found)


def test_no_log_without_a_path(connect, answering, tmp_path):
    connect(answering(answer()).url).send(CREATE)
    assert list(tmp_path.iterdir()) == []
