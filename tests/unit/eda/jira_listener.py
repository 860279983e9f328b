# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source jira_events, started in this process as ansible-rulebook starts it, and what Jira would send it.

As a command (`jira_listener.py ARGS_FILE FOLDER`) it is a small rulebook that can be killed: each event that is put is
a line of FOLDER/events, and the port is in FOLDER/port. With a file FOLDER/hold, a put does not return any more once
its event is written.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
import logging
import re
import resource
import runpy
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

PLUGINS = Path(__file__).resolve().parents[3] / "extensions" / "eda" / "plugins"
SOURCE = PLUGINS / "event_source" / "jira_events.py"
SECRET = "It's a Secret to Everybody"


def load() -> dict[str, Any]:
    """The source as ansible-rulebook loads it."""
    return runpy.run_path(str(SOURCE))


class Ports(logging.Handler):
    """Reads the port from the log."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the port, if this is the line that has it."""
        found = re.search(r"listens on \w+://.+:(\d+)/", record.getMessage())
        if found and not self.found.done():
            self.found.set_result(int(found[1]))


@dataclass(frozen=True)
class Listener:
    """A running source: where it listens, and the queue that it fills."""

    url: str
    queue: Any
    session: aiohttp.ClientSession
    task: asyncio.Task[None]

    async def post(
        self, body: Any, path: str = "/jira", secret: str | None = SECRET, **headers: str
    ) -> aiohttp.ClientResponse:
        """Send a delivery, signed if there is a secret; `X_Name` is the header X-Name."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if secret is not None:
            sent.setdefault("X-Hub-Signature", sign(raw, secret))
        async with self.session.post(
            self.url + path, data=io.BytesIO(raw), headers=sent
        ) as response:
            await response.read()
            return response

    async def health(self) -> Any:
        """What the health path shows."""
        async with self.session.get(self.url + "/health") as response:
            return await response.json()

    async def next_event(self) -> Any:
        """The next event in the queue."""
        return await asyncio.wait_for(self.queue.get(), 60)


def sign(body: bytes, secret: str = SECRET, method: str = "sha256") -> str:
    """The value of X-Hub-Signature."""
    return f"{method}=" + hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()


@asynccontextmanager
async def listening(state: Path, queue: Any = None, **options: Any) -> AsyncIterator[Listener]:
    """A source that runs until the block ends; a queue of one event as ansible-rulebook has it."""
    given = {"secret": SECRET, "port": 0, "state_path": str(state), **options}
    queue = queue or asyncio.Queue(1)
    task, port = await start(queue, {name: value for name, value in given.items() if value})
    scheme = "https" if "certfile" in options else "http"
    try:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=50)) as session:
            yield Listener(f"{scheme}://127.0.0.1:{port}", queue, session, task)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def start(queue: Any, args: dict[str, Any]) -> tuple[asyncio.Task[None], int]:
    """Start the source: its task, and the port."""
    log = logging.getLogger("assetops.aip.jira_events")
    log.setLevel(logging.INFO)
    ports = Ports()
    log.addHandler(ports)
    try:
        task = asyncio.create_task(load()["main"](queue, {"port": 0, **args}))
        await asyncio.wait({task, ports.found}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        return task, ports.found.result()
    finally:
        log.removeHandler(ports)


def run_async(test: Callable[..., Any]) -> Callable[..., None]:
    """A test that is a coroutine."""

    def run(tmp_path: Path) -> None:
        asyncio.run(test(tmp_path))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


class FileQueue:
    """The queue of the command: a line per event."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, event: Any) -> None:
        """Write the event; with FOLDER/hold, never return."""
        shown = {**event["meta"], "number": event["payload"].get("number")}
        with (self._folder / "events").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(shown) + "\n")
        if (self._folder / "hold").exists():
            await asyncio.Future()


async def serve(args: dict[str, Any], folder: Path) -> None:
    """Be a rulebook until killed. The most memory used so far is in FOLDER/memory, in KiB, anew each moment."""
    task, port = await start(FileQueue(folder), args)
    (folder / "port.new").write_text(str(port), encoding="utf-8")
    (folder / "port.new").rename(folder / "port")
    while not task.done():
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        (folder / "memory").write_text(str(peak), encoding="utf-8")
        await asyncio.wait({task}, timeout=0.05)
    task.result()


if __name__ == "__main__":
    ARGS = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    asyncio.run(serve(ARGS, Path(sys.argv[2])))
