# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is learned while a state file is read: values with their lines, problems, secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Callable

from ansible.errors import AnsibleError

from ...module_utils._core.remarks import Remark

SURROGATE = re.compile(r"\\[uU]0*[dD][89a-fA-F]")
"""What a text contains that writes half of a character."""
NO_SURROGATES = "an unpaired surrogate is not a character: remove it"

Decrypt = Callable[[bytes], bytes]
Fields = dict[str, Any]


@dataclass(frozen=True)
class Placed:
    """A value, and the line it stands in."""

    value: Any
    line: int


@dataclass(frozen=True)
class Notes:
    """What is learned while one file is read: problems by line, and secrets."""

    name: str
    problems: dict[Remark, None] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)

    def problem(self, line: int, sentence: str, column: int | None = None) -> None:
        """Remember a problem, once: a line can be met several times through aliases."""
        place = f"{line}" if column is None else f"{line}:{column}"
        self.problems[Remark(f"{self.name}:{place}", "", sentence)] = None


def vault_hint(error: AnsibleError) -> str:
    """Why a vault text cannot be decrypted, and what may help."""
    said = " ".join(str(error).split()).rstrip(".")
    return f" ({said}); give its password, for example by --vault-password-file"
