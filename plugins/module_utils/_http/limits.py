# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an answer says about rates: how long to wait, how much is left, and of what.

Data Center has a bucket for each user on each node: X-RateLimit-Limit is what it holds, -Remaining what is left,
-FillRate what each -Interval-Seconds brings, and X-ANODEID the node. Cloud has three limiters, which RateLimit-Reason
tells apart: bursts (of an endpoint), writes (of an issue), and quotas (of everything); a reason that is not known
counts as a quota. What begins with "Beta-" or "X-Beta-" is not enforced, and not read.
Sources: Atlassian's pages "Adjusting your code for rate limiting" (Data Center) and "Rate limiting" (Cloud).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .call import Call
from .headers import least_wait, refill, whole_number

WHOLE = ""
"""The lane of all requests."""
NODE, ENDPOINT, ISSUE = "node ", "endpoint ", "issue "
"""How the names of lanes begin that are for the requests to a node, to an endpoint, and for writes to an issue."""


@dataclass(frozen=True)
class Limits:
    """What was said: which lane it is about, and the least number of seconds to wait (0: nothing was said).

    `left` are the requests that may still be sent, `period` the seconds until one more may, and `size` the most that
    may be at once; None, 0 and 1 where the server does not say.
    """

    lane: str
    floor: float
    left: int | None
    period: float
    size: int = 1


def read_limits(call: Call, status: int, headers: Mapping[str, str]) -> Limits:
    """What an answer says."""
    lane = lane_of(call, status, headers)
    interval, fill = refill(headers)
    left = whole_number(headers.get("X-RateLimit-Remaining"))
    if fill and interval:
        size = whole_number(headers.get("X-RateLimit-Limit")) or 1
        return Limits(lane, least_wait(headers), left, interval / fill, min(size, 10**6))
    quota, seconds = _quota_left(headers)
    if quota is not None:
        near = headers.get("X-RateLimit-NearLimit", "").strip().lower() == "true"
        period = seconds / max(quota, 1) if near or quota == 0 else 0.0
        return Limits(WHOLE if status < 400 else lane, least_wait(headers), min(quota, 1), period)
    return Limits(lane, least_wait(headers), None, 0.0)


def lanes_of(call: Call) -> tuple[str, ...]:
    """The lanes that a request is in, beside those of the nodes: which node will answer is not known before."""
    issue = re.search(r"(?:^|/)issue/([^/?]+)", call.path)
    written = (ISSUE + _short(issue[1]),) if issue and not call.reads else ()
    return (WHOLE, _endpoint(call), *written)


def lane_of(call: Call, status: int, headers: Mapping[str, str]) -> str:
    """The lane that an answer is about."""
    reason = headers.get("RateLimit-Reason", "").lower()
    if status == 429 and "per-issue" in reason:
        return lanes_of(call)[-1]
    if status == 429 and "burst" in reason:
        return _endpoint(call)
    node = headers.get("X-ANODEID", "")
    is_bucket = bool(refill(headers)[1])
    return NODE + _short(node) if is_bucket else WHOLE


def _endpoint(call: Call) -> str:
    return ENDPOINT + _short(f"{call.method} {call.template}")


def _short(text: str) -> str:
    """A name of a fixed length, whatever a server calls its nodes."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _quota_left(headers: Mapping[str, str]) -> tuple[int | None, float]:
    """The smallest quota that is left, and the seconds until it is full again (Cloud's RateLimit, a list)."""
    found = [
        (int(left[1]), float(time[1]))
        for entry in headers.get("RateLimit", "")[:2000].split(",")
        if (left := re.search(r";\s*r=(\d{1,12})\b", entry))
        and (time := re.search(r";\s*t=(\d{1,9})\b", entry))
        and "burst" not in entry
    ]
    return min(found, default=(None, 0.0))
