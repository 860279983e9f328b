# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor of reading: fetch and parse the pages of a search, one after the other, and nothing else.

    read_pages.py BODY.json PAGES

Prints how many assets were on them. AIP_URL and AIP_TOKEN tell the server.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import requests


def main(body: str, pages: str) -> None:
    """Read so many pages of the search."""
    search = json.loads(Path(body).read_text(encoding="utf-8"))
    url = os.environ["AIP_URL"] + "/rest/jip-api/1.0/index/query.json"
    assets = 0
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {os.environ['AIP_TOKEN']}"
        for number in range(1, int(pages) + 1):
            answer = session.post(url, json={**search, "pageNumber": number})
            answer.raise_for_status()
            assets += len(answer.json()["assets"])
    print(assets)


if __name__ == "__main__":
    main(*sys.argv[1:])
