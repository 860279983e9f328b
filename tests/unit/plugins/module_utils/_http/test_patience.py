# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sending again: what, when, how long (sections 4 and 5)."""

from __future__ import annotations

import email.utils
import socket

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    Paused,
    RequestError,
    ServerFailed,
    Unreachable,
)
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call, Upload
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    DELETE,
    FILE,
    HTML,
    READ,
    SEARCH,
    UPDATE,
    RawServer,
    answer,
    reset,
    silence,
)

REPEATED = {"read": READ, "search": SEARCH, "update": UPDATE, "delete": DELETE}
EVERY_CALL = {**REPEATED, "create": CREATE}
BUSY = '{"message":"Rate limit exceeded."}'


def date(seconds):
    return email.utils.formatdate(seconds, usegmt=True)


# --- 429 ----------------------------------------------------------------------------------------------------------

WAITS = {
    "seconds": ({"Retry_After": "7"}, 7),
    "fewer than our own": ({"Retry_After": "1"}, 2),
    "zero, of another node": ({"Retry_After": "0"}, 2),
    "zero, with the rate": (
        {
            "Retry_After": "0",
            "X_RateLimit_Interval_Seconds": "60",
            "X_RateLimit_FillRate": "10",
        },
        6,
    ),
    "date": ({"Retry_After": date(1_000_050), "Date": date(1_000_000)}, 50),
    "date in the past": ({"Retry_After": date(1_000_000), "Date": date(1_000_050)}, 2),
    "date beyond dates": ({"Retry_After": "Fri, 31 Dec 99999 23:59:59 GMT"}, 2),
    "garbage": ({"Retry_After": "soon"}, 2),
    "negative": ({"Retry_After": "-5"}, 2),
    "fraction": ({"Retry_After": "0.5"}, 2),
    "empty": ({"Retry_After": ""}, 2),
    "missing": ({}, 2),
    "rate of nothing": ({"X_RateLimit_Interval_Seconds": "60", "X_RateLimit_FillRate": "0"}, 2),
}


@pytest.mark.parametrize(("headers", "seconds"), WAITS.values(), ids=WAITS)
def test_busy_server_is_waited_for(connect, time, headers, seconds):
    with RawServer(answer(429, BUSY, **headers), answer(200, "[1]")) as server:
        assert connect(server.url).send(READ).data == [1]
    assert time.slept == [seconds]
    assert len(server.asked) == 2


@pytest.mark.parametrize("call", EVERY_CALL.values(), ids=EVERY_CALL)
def test_429_means_not_processed_so_even_creating_is_repeated(connect, call):
    with RawServer(answer(429, BUSY), answer(429, "<html>busy</html>", HTML), answer()) as server:
        connect(server.url).send(call)
    assert len(server.asked) == 3
    assert len({one.body for one in server.asked}) == 1


def test_waits_double_until_max_wait_is_used_up(connect, answering, time):
    """Refusals do not count as attempts: which request meets them depends on what else is sent."""
    server = answering(answer(429, BUSY))
    with pytest.raises(
        Paused, match=r"is busy \(429\), and waiting longer would exceed what is left of"
    ):
        connect(server.url, retries=1, max_wait=100).send(READ)
    assert time.slept == [2, 4, 8, 16, 30, 30]
    assert len(server.asked) == 7


NEVER = {
    "an hour": ({"Retry_After": "3600"}, "60 min"),
    "never": ({"Retry_After": "9223372036854775807"}, "11574 days"),
    "longer than any number": ({"Retry_After": "9" * 5000}, "11574 days"),
    "far date": ({"Retry_After": date(1_100_000), "Date": date(1_000_000)}, "28 h"),
    "slow bucket": (
        {"X_RateLimit_Interval_Seconds": "3600", "X_RateLimit_FillRate": "1"},
        "60 min",
    ),
}


@pytest.mark.parametrize("call", EVERY_CALL.values(), ids=EVERY_CALL)
@pytest.mark.parametrize(("headers", "told"), NEVER.values(), ids=NEVER)
def test_longer_than_max_wait_gives_up_at_once(connect, time, headers, told, call):
    with RawServer(answer(429, BUSY, **headers)) as server, pytest.raises(Paused) as caught:
        connect(server.url).send(call)
    assert f"asks to come back in {told}, which exceeds max_wait (300 s)" in str(caught.value)
    assert "the request was not carried out" in caught.value.sentence
    assert time.slept == []
    assert len(server.asked) == 1


def test_max_wait_is_for_all_attempts_of_a_request(connect, time):
    with (
        RawServer(answer(429, BUSY, Retry_After="40")) as server,
        pytest.raises(Paused, match="max_wait"),
    ):
        connect(server.url, max_wait=100).send(READ)
    assert time.slept == [40, 40]


