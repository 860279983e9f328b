# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A query as `jql/parse` of Cloud shows it: its clauses, its order."""

from __future__ import annotations

from typing import Any

from .syntax import (
    Both,
    Call,
    Clause,
    Either,
    FieldName,
    Not,
    Operand,
    Several,
    Statement,
    Term,
    Word,
)


def structure(statement: Statement) -> dict[str, Any]:
    """Return what a query consists of; what it does not have is left out."""
    shown: dict[str, Any] = {}
    if statement.where is not None:
        shown["where"] = _term(statement.where)
    if statement.order:
        fields = [
            {
                "field": _field(sort.field),
                **({"direction": sort.direction.lower()} if sort.direction else {}),
            }
            for sort in statement.order
        ]
        shown["orderBy"] = {"fields": fields}
    return shown


def _term(term: Term) -> dict[str, Any]:
    if isinstance(term, Clause):
        return _clause(term)
    if isinstance(term, Not):
        return {"operator": "not", "clauses": [_term(term.term)]}
    operator = {Both: "and", Either: "or"}[type(term)]
    return {"operator": operator, "clauses": [_term(one) for one in term.terms]}


def _clause(clause: Clause) -> dict[str, Any]:
    shown: dict[str, Any] = {"field": _field(clause.field), "operator": clause.operator.lower()}
    if clause.operand is not None:
        shown["operand"] = _operand(clause.operand)
    if clause.operator.startswith(("WAS", "CHANGED")):
        shown["predicates"] = [
            {"operator": one.word.lower(), "operand": _operand(one.operand)}
            for one in clause.predicates
        ]
    return shown


def _field(field: FieldName) -> dict[str, Any]:
    encoded = field.shown if field.shown.replace("_", "a").isalnum() else f'"{field.shown}"'
    shown: dict[str, Any] = {"name": field.shown, "encodedName": encoded}
    if field.property_key is not None:
        path = field.path.lstrip(".")
        shown["property"] = [{"entity": field.name, "key": field.property_key, "path": path}]
    return shown


def _operand(operand: Operand) -> dict[str, Any]:
    if isinstance(operand, Word):
        return {"value": operand.text, "encodedValue": _encoded(operand.text)}
    if isinstance(operand, Call):
        arguments = list(operand.arguments)
        return {"function": operand.name, "arguments": arguments, "encodedOperand": operand.shown}
    if isinstance(operand, Several):
        values = [_operand(item) for item in operand.items]
        return {"values": values}
    return {"keyword": "empty"}


def _encoded(text: str) -> str:
    """A value as it can be put into a query."""
    if text.isalnum():
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
