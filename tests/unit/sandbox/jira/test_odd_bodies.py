# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501 - a call is a line
"""Whatever a body or a query holds, the searches and the resources of planning answer as Jira: never with a traceback."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("lark")

from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import JiraClient

AGILE = "/rest/agile/1.0"
PLATFORM = "/rest/api/3"
# method and path -> the keys of the body, or of the query of a GET
CALLS = {
    ("POST", f"{PLATFORM}/search/jql"): "jql fields maxResults nextPageToken reconcileIssues expand properties",
    ("GET", f"{PLATFORM}/search/jql"): "jql fields maxResults nextPageToken reconcileIssues expand",
    ("POST", f"{PLATFORM}/search/approximate-count"): "jql",
    ("POST", f"{PLATFORM}/issue/bulkfetch"): "issueIdsOrKeys fields expand properties",
    ("POST", f"{PLATFORM}/jql/parse"): "queries",
    ("POST", f"{PLATFORM}/jql/match"): "issueIds jqls",
    ("GET", f"{PLATFORM}/issue/picker"): "query currentJQL",
    ("GET", f"{PLATFORM}/jql/autocompletedata/suggestions"): "fieldName fieldValue",
    ("GET", f"{AGILE}/board"): "type name projectKeyOrId startAt maxResults",
    ("POST", f"{AGILE}/board"): "name type filterId location",
    ("GET", f"{AGILE}/board/1/issue"): "jql fields startAt maxResults validateQuery",
    ("GET", "/rest/software/1.0/board/1/issue"): "jql fields maxResults nextPageToken",
    ("GET", f"{AGILE}/board/1/sprint"): "state startAt maxResults",
    ("POST", f"{AGILE}/sprint"): "name originBoardId goal startDate endDate",
    ("POST", f"{AGILE}/sprint/3"): "name goal state startDate endDate",
    ("PUT", f"{AGILE}/sprint/3"): "name goal state startDate endDate",
    ("POST", f"{AGILE}/sprint/3/issue"): "issues",
    ("POST", f"{AGILE}/sprint/3/swap"): "sprintToSwapWith",
    ("POST", f"{AGILE}/backlog/issue"): "issues",
    ("POST", f"{AGILE}/epic/DEV-1"): "name summary color done",
    ("POST", f"{AGILE}/epic/DEV-1/issue"): "issues",
    ("PUT", f"{AGILE}/issue/rank"): "issues",
    ("PUT", f"{AGILE}/issue/DEV-2/estimation?boardId=1"): "value",
    ("POST", f"{PLATFORM}/project"): "key name lead leadAccountId projectTypeKey projectTemplateKey assigneeType description url",
    ("PUT", f"{PLATFORM}/project/WEB"): "name lead leadAccountId assigneeType description url",
    ("POST", f"{PLATFORM}/filter"): "name jql description sharePermissions favourite",
    ("GET", f"{PLATFORM}/filter/search"): "filterName id orderBy startAt maxResults",
    ("GET", f"{PLATFORM}/project/search"): "query keys id typeKey orderBy startAt maxResults",
    ("POST", f"{PLATFORM}/component"): "project name description leadAccountId assigneeType",
    ("PUT", f"{PLATFORM}/component/10000"): "name description leadAccountId assigneeType",
    ("POST", f"{PLATFORM}/version"): "project projectId name description released archived startDate releaseDate",
    ("PUT", f"{PLATFORM}/version/10000"): "name description released archived startDate releaseDate",
    ("POST", f"{PLATFORM}/version/10000/move"): "position after",
    ("POST", f"{PLATFORM}/version/10000/removeAndSwap"): "moveFixIssuesTo moveAffectedIssuesTo",
}  # fmt: skip
_SENSIBLE = [
    "WEB-1",
    "WEB",
    "project = WEB",
    "active",
    "scrum",
    "2026-03-01",
    "First",
    "DEV-2",
    "10000",
    "*all",
]
_ODD = ["", " ", "x" * 300, "ä\u0000", "1e999", "٣", "-1", "²", "true", "(", '"']
_LEAVES = st.one_of(
    st.sampled_from([None, True, False, 0, 1, -1, 3, 10**30, 1.5, *_SENSIBLE, *_ODD]),
    st.text(max_size=8),
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "key", "projectKeyOrId", "name"]), inner, max_size=2
        )
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def admins():
    """Administrators of a Cloud and of a Data Center, for all examples."""
    sandboxes = [
        Sandbox("company", switches={"profile": name}).start() for name in ("cloud", "dc-10")
    ]
    yield [JiraClient(sandbox, "admin") for sandbox in sandboxes]
    for sandbox in sandboxes:
        sandbox.stop()


@pytest.mark.parametrize("call", CALLS)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_odd_values_are_answered(admins, call, data):
    method, path = call
    names = CALLS[call].split()
    body = data.draw(st.dictionaries(st.sampled_from(names), _VALUES))
    for client in admins:
        at = path if client is admins[0] else path.replace(PLATFORM, "/rest/api/2")
        if method == "GET":
            answer = client.get(at, params={name: str(value) for name, value in body.items()})
        else:
            answer = client(method, at, body)
        assert answer.status_code < 500, (body, answer.text)
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("call", [call for call in CALLS if call[0] != "GET"])
@pytest.mark.parametrize("body", [[], "text", 5, None, True])
def test_a_body_that_is_no_object_is_refused(admins, call, body):
    method, path = call
    answer = admins[0](
        method, path, data=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 404)  # what the examples have removed is not there any more


@pytest.mark.parametrize(
    "path",
    [
        f"{AGILE}/board/{10**30}",
        f"{AGILE}/sprint/{10**30}",
        f"issue/{10**30}",
        f"project/{10**30}",
        f"version/{10**30}",
    ],
)
def test_a_number_beyond_all_ids_is_not_there(admins, path):
    for client in admins:
        assert client.get(path).status_code == 404
