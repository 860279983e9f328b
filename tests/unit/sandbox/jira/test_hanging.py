# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hangs on issues: comments, links, remote links, properties, files, watchers, votes, worklogs; its history."""

from __future__ import annotations

import pytest

PROFILES = ("dc-10", "cloud")


@pytest.mark.parametrize(("profile", "size"), [("dc-10", 50), ("cloud", 100)])
def test_comments(jira, profile, size):
    client = jira(profile)
    before = client.read("issue/OPS-2/comment")
    assert (before["maxResults"], before["total"]) == (size, 2)
    answer = client.post("issue/OPS-2/comment", {"body": "new"})
    assert answer.status_code == 201
    comment = answer.json()
    assert comment["body"] == "new"
    number = comment["id"]
    page = client.read("issue/OPS-2/comment?startAt=1&maxResults=1")
    assert (page["startAt"], page["maxResults"], page["total"], len(page["comments"])) == (
        1,
        1,
        3,
        1,
    )
    edited = client.put(f"issue/OPS-2/comment/{number}", {"body": "newer"}).json()
    assert (edited["id"], edited["body"]) == (number, "newer")
    assert client.put(f"comment/{number}/properties/m", {"a": 1}).status_code == 201
    assert client.read(f"comment/{number}/properties/m") == {"key": "m", "value": {"a": 1}}
    assert client.delete(f"issue/OPS-2/comment/{number}").status_code == 204
    assert client.get(f"issue/OPS-2/comment/{number}").status_code == 404
    assert client.post("issue/OPS-2/comment", {"body": " "}).json()["errors"] == {
        "comment": "Comment body can not be empty!"
    }


def test_comments_of_version_3(jira):
    client = jira("cloud", api=3)
    answer = client.post("issue/OPS-2/comment", {"body": "text"})
    assert answer.json()["errors"] == {"comment": "Comment body is not valid!"}
    answer = client.post(
        "issue/OPS-2/comment", {"body": {"type": "doc", "version": 1, "content": [{"type": "x"}]}}
    )
    assert answer.json()["errorMessages"] == ["INVALID_INPUT"]
    body = client.doc("document")
    assert client.post("issue/OPS-2/comment", {"body": body}).json()["body"] == body


def test_restricted_comments(jira):
    client = jira(user="admin")
    comment = {"body": "secret", "visibility": {"type": "group", "value": "jira-administrators"}}
    assert client.post("issue/OPS-2/comment", comment).status_code == 201
    assert client.read("issue/OPS-2/comment")["total"] == 3
    client.session.headers["Authorization"] = f"Bearer {client.sandbox.token('ansible')}"
    assert client.read("issue/OPS-2/comment")["total"] == 2
    assert client.field("OPS-2", "comment")["total"] == 2
    comment["visibility"]["value"] = "no such group"
    assert "commentLevel" in client.post("issue/OPS-2/comment", comment).json()["errors"]


@pytest.mark.parametrize("profile", PROFILES)
def test_links(jira, profile):
    client = jira(profile)
    body = {
        "type": {"name": "Blocks"},
        "inwardIssue": {"key": "WEB-1"},
        "outwardIssue": {"key": "OPS-10"},
    }
    for _again in range(2):  # a link that is there already is taken for made
        assert client.post("issueLink", {**body, "comment": None}).status_code == 201
    (outward,), (inward,) = (
        client.field("WEB-1", "issuelinks"),
        client.field("OPS-10", "issuelinks"),
    )
    assert outward["outwardIssue"]["key"] == "OPS-10"
    assert inward["inwardIssue"]["key"] == "WEB-1"
    assert "inwardIssue" not in outward
    assert outward["id"] == inward["id"]
    both = client.read(f"issueLink/{outward['id']}")
    assert (both["inwardIssue"]["key"], both["outwardIssue"]["key"]) == ("WEB-1", "OPS-10")
    assert client.history("WEB-1") == [("Link", None, "This issue blocks OPS-10")]
    assert client.history("OPS-10") == [("Link", None, "This issue is blocked by WEB-1")]
    assert client.delete(f"issueLink/{outward['id']}").status_code == 204
    assert client.delete(f"issueLink/{outward['id']}").status_code == 404
    assert client.history("WEB-1")[1:] == [("Link", "This issue blocks OPS-10", None)]
    assert client.post("issueLink/", {**body, "type": {"name": "No"}}).status_code == 404
    assert client.post("issueLink", {**body, "outwardIssue": {"key": "SEC-1"}}).status_code == 404


