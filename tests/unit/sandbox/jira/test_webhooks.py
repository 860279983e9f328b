# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhooks are registered at another path from Jira 10 on."""

from __future__ import annotations

import pytest

OLD, NEW = "/rest/webhooks/1.0/webhook", "/rest/jira-webhook/1.0/webhooks"
HOOK = {"name": "n", "url": "https://example.org/x", "events": ["jira:issue_created"],
        "filters": {"issue-related-events-section": "project = OPS"}}  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "here", "elsewhere"), [("dc-9", OLD, NEW), ("dc-10", NEW, OLD), ("cloud", OLD, NEW)]
)
def test_a_webhook_lives(jira, profile, here, elsewhere):
    client = jira(profile, user="admin")
    answer = client.post(here, {**HOOK, "secret": "hidden"})
    assert answer.status_code == 201
    assert "hidden" not in answer.text
    (found,) = client.read(here)
    assert {key: found[key] for key in HOOK} == HOOK
    number = found["id"] if here == NEW else found["self"].rpartition("/")[2]
    assert client.put(f"{here}/{number}", {"name": "other"}).json()["name"] == "other"
    assert client.read(f"{here}/{number}")["url"] == HOOK["url"]
    assert client.get(elsewhere).status_code == 404
    assert client.post(here, {"name": "", "url": "x"}).json()["errors"].keys() == {"name", "url"}
    assert client.delete(f"{here}/{number}").status_code == 204
    assert client.get(f"{here}/{number}").status_code == 404
    assert client.read(here) == []


def test_who_may_register_webhooks(jira):
    assert jira("dc-10").get(NEW).status_code == 403
    assert jira("dc-10", user=None).get(NEW).status_code == 401
    cloud = jira("cloud", user="admin", api=3)
    assert cloud.post("webhook", {"url": "https://example.org", "webhooks": []}).status_code == 403
    assert cloud.get("webhook").status_code == 403


@pytest.mark.parametrize(("profile", "here"), [("dc-9", OLD), ("dc-10", NEW), ("cloud", OLD)])
@pytest.mark.parametrize("member", ["events", "filters", "name", "url"])
@pytest.mark.parametrize("value", ["text", 1, [1], {"a": 1}, True])
def test_odd_members_are_refused_or_taken(jira, profile, here, member, value):
    client = jira(profile, user="admin")
    answer = client.post(here, {**HOOK, member: value})
    assert answer.status_code in (201, 400)
    if answer.status_code == 400:
        assert answer.json()["errors"].keys() == {member}
    assert len(client.read(here)) == (answer.status_code == 201)
