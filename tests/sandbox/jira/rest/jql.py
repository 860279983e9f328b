# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""jql: what queries may name, what they are made of, and which issues they match."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..jql import FUNCTION_NAMES, RESERVED, Field, JqlError, JqlSyntaxError, bind, read
from ..jql.functions import FUNCTIONS
from ..jql.kinds import KINDS
from ..jql.syntax import (
    Both,
    Clause,
    Either,
    Empty,
    FieldName,
    Not,
    Operand,
    Several,
    Statement,
    Term,
)
from ..jql.syntax import (
    Call as Function,
)
from ..refusal import JiraRefusal
from ..search_world import SearchWorld
from ..searching import read_query, search
from .frame import Call, Resource

_TYPES: Mapping[str, str] = {
    "user": "com.atlassian.jira.user.ApplicationUser",
    "date": "java.util.Date",
    "datetime": "java.util.Date",
    "number": "java.lang.Number",
    "issue": "com.atlassian.jira.issue.Issue",
    "projects": "com.atlassian.jira.project.Project",
    "statuses": "com.atlassian.jira.issue.status.Status",
    "versions": "com.atlassian.jira.project.version.Version",
}


def jql_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the resources about queries."""
    at = Resource(site, "jira_jql")

    @at("GET", "jql/autocompletedata")
    @at("POST", "jql/autocompletedata", only="cloud")
    def reference(call: Call) -> Response:
        fields = [_field(field, name) for field, name in _named_fields(call)]
        functions = [_function(name) for name in FUNCTION_NAMES]
        return json_answer(
            {
                "visibleFieldNames": fields,
                "visibleFunctionNames": functions,
                "jqlReservedWords": list(RESERVED),
            }
        )

    @at("GET", "jql/autocompletedata/suggestions")
    def suggestions(call: Call) -> Response:
        wanted, begun = call.text("fieldName").lower(), call.text("fieldValue").lower()
        fields = [field for field, name in _named_fields(call) if name.lower() == wanted]
        found: list[dict[str, str]] = []
        for field in fields[:1]:
            for entry in SearchWorld(call.jira, call.caller).entries(field.catalog):
                names = (entry.name, *entry.also)
                if any(name.lower().startswith(begun) for name in names):
                    value = entry.also[0] if entry.also and field.id == "project" else entry.name
                    shown = (
                        f"{entry.name} ({entry.also[0]})" if field.id == "project" else entry.name
                    )
                    found.append({"value": _quoted(value), "displayName": shown})
        return json_answer({"results": found[:15]})

    @at("POST", "jql/parse", only="cloud")
    def parse_all(call: Call) -> Response:
        queries = call.object().get("queries")
        if not isinstance(queries, list) or not all(isinstance(one, str) for one in queries):
            raise JiraRefusal(400, "queries must be a list of texts.")
        validation = call.text("validation", "strict")
        return json_answer({"queries": [_parsed(call, query, validation) for query in queries]})

    @at("POST", "jql/match", only="cloud")
    def match(call: Call) -> Response:
        given = call.object()
        ids, queries = given.get("issueIds"), given.get("jqls")
        if not isinstance(ids, list) or not all(isinstance(one, int) for one in ids):
            raise JiraRefusal(400, "issueIds must be a list of numbers.")
        if not isinstance(queries, list):
            raise JiraRefusal(400, "jqls must be a list of texts.")
        return json_answer({"matches": [_matched(call, str(query), ids) for query in queries]})

    @at("GET", "issue/picker")
    def picker(call: Call) -> Response:
        query = call.text("query").strip().lower()
        jql = call.text("currentJQL")
        rows = [
            row
            for row in search(call.jira, jql, call.caller, lenient=True).issues
            if query
            and (query in row["key"].lower() or query in row["fields"].get("summary", "").lower())
        ][:20]
        issues = [
            {
                **({"id": row["id"]} if call.caller.cloud else {}),
                "key": row["key"],
                "keyHtml": row["key"],
                "img": "/images/icons/issuetypes/task.svg",
                "summary": row["fields"].get("summary", ""),
                "summaryText": row["fields"].get("summary", ""),
            }
            for row in rows
        ]
        section = {"label": "Current Search", "id": "cs", "issues": issues}
        section["sub" if issues else "msg"] = (
            f"Showing {len(issues)} of {len(issues)} matching issues"
            if issues
            else "No matching issues found."
        )
        return json_answer({"sections": [section]})

    return at.pages


def _quoted(text: str) -> str:
    return text if text.isalnum() and text.lower() not in RESERVED else f'"{text}"'


# -- what queries may name ------------------------------------------------------------------------


def _named_fields(call: Call) -> list[tuple[Field, str]]:
    fields = SearchWorld(call.jira, call.caller).fields()
    return [(field, field.names[0]) for field in fields if KINDS[field.kind].operators]


def _field(field: Field, name: str) -> dict[str, Any]:
    kind = KINDS[field.kind]
    shown: dict[str, Any] = {
        "value": name,
        "displayName": f"{field.names[-1]} - {name}" if name.startswith("cf[") else name,
        "orderable": "true" if kind.sorts else "false",
        "searchable": "true",
        "auto": "true" if field.catalog or field.kind == "user" else "false",
        "operators": sorted(operator.lower() for operator in kind.operators),
        "types": [_TYPES.get(field.catalog) or _TYPES.get(field.kind) or "java.lang.String"],
    }
    return {**shown, "cfid": name} if name.startswith("cf[") else shown


def _function(name: str) -> dict[str, Any]:
    function = FUNCTIONS[name.casefold()]
    kinds = [kind for kind in ("user", "date", "issue") if function.fits(Field("", ("",), kind))]
    catalogs = [
        c for c in ("versions", "sprints", "issuetypes") if function.fits(Field("", ("",), "", c))
    ]
    shown: dict[str, Any] = {
        "value": f"{name}({'' if not function.least else '...'})"
        if function.least
        else f"{name}()",
        "displayName": f"{name}()",
        "types": [_TYPES.get(one, "java.lang.Object") for one in (*kinds, *catalogs)],
    }
    if function.listed:
        shown["isList"] = "true"
    return shown


# -- what a query is made of ----------------------------------------------------------------------


def _parsed(call: Call, query: str, validation: str) -> dict[str, Any]:
    """Return the structure of a query, or what is wrong with it: with validation `none`, the syntax alone."""
    try:
        statement = read(query)
    except JqlSyntaxError as error:
        return {"query": query, "errors": list(error.messages)}
    shown: dict[str, Any] = {"query": query}
    if validation != "none":
        try:
            bind(statement, SearchWorld(call.jira, call.caller))
        except JqlError as error:
            if validation == "strict":
                return {**shown, "errors": list(error.messages)}
            shown["warnings"] = list(error.messages)
    return {**shown, "structure": _structure(statement)}


def _structure(statement: Statement) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if statement.where is not None:
        shown["where"] = _term(statement.where)
    if statement.order:
        shown["orderBy"] = {
            "fields": [
                {
                    "field": _name(sort.field),
                    **({"direction": sort.direction.lower()} if sort.direction else {}),
                }
                for sort in statement.order
            ]
        }
    return shown


def _term(term: Term) -> dict[str, Any]:
    if isinstance(term, Not):
        return {"operator": "not", "clauses": [_term(term.term)]}
    if isinstance(term, (Both, Either)):
        operator = "and" if isinstance(term, Both) else "or"
        return {"operator": operator, "clauses": [_term(one) for one in term.terms]}
    return _clause(term)


def _clause(clause: Clause) -> dict[str, Any]:
    shown: dict[str, Any] = {"field": _name(clause.field), "operator": clause.operator.lower()}
    if clause.operand is not None:
        shown["operand"] = _operand(clause.operand)
    if clause.operator in ("WAS", "WAS IN", "WAS NOT", "WAS NOT IN", "CHANGED"):
        shown["predicates"] = [
            {"operator": one.word.lower(), "operand": _operand(one.operand)}
            for one in clause.predicates
        ]
    return shown


def _name(name: FieldName) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": name.shown if name.property_key is None else name.name}
    if name.property_key is not None:
        shown["property"] = [
            {"entity": "issue", "key": name.property_key, "path": name.path.lstrip(".")}
        ]
    return shown


def _operand(operand: Operand) -> dict[str, Any]:
    if isinstance(operand, Several):
        return {"values": [_operand(one) for one in operand.items]}
    if isinstance(operand, Function):
        return {"function": operand.name, "arguments": list(operand.arguments)}
    if isinstance(operand, Empty):
        return {"keyword": "empty"}
    return {"value": operand.text}


def _matched(call: Call, query: str, ids: list[Any]) -> dict[str, Any]:
    """Return which of the issues a query matches; what does not exist matches nothing."""
    try:
        read_query(call.jira, query, call.caller, lenient=True)
        hits = search(call.jira, query, call.caller, lenient=True)
    except JiraRefusal as refusal:
        return {"matchedIssues": [], "errors": refusal.body["errorMessages"]}
    found = {row["id"] for row in hits.issues}
    return {"matchedIssues": [number for number in ids if number in found], "errors": []}
