# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issues: created, read, edited, deleted; what is asked for and what is shown."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.tests.sandbox.jira.caller import Caller


@pytest.mark.parametrize("profile", ["dc-9", "dc-10", "dc-11", "cloud"])
def test_an_issue_lives(jira, profile):
    client = jira(profile)
    answer = client.post(
        "issue/",
        {
            "fields": {"project": {"key": "OPS"}, "issuetype": {"name": "Task"}, "summary": "new"},
            "update": {"labels": [{"add": "a"}], "comment": [{"add": {"body": "first"}}]},
            "properties": [{"key": "x.y", "value": {"z": [1]}}],
        },
    )
    assert answer.status_code == 201
    assert set(answer.json()) == {"id", "key", "self"}
    key = answer.json()["key"]
    issue = client.read(f"issue/{key}?properties=*all")
    assert issue["properties"] == {"x.y": {"z": [1]}}
    assert issue["fields"]["labels"] == ["a"]
    assert issue["fields"]["status"]["name"] == "Open"
    assert issue["fields"]["priority"]["name"] == "Medium"
    assert [c["body"] for c in issue["fields"]["comment"]["comments"]] == ["first"]
    assert (
        client.read(f"issue/{issue['id']}")["key"]
        == client.read(f"issue/{key.lower()}")["key"]
        == key
    )
    edit = {"fields": {"summary": "newer"}, "update": {"labels": [{"add": "b"}, {"remove": "a"}]}}
    assert client.put(f"issue/{key}", edit).status_code == 204
    assert client.field(key, "labels") == ["b"]
    assert client.delete(f"issue/{key}").status_code == 204
    assert client.get(f"issue/{key}").status_code == 404
    assert client.create("OPS") != key


def test_update_verbs(jira):
    client = jira()
    update = {
        "components": [
            {"add": {"name": "Mail"}},
            {"add": {"name": "Network"}},
            {"remove": {"name": "Mail"}},
        ]
    }
    key = client.create("OPS", update=update)
    assert [c["name"] for c in client.field(key, "components")] == ["Network"]
    answer = client.put(f"issue/{key}", {"update": {"summary": [{"add": "x"}]}})
    assert answer.json()["errors"] == {
        "summary": "Field with id 'summary' and name 'Summary' does not support operation 'add' "
        "Supported operation(s) are: 'set'"
    }
    answer = client.put(
        f"issue/{key}", {"fields": {"labels": []}, "update": {"labels": [{"add": "x"}]}}
    )
    assert answer.status_code == 400
    link = {"type": {"name": "Blocks"}, "outwardIssue": {"key": "OPS-1"}}
    assert (
        client.put(f"issue/{key}", {"update": {"issuelinks": [{"add": link}]}}).status_code == 204
    )
    assert [row["outwardIssue"]["key"] for row in client.field(key, "issuelinks")] == ["OPS-1"]


def test_which_fields_are_shown(jira):
    client = jira()
    assert set(client.read("issue/OPS-2?fields=summary,status")["fields"]) == {"summary", "status"}
    assert set(client.read("issue/OPS-2?fields=summary&fields=status")["fields"]) == {
        "summary",
        "status",
    }
    assert "fields" not in client.read("issue/OPS-2?fields=*none")
    navigable = client.read("issue/OPS-2?fields=*navigable")["fields"]
    assert "comment" not in navigable
    assert "summary" in navigable
    without = client.read("issue/OPS-2?fields=-comment,-attachment")["fields"]
    assert not {"comment", "attachment"} & set(without)
    assert "summary" in without


def test_what_can_be_expanded(jira):
    client = jira()
    expand = "names,schema,transitions,editmeta,changelog,renderedFields"
    issue = client.read(f"issue/OPS-2?expand={expand}")
    assert issue["names"]["customfield_10105"] == "Severity"
    assert issue["schema"]["customfield_10106"] == {
        "type": "array",
        "items": "option",
        "custom": "com.atlassian.jira.plugin.system.customfieldtypes:multiselect",
        "customId": 10106,
    }
    assert "Wait" in [step["name"] for step in issue["transitions"]]
    assert issue["editmeta"]["fields"]["labels"]["operations"] == ["add", "set", "remove"]
    assert "<b>ten minutes</b>" in issue["renderedFields"]["description"]
    assert issue["changelog"]["total"] == 1