def test_no_waiting_at_all(connect, answering, time):
    server = answering(answer(429, BUSY))
    with pytest.raises(
        Paused, match=r"is busy \(429\), and waiting longer would exceed max_wait \(0 s\)"
    ):
        connect(server.url, max_wait=0).send(READ)
    assert time.slept == []


def test_no_retries(connect):
    with RawServer(answer(429, BUSY)) as server, pytest.raises(Paused):
        connect(server.url, retries=0).send(READ)
    assert len(server.asked) == 1


def test_upload_is_built_anew_after_429(connect, tmp_path):
    (tmp_path / "a.bin").write_bytes(b"content" * 1000)
    call = Call("POST", "rest/x", "upload", upload=Upload("file", "a", str(tmp_path / "a.bin")))
    with RawServer(answer(429, BUSY), answer()) as server:
        connect(server.url).send(call)
    for asked in server.asked:
        boundary = asked.headers["content-type"].partition("boundary=")[2].encode()
        assert asked.body.count(boundary) == 2
        assert b"content" * 1000 in asked.body
        assert len(asked.body) == int(asked.headers["content-length"])


def test_download_is_repeated_after_429(connect):
    file = answer(200, b"file", "application/octet-stream")
    with RawServer(answer(429, "<html>busy</html>", HTML), file) as server:
        assert b"".join(connect(server.url).download(FILE)) == b"file"


# --- pacing -------------------------------------------------------------------------------------------------------


def paced(remaining, **more):
    rate = {"X_RateLimit_Interval_Seconds": "60", "X_RateLimit_FillRate": "10"}
    return answer(200, "{}", X_RateLimit_Remaining=remaining, **{**rate, **more})


@pytest.mark.parametrize(
    ("said", "slept"),
    [
        (paced("5"), []),
        (paced("0"), [6]),
        (paced("0", X_RateLimit_FillRate="0"), []),
        (paced("0", X_RateLimit_Interval_Seconds="9" * 30), [300]),
        (paced("0", X_RateLimit_FillRate="many"), []),
        (paced("-1"), []),
        (paced("none"), []),
    ],
    ids=["some left", "none left", "no rate", "never", "garbage rate", "negative", "garbage"],
)
def test_empty_bucket_is_paced(connect, time, said, slept):
    with RawServer(said) as server:
        http = connect(server.url)
        http.send(READ)
        assert time.slept == [], "the last request of a task need not wait"
        http.send(READ)
    assert time.slept == slept


def test_rate_limit_of_the_sandbox_is_kept_without_a_refusal(connect, sandbox, time):
    sandbox.switch(rate_capacity=3, rate_fill=1, rate_interval=1.0)
    time.also.append(sandbox.advance)
    http = connect(sandbox.url, token=sandbox.token("ansible"))
    for _number in range(8):
        http.send(READ)
    assert {record.status for record in sandbox.journal} == {200}


@pytest.mark.parametrize("retry_after", ["computed", "zero", "absent"])
def test_rate_limit_of_a_cluster(connect, sandbox, time, retry_after):
    sandbox.switch(
        rate_capacity=1, rate_fill=1, rate_interval=2.0, rate_retry_after=retry_after, nodes=2
    )
    time.also.append(sandbox.advance)
    http = connect(sandbox.url, token=sandbox.token("ansible"))
    for _number in range(6):
        assert http.send(READ).status == 200


def test_all_workers_wait(connect, answering, time):
    """A refusal holds every request of the session, and who sleeps already sleeps on."""
    http = connect(answering(answer(429, BUSY, Retry_After="5"), answer()).url)

    def held_longer(_seconds):
        if len(time.slept) == 1:  # meanwhile another worker is asked to come back later still
            http._pacer.hold(20)

    time.also.append(held_longer)
    http.send(READ)
    assert time.slept == [5, 15]
    assert (http.statistics.retries, http.statistics.waited) == (1, 20)


# --- 502, 503, 504, and other statuses ----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("call", REPEATED.values(), ids=REPEATED)
def test_gateway_errors_are_repeated(connect, time, call, status):
    with RawServer(answer(status, "<html>x</html>", HTML), answer(200, "[1]")) as server:
        assert connect(server.url).send(call).data == [1]
    assert time.slept == [0.5]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_creating_is_not_repeated_after_a_gateway_error(connect, answering, status):
    server = answering(answer(status, "<html><title>Bad Gateway</title></html>", HTML))
    with pytest.raises(ServerFailed, match=rf"{status}.*Bad Gateway"):
        connect(server.url).send(CREATE)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 500, 501])
@pytest.mark.parametrize("call", EVERY_CALL.values(), ids=EVERY_CALL)
def test_other_errors_are_final(connect, call, status):
    with RawServer(answer(status)) as server, pytest.raises(RequestError):
        connect(server.url).send(call)
    assert len(server.asked) == 1


