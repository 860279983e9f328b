# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who an issue is where its key is not known: a text of the user's, as a label that is searched for and as the proof.

The label is found by every JQL. The proof is an issue property, which nothing copies when people clone an issue; JQL
finds properties only where an app declares them, so they cannot be searched for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

PROPERTY = "assetops.aip"
"""The key of the issue property, and of the comment property, that this collection keeps."""
_LABEL = re.compile(r"assetops-[0-9a-f]{16}")


def label_of(unique_id: str) -> str:
    """The label of the issue with this identity."""
    return "assetops-" + hashlib.sha256(unique_id.encode("utf-8", "replace")).hexdigest()[:16]


def is_identity_label(label: str) -> bool:
    """Whether a label says who the issue is. Such a label is never removed and never shown as a difference."""
    return _LABEL.fullmatch(label) is not None


def unique_id_in(property_value: Any) -> str | None:
    """The identity that the value of the property proves; None if it proves none."""
    found = property_value.get("unique_id") if isinstance(property_value, Mapping) else None
    return found if isinstance(found, str) else None
