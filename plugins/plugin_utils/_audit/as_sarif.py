# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as SARIF 2.1.0: each finding points at the file and line of the declaration."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from .audit import SENTENCES, Audit, AuditedAsset
from .place import Place
from .texts import is_hidden, show

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
RULES = {
    "missing": ("MissingAsset", "A declared asset is missing from AIP."),
    "changed": ("ChangedAsset", "An asset in AIP differs from its declaration."),
    "surplus": ("SurplusAsset", "An asset in AIP would be deleted or retired."),
    "unmanaged": ("UnmanagedAsset", "An asset in AIP is in scope but not declared."),
    "host_without_asset": ("HostWithoutAsset", "A host in the Ansible inventory has no asset."),
    "asset_without_host": ("AssetWithoutHost", "An asset has no host in the Ansible inventory."),
}
"""Id, name and sentence of each kind of finding."""
_LONGEST_VALUE = 200
_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

Data = dict[str, Any]


def render_sarif(audit: Audit) -> str:
    """The audit as SARIF, one result per line."""
    rules = [
        {"id": key, "name": name, "shortDescription": {"text": text}}
        for key, (name, text) in RULES.items()
    ]
    driver = {"name": "assetops.aip", "rules": rules}
    run: Data = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
    invocation: Data = {"executionSuccessful": True}
    if _SECONDS.fullmatch(audit.time):
        invocation["endTimeUtc"] = audit.time
    run["invocations"] = [invocation]
    run["properties"] = {"title": audit.title, "counts": dict(audit.counts)}
    head = json.dumps(run, ensure_ascii=False, indent=1)[:-2]
    results = ",\n".join(json.dumps(one, ensure_ascii=False) for one in _results(audit))
    return f'{{\n"$schema": "{SCHEMA}",\n"version": "2.1.0",\n"runs": [{head},\n "results": [\n{results}\n ]\n}}]\n}}\n'


def _results(audit: Audit) -> Iterator[Data]:
    files = _files_by_type(audit)
    any_file = next(iter(files.values()), None)
    for asset in audit.drifted:
        place = asset.place or files.get(asset.asset_type, any_file)
        yield _result(asset.kind, asset.asset_type, asset.name, _message(asset), place)
    for one in audit.unmanaged:
        text = f"{one.asset_type} '{one.name}' (id {one.id}) is in scope but not declared."
        name, place = f"{one.name} ({one.id})", files.get(one.asset_type, any_file)
        yield _result("unmanaged", one.asset_type, name, text, place)
    for host in audit.hosts_without_asset:
        text = f"The host '{host}' in the Ansible inventory has no asset."
        yield _result("host_without_asset", "host", host, text, any_file)
    places = {(one.asset_type, one.name): one.place for one in audit.assets if one.is_wanted}
    for kind, name in audit.assets_without_host:
        text = f"{kind} '{name}' has no host in the Ansible inventory."
        place = places.get((kind, name)) or files.get(kind, any_file)
        yield _result("asset_without_host", kind, name, text, place)


def _files_by_type(audit: Audit) -> dict[str, Place]:
    """For each asset type the top of the first file that declares one, for what no file declares.

    GitHub rejects the whole report if a single finding has no file.
    """
    files: dict[str, Place] = {}
    for asset in audit.assets:
        if asset.place:
            files.setdefault(asset.asset_type, Place(asset.place.path, 1))
    return files


def _result(rule: str, asset_type: str, name: str, text: str, place: Place | None = None) -> Data:
    asset = f"{asset_type}/{name}"
    location: Data = {
        "logicalLocations": [{"name": name, "fullyQualifiedName": asset, "kind": "resource"}]
    }
    if place:
        location["physicalLocation"] = {
            "artifactLocation": _artifact(place.path),
            "region": {"startLine": place.line},
        }
    return {
        "ruleId": rule,
        "ruleIndex": list(RULES).index(rule),
        "level": "warning",
        "message": {"text": _literal(text)},
        "locations": [location],
        "partialFingerprints": {"asset/v1": hashlib.sha256(f"{rule}/{asset}".encode()).hexdigest()},
    }


def _artifact(path: str) -> Data:
    """A file as SARIF names it: relative to the root of the sources, or as a URI of its own."""
    if path.startswith("/"):
        return {"uri": "file://" + quote(path)}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


def _literal(text: str) -> str:
    """The text as a SARIF message, in which nothing is taken for a placeholder ({0}) or a link ([text](target))."""
    return re.sub(r"\{(\d+)\}", r"{{\1}}", text).replace("](", "\\](")


def _message(asset: AuditedAsset) -> str:
    """What is wrong, in one sentence."""
    label = f"{asset.asset_type} '{asset.name}'"
    if asset.action in SENTENCES:
        return f"{label} {SENTENCES[asset.action]}."
    fields = (
        f"{one.field} is {_quoted(one.before)}, declared as {_quoted(one.after)}"
        for one in asset.changes
    )
    return f"{label} differs: {'; '.join(fields)}."


def _quoted(value: Any) -> str:
    if is_hidden(value):
        return "hidden"
    text = show(value)
    if len(text) > _LONGEST_VALUE:
        text = text[: _LONGEST_VALUE - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return f"'{text}'" if text else "empty"
