# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is around an issue, in every profile: links, comments, files, sprint, parent, lists that only grow, identity."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.identity import label_of

pytestmark = pytest.mark.long

NEW = {"project": "DEV", "unique_id": "around", "issue_type": "Task", "summary": "New"}
BASE = {"project": "DEV", "unique_id": "around"}
PAGE = {"url": "https://wiki.example.com/a?b=c#d", "title": "Wiki"}


def links(steps, key):
    """Type and direction of the links of an issue, with the other's key."""
    return {
        (one["type"]["name"], side, one[side]["key"])
        for one in steps.truth(key)["issuelinks"]
        for side in ("inwardIssue", "outwardIssue")
        if side in one
    }


def comments(steps, key):
    """The texts of the comments of an issue, oldest first."""
    return [one["body"] for one in steps.sandbox.site.jira.rows.of("comment", steps.row(key)["id"])]


def remote_links(steps, key):
    """The links to pages."""
    return steps.sandbox.site.jira.rows.of("remotelink", steps.row(key)["id"])


# -- links --

PHRASES = {
    "blocks": ("Blocks", "outwardIssue"),
    "is blocked by": ("Blocks", "inwardIssue"),
    "relates to": ("Relates", "outwardIssue"),
    "duplicates": ("Duplicate", "outwardIssue"),
    "is cloned by": ("Cloners", "inwardIssue"),
}
INVERSE = {"blocks": "is blocked by", "duplicates": "is duplicated by", "is cloned by": "clones"}


@pytest.mark.parametrize("phrase", PHRASES)
def test_link(steps, phrase):
    kind, side = PHRASES[phrase]
    steps.step(key="DEV-1", links=[{"phrase": phrase, "issue": "OPS-12"}])
    assert [one.method for one in steps.sent] == ["POST"]
    assert (kind, side, "OPS-12") in links(steps, "DEV-1")
    number = steps.row("OPS-12")["id"]
    for other in ("ops-12", number, str(number), " OPS-12 "):
        steps.alike(key="DEV-1", links=[{"phrase": phrase.title(), "issue": other}])
    back = INVERSE.get(phrase, {"is blocked by": "blocks"}.get(phrase, phrase))
    steps.silent(key="OPS-12", links=[{"phrase": back, "issue": "DEV-1"}])


def test_links_of_a_new_issue_and_more_of_them(steps):
    two = [{"phrase": "blocks", "issue": "DEV-1"}, {"phrase": "relates to", "issue": "OPS-1"}]
    key = steps.step(**NEW, links=two)["issue"]["key"]
    assert links(steps, key) == {
        ("Blocks", "outwardIssue", "DEV-1"),
        ("Relates", "outwardIssue", "OPS-1"),
    }
    steps.alike(**BASE, links=two[::-1])
    steps.alike(**BASE, links=two[:1])
    steps.alike(**BASE, links=[])
    steps.step(**BASE, links=[*two, {"phrase": "blocks", "issue": "DEV-2"}, two[0]])
    assert len(steps.sent) == 1


def test_link_to_an_issue_that_was_moved(steps):
    steps.rename("OPS-12", "WEB-99")
    steps.step(key="DEV-1", links=[{"phrase": "blocks", "issue": "OPS-12"}])
    for key in ("OPS-12", "WEB-99"):
        steps.alike(key="DEV-1", links=[{"phrase": "blocks", "issue": key}])
    assert (
        steps.silent(key="OPS-12", summary=steps.truth("WEB-99")["summary"])["issue"]["key"]
        == "WEB-99"
    )


# -- links to pages --


def test_remote_links(steps):
    key = steps.step(**NEW, remote_links=[PAGE])["issue"]["key"]
    assert [one.method for one in steps.sent] == ["POST", "POST"]
    padded = {"url": f" {PAGE['url']}", "title": "Wiki  ", "global_id": ""}
    for other in ([padded], [], None, [{**PAGE, "global_id": PAGE["url"]}]):
        steps.alike(**BASE, remote_links=other)
    steps.step(**BASE, remote_links=[{**PAGE, "title": "The wiki"}])
    steps.step(**BASE, remote_links=[{**PAGE, "title": "The wiki", "global_id": "system=1&id=2"}])
    steps.step(
        **BASE,
        remote_links=[{"url": "https://x.example.com", "title": "X", "global_id": "system=1&id=2"}],
    )
    assert len(remote_links(steps, key)) == 2


def test_remote_link_of_the_seed_without_a_global_id(steps):
    """It is the one with that address, and is not doubled."""
    url = "https://status.halden-instruments.example/incident/17"
    steps.silent(key="OPS-3", remote_links=[{"url": url, "title": "Incident 17"}])
    steps.step(key="OPS-3", remote_links=[{"url": url, "title": "Incident 17b"}])
    assert len(remote_links(steps, "OPS-3")) == 1


# -- comments --


