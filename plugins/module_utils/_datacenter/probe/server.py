# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The server that is probed: raw requests and replies, and what is known of its types and assets so far.

The verbs of _datacenter turn answers into assets; the probe is about the answers themselves: status, headers and body
as they came, with the verdict of the HTTP layer beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..._core.errors import BadAnswer, LoginRefused, RequestError, ServerFailed, Unreachable
from ..._core.model import AssetType
from ..._http.answers import parse_json
from ..._http.call import Call, Reply
from ..._http.client import Http
from ..._jira.platform import ROOT as JIRA_ROOT
from ..._local.waiting import Waiting
from .. import answers
from ..api import ROOT, SEARCH
from ..query import Search, build_body
from ..refusals import is_refusal
from .open_points import Observations

CALLS = ("transformed", "inventory", "search")
"""The calls that show an asset, the most trusted first."""
_PATHS = {"transformed": "inventory/transformed/", "inventory": "inventory/"}
_RATE_HEADERS = ("Limit", "FillRate", "Interval-Seconds")
EMPTY: tuple[Any, ...] = (None, "", [])
"""How an empty field may be shown."""


@dataclass(frozen=True)
class ParsedReply(Reply):
    """One reply of the server, with its JSON, and what it means for the probe."""

    data: Any = field(default=None, repr=False)
    is_json: bool = False

    @property
    def is_good(self) -> bool:
        """Whether the server did what it was asked for."""
        return self.trouble is None

    @property
    def is_refused(self) -> bool:
        """Whether it is certain that the server declined, and did nothing."""
        return self.trouble is not None and (
            400 <= self.status < 500 or is_refusal(self.data) or self.status in (301, 302, 303)
        )

    @property
    def is_settled(self) -> bool:
        """Whether it is certain that the server either did what it was asked for, or nothing."""
        return self.is_good or self.is_refused

    @property
    def may_have_acted(self) -> bool:
        """Whether it is uncertain what became of a write: the server, or a proxy, broke on it."""
        return isinstance(self.trouble, (ServerFailed, BadAnswer)) and not self.is_refused

    @property
    def said(self) -> str:
        """The server's own words about a failure, without secrets."""
        return str(self.trouble.facts.get("server_said") or "") if self.trouble else ""

    @property
    def summary(self) -> str:
        """The reply on one line, for a report: its status, and the server's words about a failure."""
        return f"status {self.status}{', ' + repr(self.said) if self.said else ''}"

    @property
    def is_web_page(self) -> bool:
        """Whether the body is HTML."""
        return not self.is_json and self.text.lstrip()[:1] == "<"


def ask(http: Http, call: Call, briefly: bool = False) -> ParsedReply:
    """The reply to a call, whatever it is: also that to a refused login. Raises Unreachable where there was none.

    Of one that may be huge only the beginning is read (`briefly`), so that `data` is empty if it is long.
    """
    try:
        came = http.look(call, only_beginning=briefly)
    except Unreachable:
        raise
    except RequestError as error:  # such as a redirect to a login page
        return ParsedReply(error.status or 0, {}, "", error)
    return ParsedReply(came.status, came.headers, came.text, came.trouble, *parse_json(came.text))


@dataclass(frozen=True)
class AssetViews:
    """One asset as each of the calls shows it; a call that does not show it is left out of `shown`."""

    id: int
    asset_type: AssetType
    shown: Mapping[str, answers.Shown]
    replies: Mapping[str, ParsedReply]

    def values(self, call: str) -> dict[str, Any]:
        """The fields that a call shows, by `Field.key`, values as they came."""
        shown = self.shown.get(call)
        return {} if shown is None else answers.raw_fields(shown, self.asset_type)

    def value(self, key: str) -> Any:
        """A field by the most trusted call that shows it; None if none does, or if it is empty."""
        for call in CALLS:
            values = self.values(call)
            if key in values:
                return values[key]
        return None

    def shows(self, key: str) -> bool:
        """Whether any call mentions the field, even if it is empty."""
        return any(key in self.values(call) for call in CALLS)

    @property
    def attachments(self) -> list[Any] | None:
        """The attachments as they came; None where they are not listed."""
        shown = self.shown.get("transformed")
        listed = shown.top.get("attachments") if shown else None
        return listed if isinstance(listed, list) else None

    @property
    def name(self) -> str | None:
        """The name as it came; None for null."""
        for call in CALLS:
            if call in self.shown:
                name = self.shown[call].top.get("name")
                return None if name is None else str(name)
        return None


