# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results of actions that failed before they did anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible.module_utils.common.arg_spec import ValidationResult

from ..module_utils._core.remarks import grouped
from ..module_utils._core.visible import visible
from ._plain import MUST_BE_MARKED


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
    from ..module_utils._module.entry import refusal  # noqa: PLC0415 - most options are valid

    return with_problems_shown({"failed": True, "changed": False, **refusal(valid)})
