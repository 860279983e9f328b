# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON report of an earlier audit, to compare with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from ...module_utils._core.errors import InputError
from .about import About, read_about
from .history import Earlier, Finding, Past
from .texts import clean

FORMAT = "assetops.aip.audit/1"
"""The number rises when something gets another name or another meaning, not when something is added."""
LARGEST = 500_000_000
_WORDS: Mapping[str, str] = {
    "server": "server",
    "deployment": "deployment",
    "asset_types": "scope (asset types)",
    "filters": "scope (filters)",
    "undeclared_fields": "undeclared_fields",
}


def read_earlier(path: str, shown: str) -> tuple[Earlier, About] | None:
    """The earlier audit in a JSON report and what it is about; None if there is no such file. Raises InputError."""
    try:
        if os.path.isfile(path) and os.path.getsize(path) > LARGEST:
            raise _problem(shown, "is too large to be a report")
        with open(path, encoding="utf-8-sig") as file:
            data = json.load(file)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _problem(shown, f"cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise _problem(shown, f"is not JSON, or only a part of it ({error})") from None
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        found = data.get("format") if isinstance(data, Mapping) else None
        instead = f"its format is '{clean(str(found))}', not '{FORMAT}'" if found else "it is none"
        raise _problem(shown, f"is not a JSON report of an audit: {instead}")
    if "findings" not in data or "about" not in data:
        raise _problem(
            shown,
            "was written by an earlier version of this collection, without a list of findings",
        )
    try:
        findings = tuple(_past(one) for one in data["findings"])
        about = read_about(data["about"], "", "")
        time = clean(str(data.get("time") or ""))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__}: {clean(str(error))}"
        raise _problem(shown, f"is not a JSON report of an audit ({reason})") from None
    return Earlier(shown, True, time, findings), about


def _problem(shown: str, what: str) -> InputError:
    way_out = "name the JSON report of an earlier audit, or remove the file to start anew"
    return InputError([f"compare_with: '{shown}' {what}; {way_out}"])


def _past(written: Mapping[str, Any]) -> Past:
    number = written["id"]
    if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
        raise TypeError(f"id {number!r}")
    fields = {clean(str(name)): _time(since) for name, since in written["fields"].items()}
    finding = Finding(
        clean(written["kind"]),
        clean(written["asset_type"] or ""),
        clean(written["name"]),
        number,
        tuple(fields),
    )
    return Past(finding, _time(written["first_seen"]), fields)


def _time(written: Any) -> str:
    return clean(str(written or ""))


def check_comparable(about: About, earlier: About, shown: str) -> None:
    """Raise InputError if the two audits are not about the same server and scope."""
    now, then = about.scope_data, earlier.scope_data
    different = list(_different(now, then))
    if different:
        raise _problem(shown, f"is about something else: {'; '.join(different)}")


def _different(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[str]:
    for key, words in _WORDS.items():
        if now[key] != then[key]:
            yield f"{words} is {_shown(then[key])} there, and {_shown(now[key])} here"


def _shown(value: Any) -> str:
    if not value:
        return "not set"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:197]}..."
