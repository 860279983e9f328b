# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The benchmark runs, in small; how long anything took is not looked at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..benchmark.contenders import Place
from ..benchmark.planned import check_plan
from ..benchmark.processes import BenchmarkFailed, Ran
from ..benchmark.reading_by_name import check_reading
from ..benchmark.summary import summarize
from ..benchmark.turns import Turns, take_turns
from ..benchmark.unchanged import check_recap

ROOT = Path(__file__).resolve().parents[2]
SMALL = {
    "--sizes": "100",
    "--repeats": "0",
    "--loop-items": "2",
    "--differing": "10",
    "--of": "100",
    "--planned": "100",
    "--partly": "100",
    "--latency": "0.001",
    "--loop-assets": "3",
    "--sent": "2",
    "--audited": "100",
    "--hosts": "100",
}
PARTS = {
    "machine",
    "options",
    "unchanged",
    "planned",
    "changed",
    "partly_declared",
    "loop",
    "reading_by_name",
    "audit",
    "inventory",
    "imports",
    "problems",
}
MACHINE = {
    "date",
    "python",
    "ansible_core",
    "requests",
    "commit",
    "cpu_count",
    "processor",
    "system",
}
CONTENDERS = {"start_up", "floor", "ours_json", "ours_yaml", "uri_loop"}
OF_CONTENDER = {"seconds", "median_seconds", "cpu_seconds", "requests", "peak_memory_mib"}
LOOPS = {
    "in_process": 3,
    "in_process_by_option": 3,
    "sent_as_module": 2,
    "uri_loop": 2,
    "debug_loop": 3,
}
PER_ITEM = {"requests_per_item", "ms_per_item", "cpu_ms_per_item", "ms_per_item_beyond_server"}
RATIOS = {"without_start_up_to_floor", "to_floor_and_start_up", "uri_loop_to_this"}


