# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the search does, and how the server declines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..._core.fields import NAME
from ..._http.call import Call
from .. import answers
from ..api import ROOT
from ..dialect import CHOICES
from ..query import by_text, by_types
from .server import ParsedReply, Server, has_asset, shape_of_missing, shape_of_refusal

MISSING_ID = 999_999_999
NO_SUCH_WORD = "aipprobenosuchword"
LARGE_PAGE = 1000
SMALL_PAGE = 25
PAGES_EXAMINED = 4
IS_ADMINISTRATOR = "this login is a Jira administrator's, who has every permission"


def examine_rows(server: Server) -> None:
    """The first rows of a search for everything, and what stands beside them."""
    observed = server.observed
    reply, rows = server.find(size=100)
    server.rows = rows
    if not reply.is_good:
        if reply.is_refused:
            who, may = ("logged_in", "but may") if server.types else ("browse", "nor may it")
            evidence = f"this login may not search, {may} read the asset types"
            observed.note("catalog_right", who, evidence, sure=bool(server.types))
        observed.remark(f"this login may not search: {reply.summary}")
        return
    why = "this login may browse assets, so what others may read is not visible"
    observed.leave_open("catalog_right", why)
    body = answers.unwrap(reply.data)
    beside = set(body) - {"assets"} if isinstance(body, dict) else set()
    numbers = {key: answers.whole_number(body[key]) for key in beside}
    totals = [key for key, number in numbers.items() if number is not None and number >= len(rows)]
    likely = sorted(totals, key=lambda key: (not re.search(r"(?i)total|count|hits", key), key))
    evidence = f"keys beside the rows: {', '.join(sorted(beside)) or 'none'}"
    observed.note("total_key", likely[0] if likely else "none", evidence, bool(rows))


def examine_pages(server: Server) -> None:
    """How large pages may be, and whether some are shorter than they should be."""
    if not server.rows:
        return
    observed = server.observed
    _reply, rows = server.find(size=LARGE_PAGE)
    _reply, beyond = server.find(size=LARGE_PAGE, page=2)
    asked = f"{LARGE_PAGE} rows were requested"
    if len(rows) == LARGE_PAGE:
        evidence = f"{asked} and returned"
        observed.note("page_cap", f"{LARGE_PAGE} or more", evidence, sure=False)
    elif {row.id for row in beyond} - {row.id for row in rows}:
        evidence = f"{asked}, {len(rows)} were returned, and the next page has more"
        observed.note("page_cap", len(rows), evidence)
    else:
        why = f"this login sees only {len(rows)} assets, which fit on one page"
        observed.leave_open("page_cap", why)
    sizes: list[int] = []
    ids: set[int] = set()
    for page in range(1, PAGES_EXAMINED + 1):
        _reply, rows = server.find(size=SMALL_PAGE, page=page)
        fresh = {row.id for row in rows} - ids
        sizes.append(len(fresh))
        ids |= fresh
        if not rows:
            break
    last = max((place for place, size in enumerate(sizes) if size), default=0)
    short = any(size < SMALL_PAGE for size in sizes[:last])
    word = "after_paging" if short else "before_paging"
    evidence = f"pages of {SMALL_PAGE} have {', '.join(map(str, sizes))} rows"
    observed.note("drop_unbrowsable", word, evidence, sure=short)


# --- refusals -----------------------------------------------------------------------------------------------------


def examine_refusals(server: Server) -> None:
    """How a bad search, an unknown id and a missing permission are reported."""
    observed = server.observed
    if server.rows or server.types:
        reply, _rows = server.find(searchType="aip-probe")
        evidence = f"a made-up searchType: {reply.summary}"
        if reply.is_good:
            observed.note("failure_style", "accepted", evidence, sure=False)
        elif server.rows:
            observed.note("failure_style", shape_of_refusal(reply), evidence)
    path = f"inventory/{MISSING_ID}.json"
    missing = server.get(path, "read an asset that does not exist")
    observed.note("missing_asset", shape_of_missing(missing), f"{path}: {missing.summary}")
    if _is_administrator(server):
        observed.leave_open("rights_style", IS_ADMINISTRATOR)
        return
    path = "inventory/list.json"
    call = Call("GET", ROOT + path, "see how a missing permission is reported")
    reply = server.ask(call, briefly=True)
    if reply.is_good and not (reply.data == [] and server.rows):
        observed.leave_open("rights_style", IS_ADMINISTRATOR)
        return
    observed.note("rights_style", _rights_style(reply, missing), f"{path}: {reply.summary}")


def _is_administrator(server: Server) -> bool:
    """Whether Jira says so. Then the list of all assets is not requested: an administrator gets it, and it is long."""
    reply = server.get_jira("mypermissions", "check whether this login is an administrator's")
    data = reply.data if reply.is_good and isinstance(reply.data, dict) else {}
    listed = data.get("permissions")
    right = listed.get("ADMINISTER") if isinstance(listed, dict) else None
    return isinstance(right, dict) and right.get("havePermission") is True


