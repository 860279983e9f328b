#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for get-pip.py: the asked version of pip from the package index, with uv or with ensurepip's pip.

noxfile.py puts it into ansible-test's cache where the original's server can't be reached, and writes where uv is.
ensurepip runs in a child: in this process it would set PIP_CONFIG_FILE to /dev/null, and so hide pip.conf.
"""

from __future__ import annotations

import subprocess
import sys

UV = "uv"
WANTED = [word for word in sys.argv[1:] if "==" in word]
WITH_UV = [UV, "pip", "install", "--quiet", "--system-certs", "--python", sys.executable]
PIP = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def install_with_uv() -> bool:
    """Whether uv could do it: a tenth of the time."""
    try:
        return subprocess.call([*WITH_UV, *WANTED], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


if __name__ == "__main__":
    if not install_with_uv():
        subprocess.check_call([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL)
        subprocess.check_call([*PIP, *WANTED])
