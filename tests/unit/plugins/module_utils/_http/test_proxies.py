# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Proxies: by option and by environment, those that refuse, and their passwords (section 12)."""

from __future__ import annotations

import select
import socket

import pytest
import requests.adapters
import requests.exceptions
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    InputError,
    LoginRefused,
    PermissionMissing,
    ServerFailed,
    Unreachable,
)
from ansible_collections.assetops.aip.plugins.module_utils._http.proxies import leads_around
from ansible_collections.assetops.aip.tests.sandbox.sandbox import TlsFiles
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    HTML,
    READ,
    RawServer,
    answer,
    basic,
    reset,
)

pytestmark = pytest.mark.usefixtures("sweep")

URL = "http://jira.example.com/jira"
SECURE = "https://jira.example.com/jira"


@pytest.fixture
def proxy():
    """A proxy that answers everything itself."""
    with RawServer(answer(200, "[1]")) as server:
        yield server


def test_option(connect, proxy):
    assert connect(URL, proxy=proxy.root).send(READ).data == [1]
    (asked,) = proxy.asked
    assert asked.target == f"{URL}/{READ.path}"
    assert "proxy-authorization" not in asked.headers


@pytest.mark.parametrize("login", ["ada:p%40ss", "ada:p@ss"])
def test_login(connect, proxy, login):
    connect(URL, proxy=proxy.root.replace("//", f"//{login}@")).send(READ)
    assert proxy.asked[0].headers["proxy-authorization"] == "Basic " + basic("ada:p@ss")
    assert proxy.asked[0].headers["authorization"] == "Bearer canary-token"


ENVIRONMENTS = {
    "HTTP_PROXY": ({"HTTP_PROXY": "{proxy}"}, True),
    "http_proxy": ({"http_proxy": "{proxy}"}, True),
    "ALL_PROXY": ({"ALL_PROXY": "{proxy}"}, True),
    "lower case counts": ({"http_proxy": "{proxy}", "HTTP_PROXY": "http://127.0.0.1:1"}, True),
    "lower case counts in any order": (
        {"HTTP_PROXY": "http://127.0.0.1:1", "http_proxy": "{proxy}"},
        True,
    ),
    "without scheme": ({"HTTP_PROXY": "{netloc}"}, True),
    "of the other scheme": ({"HTTPS_PROXY": "{proxy}"}, False),
    "NO_PROXY": ({"HTTP_PROXY": "{proxy}", "NO_PROXY": "other.example.com,127.0.0.1"}, False),
    "no_proxy": ({"HTTP_PROXY": "{proxy}", "no_proxy": "127.0.0.0/8"}, False),
    "NO_PROXY of all": ({"HTTP_PROXY": "{proxy}", "NO_PROXY": "*"}, False),
    "NO_PROXY of others": ({"HTTP_PROXY": "{proxy}", "NO_PROXY": "example.com"}, True),
    "switched off by lower case": ({"http_proxy": "", "HTTP_PROXY": "{proxy}"}, False),
    "none": ({}, False),
}


