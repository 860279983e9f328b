# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers in memory, for tests of the engine that cost milliseconds."""

from __future__ import annotations

import pytest

from .company import COMPANY, PEOPLE, PLACES
from .fake import Fake


@pytest.fixture
def home(tmp_path_factory, monkeypatch):
    """A home of Ansible in which runs note what they create."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ANSIBLE_HOME", str(folder))
    return str(folder)


@pytest.fixture
def server():
    """A server with the asset types of a company, and no assets."""
    return Fake(COMPANY, PLACES, PEOPLE)


@pytest.fixture(params=["numbers", "texts"])
def any_server(request):
    """The same, with ids that are numbers or texts."""
    return Fake(COMPANY, PLACES, PEOPLE, prefix="A-" if request.param == "texts" else "")
