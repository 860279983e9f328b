# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge finds what is wrong with an exchange, by a small made-up OpenAPI file."""

from __future__ import annotations

import io
import json
from collections import Counter

import pytest
from ansible_collections.assetops.aip.tests.judges.adf import DocumentFormat
from ansible_collections.assetops.aip.tests.judges.description import Description
from ansible_collections.assetops.aip.tests.judges.exchanges import (
    WRONG,
    Exchange,
    Message,
    Recorder,
)
from ansible_collections.assetops.aip.tests.judges.judging import Judge
from ansible_collections.assetops.aip.tests.judges.report import findings_table
from ansible_collections.assetops.aip.tests.judges.specs import (
    CLOUD_3,
    DATA_CENTER,
    Specs,
    read_folder,
)
from ansible_collections.assetops.aip.tests.judges.waivers import WAIVERS, Waiver

THING = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "size": {"type": "integer", "nullable": True},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "fields": {"type": "object", "additionalProperties": {"type": "object"}},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
        "either": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Thing"}]},
    },
}
IN_JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
QUERY = [
    {"name": "start", "in": "query", "schema": {"type": "integer"}},
    {"name": "all", "in": "query", "schema": {"type": "boolean"}},
    {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["up", "down"]}},
    {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
    {"name": "words", "in": "query", "schema": {"type": "object"}},
]
PATHS = {
    "/api/{version}/thing": {
        "get": {"parameters": QUERY, "responses": {"200": {"content": IN_JSON}}},
        "post": {
            "requestBody": {"required": True, "content": IN_JSON},
            "responses": {"201": {"content": IN_JSON}, "400": {}},
        },
    },
    "/api/{version}/thing/{id}": {
        "delete": {
            "parameters": [
                {"name": "why", "in": "query", "required": True, "schema": {"type": "string"}}
            ],
            "responses": {"204": {}},
        }
    },
    "/api/2/thing/mine": {"get": {"responses": {"200": {"content": IN_JSON}}}},
}
DOCUMENT = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["type", "version", "content"],
    "properties": {"content": {"type": "array", "items": {"type": "object"}}},
}


def described(paths=None, **more):
    """A file as Data Center's: the paths leave out /rest."""
    return {
        "servers": [{"url": "http://{baseurl}/rest"}],
        "paths": PATHS if paths is None else paths,
        "components": {"schemas": {"Thing": THING}},
        **more,
    }


def judge(waivers=()):
    """A judge with the small file for both kinds of servers."""
    cloud = {"/rest" + path: item for path, item in PATHS.items()}
    files = {
        DATA_CENTER: Description(described(), "dc"),
        CLOUD_3: Description(described(cloud, servers=[{"url": "https://x"}]), "cloud"),
    }
    return Judge(Specs(files, DocumentFormat(DOCUMENT)), waivers)


def exchange(method, target, status, sent=None, got=None, profile="dc-10", **headers):
    """An exchange in JSON."""

    def message(body, **more):
        media = {"content-type": "application/json"} if body is not None else {}
        return Message({**media, **more}, b"" if body is None else json.dumps(body).encode())

    return Exchange(profile, "", method, target, status, message(sent, **headers), message(got))


GOOD = {"id": "1", "size": None, "kind": "a", "parts": [{"id": "2"}], "either": "x"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (exchange("GET", "/rest/api/2/thing", 200, got=GOOD), []),
        (exchange("GET", "/rest/api/latest/thing", 200, got=GOOD), []),
        (exchange("GET", "/rest/api/2/thing/", 200, got=GOOD), []),
        (exchange("GET", "/rest/api/2/thing/mine", 200, got=GOOD), []),
        (exchange("DELETE", "/rest/api/2/thing/a%2Fb?why=x", 204), []),
        (
            exchange(
                "GET", "/rest/api/2/thing?start=1&all=true&sort=up&ids=1,2&ids=3", 200, got=GOOD
            ),
            [],
        ),
        (exchange("POST", "/rest/api/2/thing", 400, GOOD, {"errorMessages": ["no"]}), []),
        (exchange("GET", "/rest/jip-api/1.0/asset", 200, got=1), []),
        (exchange("GET", "/rest/api/2/no", 200), ["request: the file has no such path"]),
        (
            exchange("PUT", "/rest/api/2/thing", 200),
            ["request: the file has no PUT for /api/{version}/thing"],
        ),
        (
            exchange("GET", "/rest/api/2/thing", 500),
            ["answer status: 500 is none of the declared ones: 200"],
        ),
        (
            exchange("GET", "/rest/api/2/thing", 200, got={}),
            ["answer: required: 'id' is a required property"],
        ),
        (
            exchange("GET", "/rest/api/2/thing", 200, got={"id": 1}),
            ["answer id: is number, should be string"],
        ),
        (
            exchange("GET", "/rest/api/2/thing", 200, got={"id": None}),
            ["answer id: is null, should be string"],
        ),
        (
            exchange("GET", "/rest/api/2/thing", 200, got={"id": "1", "kind": "c"}),
            ["answer kind: 'c' is not one of ['a', 'b']"],
        ),
        (
            exchange("GET", "/rest/api/2/thing", 200, got={"id": "1", "parts": [GOOD, {"id": []}]}),
            ["answer parts/*/id: is array, should be string"],
        ),
        (
            exchange("GET", "/rest/api/2/thing", 200, got={"id": "1", "either": {"id": 2}}),
            ["answer either/id: is number, should be string"],
        ),
        (
            exchange("POST", "/rest/api/2/thing", 201, {"id": "1", "x": 1}, GOOD),
            [
                "request: additionalProperties: Additional properties are not allowed ('x' was unexpected)"
            ],
        ),
        (exchange("POST", "/rest/api/2/thing", 201, got=GOOD), ["request body: is missing"]),
        (
            exchange(
                "GET", "/rest/api/2/thing?start=a&all=True&sort=left&ids=1,b&other=1", 200, got=GOOD
            ),
            [
                "request query start: 'a' is not integer",
                "request query all: 'True' is not boolean",
                "request query sort: 'left' is not one of ['up', 'down']",
                "request query ids: 'b' is not integer",
                "request query other: is not declared",
            ],
        ),
        (exchange("DELETE", "/rest/api/2/thing/1", 204), ["request query why: is missing"]),
        (
            exchange("DELETE", "/rest/api/2/thing/1?why=x", 204, GOOD),
            ["request body: is sent, though none is declared"],
        ),
    ],
)
def test_exchange(asked, expected):
    assert list(map(str, judge().judge(asked))) == expected


