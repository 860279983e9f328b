# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A trial of what becomes of a name when it is stored."""

from __future__ import annotations

from ...._core.differences import facets_between, how_stored, shown
from .asset import Trials

ODD = " {name} Ab  c\u00a0d e\u0301 \u00e9 f\u200bg \uff11 "
"""A name with everything that servers may change, but for HTML, which is asked for elsewhere."""


def try_stored_names(trials: Trials) -> None:
    """In what a name differs after it was stored."""
    asset, observed = trials.asset, trials.observed
    sent = ODD.format(name=asset.name)
    reply = asset.put(asset.body(name=sent))
    one = asset.read() if reply.is_good else None
    stored = one.name if one is not None else None
    asset.put(asset.body())
    if stored is None:
        observed.leave_open("name_changes", f"a name with odd characters: {reply.summary}")
        return
    changes = [facet.key for facet in facets_between(sent, stored)]
    if stored != sent and not changes:
        observed.leave_open("name_changes", f"{shown(sent)} was stored as {shown(stored)}")
        return
    what = how_stored(sent, stored) or "as it is"
    observed.note("name_changes", changes, f"{shown(sent)} was stored {what}")
