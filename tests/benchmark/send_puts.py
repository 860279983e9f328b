# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor of writing: send the same PUTs, so many at a time, and nothing else.

    send_puts.py PUTS.json THREADS

PUTS.json is a list of pairs of path and body. AIP_URL and AIP_TOKEN tell the server.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

LOCAL = threading.local()


def send(put: tuple[str, Any]) -> None:
    """Send one of them, over the thread's own session."""
    if not hasattr(LOCAL, "session"):
        LOCAL.session = requests.Session()
        LOCAL.session.headers["Authorization"] = f"Bearer {os.environ['AIP_TOKEN']}"
    path, body = put
    LOCAL.session.put(os.environ["AIP_URL"] + path, json=body).raise_for_status()


def main(puts: str, threads: str) -> None:
    """Send all of them."""
    with ThreadPoolExecutor(int(threads)) as pool:
        list(pool.map(send, json.loads(Path(puts).read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main(*sys.argv[1:])
