# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever an answer does, it becomes a value or an error with one sentence: nothing else leaves the client."""

from __future__ import annotations

import encodings.aliases
import json
import threading

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    AipError,
    BadAnswer,
    RequestError,
)
from ansible_collections.assetops.aip.plugins.module_utils._http import answers, faults, headers
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    FILE,
    HTML,
    READ,
    RawServer,
    answer,
)

BODY = '{"name": "Tomáš"}'.encode()
LONG = 2**20


def is_one_sentence(sentence):
    """Whether an error is fit to be shown."""
    return sentence.startswith("could not ") and sentence.isprintable() and len(sentence) < 1500


def ask(work):
    """What came, or the sentence of the error: errors themselves would hold the sockets that they are about."""
    try:
        return work(), ""
    except RequestError as error:
        return None, error.sentence


# --- charsets -------------------------------------------------------------------------------------------------------

NO_CHARSETS = sorted(
    {"idna", "punycode", "rot13", "hex", "zip", "bz2", "base64", "uu", "quopri", "undefined", "mbcs", "oem"}
    | {"unicode_escape", "raw_unicode_escape", "utf-7", "charmap", "utf-16", "utf-32", "utf-16-le", "utf_32_be"}
    | {"nonsense", "a" * 100, "utf-8\0", "\0", "ütf", "utf-8;utf-16", "''", '"', "..", "../x", "utf-8-sig"}
)  # fmt: skip


@pytest.mark.parametrize("charset", NO_CHARSETS)
@pytest.mark.parametrize("how", ["send", "look", "download"])
def test_charset_that_is_none(connect, charset, how):
    with RawServer(answer(200, BODY, f"application/json;charset={charset}")) as server:
        http = connect(server.url)
        ways = {
            "send": lambda: http.send(READ).data == {"name": "Tomáš"},
            "look": lambda: http.look(READ).status == 200,
            "download": lambda: b"".join(http.download(FILE)) == BODY,
        }
        is_right, sentence = ask(ways[how])
    assert is_right or (is_one_sentence(sentence) and "utf" in charset)


def test_charset_of_any_name_that_python_knows():
    """A body is decoded by it, or by UTF-8; no name makes decoding itself impossible."""
    for name in {*encodings.aliases.aliases, *encodings.aliases.aliases.values()}:
        charset = headers.charset_of(f"text/plain; charset={name}")
        assert isinstance(BODY.decode(charset, "replace"), str), name


@pytest.mark.parametrize(
    "charset",
    ["ISO-8859-2", "windows-1250", "cp1250", "latin2", "mac_latin2", "UTF-16", "utf_16_le"],
)
def test_charset_that_is_one(connect, charset):
    body = '{"name": "Tomáš"}'.encode(charset)
    with RawServer(answer(200, body, f"application/json;charset={charset}")) as server:
        assert connect(server.url).send(READ).data == {"name": "Tomáš"}


# --- JSON -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [65, 700, 900, 1000, 5000, 100_000])
@pytest.mark.parametrize(
    "piece", ["[]", '{"a":}', '{"message":}', '{"errors":}', '[{"attributes":}]']
)
@pytest.mark.parametrize("status", [200, 500])
def test_json_nested_beyond_reason(connect, depth, piece, status):
    middle = piece.index("}") if "}" in piece else 1
    body = piece[:middle] * depth + "1" + piece[middle:] * depth
    with RawServer(answer(status, body)) as server, pytest.raises(RequestError) as caught:
        connect(server.url).send(READ)
    assert is_one_sentence(caught.value.sentence)
    if status == 200:
        assert "is not valid JSON" in caught.value.sentence


def test_json_nested_within_reason():
    body = "[" * 64 + "1" + "]" * 64
    assert answers.parse_json(body) == (json.loads(body), True)
    assert answers.parse_json(f"[{body}]") == (None, False)
    wide = json.dumps([[[{"a": [number]}]] for number in range(1000)])
    assert answers.parse_json(wide) == (json.loads(wide), True)


NUMBERS = {
    "9" * 300: int("9" * 300),
    "9" * 301: "9" * 301,
    "-" + "9" * 5000: "-" + "9" * 5000,
    "1e999": "1e999",
    "-1e999": "-1e999",
    "1" * 400 + ".5": "1" * 400 + ".5",
    "NaN": "NaN",
    "-Infinity": "-Infinity",
    "1e-999": 0.0,
    "0.1": 0.1,
    "12": 12,
}


