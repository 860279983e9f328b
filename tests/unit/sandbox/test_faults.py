# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: each effect does what it says, and to the right requests."""

from __future__ import annotations

import http.client
import pathlib
import socket
import time

import pytest
import requests
from ansible_collections.assetops.aip.tests.sandbox.faults import EFFECTS, UnknownFault

NEW = {"name": "made", "formId": 2}


def address(sandbox):
    return ("127.0.0.1", int(sandbox.root.rpartition(":")[2]))


def made(sandbox):
    return len(sandbox.assets(name="made"))


def test_latency(client, sandbox):
    sandbox.faults.add("latency", seconds=0.3, times=1)
    began = time.monotonic()
    assert client.get("form/1.json").status_code == 200
    assert time.monotonic() - began > 0.29


@pytest.mark.parametrize(
    ("settings", "header"), [({}, None), ({"retry_after": 0}, "0"), ({"retry_after": 7}, "7")]
)
def test_rate_limited(client, sandbox, settings, header):
    sandbox.faults.add("rate_limited", headers={"X-RateLimit-Limit": "5"}, times=1, **settings)
    answer = client.post("inventory/asset.json", NEW, headers={"Accept": "application/json"})
    assert answer.status_code == 429
    assert answer.headers.get("Retry-After") == header
    assert answer.headers["X-RateLimit-Limit"] == "5"
    assert "message" in answer.json()
    assert made(sandbox) == 0


@pytest.mark.parametrize(
    ("effect", "status", "count"), [("error", 503, 0), ("error_after", 502, 1)]
)
def test_errors_before_and_after_the_commit(client, sandbox, effect, status, count):
    sandbox.faults.add(effect, times=1)
    assert client.post("inventory/asset.json", NEW).status_code == status
    assert made(sandbox) == count
    sandbox.faults.add(effect, status=504, body={"message": "late"}, times=1)
    answer = client.post("inventory/asset.json", NEW)
    assert (answer.status_code, answer.json()) == (504, {"message": "late"})


@pytest.mark.parametrize(("effect", "count"), [("cut", 0), ("cut_after", 1)])
def test_cuts_before_and_after_the_commit(client, sandbox, effect, count):
    sandbox.faults.add(effect, times=1)
    with pytest.raises(requests.ConnectionError):
        client.post("inventory/asset.json", NEW)
    assert made(sandbox) == count
    assert sandbox.journal[-1].status == 0
    assert client.get("form/1.json").status_code == 200


def test_a_cut_in_the_body(client, sandbox):
    sandbox.faults.add("cut_body", times=1)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        client.get("form/list.json")
    name = sandbox.attachments(7)[0].server_file_name
    sandbox.faults.add("cut_body", times=1)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        client.get(f"inventory/getFile/0/7/{name}.json")


def test_a_login_page(client, sandbox):
    sandbox.faults.add("login_page", times=1)
    answer = client.get("form/list.json")
    assert answer.status_code == 200
    assert "html" in answer.headers["Content-Type"]
    assert "os_password" in answer.text


@pytest.mark.parametrize(
    ("to", "begins"),
    [
        ("same_host", "{url}/rest/jip-api"),
        ("other_host", "http://elsewhere.invalid/"),
        ("login", "{url}/login.jsp"),
        ("https://x.example/y", "https://x.example/y"),
    ],
)
def test_redirects(client, sandbox, to, begins):
    sandbox.faults.add("redirect", to=to, status=307, times=1)
    answer = client.get("form/list.json")
    assert answer.status_code == 307
    assert answer.headers["Location"].startswith(begins.format(url=sandbox.url))


def test_a_redirect_to_what_is_no_url(client, sandbox):
    sandbox.faults.add("redirect", to="http://[::1", times=1)
    asked = http.client.HTTPConnection(*address(sandbox))
    asked.request("GET", "/jira/rest/api/2/serverInfo")
    assert asked.getresponse().getheader("Location") == "http://[::1"
    asked.close()


def test_a_token_expires(client, sandbox):
    sandbox.faults.add("token_expired", user="ansible", after=2, times=1)
    statuses = [client.get("form/1.json").status_code for _n in range(5)]
    assert statuses == [200, 200, 401, 401, 401]
    sandbox.site.login.reset()
    assert client.get("form/1.json").status_code == 200


def test_anonymous(client, sandbox):
    sandbox.faults.add("anonymous", times=1)
    answer = client.search()
    assert answer.json() == {"assets": []}
    assert answer.headers["X-AUSERNAME"] == "anonymous"
    assert len(client.search().json()["assets"]) == 8


def test_spoilt_answers(client, sandbox):
    def spoilt(effect, **settings):
        sandbox.faults.add(effect, times=1, **settings)
        return client.get("form/list.json")

    good = client.get("form/list.json")
    for effect in ("malformed_json", "truncated_json", "empty_body"):
        answer = spoilt(effect)
        assert answer.status_code == 200
        with pytest.raises(requests.exceptions.JSONDecodeError):
            answer.json()
    assert spoilt("empty_body").content == b""
    assert good.content.startswith(spoilt("truncated_json").content)
    assert spoilt("content_type").headers["Content-Type"] == "text/html;charset=UTF-8"
    assert spoilt("content_type").content == good.content
    assert spoilt("seraph").headers["X-Seraph-LoginReason"] == "AUTHENTICATION_DENIED"
    assert spoilt("seraph", reason="OUT, OK").headers["X-Seraph-LoginReason"] == "OUT, OK"
    assert spoilt("headers", headers={"X-Odd": 1}).headers["X-Odd"] == "1"


