# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sandbox for each profile of Jira, which is reset before each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox
from ansible_collections.assetops.aip.tests.unit.plugins.modules.issue_steps import Steps
from ansible_collections.assetops.aip.tests.unit.plugins.modules.jiras import PROFILES


@pytest.fixture(scope="module", params=PROFILES)
def every_jira(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox of each profile, for all tests of a file."""
    with Sandbox("company", {"profile": request.param}) as sandbox:
        yield sandbox


@pytest.fixture
def steps(every_jira: Sandbox, run: Callable[..., dict[str, Any]]) -> Steps:
    """Steps of jira_issue in each profile, from the seed."""
    every_jira.reset()
    every_jira.journal.clear()
    return Steps(run, every_jira)
