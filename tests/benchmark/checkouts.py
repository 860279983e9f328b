# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of this collection: this one, and one that is measured beside it, each with its own .venv."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE, BESIDE = "here", "beside"


@dataclass(frozen=True)
class Checkout:
    """A copy of this collection, and the .venv that `make venv` made in it."""

    label: str
    root: Path = ROOT

    @property
    def collections(self) -> Path:
        """The folder in which Ansible finds the collection."""
        return self.root / ".venv" / "collections"

    @property
    def programs(self) -> Path:
        """The folder of its Python and of Ansible's commands."""
        return self.root / ".venv" / "bin"

    @property
    def python(self) -> str:
        """Its Python."""
        return str(self.programs / "python")

    @property
    def lacking(self) -> list[str]:
        """What is missing for it to be measured."""
        needed = (self.programs / "ansible-playbook", self.collections / "ansible_collections")
        return [str(path) for path in needed if not path.exists()]


THIS = Checkout(HERE)
