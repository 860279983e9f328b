# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small team for JQL: documents as REST v2 shows them, and what their values name."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

pytest.importorskip("lark")

from ansible_collections.assetops.aip.tests.sandbox.jira.jql import (
    SYSTEM_FIELDS,
    Entry,
    Field,
    parse,
)

NOW = datetime(2026, 8, 20, 12, 0, tzinfo=timezone.utc)  # a Thursday

CATALOGS = {
    "projects": (
        Entry("10000", "Launch", ("LAUNCH",)),
        Entry("10001", "Field Ops", ("FIELD",)),
    ),
    "issuetypes": (
        Entry("1", "Story"),
        Entry("2", "Task"),
        Entry("3", "Bug"),
        Entry("4", "Sub-task", traits=frozenset({"subtask"})),
    ),
    "statuses": (Entry("1", "To Do"), Entry("2", "In Progress"), Entry("3", "Done")),
    "categories": (
        Entry("2", "To Do", ("new",)),
        Entry("4", "In Progress", ("indeterminate",)),
        Entry("3", "Done", ("done",)),
    ),
    "priorities": (
        Entry("1", "High", place=3),
        Entry("2", "Medium", place=2),
        Entry("3", "Low", place=1),
    ),
    "resolutions": (Entry("1", "Done"), Entry("2", "Won't do")),
    "components": (Entry("1", "Pumps", owner="10000"),),
    "versions": (
        Entry("1", "1.0", place=1, owner="10000", traits=frozenset({"released"})),
        Entry("2", "2.0", place=2, owner="10000"),
        Entry("3", "9.9", place=3, owner="10000", traits=frozenset({"archived"})),
    ),
    "sprints": (
        Entry("7", "Sprint 1", traits=frozenset({"closed"})),
        Entry("8", "Sprint 2", traits=frozenset({"active"})),
    ),
    "linktypes": (Entry("1", "Blocks", ("blocks", "is blocked by")),),
}
PEOPLE = {"noor": ("noor@example.com", "Noor Haddad"), "tomas": ("tomas@example.com", "Tomas Berg")}


def person(name):
    return {"name": name, "key": name, "displayName": PEOPLE[name][1]}


def issue(number, key, **fields):
    names = {
        "project": {
            "id": "10000" if key.startswith("LAUNCH") else "10001",
            "key": key.split("-")[0],
        },
        "issuetype": {"id": "2", "name": "Task"},
        "status": {"id": "1", "name": "To Do", "statusCategory": {"id": 2, "key": "new"}},
        "created": "2026-08-18T09:30:00.000+0000",
        "updated": "2026-08-18T09:30:00.000+0000",
        "creator": person("noor"),
        "summary": "",
        "labels": [],
        **fields,
    }
    return {"id": str(number), "key": key, "fields": names}


DOCUMENTS = (
    {
        **issue(
            1,
            "LAUNCH-1",
            issuetype={"id": "1", "name": "Story"},
            priority={"id": "1", "name": "High"},
            assignee=person("tomas"),
            labels=["docs", "beta"],
            duedate="2026-08-28",
            summary="Write the new export",
            description="It needs a changelog entry, LCLS-II included",
            comment={"comments": [{"body": "Files are in the shared folder"}]},
            components=[{"id": "1", "name": "Pumps"}],
            fixVersions=[{"id": "2", "name": "2.0"}],
            versions=[{"id": "1", "name": "1.0"}],
            customfield_10016=5.0,
            customfield_10020=[{"id": 8, "name": "Sprint 2"}],
            customfield_10030={"id": "55", "value": "Platform"},
            issuelinks=[
                {
                    "type": {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"},
                    "outwardIssue": {"key": "FIELD-1"},
                }
            ],
        ),
        "properties": {"assetops.aip": {"unique_id": "pump-7", "size": 3, "tags": ["a", "b"]}},
        "changelog": [
            {
                "author": person("tomas"),
                "created": "2026-08-19T10:00:00.000+0000",
                "items": [
                    {
                        "field": "status",
                        "from": "2",
                        "fromString": "In Progress",
                        "to": "1",
                        "toString": "To Do",
                    }
                ],
            }
        ],
    },
    issue(
        2,
        "LAUNCH-2",
        priority={"id": "2", "name": "Medium"},
        status={"id": "3", "name": "Done", "statusCategory": {"id": 3, "key": "done"}},
        resolution={"id": "1", "name": "Done"},
        assignee=person("noor"),
        created="2026-08-01T08:00:00.000+0000",
        updated="2026-08-10T08:00:00.000+0000",
        summary="Old things",
        customfield_10020=[
            "com.atlassian.greenhopper.service.sprint.Sprint@1[id=7,state=CLOSED,name=Sprint 1]"
        ],
    ),
    issue(
        10,
        "FIELD-1",
        issuetype={"id": "3", "name": "Bug"},
        priority={"id": "3", "name": "Low"},
        summary="Demo kits are missing",
        parent={"id": "1", "key": "LAUNCH-1"},
    ),
)


class Team:
    """The world of noor, or of nobody."""

    def __init__(self, user="noor", indexes_properties=False):
        self.user = user
        self.now = NOW
        self.indexes_properties = indexes_properties

    def fields(self):
        return (
            *SYSTEM_FIELDS,
            Field("customfield_10016", ("Story Points", "cf[10016]"), "number"),
            Field("customfield_10020", ("Sprint", "cf[10020]"), "entry", "sprints"),
            Field("customfield_10030", ("Team", "cf[10030]"), "option"),
        )

    def entries(self, catalog):
        return CATALOGS.get(catalog, ())

    def users(self, text):
        wanted = text.casefold()
        return [
            name
            for name, names in PEOPLE.items()
            if wanted in (name, *(n.casefold() for n in names))
        ]

    def members(self, group):
        return {"developers": ["tomas"]}.get(group)

    def saved(self, name_or_id):
        return {"late": "due < now()", "7": "project = LAUNCH", "loop": "filter = loop"}.get(
            name_or_id
        )

    def issue(self, key_or_id):
        return next((d for d in DOCUMENTS if key_or_id.upper() in (d["key"], d["id"])), None)


def keys(jql, world=None, **options):
    """The keys that a query finds, in its order."""
    query = parse(jql, world or Team(), **options)
    return [document["key"] for document in query.sort(filter(query.matches, DOCUMENTS))]
