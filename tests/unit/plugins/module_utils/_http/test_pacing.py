# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How fast many workers are behind limiters of all kinds, in a time of their own (simulation.py)."""

from __future__ import annotations

import json

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    Paused,
    ServerFailed,
)
from ansible_collections.assetops.aip.plugins.module_utils._http.budget import Budget
from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call
from ansible_collections.assetops.aip.plugins.module_utils._http.connection import Connection
from ansible_collections.assetops.aip.plugins.module_utils._http.limits import (
    WHOLE,
    lane_of,
    read_limits,
)
from ansible_collections.assetops.aip.plugins.module_utils._http.pace import Lane
from ansible_collections.assetops.aip.plugins.module_utils._http.shared_pace import (
    SharedPace,
    pace_path,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.simulation import (
    Cloud,
    DataCenter,
    Nginx,
    OwnTime,
    Window,
    simulate,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    READ,
    UPDATE,
    answer,
)

RATE = 20
LIMITERS = {
    "nginx": lambda: Nginx(RATE, burst=5),
    "nginx with a large burst": lambda: Nginx(RATE, burst=200),
    "nginx that answers 503": lambda: Nginx(RATE, burst=5, status=503),
    "Data Center": lambda: DataCenter(fill=RATE, interval=1, capacity=RATE),
    "Data Center with a small bucket": lambda: DataCenter(fill=RATE, interval=1, capacity=5),
    "Data Center, by the half minute": lambda: DataCenter(fill=600, interval=30, capacity=100),
    "Data Center with two nodes": lambda: DataCenter(fill=10, interval=1, capacity=10, nodes=2),
    "Cloud": lambda: Cloud(RATE, RATE),
    "windows": lambda: Window(RATE, 1, says_when=False),
    "windows that say when": lambda: Window(5 * RATE, 5, says_when=True),
}


@pytest.mark.parametrize("limiter", LIMITERS.values(), ids=LIMITERS)
def test_rate_of_the_limiter_is_reached(limiter):
    """2,000 requests of eight workers: at 95 % of the rate or better, few refusals, no failure."""
    run = simulate(limiter(), 2000)
    assert run.accepted == 2000
    assert run.rate >= 0.95 * RATE
    assert run.refused <= 60


@pytest.mark.parametrize("latency", [0.005, 0.1, 0.2])
@pytest.mark.parametrize("workers", [2, 4, 16])
def test_neither_workers_nor_latency_matter(latency, workers):
    reachable = min(RATE, 0.9 * workers / latency)
    run = simulate(Nginx(RATE, burst=5), 1000, workers=workers, latency=latency)
    assert run.rate >= 0.9 * reachable


@pytest.mark.parametrize("rate", [2, 100])
def test_other_rates(rate):
    run = simulate(Nginx(rate, burst=5), 40 * rate)
    assert run.rate >= 0.9 * rate


def test_nothing_is_paced_where_nothing_is_refused():
    run = simulate(lambda _now, _call: (200, {}), 1000, latency=0.03)
    assert run.rate > 0.9 * 8 / 0.03


def test_rate_is_found_again_after_it_has_grown():
    class Growing(Nginx):
        def __call__(self, now, call):
            if now > 1050:
                self._rate = 60
            return super().__call__(now, call)

    run = simulate(Growing(RATE, burst=5), 6000)
    late = [at for at, status in run.arrivals if status == 200 and at > 1100]
    assert len(late) / (late[-1] - late[0]) > 0.9 * 60


def test_unlucky_request_does_not_fail():
    """Refusals do not count as attempts while others advance."""
    run = simulate(Nginx(1, burst=0), 60, workers=16, retries=1)
    assert run.accepted == 60


def test_bursts_of_one_endpoint_do_not_slow_another_one():
    limited, free = Call("GET", "a", "ask"), Call("GET", "b", "ask")
    cloud = Cloud(2, 2)

    def limiter(now, call):
        return cloud(now, call) if call is limited else (200, {})

    seen = simulate(limiter, 200, calls=(free,) * 19 + (limited,))
    assert seen.seconds < 12


# --- several processes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limiter", "refusals"),
    [
        (lambda: Nginx(RATE, burst=5), 40),
        (lambda: DataCenter(fill=RATE, interval=1, capacity=RATE), 10),
    ],
    ids=["nginx", "Data Center"],
)
def test_processes_share_what_they_know(tmp_path, limiter, refusals):
    shared = simulate(limiter(), 2000, workers=2, processes=5, shared=str(tmp_path / "pace"))
    assert shared.rate >= 0.95 * RATE
    assert shared.refused <= refusals


def test_next_process_knows_the_wall(tmp_path):
    time, limiter, path = OwnTime(), Nginx(RATE, burst=5), str(tmp_path / "pace")
    first = simulate(limiter, 400, shared=path, time=time)
    second = simulate(limiter, 100, shared=path, time=time)
    assert second.refused < first.refused / 2
    assert second.rate >= 0.9 * RATE


def shared_file(tmp_path, now=100.0, wall=5000.0):
    return SharedPace(str(tmp_path / "home" / "pace"), lambda: now, lambda: wall)


