# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inheritance: how the fields of an asset are merged over its defaults, in state files and in options alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EVERY_TYPE = "*"
"""The key under `defaults` whose fields every asset inherits, whatever its type."""


def inherit(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `over` with those that it inherits from `under`: attributes one by one, all else as a whole.

    What `over` has takes precedence, even a null. Attributes that are not a mapping are left for the parser to report.
    """
    merged = {**under, **over}
    inherited, own = under.get("attributes"), over.get("attributes")
    if isinstance(inherited, Mapping) and isinstance(own, Mapping):
        merged["attributes"] = {**inherited, **own}
    return merged
