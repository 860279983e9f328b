# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""POST index/query.json: the body, checked against the vendor's tables, and its evaluation."""

from __future__ import annotations

import datetime
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import lucene
from .fields import SYSTEM_FIELDS, Family, family_of
from .index import Document, Extract, Index, Postings, Values
from .model import Catalog, Refusal, Value
from .rendering import reference_texts
from .switches import Switches
from .vocabulary import STATUSES, SUBSTATUSES
from .words import Term, Unparsable, parse_keyword

# How each search field type looks at a field.
_PURPOSES = {
    "STRING": "words",
    "LIST": "exact",
    "ALL_ASSETS_REF": "exact",
    "ASSETS_REF_BY_FORM": "exact",
    "LONG": "value",
    "DOUBLE": "value",
    "DATE": "value",
    "DATE_TIME": "value",
    "JIRA_USER": "user",
}

# The value keys that a criterion of each field type may hold.
_KEYS_OF = {
    "STRING": {"keyword"},
    "JIRA_USER": {"keyword"},
    "LIST": {"keywords"},
    "ALL_ASSETS_REF": {"keywords"},
    "ASSETS_REF_BY_FORM": {"keywords"},
    "LONG": {"minNum", "maxNum", "range"},
    "DOUBLE": {"minNum", "maxNum", "range"},
    "DATE": {"minDate", "maxDate", "range"},
    "DATE_TIME": {"minDate", "maxDate", "range"},
}
_CRITERION_KEYS = {"field", "fieldType"}.union(*_KEYS_OF.values())

_REMEMBERED = 24


@dataclass(frozen=True)
class SearchField:
    """A name in the index; `types` are the field types that fit it."""

    name: str
    types: tuple[str, ...]
    extract: Callable[[str], Extract]
    family: Family | None = None


@dataclass(frozen=True)
class Page:
    """One page of hits: the documents, and how many there are on all pages."""

    documents: list[Document]
    total: int


