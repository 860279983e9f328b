# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What plugins on the controller share: options as modules get them, and server texts that are never templates."""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, Callable, TypeVar

from ansible.module_utils.common import json as ansible_json
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.utils.display import Display

from ..module_utils._core.errors import AipError, InputError
from ..module_utils._core.remarks import grouped
from ..module_utils._core.visible import visible
from ..module_utils._http.libraries import REQUESTS_IMPORT_ERROR
from ..module_utils._local.requirements import OF_MODULES, how_to_install
from ..module_utils._module.cleared import secrets_of
from ..module_utils._module.entry import Task, perform, refusal, refusals
from ..module_utils._module.options import CONNECTION_SPEC, NO_URL
from ..module_utils._module.session import Sessions
from ..module_utils._read.catalog import Catalog

wrap_var: Callable[[str], str] = str  # newer releases of Ansible need no mark
try:
    from ansible.template import trust_as_template  # since 2.19 only what is marked is a template
except ImportError:
    from ansible.utils.unsafe_proxy import wrap_var

    MUST_BE_MARKED = True
else:
    del trust_as_template
    MUST_BE_MARKED = False
"""Whether Ansible takes every text for a template unless it is marked as unsafe."""

Found = TypeVar("Found")


@functools.lru_cache(maxsize=50_000)
def _marked(text: str) -> str:
    marked: str = wrap_var(text)
    return marked


def no_template(value: Any) -> Any:
    """The data of a server, marked so that Ansible takes no text in it for a template. Data is plain JSON."""
    if not MUST_BE_MARKED:
        return value
    if isinstance(value, str):
        return _marked(value)
    if isinstance(value, dict):
        return {no_template(key): no_template(one) for key, one in value.items()}
    if isinstance(value, list):
        return [no_template(one) for one in value]
    return value


_HARMLESS = re.compile(r"[\w .,:@#/+-]+")


def host_name(text: str) -> str:
    """The name of a host, marked so that it is never a template; left as it is where it cannot be one.

    Older releases of Ansible show marked texts in a form that programs do not expect for a name.
    """
    marked: str = text if _HARMLESS.fullmatch(text) else no_template(text)
    return marked


def plain(value: Any) -> Any:
    """An option as modules receive it: plain data, vaulted texts decrypted, dates as texts."""
    encoder: Any
    settings: dict[str, Any]
    if hasattr(ansible_json, "get_module_encoder"):  # from ansible-core 2.19 on
        direction = ansible_json.Direction.CONTROLLER_TO_MODULE
        encoder, settings = ansible_json.get_module_encoder("legacy", direction), {}
    else:
        encoder, settings = ansible_json.AnsibleJSONEncoder, {"vault_to_text": True}
    return json.loads(json.dumps(value, cls=encoder, **settings))


def failure(sentence: str, problems: Sequence[str] | None = None) -> dict[str, Any]:
    """The result of an action that failed before it did anything."""
    facts = {} if problems is None else {"problems": list(map(visible, grouped(problems)))}
    return with_problems_shown(
        {"failed": True, "changed": False, "msg": visible(sentence), **facts}
    )


def with_problems_shown(result: dict[str, Any]) -> dict[str, Any]:
    """The result, of which a terminal shows several problems as several lines."""
    has_lines = result.get("failed") and len(result.get("problems") or ()) > 1
    return in_lines(result) if has_lines else result


def in_lines(result: dict[str, Any]) -> dict[str, Any]:
    """The result of a failed task, of which a terminal shows each text of a list in a line.

    Since ansible-core 2.19, Ansible prints the message of a failure as it is. Before, it prints the whole result as
    JSON, in a single line unless the result asks for more.
    """
    return {**result, "_ansible_verbose_always": True} if MUST_BE_MARKED else result


def refused(valid: ValidationResult) -> dict[str, Any]:
    """The result of an action whose options are not valid."""
    return with_problems_shown({"failed": True, "changed": False, **refusal(valid)})


def validate(options: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a plugin and of the connection, validated by the modules' own tables. Raises InputError."""
    written = {name: value for name, value in options.items() if value is not None}
    validated = ArgumentSpecValidator({**CONNECTION_SPEC, **spec}).validate(plain(written))
    if validated.error_messages:
        hide = secrets_of(validated._no_log_values).hide_in_sentence
        raise InputError([hide(text) for text in refusals(validated)])
    return dict(validated.validated_parameters)


def insist_on_url(options: Mapping[str, Any]) -> None:
    """Raise InputError if no server is named, before Ansible does in its own words."""
    if options.get("url") is None and not os.environ.get("AIP_URL"):
        raise InputError([NO_URL])


def read(
    params: Mapping[str, Any], work: Callable[[Catalog], Found], sessions: Sessions | None = None
) -> Found:
    """What `work` finds on the server that these options name, which it can only read.

    Raises InputError for mistakes in the options and AipError for everything else; neither contains secrets.
    """
    if REQUESTS_IMPORT_ERROR:
        raise AipError(how_to_install(OF_MODULES, REQUESTS_IMPORT_ERROR))
    found: list[Found] = []

    def run(task: Task) -> dict[str, Any]:
        found[:] = [work(task.catalog)]
        return {}

    # As in check mode: then nothing that could write leaves this process.
    ended = perform(run, params, frozenset(), True, os.environ, sessions=sessions)
    for warning in ended.warnings:
        Display().warning(warning)
    if ended.failed:
        problems = ended.result.get("problems")
        raise InputError(problems) if problems else AipError(ended.result["msg"])
    return found[0]