def test_file_is_private_and_of_one_login(tmp_path):
    file = shared_file(tmp_path)
    assert not file.is_there()
    file.change({}, lambda _lanes: {"x": Lane(rate=2.0, since=99.0)}, latest=400.0)
    path = tmp_path / "home" / "pace"
    assert path.stat().st_mode & 0o777 == 0o600
    assert file.change({}, dict, latest=400.0) == {"x": Lane(rate=2.0, since=99.0)}
    names = {
        pace_path("/x", Connection("http://a", **login), base)
        for base in ("http://a", "http://b")
        for login in (
            {"token": "canary-1"},
            {"token": "canary-2"},
            {"username": "u", "password": "p"},
        )
    }
    assert len(names) == 6
    assert not any("canary" in name for name in names)


LANE = vars(Lane(rate=2.0, since=99.0, used_at=99.0))
SPOILT = {
    "empty": b"",
    "garbage": b"\xff\x00{",
    "another form": json.dumps({"form": 9}).encode(),
    "a list": b"[1]",
    "deep": b"[" * 50_000,
    "another boot": {"now": 1.0, "wall": 5000.0},
    "a clock that jumped": {"wall": 9000.0},
    "a text as rate": {"lane": {**LANE, "rate": "2"}},
    "no number": {"lane": {**LANE, "rate": float("nan")}},
    "endless": {"lane": {**LANE, "free_at": float("inf")}},
    "huge": {"lane": {**LANE, "not_before": 1e300}},
    "beyond max_wait": {"lane": {**LANE, "not_before": 401.0}},
    "long ago": {"now": 10_000.0, "wall": 14_900.0, "clock": 10_000.0},
    "a key too many": {"lane": {**LANE, "more": 1}},
    "a boolean as count": {"lane": {**LANE, "accepted": True}},
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_spoilt_file_is_not_believed(tmp_path, spoilt):
    facts = spoilt if isinstance(spoilt, dict) else {}
    content = spoilt
    if facts:
        data = {"form": 1, "now": 100.0, "wall": 5000.0, "lanes": {"x": facts.get("lane", LANE)}}
        data.update({key: facts[key] for key in ("now", "wall") if key in facts})
        content = json.dumps(data).encode()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "pace").write_bytes(content)
    now = facts.get("clock", 100.0)
    file = shared_file(tmp_path, now, 14_900.0 if "clock" in facts else 5000.0)
    assert file.change({}, dict, latest=now + 300) == {}


def test_sound_file_is_believed(tmp_path):
    (tmp_path / "home").mkdir()
    data = {"form": 1, "now": 99.0, "wall": 4999.0, "lanes": {"x": LANE}}
    (tmp_path / "home" / "pace").write_text(json.dumps(data))
    assert shared_file(tmp_path).change({}, dict, latest=400.0) == {"x": Lane(**LANE)}


@pytest.mark.parametrize("trouble", ["a file as folder", "a link", "a folder"])
def test_without_a_file_each_process_paces_itself(tmp_path, trouble):
    home = tmp_path / "home"
    if trouble == "a file as folder":
        home.write_text("")
    else:
        home.mkdir()
        if trouble == "a link":
            (tmp_path / "other").write_text("precious")
            (home / "pace").symlink_to(tmp_path / "other")
        else:
            (home / "pace").mkdir()
    lanes = {"x": Lane(rate=1.0)}
    assert shared_file(tmp_path).change(lanes, dict, latest=400.0) == lanes
    if trouble == "a link":
        assert (tmp_path / "other").read_text() == "precious"


def test_file_is_not_looked_for_with_each_request(tmp_path, monkeypatch):
    looked = []
    monkeypatch.setattr(SharedPace, "is_there", lambda _file: looked.append(1) and False)
    run = simulate(lambda _now, _call: (200, {}), 1000, workers=1, shared=str(tmp_path / "pace"))
    assert len(looked) <= run.seconds + 1
    assert not (tmp_path / "pace").exists()


# --- max_wait, a budget -------------------------------------------------------------------------------------------


def test_budget_counts_the_time_of_day_once():
    budget = Budget(100)
    assert budget.allows(0, 60)
    assert budget.allows(10, 60), "the time in which several wait counts once"
    assert budget.allows(20, 80)
    assert not budget.allows(90, 120)
    assert budget.allows(90, 110)
    assert not budget.allows(110, 110.1)
    assert budget.allows(110, 110), "who does not wait may go on"
    budget.restart()
    assert budget.allows(110, 210)


def test_budget_is_for_the_whole_task(connect, answering, time):
    busy, good = answer(429, "{}", Retry_After="40"), answer()
    server = answering(busy, good, busy, good, busy, good)
    http = connect(server.url, max_wait=100)
    http.send(READ)
    http.send(READ)
    with pytest.raises(Paused, match=r"which exceeds what is left of max_wait \(20 of 100 s\)"):
        http.send(READ)
    assert time.slept == [40, 40]
    http.begin()
    http.send(READ)


