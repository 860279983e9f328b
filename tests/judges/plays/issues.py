# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays about issues: what is done to them, one kind of request after the other."""

from __future__ import annotations

from .caller import Caller

PROJECT = "OPS"
MISSING = "OPS-999999"


def create(
    caller: Caller, summary: str, kind: str = "Task", project: str = PROJECT, **fields: object
) -> str:
    """The key of a new issue."""
    body = {
        "fields": {
            "project": {"key": project},
            "issuetype": {"name": kind},
            "summary": summary,
            **fields,
        }
    }
    return str((caller.ask("POST", "issue", body) or {}).get("key", MISSING))


def life(caller: Caller) -> None:
    """Create, read in several ways, edit, and delete."""
    body = {
        "fields": {
            "project": {"key": PROJECT},
            "issuetype": {"name": "Task"},
            "summary": "A play",
            "description": caller.text("Words"),
            "labels": ["play"],
            "priority": {"name": "High"},
            "duedate": "2027-01-31",
        },
        "properties": [{"key": "play", "value": {"a": [1, None, True]}}],
    }
    made = caller.ask("POST", "issue", body) or {}
    key = made.get("key", MISSING)
    caller.get(f"issue/{key}")
    caller.get(f"issue/{made.get('id')}", fields="summary,status", properties="play")
    expand = "names,schema,transitions,editmeta,changelog,renderedFields"
    caller.get(f"issue/{key}", expand=expand)
    caller.get(f"issue/{key}/editmeta")
    change = {"fields": {"summary": "Another"}, "update": {"labels": [{"add": "more"}]}}
    caller.ask("PUT", f"issue/{key}", change, notifyUsers="false")
    caller.ask("PUT", f"issue/{key}", {"fields": {"priority": {"name": "Low"}, "duedate": None}})
    caller.get(f"issue/{key}", expand="changelog")
    if caller.cloud:
        caller.get(f"issue/{key}/changelog", maxResults=10)
    me = caller.get("myself") or {}
    caller.ask("PUT", f"issue/{key}/assignee", caller.user(me))
    caller.ask("DELETE", f"issue/{key}", deleteSubtasks="true")
    caller.refuse("GET", f"issue/{key}")
    caller.refuse("DELETE", f"issue/{key}")
    caller.refuse("PUT", f"issue/{key}", {"fields": {}})


def refusals(caller: Caller) -> None:
    """Creations and edits that Jira refuses."""
    caller.refuse("POST", "issue", {"fields": {"summary": "no project"}})
    caller.refuse("POST", "issue", {"fields": {"project": {"key": PROJECT}, "summary": "no type"}})
    key = create(caller, "To be refused")
    for fields in (
        {"labels": ["a b"]},
        {"nothing": 1},
        {"summary": ""},
        {"priority": {"name": "?"}},
    ):
        caller.refuse("PUT", f"issue/{key}", {"fields": fields})
    caller.refuse("POST", f"issue/{key}/transitions", {"transition": {"id": "99999"}})
    caller.refuse("POST", f"issue/{key}/transitions", {})
    caller.ask("DELETE", f"issue/{key}")


def families(caller: Caller) -> None:
    """A sub-task, an epic with a child, and the deletion that sub-tasks forbid."""
    parent = create(caller, "A parent")
    child = create(caller, "A child", "Sub-task", parent={"key": parent})
    caller.get(f"issue/{parent}", fields="subtasks,parent")
    caller.get(f"issue/{child}", fields="subtasks,parent")
    caller.refuse("DELETE", f"issue/{parent}")
    caller.ask("DELETE", f"issue/{parent}", deleteSubtasks="true")


def many(caller: Caller) -> None:
    """Several issues in one request, one of them wrong."""
    fields = {"project": {"key": PROJECT}, "issuetype": {"name": "Task"}, "summary": "One of many"}
    made = caller.ask(
        "POST", "issue/bulk", {"issueUpdates": [{"fields": fields}, {"fields": fields}]}
    )
    caller.refuse("POST", "issue/bulk", {"issueUpdates": [{"fields": {"summary": "?"}}]})
    if caller.cloud:
        keys = [one["key"] for one in (made or {}).get("issues", ())]
        caller.ask("POST", "issue/bulkfetch", {"issueIdsOrKeys": keys, "fields": ["summary"]})


def statuses(caller: Caller) -> None:
    """The transitions of an issue, with screens, up to the resolution."""
    key = create(caller, "Through the workflow", "Incident")
    offered = caller.get(f"issue/{key}/transitions", expand="transitions.fields") or {}
    for transition in offered.get("transitions", ()):
        fields = transition.get("fields", {})
        caller.get(f"issue/{key}/transitions", transitionId=transition["id"])
        sent = {"resolution": {"name": "Done"}} if "resolution" in fields else {}
        move = {"transition": {"id": transition["id"]}, "fields": sent}
        comment = [{"add": {"body": caller.text("moved")}}]
        caller.ask("POST", f"issue/{key}/transitions", {**move, "update": {"comment": comment}})
        break
    caller.get(f"issue/{key}", fields="status,resolution,resolutiondate")


