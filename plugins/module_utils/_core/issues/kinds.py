# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of values that fields of issues have: the one place that knows how each is written, read and sent.

A kind turns what the user wrote, and what the server shows, into one canonical value, in which the two are compared;
None, or an empty tuple, is a field without a value. Source: Atlassian's page "Jira REST API examples" (input formats of
custom fields), and the published OpenAPI files.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable

from ..kinds.written import Invalid
from .durations import ESTIMATES, parse_duration, read_estimates, show_estimates
from .issue_refs import IssueRef, issue_ref, parse_issue, read_issue_ref, show_ref
from .moments import moment, parse_date, read_date, read_moment, send_moment, show_moment
from .people import Person, read_person
from .texts import text_of


@dataclass(frozen=True)
class Kind:
    """How values of one kind are written, read, sent and shown.

    `parse` raises Invalid for what cannot be a value. `send` is given (value, whether the server is Cloud).
    """

    name: str
    parse: Callable[[Any], Any]
    read: Callable[[Any], Any]
    send: Callable[[Any, bool], Any]
    show: Callable[[Any], Any]
    is_list: bool = False
    is_read_only: bool = False
    is_text: bool = False
    is_choice: bool = False
    """Whether its values are some of those that Jira lists."""


# -- texts --


def same_text(value: str) -> str:
    """The text as it is compared: line ends in one spelling, none at the end, which servers cut off."""
    return value.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def _parse_text(value: Any) -> str:
    return same_text(text_of(value))


LONGEST_LINE = 255
"""The most characters of a summary, a label or a text of one line, in every Jira."""


def _parse_line(value: Any) -> str:
    text = _parse_text(value).strip()
    if "\n" in text:
        raise Invalid("must be one line")
    return _short(text)


