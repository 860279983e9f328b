# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder of an export on disk: state files, attached files, and a manifest of all of them (`SHA256SUMS`).

Files are staged first. Only when all of them are there do they take their places, the manifest last. Files of an
earlier export that this one does not contain are removed, unless the manifest shows that they were changed since.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from functools import cached_property

from .._core.backend import Backend
from .._core.errors import AipError, InputError
from .._local.files import PRIVATE, encoded
from .._local.parallel import in_parallel
from .._local.tree import Tree
from .._read.attachments import remote_digest
from .content import ATTACHMENTS, Placed
from .difference import Rewritten
from .outcome import PartlyExported, Size
from .staged import Staged, folder_mode
from .staging import open_staging

MANIFEST = "SHA256SUMS"
_NAME = "[a-z0-9][a-z0-9._-]*"
_STATE_FILE = re.compile(r"[^.].*\.ya?ml")
_ASSET = re.compile(rb"(?m)^[ -]*asset_type:")
_OWN_PATH = re.compile(rf"{_NAME}\.yml|{ATTACHMENTS}/{_NAME}/{_NAME}/{_NAME}")


class Folder:
    """The folder on disk. New files get the permissions `mode`."""

    def __init__(self, path: str, mode: int = PRIVATE) -> None:
        self._path, self._mode = path, mode
        self._tree = Tree(path, "dest")
        self.written: list[str] = []
        self.removed: list[str] = []
        self.kept: list[str] = []
        self.replaced: list[str] = []
        self.rewritten: list[Rewritten] = []

    @cached_property
    def earlier(self) -> Mapping[str, str]:
        """The digests of the files of an earlier export, by path; only of paths that an export can have written."""
        found = self._tree.content(MANIFEST)
        if found is None:
            return {}
        try:
            lines = re.findall(r"(?m)^([0-9a-f]{64})  (.+)$", found.decode("utf-8"))
        except UnicodeDecodeError:
            place = os.path.join(self._path, MANIFEST)
            raise InputError([f"dest: cannot read '{place}': it is not text in UTF-8"]) from None
        return {path: digest for digest, path in lines if _OWN_PATH.fullmatch(path)}

    def size(self) -> Size:
        """What is left of the earlier export."""
        assets = attached = 0
        for path in self.earlier:
            if path.startswith(f"{ATTACHMENTS}/"):
                attached += self._tree.has(path)
            else:  # each asset of a state file begins with a hyphen, and nothing else in it does
                content = self._tree.content(path) or b""
                assets += len(re.findall(rb"(?m)^- ", content))
        return Size(assets, attached)

    @cached_property
    def foreign(self) -> list[str]:
        """State files in the folder that no export has written; empty if an earlier export is there."""
        if self._tree.has(MANIFEST):
            return []
        found = [name for name in self._tree.names() if _STATE_FILE.fullmatch(name)]
        return [name for name in found if _ASSET.search(self._tree.content(name) or b"")]

    def bring(
        self,
        texts: Mapping[str, str],
        files: Sequence[Placed],
        backend: Backend,
        workers: int,
        check_mode: bool,
    ) -> None:
        """Make the folder hold these files. Raises an AipError; PartlyExported if some of it is done by then.

        `written`, `removed` and `kept` have the paths; `replaced` has those of them that were not as the last export
        had left them, and `rewritten` the state files that change. In check mode nothing is written, and they would be.
        """
        present = [*texts, *(one.path for one in files)]
        problems = filter(None, map(self._tree.problem, {*present, *self.earlier, MANIFEST}))
        found = sorted(problems)
        if found:
            raise InputError(found)
        if check_mode:
            self._foresee(texts, files, backend, workers)
            self._compare(texts, self.written)
            return
        with open_staging(self._path, folder_mode(self._mode)) as staging:
            staged = Staged(self._tree, staging, self._mode)
            staged.add(texts, files, backend, workers)
            self._compare(texts, staged.paths)
            try:
                self._put_in_place(staged)
            except AipError as error:
                if self.written or self.removed:
                    raise PartlyExported(error, self.written, self.removed) from None
                raise

    def _compare(self, texts: Mapping[str, str], paths: Collection[str]) -> None:
        """Look at the files that these are about to replace, and at those that go."""
        for path in sorted(paths):
            there = self._tree.digest(path)
            if path != MANIFEST and there not in (None, self.earlier.get(path)):
                self.replaced.append(path)
        gone = [path for path in self.earlier if path.endswith(".yml") and path not in texts]
        for path in sorted((*gone, *(path for path in texts if path in paths))):
            before = self._tree.content(path)
            if path in texts or hashlib.sha256(before or b"").hexdigest() == self.earlier[path]:
                after = encoded(texts[path]) if path in texts else None
                self.rewritten.append(Rewritten(path, before, after))

    # -- in check mode --

    def _foresee(
        self, texts: Mapping[str, str], files: Sequence[Placed], backend: Backend, workers: int
    ) -> None:
        def differs(one: Placed) -> bool:
            there = self._tree.digest(one.path)
            return there is None or remote_digest(backend, one.asset_id, one.attachment) != there

        different = in_parallel(differs, files, workers)
        self.written += [one.path for one, is_new in zip(files, different) if is_new]
        self.written += [
            path for path, text in texts.items() if self._tree.content(path) != encoded(text)
        ]
        self._sort_out({*texts, *(one.path for one in files)}, self.removed.append)
        if self.written or self.removed or not self._tree.has(MANIFEST):
            self.written.append(MANIFEST)

    # -- for good --

    def _put_in_place(self, staged: Staged) -> None:
        """Move what is staged, remove what is stale, and only then say in the manifest what is there."""
        lines = [f"{digest}  {path}\n" for path, digest in sorted(staged.digests.items())]
        manifest = staged.beside()
        manifest.add_text(MANIFEST, "".join(lines))
        staged.put_in_place(self.written)
        self._sort_out(staged.digests, self._remove)
        manifest.put_in_place(self.written)

    def _remove(self, path: str) -> None:
        self._tree.remove(path)
        self.removed.append(path)

    def _sort_out(self, present: Container[str], remove: Callable[[str], None]) -> None:
        """Remove the files of an earlier export that this one does not contain, but keep those changed since."""
        for path, digest in sorted(self.earlier.items()):
            there = None if path in present else self._tree.digest(path)
            if there == digest:
                remove(path)
            elif there is not None:
                self.kept.append(path)
