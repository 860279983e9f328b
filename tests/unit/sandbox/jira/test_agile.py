# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Boards and sprints: lists, the way of a sprint from future to closed, issues that move."""

from __future__ import annotations

import pytest

pytest.importorskip("lark")

AGILE = "/rest/agile/1.0"
SPRINT = "customfield_10121"


profiles = pytest.mark.parametrize("profile", ["dc-9", "dc-10", "cloud"])


def add(client, **given):
    answer = client.post(f"{AGILE}/sprint", {"name": "New", "originBoardId": 1, **given})
    assert answer.status_code == 201, answer.text
    return answer.json()


def names(answer):
    assert answer.status_code == 200, answer.text
    return [row["name"] for row in answer.json()["values"]]


def sprints_of(client, key):
    value = client.get(f"/rest/api/2/issue/{key}", params={"fields": SPRINT}).json()["fields"][
        SPRINT
    ]
    return [
        row["id"] if isinstance(row, dict) else int(row.split("[id=")[1].split(",")[0])
        for row in value or ()
    ]


@profiles
def test_boards_are_filtered(jira, profile):
    client = jira(profile)
    assert names(client.get(f"{AGILE}/board")) == ["DEV board", "OPS board", "WEB board"]
    assert names(client.get(f"{AGILE}/board?type=scrum&name=we")) == ["WEB board"]
    assert names(client.get(f"{AGILE}/board?projectKeyOrId=OPS")) == ["OPS board"]
    assert client.get(f"{AGILE}/board?projectKeyOrId=NOPE").status_code == 400
    page = client.get(f"{AGILE}/board?startAt=1&maxResults=1").json()
    assert (page["startAt"], page["maxResults"], page["isLast"]) == (1, 1, False)
    assert client.get(f"{AGILE}/board/99").status_code == 404
    assert ("location" in client.get(f"{AGILE}/board/1").json()) is (profile == "cloud")


def test_what_a_board_shows(jira):
    client = jira()
    shown = client.get(f"{AGILE}/board/1/configuration").json()
    assert [column["name"] for column in shown["columnConfig"]["columns"]] == [
        "To Do",
        "In Progress",
        "Done",
    ]
    assert shown["estimation"]["field"]["displayName"] == "Story Points"
    listed = client.get(
        f"{AGILE}/board/1/issue", params={"fields": "summary,sprint", "jql": "sprint = 2"}
    ).json()
    assert [row["key"] for row in listed["issues"]] == ["DEV-2", "DEV-3", "DEV-4"]
    assert listed["issues"][0]["fields"]["sprint"]["name"] == "DEV Sprint 2"
    backlog = client.get(f"{AGILE}/board/1/backlog", params={"fields": "summary"}).json()
    assert [row["key"] for row in backlog["issues"]] == ["DEV-9", "DEV-11", "DEV-12"]
    assert names(client.get(f"{AGILE}/board/1/epic")) == ["Viewer 2"]
    of_epic = client.get(f"{AGILE}/epic/DEV-1/issue", params={"fields": "summary"}).json()
    assert [row["key"] for row in of_epic["issues"]] == ["DEV-2", "DEV-3", "DEV-14"]
    assert [row["key"] for row in client.get(f"{AGILE}/board/1/project").json()["values"]] == [
        "DEV"
    ]


@profiles
def test_sprints_are_listed_by_state(jira, profile):
    client = jira(profile)
    assert names(client.get(f"{AGILE}/board/1/sprint")) == [
        "DEV Sprint 1",
        "DEV Sprint 2",
        "DEV Sprint 3",
    ]
    assert names(client.get(f"{AGILE}/board/1/sprint?state=active,future")) == [
        "DEV Sprint 2",
        "DEV Sprint 3",
    ]
    assert client.get(f"{AGILE}/board/1/sprint?state=open").status_code == 400
    kanban = client.get(f"{AGILE}/board/2/sprint")
    assert (kanban.status_code, kanban.json()["errorMessages"]) == (
        400,
        ["The board does not support sprints"],
    )


