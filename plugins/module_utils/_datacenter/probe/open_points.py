# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the vendor's pages leave open and the probe settles, in one table, and what it has observed of each point."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..dialect import Dialect

SETTINGS: tuple[str, ...] = tuple(row.name for row in dataclasses.fields(Dialect))


@dataclass(frozen=True)
class OpenPoint:
    """One open point: the question, and how it is settled. `writes`: only the test asset settles it for sure."""

    key: str
    question: str
    how: str
    writes: bool

    @property
    def setting(self) -> str:
        """The setting of the dialect that follows, which has the key's name; empty where reading copes by itself."""
        return self.key if self.key in SETTINGS else ""


READ, WRITE = False, True
_ROWS: tuple[tuple[str, bool, str, str], ...] = (
    # The server and the login
    ("jira_version", READ, "Which version of Jira is it?", "GET rest/api/2/serverInfo"),
    ("plugin", READ, "Is AIP installed?", "GET form/list.json"),
    ("nodes", READ, "Which nodes of a cluster answered?", "the header X-ANODEID of all responses"),
    ("rate_capacity", READ, "How many requests may arrive at once?", "the header X-RateLimit-Limit"),
    ("rate_fill", READ, "How many requests does each interval add?", "the header X-RateLimit-FillRate"),
    ("rate_interval", READ, "How many seconds is that interval?", "the header X-RateLimit-Interval-Seconds"),
    ("basic", READ, "Is Basic authentication enabled?", "one request as a user that does not exist"),
    ("unknown_token", READ, "How does Jira answer an unknown token?", "one request with a made-up token"),
    ("anonymous_header", READ, "Does Jira mark anonymous responses?", "the header X-AUSERNAME of that response"),
    ("server_info", READ, "Who may read the version?", "GET serverInfo with the made-up token"),
    ("rights_style", READ, "How is a missing permission reported?",
     "GET inventory/list.json, which is for Jira administrators only"),
    ("catalog_right", READ, "Who may read asset types and attributes?", "whether a login that may not search may"),
    # Asset types and attributes
    ("attribute_types", READ, "What are the attribute types called?", "attributeType in form/list.json"),
    ("form_values", READ, "Does the list of asset types include the options?",
     "form/list.json compared with attribute/list.json"),
    ("cascading_values", READ, "How are the options of a Cascading Dropdown listed?", "attribute/list.json"),
    ("single_catalog", READ, "What does reading one asset type return?", "GET form/{id}.json"),
    # Search
    ("search_types_by", READ, "How does a search name the asset type?", "a search by its name and one by its id"),
    ("total_key", READ, "Which key holds the number of hits?", "POST index/query.json"),
    ("page_cap", READ, "How many rows fit on one page?", "asking for a page of a thousand rows"),
    ("beyond_last_page", READ, "What is on the page after the last one?", "the second page of a search that fills one"),
    ("drop_unbrowsable", READ, "When are rows removed that this login may not see?", "short pages before the last one"),
    ("absent_or_flag", READ, "How are criteria joined if no orFor... flag is sent?", "two criteria of which one holds"),
    ("unknown_search_field", READ, "What happens if a search names an unknown field?", "such a search"),
    ("generic_with_lists", READ, "What happens if genericKeyword comes with criteria?",
     "a query that matches an asset with a criterion that does not"),
    ("lucene_default_operator", READ, "How does a raw query join two words?", "a known word and a made-up one"),
    ("analyzer", READ, "Where does the index split words?", "part of a name, up to a hyphen or the like"),
    ("failure_style", READ, "How is a bad request refused?", "a search with an unknown searchType"),
    ("index_lag", WRITE, "After how many seconds does the search show a write?", "searching until it does"),
    # Reading an asset
    ("missing_asset", READ, "How is an unknown asset id answered?", "GET inventory/999999999.json"),
    ("single_asset", READ, "What does inventory/{id} return?", "reading an asset"),
    ("transformed_asset", READ, "What does inventory/transformed/{id} return?", "reading an asset"),
    ("transformed_attributes", READ, "Does inventory/transformed/{id} include the attributes?", "reading an asset"),
    ("system_fields_in", READ, "Which calls show system fields?", "reading an asset with all three calls"),
    ("system_field_key", READ, "Under which keys are system fields shown?", "reading an asset with all three calls"),
    ("empty_value", READ, "How is an empty field shown?", "attributes without a value"),
    ("search_empty_value", READ, "How does a search row show an empty field?", "attributes without a value"),
    ("date_format", READ, "How are dates shown?", "an asset that has one"),
    ("datetime_format", READ, "How are date-times shown?", "an asset that has one"),
    ("time_zone", WRITE, "In which time zone are date-times shown?", "dates of winter and summer, written and read"),
    ("multi_format", READ, "How are several options shown?", "an asset that has several"),
    ("search_multi_format", READ, "How does a search row show several options?", "an asset that has several"),
    ("reference_format", READ, "How are references to assets shown?", "written by id and by name, and read"),
    ("search_reference_format", READ, "How does a search row show references?",
     "written by id and by name, and read"),
    ("user_format", READ, "How are users shown?", "written by username and by key, and read"),
    ("status_format", READ, "How are statuses shown?", "written by name and by key, and read"),
    ("status_keys", READ, "Which keys do statuses have?", "each status, searched for or written, and read"),
    ("substatus_keys", READ, "Which keys do substatuses have?", "each substatus, searched for or written, and read"),
    ("statuses", READ, "Which statuses exist beyond the vendor's?", "the first page of all assets"),
    ("location_format", READ, "How are locations shown?", "written by id and by name, and read"),
    ("group_format", READ, "How are groups shown?", "an asset that has some"),
    ("number_format", READ, "How are numbers shown?", "an asset that has some"),
    ("encrypted_read", READ, "What is shown of encrypted attributes?", "a made-up secret, written and read"),
    ("html_escaped", READ, "Are texts escaped as HTML?", "texts that contain & < > or quotes"),
    ("unreadable_fields", WRITE, "Which fields are never shown?", "all fields, written and read"),
    # Writing an asset
    ("asset_type_key", WRITE, "Which key names the asset type?", "variants of a create"),
    ("create_answer", WRITE, "What does a create return?", "creating an asset"),
    ("create_status", WRITE, "Which HTTP status does a create return?", "creating an asset"),
    ("status_default", WRITE, "Which status does a new asset get?", "creating an asset without a status"),
    ("update_with_asset_type", WRITE, "May an update include the asset type?", "an update without it and one with it"),
    ("update_answer", WRITE, "What does an update return?", "updating the asset"),
    ("update_merges", WRITE, "Does an update keep the fields that it does not name?", "an update with only the name"),
    ("attributes", WRITE, "How are attributes sent?", "variants of an update"),
    ("system_fields", WRITE, "Where are system fields sent?", "variants of an update"),
    ("numbers", WRITE, "How are numbers sent?", "one as a number and one as text"),
    ("clear_with", WRITE, "What clears a field?", "empty text and null"),
    ("unknown_key", WRITE, "What happens to a write with an unknown key?", "such an update"),
    ("unknown_attribute", WRITE, "What happens to a write with an unknown attribute?", "such an update"),
    ("bad_value", WRITE, "What happens to a write with an invalid value?", "such an update"),
    ("disabled_system_field", WRITE, "What happens to a system field that the type lacks?", "such an update"),
    ("orphan_substatus", WRITE, "What happens to a substatus that does not belong to the new status?",
     "changing only the status"),
    ("name_uniqueness", WRITE, "May two assets have the same name?", "taking the name of another asset for a moment"),
    ("name_changes", WRITE, "In what does a name differ after it was stored?", "a name with odd spaces and letters"),
    ("uniqueness", WRITE, "What happens when a value must be unique?", "taking the name of another asset for a moment"),
    ("cleared_name", WRITE, "What is the name after an update without one?", "such an update"),
    ("delete_answer", WRITE, "What does a delete return?", "deleting the asset"),
    ("delete_missing", WRITE, "What does a second delete return?", "deleting the asset again"),
    # Attachments
    ("upload_part", WRITE, "Which part of an upload holds the file?", "likely names, one after another"),
    ("upload_answer", WRITE, "What does an upload return?", "uploading a file"),
    ("attachment_name_key", READ, "Which key holds a file's name?", "the attachments of an asset"),
    ("attachment_size_key", READ, "Which key holds a file's size?", "the attachments of an asset"),
    ("file_type", READ, "With which content type is a file served?", "the headers of getFile"),
    ("attachment_limit", WRITE, "How large may a file be?", "whether a small file is too large"),
    ("same_file_twice", WRITE, "What happens if a file is uploaded twice?", "uploading it again"),
    ("detach_answer", WRITE, "What does removing a file return?", "removing the file"),
)  # fmt: skip

