# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins that Jira refuses, or passes over, in every way that is known: a sentence, and never "nothing is there"."""

from __future__ import annotations

import base64
import importlib
import json
import os
import re

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._module import entry
from ansible_collections.assetops.aip.plugins.module_utils._module.session import Sessions
from ansible_collections.assetops.aip.tests.sandbox.jira.entry import oauth, scoped
from ansible_collections.assetops.aip.tests.sandbox.jira.profiles import CLOUD_ID
from ansible_collections.assetops.aip.tests.unit.conftest import MODULES
from ansible_collections.assetops.aip.tests.unit.plugins.modules.jiras import login

pytestmark = pytest.mark.long

NEW = {"project": "OPS", "unique_id": "disk/1", "issue_type": "Task", "summary": "Disk full"}
TASKS = {
    "create": ("jira_issue", NEW),
    "absent": ("jira_issue", {"project": "OPS", "unique_id": "disk/1", "state": "absent"}),
    "absent by key": ("jira_issue", {"key": "OPS-1", "state": "absent"}),
    "edit": ("jira_issue", {"key": "OPS-1", "summary": "Another", "fields": {"Customer": "x"}}),
    "info by JQL": ("jira_issue_info", {"jql": "project = OPS"}),
    "info by key": ("jira_issue_info", {"key": "OPS-1"}),
    "info by identity": ("jira_issue_info", {"project": "OPS", "unique_id": "disk/1"}),
    "sprint": ("jira_sprint", {"board": "DEV board", "name": "Next"}),
    "sprint absent": ("jira_sprint", {"board": "DEV board", "name": "Next", "state": "absent"}),
    "project": ("jira_project", {"key": "OPS", "name": "Renamed"}),
    "webhook": (
        "jira_webhook",
        {"name": "New", "target_url": "https://example.com/x", "events": ["jira:issue_created"]},
    ),
    "webhook absent": ("jira_webhook", {"name": "New", "state": "absent"}),
}
"""What is asked for: each of them would find something, or write something, with a login that counts."""
OF_ADMINS = ("jira_project", "jira_webhook")
TASK = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)

E_MAIL, TOKEN = "the e-mail address (username) or the API token is wrong", "the token is unknown"
AT_SITE = "OAuth 2.0 tokens are accepted only at Atlassian's gateway: set cloud_id"
GATEWAY = (
    "the token is wrong, expired or revoked, lacks a scope, or is not for the site of cloud_id"
)
WRONG = {
    "wrong password": ("dc-10", "username or password is wrong"),
    "unknown user": ("dc-9", "username or password is wrong"),
    "Basic is off": ("dc-11", "set token (a personal access token) instead of username"),
    "unknown PAT": ("dc-10", "token"),
    "wrong API token": ("cloud", E_MAIL),
    "password in place of the API token": ("cloud", "API token"),
    "API token as bearer": ("cloud", f"{TOKEN}, expired or revoked. {AT_SITE}"),
    "OAuth at the site": ("cloud", AT_SITE),
    "scoped at the site": ("cloud", "A token with scopes is accepted only at Atlassian's gateway"),
    "unscoped at the gateway": ("cloud", GATEWAY),
    "unknown at the gateway": ("cloud", GATEWAY),
    "another site at the gateway": ("cloud", "the gateway knows no Jira of this cloud_id"),
}


def wrong(case, sandbox):
    """The options of a login that does not count."""
    user = sandbox.users["ansible"]
    cloud = {"username": user.email, "deployment": "cloud"}
    gateway = {"deployment": "cloud", "cloud_id": CLOUD_ID, "gateway": sandbox.root}
    return {
        "wrong password": {"username": "ansible", "password": "wrong-word"},
        "unknown user": {"username": "nobody", "password": "wrong-word"},
        "Basic is off": {"username": "ansible", "password": user.password},
        "unknown PAT": {"token": "never-was-one"},
        "wrong API token": {**cloud, "token": "never-was-one"},
        "password in place of the API token": {**cloud, "token": user.password},
        "API token as bearer": {"token": user.token, "deployment": "cloud"},
        "OAuth at the site": {"token": oauth(user.token), "deployment": "cloud"},
        "scoped at the site": {**cloud, "token": scoped(user.token)},
        "unscoped at the gateway": {**gateway, "username": user.email, "token": user.token},
        "unknown at the gateway": {**gateway, "token": "never-was-one"},
        "another site at the gateway": {
            **gateway,
            "token": oauth(user.token),
            "cloud_id": "00000000-02ce-4520-8fbb-7301462a1674",
        },
    }[case]