def test_benchmark_runs_through(tmp_path):
    options = [word for pair in {**SMALL, "--output": str(tmp_path)}.items() for word in pair]
    done = subprocess.run(
        [sys.executable, "-m", "ansible_collections.assetops.aip.tests.benchmark", *options],
        env={**os.environ, "PYTHONPATH": str(ROOT / ".venv" / "collections")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "aip_assets, state file .yml" in done.stdout
    assert "aip_asset sent as a module" in done.stdout
    for picture in ("results.png", "loop.png"):
        assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert set(results) == PARTS
    assert set(results["machine"]) == MACHINE
    assert results["options"]["sizes"] == [100]
    assert results["problems"] == []
    check_unchanged(*results["unchanged"])
    check_changed(results["changed"])
    check_loop(results["loop"])
    check_goals(results, (tmp_path / "README.md").read_text(encoding="utf-8"))
    assert set(results["audit"]["ratios"]) == {"with_reports_to_bare", "without_start_up"}
    assert set(results["inventory"]["contenders"]) == {"floor", "inventory", "static_inventory"}
    partly = results["partly_declared"]
    assert partly["requests"] == sum(partly["requests_by_kind"].values())


def check_unchanged(measured):
    """Few requests, and all that is to be told of each contender."""
    assert (measured["assets"], measured["pages"], measured["repeats"]) == (100, 1, 0)
    assert set(measured["contenders"]) == CONTENDERS
    assert all(set(one) == OF_CONTENDER for one in measured["contenders"].values())
    assert measured["contenders"]["floor"]["requests"] == [1]
    assert measured["contenders"]["uri_loop"]["requests"] == [2]
    assert measured["contenders"]["ours_json"]["requests"][0] < 10
    assert set(measured["ratios"]["ours_json"]) == set(measured["ratios"]["ours_yaml"]) == RATIOS
    assert measured["uri_loop"]["extrapolated"]
    assert measured["fields_per_asset"] > 10


def check_changed(changed):
    """One PUT for each asset that differs, and none on the second run."""
    puts = [changed["requests"][name]["put"] for name in ("ours", "ours_again", "bare")]
    assert puts == [10, 0, 10]
    assert changed["requests"]["uri_puts"]["put"] == changed["uri_puts"]["items_measured"] == 10
    assert set(changed["ratios"]) == {
        "task_without_start_up_and_reading_to_bare",
        "from_first_to_last_put_to_bare",
    }


def check_loop(loop):
    """With and without latency: in the worker one search for each item, on one connection."""
    assert [one["latency_seconds"] for one in loop["measured"]] == [0.0, 0.001]
    for measured in loop["measured"]:
        contenders = measured["contenders"]
        assert {name: one["items"] for name, one in contenders.items()} == LOOPS
        assert all(set(one) >= PER_ITEM for one in contenders.values())
        assert contenders["in_process"]["connections"] == [1]
        catalogs = contenders["in_process"]["requests"][0] - 3
        assert contenders["sent_as_module"]["requests"] == [2 + 2 * catalogs]
        assert contenders["debug_loop"]["requests"] == [0]
        assert set(measured["ratios"]) == {"sent_as_module_to_in_process", "uri_loop_to_in_process"}


def check_goals(results, page):
    """Reading by name has a fixed number of requests, and the page shows what was measured."""
    for reader in ("lookup", "asset_info", "filter"):
        counted = results["reading_by_name"][reader]
        assert counted["each_after_first"] >= 1
        assert counted["first"] >= counted["each_after_first"]
    assert all(one["cpu_seconds"][0] > 0 for one in results["imports"].values())
    for text in ("100 all changed, check mode", "import on the controller", "What you would use"):
        assert text in page


def made_up(json_seconds, floor=2.0, start_up=1.0, core="2.19.1"):
    """Results of three runs at 10,000 assets, and of a plan."""
    contenders = {
        name: {"seconds": seconds, "median_seconds": seconds[1], "peak_memory_mib": 512.0}
        for name, seconds in {
            "start_up": [start_up] * 3,
            "floor": [floor] * 3,
            "ours_json": json_seconds,
            "ours_yaml": [6.0, 6.0, 9.0],
        }.items()
    }
    ratios = {"to_floor_and_start_up": 2.0, "uri_loop_to_this": 99.0}
    one = {
        "assets": 10_000,
        "contenders": contenders,
        "ratios": {"ours_json": ratios, "ours_yaml": ratios},
        "uri_loop": {"items_measured": 20},
    }
    return {
        "machine": {"ansible_core": core},
        "unchanged": [one, {**one, "assets": 100_000}],
        "planned": {
            "assets": 10_000,
            "contenders": {
                "all_changed": {"seconds": [4.0, 5.0, 6.0]},
                "unchanged": {"seconds": [2.0, 2.0, 2.0]},
            },
        },
    }


def test_summary_has_medians_spread_and_both_checkouts():
    rows = summarize({**made_up([3.0, 4.5, 6.0]), "beside": made_up([6.0, 9.0, 9.0])})
    found = {row.figure.work: row for row in rows}
    unchanged = found["10,000 unchanged, JSON, over script + start-up"]
    assert (unchanged.figure.median, unchanged.figure.spread) == (1.5, "1.00-2.00")
    assert (unchanged.figure.goal, unchanged.beside.median, unchanged.ratio) == (1.5, 3.0, 0.5)
    (planned,) = (row for work, row in found.items() if "all changed" in work)
    assert (planned.figure.median, planned.figure.spread) == (2.5, "2.00-3.00")
    memory = found["peak memory, 100,000, JSON"]
    assert (memory.figure.median, memory.figure.spread) == (0.5, "0.50")


def test_summary_is_about_what_was_measured():
    results = made_up([3.0, 3.0, 3.0])
    results["unchanged"] = []
    assert [row.figure.goal for row in summarize(results)] == [2]
    assert summarize({"machine": {}}) == []


def test_inventory_may_be_of_several_cores():
    pair = {"inventory": {"seconds": [3.0]}, "static_inventory": {"seconds": [2.0]}}
    cores = {"2.16.19": {"contenders": pair}, "2.21.0": {"contenders": pair}}
    rows = summarize({"machine": {}, "inventory": {"cores": cores}})
    assert [(row.figure.goal, row.figure.median) for row in rows] == [(1.3, 1.5), (0.9, 1.5)]


WRITE = {"writes": True, "status": 200}
DONE = "localhost : ok=1 changed=0 unreachable=0 failed=0"


def ran(output):
    return Ran(1.0, 1.0, output)


def test_contender_that_does_not_do_its_work_fails(tmp_path):
    plan = tmp_path / "plan.json"
    plan.write_text('{"steps": []}', encoding="utf-8")
    check_plan("unchanged", ran(DONE), [], plan, 0)
    changed = DONE.replace("changed=0", "changed=1")
    for output, records, differing, text in (
        (changed, [], 0, "left everything as it was"),
        (DONE, [WRITE], 0, "written 1 times in check mode"),
        (changed, [], 3, "planned 0 changes, not 3"),
    ):
        with pytest.raises(BenchmarkFailed, match=text):
            check_plan("one", ran(output), records, plan, differing)
    with pytest.raises(BenchmarkFailed, match="read 0 assets of 1"):
        check_reading("lookup_one", ran(DONE), [], {"one": ["srv-1"]})
    with pytest.raises(BenchmarkFailed, match="should have changed"):
        check_recap("one", DONE, changed=True)


class NoServer:
    """A server of which nothing is asked."""

    url = "http://localhost:9"

    def clear_journal(self):
        """Nothing is in it."""

    def journal(self):
        """No requests."""
        return []


def test_a_turn_is_checked_and_ends_with_the_first_failure(tmp_path):
    place = Place(tmp_path, NoServer())
    seen = []

    def check(name, one, records):
        seen.append((name, one.output.strip(), records))
        if len(seen) == 3:
            raise BenchmarkFailed(name)

    commands = {name: [sys.executable, "-c", f"print('{name}')"] for name in ("a", "b")}
    with pytest.raises(BenchmarkFailed, match="a"):
        take_turns(place, commands, Turns(5, check=check))
    assert seen == [("a", "a", []), ("b", "b", []), ("a", "a", [])]
    with pytest.raises(BenchmarkFailed, match="failed"):
        take_turns(place, {"c": ["false"]}, Turns(1))
