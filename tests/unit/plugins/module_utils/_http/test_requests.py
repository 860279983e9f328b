# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is sent: headers, paths, bodies; and what check mode refuses to send (sections 3 and 7)."""

from __future__ import annotations

import json

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    InputError,
    PermissionMissing,
    WriteRefused,
)
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call, Upload
from ansible_collections.assetops.aip.plugins.module_utils._http.connection import check_url
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    DELETE,
    FILE,
    READ,
    SEARCH,
    TYPES,
    UPDATE,
    RawServer,
    answer,
)

EVERY_CALL = {"read": READ, "search": SEARCH, "create": CREATE, "update": UPDATE, "delete": DELETE}
WRITES = {"create": CREATE, "update": UPDATE, "delete": DELETE}


def upload(path, name="a.txt"):
    return Call("POST", "rest/x", "upload", upload=Upload("file", name, str(path)))


@pytest.mark.parametrize("call", EVERY_CALL.values(), ids=EVERY_CALL)
def test_headers(connect, call):
    with RawServer() as server:
        connect(server.url).send(call)
    (asked,) = server.asked
    assert asked.headers["accept"] == "application/json"
    assert asked.headers["user-agent"] == "assetops.aip (Ansible collection)"
    assert not {"origin", "referer", "cookie"} & set(asked.headers)
    changes = call.method != "GET"
    assert asked.headers.get("x-atlassian-token") == ("no-check" if changes else None)
    assert asked.headers.get("content-type") == ("application/json" if changes else None)
    assert asked.target == f"/jira/{call.path}"


def test_user_agent_is_no_browsers(connect, sandbox):
    """Section 3: a browser's would have POSTs checked in a way that X-Atlassian-Token does not help against."""
    assert connect(sandbox.url, token=sandbox.token("ansible")).send(SEARCH_ALL).status == 200
    (record,) = sandbox.journal
    assert "Mozilla" not in record.headers["User-Agent"]


SEARCH_ALL = Call(
    "POST",
    "rest/jip-api/1.0/index/query.json",
    "search",
    body={
        "searchType": "basic",
        "listType": "detail",
        "genericKeyword": None,
        "queryIndexSearchParams": [],
        "pageNumber": 1,
        "pageSize": 1,
        "sortDirection": "asc",
        "sortField": "asset.name",
        "sortType": "STRING",
    },
    reads=True,
)


@pytest.mark.parametrize("status", [403, 404])
def test_xsrf_is_told_apart_from_missing_rights_and_things(connect, answering, status):
    server = answering(answer(status, "XSRF check failed", "text/plain"))
    with pytest.raises(PermissionMissing, match=r"\(XSRF\)\. Behind a proxy .* from url"):
        connect(server.url).send(CREATE)


def test_upload_passes_the_xsrf_check(connect, sandbox, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    number = sandbox.add_asset("Rack", "mine")
    path = f"rest/jip-api/1.0/inventory/attachment/0/{number}.json"
    call = Call("POST", path, "upload", upload=Upload("file", "a.txt", str(tmp_path / "a.txt")))
    connect(sandbox.url, token=sandbox.token("ansible")).send(call)
    assert sandbox.content(sandbox.attachments(number)[-1]) == b"x"


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("context", ["", "/jira", "/a/b"])
@pytest.mark.parametrize("ending", ["", "/", "//", " \n"])
def test_context_path_and_slashes(connect, open_sandbox, context, ending):
    sandbox = open_sandbox("empty", context=context)
    http = connect(sandbox.root + context + ending, token=sandbox.token("ansible"))
    assert http.send(TYPES).status == 200
    assert sandbox.journal[0].path == "/rest/jip-api/1.0/form/list.json"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "jira.example.com",
        "localhost:2990/jira",
        "ftp://jira.example.com",
        "https://",
        "https:///jira",
        "https://jira.example.com:port",
        "https://jira.example.com:99999",
        "https://jira.example.com:0",
        "https://[::1",
        "https://jira example.com",
        "{{ jira_url }}",
    ],
)
def test_address_that_is_none(url):
    with pytest.raises(InputError, match=r"^url: write Jira's base URL, such as"):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://jira.example.com/rest/api/2",
        "https://jira.example.com/jira/secure/Dashboard.jspa",
        "https://jira.example.com/login.jsp",
        "https://jira.example.com/?x=1",
        "https://jira.example.com/#x",
    ],
)
def test_address_of_a_page(url):
    with pytest.raises(InputError, match=r"^url: write only Jira's base URL"):
        check_url(url)


