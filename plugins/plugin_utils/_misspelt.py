# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables that look like those of a role or playbook of this collection but are none.

Ansible ignores them, so that a misspelt limit, for example, would not limit anything.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

PREFIXES = (
    "aip_apply_",
    "aip_audit_",
    "aip_drift_issue_",
    "aip_export_",
    "aip_host_assets_",
    "aip_probe_",
    "aip_schema_",
    "aip_validate_",
    "apply_approved_",
    "declare_from_issue_",
    "drift_issue_",
    "jira_mirror_",
    "jira_overdue_",
)
"""What the variables of the roles and playbooks begin with."""

_BEGINS = re.compile(r"(?i)(aip|api|jira)")
_NEAR = 0.87
"""How alike a name with another beginning must be to one of ours to be taken for it, from 0 to 1."""


def find_misspelt(
    variables: Mapping[str, Any], known: Collection[str], prefix: str
) -> dict[str, str]:
    """The variables that nothing reads, each with the nearest known name, which is empty if none is near.

    These are all with the prefix that are not known, and those without it that are nearly a known name
    (`aip_aply_src`). Results of tasks that users have registered under such a name do not count.
    """
    names = (str(name) for name, value in variables.items() if not _is_registered(value))
    suspects = (name for name in names if _is_suspect(name, known, prefix))
    found = {name: _nearest(name, known, prefix) for name in suspects}
    return {
        name: near
        for name, near in sorted(found.items())
        if near or (name.startswith(prefix) and name not in known)
    }


def _is_registered(value: Any) -> bool:
    return isinstance(value, Mapping) and ("changed" in value or "failed" in value)


def _is_suspect(name: str, known: Collection[str], prefix: str) -> bool:
    first_word = prefix.partition("_")[0]  # of playbooks whose variables do not begin with aip
    return name not in known and bool(_BEGINS.match(name) or name.startswith(f"{first_word}_"))


def _with_letters_swapped(end: str, ends: Iterable[str]) -> list[str]:
    """The ends with the same letters in another order: of two letters, that is too far for what is alike."""
    return [one for one in ends if sorted(one) == sorted(end)]


def _nearest(name: str, known: Iterable[str], prefix: str) -> str:
    if name.startswith(PREFIXES) and not name.startswith(prefix):
        return ""  # it belongs to another role, which checks it
    if name.startswith(prefix):  # what they have in common says nothing
        ends = [one.removeprefix(prefix) for one in known if one.startswith(prefix)]
        end = name.removeprefix(prefix)
        near = difflib.get_close_matches(end, ends, 1) or _with_letters_swapped(end, ends)
        return "".join(prefix + one for one in near[:1])
    as_written = re.sub(r"\W", "_", name).lower()
    return "".join(difflib.get_close_matches(as_written, list(known), 1, _NEAR))
