# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments of issues: the files that are uploaded, their metadata and their content."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from flask import Blueprint, Response, redirect, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.formparser import MultiPartParser

from ...model import Refusal
from ...rest.answers import json_answer, text_answer
from ...site import Site
from ..attachments import keep_file, shown_attachment
from ..commenting import check_limit
from ..history import item
from ..refusal import JiraRefusal
from ..rights import allows
from ..rows import Row
from .frame import Call, Resource, call_of, nothing

_MOST_AT_ONCE = 60


def file_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the resources of attachments."""
    at = Resource(site, "jira_files")

    @at("POST", "issue/<key>/attachments")
    def attach(call: Call, key: str) -> Response:
        if request.headers.get("X-Atlassian-Token", "").lower() not in ("no-check", "nocheck"):
            return text_answer("XSRF check failed", 403, "text/html;charset=UTF-8")
        issue = call.issue(key, "attach")
        rows = [_keep(call, issue, name, content) for name, content in _uploaded(call)]
        return json_answer([shown_attachment(row, call.scope(issue)) for row in rows])

    @at("GET", "attachment/meta")
    def meta(call: Call) -> Response:
        limit = call.jira.switches["jira_attachment_limit"]
        return json_answer({"enabled": True, "uploadLimit": limit or 2**31})

    @at("GET", "attachment/<int:number>")
    def attachment(call: Call, number: int) -> Response:
        row, issue = _attachment(call, number)
        shown = shown_attachment(row, call.scope(issue))
        # In an upload and in lists the id is a text, here it is a number.
        return json_answer({**shown, "id": row["id"], "properties": {}})

    @at("DELETE", "attachment/<int:number>")
    def detach(call: Call, number: int) -> Response:
        row, issue = _attachment(call, number)
        if row["author"] != call.user.key and not allows(
            call.user, "attach", call.jira.project_of(issue)
        ):
            raise JiraRefusal(403, "You do not have permission to delete this attachment.")
        call.jira.rows.remove("attachment", row["id"])
        (_folder(call) / row["file"]).unlink(missing_ok=True)
        _note(call, issue, (str(row["id"]), row["name"]), (None, None))
        return nothing()

    @at("GET", "attachment/content/<int:number>", only="cloud")
    def content(call: Call, number: int) -> Response:
        row, _issue = _attachment(call, number)
        if call.flag("redirect", usual=True):
            return redirect(f"{site.base_url}/_media/{row['file']}/binary?name={row['id']}", 303)  # type: ignore[return-value]
        return _sent(call, row)

    @at.pages.get("/secure/attachment/<int:number>/<path:name>")
    def download(number: int, name: str) -> Response:
        call = call_of(site, "2")
        if call.caller.cloud:
            return text_answer("<html><head><title>Not Found</title></head></html>", 404)
        return _sent(call, _attachment(call, number)[0])

    @at.pages.get("/_media/<place>/binary")
    def media(place: str) -> Response:
        """The media service that Cloud redirects to: who knows the address may read the file."""
        call = call_of(site, "2")
        for row in call.jira.rows.all("attachment"):
            if row["file"] == place and call.caller.cloud:
                return _sent(call, row)
        return text_answer("Not Found", 404, "text/plain")

    return at.pages


def _folder(call: Call) -> Path:
    if call.jira.files is None:
        raise LookupError("there is no folder for files")
    return call.jira.files


def _sent(call: Call, row: Row) -> Response:
    path = _folder(call) / row["file"]
    return send_file(
        path, mimetype=row["type"], etag=False, as_attachment=True, download_name=row["name"]
    )


def _attachment(call: Call, number: int) -> tuple[Row, Row]:
    row = call.jira.rows.get("attachment", number)
    issue = call.jira.rows.get("issue", row["owner"]) if row else None
    if (
        row is None
        or issue is None
        or not allows(call.caller.user, "browse", call.jira.project_of(issue))
    ):
        raise JiraRefusal(404, f"The attachment with id '{number}' does not exist")
    return row, issue


def _uploaded(call: Call) -> list[tuple[str, bytes]]:
    """Return the files of the request; one that is too large refuses them all."""
    if request.mimetype != "multipart/form-data":
        raise Refusal("protocol", "Unsupported Media Type", 415)
    parts = _parts()
    _refuse_encoded_names(call, parts)
    if not parts:
        status = 404 if not call.caller.cloud else 400
        raise JiraRefusal(status, "No file was found in the part 'file' of the request.")
    if call.caller.cloud and len(parts) > _MOST_AT_ONCE:
        raise JiraRefusal(
            413, f"The maximum number of attachments in one request is {_MOST_AT_ONCE}."
        )
    limit = call.jira.switches["jira_attachment_limit"]
    found = []
    for part in parts:
        content = part.stream.read()
        part.stream.close()
        if limit and len(content) > limit:
            said = f"The field file exceeds its maximum permitted size of {limit} bytes."
            raise JiraRefusal(413 if call.caller.cloud else 404, said)
        found.append((_name(part.filename), content))
    return found


def _in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> IO[bytes]:
    """Where an uploaded file is kept until the request has been answered."""
    return io.BytesIO()


def _parts() -> list[FileStorage]:
    """Return the files of the request. A name may lack its quotes, also if it has spaces: some clients send it so."""
    boundary = request.mimetype_params.get("boundary", "").encode("latin-1")
    unquoted = re.compile(
        rb"(--%s\r\n(?:[^\r\n]+\r\n)*?Content-Disposition:[^\r\n]*?filename=)([^\"\r\n][^\r\n;]*)"
        % re.escape(boundary),
        re.IGNORECASE,
    )
    body = unquoted.sub(rb'\1"\2"', request.get_data(cache=False, parse_form_data=False))
    try:
        parser = MultiPartParser(stream_factory=_in_memory)
        _form, files = parser.parse(io.BytesIO(body), boundary, len(body))
    except ValueError as error:
        raise JiraRefusal(400, f"The request can't be read: {error}") from error
    return list(files.getlist("file"))


def _refuse_encoded_names(call: Call, parts: Sequence[FileStorage]) -> None:
    """Data Center breaks on RFC 5987 names; werkzeug decodes them, so the header itself is looked at."""
    names = [value for part in parts for value in part.headers.getlist("Content-Disposition")]
    if not call.caller.cloud and any("filename*" in name for name in names):
        raise JiraRefusal(500, "Internal server error")


def _name(given: str | None) -> str:
    """Return the name of a file without folders."""
    name = (given or "").replace("\\", "/").rpartition("/")[2]
    if not name:
        raise JiraRefusal(400, "The file has no name.")
    return name


def _keep(call: Call, issue: Row, name: str, content: bytes) -> Row:
    check_limit(call.scope(issue), issue, "attachment", "jira_file_limit")
    row = keep_file(call.jira, issue["id"], call.user.key, name, content, call.now)
    _note(call, issue, (None, None), (str(row["id"]), name))
    return row


def _note(
    call: Call,
    issue: Row,
    before: tuple[str | None, str | None],
    after: tuple[str | None, str | None],
) -> None:
    line = item("Attachment", before, after, "attachment")
    call.jira.history.note(issue["id"], call.caller.key, [line], call.now)
    call.jira.issues.touch(issue, call.now)