class Search:
    """Answers queries from the index."""

    def __init__(self, catalog: Catalog, switches: Switches, index: Index) -> None:
        self._catalog = catalog
        self._switches = switches
        self._index = index
        self._fields = dict(_search_fields(catalog))
        self._remembered: OrderedDict[str, list[int]] = OrderedDict()

    def warm(self) -> None:
        """Build the indexes that nearly every query needs."""
        with self._index.lock:
            self._words(self._fields["asset.name"])
            self._exact(self._fields["form.name"])
            self._sort_values("asset.name")

    def run(self, body: Any, browsable: frozenset[int] | None) -> Page:
        """Return a page of the assets that match, of those types only (None: of all types)."""
        query = _checked(body)
        self._check_sort(query)
        with self._index.lock:
            self._index.refresh()
            return self._page(query, browsable)

    # -- paging -----------------------------------------------------------------------------------

    def _page(self, query: Mapping[str, Any], browsable: frozenset[int] | None) -> Page:
        early = self._switches["drop_unbrowsable"] == "before_paging"
        hits = self._hits(query, browsable if early else None)
        size = min(query["pageSize"], self._switches["page_cap"] or query["pageSize"])
        start = (query["pageNumber"] - 1) * size
        if start >= len(hits) and hits and self._switches["beyond_last_page"] == "repeat_last":
            start = (len(hits) - 1) // size * size
        documents = [self._index.document(number) for number in hits[start : start + size]]
        if browsable is not None and not early:
            documents = [d for d in documents if d.asset.form_id in browsable]
        return Page(documents, len(hits))

    def _hits(self, query: Mapping[str, Any], browsable: frozenset[int] | None) -> list[int]:
        """Return all hits in order; remembered, so that walking over the pages sorts only once."""
        asked = {k: v for k, v in query.items() if k not in ("pageNumber", "pageSize", "respTime")}
        key = json.dumps(
            [
                asked,
                None if browsable is None else sorted(browsable),
                self._index.generation,
                self._switches.as_dict(),
            ],
            sort_keys=True,
        )
        if key in self._remembered:
            self._remembered.move_to_end(key)
            return self._remembered[key]
        hits = self._evaluate(query)
        if browsable is not None:
            document = self._index.document
            hits = {number for number in hits if document(number).asset.form_id in browsable}
        self._remembered[key] = self._sorted(hits, query)
        while len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        return self._remembered[key]

    def _sorted(self, hits: Iterable[int], query: Mapping[str, Any]) -> list[int]:
        """Sort by the field, then by id; documents without a value come last either way."""
        values = self._sort_values(query["sortField"]).values
        having = sorted(number for number in hits if number in values)
        having.sort(key=values.__getitem__, reverse=query["sortDirection"] == "desc")
        return having + sorted(number for number in hits if number not in values)

    def _sort_values(self, name: str) -> Values:
        field = self._fields[name]
        return self._index.values(f"{name} sort", field.extract("sort"))

    def _check_sort(self, query: Mapping[str, Any]) -> None:
        field = self._fields.get(query["sortField"])
        if field is None:
            raise Refusal("invalid", f"No field to sort by: {query['sortField']}")
        if query["sortType"] not in _PURPOSES:
            raise Refusal("invalid", f"No such sortType: {query['sortType']}")

    # -- criteria ---------------------------------------------------------------------------------

    def _evaluate(self, query: Mapping[str, Any]) -> set[int]:
        generic = query.get("genericKeyword")
        first = query.get("queryIndexSearchParams") or []
        second = query.get("mandatoryQueryIndexSearchParams") or []
        found = []
        if generic is not None:
            found.append(self._generic(generic))
            rule = self._switches["generic_with_lists"]
            if (first or second) and rule == "refuse":
                raise Refusal("invalid", "genericKeyword excludes the lists of criteria.")
            first, second = (first, second) if rule == "and" else ([], [])
        if first:
            found.append(self._group(first, query.get("orForQueryIndexSearchParams")))
        if second:
            found.append(self._group(second, query.get("orForMandatoryQueryIndexSearchParams")))
        return set.intersection(*found) if found else self._index.everything()

    def _group(self, criteria: list[Mapping[str, Any]], any_of: bool | None) -> set[int]:
        if any_of is None:
            any_of = self._switches["absent_or_flag"] == "or"
        found = [self._criterion(criterion) for criterion in criteria]
        return set().union(*found) if any_of else set.intersection(*found)

    def _criterion(self, criterion: Mapping[str, Any]) -> set[int]:
        field = self._field(criterion["field"])
        if field is None:
            return set()
        kind = criterion["fieldType"]
        if kind not in field.types:
            raise Refusal("invalid", f"{field.name} cannot be searched as {kind}.")
        if kind == "STRING":
            return self._keyword(self._words(field), criterion["keyword"])
        if kind == "JIRA_USER":
            return self._keyword(self._users(field), criterion["keyword"])
        if _PURPOSES[kind] == "exact":
            postings = self._exact(field)
            return set().union(*(postings.equal(str(k)) for k in criterion["keywords"]))
        low, high = _bounds(criterion)
        return self._values(field).within(low, high)

    def _field(self, name: str) -> SearchField | None:
        field = self._fields.get(name)
        if field is None and self._switches["unknown_search_field"] == "refuse":
            raise Refusal("invalid", f"No field to search: {name}")
        return field

    def _keyword(self, postings: Postings, keyword: str) -> set[int]:
        try:
            terms = parse_keyword(keyword)
        except Unparsable as error:
            raise Refusal("invalid", f"Cannot parse {keyword!r}: {error}") from error
        return self._terms(postings, terms)

    def _terms(self, postings: Postings, terms: Iterable[Term]) -> set[int]:
        """Return what holds all terms; those that the analyzer dissolves do not count."""
        found = [(term, postings.match(term)) for term in terms]
        wanted = [ids for term, ids in found if ids is not None and not term.negated]
        unwanted = [ids for term, ids in found if ids is not None and term.negated]
        if not wanted and not unwanted:
            return set()
        hits = set.intersection(*wanted) if wanted else self._index.everything()
        return hits.difference(*unwanted)

    # -- the raw query ----------------------------------------------------------------------------

    def _generic(self, text: str) -> set[int]:
        try:
            node = lucene.parse_query(text, self._switches["lucene_default_operator"])
        except Unparsable as error:
            raise Refusal("invalid", f"Cannot parse {text!r}: {error}") from error
        return self._node(node)

    def _node(self, node: lucene.Node) -> set[int]:
        if isinstance(node, lucene.Everything):
            return self._index.everything()
        if isinstance(node, lucene.Clauses):
            return self._clauses(node)
        if isinstance(node, lucene.Between):
            return self._between(node)
        if node.field is None:
            texts = [f for f in self._fields.values() if "STRING" in f.types]
            return set().union(*(self._words(f).match(node.term) or set() for f in texts))
        field = self._field(node.field)
        return set() if field is None else self._match(field, node)

    def _clauses(self, node: lucene.Clauses) -> set[int]:
        """Lucene: with a MUST, the SHOULDs only rank; and only MUST_NOTs find nothing."""
        found: dict[str, list[set[int]]] = {lucene.MUST: [], lucene.SHOULD: [], lucene.MUST_NOT: []}
        for occur, child in node.clauses:
            found[occur].append(self._node(child))
        must, should = found[lucene.MUST], found[lucene.SHOULD]
        hits = set.intersection(*must) if must else set().union(*should)
        return hits.difference(*found[lucene.MUST_NOT])

    def _match(self, field: SearchField, node: lucene.Match) -> set[int]:
        purposes = {_PURPOSES[kind] for kind in field.types}
        if "words" in purposes:
            return self._words(field).match(node.term) or set()
        if "user" in purposes:
            return self._users(field).match(node.term) or set()
        if "exact" in purposes:
            return self._exact(field).match(node.exact) or set()
        if "value" in purposes:
            value = _from_raw(node.exact.text, field.types[0])
            return self._values(field).within(value, value)
        return set()

    def _between(self, node: lucene.Between) -> set[int]:
        field = self._field(node.field)
        if field is None:
            return set()
        kind = field.types[0] if field.types else ""
        if _PURPOSES.get(kind) == "value":
            low, high = (None if b is None else _from_raw(b, kind) for b in (node.low, node.high))
            return self._values(field).within(low, high, node.with_low, node.with_high)
        low, high = (None if b is None else b.lower() for b in (node.low, node.high))
        return self._sort_values(field.name).within(low, high, node.with_low, node.with_high)

    # -- the indexes of a field -------------------------------------------------------------------

    def _words(self, field: SearchField) -> Postings:
        return self._index.postings(
            f"{field.name} words", field.extract("words"), self._switches["analyzer"]
        )

    def _exact(self, field: SearchField) -> Postings:
        return self._index.postings(f"{field.name} exact", field.extract("exact"), None)

    def _users(self, field: SearchField) -> Postings:
        return self._index.postings(f"{field.name} user", field.extract("user"), None)

    def _values(self, field: SearchField) -> Values:
        return self._index.values(f"{field.name} value", field.extract("value"))


