# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One attached file in the declared state: attached, removed, or fetched to disk."""

from __future__ import annotations

import dataclasses
import os.path
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ._apply.at_work import at_work_on
from ._apply.carry_out import carry_out
from ._apply.options import ApplyOptions
from ._core.backend import Query
from ._core.diff import WriteOnly
from ._core.errors import InputError
from ._core.file_names import check_file_name
from ._core.kinds.written import Invalid
from ._core.known import Known
from ._core.model import Attachment, Current, Declared, Id, LocalFile
from ._core.plan import Plan
from ._core.show import Showing, show_attachments
from ._core.step import Replacement, Step
from ._local.files import local_digest
from ._match.identify import identity_of
from ._match.match import rows_of
from ._module.diffs import diff_of
from ._module.results import changes_of
from ._read.asset_id import parse_asset_id
from ._read.attachments import fetch, named, pick_by_content, plan_files
from ._read.catalog import Catalog
from ._read.shown import read_shown


@dataclass(frozen=True)
class AttachmentOptions:
    """The declared state of one file of one asset."""

    state: str
    file_name: str
    asset_id: Any = None
    asset_type: str | None = None
    asset_name: str | None = None
    path: str | None = None
    dest: str | None = None

    @classmethod
    def from_options(cls, params: Mapping[str, Any]) -> AttachmentOptions:
        """The options of a module. Raises InputError."""
        name = params["name"] or os.path.basename(params["path"] or "")
        if not name:
            raise InputError([f"name: is needed for state: {params['state']}"])
        trouble = check_file_name(name) if params["state"] == "present" else None
        if trouble:
            raise InputError([f"name: {trouble}"])
        return cls(
            state=params["state"],
            file_name=name,
            asset_id=params["asset_id"],
            asset_type=params["asset_type"],
            asset_name=params["asset_name"],
            path=params["path"],
            dest=params["dest"],
        )


def attach_or_remove(
    options: AttachmentOptions, catalog: Catalog, apply: ApplyOptions
) -> dict[str, Any]:
    """The module's result for `present` and `absent`. Raises an AipError."""
    if options.path and options.state == "present":
        local_digest(options.path)  # an unreadable file is reported before any request is sent
    with at_work_on(catalog.backend, apply.waiting, apply.check_mode) as at_work:
        while True:
            at_work.look()
            step = _step(options, catalog)
            plan = Plan((step,))
            if at_work.claims(plan):
                break
        outcome = carry_out(plan, catalog, WriteOnly(), apply, at_work)
    done = outcome.done[0]
    asset_id = step.current.id if step.current else 0
    return {
        "changed": outcome.changed,
        "attachment": _shown(options, asset_id, done.attachments, catalog.known),
        "changes": changes_of(done),
        "diff": diff_of(done, Showing(catalog.known)),
        "warnings": outcome.warnings,
    }


def _step(options: AttachmentOptions, catalog: Catalog) -> Step:
    """What has to be done for the file to be attached or removed."""
    declared, current = _asset(options, catalog)
    attached = current.attachments or ()
    if options.state == "present" and options.path:
        file = LocalFile(options.path, options.file_name)
        files = plan_files(catalog.backend, current.id, attached, [file], "path")
    else:
        _require_names(attached, current.id)
        stale = named(attached, options.file_name)
        files = (Replacement(options.file_name, stale=stale),) if stale else ()
    return Step(declared, current, files=files)


