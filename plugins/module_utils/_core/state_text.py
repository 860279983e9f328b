# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The text of a state file, which people keep in git."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .visible import visible
from .yaml_text import comment, yaml_text


def state_text(
    assets: Sequence[Mapping[str, Any]],
    head: Sequence[str] = (),
    secret: Sequence[str] = (),
    defaults: Mapping[str, Any] | None = None,
) -> str:
    """The text of a state file with these comments above. `secret` has the attributes whose values cannot be in it."""
    lines = [line for text in head for line in comment(visible(" ".join(text.split())))]
    lines += encrypted(secret)
    data: Any = {"defaults": defaults, "assets": assets} if defaults else list(assets)
    return "\n".join([*lines, "---", yaml_text(data) or "[]\n"])


def encrypted(attributes: Sequence[str]) -> list[str]:
    """The lines of the comment about attributes whose values cannot be in the file; none if there are none."""
    if not attributes:
        return []
    names = ", ".join(visible(" ".join(name.split())) for name in attributes)
    return comment(f"Encrypted, and therefore left out: {names}")