# -- the fields of the index ----------------------------------------------------------------------


def _search_fields(catalog: Catalog) -> Iterable[tuple[str, SearchField]]:
    """Yield the documented and observed names, the 15 system fields, and all attributes."""
    yield (
        "asset.name",
        SearchField(
            "asset.name",
            ("STRING",),
            lambda purpose: (
                (lambda d: (d.asset.name.lower(),))
                if purpose == "sort"
                else lambda d: (d.asset.name,) if d.asset.name else ()
            ),
        ),
    )
    yield (
        "form.name",
        SearchField(
            "form.name", ("LIST",), lambda purpose: lambda d: (catalog.types[d.asset.form_id].name,)
        ),
    )
    yield (
        "form.id",
        SearchField(
            "form.id",
            ("LIST",),
            lambda purpose: (
                lambda d: (d.asset.form_id if purpose == "sort" else str(d.asset.form_id),)
            ),
        ),
    )
    for field in SYSTEM_FIELDS.values():
        yield (
            field.name,
            SearchField(
                field.name,
                field.family.search,
                _system_extract(field.name, field.family, catalog),
                field.family,
            ),
        )
    for attribute in catalog.attributes.values():
        family = family_of(attribute)
        yield (
            attribute.name,
            SearchField(
                attribute.name,
                family.search,
                _attribute_extract(attribute.id, family, catalog),
                family,
            ),
        )