@profiles
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_sprint_begins_and_ends(jira, profile, method):
    client = jira(profile)
    made = add(client, goal="See more")
    assert (made["state"], made["originBoardId"], made["goal"]) == ("future", 1, "See more")
    at = f"{AGILE}/sprint/{made['id']}"

    def change(**given):
        whole = {"name": "New", "state": "future"} if method == "PUT" else {}
        return client(method, at, json={**whole, **given})

    assert change(state="closed").status_code == 400
    assert change(state="active").status_code == 400, "no dates"
    dates = {
        "startDate": "2026-03-02T09:00:00.000+01:00",
        "endDate": "2026-03-16T09:00:00.000+01:00",
    }
    assert change(**dates).json()["startDate"] == "2026-03-02T08:00:00.000+0000"
    assert change(state="active", **dates).json()["state"] == "active"
    assert change(state="future", **dates).status_code == 400, "there is no way back"
    closed = change(state="closed", **dates).json()
    assert closed["state"] == "closed"
    assert closed["completeDate"]
    assert change(name="Renamed", state="closed").status_code == 400
    assert client.get(at).json()["name"] == "New"
    assert client.delete(at).status_code == 400


def test_post_leaves_alone_what_put_clears(jira):
    client = jira()
    made = add(client, goal="See more", startDate="2026-03-02", endDate="2026-03-16")
    at = f"{AGILE}/sprint/{made['id']}"
    assert client.post(at, {"name": "Other"}).json()["goal"] == "See more"
    put = client.put(at, {"name": "Other", "state": "future"}).json()
    assert "goal" not in put
    assert "startDate" not in put
    assert client.put(at, {"state": "future"}).status_code == 400


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 31}, "name"),
        ({"originBoardId": None}, "originBoardId"),
        ({"startDate": "soon"}, "startDate"),
        ({"startDate": "2026-03-02", "endDate": "2026-03-01"}, "endDate"),
    ],
)
def test_a_wrong_sprint_is_refused(jira, given, wrong):
    client = jira()
    answer = client.post(f"{AGILE}/sprint", {"name": "New", "originBoardId": 1, **given})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [wrong]
    assert len(names(client.get(f"{AGILE}/board/1/sprint"))) == 3


def test_one_active_sprint_where_parallel_ones_are_off(jira):
    client = jira(jira_parallel_sprints=False)
    made = add(client, startDate="2026-03-02", endDate="2026-03-16")
    at = f"{AGILE}/sprint/{made['id']}"
    assert client.post(at, {"state": "active"}).status_code == 400
    assert client.post(f"{AGILE}/sprint/2", {"state": "closed"}).status_code == 200
    assert client.post(at, {"state": "active"}).status_code == 200


@profiles
def test_issues_move_between_sprints_and_backlog(jira, profile):
    client = jira(profile)
    assert sprints_of(client, "DEV-2") == [1, 2]
    assert client.post(f"{AGILE}/sprint/3/issue", {"issues": ["DEV-2", "DEV-9"]}).status_code == 204
    assert sprints_of(client, "DEV-2") == [1, 3], "closed sprints stay"
    assert sprints_of(client, "DEV-9") == [3]
    entry = client.get("/rest/api/2/issue/DEV-9?expand=changelog").json()["changelog"]["histories"][
        0
    ]
    assert entry["items"][0]["field"] == "Sprint"
    assert entry["items"][0]["toString"] == "DEV Sprint 3"
    count = client.get("/rest/api/2/issue/DEV-9?expand=changelog").json()["changelog"]["total"]
    assert client.post(f"{AGILE}/sprint/3/issue", {"issues": ["DEV-9"]}).status_code == 204
    assert (
        client.get("/rest/api/2/issue/DEV-9?expand=changelog").json()["changelog"]["total"] == count
    )
    assert client.post(f"{AGILE}/backlog/issue", {"issues": ["DEV-2", "DEV-9"]}).status_code == 204
    assert (sprints_of(client, "DEV-2"), sprints_of(client, "DEV-9")) == ([1], [])


