# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and groups, as Data Center and as Cloud show them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from ..model import Catalog, User
from .caller import Caller

_SPACE = uuid.UUID("4a6f2b0e-6a0d-4d5f-9d0c-2f6f0c1f7a11")


def account_id(user: User) -> str:
    """Return the id by which Cloud knows a user."""
    return user.account or f"712020:{uuid.uuid5(_SPACE, user.username)}"


def group_id(name: str) -> str:
    """Return the id by which Cloud knows a group."""
    return str(uuid.uuid5(_SPACE, f"group {name}"))


class People:
    """All users, found in every way that Jira finds them."""

    def __init__(self, catalog: Catalog) -> None:
        self.all = catalog.users
        self.groups = catalog.groups
        self._by_key = {user.key: user for user in catalog.users}
        self._by_name = {user.username.lower(): user for user in catalog.users}
        self._by_account = {account_id(user): user for user in catalog.users}

    def by_key(self, key: str | None) -> User | None:
        """Return the user of a key."""
        return self._by_key.get(key) if isinstance(key, str) else None

    def by_name(self, name: str | None) -> User | None:
        """Return the user of a user name, in whatever case."""
        return self._by_name.get(name.lower()) if isinstance(name, str) else None

    def by_account(self, account: str | None) -> User | None:
        """Return the user of an account id."""
        return self._by_account.get(account) if isinstance(account, str) else None

    def members(self, group: str) -> list[User]:
        """Return the users of a group."""
        return [user for user in self.all if group in user.groups]

    def search(self, query: str, caller: Caller, inactive: bool = False) -> list[User]:
        """Return the users whose name, display name or e-mail begins like the query, also at a later word."""
        wanted = query.lower()
        return [
            user
            for user in self.all
            if (user.active or inactive)
            and any(begins(text, wanted) for text in _searched(user, caller))
        ]


def _searched(user: User, caller: Caller) -> Iterable[str]:
    """Cloud finds an e-mail although it does not show it, but only the whole one."""
    yield user.display_name
    if caller.cloud:
        yield from (user.email,) if not user.hides_email else ()
    else:
        yield from (user.username, user.email)


def begins(text: str, wanted: str) -> bool:
    """Whether a text, or a word of it, begins so; every text begins with nothing."""
    lowered = text.lower()
    if lowered.startswith(wanted):
        return True
    return any(
        word.startswith(wanted) for word in lowered.replace("@", " ").replace(".", " ").split()
    )


def avatars(caller: Caller) -> dict[str, str]:
    """Return the pictures of a user or project."""
    base = f"{caller.site or caller.base}/secure/useravatar?avatarId=10122"
    return {
        "48x48": base,
        "24x24": f"{base}&size=small",
        "16x16": f"{base}&size=xsmall",
        "32x32": f"{base}&size=medium",
    }


def shown_user(user: User | None, caller: Caller, whole: bool = False) -> dict[str, Any] | None:
    """Return a user as a field of something else; `whole` as the answer to a question for it."""
    if user is None:
        return None
    shown: dict[str, Any]
    if caller.neutral:
        shown = {
            "name": user.username,
            "key": user.key,
            "accountId": account_id(user),
            "emailAddress": user.email,
            "displayName": user.display_name,
            "active": user.active,
        }
    elif caller.cloud:
        account = account_id(user)
        shown = {
            "self": caller.url(f"user?accountId={account}"),
            "accountId": account,
            "avatarUrls": avatars(caller),
            "displayName": user.display_name,
            "active": user.active,
            "timeZone": "Europe/Oslo",
            "accountType": "atlassian",
        }
        if not user.hides_email or caller.key == user.key:
            shown["emailAddress"] = user.email
        elif whole:
            shown["emailAddress"] = ""
    else:
        shown = {
            "self": caller.url(f"user?username={user.username}"),
            "name": user.username,
            "key": user.key,
            "emailAddress": user.email,
            "avatarUrls": avatars(caller),
            "displayName": user.display_name,
            "active": user.active,
            "timeZone": "Europe/Oslo",
        }
        if whole:
            shown["deleted"] = False
    if whole:
        shown["locale"] = "en_US"
    return shown


def shown_groups(user: User, caller: Caller) -> dict[str, Any]:
    """Return the groups of a user, as `expand=groups` adds them."""
    items = [shown_group(name, caller) for name in sorted(user.groups)]
    return {"size": len(items), "items": items}


def shown_group(name: str, caller: Caller) -> dict[str, Any]:
    """Return a group as a field of something else."""
    shown = {"name": name, "self": caller.url(f"group?groupname={name}")}
    return {**shown, "groupId": group_id(name)} if caller.cloud else shown
