# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What this collection says of itself."""

from __future__ import annotations

import functools
import json
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
DOCUMENTATION = "https://github.com/assetops/assetops.aip/blob/main/docs/audit.md"


@functools.lru_cache(maxsize=1)
def version() -> str:
    """The version of the collection: of an installed one from its MANIFEST.json, of a checkout from galaxy.yml."""
    try:
        with open(os.path.join(ROOT, "MANIFEST.json"), encoding="utf-8") as file:
            return str(json.load(file)["collection_info"]["version"])
    except OSError:
        with open(os.path.join(ROOT, "galaxy.yml"), encoding="utf-8") as file:
            found = re.search(r"(?m)^version: (\S+)$", file.read())
        return found[1] if found else ""
