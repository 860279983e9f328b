# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a field takes: from the JSON of a request to the one form in which a value is kept."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from . import texts
from .model import Field, Named, Option
from .refusal import Wrong
from .rows import Row

if TYPE_CHECKING:
    from .scope import Scope

Parse = Callable[[Any, Field, "Scope"], Any]

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\Z")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)\Z")
LABEL_LIMIT, LINE_LIMIT = 255, 255


# -- texts ----------------------------------------------------------------------------------------


def parse_line(value: Any, field: Field, scope: Scope) -> str | None:
    """A text of one line; nothing is no value."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise Wrong("Operation value must be a string")
    if len(value) > LINE_LIMIT:
        raise Wrong(
            f"The entered text is too long. It exceeds the allowed limit of {LINE_LIMIT} characters."
        )
    return (value.strip() and value) or None


def parse_summary(value: Any, field: Field, scope: Scope) -> str:
    """The summary, which every issue has."""
    if value is not None and not isinstance(value, str):
        raise Wrong("Operation value must be a string")
    if not value or not value.strip():
        raise Wrong("You must specify a summary of the issue.")
    if "\n" in value or "\r" in value:
        raise Wrong("The summary is invalid because it contains newline characters.")
    if len(value) > LINE_LIMIT:
        raise Wrong("Summary must be less than 255 characters.")
    return value.strip()


def parse_area(value: Any, field: Field, scope: Scope) -> Any:
    """A text of several lines: a string, or a document by version 3."""
    return parse_long_text(value, scope)


def parse_long_text(value: Any, scope: Scope) -> Any:
    """A long text of a field or comment, by the version of the REST API that was asked."""
    if value is None:
        return None
    if scope.caller.api == 3:
        if not isinstance(value, dict):
            raise Wrong(
                "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
            )
        if not texts.is_document(value):
            raise Wrong("INVALID_INPUT")
        size = len(texts.plain(value))
        value = value if value["content"] else None
    elif not isinstance(value, str):
        raise Wrong("Operation value must be a string")
    else:
        size = len(value)
        if scope.caller.cloud and scope.jira.switches["jira_texts"] == "converted":
            value = texts.as_wiki(texts.as_document(value))
        value = value or None
    limit = scope.jira.switches["jira_text_limit"]
    if limit and size > limit:
        raise Wrong(
            f"The entered text is too long. It exceeds the allowed limit of {limit:,} characters."
        )
    return value


def parse_url(value: Any, field: Field, scope: Scope) -> str | None:
    """An address."""
    text = parse_line(value, field, scope)
    if text is not None and not re.match(r"(?i)(https?|ftp)://[^\s/?#]+", text):
        raise Wrong(f"'{text}' is not a valid URL" if scope.caller.cloud else "Not a valid URL")
    return text


def parse_labels(value: Any, field: Field, scope: Scope) -> list[str]:
    """Words; each once, in alphabetical order, as Jira keeps them."""
    for label in _array(value):
        if not isinstance(label, str):
            raise Wrong("string expected at index 0")
        if not label or any(c.isspace() for c in label):
            raise Wrong(f"The label '{label}' contains spaces which is invalid.")
        if len(label) > LABEL_LIMIT:
            raise Wrong(
                f"The label '{label}' exceeds the maximum length of {LABEL_LIMIT} characters."
            )
    return sorted(set(_array(value)))


# -- numbers and times ----------------------------------------------------------------------------


def parse_number(value: Any, field: Field, scope: Scope) -> float | None:
    """A number, with decimals or without."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Wrong("Operation value must be a number")
    if abs(value) > 1e14:
        raise Wrong(f"Value can not be bigger than {10**14:,}")
    return float(value)


def parse_date(value: Any, field: Field, scope: Scope) -> str | None:
    """A day."""
    if value in (None, ""):
        return None
    if not isinstance(value, str):
        raise Wrong("Operation value must be a string")
    # Jira reads the day of a date-time, too.
    text = value.split("T")[0]
    try:
        if not _DATE.match(text):
            raise ValueError(text)
        year, month, day = map(int, text.split("-"))
        return datetime.date(year, month, day).isoformat()
    except ValueError as error:
        raise Wrong(f"Error parsing date string: {value}") from error


