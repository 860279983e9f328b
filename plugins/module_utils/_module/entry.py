# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Between Ansible and the rest: argument specs, the connection from options, results."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable, NoReturn

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.module_utils.errors import UnsupportedError

from .._apply.agreement import Drifted, PlanBlocked
from .._apply.outcome import PartlyDone
from .._core.backend import Progress, silent
from .._core.errors import AipError, InputError, Orphaned
from .._http.libraries import REQUESTS_IMPORT_ERROR
from .._local.gc import relaxed_gc
from .._local.waiting import Waiting
from .._local.yaml import YAML_IMPORT_ERROR
from .._read.catalog import Catalog
from .options import ASSET_SPEC, CONNECTION_SPEC, Spec, access_of, shown_options
from .results import blocked, partly_done
from .session import Session, Sessions


@dataclass(frozen=True)
class Task:
    """The input of a module's `run`: validated options, which of them were written, the mode, and the server.

    `progress` receives the progress of the task.
    """

    params: Mapping[str, Any]
    written: frozenset[str]
    check_mode: bool
    session: Session
    diff_mode: bool = True
    progress: Progress = silent

    @property
    def catalog(self) -> Catalog:
        """The catalogs of the server, and the access to it."""
        return self.session.catalog

    @property
    def waiting(self) -> Waiting:
        """How long to wait for the search index and for other runs, by the session's clock."""
        clock = self.session.clock
        seconds, for_others = self.params["wait_for_index"], self.params["max_wait"]
        return Waiting(seconds, clock.now, clock.sleep, for_others)

    def asset(self) -> dict[str, Any]:
        """The options of the asset as written: options that the user left out are missing, a written null is there."""
        given = {
            key: self.params[key]
            for key in ASSET_SPEC
            if key in self.written and key in self.params
        }
        always = {key: self.params[key] for key in ("match_by", "state") if key in self.params}
        plain = ("asset_type", "name", "id", "attributes", "attachments")
        return {
            **always,
            **{key: value for key, value in given.items() if not (key in plain and value is None)},
        }


Run = Callable[[Task], dict[str, Any]]


class _Module(AnsibleModule):
    """An AnsibleModule that knows which options were written, and never shows values that may be encrypted."""

    def _load_params(self) -> None:
        super()._load_params()
        self.written = frozenset(self.params)
        # Until the types were read, any attribute may be encrypted.
        self.harmless_attributes: frozenset[str] = frozenset()

    def invocation(self) -> dict[str, Any]:
        """The options as they may be shown."""
        return {"module_args": shown_options(self.params, self.harmless_attributes)}

    def exit_json(self, **result: Any) -> NoReturn:
        """Like Ansible's, with this collection's invocation."""
        result.setdefault("invocation", self.invocation())
        super().exit_json(**result)

    def fail_json(self, msg: str, **result: Any) -> NoReturn:
        """Like Ansible's, with this collection's invocation, and with every problem of the options."""
        result.setdefault("invocation", self.invocation())
        super().fail_json(refusal(self.validation_result) or msg, **result)


def run_module(spec: Spec, run: Run, **checks: Any) -> NoReturn:
    """Run a module: build it, do its work, and end with a result or one clear sentence."""
    # no_log only keeps the options out of the target's syslog, as they may contain an encrypted attribute.
    module = _Module(
        argument_spec={**CONNECTION_SPEC, **spec}, supports_check_mode=True, no_log=True, **checks
    )
    for library, trouble in (
        ("requests and requests-toolbelt", REQUESTS_IMPORT_ERROR),
        ("PyYAML", YAML_IMPORT_ERROR),
    ):
        if trouble:
            module.fail_json(missing_required_lib(library), exception=trouble)
    ended = run_validated(
        run,
        module.validation_result,
        module.written,
        module.check_mode,
        os.environ,
        diff_mode=bool(module._diff),
    )
    module.harmless_attributes = ended.harmless_attributes
    for warning in ended.warnings:
        module.warn(warning)
    if ended.failed:
        module.fail_json(**ended.result)
    module.exit_json(**ended.result)


@dataclass(frozen=True)
class Ended:
    """The outcome of a module's work. `harmless_attributes` has the attributes whose values may be shown."""

    result: dict[str, Any]
    failed: bool
    warnings: tuple[str, ...] = ()
    harmless_attributes: frozenset[str] = frozenset()

    def as_result(self) -> dict[str, Any]:
        """The result as Ansible returns it."""
        notes = {"failed": self.failed, "warnings": list(self.warnings)}
        return {**self.result, **{name: note for name, note in notes.items() if note}}


