# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays of what is asked for more rarely: properties of other things, backlogs, epics, versions, queries."""

from __future__ import annotations

from .caller import Caller
from .issues import PROJECT, create

AGILE, SOFTWARE = "/rest/agile/1.0", "/rest/software/1.0"


def _property(caller: Caller, place: str) -> None:
    """A property of something, from its first value to its end."""
    caller.ask("PUT", f"{place}/play.one", {"deep": [1, None]})
    caller.get(place)
    caller.get(f"{place}/play.one")
    caller.remove(f"{place}/play.one")
    caller.refuse("GET", f"{place}/play.one")


def other_properties(caller: Caller) -> None:
    """Properties of comments, worklogs, types and projects."""
    key = create(caller, "Has things with properties")
    comment = caller.ask("POST", f"issue/{key}/comment", {"body": caller.text("x")}) or {}
    _property(caller, f"comment/{comment.get('id')}/properties")
    spent = {"timeSpent": "1h", "comment": caller.text("y")}
    worklog = caller.ask("POST", f"issue/{key}/worklog", spent) or {}
    caller.ask("PUT", f"issue/{key}/worklog/{worklog.get('id')}", {"timeSpent": "2h"})
    if caller.cloud:
        _property(caller, f"issue/{key}/worklog/{worklog.get('id')}/properties")
    kind = caller.first(caller.get("issuetype")).get("id")
    _property(caller, f"issuetype/{kind}/properties")
    _property(caller, f"project/{PROJECT}/properties")


def votes(caller: Caller) -> None:
    """A vote for an issue of somebody else, and news about it by mail."""
    key = f"{PROJECT}-2"
    caller.ask("POST", f"issue/{key}/votes")
    caller.get(f"issue/{key}/votes")
    caller.remove(f"issue/{key}/votes")
    news = {"subject": "News", "textBody": "text", "to": {"reporter": True}}
    caller.ask("POST", f"issue/{key}/notify", news)


def groups(caller: Caller) -> None:
    """Groups, their members, and many users at once."""
    group = "jira-users"
    caller.get("user/picker", query="a", maxResults=2)
    if caller.cloud:
        # The file of Data Center has the name in a path that has no place for it.
        caller.get("group/member", groupname=group, maxResults=2)
        caller.get("group", groupname=group)
        caller.get("group/bulk", groupName=group)
        me = caller.get("myself") or {}
        caller.get("user/bulk", accountId=me.get("accountId"))
        caller.get("users/search", maxResults=2)
        caller.get("user/groups", accountId=me.get("accountId"))
    caller.get("permissions")


def preferences(caller: Caller) -> None:
    """What a user keeps for themselves."""
    if caller.cloud:
        caller.get("mypreferences/locale")
    caller.ask("PUT", "mypreferences", "a value", key="play")
    caller.get("mypreferences", key="play")
    caller.remove("mypreferences", key="play")
    caller.refuse("GET", "mypreferences", key="play")


def queries(caller: Caller) -> None:
    """What helps to write queries."""
    caller.get("jql/autocompletedata")
    caller.get("jql/autocompletedata/suggestions", fieldName="status", fieldValue="O")
    caller.get("issue/picker", query=f"{PROJECT}-1")
    if not caller.cloud:
        return
    caller.ask("POST", "jql/autocompletedata", {"projectIds": [10000]})
    caller.ask(
        "POST",
        "jql/parse",
        {"queries": [f"project = {PROJECT} ORDER BY key", 'a = "b']},
        validation="strict",
    )
    known = caller.get(f"issue/{PROJECT}-1", fields="summary") or {}
    asked = {"jqls": [f"project = {PROJECT}"], "issueIds": [int(known.get("id", 0))]}
    caller.ask("POST", "jql/match", asked)


def project_odds(caller: Caller) -> None:
    """What else is asked of projects."""
    caller.get("project/type")
    caller.get("project/type/software")
    caller.get("project/type/software/accessible")
    caller.get("projectvalidate/key", key="FREE")
    roles = caller.get(f"project/{PROJECT}/role") or {}
    number = next(iter(roles.values()), "0").rpartition("/")[2]
    caller.get(f"project/{PROJECT}/role/{number}")
    caller.get(f"project/{PROJECT}/version", maxResults=1, orderBy="-name")
    caller.refuse("GET", f"project/{PROJECT}/notificationscheme")
    if not caller.cloud:
        return
    caller.get("project/type/accessible")
    caller.get("projectvalidate/validProjectKey", key=PROJECT)
    caller.get("projectvalidate/validProjectName", name="A name")
    caller.get(f"project/{PROJECT}/roledetails")
    caller.get(f"project/{PROJECT}/component", maxResults=1)
    caller.get("component", projectIdsOrKeys=PROJECT)
    whole = caller.get(f"project/{PROJECT}") or {}
    caller.refuse("GET", f"project/{whole.get('id')}/hierarchy")
    option = {"value": "x"}
    fields = caller.get(f"issue/{PROJECT}-2") or {}
    shown = fields.get("fields", {}).get("customfield_10105") or option
    caller.get(f"customFieldOption/{shown.get('id')}")


