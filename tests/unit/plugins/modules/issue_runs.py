# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of jira_issue on several machines, in between each other, and the truth about what they left."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ansible_collections.assetops.aip.plugins.module_utils._local.clock import Clock
from ansible_collections.assetops.aip.plugins.module_utils._module import entry
from ansible_collections.assetops.aip.plugins.module_utils._module.jira import JIRA
from ansible_collections.assetops.aip.plugins.module_utils._module.session import Sessions
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox
from ansible_collections.assetops.aip.tests.unit.conftest import MODULES, PassingTime

from .jiras import login

Result = dict[str, Any]
ID: dict[str, Any] = {"project": "OPS", "unique_id": "disk/web-01"}
NEW: dict[str, Any] = {**ID, "issue_type": "Task", "summary": "Disk full", "labels": ["x"]}
PROPERTY = "assetops.aip"


class Machines:
    """Machines that know nothing of each other but what the sandbox shows them."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox, self._folder = sandbox, folder

    def run(
        self,
        machine: str = "one",
        module: str = "jira_issue",
        check: bool = False,
        sessions: Sessions | None = None,
        **options: Any,
    ) -> Result:
        """The result of a module on a machine, with a clock of its own that moves the sandbox's."""
        written = {**login(self.sandbox), **options}
        code = importlib.import_module(MODULES + module)
        ended = entry.run_validated(
            code.run,
            entry.validate(written, code.SPEC, getattr(code, "CHECKS", {}), JIRA),
            frozenset(written),
            check,
            {**os.environ, "ANSIBLE_HOME": str(self._folder / machine)},
            sessions=sessions or self.sessions(),
        )
        return {"failed": False, "changed": False, "warnings": [], **ended.as_result()}

    def sessions(self) -> Sessions:
        """Sessions that are kept, as for the items of a loop."""
        passing = PassingTime(self.sandbox)
        clock = Clock(passing.clock, passing.sleep, lambda: 1.0)
        return Sessions(kept=2, clock=clock, service=JIRA)

    def does(self, machine: str = "one", **options: Any) -> Result:
        """The result of a run that did not fail."""
        result = self.run(machine, **options)
        assert not result["failed"], result["msg"]
        return result

    def silent(self, machine: str = "one", **options: Any) -> None:
        """Run, and make sure that nothing is written."""
        self.sandbox.journal.clear()
        result = self.does(machine, **options)
        assert not result["changed"], result["changes"]
        assert self.sandbox.journal.writes() == []

    def meanwhile(
        self,
        method: str,
        path: str,
        deed: Callable[[], object],
        number: int = 1,
        after: bool = False,
    ) -> None:
        """Let something happen once, before (or right after) the request of this number that fits."""
        seen = [0]

        def middleware(inner: Any) -> Any:
            def application(environ: dict[str, Any], start: Any) -> Iterator[bytes] | Any:
                fits = environ["REQUEST_METHOD"] == method and re.search(path, environ["PATH_INFO"])
                seen[0] += bool(fits)
                is_hit = bool(fits) and seen[0] == number
                if is_hit and not after:
                    deed()
                if not (is_hit and after):
                    return inner(environ, start)
                answer = list(inner(environ, start))
                deed()
                return answer

            return application

        self.sandbox.surround(middleware)

    # -- the truth --

    def issues(self, unique_id: str = "disk/web-01") -> list[str]:
        """The keys of the issues with this identity, in the database."""
        rows = self.sandbox.site.jira.rows
        return [
            one["key"]
            for one in rows.all("issue")
            if (rows.properties("issue", str(one["id"])).get(PROPERTY) or {}).get("unique_id")
            == unique_id
        ]

    def hanging(self, kind: str, key: str) -> list[dict[str, Any]]:
        """The comments, attachments or remote links of an issue, in the database."""
        jira = self.sandbox.site.jira
        issue = jira.find_issue(key)
        assert issue
        return jira.rows.of(kind, issue["id"])

    def passed(self, key: str) -> list[str]:
        """The statuses that an issue came to, in this order."""
        items = [item for one in self.hanging("history", key) for item in one["items"]]
        return [item["toString"] for item in items if item["field"] == "status"]
