# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the sandbox."""

from __future__ import annotations

import argparse
import json
import os
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from .listener import TlsFiles
from .sandbox import Sandbox


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a sandbox until it is told to stop."""
    options = _parser().parse_args(arguments)
    tls = TlsFiles(options.tls_cert, options.tls_key) if options.tls_cert else None
    switches = dict(setting.split("=", 1) for setting in options.switch)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *given: stopped.set())
    with Sandbox(
        options.seed,
        switches,
        options.context,
        tls,
        assets=options.assets,
        host=options.host,
        port=options.port,
        folder=options.data,
        threads=options.threads,
    ) as sandbox:
        _announce(sandbox)
        if options.ready_file:
            _write_ready_file(Path(options.ready_file), sandbox)
        stopped.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="A sandbox Jira Data Center with AIP.")
    add = parser.add_argument
    add("--host", default="127.0.0.1")
    add("--port", type=int, default=2990, help="0 for any free one")
    add("--context", default="/jira", help="context path, / for none")
    add("--seed", default="company", help="company, every_field, empty, or a YAML file")
    add("--assets", type=int, default=0, help="how many generated assets to add")
    add("--data", help="keep database and attachments in this folder")
    add("--ready-file", help="write url and pid to this file when listening")
    add("--switch", action="append", default=[], metavar="NAME=VALUE")
    add("--tls-cert", help="certificate, as PEM")
    add("--tls-key", help="its key")
    add("--threads", type=int, default=10)
    return parser


def _announce(sandbox: Sandbox) -> None:
    print(
        f"sandbox at {sandbox.url} with {sandbox.count()} assets; control: {sandbox.root}/_sandbox/"
    )
    print("users (throw-away credentials):")
    for user in sandbox.users.values():
        role = ", ".join(user.groups)
        print(f"  {user.username:16} password {user.password:26} token {user.token:24} {role}")
    print("stop it with Ctrl-C", flush=True)


def _write_ready_file(path: Path, sandbox: Sandbox) -> None:
    """Write the file in one go, so that nobody reads half of it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    ready = {"url": sandbox.url, "control": f"{sandbox.root}/_sandbox", "pid": os.getpid()}
    draft.write_text(json.dumps(ready), encoding="utf-8")
    draft.replace(path)
