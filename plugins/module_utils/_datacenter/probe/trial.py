# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is remembered of the throw-away asset between trials.

In all trials a form is the right one if its value is there when the asset is read back: servers may take what they do
not understand, and drop it.
"""

from __future__ import annotations

from typing import Any

from ..._core.model import AssetType, Field, Id
from .. import answers
from .scene import Exhibit, Scene
from .throwaway import Throwaway


class Trials:
    """The throw-away asset, and what is remembered of it between trials."""

    def __init__(self, scene: Scene, asset_type: AssetType) -> None:
        self.scene = scene
        self.notes = scene.notes
        self.asset = Throwaway(scene, asset_type)
        self.asset_type = asset_type
        self.enabled: frozenset[str] = frozenset()
        self.disabled: tuple[Field, ...] = ()
        self.rows_of: dict[Id, list[answers.Shown]] = {}
        self.spellings: dict[str, tuple[Any, Any]] = {}
        self.inferred: dict[str, str] = {}
        self.first: Exhibit | None = None
        self.second: Exhibit | None = None

    def attribute(self, *kinds: str) -> Field | None:
        """The first attribute of the type that is of one of the kinds, in their order."""
        for kind in kinds:
            for field in self.asset_type.attributes.values():
                if field.kind == kind:
                    return field
        return None
