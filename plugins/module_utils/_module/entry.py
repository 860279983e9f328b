# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Between Ansible and the rest: argument specs, the connection from options, results."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable, NoReturn

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.module_utils.common.parameters import env_fallback
from ansible.module_utils.errors import UnsupportedError

from .._apply.agreement import Drifted, PlanBlocked
from .._apply.outcome import PartlyDone
from .._core.backend import Progress, silent
from .._core.errors import AipError, InputError
from .._core.fields import SYSTEM_FIELDS
from .._core.model import HIDDEN
from .._datacenter.dialect import build_dialect
from .._http.connection import Connection
from .._http.libraries import REQUESTS_IMPORT_ERROR
from .._local.gc import collected_seldom
from .._local.yaml import YAML_IMPORT_ERROR
from .._read.catalog import Catalog
from .results import blocked, partly_done
from .session import Access, Session, Sessions

Spec = dict[str, Any]


def _option(name: str, **facts: Any) -> Spec:
    return {name: {**facts, "fallback": (env_fallback, [f"AIP_{name.upper()}"])}}


DIALECT_SPEC: Spec = {
    "asset_type_key": {"type": "str", "choices": ["formId", "formName", "form"]},
    "system_fields": {"type": "str", "choices": ["top_level", "attributes"]},
    "attributes": {"type": "str", "choices": ["entries", "map"]},
    "numbers": {"type": "str", "choices": ["number", "text"]},
    "clear_with": {"type": "str", "choices": ["empty_text", "null"]},
    "update_with_asset_type": {"type": "bool"},
    "upload_part": {"type": "str"},
    "search_types_by": {"type": "str", "choices": ["name", "id"]},
    "html_escaped": {"type": "bool"},
    "time_zone": {"type": "str"},
    "statuses": {"type": "dict"},
    "status_keys": {"type": "dict", "no_log": False},
    "substatus_keys": {"type": "dict", "no_log": False},
    "attribute_types": {"type": "dict"},
    "unreadable_fields": {"type": "list", "elements": "str"},
}

CONNECTION_SPEC: Spec = {
    **_option("url", type="str", required=True),
    **_option("token", type="str", no_log=True),
    **_option("username", type="str"),
    **_option("password", type="str", no_log=True),
    **_option("deployment", type="str", choices=["datacenter", "cloud"], default="datacenter"),
    **_option("validate_certs", type="bool", default=True),
    **_option("ca_path", type="path"),
    **_option("client_cert", type="path"),
    **_option("client_key", type="path", no_log=False),
    **_option("proxy", type="str", no_log=True),
    **_option("timeout", type="float", default=30),
    **_option("retries", type="int", default=4),
    **_option("max_wait", type="float", default=300),
    **_option("wait_for_index", type="float", default=30),
    **_option("page_size", type="int", default=100),
    **_option("dialect", type="dict", options=DIALECT_SPEC),
}
"""The connection options: the same in every module, each with an environment variable AIP_<NAME>."""

ASSET_SPEC: Spec = {
    "asset_type": {"type": "str"},
    "name": {"type": "str"},
    "id": {"type": "raw"},
    "match_by": {"type": "list", "elements": "str", "default": ["name"]},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    # Raw, because null, "" and not written are three things, and YAML has typed the values already.
    **{field.key: {"type": "raw"} for field in SYSTEM_FIELDS},
    "attributes": {"type": "dict"},
    "attachments": {
        "type": "list",
        "elements": "dict",
        "options": {"path": {"type": "path", "required": True}, "name": {"type": "str"}},
    },
}
"""The options of one asset."""

FILTER_SPEC: Spec = {
    "type": "list",
    "elements": "dict",
    "default": [],
    "options": {
        "field": {"type": "str", "required": True},
        "operator": {
            "type": "str",
            "default": "equals",
            "choices": [
                "equals",
                "not_equals",
                "contains",
                "matches",
                "in",
                "greater",
                "less",
                "between",
                "is_empty",
            ],
        },
        "value": {"type": "raw"},
    },
}

_AT_LEAST = (
    ("timeout", 0.001),
    ("retries", 0),
    ("max_wait", 0),
    ("wait_for_index", 0),
    ("page_size", 1),
)


@dataclass(frozen=True)
class Task:
    """What a module's `run` gets: validated options, which of them were written, the mode, and the server.

    `progress` hears of it.
    """

    params: Mapping[str, Any]
    written: frozenset[str]
    check_mode: bool
    session: Session
    diff_mode: bool = True
    progress: Progress = silent

    @property
    def catalog(self) -> Catalog:
        """What the server knows beyond assets, and the door to it."""
        return self.session.catalog

    def asset(self) -> dict[str, Any]:
        """The options of the asset as written: what the user left out is not there, a written null is."""
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
    """An AnsibleModule that knows which options were written, and never shows what may be encrypted."""

    def _load_params(self) -> None:
        super()._load_params()
        self.written = frozenset(self.params)
        # Until the server has told which attributes are encrypted, all of them may be.
        self.harmless_attributes: frozenset[str] = frozenset()

    def invocation(self) -> dict[str, Any]:
        """The options as they may be shown."""
        return {"module_args": shown_options(self.params, self.harmless_attributes)}

    def exit_json(self, **result: Any) -> NoReturn:
        """As Ansible's, with our invocation."""
        result.setdefault("invocation", self.invocation())
        super().exit_json(**result)

    def fail_json(self, msg: str, **result: Any) -> NoReturn:
        """As Ansible's, with our invocation, and with all that is wrong with the options."""
        result.setdefault("invocation", self.invocation())
        super().fail_json(refusal(self.validation_result) or msg, **result)


