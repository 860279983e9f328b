# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's side of the module assetops.aip.aip_host_mapping: prints the mapping so that it can be copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..module_utils._core.backend import Progress, silent
from ..modules import aip_host_mapping
from ..plugin_utils._in_worker import InWorker


class ActionModule(InWorker):
    """Runs aip_host_mapping."""

    code = aip_host_mapping

    def work(
        self, args: dict[str, Any], task_vars: Mapping[str, Any], progress: Progress = silent
    ) -> dict[str, Any]:
        """The module's result; without `dest`, the mapping is printed as it is."""
        result = super().work(args, task_vars, progress)
        if result.get("mapping") and not args.get("dest"):
            # As it is: callbacks would put every line in quotes.
            self._display.display(f"\n{result['mapping']}")
        return result
