# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of jira_issue: each in check mode, for real, and both again, with a look at the requests and at the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.assetops.aip.tests.sandbox.jira.people import account_id
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox
from ansible_collections.assetops.aip.tests.unit.plugins.modules.jiras import login

Result = dict[str, Any]


class Steps:
    """Runs modules for Jira against one sandbox, and looks at what was sent, and at what is there."""

    def __init__(self, run: Callable[..., Result], sandbox: Sandbox, user: str = "ansible") -> None:
        self._run, self.sandbox, self._user = run, sandbox, user

    @property
    def profile(self) -> str:
        """Which Jira it is."""
        return str(self.sandbox.switches()["profile"])

    @property
    def is_cloud(self) -> bool:
        """Whether it is Jira Cloud."""
        return self.profile == "cloud"

    # -- running --

    def issue(self, check: bool = False, **options: Any) -> Result:
        """The result of jira_issue."""
        return self.module("jira_issue", check=check, **options)

    def info(self, **options: Any) -> Result:
        """The result of jira_issue_info."""
        return self.module("jira_issue_info", **options)

    def module(self, module: str, check: bool = False, **options: Any) -> Result:
        """The result of a module."""
        given = {**login(self.sandbox, self._user), **options}
        return self._run(self.sandbox, module, check=check, **given)

    def succeeds(self, check: bool = False, **options: Any) -> Result:
        """The result of jira_issue, which did not fail."""
        result = self.issue(check, **options)
        assert not result["failed"], result["msg"]
        return result

    def refused(self, *words: str, check: bool = False, **options: Any) -> str:
        """The sentence of a failure before the first write, which has these words."""
        self.sandbox.journal.clear()
        result = self.issue(check, **options)
        assert result["failed"], result
        assert not result["changed"]
        assert not self.sandbox.journal.writes()
        message = str(result["msg"])
        assert all(word in message for word in words), message
        return message

    def step(self, foresees: bool = True, **options: Any) -> Result:
        """Make a change: check mode predicts it and writes nothing, and after the real run there is nothing to do.

        `foresees` is False for what is written by ids, which the result of check mode has as well.
        """
        self.sandbox.journal.clear()
        predicted = self.succeeds(check=True, **options)
        assert self.sandbox.journal.writes() == []
        assert predicted["changed"]
        real = self.succeeds(**options)
        self.sent = self.sandbox.journal.writes()
        assert self.sent
        assert real["changed"]
        assert predicted["changes"] == real["changes"], (predicted["changes"], real["changes"])
        assert predicted["diff"] == real["diff"], (predicted["diff"], real["diff"])
        before, after = foreseen(predicted["issue"]), foreseen(real["issue"])
        # Where an issue begins in its workflow nobody can foresee.
        if before is not None and "status" not in before:
            after.pop("status")
        assert not foresees or before == after, (before, after)
        assert real["warnings"] == []
        self.silent(**options)
        return real

    def silent(self, modes: tuple[bool, ...] = (True, False), **options: Any) -> Result:
        """Nothing to do: in both modes no change is reported, nothing is sent, and the history gets no entry."""
        before = self.entries()
        self.sandbox.journal.clear()
        result: Result = {}
        for check in modes:
            result = self.succeeds(check=check, **options)
            assert not result["changed"], result["changes"]
            assert result["changes"] == []
            assert result["diff"]["before"] == result["diff"]["after"]
        assert self.sandbox.journal.writes() == []
        assert self.entries() == before
        return result

    # -- what is there --

    def entries(self) -> list[Any]:
        """All entries of the histories of all issues."""
        return self.sandbox.site.jira.rows.all("history")

    def history(self, key: str) -> list[tuple[str, Any, Any]]:
        """Field, old and new text of all changes of an issue, oldest first."""
        entries = self.sandbox.site.jira.history.of(self.row(key)["id"])
        return [
            (one["field"], one["fromString"], one["toString"])
            for entry in entries
            for one in entry["items"]
        ]

    def row(self, key: str) -> Any:
        """The truth about an issue."""
        found = self.sandbox.site.jira.find_issue(key)
        assert found is not None
        return found

    def truth(self, key: str) -> Mapping[str, Any]:
        """The fields of an issue, by id, in one form whatever the profile."""
        found: Mapping[str, Any] = self.sandbox.site.jira.document(self.row(key))["fields"]
        return found

    def rename(self, key: str, new: str) -> None:
        """Give an issue another key, as Jira does when it is moved; the old one leads to it still."""
        row = self.row(key)
        self.sandbox.site.jira.rows.put("issue", row["id"], {**row, "key": new})
        self.sandbox.site.jira.rows.name_issue(new, row["id"])

    # -- people --

    def user(self, name: str) -> str:
        """How the server itself names a user."""
        return account_id(self.sandbox.users[name]) if self.is_cloud else name

    def spellings(self, name: str) -> tuple[str, ...]:
        """All the ways in which a user can be written. The e-mail address is one of them only if it is shown."""
        user = self.sandbox.users[name]
        ids = (account_id(user),) if self.is_cloud else (user.username, user.key)
        return (*ids, user.email, user.email.upper(), user.display_name)

    def alike(self, **options: Any) -> None:
        """Nothing to do either, for another spelling of what is there."""
        self.silent((False,), **options)


def foreseen(issue: Any) -> Any:
    """An issue of a result without what nobody can foresee; what has no order is sorted."""
    if issue is None:
        return None
    known = {key: value for key, value in issue.items() if key not in ("key", "id", "url")}
    return {key: _sorted(value) for key, value in known.items()}


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(one) for key, one in value.items()}
    return sorted(value, key=str) if isinstance(value, list) else value
