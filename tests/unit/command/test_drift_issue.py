# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook assetops.aip.drift_issue, as people run it."""

from __future__ import annotations

import re
import threading

import pytest

from .test_jira_roles import ask, play, shown

ONE = {"asset_type": "Rack", "name": "rack-770|{x}"}
TWO = {"asset_type": "Rack", "name": "rack-771"}


def audit(ansible, sandbox, *assets, check=False, **more):
    options = {
        "aip_drift_issue_assets": list(assets),
        "aip_drift_issue_project": "OPS",
        "aip_drift_issue_scope_name": "racks",
        "aip_drift_issue_status_done": "Done",
        **more,
    }
    sandbox.journal.clear()
    arguments = ["--check"] if check else []
    return play(ansible, "drift_issue", *arguments, sandbox=sandbox, **options)


def there(sandbox):
    """The issues about the scope: key, status, description and comments of each."""
    rows = sandbox.site.jira.rows
    found = [
        one["key"]
        for one in rows.all("issue")
        if rows.properties("issue", str(one["id"])).get("assetops.aip", {}).get("unique_id")
        == "aip-drift/racks"
    ]
    result = []
    for key in found:
        fields = ask(sandbox, f"issue/{key}")["fields"]
        comments = [one["body"] for one in ask(sandbox, f"issue/{key}/comment")["comments"]]
        result.append((fields, comments))
    return result


@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
def test_one_issue_from_drift_to_its_end_and_back(ansible, open_sandbox, profile):
    sandbox = open_sandbox("company", switches={"profile": profile})
    audit(ansible, sandbox, ONE, check=True)
    assert sandbox.journal.writes() == []
    assert there(sandbox) == []

    audit(ansible, sandbox, ONE)
    [(fields, comments)] = there(sandbox)
    assert comments == []
    assert r"Rack 'rack\-770\|\{x\}'" in fields["description"]
    assert re.search(r"^Plan digest: sha256:[0-9a-f]{64}\r?$", fields["description"], re.MULTILINE)
    assert "aip-drift" in fields["labels"]
    assert sorted(one["filename"] for one in fields["attachment"]) == ["drift.html", "plan.json"]
    for _again in range(2):
        output = audit(ansible, sandbox, ONE)
        assert sandbox.journal.writes() == []
        assert "changed=0 " in output

    audit(ansible, sandbox, TWO)
    [(fields, comments)] = there(sandbox)
    assert len(comments) == 1
    assert "1 new, 1 resolved" in comments[0]
    new, _, resolved = comments[0].partition("Resolved:")
    assert r"rack\-771" in new
    assert r"rack\-770" in resolved
    assert len(fields["attachment"]) == 2
    audit(ansible, sandbox, TWO)
    assert sandbox.journal.writes() == []

    none = {"asset_type": "Rack", "name": "rack-771", "state": "absent"}
    audit(ansible, sandbox, none)
    [(fields, comments)] = there(sandbox)
    assert fields["status"]["name"] == "Done"
    assert len(comments) == 2
    assert "The drift is gone" in comments[1]
    audit(ansible, sandbox, none)
    assert sandbox.journal.writes() == []

    audit(ansible, sandbox, TWO)
    [(fields, comments)] = there(sandbox)
    assert fields["status"]["name"] == "To Do"
    assert len(comments) == 3
    audit(ansible, sandbox, TWO)
    assert sandbox.journal.writes() == []


def test_no_drift_from_the_start_is_no_issue(ansible, sandbox):
    lines = shown(audit(ansible, sandbox, {**TWO, "state": "absent"}))
    assert len(lines) == 1
    assert sandbox.journal.writes() == []
    assert there(sandbox) == []


def test_two_audits_at_once_open_one_issue(ansible, sandbox):
    both = [threading.Thread(target=audit, args=(ansible, sandbox, ONE)) for _one in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    [(_fields, comments)] = there(sandbox)
    assert comments == []
