# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scope as data: as written, resolved, and what was found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .._core.model import AssetType, Declared, Id
from .._core.plan import Surplus, Unmanaged
from .._core.prune import Limits

if TYPE_CHECKING:
    from .._core.filters import Filter


@dataclass(frozen=True)
class WrittenScope:
    """The scope as written, and what to do with undeclared assets in it."""

    prune: bool = False
    asset_types: tuple[Any, ...] = ()
    filters: tuple[Any, ...] = ()
    protect: tuple[Any, ...] = ()
    retire: Mapping[str, Any] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    @property
    def is_written(self) -> bool:
        """Whether anything is: most declarations have no scope."""
        return self.prune or bool(self.asset_types or self.filters)


@dataclass(frozen=True)
class Scope:
    """The scope, resolved: the assets of these types that meet the filters; `protect` spares some of them.

    `retired` has, by type, the values to set instead of deleting an asset; empty if assets are deleted.
    """

    written: WrittenScope
    types: tuple[AssetType, ...]
    filters: tuple[Filter, ...]
    protect: tuple[Filter, ...]
    retired: Mapping[Id, Declared]


@dataclass(frozen=True)
class Survey:
    """What was found in the scope."""

    in_scope: int = 0
    unmanaged: tuple[Unmanaged, ...] = ()
    surplus: tuple[Surplus, ...] = ()
    blocked: tuple[str, ...] = ()
