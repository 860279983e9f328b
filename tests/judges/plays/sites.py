# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays about what is there besides issues: people, catalogs, searches, projects, boards, sprints."""

from __future__ import annotations

from .caller import Caller
from .issues import PROJECT


def identity(caller: Caller) -> None:
    """Who is logged in, and where."""
    caller.get("serverInfo")
    caller.get("myself")
    if caller.cloud:
        caller.get("myself", expand="groups,applicationRoles")
        caller.get("mypermissions", permissions="BROWSE_PROJECTS")
    else:
        caller.get("mypermissions", projectKey=PROJECT)
    caller.get("configuration")


def people(caller: Caller) -> None:
    """Users and groups."""
    key = "accountId" if caller.cloud else "username"
    me = caller.get("myself") or {}
    mine = me.get("accountId" if caller.cloud else "name")
    caller.get("user", **{key: mine})
    if caller.cloud:
        caller.get("user", **{key: mine, "expand": "groups"})
    word = "query" if caller.cloud else "username"
    caller.get("user/search", **{word: "a"}, maxResults=5)
    caller.get("user/assignable/search", **{word: "a"}, project=PROJECT)
    caller.refuse("GET", "user", **{key: "nobody-at-all"})
    caller.get("groups/picker", query="jira")


def catalogs(caller: Caller) -> None:
    """What administrators have set up."""
    for name in (
        "field",
        "issuetype",
        "priority",
        "resolution",
        "status",
        "issueLinkType",
        "statuscategory",
    ):
        caller.get(name)
    for name in ("issuetype", "priority", "resolution", "status"):
        caller.get(f"{name}/{caller.first(caller.get(name)).get('id')}")
    caller.get("statuscategory/done")
    types = caller.get(f"issue/createmeta/{PROJECT}/issuetypes") or {}
    rows = types.get("issueTypes") or types.get("values")
    caller.get(f"issue/createmeta/{PROJECT}/issuetypes/{caller.first(rows).get('id')}")
    if caller.cloud:
        caller.get("field/search", type="custom", maxResults=5)
        caller.get("label", maxResults=5)
        caller.get("issue/createmeta", projectKeys=PROJECT)


def searches(caller: Caller) -> None:
    """Searches that find, that find nothing, and that are wrong."""
    jql = f"project = {PROJECT} ORDER BY key"
    if not caller.cloud:
        caller.get("search", jql=jql, fields="summary,status", maxResults=2, startAt=1)
        caller.ask("POST", "search", {"jql": jql, "fields": ["*all"], "maxResults": 3})
        caller.get("search", jql=jql, expand="names,schema", maxResults=1)
        caller.refuse("GET", "search", jql='project = "unterminated')
        caller.refuse("GET", "search", jql="nosuchfield = 1")
        return
    first = (
        caller.get("search/jql", jql=jql, fields="summary,status,description", maxResults=2) or {}
    )
    if first.get("nextPageToken"):
        page = {"maxResults": 2, "nextPageToken": first["nextPageToken"]}
        caller.get("search/jql", jql=jql, fields="summary,status,description", **page)
    caller.ask("POST", "search/jql", {"jql": jql, "fields": ["*all"], "maxResults": 3})
    caller.ask("POST", "search/approximate-count", {"jql": jql})
    caller.get("search/jql", jql=f"project = {PROJECT} AND summary ~ nothingatall")
    caller.refuse("GET", "search/jql", jql='project = "unterminated')
    caller.refuse("GET", "search/jql", jql="order by key")


def projects(caller: Caller) -> None:
    """Projects: list, read, create, edit, delete, with components and versions."""
    caller.get("project")
    whole = caller.get(f"project/{PROJECT}") or {}
    caller.get(f"project/{whole.get('id')}", expand="description,lead")
    caller.get(f"project/{PROJECT}/statuses")
    caller.get(f"project/{PROJECT}/components")
    caller.get(f"project/{PROJECT}/versions")
    caller.get(f"project/{PROJECT}/role")
    if caller.cloud:
        caller.get("project/search", query=PROJECT, maxResults=2, orderBy="-key")
    caller.refuse("GET", "project/NOSUCH")


def made_projects(caller: Caller) -> None:
    """A project from its creation to its deletion."""
    me = caller.get("myself") or {}
    lead = {"leadAccountId": me.get("accountId")} if caller.cloud else {"lead": me.get("name")}
    body = {
        "key": "PLAY",
        "name": "A play",
        "projectTypeKey": "software",
        "projectTemplateKey": "com.pyxis.greenhopper.jira:gh-simplified-scrum-classic"
        if caller.cloud
        else "com.pyxis.greenhopper.jira:gh-scrum-template",
        "description": "For a while",
        "url": "https://example.com",
        "assigneeType": "UNASSIGNED",
        **lead,
    }
    caller.ask("POST", "project", body)
    caller.refuse("POST", "project", body)
    caller.ask("PUT", "project/PLAY", {"name": "Another play", "description": "Changed"})
    part = caller.ask("POST", "component", {"name": "Stage", "project": "PLAY"}) or {}
    caller.get(f"component/{part.get('id')}")
    version = caller.ask("POST", "version", {"name": "1.0", "project": "PLAY"}) or {}
    caller.get(f"version/{version.get('id')}")
    caller.ask("DELETE", "project/PLAY")
    caller.refuse("GET", "project/PLAY")


def sprints(caller: Caller) -> None:
    """Boards, and a sprint from future to closed."""
    agile = "/rest/agile/1.0"
    boards = caller.get(f"{agile}/board", type="scrum", maxResults=10) or {}
    board = caller.first(boards.get("values")).get("id")
    caller.get(f"{agile}/board", projectKeyOrId=PROJECT)
    caller.get(f"{agile}/board/{board}")
    caller.get(f"{agile}/board/{board}/configuration")
    caller.get(f"{agile}/board/{board}/sprint", state="active,future", maxResults=5)
    made = caller.ask("POST", f"{agile}/sprint", {"name": "A play", "originBoardId": board}) or {}
    place = f"{agile}/sprint/{made.get('id')}"
    caller.get(place)
    caller.refuse("POST", place, {"state": "closed"})
    dates = {"startDate": "2026-12-01T08:00:00.000Z", "endDate": "2026-12-15T08:00:00.000Z"}
    caller.ask("POST", place, {"name": "A play, renamed", "goal": "To be judged", **dates})
    caller.get(f"{place}/issue", maxResults=5)
    gone = (
        caller.ask("POST", f"{agile}/sprint", {"name": "Not needed", "originBoardId": board}) or {}
    )
    caller.ask("DELETE", f"{agile}/sprint/{gone.get('id')}")
    caller.refuse("GET", f"{agile}/sprint/{gone.get('id')}")
    caller.refuse("GET", f"{agile}/board/99999")


PLAYS = (identity, people, catalogs, searches, projects, made_projects, sprints)