def test_comments_without_marker(steps):
    key = steps.step(**NEW, comments=[{"text": "one\n\ntwo"}])["issue"]["key"]
    for text in ("one\n\ntwo\n", "one\r\n\r\ntwo", "one\n\ntwo  "):
        steps.alike(**BASE, comments=[{"text": text}])
    steps.step(**BASE, comments=[{"text": "other"}, {"text": "one\n\ntwo"}, {"text": 3}])
    assert comments(steps, key) == ["one\n\ntwo", "other", "3"]


def test_comments_with_marker(steps):
    key = steps.step(**NEW, comments=[{"text": "1 %", "marker": "state"}])["issue"]["key"]
    steps.step(**BASE, comments=[{"text": "2 %", "marker": "state"}])
    assert comments(steps, key) == ["2 %"]
    steps.step(**BASE, comments=[{"text": "2 %", "marker": "state"}, {"text": "x", "marker": 7}])
    steps.alike(**BASE, comments=[{"text": "x", "marker": "7"}])
    steps.alike(**BASE, comments=[{"text": "2 %"}])
    # The same text under another marker is another comment.
    steps.step(**BASE, comments=[{"text": "x", "marker": "8"}])
    assert comments(steps, key) == ["2 %", "x", "x"]


def test_comment_with_marker_that_only_the_comment_itself_has(steps):
    """As a run leaves it that ended between the two writes."""
    key = steps.step(**NEW, comments=[{"text": "1 %", "marker": "state"}])["issue"]["key"]
    number = steps.row(key)["id"]
    steps.sandbox.site.jira.rows.set_property(
        "issue", str(number), "assetops.aip", {"unique_id": "around"}
    )
    steps.step(**BASE, comments=[{"text": "2 %", "marker": "state"}])
    assert comments(steps, key) == ["2 %"]


def test_two_comments_of_one_marker(steps):
    twice = [{"text": "a", "marker": "m"}, {"text": "b", "marker": "m"}]
    steps.refused("comments", "'m'", key="DEV-1", comments=twice)
    steps.step(key="DEV-1", comments=[{"text": "a"}, {"text": "a "}])
    assert comments(steps, "DEV-1") == ["a"]


# -- files --


@pytest.fixture
def file(tmp_path):
    """Writes a file and returns its path."""

    def write(content, name="note.txt"):
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return write


def test_attachments(steps, file):
    first = [{"path": file(b"one"), "name": "Größe (1).txt"}]
    key = steps.step(**NEW, attachments=first)["issue"]["key"]
    assert [one.method for one in steps.sent] == ["POST", "POST"]
    file(b"two")  # of the same size
    steps.step(**BASE, attachments=first)
    assert [one.method for one in steps.sent] == ["POST", "DELETE"]
    file(b"")
    steps.step(**BASE, attachments=first)
    more = [*first, {"path": file(b"\x00\xff", "other.bin")}]
    steps.step(**BASE, attachments=more)
    for same in (more[::-1], more[:1], [], None):
        steps.alike(**BASE, attachments=same)
    assert [one["filename"] for one in steps.truth(key)["attachment"]] == [
        "Größe (1).txt",
        "other.bin",
    ]


# -- sprint --


def sprint_of(steps, key):
    """The names of the sprints that are not over."""
    shown = steps.truth(key)["customfield_10121"] or []
    return [one["name"] for one in shown if one["state"] != "closed"]


def test_sprint(steps):
    key = steps.step(**NEW, sprint="DEV Sprint 3")["issue"]["key"]
    assert sprint_of(steps, key) == ["DEV Sprint 3"]
    for other in (3, "3", " DEV Sprint 3", "dev sprint 3"):
        steps.alike(**BASE, sprint=other)
    for board in ("DEV board", "dev board", 1, "1"):
        steps.alike(**BASE, sprint="DEV Sprint 3", board=board)
    steps.step(**BASE, sprint=2)
    steps.step(**BASE, sprint=None)
    assert sprint_of(steps, key) == []
    for none in ("", [], None):
        steps.alike(**BASE, sprint=none)


def test_sprint_beside_those_that_are_over(steps):
    """DEV-2 was in the first sprint, which is closed, and is in the second."""
    steps.silent(key="DEV-2", sprint="DEV Sprint 2")
    steps.step(key="DEV-2", sprint="DEV Sprint 3")
    steps.refused("closed", key="DEV-2", sprint="DEV Sprint 1")
    steps.step(key="DEV-2", sprint="")
    assert sprint_of(steps, "DEV-2") == []


@pytest.mark.parametrize(
    "name", ["A, b", "[A]", "A]", "x,state=CLOSED,y", "id=7", "Sprint <null>", "Ünï 2"]
)
def test_name_of_a_sprint(steps, name):
    rows = steps.sandbox.site.jira.rows
    rows.put("sprint", 3, {**rows.get("sprint", 3), "name": name, "goal": "to, be] done"})
    steps.step(key="DEV-12", sprint=name)
    assert sprint_of(steps, "DEV-12") == [name]


