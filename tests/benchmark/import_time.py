# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the import of one module adds to a Python that has imported others: CPU seconds.

    import_time.py MODULE MODULE...

The last one is measured.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module

from ansible.plugins.loader import init_plugin_loader


def main(*modules: str) -> None:
    """Import all of them, and print what the last one took.

    As in Ansible's own commands, collections are imported by its loader, which compiles them anew each time.
    """
    init_plugin_loader()
    *before, last = modules
    for name in before:
        import_module(name)
    start = time.process_time()
    import_module(last)
    print(time.process_time() - start)


if __name__ == "__main__":
    main(*sys.argv[1:])
