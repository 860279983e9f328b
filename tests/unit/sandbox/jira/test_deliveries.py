# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhooks are sent as Jira sends them: what, to whom, in which order, how often."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from ansible_collections.assetops.aip.tests.sandbox.jira.webhooks import signature

OLD, NEW = "/rest/webhooks/1.0/webhook", "/rest/jira-webhook/1.0/webhooks"
PLACES = {"dc-9": OLD, "dc-10": NEW, "dc-11": NEW, "cloud": OLD}
ISSUE_EVENTS = ["jira:issue_created", "jira:issue_updated", "jira:issue_deleted"]
EVERY = [*ISSUE_EVENTS, *(f"{what}_{how}" for how in ("created", "updated", "deleted") for what in (
    "comment", "worklog", "attachment", "issuelink", "sprint", "project", "jira:version", "board",
)), "sprint_started", "sprint_closed", "issue_property_set", "issue_property_deleted"]  # fmt: skip


class Receiver:
    """A server that keeps what it is sent, and answers what a test wants, in turn; then 200."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.hold = threading.Event()
        self.hold.set()
        outer = self

        class Page(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                outer.got.append((self.path, dict(self.headers), body))
                outer.hold.wait(10)
                self.send_response(outer.answers.pop(0) if outer.answers else 200)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def stop(self) -> None:
        self.hold.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _path, _headers, body in self.got]

    @property
    def names(self) -> list[str]:
        return [body["webhookEvent"] for body in self.bodies]

    def headers(self, name: str) -> list[str | None]:
        return [headers.get(name) for _path, headers, _body in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    yield one
    one.stop()


@pytest.fixture
def hooked(jira: Callable[..., Any], receiver: Receiver) -> Callable[..., Any]:
    """Start a Jira that has a webhook; return an administrator's client."""

    def make(profile: str = "cloud", path: str = "/x", switches: Any = None, **hook: Any) -> Any:
        client = jira(profile, user="admin", **(switches or {}))
        register(client, profile, receiver.url + path, **hook)
        return client

    return make


def register(client: Any, profile: str, url: str, **hook: Any) -> Any:
    answer = client.post(PLACES[profile], {"name": "n", "url": url, "events": EVERY, **hook})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_the_published_signature():
    key = "It's a Secret to Everybody"
    wanted = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
    assert signature(key, b"Hello World!") == wanted
    assert signature(key, b"Hello, World!") != wanted


@pytest.mark.parametrize("profile", sorted(PLACES))
def test_the_life_of_an_issue(hooked, receiver, profile):
    client = hooked(profile, events=ISSUE_EVENTS)
    key = client.create(summary="blåbær")
    client.put(f"issue/{key}", {"fields": {"summary": "other", "labels": ["a"]}})
    client.put(f"issue/{key}", {"fields": {"summary": "other"}})  # changes nothing
    client.delete(f"issue/{key}")
    client.sandbox.webhooks.wait(3)
    client.sandbox.webhooks.settled()
    assert receiver.names == ISSUE_EVENTS
    created, updated, deleted = receiver.bodies
    assert created["issue"]["key"] == key
    assert created["issue"]["fields"]["summary"] == "blåbær"
    assert created["issue_event_type_name"] == "issue_created"
    assert created["user"]["displayName"]
    assert ("accountId" in created["user"]) == (profile == "cloud")
    assert abs(created["timestamp"] / 1000 - time.time()) < 60
    assert "changelog" not in {*created, *deleted}
    lines = {one["field"]: (one["fromString"], one["toString"]) for one in updated["changelog"]["items"]}  # fmt: skip
    assert lines == {"summary": ("blåbær", "other"), "labels": ("", "a")}
    assert updated["changelog"]["id"].isdigit()
    assert deleted["issue"]["fields"]["summary"] == "other"
    assert all("application/json" in str(one) for one in receiver.headers("Content-Type"))


def test_the_kind_of_an_update(hooked, receiver):
    client = hooked("dc-9", events=ISSUE_EVENTS)
    key = client.create()
    client.put(f"issue/{key}/assignee", {"name": "ansible"})
    step = client.read(f"issue/{key}/transitions")["transitions"][-1]
    client.post(f"issue/{key}/transitions", {"transition": {"id": step["id"]}})
    client.sandbox.webhooks.wait(3)
    kinds = [body["issue_event_type_name"] for body in receiver.bodies]
    assert kinds == ["issue_created", "issue_assigned", "issue_generic"]


