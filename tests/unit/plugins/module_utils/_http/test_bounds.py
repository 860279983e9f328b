# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an answer may take: no number, length or list that a server sends decides how much time or memory is used."""

from __future__ import annotations

import gzip
import socket
import ssl
import tracemalloc
import zlib

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    BadAnswer,
    RequestError,
    Unreachable,
)
from ansible_collections.assetops.aip.plugins.module_utils._http import bounds, reading
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    FILE,
    READ,
    SEARCH,
    UPDATE,
    RawServer,
    StandingTime,
    answer,
    silence,
)

BEGINS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = BEGINS + b"Transfer-Encoding: chunked\r\n\r\n"
MIB = 2**20


@pytest.fixture
def watch():
    """The clock that answers are timed by: only the server moves it."""
    return StandingTime()


def dribbling(watch, begins, again, seconds=29):
    """An answer that goes on for ever, and never pauses for as long as the time-out."""

    def dribble(connection):
        connection.sendall(begins)
        while True:
            watch.sleep(seconds)
            connection.sendall(again)

    return dribble


DRIBBLES = {
    "status line": (b"HTTP/1.1 2", b"0"),
    "header": (BEGINS + b"X: ", b"x"),
    "headers": (BEGINS, b"X: 1\r\n"),
    "100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "headers of 100 Continue": (b"HTTP/1.1 100 Continue\r\n", b"X: 1\r\n"),
    "body": (BEGINS + b"Content-Length: 100000\r\n\r\n[", b" "),
    "body without length": (b"HTTP/1.0 200 OK\r\n\r\n", b" "),
    "chunk size": (CHUNKED, b"0"),
    "name of a chunk": (CHUNKED + b"1;", b"x"),
    "chunks": (CHUNKED, b"1\r\n \r\n"),
    "trailer": (CHUNKED + b"2\r\n[]\r\n0\r\nX: ", b"x"),
    "trailers": (CHUNKED + b"2\r\n[]\r\n0\r\n", b"X: 1\r\n"),
    "gzip": (BEGINS + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"[")[:10], b"\x00"),
    "refusal": (b"HTTP/1.1 500 No\r\nContent-Length: 100000\r\n\r\n", b"x"),
}
SLOW = (
    r"did not finish its answer within 300 s, which is 10 times timeout; raise timeout"
    r"|sends too many or too long headers"  # where the machine is quicker than the server's clock
)


@pytest.mark.parametrize("call", [READ, SEARCH, CREATE, UPDATE], ids=lambda call: call.doing)
@pytest.mark.parametrize(("begins", "again"), DRIBBLES.values(), ids=DRIBBLES)
def test_answer_that_dribbles_is_given_up(connect, watch, begins, again, call):
    """The request was sent, and its outcome is not known."""
    server = RawServer(dribbling(watch, begins, again))
    with server, pytest.raises(Unreachable, match=SLOW) as caught:
        connect(server.url, watch=watch.clock, retries=0).send(call)
    assert caught.value.sent
    assert len(server.asked) == 1


@pytest.mark.parametrize("how", ["send", "look", "download"])
def test_every_way_to_ask_is_bounded(connect, watch, how):
    begins, again = DRIBBLES["100 Continue"]
    with RawServer(dribbling(watch, begins, again)) as server:
        http = connect(server.url, watch=watch.clock, retries=0)
        ways = {
            "send": lambda: http.send(READ),
            "look": lambda: http.look(READ, only_beginning=True),
            "download": lambda: list(http.download(FILE)),
        }
        with pytest.raises(Unreachable, match="10 times timeout; raise timeout"):
            ways[how]()


