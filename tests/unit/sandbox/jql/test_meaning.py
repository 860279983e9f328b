# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501 - the sentences stand as they are
"""What queries find, how they sort, and what is said of what does not exist."""

from __future__ import annotations

import pytest

pytest.importorskip("lark")

from ansible_collections.assetops.aip.tests.sandbox.jira.jql import (
    FUNCTION_NAMES,
    SYSTEM_FIELDS,
    JqlError,
    JqlMeaningError,
    parse,
)
from hypothesis import given
from hypothesis import strategies as st

from .world import DOCUMENTS, Team, keys

L1, L2, F1 = "LAUNCH-1", "LAUNCH-2", "FIELD-1"


@pytest.mark.parametrize(
    ("jql", "found"),
    [
        ("", {L1, L2, F1}),
        ("project = LAUNCH", {L1, L2}),
        ("PROJECT = launch", {L1, L2}),
        ("project = 10000", {L1, L2}),
        ('project = "Field Ops"', {F1}),
        ("assignee is EMPTY", {F1}),
        ("assignee is not null", {L1, L2}),
        ("assignee != tomas", {L2}),
        ("not assignee = tomas", {L2}),
        ("not (assignee = tomas or assignee = noor)", set()),
        ("labels not in (docs)", set()),
        ("labels in (docs, EMPTY)", {L1, L2, F1}),
        ("assignee = currentUser()", {L2}),
        ('assignee = "Tomas Berg"', {L1}),
        ("assignee in membersOf(developers)", {L1}),
        ("priority = high", {L1}),
        ("priority >= Medium", {L1, L2}),
        ("priority < Medium", {F1}),
        ('status in ("to do", Done)', {L1, L2, F1}),
        ("labels = DOCS and labels = beta", {L1}),
        ("type = Story or issuetype = 3", {L1, F1}),
        ("issuetype in subtaskIssueTypes()", set()),
        ("statusCategory != Done", {L1, F1}),
        ("statusCategory = new", {L1, F1}),
        ("due is empty", {L2, F1}),
        ('duedate <= "2026-08-28"', {L1}),
        ('duedate < "2026/08/28"', set()),
        ("due = 8d", {L1}),
        ("due <= 1w and due >= -1w", set()),
        ("resolution = Unresolved", {L1, F1}),
        ("resolution != Unresolved", {L2}),
        ("created >= -7d", {L1, F1}),
        ("created < startOfMonth()", set()),
        ('created < startOfMonth("+1M") and created > startOfMonth(10d)', {L1, L2, F1}),
        ('created > endOfYear("-1y") and created < startOfDay("-2w")', {L2}),
        ("created < startOfWeek()", {L2}),
        ("created <= endOfDay(-2d) and created >= startOfDay(-2)", {L1, F1}),
        ('created = "2026-08-18"', {L1, F1}),
        ("created < now()", {L1, L2, F1}),
        ("cf[10016] > 3", {L1}),
        ('"story points" = 5', {L1}),
        ("team = platform", {L1}),
        ("sprint in openSprints()", {L1}),
        ("sprint in closedSprints()", {L2}),
        ("sprint = 'Sprint 1'", {L2}),
        ("sprint is empty", {F1}),
        ("component = Pumps", {L1}),
        ("fixVersion in unreleasedVersions(LAUNCH)", {L1}),
        ("affectedVersion in releasedVersions()", {L1}),
        ("fixVersion > 1.0", {L1}),
        ("key in (LAUNCH-2, field-1)", {L2, F1}),
        ("id = 10", {F1}),
        ("issue > LAUNCH-1", {L2}),
        ("parent = LAUNCH-1", {F1}),
        ("issue in linkedIssues(LAUNCH-1)", {F1}),
        ("issue in linkedIssues(LAUNCH-1, 'is blocked by')", set()),
        ("issue in issueHistory()", set()),
        ("filter = 7", {L1, L2}),
        ("filter != 7", {F1}),
        ("filter in (7, late) and assignee = noor", {L2}),
        ("watchers = 0", {L1, L2, F1}),
        ("attachments is empty", {L1, L2, F1}),
        ("text ~ changelog", {L1}),
        ('text ~ "export changelog"', {L1}),
        ('text ~ "shared folder"', {L1}),
        ('text ~ "\\"new export\\""', {L1}),
        ('text ~ "\\"export new\\""', set()),
        ("text ~ chang", set()),
        ("text ~ chang*", None),
        ('text ~ "chang*"', {L1}),
        ('text ~ "lcls-ii"', {L1}),
        ('text ~ "demo OR export"', {L1, F1}),
        ('text ~ "export -changelog"', set()),
        ('summary ~ "the things"', {L2}),
        ('summary !~ "export"', {L2, F1}),
        ('not description ~ "foo"', {L1}),
        ('not text ~ "export"', {L2, F1}),
        ('comment ~ "folder"', {L1}),
        ("description is empty", {L2, F1}),
        ('status was "In Progress"', {L1}),
        ('status was not "In Progress"', {L2, F1}),
        ('status was in ("In Progress", Done)', {L1, L2}),
        ("status changed", {L1}),
        ('status changed from "In Progress" to "To Do" by tomas', {L1}),
        ("status changed by noor", set()),
        ("status changed after -2d", {L1}),
        ("status changed before -2d", set()),
        ("status changed on 2026-08-19", {L1}),
        ('status changed during ("2026-08-18", "2026-08-20")', {L1}),
        ("issue.property[assetops.aip].unique_id = pump-7", set()),
    ],
)
def test_what_a_query_finds(jql, found):
    if found is None:
        with pytest.raises(JqlError, match="reserved JQL character"):
            keys(jql)
    else:
        assert set(keys(jql)) == found


