# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The version of this collection, as it is installed or checked out."""

from __future__ import annotations

import functools
import json
import os
import re

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


@functools.lru_cache(maxsize=1)
def collection_version() -> str:
    """The version in the manifest of the installed collection, or in galaxy.yml; empty if there is neither."""
    try:
        with open(os.path.join(TOP, "MANIFEST.json"), encoding="utf-8") as file:
            return str(json.load(file)["collection_info"]["version"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    try:
        with open(os.path.join(TOP, "galaxy.yml"), encoding="utf-8") as file:
            found = re.search(r"(?m)^version: *['\"]?([\w.+-]+)", file.read())
    except OSError:
        return ""
    return found[1] if found else ""