def shown_options(params: Mapping[str, Any], harmless_attributes: frozenset[str]) -> dict[str, Any]:
    """The options as they may be shown: no login in the URL, and no attribute that may be encrypted."""
    shown = {**params, "url": without_login(str(params.get("url") or ""))}
    if "attributes" in shown:
        shown["attributes"] = _shown_attributes(shown["attributes"], harmless_attributes)
    # Thousands of assets would bury the result; and any attribute of theirs may be encrypted.
    for name in ("assets", "origins"):
        if isinstance(shown.get(name), list):
            shown[name] = f"{len(shown[name])} not shown"
    for name in ("defaults", "retire"):
        if isinstance(shown.get(name), dict):
            shown[name] = sorted(map(str, shown[name]))
    return shown


def _shown_attributes(attributes: Any, harmless: frozenset[str]) -> Any:
    if not isinstance(attributes, dict):
        return None if attributes is None else HIDDEN
    return {
        name: value if value is None or name in harmless else HIDDEN
        for name, value in attributes.items()
    }


def run_module(spec: Spec, run: Run, **checks: Any) -> NoReturn:
    """Run a module: build it, do its work, and end with a result or with one clear sentence."""
    # no_log here only keeps the options out of the target's syslog: an encrypted attribute may be among them.
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
    """What a module's work came to. `harmless_attributes` are those whose values may be shown."""

    result: dict[str, Any]
    failed: bool
    warnings: tuple[str, ...] = ()
    harmless_attributes: frozenset[str] = frozenset()

    def as_result(self) -> dict[str, Any]:
        """The result as Ansible returns it."""
        notes = {"failed": self.failed, "warnings": list(self.warnings)}
        return {**self.result, **{name: note for name, note in notes.items() if note}}


def validate(args: Mapping[str, Any], spec: Spec, checks: Mapping[str, Any]) -> ValidationResult:
    """The options of a module, validated as AnsibleModule does it, for those who run it without one."""
    valid: ValidationResult = ArgumentSpecValidator({**CONNECTION_SPEC, **spec}, **checks).validate(
        dict(args)
    )
    return valid


def refusal(valid: ValidationResult) -> str:
    """Everything that is wrong with the options, where AnsibleModule shows only the first problem; empty if valid."""
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
    """Run a module: the one way, as a command, in Ansible's worker and in tests. Invalid options are a failure."""
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
    """Do a module's work with validated options. A user's or a server's fault becomes a failed result.

    Without `sessions` the work has a session of its own.
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
        with collected_seldom():
            result = _with_fresh_catalogs(work, session)
        warnings = result.pop("warnings", ())
        failed = False
    except AipError as error:
        result, failed = _failure(error, http.secrets.hide), True
        warnings = error.outcome.warnings if isinstance(error, PartlyDone) else ()
    finally:
        sessions.give_back(session)
    result["api"] = http.statistics.as_result()
    told = tuple(map(http.secrets.hide, warnings))
    return Ended(result, failed, told, session.harmless_attributes)


def _with_fresh_catalogs(work: Callable[[], dict[str, Any]], session: Session) -> dict[str, Any]:
    """Do it again if it fails before the first write, on catalogs that a task before this one had read."""
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


def access_of(params: Mapping[str, Any], environment: Mapping[str, str], read_only: bool) -> Access:
    """What the connection options lead to. Raises InputError. Nothing is sent."""
    problems = [
        f"{name}: must be at least {least:g}" for name, least in _AT_LEAST if params[name] < least
    ]
    if params["deployment"] == "cloud":
        problems.append(
            "deployment: AIP Cloud is not supported yet, because its vendor has not published the API"
            " in a form that could be relied on; use datacenter"
        )
    if problems:
        raise InputError(problems)
    names = (
        "url",
        "token",
        "username",
        "password",
        "validate_certs",
        "ca_path",
        "client_cert",
        "client_key",
        "proxy",
    )
    given = {name: params[name] for name in (*names, "timeout", "retries", "max_wait")}
    connection = Connection(**given, environment=dict(environment))
    dialect = build_dialect(params["dialect"] or {})
    return Access(connection, dialect, read_only)


def without_login(url: str) -> str:
    """The URL without a login that somebody wrote into it; such a URL is refused, and must not be shown."""
    return re.sub(r"(?<=//)[^/?#]*@", "", url)


def _failure(error: AipError, hide: Callable[[str], str]) -> dict[str, Any]:
    """The result of a failed task: one sentence, what is behind it, and what was done before."""
    result: dict[str, Any] = {"msg": hide(error.sentence), "changed": False}
    cause = error.cause if isinstance(error, PartlyDone) else error
    if isinstance(cause, InputError):
        result["problems"] = [hide(problem) for problem in cause.problems]
    facts = {
        name: hide(fact) if isinstance(fact, str) else fact for name, fact in error.facts.items()
    }
    if facts:
        result["request"] = facts
    if isinstance(error, PartlyDone):
        result.update(partly_done(error))
    if isinstance(error, PlanBlocked):
        result.update(blocked(error))
    if isinstance(error, Drifted):
        result["drifted"] = list(error.assets)
    return result
