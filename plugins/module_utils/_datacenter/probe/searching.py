# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is found out of the search, and of how the server declines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..._core.errors import LoginRefused
from ..._http.call import Call
from .. import answers
from ..api import ROOT
from ..query import by_types, phrase
from .scene import Scene
from .wire import Seen, ask, is_web_page, missing_shape, refusal_shape

MISSING_ID = 999_999_999
NO_SUCH_WORD = "aipprobenosuchword"
LARGE_PAGE = 1000
SMALL_PAGE = 25
PAGES_LOOKED_AT = 4


def look_at_rows(scene: Scene) -> None:
    """The first rows of a search for everything, and what stands beside them."""
    notes = scene.notes
    seen, rows = scene.find(size=100)
    scene.rows = rows
    if not seen.is_good:
        told = f"this login may not search: {seen.told}"
        if scene.types and seen.is_refused:
            notes.note(
                "catalog_right", "logged_in", "this login may not search, but may read the types"
            )
        elif seen.is_refused:
            notes.note(
                "catalog_right",
                "browse",
                "this login may neither search nor read the types",
                sure=False,
            )
        notes.remark(told)
        return
    notes.leave("catalog_right", "this login may browse assets, so nothing is seen of others")
    body = answers.unwrap(seen.data)
    numbers = {
        key: answers.whole_number(value)
        for key, value in (body.items() if isinstance(body, dict) else ())
        if key != "assets"
    }
    totals = [key for key, number in numbers.items() if number is not None and number >= len(rows)]
    keys = ", ".join(sorted(body)) if isinstance(body, dict) else "none"
    likely = sorted(totals, key=lambda key: (not re.search(r"(?i)total|count|hits", key), key))
    notes.note(
        "total_key", likely[0] if likely else "none", f"keys beside the rows: {keys}", bool(rows)
    )


def look_at_pages(scene: Scene) -> None:
    """How large pages may be, and whether some are shorter than they should be."""
    if not scene.rows:
        return
    notes = scene.notes
    _seen, rows = scene.find(size=LARGE_PAGE)
    _seen, beyond = scene.find(size=LARGE_PAGE, page=2)
    first = {row.id for row in rows}
    if len(rows) == LARGE_PAGE:
        notes.note(
            "page_cap",
            f"{LARGE_PAGE} or more",
            f"{LARGE_PAGE} rows were asked for, and came",
            sure=False,
        )
    elif any(row.id not in first for row in beyond):
        evidence = f"{LARGE_PAGE} rows were asked for, {len(rows)} came, and the next page has more"
        notes.note("page_cap", len(rows), evidence)
    else:
        notes.leave("page_cap", f"this login sees only {len(rows)} assets, which fit into one page")
    sizes: list[int] = []
    ids: set[int] = set()
    for page in range(1, PAGES_LOOKED_AT + 1):
        _seen, rows = scene.find(size=SMALL_PAGE, page=page)
        fresh = {row.id for row in rows} - ids
        sizes.append(len(fresh))
        ids |= fresh
        if not rows:
            break
    last = max((place for place, size in enumerate(sizes) if size), default=0)
    short = any(size < SMALL_PAGE for size in sizes[:last])
    evidence = f"pages of {SMALL_PAGE} have {', '.join(map(str, sizes))} rows"
    notes.note(
        "drop_unbrowsable", "after_paging" if short else "before_paging", evidence, sure=short
    )


def look_at_refusals(scene: Scene) -> None:
    """How a bad search, an unknown id and a missing right are told."""
    notes = scene.notes
    if scene.rows or scene.types:
        seen, _rows = scene.find(searchType="aip-probe")
        if seen.is_good:
            notes.note("failure_style", "accepted", "a searchType made up was taken", sure=False)
        elif scene.rows:
            notes.note("failure_style", refusal_shape(seen), f"a searchType made up: {seen.told}")
    missing = scene.get(f"inventory/{MISSING_ID}.json", "read an asset that is not there")
    notes.note(
        "missing_asset", missing_shape(missing), f"inventory/{MISSING_ID}.json: {missing.told}"
    )
    if _is_administrator(scene):
        notes.leave("rights_style", "this login is a Jira administrator's, who may do everything")
        return
    call = Call("GET", ROOT + "inventory/list.json", "see how a missing right is told")
    seen = ask(scene.http, call, briefly=True)
    scene.learn(seen)
    if isinstance(seen.trouble, LoginRefused):
        raise seen.trouble
    if seen.is_good and not (seen.data == [] and scene.rows):
        notes.leave("rights_style", "this login is a Jira administrator's, who may do everything")
        return
    notes.note("rights_style", _rights_style(seen, missing), f"inventory/list.json: {seen.told}")


def _is_administrator(scene: Scene) -> bool:
    """Whether Jira says so. The list of all assets, which nobody else may have, is not asked for then: it is long."""
    seen = scene.get_jira("mypermissions", "see whether this login is an administrator's")
    listed = seen.data.get("permissions") if seen.is_good and isinstance(seen.data, dict) else None
    right = listed.get("ADMINISTER") if isinstance(listed, dict) else None
    return isinstance(right, dict) and right.get("havePermission") is True


