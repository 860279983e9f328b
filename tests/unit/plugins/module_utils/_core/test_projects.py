# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be written for a project."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.people import Person
from ansible_collections.assetops.aip.plugins.module_utils._core.projects import (
    ProjectNow,
    check_key,
    plan_project,
)

ADA = Person("ada", "Ada Lovelace")
NEW = {"name": "North", "lead": ADA, "project_type": "business", "template": "t", "description": ""}
NOW = ProjectNow(
    "10000",
    "NORTH",
    "business",
    {
        "name": "North",
        "lead": Person("ada", "ada"),
        "description": "",
        "project_url": "",
        "assignee_type": "unassigned",
    },
)


def test_a_project_that_is_missing_is_created_with_what_is_declared():
    plan = plan_project(NEW, None)
    assert plan.action == "create"
    assert plan.values == {
        "name": "North",
        "lead": ADA,
        "project_type": "business",
        "template": "t",
    }
    assert ("lead", None, "Ada Lovelace") in [
        (one.field, one.before, one.after) for one in plan.changes
    ]


def test_type_and_template_count_on_creation_only():
    plan = plan_project({**NEW, "lead": Person("ada", "ada@example.com")}, NOW)
    assert (plan.action, plan.values, plan.warnings) == ("", {}, ())
    (warning,) = plan_project({"project_type": "software"}, NOW).warnings
    assert "project NORTH is of type 'business', not 'software'; only Jira's own pages" in warning


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", "South"), ("description", "x"), ("project_url", "https://x"), ("assignee_type", "project_lead"),
     ("lead", Person("bob", "bob"))],
)  # fmt: skip
def test_only_what_differs_is_written(name, value):
    plan = plan_project({**NEW, name: value}, NOW)
    assert (plan.action, plan.values) == ("update", {name: value})


@pytest.mark.parametrize(
    ("declared", "now", "sentence"),
    [
        ({"name": "x"}, None, "lead, project_type: required to create the project, which does not exist or"),
        ({**NEW, "lead": ""}, NOW, "lead: a project cannot be without it"),
        ({**NEW, "name": ""}, None, "name: a project cannot be without it"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_a_sentence(declared, now, sentence):
    with pytest.raises(InputError) as error:
        plan_project(declared, now)
    assert sentence in error.value.sentence


@pytest.mark.parametrize("key", ["ops", "O", "O-1", "1OPS", "OPS X", "", "OPS/../x"])
def test_what_is_no_key_is_a_sentence(key):
    with pytest.raises(InputError, match="is not a project key"):
        check_key(key)
    check_key("OPS_2")
