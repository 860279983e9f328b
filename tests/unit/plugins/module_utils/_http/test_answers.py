# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What answers mean: broken ones, refusals at any status, error bodies of every shape (section 6)."""

from __future__ import annotations

import json

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    BadAnswer,
    NotFound,
    Paused,
    PermissionMissing,
    RequestError,
    ServerFailed,
    ServerRefused,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.refusals import AIP
from ansible_collections.assetops.aip.plugins.module_utils._http import reading
from ansible_collections.assetops.aip.plugins.module_utils._http.product import (
    FORGED,
    JIRA,
    JIRA_REFUSALS,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    CREATE,
    FILE,
    HTML,
    READ,
    UPDATE,
    RawServer,
    answer,
)

# --- error bodies -------------------------------------------------------------------------------------------------

BODIES = {
    "errorMessages": (
        '{"errorMessages":["No such thing."],"errors":{},"status":400}',
        "No such thing.",
    ),
    "errors by field": (
        '{"errorMessages":[],"errors":{"name":"is too long","asset.cost":"no number"}}',
        "name: is too long; asset.cost: no number",
    ),
    "both": (
        '{"errorMessages":["Bad."],"errors":{"name":"is too long"}}',
        "Bad.; name: is too long",
    ),
    "errors alone": ('{"errors":{"name":"is too long"}}', "name: is too long"),
    "message": ('{"message":"Slow down."}', "Slow down."),
    "message and code": ('{"message":"Not you.","status-code":400}', "Not you."),
    "code and message": ('{"code":400,"message":"Scope does not match"}', "Scope does not match"),
    "errorMessage": ('{"errorMessage":"Out of service."}', "Out of service."),
    "envelope": (
        '{"success":false,"errorCode":"E7","errorMessage":"Not unique.","data":null}',
        "Not unique.",
    ),
    "envelope without words": ('{"success":false,"errorCode":"E7","errorMessage":null}', "E7"),
    "bulk": (
        '{"issues":[],"errors":[{"status":400,"elementErrors":{"errorMessages":["Bad."]}}]}',
        "status: 400; elementErrors: errorMessages: Bad.",
    ),
    "XML": (
        '<?xml version="1.0"?><status><status-code>400</status-code><message>No &amp; no.</message></status>',
        "No & no.",
    ),
    "HTML of Jira": (
        '<title>Error</title><p class="aui-message"><b>Stop.</b> Too&nbsp;much &lt;here&gt;.</div>',
        "Stop. Too much <here>.",
    ),
    "HTML of a proxy": (
        "<html>\r\n<head><title>413 Request Entity Too Large</title></head></html>",
        "413 Request Entity Too Large",
    ),
    "HTML without title": ("<html><body><h1>Sorry</h1></body></html>", "Sorry"),
    "HTML without words": ("<html><body><p></p></body></html>", ""),
    "plain text": ("Something is wrong.\n\n  Really.", "Something is wrong. Really."),
    "list": ('["Bad.","Worse."]', "Bad.; Worse."),
    "text as JSON": ('"Bad."', "Bad."),
    "number": ("7", "7"),
    "twice the same": ('{"message":"Bad.","errorMessages":["Bad."]}', "Bad."),
    "empty": ("", ""),
    "null": ("null", ""),
    "empty object": ("{}", ""),
    "not JSON after all": ('{"message": oops', '{"message": oops'),
    "letters that steer terminals": ("Bad\x1b[2J\x07.", "Bad [2J ."),
}


@pytest.mark.parametrize(("body", "words"), BODIES.values(), ids=BODIES)
def test_words_of_the_server_are_told(connect, body, words):
    with (
        RawServer(answer(400, body, "application/octet-stream")) as server,
        pytest.raises(ServerRefused) as caught,
    ):
        connect(server.url).send(UPDATE)
    error = caught.value
    quoted = f" The server says: {words}" if words else ""
    assert error.sentence == f"could not update asset 1: the server declined.{quoted}"
    assert error.facts.get("server_said") == (words or None)


