# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox for each test, and a plain client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

requests = pytest.importorskip("requests")
pytest.importorskip("flask")
pytest.importorskip("cheroot")

from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox  # noqa: E402

API = "/rest/jip-api/1.0/"


class Client:
    """Asks a sandbox as some user, with a token unless a password is wanted."""

    def __init__(self, sandbox: Sandbox, user: str | None = "ansible", password: str | None = None):
        self.url = sandbox.url
        self.session = requests.Session()
        self.session.trust_env = False
        if password is not None:
            self.session.auth = (user, password)
        elif user is not None:
            self.session.headers["Authorization"] = f"Bearer {sandbox.token(user)}"

    def __call__(self, method: str, path: str, **options: Any) -> Any:
        """Ask; a path without a leading slash is one of AIP."""
        options.setdefault("allow_redirects", False)
        full = self.url + (path if path.startswith("/") else API + path)
        return self.session.request(method, full, timeout=20, **options)

    def get(self, path: str, **options: Any) -> Any:
        return self("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self("POST", path, json=body, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> Any:
        return self("PUT", path, json=body, **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self("DELETE", path, **options)

    def upload(self, asset_id: int, name: str, content: Any, part: str = "file", **options: Any):
        options.setdefault("headers", {"X-Atlassian-Token": "no-check"})
        return self(
            "POST",
            f"inventory/attachment/0/{asset_id}.json",
            files={part: (name, content)},
            **options,
        )

    def search(self, *criteria: dict[str, Any], **changes: Any) -> Any:
        return self.post("index/query.json", query(*criteria, **changes))

    def names(self, *criteria: dict[str, Any], **changes: Any) -> list[str]:
        answer = self.search(*criteria, **changes)
        assert answer.status_code == 200, answer.text
        return [row["name"] for row in answer.json()["assets"]]


def query(*criteria: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a search body as public clients send it."""
    return {
        "searchType": "basic",
        "listType": "detail",
        "genericKeyword": None,
        "queryIndexSearchParams": list(criteria),
        "pageNumber": 1,
        "pageSize": 100,
        "sortDirection": "asc",
        "sortField": "asset.name",
        "sortType": "STRING",
        **changes,
    }


@pytest.fixture
def start() -> Iterator[Callable[..., Sandbox]]:
    """Start sandboxes that are stopped after the test."""
    running: list[Sandbox] = []

    def begin(seed: str = "every_field", **options: Any) -> Sandbox:
        running.append(Sandbox(seed, **options).start())
        return running[-1]

    yield begin
    for sandbox in running:
        sandbox.stop()


@pytest.fixture
def sandbox(start: Callable[..., Sandbox]) -> Sandbox:
    """The small sandbox, with one field of each kind."""
    return start("every_field")


@pytest.fixture
def company(start: Callable[..., Sandbox]) -> Sandbox:
    """The company."""
    return start("company")


@pytest.fixture
def client(sandbox: Sandbox) -> Client:
    """The user `ansible` of the small sandbox."""
    return Client(sandbox)


@pytest.fixture
def as_user() -> type[Client]:
    """The client class, for other users."""
    return Client
