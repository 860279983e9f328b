# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved filters: written, found, searched with, and the boards that show them."""

from __future__ import annotations

import pytest

pytest.importorskip("lark")

LATE = {"name": "Late", "jql": "project = WEB AND duedate < now()"}
profiles = pytest.mark.parametrize("profile", ["dc-10", "cloud"])


def keys(client, jql):
    path = "/rest/api/3/search/jql" if client.session.auth else "/rest/api/2/search"
    return [
        row["key"] for row in client.read(path, params={"jql": jql, "fields": "summary"})["issues"]
    ]


@profiles
def test_a_filter_is_written_and_searched_with(jira, profile):
    client = jira(profile)
    made = client.post("filter", LATE)
    assert (made.status_code, made.json()["jql"]) == (200, LATE["jql"])
    at = f"filter/{made.json()['id']}"
    assert client.read(at)["name"] == "Late"
    late = keys(client, "filter = Late order by key")
    assert late == keys(client, f"{LATE['jql']} order by key")
    assert late
    assert (
        keys(client, f"project = WEB and filter != {made.json()['id']} and key = {late[0]}") == []
    )
    assert (
        client.put(at, {"name": "Later", "jql": "project = OPS"}).json()["jql"] == "project = OPS"
    )
    assert client.post("filter", {"name": "later", "jql": ""}).status_code == 400
    for wrong in ("nosuchfield = 1", 'project = "open', "project = NOSUCH"):
        assert client.put(at, {"name": "Later", "jql": wrong}).status_code == 400
    assert client.delete(at).status_code == 204
    assert client.get(at).status_code == (404 if profile == "cloud" else 400)


def test_a_filter_is_its_owners(jira, start):
    client = jira("cloud")
    number = client.post("filter", LATE).json()["id"]
    other = type(client)(client.sandbox, "auditor", 3)
    assert other.get(f"filter/{number}").status_code == 404
    assert (
        client.put(
            f"filter/{number}", {"sharePermissions": [{"type": "authenticated"}]}
        ).status_code
        == 200
    )
    assert other.get(f"filter/{number}").status_code == 200
    assert other.put(f"filter/{number}", {"name": "Mine"}).status_code == 400
    assert other.put(f"filter/{number}/favourite").json()["favourite"] is True
    assert client.read(f"filter/{number}")["favourite"] is False
    assert [row["id"] for row in other.read("filter/favourite")] == [number]
    assert [row["id"] for row in client.read("filter/my")] == [number]
    assert [row["name"] for row in client.read("filter/search?filterName=late")["values"]] == [
        "Late"
    ]


def test_a_filter_that_contains_itself_is_refused(jira):
    client = jira()
    number = client.post("filter", LATE).json()["id"]
    assert client.put(f"filter/{number}", {"jql": "filter = Late"}).status_code == 200
    answer = client.get("/rest/api/2/search", params={"jql": "filter = Late"})
    assert (answer.status_code, "contains itself" in answer.text) == (400, True)


def test_boards_show_filters(jira):
    client = jira("cloud")
    number = client.read("/rest/agile/1.0/board/1/configuration")["filter"]["id"]
    assert client.read(f"filter/{number}")["jql"] == "project = DEV ORDER BY Rank ASC"
    own = int(
        client.post("filter", {"name": "Web", "jql": "project = WEB ORDER BY Rank"}).json()["id"]
    )
    board = client.post(
        "/rest/agile/1.0/board", {"name": "Second", "type": "scrum", "filterId": own}
    )
    assert (board.status_code, board.json()["location"]["projectKey"]) == (201, "WEB")
    at = f"/rest/agile/1.0/board/{board.json()['id']}"
    assert client.read(f"{at}/configuration")["filter"]["id"] == str(own)
    assert client.delete(at).status_code == 204
    assert client.get(at).status_code == 404
