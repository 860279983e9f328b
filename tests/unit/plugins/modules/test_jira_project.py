# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""jira_project against the sandbox, in every profile: present, check mode, and answers that are lost."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.tests.unit.plugins.modules.jiras import (
    PROFILES,
    bodies,
    login,
)

pytestmark = pytest.mark.long

NEW = {
    "key": "NORTH",
    "name": "Northwind",
    "lead": "Mei Lin",
    "project_type": "software",
    "description": "All that\nis needed",
    "assignee_type": "unassigned",
}
CREATE = {"method": "POST", "path": "api/2/project$"}


@pytest.fixture(params=PROFILES)
def jira(request, open_sandbox):
    """A Jira of each profile."""
    return open_sandbox("company", {"profile": request.param})


@pytest.fixture
def project(run):
    """Runs jira_project as an administrator."""

    def declared(jira, check=False, user="admin", **options):
        return run(jira, "jira_project", check=check, **login(jira, user), **options)

    return declared


def steps(jira, project, **options):
    """The real result of a task that check mode predicts, and after which nothing is left to do."""
    jira.journal.clear()
    predicted = project(jira, check=True, **options)
    assert jira.journal.writes() == []
    real = project(jira, **options)
    assert not real["failed"], real["msg"]
    assert predicted["changed"] is real["changed"] is True
    assert predicted["changes"] == real["changes"]
    assert predicted["diff"] == real["diff"]
    written = bodies(jira)
    jira.journal.clear()
    for check in (True, False):
        again = project(jira, check=check, **options)
        assert (again["failed"], again["changed"], again["changes"]) == (False, False, [])
        assert again["project"] == real["project"]
    assert jira.journal.writes() == []
    return real, written


def test_created_and_changed(jira, project):
    is_cloud = jira.switches()["profile"] == "cloud"
    real, written = steps(jira, project, **NEW)
    ((method, path, body),) = written
    assert (method, path) == ("POST", "api/2/project")
    assert ("leadAccountId" in body, "lead" in body) == (is_cloud, not is_cloud)
    assert body["assigneeType"] == "UNASSIGNED"
    assert real["project"]["key"] == "NORTH"
    assert real["project"]["project_type"] == "software"
    assert real["diff"]["before_header"] == "(not in Jira)"
    _real, written = steps(jira, project, **{**NEW, "name": "Northwind Ltd"})
    assert written == [("PUT", "api/2/project/NORTH", {"name": "Northwind Ltd"})]
    real, written = steps(
        jira, project, key="NORTH", lead="Jonas Berg",
        description="", project_url="https://wiki.example.com/n", assignee_type="project_lead",
    )  # fmt: skip
    assert set(written[0][2]) == {
        "description", "url", "assigneeType", "leadAccountId" if is_cloud else "lead",
    }  # fmt: skip
    # What is returned can be declared again.
    shown = {key: value for key, value in real["project"].items() if key != "id"}
    assert project(jira, **shown)["changed"] is False


def test_what_is_not_declared_stays(sandbox, project):
    result = project(sandbox, key="OPS", name="IT operations")
    assert result["changed"] is False
    assert result["project"]["description"] == "What runs and what breaks."


WRONG = {
    "key": ({"key": "north"}, "key: 'north' is not a project key"),
    "missing": (
        {"key": "NORTH", "name": "x"},
        "lead, project_type: required to create the project",
    ),
    "nobody": ({**NEW, "lead": "Nobody Known"}, "lead: there is no user 'Nobody Known'"),
    "several": ({**NEW, "lead": "Sofia Rossi"}, "lead: 2 users are called 'Sofia Rossi'"),
    "cleared": ({"key": "OPS", "name": ""}, "name: a project cannot be without it"),
    "state": (
        {"key": "OPS", "state": "absent"},
        "value of state must be one of: present, got: absent",
    ),
    "name is taken": ({**NEW, "name": "IT operations"}, "name"),
}


@pytest.mark.parametrize(("options", "sentence"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_a_sentence(sandbox, project, options, sentence):
    result = project(sandbox, **options)
    assert result["failed"]
    assert sentence in result["msg"]
    assert result["changed"] is False


def test_another_type_is_a_warning(sandbox, project):
    result = project(sandbox, key="OPS", project_type="business")
    assert result["changed"] is False
    assert "project OPS is of type 'software', not 'business'" in result["warnings"][0]


@pytest.mark.parametrize(
    "fault", [{"effect": "cut_after"}, {"effect": "error_after", "status": 502}], ids=str
)
def test_a_creation_whose_answer_is_lost_is_not_sent_again(sandbox, project, fault):
    sandbox.faults.add(**fault, **CREATE, times=1)
    result = project(sandbox, **NEW)
    assert not result["failed"], result["msg"]
    assert result["changed"]
    assert len(sandbox.journal.writes()) == 1
    assert project(sandbox, **NEW)["changed"] is False


def test_a_creation_that_was_not_carried_out_is_an_error(sandbox, project):
    sandbox.faults.add("cut", **CREATE, times=1)
    result = project(sandbox, **NEW, wait_for_index=3)
    assert result["failed"]
    assert result["changed"] is False
    assert "it was not sent again: run again" in result["msg"]


def test_a_missing_permission_is_a_sentence(sandbox, project):
    result = project(sandbox, user="auditor", **NEW)
    assert result["failed"]
    assert result["changed"] is False
    assert sandbox.journal.writes() == [] or "permission" in result["msg"]