def test_what_hangs_on_issues(hooked, receiver):
    client = hooked("dc-9")
    key, other = client.create(), client.create()
    path = f"issue/{key}/comment"
    number = client.post(path, {"body": "first"}).json()["id"]
    client.put(f"{path}/{number}", {"body": "second"})
    client.delete(f"{path}/{number}")
    ends = {"inwardIssue": {"key": key}, "outwardIssue": {"key": other}}
    client.post("issueLink", {"type": {"name": "Blocks"}, **ends})
    link = client.field(key, "issuelinks")[0]["id"]
    client.delete(f"issueLink/{link}")
    file = client.attach(key, "a.txt", b"abc").json()[0]["id"]
    client.delete(f"attachment/{file}")
    client.put(f"issue/{key}/properties/p", {"a": 1})
    client.delete(f"issue/{key}/properties/p")
    client.post(f"issue/{key}/worklog", {"timeSpent": "1h"})
    client.sandbox.webhooks.wait(1, "worklog_created")
    client.sandbox.webhooks.settled()
    names = [name for name in receiver.names if not name.startswith("jira:issue")]
    assert names == [
        "comment_created", "comment_updated", "comment_deleted", "issuelink_created", "issuelink_deleted",
        "attachment_created", "attachment_deleted", "issue_property_set", "issue_property_deleted",
        "worklog_created",
    ]  # fmt: skip
    got = dict(zip(receiver.names, receiver.bodies))
    assert got["comment_created"]["comment"]["body"] == "first"
    assert got["comment_created"]["issue"]["key"] == key
    assert got["comment_deleted"]["comment"]["body"] == "second"
    ids = got["issuelink_deleted"]["issueLink"]
    assert (ids["sourceIssueId"], ids["destinationIssueId"]) == tuple(
        int(client.read(f"issue/{one}")["id"]) for one in (key, other)
    )
    assert got["attachment_deleted"]["attachment"]["filename"] == "a.txt"
    assert got["issue_property_set"]["property"] == {"key": "p", "value": {"a": 1}}


def test_sprints_projects_and_versions(hooked, receiver):
    client = hooked("dc-9", events=[name for name in EVERY if name not in ISSUE_EVENTS])
    board = client.read("/rest/agile/1.0/board?type=scrum")["values"][0]["id"]
    dates = {"startDate": "2026-12-01T09:00:00Z", "endDate": "2026-12-15T09:00:00Z"}
    sprint = client.post("/rest/agile/1.0/sprint", {"name": "s", "originBoardId": board, **dates})
    path = f"/rest/agile/1.0/sprint/{sprint.json()['id']}"
    for change in ({"goal": "g"}, {"state": "active"}, {"state": "closed"}):
        assert client.post(path, change).status_code == 200
    client.create("DEV")  # counts in the project, which is not a change of it
    version = client.post("version", {"name": "v9", "project": "WEB"}).json()["id"]
    client.put(f"version/{version}", {"description": "d"})
    client.put("project/WEB", {"description": "d"})
    client.sandbox.webhooks.wait(1, "project_updated")
    assert receiver.names == [
        "sprint_created", "sprint_updated", "sprint_started", "sprint_closed", "jira:version_created",
        "jira:version_updated", "project_updated",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "switch", "wanted"),
    [
        ("dc-9", "by_version", ["comment_created"]),
        ("dc-10", "by_version", ["jira:issue_updated", "comment_created"]),
        ("cloud", "by_version", ["comment_created"]),
        ("cloud", "always", ["jira:issue_updated", "comment_created"]),
        ("dc-11", "never", ["comment_created"]),
    ],
)
def test_a_comment_is_told_twice(hooked, receiver, profile, switch, wanted):
    client = hooked(profile, switches={"webhook_comment_twice": switch})
    client.post("issue/WEB-1/comment", {"body": "b"})
    client.sandbox.webhooks.wait(len(wanted))
    client.sandbox.webhooks.settled()
    assert receiver.names == wanted
    assert [body["comment"]["body"] for body in receiver.bodies] == ["b"] * len(wanted)
    if len(wanted) == 2:
        assert receiver.bodies[0]["issue_event_type_name"] == "issue_commented"


