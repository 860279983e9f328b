# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A page that needs nothing else: no other file, no network, and no script to be read.

Pages are templates in the folder html that extend layout.html.j2 and use the macros of parts.html.j2. Whatever comes
from users or servers is escaped by Jinja2.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import os
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .texts import count_of, is_hidden, show

FOLDER = os.path.join(os.path.dirname(__file__), "html")


def render_page(template: str, **context: Any) -> str:
    """The template, in which `style`, `script` and a `policy` that allows nothing but these are known."""
    style, script = _read("report.css"), _read("report.js")
    # Not even a hole in the escaping could load anything, or run a script that is not ours.
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}';"
        " base-uri 'none'; form-action 'none'"
    )
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 - a file of ours
            script=Markup(script),  # noqa: S704 - a file of ours
            policy=Markup(policy),  # noqa: S704 - nothing but digests
            **context,
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
        breakable=_breakable, count_of=count_of, data=_data, number="{:,}".format, text=text_of
    )
    return environment


@functools.lru_cache(maxsize=1000)
def _breakable(path: str) -> Markup:
    """The path, which is best broken after a slash."""
    return Markup("/<wbr>").join(path.split("/"))


def _data(value: Any) -> str:
    """A value as JSON, for an attribute that the script reads."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def text_of(value: Any) -> str | None:
    """The value as a text that is empty if nothing of it would be seen; None if it is hidden."""
    if is_hidden(value):
        return None
    text = show(value)
    return text if text.strip() else ""
