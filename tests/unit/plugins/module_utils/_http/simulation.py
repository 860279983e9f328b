# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many workers and a limiter in a time of their own: thousands of requests in the blink of an eye, always alike.

Each worker is a thread, but only one runs at a time: whoever sleeps hands over to the one that wakes next.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ansible_collections.assetops.aip.plugins.module_utils._http.budget import Budget
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call
from ansible_collections.assetops.aip.plugins.module_utils._http.connection import Connection
from ansible_collections.assetops.aip.plugins.module_utils._http.errors import Errors
from ansible_collections.assetops.aip.plugins.module_utils._http.log import RequestLog
from ansible_collections.assetops.aip.plugins.module_utils._http.pacer import Pacer
from ansible_collections.assetops.aip.plugins.module_utils._http.patience import Patience
from ansible_collections.assetops.aip.plugins.module_utils._http.product import JIRA
from ansible_collections.assetops.aip.plugins.module_utils._http.secrets import Secrets
from ansible_collections.assetops.aip.plugins.module_utils._http.shared_pace import SharedPace
from ansible_collections.assetops.aip.plugins.module_utils._http.statistics import Statistics

Says = tuple[int, Mapping[str, str]]
Limiter = Callable[[float, Call], Says]


class OwnTime:
    """A clock that runs while all workers sleep."""

    def __init__(self, start: float = 1000.0) -> None:
        self.now = start
        self._waiting: list[tuple[float, int, threading.Semaphore]] = []
        self._order = itertools.count()

    def clock(self) -> float:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Hand over to the others for that long."""
        mine = self._put(self.now + seconds)
        self._next()
        mine.acquire()

    def _put(self, at: float) -> threading.Semaphore:
        mine = threading.Semaphore(0)
        heapq.heappush(self._waiting, (at, next(self._order), mine))
        return mine

    def _next(self) -> None:
        if self._waiting:
            self.now, _order, turn = heapq.heappop(self._waiting)
            turn.release()

    def run(self, workers: Sequence[Callable[[], None]]) -> None:
        """Let all work until the last has ended. The first error is raised."""
        errors: list[BaseException] = []

        def begin(turn: threading.Semaphore, work: Callable[[], None]) -> None:
            turn.acquire()
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - it is raised below
                errors.append(error)
            finally:
                self._next()

        turns = [self._put(self.now) for _worker in workers]
        threads = [threading.Thread(target=begin, args=pair) for pair in zip(turns, workers)]
        for thread in threads:
            thread.start()
        self._next()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]


@dataclass(frozen=True)
class Response:
    """What of a response is looked at."""

    status_code: int
    headers: Mapping[str, str]

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Run:
    """What came of a run."""

    seconds: float
    accepted: int
    refused: int
    arrivals: list[tuple[float, int]] = field(repr=False, default_factory=list)

    @property
    def rate(self) -> float:
        """Accepted requests a second."""
        return self.accepted / self.seconds


def simulate(
    limiter: Limiter,
    requests: int,
    *,
    workers: int = 8,
    latency: float = 0.03,
    processes: int = 1,
    calls: Sequence[Call] = (Call("GET", "x", "ask"),),
    max_wait: float = 300.0,
    shared: str | None = None,
    retries: int = 4,
    time: OwnTime | None = None,
) -> Run:
    """Send so many requests with that many workers in each process."""
    time = time or OwnTime()
    chance = random.Random(1)
    left = iter(range(requests))
    arrivals: list[tuple[float, int]] = []

    def ask(call: Call) -> Response:
        time.sleep(latency * chance.uniform(0.3, 0.7))
        status, headers = limiter(time.now, call)
        arrivals.append((time.now, status))
        time.sleep(latency * chance.uniform(0.3, 0.7))
        return Response(status, headers)

    def worker(patience: Patience) -> Callable[[], None]:
        def work() -> None:
            for number in left:
                patience.until_answered(calls[number % len(calls)], ask, lambda *_given: "")

        return work

    crowd = []
    for _process in range(processes):
        patience = patience_of(time, chance, max_wait, retries, shared)
        crowd += [worker(patience) for _worker in range(workers)]
    begun = time.now
    time.run(crowd)
    accepted = sum(status == 200 for _at, status in arrivals)
    return Run(time.now - begun, accepted, len(arrivals) - accepted, arrivals)


def patience_of(
    time: OwnTime, chance: random.Random, max_wait: float, retries: int, shared: str | None
) -> Patience:
    """The patience of one process."""
    secrets, statistics = Secrets(), Statistics()
    connection = Connection("http://x", token="t", max_wait=max_wait, retries=retries)
    file = SharedPace(shared, time.clock, time.clock) if shared else None
    pacer = Pacer(time.clock, lambda: chance.uniform(1.0, 1.3), max_wait, file)
    log = RequestLog(None, False, secrets.hide, statistics, JIRA, time.clock)
    budget = Budget(max_wait)
    errors = Errors(secrets)
    return Patience(connection, statistics, errors, time.clock, time.sleep, pacer, budget, log)


# --- limiters -----------------------------------------------------------------------------------------------------


class Nginx:
    """nginx's limit_req with nodelay, as in ngx_http_limit_req_module.c: what is refused does not count."""

    def __init__(self, rate: float, burst: int, status: int = 429) -> None:
        self._rate, self._burst, self._status = rate, burst, status
        self._excess, self._last = 0.0, -math.inf

    def __call__(self, now: float, _call: Call) -> Says:
        """What it says to a request at that time."""
        milliseconds = math.floor(now * 1000)
        passed = min(milliseconds - self._last, 1e9)
        excess = max(0.0, self._excess - self._rate * passed + 1000) if passed < 1e9 else 0.0
        if excess > self._burst * 1000:
            return self._status, {"Content-Type": "text/html"}
        self._excess, self._last = excess, milliseconds
        return 200, {}


