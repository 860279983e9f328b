# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How values are shown: as the JSON of an answer, and as the words of the history."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from . import texts
from .model import Field, IssueType, Named, Option, Status
from .people import account_id, shown_group, shown_user
from .rows import Row

if TYPE_CHECKING:
    from .caller import Caller
    from .scope import Scope

Show = Callable[[Any, Field, "Scope"], Any]
Words = Callable[[Any, Field, "Scope"], "tuple[str | None, str | None]"]
"""Return what the history writes of a value: its id, and its text."""

_CATEGORIES = {
    "new": (2, "new", "blue-gray", "To Do"),
    "indeterminate": (4, "indeterminate", "yellow", "In Progress"),
    "done": (3, "done", "green", "Done"),
    "undefined": (1, "undefined", "medium-gray", "No Category"),
}


def moment(milliseconds: int, caller: Caller | None = None) -> str:
    """Return a time as Jira writes it, in the time zone of whoever reads it."""
    zone = datetime.timezone(datetime.timedelta(minutes=caller.offset if caller else 0))
    when = datetime.datetime.fromtimestamp(milliseconds / 1000, zone)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}{when:%z}"


def short(number: float) -> str:
    """Return a number without needless decimals."""
    return str(int(number)) if float(number).is_integer() else str(number)


# -- what administrators set up -------------------------------------------------------------------


def shown_category(name: str, caller: Caller) -> dict[str, Any]:
    """Return the category of a status."""
    number, key, color, text = _CATEGORIES[name]
    return {
        "self": caller.url(f"statuscategory/{number}"),
        "id": number,
        "key": key,
        "colorName": color,
        "name": text,
    }


def all_categories() -> Iterable[str]:
    """Return the categories that Jira has."""
    return _CATEGORIES


def shown_status(status: Status, caller: Caller) -> dict[str, Any]:
    """Return a status."""
    return {
        "self": caller.url(f"status/{status.id}"),
        "description": status.description,
        "iconUrl": f"{caller.site}/images/icons/statuses/open.png",
        "name": status.name,
        "id": status.id,
        "statusCategory": shown_category(status.category, caller),
    }


def shown_type(issue_type: IssueType, caller: Caller) -> dict[str, Any]:
    """Return an issue type."""
    shown = {
        "self": caller.url(f"issuetype/{issue_type.id}"),
        "id": issue_type.id,
        "description": issue_type.description,
        "iconUrl": f"{caller.site}/secure/viewavatar?size=xsmall&avatarId=10318&avatarType=issuetype",
        "name": issue_type.name,
        "subtask": issue_type.subtask,
        "avatarId": 10318,
    }
    return {**shown, "hierarchyLevel": issue_type.level} if caller.cloud else shown


def shown_priority(priority: Named, caller: Caller, whole: bool = False) -> dict[str, Any]:
    """Return a priority; `whole` as a row of the list of priorities."""
    shown = {
        "self": caller.url(f"priority/{priority.id}"),
        "iconUrl": f"{caller.site}/images/icons/priorities/{priority.name.lower()}.svg",
        "name": priority.name,
        "id": priority.id,
    }
    if whole:
        shown.update(statusColor=priority.color, description=priority.description)
    return shown


def shown_resolution(resolution: Named, caller: Caller) -> dict[str, Any]:
    """Return a resolution."""
    return {
        "self": caller.url(f"resolution/{resolution.id}"),
        "id": resolution.id,
        "description": resolution.description,
        "name": resolution.name,
    }


def shown_option(option: Option, caller: Caller, children: bool = False) -> dict[str, Any]:
    """Return an option; with its children as an allowed value."""
    shown: dict[str, Any] = {
        "self": caller.url(f"customFieldOption/{option.id}"),
        "value": option.value,
        "id": option.id,
    }
    if not caller.cloud:
        shown["disabled"] = option.disabled
    if children and option.children:
        shown["children"] = [shown_option(child, caller) for child in option.children]
    return shown


# -- rows -----------------------------------------------------------------------------------------


def shown_project(project: Row, caller: Caller) -> dict[str, Any]:
    """Return a project as a field of an issue."""
    return {
        "self": caller.url(f"project/{project['id']}"),
        "id": str(project["id"]),
        "key": project["key"],
        "name": project["name"],
        "projectTypeKey": project.get("type", "software"),
        **({"simplified": False} if caller.cloud else {}),
        "avatarUrls": project_avatars(project, caller),
    }


