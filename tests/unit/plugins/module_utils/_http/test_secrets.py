# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret leaves the process, whatever a server says back. Every secret here holds the word "canary"."""

from __future__ import annotations

import html
import json
import re
import traceback
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import AipError, InputError
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Answer, Call
from ansible_collections.assetops.aip.plugins.module_utils._http.connection import Connection
from ansible_collections.assetops.aip.plugins.module_utils._http.login import authorization_of
from ansible_collections.assetops.aip.plugins.module_utils._http.secrets import HIDDEN_TEXT, Secrets
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    FILE,
    HTML,
    JSON,
    READ,
    UPDATE,
    RawServer,
    answer,
    basic,
    reset,
)

TOKEN = "NzU0canary+/x=="
PASSWORD = "pa\"ss<canary>&'wö  rd\\%41\x1b!"
PROXY_PASSWORD = "p@canary:/pw"
ENCRYPTED = '-----BEGIN KEY-----\n  first/canary+line==\nsecond <canary> & "line"\n'
SECRETS = {"token": TOKEN, "password": PASSWORD, "encrypted": ENCRYPTED}

SPELLINGS = {
    "as it is": str,
    "in a URL": lambda text: quote(text, safe=""),
    "in a URL, slashes as they are": quote,
    "in a URL, lower case": lambda text: re.sub(
        "%[0-9A-F]{2}", lambda found: found[0].lower(), quote(text, safe="")
    ),
    "in a form": quote_plus,
    "in JSON": lambda text: json.dumps(text)[1:-1],
    "in JSON, Unicode as it is": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "in JSON of PHP": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "in JSON of Gson": lambda text: json.dumps(text)[1:-1]
    .replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("'", "\\u0027")
    .replace("=", "\\u003d"),
    "in HTML": html.escape,
    "in HTML, quotes as they are": lambda text: html.escape(text, quote=False),
    "in HTML, numbers": lambda text: html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
    "in JSON in JSON": lambda text: json.dumps(json.dumps(text))[1:-1],
    "in HTML in JSON": lambda text: json.dumps(html.escape(text))[1:-1],
    "in JSON in HTML": lambda text: html.escape(json.dumps(text)[1:-1]),
    "in a URL in HTML": lambda text: html.escape(quote(text)),
    "in one line": lambda text: " ".join(text.split()),
    "first and last space lost": str.strip,
    "its longest line": lambda text: max(text.splitlines(), key=len),
}  # fmt: skip

PLACES = {
    "plain text": lambda text: (text, "text/plain"),
    "message": lambda text: (json.dumps({"message": f"Bad: {text}."}), JSON),
    "errors": lambda text: (json.dumps({"errors": {text: [text]}}, ensure_ascii=False), JSON),
    "list": lambda text: (json.dumps([text]), JSON),
    "title": lambda text: (f"<html><title>{text}</title></html>", HTML),
    "message of Jira": lambda text: (f'<div class="aui-message">{text}</div>', HTML),
    "XML": lambda text: (f"<status><message>Bad {text}</message></status>", "application/xml"),
    "broken JSON": lambda text: ('{"message": "' + text, JSON),
    "refusal": lambda text: (json.dumps({"success": False, "errorMessage": text}), JSON),
}


def everything_of(error):
    """All that could be shown of an error."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    facts = json.dumps(error.facts, ensure_ascii=False, default=repr)
    return "\n".join([str(error), repr(error), repr(error.args), facts, repr(vars(error)), *lines])


def hears(connect, server, call=UPDATE, **given):
    """What a client with all these secrets tells of a server's answer."""
    login = {"username": "ada", "password": PASSWORD} if "username" not in given else {}
    http = connect(server.url, **{**login, **given})
    http.secrets.add(TOKEN, ENCRYPTED)
    with pytest.raises(AipError) as caught:
        http.send(call)
    return everything_of(caught.value)


@pytest.mark.long
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_echo_is_not_told(connect, secret, spell):
    with RawServer(*(answer(400, *place(spell(secret))) for place in PLACES.values())) as server:
        for place in PLACES:
            told = hears(connect, server)
            assert "canary" not in told, place
            assert "could not update asset 1" in told, place


