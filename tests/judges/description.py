# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An OpenAPI 3.0 file: which operation a request is of, and what the file says of its parts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator
from referencing import Registry
from referencing.jsonschema import DRAFT4

from .differences import Difference, differences

_PLACE = "urn:description"


@dataclass(frozen=True)
class Route:
    """A path of the file, as a pattern; `fixed` counts its letters outside of parameters."""

    template: str
    pattern: re.Pattern[str]
    fixed: int


@dataclass(frozen=True)
class Operation:
    """A method of a path, and where it is in the file."""

    method: str
    template: str
    pointer: str
    declared: Mapping[str, Any]
    parameters: tuple[Mapping[str, Any], ...]

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


class Description:
    """One file. `prefix` is what its paths leave out."""

    def __init__(self, document: dict[str, Any], name: str) -> None:
        self.name = name
        self.document = _without_lists_as_type(document)
        server = (document.get("servers") or [{"url": ""}])[0]["url"]
        self.prefix = "/rest" if server.endswith("/rest") else ""
        self._registry: Registry[Any] = Registry().with_resource(
            _PLACE, DRAFT4.create_resource(self.document)
        )
        self._validators: dict[tuple[str, bool], Any] = {}

    @classmethod
    def of_file(cls, path: Path) -> Description:
        """Read a file; raises ValueError if it is not JSON."""
        return cls(json.loads(path.read_text(encoding="utf-8")), path.name)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The paths, those with more fixed letters first."""
        found = [self._route(template) for template in self.document["paths"]]
        return tuple(sorted(found, key=lambda route: -route.fixed))

    def _route(self, template: str) -> Route:
        parts = re.split(r"\{[^}]+\}", template)
        pattern = "[^/]+".join(map(re.escape, parts))
        return Route(template, re.compile(self.prefix + pattern), sum(map(len, parts)))

    def operation(self, method: str, path: str) -> Operation | str:
        """The operation of a request, or a sentence that says why there is none."""
        fitting = [route for route in self.routes if route.pattern.fullmatch(path)]
        for route in fitting:
            item = self.document["paths"][route.template]
            if method.lower() in item:
                return self._operation(method, route.template, item)
        if fitting:
            return f"the file has no {method} for {fitting[0].template}"
        return "the file has no such path"

    def _operation(self, method: str, template: str, item: Mapping[str, Any]) -> Operation:
        declared = item[method.lower()]
        parameters = [*item.get("parameters", ()), *declared.get("parameters", ())]
        place = f"/paths/{_escaped(template)}/{method.lower()}"
        return Operation(method, template, place, declared, tuple(map(self.resolved, parameters)))

    def resolved(self, node: Any) -> Any:
        """A part of the file, with the part that it refers to in its place."""
        while isinstance(node, dict) and "$ref" in node:
            found: Any = self.document
            for key in node["$ref"].removeprefix("#/").split("/"):
                found = found[key.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    def answer(self, operation: Operation, status: int) -> tuple[str, Mapping[str, Any]] | None:
        """Pointer and content of what is declared for a status; None if nothing is."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in operation.declared["responses"]:
                declared = self.resolved(operation.declared["responses"][key])
                pointer = f"{operation.pointer}/responses/{key}/content"
                return pointer, declared.get("content") or {}
        return None

    def differences(self, pointer: str, value: Any, *, sent: bool) -> Iterator[Difference]:
        """In what a value differs from the schema at a pointer; `sent`: by the client."""
        key = (pointer, sent)
        if key not in self._validators:
            kind = OAS30WriteValidator if sent else OAS30ReadValidator
            self._validators[key] = kind({"$ref": f"{_PLACE}#{pointer}"}, registry=self._registry)
        return differences(self._validators[key], value)


def _escaped(template: str) -> str:
    """A path as a part of a JSON pointer in a URI."""
    escaped = template.replace("~", "~0").replace("/", "~1")
    return escaped.replace("{", "%7B").replace("}", "%7D")


def _without_lists_as_type(node: Any) -> Any:
    """A list as `type` is not OpenAPI 3.0, but one of the files has some: such a type says nothing."""
    if isinstance(node, dict):
        return {
            key: _without_lists_as_type(value)
            for key, value in node.items()
            if not (key == "type" and isinstance(value, list))
        }
    return [_without_lists_as_type(one) for one in node] if isinstance(node, list) else node
