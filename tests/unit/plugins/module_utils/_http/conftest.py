# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A client for each test, closed after it."""

from __future__ import annotations

import gc
import sys
import warnings
from contextlib import ExitStack
from time import monotonic

import pytest

pytest.importorskip("requests")

from ansible_collections.assetops.aip.plugins.module_utils._datacenter.refusals import AIP
from ansible_collections.assetops.aip.plugins.module_utils._http.client import Http
from ansible_collections.assetops.aip.plugins.module_utils._http.connection import Connection
from ansible_collections.assetops.aip.plugins.module_utils._local.clock import Clock
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (
    RawServer,
    StandingTime,
)


@pytest.fixture
def time():
    """A clock that stands still until somebody sleeps."""
    return StandingTime()


@pytest.fixture
def connect(time):
    """Makes clients: `connect(server.url, token=..., ...)`; by default with a token, and no environment.

    `watch` is the clock that answers are timed by, if it is not the machine's.
    """
    opened = []

    def open_client(url, read_only=False, product=AIP, watch=monotonic, **given):
        login = {} if "username" in given else {"token": "canary-token"}
        http = Http(
            Connection(url=url, **{**login, **given}),
            read_only,
            product,
            Clock(time.clock, time.sleep, lambda: 1.0, watch),
        )
        opened.append(http)
        return http

    yield open_client
    for http in opened:
        http.close()


@pytest.fixture
def answering():
    """Starts servers that give these answers: `answering(answer(200), ...)`; all are stopped after the test."""
    with ExitStack() as stack:
        yield lambda *answers: stack.enter_context(RawServer(*answers))


@pytest.fixture
def sweep():
    """Collects what http.client forgets to close when a proxy refuses a tunnel (before Python 3.11)."""
    yield
    if sys.version_info >= (3, 11):  # collecting takes a fifth of a second
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
