# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bad input and bad servers, through the modules: one clear sentence, and nothing written."""

from __future__ import annotations

import json

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.remarks import in_lines

ASSET, INFO, FILE = "aip_asset", "aip_asset_info", "aip_attachment"
LAPTOP = {"asset_type": "Laptop", "name": "new"}
SERVER = {"asset_type": "Server", "name": "new"}
MARK = "canary-token"


def told(result):
    """The sentences of a failure, once it is sure that they are some, for people, and without secrets."""
    assert result["failed"], result
    sentence = result["msg"]
    assert sentence.strip()
    lines = sentence.split("\n")
    if len(lines) > 1:  # several problems, each in a line
        assert lines == in_lines(result["problems"]).split("\n")
    assert "Traceback" not in sentence
    assert "Exception" not in sentence
    assert "canary" not in json.dumps(result, default=repr)
    return sentence


def attribute(**values):
    return {name.replace("_", " "): value for name, value in values.items()}


# What is wrong: the module, its options, what the sentence tells (the option first, then the way out).
WRONG = {
    "type": (ASSET, {**LAPTOP, "asset_type": "Laptopp"}, ["asset_type", "did you mean 'Laptop'"]),
    "type, other case": (ASSET, {**LAPTOP, "asset_type": "laptop"}, ["asset_type", "'Laptop'"]),
    "type by id": (ASSET, {**LAPTOP, "asset_type": 99999}, ["asset_type", "available: 'Employee'"]),
    "type is empty": (ASSET, {**LAPTOP, "asset_type": ""}, ["asset_type", "write the name or the id"]),
    "no type": (ASSET, {"name": "new"}, ["asset_type"]),
    "no name": (ASSET, {"asset_type": "Laptop"}, ["name", "write it, or id"]),
    "name is empty": (ASSET, {**LAPTOP, "name": ""}, ["name: must not be empty"]),
    "name is no text": (ASSET, {**LAPTOP, "name": "\ud800"}, ["unpaired surrogates"]),
    "option": (ASSET, {**LAPTOP, "colour": "red"}, ["colour", "Supported parameters"]),
    "attribute": (ASSET, {**LAPTOP, "attributes": {"Colour": 1}}, ["attributes", "'Colour'", "'Model'"]),
    "attribute, other case": (ASSET, {**LAPTOP, "attributes": {"model": 1}}, ["did you mean 'Model'"]),
    "attributes are a list": (ASSET, {**LAPTOP, "attributes": ["red"]}, ["attributes"]),
    "option of an attribute": (
        ASSET,
        {**LAPTOP, "attributes": attribute(Operating_system="Plan 9")},
        ["Operating system", "'Plan 9'", "'Debian 12'"],
    ),
    "status": (ASSET, {**LAPTOP, "status": "Broken"}, ["status", "'Broken'", "'In stock'"]),
    "status is a list": (ASSET, {**LAPTOP, "status": ["In use"]}, ["status: takes one status"]),
    "substatus": (ASSET, {**LAPTOP, "substatus": "Foo"}, ["substatus", "'Foo'", "'Available'"]),
    "location": (ASSET, {**LAPTOP, "location": "Mars"}, ["location", "'Mars'", "'Istanbul office'"]),
    "location by id": (ASSET, {**LAPTOP, "location": 999}, ["location", "999", "'Istanbul office'"]),
    "user with spaces": (ASSET, {**LAPTOP, "assignee": "Ada M"}, ["assignee", "username or user key"]),
    "user is a list": (ASSET, {**LAPTOP, "assignee": ["ada"]}, ["assignee", "not a list"]),
    "tag that YAML made a number": (
        ASSET,
        {**LAPTOP, "asset_tag": 83},
        ["asset_tag: takes a text, not the number 83 (YAML reads 0123 and 1:23 as 83", '"83"'],
    ),
    "name that YAML made a number": (
        ASSET,
        {**LAPTOP, "name": 750},
        ["name: takes a text, not the number 750 (YAML reads 01356 and 12:30 as 750"],
    ),
    "name that YAML made true": (
        ASSET,
        {**LAPTOP, "name": True},
        ["name: takes a text, not true", 'such as "yes"'],
    ),
    "user is true": (ASSET, {**LAPTOP, "assignee": True}, ["assignee", "in quotes"]),
    "date": (ASSET, {**LAPTOP, "install_date": "soon"}, ["install_date", "YYYY-MM-DD"]),
    "date that is none": (ASSET, {**LAPTOP, "install_date": "2026-02-30"}, ["install_date", "YYYY-MM-DD"]),
    "date in an attribute": (
        ASSET,
        {**LAPTOP, "attributes": attribute(Warranty_until="never")},
        ["Warranty until", "YYYY-MM-DD"],
    ),
    "number": (ASSET, {**LAPTOP, "cost": "much"}, ["cost", "'much' is not a number, such as"]),
    "number with a comma": (ASSET, {**LAPTOP, "cost": "12,50"}, ["cost", "such as"]),
    "not a number": (ASSET, {**LAPTOP, "cost": float("nan")}, ["cost", "is not a number"]),
    "whole number": (ASSET, {**LAPTOP, "quantity": 1.5}, ["quantity", "whole number"]),
    "whole number in an attribute": (
        ASSET,
        {**LAPTOP, "attributes": attribute(RAM_GB="many")},
        ["RAM GB", "whole number"],
    ),
    "all at once": (
        ASSET,
        {**LAPTOP, "status": "Broken", "location": "Mars", "cost": "much"},
        ["status", "location", "cost"],
    ),
    "ambiguous name": (ASSET, {**LAPTOP, "name": "twin"}, ["'twin'", "2 assets", "write id"]),
    "match_by": (ASSET, {**LAPTOP, "match_by": ["colour"]}, ["match_by", "'colour'"]),
    "match_by of nothing": (ASSET, {**LAPTOP, "match_by": ["asset_tag"]}, ["asset_tag", "match_by"]),
    "reference to nothing": (
        ASSET,
        {**SERVER, "attributes": {"Rack": "nowhere"}},
        ["Rack", "no asset named 'nowhere'"],
    ),
    "reference to two": (
        ASSET,
        {**SERVER, "attributes": {"Rack": "twin"}},
        ["Rack", "several assets are named 'twin'", "by its id"],
    ),
    "reference to no id": (ASSET, {**SERVER, "attributes": {"Rack": 99999}}, ["Rack", "no asset 99999"]),
    "reference to no type": (
        ASSET,
        {**SERVER, "attributes": {"Rack": {"asset_type": "Foo", "name": "x"}}},
        ["Rack", "no asset type 'Foo'"],
    ),
    "reference is none": (
        ASSET,
        {**SERVER, "attributes": {"Rack": {"nam": "x"}}},
        ["Rack: a reference is an id, a name"],
    ),
    "id": (ASSET, {"id": 999999, "name": "x"}, ["id", "no asset 999999", "without id"]),
    "id is no number": (ASSET, {"id": "abc"}, ["id"]),
    "id and wrong type": (ASSET, {"id": "{laptop}", "asset_type": "Server"}, ["asset_type", "is of type 'Laptop'"]),
    "id and wrong type, absent": (
        ASSET,
        {"id": "{laptop}", "asset_type": "Server", "state": "absent"},
        ["asset_type", "is of type 'Laptop'"],
    ),
    "state": (ASSET, {**LAPTOP, "state": "gone"}, ["state", "present, absent"]),
    "missing file": (ASSET, {**LAPTOP, "attachments": [{"path": "/gone"}]}, ["attachments", "'/gone'"]),
    "file is a folder": (ASSET, {**LAPTOP, "attachments": [{"path": "/etc"}]}, ["attachments", "'/etc'"]),
    "file without path": (ASSET, {**LAPTOP, "attachments": [{"name": "x"}]}, ["attachments", "path"]),
    "update_encrypted": (ASSET, {**LAPTOP, "update_encrypted": "yes"}, ["update_encrypted", "always"]),
    "dialect": (ASSET, {**LAPTOP, "dialect": {"numbers": "roman"}}, ["numbers", "dialect", "text"]),
    "dialect of nothing": (ASSET, {**LAPTOP, "dialect": {"colour": "x"}}, ["dialect", "colour"]),
    "dialect is text": (ASSET, {**LAPTOP, "dialect": "x"}, ["dialect"]),
    "time zone": (ASSET, {**LAPTOP, "dialect": {"time_zone": "Mars"}}, ["dialect", "Mars", "+03:00"]),
    "statuses": (ASSET, {**LAPTOP, "dialect": {"statuses": {"x": "y"}}}, ["dialect", "statuses"]),
    "deployment": (ASSET, {**LAPTOP, "deployment": "cloud"}, ["deployment", "use datacenter"]),
    "limits": (
        ASSET,
        {**LAPTOP, "timeout": 0, "retries": -1, "max_wait": -1, "wait_for_index": -1, "page_size": 0},
        ["timeout", "retries", "max_wait", "wait_for_index", "page_size"],
    ),
    "timeout": (ASSET, {**LAPTOP, "timeout": "soon"}, ["timeout"]),
    "info: type": (INFO, {"asset_type": "Foo"}, ["asset_type", "'Laptop'"]),
    "info: operator": (
        INFO,
        {"filters": [{"field": "status", "operator": "like", "value": "x"}]},
        ["operator", "equals, not_equals"],
    ),
    "info: field": (INFO, {"filters": [{"field": "colour", "value": "x"}]}, ["filters: number 1", "'colour'"]),
    "info: value": (
        INFO,
        {"asset_type": "Laptop", "filters": [{"field": "status", "value": "Broken"}]},
        ["filters: number 1", "'Broken'"],
    ),
    "info: between": (
        INFO,
        {"filters": [{"field": "cost", "operator": "between", "value": [1]}]},
        ["filters: number 1", "list of two"],
    ),
    "info: no field": (INFO, {"filters": [{"value": "x"}]}, ["filters", "field"]),
    "info: fields": (INFO, {"asset_type": "Laptop", "fields": ["colour"]}, ["fields", "'colour'"]),
    "info: limit": (INFO, {"limit": 0}, ["limit: must be at least 1"]),
    "info: id and name": (INFO, {"id": 1, "name": "x"}, ["id|name"]),
    "info: query": (INFO, {"query": 'form.name:"x'}, ["search for assets", "a quote is not closed"]),
    "file: asset": (FILE, {"asset_id": 999999, "path": __file__}, ["asset_id", "no asset 999999"]),
    "file: missing": (FILE, {"asset_id": "{laptop}", "path": "/gone"}, ["path", "'/gone'"]),
    "file: no path": (FILE, {"asset_id": "{laptop}"}, ["path"]),
    "file: no asset": (FILE, {"path": __file__}, ["asset_id, asset_type"]),
    "file: no name of the asset": (FILE, {"asset_type": "Laptop", "path": __file__}, ["asset_name"]),
    "file: asset of no name": (
        FILE,
        {"asset_type": "Laptop", "asset_name": "gone", "path": __file__},
        ["asset_name", "'gone'"],
    ),
    "file: two assets": (
        FILE,
        {"asset_type": "Laptop", "asset_name": "twin", "path": __file__},
        ["asset_name", "write asset_id"],
    ),
    "file: fetched, but not there": (
        FILE,
        {"asset_id": "{laptop}", "state": "fetched", "name": "gone.txt", "dest": "/tmp"},
        ["name", "'gone.txt'"],
    ),
    "file: fetched to nowhere": (
        FILE,
        {"asset_id": "{laptop}", "state": "fetched", "name": "a.txt", "dest": "/gone/away"},
        ["dest", "/gone"],
    ),
    "file: absent without name": (FILE, {"asset_id": "{laptop}", "state": "absent"}, ["name", "absent"]),
}  # fmt: skip


