# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One shape for the events of Jira Data Center and Jira Cloud: an event filter of ansible-rulebook.

ansible-rulebook runs this file by its path (runpy), so it stands alone. Whatever a server sends has a result here:
each function returns None for what is not there, or is of a kind that it can't be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

DOCUMENTATION = r"""
---
module: jira_normalize
short_description: One shape for the events of Jira Data Center and Jira Cloud
version_added: 0.1.0
author:
  - assetops contributors
description:
  - An event filter of ansible-rulebook for the events of P(assetops.aip.jira_events#event_source).
  - It adds the member C(jira) to each event, and leaves everything else as it is.
  - All members are always there; what the event does not have is null (C(changes) is then an empty list).
  - The filter never fails. An event that is not one of Jira's gets a C(jira) whose members are null.
options: {}
"""

EXAMPLES = r"""
- name: React to Jira
  hosts: localhost
  sources:
    - assetops.aip.jira_events:
        secret: "{{ JIRA_WEBHOOK_SECRET }}"
      filters:
        - assetops.aip.jira_normalize:
  rules:
    - name: A comment
      condition: event.jira.event == "comment_created"
      action:
        debug:
          msg: "{{ event.jira.issue.key }}: {{ event.jira.comment.text }}"
"""

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# Deeper documents are cut; Jira's editor makes no such ones.
DEEPEST = 100
# Nodes of a rich text that stand in a line of their own.
BLOCKS = {
    "blockquote", "bulletList", "codeBlock", "decisionItem", "expand", "heading", "listItem", "nestedExpand",
    "orderedList", "panel", "paragraph", "rule", "tableCell", "tableHeader", "tableRow", "taskItem",
}  # fmt: skip
# The attribute that has the text of a node without one.
SHOWN = {
    "mention": "text",
    "emoji": "text",
    "status": "text",
    "inlineCard": "url",
    "blockCard": "url",
    "embedCard": "url",
    "placeholder": "text",
}


def main(event: Any) -> Any:
    """The event with a member `jira`; what is not an object stays as it is."""
    if not isinstance(event, dict):
        return event
    return {**event, "jira": normalize(event.get("payload"))}


def normalize(payload: Any) -> dict[str, Any]:
    """What a webhook says, in one shape."""
    issue = member(payload, "issue")
    return {
        "event": short_name(text(payload, "webhookEvent")),
        "at": read_time(member(payload, "timestamp")),
        "deployment": find_deployment(payload),
        "user": read_user(member(payload, "user") or find_author(payload)),
        "issue": read_issue(issue),
        "changes": read_changes(member(member(payload, "changelog"), "items")),
        "comment": read_comment(member(payload, "comment")),
    }


# -- reading what may not be there --


def member(value: Any, name: str) -> Any:
    """The member of an object; None if it is none, or has no such member."""
    return value.get(name) if isinstance(value, dict) else None


def text(value: Any, name: str) -> str | None:
    """The member of an object as a text, also where it is a number."""
    return as_text(member(value, name))