def test_data_center_has_epic_links_and_cloud_has_parents(jira):
    client = jira(jira_sprint_field="text")
    assert client.field("OPS-2", "customfield_10122") == "OPS-1"
    assert "parent" not in client.read("issue/OPS-2")["fields"]
    assert client.field("OPS-5", "parent")["key"] == "OPS-4"
    client = jira("cloud")
    assert "customfield_10122" not in client.read("issue/OPS-2")["fields"]
    assert client.field("OPS-2", "parent")["key"] == "OPS-1"
    assert [s["state"] for s in client.field("DEV-2", "customfield_10121")] == ["closed", "active"]
    key = client.create("OPS", parent={"key": "OPS-1"})
    assert client.field(key, "parent")["key"] == "OPS-1"
    assert client.put(f"issue/{key}", {"fields": {"parent": None}}).status_code == 204
    assert client.field(key, "parent") is None


def test_the_sprint_field_was_a_text_once(jira):
    (_closed, active) = jira("dc-9").field("DEV-2", "customfield_10121")
    assert active.startswith("com.atlassian.greenhopper.service.sprint.Sprint@")
    assert "id=2,rapidViewId=1,state=ACTIVE,name=DEV Sprint 2" in active
    assert [s["id"] for s in jira("dc-10").field("DEV-2", "customfield_10121")] == [1, 2]


def test_an_issue_keeps_its_closed_sprints(jira):
    client = jira("cloud")
    assert client.put("issue/DEV-2", {"fields": {"customfield_10121": 3}}).status_code == 204
    assert [s["id"] for s in client.field("DEV-2", "customfield_10121")] == [1, 3]
    answer = client.put("issue/DEV-2", {"fields": {"customfield_10121": 1}})
    assert "active or future" in answer.json()["errors"]["customfield_10121"]
    assert client.put("issue/DEV-2", {"fields": {"customfield_10121": None}}).status_code == 204
    assert [s["id"] for s in client.field("DEV-2", "customfield_10121")] == [1]


def test_sub_tasks(jira):
    client = jira()
    key = client.create("OPS", "Sub-task", parent={"key": "OPS-4"})
    assert key in [row["key"] for row in client.field("OPS-4", "subtasks")]
    answer = client.delete("issue/OPS-4")
    assert answer.status_code == 400
    assert "deleteSubtasks" in answer.json()["errorMessages"][0]
    assert client.delete("issue/OPS-4?deleteSubtasks=True").status_code == 204
    assert client.get(f"issue/{key}").status_code == 404


def test_screens_of_an_edit(jira):
    said = (
        "Field 'customfield_10126' cannot be set. It is not on the appropriate screen, or unknown."
    )
    answer = jira().put("issue/WEB-1", {"fields": {"customfield_10126": "x"}})
    assert answer.json()["errors"] == {"customfield_10126": said}
    cloud = jira("cloud")  # looks at no screens
    assert cloud.put("issue/WEB-1", {"fields": {"customfield_10126": "x"}}).status_code == 204
    assert cloud.put("issue/WEB-1", {"fields": {"customfield_9": "x"}}).status_code == 400


def test_an_edited_issue_can_be_returned(jira):
    answer = jira("cloud").put("issue/WEB-1?returnIssue=true", {"fields": {"summary": "x"}})
    assert (answer.status_code, answer.json()["fields"]["summary"]) == (200, "x")


def test_what_an_edit_ignores(jira):
    client = jira()
    body = {
        "fields": {"project": {"key": "WEB"}, "issuetype": {"name": "Task"}, "summary": "x"},
        "notifyUsers": "true",
    }
    assert client.put("issue/WEB-1", {**body, "transition": {"id": "31"}}).status_code == 204
    assert client.field("WEB-1", "status")["name"] == "To Do"
    body["fields"]["project"] = {"key": "OPS"}
    assert client.put("issue/WEB-1", body).status_code == 400