def refused(sandbox, result, words):
    """The task failed because of the login, in one sentence, wrote nothing, and shows nothing as not there."""
    assert result["failed"], result
    assert words in result["msg"], result["msg"]
    assert "exception" not in result
    assert "\n" not in result["msg"]
    assert not result["changed"]
    assert "issues" not in result
    assert "issue" not in result
    # Where there is no Jira, nobody knows that a POST is a search.
    paths = [one.path for one in sandbox.journal.writes()]
    assert [one for one in paths if not re.search("/search/jql$|_no_such_site$", one)] == []


@TASK
@pytest.mark.parametrize("case", WRONG)
def test_no_login_that_does_not_count_passes(open_sandbox, run, task, case):
    profile, words = WRONG[case]
    jira = open_sandbox("company", {"profile": profile})
    module, options = task
    refused(jira, run(jira, module, **{"token": None, **wrong(case, jira)}, **options), words)
    if case in ("wrong password", "unknown user"):
        assert sum(jira.site.login.failed().values()) == 1


@TASK
@pytest.mark.parametrize("way", ["scoped token", "OAuth 2.0"])
def test_the_gateway_serves_what_the_site_refuses(open_sandbox, run, task, way):
    jira = open_sandbox("company", {"profile": "cloud"})
    user, admin = jira.users["ansible"], jira.users["admin"]
    module, options = task
    who = admin if module in OF_ADMINS else user
    given = {"deployment": "cloud", "cloud_id": CLOUD_ID, "gateway": jira.root}
    given["token"] = scoped(who.token) if way == "scoped token" else oauth(who.token)
    given.update({"username": who.email} if way == "scoped token" else {})
    result = run(jira, module, check=True, **given, **options)
    assert not result["failed"], result["msg"]
    asked = {one.path.partition("/rest/")[0] for one in jira.journal}
    assert asked <= {"/jira", ""}, asked
    if result.get("issues"):
        assert result["issues"][0]["url"].startswith(f"{jira.url}/browse/")


# -- what only some answers show --