def test_a_refusal_is_said_to_a_user_and_nothing_is_done(client, sandbox):
    said = {"success": False, "message": "Keine Berechtigung"}
    sandbox.faults.add("refused", times=1)
    assert client.post("inventory/asset.json", NEW).json()["success"] is False
    sandbox.faults.add("refused", status=403, body=said, times=1)
    answer = client.post("inventory/asset.json", NEW)
    assert (answer.status_code, answer.json()) == (403, said)
    assert answer.headers["X-AUSERNAME"] == "ansible"
    assert made(sandbox) == 0
    assert client.post("inventory/asset.json", NEW).status_code == 200


@pytest.mark.parametrize(("effect", "count"), [("silence", 0), ("silence_after", 1)])
def test_silence_before_and_after_the_commit(client, sandbox, effect, count):
    sandbox.faults.add(effect, times=1)
    with pytest.raises(requests.Timeout):
        client.session.post(
            f"{client.url}/rest/jip-api/1.0/inventory/asset.json", json=NEW, timeout=0.2
        )
    assert made(sandbox) == count
    assert sandbox.journal[-1].status == 0
    assert client.get("form/1.json").status_code == 200


@pytest.mark.parametrize("body", [[], {}, "text", 42, None, "[" * 900])
def test_another_body(client, sandbox, body):
    sandbox.faults.add("replaced", body=body, times=1)
    answer = client.post("inventory/asset.json", NEW)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    assert (answer.text if isinstance(body, str) else answer.json()) == body
    assert made(sandbox) == 1


def test_changed_lists(client, sandbox):
    rows = client.search().json()["assets"]
    sandbox.faults.add("merged", values={"total": 2147483647}, times=1)
    assert client.search().json() == {"assets": rows, "total": 2147483647}
    for missing in (1, 3, 100):
        sandbox.faults.add("short_list", rows=missing, times=1)
        assert client.search().json() == {"assets": rows[:-missing]}
    types = client.get("form/list.json").json()
    sandbox.faults.add("short_list", times=1)
    assert client.get("form/list.json").json() == types[:-1]


def test_a_body_that_drips(client, sandbox):
    whole = client.get("/rest/api/2/myself").content
    sandbox.faults.add("drip", seconds=0.001, times=1)
    with client.get("/rest/api/2/myself", stream=True) as answer:
        assert b"".join(answer.raw.stream(1)) == whole


@pytest.mark.parametrize("effect", ["endless_headers", "endless_continue", "endless_body"])
def test_answers_without_end(client, sandbox, effect):
    """They go on as long as one reads, up to their limit; the server has threads for others meanwhile."""
    sandbox.faults.add(effect, seconds=0.001, limit=0.3, times=1)
    with pytest.raises(requests.RequestException):
        client.get("form/1.json")
    assert sandbox.journal[-1].status == 0
    sandbox.faults.add(effect, seconds=0.001, limit=60, times=1)
    asked = (
        "GET /jira/rest/api/2/serverInfo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n"
    )
    with socket.create_connection(address(sandbox)) as raw:
        raw.sendall(asked.format(sandbox.token()).encode())
        received = [raw.recv(65536) for _n in range(20)]
        assert all(received)
        assert client.get("form/1.json").status_code == 200


@pytest.mark.parametrize("effect", ["bad_chunk", "no_http", "wrong_gzip"])
def test_answers_that_break_the_protocol(client, sandbox, effect):
    sandbox.faults.add(effect, times=1)
    with pytest.raises(requests.RequestException):
        client.post("inventory/asset.json", NEW)
    assert made(sandbox) == 1
    assert client.get("form/1.json").status_code == 200


def test_a_server_that_stops_listening(client, sandbox):
    """It answers the request that is hit; from then on it refuses connections, until it listens again."""
    for again in (sandbox.listen, sandbox.reset, lambda: sandbox.advance(1000)):
        sandbox.faults.add("stops_listening", seconds=1000, times=1)
        assert client.get("form/1.json").status_code == 200
        for _n in range(2):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(address(sandbox))
            with pytest.raises(requests.ConnectionError):
                client.get("form/1.json")
        again()
        assert client.get("form/1.json").status_code == 200


def test_a_server_that_is_stopped_while_it_does_not_listen(start):
    sandbox = start()
    sandbox.faults.add("stops_listening", times=1)
    assert requests.get(f"{sandbox.url}/rest/api/2/serverInfo", timeout=20).status_code < 500
    sandbox.stop()


def test_which_requests_are_hit(client, sandbox, as_user):
    sandbox.faults.add("error", method="get", path=r"/form/\d+", user="ansible", after=1, times=2)
    assert [client.get("form/1.json").status_code for _n in range(4)] == [200, 503, 503, 200]
    assert client.get("form/list.json").status_code == 200
    sandbox.faults.clear()
    number = sandbox.faults.add("error", user="auditor")
    assert client.get("form/1.json").status_code == 200
    assert as_user(sandbox, "auditor").get("form/1.json").status_code == 503
    sandbox.faults.clear(number)
    assert as_user(sandbox, "auditor").get("form/1.json").status_code == 200


def test_rules_that_make_no_sense(sandbox):
    with pytest.raises(UnknownFault):
        sandbox.faults.add("explosion")
    with pytest.raises(UnknownFault):
        sandbox.faults.add("latency", second=1)


def test_an_early_refusal_of_a_large_body_keeps_the_connection(client, sandbox):
    sandbox.faults.add("rate_limited", times=1)
    assert client.upload(1, "big.bin", bytes(5_000_000)).status_code == 429
    assert client.get("form/1.json").status_code == 200
    assert len({record.connection for record in sandbox.journal}) == 1


def test_every_effect_has_a_test():
    text = pathlib.Path(__file__).read_text(encoding="utf-8")
    assert [effect for effect in EFFECTS if f'"{effect}"' not in text] == []