def validate(args: Mapping[str, Any], spec: Spec, checks: Mapping[str, Any]) -> ValidationResult:
    """The options of a module, validated as AnsibleModule does, for running it without one."""
    valid: ValidationResult = ArgumentSpecValidator({**CONNECTION_SPEC, **spec}, **checks).validate(
        dict(args)
    )
    return valid


def refusal(valid: ValidationResult) -> str:
    """Every problem of the options, where AnsibleModule shows only the first one; empty if valid."""
    problems = [
        f"Unsupported parameters: {one.msg}" if isinstance(one, UnsupportedError) else one.msg
        for one in valid.errors.errors
    ]
    return "; ".join(dict.fromkeys(problems))


def run_validated(
    run: Run,
    valid: ValidationResult,
    written: frozenset[str],
    check_mode: bool,
    environment: Mapping[str, str],
    diff_mode: bool = True,
    progress: Progress = silent,
    sessions: Sessions | None = None,
) -> Ended:
    """Run a module: the same way as a command, in Ansible's worker and in tests. Invalid options are a failure."""
    if valid.error_messages:
        return Ended({"msg": refusal(valid)}, failed=True)
    params = valid.validated_parameters
    return perform(run, params, written, check_mode, environment, diff_mode, progress, sessions)


def perform(
    run: Run,
    params: Mapping[str, Any],
    written: frozenset[str],
    check_mode: bool,
    environment: Mapping[str, str],
    diff_mode: bool = True,
    progress: Progress = silent,
    sessions: Sessions | None = None,
) -> Ended:
    """Do a module's work with validated options. Invalid input and server failures become a failed result.

    Without `sessions`, the work has a session of its own.
    """
    sessions = sessions or Sessions()
    try:
        access = access_of(params, environment, read_only=check_mode)
        workers, page_size = params.get("workers") or 1, params["page_size"]
        session = sessions.take(access, workers, progress, page_size)
    except InputError as error:
        return Ended(_failure(error, str), failed=True)
    http = session.http

    def work() -> dict[str, Any]:
        task = Task(params, written, check_mode, session, diff_mode, progress)
        return dict(run(task))

    try:
        with relaxed_gc():
            result = _with_fresh_catalogs(work, session)
        warnings = result.pop("warnings", ())
        failed = False
    except AipError as error:
        result, failed = _failure(error, http.secrets.hide), True
        warnings = error.outcome.warnings if isinstance(error, PartlyDone) else ()
    finally:
        sessions.give_back(session)
    result["api"] = http.statistics.as_result()
    hidden = tuple(map(http.secrets.hide, warnings))
    return Ended(result, failed, hidden, session.harmless_attributes)


def _with_fresh_catalogs(work: Callable[[], dict[str, Any]], session: Session) -> dict[str, Any]:
    """Repeat the work if it fails before the first write, and an earlier task had read the catalogs."""
    try:
        return work()
    except InputError:
        if not session.is_used or session.http.statistics.writes:
            raise
        session.forget_catalogs()
        return work()
    except AipError:
        session.forget_catalogs()
        raise


def _failure(error: AipError, hide: Callable[[str], str]) -> dict[str, Any]:
    """The result of a failed task: one sentence, the facts behind it, and what was done before."""
    result: dict[str, Any] = {"msg": hide(error.sentence), "changed": False}
    cause = error.cause if isinstance(error, PartlyDone) else error
    if isinstance(cause, InputError):
        result["problems"] = [hide(problem) for problem in cause.problems]
    facts = {
        name: hide(fact) if isinstance(fact, str) else fact for name, fact in error.facts.items()
    }
    if facts:
        result["request"] = facts
    if isinstance(cause, Orphaned):
        # Ansible is gone: a worker that returned more than fits into a pipe would wait for its reader for ever.
        return {**result, "changed": isinstance(error, PartlyDone) and error.outcome.changed}
    if isinstance(error, PartlyDone):
        result.update(partly_done(error))
    if isinstance(error, PlanBlocked):
        result.update(blocked(error))
    if isinstance(error, Drifted):
        result["drifted"] = list(error.assets)
    return result
