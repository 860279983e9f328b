# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Between Ansible and the rest: argument specs, the connection from options, results."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, NoReturn, cast

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.module_utils.errors import RequiredError, UnsupportedError

from .._apply.errors import PartlyDone
from .._core.backend import Progress, silent
from .._core.errors import AipError, InputError
from .._core.visible import visible
from .._http.libraries import REQUESTS_IMPORT_ERROR
from .._http.sought import is_short
from .._local.gc import relaxed_gc
from .._local.requirements import OF_MODULES, how_to_install
from .._local.waiting import Waiting
from .._local.yaml import YAML_IMPORT_ERROR
from .._read.catalog import Catalog
from .cleared import secrets_of, without_secrets
from .failures import FAULT, failure, fault
from .options import AIP, ASSET_SPEC, NO_URL, Spec, shown_options
from .service import AnySession, Service
from .session import Session, Sessions

if TYPE_CHECKING:
    from .jira import JiraSession


@dataclass(frozen=True)
class Task:
    """The input of a module's `run`: validated options, which of them were written, the mode, and the server.

    `progress` receives the progress of the task.
    """

    params: Mapping[str, Any]
    written: frozenset[str]
    check_mode: bool
    session: AnySession
    diff_mode: bool = True
    progress: Progress = silent

    @property
    def catalog(self) -> Catalog:
        """The catalogs of the server, and the access to it."""
        return cast(Session, self.session).catalog

    @property
    def jira(self) -> JiraSession:
        """The session, of a task that talks to Jira itself."""
        return cast("JiraSession", self.session)

    @property
    def waiting(self) -> Waiting:
        """How long to wait for the search index and for other runs, by the session's clock."""
        return self.session.waiting

    def hide(self, text: str) -> str:
        """A value from outside with every secret in it blotted out."""
        return self.session.http.secrets.hide(text)

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


LOGIN_SECRETS = ("token", "password", "proxy")

Run = Callable[[Task], dict[str, Any]]


class _Module(AnsibleModule):
    """An AnsibleModule that knows which options were written, and never shows values that may be encrypted."""

    def _load_params(self) -> None:
        super()._load_params()
        self.written = frozenset(self.params)
        # Until the types were read, any attribute may be encrypted.
        self.harmless_attributes: frozenset[str] = frozenset()

    def exit_json(self, **result: Any) -> NoReturn:
        """Like Ansible's, with this collection's invocation."""
        super().exit_json(**result, invocation=self._invocation())

    def fail_json(self, msg: str, **result: Any) -> NoReturn:
        """Like Ansible's, with this collection's invocation, and with every problem of the options."""
        told = {"msg": secrets_of(self.no_log_values).hide_in_sentence(msg), **result}
        super().fail_json(
            **{**told, **refusal(self.validation_result)}, invocation=self._invocation()
        )

    def _invocation(self) -> dict[str, Any]:
        """The options as they may be shown."""
        shown = invocation(
            self.params, self.argument_spec, self.harmless_attributes, self.no_log_values
        )
        # Ansible's own way of blotting out takes even our words apart where a secret is short, and takes long for many
        # secrets; results have been cleared already.
        self.no_log_values = {
            text
            for text in map(str, map(self.params.get, LOGIN_SECRETS))
            if text in self.no_log_values and not is_short(text)
        }
        return shown


def run_module(spec: Spec, run: Run, service: Service = AIP, **checks: Any) -> NoReturn:
    """Run a module: build it, do its work, and end with a result or one clear sentence."""
    # no_log only keeps the options out of the target's syslog, as they may contain an encrypted attribute.
    module = _Module(
        argument_spec={**service.spec, **spec}, supports_check_mode=True, no_log=True, **checks
    )
    trouble = REQUESTS_IMPORT_ERROR or YAML_IMPORT_ERROR
    if trouble:
        module.fail_json(how_to_install(OF_MODULES, trouble))
    ended = run_validated(
        run,
        module.validation_result,
        module.written,
        module.check_mode,
        os.environ,
        diff_mode=bool(module._diff),
        sessions=Sessions(service=service),
    ).named(str(module._name))
    module.harmless_attributes = ended.harmless_attributes
    for warning in ended.warnings:
        module.warn(warning)
    if ended.failed:
        module.fail_json(**ended.result)
    module.exit_json(**ended.result)


@dataclass(frozen=True)
class Ended:
    """The outcome of a module's work. `harmless_attributes` has the attributes whose values may be shown.

    `is_fault` if it failed because of a mistake in our code.
    """

    result: dict[str, Any]
    failed: bool
    warnings: tuple[str, ...] = ()
    harmless_attributes: frozenset[str] = frozenset()
    is_fault: bool = False

    def named(self, module: str) -> Ended:
        """The outcome; a fault of ours names the module."""
        if not self.is_fault:
            return self
        told = self.result["msg"].replace(FAULT, f"{FAULT} in {module}", 1)
        return dataclasses.replace(self, result={**self.result, "msg": told})

    def as_result(self) -> dict[str, Any]:
        """The result as Ansible returns it."""
        notes = {"failed": self.failed, "warnings": list(self.warnings)}
        return {**self.result, **{name: note for name, note in notes.items() if note}}