def _rights_style(seen: Seen, missing: Seen) -> str:
    def words(one: Seen) -> tuple[int, str]:
        return one.status, re.sub(r"\d+", "", one.said)

    if words(seen) == words(missing):
        return "missing"
    if seen.status == 403:
        return "403_html" if is_web_page(seen) else "403_json"
    return "success_false" if seen.status == 200 else str(seen.status)


def look_at_queries(scene: Scene) -> None:
    """What the search makes of criteria that the vendor's pages do not cover."""
    target = next((row for row in scene.rows if re.search(r"\w{3}", row.name)), None)
    if target is None:
        return
    notes = scene.notes
    name = {"field": "asset.name", "keyword": phrase(target.name), "fieldType": "STRING"}
    other = {**name, "keyword": NO_SUCH_WORD}
    _search_by_type(scene, target, name)
    seen, rows = scene.find(name)
    if not scene.has(rows, target.id):
        notes.remark(
            f"a search for the words of a name in quotes does not find asset {target.id}: {seen.told}"
        )
        return
    if len(rows) < SMALL_PAGE:
        _seen, more = scene.find(name, page=2)
        word = "repeat_last" if more else "empty"
        notes.note("beyond_last_page", word, f"the page after {len(rows)} rows has {len(more)}")

    seen, rows = scene.find(
        name,
        other,
        mandatoryQueryIndexSearchParams=None,
        orForQueryIndexSearchParams=None,
        orForMandatoryQueryIndexSearchParams=None,
    )
    _by_rows(scene, "absent_or_flag", seen, rows, target.id, found="or", nothing="and")

    nowhere = {"field": "aip probe no such field", "keyword": "aip", "fieldType": "STRING"}
    seen, rows = scene.find(nowhere)
    _by_rows(scene, "unknown_search_field", seen, rows, None, found="ignored", nothing="nothing")

    query = f"asset.name:{phrase(target.name)}"
    seen, rows = scene.find(genericKeyword=query)
    if not scene.has(rows, target.id):
        notes.leave("generic_with_lists", f"a raw query for a name does not find it: {seen.told}")
        notes.leave(
            "lucene_default_operator", f"a raw query for a name does not find it: {seen.told}"
        )
        return
    seen, rows = scene.find(other, genericKeyword=query)
    _by_rows(scene, "generic_with_lists", seen, rows, target.id, found="ignore", nothing="and")
    seen, rows = scene.find(genericKeyword=f"{query} asset.name:{NO_SUCH_WORD}")
    _by_rows(scene, "lucene_default_operator", seen, rows, target.id, found="OR", nothing="AND")


def _by_rows(
    scene: Scene,
    question: str,
    seen: Seen,
    rows: list[answers.Shown],
    asset_id: int | None,
    *,
    found: str,
    nothing: str,
) -> None:
    """Answer a question by what a search brought: a refusal, the asset (or any row), or nothing."""
    if seen.is_good:
        hit = bool(rows) if asset_id is None else scene.has(rows, asset_id)
        scene.notes.note(question, found if hit else nothing, f"the search found {len(rows)} rows")
    elif seen.is_refused:
        scene.notes.note(question, "refuse", seen.told)
    else:
        scene.notes.leave(question, seen.told)


def _search_by_type(scene: Scene, target: answers.Shown, name: Mapping[str, Any]) -> None:
    asset_type = scene.type_of(target)
    if asset_type is None:
        scene.notes.leave("search_types_by", "rows do not tell their type")
        return
    for by in ("name", "id"):
        seen, rows = scene.find(name, *by_types([asset_type], by))
        if scene.has(rows, target.id):
            evidence = f"asset {target.id} is found by the {by} of its type"
            scene.notes.note("search_types_by", by, evidence)
            return
        scene.notes.leave("search_types_by", f"by {by}: {seen.told}, {len(rows)} rows")


def look_at_words(scene: Scene) -> None:
    """Whether a part of a name, up to a mark inside it, is a word of the index."""
    if scene.notes.is_sure("analyzer"):
        return
    for row in scene.rows:
        piece = split_piece(row.name)
        if piece:
            note_analyzer(scene, row.id, row.name, piece)
            return
    scene.notes.leave("analyzer", "no name among the first rows has a mark inside a word")


def split_piece(name: str) -> str | None:
    """A piece of a name that is a word of its own only if the index splits at marks; None if there is no such."""
    words = name.lower().split()
    for word in words:
        match = re.match(r"([a-z0-9]{2,})[-,:;/#()]", word)
        if match and match[1] not in words:
            return match[1]
    return None


def note_analyzer(scene: Scene, asset_id: int, name: str, piece: str) -> None:
    """Answer where words are split, by an asset with that name."""
    criteria = [
        {"field": "asset.name", "keyword": keyword, "fieldType": "STRING"}
        for keyword in (phrase(name), piece)
    ]
    whole, rows = scene.find(criteria[0])
    if not scene.has(rows, asset_id):
        scene.notes.leave("analyzer", f"asset {asset_id} is not found by its name: {whole.told}")
        return
    seen, rows = scene.find(*criteria)
    if seen.is_good:
        found = scene.has(rows, asset_id)
        evidence = (
            f"a part of the name of asset {asset_id} {'finds' if found else 'does not find'} it"
        )
        scene.notes.note("analyzer", "standard" if found else "whitespace", evidence)
