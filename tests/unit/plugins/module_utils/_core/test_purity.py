# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The core runs on a bare Python, on data alone: no Ansible, no installed library, no question to a server."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core import known

FOLDER = Path(known.__file__).parent
NAMES = sorted(
    ".".join(path.relative_to(FOLDER).with_suffix("").parts) for path in FOLDER.rglob("*.py")
)


@pytest.mark.parametrize("name", NAMES)
def test_file_is_importable_with_the_standard_library_alone(name):
    program = f"import sys; sys.path.insert(0, {str(FOLDER.parent)!r}); import _core.{name}"
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


DOOR = "backend"
"""The only file with what a server can be asked."""
REMEMBERING = {"diff.RowDiff", "kinds.table.Readings", "referrers._Referring", "show.Showing"}
"""Classes that keep what they have computed once. All others are frozen."""


def classes():
    """Every class of the core: the name of its file and the class."""
    for name in NAMES:
        module = importlib.import_module(f"{known.__package__}.{name}")
        for one in vars(module).values():
            if isinstance(one, type) and one.__module__ == module.__name__:
                yield name, one


def test_only_the_door_has_a_protocol():
    """Whoever gets an object that answers questions can make it ask a server; data cannot."""
    protocols = {f"{name}.{one.__name__}" for name, one in classes() if Protocol in one.__bases__}
    assert protocols == {f"{DOOR}.Backend"}


def test_nothing_in_the_core_is_given_a_back_end():
    texts = {path: path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.py")}
    users = [
        path.name
        for path, text in texts.items()
        if path.stem != DOOR and any(name == "Backend" for name in _names(text))
    ]
    assert users == []


def _names(text):
    nodes = [*ast.walk(ast.parse(text))]
    yield from (node.id for node in nodes if isinstance(node, ast.Name))
    yield from (
        one.name for node in nodes if isinstance(node, ast.ImportFrom) for one in node.names
    )


def test_nothing_changes_while_it_is_used():
    changeable = {
        f"{name}.{one.__name__}"
        for name, one in classes()
        if not issubclass(one, Exception)
        and Protocol not in one.__bases__
        and not (dataclasses.is_dataclass(one) and one.__dataclass_params__.frozen)
    }
    assert changeable == REMEMBERING
