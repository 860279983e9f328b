# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls that read catalogs: asset types, attributes, schemes, locations."""

from __future__ import annotations

from typing import Any

from .._core.errors import BadAnswer, NotFound
from .._core.model import AssetType, Id, Location, Option
from .._http.call import Call
from . import answers, catalog_answers
from .api import ROOT, Server
from .refusals import plugin_missing


class CatalogCalls:
    """One method for each catalog. Raises RequestError; an empty list of types is only trusted with a proven login."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def asset_types(self) -> tuple[AssetType, ...]:
        """All asset types with their attributes (GET form/list.json)."""
        items = self._catalog("form/list.json", "read the asset types")
        types = [
            catalog_answers.read_asset_type(item, self._server.dialect.attribute_types)
            for item in items
        ]
        found = tuple(one for one in types if one is not None)
        if not found:
            self._server.prove_login()
        if len(found) < len(types):
            # Without its type, an asset would be left out of every list.
            raise BadAnswer(
                "could not read the asset types: the answer has some without id or name"
            )
        return found

    def attribute_options(self) -> dict[int, tuple[Option, ...]]:
        """The options of all attributes that have some, by attribute id (GET attribute/list.json)."""
        found: dict[int, tuple[Option, ...]] = {}
        for item in self._catalog("attribute/list.json", "read the attributes"):
            number = answers.whole_number(item.get("id")) if isinstance(item, dict) else None
            if number is not None:
                found[number] = catalog_answers.read_options(item)
        return found

    def scheme_names(self) -> dict[Id, str]:
        """The asset type scheme of each asset type, by its id (GET schema/objectSchemas.json)."""
        found: dict[Id, str] = {}
        for scheme in self._catalog("schema/objectSchemas.json", "read the asset type schemes"):
            for form in scheme.get("forms") or [] if isinstance(scheme, dict) else []:
                number = answers.whole_number(form.get("id")) if isinstance(form, dict) else None
                if number is not None:
                    found[number] = str(scheme.get("schemaName"))
        return found

    def locations(self) -> tuple[Location, ...]:
        """All locations (GET location.json)."""
        doing = "read the locations"
        items = [
            catalog_answers.read_location(item) for item in self._catalog("location.json", doing)
        ]
        found = tuple(one for one in items if one is not None)
        if len(found) < len(items):
            raise BadAnswer(f"could not {doing}: the answer has some without id")
        return found

    def _catalog(self, path: str, doing: str) -> list[Any]:
        """The elements of a catalog. An empty one is asked for again: all that refers to it would seem unknown."""
        return self._read(path, doing) or self._read(path, doing)

    def _read(self, path: str, doing: str) -> list[Any]:
        try:
            answer = self._server.send(Call("GET", ROOT + path, doing))
        except NotFound as error:
            raise plugin_missing(error) from None
        items = answers.as_list(answer.data)
        if items is None or not all(isinstance(item, dict) for item in items):
            # What cannot be read must not be lost silently.
            raise BadAnswer(
                f"could not {doing}: the answer is not a list of them; try again",
                path=path,
                status=answer.status,
            )
        return items
