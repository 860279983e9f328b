# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What fields take, and what Jira says of what they do not take."""

from __future__ import annotations

import pytest

UNKNOWN = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."

# field: what is written, what is read (a part of it), what clears it
VALUES = {
    "summary": ("Zürich", "Zürich", ...),
    "description": ("a\n* b", "a\n* b", None),
    "environment": ("x", "x", ""),
    "labels": (["b", "a"], ["a", "b"], []),
    "duedate": ("2026-02-03", "2026-02-03", None),
    "priority": ({"name": "High"}, {"name": "High", "id": "2"}, None),
    "customfield_10100": ("Acme", "Acme", None),
    "customfield_10101": ("two\nlines", "two\nlines", None),
    "customfield_10102": (2.5, 2.5, None),
    "customfield_10103": ("2026-03-04", "2026-03-04", None),
    "customfield_10104": ("2026-03-04T10:00:00.000+0100", "2026-03-04T09:00:00.000+0000", None),
    "customfield_10105": ({"value": "Major"}, {"value": "Major"}, None),
    "customfield_10106": ([{"value": "ERP, finance"}, {"value": "Mail"}],
                          [{"value": "Mail"}, {"value": "ERP, finance"}], []),
    "customfield_10107": ({"value": "Normal"}, {"value": "Normal"}, None),
    "customfield_10108": ([{"value": "Security"}], [{"value": "Security"}], None),
    "customfield_10109": (
        {"value": "Halden", "child": {"value": "Laboratory"}},
        {"value": "Halden", "child": {"value": "Laboratory"}},
        None,
    ),
    "customfield_10112": ({"name": "finance"}, {"name": "finance"}, None),
    "customfield_10113": ([{"name": "sales"}, {"name": "finance"}], [{"name": "finance"}, {"name": "sales"}], []),
    "customfield_10114": ("https://example.org/x", "https://example.org/x", None),
    "customfield_10115": (["t"], ["t"], []),
    "customfield_10118": ({"value": "Red"}, {"value": "Red"}, None),
    "customfield_10119": ("Red", "Red", None),
    "customfield_10124": (5, 5.0, None),
    "customfield_10127": ({"key": "OPS"}, {"key": "OPS"}, None),
}  # fmt: skip


def part(read, of):
    """What of an answer is compared: the keys that are expected."""
    if isinstance(of, dict):
        return {key: part(read[key], value) for key, value in of.items()}
    if isinstance(of, list):
        return [part(one, of[0]) for one in read] if of else read
    return read


@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
def test_every_kind_is_written_read_and_cleared(jira, profile):
    client = jira(profile)
    key = client.create(**{name: written for name, (written, _read, _clear) in VALUES.items()})
    fields = client.read(f"issue/{key}")["fields"]
    for name, (_written, read, _clear) in VALUES.items():
        assert part(fields[name], read) == read, name
    assert client.history(key) == []
    same = {name: written for name, (written, _read, _clear) in VALUES.items()}
    assert client.put(f"issue/{key}", {"fields": same}).status_code == 204
    assert client.history(key) == []
    cleared = {name: clear for name, (_w, _r, clear) in VALUES.items() if clear is not ...}
    assert client.put(f"issue/{key}", {"fields": cleared}).status_code == 204
    fields = client.read(f"issue/{key}")["fields"]
    assert {name: fields[name] for name in cleared} == {
        name: [] if name == "labels" else None for name in cleared
    }
    assert len(client.history(key)) == len(cleared)


PEOPLE = ("assignee", "reporter", "customfield_10110", "customfield_10111")


@pytest.mark.parametrize("profile", ["dc-9", "cloud"])
def test_people(jira, profile):
    client = jira(profile)
    mine = client.read("myself")
    name = "accountId" if profile == "cloud" else "name"
    me = {name: mine[name]}
    key = client.create(assignee=me, customfield_10110=me, customfield_10111=[me])
    fields = client.read(f"issue/{key}")["fields"]
    assert (
        fields["assignee"][name]
        == fields["reporter"][name]
        == fields["customfield_10110"][name]
        == mine[name]
    )
    assert [user[name] for user in fields["customfield_10111"]] == [mine[name]]
    assert client.put(f"issue/{key}", {"fields": {"assignee": None}}).status_code == 204
    assert client.field(key, "assignee") is None
    assert client.put(f"issue/{key}/assignee", me).status_code == 204
    assert client.field(key, "assignee")[name] == mine[name]
    assert client.put(f"issue/{key}/assignee", {name: None}).status_code == 204
    assert client.field(key, "assignee") is None
    wrong = {"accountId": "x"} if profile == "cloud" else {"name": "x"}
    said = (
        "Specify a valid value for assignee" if profile == "cloud" else "User 'x' does not exist."
    )
    assert client.errors(assignee=wrong) == {"assignee": said}


