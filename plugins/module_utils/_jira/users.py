# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users, by whatever people call them: username, key, account id, e-mail address or display name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._core.errors import InputError, NotFound, RequestError
from .._core.issues.people import Person, read_person
from .._http.call import Call
from .server import API, Server

_PAGE = 50
_MOST_PAGES = 20  # of people whom a name finds; nobody means one of a thousand


class Users:
    """Looks users up, each text once. Raises InputError for a text that is nobody's, or several people's."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._found: dict[str, Person] = {}

    def forget(self) -> None:
        """Look everyone up again."""
        self._found.clear()

    def find(self, written: str, option: str) -> Person:
        """The user whom the text names."""
        if written not in self._found:
            self._found[written] = self._look_up(written, option)
        return self._found[written]

    def _look_up(self, written: str, option: str) -> Person:
        # A text with a space or an at-sign may be a username on Data Center, but rarely is.
        looks_like_id = "@" not in written and " " not in written
        ways = (self._by_id, self._by_search) if looks_like_id else (self._by_search, self._by_id)
        for way in ways:
            found = way(written)
            people = {read_person(one).id: one for one in found}
            if len(people) > 1:
                listed = ", ".join(sorted(people))
                ids = "the account ids" if self._server.is_cloud else "the usernames"
                what = f"{len(people)} users are called '{written}': write one of {ids} {listed}"
                raise InputError([f"{option}: {what}"])
            if people:
                (shown,) = people.values()
                if option == "assignee" and shown.get("active") is False:
                    raise InputError([f"assignee: the user '{written}' is inactive"])
                person = read_person(shown)
                return Person(person.id, written, person.spellings)
        by = "account id, e-mail address or display name"
        if not self._server.is_cloud:
            by = "username, key, e-mail address or display name"
        raise InputError(
            [f"{option}: there is no user '{written}' (by {by}), or this user may not see them"]
        )

    def _by_id(self, written: str) -> list[Mapping[str, Any]]:
        """GET user, by account id on Cloud, by username or key on Data Center."""
        names = ("accountId",) if self._server.is_cloud else ("username", "key")
        if not self._server.is_cloud and written.startswith("JIRAUSER"):
            names = ("key", "username")
        for name in names:
            call = Call("GET", API + "user", f"look up the user '{written}'", ((name, written),))
            try:
                user = self._server.send(call).data
            except RequestError as error:
                # 404: there is no such user. 400: the text cannot be a user's at all.
                if not isinstance(error, NotFound) and error.status != 400:
                    raise
                self._server.prove_login()
                continue
            if isinstance(user, Mapping):
                return [user]
        return []

    def _by_search(self, written: str) -> list[Mapping[str, Any]]:
        """GET user/search: whom exactly this text names, and not all whom it finds."""
        shown = list(self._search(written))
        exact = [one for one in shown if _is_called(one, written)]
        if not exact and "@" in written and len(shown) == 1 and not shown[0].get("emailAddress"):
            exact = shown  # found by an address that the server does not show
        if not shown:
            self._server.prove_login()
        return exact

    def _search(self, written: str) -> Iterator[Mapping[str, Any]]:
        name = "query" if self._server.is_cloud else "username"
        for page in range(_MOST_PAGES):
            params = (
                (name, written),
                ("startAt", str(page * _PAGE)),
                ("maxResults", str(_PAGE)),
            )
            call = Call("GET", API + "user/search", f"search for the user '{written}'", params)
            data = self._server.send(call).data
            found = (
                [one for one in data if isinstance(one, Mapping)] if isinstance(data, list) else []
            )
            yield from found
            if len(found) < _PAGE:
                return


def _is_called(shown: Mapping[str, Any], written: str) -> bool:
    mail = str(shown.get("emailAddress") or "")
    if mail and mail.casefold() == written.casefold():
        return True
    return written in (
        shown.get("displayName"),
        shown.get("name"),
        shown.get("key"),
        shown.get("accountId"),
    )
