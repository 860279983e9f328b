# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients of others ask for beside issues: labels, preferences, many things at once, names without quotes."""

from __future__ import annotations

import pytest


def test_labels_are_listed_once_and_only_those_that_are_seen(jira):
    client = jira("cloud", api=3)
    client.create(labels=["twice", "mine"])
    client.create(labels=["twice"])
    page = client.read("label?maxResults=1000")
    assert page["values"].count("twice") == 1
    assert (page["total"], page["isLast"]) == (len(page["values"]), True)
    two = client.read("label?maxResults=2&startAt=1")
    assert two["values"] == page["values"][1:3]
    guest = type(client)(client.sandbox, "guest", 3)
    seen = guest.read("search/jql?jql=labels%20%3D%20firmware-secret&fields=labels")["issues"]
    assert seen == []
    assert jira("dc-10").get("label").status_code == 404


@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
def test_preferences_are_of_one_user(jira, profile):
    client = jira(profile)
    assert client.put("mypreferences?key=a", "text").status_code == 204
    assert client.read("mypreferences?key=a") == "text"
    other = type(client)(client.sandbox, "auditor")
    assert other.get("mypreferences?key=a").status_code == 404
    assert client.delete("mypreferences?key=a").status_code == 204
    assert client.get("mypreferences?key=a").status_code == 404
    assert client.read("mypreferences/locale") == {"locale": "en_US"}


def test_property_of_several_issues(jira):
    client = jira("cloud", api=3)
    keys = [client.create(), client.create()]
    ids = [int(client.read(f"issue/{key}?fields=summary")["id"]) for key in keys]
    asked = {"value": {"a": 1}, "filter": {"entityIds": [*ids, 999999]}}
    answer = client.put("issue/properties/p", asked)
    assert answer.status_code == 303
    task = client.read(answer.headers["Location"])
    assert (task["status"], task["progress"]) == ("COMPLETE", 100)
    assert [client.read(f"issue/{key}/properties/p")["value"] for key in keys] == [{"a": 1}] * 2
    assert client.get("task/1").status_code == 404
    assert client.put("issue/properties/p", {"value": 1}).status_code == 400
    assert jira("dc-10").put("issue/properties/p", asked).status_code == 404


def test_comments_by_their_ids(jira):
    client = jira("cloud", api=3)
    key = client.create()
    made = [client.post(f"issue/{key}/comment", {"body": client.doc(t)}).json() for t in "ab"]
    ids = [int(one["id"]) for one in made]
    page = client.post("comment/list", {"ids": [*ids, 999999]}).json()
    assert [one["id"] for one in page["values"]] == [one["id"] for one in made]
    assert client.post("comment/list", {"ids": []}).status_code == 400


@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
@pytest.mark.parametrize("name", ["ä b.txt", "a;b.txt", "plain.txt"])
def test_name_of_a_file_without_quotes(jira, profile, name):
    client = jira(profile)
    key = client.create()
    content = b'1\r\nContent-Disposition: form-data; name="x"; filename=inside\r\n2'
    head = f'Content-Disposition: form-data; name="file"; filename={name}'.encode()
    body = b"--x\r\n" + head + b"\r\n\r\n" + content + b"\r\n--x--\r\n"
    headers = {
        "X-Atlassian-Token": "no-check",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    answer = client("POST", f"issue/{key}/attachments", data=body, headers=headers)
    shown = answer.json()[0]
    assert (shown["filename"], shown["size"]) == (name.split(";")[0], len(content))


def test_what_administrators_set_up(jira):
    client = jira("cloud", api=3)
    page = client.read("priority/search?maxResults=1&priorityName=high")
    assert (page["total"], len(page["values"])) == (2, 1)
    assert client.read("priority/search?id=1")["values"][0]["name"] == "Highest"
    assert client.read("statuscategory/done") == client.read("statuscategory/3")
    assert client.get("statuscategory/x").status_code == 404
    assert {one["key"] for one in client.read("statuscategory")} == {
        "new", "indeterminate", "done", "undefined",
    }  # fmt: skip
    for path in ("field/customfield_1", "issueLinkType/1", "priority/99"):
        assert client.delete(path).status_code == 404
    for path in ("field/summary", "issueLinkType/10000", "priority/1"):
        assert client.delete(path).status_code == 400


@pytest.mark.parametrize(("profile", "status"), [("dc-10", 404), ("cloud", 204)])
def test_votes_of_reporters(jira, profile, status):
    """Cloud takes them, as the live suite of jira.js found."""
    client = jira(profile)
    me = client.read("myself")
    reporter = {"accountId": me["accountId"]} if profile == "cloud" else {"name": me["name"]}
    key = client.create(reporter=reporter)
    header = {"Content-Type": "application/json"}
    assert client.post(f"issue/{key}/votes", headers=header).status_code == status


def test_schemes_that_a_project_has_not(jira):
    client = jira("cloud", api=3)
    assert "not simplified" in client.get("project/10000/hierarchy").text
    answer = client.get("project/OPS/notificationscheme")
    assert answer.status_code == 404
    assert "notification scheme" in answer.text


def test_groups_of_a_user_and_without_some(jira):
    client = jira("cloud", api=3)
    me = client.read("myself")["accountId"]
    groups = client.read(f"user/groups?accountId={me}")
    assert [group["name"] for group in groups] == ["asset-managers", "jira-users"]
    assert client.get("user/groups?accountId=x").status_code == 404
    found = client.read(f"groups/picker?query=jira&excludeId={groups[1]['groupId']}")
    assert [group["name"] for group in found["groups"]] == ["jira-administrators"]
    found = client.read("groups/picker?query=jira&exclude=jira-administrators")
    assert [group["name"] for group in found["groups"]] == ["jira-users"]
