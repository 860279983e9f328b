# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as a badge for a README: an SVG with the percentage of assets that are as declared."""

from __future__ import annotations

from html import escape

from .audit import Audit

LABEL = "assets"
COLOURS = ((100.0, "#1a7f37"), (95.0, "#6a7d00"), (80.0, "#9a6700"), (0.0, "#cf222e"))
"""The colour of each share, from the highest; white text on each has a contrast of 4.5 or more."""
UNKNOWN = "#57606a"
HEIGHT, LETTER, ROOM = 20, 6.6, 10
"""In pixels: the height, the width of an average letter, and the room beside a text."""


def render_badge(audit: Audit) -> str:
    """The badge. It shows nothing of the data but the percentage, and needs no font but the reader's."""
    share = audit.share
    text = "none declared" if share is None else f"{share:g} % as declared"
    colour = UNKNOWN if share is None else next(one for least, one in COLOURS if share >= least)
    left, right = (round(len(one) * LETTER + ROOM) for one in (LABEL, text))
    title = escape(f"{LABEL}: {text}")
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" role="img" aria-label="{title}">
<title>{title}</title>
<clipPath id="r"><rect width="{left + right}" height="{HEIGHT}" rx="3"/></clipPath>
<g clip-path="url(#r)">
<rect width="{left}" height="{HEIGHT}" fill="#444d56"/>
<rect x="{left}" width="{right}" height="{HEIGHT}" fill="{colour}"/>
</g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
<text x="{left / 2:g}" y="14" textLength="{left - ROOM}">{escape(LABEL)}</text>
<text x="{left + right / 2:g}" y="14" textLength="{right - ROOM}">{escape(text)}</text>
</g>
</svg>
"""
