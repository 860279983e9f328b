# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where paths lead that users write on the controller."""

from __future__ import annotations

import os

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase


def find_source(action: ActionBase, path: str) -> str:
    """The file or folder that a path means; if there is none, where it would be first looked for beside the play.

    As with other actions that is `files` of the role or play, then beside it; and then the current directory, which
    is what a user means who runs a playbook of the collection.
    """
    path = path.rstrip(os.sep) or os.sep
    try:
        return str(action._find_needle("files", path))
    except AnsibleError:  # not there; told together with all other problems
        pass
    beside = os.path.join(action._loader.get_basedir(), path)
    here = os.path.abspath(path)
    return here if os.path.exists(here) and not os.path.exists(beside) else beside
