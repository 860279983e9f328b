# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks assetops.aip.overdue and mirror_issues, as people run them.

In the seed, five issues of OPS are late, in the order of their due dates: OPS-11, which is in the status Overdue
already, OPS-7, OPS-9, OPS-2 and OPS-4.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests
import yaml

LATE = ["OPS-11", "OPS-7", "OPS-9", "OPS-2", "OPS-4"]
OVERDUE = {"jira_overdue_project": "OPS", "jira_overdue_status": "Overdue"}
SENT = {"AIP_IN_PROCESS": "0"}
both_ways = pytest.mark.parametrize("way", [{}, SENT], ids=["in process", "sent"])


def play(
    ansible,
    name,
    *arguments,
    sandbox,
    fails=False,
    way=None,
    program="ansible-playbook",
    **variables,
):
    """Run a playbook; its output."""
    done = ansible(
        "ansible-playbook", f"assetops.aip.{name}", *arguments, sandbox=sandbox, environment=way, **variables
    )  # fmt: skip
    assert bool(done.returncode) is fails, done.output
    assert "Traceback" not in done.output
    return done.output


def shown(output, task="Show the verdict"):
    """The lines that a task shows."""
    part = output.partition(f"{task}] ")[2].partition("TASK [")[0].partition("PLAY RECAP")[0]
    text = part[part.index('"msg": [') + len('"msg": ') :]
    return json.loads(text[: text.index("\n    ]") + len("\n    ]")])


def ask(sandbox, path):
    """What Jira's REST API answers."""
    headers = {"Authorization": f"Bearer {sandbox.token('ansible')}"}
    answer = requests.get(f"{sandbox.url}/rest/api/2/{path}", headers=headers, timeout=30)
    assert answer.ok, answer.text
    return answer.json()


def issue(sandbox, key):
    fields = ask(sandbox, f"issue/{key}")["fields"]
    comments = [one["body"] for one in ask(sandbox, f"issue/{key}/comment")["comments"]]
    return fields["status"]["name"], comments


# -- overdue --


@both_ways
def test_late_issues_are_moved_and_commented_on_once(ansible, sandbox, way):
    before = {key: issue(sandbox, key) for key in LATE}
    output = play(ansible, "overdue", "--check", sandbox=sandbox, way=way, **OVERDUE)
    assert (
        shown(output)[0]
        == "Plan: 5 of 5 late issues to move to 'Overdue' or to comment on, 0 as required"
    )
    assert sandbox.journal.writes() == []
    assert {key: issue(sandbox, key) for key in LATE} == before
    output = play(ansible, "overdue", sandbox=sandbox, way=way, **OVERDUE)
    verdict, *lines = shown(output)
    assert (
        verdict == "Overdue: 5 of 5 late issues moved to 'Overdue' or commented on, 0 as required"
    )
    assert lines[0] == "OPS-11: comment added"
    assert lines[1] == "OPS-7: status: Blocked -> Overdue; comment added"
    for key in LATE:
        status, comments = issue(sandbox, key)
        assert status == "Overdue"
        new = [one for one in comments if one not in before[key][1]]
        assert len(new) == 1
        assert new[0].startswith("This issue was due on 202")
    sandbox.journal.clear()
    output = play(ansible, "overdue", sandbox=sandbox, way=way, **OVERDUE)
    assert shown(output) == [
        "Overdue: 0 of 5 late issues moved to 'Overdue' or commented on, 5 as required"
    ]
    assert "changed=0 " in output
    assert sandbox.journal.writes() == []


def test_no_more_than_the_limit_and_the_oldest_first(ansible, sandbox):
    limited = {**OVERDUE, "jira_overdue_limit": 3}
    lines = shown(play(ansible, "overdue", "--check", sandbox=sandbox, **limited))
    assert lines[0] == (
        "Plan: 3 of 5 late issues to move to 'Overdue' or to comment on, 0 as required, 2 left because of"
        " jira_overdue_limit (3)"
    )
    lines = shown(play(ansible, "overdue", sandbox=sandbox, **limited))
    assert [line.partition(":")[0] for line in lines[1:4]] == LATE[:3]
    assert lines[-1] == "Left for another run: OPS-2, OPS-4"
    assert issue(sandbox, "OPS-2")[0] == "In Progress"
    lines = shown(play(ansible, "overdue", sandbox=sandbox, **limited))
    assert lines[0].startswith(
        "Overdue: 2 of 5 late issues moved to 'Overdue' or commented on, 3 as required"
    )


