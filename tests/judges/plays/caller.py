# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who sends requests to a sandbox, one after the other, and takes what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from ..exchanges import WRONG
from ..stage import CLOUD, Stage

_FILE = "file"


@dataclass(frozen=True)
class Refused:
    """A request that was to succeed, and did not."""

    method: str
    path: str
    status: int
    text: str


class Caller:
    """A person with a token, and the version of the platform's API that is used."""

    def __init__(self, stage: Stage, person: str, api: str) -> None:
        self.api = api
        self.cloud = stage.profile == CLOUD
        self.profile = stage.profile
        self.base = stage.url
        self.refused: list[Refused] = []
        self._session = requests.Session()
        self._session.trust_env = False
        user = stage.sandbox.users[person]
        self.person = user
        if self.cloud:
            self._session.auth = (user.email, user.token)
        else:
            self._session.headers["Authorization"] = f"Bearer {user.token}"
        self._session.headers.update(
            {"Accept": "application/json", "X-Atlassian-Token": "no-check"}
        )

    @property
    def documents(self) -> bool:
        """Whether texts are documents, not markup."""
        return self.api == "3"

    def text(self, words: str) -> Any:
        """A text as this version of the API wants it."""
        if not self.documents:
            return words
        paragraph = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
        return {"type": "doc", "version": 1, "content": [paragraph]}

    def user(self, person: Mapping[str, Any]) -> dict[str, Any]:
        """How a field names a user that the server has shown."""
        key = "accountId" if self.cloud else "name"
        return {key: person[key]}

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        wrong: bool = False,
        files: Mapping[str, bytes] | None = None,
        **query: Any,
    ) -> Any:
        """Send a request; the JSON of the answer, or None.

        The path begins below the version of the platform's API, or at /rest. What is wrong on purpose may be
        refused, and its request is not judged.
        """
        headers = {WRONG: "1"} if wrong else {}
        if method == "DELETE":
            # Cloud refuses to remove some things without it.
            headers["Content-Type"] = "application/json"
        place = path if path.startswith("/rest/") else f"/rest/api/{self.api}/{path}"
        answer = self._session.request(
            method,
            self.base + place,
            json=body,
            params=query or None,
            headers=headers,
            files=[(_FILE, item) for item in files.items()] if files else None,
            timeout=30,
        )
        if answer.status_code >= 400 and not wrong:
            self.refused.append(Refused(method, place, answer.status_code, answer.text[:300]))
        try:
            return answer.json() if answer.content else None
        except ValueError:
            return None

    def first(self, rows: Any) -> dict[str, Any]:
        """The first of the objects of an answer; an empty one if there is none."""
        return dict(rows[0]) if rows else {}

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        return self.ask("GET", path, **query)

    def remove(self, path: str, **query: Any) -> Any:
        """Delete."""
        return self.ask("DELETE", path, **query)

    def refuse(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Send what is wrong on purpose."""
        return self.ask(method, path, body, wrong=True, **query)