@pytest.mark.parametrize(("profile", "created"), [("dc-10", 200), ("cloud", 201)])
def test_remote_links(jira, profile, created):
    client = jira(profile)
    target = {
        "url": "https://example.org",
        "title": "There",
        "summary": "s",
        "icon": {"title": "i"},
    }
    body = {"globalId": "g=1", "relationship": "mentioned in", "object": target}
    answer = client.post("issue/WEB-1/remotelink", body)
    assert answer.status_code == created
    number = answer.json()["id"]
    answer = client.post("issue/WEB-1/remotelink", body)
    assert (answer.status_code, answer.json()["id"]) == (200, number)
    assert len(client.history("WEB-1")) == 2  # also for the very same
    shorter = {"globalId": "g=1", "object": {"url": "https://example.org", "title": "There"}}
    client.post("issue/WEB-1/remotelink", shorter)
    found = client.read("issue/WEB-1/remotelink?globalId=g%3D1")
    assert found["id"] == number
    assert "relationship" not in found
    assert "summary" not in found["object"]
    assert len(client.read("issue/WEB-1/remotelink")) == 1
    assert client.get("issue/WEB-1/remotelink?globalId=x").status_code == 404
    if profile == "cloud":
        assert client.delete("issue/WEB-1/remotelink?globalId=g%3D1").status_code == 415
    typed = {"Content-Type": "application/json"}
    assert client.delete("issue/WEB-1/remotelink?globalId=g%3D1", headers=typed).status_code == 204
    assert client.read("issue/WEB-1/remotelink") == []
    for wrong in ({}, {"object": {"url": "x"}}, {"globalId": "x" * 256, "object": target}):
        assert client.post("issue/WEB-1/remotelink", wrong).status_code == 400


def test_properties(jira):
    client = jira()
    assert client.put("issue/WEB-1/properties/a.b", {"x": 1}).status_code == 201
    assert client.put("issue/WEB-1/properties/a.b", "text").status_code == 200
    assert client.read("issue/WEB-1/properties/a.b") == {"key": "a.b", "value": "text"}
    assert [row["key"] for row in client.read("issue/WEB-1/properties")["keys"]] == ["a.b"]
    assert client.history("WEB-1") == []
    assert client.delete("issue/WEB-1/properties/a.b").status_code == 204
    assert client.delete("issue/WEB-1/properties/a.b").status_code == 404
    assert client.put(f"issue/WEB-1/properties/{'x' * 256}", 1).status_code == 400
    assert client.put("issue/WEB-1/properties/a", "x" * 32767).status_code == 400
    assert client.put("issue/WEB-1/properties/a", "x" * 32766).status_code == 201
    assert (
        client.put(
            "issue/WEB-1/properties/a", data=b"{", headers={"Content-Type": "application/json"}
        ).status_code
        == 400
    )


def test_limit_of_properties(jira):
    client = jira(jira_property_limit=5)
    assert client.put("issue/WEB-1/properties/a", "four").status_code == 400
    assert client.put("issue/WEB-1/properties/a", "abc").status_code == 201
    body = {"project": {"key": "WEB"}, "issuetype": {"name": "Task"}, "summary": "x"}
    answer = client.post("issue", {"fields": body, "properties": [{"key": "a", "value": "four"}]})
    assert answer.status_code == 400
    assert client.get("issue/WEB-9").status_code == 404


@pytest.mark.parametrize("profile", PROFILES)
def test_files(jira, profile):
    client = jira(profile)
    answer = client.attach("WEB-1", "Übersicht (1).txt", b"content")
    assert answer.status_code == 200
    (file,) = answer.json()
    assert file["filename"] == "Übersicht (1).txt"
    assert file["size"] == 7
    assert client.field("WEB-1", "attachment")[0]["id"] == file["id"]
    assert isinstance(file["id"], str)
    assert client.read(f"attachment/{file['id']}")["id"] == int(file["id"])
    assert client.history("WEB-1") == [("Attachment", None, "Übersicht (1).txt")]
    answer = client.get(file["content"])
    if profile == "cloud":
        assert answer.status_code == 303
        assert client.get(answer.headers["Location"]).content == b"content"
        answer = client.get(file["content"] + "?redirect=false")
    assert answer.content == b"content"
    assert client.delete(f"attachment/{file['id']}").status_code == 204
    assert client.get(f"attachment/{file['id']}").status_code == 404
    assert client.field("WEB-1", "attachment") == []