def test_other_media_than_declared():
    """JSON is not what a page of a proxy is."""
    page = Exchange(
        "dc-10", "", "GET", "/rest/api/2/thing", 200, Message({}, b""),
        Message({"content-type": "text/html; charset=utf-8"}, b"<html>"),
    )  # fmt: skip
    (found,) = judge().judge(page)
    assert (
        str(found)
        == "answer content type: text/html is none of the declared ones: application/json"
    )


def test_only_the_answer_of_what_is_wrong_on_purpose():
    asked = exchange("POST", "/rest/api/2/thing", 200, {"id": 1}, **{WRONG.lower(): "1"})
    assert [one.where for one in judge().judge(asked)] == ["status"]
    assert [
        one.where
        for one in judge().judge(
            exchange("POST", "/rest/api/2/thing", 201, {"id": 1}), request=False
        )
    ] == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"description": {"type": "doc", "version": 1, "content": []}, "environment": None}, []),
        ({"description": {"type": "doc", "version": 1, "content": [1]}},
         ["answer fields/description/content/*: is number, should be object"]),
        ({"customfield_1": {"type": "doc", "version": 1}},
         ["answer fields/customfield_1: required: 'content' is a required property"]),
    ],
)  # fmt: skip
def test_documents(fields, expected):
    asked = exchange(
        "GET", "/rest/api/3/thing", 200, got={"id": "1", "fields": fields}, profile="cloud"
    )
    found = [str(one) for one in judge(WAIVERS).judge(asked)]
    assert [one for one in found if "is null" not in one] == expected


def test_text_where_a_document_has_to_be():
    texts = DocumentFormat(DOCUMENT)
    body = {"fields": {"description": "x"}, "comments": [{"updateAuthor": {}, "body": "y"}]}
    assert [one.where for one in texts.differences(body)] == [
        "fields/description",
        "comments/*/body",
    ]


def test_waivers_are_counted_and_missed():
    needed = Waiver("needed", "why", where="id", text="is number.*")
    stale = Waiver("stale", "why", where="never")
    at = judge((needed, stale))
    assert at.judge(exchange("GET", "/rest/api/2/thing", 200, got={"id": 1})) == []
    assert [
        str(one) for one in at.judge(exchange("GET", "/rest/api/2/thing", 200, got={"id": None}))
    ] == ["answer id: is null, should be string"]
    assert (at.waived["needed"], at.unused) == (1, ["stale"])


def test_items_of_what_is_declared_as_one_item():
    at = judge((Waiver("lists", "why", where="", text="is array.*", each=True),))
    got = [GOOD, {"id": 1}]
    assert [str(one) for one in at.judge(exchange("GET", "/rest/api/2/thing", 200, got=got))] == [
        "answer */id: is number, should be string"
    ]


def test_every_waiver_has_a_name_of_its_own_and_a_reason():
    assert len({waiver.name for waiver in WAIVERS}) == len(WAIVERS)
    assert all(waiver.reason for waiver in WAIVERS)


def test_files_are_known_by_what_is_in_them(tmp_path):
    (tmp_path / "x.json").write_text(json.dumps(described({"/api/2/issue": {}})))
    (tmp_path / "y.json").write_text(json.dumps({"definitions": {"doc_node": {}}}))
    (tmp_path / "z.json").write_text("[]")
    specs = read_folder(tmp_path)
    assert set(specs.descriptions) == {DATA_CENTER}
    assert specs.documents is not None
    assert specs.missing


def test_folder_without_files(tmp_path):
    with pytest.raises(ValueError, match="has none of Atlassian's OpenAPI files"):
        read_folder(tmp_path)


def test_recorder_hands_on_what_it_keeps():
    def application(environ, start_response):
        start_response("201 Created", [("Content-Type", "application/json")])
        return [environ["wsgi.input"].read(), b"!"]

    recorder = Recorder("dc-10", "/jira")
    body = {"CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"abcdef")}
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/jira/rest/a b", "REQUEST_URI": "/jira/rest/a%20b?c=d",
        "HTTP_X_ONE": "1", **body,
    }  # fmt: skip
    with recorder.asked_by("me"):
        answered = recorder.around(application)(environ, lambda status, headers: None)
    (kept,) = recorder.exchanges
    assert (answered, kept.answer.body, kept.request.body) == ([b"abc!"], b"abc!", b"abc")
    assert (kept.target, kept.path, kept.query) == ("/rest/a%20b?c=d", "/rest/a%20b", [("c", "d")])
    assert (kept.status, kept.by, kept.request.headers) == (201, "me", {"x-one": "1"})


def test_table_of_findings():
    found = judge().judge(exchange("GET", "/rest/api/2/thing", 200, got={"id": 1}))
    text = findings_table(Counter(found))
    assert (
        "1      dc-10    dc    GET /api/{version}/thing  answer id: is number, should be string"
        in text
    )
