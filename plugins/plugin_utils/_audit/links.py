# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Links to an asset's page in Jira, and to the line of its declaration in a git forge, from templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ...module_utils._core.errors import InputError
from .place import Place

AUTO = "auto"
ASSET_URL = "{server}/secure/DashboardAIPAction!default.jspa#/browse/{id}"
"""The page of an asset on Data Center. The vendor documents none; this is what was observed in a browser."""
PLACEHOLDERS: Mapping[str, tuple[str, ...]] = {
    "asset_url": ("server", "id", "name", "asset_type"),
    "source_url": ("path", "line", "commit"),
}
_WITH_SLASHES = frozenset({"path", "commit"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_START = re.compile(r"(?i)https?://(?![^/?#]*@)[^\s/?#{}\\]+(?=[/?#]|\Z)")


@dataclass(frozen=True)
class Links:
    """The templates of links, and what all links have in common. A template that is empty gives no links."""

    asset_url: str = ""
    source_url: str = ""
    server: str = ""
    commit: str = ""

    def to_asset(self, number: int | None, name: str, asset_type: str) -> str:
        """The address of the asset's page; empty if there is none, or the asset is not there."""
        if number is None:
            return ""
        values = {"server": self.server, "id": number, "name": name, "asset_type": asset_type}
        return _filled(self.asset_url, values)

    def to_source(self, place: Place | None) -> str:
        """The address of a line of a file; empty if the file is not below the base."""
        if place is None or place.path.startswith(("/", "../")) or ":" in place.path[:2]:
            return ""
        values = {"path": place.path, "line": place.line, "commit": self.commit}
        return _filled(self.source_url, values)


def _filled(template: str, values: Mapping[str, Any]) -> str:
    """The template with all values escaped; empty if one of them is not known, or it leads to no web page."""
    names = _PLACEHOLDER.findall(template)
    if any(values.get(name) in (None, "") for name in names):
        return ""
    url = _PLACEHOLDER.sub(lambda found: _escaped(found[1], str(values[found[1]])), template)
    return url if _START.match(url) else ""


def _escaped(name: str, value: str) -> str:
    if name == "server":
        return quote(value.rstrip("/"), safe="/:@!$&()*+,;=[]%~")
    return quote(value, safe="/" if name in _WITH_SLASHES else "")


def read_template(written: str, option: str) -> str:
    """The template of an option. Raises InputError."""
    template = written.strip()
    if not template or (template == AUTO and option == "asset_url"):
        return template
    names = PLACEHOLDERS[option]
    unknown = [name for name in _PLACEHOLDER.findall(template) if name not in names]
    if unknown:
        listed = ", ".join(f"{{{name}}}" for name in names)
        raise InputError([f"{option}: unknown placeholder {{{unknown[0]}}}; use {listed}"])
    rest = _PLACEHOLDER.sub("", template)
    if "{" in rest or "}" in rest or re.search(r"[\s\"'<>`\\\x00-\x1f\x7f]", rest):
        raise InputError(
            [f"{option}: '{template}' is not an address; write spaces and quotes as %20 and %22"]
        )
    start = template
    if option == "asset_url" and re.match(r"\{server\}(?=[/?#]|\Z)", template):
        start = template.replace("{server}", "https://server", 1)
    if not _START.match(start):
        begin = "https://, http://" + (" or {server}" if option == "asset_url" else "")
        raise InputError(
            [
                f"{option}: must begin with {begin}, and name the server without a login: '{template}'"
            ]
        )
    return template
