# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with an exchange."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A difference between an exchange and a file; what is the same of many exchanges is one."""

    profile: str
    file: str
    part: str
    operation: str
    where: str
    text: str

    def __str__(self) -> str:
        return (
            f"{self.part} {self.where}: {self.text}" if self.where else f"{self.part}: {self.text}"
        )
