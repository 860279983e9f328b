# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Locks on files: who holds one, and that a file system without locks is no error."""

from __future__ import annotations

import errno
import fcntl

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._local.locks import alone, lock


def test_a_lock_excludes_others_until_its_file_is_closed(tmp_path):
    path = tmp_path / "x"
    with path.open("w") as first, path.open() as second:
        assert lock(first.fileno())
        assert not lock(second.fileno(), shared=True)
        first.close()
        with path.open() as third:
            assert lock(second.fileno(), shared=True)
            assert lock(third.fileno(), shared=True)
            assert not lock(third.fileno())


def test_a_process_that_never_comes_out_is_not_waited_for_for_ever(tmp_path):
    slept = []
    with alone(str(tmp_path / "x")), alone(str(tmp_path / "x"), slept.append):
        assert sum(slept) == pytest.approx(10)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.EINVAL])
def test_without_locks_each_is_granted(tmp_path, monkeypatch, number):
    def no_locks(_handle, _kind):
        raise OSError(number, "no locks")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with (tmp_path / "x").open("w") as opened:
        assert lock(opened.fileno())
