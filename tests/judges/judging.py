# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge: each exchange by the file that describes it, with the waivers for that file's defects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from .description import Description, Operation
from .differences import Difference
from .exchanges import WRONG, Exchange, Message
from .findings import Finding
from .specs import CLOUD_3, Specs
from .waivers import WAIVERS, Waiver


class Judge:
    """Looks at exchanges one by one; counts what it judged, and which waivers it needed."""

    def __init__(self, specs: Specs, waivers: Sequence[Waiver] = WAIVERS) -> None:
        self._specs = specs
        self._waivers = waivers
        self.judged: Counter[str] = Counter()
        self.waived: Counter[str] = Counter()

    def judge(self, exchange: Exchange, *, request: bool = True) -> list[Finding]:
        """What is wrong with an exchange. Without `request`, only its answer is looked at."""
        path = exchange.path.replace("/rest/api/latest/", "/rest/api/2/")
        kind = self._specs.kind_for(exchange.profile, path)
        description = self._specs.descriptions.get(kind or "")
        if kind is None or description is None:
            return []
        self.judged[kind] += 1
        known = description.operation(exchange.method, path.rstrip("/"))
        if isinstance(known, str):
            found = [_finding(exchange, kind, "request", path, Difference("", known))]
            return [one for one in found if not self._is_waived(one)]
        look = _Look(exchange, kind, description, known, self._specs)
        found = list(look.answer())
        if request and WRONG.lower() not in exchange.request.headers:
            found += look.request()
        return list(self._left(look, found))

    def _left(self, look: _Look, found: Sequence[Finding]) -> Iterator[Finding]:
        for finding in found:
            waiver = self._waiver(finding)
            if waiver is None:
                yield finding
            elif waiver.each:
                yield from self._left(look, list(look.items()))

    def _is_waived(self, finding: Finding) -> bool:
        return self._waiver(finding) is not None

    def _waiver(self, finding: Finding) -> Waiver | None:
        for waiver in self._waivers:
            if waiver.covers(finding):
                self.waived[waiver.name] += 1
                return waiver
        return None

    @property
    def unused(self) -> list[str]:
        """The names of waivers that no exchange needed."""
        return [waiver.name for waiver in self._waivers if not self.waived[waiver.name]]


def _finding(exchange: Exchange, kind: str, part: str, operation: str, one: Difference) -> Finding:
    return Finding(exchange.profile, kind, part, operation, one.where, one.text)


class _Look:
    """An exchange beside the operation that it is of."""

    def __init__(
        self,
        exchange: Exchange,
        kind: str,
        description: Description,
        operation: Operation,
        specs: Specs,
    ) -> None:
        self._exchange, self._kind, self._specs = exchange, kind, specs
        self._description, self._operation = description, operation

    def _named(self, part: str, one: Difference) -> Finding:
        return _finding(self._exchange, self._kind, part, str(self._operation), one)

    def answer(self) -> Iterator[Finding]:
        """What is wrong with the answer."""
        declared = self._description.answer(self._operation, self._exchange.status)
        if declared is None:
            known = ", ".join(self._operation.declared["responses"])
            text = f"{self._exchange.status} is none of the declared ones: {known}"
            yield self._named("answer", Difference("status", text))
            return
        pointer, content = declared
        answer = self._exchange.answer
        # Of most refusals the files give the status only.
        if content and answer.body:
            yield from self._body("answer", pointer, content, answer)

    def items(self) -> Iterator[Finding]:
        """What is wrong with the items of an answer, each by what is declared for the whole."""
        declared = self._description.answer(self._operation, self._exchange.status)
        pointer = declared[0] if declared else ""
        for item in self._exchange.answer.json():
            for one in self._description.differences(
                f"{pointer}/application~1json/schema", item, sent=False
            ):
                yield self._named("answer", Difference(f"*/{one.where}".rstrip("/"), one.text))

    def request(self) -> Iterator[Finding]:
        """What is wrong with the request."""
        for one in self._parameters():
            yield self._named("request", one)
        declared = self._description.resolved(self._operation.declared.get("requestBody")) or {}
        sent = self._exchange.request
        content = declared.get("content") or {}
        if not sent.body:
            if declared.get("required"):
                yield self._named("request", Difference("body", "is missing"))
        elif not content:
            yield self._named("request", Difference("body", "is sent, though none is declared"))
        else:
            pointer = f"{self._operation.pointer}/requestBody/content"
            yield from self._body("request", pointer, content, sent)

    def _body(
        self, part: str, pointer: str, content: dict[str, Any] | Any, message: Message
    ) -> Iterator[Finding]:
        media = [key.split(";")[0].lower() for key in content]
        if message.media not in media and "*/*" not in media:
            text = f"{message.media or 'none'} is none of the declared ones: {', '.join(media)}"
            yield self._named(part, Difference("content type", text))
            return
        if message.media != "application/json":
            return
        try:
            value = message.json()
        except ValueError:
            yield self._named(part, Difference("", "is not JSON"))
            return
        fitting = [key for key in content if key.split(";")[0].lower() in (message.media, "*/*")]
        key = fitting[0]
        if "schema" in content[key]:
            place = f"{pointer}/{key.replace('/', '~1').replace('*', '%2A')}/schema"
            for one in self._description.differences(place, value, sent=part == "request"):
                yield self._named(part, one)
        if self._kind == CLOUD_3 and self._specs.documents is not None:
            for one in self._specs.documents.differences(value):
                yield self._named(part, one)

    def _parameters(self) -> Iterator[Difference]:
        declared = {
            parameter["name"]: (number, parameter)
            for number, parameter in enumerate(self._operation.parameters)
            if parameter["in"] == "query"
        }
        sent = self._exchange.query
        for name, value in sent:
            if name not in declared:
                yield Difference(f"query {name}", "is not declared")
            else:
                schema = self._description.resolved(declared[name][1].get("schema", {}))
                yield from self._parameter(name, value, schema)
        names = {name for name, _value in sent}
        for name, (_number, parameter) in declared.items():
            if parameter.get("required") and name not in names:
                yield Difference(f"query {name}", "is missing")

    def _parameter(self, name: str, value: str, schema: dict[str, Any]) -> Iterator[Difference]:
        kind = schema.get("type")
        if kind == "array":
            items = self._description.resolved(schema.get("items", {}))
            for one in value.split(","):
                yield from self._parameter(name, one, items)
            return
        typed = _typed(value, kind)
        place = f"query {name}"
        if kind == "object":
            yield Difference(place, "is a list of words, should be object")
        elif typed is None:
            yield Difference(place, f"{value!r} is not {kind}")
        elif "enum" in schema and typed not in schema["enum"]:
            yield Difference(place, f"{value!r} is not one of {schema['enum']}")


def _typed(value: str, kind: Any) -> Any:
    """A value of a query as what the schema wants; None if it is not that."""
    try:
        if kind in ("integer", "number"):
            return int(value) if kind == "integer" else float(value)
    except ValueError:
        return None
    if kind == "boolean":
        return {"true": True, "false": False}.get(value)
    return value