def test_another_due_date_that_passes_is_another_comment(ansible, sandbox):
    play(ansible, "overdue", sandbox=sandbox, **OVERDUE)
    headers = {"Authorization": f"Bearer {sandbox.token('ansible')}"}
    body = {"fields": {"duedate": "2026-01-16"}}
    url = f"{sandbox.url}/rest/api/2/issue/OPS-7"
    assert requests.put(url, json=body, headers=headers, timeout=30).status_code == 204
    lines = shown(play(ansible, "overdue", sandbox=sandbox, **OVERDUE))
    assert lines[0].startswith("Overdue: 1 of 5 late issues")
    assert lines[1] == "OPS-7: comment added"
    comments = issue(sandbox, "OPS-7")[1]
    assert [one[:36] for one in comments[-2:]] == [
        "This issue was due on 2026-01-15 and",
        "This issue was due on 2026-01-16 and",
    ]


def test_an_issue_that_cannot_be_moved_does_not_stop_the_others(ansible, sandbox):
    given = {"jira_overdue_jql": "key in (WEB-1, OPS-7)", "jira_overdue_status": "Blocked"}
    output = play(ansible, "overdue", sandbox=sandbox, fails=True, **given)
    lines = shown(output)
    assert lines[0].startswith(
        "Overdue: 1 of 2 late issues moved to 'Blocked' or commented on, 0 as required, 1 failed"
    )
    assert "OPS-7: comment added" in lines
    failure = output.partition("Fail if an issue could not be changed")[2]
    assert "WEB-1: status: " in failure


def test_issues_that_cannot_be_moved_do_not_use_up_the_limit(ansible, sandbox):
    given = {
        "jira_overdue_jql": "key in (WEB-1, OPS-2)",
        "jira_overdue_status": "Blocked",
        "jira_overdue_limit": 1,
    }
    lines = shown(play(ansible, "overdue", sandbox=sandbox, fails=True, **given))
    assert lines[:2] == [
        "Overdue: 1 of 2 late issues moved to 'Blocked' or commented on, 0 as required, 1 failed",
        "OPS-2: status: In Progress -> Blocked; comment added",
    ]


def test_conditions_keep_their_meaning_and_an_order_is_refused(ansible, sandbox):
    either = {"jira_overdue_jql": "key = OPS-7 OR key = OPS-10", "jira_overdue_status": "Overdue"}
    lines = shown(play(ansible, "overdue", "--check", sandbox=sandbox, **either))
    assert lines[0].startswith("Plan: 1 of 1 late issue to move")
    output = play(
        ansible, "overdue", sandbox=sandbox, fails=True,
        jira_overdue_jql="project = OPS ORDER BY key", jira_overdue_status="Overdue",
    )  # fmt: skip
    assert "an ORDER BY cannot be joined with other conditions; remove it" in output
    assert sandbox.journal.writes() == []


def test_nothing_late_is_a_verdict_too(ansible, sandbox):
    given = {**OVERDUE, "jira_overdue_jql": "key = OPS-10"}
    output = play(ansible, "overdue", sandbox=sandbox, **given)
    assert shown(output) == [
        "Overdue: 0 of 0 late issues moved to 'Overdue' or commented on, 0 as required"
    ]


# -- mirror --

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples" / "jira"
MAPPING = yaml.safe_load((EXAMPLES / "mapping.yml").read_text(encoding="utf-8"))
JQL = "project = DEV AND key in (DEV-2, DEV-4, DEV-8, DEV-5) ORDER BY key"
"""A story with a sub-task, a bug in review, and a task that is done."""


@pytest.fixture
def two(open_sandbox):
    """Two Jiras of the same seed."""
    return open_sandbox("company"), open_sandbox("company")


