# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A real forward proxy: its login, tunnels, and when the environment leads around it."""

from __future__ import annotations

import re
import socket
from urllib.parse import quote

import pytest

LOGIN = re.compile(
    r"the proxy requires a login[;:] set proxy to http://user:password@host:port, check both"
)
PASSWORD = "canary-1.2"


@pytest.fixture(params=["http", "https"])
def target(request, sandbox, nginx, papers):
    """URL and options of a server that is asked through the proxy: forwarded, or through a tunnel."""
    if request.param == "http":
        return sandbox.url, {}
    server = nginx(certificate=papers.issue("server", "127.0.0.1", "localhost"))
    return server.url, {"ca_path": papers.ca}


@pytest.fixture
def guarded(tinyproxy):
    """A proxy that requires a login; gives its address with this one."""
    proxy = tinyproxy(login=f"ada {PASSWORD}")
    return lambda login: proxy.root.replace("//", f"//{login}@") if login else proxy.root


def encoded(text):
    """A text with every letter percent-encoded."""
    return "".join(f"%{ord(letter):02X}" for letter in text)


def test_proxy_by_option(target, tinyproxy, look, create, sandbox):
    url, options = target
    proxy = tinyproxy()
    assert look(url, proxy=proxy.root, **options) == "rack-01"
    assert create(url, proxy=proxy.root, **options)["changed"]
    assert len(sandbox.assets("Laptop", "new")) == 1
    method = "CONNECT" if url.startswith("https:") else "GET"
    assert proxy.asked()[0].startswith(method)


@pytest.mark.parametrize("login", [f"ada:{PASSWORD}", f"{encoded('ada')}:{encoded(PASSWORD)}"])
def test_right_login(target, guarded, look, login):
    url, options = target
    assert look(url, proxy=guarded(login), **options) == "rack-01"


def test_login_in_the_environment(target, guarded, look, monkeypatch):
    url, options = target
    monkeypatch.setenv("ALL_PROXY", guarded(f"ada:{quote(PASSWORD)}"))
    assert look(url, **options) == "rack-01"


@pytest.mark.parametrize("login", ["", "ada", "ada:other", "eve:canary-1.2"])
def test_login_that_is_not_right(target, guarded, look, create, sandbox, login):
    url, options = target
    failed = create(url, proxy=guarded(login), **options)
    told = look(url, proxy=guarded(login), **options)
    if url.startswith("http:") and ":" in login:
        # This proxy says no with the status that a server says no with: its words show who it was.
        assert "The server says: 401 Unauthorized" in told
    else:
        assert LOGIN.search(told)
        assert LOGIN.search(failed["msg"])
    assert (failed["changed"], failed["api"]["retries"]) == (False, 0)
    assert "canary" not in told + str(failed)
    assert len(sandbox.journal) == 0


# --- trouble ------------------------------------------------------------------------------------------------------