class Bucket:
    """A bucket of tokens."""

    def __init__(self, rate: float, capacity: float) -> None:
        self.rate, self.capacity, self.tokens, self._last = rate, capacity, float(capacity), 0.0

    def pays(self, now: float) -> bool:
        """Take a token."""
        self.tokens = min(self.capacity, self.tokens + (now - self._last) * self.rate)
        self._last = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class DataCenter:
    """Jira's: a bucket on each node, requests go round."""

    def __init__(self, fill: int, interval: int, capacity: int, nodes: int = 1) -> None:
        self._fill, self._interval, self._capacity = fill, interval, capacity
        self.buckets = [Bucket(fill / interval, capacity) for _node in range(nodes)]
        self._turn = itertools.count()

    def __call__(self, now: float, _call: Call) -> Says:
        """What it says to a request at that time."""
        node = next(self._turn) % len(self.buckets)
        bucket = self.buckets[node]
        passes = bucket.pays(now)
        wait = 0 if bucket.tokens >= 1 else math.ceil((1 - bucket.tokens) / bucket.rate)
        return 200 if passes else 429, {
            "X-RateLimit-Limit": str(self._capacity),
            "X-RateLimit-Remaining": str(int(bucket.tokens)),
            "X-RateLimit-Interval-Seconds": str(self._interval),
            "X-RateLimit-FillRate": str(self._fill),
            "Retry-After": str(wait),
            "X-ANODEID": f"node{node}",
        }


class Cloud:
    """Cloud's bursts: a bucket for each endpoint and method, whole seconds to wait."""

    def __init__(self, rate: float, capacity: int, **headers: str) -> None:
        self._rate, self._capacity, self._headers = rate, capacity, headers
        self._buckets: dict[str, Bucket] = {}

    def __call__(self, now: float, call: Call) -> Says:
        """What it says to a request at that time."""
        key = f"{call.method} {call.template}"
        bucket = self._buckets.setdefault(key, Bucket(self._rate, self._capacity))
        if bucket.pays(now):
            return 200, {"X-RateLimit-Limit": str(self._rate)}
        return 429, {"Retry-After": "1", "RateLimit-Reason": "jira-burst-based", **self._headers}


class Window:
    """So many in each window of time."""

    def __init__(self, requests: int, seconds: float, says_when: bool) -> None:
        self._requests, self._seconds, self._says_when = requests, seconds, says_when
        self._window, self._used = -1, 0

    def __call__(self, now: float, _call: Call) -> Says:
        """What it says to a request at that time."""
        window = int(now // self._seconds)
        if window != self._window:
            self._window, self._used = window, 0
        if self._used < self._requests:
            self._used += 1
            return 200, {}
        left = math.ceil((window + 1) * self._seconds - now)
        return 429, {"Retry-After": str(left)} if self._says_when else {}
