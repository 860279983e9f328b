# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helps people to write queries: labels, names for JQL, its structure, suggestions of issues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..jql import FUNCTION_NAMES, RESERVED, SYSTEM_FIELDS, JqlError, JqlMeaningError, read
from ..jql.structure import structure
from ..refusal import JiraRefusal
from ..rows import Row
from ..searching import read_query, search
from .frame import Call, Resource

_MOST_SUGGESTED = 15
_MOST_PICKED = 20
_OPERATORS = ("=", "!=", "in", "not in", "is", "is not")


def query_resource(site: Site) -> Blueprint:
    """Return the resources."""
    at = Resource(site, "jira_queries")

    @at("GET", "label", only="cloud")
    def labels(call: Call) -> Response:
        used = {label for issue in _seen(call) for label in issue["fields"].get("labels") or ()}
        return json_answer(call.page(sorted(used), 1000))

    @at("GET", "jql/autocompletedata")
    def names(call: Call) -> Response:
        return json_answer(
            {
                "visibleFieldNames": _field_names(call),
                "visibleFunctionNames": [_function(name) for name in sorted(FUNCTION_NAMES)],
                "jqlReservedWords": sorted(RESERVED),
            }
        )

    @at("GET", "jql/autocompletedata/suggestions")
    def suggestions(call: Call) -> Response:
        begun = call.text("fieldValue").casefold()
        found = [
            {"value": value, "displayName": escape(shown)}
            for value, shown in _values(call, call.text("fieldName").casefold())
            if begun in shown.casefold()
        ]
        return json_answer({"results": found[:_MOST_SUGGESTED]})

    @at("POST", "jql/parse", only="cloud")
    def parse(call: Call) -> Response:
        queries = call.object().get("queries")
        if not isinstance(queries, list) or not queries:
            raise JiraRefusal(400, "At least one query must be provided.")
        strict = call.text("validation", "strict") != "none"
        return json_answer({"queries": [_parsed(call, str(query), strict) for query in queries]})

    @at("POST", "jql/match", only="cloud")
    def match(call: Call) -> Response:
        asked = call.object()
        numbers = [int(number) for number in asked.get("issueIds", ())]
        matches = [_matched(call, str(query), numbers) for query in asked.get("jqls", ())]
        return json_answer({"matches": matches})

    @at("GET", "issue/picker")
    def pick(call: Call) -> Response:
        return json_answer({"sections": [_picked(call, call.text("query").casefold())]})

    return at.pages


def _seen(call: Call) -> Iterable[Row]:
    hits = search(call.jira, "", call.caller)
    return hits.issues


# -- names ----------------------------------------------------------------------------------------


def _field_names(call: Call) -> list[dict[str, Any]]:
    """The names of clauses: those of JQL's own fields, then those of custom ones, each by two names."""
    found = [_field(name, name) for one in SYSTEM_FIELDS for name in one.names]
    for field in call.jira.catalog.of_deployment(call.caller.profile.kind):
        if field.custom:
            shown = f"{field.name} - cf[{field.number}]"
            found.append({**_field(f'"{field.name}"', shown), "cfid": f"cf[{field.number}]"})
    return found


def _field(value: str, shown: str) -> dict[str, Any]:
    return {
        "value": value,
        "displayName": shown,
        "orderable": "true",
        "searchable": "true",
        "operators": list(_OPERATORS),
        "types": ["java.lang.String"],
    }


def _function(name: str) -> dict[str, Any]:
    return {"value": f"{name}()", "displayName": f"{name}()", "types": ["java.lang.String"]}


def _values(call: Call, field: str) -> list[tuple[str, str]]:
    """What can be written as a value of a field, and how it is shown."""
    catalog = call.jira.catalog
    if field == "project":
        projects = call.visible_projects()
        return [(p["key"], f"{p['name']} ({p['key']})") for p in projects]
    named: Mapping[str, Iterable[Any]] = {
        "status": catalog.statuses.values(),
        "priority": catalog.priorities.values(),
        "resolution": catalog.resolutions.values(),
        "issuetype": catalog.types.values(),
        "type": catalog.types.values(),
    }
    if field in named:
        return [(_quoted(one.name), one.name) for one in named[field]]
    if field == "labels":
        labels = {label for issue in _seen(call) for label in issue["fields"].get("labels") or ()}
        return [(label, label) for label in sorted(labels)]
    return []


def _quoted(name: str) -> str:
    return name if name.isalnum() else f'"{name}"'


# -- queries --------------------------------------------------------------------------------------


def _parsed(call: Call, query: str, strict: bool) -> dict[str, Any]:
    """A query with its structure, or with what is wrong with it."""
    try:
        statement = read(query)
    except JqlError as error:
        return {"query": query, "errors": list(error.messages)}
    if strict:
        try:
            read_query(call.jira, query, call.caller)
        except JiraRefusal as refusal:
            return {"query": query, "errors": list(refusal.body["errorMessages"])}
    return {"query": query, "structure": structure(statement)}


def _matched(call: Call, query: str, numbers: list[int]) -> dict[str, Any]:
    """Which issues a query finds. What it names that does not exist matches nothing, and is no error here."""
    try:
        found = search(call.jira, query, call.caller, lenient=True, reconcile=numbers).issues
    except JiraRefusal as refusal:
        if isinstance(refusal.__cause__, JqlMeaningError):
            return {"matchedIssues": [], "errors": []}
        return {"matchedIssues": [], "errors": list(refusal.body["errorMessages"])}
    matched = {issue["id"] for issue in found}
    return {"matchedIssues": [n for n in numbers if n in matched], "errors": []}


def _picked(call: Call, wanted: str) -> dict[str, Any]:
    """A section of suggestions: issues with that text in their keys or summaries, the newest first."""
    found = [
        issue
        for issue in _seen(call)
        if wanted in issue["key"].casefold() or wanted in str(issue["fields"]["summary"]).casefold()
    ]
    found.sort(key=lambda issue: -int(issue["id"]))
    shown = [_suggested(issue) for issue in found[:_MOST_PICKED]] if wanted else []
    return {
        "label": "Current Search",
        "sub": f"Showing {len(shown)} of {len(found)} matching issues",
        "id": "cs",
        "issues": shown,
    }


def _suggested(issue: Row) -> dict[str, Any]:
    summary = str(issue["fields"]["summary"])
    return {
        "id": issue["id"],
        "key": issue["key"],
        "keyHtml": escape(issue["key"]),
        "img": "/images/icons/issuetypes/task.svg",
        "summary": escape(summary),
        "summaryText": summary,
    }
