# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Any JSON in: a value or an error of ours out, from every reader and from every method of the back end."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

pytest.importorskip("hypothesis")
pytest.importorskip("requests")

from ansible_collections.assetops.aip.plugins.module_utils._core.backend import (
    Identity,
    Query,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    AipError,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Attachment,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter import (
    answers,
    catalog_answers,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.backend import (
    DataCenter,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.dialect import (
    Dialect,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.refusals import (
    AIP,
)
from ansible_collections.assetops.aip.plugins.module_utils._http.answers import (
    parse_json,
)
from ansible_collections.assetops.aip.plugins.module_utils._http.client import Http
from ansible_collections.assetops.aip.plugins.module_utils._http.connection import (
    Connection,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.any_json import (
    any_json,
    spoilt,
    written,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    RawServer,
    answer,
)
from hypothesis import given
from hypothesis import strategies as st

ASSET = {
    "id": 1,
    "name": "x",
    "form": {"id": 7, "formName": "Laptop"},
    "asset.status": "IN_USE",
    "asset.cost": 1.5,
    "location": {"id": 3, "name": "here"},
    "attributes": [{"attribute": {"id": 9, "attributeName": "CPU"}, "attributeValue": "a"}],
    "inventoryItems": [{"attributeName": "OS", "textValues": ["a", "b"]}],
    "attachments": [{"serverFileName": "1_2.bin", "originalFileName": "a", "size": 12}],
}
OPTIONS = [{"id": 1, "value": "a", "parentId": 0, "children": [{"id": 2, "value": "b"}]}]
TYPE = {
    "id": 7,
    "formName": "Laptop",
    "attributes": [
        {
            "attribute": {
                "id": 9,
                "attributeName": "CPU",
                "attributeType": "TEXT",
                "values": OPTIONS,
                "allowedForms": [{"id": 7}, 8],
            }
        }
    ],
}
VALID = (
    ASSET,
    [ASSET],
    {"success": True, "data": ASSET, "message": "m"},
    {"assets": [ASSET, ASSET], "total": 2, "pagingInfo": {"totalCount": 2}},
    [TYPE],
    [{"id": 3, "locationName": "here", "parent": {"id": 4}}],
    {"1": {"id": 1, "name": "scheme", "forms": [TYPE]}},
    {"name": "ada", "key": "JIRAUSER1"},
    {"success": False, "errorMessages": ["no"], "errors": {"a": "b"}, "errorMessage": None},
)
KEYS = sorted(
    {key for key in json.dumps(VALID).split('"') if key.isidentifier()} | {"asset.status", "inventory", "textValues"}
)  # fmt: skip
ANSWERS = st.one_of(spoilt(VALID, KEYS), any_json(KEYS))


@given(ANSWERS, st.text())
def test_any_json_has_a_reading(data, location):
    read, is_json = parse_json(written(data))
    assert is_json
    for value in (read, answers.unescape(read)):
        answers.find_asset(value, 1)
        answers.says_nothing_there(value, "x")
        answers.as_list(value)
        answers.read_rows(value)
        answers.read_warning(value)
        catalog_answers.read_asset_type(value, {})
        catalog_answers.read_location(value)
        total = answers.read_total(value)
        assert total is None or abs(total) < 10**18
        number = answers.read_created_id(value, location)
        assert number is None or number < 10**18
        shown = answers.read_asset(value)
        if shown is not None:
            answers.raw_fields(shown, None)
        if isinstance(value, dict):
            catalog_answers.read_options(value)
            answers.read_attachments(value)


FILE = Attachment("1_2.bin", "a", 12)
METHODS = {
    "asset_types": lambda door: door.asset_types(),
    "scheme_names": lambda door: door.scheme_names(),
    "locations": lambda door: door.locations(),
    "user_spellings": lambda door: door.user_spellings("JIRAUSER1"),
    "prove_login": lambda door: door.prove_login(),
    "search": lambda door: door.search(Query()),
    "search by name": lambda door: door.search(Query(identities=(Identity("x"),))),
    "read": lambda door: door.read([1, 2], None),
    "read all": lambda door: door.read([1], lambda of: list(of.fields.values()) if of else []),
    "update": lambda door: door.update(1, "x", None, ()),
    "delete": lambda door: door.delete(1),
    "attachments": lambda door: door.attachments(1),
    "download": lambda door: b"".join(door.download(1, FILE)),
    "detach": lambda door: door.detach(1, FILE),
}


def test_any_json_is_survived_by_every_method():
    with RawServer(b"") as server:
        http = Http(Connection(url=server.url, token="t", retries=0), False, AIP)

        @given(
            ANSWERS,
            st.sampled_from(sorted(METHODS)),
            st.sampled_from((200, 200, 400, 404, 500)),
            st.booleans(),
        )
        def holds(data, method, status, escaped):
            server.asked.clear()
            server.answers[:] = [answer(status, written(data))]
            door = DataCenter(http, Dialect(html_escaped=escaped))
            door.begin()
            with suppress(AipError):
                METHODS[method](door)
            assert len(server.asked) < 100

        holds()
        http.close()