@pytest.mark.parametrize(
    ("jql", "found"),
    [
        ("issue.property[assetops.aip].unique_id = pump-7", [L1]),
        ("issue.property[assetops.aip].unique_id = other", []),
        ("issue.property[assetops.aip].size > 2", [L1]),
        ("issue.property[assetops.aip].tags in (b, c)", [L1]),
        ("issue.property[assetops.aip] is empty", [L2, F1]),
    ],
)
def test_properties_that_an_app_indexes_are_found(jql, found):
    assert keys(jql, Team(indexes_properties=True)) == found


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("", [L2, L1, F1]),
        ("order by key", [F1, L1, L2]),
        ("order by duedate asc", [L1, L2, F1]),
        ("order by duedate desc", [L2, F1, L1]),
        ("order by priority", [L1, L2, F1]),
        ("order by priority asc", [F1, L2, L1]),
        ("order by created desc, key", [F1, L1, L2]),
        ("order by created desc, key desc", [L1, F1, L2]),
        ("order by assignee", [L2, L1, F1]),
        ("order by cf[10016] desc", [L2, F1, L1]),
        ("order by summary", [F1, L2, L1]),
        ("order by project, id desc", [F1, L2, L1]),
    ],
)
def test_how_a_query_sorts(order, found):
    assert keys(order) == found


FORMATS = (
    "Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period "
    "format e.g. '-5d', '4w 2d'."
)


