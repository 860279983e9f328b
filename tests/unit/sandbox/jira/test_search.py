# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501 - queries and sentences stand as they are
"""Searching issues: pages by offset and by token, the index that lags, hits that vanish, rights."""

from __future__ import annotations

import pytest

pytest.importorskip("lark")

OFFSET, TOKEN = "/rest/api/2/search", "/rest/api/3/search/jql"
GONE = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration "
    "guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
UNBOUNDED = (
    "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
)


def keys(answer):
    assert answer.status_code == 200, answer.text
    return [issue["key"] for issue in answer.json()["issues"]]


def create(client, summary, **fields):
    body = {"project": {"key": "WEB"}, "issuetype": {"name": "Task"}, "summary": summary, **fields}
    answer = client.post("/rest/api/2/issue", {"fields": body})
    assert answer.status_code == 201, answer.text
    return answer.json()


# -- Data Center ----------------------------------------------------------------------------------


def test_a_page_by_offset_has_a_total(jira):
    client = jira()
    found = client.get(
        OFFSET, params={"jql": "project = WEB order by key", "startAt": 2, "maxResults": 3}
    )
    page = found.json()
    assert (page["startAt"], page["maxResults"], page["total"]) == (2, 3, 8)
    assert keys(found) == ["WEB-3", "WEB-4", "WEB-5"]
    assert "summary" in page["issues"][0]["fields"]
    assert "comment" not in page["issues"][0]["fields"]


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (["summary", "status"], {"summary", "status"}),
        ("summary,status", {"summary", "status"}),
        (["*navigable", "-summary"], None),
        ("*all", None),
    ],
)
def test_fields_are_repeated_or_joined(jira, fields, shown):
    client = jira()
    by_query = client.get(OFFSET, params={"jql": "key = WEB-1", "fields": fields}).json()["issues"][
        0
    ]
    listed = fields if isinstance(fields, list) else fields.split(",")
    by_body = client.post(OFFSET, {"jql": "key = WEB-1", "fields": listed}).json()["issues"][0]
    assert by_query["fields"] == by_body["fields"]
    if shown is not None:
        assert set(by_query["fields"]) == shown
    else:
        assert ("comment" in by_query["fields"]) is (fields == "*all")
        assert ("summary" in by_query["fields"]) is (fields == "*all")


def test_too_large_a_page_is_lowered_silently(jira):
    client = jira(jira_page_cap=4)
    page = client.get(OFFSET, params={"jql": "project = WEB", "maxResults": 5000}).json()
    assert (page["maxResults"], len(page["issues"]), page["total"]) == (4, 4, 8)


def test_the_window_of_results_ends(jira):
    answer = jira().get(OFFSET, params={"jql": "project = WEB", "startAt": 9_990})
    assert answer.status_code == 500
    assert "Search limit exceeded" in answer.json()["errorMessages"][0]


def test_names_and_schema_come_once(jira):
    page = (
        jira()
        .post(
            OFFSET, {"jql": "project = WEB", "fields": ["duedate"], "expand": ["names", "schema"]}
        )
        .json()
    )
    assert page["names"] == {"duedate": "Due Date"}
    assert page["schema"] == {"duedate": {"type": "date", "system": "duedate"}}
    assert "names" not in page["issues"][0]


def test_what_is_unknown_is_refused_or_warned_of(jira):
    client = jira()
    refused = client.get(OFFSET, params={"jql": "nosuch = 1"})
    sentence = "Field 'nosuch' does not exist or you do not have permission to view it."
    assert (refused.status_code, refused.json()["errorMessages"]) == (400, [sentence])
    warned = client.get(OFFSET, params={"jql": "nosuch = 1", "validateQuery": "false"})
    assert keys(warned) == []
    assert warned.json()["warningMessages"] == [sentence]


def test_nobody_learns_what_exists(jira):
    client = jira(user=None)
    for jql in ("nosuch = 1", "project = WEB", "project = NOSUCH"):
        assert keys(client.get(OFFSET, params={"jql": jql})) == []


