# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as JUnit XML: each asset is a test case, so that CI shows drift as it shows failed tests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from .audit import SENTENCES, Audit, AuditedAsset
from .texts import is_hidden, show

_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


@dataclass(frozen=True)
class Case:
    """A test case: passed if it has no kind; otherwise its failure has a message and a text too."""

    name: str
    kind: str = ""
    message: str = ""
    text: str = ""


def render_junit(audit: Audit) -> str:
    """The audit as JUnit XML, valid by Jenkins' junit-10.xsd: one suite for each asset type."""
    suites = {name: cases for name, cases in _suites(audit).items() if cases}
    time = {"timestamp": found[0]} if (found := _ISO.match(audit.time)) else {}
    every = [case for cases in suites.values() for case in cases]
    root = ElementTree.Element("testsuites", {"name": audit.title, **_counts(every)})
    for name, cases in suites.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": name, **_counts(cases), **time})
        for case in cases:
            _add(case, suite, name)
    ElementTree.indent(root, space="")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def _counts(cases: Iterable[Case]) -> Mapping[str, str]:
    failed = [bool(case.kind) for case in cases]
    return {"tests": str(len(failed)), "failures": str(sum(failed)), "errors": "0"}


def _add(case: Case, suite: ElementTree.Element, name: str) -> None:
    element = ElementTree.SubElement(suite, "testcase", {"name": case.name, "classname": name})
    if case.kind:
        head = {"type": case.kind, "message": case.message}
        ElementTree.SubElement(element, "failure", head).text = case.text


def _suites(audit: Audit) -> dict[str, list[Case]]:
    by_type: dict[str, list[Case]] = defaultdict(list)
    names: set[tuple[str, str]] = set()
    for asset in audit.assets:
        case = _of_asset(asset)
        if (asset.asset_type, case.name) in names:  # CI identifies cases by their names
            name = f"{case.name} ({asset.id or asset.origin})"
            case = Case(name, case.kind, case.message, case.text)
        names.add((asset.asset_type, case.name))
        by_type[asset.asset_type].append(case)
    return {
        **{name: by_type[name] for name in sorted(by_type)},
        "Unmanaged assets": [
            Case(
                f"{one.asset_type} {one.name} ({one.id})",
                "unmanaged",
                "is in scope but not declared",
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


def _of_asset(asset: AuditedAsset) -> Case:
    if not asset.kind:
        return Case(asset.name)
    fields = ", ".join(change.field for change in asset.changes)
    message = SENTENCES.get(asset.action, f"differs in {fields}")
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
