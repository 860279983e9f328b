# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The engine as the tests call it: with a back end, and with options as users write them in a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._apply.agreement import Agreement
from ansible_collections.assetops.aip.plugins.module_utils._apply.errors import PartlyDone
from ansible_collections.assetops.aip.plugins.module_utils._apply.options import ApplyOptions
from ansible_collections.assetops.aip.plugins.module_utils._core.backend import Backend, silent
from ansible_collections.assetops.aip.plugins.module_utils._core.declaration import Written
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.prune import Limits
from ansible_collections.assetops.aip.plugins.module_utils._export.export import (
    ExportOptions,
    export,
)
from ansible_collections.assetops.aip.plugins.module_utils._export.outcome import Exported
from ansible_collections.assetops.aip.plugins.module_utils._local.waiting import Waiting
from ansible_collections.assetops.aip.plugins.module_utils._match.declare import DeclareOptions
from ansible_collections.assetops.aip.plugins.module_utils._match.scope_data import WrittenScope
from ansible_collections.assetops.aip.plugins.module_utils._module.results import (
    partly_done,
    result_of_many,
)
from ansible_collections.assetops.aip.plugins.module_utils._read.catalog import Catalog
from ansible_collections.assetops.aip.plugins.module_utils._read.question import Question, look_up
from ansible_collections.assetops.aip.plugins.module_utils._reconcile import Options, reconcile

Result = dict[str, Any]


class Time:
    """A clock that only sleeping moves. `slept` has the length of each sleep."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def clock(self) -> float:
        """The seconds slept so far."""
        return sum(self.slept)


def apply(
    backend: Backend,
    assets: Sequence[Mapping[str, Any]],
    *,
    check: bool = False,
    origins: Sequence[str] = (),
    time: Time | None = None,
    wait: float = 30.0,
    workers: int = 1,
    on_error: str = "stop",
    undeclared_fields: str = "keep",
    diff: bool = False,
    **options: Any,
) -> Result:
    """What `aip_assets` returns for these assets, with the options of the same names."""
    clock = time or Time()
    scope = options.get("scope", {})
    settings = Options(
        ApplyOptions(
            check_mode=check,
            waiting=Waiting(wait, clock.clock, clock.slept.append),
            workers=workers,
            continue_on_error=on_error == "continue",
            on_duplicate=options.get("on_duplicate", "fail"),
            progress=options.get("progress", silent),
        ),
        update_encrypted=options.get("update_encrypted", "on_create"),
        declare=DeclareOptions(
            options.get("defaults", {}),
            undeclared_fields == "clear",
            options.get("unknown", "fail") == "skip",
        ),
        scope=WrittenScope(
            options.get("prune", False),
            tuple(scope.get("asset_types", ())),
            tuple(scope.get("filters", ())),
            tuple(options.get("protect", ())),
            options.get("retire", {}),
            Limits(options.get("max_deletes", 10), options.get("max_delete_percent", 10.0)),
        ),
        agreement=Agreement(options.get("plan_file"), options.get("expect_plan", "")),
        similar_names=options.get("similar_names", "auto"),
    )
    places = [*origins, *(f"assets[{number}]" for number in range(len(origins), len(assets)))]
    written = [Written(one, origin) for one, origin in zip(assets, places)]
    foresee = getattr(backend, "foresee", None)
    outcome = reconcile(written, Catalog(backend, settings.apply.waiting, foresee), settings)
    return result_of_many(outcome, diff, with_steps=True, is_plan=check)


def is_silent(backend: Any, assets: Sequence[Mapping[str, Any]], **options: Any) -> bool:
    """Whether there is nothing left to do: no change, and no write."""
    before = len(backend.asked())
    result = apply(backend, assets, **options)
    assert result["changes"] == []
    assert backend.asked()[before:] == []
    return not result["changed"]


def refused(backend: Any, assets: Sequence[Mapping[str, Any]], **options: Any) -> str:
    """Why nothing at all was written, in check mode and without."""
    sentences = set()
    for check in (True, False):
        before = len(backend.asked())
        with pytest.raises(InputError) as error:
            apply(backend, assets, check=check, **options)
        assert backend.asked()[before:] == []
        sentences.add(error.value.sentence)
    (sentence,) = sentences
    return sentence


def failed(backend: Backend, assets: Sequence[Mapping[str, Any]], **options: Any) -> Result:
    """What the result of a task has that failed after its first write, with the error's sentence as `msg`."""
    with pytest.raises(PartlyDone) as error:
        apply(backend, assets, **options)
    return {**partly_done(error.value), "msg": error.value.sentence}


def patient(backend: Backend, time: Time | None) -> Catalog:
    """The catalogs of a task that waits for the index as long as a task does by itself."""
    clock = time or Time()
    return Catalog(backend, Waiting(30.0, clock.clock, clock.slept.append))


def info(
    backend: Backend, time: Time | None = None, catalog: Catalog | None = None, **question: Any
) -> list[Result]:
    """The assets that `aip_asset_info` returns."""
    given: Any = {
        key: tuple(one) if isinstance(one, list) else one for key, one in question.items()
    }
    return look_up(Question(**given), catalog or patient(backend, time))


def export_to(
    folder: Any,
    backend: Backend,
    check: bool = False,
    time: Time | None = None,
    catalog: Catalog | None = None,
    **options: Any,
) -> Exported:
    """What an export came to."""
    return export(
        ExportOptions(str(folder), **options), catalog or patient(backend, time), 1, check
    )


def changes_of(result: Result) -> dict[str, tuple[Any, Any]]:
    """The changes of the only asset that changed: field to before and after."""
    assert len({one["asset"] for one in result["changes"]}) <= 1
    return {one["field"]: (one["before"], one["after"]) for one in result["changes"]}


def counted(result: Result, **expected: int) -> bool:
    """Whether the summary has these numbers, and zeros beside them; `unchanged` and `unmanaged` only if asked for."""
    summary = dict(result["summary"])
    for free in {"unchanged", "unmanaged"} - expected.keys():
        summary.pop(free)
    return summary == {**dict.fromkeys(summary, 0), **expected}
