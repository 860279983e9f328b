# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results for people: tables on the terminal, and the machine on which they were found."""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from .checkouts import THIS, Checkout
from .contenders import IN_PROCESS, JSON, LABELS, LABELS_OF_LOOPS, LOOP, SENT, START_UP
from .turns import Numbers

LEGEND = """\
s        median of the timed runs; each contender is a process of its own, and all take turns
CPU s    of the process and all that it started; the server's is not in it
MiB      peak of its whole process tree, in a run that is not timed (PSS: shared pages count once)
x floor  (s - start-up) / floor
x both   s / (floor + start-up)
x loop   how many times as long the loop of uri takes
~        computed: the loop was measured with {items} assets, and costs the same for each"""


VERSIONS = """
import json, platform
from importlib.metadata import version
print(json.dumps({
    "python": platform.python_version(),
    "ansible_core": version("ansible-core"),
    "requests": version("requests"),
}))
"""


def describe_machine(checkout: Checkout = THIS) -> Numbers:
    """What the numbers of a checkout depend on."""
    date = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
    versions = _ask(checkout.python, "-c", VERSIONS)
    return {
        "date": date,
        **json.loads(versions),
        "commit": _ask("git", "-C", str(checkout.root), "describe", "--always", "--dirty"),
        "cpu_count": os.cpu_count(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _ask(*command: str) -> str:
    """What a command prints; nothing where there is no such command, or it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip()


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def table_of_unchanged(measured: Sequence[Numbers]) -> str:
    """How long it takes to find that nothing differs."""
    head = ("assets", "", "requests", "s", "CPU s", "MiB", "x floor", "x both", "x loop")
    rows = [row for one in measured for row in _rows(one)]
    items = measured[0]["uri_loop"]["items_measured"] if measured else 0
    return f"{table_for_terminal(head, rows)}\n\n{LEGEND.format(items=items)}"


def _rows(one: Numbers) -> Iterable[Sequence[str]]:
    for name, label in LABELS.items():
        of = one["contenders"][name]
        ratios = one["ratios"].get(name, {})
        yield (
            f"{one['assets']:,}" if name == START_UP else "",
            label,
            *(_loop(one) if name == LOOP else _cells(of)),
            *(
                f"{ratios[key]:.2f}" if ratios else ""
                for key in ("without_start_up_to_floor", "to_floor_and_start_up")
            ),
            f"{ratios['uri_loop_to_this']:,.0f}" if ratios else "",
        )
    yield ()


def _cells(of: Numbers) -> Sequence[str]:
    return (
        f"{of['requests'][0]:,}",
        f"{of['median_seconds']:.2f}",
        f"{median(of['cpu_seconds']):.2f}",
        f"{of['peak_memory_mib']:.0f}",
    )


def _loop(one: Numbers) -> Sequence[str]:
    loop = one["uri_loop"]
    of = one["contenders"][LOOP]
    about = "~" if loop["extrapolated"] else ""
    return f"{about}{one['assets']:,}", f"{about}{loop['seconds_for_all']:,.1f}", "", _cells(of)[3]


def describe_changed(one: Numbers) -> str:
    """How long it takes to write what differs, and what was written."""
    return (
        f"{one['differing']:,} of {one['assets']:,} assets differ in one field each; the server waits"
        f" {one['latency_seconds'] * 1000:.0f} ms before each PUT\n\n{_table_of_changed(one)}"
    )


def _table_of_changed(one: Numbers) -> str:
    """How long it takes to write what differs."""
    head = ("", "requests", "PUTs", "s", "s, first to last PUT")
    labels = {
        "start_up": LABELS[START_UP],
        "ours": f"{LABELS[JSON]}, {one['workers']} workers",
        "ours_again": "the same again: nothing differs",
        "bare": f"bare script, {one['workers']} threads, same PUTs",
        "uri_puts": f"loop of uri, {one['uri_puts']['items_measured']} of these PUTs",
    }
    rows = [
        (
            label,
            f"{one['requests'][name]['all']:,}",
            f"{one['requests'][name]['put']:,}",
            f"{one['median_seconds'][name]:.2f}",
            f"{one['median_seconds_from_first_to_last_put'].get(name, 0):.2f}",
        )
        for name, label in labels.items()
    ]
    ratios = one["ratios"]
    lines = (
        (ratios["task_without_start_up_and_reading_to_bare"], "the first run less the second"),
        (
            ratios["from_first_to_last_put_to_bare"],
            "from the first to the last PUT, by the server's journal",
        ),
    )
    notes = [f"{ratio:.2f} times the bare script: {what}" for ratio, what in lines]
    return "\n".join([table_for_terminal(head, rows), "", *notes])


LEGEND_OF_LOOP = """\
ms        for one item: (median of the runs - Ansible's start-up) / items
server    of these, the server's own by its journal, latency included
beyond    the rest: Ansible, the module, HTTP
CPU ms    as ms, of the CPU; the server's is not in it
Results of unchanged items are not printed (ANSIBLE_DISPLAY_OK_HOSTS=false)."""


def table_of_loop(one: Numbers) -> str:
    """What an item of a loop costs."""
    head = ("", "", "items", "requests/item", "connections", "ms", "server", "beyond", "CPU ms")
    rows = [row for measured in one["measured"] for row in _rows_of_loop(measured)]
    notes = [
        f"{_latency(measured)}: {measured['ratios'][f'{SENT}_to_{IN_PROCESS}']} times as fast as sent as a module"
        for measured in one["measured"]
    ]
    return "\n".join([table_for_terminal(head, rows), "", *notes, "", LEGEND_OF_LOOP])


def _rows_of_loop(measured: Numbers) -> Iterable[Sequence[str]]:
    for name, label in LABELS_OF_LOOPS.items():
        of = measured["contenders"][name]
        yield (
            _latency(measured) if name == IN_PROCESS else "",
            label,
            f"{of['items']:,}",
            f"{of['requests_per_item']:.2f}",
            f"{of['connections'][0]:,}",
            f"{of['ms_per_item']:.1f}",
            f"{of['server_ms_per_item']:.1f}",
            f"{of['ms_per_item_beyond_server']:.1f}",
            f"{of['cpu_ms_per_item']:.1f}",
        )
    yield ()


def _latency(measured: Numbers) -> str:
    return f"latency {measured['latency_seconds'] * 1000:.0f} ms"


def table_for_terminal(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Texts to the left, numbers to the right; an empty row is an empty line."""
    listed = list(rows)
    filled = [row for row in [head, *listed] if row]
    widths = [max(len(row[place]) for row in filled) for place in range(len(head))]
    texts = {place for place, title in enumerate(head) if not title}
    lines = []
    for row in [head, *listed]:
        cells = (
            cell.ljust(width) if place in texts else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths))
        )
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines).rstrip()


def describe_audit(one: Numbers) -> str:
    """What reports cost beside the audit that they are about."""
    seconds, ratios = one["median_seconds"], one["ratios"]
    return (
        f"audit of {one['assets']:,} assets, {one['differing']:,} of which differ: {seconds['bare']:.2f} s, with a"
        f" report of each form {seconds['with_reports']:.2f} s: {ratios['with_reports_to_bare']} times"
        " (goal: at most 2)"
    )


def describe_partly_declared(one: Numbers) -> str:
    """What it costs if the state file does not have everything that the server has."""
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in one["requests_by_kind"].items())
    return (
        f"{one['assets']:,} assets on the server, of which those of the type {one['left_out']} are not declared:"
        f" {one['requests']:,} requests in {one['seconds']:.2f} s ({kinds})"
    )
