# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the README says of Jira beside AIP is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from ansible_collections.assetops.aip.tests.sandbox import app

README = Path(app.__file__).parent / "README.md"

OF_ISSUES = {f"jira_{name}" for name in (
    "issues", "issue_meta", "setup", "projects_seen", "comments", "worklogs", "watching", "links", "remote_links",
    "properties", "files", "people", "groups", "permissions",
)}  # fmt: skip


def test_every_resource_is_in_the_readme(start):
    start("empty", context="")
    text = README.read_text(encoding="utf-8")
    rules = {
        rule.rule.split(":version>/")[1]
        for rule in app._application("").url_map.iter_rules()
        if "version" in rule.rule and rule.endpoint.partition(".")[0] in OF_ISSUES
    }
    known = {rule for rule in rules if f"`{rule}`" in text}
    named = re.compile(r"/<(name|number)>$")
    missing = {rule for rule in rules - known if f"`{named.sub('', rule)}`" not in text}
    assert missing == set()