@pytest.fixture
def filled(sandbox):
    """The company, with two laptops and two racks of one name, and a laptop with a file."""
    for asset_type in ("Laptop", "Laptop", "Rack", "Rack"):
        sandbox.add_asset(asset_type, "twin")
    sandbox.laptop = sandbox.add_asset("Laptop", "mine", attachments={"a.txt": b"content"})
    sandbox.journal.clear()
    return sandbox


def with_ids(options, sandbox):
    return {key: sandbox.laptop if value == "{laptop}" else value for key, value in options.items()}


@pytest.mark.parametrize(("module", "options", "words"), WRONG.values(), ids=WRONG)
def test_wrong_input(run, filled, module, options, words):
    sentence = told(run(filled, module, **with_ids(options, filled)))
    assert [word for word in words if word not in sentence] == [], sentence
    assert not filled.journal.writes()


def test_user_that_nobody_knows(run, filled):
    """Only the server knows who there is: it is asked by writing, and declines."""
    before = filled.count()
    sentence = told(run(filled, ASSET, **LAPTOP, assignee="nobody"))
    assert "assignee" in sentence
    assert "nobody" in sentence
    assert filled.count() == before


EVERY_MODULE = {
    ASSET: LAPTOP,
    INFO: {"asset_type": "Laptop"},
    FILE: {"asset_id": 1, "path": __file__},
}