@pytest.mark.parametrize(("written", "read"), NUMBERS.items(), ids=[text[:12] for text in NUMBERS])
def test_number_that_is_none_here_stays_a_text(written, read):
    """One odd value must not hide all others."""
    assert answers.parse_json(f'{{"a": {written}}}') == ({"a": read}, True)


def test_number_of_a_million_digits(connect):
    with RawServer(answer(200, f'{{"total": {"9" * LONG}, "id": 1}}')) as server:
        assert connect(server.url).send(READ).data["id"] == 1


SURROGATES = {
    r'"\ud83d\ude00"': "😀",
    r'"a\ud83d"': "a\ufffd",
    r'"\ude00\ud83d"': "\ufffd\ufffd",
    r'"\\ud83d"': r"\ud83d",
    r'{"\uDC00": ["\uD800"]}': {"\ufffd": ["\ufffd"]},
}


@pytest.mark.parametrize(("written", "read"), SURROGATES.items())
def test_half_of_a_surrogate_pair_is_replaced_where_it_is_read(written, read):
    """No file, plan, terminal or request can hold it: it would be a traceback far away from here."""
    data, is_json = answers.parse_json(written)
    assert (data, is_json) == (read, True)
    json.dumps(data, ensure_ascii=False).encode()


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 500])
def test_surrogates_in_the_words_of_the_server(connect, status):
    body = r'{"success": false, "message": "\ud800 no \udfff"}'
    with RawServer(answer(status, body)) as server, pytest.raises(AipError) as caught:
        connect(server.url).send(READ)
    assert "\ufffd no \ufffd" in caught.value.sentence


def test_of_equal_keys_the_last_one_counts():
    assert answers.parse_json('{"a": 1, "a": 2}') == ({"a": 2}, True)


