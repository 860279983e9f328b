# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commit of the sources: read from git without running anything of the repository, or from CI's variables."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from .about import Commit

AUTO = "auto"
CI_VARIABLES = (
    "GITHUB_SHA",
    "CI_COMMIT_SHA",  # GitLab, Woodpecker
    "BITBUCKET_COMMIT",
    "BUILD_SOURCEVERSION",  # Azure Pipelines
    "GIT_COMMIT",  # Jenkins
    "CIRCLE_SHA1",
    "DRONE_COMMIT_SHA",
)
_SECONDS = 10
_QUIET: Mapping[str, str] = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # no network
    "LC_ALL": "C",
}
_SETTINGS = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.untrackedCache=false")
_FILTERS = r"^filter\..*\.(clean|smudge|process|required)$"


def read_commit(written: str, sources: Sequence[str], environment: Mapping[str, str]) -> Commit:
    """The commit that was written, or, if that is `auto`, the one of the first source that exists."""
    if written != AUTO:
        return Commit(written)
    places = [path for path in sources if os.path.exists(path)]
    return (places and _of_git(places, environment)) or _of_ci(environment)


def _of_ci(environment: Mapping[str, str]) -> Commit:
    return Commit(next(filter(None, map(environment.get, CI_VARIABLES)), "") or "")


def _of_git(places: Sequence[str], environment: Mapping[str, str]) -> Commit | None:
    """The commit of the repository that has the first of these; None if there is none, or no git."""
    first = os.path.abspath(places[0])
    folder = first if os.path.isdir(first) else os.path.dirname(first)
    program = shutil.which("git", path=environment.get("PATH"))
    if not program:
        return None
    # What points git at another repository, as hooks set it, does not count: the sources do.
    kept = {name: value for name, value in environment.items() if not name.startswith("GIT_")}

    def git(*arguments: str, settings: Sequence[str] = _SETTINGS) -> str | None:
        flags = [text for one in settings for text in ("-c", one)]
        try:
            done = subprocess.run(
                [program, *flags, "-C", folder, *arguments],
                env={**kept, **_QUIET},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError, ValueError):
            return None
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None

    found = (git("rev-parse", "--verify", "--quiet", "HEAD^{commit}") or "").strip()
    top = (git("rev-parse", "--show-toplevel") or "").rstrip("\n")
    if not found or not top:
        return None
    # The programs of filters come from the repository's settings, and status would start them.
    names = (git("config", "--name-only", "--get-regexp", _FILTERS) or "").split("\n")
    off = [f"{name}={'false' if name.endswith('required') else ''}" for name in names if name]
    inside = [path for path in map(os.path.abspath, places) if _is_below(path, top)]
    state = git(
        *("status", "--porcelain", "--ignore-submodules=all", "--untracked-files=normal"),
        *("--", *inside),
        settings=(*_SETTINGS, *off),
    )
    return Commit(found, bool(state))


def _is_below(path: str, top: str) -> bool:
    real = os.path.realpath(path)
    return os.path.commonpath([real, os.path.realpath(top)]) == os.path.realpath(top)
