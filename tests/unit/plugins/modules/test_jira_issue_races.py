# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two runs about one issue at once: nothing is there twice, no status is passed twice."""

from __future__ import annotations

import pytest

from .issue_runs import Machines

PROFILES = ("dc-10", "cloud")
KEY = "DEV-6"
BUG = "DEV-9"
"""There are others of its type on the way to being done, so that the way is known."""
COMMENT = r"/issue/[^/]+/comment"
FILES = r"/issue/[^/]+/attachments"
MOVES = r"/issue/[^/]+/transitions"


@pytest.fixture(params=PROFILES)
def machines(request, open_sandbox, tmp_path):
    found = Machines(open_sandbox(switches={"profile": request.param}), tmp_path)
    for name, text in (("note.txt", "A note\n"), ("other.txt", "Another note\n")):
        (tmp_path / name).write_text(text)
    return found


@pytest.fixture
def file(tmp_path):
    return str(tmp_path / "note.txt")


def race(machines, method, path, after, key=KEY, **options):
    """One run, and another one of the same task while the first sends such a request; then nobody has more to do."""
    ended = []
    machines.meanwhile(
        method, path, lambda: ended.append(machines.run("two", key=key, **options)), after=after
    )
    ended.append(machines.run("one", key=key, **options))
    assert len(ended) == 2
    for one in ended:
        assert not one["failed"], one["msg"]
    for machine in ("one", "two", "three"):
        machines.silent(machine, key=key, **options)
    return ended


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("request_", [("GET", COMMENT), ("POST", COMMENT)], ids=["read", "write"])
@pytest.mark.parametrize("marker", [None, "state"])
def test_the_same_comment(machines, after, request_, marker):
    comment = {"text": "Disk full", **({"marker": marker} if marker else {})}
    race(machines, *request_, after, comments=[comment])
    assert [one["body"] for one in machines.hanging("comment", KEY)] == ["Disk full"]


def test_one_marker_with_two_texts(machines):
    """The later text stays, in one comment."""
    mine, yours = ({"text": text, "marker": "state"} for text in ("mine", "yours"))
    machines.meanwhile("POST", COMMENT, lambda: machines.does("two", key=KEY, comments=[yours]))
    machines.does("one", key=KEY, comments=[mine])
    assert [one["body"] for one in machines.hanging("comment", KEY)] == ["mine"]
    machines.silent("two", key=KEY, comments=[mine])


