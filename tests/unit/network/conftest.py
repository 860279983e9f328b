# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers for each test, stopped after it; without their programs the tests are skipped, and say so."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

pytest.importorskip("trustme", reason="trustme, which issues certificates, is not installed")

from ansible_collections.assetops.aip.tests.unit.network import servers
from ansible_collections.assetops.aip.tests.unit.network.papers import Papers

LAPTOP = {"asset_type": "Laptop", "name": "new"}


def needs(program, package):
    """Skip the test if a program is missing."""
    if servers.find(program) is None:
        pytest.skip(f"{program} is not installed (Debian: {package})")


@pytest.fixture
def folder():
    """Where servers and certificates live."""
    with servers.open_folder() as place:
        yield place


@pytest.fixture
def papers(folder):
    """An authority."""
    return Papers(folder)


@pytest.fixture
def launch():
    """Starts servers; all are stopped after the test."""
    with ExitStack() as stack:

        def start(server):
            stack.callback(server.stop)
            server.start()
            return server

        yield start


@pytest.fixture
def nginx(folder, sandbox, launch):
    """Starts nginx in front of the sandbox: `nginx(location="proxy_http_version 1.0;", ...)`."""
    needs("nginx", "nginx-light")
    return lambda backend=sandbox.root, **given: launch(servers.Nginx(folder, backend, **given))


@pytest.fixture
def tinyproxy(folder, launch):
    """Starts a forward proxy: `tinyproxy(login="ada secret")`."""
    needs("tinyproxy", "tinyproxy-bin")
    return lambda **given: launch(servers.Tinyproxy(folder, **given))


@pytest.fixture
def look(run, sandbox):
    """Asks for an asset that is there: `look(url, option=...)`. Gives its name, or the sentence of the failure."""

    def ask(url, **options):
        given = {"asset_type": "Rack", "name": "rack-01", **options}
        result = run(sandbox, "aip_asset_info", url=url, **given)
        if result["failed"]:
            assert "\n" not in result["msg"]
            assert "exception" not in result
            return result["msg"]
        (found,) = result["assets"]
        return found["name"]

    return ask


@pytest.fixture
def create(run, sandbox):
    """Declares a new laptop: `create(url, option=...)`. Gives the result."""
    return lambda url, **options: run(sandbox, "aip_asset", url=url, **LAPTOP, **options)
