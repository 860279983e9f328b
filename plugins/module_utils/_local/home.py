# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where this collection keeps files of its own on a controller."""

from __future__ import annotations

import os
from collections.abc import Mapping


def aip_home(environment: Mapping[str, str]) -> str:
    """The folder of this collection in Ansible's home (ANSIBLE_HOME). It may not exist yet."""
    home = os.path.expanduser(environment.get("ANSIBLE_HOME") or "~/.ansible")
    return os.path.join(home, "assetops.aip")