@pytest.mark.parametrize(("environment", "used"), ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_environment(connect, proxy, environment, used):
    netloc = proxy.root.removeprefix("http://")
    given = {
        name: text.format(proxy=proxy.root, netloc=netloc) for name, text in environment.items()
    }
    with RawServer(answer(200, "[2]")) as server:
        data = connect(server.url, environment=given).send(READ).data
    assert (data, len(proxy.asked)) == (([1], 1) if used else ([2], 0))


AROUND = {
    "http://127.0.0.1:8080/jira": (
        "127.0.0.1:8080",
        "127.0.0.1:80 127.0.0.1:8080",
        "127.0.0.0/8,x",
    ),
    "https://127.0.0.1/jira": ("127.0.0.1:443",),
    "http://[::1]:81/jira": ("::1", "[::1]", "[::1]:81", "::/64", "x, ::1"),
    "http://a.Example.com/jira": (
        "example.com",
        ".EXAMPLE.com",
        "*.example.com",
        "a.example.com:80",
    ),
    "http://a.example.com./jira": ("a.example.com", "example.com."),
}
THROUGH = {
    "http://127.0.0.1:8080/jira": ("127.0.0.1:80", "127.0.0.0/33", "127.0.0", "0.0.1", "localhost"),
    "http://[::1]:81/jira": ("[::1]:82", "::2", "[::1", "1"),
    "http://notexample.com/jira": (
        "example.com",
        ".example.com",
        "notexample.com:443",
        ".",
        "",
        ",",
        "com:",
    ),
}


@pytest.mark.parametrize(("table", "around"), [(AROUND, True), (THROUGH, False)])
def test_no_proxy(table, around):
    told = {(url, text): leads_around(url, text) for url, texts in table.items() for text in texts}
    assert told == dict.fromkeys(told, around)


def test_process_environment_is_not_looked_at(connect, proxy, monkeypatch):
    """Only the environment that was handed over counts: that of the task."""
    monkeypatch.setenv("HTTP_PROXY", proxy.root)
    monkeypatch.setenv("ALL_PROXY", proxy.root)
    with RawServer(answer(200, "[2]")) as server:
        assert connect(server.url).send(READ).data == [2]


def test_option_goes_before_environment(connect, proxy):
    given = {"HTTP_PROXY": "http://127.0.0.1:1", "NO_PROXY": "*"}
    assert connect(URL, proxy=proxy.root, environment=given).send(READ).data == [1]


@pytest.mark.parametrize(
    "proxy",
    [
        "proxy:3128",
        "ada:canary@proxy:3128",
        "ftp://proxy:1",
        "http://",
        "http://proxy:port",
        "http://[::1",
    ],
)
def test_option_that_is_no_proxy(connect, proxy):
    with pytest.raises(InputError, match=r"^proxy: write it as http://host:port$"):
        connect(URL, proxy=proxy)


# --- refusals -----------------------------------------------------------------------------------------------------


def test_407(connect, answering):
    proxy = answering(answer(407, "<title>Authentication required</title>", HTML))
    with pytest.raises(PermissionMissing, match="the proxy requires a login: set proxy to http"):
        connect(URL, proxy=proxy.root).send(READ)
    assert len(proxy.asked) == 1


def test_407_of_a_tunnel(connect, time):
    with (
        RawServer(answer(407, "no", Proxy_Authenticate='Basic realm="x"')) as proxy,
        pytest.raises(Unreachable, match="the proxy requires a login; set proxy to http") as caught,
    ):
        connect(SECURE, proxy=proxy.root).send(CREATE)
    assert proxy.asked[0].method == "CONNECT"
    assert (caught.value.sent, time.slept) == (False, [])


def test_403_of_a_tunnel(connect, time):
    with (
        RawServer(answer(403, "no")) as proxy,
        pytest.raises(Unreachable, match="the proxy did not forward the request; check proxy"),
    ):
        connect(SECURE, proxy=proxy.root).send(CREATE)
    assert time.slept == []


def test_503_of_a_tunnel_is_waited_for(connect, answering, time):
    proxy = answering(answer(503, "no"))
    with pytest.raises(Unreachable, match=r"the proxy could not reach jira\.example\.com:443"):
        connect(SECURE, proxy=proxy.root, retries=2).send(CREATE)
    assert len(proxy.asked) == 3


def test_login_is_not_shown_to_the_proxy_of_a_tunnel(connect):
    with RawServer(answer(403, "no")) as proxy, pytest.raises(Unreachable):
        connect(SECURE, proxy=proxy.root).send(READ)
    assert "authorization" not in proxy.asked[0].headers


def test_proxy_that_is_down(connect, time):
    with pytest.raises(Unreachable, match="the proxy did not forward the request; check proxy"):
        connect(URL, proxy="http://127.0.0.1:1").send(READ)
    assert time.slept == []


def test_proxy_that_breaks_off_leaves_the_outcome_open(connect):
    with (
        RawServer(reset) as proxy,
        pytest.raises(Unreachable, match="connection to the proxy was lost") as caught,
    ):
        connect(URL, proxy=proxy.root).send(CREATE)
    assert caught.value.sent
    assert len(proxy.asked) == 1


def test_gateway_error_of_a_proxy_is_not_taken_for_a_login(connect, answering):
    page = "<title>ERROR: The requested URL could not be retrieved</title>"
    proxy = answering(answer(503, page, HTML, X_AUSERNAME="anonymous"))
    with pytest.raises(ServerFailed, match="could not be retrieved"):
        connect(URL, proxy=proxy.root, retries=0).send(READ)


def test_stripped_login_is_told_with_the_words_of_who_refused(connect, answering):
    proxy = answering(answer(401, "<title>401 Authorization Required</title>", HTML))
    with pytest.raises(LoginRefused, match="says: 401 Authorization Required"):
        connect(URL, proxy=proxy.root).send(READ)


@pytest.mark.parametrize("bad", ["http://[::1", "http://", "http://ada:canary@proxy:port"])
def test_broken_proxy_in_the_environment(connect, bad):
    with pytest.raises(
        InputError, match=r"^http_proxy \(from the environment\): is not a valid URL$"
    ):
        connect(URL, environment={"HTTP_PROXY": bad})


def test_socks_without_its_library(connect, monkeypatch):
    def missing(*_given, **_named):
        raise requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support.")

    monkeypatch.setattr(requests.adapters, "SOCKSProxyManager", missing)
    with pytest.raises(Unreachable, match="requires the Python library PySocks") as caught:
        connect(URL, proxy="socks5://127.0.0.1:1").send(CREATE)
    assert not caught.value.sent


# --- https through a tunnel ---------------------------------------------------------------------------------------


def test_tunnel(connect, open_sandbox, tmp_path):
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(
        str(tmp_path / "server.pem")
    )
    files = TlsFiles(str(tmp_path / "server.pem"), str(tmp_path / "server.pem"))
    sandbox = open_sandbox("empty", tls=files)
    port = int(sandbox.root.rpartition(":")[2])

    def tunnel(connection):
        connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port)) as inner:
            ways = {connection: inner, inner: connection}
            while True:
                for source in select.select(list(ways), [], [])[0]:
                    block = source.recv(65536)
                    if not block:
                        return
                    ways[source].sendall(block)

    with RawServer(tunnel) as proxy:
        http = connect(
            f"https://localhost:{port}/jira",
            token=sandbox.token("ansible"),
            ca_path=str(tmp_path / "ca.pem"),
            environment={"HTTPS_PROXY": proxy.root.replace("//", "//ada:canary@")},
        )
        assert http.send(READ).data["name"] == "ansible"
        http.close()
    assert [one.target for one in proxy.asked] == [f"localhost:{port}"]
    assert proxy.asked[0].headers["proxy-authorization"] == "Basic " + basic("ada:canary")