# --- the connection -----------------------------------------------------------------------------------------------

CONNECTIONS = {
    "wrong token": ({"token": MARK}, ["token is unknown, expired or revoked"]),
    "empty token": ({"token": ""}, ["set token, or the environment variable AIP_TOKEN"]),
    "token with its line end": ({"token": MARK + "\n"}, ["token", "line breaks"]),
    "wrong password": ({"username": "ansible", "password": MARK}, ["username or password is wrong"]),
    "no password": ({"username": "ansible"}, ["password"]),
    "nothing listens": ({"url": "http://127.0.0.1:1/jira"}, ["127.0.0.1:1", "check url"]),
    "no such host": ({"url": "http://nowhere.invalid"}, ["nowhere.invalid", "check url and DNS"]),
    "no address": ({"url": "jira"}, ["url", "such as https://"]),
    "address with login": ({"url": "http://ada:canary@jira"}, ["url", "put it into username and password"]),
    "page": ({"url": "{url}/secure/Dashboard.jspa"}, ["url", "only Jira's base URL"]),
    "no context path": ({"url": "{root}"}, ["url", "context path (such as /jira)"]),
    "wrong context path": ({"url": "{root}/wiki"}, ["url", "context path (such as /jira)"]),
    "https where http is": ({"url": "{secure}"}, ["check url, and that this port speaks https"]),
    "no authorities": ({"ca_path": "/gone.pem"}, ["ca_path: there is no file '/gone.pem'"]),
    "key alone": ({"client_key": "/gone.pem"}, ["client_key: requires client_cert"]),
    "proxy": ({"proxy": "nonsense"}, ["proxy: write it as http://host:port"]),
    "proxy is down": ({"proxy": "http://ada:canary@127.0.0.1:1"}, ["check proxy"]),
}  # fmt: skip