REFUSED = {
    "no summary": ({"summary": ...}, "summary", "You must specify a summary of the issue."),
    "blank summary": ({"summary": " "}, "summary", "You must specify a summary of the issue."),
    "line break": ({"summary": "a\nb"}, "summary", "The summary is invalid because it contains newline characters."),
    "long summary": ({"summary": "x" * 256}, "summary", "Summary must be less than 255 characters."),
    "space in label": ({"labels": ["a b"]}, "labels", "The label 'a b' contains spaces which is invalid."),
    "label as text": ({"labels": "a"}, "labels", "data was not an array"),
    "option": ({"customfield_10105": {"value": "x"}}, "customfield_10105", "Option value 'x' is not valid"),
    "option id": ({"customfield_10105": {"id": "1"}}, "customfield_10105", "Option id '1' is not valid"),
    "option as text": ({"customfield_10105": "Major"}, "customfield_10105", "data was not an object"),
    "option in other case": ({"customfield_10105": {"value": "major"}}, "customfield_10105",
                             "Option value 'major' is not valid"),
    "child": ({"customfield_10109": {"value": "Halden", "child": {"value": "Office"}}}, "customfield_10109",
              "Option value 'Office' is not valid"),
    "number": ({"customfield_10102": "5"}, "customfield_10102", "Operation value must be a number"),
    "date": ({"duedate": "2026-02-30"}, "duedate", "Error parsing date string: 2026-02-30"),
    "time": ({"customfield_10104": "2026-02-03"}, "customfield_10104", "Error parsing time: 2026-02-03"),
    "url": ({"customfield_10114": "x"}, "customfield_10114", "Not a valid URL"),
    "component": ({"components": [{"name": "x"}]}, "components", "Component name 'x' is not valid"),
    "version": ({"fixVersions": [{"id": "1"}]}, "fixVersions", "Version id '1' is not valid"),
    "priority": ({"priority": {"name": "x"}}, "priority", "Priority name 'x' is not valid"),
    "group": ({"customfield_10112": {"name": "x"}}, "customfield_10112", "Could not find group with name 'x'"),
    "sprint": ({"customfield_10121": "x"}, "customfield_10121", "Number value expected as the Sprint id."),
    "text": ({"description": 5}, "description", "Operation value must be a string"),
    "document": ({"description": {"type": "doc"}}, "description", "Operation value must be a string"),
    "long text": ({"description": "x" * 32768}, "description",
                  "The entered text is too long. It exceeds the allowed limit of 32,767 characters."),
    "unknown": ({"customfield_1": 1}, "customfield_1", UNKNOWN.format("customfield_1")),
    "read-only": ({"created": "x"}, "created", UNKNOWN.format("created")),
    "no status": ({"status": {"name": "Done"}}, "status", UNKNOWN.format("status")),
    "other screen": ({"customfield_10126": "x"}, "customfield_10126", UNKNOWN.format("customfield_10126")),
    "type": ({"issuetype": {"name": "Incident"}}, "issuetype", "The issue type selected is invalid."),
    "project": ({"project": {"key": "NO"}}, "project", "project is required"),
    "no parent": ({"issuetype": {"name": "Sub-task"}}, "issuetype",
                  "Issue type is a sub-task but parent issue key or id not specified."),
    "parent": ({"issuetype": {"name": "Sub-task"}, "parent": {"key": "WEB-999"}}, "parent",
               "Could not find issue by id or key."),
}  # fmt: skip


def test_what_is_refused(jira):
    client = jira()
    for what, (fields, name, said) in REFUSED.items():
        assert client.errors(**fields) == {name: said}, what
    assert client.get("issue/WEB-9").status_code == 404


def test_all_that_is_wrong_is_said_at_once(jira):
    errors = jira().errors(summary="", labels=["a b"], duedate="x", customfield_1=1)
    assert sorted(errors) == ["customfield_1", "duedate", "labels", "summary"]


def test_cloud_says_some_things_in_other_words(jira):
    client = jira("cloud")
    assert client.errors(project=...) == {"project": "Specify a valid project ID or key"}
    assert client.errors(issuetype=...) == {"issuetype": "Specify an issue type"}


