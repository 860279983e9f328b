# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results of tasks whose options hold secrets that the module does not know of: those of state files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..module_utils._module import cleared

Result = dict[str, Any]


def without_secrets(result: Result, secrets: Iterable[str]) -> Result:
    """The result with the secrets blotted out in texts from outside, however YAML has written them."""
    known = cleared.secrets_of(secrets)
    return cleared.without_secrets(result, known) if known.known else result