@pytest.mark.parametrize(
    ("jql", "sentence"),
    [
        ("colour = red", "Field 'colour' does not exist or you do not have permission to view it."),
        ("cf[999] = red", "Field 'cf[999]' does not exist or you do not have permission to view it."),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ("type = 123", "A value with ID '123' does not exist for the field 'type'."),
        ("assignee = nobody", "The value 'nobody' does not exist for the field 'assignee'."),
        ("assignee = bogus()", "Unable to find JQL function 'bogus()'."),
        ("status = currentUser()", "A value provided by the function 'currentUser' is invalid for the field 'status'."),
        ("created > currentUser()", "A date for the field 'created' provided by the function 'currentUser' is not valid."),
        ("created > now(1)", "Function 'now' expected '0' arguments but received '1'."),
        (
            "created > startOfDay(soon)",
            "Duration for function 'startOfDay' should have the format (+/-)n(yMwdm), e.g -1M for 1 month earlier.",
        ),
        ("updated >= yesterday", f"Date value 'yesterday' for field 'updated' is invalid. {FORMATS}"),
        ("due = 2026-02-30", f"Date value '2026-02-30' for field 'due' is invalid. {FORMATS}"),
        ("text = export", "The operator '=' is not supported by the 'text' field."),
        ("status ~ x", "The operator '~' is not supported by the 'status' field."),
        ("status > 'To Do'", "The operator '>' is not supported by the 'status' field."),
        ("key is empty", "The operator 'is' is not supported by the 'key' field."),
        ("key in (LAUNCH-1, EMPTY)", "The field 'key' does not support searching for EMPTY values."),
        ("key = LAUNCH-99", "An issue with key 'LAUNCH-99' does not exist for field 'key'."),
        ("id = 99", "A value with ID '99' does not exist for the field 'id'."),
        ("key = what", "The issue key 'what' for field 'key' is invalid."),
        ('text ~ ""', "The field 'text' does not support searching for an empty string."),
        ('text ~ "AND"', "Unable to parse the text 'AND' for field 'text'."),
        ("assignee in tomas", "Operator 'in' does not support the non-list value 'tomas' for field 'assignee'."),
        ("assignee = (tomas)", "Operator '=' does not support the list value '(tomas)' for field 'assignee'."),
        ("sprint = openSprints()", "Operator '=' does not support the list value 'openSprints()' for field 'sprint'."),
        (
            "assignee in membersOf(nosuchgroup)",
            "Function 'membersOf' can not generate a list of usernames for group 'nosuchgroup'; the group does not exist.",
        ),
        ("assignee in membersOf()", "Function 'membersOf' expected '1' arguments but received '0'."),
        ("issue in issueHistory(x)", "Function 'issueHistory' expected '0' arguments but received '1'."),
        ("fixVersion in releasedVersions(NOPE)", "Could not resolve the project 'NOPE' provided to function 'releasedVersions'."),
        ("issue in linkedIssues(NOPE-1)", "Issue 'NOPE-1' could not be found in function 'linkedIssues'."),
        ("issue in linkedIssues(LAUNCH-1, x)", "Issue link type 'x' could not be found in function 'linkedIssues'."),
        ("order by bogus", "Not able to sort using field 'bogus'."),
        ("filter = mine", "The value 'mine' does not exist for the field 'filter'."),
        ("filter = loop", "Field 'filter' with value 'loop' matches a filter that contains itself."),
        ("summary was x", "History searches do not support the 'summary' field."),
        ("status changed from fred", "The value 'fred' does not exist for the field 'status'."),
        ("status changed during 11", "The DURING predicate must be supplied with exactly 2 date values."),
        ("status changed before (11, 12)", "The BEFORE predicate must be supplied with only 1 date value."),
        (
            'status changed after "20/12/10"',
            f"Date value '20/12/10' for predicate 'after' is invalid. {FORMATS}",
        ),
        (
            "status changed after currentUser()",
            "A date for the predicate 'after' provided by the function 'currentUser' is not valid.",
        ),
        ("assignee changed by bogus()", "Unable to find JQL function 'bogus()'."),
        (
            'status = "To Do" by admin',
            'The EQUALS operator does not support the use of the by "admin" predicate.',
        ),
        ("cf[10016] = much", "Value 'much' is invalid for the 'cf[10016]' field. Valid formats include: any number."),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_refused(jql, sentence):
    with pytest.raises(JqlMeaningError) as caught:
        keys(jql)
    assert caught.value.messages == (sentence,)


def test_all_that_is_wrong_is_said():
    with pytest.raises(JqlMeaningError) as caught:
        keys("a = 1 or project = NOPE order by b")
    assert len(caught.value.messages) == 3


def test_what_does_not_exist_finds_nothing_where_that_is_passed_over():
    query = parse("colour = red or project = 10001 order by bogus", Team(None), lenient=True)
    assert [d["key"] for d in DOCUMENTS if query.matches(d)] == [F1]
    assert len(query.warnings) == 2


@pytest.mark.parametrize("words", ["this is not jql", "export", "write export", "new export thing"])
def test_bare_words_are_searched_for_where_that_is_so(words):
    wanted = [L1] if "export" in words and "thing" not in words else []
    assert keys(words, bare_words=True) == wanted
    with pytest.raises(JqlError):
        keys(words)


def test_words_that_begin_with_a_field_are_no_text():
    with pytest.raises(JqlError, match="Expecting operator"):
        keys("project LAUNCH", bare_words=False)
    with pytest.raises(JqlError, match="not been completed"):
        keys('project = "unterminated', bare_words=True)


_FIELDS = [name for field in SYSTEM_FIELDS for name in field.names]
_VALUES = ["LAUNCH", "tomas", "1", "-1d", "EMPTY", "x", *(f"{name}()" for name in FUNCTION_NAMES)]
_OPERATORS = [
    "=",
    "!=",
    "~",
    "!~",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "not in",
    "is",
    "is not",
    "was",
    "was not in",
]
_clauses = st.builds(
    lambda field, operator, values: (
        f"{field} {operator} " + (f"({', '.join(values)})" if "in" in operator else values[0])
    ),
    st.sampled_from(_FIELDS),
    st.sampled_from(_OPERATORS),
    st.lists(st.sampled_from(_VALUES), min_size=1, max_size=3),
)


@given(_clauses)
def test_any_clause_has_a_meaning_or_a_sentence(jql):
    try:
        found = keys(jql)
    except JqlError as error:
        sentences = error.messages
    else:
        assert set(found) <= {L1, L2, F1}
        return
    assert all(sentence.endswith(".") for sentence in sentences)


@given(_clauses)
def test_a_clause_and_its_contrary_share_nothing(jql):
    try:
        found, others = set(keys(jql)), set(keys(f"not ({jql})"))
    except JqlError:
        return
    assert not found & others


@given(_clauses, _clauses)
def test_or_finds_both_and_and_finds_what_is_in_both(one, other):
    try:
        first, second = set(keys(one)), set(keys(other))
    except JqlError:
        return
    assert set(keys(f"{one} or {other}")) == first | second
    assert set(keys(f"({one}) and {other}")) == first & second
