# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the paths lead that users write: to what is theirs, and never into the folders of this collection.

What is read on the controller is looked for beside the user's own role, tasks and playbook, then in the current
directory. What is written there starts from the current directory. Neither depends on whether a module is sent.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.collection_loader._collection_config import AnsibleCollectionConfig

from ..module_utils._core.digests import DIGEST

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
_SHIPPED = tuple(os.path.join(_ROOT, name) for name in ("playbooks", "roles"))
"""The folders of this collection that tasks run from; what lies there is never what a user names."""


def find_sources(
    action: ActionBase, paths: Iterable[str], option: str, problems: list[str]
) -> list[str]:
    """The files and folders that the paths of an option name. Those that do not exist are added to `problems`."""
    folders = _folders(action)
    found: list[str] = []
    for path in paths:
        place = _find(path, folders)
        if place:
            found.append(place)
        elif not path.strip():
            problems.append(f"{option}: the path is empty")
        else:
            where = "" if os.path.isabs(path) else f"; it was looked for in {_listed(folders)}"
            problems.append(f"{option}: there is no file or folder '{path}'{where}")
    return found


def _listed(folders: Sequence[str]) -> str:
    return " and in ".join(dict.fromkeys(folders))


def _find(path: str, folders: Sequence[str]) -> str:
    """The first place of what a path names; empty if there is none."""
    is_explicit = path.split(os.sep, maxsplit=1)[0] in (os.curdir, os.pardir)
    path = path.rstrip(os.sep) or path[:1]
    for candidate in filter(None, _candidates(path, folders, is_explicit)):
        if os.path.lexists(candidate):
            return _tidied(candidate)
    return ""


def _candidates(path: str, folders: Sequence[str], is_explicit: bool) -> Iterator[str]:
    """Where a path may lead. `files` is Ansible's custom, except for what begins with `.` or `..`."""
    if not path.strip() or os.path.isabs(path):
        yield path.strip()
        return
    *of_users, here = folders
    for folder in of_users:
        if not is_explicit:
            yield os.path.join(folder, "files", path)
        yield os.path.join(folder, path)
    yield os.path.join(here, path)


def _tidied(path: str) -> str:
    """The path without `.` and `..`, unless these lead elsewhere because of symbolic links."""
    tidy = os.path.normpath(path)
    return tidy if os.path.realpath(tidy) == os.path.realpath(path) else path


def _folders(action: ActionBase) -> list[str]:
    """Where relative paths start from: the user's own role, tasks and playbook; last, the current directory."""
    playbook = action._loader.get_basedir()
    # A playbook of ours may have been imported by one of the user's, which Ansible knows by its command line only.
    playbooks = [playbook] if _is_users(playbook) else _playbooks_of_command_line()
    folders = [*action._task.get_search_path(), *playbooks]
    return [*dict.fromkeys(os.path.abspath(one) for one in folders if _is_users(one)), os.getcwd()]


def _playbooks_of_command_line() -> list[str]:
    return [os.path.dirname(one) for one in AnsibleCollectionConfig.playbook_paths]


def _is_users(folder: str) -> bool:
    real = os.path.realpath(folder)
    return not any(real == one or real.startswith(one + os.sep) for one in _SHIPPED)


def anchored(
    action: ActionBase, args: Mapping[str, Any], spec: Mapping[str, Any], env: Mapping[str, str]
) -> dict[str, Any]:
    """The options of a task on the controller with all paths absolute, also those from the environment.

    A module that is sent there would take them for paths beside the playbook.
    """
    paths = {name for name, facts in spec.items() if facts["type"] == "path"}
    given = {**_paths_of_environment(paths - set(args), spec, env), **args}
    for name in paths & set(given):
        given[name] = _read_from(given[name], action) if name == "path" else _anchor(given[name])
    if isinstance(given.get("expect_plan"), str) and not given["expect_plan"].startswith(DIGEST):
        given["expect_plan"] = _anchor(given["expect_plan"])
    if "attachments" in spec:
        given = _with_files(given, action)
    if isinstance(given.get("assets"), list) and given.get("origins") is None:
        given["assets"] = [_with_files(asset, action) for asset in given["assets"]]
    return given


def _paths_of_environment(
    names: Iterable[str], spec: Mapping[str, Any], env: Mapping[str, str]
) -> dict[str, str]:
    found = {}
    for name in names:
        _fallback, variables = spec[name].get("fallback", (None, ()))
        values = [env[one] for one in variables if env.get(one)]
        if values:
            found[name] = values[0]
    return found


def _with_files(asset: Any, action: ActionBase) -> Any:
    """An asset with the paths of its files absolute; what is no asset as it is."""
    if not isinstance(asset, dict) or not isinstance(asset.get("attachments"), list):
        return asset
    files = [
        {**file, "path": _read_from(file["path"], action)}
        if isinstance(file, dict) and "path" in file
        else file
        for file in asset["attachments"]
    ]
    return {**asset, "attachments": files}


def _read_from(path: Any, action: ActionBase) -> Any:
    """The path of a file that is read; if there is none, as it would be in the current directory."""
    place = _anchor(path)
    if place == path:
        return path
    return _find(os.path.expandvars(path), _folders(action)) or place


def _anchor(path: Any) -> Any:
    """The path, absolute if it is relative; one that begins with ~ or a variable is left to the module."""
    expanded = os.path.expandvars(path) if isinstance(path, str) else ""
    return os.path.abspath(expanded) if expanded and expanded[0] not in "/~$" else path