def project_avatars(project: Row, caller: Caller) -> dict[str, str]:
    """Return the pictures of a project."""
    base = f"{caller.site}/secure/projectavatar?pid={project['id']}&avatarId=10324"
    return {
        "48x48": base,
        "24x24": f"{base}&size=small",
        "16x16": f"{base}&size=xsmall",
        "32x32": f"{base}&size=medium",
    }


def shown_component(row: Row, caller: Caller) -> dict[str, Any]:
    """Return a component as a field of an issue."""
    shown = {
        "self": caller.url(f"component/{row['id']}"),
        "id": str(row["id"]),
        "name": row["name"],
    }
    return {**shown, "description": row["description"]} if row.get("description") else shown


def shown_version(row: Row, caller: Caller) -> dict[str, Any]:
    """Return a version as a field of an issue."""
    shown = {
        "self": caller.url(f"version/{row['id']}"),
        "id": str(row["id"]),
        "name": row["name"],
        "archived": bool(row.get("archived")),
        "released": bool(row.get("released")),
    }
    if row.get("description"):
        shown["description"] = row["description"]
    return {**shown, "releaseDate": row["releaseDate"]} if row.get("releaseDate") else shown


def shown_sprint(row: Row, caller: Caller) -> Any:
    """Return a sprint as a field of an issue: an object on Cloud, the text of a Java object on Data Center."""
    times = {"startDate": "start", "endDate": "end", "completeDate": "complete"}
    given = {shown: moment(row[kept]) for shown, kept in times.items() if row.get(kept)}
    if caller.cloud or caller.neutral or caller.sprint_objects:
        return {
            "id": row["id"],
            "name": row["name"],
            "state": row["state"],
            "boardId": row["board"],
            "goal": row.get("goal", ""),
            **given,
        }
    shown = {
        "id": row["id"],
        "rapidViewId": row["board"],
        "state": row["state"].upper(),
        "name": row["name"],
        **{name: given.get(name, "<null>") for name in times},
        "activatedDate": given.get("startDate", "<null>"),
        "sequence": row["id"],
        "goal": row.get("goal", ""),
        "autoStartStop": "false",
        "synced": "false",
    }
    inner = ",".join(f"{name}={value}" for name, value in shown.items())
    return f"com.atlassian.greenhopper.service.sprint.Sprint@{row['id'] * 7919:x}[{inner}]"


def shown_brief(issue: Row, scope: Scope) -> dict[str, Any]:
    """Return an issue inside of another: a parent, a sub-task, the other end of a link."""
    jira, caller = scope.jira, scope.caller
    fields: dict[str, Any] = {
        "summary": issue["fields"].get("summary"),
        "status": shown_status(jira.catalog.statuses[issue["status"]], caller),
        "issuetype": shown_type(jira.catalog.types[issue["type"]], caller),
    }
    priority = jira.catalog.priorities.get(issue["fields"].get("priority") or "")
    if priority:
        fields["priority"] = shown_priority(priority, caller)
    return {
        "id": str(issue["id"]),
        "key": issue["key"],
        "self": caller.url(f"issue/{issue['id']}"),
        "fields": fields,
    }


# -- fields ---------------------------------------------------------------------------------------


def show_same(value: Any, field: Field, scope: Scope) -> Any:
    """Show a value as it is kept."""
    return value


def show_area(value: Any, field: Field, scope: Scope) -> Any:
    """Show a long text, by the version of the REST API."""
    if scope.caller.neutral:
        return texts.plain(value)
    return texts.as_document(value) if scope.caller.api == 3 else texts.as_wiki(value)


def show_moment(value: Any, field: Field, scope: Scope) -> Any:
    """Show a time."""
    return moment(value, scope.caller)


def show_option(value: Any, field: Field, scope: Scope) -> Any:
    """Show an option."""
    option = find_option(field.options, value)
    return shown_option(option, scope.caller) if option else None


def show_cascade(value: Any, field: Field, scope: Scope) -> Any:
    """Show an option and its child."""
    parent = find_option(field.options, value[0])
    if parent is None:
        return None
    child = find_option(parent.children, value[1])
    shown = shown_option(parent, scope.caller)
    return {**shown, "child": shown_option(child, scope.caller)} if child else shown


def show_user(value: Any, field: Field, scope: Scope) -> Any:
    """Show a user."""
    return shown_user(scope.jira.people.by_key(value), scope.caller)


def show_group(value: Any, field: Field, scope: Scope) -> Any:
    """Show a group."""
    return shown_group(value, scope.caller)


def show_each(show: Show) -> Show:
    """Return what shows a list, leaving out what is gone by now."""

    def shown(value: Any, field: Field, scope: Scope) -> Any:
        every = [show(one, field, scope) for one in value]
        return [one for one in every if one is not None]

    return shown


