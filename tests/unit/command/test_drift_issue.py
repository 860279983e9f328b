# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook assetops.aip.drift_issue, as people run it."""

from __future__ import annotations

import re
import threading

import pytest
import requests

from ..plugins.modules.jiras import login
from .test_jira_roles import SENT, play, shown

ONE = {"asset_type": "Rack", "name": "rack-770|{x}"}
TWO = {"asset_type": "Rack", "name": "rack-771"}
NONE = {**TWO, "state": "absent"}


class Site:
    """An AIP and a Jira, and audits that are run there."""

    def __init__(self, ansible, aip, jira=None):
        self.ansible, self.aip, self.jira = ansible, aip, jira or aip

    def audit(self, *assets, check=False, **more):
        """Run the playbook; its output."""
        options = {
            "aip_drift_issue_jira_connection": login(self.jira),
            "aip_drift_issue_assets": list(assets),
            "aip_drift_issue_project": "OPS",
            "aip_drift_issue_scope_name": "racks",
            "aip_drift_issue_status_done": "Closed",
            "aip_drift_issue_status_reopened": "Reopened",
            "aip_drift_issue_resolution": "Done",
            **more,
        }
        self.aip.journal.clear()
        self.jira.journal.clear()
        arguments = ["--check"] if check else []
        return play(self.ansible, "drift_issue", *arguments, sandbox=self.aip, **options)

    def writes(self):
        """What the last audit wrote."""
        return [*self.aip.journal.writes(), *self.jira.journal.writes()]

    def is_silent(self, *assets, **more):
        """Make sure that an audit has nothing to do."""
        output = self.audit(*assets, **more)
        assert self.writes() == []
        assert "changed=0 " in output

    def ask(self, path, body=None):
        """What Jira's REST API answers."""
        known = login(self.jira)
        name, token = known.get("username"), known["token"]
        answer = requests.request(
            "GET" if body is None else "POST",
            f"{known['url']}/rest/api/2/{path}",
            json=body,
            headers={} if name else {"Authorization": f"Bearer {token}"},
            auth=(name, token) if name else None,
            timeout=30,
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def issues(self):
        """The issues about the scope: fields and comments of each."""
        rows = self.jira.site.jira.rows
        found = [
            one["key"]
            for one in rows.all("issue")
            if rows.properties("issue", str(one["id"])).get("assetops.aip", {}).get("unique_id")
            == "aip-drift/racks"
        ]
        return [
            (
                {**self.ask(f"issue/{key}")["fields"], "key": key},
                [one["body"] for one in self.ask(f"issue/{key}/comment")["comments"]],
            )
            for key in found
        ]

    def move(self, key, name):
        """Move an issue, as people do."""
        (number,) = (
            one["id"]
            for one in self.ask(f"issue/{key}/transitions")["transitions"]
            if one["name"] == name
        )
        resolution = {"resolution": {"name": "Done"}} if name.startswith("Close") else {}
        self.ask(f"issue/{key}/transitions", {"transition": {"id": number}, "fields": resolution})


@pytest.fixture
def site(ansible, sandbox):
    return Site(ansible, sandbox)


@pytest.fixture(params=["dc-10", "cloud"])
def each_site(ansible, open_sandbox, request):
    """A Jira that has AIP beside it, and one on Cloud."""
    if request.param == "cloud":
        return Site(
            ansible, open_sandbox("company"), open_sandbox("company", switches={"profile": "cloud"})
        )
    return Site(ansible, open_sandbox("company", switches={"profile": request.param}))


def test_one_issue_from_drift_to_its_end_and_back(each_site):
    site = each_site
    site.audit(ONE, check=True)
    assert site.writes() == []
    assert site.issues() == []

    site.audit(ONE)
    [(fields, comments)] = site.issues()
    assert comments == []
    assert r"Rack 'rack\-770\|\{x\}'" in fields["description"]
    assert re.search(r"^Plan digest: sha256:[0-9a-f]{64}\r?$", fields["description"], re.MULTILINE)
    assert "aip-drift" in fields["labels"]
    assert sorted(one["filename"] for one in fields["attachment"]) == ["drift.html", "plan.json"]
    site.is_silent(ONE)
    site.is_silent(ONE)

    site.audit(ONE, TWO, check=True)
    assert site.writes() == []
    site.audit(TWO)
    [(fields, comments)] = site.issues()
    assert len(comments) == 1
    assert "1 new, 1 resolved" in comments[0]
    new, _word, resolved = comments[0].partition("Resolved:")
    assert r"rack\-771" in new
    assert r"rack\-770" in resolved
    assert len(fields["attachment"]) == 2
    site.is_silent(TWO)

    site.audit(NONE, check=True)
    assert site.writes() == []
    site.audit(NONE)
    [(fields, comments)] = site.issues()
    assert fields["status"]["name"] == "Closed"
    assert len(comments) == 2
    assert "The drift is gone" in comments[1]
    site.is_silent(NONE)

    site.audit(TWO)
    [(fields, comments)] = site.issues()
    assert fields["status"]["name"] == "Reopened"
    assert len(comments) == 3
    assert comments[2].startswith("The drift is back: 1 finding.")
    site.is_silent(TWO)


def test_no_drift_from_the_start_is_no_issue(site):
    lines = shown(site.audit(NONE))
    assert len(lines) == 1
    assert site.writes() == []
    assert site.issues() == []


def at_once(*runs):
    threads = [threading.Thread(target=one) for one in runs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_two_audits_at_once_open_one_issue_and_comment_once(site):
    at_once(lambda: site.audit(ONE), lambda: site.audit(ONE))
    [(fields, comments)] = site.issues()
    assert comments == []
    assert sorted(one["filename"] for one in fields["attachment"]) == ["drift.html", "plan.json"]
    site.is_silent(ONE)
    at_once(lambda: site.audit(TWO), lambda: site.audit(TWO))
    [(_fields, comments)] = site.issues()
    assert len(comments) == 1
    site.is_silent(TWO)


def test_an_issue_that_people_closed_too_early_is_reopened_with_a_reason(site):
    site.audit(ONE)
    [(fields, _comments)] = site.issues()
    for number in (1, 2):
        site.move(fields["key"], "Close Issue")
        site.audit(ONE)
        [(fields, comments)] = site.issues()
        assert fields["status"]["name"] == "Reopened"
        assert len(comments) == number
        assert comments[-1].startswith("This issue was closed, but the drift is still there")
        site.is_silent(ONE)


def test_where_people_move_the_issue_it_stays(site):
    site.audit(ONE)
    [(fields, _comments)] = site.issues()
    site.move(fields["key"], "Start Progress")
    site.is_silent(ONE)
    site.audit(TWO)
    [(fields, _comments)] = site.issues()
    assert fields["status"]["name"] == "In Progress"


def test_an_issue_that_is_closed_in_another_way_stays_until_the_drift_changes(site):
    """The issue is closed, and 'Resolved' is what the role closes with."""
    ways = {"aip_drift_issue_status_done": "Resolved"}
    site.audit(ONE, **ways)
    [(fields, _comments)] = site.issues()
    site.move(fields["key"], "Close Issue")
    site.is_silent(ONE, **ways)
    site.audit(TWO, **ways)
    [(fields, comments)] = site.issues()
    assert fields["status"]["name"] == "Reopened"
    assert len(comments) == 1
    site.move(fields["key"], "Close Issue")
    site.audit(NONE, **ways)
    [(fields, _comments)] = site.issues()
    assert fields["status"]["name"] == "Closed"
    site.is_silent(NONE, **ways)


def test_a_wrong_status_is_reported_before_anything_is_written(site):
    site.audit(ONE)
    output = site.audit(NONE, fails=True, aip_drift_issue_status_done="Finished")
    assert "'Finished' is neither a status" in output
    assert site.writes() == []
    output = site.audit(ONE, fails=True, aip_drift_issue_status_reopened="closed")
    assert "must be two statuses" in output
    assert site.writes() == []


def test_a_read_that_fails_closes_nothing(site):
    site.audit(ONE)
    site.aip.faults.add("error", path=r"jip-api", status=403)
    site.audit(ONE, fails=True)
    assert site.writes() == []
    [(fields, _comments)] = site.issues()
    assert fields["status"]["name"] == "Open"


def test_a_field_that_differs_is_shown_with_a_link_to_the_asset(site):
    racks = [{"asset_type": "Rack", "name": "rack-01", "attributes": {"Height units": 11}}]
    output = site.audit(*racks)
    [(fields, _comments)] = site.issues()
    assert re.search(r"Rack 'rack\\-01'\|Height units\|11\|\d+\|", fields["description"])
    assert "OPS-13: created" in output
    [link] = site.ask(f"issue/{fields['key']}/remotelink")
    assert link["object"]["title"] == "Rack 'rack-01'"
    assert site.ask(f"issue/{fields['key']}")["fields"]["attachment"]
    assert link["object"]["url"].startswith(site.aip.url)


def test_a_plan_that_is_blocked_has_no_digest(site):
    pruned = {"aip_drift_issue_scope": {"asset_types": ["Rack"]}, "aip_drift_issue_prune": True}
    site.audit(ONE, **pruned, aip_drift_issue_max_deletes=0)
    [(fields, _comments)] = site.issues()
    assert "Plan digest:" not in fields["description"]
    assert "No plan can be applied: " in fields["description"]
    assert [one["filename"] for one in fields["attachment"]] == ["drift.html"]
    site.is_silent(ONE, **pruned, aip_drift_issue_max_deletes=0)


def test_encrypted_values_are_not_in_the_issue(ansible, every_field, sandbox):
    site = Site(ansible, every_field, sandbox)
    specimen = {
        "asset_type": "Specimen",
        "name": "new",
        "attributes": {"Encrypted": "canary-1234", "Text": "visible"},
    }
    output = site.audit(specimen)
    [(fields, _comments)] = site.issues()
    files = [
        requests.get(
            one["content"],
            headers={"Authorization": f"Bearer {sandbox.token('ansible')}"},
            timeout=30,
        ).text
        for one in fields["attachment"]
    ]
    assert len(files) == 2
    assert all("visible" in one for one in files)
    sent = [str(one.body) for one in site.writes()]
    for text in (output, str(fields), *files, *sent):
        assert "canary" not in text


def test_modules_that_are_sent_do_the_same(site):
    site.audit(ONE, way=SENT)
    site.audit(TWO, way=SENT)
    [(_fields, comments)] = site.issues()
    assert len(comments) == 1
    site.is_silent(TWO, way=SENT)
