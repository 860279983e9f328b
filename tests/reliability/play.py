# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playing combinations: the faultless run that tells what to expect, and then each fault."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..sandbox.journal import Record
from .cells import Cell, cells_of, fault_of, hits_of
from .judge import Trial, judge
from .scenario import WRITES, Scenario
from .scenarios import SCENARIOS
from .stage import Stage
from .truth import Truth


@dataclass(frozen=True)
class Faultless:
    """A scenario without a fault: what it sent, and what there was before and after."""

    requests: tuple[Record, ...]
    before: Truth
    expected: Truth
    told: str
    changed: bool
    files: Mapping[str, str]


@dataclass
class Tally:
    """What came of combinations: how many there were, what is wrong with how many, and each that is not right."""

    combinations: int = 0
    seconds: float = 0.0
    wrong: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def count(self, cell: str, found: Mapping[str, str]) -> None:
        """Count a combination."""
        self.combinations += 1
        self.wrong.update(list(found))
        if found:
            self.failures.append((cell, dict(found)))

    def add(self, other: Tally) -> None:
        """Count all that another tally has."""
        self.combinations += other.combinations
        self.seconds += other.seconds
        self.wrong.update(other.wrong)
        self.failures += other.failures


class Player:
    """Plays cells of any scenario; keeps a stage for each seed, and what was recorded."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="aip-reliability-")
        self._stages: dict[str, Stage] = {}
        self._faultless: dict[tuple[str, float], Faultless] = {}

    def __enter__(self) -> Player:  # noqa: PYI034 - Self is of Python 3.11
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the sandboxes."""
        for stage in self._stages.values():
            stage.close()
        self._folder.cleanup()

    def cells(self, scenario: str, lag: float) -> list[Cell]:
        """All cells of a scenario."""
        return list(cells_of(scenario, lag, self.faultless(scenario, lag).requests))

    def faultless(self, name: str, lag: float) -> Faultless:
        """The run without a fault. Raises RuntimeError if it does not do what it should."""
        key = name, lag
        if key not in self._faultless:
            self._faultless[key] = self._record(name, lag)
        return self._faultless[key]

    def _record(self, name: str, lag: float) -> Faultless:
        scenario = SCENARIOS[name]
        stage = self._prepared(scenario, lag)
        before = stage.truth()
        first = stage.play(scenario.deed, scenario.told, {})
        requests = tuple(stage.sandbox.journal)
        expected, files = stage.truth(), stage.written()
        again = stage.play(scenario.deed, scenario.told, {})
        for outcome in (first, again):
            if not outcome.ok:
                raise RuntimeError(
                    f"{name} fails without any fault: {outcome.message or outcome.shown}"
                )
        if stage.truth() != expected or (scenario.does == WRITES and again.changed):
            raise RuntimeError(f"{name} is not silent when it runs again, without any fault")
        return Faultless(requests, before, expected, first.told, first.changed, files)

    def play(self, cell: Cell) -> Trial:
        """A combination, with healthy runs after it."""
        scenario, normal = SCENARIOS[cell.scenario], self.faultless(cell.scenario, cell.lag)
        stage, fault = self._prepared(scenario, cell.lag), fault_of(cell)
        hits = hits_of(cell, normal.requests)
        files_before = stage.written()
        stage.sandbox.faults.add(
            fault.effect, method=hits.method, path=hits.path, after=hits.after, times=hits.times,
            **fault.settings,
        )  # fmt: skip
        first = stage.play(scenario.deed, scenario.told, fault.options)
        stage.heal()
        after, files_after = stage.truth(), stage.written()
        again = stage.play(scenario.deed, scenario.told, {})
        final = stage.truth()
        # Where the fault left nothing, the runs after it are those that were recorded.
        is_new = scenario.does == WRITES and after != normal.before
        silent = stage.play(scenario.deed, scenario.told, {}) if is_new else None
        return Trial(
            does=scenario.does, before=normal.before, after=after, final=final, expected=normal.expected,
            first=first, again=again, silent=silent,
            expected_told=normal.told, expected_changed=normal.changed,
            files_before=files_before, files_after=files_after, files_final=stage.written(),
            files_expected=normal.files, file_texts=_texts_in(stage.folder),
        )  # fmt: skip

    def judge(self, cells: Sequence[Cell]) -> Tally:
        """Play and judge cells."""
        tally = Tally()
        began = time.monotonic()
        for cell in cells:
            tally.count(str(cell), judge(self.play(cell)))
        tally.seconds = time.monotonic() - began
        return tally

    def _prepared(self, scenario: Scenario, lag: float) -> Stage:
        if scenario.seed not in self._stages:
            folder = Path(self._folder.name) / scenario.seed
            folder.mkdir()
            self._stages[scenario.seed] = Stage(scenario.seed, folder)
        stage = self._stages[scenario.seed]
        stage.reset(lag)
        scenario.prepare(stage)
        stage.sandbox.journal.clear()
        return stage


def _texts_in(folder: Path) -> str:
    """All that was written to files, but for those that the task got from the user."""
    paths = [path for name in ("dest", "home") for path in (folder / name).rglob("*")]
    texts = [one.read_text(encoding="utf-8", errors="replace") for one in paths if one.is_file()]
    return "\n".join(texts)
