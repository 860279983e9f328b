# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ids that options spell."""

from __future__ import annotations

from typing import Any

from .catalog import Catalog


def parse_asset_id(written: Any, catalog: Catalog, problems: list[str], option: str = "id") -> Any:
    """The id that an option spells, or None. Problems are added to the list."""
    if written is None:
        return None
    text = "" if isinstance(written, (bool, list, dict)) else str(written)
    found = catalog.backend.parse_id(text)
    if found is None:
        problems.append(f"{option}: '{written}' is not an asset id")
    return found