def test_a_comment_that_may_not_be_deleted_again_is_told(machines):
    task = {"key": KEY, "comments": [{"text": "Disk full"}]}
    machines.meanwhile("POST", COMMENT, lambda: machines.does("two", **task))
    machines.sandbox.faults.add("refused", method="DELETE", path=COMMENT, status=403, body={})
    result = machines.does("one", **task)
    assert "could not be deleted again" in result["warnings"][0]
    machines.silent("one", **task)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_the_same_file(machines, file, after):
    race(machines, "POST", FILES, after, attachments=[{"path": file}])
    assert [one["name"] for one in machines.hanging("attachment", KEY)] == ["note.txt"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_the_same_file_in_place_of_another(machines, file, tmp_path, after):
    machines.does(key=KEY, attachments=[{"path": str(tmp_path / "other.txt"), "name": "note.txt"}])
    race(machines, "POST", FILES, after, attachments=[{"path": file}])
    (left,) = machines.hanging("attachment", KEY)
    assert left["size"] == 7


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_same_way_to_a_status(machines, method, after):
    race(machines, method, MOVES, after, BUG, status="Done", resolution="Done")
    assert machines.passed(BUG) == ["In Progress", "In Review", "Done"]


def test_only_who_moves_it_has_changed_it(machines):
    task = {"key": KEY, "status": "In Progress"}
    other = []
    machines.meanwhile("POST", MOVES, lambda: other.append(machines.does("two", **task)))
    own = machines.does("one", **task)
    assert other[0]["changed"]
    # Data Center answers a transition that is not possible any more with 500, from which nothing follows.
    assert not own["changed"] or "the answer to the transition" in own["warnings"][0]
    assert machines.passed(KEY) == ["In Progress"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("path", [r"/issueLink$", r"/remotelink$"])
def test_the_same_links(machines, path, after):
    links = {
        "links": [{"phrase": "blocks", "issue": "DEV-3"}],
        "remote_links": [{"url": "https://monitor.example.com", "title": "Monitor"}],
    }
    race(machines, "POST", path, after, **links)
    assert len(machines.hanging("linkend", KEY)) == 1
    assert len(machines.hanging("remotelink", KEY)) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_edits_of_other_fields_are_both_kept(machines, after):
    machines.meanwhile(
        "PUT",
        r"/issue/[^/]+$",
        lambda: machines.does("two", key=KEY, priority="High"),
        after=after,
    )
    machines.does("one", key=KEY, summary="Signed")
    machines.silent("three", key=KEY, summary="Signed", priority="High")


@pytest.mark.parametrize("part", ["PUT", "POST"])
def test_an_issue_that_something_else_is_changing(machines, part, file):
    """Jira answers 409; a moment later it does not."""
    body = {"errorMessages": ["The issue is being changed."], "errors": {}}
    machines.sandbox.faults.add(
        "refused", method=part, path="/issue/", status=409, body=body, times=1
    )
    task = {
        "key": KEY, "summary": "Signed", "status": "In Progress", "comments": [{"text": "Signed"}],
        "attachments": [{"path": file}],
    }  # fmt: skip
    machines.does(**task)
    machines.silent(**task)
    assert len(machines.hanging("comment", KEY)) == 1


# --- what a run that was killed leaves -----------------------------------------------------------


def test_a_comment_is_known_by_its_own_marker(machines):
    """As after a run that was killed before it noted the comment at the issue."""
    task = {"key": KEY, "comments": [{"text": "state 1", "marker": "state"}]}
    machines.does(**task)
    machines.sandbox.site.jira.rows.remove_property("issue", number(machines), "assetops.aip")
    machines.silent("two", **task)
    machines.does("two", key=KEY, comments=[{"text": "state 2", "marker": "state"}])
    assert [one["body"] for one in machines.hanging("comment", KEY)] == ["state 2"]


def test_a_comment_that_has_lost_its_marker_is_known_by_its_text(machines):
    task = {"key": KEY, "comments": [{"text": "state 1", "marker": "state"}]}
    machines.does(**task)
    rows = machines.sandbox.site.jira.rows
    rows.remove_property("issue", number(machines), "assetops.aip")
    (comment,) = machines.hanging("comment", KEY)
    rows.remove_property("comment", str(comment["id"]), "assetops.aip")
    machines.silent("two", **task)


def number(machines):
    return str(machines.sandbox.site.jira.find_issue(KEY)["id"])


# --- rate limits ---------------------------------------------------------------------------------


@pytest.mark.parametrize("retry_after", ["computed", "zero", "absent"])
def test_many_writes_of_one_issue_are_paced(machines, retry_after, tmp_path):
    """Jira Cloud takes 20 writes of an issue in two seconds, and 100 in thirty."""
    limiter = "cloud" if machines.sandbox.switches()["profile"] == "cloud" else "datacenter"
    machines.sandbox.switch(
        rate_limiter=limiter, rate_capacity=15, rate_fill=5, rate_retry_after=retry_after
    )
    links = [{"url": f"https://example.com/{one}", "title": f"Page {one}"} for one in range(60)]
    comments = [{"text": f"comment {one}", "marker": f"m{one}"} for one in range(60)]
    task = {"key": KEY, "comments": comments, "remote_links": links, "summary": "Signed"}
    result = machines.does(**task)
    assert result["changed"]
    machines.silent(**task)
    assert len(machines.hanging("comment", KEY)) == 60
    assert len(machines.hanging("remotelink", KEY)) == 60


def test_a_quota_that_is_used_up_is_a_sentence(open_sandbox, tmp_path):
    """What was written before it stays, and is not written again once there is a new quota."""
    machines = Machines(open_sandbox(switches={"profile": "cloud"}), tmp_path)
    machines.sandbox.switch(rate_limiter="cloud", rate_capacity=100, rate_quota=25)
    task = {"key": KEY, "comments": [{"text": f"comment {one}"} for one in range(30)]}
    result = machines.run(**task, max_wait=20)
    assert result["failed"]
    assert result["changed"]
    written = len(machines.hanging("comment", KEY))
    assert 0 < written < 30
    machines.sandbox.switch(rate_quota=0)
    machines.sandbox.advance(3600)
    machines.does(**task)
    assert len(machines.hanging("comment", KEY)) == 30
    machines.silent(**task)