def connections(source, target):
    return {
        "jira_mirror_source": {"url": source.url, "token": source.token("ansible")},
        "jira_mirror_target": {"url": target.url, "token": target.token("ansible")},
        "jira_mirror_jql": JQL,
        "jira_mirror_mapping": "mapping.yml",
    }


def links_of(sandbox, key):
    return [
        (one["object"]["url"], one["object"]["title"])
        for one in ask(sandbox, f"issue/{key}/remotelink")
    ]


def mirrored_in(target):
    jql = "project = OPS AND issuekey > OPS-12 ORDER BY key"
    return {
        one["fields"]["summary"]: one
        for one in ask(target, f"search?jql={jql}&maxResults=50")["issues"]
    }


@both_ways
def test_issues_are_mirrored_with_links_both_ways(ansible, two, way):
    source, target = two
    ansible.write("mapping.yml", yaml.safe_dump(MAPPING))
    given = {
        **connections(source, target),
        "jira_mirror_source": {**connections(*two)["jira_mirror_source"]},
    }
    output = play(ansible, "mirror_issues", "--check", sandbox=None, way=way, **given)
    assert (
        shown(output)[0]
        == "Plan: 4 issues: 4 to create, 0 to change, 0 as declared; 4 to link back"
    )
    assert source.journal.writes() == target.journal.writes() == []
    output = play(ansible, "mirror_issues", sandbox=None, way=way, **given)
    assert (
        shown(output)[0] == "Mirrored: 4 issues: 4 created, 0 changed, 0 as declared; 4 linked back"
    )
    found = mirrored_in(target)
    assert set(found) == {
        "Zoom with the wheel", "Viewer stops on empty files", "Build the firmware every night",
        "Smooth steps",
    }  # fmt: skip
    story, child = found["Zoom with the wheel"], found["Smooth steps"]
    assert story["fields"]["issuetype"]["name"] == "Task"
    assert story["fields"]["status"]["name"] == "In Progress"
    assert story["fields"]["assignee"]["name"] == "tomas.novak"
    assert child["fields"]["parent"]["key"] == story["key"]
    done = found["Build the firmware every night"]["fields"]
    assert (done["status"]["name"], done["resolution"]["name"]) == ("Resolved", "Done")
    assert (f"{source.url}/browse/DEV-2", "DEV-2") in links_of(target, story["key"])
    assert (f"{target.url}/browse/{story['key']}", story["key"]) in links_of(source, "DEV-2")
    source.journal.clear()
    target.journal.clear()
    output = play(ansible, "mirror_issues", sandbox=None, way=way, **given)
    assert shown(output) == [
        "Mirrored: 4 issues: 0 created, 0 changed, 4 as declared; 0 linked back"
    ]
    assert "changed=0 " in output
    assert source.journal.writes() == target.journal.writes() == []


def test_what_changes_in_the_source_changes_in_the_target(ansible, two):
    source, target = two
    ansible.write("mapping.yml", yaml.safe_dump(MAPPING))
    given = connections(source, target)
    play(ansible, "mirror_issues", sandbox=None, **given)
    headers = {"Authorization": f"Bearer {source.token('ansible')}"}
    body = {"fields": {"summary": "Zoom with both wheels"}}
    requests.put(f"{source.url}/rest/api/2/issue/DEV-2", json=body, headers=headers, timeout=30)
    output = play(ansible, "mirror_issues", "--check", sandbox=None, **given)
    assert (
        shown(output)[0]
        == "Plan: 4 issues: 0 to create, 1 to change, 3 as declared; 0 to link back"
    )
    verdict, *lines = shown(play(ansible, "mirror_issues", sandbox=None, **given))
    assert verdict == "Mirrored: 4 issues: 0 created, 1 changed, 3 as declared; 0 linked back"
    assert "summary: Zoom with the wheel -> Zoom with both wheels" in lines[0]


