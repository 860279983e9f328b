# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as one HTML page that needs nothing else: no other file, no network, and for a plain table no script.

The page is html/report.html.j2, with its CSS and its script inlined. Whatever comes from users or servers is escaped
by Jinja2; this file only prepares what the template shows.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import os
from collections.abc import Iterator
from typing import Any, Optional

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .audit import COUNTS, Audit, AuditedAsset
from .texts import count_of, is_hidden, show

FOLDER = os.path.join(os.path.dirname(__file__), "html")

COLOURS = {
    "declared": "",
    "as_declared": "fine",
    "missing": "missing",
    "changed": "changed",
    "surplus": "surplus",
    "unmanaged": "unmanaged",
    "hosts_without_asset": "hosts",
    "assets_without_host": "hosts",
}
"""The class in the CSS of each count."""
ALWAYS_SHOWN = ("declared", "as_declared", "missing", "changed", "unmanaged")

BADGES = {
    "create": "missing",
    "update": "changed",
    "retire": "surplus, to retire",
    "delete": "surplus, to delete",
}
"""The finding of an asset, by what would be done about it."""

Row = tuple[AuditedAsset, str, Optional[str], Optional[str]]
"""An asset, the field that differs (empty for the whole asset), and its value in AIP and as declared."""


def render_html(audit: Audit) -> str:
    """The audit as a page."""
    style, script = _read("report.css"), _read("report.js")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            audit=audit,
            badges=BADGES,
            bar=_bar(audit),
            # Not even a hole in the escaping could load anything, or run a script that is not ours.
            policy=Markup(  # noqa: S704 - nothing but digests
                f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}';"
                " base-uri 'none'; form-action 'none'"
            ),
            rows=list(_rows(audit)),
            script=Markup(script),  # noqa: S704 - a file of ours
            share=_share(audit),
            style=Markup(style),  # noqa: S704 - a file of ours
            tiles=list(_tiles(audit)),
            time=_written_out(audit.time),
        )
    )


def _read(name: str) -> str:
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@functools.lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        breakable=_breakable, count_of=count_of, number="{:,}".format, text=_text
    )
    return environment


@functools.lru_cache(maxsize=1000)
def _breakable(path: str) -> Markup:
    """The path, which is best broken after a slash."""
    return Markup("/<wbr>").join(path.split("/"))


def _written_out(time: str) -> str:
    """An ISO 8601 time as people write it; anything else as it is."""
    if len(time) == 20 and time[10] == "T" and time.endswith("Z"):
        return f"{time[:10]} {time[11:16]} UTC"
    return time


def _tiles(audit: Audit) -> Iterator[tuple[str, str, int]]:
    """Class, label and number of each count."""
    for key, label in COUNTS.items():
        number = audit.counts[key]
        if number or key in ALWAYS_SHOWN:
            yield f"{COLOURS[key]}{'' if number else ' none'}".strip(), label, number


def _share(audit: Audit) -> str:
    return (
        ""
        if audit.share is None
        else (f"{audit.share:g} % of {count_of(len(audit.assets), 'asset')} as declared")
    )


BAR = ("as_declared", "changed", "missing", "surplus")


def _bar(audit: Audit) -> list[tuple[str, int, int]]:
    """Class, start and width of each part of a bar some 1,000 wide. What there is at all is at least visible."""
    parts, start = [], 0
    for key in BAR:
        if audit.counts[key]:
            width = max(5, round(1000 * audit.counts[key] / len(audit.assets)))
            parts.append((COLOURS[key], start, width))
            start += width
    return parts


def _rows(audit: Audit) -> Iterator[Row]:
    """The rows of the first table: an asset that is missing or would be deleted is one, others have one per field."""
    for asset in audit.drifted:
        if asset.action in ("create", "delete"):
            yield asset, "", "", ""
        else:
            for one in asset.changes:
                yield asset, one.field, _text(one.before), _text(one.after)


def _text(value: Any) -> str | None:
    """The value as a text that is empty if nothing of it would be seen; None if it is hidden."""
    if is_hidden(value):
        return None
    text = show(value)
    return text if text.strip() else ""