def test_nothing_is_written_if_anything_is_wrong(jira):
    client = jira()
    body = {
        "fields": {"summary": "x"},
        "update": {"issuelinks": [{"add": {"type": {"name": "No"}}}]},
    }
    assert client.put("issue/WEB-1", body).status_code == 404
    assert client.history("WEB-1") == []


def test_many_at_once(jira):
    client = jira()
    good = {"fields": {"project": {"key": "WEB"}, "issuetype": {"name": "Task"}, "summary": "b"}}
    answer = client.post(
        "issue/bulk", {"issueUpdates": [good, {"fields": {"project": {"key": "WEB"}}}, good]}
    )
    assert answer.status_code == 201
    assert len(answer.json()["issues"]) == 2
    (error,) = answer.json()["errors"]
    assert (error["status"], error["failedElementNumber"]) == (400, 1)
    assert client.post("issue/bulk", {"issueUpdates": [good] * 51}).status_code == 400


def test_metadata(jira):
    client = jira()
    types = client.read("issue/createmeta/OPS/issuetypes")
    assert [row["name"] for row in types["values"]] == [
        "Incident",
        "Task",
        "Bug",
        "Sub-task",
        "Epic",
    ]
    fields = client.read("issue/createmeta/LAB/issuetypes/10002?maxResults=200")["values"]
    assert {f["fieldId"] for f in fields if f["required"]} >= {
        "summary",
        "customfield_10100",
        "project",
        "issuetype",
    }
    assert client.get("issue/createmeta/NO/issuetypes").status_code == 400
    assert client.get("issue/createmeta").status_code == 404
    assert {f["name"] for f in client.read("field")} >= {"Fix Version/s", "Epic Link", "Sprint"}
    assert [f["id"] for f in client.read("field") if f["name"] == "Team"] == [
        "customfield_10118",
        "customfield_10119",
    ]
    cloud = jira("cloud")
    assert "issueTypes" in cloud.read("issue/createmeta/OPS/issuetypes")
    assert "fields" in cloud.read("issue/createmeta/OPS/issuetypes/10002")
    whole = cloud.read("issue/createmeta?projectKeys=OPS&expand=projects.issuetypes.fields")
    assert "labels" in whole["projects"][0]["issuetypes"][0]["fields"]
    names = {f["name"] for f in cloud.read("field")}
    assert "Fix versions" in names
    assert "Epic Link" not in names


def test_documents_for_searches(jira):
    client = jira()
    site = client.sandbox.site
    documents = site.jira.documents(client.sandbox.users["ansible"])
    assert {d["project"] for d in documents} == {"OPS", "DEV", "LAB", "WEB"}
    (one,) = [d for d in documents if d["key"] == "OPS-2"]
    assert one["fields"]["assignee"]["name"] == "tomas.novak"
    assert one["fields"]["assignee"]["accountId"]
    assert one["fields"]["customfield_10105"]["value"] == "Major"
    (story,) = [d for d in documents if d["key"] == "DEV-2"]
    assert [s["name"] for s in story["fields"]["customfield_10121"]] == [
        "DEV Sprint 1",
        "DEV Sprint 2",
    ]


def test_it_survives_a_restart_and_forgets_at_a_reset(start, tmp_path):
    for _round in range(2):
        sandbox = start("company", folder=str(tmp_path))
        jira = sandbox.site.jira
        assert jira.find_issue("OPS-2")["fields"]["summary"] == "Mail is slow in Istanbul"
        sandbox.stop()
    sandbox = start("empty")
    assert sandbox.site.jira.rows.all("issue") == []
    assert len(sandbox.site.jira.rows.all("project")) == 5


def test_a_moved_issue_is_found_under_its_old_key(jira):
    client = jira()
    site = client.sandbox.site.jira
    caller = Caller(client.sandbox.users["admin"], site.profile, client.url)
    issue, there = site.find_issue("OPS-9"), site.find_project("WEB")
    site.issues.transfer(issue, there, site.scope(caller, there), 1)
    assert client.read("issue/OPS-9")["key"] == "WEB-9"
    assert client.read("issue/WEB-9")["fields"]["project"]["key"] == "WEB"
    assert client.create("WEB") == "WEB-10"