# -- parent --


def test_parent_of_a_subtask(steps):
    sub = {**NEW, "issue_type": "Sub-task"}
    key = steps.step(**sub, parent="DEV-2")["issue"]["key"]
    number = steps.row("DEV-2")["id"]
    for other in ("dev-2", number, str(number)):
        steps.alike(**BASE, parent=other)
    steps.rename("DEV-2", "WEB-77")
    for other in ("DEV-2", "WEB-77"):
        steps.alike(**BASE, parent=other)
    steps.refused("parent", "DEV-999", check=True, **BASE, parent="DEV-999")
    assert steps.truth(key)["parent"]["key"] == "WEB-77"


def test_parent_of_another_type(steps):
    if not steps.is_cloud:
        steps.step(**NEW, fields={"Epic Link": "dev-1"}, foresees=False)
        steps.step(**BASE, fields={"Epic Link": None})
        return
    key = steps.step(**NEW, parent="DEV-1")["issue"]["key"]
    assert steps.truth(key)["parent"]["key"] == "DEV-1"
    other = steps.step(**{**NEW, "unique_id": "other", "issue_type": "Epic"})["issue"]["key"]
    steps.step(**BASE, parent=other)
    for none in (None, "", []):
        steps.step(**BASE, parent=none)
        steps.step(**BASE, parent="DEV-1")


# -- lists that only grow --


@pytest.mark.parametrize(
    ("name", "first", "more", "union"),
    [
        ("labels", ["a", "b"], ["b", "c"], {"a", "b", "c"}),
        ("components", ["Viewer"], "Firmware", {"Viewer", "Firmware"}),
        ("fix_versions", ["1.0"], ["1.0", "1.1"], {"1.0", "1.1"}),
        ("affects_versions", ["1.1"], ["1.0"], {"1.0", "1.1"}),
    ],
)
def test_lists_that_only_grow(steps, name, first, more, union):
    steps.step(**NEW, **{name: first})
    grown = steps.step(**BASE, **{name: more}, lists="add")
    assert set(grown["issue"][name]) == union
    for same in (more, first, None, []):
        steps.alike(**BASE, **{name: same}, lists="add")
    steps.step(**BASE, **{name: first})


def test_other_fields_that_only_grow(steps):
    steps.step(
        **NEW, fields={"Reviewers": ["Mei Lin"], "Approvals": ["Finance"], "Severity": "Major"}
    )
    both = {"Reviewers": ["Aisha Khan"], "Approvals": "Security", "Severity": "Minor"}
    grown = steps.step(**BASE, fields=both, lists="add")
    assert len(steps.sent) == 1
    shown = grown["issue"]["fields"]
    assert set(shown["Reviewers"]) == {steps.user("mei.lin"), steps.user("aisha.khan")}
    assert set(shown["Approvals"]) == {"Finance", "Security"}
    steps.alike(**BASE, fields={"Reviewers": ["Mei Lin"]}, lists="add")


# -- who it is --


def test_identity_for_an_issue_of_the_seed(steps):
    steps.step(key="OPS-12", unique_id="firewall")
    steps.silent(project="OPS", unique_id="firewall")
    assert label_of("firewall") in steps.truth("OPS-12")["labels"]
    # An exact list leaves the label of the identity, and so does none.
    steps.step(key="OPS-12", labels=["new"])
    steps.silent(project="OPS", unique_id="firewall", labels=["new"])
    steps.step(project="OPS", unique_id="firewall", labels=[])
    assert steps.truth("OPS-12")["labels"] == [label_of("firewall")]
    steps.refused("firewall", key="OPS-12", unique_id="other")


def test_absent(steps):
    for wanted in ({"key": "OPS-999"}, {"project": "OPS", "unique_id": "nobody"}):
        assert steps.silent(**wanted, state="absent")["issue"] is None
    steps.refused("OPS-999", key="OPS-999", summary="x")
    steps.step(key="OPS-4", state="absent", delete_subtasks=True)
    steps.silent(key="OPS-5", state="absent")


def test_quietly(steps):
    steps.step(key="OPS-4", summary="Quiet", notify_users=False)
    assert "notifyUsers=false" in steps.sent[0].query


def test_all_at_once_is_one_put(steps, file):
    """Whatever differs in fields is one request, whatever else there is."""
    many = {
        "summary": "Many",
        "description": "d",
        "priority": "Low",
        "assignee": "IT Service Desk",
        "labels": ["z"],
        "components": ["Storage"],
        "fix_versions": ["2026.2"],
        "due_date": "2026-12-24",
        "fields": {"Customer": "C", "Story Points": 1, "Reviewers": ["Mei Lin", "Aisha Khan"]},
    }
    result = steps.step(key="OPS-4", **many)
    assert [one.method for one in steps.sent] == ["PUT"]
    assert len(result["changes"]) == len(many) - 1 + len(many["fields"])