def validate(
    args: Mapping[str, Any], spec: Spec, checks: Mapping[str, Any], service: Service = AIP
) -> ValidationResult:
    """The options of a module, validated as AnsibleModule does, for running it without one."""
    validator = ArgumentSpecValidator({**service.spec, **spec}, **checks)
    valid: ValidationResult = validator.validate(dict(args))
    return valid


def refusal(valid: ValidationResult) -> dict[str, Any]:
    """What a result says of invalid options: all problems, where AnsibleModule shows only the first; empty if valid."""
    hide = secrets_of(valid._no_log_values).hide_in_sentence
    found = refusals(valid)
    if not found:
        return {}
    problems = [visible(hide(one)) for one in found]
    return {"msg": InputError(problems).sentence, "problems": problems}


def refusals(valid: ValidationResult) -> list[str]:
    """Every problem of the options, each in a sentence."""
    problems: list[str] = []
    for one in valid.errors.errors:
        if isinstance(one, RequiredError) and (missing := _MISSING.fullmatch(one.msg)):
            problems += _of_missing(missing[1].split(", "))
        else:
            start = "Unsupported parameters: " if isinstance(one, UnsupportedError) else ""
            problems.append(start + one.msg)
    return list(dict.fromkeys(problems))


_MISSING = re.compile("missing required arguments: (.+)")


def _of_missing(names: Sequence[str]) -> Iterator[str]:
    """Sentences about options that are not set."""
    if "url" in names:
        yield NO_URL
    others = [name for name in names if name != "url"]
    if others:
        yield f"missing required arguments: {', '.join(others)}"


def invocation(
    params: Mapping[str, Any],
    spec: Spec,
    harmless_attributes: frozenset[str],
    secrets: Iterable[Any],
) -> dict[str, Any]:
    """The options of a task as its result may show them."""
    shown = {"module_args": shown_options(params, spec, harmless_attributes)}
    return without_secrets(shown, secrets_of(secrets))


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
        return Ended(refusal(valid), failed=True)
    params = valid.validated_parameters

    def run_task(task: Task) -> dict[str, Any]:
        task.session.hint_at_trial(check_mode)
        return run(task)

    ended = perform(
        run_task, params, written, check_mode, environment, diff_mode, progress, sessions
    )
    if ended.is_fault:
        secrets = secrets_of(valid._no_log_values)
        return dataclasses.replace(ended, result=without_secrets(ended.result, secrets))
    return ended


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

    So does a fault of our own, whose traceback would show secrets. Without `sessions`, the work has a session of its
    own. The result shows no secret that the options hold or that the work got to know.
    """
    sessions = sessions or Sessions()
    secrets = secrets_of(
        (*filter(None, map(params.get, LOGIN_SECRETS)), *(params.get("secrets") or ()))
    )
    service = sessions.service or AIP
    try:
        params = service.own(params, written, environment)
        access = service.access_of(params, environment, check_mode)
        workers, page_size = params.get("workers") or 1, params["page_size"]
        session = sessions.take(access, workers, progress, page_size)
        session.wait_for_index(params["wait_for_index"])
    except InputError as error:
        return Ended(without_secrets(failure(error), secrets), failed=True)
    http = session.http
    http.secrets.learn(secrets)
    is_fault = False

    def work() -> dict[str, Any]:
        task = Task(params, written, check_mode, session, diff_mode, progress)
        return dict(run(task))

    try:
        with relaxed_gc():
            result = _with_fresh_catalogs(work, session)
        warnings = (*result.pop("warnings", ()), *session.take_warnings())
        failed = False
    except AipError as error:
        result, failed = failure(error, http.secrets.hide), True
        warnings = error.outcome.warnings if isinstance(error, PartlyDone) else ()
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not be shown as it is
        result, failed, is_fault, warnings = fault(error), True, True, ()
    finally:
        sessions.give_back(session)
    result["api"] = http.statistics.as_result()
    trouble = (http.log.trouble,) if http.log.trouble else ()
    told = tuple(visible(http.secrets.hide_in_sentence(one)) for one in (*warnings, *trouble))
    shown = without_secrets(result, http.secrets)
    if session.reads_notes:
        from .._core.foreseen import without_new_ids  # noqa: PLC0415 - for check mode only

        shown, told = without_new_ids(shown), without_new_ids(told)
    return Ended(shown, failed, tuple(told), session.harmless_attributes, is_fault)


def _with_fresh_catalogs(work: Callable[[], dict[str, Any]], session: AnySession) -> dict[str, Any]:
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