def test_503_with_retry_after(connect, time):
    with RawServer(answer(503, "{}", Retry_After="9"), answer()) as server:
        connect(server.url).send(READ)
    assert time.slept == [9]


def test_503_for_long_after_a_write_does_not_claim_that_nothing_was_done(connect):
    with (
        RawServer(answer(503, "{}", Retry_After="3600")) as server,
        pytest.raises(ServerFailed) as caught,
    ):
        connect(server.url).send(UPDATE)
    assert "not carried out" not in caught.value.sentence


def test_503_for_long_after_a_read(connect, answering):
    server = answering(answer(503, "{}", Retry_After="3600"))
    with pytest.raises(Paused, match="come back in 60 min"):
        connect(server.url).send(READ)


# --- faults of the network ----------------------------------------------------------------------------------------

CUTS = {
    "before a word": reset,
    "goodbye before a word": lambda connection: connection.close(),
    "in a header": b"HTTP/1.1 200 OK\r\nContent-Le",
    "between headers": b"HTTP/1.1 200 OK\r\nServer: x\r\n",
    "after the status": b"HTTP/1.1 200 OK",
    "in the body": answer(200, "[1, 2, 3]")[:-4],
    "in a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1",
    "damaged gzip": answer(200, "not gzip", Content_Encoding="gzip"),
}


@pytest.mark.parametrize("call", REPEATED.values(), ids=REPEATED)
@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_cut_connection_is_repeated(connect, time, cut, call):
    with RawServer(cut, answer(200, "[1]")) as server:
        assert connect(server.url).send(call).data == [1]
    assert time.slept == [0.5]


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_creating_is_not_repeated_after_a_cut(connect, cut):
    with (
        RawServer(cut) as server,
        pytest.raises(Unreachable, match=r"was lost|was cut off") as caught,
    ):
        connect(server.url).send(CREATE)
    assert caught.value.sent
    assert len(server.asked) == 1


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_upload_is_not_repeated_after_a_cut(connect, tmp_path, cut):
    (tmp_path / "a").write_bytes(b"x")
    call = Call("POST", "rest/x", "upload", upload=Upload("file", "a", str(tmp_path / "a")))
    with RawServer(cut) as server, pytest.raises(Unreachable) as caught:
        connect(server.url).send(call)
    assert caught.value.sent
    assert len(server.asked) == 1


def test_attempts_are_limited(connect, time):
    with RawServer(reset) as server, pytest.raises(Unreachable, match="was lost"):
        connect(server.url, retries=3).send(READ)
    assert len(server.asked) == 4
    assert time.slept == [0.5, 1, 2]


def test_fault_is_told_and_not_max_wait(connect):
    """With no patience for repetitions the user still learns what is wrong."""
    with RawServer(reset) as server, pytest.raises(Unreachable, match="was lost"):
        connect(server.url, max_wait=0).send(UPDATE)
    assert len(server.asked) == 1


@pytest.mark.parametrize("call", EVERY_CALL.values(), ids=EVERY_CALL)
def test_silent_server(connect, call):
    with (
        RawServer(silence) as server,
        pytest.raises(Unreachable, match=r"did not answer within 0\.1 s \(timeout\)") as caught,
    ):
        connect(server.url, timeout=0.1, retries=0).send(call)
    assert caught.value.sent
    assert len(server.asked) == 1


def test_silence_is_repeated_for_reads_alone(connect):
    with RawServer(silence, answer(200, "[1]")) as server:
        assert connect(server.url, timeout=0.2).send(READ).data == [1]


def test_silence_in_the_body(connect):
    def half(connection):
        connection.sendall(answer(200, "[1, 2]")[:-2])
        silence(connection)

    with RawServer(half) as server, pytest.raises(Unreachable, match="the answer was cut off"):
        connect(server.url, timeout=0.1, retries=0).send(READ)


def test_nothing_listens(connect, time, unused):
    with pytest.raises(Unreachable, match=rf"nothing answers at 127\.0\.0\.1:{unused}") as caught:
        connect(f"http://127.0.0.1:{unused}", retries=2).send(CREATE)
    assert not caught.value.sent
    assert time.slept == [0.5, 1], "what never left may leave again"


def test_name_is_not_known(connect, monkeypatch, time):
    unknown(monkeypatch, -2, "Name or service not known")
    with pytest.raises(
        Unreachable, match=r"host name in url \(jira\.invalid:443\) is unknown"
    ) as caught:
        connect("https://jira.invalid").send(READ)
    assert not caught.value.sent
    assert time.slept == [], "waiting does not mend a name"