def test_address_with_a_login():
    with pytest.raises(InputError, match=r"^url: contains a login") as caught:
        check_url("https://ada:canary@jira.example.com")
    assert "canary" not in str(caught.value)


def test_address_of_ipv6_is_told_readably(connect):
    with pytest.raises(Exception, match=r"\[::1\]:9") as caught:
        connect("http://[::1]:9/jira", retries=0).send(READ)
    assert "nothing answers" in str(caught.value)


# --- bodies -------------------------------------------------------------------------------------------------------


def test_body_is_utf8_json(connect):
    body = {"name": "Ünï ☃ 😀", "asset.quantity": 1}
    with RawServer() as server:
        connect(server.url).send(Call("POST", "rest/x", "create", body=body))
    assert json.loads(server.asked[0].body.decode("utf-8")) == body
    assert "☃".encode() in server.asked[0].body


def test_parameters_are_quoted(connect):
    call = Call("GET", "rest/x", "look", params=(("username", "a&b=ü /?#"),))
    with RawServer() as server:
        connect(server.url).send(call)
    assert server.asked[0].target == "/jira/rest/x?username=a%26b%3D%C3%BC+%2F%3F%23"


@pytest.mark.parametrize(
    "call",
    [
        Call("POST", "rest/x", "create 'x'", body={"name": "\ud800"}),
        Call("POST", "rest/x", "create 'x'", body={"cost": float("nan")}),
        Call("GET", "rest/x", "create 'x'", params=(("username", "\udc80"),)),
    ],
    ids=["surrogate", "not a number", "surrogate as parameter"],
)
def test_what_cannot_be_sent_is_said(connect, call):
    with (
        RawServer() as server,
        pytest.raises(InputError, match="could not create 'x': it contains"),
    ):
        connect(server.url).send(call)
    assert not server.asked


def test_file_that_is_gone_is_said(connect, tmp_path):
    with (
        RawServer() as server,
        pytest.raises(InputError, match=r"cannot read '.*gone.txt': No such file"),
    ):
        connect(server.url).send(upload(tmp_path / "gone.txt"))
    assert not server.asked


def test_call_does_not_show_its_body():
    assert "canary" not in repr(Call("PUT", "rest/x", "update", body={"PIN": "canary"}))


# --- check mode ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", WRITES.values(), ids=WRITES)
def test_check_mode_sends_no_write(connect, call):
    with RawServer() as server, pytest.raises(WriteRefused):
        connect(server.url, read_only=True).send(call)
    assert not server.asked


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_check_mode_knows_reads_by_what_the_call_says(connect, method):
    with RawServer() as server, pytest.raises(WriteRefused):
        connect(server.url, read_only=True).send(Call(method, SEARCH.path, "write"))
    assert not server.asked


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_call_can_claim_that_a_change_reads(method):
    with pytest.raises(ValueError, match="does not read"):
        Call(method, SEARCH.path, "write", reads=True)


MEANINGS = {
    "GET": (Call("GET", "x/7", "look"), True, True),
    "POST": (Call("POST", "x/7", "create"), False, False),
    "POST that searches": (Call("POST", "x/7", "search", reads=True), True, True),
    "PUT": (Call("PUT", "x/7", "update"), False, True),
    "PUT that adds": (Call("PUT", "x/7", "add", repeatable=False), False, False),
    "DELETE": (Call("DELETE", "x/7", "delete"), False, True),
    "PATCH": (Call("PATCH", "x/7", "change"), False, False),
    "read once": (Call("GET", "x/7", "take", repeatable=False), True, False),
    "GET that changes": (Call("GET", "x/7", "renew", reads=False), False, False),
}


@pytest.mark.parametrize(("call", "reads", "repeatable"), MEANINGS.values(), ids=MEANINGS)
def test_call_says_what_it_means(call, reads, repeatable):
    assert (call.reads, call.repeatable, call.template) == (reads, repeatable, "x/7")


def test_path_of_a_log_names_no_id():
    assert Call("GET", "x/7", "look", template="x/{id}").template == "x/{id}"


def test_check_mode_sends_no_upload(connect, tmp_path):
    with RawServer() as server:
        with pytest.raises(WriteRefused):
            connect(server.url, read_only=True).send(upload(tmp_path / "a.txt"))
        with pytest.raises(WriteRefused):
            list(connect(server.url, read_only=True).download(DELETE))
    assert not server.asked


def test_check_mode_reads(connect):
    with RawServer(answer(), answer(), answer(200, b"x", "application/octet-stream")) as server:
        http = connect(server.url, read_only=True)
        http.send(READ)
        http.send(SEARCH)
        assert list(http.download(FILE)) == [b"x"]