SAYS = "Client must be authenticated to access this resource."
XML = (
    f"<?xml version='1.0'?><status><status-code>401</status-code><message>{SAYS}</message></status>"
)
FAILED, DENIED = "AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED"
LOCKED = f"<html>Basic Authentication Failure - Reason : {DENIED}</html>"
CHALLENGE = {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=x"}
PAGE = "<!DOCTYPE html><html><head><title>Log in</title></head><body>SSO</body></html>"
ISSUES = {"startAt": 0, "maxResults": 50, "total": 0, "issues": []}
ANSWERS = {
    "401 plain text": (401, SAYS, {"Content-Type": "text/plain"}),
    "401 XML": (401, XML, {"Content-Type": "application/xml"}),
    "401 JSON": (401, json.dumps({"message": SAYS, "status-code": 401}), {}),
    "401 empty": (401, "", {}),
    "401 page": (401, PAGE, {"Content-Type": "text/html"}),
    "scope missing": (401, '{"code":401,"message":"Unauthorized; scope does not match"}', {}),
    "200 expired": (200, json.dumps(ISSUES), {"X-Seraph-LoginReason": FAILED}),
    "200 denied": (200, json.dumps(ISSUES), {"X-Seraph-LoginReason": DENIED}),
    "200 in a list": (200, json.dumps(ISSUES), {"X-Seraph-LoginReason": f"OUT, {FAILED}"}),
    "404 expired": (404, '{"errorMessages":["Issue does not exist"]}', {"X-Seraph-LoginReason": FAILED}),
    "200 anonymous": (200, json.dumps(ISSUES), {"X-AUSERNAME": "anonymous"}),
    "200 a page": (200, PAGE, {"Content-Type": "text/html;charset=UTF-8"}),
    "403 locked out": (403, LOCKED, CHALLENGE),
    "302 to the login": (302, "", {"Location": "/jira/login.jsp?os_destination=x"}),
    "302 elsewhere": (302, "", {"Location": "https://idp.example.com/sso?x=1"}),
}  # fmt: skip


@TASK
@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_no_answer_to_somebody_else_counts(open_sandbox, run, task, profile, answer):
    jira = open_sandbox("company", {"profile": profile})
    status, body, headers = ANSWERS[answer]
    jira.faults.add("error", status=status, body=body, headers=headers)
    module, options = task
    result = run(jira, module, **login(jira), **options)
    refused(jira, result, "could not ")
    assert any(word in result["msg"] for word in ("login", "token", "anonymous", "CAPTCHA", "url"))


@TASK
@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
def test_a_list_of_reasons_that_ends_well_is_a_login(open_sandbox, run, task, profile):
    jira = open_sandbox("company", {"profile": profile})
    jira.faults.add("headers", headers={"X-Seraph-LoginReason": "OUT, OK"})
    module, options = task
    given = login(jira, "admin" if module in OF_ADMINS else "ansible")
    result = run(jira, module, check=True, **given, **options)
    assert not result["failed"], result["msg"]


def no_jira(_environ, start_response):
    """Some other application."""
    start_response("404 Not Found", [("Content-Type", "text/html")])
    return [b"<html><h1>Not Found</h1></html>"]


@TASK
@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
@pytest.mark.parametrize("where", ["another path", "no application"])
def test_what_is_no_jira_is_no_empty_jira(open_sandbox, run, task, profile, where):
    """Each answer is a 404, as for an issue that is not there."""
    jira = open_sandbox("company", {"profile": profile})
    jira.surround(lambda _jira: no_jira)
    url = f"{jira.root}/other" if where == "another path" else jira.url
    module, options = task
    result = run(jira, module, **{**login(jira), "url": url}, **options)
    refused(jira, result, "no Jira answers there: url must be its base URL")


@pytest.mark.parametrize("answer", [{}, {"name": ""}, [], None, "x", {"errors": {}}])
def test_who_is_logged_in_must_be_shown(sandbox, run, answer):
    sandbox.faults.add("replaced", path="myself", body=answer)
    for task in ("absent", "create", "info by identity"):
        module, options = TASKS[task]
        refused(sandbox, run(sandbox, module, **options), "could not confirm the login")


# -- the other deployment --


def test_a_cloud_that_is_taken_for_a_data_center(open_sandbox, run):
    jira = open_sandbox("company", {"profile": "cloud"})
    user = jira.users["ansible"]
    for task in ("create", "absent", "info by JQL", "info by identity"):
        module, options = TASKS[task]
        as_basic = {"token": None, "username": user.email, "password": user.token}
        refused(jira, run(jira, module, **as_basic, **options), "set deployment to cloud")
        as_pat = {"username": user.email, "token": user.token}
        refused(jira, run(jira, module, **as_pat, **options), "set deployment to cloud")


@pytest.mark.parametrize("profile", ["dc-9", "dc-10", "dc-11"])
def test_a_data_center_that_is_taken_for_a_cloud(open_sandbox, run, profile):
    jira = open_sandbox("company", {"profile": profile})
    given = {"token": jira.token("ansible"), "deployment": "cloud"}
    for task in ("create", "absent", "info by JQL", "info by identity"):
        module, options = TASKS[task]
        refused(jira, run(jira, module, **given, **options), "set deployment to datacenter")
    refused(
        jira,
        run(jira, "jira_issue", **given, username="ansible", key="OPS-1", state="absent"),
        "f this is a Data Center, set deployment to datacenter",
    )


# -- the environment --

HERE, ELSEWHERE = "the url of the test", "https://other.example.com"


@pytest.mark.parametrize(
    ("environment", "counts"),
    [
        ({"JIRA_TOKEN": "right"}, True),
        ({"AIP_TOKEN": "right"}, True),
        ({"JIRA_TOKEN": "right", "AIP_TOKEN": "wrong"}, True),
        ({"JIRA_URL": HERE, "JIRA_TOKEN": "right"}, True),
        ({"JIRA_URL": HERE, "AIP_URL": HERE, "AIP_TOKEN": "right"}, True),
        ({"JIRA_URL": ELSEWHERE, "JIRA_TOKEN": "right"}, False),
        ({"AIP_URL": ELSEWHERE, "AIP_TOKEN": "right"}, False),
        ({"JIRA_URL": HERE, "AIP_URL": ELSEWHERE, "AIP_TOKEN": "right"}, False),
        ({"JIRA_URL": ELSEWHERE, "AIP_URL": HERE, "AIP_TOKEN": "right"}, False),
        ({"JIRA_URL": ELSEWHERE, "JIRA_USERNAME": "ansible", "JIRA_PASSWORD": "right"}, False),
        ({"JIRA_USERNAME": "ansible", "AIP_PASSWORD": "right"}, False),
        ({"JIRA_TOKEN": "right", "JIRA_URL": ELSEWHERE, "JIRA_CLOUD_ID": CLOUD_ID}, False),
    ],
)
def test_a_login_of_the_environment_reaches_its_own_server_alone(
    sandbox, run, monkeypatch, environment, counts
):
    for name, value in environment.items():
        right = sandbox.password if name.endswith("PASSWORD") else sandbox.token
        known = {"right": right("ansible"), HERE: sandbox.url}
        monkeypatch.setenv(name, known.get(value, value))
    result = run(sandbox, "jira_issue_info", username=None, key="OPS-1")
    if counts:
        assert not result["failed"], result["msg"]
        return
    assert "a login is required" in result["msg"]
    assert len(sandbox.journal) == 0


def test_url_and_login_of_the_environment_go_together(sandbox, monkeypatch):
    code = importlib.import_module(f"{MODULES}jira_issue_info")
    monkeypatch.setenv("AIP_URL", sandbox.url)
    monkeypatch.setenv("AIP_TOKEN", sandbox.token("ansible"))
    valid = entry.validate({"key": "OPS-1"}, code.SPEC, code.CHECKS, code.SERVICE)
    sessions = Sessions(service=code.SERVICE)
    ended = entry.run_validated(
        code.run, valid, frozenset(["key"]), False, os.environ, sessions=sessions
    )
    assert ended.result["count"] == 1


# -- secrets --

ODD_TOKEN = "s3cret+/=%&<\"'>-Tök€n"


@pytest.mark.parametrize("bodies", [True, False])
@pytest.mark.parametrize("echo", ["plain", "base64"])
def test_an_api_token_is_never_shown(open_sandbox, run, tmp_path, bodies, echo):
    """Not even by a server that repeats the header in its answer."""
    jira = open_sandbox("company", {"profile": "cloud"})
    user = jira.users["ansible"]
    secret = f"{user.token}-and-more"
    pair = base64.b64encode(f"{user.email}:{secret}".encode()).decode()
    said = secret if echo == "plain" else f"Basic {pair}"
    jira.faults.add("error", status=400, body=json.dumps({"errorMessages": [f"bad: {said}"]}))
    log = tmp_path / "log"
    for module, options in TASKS.values():
        result = run(
            jira,
            module,
            username=user.email,
            token=secret,
            deployment="cloud",
            log_path=str(log),
            log_bodies=bodies,
            **options,
        )
        assert result["failed"]
        text = json.dumps(result) + log.read_text()
        assert secret not in text
        assert pair not in text
        assert pair[-24:] not in text