def comments(caller: Caller) -> None:
    """Comments: add, list, edit, delete, and one that is not there."""
    key = create(caller, "To be talked about")
    made = caller.ask("POST", f"issue/{key}/comment", {"body": caller.text("first")}) or {}
    caller.ask("POST", f"issue/{key}/comment", {"body": caller.text("second")})
    caller.get(f"issue/{key}/comment", orderBy="-created", maxResults=1, startAt=0)
    caller.get(f"issue/{key}/comment", expand="renderedBody")
    caller.get(f"issue/{key}/comment/{made.get('id')}", expand="renderedBody")
    caller.ask("PUT", f"issue/{key}/comment/{made.get('id')}", {"body": caller.text("edited")})
    caller.get(f"issue/{key}", fields="comment")
    caller.ask("DELETE", f"issue/{key}/comment/{made.get('id')}")
    caller.refuse("GET", f"issue/{key}/comment/{made.get('id')}")
    caller.refuse("GET", f"issue/{MISSING}/comment")
    caller.refuse("POST", f"issue/{key}/comment", {"body": ""})


def worklogs(caller: Caller) -> None:
    """Time that was spent."""
    key = create(caller, "Took some time")
    spent = {"timeSpent": "5m", "comment": caller.text("typing")}
    made = caller.ask("POST", f"issue/{key}/worklog", spent) or {}
    caller.get(f"issue/{key}/worklog")
    caller.get(f"issue/{key}/worklog/{made.get('id')}")
    caller.ask("DELETE", f"issue/{key}/worklog/{made.get('id')}")


def links(caller: Caller) -> None:
    """Links between issues, and what is refused of them."""
    caller_types = caller.get("issueLinkType") or {}
    kind = caller_types.get("issueLinkTypes", [{}])[0]
    caller.get(f"issueLinkType/{kind.get('id')}")
    one, other = create(caller, "One end"), create(caller, "Other end")
    link = {
        "type": {"name": kind.get("name")},
        "inwardIssue": {"key": one},
        "outwardIssue": {"key": other},
    }
    caller.ask("POST", "issueLink", link)
    shown = (caller.get(f"issue/{one}", fields="issuelinks") or {}).get("fields", {})
    number = caller.first(shown.get("issuelinks")).get("id")
    caller.get(f"issueLink/{number}")
    caller.ask("DELETE", f"issueLink/{number}")
    caller.refuse("GET", f"issueLink/{number}")
    caller.refuse("POST", "issueLink", {**link, "type": {"name": "No such"}})
    caller.refuse("POST", "issueLink", {**link, "inwardIssue": {"key": MISSING}})


def remote_links(caller: Caller) -> None:
    """Links to elsewhere: made, replaced, read one by one, removed."""
    key = create(caller, "Points elsewhere")
    place = f"issue/{key}/remotelink"
    body = {"globalId": "play=1", "object": {"url": "https://example.com/1", "title": "One"}}
    made = caller.ask("POST", place, body) or {}
    caller.ask("POST", place, {**body, "relationship": "mentioned in"})
    caller.get(place)
    caller.get(place, globalId="play=1")
    caller.get(f"{place}/{made.get('id')}")
    caller.ask("PUT", f"{place}/{made.get('id')}", body)
    caller.ask("DELETE", f"{place}/{made.get('id')}")
    caller.ask("POST", place, body)
    caller.ask("DELETE", place, globalId="play=1")
    caller.refuse("GET", f"{place}/{made.get('id')}")
    caller.refuse("POST", place, {"object": {"title": "no url"}})


def properties(caller: Caller) -> None:
    """Properties of an issue."""
    key = create(caller, "Has properties")
    place = f"issue/{key}/properties"
    caller.get(place)
    caller.ask("PUT", f"{place}/play.one", {"deep": [1, {"two": None}]})
    caller.ask("PUT", f"{place}/play.one", ["replaced"])
    caller.get(place)
    caller.get(f"{place}/play.one")
    caller.ask("DELETE", f"{place}/play.one")
    caller.refuse("GET", f"{place}/play.one")
    caller.refuse("PUT", f"{place}/{'x' * 256}", 1)


def attachments(caller: Caller) -> None:
    """Files: their limits, several at once, contents, removal."""
    caller.get("attachment/meta")
    key = create(caller, "Has files")
    files = {"a.txt": b"abc", "b.bin": bytes(range(256))}
    made = caller.ask("POST", f"issue/{key}/attachments", files=files)
    number = caller.first(made).get("id")
    caller.get(f"attachment/{number}")
    if caller.cloud:
        caller.get(f"attachment/content/{number}")
    caller.get(f"issue/{key}", fields="attachment")
    caller.ask("DELETE", f"attachment/{number}")
    caller.refuse("GET", f"attachment/{number}")
    caller.refuse("GET", "attachment/99999999")


def watchers(caller: Caller) -> None:
    """Who watches, and who votes."""
    key = create(caller, "Is watched")
    me = caller.get("myself") or {}
    caller.get(f"issue/{key}/watchers")
    caller.ask("POST", f"issue/{key}/watchers", me.get("accountId" if caller.cloud else "name"))
    name = me.get("accountId" if caller.cloud else "name")
    query = {"accountId" if caller.cloud else "username": name}
    caller.remove(f"issue/{key}/watchers", **query)
    caller.get(f"issue/{key}/votes")


PLAYS = (
    life, refusals, families, many, statuses, comments, worklogs, links, remote_links, properties, attachments,
    watchers,
)  # fmt: skip