def test_name_server_is_away(connect, monkeypatch, time):
    unknown(monkeypatch, -3, "Temporary failure in name resolution")
    with pytest.raises(Unreachable, match=r"cannot be resolved at the moment; check url and DNS"):
        connect("https://jira.invalid", retries=1).send(CREATE)
    assert time.slept == [0.5]


def test_words_of_the_url_do_not_decide(connect, unused):
    call = Call("GET", "rest/resolve/NameResolution/certificate%20verify%20failed", "read")
    with pytest.raises(Unreachable, match="nothing answers at"):
        connect(f"http://localhost:{unused}/getaddrinfo", retries=0).send(call)


def unknown(monkeypatch, number, words):
    def fail(*_given, **_named):
        raise socket.gaierror(number, words)

    monkeypatch.setattr(socket, "getaddrinfo", fail)


@pytest.fixture
def unused():
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_no_http(connect, answering):
    server = answering(b"SSH-2.0-OpenSSH_9.6\r\n")
    with pytest.raises(Unreachable, match="does not speak HTTP; check url"):
        connect(server.url, retries=0).send(READ)


# --- a download that breaks off -----------------------------------------------------------------------------------


def test_download_goes_on_where_it_broke_off(connect, time):
    content = bytes(range(256)) * 1000
    whole = answer(200, content, "application/octet-stream")
    with RawServer(whole[:100_000], whole[:200_000], whole) as server:
        assert b"".join(connect(server.url).download(FILE)) == content
    assert len(server.asked) == 3


def test_download_that_never_ends_well(connect):
    whole = answer(200, b"x" * 1000, "application/octet-stream")
    with (
        RawServer(whole[:-1]) as server,
        pytest.raises(Unreachable, match="the answer was cut off"),
    ):
        list(connect(server.url, retries=2).download(FILE))
    assert len(server.asked) == 3


# --- before and after the commit, with the sandbox ----------------------------------------------------------------

FAULTS = {
    "cut before": {"effect": "cut"},
    "cut after": {"effect": "cut_after"},
    "cut in the body": {"effect": "cut_body"},
    "502 before": {"effect": "error", "status": 502},
    "503 before": {"effect": "error", "status": 503},
    "502 after": {"effect": "error_after", "status": 502},
    "504 after": {"effect": "error_after", "status": 504},
    "429": {"effect": "rate_limited", "retry_after": 1},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_create_happens_once(run, sandbox, fault):
    """Whatever breaks, the asset is there once, or the task fails and says that it is not."""
    sandbox.faults.add(**fault, method="POST", path=r"inventory/asset\.json", times=1)
    result = run(sandbox, "aip_asset", asset_type="Laptop", name="once", wait_for_index=3)
    sent = [record for record in sandbox.journal.writes() if record.method == "POST"]
    there = len(sandbox.assets(name="once"))
    if fault["effect"] == "rate_limited":
        assert (len(sent), there, result["failed"]) == (2, 1, False)
    elif "after" in fault["effect"] or fault["effect"] == "cut_body":
        assert (len(sent), there, result["failed"]) == (1, 1, False)
    else:
        assert (len(sent), there, result["failed"]) == (1, 0, True)
        assert "not sent again" in result["msg"]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("options", [{"status": "In use"}, {"state": "absent"}], ids=str)
def test_update_and_delete_survive(run, sandbox, fault, options):
    number = sandbox.add_asset("Laptop", "mine")
    for method in ("PUT", "DELETE"):
        sandbox.faults.add(**fault, method=method, times=1)
    result = run(sandbox, "aip_asset", asset_type="Laptop", name="mine", **options)
    assert not result["failed"], result
    assert result["changed"]
    left = sandbox.asset(number)
    assert left is None if "state" in options else left["system"]["asset.status"] == "In use"


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_upload_happens_once(run, sandbox, tmp_path, fault):
    (tmp_path / "a.txt").write_text("content")
    number = sandbox.add_asset("Laptop", "mine")
    sandbox.faults.add(**fault, method="POST", path="inventory/attachment", times=1)
    result = run(sandbox, "aip_attachment", asset_id=number, path=str(tmp_path / "a.txt"))
    there = len(sandbox.attachments(number))
    stored = fault["effect"] in ("rate_limited", "cut_after", "cut_body", "error_after")
    assert (there, result["failed"]) == ((1, False) if stored else (0, True)), result


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_every_read_survives(run, sandbox, fault):
    for path in ("form/list", "index/query", "transformed", "inventory/[0-9]", "attribute/list"):
        sandbox.faults.add(**fault, path=path, times=1)
    result = run(sandbox, "aip_asset_info", asset_type="Laptop", name="lt-0001")
    assert not result["failed"], result
    assert [asset["name"] for asset in result["assets"]] == ["lt-0001"]
