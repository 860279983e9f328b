# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of Jira's REST API, for every profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

requests = pytest.importorskip("requests")


class JiraClient:
    """Asks as a user in the way that the profile knows them: by a token, or by e-mail and API token."""

    def __init__(
        self, sandbox: Any, user: str | None = "ansible", api: int | str = 2, url: str | None = None
    ):
        self.sandbox, self.api, self.url = sandbox, api, url or sandbox.url
        self.session = requests.Session()
        self.session.trust_env = False
        if user is None:
            return
        if sandbox.switches()["profile"] == "cloud":
            self.session.auth = (sandbox.users[user].email, sandbox.token(user))
        else:
            self.session.headers["Authorization"] = f"Bearer {sandbox.token(user)}"

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Ask; a path without a leading slash is one of the REST API."""
        options.setdefault("allow_redirects", False)
        if body is not None:
            options["json"] = body
        full = path if path.startswith("http") else self.url + self._path(path)
        return self.session.request(method, full, timeout=20, **options)

    def _path(self, path: str) -> str:
        return path if path.startswith("/") else f"/rest/api/{self.api}/{path}"

    def get(self, path: str, **options: Any) -> Any:
        return self("GET", path, **options)

    def read(self, path: str, **options: Any) -> Any:
        """The JSON of an answer that is 200."""
        answer = self("GET", path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self("POST", path, body, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> Any:
        return self("PUT", path, body, **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self("DELETE", path, **options)

    def create(
        self, project: str = "WEB", kind: str = "Task", update: Any = None, **fields: Any
    ) -> str:
        """Create an issue; return its key."""
        body = {
            "project": {"key": project},
            "issuetype": {"name": kind},
            "summary": "made",
            **fields,
        }
        answer = self.post("issue", {"fields": body, "update": update or {}})
        assert answer.status_code == 201, answer.text
        return answer.json()["key"]

    def errors(self, **fields: Any) -> dict[str, str]:
        """What is wrong with a new issue of these fields."""
        body = {
            "project": {"key": "WEB"},
            "issuetype": {"name": "Task"},
            "summary": "made",
            **fields,
        }
        answer = self.post("issue", {"fields": {k: v for k, v in body.items() if v is not ...}})
        assert answer.status_code == 400, answer.text
        return answer.json()["errors"]

    def field(self, key: str, name: str) -> Any:
        """The value of a field."""
        return self.read(f"issue/{key}?fields={name}").get("fields", {}).get(name)

    def history(self, key: str) -> list[tuple[str, str | None, str | None]]:
        """Field, old and new text of all changes, oldest first."""
        found = self.read(f"issue/{key}?fields=id&expand=changelog")["changelog"]["histories"]
        found.sort(key=lambda entry: int(entry["id"]))
        return [
            (i["field"], i["fromString"], i["toString"]) for entry in found for i in entry["items"]
        ]

    def attach(self, key: str, name: str, content: bytes, part: str = "file") -> Any:
        """Upload a file whose name is sent as raw UTF-8."""
        head = f'Content-Disposition: form-data; name="{part}"; filename="{name}"'.encode()
        body = (
            b"--x\r\n" + head + b"\r\nContent-Type: text/plain\r\n\r\n" + content + b"\r\n--x--\r\n"
        )
        headers = {
            "X-Atlassian-Token": "no-check",
            "Content-Type": "multipart/form-data; boundary=x",
        }
        return self("POST", f"issue/{key}/attachments", data=body, headers=headers)

    @staticmethod
    def doc(text: str) -> dict[str, Any]:
        """A document of one paragraph."""
        content = [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]
        return {"type": "doc", "version": 1, "content": content}


@pytest.fixture
def jira(start) -> Callable[..., JiraClient]:
    """Start a sandbox of a profile; return a client of it."""

    def make(
        profile: str = "dc-10", user: str | None = "ansible", api: int | str = 2, **switches: Any
    ) -> JiraClient:
        sandbox = start("company", switches={"profile": profile, **switches})
        return JiraClient(sandbox, user, api)

    return make
