# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps that only read, in their order. A step that fails leaves its questions open, and the next one goes on."""

from __future__ import annotations

from ..._core.errors import LoginRefused, RequestError
from . import searching, server
from .scene import Scene, Step

STEPS: tuple[Step, ...] = (
    server.look_at_version,
    server.look_at_made_up_logins,
    server.look_at_catalogs,
    searching.look_at_rows,
    searching.look_at_pages,
    searching.look_at_refusals,
    searching.look_at_queries,
    searching.look_at_words,
)


def carry_out(scene: Scene, step: Step) -> None:
    """One step. What goes wrong in it is remarked, and the next one goes on; only a login that is lost ends all."""
    try:
        step(scene)
    except LoginRefused:
        raise
    except RequestError as error:
        scene.notes.remark(f"{(step.__doc__ or '').strip()} Left unfinished: {error.sentence}")