def _system_extract(name: str, family: Family, catalog: Catalog) -> Callable[[str], Extract]:
    def choose(purpose: str) -> Extract:
        def extract(document: Document) -> tuple[Any, ...]:
            value = document.asset.system.get(name)
            return () if value is None else _indexed(value, family, purpose, document, catalog)

        return extract

    return choose


def _attribute_extract(number: int, family: Family, catalog: Catalog) -> Callable[[str], Extract]:
    def choose(purpose: str) -> Extract:
        def extract(document: Document) -> tuple[Any, ...]:
            value = document.asset.values.get(number)
            return () if value is None else _indexed(value, family, purpose, document, catalog)

        return extract

    return choose


def _indexed(
    value: Value, family: Family, purpose: str, document: Document, catalog: Catalog
) -> tuple[Any, ...]:
    """Return what a field puts into the index for a purpose."""
    if purpose == "value":
        return (value.canonical,)
    if (
        purpose == "sort"
        and isinstance(value.canonical, (int, float))
        and family.name != "location"
    ):
        return (value.canonical,)
    texts = _texts(value, family.name, document, catalog)
    if purpose == "sort":
        return (" ".join(texts).lower(),) if texts else ()
    return tuple(text.lower() for text in texts) if purpose == "user" else tuple(texts)


def _texts(value: Value, family: str, document: Document, catalog: Catalog) -> list[str]:
    canonical = value.canonical
    if family in ("assets", "assets_by_form"):
        # documented: the search value of a reference is "<name> #<id>"
        return reference_texts(value, document.names, "name_id")
    if family == "status":
        return [STATUSES[canonical], canonical]
    if family == "substatus":
        return [SUBSTATUSES[canonical], canonical]
    if family == "location":
        return [catalog.locations[canonical].name, str(canonical)]
    if family in ("user", "user_name"):
        user = catalog.user(canonical)
        return [user.username, user.key] if user else [canonical]
    if family == "path":
        return ["-".join(str(part) for part in canonical)]
    return [str(part) for part in canonical] if isinstance(canonical, list) else [str(canonical)]


# -- checking the body ----------------------------------------------------------------------------


def _positive(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and given >= 1


def _text(given: Any) -> bool:
    return isinstance(given, str)


def _absent_or(kind: type) -> Callable[[Any], bool]:
    return lambda given: given is None or isinstance(given, kind)


# key of the body -> what it must be, and how that is said
_BODY: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "searchType": (lambda given: given == "basic", "'basic'"),
    "listType": (lambda given: given == "detail", "'detail'"),
    "genericKeyword": (_absent_or(str), "a text or null"),
    "queryIndexSearchParams": (_absent_or(list), "an array"),
    "mandatoryQueryIndexSearchParams": (_absent_or(list), "an array"),
    "orForQueryIndexSearchParams": (_absent_or(bool), "true or false"),
    "orForMandatoryQueryIndexSearchParams": (_absent_or(bool), "true or false"),
    "pageNumber": (_positive, "a whole number from 1"),
    "pageSize": (_positive, "a whole number from 1"),
    "sortDirection": (lambda given: given in ("asc", "desc"), "asc or desc"),
    "sortField": (_text, "a text"),
    "sortType": (_text, "a text"),
    # observed: public scripts send it
    "respTime": (_absent_or(int), "a number"),
}