def show_row(kind: str, shown: Callable[[Row, Caller], Any]) -> Show:
    """Return what shows a component, version, sprint or project."""

    def show(value: Any, field: Field, scope: Scope) -> Any:
        row = scope.jira.rows.get(kind, int(value))
        return shown(row, scope.caller) if row else None

    return show


def show_named(table: str, shown: Callable[..., Any]) -> Show:
    """Return what shows a priority, resolution, status, type."""

    def show(value: Any, field: Field, scope: Scope) -> Any:
        found: Mapping[str, Any] = getattr(scope.jira.catalog, table)
        return shown(found[value], scope.caller) if value in found else None

    return show


def show_key(value: Any, field: Field, scope: Scope) -> Any:
    """Show an issue by its key."""
    issue = scope.jira.rows.get("issue", value)
    return issue["key"] if issue else None


def show_brief(value: Any, field: Field, scope: Scope) -> Any:
    """Show an issue inside of another one."""
    issue = scope.jira.rows.get("issue", value)
    return shown_brief(issue, scope) if issue else None


def duration(seconds: int) -> str:
    """Return a time as people read it: days have eight hours, weeks five days."""
    parts = []
    for unit, size in (("w", 144_000), ("d", 28_800), ("h", 3600), ("m", 60)):
        if seconds >= size:
            parts.append(f"{seconds // size}{unit}")
            seconds %= size
    return " ".join(parts) or "0m"


def find_option(options: Iterable[Option], number: str | None) -> Option | None:
    """Return the option of that id."""
    return next((option for option in options if option.id == number), None)


# -- the words of the history ---------------------------------------------------------------------


def word_text(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """A text has no id."""
    return None, None if value is None else texts.as_wiki(value)


def word_number(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """Numbers are written without needless decimals."""
    return None, None if value is None else short(value)


def word_date(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """A day is its own id."""
    return value, value


def word_moment(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """A time is its own id."""
    return (None, None) if value is None else (moment(value), moment(value))


def word_option(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """Options are known by id."""
    option = find_option(field.options, value)
    return (option.id, option.value) if option else (None, None)


def word_options(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """Several options: a list of ids in brackets."""
    chosen = [option for option in field.options if option.id in (value or ())]
    if not chosen:
        return None, None
    ids, names = ", ".join(o.id for o in chosen), ",".join(o.value for o in chosen)
    return f"[{ids}]", names


def word_cascade(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """A cascade names both levels."""
    if not value:
        return None, None
    parent = find_option(field.options, value[0])
    if parent is None:
        return None, None
    text = f"Parent values: {parent.value}({parent.id})"
    child = find_option(parent.children, value[1])
    return None, f"{text}Level 1 values: {child.value}({child.id})" if child else text


def word_user(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """A user is known by key, on Cloud by account id."""
    user = scope.jira.people.by_key(value)
    if user is None:
        return None, None
    return account_id(user) if scope.caller.cloud else user.key, user.display_name


def word_users(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """Several users."""
    found = [word_user(key, field, scope) for key in value or ()]
    if not found:
        return None, None
    return f"[{', '.join(str(i) for i, _n in found)}]", f"[{', '.join(str(n) for _i, n in found)}]"


def word_list(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """Words, separated by spaces."""
    return None, " ".join(value or ())


def word_row(kind: str, name: str = "name") -> Words:
    """Return the words for a component, version or project."""

    def words(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
        row = scope.jira.rows.get(kind, int(value)) if value else None
        return (str(row["id"]), str(row[name])) if row else (None, None)

    return words


def word_rows(kind: str) -> Words:
    """Return the words for several of them, as for sprints."""

    def words(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
        rows = [row for row in (scope.jira.rows.get(kind, int(i)) for i in value or ()) if row]
        return ", ".join(str(row["id"]) for row in rows), ", ".join(row["name"] for row in rows)

    return words


def word_named(table: str) -> Words:
    """Return the words for a priority, resolution, status, type."""

    def words(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
        found: Mapping[str, Any] = getattr(scope.jira.catalog, table)
        return (value, found[value].name) if value in found else (None, None)

    return words


def word_issue(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """An issue is known by its id."""
    issue = scope.jira.rows.get("issue", value) if value else None
    return (str(issue["id"]), issue["key"]) if issue else (None, None)


def word_tracking(value: Any, field: Field, scope: Scope) -> tuple[str | None, str | None]:
    """Estimates are seconds."""
    original = (value or {}).get("original")
    return (None, None) if original is None else (str(original), str(original))