def parse_time(value: Any, field: Field, scope: Scope) -> int | None:
    """A moment, as milliseconds of the epoch."""
    if value in (None, ""):
        return None
    found = _TIME.match(value) if isinstance(value, str) else None
    try:
        if not found:
            raise ValueError(value)
        clock = found[2] if found[2].count(":") == 2 else f"{found[2]}:00"
        zone = "+0000" if found[3] == "Z" else found[3].replace(":", "")
        moment = datetime.datetime.strptime(f"{found[1]}T{clock}{zone}", "%Y-%m-%dT%H:%M:%S%z")
    except ValueError as error:
        raise Wrong(f"Error parsing time: {value}") from error
    return int(moment.timestamp()) * 1000


# -- choices --------------------------------------------------------------------------------------


def parse_option(value: Any, field: Field, scope: Scope) -> str | None:
    """One option, by id or value."""
    return None if value is None else _option(value, field.options, "Option").id


def parse_options(value: Any, field: Field, scope: Scope) -> list[str]:
    """Several options, in the order of the field's configuration."""
    chosen = {_option(one, field.options, "Option").id for one in _array(value)}
    return [option.id for option in field.options if option.id in chosen]


def parse_cascade(value: Any, field: Field, scope: Scope) -> list[str | None] | None:
    """An option and perhaps one of its children."""
    if value is None:
        return None
    parent = _option(value, field.options, "Option")
    child = value.get("child")
    if child is None:
        return [parent.id, None]
    return [parent.id, _option(child, parent.children, "Option").id]


def _option(value: Any, options: Iterable[Option], called: str) -> Option:
    if not isinstance(value, dict):
        raise Wrong(
            "Specify a valid 'id' or 'name' for the option"
            if value is None
            else "data was not an object"
        )
    number, text = value.get("id"), value.get("value")
    if number is None and text is None:
        raise Wrong("Could not find valid 'id' or 'value' in the Parent Option object.")
    for option in options:
        if (
            str(number) == option.id if number is not None else text == option.value
        ) and not option.disabled:
            return option
    if number is not None:
        raise Wrong(f"{called} id '{number}' is not valid")
    raise Wrong(f"{called} value '{text}' is not valid")


def parse_named(find: Callable[[Scope], Iterable[Named]], called: str) -> Parse:
    """Return the parser of one thing out of a list, by id or name."""

    def parse(value: Any, field: Field, scope: Scope) -> str | None:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise Wrong("data was not an object")
        number, name = value.get("id"), value.get("name")
        if number is None and name is None:
            if "id" in value or "name" in value:
                return None
            raise Wrong(f"Could not find valid 'id' or 'name' in {called.lower()} object.")
        for one in find(scope):
            if str(number) == one.id if number is not None else name == one.name:
                return one.id
        if number is not None:
            raise Wrong(f"{called} id '{number}' is not valid")
        raise Wrong(f"{called} name '{name}' is not valid")

    return parse


def parse_rows(kind: str, called: str) -> Parse:
    """Return the parser of several rows of the project: components or versions, by id or name."""

    def parse(value: Any, field: Field, scope: Scope) -> list[str]:
        rows = scope.project_rows(kind)
        found = [_row(one, rows, called) for one in _array(value)]
        return list(dict.fromkeys(found))

    return parse


def parse_row(kind: str, called: str) -> Parse:
    """Return the parser of one such row."""

    def parse(value: Any, field: Field, scope: Scope) -> str | None:
        return None if value is None else _row(value, scope.project_rows(kind), called)

    return parse


def _row(value: Any, rows: Iterable[Row], called: str) -> str:
    if not isinstance(value, dict):
        raise Wrong("expected Object containing 'id' or 'name' property")
    number, name = value.get("id"), value.get("name")
    if number is None and name is None:
        raise Wrong(f"{called} id 'null' is not valid")
    for row in rows:
        if str(number) == str(row["id"]) if number is not None else name == row["name"]:
            return str(row["id"])
    if number is not None:
        raise Wrong(f"{called} id '{number}' is not valid")
    raise Wrong(f"{called} name '{name}' is not valid")


# -- people ---------------------------------------------------------------------------------------


