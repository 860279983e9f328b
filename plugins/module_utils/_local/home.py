# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the files of this collection stand that outlast a task."""

from __future__ import annotations

import os
from collections.abc import Mapping


def aip_home(environment: Mapping[str, str]) -> str:
    """The folder "assetops.aip" in Ansible's own folder, which is ANSIBLE_HOME, or else ~/.ansible."""
    home = os.path.expanduser(environment.get("ANSIBLE_HOME") or "~/.ansible")
    return os.path.join(home, "assetops.aip")
