# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters and tests as Ansible calls them: options checked, data marked as data, errors as one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ansible.errors import AnsibleFilterError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from jinja2 import Undefined

from ...module_utils._core.errors import InputError
from ...module_utils._core.fields import did_you_mean
from ...module_utils._core.visible import visible
from .._plain import no_template, plain

Work = Callable[..., Any]


def as_plugin(name: str, spec: Mapping[str, Any], work: Work) -> Callable[..., Any]:
    """The function that Ansible calls for a filter or test: `work(value, **options)` with options by their table.

    `spec` is in the order in which options may be written without their names. `work` raises InputError.
    """

    def run(value: Any, *args: Any, **options: Any) -> Any:
        if isinstance(value, Undefined):
            str(value)  # raises what Ansible says of undefined variables
        try:
            found = work(value, **_options(spec, args, options))
        except InputError as error:
            raise AnsibleFilterError(visible(f"{name}: {error.sentence}")) from None
        return no_template(found)

    return run


def _options(
    spec: Mapping[str, Any], args: tuple[Any, ...], options: Mapping[str, Any]
) -> dict[str, Any]:
    """The options, validated. Raises InputError."""
    problems = [
        f"{option}: there is no such option{did_you_mean(option, spec)}"
        for option in options
        if option not in spec
    ]
    if len(args) > len(spec):
        problems.append(f"takes {len(spec)} options, not {len(args)}")
    problems += [
        f"{option}: is written twice" for option in list(spec)[: len(args)] if option in options
    ]
    if problems:
        raise InputError(problems)
    written = {**dict(zip(spec, args)), **options}
    given = {option: value for option, value in written.items() if value is not None}
    valid = ArgumentSpecValidator(dict(spec)).validate(plain(given))
    if valid.error_messages:
        raise InputError(valid.error_messages)
    return dict(valid.validated_parameters)


def assets_in(value: Any) -> list[dict[str, Any]]:
    """The assets that a filter gets: a list of mappings, or a single one. Raises InputError for anything else."""
    assets = [value] if isinstance(value, Mapping) else value
    if not isinstance(assets, (list, tuple)) or not all(isinstance(one, Mapping) for one in assets):
        raise InputError(["takes a list of assets, each a mapping as aip_asset_info returns it"])
    return list(plain(list(assets)))