def parse_user(value: Any, field: Field, scope: Scope) -> str | None:
    """A user: by name or key on Data Center, by account id on Cloud."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Wrong("data was not an object")
    people = scope.jira.people
    if scope.caller.cloud:
        account = value.get("accountId", value.get("id"))
        user = people.by_account(account)
        if account in (None, "") and set(value) & {"accountId", "id"}:
            return None
        if user is None:
            raise Wrong(f"Specify a valid value for {field.id}")
        return user.key
    if not set(value) & {"name", "key"}:
        raise Wrong("expected Object containing a 'name' property")
    given = value.get("name") or value.get("key")
    if not given:
        return None
    user = people.by_name(value.get("name")) or people.by_key(value.get("key"))
    if user is None:
        raise Wrong(f"User '{given}' does not exist.")
    return user.key


def parse_users(value: Any, field: Field, scope: Scope) -> list[str]:
    """Several users."""
    found = [parse_user(one, field, scope) for one in _array(value)]
    return list(dict.fromkeys(key for key in found if key))


def parse_group(value: Any, field: Field, scope: Scope) -> str | None:
    """A group, by its name; on Cloud also by its id."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Wrong("data was not an object")
    name, number = value.get("name"), value.get("groupId")
    for group in scope.jira.people.groups:
        if group == name or (number is not None and scope.group_id(group) == number):
            return group
    raise Wrong(f"Could not find group with name '{name if number is None else number}'")


def parse_groups(value: Any, field: Field, scope: Scope) -> list[str]:
    """Several groups."""
    found = [parse_group(one, field, scope) for one in _array(value)]
    return sorted({name for name in found if name})


# -- issues, sprints, projects --------------------------------------------------------------------


def parse_sprint(value: Any, field: Field, scope: Scope) -> list[int]:
    """The sprint that an issue is to be in, by its id; those that it was in are added later."""
    if value is None:
        return []
    if isinstance(value, bool) or not re.match(r"\d+\Z", str(value)):
        raise Wrong("Number value expected as the Sprint id.")
    sprint = scope.jira.rows.get("sprint", int(value))
    if sprint is None:
        raise Wrong(
            f"Sprint with id '{value}' does not exist, or you do not have permission to view it."
        )
    if sprint["state"] == "closed":
        raise Wrong("Issue can be assigned only active or future sprints.")
    return [int(value)]


def parse_epic(value: Any, field: Field, scope: Scope) -> int | None:
    """The epic that an issue belongs to, by its key."""
    if value in (None, ""):
        return None
    key = value.get("key") if isinstance(value, dict) else value
    if not isinstance(key, str):
        raise Wrong("Operation value must be a string")
    issue = scope.jira.find_issue(key)
    if issue is None:
        raise Wrong(f"Issue with key '{key}' does not exist.")
    if scope.jira.catalog.types[issue["type"]].level < 1:
        raise Wrong(f"Issue '{key}' is not an epic.")
    return int(issue["id"])


def parse_parent(value: Any, field: Field, scope: Scope) -> int | None:
    """The parent of an issue, by id or key."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Wrong("data was not an object")
    given = value.get("id") or value.get("key")
    if not given:
        return None
    issue = scope.jira.find_issue(str(given))
    if issue is None:
        raise Wrong("Could not find issue by id or key.")
    return int(issue["id"])


def parse_project(value: Any, field: Field, scope: Scope) -> str | None:
    """A project, by id or key."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Wrong("data was not an object")
    project = scope.jira.find_project(str(value.get("id") or value.get("key")))
    if project is None:
        raise Wrong("Could not find project." if "key" in value else "project id is not valid")
    return str(project["id"])


_UNITS = {"w": 144_000, "d": 28_800, "h": 3600, "m": 60}


def parse_duration(text: Any) -> int:
    """Return the seconds of `1w 2d 3h 4m`; days have eight hours, weeks five days."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text * 60
    parts = str(text).lower().split()
    if not parts or not all(re.match(r"\d+(\.\d+)?[wdhm]?\Z", part) for part in parts):
        raise Wrong("Invalid time duration entered")
    return sum(int(float(part.rstrip("wdhm")) * _UNITS.get(part[-1], 60)) for part in parts)


def parse_tracking(value: Any, field: Field, scope: Scope) -> dict[str, int] | None:
    """The estimates of an issue, in seconds."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Wrong("data was not an object")
    names = {"originalEstimate": "original", "remainingEstimate": "remaining"}
    return {
        names[key]: parse_duration(text)
        for key, text in value.items()
        if key in names and text not in (None, "")
    }


def parse_nothing(value: Any, field: Field, scope: Scope) -> Any:
    """Fields that no request may set."""
    raise Wrong(unknown_field(field.id))


def unknown_field(field_id: str) -> str:
    """What Jira says of a field that is not there, or not here."""
    return f"Field '{field_id}' cannot be set. It is not on the appropriate screen, or unknown."


def _array(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Wrong("data was not an array")
    return value