def test_everything_that_the_mapping_lacks_is_reported_before_anything_is_written(ansible, two):
    source, target = two
    poor = {**MAPPING, "issue_types": {"Story": "Task"}, "statuses": {"Done": "Resolved"}}
    ansible.write("mapping.yml", yaml.safe_dump(poor))
    output = play(ansible, "mirror_issues", sandbox=None, fails=True, **connections(source, target))
    told = " ".join(output.split())
    assert (
        "jira_mirror_mapping: issue_types has no entry for 'Bug' (DEV-4); add one, or '*' for all others"
        in told
    )
    assert "statuses has no entry for 'In Progress' (DEV-2); add one" in told
    assert source.journal.writes() == target.journal.writes() == []


def test_a_failure_is_reported_and_the_others_are_mirrored(ansible, two):
    source, target = two
    wrong = {
        **MAPPING,
        "issue_types": {**MAPPING["issue_types"], "Bug": "Defect"},
        "users": {"*": None},
    }
    ansible.write("mapping.yml", yaml.safe_dump(wrong))
    output = play(ansible, "mirror_issues", sandbox=None, fails=True, **connections(source, target))
    assert (
        shown(output)[0]
        == "Mirrored: 4 issues: 3 created, 0 changed, 0 as declared, 1 failed; 3 linked back"
    )
    assert "DEV-4: issue_type: the project OPS has no issue type 'Defect'" in " ".join(
        output.split()
    )
    assert len(mirrored_in(target)) == 3


def test_too_many_issues_are_refused(ansible, two):
    source, target = two
    ansible.write("mapping.yml", yaml.safe_dump(MAPPING))
    given = {**connections(source, target), "jira_mirror_max_issues": 3}
    output = play(ansible, "mirror_issues", sandbox=None, fails=True, **given)
    assert "finds 4 issues, which is more than jira_mirror_max_issues (3)" in " ".join(
        output.split()
    )
    assert target.journal.writes() == []


# -- texts that look like something else --

ODD = {"DEV-2": "[1, 2]", "DEV-3": "True", "DEV-4": "{{ 7 * 7 }} 'q' \"d\" # {status} é"}


def set_summary(sandbox, key, summary):
    headers = {"Authorization": f"Bearer {sandbox.token('ansible')}"}
    url = f"{sandbox.url}/rest/api/2/issue/{key}"
    body = {"fields": {"summary": summary}}
    assert requests.put(url, json=body, headers=headers, timeout=30).status_code == 204


def test_texts_of_issues_are_texts(ansible, two):
    source, target = two
    for key, text in ODD.items():
        set_summary(source, key, text)
        set_summary(target, key.replace("DEV", "WEB"), text)
    given = {
        **connections(source, target),
        "jira_mirror_jql": "key in (DEV-2, DEV-3, DEV-4)",
        "jira_mirror_mapping": {"project": "OPS", "issue_types": {"Story": "Task", "*": "*"}},
    }
    play(ansible, "mirror_issues", sandbox=None, **given)
    assert set(mirrored_in(target)) == set(ODD.values())
    output = play(ansible, "mirror_issues", sandbox=None, **given)
    assert "changed=0 " in output
    play(
        ansible, "overdue", sandbox=target, jira_overdue_jql="key in (WEB-2, WEB-3, WEB-4)",
        jira_overdue_late="status != Overdue", jira_overdue_status="Overdue", jira_overdue_comment="{summary}",
    )  # fmt: skip
    for key, text in ODD.items():
        assert issue(target, key.replace("DEV", "WEB"))[1][-1:] == [text]


# -- the examples --


def test_the_examples_run_and_a_second_time_change_nothing(ansible, two, sandbox):
    source, target = two
    logins = {
        "SOURCE_URL": source.url, "SOURCE_TOKEN": source.token("ansible"),
        "TARGET_URL": target.url, "TARGET_TOKEN": target.token("ansible"),
        "JIRA_URL": sandbox.url, "JIRA_TOKEN": sandbox.token("ansible"),
    }  # fmt: skip
    for name, first, second in (
        ("mirror.yml", "3 created, 0 changed", "0 created, 0 changed, 3 as declared"),
        ("overdue.yml", "Overdue: 5 of 5 late issues", "Overdue: 0 of 5 late issues"),
    ):
        for words in (first, second):
            done = ansible("ansible-playbook", EXAMPLES / name, environment=logins)
            assert done.returncode == 0, done.output
            assert words in done.output
        assert "changed=0 " in done.output