@pytest.mark.parametrize(("options", "words"), CONNECTIONS.values(), ids=CONNECTIONS)
def test_wrong_connection(run, sandbox, options, words):
    places = {
        "root": sandbox.root,
        "url": sandbox.url,
        "secure": sandbox.url.replace("http", "https"),
    }
    given = {
        key: value.format(**places) if key == "url" else value for key, value in options.items()
    }
    for module, what in EVERY_MODULE.items():
        sentence = told(run(sandbox, module, **given, **what, retries=0))
        assert [word for word in words if word not in sentence] == [], sentence
    assert not sandbox.journal.writes()


def test_captcha(run, sandbox):
    for _try in range(3):
        told(run(sandbox, ASSET, username="ansible", password=MARK, **LAPTOP))
    right = sandbox.password("ansible")
    sentence = told(run(sandbox, ASSET, username="ansible", password=right, **LAPTOP))
    assert "CAPTCHA" in sentence
    assert "as ansible, or set token" in sentence
    assert not sandbox.journal.writes()


SERVERS = {
    "no plugin": ({"switch": {"plugin": "missing"}}, ["url", "installed, enabled and licensed"]),
    "Basic disabled is no matter with a token": (
        {"switch": {"basic": "disabled", "unknown_token": "anonymous"}, "token": MARK},
        ["as anonymous", "check token"],
    ),
    "login page": ({"fault": {"effect": "login_page"}}, ["check"]),
    "single sign-on": ({"fault": {"effect": "redirect"}}, ["single sign-on", "set url"]),
    "other host": (
        {"fault": {"effect": "redirect", "to": "other_host"}},
        ["elsewhere.invalid", "set url"],
    ),
    "not JSON": ({"fault": {"effect": "malformed_json"}}, ["not valid JSON"]),
    "half of it": ({"fault": {"effect": "truncated_json"}}, ["not valid JSON"]),
    "nothing": ({"fault": {"effect": "empty_body"}}, ["could not"]),
    "down": ({"fault": {"effect": "error", "status": 503}}, ["(503)", "try again later"]),
    "broken": ({"fault": {"effect": "error", "status": 500}}, ["status 500"]),
    "busy": ({"fault": {"effect": "rate_limited"}}, ["(429)", "try again later"]),
    "busy for a day": (
        {"fault": {"effect": "rate_limited", "retry_after": 86400}},
        ["come back in 24 h", "max_wait"],
    ),
    "cut": ({"fault": {"effect": "cut"}}, ["was lost"]),
}


