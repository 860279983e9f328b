# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as JUnit XML: each asset is a test case, so that CI shows drift as it shows failed tests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .audit import Asset, Audit
from .texts import is_hidden, show

# Line ends and tabs in an attribute would be read back as spaces.
_IN_ATTRIBUTE = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_IN_TEXT = {"\r": "&#13;"}
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


@dataclass(frozen=True)
class Case:
    """A test case: passed if it has no failure; that has a kind, a sentence and a text."""

    name: str
    kind: str = ""
    message: str = ""
    text: str = ""


def render_junit(audit: Audit) -> str:
    """The audit as JUnit XML, valid by Jenkins' junit-10.xsd: one suite for each type of asset."""
    suites = {f"{name}": cases for name, cases in _suites(audit).items() if cases}
    number = sum(map(len, suites.values()))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites{_attributes(name=audit.title, tests=number, failures=_failures(suites.values()), errors=0)}>",
    ]
    stamp = {"timestamp": found[0]} if (found := _ISO.match(audit.time)) else {}
    for name, cases in suites.items():
        counts = {"tests": len(cases), "failures": _failures([cases]), "errors": 0}
        lines.append(f"<testsuite{_attributes(name=name, **counts, **stamp)}>")
        lines += [_case(one, name) for one in cases]
        lines.append("</testsuite>")
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


def _suites(audit: Audit) -> dict[str, list[Case]]:
    by_type: dict[str, list[Case]] = defaultdict(list)
    names: set[tuple[str, str]] = set()
    for asset in audit.assets:
        case = _of_asset(asset)
        if (asset.asset_type, case.name) in names:  # CI tells cases apart by their names
            case = Case(
                f"{case.name} ({asset.id or asset.origin})", case.kind, case.message, case.text
            )
        names.add((asset.asset_type, case.name))
        by_type[asset.asset_type].append(case)
    return {
        **{name: by_type[name] for name in sorted(by_type)},
        "Unmanaged assets": [
            Case(
                f"{one.asset_type} {one.name} ({one.id})",
                "unmanaged",
                "is in the scope and not declared",
            )
            for one in audit.unmanaged
        ],
        "Hosts of the inventory": [
            Case(host, "host_without_asset", "has no asset") for host in audit.hosts_without_asset
        ],
        "Assets that are hosts": [
            Case(f"{kind} {name}", "asset_without_host", "has no host in the Ansible inventory")
            for kind, name in audit.assets_without_host
        ],
    }


_SENTENCES = {
    "create": "is missing in AIP",
    "delete": "is in AIP and is to be deleted",
    "retire": "is in AIP and is to be retired",
}


def _of_asset(asset: Asset) -> Case:
    if not asset.kind:
        return Case(asset.name)
    fields = ", ".join(change.field for change in asset.changes)
    message = _SENTENCES.get(asset.action, f"differs in {fields}")
    lines = [f"declared in {asset.origin}" if asset.origin else "not declared"]
    lines += [
        f"{one.field}: {_quoted(one.before)} -> {_quoted(one.after)}" for one in asset.changes
    ]
    where = f"{asset.origin}: " if asset.place else ""
    return Case(asset.name, asset.kind, f"{where}{message}", "\n".join(lines))


def _quoted(value: object) -> str:
    if is_hidden(value):
        return "(hidden)"
    return f"'{show(value)}'" if value not in (None, "", []) else "(empty)"


def _failures(suites: Iterable[list[Case]]) -> int:
    return sum(bool(case.kind) for cases in suites for case in cases)


def _case(case: Case, suite: str) -> str:
    head = f"<testcase{_attributes(name=case.name, classname=suite)}"
    if not case.kind:
        return head + "/>"
    failure = _attributes(type=case.kind, message=case.message)
    return f"{head}><failure{failure}>{escape(case.text, _IN_TEXT)}</failure></testcase>"


def _attributes(**values: object) -> str:
    return "".join(
        f' {name}="{escape(str(value), _IN_ATTRIBUTE)}"' for name, value in values.items()
    )
