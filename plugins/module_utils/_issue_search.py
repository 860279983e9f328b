# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Issues by key, identity or JQL, in the shape in which they are declared: the story of the module jira_issue_info."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ._core.errors import InputError
from ._core.issues.comments import noted_markers, read_comments
from ._core.issues.declared import Issue
from ._core.issues.fields import OPTIONS, Field, Fields, field_of
from ._core.issues.identity import PROPERTY, is_identity_label
from ._core.issues.issue_refs import parse_issue
from ._core.issues.plan import show_issue
from ._core.issues.shown import Shown
from ._core.issues.sprints import open_sprint
from ._core.kinds.written import Invalid
from ._core.visible import visible
from ._issues.find import Finding
from ._jira.site import Site
from ._local.waiting import Waiting

_ALL = ("*navigable",)
_WITH_EVERY_ISSUE = ("summary", "status", "project", "issuetype", "labels")
_BESIDE = {"status": "status", "links": "issuelinks", "sprint": ""}
"""Names of options that are no fields of their own, with the field that has them."""
_INCLUDED = frozenset({"comments", "remote_links", "attachments"})


@dataclass(frozen=True)
class Question:
    """What is looked for: one of key, identity and JQL; and what is read of it."""

    key: str | None = None
    issue: Issue | None = None
    jql: str | None = None
    fields: tuple[str, ...] | None = None
    include: frozenset[str] = frozenset()
    limit: int | None = None

    @classmethod
    def from_options(cls, params: Mapping[str, Any]) -> Question:
        """The question of a module's options. Raises InputError."""
        problems: list[str] = []
        key = issue = None
        if params["key"] is not None:
            try:
                key = parse_issue(params["key"])
            except Invalid as invalid:
                problems.append(f"key: {invalid}")
        if params["unique_id"] is not None:
            issue = Issue(unique_id=str(params["unique_id"]), project=str(params["project"]))
        if params["jql"] is not None and not params["jql"].strip():
            problems.append("jql: must not be empty; write a restriction such as project = OPS")
        if params["limit"] is not None and params["limit"] < 1:
            problems.append("limit: must be at least 1")
        if problems:
            raise InputError(problems)
        fields = params["fields"]
        named = {one for one in fields or () if one in _INCLUDED}
        only = None if fields is None else tuple(one for one in fields if one not in named)
        include = frozenset((*params["include"], *named))
        return cls(key, issue, params["jql"], only, include, params["limit"])


def find_issues(question: Question, site: Site, waiting: Waiting) -> dict[str, Any]:
    """The module's result. Raises an AipError; what is not complete is an error."""
    known = site.catalogs.fields()
    wanted = _fields_to_read(question, known)
    found = _find(question, site, wanted, waiting)
    shown = [_shown(one, question, known, site) for one in found]
    return {"changed": False, "issues": shown, "count": len(shown)}


def _fields_to_read(question: Question, known: Fields) -> tuple[str, ...]:
    """The ids of the fields to ask for. Raises InputError for names that no field has."""
    beside = ("attachment",) if "attachments" in question.include else ()
    if question.fields is None:
        return (*_ALL, "description", "issuelinks", *beside)
    problems: list[str] = []
    ids: list[str] = []
    for name in question.fields:
        try:
            ids.append(_field_id(name, known))
        except Invalid as invalid:
            problems.append(f"fields: {invalid}")
    if problems:
        raise InputError(problems)
    return tuple(dict.fromkeys((*_WITH_EVERY_ISSUE, *filter(None, ids), *beside)))


def _field_id(name: str, known: Fields) -> str:
    if name == "sprint" and known.sprint is not None:
        return known.sprint.id
    if name in _BESIDE or name in OPTIONS:
        return _BESIDE.get(name) or OPTIONS.get(name, "")
    return known.find(name).id


def _find(
    question: Question, site: Site, fields: Sequence[str], waiting: Waiting
) -> Sequence[Shown]:
    finding = Finding(site, fields, waiting)
    if question.jql is not None:
        shown = site.search.issues(question.jql, fields, question.limit, site.page_size)
        return [_with_mark(one, question, site) for one in shown]
    wanted = question.issue or Issue(key=question.key)
    found = finding.find(wanted)
    return [] if found is None else [found]


def _with_mark(current: Shown, question: Question, site: Site) -> Shown:
    """The issue with the property of this collection, if it may have it: a search on Data Center shows none."""
    labels = current.fields.get("labels")
    may_have = "comments" in question.include or any(
        is_identity_label(str(one)) for one in (labels if isinstance(labels, list) else ())
    )
    if site.server.is_cloud or PROPERTY in current.properties or not may_have:
        return current
    value = site.issues.mark(current.key)
    return current if value is None else replace(current, properties={PROPERTY: value})


def _shown(current: Shown, question: Question, known: Fields, site: Site) -> dict[str, Any]:
    """One issue, as it can be declared."""
    fields = {number: _field(number, known) for number in current.fields}
    declared = {
        number: one
        for number, one in fields.items()
        if not one.kind.is_read_only and not one.is_sprint
    }
    shown = show_issue(current, declared, site.server.page_of(current.key))
    if known.sprint is not None and known.sprint.id in current.fields:
        found = open_sprint(current.fields[known.sprint.id])
        shown["sprint"] = found.name if found else None
    others = {
        one.key: current.fields[number]
        for number, one in fields.items()
        if one.kind.is_read_only and number not in _OWN_KEYS
    }
    if others:
        shown["read_only"] = others
    return {**shown, **_beside(current, question, site)}


_OWN_KEYS = frozenset({"status", "issuelinks", "attachment", "comment"})


def _field(number: str, known: Fields) -> Field:
    return known.by_id.get(number) or field_of({"id": number, "name": number})


def _beside(current: Shown, question: Question, site: Site) -> dict[str, Any]:
    """Comments, links to pages and files, where they are asked for."""
    shown: dict[str, Any] = {}
    if "comments" in question.include:
        markers = {number: marker for marker, number in noted_markers(current.mark).items()}
        comments = read_comments(site.comments.every(current.key))
        shown["comments"] = [
            {"text": one.text, **({"marker": markers[one.id]} if one.id in markers else {})}
            for one in comments
        ]
    if "remote_links" in question.include:
        shown["remote_links"] = [_remote(one) for one in site.links.remote_links(current.key)]
    if "attachments" in question.include:
        shown["attachments"] = [
            {"id": one.id, "name": visible(one.name or ""), "size": one.size}
            for one in current.attachments
        ]
    return shown


def _remote(link: Mapping[str, Any]) -> dict[str, Any]:
    target = link.get("object")
    target = target if isinstance(target, Mapping) else {}
    shown = {"url": target.get("url"), "title": target.get("title")}
    return {**shown, "global_id": link["globalId"]} if link.get("globalId") else shown
