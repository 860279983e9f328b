# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What many tests need: a sandbox of their own, and modules that run in this process.

`run(sandbox, "aip_asset", name=..., ...)` takes options as a user writes them in a task and returns the
result as Ansible would show it, with `failed` and `msg` after a failure. No test waits: whoever sleeps
moves a clock, and the sandbox's clock along with it.
"""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ValidationResult
from ansible_collections.assetops.aip.plugins.module_utils._module import entry, session
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

try:
    from hypothesis import settings
except ImportError:  # the tests that need it say so themselves
    pass
else:
    # The same examples on every run, however slow the machine is.
    settings.register_profile("stable", derandomize=True, deadline=None, database=None)
    settings.load_profile("stable")

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


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine counts: no AIP_*, no proxy, no certificates."""
    for name in os.environ:
        if name.startswith("AIP_") or name.lower().endswith("_proxy") or name.endswith("CA_BUNDLE"):
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
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Runs a module in this process: `run(sandbox, module, check=False, user="ansible", **options)`.

    `url` and `token` are the sandbox's unless they are written. `time`, where given, is the PassingTime to use.
    """

    def run_in_process(
        sandbox: Sandbox,
        module: str,
        *,
        check: bool = False,
        user: str = "ansible",
        time: PassingTime | None = None,
        **options: Any,
    ) -> dict[str, Any]:
        login = {} if "username" in options else {"token": sandbox.token(user)}
        written = {"url": sandbox.url, **login, **options}
        passing = time or PassingTime(sandbox)
        code = importlib.import_module(MODULES + module)
        results: list[dict[str, Any]] = []
        with monkeypatch.context() as patch:
            if hasattr(code, "Waiting"):
                waiting = functools.partial(code.Waiting, clock=passing.clock, sleep=passing.sleep)
                patch.setattr(code, "Waiting", waiting)
            http = functools.partial(
                session.Http, clock=passing.clock, sleep=passing.sleep, jitter=lambda: 1.0
            )
            patch.setattr(session, "Http", http)
            patch.setattr(
                code,
                "run_module",
                lambda spec, work, **checks: results.append(
                    _result(written, check, entry.validate(written, spec, checks), work)
                ),
            )
            code.main()
        return results[0]

    return run_in_process


def _result(
    written: Mapping[str, Any],
    check: bool,
    valid: ValidationResult,
    work: Callable[[Any], dict[str, Any]],
) -> dict[str, Any]:
    """The result of a module, as its command prints it."""
    ended = entry.run_validated(work, valid, frozenset(written), check, os.environ)
    return {"failed": False, "changed": False, "warnings": [], **ended.as_result()}
