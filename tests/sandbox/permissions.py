# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AIP's permission schemes: who may browse, create, update, delete assets of which type."""

from __future__ import annotations

from .model import RIGHTS, AssetType, Catalog, Grant, User
from .switches import Switches


class Permissions:
    """Answers questions about rights."""

    def __init__(self, catalog: Catalog, switches: Switches) -> None:
        self._catalog = catalog
        self._switches = switches

    def allows(self, user: User | None, right: str, asset_type: AssetType) -> bool:
        """Whether a user has a right on the assets of a type.

        Documented: a scheme hangs on the asset type scheme or on the type; without any, only Jira
        administrators see the assets; and a setting may subject these to the schemes as well.
        """
        if user is None:
            return False
        if user.admin and self._switches["admins_see_all"]:
            return True
        name = asset_type.permissions or self._catalog.schemes[asset_type.scheme_id].permissions
        if name is None:
            return user.admin and right in RIGHTS
        return any(
            grant.right in (right, "manage") and _reaches(grant, user)
            for grant in self._catalog.permissions[name]
        )

    def browsable(self, user: User | None) -> frozenset[int] | None:
        """Return the types whose assets a user may see; None for all of them."""
        types = self._catalog.types.values()
        seen = frozenset(t.id for t in types if self.allows(user, "browse", t))
        return None if len(seen) == len(self._catalog.types) else seen


def _reaches(grant: Grant, user: User) -> bool:
    if grant.to == "admins":
        return user.admin
    return grant.to == "everyone" or grant.to in {f"group:{group}" for group in user.groups}
