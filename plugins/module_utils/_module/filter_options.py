# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option of modules that select assets by their fields."""

from __future__ import annotations

from .._core.filters import OPERATORS
from .options import Spec

FILTER_SPEC: Spec = {
    "type": "list",
    "elements": "dict",
    "default": [],
    "options": {
        "field": {"type": "str", "required": True},
        "operator": {
            "type": "str",
            "default": "equals",
            "choices": list(OPERATORS),
        },
        "value": {"type": "raw"},
    },
}
