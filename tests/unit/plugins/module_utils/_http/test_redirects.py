# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where redirects may lead: never with a write, never to another origin, never with a login along (section 7)."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    BadAnswer,
    LoginRefused,
    RequestError,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    DELETE,
    FILE,
    READ,
    SEARCH,
    UPDATE,
    RawServer,
    answer,
)

STATUSES = [301, 302, 303, 307, 308]
WRITES = {"create": CREATE, "update": UPDATE, "delete": DELETE}


def to(location, status=302):
    return answer(status, "<html>moved</html>", Location=location)


@pytest.mark.parametrize("status", STATUSES)
def test_read_follows_to_the_same_origin(connect, status):
    with RawServer(to("/elsewhere?x=1", status), answer(200, "[1]")) as server:
        assert connect(server.url).send(READ).data == [1]
    assert server.asked[1].target == "/elsewhere?x=1"
    assert server.asked[1].headers["authorization"] == "Bearer canary-token"


@pytest.mark.parametrize("status", [307, 308])
def test_search_follows_where_it_stays_a_post(connect, status):
    with RawServer(to("/elsewhere", status), answer(200, "[1]")) as server:
        assert connect(server.url).send(SEARCH).data == [1]
    assert [one.method for one in server.asked] == ["POST", "POST"]
    assert server.asked[0].body == server.asked[1].body


@pytest.mark.parametrize("status", [301, 302, 303])
def test_search_never_turns_into_a_get(connect, answering, status):
    server = answering(to("/elsewhere", status))
    with pytest.raises(BadAnswer, match="set url to Jira's own address"):
        connect(server.url).send(SEARCH)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("call", WRITES.values(), ids=WRITES)
def test_write_follows_nowhere(connect, call, status):
    with (
        RawServer(to("/elsewhere", status)) as server,
        pytest.raises(
            BadAnswer, match="redirects to /elsewhere, and writes never follow a redirect"
        ),
    ):
        connect(server.url).send(call)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    "call", [READ, SEARCH, CREATE, UPDATE, DELETE], ids=["read", "search", *WRITES]
)
def test_credentials_never_reach_another_host(connect, answering, call, status):
    other = answering()
    server = answering(to(f"{other.url}/x", status))
    with pytest.raises(LoginRefused) as caught:
        connect(server.url).send(call)
    assert not other.asked
    assert f"redirects to {other.url}/x instead of answering" in caught.value.sentence


def test_download_never_reaches_another_host(connect):
    with RawServer() as other, RawServer(to(other.url)) as server, pytest.raises(LoginRefused):
        list(connect(server.url).download(FILE))
    assert not other.asked


def test_download_follows_to_the_same_origin(connect):
    with RawServer(to("/file"), answer(200, "x", "application/octet-stream")) as server:
        assert list(connect(server.url).download(FILE)) == [b"x"]


def test_sandbox_never_sees_what_another_redirects(run, open_sandbox):
    other, sandbox = open_sandbox("company"), open_sandbox("company")
    sandbox.faults.add("redirect", to=other.url)
    result = run(sandbox, "aip_asset", asset_type="Laptop", name="x")
    assert result["failed"]
    assert len(other.journal) == 0


FOREIGN = {
    "scheme": "https://{netloc}/x",
    "login of its own": "http://evil:evil@{netloc}/x",
    "user of its own": "http://evil@{netloc}/x",
    "port": "http://127.0.0.1:1/x",
    "name of the same host": "http://localhost:{port}/x",
    "without scheme": "//evil.example.com/x",
    "no address": "http://[::1",
    "no port": "http://127.0.0.1:port/x",
    "huge port": "http://127.0.0.1:99999/x",
    "script": "javascript:alert(1)",
    "file": "file:///etc/passwd",
}


@pytest.mark.parametrize("location", FOREIGN.values(), ids=FOREIGN)
def test_other_origin_in_disguise(connect, location):
    with RawServer() as server:
        server.answers[:] = [
            to(location.format(netloc=f"127.0.0.1:{server.port}", port=server.port))
        ]
        with pytest.raises(RequestError) as caught:
            connect(server.url).send(READ)
    assert len(server.asked) == 1
    assert "evil@" not in str(caught.value)


@pytest.mark.parametrize(
    "place",
    [
        "/login.jsp?os_destination=%2Frest",
        "/jira/login.jsp",
        "/jira/secure/login",
        "/sso/start",
        "/plugins/servlet/saml/auth",
        "/SAML2/Redirect",
        "/adfs/ls/",
        "/sign-in",
    ],
)
@pytest.mark.parametrize("call", [READ, UPDATE], ids=["read", "update"])
def test_login_page(connect, answering, call, place):
    server = answering(to(place))
    with pytest.raises(LoginRefused, match=r"single sign-on or a wrong url.*with a token"):
        connect(server.url).send(call)
    assert len(server.asked) == 1


@pytest.mark.parametrize("place", ["/processor", "/jira/lesson/sample.json", "/catalogin"])
def test_other_words_are_no_login_page(connect, place):
    with RawServer(to(place), answer(200, "[1]")) as server:
        assert connect(server.url).send(READ).data == [1]


MOVED = {
    "to https": "https://127.0.0.1/jira",
    "to another name": "http://jira.example.com/jira",
    "to another context": "http://jira.example.com",
}


@pytest.mark.parametrize("base", MOVED.values(), ids=MOVED)
@pytest.mark.parametrize("call", [READ, UPDATE], ids=["read", "update"])
def test_way_out_where_jira_has_moved(connect, call, base):
    with RawServer(to(f"{base}/{call.path}")) as server, pytest.raises(RequestError) as caught:
        connect(server.url).send(call)
    assert caught.value.sentence.endswith(f"If that is your Jira, set url to {base}")


def test_query_of_a_redirect_is_not_told(connect, answering):
    server = answering(to("http://idp.example.com/start?SAMLRequest=canary"))
    with pytest.raises(LoginRefused) as caught:
        connect(server.url).send(READ)
    assert "canary" not in str(caught.value)
    assert "http://idp.example.com/start" in str(caught.value)


@pytest.mark.parametrize("location", ["/jira/rest/api/2/myself", ""], ids=["itself", "nowhere"])
def test_circle(connect, location):
    with (
        RawServer(to(location)) as server,
        pytest.raises(BadAnswer, match="redirects in a loop; check url"),
    ):
        connect(server.url).send(READ)
    assert len(server.asked) == 6


def test_redirect_without_location(connect):
    with RawServer(answer(302)) as server, pytest.raises(BadAnswer, match="redirects in a loop"):
        connect(server.url).send(READ)


def test_redirect_in_utf8(connect):
    with RawServer(
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /\xc3\xbc\r\n\r\n", answer()
    ) as server:
        connect(server.url).send(READ)
    assert server.asked[1].target == "/%C3%BC"


def test_body_of_a_redirect_is_not_read(connect):
    """An endless body behind a redirect costs nothing."""

    def endless(connection):
        connection.sendall(b"HTTP/1.1 302 F\r\nLocation: /x\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")

    with RawServer(endless, answer(200, "[1]")) as server:
        assert connect(server.url).send(READ).data == [1]