def test_version_3_takes_documents_and_version_2_texts(jira):
    client = jira("cloud", api=3)
    assert client.errors(description="x") == {
        "description": "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
    }
    assert client.errors(
        description={"type": "doc", "version": 1, "content": [{"type": "text", "text": ""}]}
    ) == {"description": "INVALID_INPUT"}
    written = client.doc("as it was *written*")
    key = client.create(
        description=written, customfield_10101=written, customfield_10100="one line"
    )
    assert client.field(key, "description") == client.field(key, "customfield_10101") == written
    assert client.field(key, "customfield_10100") == "one line"
    client.api = 2
    assert client.field(key, "description") == "as it was *written*"
    key = client.create(description="h1. Top\n\n* a\n* b\n\n*bold* [x|https://example.org]")
    assert client.field(key, "description").startswith("h1. Top")
    client.api = 3
    kinds = [node["type"] for node in client.field(key, "description")["content"]]
    assert kinds == ["heading", "bulletList", "paragraph"]


def test_required_fields_of_a_project(jira):
    client = jira()
    assert client.errors(project={"key": "LAB"}) == {"customfield_10100": "Customer is required."}
    key = client.create("LAB", customfield_10100="NTNU")
    answer = client.put(f"issue/{key}", {"fields": {"customfield_10100": None}})
    assert answer.json()["errors"] == {"customfield_10100": "Customer is required."}


def test_a_field_can_be_taken_off_its_screens(jira):
    client = jira(jira_hidden_fields="labels,duedate")
    assert client.errors(labels=["a"]) == {"labels": UNKNOWN.format("labels")}
    answer = client.put("issue/WEB-1", {"fields": {"duedate": None}})
    assert answer.json()["errors"] == {"duedate": UNKNOWN.format("duedate")}


def test_limits_of_texts(jira):
    client = jira(jira_text_limit=10)
    assert "10 characters" in client.errors(description="x" * 11)["description"]
    assert client.post("issue/WEB-1/comment", {"body": "x" * 11}).status_code == 400
    client.create(description="x" * 10)


def test_texts_may_change_when_they_are_stored(jira):
    client = jira("cloud", jira_texts="converted")
    key = client.create(description="a \r\n\n\n\n* b\n\n")
    assert client.field(key, "description") == "a \n\n* b"
    assert client.put(f"issue/{key}", {"fields": {"description": "a \n\n\n* b"}}).status_code == 204
    assert client.history(key) == []


def test_times_are_in_the_zone_of_the_user(jira):
    client = jira(jira_utc_offset=90)
    key = client.create(customfield_10104="2026-03-04T10:00:00.000+0000")
    assert client.field(key, "customfield_10104") == "2026-03-04T11:30:00.000+0130"
    assert client.field(key, "created").endswith("+0130")
    same = {"customfield_10104": "2026-03-04T12:00:00.000+0200"}
    assert client.put(f"issue/{key}", {"fields": same}).status_code == 204
    assert client.history(key) == []


ODD = (None, 1, True, "", [], [None], {}, {"id": None}, {"id": []}, {"name": 1}, {"value": []}, [{}], [{"id": 1}],
       [{"add": 1}], {"type": "doc", "version": 1, "content": [1]}, 10**30)  # fmt: skip


@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
def test_no_value_breaks_the_server(jira, profile):
    client = jira(profile, user="admin", api=3 if profile == "cloud" else 2)
    names = [field["id"] for field in client.read("field")]
    for value in ODD:  # what is wrong with each field is said in one answer
        update = [{"set": value}, {"add": value}]
        for body in (
            {"fields": dict.fromkeys(names, value)},
            {"update": dict.fromkeys(names, update)},
        ):
            assert client.put("issue/WEB-1", body).status_code == 400, body
    for value in ODD:
        for path in (
            "issue",
            "issue/WEB-1/comment",
            "issueLink",
            "issue/WEB-1/remotelink",
            "issue/WEB-1/worklog",
        ):
            assert client.post(path, value).status_code < 500, (path, value)
        for name in ("project", "issuetype", "parent"):
            fields = {
                "project": {"key": "WEB"},
                "issuetype": {"name": "Task"},
                "summary": "x",
                name: value,
            }
            assert client.post("issue", {"fields": fields}).status_code in (201, 400)
    assert client.get("issue/99999999999999999999").status_code == 404
    client.read("issue/WEB-1?expand=changelog,editmeta,names,schema,renderedFields,transitions")


def test_a_field_may_be_accepted_and_not_stored(jira):
    client = jira(jira_unkept_fields="duedate, labels")
    key = client.create(duedate="2026-02-03", labels=["a"], description="kept")
    fields = client.read(f"issue/{key}")["fields"]
    assert (fields["duedate"], fields["labels"], fields["description"]) == (None, [], "kept")
    assert client.put("issue/WEB-1", {"fields": {"duedate": None}}).status_code == 204
    assert client.field("WEB-1", "duedate") == "2026-01-10"
    assert client.errors(duedate="x") == {"duedate": "Error parsing date string: x"}
