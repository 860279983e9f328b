# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Any bytes in: an answer or an error of ours out. Examples are valid answers, damaged in every way.

HYPOTHESIS_PROFILE=reliability tries many more of them.
"""

from __future__ import annotations

import gzip
import json

import pytest

pytest.importorskip("hypothesis")

from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    AipError,
)
from ansible_collections.assetops.aip.plugins.module_utils._http import answers, headers
from ansible_collections.assetops.aip.plugins.module_utils._http.call import (
    Answer,
    Reply,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.any_json import (
    any_json,
    written,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    FILE,
    HTML,
    LOGIN_PAGE,
    READ,
    answer,
)
from hypothesis import given
from hypothesis import strategies as st

DATA = '{"assets": [{"id": 1, "name": "x\\ud83d"}], "total": 1e3, "message": "<b>&#65;</b>"}'
CHUNKS = b"1\r\n[\r\n3;x=y\r\n1]\n\r\n0\r\nX-Trailer: 1\r\n\r\n"
VALID = (
    answer(200, DATA),
    answer(200, DATA.encode("utf-16"), "application/json;charset=utf-16"),
    answer(200, gzip.compress(DATA.encode()), Content_Encoding="gzip"),
    answer(204, ""),
    answer(500, LOGIN_PAGE, HTML, X_AREQUESTID="1x2"),
    answer(401, LOGIN_PAGE, HTML, X_Seraph_LoginReason="AUTHENTICATED_FAILED"),
    answer(429, "{}", Retry_After="Fri, 31 Dec 2027 23:59:59 GMT", X_RateLimit_FillRate="10"),
    answer(302, "", Location="https://jira.example.com:8443/login?next=%2F#x", Set_Cookie="a=b; Path=/"),
    b"HTTP/1.1 100 Continue\r\n\r\n" + answer(200, DATA),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Trailer\r\n\r\n" + CHUNKS,
    b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n[1]",
)  # fmt: skip
PIECES = (
    b"", b"\0", b"\xff", b"\r\n", b"\n", b":", b" ", b"-", b"9" * 400, b"<", b"{", b"[" * 70, b"]", b'"', b"\\ud800",
    b"HTTP/1.1 ", b"Content-Length: 5\r\n", b"Content-Encoding: deflate\r\n", b"Transfer-Encoding: chunked\r\n",
    b"charset=idna", b"charset=utf-32", b"0\r\n\r\n", b"ffffffff\r\n", b"\xe2\x80\xae", b"\x1b[2J",
)  # fmt: skip


@st.composite
def damaged(draw):
    """A valid answer with some of its bytes replaced, left out, or said twice."""
    said = draw(st.sampled_from(VALID))
    for _number in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(said)))
        end = min(len(said), start + draw(st.sampled_from((0, 0, 1, 2, 5, 40))))
        piece = draw(
            st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.just(said[start:end] * 2))
        )
        said = said[:start] + piece + said[end:]
    return said


def test_any_bytes_are_an_answer_or_an_error(connect, answering):
    server = answering(b"")
    http = connect(server.url, retries=0, timeout=20)
    ways = {
        "read": lambda: http.send(READ),
        "write": lambda: http.send(CREATE),
        "look": lambda: http.look(READ),
        "beginning": lambda: http.look(READ, only_beginning=True),
        "download": lambda: b"".join(http.download(FILE, 50)),
    }

    @given(damaged(), st.sampled_from(sorted(ways)))
    def holds(said, how):
        server.asked.clear()
        server.answers[:] = [said]
        http.begin()
        try:
            came = ways[how]()
        except AipError as error:
            sentence, came = error.sentence, None
            assert sentence.startswith("could not ")
            assert sentence.isprintable()
            assert len(sentence) < 1500
        assert isinstance(came, (Answer, Reply, bytes, type(None)))
        assert len(server.asked) <= 1 + 5

    holds()


@given(any_json(answers._WORDS), st.sampled_from((200, 404, 500)))
def test_any_json_is_read_and_can_be_written(data, status):
    """What was read can go into any file, and to any terminal."""
    read, is_json = answers.parse_json(written(data))
    assert is_json
    json.dumps(read, ensure_ascii=False, allow_nan=False).encode()
    words = answers.words_of(read, "", status, str)
    assert words.isprintable()
    assert len(words) <= answers.LONGEST_QUOTE + 3


@given(st.text(), st.sampled_from((200, 500)))
def test_any_text_has_words(text, status):
    for body in (
        text,
        f"<{text}",
        f"<title>{text}</title>",
        f"[{text}",
        f'{{"message": "{text}"}}',
    ):
        data, _is_json = answers.parse_json(body)
        assert answers.words_of(data, body, status, str).isprintable()


@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1"))), st.binary())
def test_any_header_can_be_read(text, body):
    assert isinstance(
        body.decode(headers.charset_of(f"text/plain; charset={text}"), "replace"), str
    )
    assert (
        headers.least_wait({"Retry-After": text, "Date": text, "X-RateLimit-FillRate": text}) >= 0
    )
    number = headers.whole_number(text)
    assert number is None or number >= 0