@pytest.mark.parametrize(
    "body",
    [
        "x" * 10**6,
        json.dumps({"message": "x" * 10**6}),
        f"<title>{'x' * 60_000}</title>",
        "<" * 10**6,
    ],
    ids=["text", "JSON", "HTML", "tags"],
)
def test_words_are_cut_to_a_length(connect, body):
    with RawServer(answer(400, body)) as server, pytest.raises(ServerRefused) as caught:
        connect(server.url).send(UPDATE)
    assert len(caught.value.facts.get("server_said", "")) <= 303
    assert len(str(caught.value)) < 400


def test_facts_of_an_error(connect, answering):
    server = answering(answer(409, "{}", X_AREQUESTID="764x10559x1", X_AUSERNAME="ada"))
    with pytest.raises(ServerRefused) as caught:
        connect(server.url).send(UPDATE)
    assert caught.value.facts == {
        "method": "PUT",
        "path": "rest/jip-api/1.0/inventory/asset/1.json",
        "status": 409,
        "request_id": "764x10559x1",
    }
    assert caught.value.status == 409


def test_request_id_of_the_cloud_goes_first(connect, answering):
    server = answering(answer(409, "{}", X_AREQUESTID="a", atl_traceid="0123456789abcdef"))
    with pytest.raises(ServerRefused) as caught:
        connect(server.url).send(UPDATE)
    assert caught.value.facts["request_id"] == "0123456789abcdef"


# --- statuses -----------------------------------------------------------------------------------------------------

REFUSALS = {
    "400": (400, "{}", ServerRefused, "the server declined"),
    "403": (
        403,
        "{}",
        PermissionMissing,
        "is not allowed to do that: it requires a permission in AIP or Jira",
    ),
    "403 in HTML": (403, "<title>Forbidden</title>", PermissionMissing, "says: Forbidden"),
    "404": (
        404,
        "{}",
        NotFound,
        "it does not exist, or this user is not allowed to see or change it",
    ),
    "404 too large": (
        404,
        "The field file exceeds its maximum permitted size of 10 bytes.",
        ServerRefused,
        "larger than the server accepts",
    ),
    "407": (
        407,
        "<title>Proxy</title>",
        PermissionMissing,
        "the proxy requires a login: set proxy to",
    ),
    "409": (409, "{}", ServerRefused, "the server declined"),
    "413": (
        413,
        "<title>Too large</title>",
        ServerRefused,
        "larger than the server, or a proxy in front of it",
    ),
    "429": (429, '{"message":"Slow."}', Paused, "busy and refused it (429) on every attempt"),
    "500": (
        500,
        '{"errorMessages":["Search limit exceeded"]}',
        ServerFailed,
        "Search limit exceeded",
    ),
    "502": (
        502,
        "<title>502 Bad Gateway</title>",
        ServerFailed,
        "a proxy in front of it, is temporarily unavailable",
    ),
    "503": (
        503,
        '{"errorMessage":"Down."}',
        ServerFailed,
        "temporarily unavailable (503); try again later. The server says: Down.",
    ),
    "504": (504, "", ServerFailed, "(504)"),
    "300": (300, "[1]", BadAnswer, "status 300, which is not expected here"),
    "304": (304, "", BadAnswer, "status 304"),
    "success false at 200": (
        200,
        '{"success":false,"errorMessage":"No."}',
        ServerRefused,
        "says: No.",
    ),
    "success false at 201": (
        201,
        '{"success":false,"errorMessage":"No."}',
        ServerRefused,
        "says: No.",
    ),
    "success false at 400": (
        400,
        '{"success":false,"errorMessage":"No."}',
        ServerRefused,
        "says: No.",
    ),
    "success false at 404": (404, '{"success":false,"errorMessage":"No."}', NotFound, "says: No."),
    "success false at 500": (
        500,
        '{"success":false,"errorMessage":"No."}',
        ServerFailed,
        "says: No.",
    ),
    "success false as text": (200, '{"success":"false"}', ServerRefused, "declined"),
    "success false for rights": (
        200,
        '{"success":false,"errorMessage":"You do not have permission."}',
        PermissionMissing,
        "this user is not allowed to do that",
    ),
    "errors alone at 200": (
        200,
        '{"errorMessages":["No."],"errors":{}}',
        ServerRefused,
        "says: No.",
    ),
}