# --- HTTP -----------------------------------------------------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\n"
ODD = {
    "status 000": b"HTTP/1.1 000 No\r\n\r\n",
    "status 99": b"HTTP/1.1 99 No\r\n\r\n",
    "status 1000": b"HTTP/1.1 1000 No\r\n\r\n",
    "status -1": b"HTTP/1.1 -1 No\r\n\r\n",
    "status of many digits": b"HTTP/1.1 " + b"2" * 5000 + b" No\r\n\r\n",
    "status of other digits": b"HTTP/1.1 \xb2\xb9\xb9 No\r\n\r\n",
    "status of letters": b"HTTP/1.1 OK\r\n\r\n",
    "status 600": b"HTTP/1.1 600 No\r\nContent-Length: 2\r\n\r\n{}",
    "status 999": b"HTTP/1.1 999 No\r\nContent-Length: 2\r\n\r\n{}",
    "status 101": b"HTTP/1.1 101 Switch\r\n\r\n{}",
    "status 199": b"HTTP/1.1 199\r\n\r\n{}",
    "status 304": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "no reason": b"HTTP/1.1 500\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP/0.9": b'{"id": 1}',
    "HTTP/2": b"HTTP/2 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP/9.9": b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "nothing but lines": b"\r\n" * 100,
    "NULs": b"\0" * 1000,
    "reason of bytes": b"HTTP/1.1 500 \xff\xfe\x00\x1b[31m\r\nContent-Length: 2\r\n\r\n{}",
    "headers of bytes": HEAD + b"\xff: \xff\r\nContent-Type: \xff\x00;charset=\xff\r\nContent-Length: 2\r\n\r\n[1",
    "header without colon": HEAD + b"nonsense\r\nContent-Length: 2\r\n\r\n[1",
    "header without name": HEAD + b": x\r\nContent-Length: 2\r\n\r\n[1",
    "folded headers": HEAD + b"X: 1\r\n 2\r\nContent-Length: 2\r\n\r\n[1",
    "many headers": HEAD + b"X: 1\r\n" * 1000 + b"\r\n",
    "long header": HEAD + b"X: " + b"x" * LONG + b"\r\n\r\n",
    "long status line": b"HTTP/1.1 200 " + b"x" * LONG + b"\r\n\r\n",
    "length of letters": HEAD + b"Content-Length: two\r\n\r\n[1",
    "negative length": HEAD + b"Content-Length: -2\r\n\r\n[1",
    "length of many digits": HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n[]",
    "length of zeros": HEAD + b"Content-Length: " + b"0" * 60_000 + b"x\r\n\r\n[1",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n[1",
    "two lengths in one": HEAD + b"Content-Length: 2, 3\r\n\r\n[1",
    "length and chunks": HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n[1",
    "chunk of no size": HEAD + b"Transfer-Encoding: chunked\r\n\r\nx\r\n[]\r\n0\r\n\r\n",
    "chunk of negative size": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n[]\r\n0\r\n\r\n",
    "chunk of more negative size": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n[]\r\n0\r\n\r\n",
    "chunk of huge size": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\n[]",
    "chunk of another size": HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n[1, 2]\r\n0\r\n\r\n",
    "chunks without end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n",
    "unknown transfer": HEAD + b"Transfer-Encoding: gzip\r\n\r\n[1",
    "not gzip": HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n[]",
    "not deflate": HEAD + b"Content-Encoding: deflate\r\nContent-Length: 2\r\n\r\n\x78\x9c",
    "unknown encoding": HEAD + b"Content-Encoding: \xff\x00\x1b[2J\r\nContent-Length: 2\r\n\r\n[]",
    "unknown encoding of a refusal": b"HTTP/1.1 403 No\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n[]",
    "redirect to nowhere": b"HTTP/1.1 302 No\r\nContent-Length: 0\r\n\r\n",
    "redirect far away": b"HTTP/1.1 302 No\r\nLocation: /" + b"x/../" * 10_000 + b"\r\nContent-Length: 0\r\n\r\n",
    "redirect to bytes": b"HTTP/1.1 302 No\r\nLocation: http://\xff\x00\x1b]x/\r\nContent-Length: 0\r\n\r\n",
    "redirect to controls": b"HTTP/1.1 302 No\r\nLocation: h\x00ttp\x1b[2J\r\nContent-Length: 0\r\n\r\n",
    "redirect to no port": b"HTTP/1.1 302 No\r\nLocation: http://x:" + b"9" * 5000 + b"\r\nContent-Length: 0\r\n\r\n",
    "redirect to long host": b"HTTP/1.1 302 No\r\nLocation: http://" + b"x" * 5000 + b"/\r\nContent-Length: 0\r\n\r\n",
    "odd cookies": HEAD + b"Set-Cookie: \xff=;;;=;expires=" + b"1 " * 20_000 + b"\r\nContent-Length: 2\r\n\r\n[1",
    "odd dates": b"HTTP/1.1 429 No\r\nRetry-After: Mon, 01 Jan 2029 00:00:00 +" + b"9" * 4000 + b"\r\n\r\n",
    "date of digits": b"HTTP/1.1 503 No\r\nRetry-After: " + b"1" * 5000 + b" Jan 2029\r\nContent-Length: 0\r\n\r\n",
    "page of one letter": b"HTTP/1.1 500 No\r\nContent-Length: 1000000\r\n\r\n" + b"<" * 1_000_000,
}  # fmt: skip


@pytest.mark.parametrize("said", ODD.values(), ids=ODD)
@pytest.mark.parametrize("how", ["read", "write", "look", "download"])
def test_odd_answer_becomes_a_sentence(connect, said, how):
    with RawServer(said) as server:
        http = connect(server.url, retries=0)
        ways = {
            "read": lambda: http.send(READ),
            "write": lambda: http.send(CREATE),
            "look": lambda: http.look(READ, only_beginning=True),
            "download": lambda: b"".join(http.download(FILE, 1000)),
        }
        came, sentence = ask(ways[how])
    assert is_one_sentence(sentence) if sentence else how not in ("read", "write") or came.status


@pytest.mark.parametrize(
    "said", ["length of many digits", "many headers", "long header", "HTTP/2", "redirect far away"]
)
def test_odd_answer_is_an_error(connect, said):
    with RawServer(ODD[said]) as server, pytest.raises(RequestError) as caught:
        connect(server.url, retries=0).send(READ)
    assert "url" in caught.value.sentence


def test_what_no_one_thought_of_becomes_a_sentence_too(connect, monkeypatch):
    """Libraries fail in ways that they do not list, in whichever thread."""

    class Unheard(Exception):
        """No library raises it."""

    def fail(*_given):
        raise Unheard("canary-token \x1b[31m" + "x" * 1000)

    monkeypatch.setattr("requests.models.Response.close", fail)
    caught = []

    def work(ask):
        try:
            ask()
        except AipError as error:
            caught.append(error)

    with RawServer(answer(200, "[1]")) as server:
        http = connect(server.url)
        asks = [lambda: http.send(READ), lambda: http.look(READ)]
        threads = [threading.Thread(target=work, args=(ask,)) for ask in asks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [type(error) for error in caught] == [BadAnswer, BadAnswer]
    for error in caught:
        assert "cannot be read (Unheard: " in error.sentence
        assert "canary-token" not in error.sentence
        assert is_one_sentence(error.sentence)


def test_reason_is_cut_after_it_was_hidden():
    fault = ConnectionError("x" * 150 + "canary-token")
    reason = faults.reason_of(fault, lambda text: text.replace("canary-token", "*" * 8))
    assert reason == "x" * 150 + "*" * 8


# --- texts of any length: what is searched in them must not take the square of that -----------------------------------

ADVERSE = {
    "titles": "<title" * 200_000,
    "ends of titles": "<title>" + "</title" * 150_000,
    "messages": "<message>" * 120_000,
    "messages of AUI": 'class="aui-message' * 60_000,
    "headings": "<h1>" * 250_000,
    "tags": "<title>" + "<" * LONG + "</title>",
    "tags that are open": "<title>" + "<a " * 300_000,
    "references": "<title>" + "&#" * 500_000 + "</title>",
    "reference of digits": "<title>&#" + "9" * 60_000 + ";</title>",
    "reasons": "<title>x</title>" + "Reason : " * 100_000,
    "spaces": "<" + " " * LONG,
    "zeros": "0" * LONG + "x",
    "backslashes": "[" + "\\" * LONG,
    "quotes": '["' * 500_000,
    "words": json.dumps({"errors": {str(number): "x" * 50 for number in range(20_000)}}),
    "one word": json.dumps({"message": "x" * LONG}),
    "keys": '{"errors":' + '{"' + "k" * LONG + '": {"a": [1, 2, 3]}}}',
}


@pytest.mark.parametrize("kind", [HTML, "application/json", "text/plain"])
@pytest.mark.parametrize("body", ADVERSE.values(), ids=ADVERSE)
def test_adverse_words_of_a_server(connect, body, kind):
    """A search that takes the square of this length would take an hour."""
    with RawServer(answer(500, body, kind)) as server, pytest.raises(RequestError) as caught:
        connect(server.url).send(READ)
    assert is_one_sentence(caught.value.sentence)


@pytest.mark.parametrize(
    "text",
    ["<" * LONG, "[" * LONG, "HTTPConnection(" * 70_000, "<a" * 500_000, "(_ssl.c:" + "1" * LONG],
    ids=["tags", "brackets", "connections", "open tags", "places"],
)
def test_adverse_words_of_a_fault(text):
    assert len(faults.reason_of(OSError(text), str)) <= 160
    assert faults.find_fault(OSError(text)).sent


@pytest.mark.parametrize("text", ["0" * LONG + "x", " " * LONG + "x", "1 " * LONG, "9" * LONG])
def test_adverse_numbers_in_headers(text):
    assert headers.whole_number(text) in (None, 10**18)
    assert headers.least_wait({"Retry-After": text, "Date": text}) in (0, headers.LONGEST_WAIT)


def test_secret_at_the_end_of_what_is_looked_at_is_not_shown_in_half():
    """A secret that is cut through is no longer found."""
    secret = "canary" * 20

    def hide(text):
        return text.replace("x" * 1000, "").replace(secret, "***")

    start = "x" * (answers.LONGEST_PAGE // 1000 * 1000)
    for before in range(answers.LONGEST_PAGE - len(start)):
        said = answers.words_of(None, start + "y" * before + secret, 500, hide)
        assert "canary" not in said
        if before > 50:
            break


def test_messages_of_pages_are_found():
    pages = {
        "<html><title lang='de'>Nein</title>": "Nein",
        "<TITLE>No</TITLE><message>Yes</message>": "Yes",
        '<div class="aui-message error"><p>No &amp; <b>never</b></p></div>': "No & never",
        "<title>no end": "",
        "<h1>A</h1>": "A",
        "<title>x</title>XSRF check failed": "x (XSRF check failed)",
    }
    for page, message in pages.items():
        assert answers.words_of(None, page, 500, str) == message
