# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501 - queries and sentences stand as they are
"""Projects, components and versions: made, changed, removed; what is wrong with them."""

from __future__ import annotations

import pytest

pytest.importorskip("lark")

API = "/rest/api/2"
SCRUM = {
    "dc-10": "com.pyxis.greenhopper.jira:gh-scrum-template",
    "cloud": "com.pyxis.greenhopper.jira:gh-simplified-scrum-classic",
}
profiles = pytest.mark.parametrize("profile", ["dc-10", "cloud"])


@pytest.fixture
def admin(jira):
    """Start a Jira, and return an administrator's client of it, who knows who leads a project."""

    def begin(profile="dc-10", user="admin"):
        client = jira(profile, user)
        me = client.read("myself")
        client.lead = (
            {"leadAccountId": me["accountId"]} if profile == "cloud" else {"lead": me["name"]}
        )
        return client

    return begin


def make(client, **given):
    body = {"key": "NEW", "name": "Brand new", "projectTypeKey": "software", **client.lead, **given}
    return client.post(
        f"{API}/project", {key: value for key, value in body.items() if value is not None}
    )


@profiles
def test_a_project_is_made_changed_and_removed(admin, profile):
    client = admin(profile)
    answer = make(
        client, projectTemplateKey=SCRUM[profile], description="d", assigneeType="UNASSIGNED"
    )
    assert answer.status_code == 201, answer.text
    assert isinstance(answer.json()["id"], int)
    shown = client.get(f"{API}/project/NEW").json()
    assert (shown["name"], shown["description"], shown["assigneeType"]) == (
        "Brand new",
        "d",
        "UNASSIGNED",
    )
    assert {one["name"] for one in shown["issueTypes"]} == {
        "Story",
        "Task",
        "Bug",
        "Epic",
        "Sub-task",
    }
    boards = client.get("/rest/agile/1.0/board?projectKeyOrId=NEW").json()["values"]
    assert [board["type"] for board in boards] == ["scrum"]
    fields = {"project": {"key": "NEW"}, "issuetype": {"name": "Task"}, "summary": "First"}
    assert client.post(f"{API}/issue", {"fields": fields}).json()["key"] == "NEW-1"
    changed = client.put(f"{API}/project/NEW", {"name": "Renamed", "key": "NEWER"})
    assert (changed.status_code, changed.json()["key"]) == (200, "NEWER")
    assert changed.json()["description"] == "d"
    assert client.get(f"{API}/issue/NEW-1").json()["key"] == "NEWER-1", "the old key leads to it"
    assert client.delete(f"{API}/project/NEWER").status_code == 204
    assert client.get(f"{API}/project/NEWER").status_code == 404
    assert client.get(f"{API}/issue/NEWER-1").status_code == 404


@profiles
@pytest.mark.parametrize(
    ("given", "wrong", "sentence"),
    [
        ({"key": "OPS"}, "projectKey", "Project 'IT operations' uses this project key."),
        ({"key": "new"}, "projectKey", "Project keys must start with an uppercase letter, followed by one or more uppercase alphanumeric characters."),
        ({"key": "1NEW"}, "projectKey", None),
        ({"key": "N"}, "projectKey", None),
        ({"key": "N" * 11}, "projectKey", "The project key must not exceed 10 characters in length."),
        ({"key": None}, "projectKey", None),
        ({"name": "it operations"}, "projectName", "A project with that name already exists."),
        ({"name": " "}, "projectName", "You must specify a valid project name."),
        ({"name": "n" * 81}, "projectName", None),
        ({"lead": "nobody", "leadAccountId": "nobody"}, "projectLead", "You must specify a valid project lead."),
        ({"lead": None, "leadAccountId": None}, "projectLead", "You must specify a valid project lead."),
        ({"projectTypeKey": "garden"}, "projectTypeKey", None),
        ({"projectTemplateKey": "no.such:template"}, "projectTemplateKey", None),
        ({"assigneeType": "NOBODY"}, "assigneeType", None),
        ({"url": "not a url"}, "projectUrl", None),
    ],
)  # fmt: skip
def test_a_wrong_project_is_refused(admin, profile, given, wrong, sentence):
    client = admin(profile)
    answer = make(client, **given)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [wrong])
    if sentence:
        assert answer.json()["errors"][wrong] == sentence
    assert len(client.get(f"{API}/project").json()) == 5


def test_only_administrators_make_projects(admin):
    client = admin(user="ansible")
    assert make(client).status_code == 403
    assert client.put(f"{API}/project/OPS", {"name": "Mine"}).status_code == 403
    assert client.delete(f"{API}/project/OPS").status_code == 403
    assert client.get(f"{API}/project/OPS").json()["name"] == "IT operations"