def _rights_style(reply: ParsedReply, missing: ParsedReply) -> str:
    def words(one: ParsedReply) -> tuple[int, str]:
        return one.status, re.sub(r"\d+", "", one.said)

    if words(reply) == words(missing):
        return "missing"
    if reply.status == 403:
        return "403_html" if reply.is_web_page else "403_json"
    return "success_false" if reply.status == 200 else str(reply.status)


# --- queries ------------------------------------------------------------------------------------------------------


def examine_queries(server: Server) -> None:
    """What the search makes of criteria that the vendor's pages do not cover."""
    target = next((row for row in server.rows if re.search(r"\w{3}", row.name)), None)
    if target is None:
        return
    observed = server.observed
    name = by_text(NAME, target.name)
    other = {**name, "keyword": NO_SUCH_WORD}
    _search_by_type(server, target, name)
    reply, rows = server.find(name)
    if not has_asset(rows, target.id):
        observed.remark(
            f"a search for a name in quotes does not find asset {target.id}: {reply.summary}"
        )
        return
    if len(rows) < SMALL_PAGE:
        _reply, more = server.find(name, page=2)
        word = "repeat_last" if more else "empty"
        observed.note("beyond_last_page", word, f"the page after {len(rows)} rows has {len(more)}")

    no_flags: dict[str, Any] = {
        "mandatoryQueryIndexSearchParams": None,
        "orForQueryIndexSearchParams": None,
        "orForMandatoryQueryIndexSearchParams": None,
    }
    found = server.find(name, other, **no_flags)
    _note_hit(server, "absent_or_flag", found, ("or", "and"), target.id)

    nowhere = {**name, "field": "aip probe no such field", "keyword": "aip"}
    _note_hit(server, "unknown_search_field", server.find(nowhere), ("ignored", "nothing"))

    query = f"{name['field']}:{name['keyword']}"
    reply, rows = server.find(genericKeyword=query)
    if not has_asset(rows, target.id):
        for key in ("generic_with_lists", "lucene_default_operator"):
            observed.leave_open(key, f"a raw query for a name does not find it: {reply.summary}")
        return
    found = server.find(other, genericKeyword=query)
    _note_hit(server, "generic_with_lists", found, ("ignore", "and"), target.id)
    found = server.find(genericKeyword=f"{query} {name['field']}:{NO_SUCH_WORD}")
    _note_hit(server, "lucene_default_operator", found, ("OR", "AND"), target.id)


def _note_hit(
    server: Server,
    key: str,
    found: tuple[ParsedReply, list[answers.Shown]],
    words: tuple[str, str],
    asset_id: int | None = None,
) -> None:
    """Settle a point by whether a search found the asset (or anything): one word for yes, one for no."""
    reply, rows = found
    if reply.is_good:
        hit = bool(rows) if asset_id is None else has_asset(rows, asset_id)
        server.observed.note(key, words[0 if hit else 1], f"the search found {len(rows)} rows")
    elif reply.is_refused:
        server.observed.note(key, "refuse", reply.summary)
    else:
        server.observed.leave_open(key, reply.summary)


def _search_by_type(server: Server, target: answers.Shown, name: Mapping[str, Any]) -> None:
    asset_type = server.type_of(target)
    if asset_type is None:
        server.observed.leave_open("search_types_by", "search rows do not name their asset type")
        return
    for by in CHOICES["search_types_by"]:
        reply, rows = server.find(name, *by_types([asset_type], by))
        if has_asset(rows, target.id):
            evidence = f"asset {target.id} is found by the {by} of its type"
            server.observed.note("search_types_by", by, evidence)
            return
        why = f"by {by}: {reply.summary}, {len(rows)} rows"
        server.observed.leave_open("search_types_by", why)


def examine_words(server: Server) -> None:
    """Whether part of a name, up to a mark inside it, is a word of the index."""
    if server.observed.is_sure("analyzer"):
        return
    for row in server.rows:
        if split_piece(row.name):
            note_analyzer(server, row.id, row.name)
            return
    why = "no name among the first rows has a mark inside a word"
    server.observed.leave_open("analyzer", why)


def split_piece(name: str) -> str | None:
    """A piece of a name that is a word of its own only if the index splits at marks; None if there is none."""
    words = name.lower().split()
    for word in words:
        match = re.match(r"([a-z0-9]{2,})[-,:;/#()]", word)
        if match and match[1] not in words:
            return match[1]
    return None


def note_analyzer(server: Server, asset_id: int, name: str) -> None:
    """Settle where words are split, by an asset with that name."""
    whole = by_text(NAME, name)
    reply, rows = server.find(whole)
    if not has_asset(rows, asset_id):
        why = f"asset {asset_id} is not found by its name: {reply.summary}"
        server.observed.leave_open("analyzer", why)
        return
    reply, rows = server.find(whole, {**whole, "keyword": split_piece(name)})
    if reply.is_good:
        found = has_asset(rows, asset_id)
        word = "standard" if found else "whitespace"
        evidence = f"part of its name {'finds' if found else 'does not find'} asset {asset_id}"
        server.observed.note("analyzer", word, evidence)
