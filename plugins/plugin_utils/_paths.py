# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the paths lead that users write in tasks on the controller."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase

from ..module_utils._core.plan_data import DIGEST


def find_source(action: ActionBase, path: str) -> str:
    """The file or folder that a path names; if there is none, where it would be beside the play.

    As in other actions that is `files` of the role or play, then beside it, and finally the current directory, which
    is what users mean when they run a playbook of the collection.
    """
    path = path.rstrip(os.sep) or os.sep
    try:
        return str(action._find_needle("files", path))
    except (AnsibleError, ValueError):  # not there: reported together with all other problems
        pass
    beside = os.path.join(action._loader.get_basedir(), path)
    here = os.path.abspath(path)
    return here if os.path.exists(here) and not os.path.exists(beside) else beside


def anchored(args: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """The options with paths relative to where Ansible was started, whether the module is sent or not.

    For tasks on the controller: a module that is sent there would take them for paths beside the playbook.
    """
    paths = {name for name, facts in spec.items() if facts["type"] == "path"}
    if not str(args.get("expect_plan")).startswith(DIGEST):
        paths.add("expect_plan")  # it is a digest, or the path of a plan
    found = {name: _anchor(value) if name in paths else value for name, value in args.items()}
    if isinstance(found.get("attachments"), list) and "attachments" in spec:
        found["attachments"] = [
            {**file, "path": _anchor(file["path"])}
            if isinstance(file, dict) and "path" in file
            else file
            for file in found["attachments"]
        ]
    return found


def _anchor(path: Any) -> Any:
    is_relative = isinstance(path, str) and path and path[0] not in "/~$"
    return os.path.abspath(path) if is_relative else path
