# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results as a page, for those who have to choose: all of its numbers come from the run that writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from .contenders import FLOOR, IN_PROCESS, JSON, LOOP, SENT, YAML
from .summary import HEAD, figures_of_inventory, summarize, table_of_summary
from .turns import Numbers

INTRODUCTION = """\
# Benchmark

`make bench` wrote this page, its pictures and [results.json](results.json) in one run. Everything was measured against
the sandbox server on the same machine. A real server is slower, which costs every alternative the same per request.
Compare ratios, not seconds: they carry over to other machines.
"""
GOALS = """\
## Goals

Medians of the runs, with the least and the greatest value. Ratios are of runs in the same turn.
"""
BESIDE = """\
The columns on the right are another checkout ({commit}, ansible-core {core}), measured in turn with this one ({own}).
"""


def page_of(results: Numbers, pictures: Sequence[str]) -> str:
    """The page, with what was measured and nothing else."""
    sections = [
        INTRODUCTION,
        _machine(results["machine"]),
        _goals(results),
        _sizes(results, "results.png" in pictures),
        _instead(results),
        _loop(results, "loop.png" in pictures),
    ]
    return "\n".join(section for section in sections if section)


def _machine(machine: Numbers) -> str:
    return (
        f"Machine: {machine['cpu_count']} CPUs ({machine['processor']}), {machine['system']}.\nPython"
        f" {machine['python']}, ansible-core {machine['ansible_core']}, requests {machine['requests']}."
        f" Measured on {machine['date'][:10]}.\n"
    )


def _goals(results: Numbers) -> str:
    rows = table_of_summary(summarize(results))
    if not rows:
        return ""
    beside = results.get("beside")
    columns = len(HEAD) if beside else HEAD.index("beside")
    head = ("Work", *HEAD[1:columns])
    text = f"{GOALS}\n{_table(head, [row[:columns] for row in rows])}"
    if beside:
        machine, own = beside["machine"], results["machine"]
        text += "\n" + BESIDE.format(
            commit=machine["commit"], core=machine["ansible_core"], own=own["commit"]
        )
    return text


def _sizes(results: Numbers, drawn: bool) -> str:
    """How the work grows with the number of assets."""
    measured = results.get("unchanged") or ()
    if not measured:
        return ""
    head = ("Assets", "State file", "Over script + start-up", "Memory, MiB", "Seconds", "From-to")
    rows = [
        (
            f"{one['assets']:,}",
            text,
            f"{one['ratios'][name]['to_floor_and_start_up']:.2f}",
            f"{of['peak_memory_mib']:,.0f}",
            f"{of['median_seconds']:.2f}",
            f"{min(of['seconds']):.2f}-{max(of['seconds']):.2f}",
        )
        for one in measured
        for name, text in ((JSON, "JSON"), (YAML, "YAML"))
        for of in [one["contenders"][name]]
    ]
    picture = "![Seconds by number of assets](results.png)\n\n" if drawn else ""
    return (
        "## Unchanged assets by number\n\n"
        f"{picture}"
        "One task, `assetops.aip.aip_assets`, reads all assets, compares every declared field and finds that\n"
        "nothing differs. The script fetches and parses the same pages and does nothing with them; start-up is a play\n"
        f"with one `ansible.builtin.debug` task.\n\n{_table(head, rows)}"
    )


def _instead(results: Numbers) -> str:
    rows = list(_alternatives(results))
    if not rows:
        return ""
    return (
        "## What you would use instead\n\n"
        "How long the alternative takes for the same work, as a multiple of the time that the collection takes.\n"
        "Below 1, the alternative is faster.\n\n"
        f"{_table(('Work', 'Alternative', 'Takes', 'Note'), rows)}"
    )


def _alternatives(results: Numbers) -> Iterator[Sequence[str]]:
    """The work, what else does it, how many times as long that takes, and what to know about it."""
    for one in results.get("unchanged") or ():
        work = f"Check {one['assets']:,} assets (JSON)"
        ratios, seconds = one["ratios"][JSON], one["contenders"]
        computed = f"computed from {one['uri_loop']['items_measured']} items; compares nothing"
        yield (
            work,
            "loop of `ansible.builtin.uri`, a GET each",
            _times(ratios["uri_loop_to_this"]),
            computed,
        )
        script = seconds[FLOOR]["median_seconds"] / seconds[JSON]["median_seconds"]
        yield work, "bare script", _times(script), "fetches the pages; compares nothing"
    changed = results.get("changed")
    if changed:
        work = f"Write {changed['differing']:,} of {changed['assets']:,} assets"
        puts, seconds = changed["uri_puts"], changed["median_seconds"]
        note = (
            f"computed from {puts['items_measured']} items; you work out what differs, and its ids"
        )
        yield work, "loop of `ansible.builtin.uri`, a PUT each", _times(puts["to_ours"]), note
        script = seconds["bare"] / seconds["ours"]
        note = f"{changed['workers']} threads; sends prepared PUTs, reads and compares nothing"
        yield work, "bare script", _times(script), note
    loop = results.get("loop")
    if loop:
        of = loop["measured"][0]["contenders"]
        ours = of[IN_PROCESS]["ms_per_item"]
        work = "Check one asset in a loop (`aip_asset`)"
        if ours > 0:
            note = "compares nothing"
            yield work, "`ansible.builtin.uri`, a GET", _times(of[LOOP]["ms_per_item"] / ours), note
            note = "`aip_in_process: false`, or a remote host"
            yield work, "`aip_asset` sent as a module", _times(of[SENT]["ms_per_item"] / ours), note
    for core, values in figures_of_inventory(results):
        note = "has the hosts of the day on which it was written"
        work = f"Inventory of {results['options']['hosts']:,} hosts, ansible-core {core}"
        yield work, "static inventory (JSON)", _times(1 / median(values)), note


def _times(ratio: float) -> str:
    return f"{ratio:,.0f} x" if ratio >= 10 else f"{ratio:.2f} x"


def _loop(results: Numbers, drawn: bool) -> str:
    if not drawn:
        return ""
    return (
        "## Loops\n\n"
        "A loop runs `aip_asset` once for each item. One task of `aip_assets` for all of them is faster still.\n\n"
        "![Milliseconds by kind of loop](loop.png)\n"
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown: texts to the left, numbers to the right."""
    listed = list(rows)
    numeric = [all(row[place][:1] in "0123456789-" for row in listed) for place in range(len(head))]
    rule = ["---:" if right else ":---" for right in numeric]
    lines = (f"| {' | '.join(cells)} |" for cells in [head, rule, *listed])
    return "\n".join(lines) + "\n"
