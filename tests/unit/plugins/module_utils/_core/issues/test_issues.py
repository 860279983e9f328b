# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declarations of issues, how they differ from what a server shows, and what has to be done."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import BadAnswer, InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.comments import (
    comment_steps,
    noted_markers,
    read_comments,
    unplaced,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.declared import (
    Comment,
    Link,
    RemoteLink,
    parse_declared,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.differences import (
    differences,
    labels_to_send,
    people_to_find,
    value_to_send,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.fields import Fields
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.identity import (
    is_identity_label,
    label_of,
    unique_id_in,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.links import (
    LinkType,
    link_to_send,
    links_of,
    missing_links,
    side_of,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.people import Person
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.plan import (
    Plan,
    StatusStep,
    show_issue,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.remote_links import (
    remote_link_steps,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.shown import (
    Shown,
    read_shown,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.sprints import (
    open_sprint,
    read_sprints,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.transitions import (
    Transition,
    direct,
    matching,
    onward,
    read_transitions,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.written import Invalid

hypothesis = pytest.importorskip("hypothesis")
st = hypothesis.strategies

KNOWN = Fields.of(
    [
        {"id": "summary", "name": "Summary"},
        {"id": "status", "name": "Status"},
        {"id": "created", "name": "Created"},
        {
            "id": "customfield_1",
            "name": "Sprint",
            "schema": {"type": "array", "custom": "com.pyxis.greenhopper.jira:gh-sprint"},
        },
        {"id": "customfield_2", "name": "Points", "schema": {"type": "number", "custom": "x"}},
        {
            "id": "customfield_3",
            "name": "Reviewers",
            "schema": {"type": "array", "items": "user", "custom": "x"},
        },
    ]
)


def declared(**params):
    """The issue of these options."""
    return parse_declared({"key": "OPS-1", **params}, frozenset({"key", *params}), KNOWN)


def problems_of(**params):
    """The problems with these options."""
    with pytest.raises(InputError) as caught:
        parse_declared(params, frozenset(params), KNOWN)
    return " | ".join(caught.value.problems)


# -- declarations --

REFUSED = [
    ({}, "unique_id: write key"),
    ({"key": ""}, "key: is written, but empty"),
    ({"key": "OPS"}, "key: 'OPS' is not the key or id of an issue"),
    ({"unique_id": "x"}, "project: is needed with unique_id"),
    ({"unique_id": " ", "project": "OPS"}, "unique_id: must not be empty"),
    ({"key": "A-1", "summary": ""}, "summary: must not be empty"),
    ({"key": "A-1", "status": None}, "status: must not be empty"),
    ({"key": "A-1", "fields": {"Points": "many"}}, "fields.Points: must be a number"),
    ({"key": "A-1", "fields": {"Pionts": 1}}, "did you mean 'Points'"),
    ({"key": "A-1", "fields": {"Sprint": 1}}, "use the option sprint"),
    ({"key": "A-1", "fields": {"status": "x"}}, "use the option status"),
    ({"key": "A-1", "fields": {"project": "x"}}, "use the option project"),
    ({"key": "A-1", "fields": {"Created": "x"}}, "set by Jira itself"),
    ({"key": "A-1", "summary": "a", "fields": {"Summary": "b"}}, "written twice"),
    ({"key": "A-1", "labels": ["a b"]}, "labels: 'a b' has a space"),
    ({"key": "A-1", "labels": [label_of("x")]}, "write unique_id instead"),
    ({"key": "A-1", "comments": [{"text": " "}]}, "comments[1]: text: must not be empty"),
    ({"key": "A-1", "links": [{"phrase": "blocks", "issue": "x"}]}, "links[1]: "),
    ({"key": "A-1", "remote_links": [{"url": "u" * 300, "title": "t"}]}, "shorter global_id"),
    ({"key": "A-1", "attachments": [{"path": "/x/a", "name": "a/b"}]}, "attachments[1]: "),
    ({"key": "A-1", "attachments": [{"path": "/x/a"}, {"path": "/y/a"}]}, "have the name 'a'"),
]


@pytest.mark.parametrize(("params", "words"), REFUSED)
def test_a_declaration_that_is_wrong(params, words):
    assert words in problems_of(**params)


def test_all_problems_at_once():
    found = problems_of(key="A-1", labels=["a b"], due_date="soon", fields={"Points": "x"})
    assert all(one in found for one in ("labels", "due_date", "fields.Points"))


def test_what_is_not_written_is_left_alone():
    issue = parse_declared({"key": "OPS-1", "summary": "x", "status": "Done"}, {"key"}, KNOWN)
    assert (issue.values, issue.status) == ({}, None)


# -- differences --

MEI = {"accountId": "m", "displayName": "Mei Lin", "emailAddress": "mei@example.com"}
AISHA = {"accountId": "a", "displayName": "Aisha Khan"}


def shown(**fields):
    """An issue with these fields."""
    return Shown("1", "OPS-1", fields)


def test_nothing_differs_from_itself():
    current = shown(
        summary="S", labels=["b", "a", label_of("x")], customfield_2=3, customfield_3=[MEI, AISHA]
    )
    issue = declared(
        summary="S ",
        labels=["a", "b"],
        fields={"Points": "3.0", "Reviewers": ["mei@example.com", "a"]},
    )
    assert people_to_find(issue, current) == {}
    assert differences(issue, current, {}) == ()


def test_two_spellings_of_one_user_are_one():
    issue = declared(fields={"Reviewers": ["m", "Mei Lin"]})
    current = shown(customfield_3=[MEI])
    assert people_to_find(issue, current) == {"Mei Lin": "fields.Reviewers"}
    assert differences(issue, current, {"Mei Lin": Person("m", "Mei Lin")}) == ()


@pytest.mark.parametrize("nothing", [None, "", []])
def test_clearing(nothing):
    issue = declared(description=nothing, labels=nothing, fields={"Points": nothing})
    assert differences(issue, shown(description=None, labels=[], customfield_2=None), {}) == ()
    assert differences(issue, shown(), {}) == ()
    found = differences(issue, shown(description="d", labels=["a"], customfield_2=0), {})
    assert {one.field.id: value_to_send(one, False) for one in found} == {
        "description": None,
        "labels": [],
        "customfield_2": None,
    }


@hypothesis.given(
    st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")), st.booleans()
)
def test_lists(before, after, adds):
    """What is sent is what was declared, or also what there was; nothing is sent if it is that already."""
    identity = label_of("x")
    issue = declared(labels=after, lists="add" if adds else "exact")
    current = shown(labels=[*before, identity])
    wanted = set(after) | (set(before) if adds else set())
    found = differences(issue, current, {})
    if wanted == set(before):
        assert found == () or len(set(before)) != len(before)
    else:
        (one,) = found
        assert set(labels_to_send(issue, one.after, current)) == {*wanted, identity}


def test_an_issue_that_does_not_exist_yet_has_all_that_has_a_value():
    found = differences(declared(summary="S", description="", labels=[]), None, {})
    assert [one.field.id for one in found] == ["summary"]


# -- identity --


@hypothesis.given(st.text(), st.text())
def test_labels_of_identities(one, other):
    assert is_identity_label(label_of(one))
    assert (label_of(one) == label_of(other)) == (one == other)


def test_proof_of_an_identity():
    assert unique_id_in({"unique_id": "x"}) == "x"
    for wrong in (None, [], "x", {}, {"unique_id": 7}):
        assert unique_id_in(wrong) is None


# -- status --

WAYS = (
    Transition("1", "Start", "In Progress", "indeterminate"),
    Transition("2", "Resolve", "Resolved", "done"),
    Transition("3", "Close", "Closed", "done"),
    Transition("4", "Resolve", "Won't Do", "done"),
)


def test_transition_to_a_status():
    assert direct(WAYS, "in progress").id == "1"
    assert direct(WAYS, "close").id == "3"
    assert direct(WAYS, "Nothing") is None
    with pytest.raises(Invalid, match="'Resolved', 'Won't Do'"):
        direct(WAYS, "Resolve")


def test_of_several_to_one_status_one_without_required_fields():
    rows = [
        {
            "id": 1,
            "name": "With",
            "to": {"name": "Done"},
            "fields": {"resolution": {"required": True}},
        },
        {
            "id": 2,
            "name": "Without",
            "to": {"name": "Done"},
            "fields": {"resolution": {"required": False}},
        },
    ]
    offered = read_transitions({"transitions": rows})
    assert direct(offered, "Done").name == "Without"
    assert offered[0].has("resolution")
    assert not offered[0].has("summary")


def test_way_onward_never_closes_what_is_to_stay_open():
    assert [one.to for one in onward(WAYS, "Open", "indeterminate", ())] == ["In Progress"]
    assert [one.to for one in onward(WAYS, "Open", "done", ())] == ["In Progress"]
    assert onward(WAYS, "Open", "indeterminate", {"In Progress"}) == ()


@pytest.mark.parametrize(
    ("name", "names", "found"),
    [
        ("Done", ["Done", "DONE"], "Done"),
        ("DONE", ["Done", "DONE"], "DONE"),
        ("done", ["Done", "DONE"], None),
        ("done", ["Done"], "Done"),
        ("PÅBEGYNN", ["Påbegynn"], "Påbegynn"),
        ("x", [], None),
    ],
)
def test_matching(name, names, found):
    assert matching(name, names) == found


# -- links --

TYPES = (
    LinkType("Blocks", "is blocked by", "blocks"),
    LinkType("Relates", "relates to", "relates to"),
)
BLOCKED = {"type": {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}}


@pytest.mark.parametrize(
    ("phrase", "body"),
    [
        ("blocks", {"inwardIssue": {"key": "A-1"}, "outwardIssue": {"key": "B-1"}}),
        ("Is Blocked By", {"inwardIssue": {"key": "B-1"}, "outwardIssue": {"key": "A-1"}}),
        ("relates to", {"inwardIssue": {"key": "A-1"}, "outwardIssue": {"key": "B-1"}}),
    ],
)
def test_link_that_is_sent_is_the_one_that_is_shown(phrase, body):
    side = side_of(phrase, TYPES)
    assert link_to_send(side, "A-1", "B-1") == {"type": {"name": side.type.name}, **body}


def test_links_that_are_there():
    current = shown(
        issuelinks=[
            {**BLOCKED, "outwardIssue": {"key": "B-1", "id": "7"}},
            {**BLOCKED, "inwardIssue": {"key": "C-1", "id": "8"}},
            {"type": None, "inwardIssue": None},
        ]
    )
    assert [one.phrase for one in links_of(current)] == ["blocks", "is blocked by"]
    there = [Link("Blocks", "B-1"), Link("blocks", "7"), Link("is blocked by", "C-1")]
    assert missing_links(there, current) == ()
    assert missing_links([Link("blocks", "C-1")], current) == (Link("blocks", "C-1"),)


def test_phrases_that_are_not_clear():
    with pytest.raises(Invalid, match="did you mean 'blocks'"):
        side_of("block", TYPES)
    with pytest.raises(Invalid, match="'Blocks', 'Stops'"):
        side_of("blocks", (*TYPES, LinkType("Stops", "is stopped by", "blocks")))


# -- links to pages --

PAGE = RemoteLink("https://x", "https://x", "X")


@pytest.mark.parametrize(
    ("there", "count", "link_id"),
    [
        ([], 1, None),
        (
            [{"id": 1, "globalId": "https://x", "object": {"url": "https://x", "title": "X"}}],
            0,
            None,
        ),
        ([{"id": 1, "object": {"url": "https://x", "title": "X"}}], 0, None),
        ([{"id": 1, "object": {"url": "https://x", "title": "Y"}}], 1, "1"),
        (
            [{"id": 1, "globalId": "https://x", "object": {"url": "https://x", "title": "Y"}}],
            1,
            None,
        ),
        ([{"id": 1, "globalId": "other", "object": {"url": "https://x", "title": "X"}}], 1, None),
    ],
)
def test_remote_links(there, count, link_id):
    steps = remote_link_steps((PAGE,), there)
    assert len(steps) == count
    assert [one.link_id for one in steps] == [link_id] * count


def test_what_a_remote_link_has_beside_is_kept():
    icon = {"url16x16": "i"}
    there = [
        {
            "globalId": "https://x",
            "relationship": "r",
            "object": {"url": "https://x", "title": "Y", "icon": icon},
        }
    ]
    (step,) = remote_link_steps((PAGE,), there)
    assert step.body == {
        "globalId": "https://x",
        "relationship": "r",
        "object": {"url": "https://x", "title": "X", "icon": icon},
    }


# -- comments --


def test_comments():
    there = read_comments(
        [{"id": 1, "body": "a\r\nb "}, {"id": 2, "body": "state"}, {"body": "no id"}]
    )
    placed = noted_markers({"comments": {"m": 2}})
    wanted = (Comment("a\nb"), Comment("state 2", "m"), Comment("state", "n"), Comment("new"))
    steps = comment_steps(wanted, there, placed, {})
    assert [(one.comment.text, one.id) for one in steps] == [
        ("state 2", "2"),
        ("state", None),
        ("new", None),
    ]
    assert [one.marker for one in unplaced(wanted, there, placed)] == ["n"]
    for wrong in (None, [], {"comments": 7}):
        assert noted_markers(wrong if isinstance(wrong, dict) else {}) == {}


# -- sprints --


def java(name, goal=""):
    """A sprint as Jira 9 shows it."""
    return (
        f"com.atlassian.greenhopper.service.sprint.Sprint@1f[id=7,rapidViewId=1,state=ACTIVE,name={name},"
        f"startDate=2026-01-20T00:00:00.000Z,endDate=<null>,completeDate=<null>,sequence=7,goal={goal}]"
    )


@hypothesis.given(
    st.text(st.characters(codec="utf-8", exclude_characters="="), min_size=1), st.text()
)
def test_names_of_sprints_in_texts(name, goal):
    (found,) = read_sprints([java(name, goal)])
    assert (found.id, found.name, found.is_open) == ("7", name, True)


def test_sprints():
    older = (
        "Sprint@1[rapidViewId=1,state=CLOSED,name=Old,startDate=x,endDate=y,completeDate=z,id=3]"
    )
    objects = [{"id": 1, "name": "A", "state": "closed"}, {"id": 2, "name": "B", "state": "future"}]
    assert open_sprint([older, java("New, [1]")]).name == "New, [1]"
    assert open_sprint(objects).name == "B"
    assert [one.id for one in read_sprints(older)] == ["3"]
    for nothing in (None, [], "", "x", [7], {}, [{"name": "no id"}]):
        assert open_sprint(nothing) is None


# -- what is shown, and the plan --


def test_answers_that_show_no_issue():
    for wrong in (
        None,
        [],
        {},
        {"id": "1"},
        {"key": "A-1"},
        {"id": "1", "key": "A-1", "fields": 7},
    ):
        with pytest.raises(BadAnswer):
            read_shown(wrong)
    odd = read_shown({"id": 1, "key": "A-1", "fields": {"issuelinks": 7, "attachment": [7]}})
    assert (odd.id, odd.unique_id, odd.project) == ("1", None, "A")
    assert (odd.links, odd.attachments) == ((), ())


def test_issue_as_it_is_declared():
    current = Shown(
        "1",
        "OPS-1",
        {
            "summary": "S",
            "status": {"name": "Open"},
            "customfield_2": 3.0,
            "project": {"key": "OPS"},
        },
        {"assetops.aip": {"unique_id": "x"}},
    )
    fields = {one: KNOWN.by_id[one] for one in ("summary", "customfield_2", "customfield_3")}
    assert show_issue(current, fields, "page") == {
        "key": "OPS-1",
        "id": "1",
        "url": "page",
        "project": "OPS",
        "summary": "S",
        "fields": {"Points": 3, "Reviewers": []},
        "status": "Open",
        "unique_id": "x",
    }


def test_changes_of_a_plan():
    issue = declared(summary="New", unique_id="x", links=[{"phrase": "blocks", "issue": "B-1"}])
    current = shown(summary="Old", labels=[])
    plan = Plan(
        issue,
        current,
        "update",
        differences(issue, current, {}),
        StatusStep("Done", before="Open"),
        links=issue.links,
        bears_identity=False,
    )
    assert [(one.field, one.before, one.after) for one in plan.changes] == [
        ("summary", "Old", "New"),
        ("status", "Open", "Done"),
        ("links.blocks", None, "B-1"),
        ("unique_id", None, "x"),
    ]
    assert Plan(issue, current).is_empty
    assert [one.field for one in Plan(issue, current, "delete").changes] == ["state"]
