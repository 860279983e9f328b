# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as a Code Quality report of GitLab, which merge requests show beside the changed lines.

The format is GitLab's subset of Code Climate's: https://docs.gitlab.com/ci/testing/code_quality/.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .audit import Audit
from .rules import RULES, Finding, findings_of


def render_code_quality(audit: Audit) -> str:
    """The findings as a JSON list, one a line. GitLab requires a file for each: without one, a finding is left out."""
    found = [_issue(one, one.place.path, one.place.line) for one in findings_of(audit) if one.place]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in found)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def _issue(finding: Finding, path: str, line: int) -> dict[str, Any]:
    key = hashlib.sha256(f"{finding.rule}/{finding.asset}".encode()).hexdigest()
    return {
        "description": finding.text,
        "check_name": RULES[finding.rule].name,
        "fingerprint": key,
        "severity": RULES[finding.rule].severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
