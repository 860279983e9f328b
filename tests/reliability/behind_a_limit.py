# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many assets behind a real rate limiter, nginx's `limit_req`: does the work end, and how much of the rate is used?

`python -m ansible_collections.assetops.aip.tests.reliability.behind_a_limit` creates 2,000 assets at 20 requests a
second, for each kind of limit in LIMITS (nearly two minutes each), and ends with status 1 if one failed, was lost or
doubled, or less than 95 % of the rate was used.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.assetops.aip.plugins.module_utils._module import entry
from ansible_collections.assetops.aip.plugins.modules import aip_assets

from ..sandbox.sandbox import Sandbox
from ..unit.network.servers import Nginx, find, open_folder

LEAST_SHARE = 0.95
LIMITS = {
    "429": "limit_req zone=all burst=5 nodelay; limit_req_status 429;",
    "503": "limit_req zone=all burst=5 nodelay;",
    "queue": "limit_req zone=all burst=20;",
}
"""What nginx does with requests that come too fast: two ways to refuse them, or it lets them wait."""
REFUSED = (429, 503)


@dataclass(frozen=True)
class Measured:
    """How a run behind a limit went. `share` is the part of the allowed rate that was used, 1.0 for all of it."""

    limit: str
    seconds: float
    answered: int
    refused: int
    retries: int
    waited: float
    share: float
    trouble: str | None
    created: int
    lost: int
    doubled: int
    changed_again: bool

    @property
    def is_sound(self) -> bool:
        """Whether nothing failed, was lost, or came twice."""
        return not (self.trouble or self.lost or self.doubled or self.changed_again)

    def __str__(self) -> str:
        """The run as a line of a table."""
        return (
            f"{self.limit:6} {self.seconds:7.1f} s  {self.answered:6} answered  {self.refused:5} refused"
            f"  {self.retries:5} repeated  {self.waited:7.1f} s waited  {self.share:6.1%} of the rate"
            f"  {self.created} created, {self.lost} lost, {self.doubled} doubled  {self.trouble or ''}"
        )


def measure(limit: str, count: int, rate: int, workers: int = 4) -> Measured:
    """Create `count` laptops at `rate` requests a second, then declare them once more. Times are real."""
    with open_folder() as folder, Sandbox("empty") as sandbox:
        nginx = Nginx(
            folder,
            sandbox.root,
            location=LIMITS[limit] + "access_log " + str(folder / "times.log") + " times;",
            outside="log_format times '$msec $status';"
            f" limit_req_zone $binary_remote_addr zone=all:1m rate={rate}r/s;",
        )
        nginx.start()
        try:
            names = [f"l-{number:05d}" for number in range(count)]
            options = {
                "url": nginx.url,
                "token": sandbox.token("ansible"),
                "assets": [{"asset_type": "Laptop", "name": name} for name in names],
                "workers": workers,
                "wait_for_index": 5,
            }
            started = time.monotonic()
            result = _apply(options)
            seconds = time.monotonic() - started
            lines = (folder / "times.log").read_text(encoding="ascii").splitlines()
            found = Counter(asset["name"] for asset in sandbox.assets("Laptop"))
            time.sleep(1)  # the limit is forgotten
            again = _apply(options)
        finally:
            nginx.stop()
        finally_there = Counter(asset["name"] for asset in sandbox.assets("Laptop"))
    ended = [(float(one), int(status)) for one, status in map(str.split, lines)]
    answered = [one for one, status in ended if status not in REFUSED]
    return Measured(
        limit=limit,
        seconds=seconds,
        answered=len(answered),
        refused=len(ended) - len(answered),
        retries=result["api"]["retries"],
        waited=result["api"]["seconds_waited"],
        share=len(answered) / max(0.001, max(answered) - min(answered)) / rate,
        trouble=next((one["msg"] for one in (result, again) if one.get("failed")), None),
        created=sum(found.values()),
        lost=len(set(names) - set(found)),
        doubled=sum(many > 1 for many in finally_there.values()),
        changed_again=bool(again.get("changed")),
    )


def _apply(options: dict[str, Any]) -> dict[str, Any]:
    """What aip_assets says, run in this process with the clock of this machine."""
    given = entry.validate(options, aip_assets.SPEC, aip_assets.CHECKS)
    ended = entry.run_validated(aip_assets.run, given, frozenset(options), False, os.environ)
    return dict(ended.as_result())


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and show the numbers."""
    parser = argparse.ArgumentParser(description="Many assets behind nginx's limit_req.")
    parser.add_argument("--assets", type=int, default=2000)
    parser.add_argument("--rate", type=int, default=20, help="requests a second")
    parser.add_argument("--limits", default=",".join(LIMITS), help="which, of " + ", ".join(LIMITS))
    options = parser.parse_args(arguments)
    if find("nginx") is None:
        print("skipped: nginx is not installed (Debian: nginx-light)")
        return 0
    problems = 0
    for limit in options.limits.split(","):
        measured = measure(limit, options.assets, options.rate)
        print(measured, flush=True)
        problems += not measured.is_sound or measured.share < LEAST_SHARE
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
