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

ROOT = Path(__file__).resolve().parents[2]
SMALL = {
    "--sizes": "100",
    "--repeats": "0",
    "--loop-items": "2",
    "--differing": "10",
    "--of": "100",
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
    "changed",
    "partly_declared",
    "loop",
    "audit",
    "inventory",
    "problems",
}
MACHINE = {"date", "python", "ansible_core", "requests", "cpu_count", "processor", "system"}
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
