#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for get-pip.py: pip from ensurepip, then the asked versions from the package index.

dev/steps.py puts it into ansible-test's cache where the original's server can't be reached. ensurepip
runs in a child: in this process it would set PIP_CONFIG_FILE to /dev/null, and so hide pip.conf.
"""

import subprocess
import sys

PIP = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]

if __name__ == "__main__":
    subprocess.check_call([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL)
    subprocess.check_call([*PIP, *(word for word in sys.argv[1:] if "==" in word)])
