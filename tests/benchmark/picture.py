# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results as pictures: seconds over the number of assets, both logarithmic; and what an item of a loop costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

from .contenders import BY_OPTION, DEBUG, FLOOR, IN_PROCESS, JSON, LABELS_OF_LOOPS, LOOP, SENT, YAML
from .turns import Numbers

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

INK, FAINT = "#22303c", "#8895a1"


@dataclass(frozen=True)
class Line:
    """One contender: its colour, and what is written at the end of its line."""

    name: str
    colour: str
    label: str
    marker: str


LINES = (
    Line(LOOP, "#b5542b", "loop of ansible.builtin.uri", "s"),
    Line(YAML, "#2f8f83", "aip_assets, state in YAML", "o"),
    Line(JSON, "#1b4f9c", "aip_assets, state in JSON", "o"),
    Line(FLOOR, FAINT, "bare script, same pages", "^"),
)


def draw(measured: Sequence[Numbers], machine: Numbers, path: Path) -> None:
    """Write the picture."""
    figure, axes = plt.subplots(figsize=(9, 5.6), dpi=160)
    for line in LINES:
        _draw_line(axes, line, measured)
    _furnish(axes, measured)
    figure.text(0.085, 0.945, "Finding that nothing differs", fontsize=15, weight="bold", color=INK)
    figure.text(0.085, 0.905, "Seconds for a whole run, by the number of assets", color=INK)
    figure.text(0.085, 0.02, _footnote(measured, machine), fontsize=7.5, color=FAINT)
    figure.subplots_adjust(left=0.085, right=0.97, top=0.87, bottom=0.16)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Software": None})
    plt.close(figure)


def _seconds(line: Line, one: Numbers) -> float:
    if line.name == LOOP:
        return float(one["uri_loop"]["seconds_for_all"])
    return float(one["contenders"][line.name]["median_seconds"])


def _draw_line(axes: Axes, line: Line, measured: Sequence[Numbers]) -> None:
    """A line with filled marks where it was measured, and hollow ones where it was computed."""
    sizes = [one["assets"] for one in measured]
    seconds = [_seconds(line, one) for one in measured]
    computed = [line.name == LOOP and one["uri_loop"]["extrapolated"] for one in measured]
    axes.plot(
        sizes,
        seconds,
        color=line.colour,
        linewidth=2,
        linestyle=(0, (4, 2)) if any(computed) else "solid",
        label=line.label + (" (computed)" if any(computed) else ""),
        marker=line.marker,
        markersize=7,
        markerfacecolor="white" if any(computed) else line.colour,
        markeredgewidth=1.8,
    )
    for one, size, value in zip(measured, sizes, seconds):
        axes.annotate(
            _short(value),
            (size, value),
            xytext=(0, 8 if _is_labelled_above(line, one) else -15),
            textcoords="offset points",
            ha="center",
            fontsize=8.5,
            color=line.colour,
        )


def _is_labelled_above(line: Line, one: Numbers) -> bool:
    """Of two that lie close together, the slower has its seconds above, and the other below."""
    other = {JSON: YAML, YAML: JSON}.get(line.name)
    if other is None:
        return line.name == LOOP
    own, others = (one["contenders"][name]["median_seconds"] for name in (line.name, other))
    return bool(own > others or (own == others and line.name == YAML))


def _furnish(axes: Axes, measured: Sequence[Numbers]) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    sizes = [one["assets"] for one in measured]
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set_xlim(min(sizes) / 1.8, max(sizes) * 1.8)
    low, high = axes.get_ylim()
    axes.set_ylim(low / 1.6, high * 1.6)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: _tick(value)))
    axes.set_xlabel("assets, none of which differs", color=INK)
    axes.grid(axis="y", color="#e3e7ea", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.legend(loc="upper left", frameon=False, labelcolor=INK, fontsize=9.5)


def _tick(value: float) -> str:
    return f"{value:,.0f} s" if value >= 1 else f"{value:g} s"


def _short(seconds: float) -> str:
    if seconds >= 3600:
        return f"{seconds / 3600:.1f} h"
    if seconds >= 120:
        return f"{seconds / 60:.0f} min"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"


def _footnote(measured: Sequence[Numbers], machine: Numbers) -> str:
    items = measured[0]["uri_loop"]["items_measured"]
    return (
        f"{_where(machine)}\n"
        f"Medians; every point is a process of its own. The loop was measured with {items} assets and costs the same"
        f" for each. Measured on {machine['date'][:10]}."
    )


def _where(machine: Numbers) -> str:
    return (
        f"Against the sandbox server on the same machine: {machine['cpu_count']} CPUs, {machine['processor']};"
        f" Python {machine['python']}, ansible-core {machine['ansible_core']}."
    )


# -- loops --

COLOURS = {
    DEBUG: FAINT,
    IN_PROCESS: "#1b4f9c",
    BY_OPTION: "#6d93cf",
    LOOP: "#b5542b",
    SENT: "#2f8f83",
}


def draw_loop(one: Numbers, machine: Numbers, path: Path) -> None:
    """Write the picture of what an item of each loop costs: one panel for each latency."""
    measured = one["measured"]
    figure, panels = plt.subplots(
        1, len(measured), figsize=(9, 3.9), dpi=160, sharex=True, sharey=True
    )
    for axes, of_latency in zip(panels, measured):
        _draw_bars(axes, of_latency)
    figure.text(
        0.03,
        0.915,
        "An item of a loop, which does not differ",
        fontsize=15,
        weight="bold",
        color=INK,
    )
    figure.text(0.03, 0.85, "Milliseconds; pale: the server's own", color=INK)
    note = (
        f"{_where(machine)}\nMedians, less Ansible's start-up. {one['assets']:,} items, and"
        f" {measured[0]['contenders'][SENT]['items']} for uri and the module that is sent."
        f" Measured on {machine['date'][:10]}."
    )
    figure.text(0.03, 0.03, note, fontsize=7.5, color=FAINT)
    figure.subplots_adjust(left=0.3, right=0.95, top=0.74, bottom=0.15, wspace=0.1)
    figure.savefig(path, metadata={"Software": None})
    plt.close(figure)


def _draw_bars(axes: Axes, measured: Numbers) -> None:
    """A bar for each loop, the server's part of it pale, the milliseconds at its end."""
    for place, (name, colour) in enumerate(COLOURS.items()):
        of = measured["contenders"][name]
        whole, server = of["ms_per_item"], of["server_ms_per_item"]
        axes.barh(place, whole, color=colour, height=0.62)
        axes.barh(place, server, color="white", alpha=0.55, height=0.62)
        axes.annotate(
            f"{whole:.1f}" if whole < 100 else f"{whole:,.0f}",
            (whole, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color=colour,
        )
    axes.set_yticks(range(len(COLOURS)), [LABELS_OF_LOOPS[name] for name in COLOURS])
    axes.set_title(
        f"server latency {measured['latency_seconds'] * 1000:.0f} ms",
        fontsize=9.5,
        color=INK,
        loc="left",
    )
    axes.margins(x=0.18)
    axes.set_xticks([])
    axes.set_ylim(len(COLOURS) - 0.5, -0.5)
    axes.tick_params(colors=INK, length=0)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(FAINT)
