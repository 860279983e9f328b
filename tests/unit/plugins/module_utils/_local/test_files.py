# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Local files: only regular ones are read and replaced, with the permissions they had, or those asked for."""

from __future__ import annotations

import os
import stat

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._local import files
from ansible_collections.assetops.aip.plugins.module_utils._local.yaml import to_yaml

READERS = {
    "digest": lambda path: files.local_digest(path, "src"),
    "text": lambda path: files.read_text(path, "src"),
}
WRITERS = {
    "text": lambda path: files.write_text(path, "x", "src"),
    "if different": lambda path: files.write_if_different(path, "x", "src", False),
    "if different, in check mode": lambda path: files.write_if_different(path, "x", "src", True),
    "blocks": lambda path: files.write_blocks(path, [b"x"], 1, "x", False),
    "blocks, in check mode": lambda path: files.write_blocks(path, [b"x"], 1, "x", True),
}
KINDS = {
    "a named pipe": os.mkfifo,
    "a folder": os.mkdir,
    "a device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("does", [*READERS.values(), *WRITERS.values()], ids=[*READERS, *WRITERS])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file_is_told_at_once(tmp_path, does, kind):
    KINDS[kind](tmp_path / "odd")
    before = os.lstat(tmp_path / "odd")
    with pytest.raises(InputError) as caught:
        does(str(tmp_path / "odd"))
    assert f"'{tmp_path / 'odd'}': it is {kind}, not a file" in caught.value.sentence
    assert os.path.samestat(os.lstat(tmp_path / "odd"), before)
    assert list(tmp_path.iterdir()) == [tmp_path / "odd"]


@pytest.mark.parametrize("does", [*READERS.values(), *WRITERS.values()], ids=[*READERS, *WRITERS])
@pytest.mark.parametrize("name", ["a\x00b", "\ud800"])
def test_name_that_no_file_can_have(tmp_path, does, name):
    with pytest.raises(InputError, match="no file can have this name"):
        does(str(tmp_path / name))


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o000])
def test_the_umask_is_left_alone_and_holds(tmp_path, mask):
    before = os.umask(mask)
    try:
        files.write_text(str(tmp_path / "shared"), "x", "dest")
        files.write_text(str(tmp_path / "private"), "x", "dest", files.PRIVATE)
        files.write_text(str(tmp_path / "open"), "x", "dest", 0o664)
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}
    assert modes == {"shared": 0o666 & ~mask, "private": 0o600, "open": 0o664}


def test_the_umask_is_never_touched(tmp_path, monkeypatch):
    """It belongs to the whole process: while it is another one, so are the files of all threads."""

    def touched(_mask):
        raise AssertionError

    monkeypatch.setattr(os, "umask", touched)
    for does in WRITERS.values():
        does(str(tmp_path / "new"))


@pytest.mark.parametrize("mode", [None, 0o600])
def test_a_replaced_file_keeps_its_permissions(tmp_path, mode):
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o640)
    files.write_text(str(tmp_path / "a"), "new", "dest", mode)
    assert (tmp_path / "a").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_yaml_shows_lone_surrogates_as_escapes():
    assert to_yaml({"a\ud800": ["\udfffb", 1]}) == "a\\ud800:\n- \\udfffb\n- 1\n"


def test_lone_surrogates_become_escapes(tmp_path):
    files.write_text(str(tmp_path / "a"), 'ä "\ud800"', "dest")
    assert (tmp_path / "a").read_text(encoding="utf-8") == 'ä "\\ud800"'
    assert not files.write_if_different(str(tmp_path / "a"), 'ä "\ud800"', "dest", False)
