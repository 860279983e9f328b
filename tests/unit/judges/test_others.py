# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made of the logs of other people's clients and suites."""

from __future__ import annotations

from ansible_collections.assetops.aip.tests.judges import jira_js
from ansible_collections.assetops.aip.tests.judges.clients import scripts


def test_steps_of_a_log():
    found = scripts._steps(["connect", "create", "EXC JIRAError: no", "delete"])
    assert [(step.name, step.error) for step in found] == [
        ("connect", ""), ("create", "JIRAError: no"), ("delete", ""),
    ]  # fmt: skip


def test_steps_of_a_playbook():
    output = "TASK [jira] ***\nok: [localhost]\nTASK [jira] ***\nfatal: [localhost]: FAILED\n...ignoring\n"
    assert [bool(step.error) for step in scripts._steps_of_playbook(output)] == [False, True]


def test_only_what_is_listed_fails_by_design():
    client = next(one for one in scripts.CLIENTS if one.script == "c_apa.py")
    error = scripts.Step("enhanced_jql", "ValueError: enhanced_jql is only available on Jira Cloud")
    played = scripts.Played(client, "dc-10", "dc", (error, scripts.Step("get", "HTTPError: 500")))
    assert [step.name for step in scripts.unexpected(played)] == ["get"]
    assert [step.name for step, _reason in scripts.by_design(played)] == ["enhanced_jql"]
    assert scripts.unexpected(scripts.Played(client, "cloud", "cloud", (error,))) == [error]


def result(name, *tests, status="passed", message=""):
    """A file of a report of vitest."""
    rows = [
        {
            "fullName": str(number),
            "status": one,
            "failureMessages": ["no\nat line 1"] * (one == "failed"),
        }
        for number, one in enumerate(tests)
    ]
    return {
        "name": f"/x/tests/live/{name}.test.ts", "status": status, "message": message,
        "assertionResults": rows,
    }  # fmt: skip


def test_score():
    report = {
        "testResults": [
            result("cloud/issues", *["passed"] * 79, "failed", status="failed"),
            result("cloud/labels", "skipped", "skipped", status="failed", message="setup broke"),
            result("agile/board", "passed"),
        ]
    }
    score = jira_js.read_report(report)
    about = score.of(jira_js.ABOUT_ISSUES)
    assert (jira_js.passed(about), len(about), jira_js.is_enough(score)) == (79, 82, False)
    assert jira_js.passed(score.of(jira_js.AGILE)) == 1
    lines = jira_js.summary(score)
    assert "79 of 82 tests about issues passed (wanted: 80)" in lines[1]
    assert "  failed: cloud/labels: 0: setup broke" in lines
    assert "  failed: cloud/issues: 79: no" in lines


def test_suite_that_does_not_run():
    score = jira_js.Score((), "no vitest")
    assert not jira_js.is_enough(score)
    assert "no vitest" in jira_js.summary(score)[1]


def test_node_that_is_not_there():
    assert jira_js.find_node("/nowhere/node") is None
