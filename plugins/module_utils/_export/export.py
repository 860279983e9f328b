# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a server's assets to a folder of state files: read all, spell them as a person would, write what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._core.natural import Natural
from .._local.files import PRIVATE
from .._read.catalog import Catalog
from .content import group, place_attachments, relative_schema, state_text
from .difference import difference
from .folder import Folder
from .outcome import Exported, Limits, Size, check_size, check_types
from .reading import Reading

NO_LESS = Limits()


@dataclass(frozen=True)
class ExportOptions:
    """What to export, and where to. `split_by` is the field whose values name the files.

    `schema` is the path of a JSON Schema that the files name for editors; `diff` if differences are to be shown.
    """

    dest: str
    asset_types: tuple[str, ...] = ()
    filters: tuple[Mapping[str, Any], ...] = ()
    split_by: str = "asset_type"
    attachments: bool = True
    limits: Limits = NO_LESS
    mode: int = PRIVATE
    schema: str | None = None
    diff: bool = False


def export(options: ExportOptions, catalog: Catalog, workers: int, check_mode: bool) -> Exported:
    """Bring the folder in line with the server. Raises an AipError; if anything cannot be read, nothing is written.

    In check mode nothing is written at all.
    """
    folder = Folder(options.dest, options.mode)
    before = folder.size()
    reading = Reading(
        options.asset_types, options.filters, options.split_by, options.attachments, catalog
    )
    check_types(len(reading.types), options.limits)
    assets = reading.assets()
    left_out = [*reading.unshown, *(one for asset in assets for one in asset.left_out)]
    attached = reading.attachments if options.attachments else {}
    placed = place_attachments(assets, attached, catalog.backend, left_out)
    files = [one for of_asset in placed.values() for one in of_asset]
    groups = group(assets, reading.split_by)
    schema = relative_schema(options.schema, options.dest)
    texts = {
        path: state_text(found, placed, _secret_attributes(found, catalog), schema)
        for path, found in groups.items()
    }
    foreign = [path for path in folder.foreign if path not in texts]
    check_size(before, Size(len(assets), len(files)), options.limits, options.attachments)
    folder.bring(texts, files, catalog.backend, workers, check_mode=check_mode)
    return Exported(
        {path: len(found) for path, found in groups.items()},
        tuple(sorted(one.path for one in files)),
        tuple(sorted(folder.written)),
        tuple(folder.removed),
        tuple(folder.kept),
        tuple(folder.replaced),
        tuple(foreign),
        tuple(left_out),
        tuple(difference(folder.rewritten, _secrets(catalog)) if options.diff else ()),
    )


def _secrets(catalog: Catalog) -> set[str]:
    """The names of all encrypted attributes."""
    rows = (field for one in catalog.asset_types() for field in one.attributes.values())
    return {field.name for field in rows if field.kind == "encrypted"}


def _secret_attributes(assets: Sequence[Natural], catalog: Catalog) -> list[str]:
    """The names of the encrypted attributes that the types of these assets have."""
    types = {str(one.fields["asset_type"]) for one in assets}
    return sorted(
        {
            field.name
            for one in catalog.asset_types()
            if one.name in types or str(one.id) in types
            for field in one.attributes.values()
            if field.kind == "encrypted"
        }
    )
