#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the tarball from a copy of the collection, and prove what is in it.

    package.py COPY           builds and installs it in a folder of its own
    package.py COPY FOLDER    builds it into the folder, which is emptied before

galaxy.yml says what is packed; ALLOWED says it a second time, so that neither a careless pattern
there nor a new folder here puts development files into users' hands, or keeps a plugin from them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ALLOWED = re.compile(
    r"""
      (README|CHANGELOG)\.md | LICENSE | requirements\.txt
    | meta/(runtime|execution-environment)\.yml
    | changelogs/(changelog|config)\.yaml
    | docs/.+\.(md|schema\.json)
    | plugins/(action|callback|doc_fragments|filter|inventory|lookup|module_utils|modules|plugin_utils|test)/.+\.py
    | plugins/plugin_utils/_audit/html/.+\.(css|j2|js)  # what the HTML report is made of
    | roles/\w+/(README\.md | (defaults|handlers|meta|tasks|vars)/.+\.yml | templates/.+\.j2)
    | playbooks/(?!demo\.yml).+\.(yml|j2)  # the demo needs the sandbox, which is not packed
    | extensions/eda/.+\.(py|yml)
    | extensions/audit/event_query\.yml
    | tests/config\.yml | tests/sanity/ignore-\d+\.\d+\.txt
    """,
    re.VERBOSE,
)
REQUIRED = {"README.md", "CHANGELOG.md", "LICENSE", "requirements.txt", "meta/runtime.yml"}
WRITTEN_BY_BUILD = {"MANIFEST.json", "FILES.json"}
# What ansible-doc calls a kind of plugin, and the folder that such plugins are in.
DOCUMENTED = {"module": "modules"} | {
    kind: kind for kind in ("filter", "inventory", "lookup", "test")
}


class PackageError(Exception):
    """The tarball, or what is installed from it, is not what it should be."""


def run(*command: str | Path, collections: Path | None = None) -> str:
    """Run a command, with collections found in that folder only, and return what it prints."""
    path = {"ANSIBLE_COLLECTIONS_PATH": str(collections)} if collections else {}
    env = {**os.environ, **path}
    return subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def build(staged: Path, folder: Path) -> Path:
    """Build the collection's tarball into the folder, and return its path."""
    run("ansible-galaxy", "collection", "build", "--output-path", folder, staged)
    (tarball,) = folder.glob("assetops-aip-*.tar.gz")
    return tarball


def check_files(tarball: Path, staged: Path) -> None:
    """Raise unless the tarball has the allowed files of the staged copy: all of them, no other."""
    with tarfile.open(tarball) as archive:
        packed = {member.name for member in archive.getmembers() if not member.isdir()}
    names = {path.relative_to(staged).as_posix() for path in staged.rglob("*") if path.is_file()}
    expected = {name for name in names if ALLOWED.fullmatch(name)} | REQUIRED | WRITTEN_BY_BUILD
    if packed != expected:
        raise PackageError(
            f"galaxy.yml and dev/package.py disagree: packed, but not allowed: "
            f"{sorted(packed - expected)}; allowed or required, but not packed: "
            f"{sorted(expected - packed)}"
        )
    print(f"{tarball.name}: {len(packed)} files, as allowed")


def check_install(tarball: Path, folder: Path) -> None:
    """Raise unless the tarball installs into the empty folder and every plugin shows its page."""
    galaxy = ("ansible-galaxy", "collection")
    for words in (("install", "-p", folder, tarball), ("verify", "assetops.aip")):
        print(run(*galaxy, *words, "--offline", collections=folder), end="")
    metadata = run("ansible-doc", "--metadata-dump", "assetops.aip", collections=folder)
    pages = json.loads(metadata)["all"]
    plugins = folder / "ansible_collections" / "assetops" / "aip" / "plugins"
    for kind, name in DOCUMENTED.items():
        files = {f"assetops.aip.{path.stem}" for path in (plugins / name).glob("[!_]*.py")}
        shown = set(pages.get(kind, {}))
        if shown != files:
            raise PackageError(f"{kind}: ansible-doc shows {sorted(shown)}, not {sorted(files)}")
        print(f"ansible-doc shows {kind}: {', '.join(sorted(shown)) or 'none, as there is none'}")


def main(staged: Path, wanted: Path | None) -> None:
    """Build into the folder that is wanted, or only to check it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = wanted or Path(scratch, "built")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        tarball = build(staged, folder)
        check_files(tarball, staged)
        if not wanted:
            check_install(tarball, Path(scratch, "installed"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]).resolve() if sys.argv[2:] else None)
