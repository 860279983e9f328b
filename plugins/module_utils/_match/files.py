# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be done about the attached files of declared assets."""

from __future__ import annotations

from collections.abc import Sequence

from .._core.backend import Backend
from .._core.errors import InputError
from .._core.model import Current, Declared
from .._core.plan import Found
from .._core.step import Replacement
from .._local.parallel import in_parallel
from .compare import Match


def plan_all_files(matches: Sequence[Match], backend: Backend, workers: int) -> list[Found]:
    """Each declared asset with what has to be done about its files. Raises InputError with all missing files."""
    problems: list[str] = []

    def plan(one: Match) -> tuple[Replacement, ...]:
        try:
            return _plan(one.declared, one.current, backend)
        except InputError as error:
            remark = one.declared.remark if one.declared.origin else str
            problems.extend(map(remark, error.problems))
            return ()

    with_files = {
        number: one
        for number, one in enumerate(matches)
        if one.declared.present and one.declared.attachments
    }
    files = dict(zip(with_files, in_parallel(plan, list(with_files.values()), workers)))
    if problems:
        raise InputError(sorted(problems))
    return [
        Found(one.declared, one.current, files.get(number, ()), number, one.diffs)
        for number, one in enumerate(matches)
    ]


def _plan(declared: Declared, current: Current | None, backend: Backend) -> tuple[Replacement, ...]:
    from .._read.attachments import plan_files  # noqa: PLC0415 - few assets have files

    files = declared.attachments
    if current is None:
        return plan_files(backend, None, (), files, "attachments")
    attached = current.attachments
    if attached is None:
        attached = backend.attachments(current.id) or ()
    return plan_files(backend, current.id, attached, files, "attachments")