@pytest.mark.parametrize("status", [200, 302, 401, 403, 404, 407, 413, 418, 429, 500, 503])
@pytest.mark.parametrize("place", ["title", "refusal", "broken JSON"])
def test_echo_is_not_told_at_any_status(connect, status, place):
    body, kind = PLACES[place](TOKEN)
    with RawServer(answer(status, body, kind, Location="/x")) as server:
        assert "canary" not in hears(connect, server, CREATE, retries=0)


HEADERS = {
    "Basic": {"username": "ada", "password": PASSWORD},
    "Bearer": {"username": None, "token": TOKEN},
}


@pytest.mark.long
@pytest.mark.parametrize("login", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_echo_of_the_login_is_not_told(connect, login, spell):
    with RawServer() as server:
        for name, place in PLACES.items():
            header = authorization_of(Connection(server.url, **login), Secrets())
            server.answers[:] = [answer(400, *place(spell(header)))]
            told = hears(connect, server, **login)
            assert header.partition(" ")[2].rstrip("=") not in told, name
            assert server.asked[-1].headers["authorization"] == header


def test_echo_of_the_body_is_not_told(connect):
    with RawServer() as server:
        server.answers[:] = [
            lambda connection: connection.sendall(
                answer(400, b"Cannot parse " + server.asked[-1].body, "text/plain")
            )
        ]
        call = Call("PUT", "rest/x", "update", body={"PIN": ENCRYPTED, "name": "visible"})
        told = hears(connect, server, call)
    assert "canary" not in told
    assert "visible" in told


@pytest.mark.parametrize("before", range(240, 310, 3))
def test_cutting_leaves_no_half_of_a_secret(connect, before):
    with RawServer(answer(400, "x" * before + " " + TOKEN * 2, "text/plain")) as server:
        told = hears(connect, server)
    assert "NzU0" not in told


ODD_PLACES = {
    "request id": answer(400, "{}", X_AREQUESTID=TOKEN),
    "trace id": answer(400, "{}", Atl_Traceid=f"x{TOKEN}x"),
    "redirect": answer(302, "", Location=f"/x/{TOKEN}/y"),
    "redirect, quoted": answer(302, "", Location=f"/x/{quote(TOKEN, safe='')}/y"),
    "redirect to a login": answer(302, "", Location=f"/login/{TOKEN}"),
    "redirect to another host": answer(302, "", Location=f"https://{TOKEN[:4]}canary.example.com/{TOKEN}"),
    "reason of the status": f"HTTP/1.1 400 {TOKEN}\r\nContent-Length: 0\r\n\r\n".encode(),
    "status line that is none": f"{TOKEN}\r\n\r\n".encode(),
    "length": f"HTTP/1.1 200 OK\r\nContent-Length: {TOKEN}\r\n\r\n".encode(),
    "chunk": f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{TOKEN}\r\n\r\n".encode(),
    "login reason": answer(401, "{}", X_Seraph_LoginReason=f"AUTHENTICATED_FAILED {TOKEN}"),
    "denied reason": answer(403, "{}", X_Authentication_Denied_Reason=f"CAPTCHA {TOKEN}"),
    "content type": answer(200, "<", f"text/html;{TOKEN}"),
    "charset": answer(200, "{\xff".encode("latin-1"), f"text/html;charset={TOKEN}"),
    "encoding": answer(200, "{}", Content_Encoding=TOKEN),
    "retry": answer(429, "{}", Retry_After=f"9{TOKEN}"),
    "cut": reset,
}  # fmt: skip


@pytest.mark.parametrize("said", ODD_PLACES.values(), ids=ODD_PLACES)
def test_echo_in_odd_places_is_not_told(connect, said):
    with RawServer(said) as server:
        http = connect(server.url, token=TOKEN, retries=0)
        told = ""
        for ask in (lambda: http.send(READ), lambda: list(http.download(FILE))):
            try:
                ask()
            except AipError as error:
                told += everything_of(error)
    assert TOKEN not in told
    assert quote(TOKEN, safe="") not in told


# --- proxies ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("sweep")
@pytest.mark.parametrize("by", ["option", "environment", "environment, without scheme"])
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("status", [400, 407, 502])
def test_password_of_a_proxy_is_not_told(connect, by, scheme, status):
    with RawServer() as proxy:
        address = f"//ada:{quote(PROXY_PASSWORD, safe='')}@127.0.0.1:{proxy.port}"
        given = {
            "option": {"proxy": f"http:{address}"},
            "environment": {"environment": {f"{scheme}_proxy": f"http:{address}"}},
            "environment, without scheme": {"environment": {f"{scheme}_proxy": address[2:]}},
        }[by]
        echo = f"{PROXY_PASSWORD} {basic('ada:' + PROXY_PASSWORD)} {address}"
        proxy.answers[:] = [answer(status, echo, "text/plain")]
        with pytest.raises(AipError) as caught:
            connect(f"{scheme}://jira.example.com", retries=0, **given).send(READ)
    told = everything_of(caught.value)
    assert "canary" not in told
    assert basic("ada:" + PROXY_PASSWORD) not in told
    assert proxy.asked[0].headers["proxy-authorization"] == "Basic " + basic(
        "ada:" + PROXY_PASSWORD
    )


def test_password_of_a_proxy_that_is_down_is_not_told(connect):
    http = connect("http://jira", proxy=f"http://ada:{quote(PROXY_PASSWORD, safe='')}@127.0.0.1:1")
    with pytest.raises(AipError) as caught:
        http.send(READ)
    assert "canary" not in everything_of(caught.value)


# --- reprs --------------------------------------------------------------------------------------------------------


def test_reprs_show_nothing(connect):
    given = {"token": TOKEN, "password": PASSWORD, "proxy": "http://a:canary@b:1"}
    environment = {"HTTP_PROXY": "http://a:canary@b:1"}
    connection = Connection(url="http://jira", environment=environment, **given)
    http = connect("http://jira", token=TOKEN)
    shown = [
        repr(connection),
        repr(http),
        repr(http.secrets),
        repr(http.statistics),
        repr(Call("PUT", "rest/x", "update", body={"PIN": "canary"})),
        repr(Answer(200, {"x": "canary"}, {"PIN": "canary"}, "canary")),
    ]
    assert "canary" not in " ".join(shown)


@pytest.mark.parametrize("token", [TOKEN + "\n", TOKEN + " x", "ö" + TOKEN])
def test_login_that_cannot_be_sent_is_not_told(connect, token):
    with pytest.raises(InputError) as caught:
        connect("http://jira", token=token)
    assert "canary" not in everything_of(caught.value)


# --- the set of secrets -------------------------------------------------------------------------------------------


def test_longer_secrets_are_hidden_first():
    secrets = Secrets()
    secrets.add("abcd")
    secrets.add("abcdefgh", None, "")
    assert secrets.hide("x abcdefgh abcd") == f"x {HIDDEN_TEXT} {HIDDEN_TEXT}"


def test_secret_of_nothing_but_spaces_hides_nothing():
    secrets = Secrets()
    secrets.add("  ", "\n")
    assert secrets.hide("a  b") == "a  b"


def test_secret_that_holds_what_no_charset_has():
    secrets = Secrets()
    secrets.add("can\ud800ary")
    assert secrets.hide("x can\ud800ary") == f"x {HIDDEN_TEXT}"


# --- encrypted attributes, through a module -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "effect", ["error", "error_after", "rate_limited", "cut", "malformed_json"]
)
@pytest.mark.parametrize("check", [False, True], ids=["real", "check"])
def test_encrypted_attribute_is_in_no_result(run, every_field, effect, check):
    settings = (
        {"status": 400, "body": f"Bad value {ENCRYPTED}"} if effect.startswith("error") else {}
    )
    every_field.faults.add(effect, method="POST", path=r"inventory/asset\.json", **settings)
    result = run(
        every_field,
        "aip_asset",
        check=check,
        asset_type="Specimen",
        name="x",
        attributes={"Encrypted": ENCRYPTED},
        wait_for_index=1,
    )
    assert result["failed"] is (not check and effect != "malformed_json")
    assert "canary" not in json.dumps(result, default=repr)


@pytest.mark.parametrize("update", ["on_create", "always"])
@pytest.mark.parametrize("read", ["nothing", "masked", "clear"])
def test_encrypted_attribute_is_in_no_success(run, every_field, read, update):
    every_field.switch(encrypted_read=read)
    for name, value in (("x", "canary-1"), ("x", "canary-2")):
        result = run(
            every_field,
            "aip_asset",
            asset_type="Specimen",
            name=name,
            attributes={"Encrypted": value},
            update_encrypted=update,
        )
        assert not result["failed"], result
        assert "canary" not in json.dumps(result, default=repr)
    shown = run(every_field, "aip_asset_info", asset_type="Specimen", name="x")
    assert shown["assets"]
    assert "canary" not in json.dumps(shown, default=repr)