def as_text(value: Any) -> str | None:
    """A text or a number as a text; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value)


def short_name(event: str | None) -> str | None:
    """The name of an event without its prefix: `jira:issue_updated` is `issue_updated`."""
    return event.removeprefix("jira:") if event else None


def read_time(value: Any) -> str | None:
    """Milliseconds since 1970 as ISO 8601 in UTC."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return (EPOCH + timedelta(milliseconds=value)).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError):
        return None


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a value, with a bound on how many are looked at."""
    left = [value]
    for _step in range(20_000):
        if not left:
            return
        found = left.pop()
        if isinstance(found, dict):
            yield found
            left.extend(found.values())
        elif isinstance(found, list):
            left.extend(found)


# -- people --


def people(payload: Any) -> Iterator[Any]:
    """The people of an event, those first that are in it for sure."""
    fields = member(member(payload, "issue"), "fields")
    comment = member(payload, "comment")
    yield member(payload, "user")
    yield from (member(comment, name) for name in ("author", "updateAuthor"))
    yield from (member(fields, name) for name in ("creator", "reporter", "assignee"))


def find_deployment(payload: Any) -> str | None:
    """Whether Cloud or Data Center sent the event: people have an account id, or a name and key."""
    for person in (*people(payload), *walk(payload)):
        if text(person, "accountId"):
            return "cloud"
        if text(person, "displayName") and (text(person, "name") or text(person, "key")):
            return "datacenter"
    return None


def find_author(payload: Any) -> Any:
    """Who wrote the comment: the event of a comment names no user beside."""
    comment = member(payload, "comment")
    if short_name(text(payload, "webhookEvent")) == "comment_updated":
        return member(comment, "updateAuthor") or member(comment, "author")
    return member(comment, "author")


def read_user(person: Any) -> dict[str, str | None] | None:
    """Someone: the account id of Cloud, or key and name of Data Center."""
    if not isinstance(person, dict):
        return None
    return {
        "id": text(person, "accountId") or text(person, "key") or text(person, "name"),
        "name": text(person, "name"),
        "display_name": text(person, "displayName"),
    }


# -- the issue --


def read_issue(issue: Any) -> dict[str, Any] | None:
    """The issue as it was when the event was sent."""
    if not isinstance(issue, dict):
        return None
    fields = member(issue, "fields")
    key = text(issue, "key")
    labels = member(fields, "labels")
    return {
        "id": text(issue, "id"),
        "key": key,
        "project": text(member(fields, "project"), "key") or project_of(key),
        "issue_type": named(member(fields, "issuetype")),
        "summary": text(fields, "summary"),
        "status": named(member(fields, "status")),
        "priority": named(member(fields, "priority")),
        "resolution": named(member(fields, "resolution")),
        "labels": [label for label in labels if isinstance(label, str)]
        if isinstance(labels, list)
        else None,
        "assignee": read_user(member(fields, "assignee")),
    }


def project_of(key: str | None) -> str | None:
    """The project in an issue's key."""
    return key.rpartition("-")[0] or None if key else None


def named(value: Any) -> str | None:
    """The name of a status, a priority and the like."""
    return text(value, "name")


def read_changes(items: Any) -> list[dict[str, str | None]]:
    """The fields that changed, with the values as Jira displays them."""
    return [
        {
            "field": text(item, "field"),
            "from": displayed(item, "fromString", "from"),
            "to": displayed(item, "toString", "to"),
        }
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict)
    ]


def displayed(item: dict[str, Any], shown: str, raw: str) -> str | None:
    """The display text of a value; the value itself where there is none."""
    found = text(item, shown)
    return text(item, raw) if found is None else found


# -- comments --


def read_comment(comment: Any) -> dict[str, Any] | None:
    """The comment, with its body as plain text."""
    if not isinstance(comment, dict):
        return None
    body = member(comment, "body")
    return {
        "id": text(comment, "id"),
        "text": plain_text(body) if isinstance(body, dict) else as_text(body),
        "author": read_user(member(comment, "author")),
    }


def plain_text(document: Any) -> str:
    """The text of a document in the Atlassian Document Format: a line for each block."""
    lines = "".join(pieces(document, 0)).split("\n")
    return "\n".join(line.rstrip() for line in lines if line.strip())


def pieces(node: Any, depth: int) -> Iterator[str]:
    """The texts of a node and of what is in it, in their order."""
    if not isinstance(node, dict) or depth > DEEPEST:
        return
    kind = as_text(member(node, "type")) or ""
    if kind in BLOCKS:
        yield "\n"
    if kind == "hardBreak":
        yield "\n"
    elif kind == "date":
        yield (read_time(member(member(node, "attrs"), "timestamp")) or "")[:10]
    elif kind in SHOWN:
        yield text(member(node, "attrs"), SHOWN[kind]) or ""
    yield text(node, "text") or ""
    content = member(node, "content")
    for child in content if isinstance(content, list) else []:
        yield from pieces(child, depth + 1)
    if kind in BLOCKS:
        yield "\n"
