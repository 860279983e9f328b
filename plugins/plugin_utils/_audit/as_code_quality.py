# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as a Code Quality report of GitLab, which merge requests show beside the changed lines.

The format is GitLab's subset of Code Climate's: https://docs.gitlab.com/ci/testing/code_quality/.
"""

from __future__ import annotations

import json
from typing import Any

from .audit import Audit
from .place import Place
from .rules import RULES, Finding, findings_of, with_fingerprints


def render_code_quality(audit: Audit) -> str:
    """The findings as a JSON list, one a line. GitLab requires a file for each: without one, a finding is left out."""
    found = [
        _issue(key, one, one.place)
        for key, one in with_fingerprints(findings_of(audit))
        if one.place
    ]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in found)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def _issue(fingerprint: str, finding: Finding, place: Place) -> dict[str, Any]:
    return {
        "description": finding.text,
        "check_name": RULES[finding.rule].name,
        "fingerprint": fingerprint,
        "severity": RULES[finding.rule].severity,
        "location": {"path": place.path, "lines": {"begin": place.line}},
    }
