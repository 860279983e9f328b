# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that a server stores in other words than they were written in, as Cloud does with wiki markup."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.tests.unit.plugins.modules.jiras import bodies

TEXTS = {
    "blank lines": "a\n\n\n\nb",
    "text under headings and lists": "h1. Head\ntext under\n* list\ntext",
    "code": "{code}\nx = 1\n{code}\nafter",
    "noformat": "{noformat}\nq\n{noformat}",
    "stored as it is": "*bold* _it_",
}
ISSUE = {"project": "OPS", "unique_id": "stored", "issue_type": "Task", "summary": "S"}


# The result shows a text as it is stored, which check mode cannot know: `foresees=False`.


@pytest.fixture
def converting(steps):
    """Steps on a server that converts texts, where there is one."""
    if steps.is_cloud:
        steps.sandbox.switch(jira_texts="converted")
    return steps


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts_are_written_once(converting, text):
    converting.step(foresees=False, key="OPS-4", description=text, fields={"Root cause": text})
    converting.step(
        foresees=False, key="OPS-4", comments=[{"text": text}, {"text": f"{text}!", "marker": "m"}]
    )
    converting.step(foresees=False, key="OPS-4", comments=[{"text": f"{text}?", "marker": "m"}])
    converting.step(foresees=False, key="OPS-4", description="plain")
    converting.step(foresees=False, key="OPS-4", description=text)


def test_new_issue_has_its_texts_once(converting):
    text = TEXTS["code"]
    converting.step(
        foresees=False,
        **ISSUE,
        description=text,
        comments=[{"text": text}, {"text": text, "marker": "m"}],
    )


def test_text_that_others_changed_is_written_again(converting):
    text = TEXTS["code"]
    converting.step(
        foresees=False, key="OPS-4", description=text, comments=[{"text": text, "marker": "m"}]
    )
    converting.succeeds(key="OPS-4", description="by hand")
    converting.step(foresees=False, key="OPS-4", description=text)


def test_note_that_cannot_be_written_is_a_warning(converting):
    if not converting.is_cloud:
        pytest.skip("this server stores texts as they are, so there is nothing to note")
    converting.sandbox.faults.add("error", method="PUT", path="properties/assetops", status=403)
    result = converting.succeeds(key="OPS-4", description=TEXTS["code"])
    assert result["changed"]
    assert any("could not be noted" in warning for warning in result["warnings"])
    assert [method for method, _path, _body in bodies(converting.sandbox)] == ["PUT", "PUT"]
