# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the user wrote about one issue, as values. All problems are collected, and nothing is asked of the server."""

from __future__ import annotations

import hashlib
import os.path
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..errors import InputError
from ..file_names import check_file_name
from ..kinds.written import Invalid
from ..model import LocalFile
from .fields import OPTIONS, OWN_OPTION, Field, Fields, option_field
from .identity import is_identity_label
from .issue_refs import parse_issue
from .kinds import same_text
from .texts import briefly, text_of

LONGEST_GLOBAL_ID = 255
"""The most characters of the id of a remote link (Jira's documented limit)."""
_NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Link:
    """A link to another issue: the phrase as Jira shows it on this issue, and the other's key or id."""

    phrase: str
    issue: str


@dataclass(frozen=True)
class RemoteLink:
    """A link to a web page. Its global id says which one it is."""

    global_id: str
    url: str
    title: str


@dataclass(frozen=True)
class Comment:
    """A comment; without `marker` the text itself says which one it is."""

    text: str
    marker: str | None = None

    @property
    def identity(self) -> str:
        """What tells it from the other comments of the task."""
        return self.marker or hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True)
class Sprint:
    """A sprint by name or id, None for the backlog; `board` by name or id, where the name is not unique."""

    name: str | None
    board: str | None = None


@dataclass(frozen=True)
class Issue:
    """The declared issue. A field that is not in `values` is left alone; what is None or empty in it is cleared."""

    key: str | None = None
    unique_id: str | None = None
    project: str | None = None
    values: Mapping[Field, Any] = field(default_factory=dict)
    status: str | None = None
    links: tuple[Link, ...] = ()
    remote_links: tuple[RemoteLink, ...] = ()
    comments: tuple[Comment, ...] = ()
    attachments: tuple[LocalFile, ...] = ()
    sprint: Sprint | None = None
    adds_to_lists: bool = False

    @property
    def label(self) -> str:
        """How sentences name the issue."""
        return self.key or f"unique_id '{self.unique_id}'"

    def value_of(self, option: str) -> Any:
        """The value of the field that an option is about; None if it is not declared."""
        wanted = OPTIONS[option]
        return next((value for one, value in self.values.items() if one.id == wanted), None)

    def declares(self, field_id: str) -> bool:
        """Whether the field is managed."""
        return any(one.id == field_id for one in self.values)


def names_fields(params: Mapping[str, Any]) -> bool:
    """Whether the declaration names fields of the server, so that these must be read to parse it."""
    return bool(params.get("fields"))


def parse_declared(
    params: Mapping[str, Any], written: Container[str], fields: Fields | None
) -> Issue:
    """The declared issue. `fields` are those of the server, if any is named. Raises InputError."""
    problems: list[str] = []
    issue = _Parsing(params, written, problems).issue(
        _Values(params, written, fields or Fields({}), problems).parse()
    )
    if problems:
        raise InputError(problems)
    return issue


def _try(problems: list[str], option: str, parse: Callable[[], Any]) -> Any:
    """What a part of the declaration is; None, and a problem, for what is not valid."""
    try:
        return parse()
    except Invalid as invalid:
        problems.append(briefly(f"{option}: {invalid}"))
        return None


@dataclass(frozen=True)
class _Values:
    """Reads the options that are fields, and the fields that are named."""

    params: Mapping[str, Any]
    written: Container[str]
    fields: Fields
    problems: list[str]

    def parse(self) -> dict[Field, Any]:
        """The values by field; None or empty for what is cleared."""
        values: dict[Field, Any] = {}
        for option in OPTIONS:
            if option != "project" and option in self.written and option in self.params:
                self._add(values, option_field(option), self.params[option], option)
        written = self.params.get("fields") or {}
        if not isinstance(written, Mapping):
            self.problems.append("fields: must be a mapping of names or ids of fields to values")
            return values
        for name, value in written.items():
            found = _try(self.problems, f"fields.{name}", partial(self._field, str(name)))
            if found is not None:
                self._add(values, found, value, f"fields.{name}")
        return values

    def _field(self, name: str) -> Field:
        if name == "project":
            raise Invalid("is not set as a field; use the option project")
        if name in OWN_OPTION:
            raise Invalid(f"is not set as a field; use the option {OWN_OPTION[name]}")
        found = self.fields.find(name)
        if found.id in OWN_OPTION:
            raise Invalid(f"is not set as a field; use the option {OWN_OPTION[found.id]}")
        if found.is_sprint:
            raise Invalid("is not set as a field; use the option sprint")
        if found.kind.is_read_only:
            raise Invalid("is set by Jira itself, and cannot be written")
        return found

    def _add(self, values: dict[Field, Any], one: Field, written: Any, option: str) -> None:
        if any(other.id == one.id for other in values):
            self.problems.append(f"{option}: the field {one.id} is written twice")
            return
        if written in _NOTHING:
            if one.id in ("issuetype", "summary"):
                self.problems.append(f"{option}: must not be empty")
                return
            values[one] = () if one.kind.is_list else None
            return
        parsed = _try(self.problems, option, lambda: one.kind.parse(written))
        if one.id == "labels" and parsed:
            self._check_labels(parsed)
        if one.id == "summary" and parsed == "":
            self.problems.append(f"{option}: must not be empty")
        # What is blank is cleared, as an empty text is.
        values[one] = parsed if parsed != "" else None

    def _check_labels(self, labels: Sequence[str]) -> None:
        for label in filter(is_identity_label, labels):
            self.problems.append(
                f"labels: '{label}' has the form of this collection's own labels; write unique_id instead"
            )


