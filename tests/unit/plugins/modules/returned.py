# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules document about their results, and whether a result keeps to it.

Ansible has no way to share RETURN entries between modules. So each module has its copy, and SHARED has what all
copies of an entry agree in, which for some entries is every word.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from ansible_collections.assetops.aip.plugins import modules

ANSIBLES_OWN = {"changed", "failed", "msg", "warnings"}
TYPES: Mapping[str, Any] = {
    "bool": bool, "dict": dict, "float": (float, int), "int": int, "list": (list, tuple), "raw": object, "str": str,
}  # fmt: skip

SHARED: Mapping[str, Any] = yaml.safe_load("""
api:
  description: Statistics of the requests that the task sent.
  returned: success, or failure after a connection was set up
  type: dict
  contains:
    requests:
      description: Number of requests by method.
      type: dict
    retries:
      description: How many requests were repetitions.
      type: int
    seconds_waited:
      description: Seconds in which requests were held back because the server was busy, failed or limits their rate.
      type: float
    bytes_sent:
      description: Size of the request bodies in bytes.
      type: int
    bytes_received:
      description: Size of the received bodies in bytes.
      type: int
request:
  description: The request that failed.
  returned: failure of a request
  type: dict
  contains:
    method:
      description: Its HTTP method.
      type: str
    path:
      description: Its path, without the address of the server.
      type: str
    status:
      description: The HTTP status of the answer. Missing if there was no answer.
      type: int
    server_said:
      description: The server's own message. Missing if there is none.
      type: str
    request_id:
      description: The server's id for the request, as in its logs. Missing if the server sent none.
      type: str
problems:
  type: list
  elements: str
changes:
  type: list
  elements: dict
  contains:
    field: {}
    before: {}
    after: {}
done: &assets
  type: list
  elements: dict
  contains: &asset
    asset:
      description: The asset, by type and name.
      type: str
    id:
      description: Its id. Null for an asset that does not exist yet.
      type: int
    action:
      description: The planned action. One of none, create, update, retire, delete.
      type: str
not_tried: *assets
would_remove: *assets
failed_assets:
  type: list
  elements: dict
  contains: *asset
failed_asset:
  description: The asset whose write failed.
  returned: failure while writing
  type: dict
  contains: *asset
""")

# What has the keys that users, servers or the question give it, beside those that are documented.
OPEN = {
    "aip_asset: asset": "an asset",
    "aip_asset_info: assets": "assets",
    "aip_assets: about.filters": "as the option",
    "aip_assets: about.protect": "as the option",
    "aip_assets: assets": "assets",
    "aip_assets: steps.deleted": "an asset",
    "aip_assets: steps.field_values": "as chosen",
    "aip_export: files": "by path",
    "aip_probe: dialect": "as the option",
    "aip_schema: schema": "a JSON Schema",
    "jira_issue: issue": "an issue",
    "jira_issue_info: issues": "issues",
    "jira_mapping: mirrored.options": "as the options of jira_issue",
}
# Missing from some results or rows, as their descriptions say.
OPTIONAL = {
    "attachment.dest",
    "diff.after_header",
    "diff.before_header",
    "request.request_id",
    "request.server_said",
    "request.status",
}


def all_modules() -> list[str]:
    """The names of all modules."""
    return sorted(one.name for one in pkgutil.iter_modules(modules.__path__))


def documented(module: str) -> dict[str, Any]:
    """The RETURN of a module, parsed."""
    page = importlib.import_module(f"{modules.__name__}.{module}").RETURN
    return yaml.safe_load(page)


def paths(described: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every documented key, as `request.status`, with what is said about it."""
    for key, facts in described.items():
        yield place + key, facts
        yield from paths(facts.get("contains", {}), f"{place}{key}.")


def disagreements(shared: Any, copy: Any, place: str = "") -> Iterator[str]:
    """Where a copy differs from the shared entry; it may have more than that."""
    if not isinstance(shared, Mapping):
        if shared != copy:
            yield f"{place}: {copy!r} instead of {shared!r}"
        return
    for key, value in shared.items():
        if not isinstance(copy, Mapping) or key not in copy:
            yield f"{place}: lacks {key}"
        else:
            yield from disagreements(value, copy[key], f"{place}.{key}")


def seen_in(module: str, result: Mapping[str, Any]) -> set[str]:
    """The documented keys that a result has; fails where the result is not as it is documented."""
    described = documented(module)
    own = {key: value for key, value in result.items() if key not in ANSIBLES_OWN}
    seen = set(_seen(own, described, module, ""))
    if not result.get("failed"):
        promised = {key for key, facts in described.items() if is_always_there(facts)}
        assert promised <= set(own), (
            f"{module}: {promised - set(own)}: documented, but not returned"
        )
    return seen


def is_always_there(facts: Mapping[str, Any]) -> bool:
    """Whether every success returns it."""
    return facts["returned"].startswith("success") and " with " not in facts["returned"]


def _seen(
    given: Mapping[str, Any], described: Mapping[str, Any], module: str, place: str
) -> Iterator[str]:
    for key, value in given.items():
        path = f"{place}{key}"
        assert key in described, f"{module}: {path} is not documented"
        facts = described[key]
        yield path
        if value is None:
            continue
        assert isinstance(value, TYPES[facts["type"]]), f"{module}: {path} is no {facts['type']}"
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if "elements" in facts:
                kind = facts["elements"]
                assert isinstance(item, TYPES[kind]), f"{module}: {path} has more than {kind}"
            if "contains" in facts and f"{module}: {path}" not in OPEN:
                needed = {one for one in facts["contains"] if f"{path}.{one}" not in OPTIONAL}
                missing = needed - set(item)
                assert not missing, f"{module}: {path} lacks {missing}"
                yield from _seen(item, facts["contains"], module, f"{path}.")


def hold(module: str, *results: Mapping[str, Any], but: frozenset[str] = frozenset()) -> None:
    """Hold results against what the module documents: together they have every key, except those in `but`."""
    seen = set().union(*(seen_in(module, result) for result in results))
    given = tuple(f"{one.removeprefix(f'{module}: ')}." for one in OPEN if module in one)
    keys = {path for path, _facts in paths(documented(module)) if not path.startswith(given)}
    never = keys - seen
    assert never == but, (
        f"{module}: documented, but in none of these results: {sorted(never - but)}"
    )