@pytest.mark.parametrize(("trouble", "words"), SERVERS.values(), ids=SERVERS)
def test_bad_server(run, sandbox, trouble, words):
    sandbox.switch(**trouble.get("switch", {}))
    if "fault" in trouble:
        sandbox.faults.add(**trouble["fault"])
    login = {"token": trouble["token"]} if "token" in trouble else {}
    for module, what in EVERY_MODULE.items():
        sentence = told(run(sandbox, module, **login, **what))
        assert [word for word in words if word not in sentence] == [], sentence
    assert not sandbox.journal.writes()


# --- rights -------------------------------------------------------------------------------------------------------

STYLES = ["403_json", "403_html", "success_false", "missing"]
TASKS = {
    "create": (ASSET, LAPTOP),
    "update": (ASSET, {"asset_type": "Laptop", "name": "mine", "status": "In use"}),
    "update by id": (ASSET, {"id": "{laptop}", "status": "In use"}),
    "delete": (ASSET, {"asset_type": "Laptop", "name": "mine", "state": "absent"}),
    "upload": (FILE, {"asset_id": "{laptop}", "path": __file__}),
    "remove": (FILE, {"asset_id": "{laptop}", "name": "a.txt", "state": "absent"}),
}


@pytest.mark.parametrize("user", ["guest", "auditor"])
@pytest.mark.parametrize("style", STYLES)
def test_no_rights(run, filled, user, style):
    filled.switch(rights_style=style)
    before = (filled.count(), filled.asset(filled.laptop))
    for task, (module, options) in TASKS.items():
        sentence = told(run(filled, module, user=user, **with_ids(options, filled)))
        assert "this user" in sentence, f"{task}: {sentence}"
        assert (filled.count(), filled.asset(filled.laptop)) == before
    if user == "guest":
        assert not filled.journal.writes()


@pytest.mark.parametrize("style", STYLES[:3])
def test_no_right_to_browse_is_not_nothing(run, filled, style):
    filled.switch(rights_style=style)
    for options in ({"asset_type": "Laptop"}, {"id": filled.laptop}):
        assert "this user is not allowed to do that" in told(
            run(filled, INFO, user="guest", **options)
        )