def test_proxy_that_dribbles_is_given_up(connect, watch):
    """Its headers are no answer yet: http.client reads any number of them."""
    with RawServer(dribbling(watch, b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n")) as proxy:
        http = connect("https://jira.invalid", proxy=proxy.root, watch=watch.clock, retries=0)
        with pytest.raises(Unreachable, match="10 times timeout"):
            http.send(READ)


def test_time_left_ends_a_read_and_not_the_next(connect, monkeypatch):
    """Less is left for the answer than the time-out: the socket waits for no more, and has its time-out back then."""
    with RawServer(silence, answer(200, "[1]")) as server:
        http = connect(server.url, timeout=20, retries=0)
        with monkeypatch.context() as short:
            short.setattr(bounds, "TIMES", 0.01)
            with pytest.raises(Unreachable, match="did not finish its answer within"):
                http.send(READ)
        assert http.send(READ).data == [1]


def test_socket_has_its_time_out_back():
    here, there = socket.socketpair()
    with here, there:
        allowance = bounds.Allowance(bounds.Bounds(20, lambda: 0))
        allowance.seconds_left = lambda: 0.01
        here.settimeout(20)
        arriving = bounds._Arriving(here.makefile("rb").detach(), here, allowance)
        with arriving, pytest.raises(bounds.TooSlow):
            arriving.readinto(bytearray(1))
        assert here.gettimeout() == 20


@pytest.mark.long
def test_answer_that_dribbles_under_tls(connect, watch, tmp_path):
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)

    class SecureServer(RawServer):
        def _answer(self, connection):
            with context.wrap_socket(connection, server_side=True) as secure:
                super()._answer(secure)

    with SecureServer(dribbling(watch, *DRIBBLES["header"])) as server:
        url = server.url.replace("http:", "https:")
        http = connect(url, ca_path=str(tmp_path / "ca.pem"), watch=watch.clock, retries=0)
        with pytest.raises(Unreachable, match="10 times timeout"):
            http.send(READ)


# --- large files, slow and honest -----------------------------------------------------------------------------------


def test_slow_file_is_read_to_its_end(connect, watch):
    """Every MiB has the time that an answer has."""
    content = bytes(8 * MIB)
    with RawServer(answer(200, content, "application/octet-stream")) as server:
        size = 0
        for block in connect(server.url, watch=watch.clock).download(FILE, len(content)):
            if (size + len(block)) // MIB > size // MIB:
                watch.sleep(140)
            size += len(block)
    assert size == len(content)
    assert watch.clock() > 1000


def test_file_that_dribbles_is_given_up(connect, watch):
    begins = b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n" + bytes(3 * MIB)
    with RawServer(dribbling(watch, begins, b"x")) as server:
        blocks = connect(server.url, watch=watch.clock, retries=0).download(FILE)
        with pytest.raises(Unreachable, match=r"sent less than 1 MiB within 300 s, which is 10 "):
            list(blocks)


# --- without end, and fast ------------------------------------------------------------------------------------------


def flooding(begins, again):
    def flood(connection):
        connection.sendall(begins)
        while True:
            connection.sendall(again)

    return flood


FLOODS = {
    "100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "name of a chunk": (CHUNKED + b"1;", b"x" * MIB),
    "names of chunks": (CHUNKED, (b"1;" + b"x" * 60_000 + b"\r\n \r\n") * 10),
    "trailers": (CHUNKED + b"2\r\n[]\r\n0\r\n", b"X: 1\r\n" * 1000),
    "trailer": (CHUNKED + b"2\r\n[]\r\n0\r\nX: ", b"x" * MIB),
    "chunk of negative size": (CHUNKED + b"-1\r\n", b"x" * MIB),
    "status line": (b"HTTP/1.1 200 ", b"x" * MIB),
    "header": (BEGINS + b"X: ", b"x" * MIB),
    "headers": (BEGINS, b"X: 1\r\n" * 1000),
    "body": (b"HTTP/1.0 200 OK\r\n\r\n", b" " * MIB),
}


@pytest.mark.parametrize(("begins", "again"), FLOODS.values(), ids=FLOODS)
def test_answer_without_end_is_given_up(connect, monkeypatch, begins, again):
    monkeypatch.setattr(reading, "LARGEST_ANSWER", 4 * MIB)
    monkeypatch.setattr(bounds, "MOST_LINES", MIB // 8)
    with RawServer(flooding(begins, again)) as server:
        http = connect(server.url, retries=0)
        tracemalloc.start()
        try:
            with pytest.raises(RequestError) as caught:
                http.send(READ)
            _now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 16 * MIB
    assert "check url" in caught.value.sentence or "was cut off" in caught.value.sentence


BOMB = gzip.compress(bytes(64 * MIB))
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
BOMBS = {
    "gzip": (BOMB, "gzip"),
    "X-GZIP": (BOMB, "X-GZIP"),
    "many in one": (gzip.compress(bytes(MIB)) * 64, "gzip"),
    "deflate": (zlib.compress(bytes(64 * MIB)), "deflate"),
    "deflate without header": (RAW.compress(bytes(64 * MIB)) + RAW.flush(), "deflate"),
}


@pytest.mark.parametrize("how", ["send", "download"])
@pytest.mark.parametrize(("body", "encoding"), BOMBS.values(), ids=BOMBS)
def test_few_bytes_that_stand_for_many(connect, monkeypatch, body, encoding, how):
    monkeypatch.setattr(reading, "LARGEST_ANSWER", 2 * MIB)
    said = answer(200, body, "application/json", Content_Encoding=encoding)
    with RawServer(said) as server:
        http = connect(server.url)
        tracemalloc.start()
        try:
            with pytest.raises(BadAnswer, match=r"larger than 2 MiB|more than the 1000 bytes"):
                http.send(READ) if how == "send" else list(http.download(FILE, 1000))
            _now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 8 * MIB
    assert len(server.asked) == 1


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "identity", "", "gzip, identity"])
def test_compressed_answer_is_read(connect, encoding):
    body = b'{"name": "x"}' + b" " * 200_000
    sent = gzip.compress(body[:100_000]) + gzip.compress(body[100_000:]) + bytes(10)
    said = answer(200, sent if "gzip" in encoding.lower() else body, Content_Encoding=encoding)
    with RawServer(said) as server:
        assert connect(server.url).send(READ).data == {"name": "x"}