@profiles
def test_a_project_with_issues_goes_with_them(admin, profile):
    client = admin(profile)
    assert client.delete(f"{API}/project/DEV").status_code == 204
    for key in ("DEV-1", "DEV-7", "DEV-14"):
        assert client.get(f"{API}/issue/{key}").status_code == 404
    assert client.get("/rest/agile/1.0/board/1").status_code == 404
    assert client.get("/rest/agile/1.0/sprint/2").status_code == 404


@profiles
def test_components(admin, profile):
    client = admin(profile)
    made = client.post(f"{API}/component", {"project": "WEB", "name": "Shop", "description": "d"})
    assert made.status_code == 201
    at = f"{API}/component/{made.json()['id']}"
    assert client.post(f"{API}/component", {"project": "WEB", "name": "SHOP"}).status_code == 400
    assert client.post(f"{API}/component", {"project": "WEB", "name": ""}).status_code == 400
    assert client.put(at, {"name": "Store"}).json()["description"] == "d"
    client.put(f"{API}/issue/WEB-1", {"fields": {"components": [{"name": "Store"}]}})
    assert client.get(f"{at}/relatedIssueCounts").json()["issueCount"] == 1
    assert client.delete(at).status_code == 204
    assert client.get(at).status_code == 404
    assert client.get(f"{API}/issue/WEB-1").json()["fields"]["components"] == []


@profiles
def test_versions(admin, profile):
    client = admin(profile)
    project = int(client.get(f"{API}/project/WEB").json()["id"])
    ids = []
    for name in ("1.0", "2.0", "3.0"):
        given = {"projectId": project, "name": name, "releaseDate": "2026-03-01"}
        answer = client.post(f"{API}/version", given)
        assert answer.status_code == 201, answer.text
        ids.append(answer.json()["id"])
    assert client.post(f"{API}/version", {"project": "WEB", "name": "1.0"}).json()["errors"] == {
        "name": "A version with this name already exists in this project."
    }
    assert client.put(f"{API}/version/{ids[0]}", {"released": True}).json()["released"] is True
    assert client.post(f"{API}/version/{ids[2]}/move", {"position": "First"}).status_code == 200
    listed = client.get(f"{API}/project/WEB/versions").json()
    assert [one["name"] for one in listed] == ["3.0", "1.0", "2.0"]
    client.put(f"{API}/issue/WEB-1", {"fields": {"fixVersions": [{"id": ids[0]}]}})
    assert client.put(f"{API}/version/{ids[0]}/mergeto/{ids[1]}").status_code == 204
    fixed = client.get(f"{API}/issue/WEB-1").json()["fields"]["fixVersions"]
    assert [one["id"] for one in fixed] == [ids[1]]
    assert client.post(f"{API}/version/{ids[1]}/removeAndSwap", {}).status_code == 204
    assert client.get(f"{API}/issue/WEB-1").json()["fields"]["fixVersions"] == []
    wrong = client.post(f"{API}/version", {"project": "WEB", "name": "4", "releaseDate": "soon"})
    assert list(wrong.json()["errors"]) == ["releaseDate"]


@profiles
def test_keys_roles_and_types(admin, profile):
    client = admin(profile)
    assert client.get(f"{API}/projectvalidate/key?key=FRESH").json() == {
        "errorMessages": [],
        "errors": {},
    }
    assert list(client.get(f"{API}/projectvalidate/key?key=OPS").json()["errors"]) == ["projectKey"]
    roles = client.get(f"{API}/project/OPS/role").json()
    number = roles["Administrators"].rpartition("/")[2]
    assert client.get(f"{API}/project/OPS/role/{number}").json()["actors"]
    assert client.get(f"{API}/project/OPS/role/1").status_code == 404
    assert {one["key"] for one in client.get(f"{API}/project/type").json()} >= {
        "software",
        "business",
    }
    if profile == "cloud":
        assert client.get(f"{API}/projectvalidate/validProjectKey?key=OPS").json() == "OPS2"


def test_projects_are_searched_on_cloud(jira):
    client = jira("cloud", "admin")

    def keys(**query):
        return [row["key"] for row in client.read("project/search", params=query)["values"]]

    assert keys() == ["DEV", "LAB", "OPS", "SEC", "WEB"]
    assert keys(orderBy="-key", maxResults=2) == ["WEB", "SEC"]
    assert keys(orderBy="name", query="s") == ["DEV", "OPS", "SEC", "WEB"]
    assert keys(keys=["OPS", "WEB"]) == ["OPS", "WEB"]
    assert keys(typeKey="business") == []
    assert client.get("project/ops").status_code == 404
