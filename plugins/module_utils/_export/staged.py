# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of an export that differ from what is there, until they are moved to their places."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence

from .._core.backend import Backend
from .._core.errors import InputError
from .._local.files import copy_blocks, create_file, encoded
from .._local.parallel import in_parallel
from .._local.tree import Tree
from .content import Placed


def folder_mode(mode: int) -> int:
    """The permissions of folders, from those of files: whoever may read a file may enter its folder."""
    return mode | (mode & 0o444) >> 2


class Staged:
    """Files in the open folder `staging`, for their paths in `tree`; new ones get the permissions `mode`.

    `digests` has the SHA-256 of every file of the export by its path, also of those that are in place already.
    """

    def __init__(self, tree: Tree, staging: int, mode: int) -> None:
        self._tree, self._staging, self._mode = tree, staging, mode
        self._names: dict[str, str] = {}
        self.digests: dict[str, str] = {}

    @property
    def paths(self) -> Collection[str]:
        """Where files are about to be put in place."""
        return self._names.keys()

    def beside(self) -> Staged:
        """Another one in the same folder, with nothing in it."""
        return Staged(self._tree, self._staging, self._mode)

    def add(
        self, texts: Mapping[str, str], files: Sequence[Placed], backend: Backend, workers: int
    ) -> None:
        """Stage the texts and attached files that differ from what is in place. Raises an AipError."""

        def download(numbered: tuple[int, Placed]) -> tuple[str, str]:
            number, one = numbered
            return one.path, self._download(str(number), one, backend)

        try:
            self.digests.update(in_parallel(download, list(enumerate(files)), workers))
        except OSError as error:
            raise self._error(error) from None
        for path, text in texts.items():
            self.add_text(path, text)

    def add_text(self, path: str, text: str) -> None:
        """Stage a text if it is not in place. Raises an AipError."""
        content = encoded(text)
        self.digests[path] = hashlib.sha256(content).hexdigest()
        if self._tree.content(path) == content:
            return
        try:
            with create_file(path, self._mode_of(path), self._staging) as opened:
                opened.write(content)
        except OSError as error:
            raise self._error(error) from None
        self._names[path] = path

    def _download(self, name: str, one: Placed, backend: Backend) -> str:
        blocks = backend.download(one.asset_id, one.attachment)
        size, shown = one.attachment.size, str(one.attachment.name)
        with create_file(name, self._mode_of(one.path), self._staging) as opened:
            digest = copy_blocks(blocks, opened, size, shown)
        if self._tree.digest(one.path) == digest:
            os.unlink(name, dir_fd=self._staging)
        else:
            self._names[one.path] = name
        return digest

    def _mode_of(self, path: str) -> int:
        there = self._tree.mode(path)
        return self._mode if there is None else there

    def _error(self, error: OSError) -> InputError:
        return InputError([f"dest: cannot write to '{self._tree.root}': {error.strerror}"])

    def put_in_place(self, written: list[str]) -> None:
        """Move the files to their places, and add each path to `written`. Raises InputError."""
        for path, name in self._names.items():
            self._tree.put(name, self._staging, path, folder_mode(self._mode))
            written.append(path)