def test_an_issue_that_may_not_be_seen_is_not_found(jira):
    client = jira()
    hidden = client.get(OFFSET, params={"jql": "project = SEC"})
    assert hidden.json()["errorMessages"] == [
        "The value 'SEC' does not exist for the field 'project'."
    ]
    found = keys(client.get(OFFSET, params={"jql": "", "maxResults": 1000}))
    assert found
    assert not [key for key in found if key.startswith("SEC-")]


@pytest.mark.parametrize(
    ("jql", "found"),
    [
        ("sprint in openSprints() and project = DEV order by key", ["DEV-2", "DEV-3", "DEV-4"]),
        ('"Epic Link" = OPS-1 order by key', ["OPS-2", "OPS-4"]),
        ("Team = Red order by key", ["DEV-1", "DEV-2"]),
        ("Severity in (Major, Critical) order by Severity", ["OPS-3", "OPS-2"]),
        ("Site = Istanbul", ["OPS-2"]),
        ("reviewers = itdesk", ["OPS-9"]),
        ('"Owning team" = it-operations', ["OPS-2"]),
        ("Runbook is not empty", ["OPS-7"]),
        ('"Downtime minutes" > 12.5', ["OPS-2"]),
        ("fixVersion in releasedVersions() order by key", ["DEV-10", "OPS-3"]),
        ("comment ~ queue", ["OPS-2"]),
        ("parent = OPS-4 order by key", ["OPS-5", "OPS-6"]),
        ("issue in linkedIssues(OPS-7)", ["WEB-6"]),
        ("project = OPS and status was Open and status != Open order by key desc", None),
        ("duedate < now() and statusCategory != Done and project = WEB order by duedate asc", ["WEB-7", "WEB-1", "WEB-6"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("profile", ["dc-9", "dc-10", "dc-11"])
def test_what_is_in_the_team_is_found(jira, profile, jql, found):
    answer = jira(profile).get(OFFSET, params={"jql": jql})
    if found is None:
        assert "OPS-1" in keys(answer)
    else:
        assert keys(answer) == found


def test_data_center_has_no_search_by_token(jira):
    client = jira()
    assert client.get("/rest/api/2/search/jql", params={"jql": "project = WEB"}).status_code == 404
    assert client.get(TOKEN, params={"jql": "project = WEB"}).status_code == 404


# -- Cloud ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/rest/api/2/search", "/rest/api/3/search"])
def test_cloud_has_no_search_by_offset(jira, path):
    client = jira("cloud")
    for answer in (
        client.get(path, params={"jql": "key = WEB-1"}),
        client.post(path, {"jql": "key = WEB-1"}),
    ):
        assert (answer.status_code, answer.json()["errorMessages"]) == (410, [GONE])


def test_ids_alone_come_without_fields(jira):
    answer = jira("cloud").get(TOKEN, params={"jql": "key = WEB-1"})
    issues = answer.json()["issues"]
    assert len(issues) == 1
    assert set(issues[0]) == {"id"}
    assert answer.json()["isLast"] is True
    assert "total" not in answer.json()


def test_tokens_lead_to_the_end(jira):
    client, found, token = jira("cloud"), [], None
    for _page in range(10):
        body = {"jql": "project = WEB order by key", "fields": ["summary"], "maxResults": 3}
        answer = client.post(TOKEN, {**body, **({"nextPageToken": token} if token else {})})
        found += keys(answer)
        token = answer.json().get("nextPageToken")
        assert answer.json()["isLast"] is (token is None)
        if token is None:
            break
    assert found == [f"WEB-{number}" for number in range(1, 9)]


def test_a_token_belongs_to_its_query(jira):
    client = jira("cloud")
    token = client.get(TOKEN, params={"jql": "project = WEB", "maxResults": 1}).json()[
        "nextPageToken"
    ]
    for jql, given in (
        ("project = OPS", token),
        ("project = WEB", "rubbish"),
        ("project = WEB", token[:-3]),
    ):
        answer = client.get(TOKEN, params={"jql": jql, "maxResults": 1, "nextPageToken": given})
        assert answer.status_code == 400, given


@pytest.mark.parametrize("jql", ["", "order by key"])
def test_an_unbounded_query_is_refused(jira, jql):
    client = jira("cloud")
    for answer in (
        client.get(TOKEN, params={"jql": jql}),
        client.post(TOKEN, {"jql": jql}),
        client.post("/rest/api/3/search/approximate-count", {"jql": jql}),
    ):
        assert (answer.status_code, answer.json()["errorMessages"]) == (400, [UNBOUNDED])


@pytest.mark.parametrize("size", [0, 5001, -1])
def test_the_size_of_a_page_has_bounds(jira, size):
    answer = jira("cloud").get(TOKEN, params={"jql": "project = WEB", "maxResults": size})
    assert answer.status_code == 400
    assert answer.json()["errorMessages"] == [
        "The max results parameter has to be between 1 and 5,000."
    ]


def test_bare_words_and_an_open_quote(jira):
    client = jira("cloud")
    assert client.get(TOKEN, params={"jql": "this is not jql"}).json() == {
        "issues": [],
        "isLast": True,
    }
    assert keys(client.get(TOKEN, params={"jql": "price list", "fields": "summary"})) == ["WEB-7"]
    assert client.get(TOKEN, params={"jql": 'project = "unterminated'}).status_code == 400


def test_counting_and_fetching_many(jira):
    client = jira("cloud")
    assert client.post("/rest/api/3/search/approximate-count", {"jql": "project = WEB"}).json() == {
        "count": 8
    }
    wanted = ["WEB-2", "web-1", "SEC-1", "NO-1"]
    answer = client.post(
        "/rest/api/3/issue/bulkfetch", {"issueIdsOrKeys": wanted, "fields": ["summary"]}
    )
    assert keys(answer) == ["WEB-1", "WEB-2"]
    assert answer.json()["issueErrors"] == []
    many = {"issueIdsOrKeys": [str(number) for number in range(101)]}
    assert client.post("/rest/api/3/issue/bulkfetch", many).status_code == 400


def test_a_query_is_taken_apart_without_being_run(jira):
    client = jira("cloud")
    queries = ["project = WEB AND nosuch = 1 ORDER BY created DESC", 'project = "open']
    strict, none = (
        client.post(f"/rest/api/3/jql/parse?validation={how}", {"queries": queries}).json()[
            "queries"
        ]
        for how in ("strict", "none")
    )
    assert strict[0]["errors"]
    assert "structure" not in strict[1]
    assert "errors" not in none[0]
    assert none[0]["structure"]["where"]["operator"] == "and"
    assert none[0]["structure"]["orderBy"] == {
        "fields": [{"field": {"name": "created"}, "direction": "desc"}]
    }
    number = int(client.get("/rest/api/3/issue/WEB-1").json()["id"])
    matched = client.post(
        "/rest/api/3/jql/match", {"issueIds": [number], "jqls": ["project = WEB", "key = NO-1"]}
    )
    assert [row["matchedIssues"] for row in matched.json()["matches"]] == [[number], []]


# -- the index ------------------------------------------------------------------------------------

SEARCHES = {
    "dc-10": lambda client, jql: client.get(OFFSET, params={"jql": jql}),
    "cloud": lambda client, jql: client.get(TOKEN, params={"jql": jql, "fields": "summary"}),
}


@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
def test_writes_show_after_the_lag(jira, profile):
    client = jira(profile, index_lag=30)
    search = SEARCHES[profile]
    made = create(client, "Late news", labels=["late"])
    assert keys(search(client, "labels = late")) == []
    assert client.get(f"/rest/api/2/issue/{made['key']}").status_code == 200
    client.sandbox.advance(31)
    assert keys(search(client, "labels = late")) == [made["key"]]
    client.put(f"/rest/api/2/issue/{made['key']}", {"fields": {"labels": ["later"]}})
    assert keys(search(client, "labels = late")) == [made["key"]]
    client.sandbox.advance(31)
    assert keys(search(client, "labels = late")) == []
    assert keys(search(client, "labels = later")) == [made["key"]]


def test_a_removed_issue_is_not_shown_although_the_index_lags(jira):
    client = jira(user="admin", index_lag=30)
    assert keys(client.get(OFFSET, params={"jql": "key = WEB-3"})) == ["WEB-3"]
    assert client.delete("/rest/api/2/issue/WEB-3").status_code == 204
    assert "WEB-3" not in keys(client.get(OFFSET, params={"jql": "project = WEB"}))


def test_reconciled_issues_are_read_from_the_truth(jira):
    client = jira("cloud", index_lag=30)
    made = create(client, "Late news", labels=["late"])
    body = {"jql": "labels = late", "fields": ["summary"]}
    assert keys(client.post(TOKEN, body)) == []
    assert keys(client.post(TOKEN, {**body, "reconcileIssues": [int(made["id"])]})) == [made["key"]]
    query = {"jql": "labels = late", "fields": "summary", "reconcileIssues": made["id"]}
    assert keys(client.get(TOKEN, params=query)) == [made["key"]]
    too_many = {**body, "reconcileIssues": list(range(51))}
    assert client.post(TOKEN, too_many).status_code == 400


def test_a_hit_vanishes_once(jira):
    client = jira("cloud", jira_vanishing_hits=True)
    body = {"jql": "key = WEB-1", "fields": ["summary"]}
    assert [keys(client.post(TOKEN, body)) for _time in range(4)] == [
        ["WEB-1"],
        [],
        ["WEB-1"],
        ["WEB-1"],
    ]


@pytest.mark.parametrize("indexed", [False, True])
def test_properties_are_found_only_where_an_app_indexes_them(jira, indexed):
    client = jira(jira_property_index=indexed)
    client.put("/rest/api/2/issue/WEB-1/properties/assetops.aip", {"unique_id": "pump-7"})
    jql = "issue.property[assetops.aip].unique_id = 'pump-7'"
    assert keys(client.get(OFFSET, params={"jql": jql})) == (["WEB-1"] if indexed else [])


def test_a_reset_forgets_what_was_indexed(jira):
    client = jira()
    create(client, "Soon gone", labels=["gone"])
    assert keys(client.get(OFFSET, params={"jql": "labels = gone"}))
    client.sandbox.reset()
    assert keys(client.get(OFFSET, params={"jql": "labels = gone"})) == []
    assert len(keys(client.get(OFFSET, params={"jql": "project = WEB"}))) == 8


def test_comments_and_transitions_are_indexed(jira):
    client = jira()
    client.post("/rest/api/2/issue/WEB-1/comment", {"body": "the lighthouse is out"})
    assert keys(client.get(OFFSET, params={"jql": 'text ~ "lighthouse"'})) == ["WEB-1"]
    client.post("/rest/api/2/issue/WEB-1/transitions", {"transition": {"id": "31"}})
    assert "WEB-1" in keys(client.get(OFFSET, params={"jql": "status = Done and project = WEB"}))
    assert keys(client.get(OFFSET, params={"jql": "status changed to Done by currentUser()"})) == [
        "WEB-1"
    ]


def test_the_journal_takes_searches_for_reads(jira):
    client = jira("cloud")
    client.sandbox.journal.clear()
    client.post(TOKEN, {"jql": "project = WEB"})
    client.post("/rest/api/3/search/approximate-count", {"jql": "project = WEB"})
    client.post("/rest/api/3/issue/bulkfetch", {"issueIdsOrKeys": ["WEB-1"]})
    client.post("/rest/api/3/jql/parse", {"queries": ["project = WEB"]})
    assert client.sandbox.journal.writes() == []
    assert len(client.sandbox.journal.searches()) == 2
    client.post("/rest/api/3/issue/WEB-1/comment", {"body": client.doc("x")})
    assert len(client.sandbox.journal.writes()) == 1