def parts(caller: Caller) -> None:
    """Components and versions from their creation to their end."""
    component = caller.ask("POST", "component", {"name": "Play", "project": PROJECT}) or {}
    place = f"component/{component.get('id')}"
    caller.ask("PUT", place, {"name": "Play, renamed"})
    caller.get(f"{place}/relatedIssueCounts")
    caller.remove(place)
    ids = []
    for name in ("play 1", "play 2", "play 3"):
        version = caller.ask("POST", "version", {"name": name, "project": PROJECT}) or {}
        ids.append(version.get("id"))
    one, two, three = ids
    caller.ask("PUT", f"version/{one}", {"description": "Changed"})
    caller.get(f"version/{one}/relatedIssueCounts")
    caller.get(f"version/{one}/unresolvedIssueCount")
    caller.ask("POST", f"version/{one}/move", {"position": "First"})
    caller.ask("PUT", f"version/{three}/mergeto/{two}")
    caller.ask("POST", f"version/{two}/removeAndSwap", {})
    if caller.cloud:
        caller.remove(f"version/{one}")


def backlogs(caller: Caller) -> None:
    """What is on a board: its backlog, sprints, epics."""
    boards = caller.get(f"{AGILE}/board", type="scrum", maxResults=10) or {}
    board = caller.first(boards.get("values"))
    number, project = board.get("id"), board.get("location", {}).get("projectKey", "DEV")
    for rest in ("backlog", "issue", "epic", "epic/none/issue", "project", "version"):
        caller.get(f"{AGILE}/board/{number}/{rest}", maxResults=2)
    sprints = caller.get(f"{AGILE}/board/{number}/sprint", state="active") or {}
    sprint = caller.first(sprints.get("values")).get("id")
    caller.get(f"{AGILE}/board/{number}/sprint/{sprint}/issue", maxResults=2)
    epics = caller.get(f"{AGILE}/board/{number}/epic") or {}
    epic = caller.first(epics.get("values")).get("id")
    caller.get(f"{AGILE}/epic/{epic}")
    caller.ask("POST", f"{AGILE}/epic/{epic}", {"color": {"key": "color_3"}, "done": False})
    caller.get(f"{AGILE}/epic/{epic}/issue", maxResults=2)
    caller.get(f"{AGILE}/epic/none/issue", maxResults=2)
    caller.get(f"{AGILE}/board/{number}/epic/{epic}/issue", maxResults=2)
    one, two = create(caller, "One", project=project), create(caller, "Two", project=project)
    caller.ask("POST", f"{AGILE}/sprint/{sprint}/issue", {"issues": [one]})
    caller.get(f"{AGILE}/issue/{one}")
    caller.get(f"{AGILE}/issue/{one}/estimation", boardId=number)
    caller.ask("PUT", f"{AGILE}/issue/{one}/estimation?boardId={number}", {"value": "5"})
    caller.ask("POST", f"{AGILE}/backlog/issue", {"issues": [one]})
    if caller.cloud:
        caller.ask("POST", f"{AGILE}/backlog/{number}/issue", {"issues": [one]})
    caller.ask("POST", f"{AGILE}/epic/{epic}/issue", {"issues": [one]})
    caller.ask("POST", f"{AGILE}/epic/none/issue", {"issues": [one]})
    caller.ask("PUT", f"{AGILE}/issue/rank", {"issues": [one], "rankAfterIssue": two})
    if caller.cloud:
        _by_token(caller, number, sprint, epic)


def _by_token(caller: Caller, board: object, sprint: object, epic: object) -> None:
    """The same lists where Cloud has them by token."""
    for place in (
        f"board/{board}/backlog",
        f"board/{board}/issue",
        f"board/{board}/epic/{epic}/issue",
        f"board/{board}/epic/none/issue",
        f"board/{board}/sprint/{sprint}/issue",
        f"epic/{epic}/issue",
        "epic/none/issue",
        f"sprint/{sprint}/issue",
    ):
        caller.get(f"{SOFTWARE}/{place}", maxResults=2)
    for place in ("backlog", "issue"):
        caller.get(f"{SOFTWARE}/board/{board}/{place}/approximate-count")


