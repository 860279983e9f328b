# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is in the files of an export: state files, and the attached files beside them.

    laptop.yml  server.yml  attachments/server/srv-01/invoice.pdf

No name from the server is used as a path unchanged.
"""

from __future__ import annotations

import os.path
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._core.backend import Backend
from .._core.errors import InputError
from .._core.file_names import check_file_name, slugs
from .._core.model import Attachment, Field, Id
from .._core.natural import LeftOut, Natural
from .._core.state_text import encrypted
from .._core.yaml_text import WIDTH, comment, yaml_text
from .._read.attachments import pick_by_content

ATTACHMENTS = "attachments"
_STATE_ENDING = re.compile(r"\.(yml|yaml|json)\Z")


@dataclass(frozen=True)
class Placed:
    """An attached file: as the server has it, and its path below the folder."""

    asset_id: Id
    attachment: Attachment
    path: str

    @property
    def declared(self) -> dict[str, str]:
        """Its declaration in a state file."""
        name = str(self.attachment.name)
        return (
            {"path": self.path}
            if self.path.rpartition("/")[2] == name
            else {"path": self.path, "name": name}
        )


def group(assets: Sequence[Natural], split_by: Field | None) -> dict[str, list[Natural]]:
    """The assets of each state file, by its path: one file for each value of the field, or for each type."""
    by_value: dict[str, list[Natural]] = defaultdict(list)
    for one in assets:
        by_value[_value(one, split_by)].append(one)
    names = [name or "none" for name in by_value]
    return {f"{slug}.yml": found for slug, found in zip(slugs(names), by_value.values())}


def _value(asset: Natural, field: Field | None) -> str:
    if field is None:
        return str(asset.fields["asset_type"])
    place = asset.fields if field.is_system else asset.fields.get("attributes", {})
    found = place.get(field.key if field.is_system else field.name)
    values = found if isinstance(found, list) else [found]
    return ", ".join(str(value) for value in values if value is not None)


def relative_schema(schema: str | None, folder: str) -> str:
    """The path of a schema as a state file in the folder names it; empty if there is none. Raises InputError."""
    if not schema:
        return ""
    path = os.path.relpath(schema, folder)
    if re.search(r"\s", path):
        what = "editors cannot find a schema whose path has a space in it"
        raise InputError([f"schema: {what}: give '{path}' another name"])
    return path


def state_text(
    assets: Sequence[Natural],
    placed: Mapping[Id, Sequence[Placed]],
    secret: Sequence[str],
    schema: str = "",
) -> str:
    """The text of a state file. `secret` has the attributes whose values cannot be in it.

    `schema` is the path of a JSON Schema for editors, relative to the file.
    """
    lines = [_modeline(schema)] if schema else []
    lines += comment("Written by assetops.aip.aip_export. Apply it with assetops.aip.aip_assets.")
    lines += encrypted(secret)
    return "\n".join([*lines, "---", yaml_text([_as_data(one, placed) for one in assets])])


def _modeline(schema: str) -> str:
    """The comment in which editors look for the schema. Without a space, linters let it be as long as the path is."""
    line = f"# yaml-language-server: $schema={schema}"
    return line if len(line) <= WIDTH else line.replace(": ", ":", 1)


def _as_data(asset: Natural, placed: Mapping[Id, Sequence[Placed]]) -> dict[str, Any]:
    fields = dict(asset.fields)
    if placed.get(asset.id):
        fields["attachments"] = [one.declared for one in placed[asset.id]]
    return fields


def place_attachments(
    assets: Sequence[Natural],
    attached: Mapping[Id, Sequence[Attachment]],
    backend: Backend,
    left_out: list[LeftOut],
) -> dict[Id, list[Placed]]:
    """The places of the attached files of each asset, by its id. Files that cannot be declared are left out."""
    placed: dict[Id, list[Placed]] = {}
    by_type: dict[str, list[Natural]] = defaultdict(list)
    for one in assets:
        if attached.get(one.id):
            by_type[str(one.fields["asset_type"])].append(one)
    for folder, of_type in zip(slugs(list(by_type)), by_type.values()):
        names = [str(one.fields.get("name", "")) for one in of_type]
        for asset, slug in zip(of_type, slugs(names)):
            files = _declarable(asset, attached[asset.id], backend, left_out)
            below = f"{ATTACHMENTS}/{folder}/{slug}"
            placed[asset.id] = [
                Placed(asset.id, file, f"{below}/{_no_state_file(name)}")
                for file, name in zip(files, slugs([str(file.name) for file in files]))
            ]
    return placed


def _declarable(
    asset: Natural, attached: Sequence[Attachment], backend: Backend, left_out: list[LeftOut]
) -> list[Attachment]:
    """The files of an asset that a state file can declare: one of each name."""
    by_name: dict[str, list[Attachment]] = defaultdict(list)
    for one in attached:
        by_name[one.name or ""].append(one)
    kept = []
    for name, files in sorted(by_name.items()):
        why = check_file_name(name) if name else "the server does not show the file's name"
        if not why and len(files) > 1 and len(pick_by_content(backend, asset.id, files)) > 1:
            why = "several files of this name have different contents"
        if why:
            left_out.append(LeftOut(asset.label, f"{ATTACHMENTS}.{name}", why))
        else:
            kept.append(files[0])
    return kept


def _no_state_file(slug: str) -> str:
    """The name of an attached file, changed if it could be mistaken for a state file."""
    return f"{slug}.attachment" if _STATE_ENDING.search(slug) else slug