@pytest.mark.parametrize(("profile", "status"), [("dc-10", 404), ("cloud", 413)])
def test_files_that_are_refused(jira, profile, status):
    client = jira(profile, jira_attachment_limit=5)
    assert client.read("attachment/meta") == {"enabled": True, "uploadLimit": 5}
    answer = client.attach("WEB-1", "a.txt", b"123456")
    assert answer.status_code == status
    assert "maximum permitted size of 5 bytes" in answer.json()["errorMessages"][0]
    assert client.attach("WEB-1", "a.txt", b"12345").status_code == 200
    assert client.attach("WEB-1", "a.txt", b"1", part="files").status_code in (400, 404)
    files = {"file": ("a.txt", b"1")}
    assert client.post("issue/WEB-1/attachments", files=files).status_code == 403  # XSRF
    assert len(client.field("WEB-1", "attachment")) == 1


def test_an_encoded_file_name_breaks_data_center(jira):
    client = jira()
    head = b"Content-Disposition: form-data; name=\"file\"; filename*=utf-8''%C3%A4.txt"
    body = b"--x\r\n" + head + b"\r\n\r\nabc\r\n--x--\r\n"
    headers = {"X-Atlassian-Token": "no-check", "Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("issue/WEB-1/attachments", data=body, headers=headers).status_code == 500


@pytest.mark.parametrize(
    ("switch", "send"),
    [
        ("jira_comment_limit", lambda c: c.post("issue/OPS-2/comment", {"body": "x"})),
        ("jira_file_limit", lambda c: c.attach("OPS-2", "x", b"x")),
        (
            "jira_link_limit",
            lambda c: c.post(
                "issueLink",
                {
                    "type": {"name": "Blocks"},
                    "inwardIssue": {"key": "OPS-2"},
                    "outwardIssue": {"key": "OPS-9"},
                },
            ),
        ),
        (
            "jira_remote_link_limit",
            lambda c: c.post(
                "issue/OPS-3/remotelink", {"object": {"url": "https://x.example", "title": "x"}}
            ),
        ),
    ],
)
def test_limits_of_an_issue(jira, switch, send):
    assert send(jira("cloud", **{switch: 1})).status_code == 413
    assert send(jira("dc-10", **{switch: 1})).status_code == 400
    assert send(jira("cloud", **{switch: 5})).status_code in (200, 201)


def test_watchers_and_votes(jira):
    client = jira()
    assert client.post("issue/WEB-1/watchers", "tomas.novak").status_code == 204
    watchers = client.read("issue/WEB-1/watchers")
    assert [user["name"] for user in watchers["watchers"]] == ["tomas.novak"]
    assert client.delete("issue/WEB-1/watchers?username=tomas.novak").status_code == 204
    assert client.field("WEB-1", "watches")["watchCount"] == 0
    header = {"X-Atlassian-Token": "no-check"}
    assert client.post("issue/WEB-1/votes", headers=header).status_code == 200
    assert client.field("WEB-1", "votes")["hasVoted"]
    assert client.delete("issue/WEB-1/votes").status_code == 204


def test_worklogs(jira):
    client = jira()
    answer = client.post("issue/WEB-1/worklog", {"timeSpent": "1h 30m", "comment": "c"})
    assert (answer.status_code, answer.json()["timeSpentSeconds"]) == (201, 5400)
    assert client.field("WEB-1", "timetracking")["timeSpent"] == "1h 30m"
    number = answer.json()["id"]
    assert (
        client.put(f"issue/WEB-1/worklog/{number}", {"timeSpentSeconds": 60}).json()["timeSpent"]
        == "1m"
    )
    assert client.read("issue/WEB-1/worklog")["total"] == 1
    assert client.delete(f"issue/WEB-1/worklog/{number}").status_code == 204
    assert client.post("issue/WEB-1/worklog", {}).status_code == 400


def test_history_of_fields(jira):
    client = jira("cloud")
    key = client.create("OPS", components=[{"name": "Mail"}], labels=["a"])
    client.put(
        f"issue/{key}",
        {
            "fields": {
                "summary": "other",
                "components": [{"name": "Network"}],
                "labels": ["a", "b"],
                "customfield_10105": {"value": "Major"},
                "duedate": "2026-02-03",
            }
        },
    )
    changes = [
        ("Component", "Mail", None),
        ("Component", None, "Network"),
        ("Severity", None, "Major"),
        ("duedate", None, "2026-02-03"),
        ("labels", "a", "a b"),
        ("summary", "made", "other"),
    ]
    assert sorted(client.history(key), key=str) == sorted(changes, key=str)
    page = client.read(f"issue/{key}/changelog")
    assert (page["total"], page["isLast"], len(page["values"])) == (1, True, 1)
    assert page["values"][0]["items"][0]["fieldId"]
    assert (
        client.put(
            f"issue/{key}", {"fields": {"summary": "other", "labels": ["b", "a"]}}
        ).status_code
        == 204
    )
    assert client.read(f"issue/{key}/changelog")["total"] == 1
    assert jira().get("issue/OPS-1/changelog").status_code == 404  # Data Center has it inline alone