@pytest.mark.parametrize(
    ("switch", "has", "lacks"),
    [("brief", {"summary"}, {"comment"}), ("full", {"summary", "comment"}, set()), ("none", set(), {"summary"})],
)  # fmt: skip
def test_the_issue_of_a_comment(hooked, receiver, switch, has, lacks):
    client = hooked(switches={"webhook_comment_issue": switch})
    client.post("issue/WEB-1/comment", {"body": "b"})
    client.sandbox.webhooks.wait()
    found = receiver.bodies[0].get("issue", {}).get("fields", {}).keys()
    assert has <= found
    assert not lacks & found


def test_who_hears_of_it(hooked, receiver):
    client = hooked("dc-10", "/all")
    jql = {"issue-related-events-section": "project = WEB AND labels = wanted"}
    register(client, "dc-10", receiver.url + "/jql", filters=jql)
    wrong = {"issue-related-events-section": "nonsense ="}
    register(client, "dc-10", receiver.url + "/wrong", filters=wrong)
    register(client, "dc-10", receiver.url + "/off", active=False)
    register(client, "dc-10", receiver.url + "/other", events=["jira:issue_updated"])
    register(client, "dc-10", receiver.url + "/bare/{issue.key}/${issue.id}", excludeBody=True)
    key = client.create(labels=["wanted"])
    client.create(labels=["unwanted"])
    client.sandbox.webhooks.wait(5)
    client.sandbox.webhooks.settled()
    number = client.read(f"issue/{key}")["id"]
    assert [path for path, _headers, _body in receiver.got[:3]] == [
        "/all", "/jql", f"/bare/{key}/$" + "{issue.id}",
    ]  # fmt: skip
    assert number.isdigit()
    assert receiver.got[2][2] == b""
    assert [path for path, _h, _b in receiver.got].count("/jql") == 1
    assert not {"/wrong", "/off", "/other"} & {path for path, _h, _b in receiver.got}
    client.delete(f"issue/{key}")  # its query finds it as it was
    client.sandbox.webhooks.wait(3, "jira:issue_deleted")
    assert [path for path, _h, _b in receiver.got].count("/jql") == 2


@pytest.mark.parametrize("profile", ["dc-9", "cloud"])
def test_names_in_older_addresses(hooked, receiver, profile):
    client = hooked(profile, "/i?key=${issue.key}&p=${project.key}&x=${no.such}")
    key = client.create()
    client.sandbox.webhooks.wait()
    assert receiver.got[0][0] == f"/i?key={key}&p=WEB&x=$" + "{no.such}"


@pytest.mark.parametrize(
    ("profile", "switch", "signed"),
    [("cloud", False, True), ("dc-10", False, False), ("dc-10", True, True)],
)
def test_the_signature_is_of_the_raw_body(hooked, receiver, profile, switch, signed):
    client = hooked(profile, switches={"webhook_dc_signature": switch}, secret="hëmmelig")
    client.create(summary="blåbær, €")
    client.sandbox.webhooks.wait()
    _path, headers, body = receiver.got[0]
    wanted = "sha256=" + hmac.new("hëmmelig".encode(), body, hashlib.sha256).hexdigest()
    assert headers.get("X-Hub-Signature") == (wanted if signed else None)
    assert "blåbær, €".encode() in body
    assert "mmelig" not in client.get(PLACES[profile]).text


def test_cloud_sends_again_when_the_clock_passes(hooked, receiver):
    client = hooked()
    receiver.answers = [503, 429, 408, 500, 425, 409]
    client.create()
    for number in range(1, 7):
        (one,) = client.sandbox.webhooks.wait()
        client.sandbox.webhooks.settled()
        assert len(receiver.got) == number
        client.sandbox.advance(301)
    client.sandbox.webhooks.settled()
    assert one.state == "failed"
    assert one.answers == [503, 429, 408, 500, 425, 409]
    assert receiver.headers("X-Atlassian-Webhook-Retry") == [None, "1", "2", "3", "4", "5"]
    assert set(receiver.headers("X-Atlassian-Webhook-Identifier")) == {one.identifier}
    assert one.identifier
    assert len({body for _path, _headers, body in receiver.got}) == 1