@pytest.mark.parametrize("bits", [zlib.MAX_WBITS, -zlib.MAX_WBITS])
def test_deflated_answer_is_read(connect, bits):
    made = zlib.compressobj(wbits=bits)
    body = made.compress(b'{"name": "x"}') + made.flush()
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nTransfer-Encoding: chunked\r\n\r\n"
    with RawServer(head + chunks + b"0\r\n\r\n") as server:
        assert connect(server.url).send(READ).data == {"name": "x"}


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "nonsense", "gzip\u00fc"])
def test_answer_that_is_encoded_as_it_was_not_asked_for(connect, encoding):
    with (
        RawServer(answer(200, "{}", Content_Encoding=encoding)) as server,
        pytest.raises(BadAnswer, match=r"encoded as .*, which the request did not offer"),
    ):
        connect(server.url).send(READ)


def test_compressed_answer_that_was_cut(connect):
    body = gzip.compress(b'{"name": "x"}')[:-9]
    with RawServer(answer(200, body, Content_Encoding="gzip"), answer(200, "[1]")) as server:
        assert connect(server.url).send(READ).data == [1]


# --- files of another size ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("framing", ["length", "chunks", "neither"])
@pytest.mark.parametrize("size", [0, 1, 100_000])
def test_download_ends_at_the_first_byte_too_many(connect, size, framing):
    """What an attachment holds was listed: a server that sends more, or without end, fills no disk."""
    heads = {
        "length": b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000000000\r\n\r\n",
        "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "neither": b"HTTP/1.0 200 OK\r\n\r\n",
    }
    piece = b"10000\r\n" + bytes(2**16) + b"\r\n" if framing == "chunks" else bytes(2**16)
    with RawServer(flooding(heads[framing], piece)) as server:
        http = connect(server.url)
        with pytest.raises(BadAnswer, match=f"more than the {size} bytes that it lists"):
            list(http.download(FILE, size))
    assert http.statistics.received <= size + 2**16
    assert len(server.asked) == 1


def test_download_of_unknown_size_has_an_end(connect, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_FILE", MIB)
    with RawServer(flooding(b"HTTP/1.0 200 OK\r\n\r\n", bytes(2**16))) as server:
        for size in (None, 10**18):
            with pytest.raises(BadAnswer, match="the file is larger than 1 MiB"):
                list(connect(server.url).download(FILE, size))


def test_fetched_file_is_not_read_beyond_its_size(run, sandbox, tmp_path):
    sandbox.switch(attachment_size_key="size")
    number = sandbox.add_asset("Laptop", "mine")
    (tmp_path / "a.txt").write_text("x" * 1000)
    run(sandbox, "aip_attachment", asset_id=number, path=str(tmp_path / "a.txt"))
    kind = {"Content-Type": "text/plain", "X-AUSERNAME": "ansible"}
    sandbox.faults.add("error", path="getFile", status=200, body="x" * 1001, headers=kind)
    fetched = {"name": "a.txt", "state": "fetched", "dest": str(tmp_path / "b.txt")}
    result = run(sandbox, "aip_attachment", asset_id=number, **fetched)
    assert "more than the 1000 bytes that it lists for the file" in result["msg"]
    assert result["failed"]
    assert not (tmp_path / "b.txt").exists()


def test_length_beyond_the_limit_is_not_even_read(connect):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n"
    with (
        RawServer(head) as server,
        pytest.raises(BadAnswer, match="the answer is larger than 64 MiB; check url"),
    ):
        connect(server.url).send(READ)