def closed():
    """The address of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxy_that_is_down(target, look, scheme):
    url, options = target
    told = look(url, proxy=f"{scheme}://{closed()}", **options)
    assert "the proxy did not forward the request; check proxy" in told


def test_proxy_that_stops_and_comes_back(target, tinyproxy, look, create, sandbox):
    url, options = target
    proxy = tinyproxy()
    proxy.stop()
    assert (
        "the proxy did not forward the request" in create(url, proxy=proxy.root, **options)["msg"]
    )
    proxy.start()
    assert create(url, proxy=proxy.root, **options)["changed"]
    assert len(sandbox.assets("Laptop", "new")) == 1
    assert look(url, proxy=proxy.root, **options) == "rack-01"


def test_server_behind_the_proxy_is_down(tinyproxy, create):
    proxy = tinyproxy()
    told = create(f"http://{closed()}/jira", proxy=proxy.root)["msg"]
    assert "the server, or a proxy in front of it, failed with status 500" in told
    assert "500 Unable to connect" in told
    where = closed()
    told = create(f"https://{where}/jira", proxy=proxy.root)["msg"]
    assert f"the proxy could not reach {where}; check url and proxy" in told


@pytest.mark.parametrize("status", [502, 503, 504])
def test_proxy_that_answers_with_a_page(nginx, look, create, sandbox, status):
    """It is asked again, and what may have been written is looked for."""
    proxy = nginx(inside=f"location /jira/ {{ return {status}; }}")
    words = f"is temporarily unavailable ({status}); try again later. The server says: {status} "
    failed = create(sandbox.url, proxy=proxy.root)
    assert words in failed["msg"]
    assert words in look(sandbox.url, proxy=proxy.root)
    assert (failed["changed"], failed["api"]["retries"]) == (False, 4)
    assert len(sandbox.journal) == 0


def test_web_server_is_no_proxy_for_a_tunnel(nginx, look):
    told = look("https://127.0.0.1:1/jira", proxy=nginx().root)
    assert (
        "the proxy did not forward the request; check proxy (Tunnel connection failed: 400" in told
    )


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "socks4"])
def test_socks_proxy_that_cannot_be_used(target, look, scheme, monkeypatch):
    """With its library or without: the sentence speaks of the proxy, and not of Jira."""
    url, options = target
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://{closed()}")
    told = look(url, **options)
    assert re.search(
        "requires the Python library PySocks|the proxy did not forward the request", told
    )


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_what_is_no_proxy(sandbox, look, monkeypatch, name):
    monkeypatch.setenv(name, "ftp://proxy:21")
    told = look(sandbox.url)
    assert told == f"{name.lower()} (from the environment): write it as http://host:port"


def test_proxy_of_the_other_scheme_does_not_matter(sandbox, look, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "ftp://proxy:21")
    assert look(sandbox.url) == "rack-01"


# --- the environment ----------------------------------------------------------------------------------------------

USED = {
    "upper case": {"{scheme}_PROXY": "{proxy}"},
    "lower case": {"{lower}_proxy": "{proxy}"},
    "of all": {"ALL_PROXY": "{proxy}"},
    "of all, lower case": {"all_proxy": "{proxy}"},
    "without a scheme": {"{scheme}_PROXY": "{address}"},
    "that of the scheme goes first": {
        "ALL_PROXY": "http://127.0.0.1:1",
        "{scheme}_PROXY": "{proxy}",
    },
    "not for others": {"ALL_PROXY": "{proxy}", "NO_PROXY": "example.com,10.0.0.0/8,127.0.0.1:1"},
}
AROUND = {
    "address": "127.0.0.1",
    "address and port": "127.0.0.1:{port}",
    "one of several": "example.com, 127.0.0.1 ,other",
    "network": "127.0.0.0/8",
    "all": "*",
}
NAMES = {
    "host": "jira.example.com",
    "host and port": "jira.example.com:{port}",
    "domain": "example.com",
    "domain with a dot": ".example.com",
    "all": "*",
}


def fill(texts, target, proxy):
    """Settings of an environment for a target and a proxy."""
    url, _options = target
    scheme = url.partition(":")[0]
    known = {"scheme": scheme.upper(), "lower": scheme, "proxy": proxy.root,
             "address": proxy.root.partition("//")[2], "port": port_of(url)}  # fmt: skip
    return {name.format(**known): text.format(**known) for name, text in texts.items()}


def port_of(url):
    """The port in a URL."""
    return url.split("/")[2].rpartition(":")[2]


@pytest.mark.parametrize("texts", USED.values(), ids=USED)
def test_environment_leads_through_the_proxy(target, tinyproxy, look, monkeypatch, texts):
    url, options = target
    proxy = tinyproxy()
    for name, text in fill(texts, target, proxy).items():
        monkeypatch.setenv(name, text)
    assert look(url, **options) == "rack-01"
    assert proxy.asked()


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_environment_leads_around_the_proxy(target, tinyproxy, look, monkeypatch, name, around):
    url, options = target
    proxy = tinyproxy()
    for key, text in fill({"ALL_PROXY": "{proxy}", name: around}, target, proxy).items():
        monkeypatch.setenv(key, text)
    assert look(url, **options) == "rack-01"
    assert proxy.asked() == []


@pytest.mark.parametrize("around", NAMES.values(), ids=NAMES)
def test_names_that_the_proxy_is_not_for(sandbox, tinyproxy, look, monkeypatch, around):
    """The name leads here, as the test's own resolver has it."""
    ask = socket.getaddrinfo
    here = {"jira.example.com": "127.0.0.1"}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: ask(here.get(host, host), *rest, **more)
    )
    proxy = tinyproxy()
    url = sandbox.url.replace("127.0.0.1", "jira.example.com")
    given = {"HTTP_PROXY": "{proxy}", "NO_PROXY": around}
    for key, text in fill(given, (url, {}), proxy).items():
        monkeypatch.setenv(key, text)
    assert look(url) == "rack-01"
    assert proxy.asked() == []


def test_option_goes_before_no_proxy(sandbox, tinyproxy, look, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    proxy = tinyproxy()
    assert look(sandbox.url, proxy=proxy.root) == "rack-01"
    assert proxy.asked()


def test_certificate_of_a_proxy_is_checked_whatever_the_server_speaks(nginx, papers, sandbox, look):
    """Who poses as the proxy would get its password, and the token."""
    shown = papers.issue("proxy", "127.0.0.1", "localhost")
    proxy = nginx(certificate=shown).root.replace("http:", "https:")
    told = look(sandbox.url, proxy=proxy)
    assert "the certificate of the proxy is not valid or not trusted; set ca_path" in told
    assert len(sandbox.journal) == 0
    assert look(sandbox.url, proxy=proxy, ca_path=papers.ca) == "rack-01"
