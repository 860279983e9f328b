# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit in a run of GitHub Actions: the summary of a job is Markdown, and annotations mark lines of files.

See https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .audit import Audit
from .rules import RULES, Finding, findings_of

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The environment variable that names the file of the summary. What a step adds to it is shown below the job."""
MOST_ANNOTATIONS = 10
"""GitHub shows this many of a level and step."""
MOST_BYTES = 2**20
"""What the summary of a step may have. Of a longer one, GitHub shows nothing at all."""
FULL = "*The rest does not fit into this summary, which GitHub limits to 1 MiB; other formats show all of it.*\n"
COMMANDS: Mapping[str, str] = {"major": "error", "minor": "warning", "info": "notice"}
"""The workflow commands for the severities of rules."""


def is_there(environment: Mapping[str, str]) -> bool:
    """Whether GitHub Actions reads what is printed."""
    return environment.get("GITHUB_ACTIONS") == "true"


def annotate(audit: Audit) -> list[str]:
    """Workflow commands for the first findings that have a file: lines to print."""
    found = [_annotation(one) for one in findings_of(audit) if one.place]
    return found[:MOST_ANNOTATIONS]


def with_summary(present: str, text: str) -> str:
    """The summary of a step with a report added, unless it is there already; with what fits of it.

    The report begins with its title and a sentence. Those are what is added of a report that is too long.
    """
    # Without an empty line, a title after a folded part would be a part of it.
    start = present and present.rstrip("\n") + "\n\n"
    short = "\n".join([*text.split("\n")[:3], "", FULL])
    for one in (text, short):
        if one in present:
            break
        if len((start + one).encode()) <= MOST_BYTES:
            return start + one
    return present


def _annotation(finding: Finding) -> str:
    rule = RULES[finding.rule]
    place = finding.place
    properties = {"title": rule.name}
    if place:
        properties = {"file": place.path, "line": str(place.line), **properties}
    shown = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{COMMANDS[rule.severity]} {shown}::{_data(finding.text)}"


def _data(text: str) -> str:
    """The text as a command's message: nothing in it ends the line, so that data never is a command."""
    text = re.sub(r"[\u2028\u2029\x85\x0b\x0c]", " ", text)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
