# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a scenario is played: a sandbox, a folder, a clock, and the deeds that can be done there.

Everything runs in this process, through the same functions as in Ansible's worker, but the clock is injected: who
sleeps lets the sandbox's time pass instead of waiting.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..sandbox.sandbox import Sandbox
from .truth import Truth, files_in, truth_of

MODULES = "ansible_collections.assetops.aip.plugins.modules."
PLUGINS = "ansible_collections.assetops.aip.plugins."
SEEDS = Path(__file__).parent
USER = "ansible"
SECRETS = ("ansible-token", "ansible-password", "console-of-srv-01", "brand-new-console")
"""What must not be seen anywhere: the login, and the encrypted values of seed and declarations."""
LIMIT = 60.0
"""A task is ended after so many seconds by the machine's clock."""
OPTIONS: Mapping[str, Any] = {"retries": 2, "max_wait": 60, "wait_for_index": 20}
"""Options of every task, so that a combination ends soon."""


@dataclass(frozen=True)
class Outcome:
    """What became of a task. `told` is what it found or would do, `shown` all that a user may get to see of it."""

    ok: bool
    changed: bool
    message: str
    warnings: tuple[str, ...]
    told: str
    shown: str
    crash: str
    seconds: float
    slept: float
    writes: int


class Endless(Exception):
    """Raised in a task that does not end."""


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """Raise Endless in this block after so many seconds."""

    def end(*given: object) -> None:
        raise Endless(f"it did not end within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class PassingTime:
    """A clock that runs `speed` times as fast as the machine's, and jumps when somebody sleeps."""

    def __init__(self, sandbox: Sandbox, speed: float = 1.0) -> None:
        self.slept = 0.0
        self._sandbox, self._speed, self._began = sandbox, speed, time.monotonic()

    def now(self) -> float:
        """Seconds since the start."""
        return self.slept + self._speed * (time.monotonic() - self._began)

    def sleep(self, seconds: float) -> None:
        """Let the time pass, for the sandbox too."""
        self.slept += seconds
        self._sandbox.advance(seconds)


Deed = Callable[["Stage", Mapping[str, Any]], "tuple[bool, Mapping[str, Any]]"]
"""Does a task with these options beside its own; whether it succeeded, and its result."""


class Stage:
    """A sandbox of a seed, and a folder for what a task writes; used again for each combination."""

    def __init__(self, seed: str, folder: Path) -> None:
        self.folder = folder
        self.sandbox = Sandbox(str(SEEDS / f"{seed}.yml")).start()
        self.first_new_id = 1 + max(one["id"] for one in self.sandbox.assets())
        self.clock: Any = None
        home = folder / "home"
        os.environ.update(HOME=str(home), ANSIBLE_HOME=str(home / ".ansible"))

    @property
    def dest(self) -> Path:
        """The folder that tasks write to."""
        return self.folder / "dest"

    @property
    def files(self) -> Path:
        """The folder with the files to upload."""
        return self.folder / "files"

    def reset(self, lag: float) -> None:
        """Everything as at the start: server, folders, home."""
        self.sandbox.reset()
        self.sandbox.switch(index_lag=lag)
        for name in ("dest", "files", "home"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / name).mkdir()

    def heal(self) -> None:
        """No more faults, and logins as before."""
        self.sandbox.faults.clear()
        self.sandbox.listen()
        self.sandbox.site.login.reset()

    def truth(self) -> Truth:
        """What is on the server."""
        return truth_of(self.sandbox, self.first_new_id)

    def written(self) -> Mapping[str, str]:
        """The files in the folder that tasks write to."""
        return files_in(self.dest)

    def play(
        self,
        deed: Deed,
        told: Callable[[Mapping[str, Any]], Any],
        options: Mapping[str, Any],
        speed: float = 1.0,
    ) -> Outcome:
        """Do it, with options of the connection beside its own, and say what became of it."""
        self.sandbox.journal.clear()
        passing = PassingTime(self.sandbox, speed)
        self.clock = _clock(passing)
        began = time.monotonic()
        crash, ok, result = "", False, {}
        try:
            with _ended_after(LIMIT):
                ok, result = deed(self, {**OPTIONS, **options})
        except Exception as error:  # noqa: BLE001 - whatever comes out is the judge's business
            crash = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        return Outcome(
            ok=ok,
            changed=bool(result.get("changed")),
            message=str(result.get("msg", "")),
            warnings=tuple(map(str, result.get("warnings", ()))),
            told=repr(told(result)) if ok else "",
            shown=json.dumps(result, default=str, ensure_ascii=False) + crash,
            crash=crash,
            seconds=time.monotonic() - began,
            slept=passing.slept,
            writes=len(self.sandbox.journal.writes()),
        )

    def close(self) -> None:
        """Stop the sandbox."""
        self.sandbox.stop()


def _clock(passing: PassingTime) -> Any:
    from ansible_collections.assetops.aip.plugins.module_utils._local.clock import Clock

    return Clock(passing.now, passing.sleep, lambda: 1.0)


def module(module_name: str, /, check: bool = False, **own: Any) -> Deed:
    """A module with these options. Texts may name {dest} and {files}."""

    def deed(stage: Stage, options: Mapping[str, Any]) -> tuple[bool, Mapping[str, Any]]:
        from ansible_collections.assetops.aip.plugins.module_utils._module import entry, session

        written = {**_login(stage), **options, **_placed(own, stage)}
        code = importlib.import_module(MODULES + module_name)
        known = {**entry.CONNECTION_SPEC, **code.SPEC}
        written = {key: value for key, value in written.items() if key in known}
        ended = entry.run_validated(
            code.run,
            entry.validate(written, code.SPEC, getattr(code, "CHECKS", {})),
            frozenset(written),
            check,
            os.environ,
            sessions=session.Sessions(clock=stage.clock),
        )
        return not ended.failed, ended.as_result()

    return deed


def inventory(**own: Any) -> Deed:
    """The inventory plugin, with a source of these options."""

    def deed(stage: Stage, options: Mapping[str, Any]) -> tuple[bool, Mapping[str, Any]]:
        import yaml
        from ansible.errors import AnsibleError
        from ansible.inventory.data import InventoryData
        from ansible.parsing.dataloader import DataLoader
        from ansible.plugins.loader import inventory_loader

        plugin = _plugin(inventory_loader, "assetops.aip.aip", stage)
        source = stage.files / "source.aip.yml"
        written = {"plugin": "assetops.aip.aip", **_login(stage), **options, **own}
        source.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
        found = InventoryData()
        warnings: list[str] = []
        plugin.display = _Display(warnings)
        try:
            plugin.parse(found, DataLoader(), str(source), cache=False)
        except AnsibleError as error:
            return False, {"msg": error.message, "warnings": warnings}
        groups = {
            name: sorted(one.name for one in group.hosts) for name, group in found.groups.items()
        }
        hosts = {name: host.vars for name, host in found.hosts.items()}
        return True, {"hosts": hosts, "groups": groups, "warnings": warnings}

    return deed


def lookup(*terms: str, **own: Any) -> Deed:
    """The lookup plugin."""

    def deed(stage: Stage, options: Mapping[str, Any]) -> tuple[bool, Mapping[str, Any]]:
        from ansible.errors import AnsibleError
        from ansible.plugins.loader import lookup_loader

        plugin = _plugin(lookup_loader, "assetops.aip.aip_asset", stage)
        try:
            found = plugin.run(list(terms), {}, **_login(stage), **options, fresh=True, **own)
        except AnsibleError as error:
            return False, {"msg": error.message}
        return True, {"found": found}

    return deed


class _Display:
    """Keeps the warnings of a plugin."""

    def __init__(self, warnings: list[str]) -> None:
        self.warning = lambda text, *more, **facts: warnings.append(str(text))

    def __getattr__(self, name: str) -> Any:
        return lambda *given, **named: None


def _plugin(loader: Any, name: str, stage: Stage) -> Any:
    """A plugin as Ansible loads it, whose sessions have the clock of the stage."""
    from ansible_collections.assetops.aip.plugins.module_utils._module import entry, session

    plugin = loader.get(name)
    made = session.Sessions
    entry.Sessions = lambda *given, **named: made(*given, **{"clock": stage.clock, **named})  # type: ignore[misc, assignment]
    if loader.class_name == "LookupModule":
        answers = importlib.import_module(PLUGINS + "plugin_utils._lookup_cache")
        answers.SESSIONS = made(clock=stage.clock)
    return plugin


def _login(stage: Stage) -> dict[str, Any]:
    return {"url": stage.sandbox.url, "token": stage.sandbox.token(USER)}


def _placed(value: Any, stage: Stage) -> Any:
    """Options with {dest} and {files} replaced in texts."""
    if isinstance(value, str):
        return value.replace("{dest}", str(stage.dest)).replace("{files}", str(stage.files))
    if isinstance(value, dict):
        return {key: _placed(one, stage) for key, one in value.items()}
    return [_placed(one, stage) for one in value] if isinstance(value, list) else value