@dataclass(frozen=True)
class _Parsing:
    """Reads the other options of one issue."""

    params: Mapping[str, Any]
    written: Container[str]
    problems: list[str]

    def issue(self, values: Mapping[Field, Any]) -> Issue:
        """The issue with these values."""
        issue = Issue(
            key=self._try("key", self._key),
            unique_id=self._try("unique_id", lambda: self._name_of("unique_id")),
            project=self._try("project", lambda: self._name_of("project")),
            values=values,
            status=self._try("status", self._status),
            links=tuple(dict.fromkeys(self._each("links", _link))),
            remote_links=self._each("remote_links", _remote_link),
            # A text is there or not; without a marker it cannot be there twice.
            comments=tuple(dict.fromkeys(self._each("comments", _comment))),
            attachments=self._each("attachments", _attachment),
            sprint=self._try("sprint", self._sprint),
            adds_to_lists=self.params.get("lists") == "add",
        )
        self._check_twice(issue)
        self._check_identity(issue)
        return issue

    def _try(self, option: str, parse: Callable[[], Any]) -> Any:
        return _try(self.problems, option, parse)

    def _is_written(self, option: str) -> bool:
        return option in self.written and option in self.params

    # -- who it is --

    def _key(self) -> str | None:
        value = self.params.get("key")
        if value is None and not self._is_written("key"):
            return None
        if value in _NOTHING:
            raise Invalid(
                "is written, but empty; in check mode, an issue that an earlier task would create has no key yet"
            )
        return parse_issue(value)

    def _name_of(self, option: str) -> str | None:
        value = self.params.get(option)
        if value is None:
            return None
        return _not_empty(value)

    def _check_identity(self, issue: Issue) -> None:
        if not issue.key and not issue.unique_id and not self.problems:
            self.problems.append(
                "unique_id: write key for an issue that exists, or unique_id (a text of your own) for one that is"
                " created if it does not exist"
            )
        if issue.unique_id and not issue.key and self.params.get("project") is None:
            self.problems.append("project: is needed with unique_id, which is unique in a project")

    def _status(self) -> str | None:
        if not self._is_written("status"):
            return None
        value = self.params["status"]
        if value in _NOTHING:
            raise Invalid("must not be empty: every issue has a status")
        return _not_empty(value).strip()

    def _sprint(self) -> Sprint | None:
        board = self._try("board", lambda: self._name_of("board"))
        if not self._is_written("sprint"):
            return None
        value = self.params["sprint"]
        if value in _NOTHING:
            return Sprint(None, board)
        return Sprint(_not_empty(value).strip(), board)

    # -- what is around it --

    def _each(self, option: str, parse: Callable[[Mapping[str, Any]], Any]) -> tuple[Any, ...]:
        found = []
        for number, written in enumerate(self.params.get(option) or (), 1):
            one = self._try(f"{option}[{number}]", partial(parse, written))
            if one is not None:
                found.append(one)
        return tuple(found)

    def _check_twice(self, issue: Issue) -> None:
        rows: tuple[tuple[str, Sequence[str]], ...] = (
            ("comments: two of them have the marker", [one.identity for one in issue.comments]),
            (
                "remote_links: two of them have the global_id",
                [one.global_id for one in issue.remote_links],
            ),
            ("attachments: two of them have the name", [one.name for one in issue.attachments]),
        )
        for sentence, names in rows:
            for name in sorted({one for one in names if list(names).count(one) > 1}):
                self.problems.append(f"{sentence} '{name}'")


def _not_empty(value: Any) -> str:
    text = text_of(value)
    if not text.strip():
        raise Invalid("must not be empty")
    return text


def _part(written: Mapping[str, Any], name: str) -> str:
    try:
        return _not_empty(written.get(name))
    except Invalid as invalid:
        raise Invalid(f"{name}: {invalid}") from None


def _link(written: Mapping[str, Any]) -> Link:
    return Link(_part(written, "phrase").strip(), parse_issue(written.get("issue")))


def _remote_link(written: Mapping[str, Any]) -> RemoteLink:
    url, title = _part(written, "url").strip(), _part(written, "title").strip()
    given = written.get("global_id")
    global_id = url if given in _NOTHING else _part(written, "global_id")
    if len(global_id) > LONGEST_GLOBAL_ID:
        raise Invalid(
            f"{'url' if global_id == url else 'global_id'} is longer than {LONGEST_GLOBAL_ID} characters: write a"
            " shorter global_id"
        )
    return RemoteLink(global_id, url, title)


def _comment(written: Mapping[str, Any]) -> Comment:
    text = same_text(_part(written, "text"))
    marker = written.get("marker")
    return Comment(text, None if marker in _NOTHING else _part(written, "marker"))


def _attachment(written: Mapping[str, Any]) -> LocalFile:
    path = _part(written, "path")
    name = str(written.get("name") or os.path.basename(path))
    trouble = check_file_name(name)
    if trouble:
        raise Invalid(trouble)
    return LocalFile(path, name)
