# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the paths that users write in `src` to the declared assets."""

from __future__ import annotations

import os
from collections.abc import Iterable

from ansible.plugins.action import ActionBase

from ..module_utils._core.errors import InputError
from ._paths import find_sources
from ._state_files.load import Loaded, load


def load_sources(action: ActionBase, paths: Iterable[str]) -> Loaded:
    """What `src` holds. Raises InputError with all problems.

    Messages name files so that editors and the logs of pipelines can open them: from the current directory.
    """
    problems: list[str] = []
    found = find_sources(action, paths, "src", problems)
    try:
        loaded = load(found, os.getcwd(), action._loader._vault.decrypt)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    if problems:
        raise InputError(problems)
    return loaded
