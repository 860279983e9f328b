# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What many tests need: a sandbox of their own, and modules that run in this process.

`run(sandbox, "aip_asset", name=..., ...)` takes options as a user writes them in a task and returns the
result as Ansible would show it, with `failed` and `msg` after a failure. No test waits: whoever sleeps
moves a clock, and the sandbox's clock along with it.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._local.clock import Clock
from ansible_collections.assetops.aip.plugins.module_utils._module import entry
from ansible_collections.assetops.aip.plugins.module_utils._module.options import AIP
from ansible_collections.assetops.aip.plugins.module_utils._module.session import Sessions
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

try:
    from hypothesis import settings
except ImportError:  # the tests that need it say so themselves
    pass
else:
    # The same examples on every run, however slow the machine is.
    settings.register_profile("stable", derandomize=True, deadline=None, database=None)
    # Many more, and others on each run: HYPOTHESIS_PROFILE=reliability.
    settings.register_profile(
        "reliability", max_examples=5000, deadline=None, database=None, print_blob=True
    )
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "stable"))

HERE = Path(__file__).parent
# Quick, but for what is marked as long in them. The rest meets more of Ansible, or starts commands.
QUICK = ("plugins", "engine", "judges", "test_house.py")
MODULES = "ansible_collections.assetops.aip.plugins.modules."


class PassingTime:
    """A clock that stands still until somebody sleeps. `slept` has the length of each sleep."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.slept: list[float] = []
        self._sandbox = sandbox

    def clock(self) -> float:
        """The seconds slept so far."""
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        """Let the time pass, for the sandbox too."""
        self.slept.append(seconds)
        self._sandbox.advance(seconds)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as long what does not stand among the quick tests, so that no test is neither or both."""
    for item in items:
        if item.path.relative_to(HERE).parts[0] not in QUICK:
            item.add_marker("long")


@pytest.fixture(autouse=True)
def plain_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No setting of the machine counts: no AIP_* or JIRA_*, no proxy, no certificates. Ansible has a home per test."""
    home = tmp_path_factory.getbasetemp() / f"ansible-{os.urandom(6).hex()}"
    monkeypatch.setenv("ANSIBLE_HOME", str(home))
    for name in os.environ:
        if (
            name.startswith(("AIP_", "JIRA_"))
            or name.lower().endswith("_proxy")
            or name.endswith("CA_BUNDLE")
        ):
            monkeypatch.delenv(name)


@pytest.fixture
def open_sandbox() -> Iterator[Callable[..., Sandbox]]:
    """Starts sandboxes, with the arguments of `Sandbox`; all are stopped after the test."""
    with ExitStack() as stack:
        yield lambda *given, **named: stack.enter_context(Sandbox(*given, **named))


@pytest.fixture
def sandbox(open_sandbox: Callable[..., Sandbox]) -> Sandbox:
    """A sandbox with the seed "company"."""
    return open_sandbox("company")


@pytest.fixture
def every_field(open_sandbox: Callable[..., Sandbox]) -> Sandbox:
    """A sandbox with the seed "every_field"."""
    return open_sandbox("every_field")


@pytest.fixture
def run() -> Callable[..., dict[str, Any]]:
    """Runs a module in this process: `run(sandbox, module, check=False, user="ansible", **options)`.

    `url` and `token` are the sandbox's unless they are written. `time`, where given, is the PassingTime to use, and
    `sessions` the pool of sessions, as for the items of a loop. The
    result is what the module's command prints.
    """

    def run_in_process(
        sandbox: Sandbox,
        module: str,
        *,
        check: bool = False,
        user: str = "ansible",
        time: PassingTime | None = None,
        sessions: Sessions | None = None,
        **options: Any,
    ) -> dict[str, Any]:
        login = {} if "username" in options else {"token": sandbox.token(user)}
        written = {"url": sandbox.url, **login, **options}
        code = importlib.import_module(MODULES + module)
        service = getattr(code, "SERVICE", AIP)
        passing = time or PassingTime(sandbox)
        clock = Clock(passing.clock, passing.sleep, lambda: 1.0)
        ended = entry.run_validated(
            code.run,
            entry.validate(written, code.SPEC, getattr(code, "CHECKS", {}), service),
            frozenset(written),
            check,
            os.environ,
            sessions=sessions or Sessions(clock=clock, service=service),
        )
        return {"failed": False, "changed": False, "warnings": [], **ended.as_result()}

    return run_in_process