def _checked(body: Any) -> Mapping[str, Any]:
    """Return the body if it has the documented form, or refuse it."""
    if not isinstance(body, dict):
        raise Refusal("invalid", "The body must be a JSON object.")
    _refuse_others(body, _BODY, "the search")
    for key, (fits, wanted) in _BODY.items():
        if not fits(body.get(key)):
            raise Refusal("invalid", f"{key} must be {wanted}.")
    for key in ("queryIndexSearchParams", "mandatoryQueryIndexSearchParams"):
        for criterion in body.get(key) or []:
            _check_criterion(criterion)
    return body


def _refuse_others(given: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    wrong = sorted(set(given) - set(known))
    if wrong:
        raise Refusal("invalid", f"Unrecognized field in {where}: {', '.join(wrong)}")


def _check_criterion(criterion: Any) -> None:
    if not isinstance(criterion, dict) or not isinstance(criterion.get("field"), str):
        raise Refusal("invalid", "A criterion must be an object with a field.")
    _refuse_others(criterion, _CRITERION_KEYS, "a criterion")
    kind = criterion.get("fieldType")
    if kind not in _KEYS_OF:
        raise Refusal("invalid", f"No such fieldType: {kind!r}")
    for key in _CRITERION_KEYS - _KEYS_OF[kind] - {"field", "fieldType", "range"}:
        if criterion.get(key) is not None:
            raise Refusal("invalid", f"{key} does not go with {kind}.")
    if "range" in criterion and type(criterion["range"]) not in (bool, type(None)):
        raise Refusal("invalid", "range must be true or false.")
    if "keyword" in _KEYS_OF[kind] and not _filled(criterion.get("keyword"), str):
        raise Refusal("invalid", f"{kind} needs a keyword.")
    if "keywords" in _KEYS_OF[kind]:
        keywords = criterion.get("keywords") or []
        if not _filled(keywords, list) or not all(
            isinstance(k, str)
            or (isinstance(k, int) and not isinstance(k, bool) and criterion["field"] == "form.id")
            for k in keywords
        ):
            raise Refusal("invalid", f"{kind} needs keywords, a list of texts.")
    if "range" in _KEYS_OF[kind]:
        _bounds(criterion)


def _filled(given: Any, kind: type) -> bool:
    return isinstance(given, kind) and bool(given)


def _bounds(criterion: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return the range; documented: an exact match has range false, the value as minimum."""
    kind = criterion["fieldType"]
    names = ("minNum", "maxNum") if kind in ("LONG", "DOUBLE") else ("minDate", "maxDate")
    low, high = (
        None if criterion.get(name) is None else _comparable(criterion[name], kind)
        for name in names
    )
    if criterion.get("range"):
        if low is None and high is None:
            raise Refusal("invalid", f"A range needs {names[0]} or {names[1]}.")
        return low, high
    if low is None or high is not None:
        raise Refusal("invalid", f"Without range, {names[0]} holds the value, {names[1]} is null.")
    return low, low


def _from_raw(text: str, kind: str) -> Any:
    """Return a bound out of a raw query, where all is text."""
    if kind not in ("LONG", "DOUBLE"):
        return _comparable(text, kind)
    try:
        return float(text)
    except ValueError as error:
        raise Refusal("invalid", f"Not a number: {text}") from error


def _comparable(given: Any, kind: str) -> Any:
    """Return a bound in the form of the index: a number, or ISO text."""
    if kind in ("LONG", "DOUBLE"):
        if isinstance(given, bool) or not isinstance(given, (int, float)):
            raise Refusal("invalid", f"Not a number: {given!r}")
        return given
    layout = "%Y-%m-%d" if kind == "DATE" else "%Y-%m-%dT%H:%M"
    try:
        if datetime.datetime.strptime(given, layout).strftime(layout) == given:
            return given
    except (TypeError, ValueError):
        pass
    raise Refusal("invalid", f"Not a {kind}: {given!r}")