def _read_text(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = plain_text(value)
    return same_text(str(value)) or None


def plain_text(document: Any) -> str:
    """The words of a rich text in Atlassian's document format, paragraph by paragraph."""
    if not isinstance(document, Mapping):
        return ""
    kind, attributes = document.get("type"), document.get("attrs")
    attributes = attributes if isinstance(attributes, Mapping) else {}
    if kind == "text":
        return str(document.get("text", ""))
    if kind == "hardBreak":
        return "\n"
    if kind in ("mention", "emoji", "status"):
        return str(attributes.get("text") or attributes.get("shortName") or "")
    if kind == "inlineCard":
        return str(attributes.get("url", ""))
    inner = document.get("content")
    parts = [plain_text(one) for one in inner] if isinstance(inner, list) else []
    joint = "" if kind in ("paragraph", "heading", "codeBlock") else "\n"
    return joint.join(parts)


def _same(value: Any, _is_cloud: bool = False) -> Any:
    return value


def _shown(value: Any) -> Any:
    return value


# -- numbers --


def _parse_number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Invalid("must be a number")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise Invalid("must be a number") from None
    if not math.isfinite(number):
        raise Invalid("must be a number")
    return number


def _read_number(value: Any) -> Any:
    try:
        return _parse_number(value)
    except Invalid:
        return str(value)


def _send_number(value: Any, _is_cloud: bool) -> Any:
    return _plain_number(value)


def _plain_number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


# -- things with a name --


def _named(key: str) -> Kind:
    """Things that are written by name, and sent and shown as an object with the name under this key."""

    def read(value: Any) -> Any:
        if isinstance(value, Mapping):
            return value.get(key) if value.get(key) is not None else value.get("name")
        return value

    def send(value: Any, _is_cloud: bool) -> Any:
        return None if value is None else {key: value}

    return Kind(key, _parse_name, read, send, _shown, is_choice=True)


def _parse_name(value: Any) -> str:
    text = text_of(value).strip()
    if not text:
        raise Invalid("must not be empty")
    return text


def _parse_cascade(value: Any) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        unknown = sorted(set(map(str, value)) - {"value", "child"})
        if unknown or "value" not in value:
            raise Invalid("must have value, and may have child")
        value = [value["value"], value.get("child")]
    parts = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    names = [_parse_name(part) for part in parts if part not in (None, "")]
    if not 1 <= len(names) <= 2:
        raise Invalid("must be an option, or a list of an option and its child")
    return tuple(names)


def _read_cascade(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return (str(value),)
    child = value.get("child")
    own = str(value.get("value"))
    return (own, str(child.get("value"))) if isinstance(child, Mapping) else (own,)


def _send_cascade(value: Any, _is_cloud: bool) -> Any:
    if not value:
        return None
    return {"value": value[0], **({"child": {"value": value[1]}} if len(value) > 1 else {})}


def _show_cascade(value: Any) -> Any:
    return list(value) if value else None


# -- people --


def _parse_person(value: Any) -> Person:
    return Person("", _parse_name(value))


def _send_person(value: Any, is_cloud: bool) -> Any:
    return None if value is None else {"accountId" if is_cloud else "name": value.id}


def _show_person(value: Any) -> Any:
    return value.written if isinstance(value, Person) else value


# -- issues --


def _parse_ref(value: Any) -> IssueRef:
    return issue_ref(parse_issue(value))


def _send_ref(value: Any, _is_cloud: bool) -> Any:
    if value is None:
        return None
    return {"key": value.key} if value.key else {"id": value.id}


def _send_epic(value: Any, _is_cloud: bool) -> Any:
    return show_ref(value)


def _parse_project(value: Any) -> IssueRef:
    return issue_ref(_parse_name(value).upper())


# -- anything else --


def _read_raw(value: Any) -> Any:
    return value


def contains(shown: Any, declared: Any) -> bool:
    """Whether what the server shows has all that was declared: servers add members such as `self` and `id`."""
    if isinstance(declared, Mapping):
        return isinstance(shown, Mapping) and all(
            key in shown and contains(shown[key], one) for key, one in declared.items()
        )
    if isinstance(declared, (list, tuple)):
        return (
            isinstance(shown, (list, tuple))
            and len(shown) == len(declared)
            and all(map(contains, shown, declared))
        )
    return bool(shown == declared)


def _parse_raw(value: Any) -> Any:
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        raise Invalid("must be a value of JSON") from None
    return value


def _parse_tracking(value: Any) -> Any:
    if not isinstance(value, Mapping) or not set(value) <= set(ESTIMATES):
        raise Invalid("must have originalEstimate, remainingEstimate, or both")
    return {key: parse_duration(one) for key, one in value.items()}


def _read_tracking(value: Any) -> Any:
    return read_estimates(value) if isinstance(value, Mapping) else value


def _send_tracking(value: Any, _is_cloud: bool) -> Any:
    return None if value is None else dict(value)


def list_of(kind: Kind) -> Kind:
    """The kind of lists of such values. Their order says nothing, and none is there twice."""

    def parse(value: Any) -> tuple[Any, ...]:
        single = isinstance(value, (str, Mapping)) or not isinstance(value, Sequence)
        return tuple(dict.fromkeys(map(kind.parse, [value] if single else value)))

    def read(value: Any) -> tuple[Any, ...]:
        return tuple(map(kind.read, value)) if isinstance(value, list) else (kind.read(value),)

    def send(value: Any, is_cloud: bool) -> Any:
        return [kind.send(one, is_cloud) for one in value or ()]

    def show(value: Any) -> Any:
        return [kind.show(one) for one in value or ()]

    name = f"list of {kind.name}"
    return Kind(name, parse, read, send, show, is_list=True, is_choice=kind.is_choice)


def _parse_label(value: Any) -> str:
    text = _parse_name(value)
    if re.search(r"\s", text):
        raise Invalid(f"'{text}' has a space in it, which no label has")
    return _short(text)


def _short(text: str) -> str:
    if len(text) > LONGEST_LINE:
        raise Invalid(f"has {len(text)} characters; Jira takes at most {LONGEST_LINE}")
    return text


TEXT = Kind("text", _parse_text, _read_text, _same, _shown, is_text=True)
LINE = Kind("line", _parse_line, _read_text, _same, _shown, is_text=True)
NUMBER = Kind("number", _parse_number, _read_number, _send_number, _plain_number)
DATE = Kind("date", parse_date, read_date, _same, _shown)
MOMENT = Kind("datetime", moment, read_moment, send_moment, show_moment)
NAMED = _named("name")
OPTION = _named("value")
PROJECT = Kind("project", _parse_project, read_issue_ref, _send_ref, show_ref, is_choice=True)
CASCADE = Kind(
    "cascade", _parse_cascade, _read_cascade, _send_cascade, _show_cascade, is_choice=True
)
PERSON = Kind("user", _parse_person, read_person, _send_person, _show_person)
ISSUE = Kind("issue", _parse_ref, read_issue_ref, _send_ref, show_ref)
EPIC = Kind("epic", _parse_ref, read_issue_ref, _send_epic, show_ref)
LABELS = list_of(Kind("label", _parse_label, str, _same, _shown))
RAW = Kind("raw", _parse_raw, _read_raw, _same, _shown)
TRACKING = Kind("timetracking", _parse_tracking, _read_tracking, _send_tracking, show_estimates)
READ_ONLY = Kind("read-only", _parse_raw, _read_raw, _same, _shown, is_read_only=True)
