# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans that people review before they are carried out: kept in a file, and compared with the plan as it is now."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._core.digests import DIGEST
from .._core.plan_data import drift, read_data
from .._core.remarks import as_list, grouped
from .._core.verdict import count_of
from .errors import Drifted


@dataclass(frozen=True)
class Agreement:
    """Where to write the plan, and which plan is the only one that may be carried out (a path or a digest)."""

    plan_file: str | None = None
    expect_plan: str = ""

    def keep(self, data: Mapping[str, Any]) -> None:
        """Write the plan to its file."""
        if self.plan_file:
            from .._local.files import PRIVATE, write_text  # noqa: PLC0415 - few tasks keep plans

            text = json.dumps(data, indent=2, ensure_ascii=False, sort_keys=False) + "\n"
            write_text(self.plan_file, text, "plan_file", PRIVATE)

    def hold(self, data: Mapping[str, Any]) -> None:
        """Raise Drifted unless the plan is the expected one."""
        if not self.expect_plan:
            return
        if re.fullmatch(DIGEST + "[0-9a-f]{64}", self.expect_plan):
            if self.expect_plan != data["digest"]:
                raise Drifted(
                    [],
                    f"expect_plan: the plan is now {data['digest']}, not the expected one: nothing was written;"
                    " if that one was made for this server, make a new plan and review it, or write the path of the"
                    " plan's file to see how they differ",
                )
            return
        from .._local.files import read_text  # noqa: PLC0415 - few tasks keep plans

        expected = read_data(read_text(self.expect_plan, "expect_plan"), self.expect_plan)
        if expected["digest"] == data["digest"]:
            return
        if expected["server"] != data["server"]:
            raise Drifted(
                [],
                f"expect_plan: nothing was written, because the plan was made for {expected['server']}, not for"
                f" {data['server']}. Make a plan for this server and review it",
            )
        every = drift(expected["steps"], data["steps"])
        drifted = grouped(every)
        raise Drifted(
            drifted,
            f"expect_plan: nothing was written, because {count_of(len(every), 'asset')} differ"
            f"{'s' if len(every) == 1 else ''} from the plan. Make a new plan and review it. The difference"
            f" now:\n{as_list(drifted)}",
        )