def test_how_often_and_when_it_is_tried_again(hooked, receiver):
    client = hooked(switches={"webhook_retries": 1, "webhook_retry_after": 900})
    receiver.answers = [503] * 9
    client.create()
    (one,) = client.sandbox.webhooks.wait()
    client.sandbox.advance(800)
    client.sandbox.webhooks.settled()
    assert (one.state, one.answers) == ("waiting", [503])
    for _time in range(2):
        client.sandbox.advance(901)
        client.sandbox.webhooks.settled()
    assert (one.state, one.answers) == ("failed", [503, 503])


@pytest.mark.parametrize("answer", [302, 400, 401, 404, 410, 413])
def test_other_refusals_are_final(hooked, receiver, answer):
    client = hooked()
    receiver.answers = [answer]
    client.create()
    (one,) = client.sandbox.webhooks.wait()
    client.sandbox.advance(3600)
    client.sandbox.webhooks.settled()
    assert (one.state, one.answers) == ("failed", [answer])
    assert [path for path, _headers, _body in receiver.got] == ["/x"]


def test_data_center_sends_once(hooked, receiver):
    client = hooked("dc-10")
    receiver.answers = [503]
    client.create()
    (one,) = client.sandbox.webhooks.wait()
    client.sandbox.advance(3600)
    client.sandbox.webhooks.settled()
    assert (one.state, one.answers, one.identifier) == ("failed", [503], None)
    assert not [name for name in receiver.got[0][1] if name.startswith("X-Atlassian")]


def test_no_connection_and_no_answer_are_tried_again(hooked, receiver):
    client = hooked(switches={"webhook_timeout": 0.2})
    receiver.hold.clear()
    client.create()
    (one,) = client.sandbox.webhooks.wait()
    receiver.hold.set()
    receiver.server.shutdown()
    receiver.server.server_close()
    client.sandbox.advance(301)
    client.sandbox.webhooks.settled()
    assert one.answers[0] in ("TimeoutError", "timeout")  # Python 3.9 has its own name for it
    assert one.answers[1:] == ["ConnectionRefusedError"]
    assert one.state == "waiting"


def test_duplicates_have_one_identifier(hooked, receiver):
    client = hooked(switches={"webhook_duplicates": 2})
    client.create()
    client.create()
    client.sandbox.webhooks.wait(2)
    client.sandbox.webhooks.settled()
    found = receiver.headers("X-Atlassian-Webhook-Identifier")
    assert [found.count(one) for one in found] == [3] * 6
    assert receiver.headers("X-Atlassian-Webhook-Retry") == [None] * 6


@pytest.mark.parametrize("order", ["in_order", "reversed", "shuffled"])
def test_the_order(hooked, receiver, order):
    client = hooked(switches={"webhook_order": order, "webhook_delay": 60})
    for number in range(12):
        client.put("issue/WEB-1", {"fields": {"summary": f"{number:02}"}})
    assert [one.answers for one in client.sandbox.webhooks.settled()] == [[]] * 12
    client.sandbox.advance(61)
    client.sandbox.webhooks.wait(12)
    client.sandbox.webhooks.settled()
    got = [body["issue"]["fields"]["summary"] for body in receiver.bodies]
    sent = [f"{number:02}" for number in range(12)]
    assert sorted(got) == sent
    assert (got == sent) == (order == "in_order")
    assert (got == sent[::-1]) == (order == "reversed")


@pytest.mark.parametrize(
    ("switch", "one", "several"),
    [("by_request", "Primary", "Secondary"), ("Secondary", "Secondary", "Secondary")],
)
def test_both_flows(hooked, receiver, switch, one, several):
    client = hooked(switches={"webhook_flow": switch}, events=["jira:issue_created"])
    client.create()
    fields = {"project": {"key": "WEB"}, "issuetype": {"name": "Task"}, "summary": "s"}
    client.post("issue/bulk", {"issueUpdates": [{"fields": fields}] * 2})
    client.sandbox.webhooks.wait(3)
    assert receiver.headers("X-Atlassian-Webhook-Flow") == [one, several, several]