@pytest.mark.parametrize(("status", "body", "kind", "words"), REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize("call", [READ, CREATE, UPDATE], ids=["read", "create", "update"])
def test_refusal(connect, call, status, body, kind, words):
    with RawServer(answer(status, body)) as server, pytest.raises(RequestError) as caught:
        connect(server.url, retries=0).send(call)
    assert caught.type is kind
    assert words in caught.value.sentence
    assert caught.value.sentence.startswith(f"could not {call.doing}: ")


ACCEPTED = {
    "object": (200, '{"id": 1}', {"id": 1}),
    "list": (201, "[1]", [1]),
    "number": (200, "17", 17),
    "text": (200, "Asset is created.", None),
    "empty": (200, "", None),
    "no content": (204, "", None),
    "accepted": (202, "{}", {}),
    "success": (
        200,
        '{"success":true,"errorMessage":null}',
        {"success": True, "errorMessage": None},
    ),
    "success with a warning": (
        200,
        '{"success":true,"message":"Hm"}',
        {"success": True, "message": "Hm"},
    ),
    "message alone": (200, '{"message":"Asset is updated."}', {"message": "Asset is updated."}),
    "data beside errors": (
        200,
        '{"id":1,"errors":["a warning"]}',
        {"id": 1, "errors": ["a warning"]},
    ),
    "with a mark": (200, b'\xef\xbb\xbf{"id": 1}', {"id": 1}),
}


@pytest.mark.parametrize(("status", "body", "data"), ACCEPTED.values(), ids=ACCEPTED)
def test_answer_that_is_accepted(connect, status, body, data):
    with RawServer(answer(status, body)) as server:
        assert connect(server.url).send(UPDATE).data == data


# --- broken ones --------------------------------------------------------------------------------------------------

BROKEN = {
    "cut": '{"assets": [{"id": 1}, {"i',
    "not JSON": '{"id": 1, "name": oops]',
    "two": '{"id": 1}{"id": 2}',
    "deep": "[" * 200_000,
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_broken_json(connect, answering, body):
    server = answering(answer(200, body))
    with pytest.raises(BadAnswer, match="not valid JSON; try again"):
        connect(server.url).send(READ)


@pytest.mark.parametrize("effect", ["malformed_json", "truncated_json", "empty_body", "login_page"])
@pytest.mark.parametrize("path", ["form/list", "index/query", "inventory/"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_broken_answer_changes_nothing(run, sandbox, effect, path, state):
    """What could not be read is not "not there": nothing is created again, and nothing is called deleted."""
    sandbox.faults.add(effect, path=path)
    options = {"serial_number": "new"} if state == "present" else {}
    result = run(sandbox, "aip_asset", asset_type="Laptop", name="lt-0001", state=state, **options)
    assert result["failed"], result
    assert not sandbox.journal.writes()


def test_names_in_the_charset_of_the_server(connect):
    body = '{"name": "Tomáš"}'.encode("iso-8859-2")
    with RawServer(answer(200, body, "application/json;charset=ISO-8859-2")) as server:
        assert connect(server.url).send(READ).data == {"name": "Tomáš"}


@pytest.mark.parametrize("kind", ["application/json", "application/json;charset=utf-8"])
def test_damaged_names_are_not_believed(connect, answering, kind):
    """A name that is half right would be a new name, and become a new asset."""
    server = answering(answer(200, b'{"name": "Tom\xe1\xb9"}', kind))
    with pytest.raises(BadAnswer, match="not valid in its charset"):
        connect(server.url).send(READ)


@pytest.mark.parametrize("charset", ["nonsense", "rot13", '"utf-8"', ""])
def test_unknown_charset(connect, charset):
    with RawServer(answer(200, '{"a": "ü"}', f"application/json;charset={charset}")) as server:
        assert connect(server.url).send(READ).data == {"a": "ü"}


def test_damaged_words_are_told_all_the_same(connect, answering):
    server = answering(answer(500, b"Gel\xf6scht", "text/plain"))
    with pytest.raises(ServerFailed, match="Gel�scht"):
        connect(server.url).send(READ)


def test_endless_answer_is_not_read(connect, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_ANSWER", 2**20)

    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")

    with RawServer(endless) as server:
        http = connect(server.url)
        with pytest.raises(BadAnswer, match="the answer is larger than 1 MiB; check url"):
            http.send(READ)
    assert http.statistics.received <= 2**20 + 2**16


def test_large_answer_is_read(connect):
    body = json.dumps([{"name": "x" * 1000}] * 20_000)
    with RawServer(answer(200, body)) as server:
        assert len(connect(server.url).send(READ).data) == 20_000


# --- files --------------------------------------------------------------------------------------------------------


def named(name):
    path = f"rest/jip-api/1.0/inventory/getFile/0/1/{name}.json"
    return type(FILE)("GET", path, "download", accept="*/*")


FILES = {
    "bytes": ("1_2.bin", b"\x00\xff" * 70_000, "application/octet-stream"),
    "nothing": ("1_2.bin", b"", "application/octet-stream"),
    "bytes called JSON": ("1_2.png", b"\x89PNG\xff\x00" * 50_000, "application/json"),
    "JSON": ("1_2.json", b'{"a": 1}', "application/json"),
    "JSON with errors in it": ("1_2.json", b'{"errors": ["x"], "mine": 1}', "application/json"),
    "JSON of one who failed": ("1_2.json", b'{"success": false, "mine": 1}', "application/json"),
    "JSON that broke off": ("1_2.json", b'{"a":', "application/json"),
    "HTML": ("1_2.html", b"<html><title>mine</title></html>", "text/html"),
    "HTML in capitals": ("1_2.HTM", b"<html></html>", "text/html"),
    "text called HTML": ("1_2.txt", b"mine", "text/html"),
    "no type": ("1_2.bin", b"mine", ""),
}


@pytest.mark.parametrize(("name", "content", "kind"), FILES.values(), ids=FILES)
def test_file_comes_as_it_is(connect, name, content, kind):
    with RawServer(answer(200, content, kind)) as server:
        assert b"".join(connect(server.url).download(named(name))) == content
    assert server.asked[0].headers["accept-encoding"] == "identity"


NO_FILES = {
    "404": (answer(404, "{}"), NotFound),
    "refusal": (answer(200, '{"success":false,"errorMessage":"No such file."}'), ServerRefused),
    "403": (answer(403, "<title>No</title>", HTML), PermissionMissing),
    "web page": (answer(200, "<!DOCTYPE html><title>Log in</title>", HTML), BadAnswer),
    "long web page": (answer(200, "<html>" + "x" * 10**6, HTML), BadAnswer),
    "nothing at all": (answer(204, ""), BadAnswer),
}


@pytest.mark.parametrize(("said", "kind"), NO_FILES.values(), ids=NO_FILES)
def test_refusal_is_not_a_file(connect, said, kind):
    with RawServer(said) as server, pytest.raises(kind):
        list(connect(server.url).download(FILE))


# --- no AIP there -------------------------------------------------------------------------------------------------


def test_no_plugin(run, sandbox):
    sandbox.switch(plugin="missing")
    result = run(sandbox, "aip_asset_info", asset_type="Laptop")
    assert "AIP does not answer at this url" in result["msg"]


# What an earlier row hides on purpose: a product puts its own before Jira's.
REPLACED = {"Jira": (), "AIP": (FORGED, JIRA_REFUSALS[1])}


@pytest.mark.parametrize("product", [JIRA, AIP], ids=["Jira", "AIP"])
def test_every_row_of_refusals_can_be_reached(product):
    """A row that an earlier one hides would never be reported."""
    rows = list(product.refusals)
    for row in REPLACED["AIP" if product is AIP else "Jira"]:
        last = len(rows) - 1 - rows[::-1].index(row)
        del rows[last]
    assert len({(row.statuses, row.pattern) for row in rows}) == len(rows)
    assert rows[-1].statuses == ()
