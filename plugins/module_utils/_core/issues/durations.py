# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Estimates of work, such as `1w 2d 4h`, as people write them and as Jira shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..kinds.written import Invalid

ESTIMATES = ("originalEstimate", "remainingEstimate")
"""The members of the field timetracking that can be set; each is shown in seconds, too."""
_PART = re.compile(r"(\d+(?:\.\d+)?)([wdhm]?)")
# The working hours that Jira comes with. An administrator may have set others.
_SECONDS = {"w": 144_000, "d": 28_800, "h": 3600, "m": 60}


def parse_duration(value: Any) -> str:
    """A duration in one spelling of its own. Raises Invalid."""
    text = "" if isinstance(value, bool) or not isinstance(value, (str, int, float)) else str(value)
    parts = text.lower().split()
    if not parts or not all(map(_PART.fullmatch, parts)):
        raise Invalid("must have durations such as 1d 4h")
    # A number without a unit is one of minutes.
    return " ".join(part if part[-1] in _SECONDS else f"{part}m" for part in parts)


def seconds_of(duration: str) -> float:
    """The length of a duration with usual working hours."""
    parts = (_PART.fullmatch(part) for part in duration.split())
    return sum(float(part[1]) * _SECONDS[part[2] or "m"] for part in parts if part)


def read_estimates(shown: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The estimates of what Jira shows, with their seconds; None if there are none."""
    names = (*ESTIMATES, *(f"{one}Seconds" for one in ESTIMATES))
    return {one: shown[one] for one in names if shown.get(one) is not None} or None


def show_estimates(estimates: Mapping[str, Any]) -> Mapping[str, Any]:
    """The estimates as they are declared."""
    return {one: estimates[one] for one in ESTIMATES if one in estimates}


def same_estimates(shown: Mapping[str, Any] | None, declared: Mapping[str, str] | None) -> bool:
    """Whether Jira shows what is declared; what is not declared does not count."""
    if shown is None or declared is None:
        return shown is None and declared is None
    return all(
        _is_same(shown.get(one), shown.get(f"{one}Seconds"), declared[one]) for one in declared
    )


def _is_same(shown: Any, seconds: Any, declared: str) -> bool:
    if shown is None:
        return False
    if str(shown).lower().split() == declared.split():
        return True
    # By their lengths they are compared only if that has the same meaning on the server as here.
    is_usual = not set("wd") & set(declared) or _in_words(seconds) == str(shown)
    return is_usual and seconds == seconds_of(declared)


def _in_words(seconds: Any) -> str:
    """How a Jira with usual working hours shows a number of seconds."""
    left = seconds if isinstance(seconds, int) else 0
    words = []
    for unit, size in _SECONDS.items():
        if left >= size:
            words.append(f"{left // size}{unit}")
            left %= size
    return " ".join(words) or "0m"