def test_what_is_refused_or_switched_off_is_not_sent(hooked, receiver):
    client = hooked(switches={"webhook_sending": False})
    client.create()
    client.sandbox.switch(webhook_sending=True)
    assert client.errors(summary="")  # refused
    assert client.sandbox.webhooks.settled() == []
    assert receiver.got == []


def test_without_webhooks_there_is_no_thread(jira):
    client = jira("dc-10", user="admin")
    client.create()
    assert client.sandbox.webhooks.all() == []
    assert client.sandbox.webhooks._thread is None


def test_a_reset_and_the_end_forget_what_waits(hooked, receiver):
    client = hooked(switches={"webhook_delay": 60})
    client.create()
    client.sandbox.reset()
    client.sandbox.advance(61)
    assert client.sandbox.webhooks.settled() == []
    client.create()  # the webhook is gone, too
    register(client, "cloud", receiver.url)
    receiver.hold.clear()
    client.create()
    client.sandbox.advance(61)
    while not receiver.got:
        time.sleep(0.01)
    begun = time.monotonic()
    client.sandbox.stop()
    assert time.monotonic() - begun < 5
    assert len(receiver.got) == 1


def test_waiting_says_what_did_not_come(hooked):
    client = hooked()
    with pytest.raises(TimeoutError, match=r"after 0.1 s"):
        client.sandbox.webhooks.wait(timeout=0.1)


@pytest.mark.parametrize("verify", [True, False])
def test_https(hooked, receiver, tmp_path, verify):
    trustme = pytest.importorskip(
        "trustme", reason="trustme, which issues certificates, is not installed"
    )
    trustme.CA().issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
        tmp_path / "c.pem"
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "c.pem")
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    receiver.url = receiver.url.replace("http:", "https:")
    client = hooked(switches={"webhook_tls_verify": verify})
    client.create()
    (one,) = client.sandbox.webhooks.wait()
    assert one.answers == (["SSLCertVerificationError"] if verify else [200])
    assert len(receiver.got) == (0 if verify else 1)


def test_many_at_once_are_neither_lost_nor_reordered_within_an_issue(hooked, receiver):
    client = hooked("dc-9", events=["jira:issue_updated"])

    def write(key: str) -> None:
        own = type(client)(client.sandbox, "admin")
        for number in range(40):
            own.put(f"issue/{key}", {"fields": {"summary": f"{number:02}"}})

    threads = [threading.Thread(target=write, args=(f"WEB-{n}",)) for n in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client.sandbox.webhooks.wait(200, timeout=30)
    got: dict[str, list[str]] = {}
    for body in receiver.bodies:
        got.setdefault(body["issue"]["key"], []).append(body["issue"]["fields"]["summary"])
    assert list(map(len, got.values())) == [40] * 5
    assert all(texts == sorted(texts) for texts in got.values())


@pytest.mark.parametrize(
    "hook",
    [
        {"url": "http://127.0.0.1:999999/"},
        {"url": "http://"},
        {"url": "http://127.0.0.1:1/with space"},
        {"url": "http://127.0.0.1:1/ü", "filters": None},
        {"url": "http://[::1", "filters": {"issue-related-events-section": 5}},
    ],
)
def test_an_odd_webhook_stops_no_other(hooked, receiver, hook):
    client = hooked("dc-9")
    register(client, "dc-9", hook.pop("url"), **hook)
    client.create()
    client.create()
    found = client.sandbox.webhooks.wait(4)
    assert [one.state for one in found].count("delivered") == 2
    assert receiver.names == ["jira:issue_created"] * 2


def test_the_control_api_shows_what_was_sent(hooked, receiver):
    client = hooked()
    receiver.answers = [503]
    client.create()
    client.sandbox.webhooks.wait()
    root = client.sandbox.root
    client.post(f"{root}/_sandbox/clock", {"advance": 300})
    client.sandbox.webhooks.settled()
    (one,) = client.get(f"{root}/_sandbox/webhooks").json()
    assert (one["event"], one["state"], one["answers"]) == (
        "jira:issue_created",
        "delivered",
        [503, 200],
    )
    assert one["url"] == receiver.url + "/x"
    assert one["identifier"] == receiver.headers("X-Atlassian-Webhook-Identifier")[0]
