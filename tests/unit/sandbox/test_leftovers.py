# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox that was stopped leaves nothing behind in its process: a test run starts some thousand of them."""

from __future__ import annotations

import gc
import logging
import sqlite3
import tempfile
import threading
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
from ansible_collections.assetops.aip.tests.sandbox.index import Index
from ansible_collections.assetops.aip.tests.sandbox.listener import Listener
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox
from ansible_collections.assetops.aip.tests.sandbox.seeding import load_seed
from ansible_collections.assetops.aip.tests.sandbox.site import Site

MANY = 5
DESCRIPTORS = Path("/proc/self/fd")
PARTS = (Sandbox, Site, Index, Listener, sqlite3.Connection, threading.Thread)


def serve_once(as_user):
    """Start a sandbox, ask it something, stop it."""
    with Sandbox("company") as sandbox:
        client = as_user(sandbox)
        client.search()
        client.upload(1, "a.txt", b"abc")
        client.session.close()


def count():
    """How many there are of what a sandbox consists of."""
    gc.collect()
    counted = Counter(type(one).__name__ for one in gc.get_objects() if isinstance(one, PARTS))
    counted["running thread"] = threading.active_count()
    counted["registered server"] = len(getattr(logging, "statistics", {}))
    counted["folder"] = len(list(Path(tempfile.gettempdir()).glob("aip-sandbox-*")))
    if DESCRIPTORS.is_dir():  # where the system shows them
        counted["open file"] = len(list(DESCRIPTORS.iterdir()))
    return counted


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """A folder for temporary files that no other test uses at the same time."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    load_seed("company")  # is kept for good


def test_stopped_sandboxes_are_gone(as_user):
    serve_once(as_user)
    before = count()
    for _number in range(MANY):
        serve_once(as_user)
    assert not count() - before


def test_memory_does_not_grow(as_user):
    serve_once(as_user)
    tracemalloc.start()
    try:
        serve_once(as_user)
        gc.collect()
        before, _peak = tracemalloc.get_traced_memory()
        for _number in range(MANY):
            serve_once(as_user)
        gc.collect()
        after, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (after - before) / MANY < 20_000  # it was half a million


def test_sandbox_that_is_never_started_is_gone_too():
    before = count()
    for _number in range(MANY):
        Sandbox("company")
    assert not count() - before


def test_sandbox_that_cannot_start_leaves_nothing(tmp_path):
    with Sandbox("every_field", folder=str(tmp_path)):
        pass
    before = count()
    for _number in range(MANY):
        with pytest.raises(ValueError, match="holds the seed every_field, not company"):
            Sandbox("company", folder=str(tmp_path)).start()
    assert not count() - before