class Server:
    """The probed server. `rows` are the first of a search for everything, `samples` the assets that were read by id."""

    def __init__(self, http: Http, observed: Observations, waiting: Waiting) -> None:
        self.http = http
        self.observed = observed
        self.waiting = waiting
        self.myself: Mapping[str, Any] = {}
        self.types: tuple[AssetType, ...] = ()
        self.rows: list[answers.Shown] = []
        self.samples: list[AssetViews] = []
        self.nodes: set[str] = set()
        self.rates: dict[str, str] = {}
        self.lag = 0.0

    # --- asking ---------------------------------------------------------------------------------------------------

    def ask(self, call: Call, briefly: bool = False) -> ParsedReply:
        """The reply to a call of this login. Raises LoginRefused if the login does not count."""
        reply = self.look(call, briefly)
        if isinstance(reply.trouble, LoginRefused):
            raise reply.trouble
        return reply

    def look(self, call: Call, briefly: bool = False) -> ParsedReply:
        """The reply to a call of this login, even if the login does not count."""
        reply = ask(self.http, call, briefly)
        node = reply.headers.get("X-ANODEID")
        if node:
            self.nodes.add(node)
        for name in _RATE_HEADERS:
            if reply.headers.get(f"X-RateLimit-{name}"):
                self.rates[name] = reply.headers[f"X-RateLimit-{name}"]
        return reply

    def get(self, path: str, doing: str) -> ParsedReply:
        """The reply to a read of AIP."""
        return self.ask(Call("GET", ROOT + path, doing))

    def get_jira(self, path: str, doing: str, *params: tuple[str, str]) -> ParsedReply:
        """The reply to a read of Jira itself."""
        return self.ask(Call("GET", JIRA_ROOT + path, doing, params=params))

    def find(
        self, *params: Mapping[str, Any], page: int = 1, size: int = 25, **changed: Any
    ) -> tuple[ParsedReply, list[answers.Shown]]:
        """The reply to a search by criteria, and its rows. `changed` replaces keys of the body; None removes one."""
        body = {**build_body(Search(params=tuple(params)), page, size), **changed}
        for key in [key for key in changed if changed[key] is None]:
            del body[key]
        reply = self.ask(Call("POST", SEARCH, "search for assets", body=body, reads=True))
        return reply, (answers.read_rows(reply.data) or []) if reply.is_good else []

    # --- assets ---------------------------------------------------------------------------------------------------

    def type_of(self, shown: answers.Shown) -> AssetType | None:
        """The asset type that an answer names."""
        for one in self.types:
            if shown.type_id is not None and one.id == shown.type_id:
                return one
        named = [one for one in self.types if one.name == shown.type_name]
        return named[0] if named else None

    def view(
        self,
        asset_id: int,
        row: answers.Shown | None = None,
        asset_type: AssetType | None = None,
        calls: Sequence[str] = CALLS,
    ) -> AssetViews | None:
        """The asset as reads by id and a search row show it; None if no call shows it, or its type is not known."""
        replies = {
            call: self.get(f"{_PATHS[call]}{asset_id}.json", f"read asset {asset_id}")
            for call in calls
            if call in _PATHS
        }
        found = {
            call: answers.find_asset(reply.data, asset_id)
            for call, reply in replies.items()
            if reply.is_good
        }
        shown = {call: one for call, one in found.items() if one is not None}
        if row is not None:
            shown["search"] = row
        known = asset_type or next(filter(None, map(self.type_of, shown.values())), None)
        return AssetViews(asset_id, known, shown, replies) if known and shown else None


def has_asset(rows: Sequence[answers.Shown], asset_id: int) -> bool:
    """Whether an asset is among the rows."""
    return any(row.id == asset_id for row in rows)


# --- the shape of a reply, in one word ----------------------------------------------------------------------------


def shape_of_one(reply: ParsedReply) -> str:
    """How a reply about one thing is wrapped: object, array, whole_list, envelope; else other."""
    data = reply.data
    if isinstance(data, list):
        return "whole_list" if len(data) > 1 else "array"
    if isinstance(data, dict):
        return "envelope" if answers.unwrap(data) is not data else "object"
    return "other"


def shape_of_write(reply: ParsedReply) -> str:
    """What a write returns: location, no_content, empty, an object, an envelope, an integer and so on."""
    data = reply.data
    if not reply.text.strip():
        if reply.headers.get("Location"):
            return "location"
        return "no_content" if reply.status == 204 else "empty"
    if not reply.is_json:
        return "web_page" if reply.is_web_page else "plain_text"
    if isinstance(data, list):
        return "array"
    if not isinstance(data, dict):
        return "bare_integer" if answers.whole_number(data) is not None else "plain_text"
    inner = answers.unwrap(data)
    if inner is not data and inner is not None:
        return "envelope_object" if isinstance(inner, (dict, list)) else "envelope_integer"
    return "object" if answers.read_created_id(data, "") is not None else "success"


def shape_of_missing(reply: ParsedReply) -> str:
    """How a server reports that something does not exist: 404_json, 404_html, empty_array; else status and form."""
    if reply.status == 404:
        return "404_html" if reply.is_web_page else "404_json"
    if reply.is_good and answers.says_nothing_there(reply.data, reply.text):
        return "empty_array"
    return f"{reply.status}_{'json' if reply.is_json else 'text'}"


def shape_of_refusal(reply: ParsedReply) -> str:
    """How a server declines: success_false, error_collection; else the status."""
    data = reply.data if isinstance(reply.data, dict) else {}
    if "errorMessages" in data:
        return "error_collection"
    return "success_false" if reply.status == 200 else f"http_{reply.status}"