def test_all_issues_move_or_none(jira):
    client = jira()
    for issues, status in ((["DEV-9", "NO-1"], 404), (["DEV-9"] * 51, 400), ("DEV-9", 400)):
        assert client.post(f"{AGILE}/sprint/3/issue", {"issues": issues}).status_code == status
    assert client.post(f"{AGILE}/sprint/1/issue", {"issues": ["DEV-9"]}).status_code == 400, (
        "closed"
    )
    assert client.post(f"{AGILE}/sprint/99/issue", {"issues": ["DEV-9"]}).status_code == 404
    assert sprints_of(client, "DEV-9") == []


def test_a_removed_sprint_gives_its_issues_back(jira):
    client = jira()
    assert sprints_of(client, "DEV-6") == [3]
    assert client.delete(f"{AGILE}/sprint/3").status_code == 204
    assert sprints_of(client, "DEV-6") == []
    assert client.get(f"{AGILE}/sprint/3").status_code == 404


def test_who_only_reads_does_not_plan(jira):
    client = jira(user="auditor")
    assert client.get(f"{AGILE}/sprint/2").status_code == 200
    assert client.post(f"{AGILE}/sprint", {"name": "New", "originBoardId": 1}).status_code == 403
    assert client.post(f"{AGILE}/sprint/3", {"name": "Mine"}).status_code == 403
    assert client.post(f"{AGILE}/sprint/3/issue", {"issues": ["DEV-9"]}).status_code == 403


@pytest.mark.parametrize(
    ("profile", "form", "text"),
    [
        ("dc-9", "by_version", True),
        ("dc-10", "by_version", False),
        ("dc-11", "text", True),
        ("dc-9", "object", False),
        ("cloud", "text", False),
    ],
)
def test_the_sprint_field_is_a_text_or_an_object(jira, profile, form, text):
    client = jira(profile, jira_sprint_field=form)
    value = client.get("/rest/api/2/issue/DEV-6").json()["fields"][SPRINT][0]
    assert isinstance(value, str) is text
    if text:
        assert value.startswith("com.atlassian.greenhopper.service.sprint.Sprint@")
        assert ",state=FUTURE,name=DEV Sprint 3," in value
    else:
        assert (value["id"], value["name"], value["state"]) == (3, "DEV Sprint 3", "future")


def test_cloud_has_the_lists_by_token(jira):
    client = jira("cloud")
    path = "/rest/software/1.0/board/1/issue"
    first = client.get(path, params={"fields": "summary", "maxResults": 10}).json()
    rest = client.get(
        path,
        params={"fields": "summary", "maxResults": 10, "nextPageToken": first["nextPageToken"]},
    ).json()
    assert (len(first["issues"]), len(rest["issues"]), rest["isLast"]) == (10, 4, True)
    assert client.get(f"{path}/approximate-count").json() == {"count": 14}
    assert (
        len(
            client.get("/rest/software/1.0/sprint/2/issue", params={"fields": "key"}).json()[
                "issues"
            ]
        )
        == 3
    )
    assert jira("dc-10").get(path).status_code == 404


def test_epics_and_estimates(jira):
    client = jira("cloud")
    assert (
        client.post(
            f"{AGILE}/epic/DEV-1", {"name": "Viewer two", "color": {"key": "color_4"}}
        ).status_code
        == 200
    )
    shown = client.get(f"{AGILE}/epic/DEV-1").json()
    assert (shown["name"], shown["color"], shown["done"]) == (
        "Viewer two",
        {"key": "color_4"},
        False,
    )
    assert client.post(f"{AGILE}/epic/DEV-1", {"color": {"key": "red"}}).status_code == 400
    assert client.get(f"{AGILE}/epic/DEV-2").status_code == 404
    assert client.post(f"{AGILE}/epic/DEV-1/issue", {"issues": ["DEV-9"]}).status_code == 204
    assert client.get("/rest/api/3/issue/DEV-9").json()["fields"]["parent"]["key"] == "DEV-1"
    assert client.post(f"{AGILE}/epic/none/issue", {"issues": ["DEV-9"]}).status_code == 204
    assert "parent" not in client.get("/rest/api/3/issue/DEV-9").json()["fields"]
    at = f"{AGILE}/issue/DEV-2/estimation?boardId=1"
    assert client.get(at).json()["value"] == "5.0"
    assert client.put(at, {"value": "8"}).json()["value"] == "8.0"
    assert client.put(at, {"value": "much"}).status_code == 400