def fetch_file(options: AttachmentOptions, catalog: Catalog, check_mode: bool) -> dict[str, Any]:
    """The module's result for `fetched`. Raises an AipError."""
    dest = _destination(options)
    _declared, current = _asset(options, catalog)
    _require_names(current.attachments or (), current.id)
    found = named(current.attachments or (), options.file_name)
    if not found:
        names = sorted({one.name for one in current.attachments or () if one.name})
        hint = f"; it has {', '.join(names[:8])}" if names else "; it has no files"
        raise InputError([f"name: asset {current.id} has no file '{options.file_name}'{hint}"])
    if len(found) > 1 and len(pick_by_content(catalog.backend, current.id, found)) > 1:
        raise InputError(
            [
                f"name: asset {current.id} has {len(found)} different files called '{options.file_name}'"
            ]
        )
    changed = fetch(catalog.backend, current.id, found[0], dest, check_mode)
    attachment = {**_facts(current.id, found[0], catalog.known), "dest": dest}
    before, after = ("", f"{dest}: {options.file_name}\n") if changed else ("", "")
    return {
        "changed": changed,
        "attachment": attachment,
        "changes": [{"field": "dest", "before": None, "after": dest}] if changed else [],
        "diff": {"before": before, "after": after},
    }


def _require_names(attached: Sequence[Attachment], asset_id: Id) -> None:
    """Raise if the name of any file is unknown, as the requested file then cannot be determined."""
    if any(one.name is None for one in attached):
        raise InputError(
            [
                f"name: the server does not show the names of the files of asset {asset_id}, so none can be picked"
            ]
        )


def _destination(options: AttachmentOptions) -> str:
    """The file to write. In a folder it gets its own name, if that is a plain file name."""
    dest = options.dest or ""
    if not os.path.isdir(dest):
        return dest
    trouble = check_file_name(options.file_name)
    if trouble:
        raise InputError([f"dest: is a folder, and {trouble}; write dest as a file"])
    return os.path.join(dest, options.file_name)


def _asset(options: AttachmentOptions, catalog: Catalog) -> tuple[Declared, Current]:
    """The asset, with its attachments."""
    backend = catalog.backend
    if options.asset_id is not None:
        asset_id = _parsed(options, catalog)
        read = backend.read([asset_id], None)
        if asset_id not in read:
            catalog.asset_types()  # a missing plugin is reported as such, not as a missing asset
            raise InputError(
                [f"asset_id: there is no asset {asset_id}, or this user may not see it"]
            )
        current = read[asset_id]
        declared = Declared(None, current.name, current.id)
    else:
        declared, current = _by_name(options, catalog)
    if current.attachments is None:
        attached = backend.attachments(current.id) or ()
        current = dataclasses.replace(current, attachments=attached)
    return declared, current


def _parsed(options: AttachmentOptions, catalog: Catalog) -> Id:
    problems: list[str] = []
    found: Id = parse_asset_id(options.asset_id, catalog, problems, "asset_id")
    if problems:
        raise InputError(problems)
    return found


def _by_name(options: AttachmentOptions, catalog: Catalog) -> tuple[Declared, Current]:
    try:
        asset_type = catalog.find_type(options.asset_type)
    except Invalid as invalid:
        raise InputError([f"asset_type: {invalid}"]) from None
    declared = Declared(asset_type, options.asset_name)
    found = catalog.backend.search(Query(identities=(identity_of(declared),)))
    rows = rows_of(declared, found, catalog)
    if len(rows) > 1:
        ids = ", ".join(str(row.id) for row in rows)
        raise InputError(
            [f"asset_name: {len(rows)} assets have this name (ids {ids}): write asset_id"]
        )
    read = read_shown({row.id: row for row in rows}, lambda _type: (), catalog)
    current = next((one for one in read.values() if one.name == options.asset_name), None)
    if current is None:
        why = catalog.known.way_out.get("asset", "")
        raise InputError(
            [f"asset_name: there is no {declared.label}, or this user may not see it{why}"]
        )
    return declared, current


def _facts(asset_id: Id, attachment: Attachment, known: Known) -> dict[str, Any]:
    return {"asset_id": asset_id, **show_attachments([attachment], known)[0]}


def _shown(
    options: AttachmentOptions, asset_id: Id, attached: Sequence[Attachment], known: Known
) -> dict[str, Any] | None:
    """The file among those at the asset, if it should be attached."""
    if options.state == "absent":
        return None
    unnamed = tuple(one for one in attached if one.name is None)
    found = named(attached, options.file_name) or unnamed
    return _facts(asset_id, found[-1], known) if found else None