OPEN_POINTS: Mapping[str, OpenPoint] = {
    key: OpenPoint(key, question, how, writes) for key, writes, question, how in _ROWS
}


@dataclass(frozen=True)
class Observation:
    """The answer to an open point. `sure` is False where something else would look the same from here."""

    point: OpenPoint
    answer: Any
    evidence: str
    sure: bool = True


class Observations:
    """The answers so far. A sure answer is never replaced by one that is not."""

    def __init__(self, hide: Callable[[str], str]) -> None:
        self._hide = hide
        self._answers: dict[str, Observation] = {}
        self._why_open: dict[str, str] = {}
        self.remarks: list[str] = []

    def note(self, key: str, answer: Any, evidence: str, sure: bool = True) -> None:
        """Record an answer. Raises KeyError for a point that is not in the table."""
        before = self._answers.get(key)
        if before is None or sure or not before.sure:
            self._answers[key] = Observation(OPEN_POINTS[key], answer, self._clean(evidence), sure)

    def leave_open(self, key: str, why: str) -> None:
        """Record why a point could not be settled, in case it stays open. The first reason counts."""
        self._why_open.setdefault(OPEN_POINTS[key].key, self._clean(why))

    def remark(self, text: str) -> None:
        """Record something else that the user should know."""
        self.remarks.append(self._clean(text))

    def _clean(self, text: str) -> str:
        """The text on one line, without secrets."""
        return re.sub(r"\s+", " ", self._hide(text)).strip()

    def answer(self, key: str) -> Any:
        """The answer, None if there is none yet."""
        found = self._answers.get(key)
        return None if found is None else found.answer

    def is_sure(self, key: str) -> bool:
        """Whether there is an answer to rely on."""
        found = self._answers.get(key)
        return found is not None and found.sure

    def settled(self) -> Iterator[Observation]:
        """The answers, in the order of the table."""
        return (self._answers[key] for key in OPEN_POINTS if key in self._answers)

    def still_open(self, with_writing: bool) -> Iterator[tuple[OpenPoint, str]]:
        """The points without an answer, each with the reason."""
        for key, point in OPEN_POINTS.items():
            if key not in self._answers:
                default = (
                    "only a test asset can settle this: set write to true"
                    if point.writes and not with_writing
                    else "no response settled it"
                )
                yield point, self._why_open.get(key, default)