def boards(caller: Caller) -> None:
    """A whole board, and sprints that change places."""
    shown = caller.get(f"{AGILE}/board", type="scrum", maxResults=10) or {}
    number = caller.first(shown.get("values")).get("id")
    made = [
        caller.ask("POST", f"{AGILE}/sprint", {"name": name, "originBoardId": number}) or {}
        for name in ("Swapped 1", "Swapped 2")
    ]
    place = f"{AGILE}/sprint/{made[0].get('id')}"
    caller.ask("POST", f"{place}/swap", {"sprintToSwapWith": made[1].get("id")})
    whole = caller.get(place) or {}
    kept = {key: whole[key] for key in ("name", "state", "goal", "originBoardId") if key in whole}
    caller.ask("PUT", place, {**kept, "name": "Replaced"})
    given = {"name": "A play", "jql": "project = DEV ORDER BY Rank", "description": "For a board"}
    kept = caller.ask("POST", "filter", given) or {}
    place = f"filter/{kept.get('id')}"
    caller.get(place)
    caller.ask("PUT", place, {**given, "name": "A play, renamed"})
    caller.get("filter/favourite")
    if caller.cloud:
        caller.get("filter/my")
        caller.get("filter/search", filterName="A play", maxResults=5)
        caller.ask("PUT", f"{place}/favourite")
        caller.remove(f"{place}/favourite")
    board = {"name": "A play", "type": "scrum", "filterId": int(kept.get("id", 0))}
    new = caller.ask("POST", f"{AGILE}/board", board) or {}
    caller.remove(f"{AGILE}/board/{new.get('id')}")
    caller.get("filter/favourite")
    if caller.cloud:
        caller.get("filter/my")
        caller.get("filter/search", filterName="play", maxResults=1)
        caller.ask("PUT", f"{place}/favourite")
        caller.remove(f"{place}/favourite")
    caller.remove(place)
    if caller.cloud:
        caller.refuse("GET", place)


def webhooks(caller: Caller) -> None:
    """Webhooks of administrators, at the path of this version; those of apps are refused to an API token."""
    old = caller.profile in ("dc-9", "cloud")
    place = "/rest/webhooks/1.0/webhook" if old else "/rest/jira-webhook/1.0/webhooks"
    given = {"name": "A play", "url": "https://example.com/hook", "events": ["jira:issue_created"]}
    made = caller.ask("POST", place, given) or {}
    number = made.get("id") or str(made.get("self", "")).rpartition("/")[2]
    caller.get(place)
    caller.get(f"{place}/{number}")
    caller.ask("PUT", f"{place}/{number}", {**given, "name": "A play, renamed"})
    caller.remove(f"{place}/{number}")
    if not caller.cloud:
        return
    caller.refuse("GET", "webhook")
    caller.refuse("GET", "webhook/failed")
    hooks = [{"events": ["jira:issue_created"], "jqlFilter": f"project = {PROJECT}"}]
    caller.refuse("POST", "webhook", {"url": "https://example.com/hook", "webhooks": hooks})
    caller.refuse("PUT", "webhook/refresh", {"webhookIds": [1]})
    caller.refuse("DELETE", "webhook", {"webhookIds": [1]})


def many_at_once(caller: Caller) -> None:
    """A property of several issues, comments by their ids."""
    if not caller.cloud:
        return
    keys = [create(caller, "One of two"), create(caller, "The other")]
    ids = [int((caller.get(f"issue/{key}", fields="summary") or {}).get("id", 0)) for key in keys]
    body = {"value": {"together": True}, "filter": {"entityIds": ids}}
    caller.ask("PUT", "issue/properties/play.many", body)
    made = caller.ask("POST", f"issue/{keys[0]}/comment", {"body": caller.text("x")}) or {}
    caller.ask("POST", "comment/list", {"ids": [int(made.get("id", 0))]})
    caller.refuse("DELETE", "field/customfield_99999")
    caller.refuse("DELETE", "issueLinkType/99999")
    caller.refuse("DELETE", "priority/99999")
    caller.get("priority/search", priorityName="High", maxResults=1)


PLAYS = (
    other_properties, votes, groups, preferences, queries, project_odds, parts, backlogs, boards,
    many_at_once, webhooks,
)  # fmt: skip
