# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as SARIF 2.1.0: each finding points at the file and line of the declaration."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .._version import collection_version
from .audit import Audit
from .rules import RULES, Finding, Rule, findings_of, with_fingerprints

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
DOCUMENTATION = "https://github.com/assetops/assetops.aip/blob/main/docs/audit.md"
LEVELS: Mapping[str, str] = {"major": "error", "minor": "warning", "info": "note"}
"""The levels of SARIF for the severities of rules."""
_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

Data = dict[str, Any]


def render_sarif(audit: Audit) -> str:
    """The audit as SARIF, one result per line."""
    driver = {
        "name": "assetops.aip",
        "version": collection_version(),
        "informationUri": DOCUMENTATION,
        "rules": [_rule(key, rule) for key, rule in RULES.items()],
    }
    run: Data = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
    invocation: Data = {"executionSuccessful": True}
    if _SECONDS.fullmatch(audit.time):
        invocation["endTimeUtc"] = audit.time
    run["invocations"] = [invocation]
    run["properties"] = {"title": audit.title, "counts": dict(audit.counts)}
    head = json.dumps(run, ensure_ascii=False, indent=1)[:-2]
    results = ",\n".join(
        json.dumps(_result(*one), ensure_ascii=False)
        for one in with_fingerprints(findings_of(audit))
    )
    return f'{{\n"$schema": "{SCHEMA}",\n"version": "2.1.0",\n"runs": [{head},\n "results": [\n{results}\n ]\n}}]\n}}\n'


def _rule(key: str, rule: Rule) -> Data:
    return {
        "id": key,
        "name": rule.name,
        "shortDescription": {"text": rule.sentence},
        "fullDescription": {"text": f"{rule.sentence} {rule.way_out}"},
        "help": {"text": rule.way_out, "markdown": f"**{rule.sentence}** {rule.way_out}"},
        "helpUri": DOCUMENTATION,
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(fingerprint: str, finding: Finding) -> Data:
    location: Data = {
        "logicalLocations": [
            {
                "name": finding.name,
                "fullyQualifiedName": finding.asset,
                "kind": "resource",
            }
        ]
    }
    if finding.place:
        location["physicalLocation"] = {
            "artifactLocation": _artifact(finding.place.path),
            "region": {"startLine": finding.place.line},
        }
    return {
        "ruleId": finding.rule,
        "ruleIndex": list(RULES).index(finding.rule),
        "level": LEVELS[RULES[finding.rule].severity],
        "message": {"text": _literal(finding.text)},
        "locations": [location],
        "partialFingerprints": {"asset/v1": fingerprint},
    }


def _artifact(path: str) -> Data:
    """A file as SARIF names it: relative to the root of the sources, or as a URI of its own."""
    if path.startswith("/"):
        return {"uri": "file://" + quote(path)}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


def _literal(text: str) -> str:
    """The text as a SARIF message, in which nothing is taken for a placeholder ({0}) or a link ([text](target))."""
    return re.sub(r"\{(\d+)\}", r"{{\1}}", text).replace("](", "\\](")