def test_faults_are_in_the_budget_too(connect, answering):
    broken, good = answer(502, "{}"), answer()
    server = answering(*[broken, good] * 9)
    http = connect(server.url, max_wait=2)
    for _number in range(4):
        http.send(READ)
    with pytest.raises(Paused, match=r"is busy \(502\), and waiting longer would exceed what is"):
        http.send(READ)


def test_says_when_to_come_back(connect, answering):
    server = answering(answer(429, "{}", Retry_After="3600"))
    with pytest.raises(Paused) as caught:
        connect(server.url).send(READ)
    assert caught.value.sentence.count("; run again after ") == 1
    server = answering(answer(429, "{}", Retry_After="9223372036854775807"))
    with pytest.raises(Paused, match="ask the administrator of Jira whether"):
        connect(server.url).send(READ)


def test_after_a_failure_nobody_claims_that_a_write_was_not_carried_out(connect, answering):
    server = answering(answer(502, "{}"), answer(429, "{}", Retry_After="3600"))
    with pytest.raises(ServerFailed, match="whether the request was carried out is not known"):
        connect(server.url).send(UPDATE)


def test_nothing_is_sent_until_the_server_wants_it(connect, answering):
    """Other workers do not ask in vain; another task asks once, as a server may have changed its mind."""
    server = answering(answer(429, "{}", Retry_After="3600"))
    http = connect(server.url)
    for _worker in range(3):
        with pytest.raises(Paused):
            http.send(READ)
    assert len(server.asked) == 1
    http.begin()
    with pytest.raises(Paused):
        http.send(READ)
    assert len(server.asked) == 2


# --- what headers say ---------------------------------------------------------------------------------------------

WRITE = Call("PUT", "rest/api/3/issue/AB-1", "change it", template="rest/api/3/issue/{key}")
DATE = {"Date": "Thu, 01 Jan 2026 01:01:00 GMT"}
FLOORS = {
    "ISO": ({**DATE, "X-RateLimit-Reset": "2026-01-01T01:01:31Z"}, 31),
    "ISO without seconds": ({**DATE, "X-RateLimit-Reset": "2026-01-01T01:02Z"}, 60),
    "epoch": ({**DATE, "X-RateLimit-Reset": "1767229280"}, 20),
    "past": ({**DATE, "X-RateLimit-Reset": "2025-01-01T01:02Z"}, 0),
    "impossible": ({**DATE, "X-RateLimit-Reset": "2026-99-01T01:02Z"}, 0),
    "Retry-After goes first": (
        {**DATE, "Retry-After": "5", "X-RateLimit-Reset": "2026-01-01T01:02Z"},
        5,
    ),
    "beta is not enforced": (
        {
            "Beta-Retry-After": "99",
            "X-Beta-RateLimit-Reset": "2099-01-01T01:01Z",
            "Beta-RateLimit": '"global-app-quota";r=0;t=600',
        },
        0,
    ),
}


@pytest.mark.parametrize(("headers", "seconds"), FLOORS.values(), ids=FLOORS)
def test_least_wait(headers, seconds):
    assert read_limits(READ, 429, headers).floor == seconds


def test_lanes():
    def lane(call, **headers):
        return lane_of(call, 429, {key.replace("_", "-"): text for key, text in headers.items()})

    burst = {"RateLimit_Reason": "jira-burst-based"}
    issue = {"RateLimit_Reason": "jira-per-issue-on-write"}
    assert lane(READ) == WHOLE
    assert lane(READ, RateLimit_Reason="jira-quota-tenant-based") == WHOLE
    assert lane(READ, RateLimit_Reason="jira-cost-based") == WHOLE, "unknown: as a quota"
    assert lane(READ, X_Failure_Category="x", X_RateLimit_Limit="360000") == WHOLE
    assert lane(READ, **burst) not in (WHOLE, lane(WRITE, **burst))
    assert lane(WRITE, **issue) not in (WHOLE, lane(WRITE, **burst))
    bucket = {"X_RateLimit_FillRate": "1", "X_RateLimit_Interval_Seconds": "1"}
    nodes = {lane(READ, X_ANODEID=name, **bucket) for name in ("a", "b", "b" * 9000)}
    assert len(nodes) == 3
    assert max(map(len, nodes)) < 30


def test_node_does_not_open_another_one(connect, answering, time):
    """An answer of another node says nothing about the one that has refused."""

    def said(status, node, left, **more):
        return answer(
            status,
            "{}",
            X_ANODEID=node,
            X_RateLimit_Remaining=left,
            X_RateLimit_Limit="10",
            X_RateLimit_FillRate="10",
            X_RateLimit_Interval_Seconds="10",
            **more,
        )

    server = answering(
        said(200, "a", "5"), said(429, "b", "0", Retry_After="7"), said(200, "a", "9"), answer()
    )
    http = connect(server.url)
    http.send(READ)
    assert time.slept == []
    http.send(READ)
    assert time.slept == [7]


def test_quota_is_spread(connect, answering, time):
    headers = {"X_RateLimit_NearLimit": "true", "RateLimit": '"tenant-app-quota";r=10;t=20'}
    http = connect(answering(answer(200, "{}", **headers)).url)
    for _number in range(4):
        http.send(READ)
    assert 2 <= sum(time.slept) <= 8
    assert http.statistics.retries == 0
