# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An HTML page that needs nothing else: no other file, no network, and for a plain table no script.

The templates are in html/, and html/page.html.j2 is the frame of all pages, with the CSS and the script inlined.
Whatever comes from users or servers is escaped by Jinja2.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import os
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .texts import count_of, is_hidden, show

FOLDER = os.path.join(os.path.dirname(__file__), "html")


def page(template: str, **shown: Any) -> str:
    """A page made of a template and what it shows."""
    style, script = _read("report.css"), _read("report.js")
    return (
        _environment()
        .get_template(template)
        .render(
            # Not even a hole in the escaping could load anything, or run a script that is not ours.
            policy=Markup(  # noqa: S704 - nothing but digests
                f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}';"
                " base-uri 'none'; form-action 'none'"
            ),
            script=Markup(script),  # noqa: S704 - a file of ours
            style=Markup(style),  # noqa: S704 - a file of ours
            **shown,
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
        breakable=_breakable, count_of=count_of, number="{:,}".format, text=text_of
    )
    return environment


@functools.lru_cache(maxsize=1000)
def _breakable(path: str) -> Markup:
    """The path, which is best broken after a slash."""
    return Markup("/<wbr>").join(path.split("/"))


def written_out(time: str) -> str:
    """An ISO 8601 time as people write it; anything else as it is."""
    if len(time) == 20 and time[10] == "T" and time.endswith("Z"):
        return f"{time[:10]} {time[11:16]} UTC"
    return time


def text_of(value: Any) -> str | None:
    """The value as a text that is empty if nothing of it would be seen; None if it is hidden."""
    if is_hidden(value):
        return None
    text = show(value)
    return text if text.strip() else ""
