# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every question that the probe answers, in one table.

They are what the vendor's pages leave open. `setting` names the setting of the dialect that follows from the answer;
a question without one only tells what to expect, as reading is tolerant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question: what it asks, how it is found out, and what follows. `writes`: only an own asset tells for sure."""

    key: str
    asks: str
    how: str
    setting: str = ""
    writes: bool = False


def _reading(key: str, asks: str, how: str, setting: str = "") -> Question:
    return Question(key, asks, how, setting)


def _writing(key: str, asks: str, how: str, setting: str = "") -> Question:
    return Question(key, asks, how, setting, writes=True)


QUESTIONS: tuple[Question, ...] = (
    # --- the server and the login ---------------------------------------------------------------------------------
    _reading("jira_version", "Which Jira is it?", "GET rest/api/2/serverInfo"),
    _reading("plugin", "Does AIP answer?", "GET form/list.json"),
    _reading("nodes", "Which nodes of a cluster answered?", "the header X-ANODEID of all answers"),
    _reading(
        "rate_capacity", "How many requests may come at once?", "the header X-RateLimit-Limit"
    ),
    _reading("rate_fill", "How many requests are granted per interval?", "X-RateLimit-FillRate"),
    _reading(
        "rate_interval", "How many seconds is such an interval?", "X-RateLimit-Interval-Seconds"
    ),
    _reading("basic", "Does Jira take Basic logins?", "one request of a user that cannot exist"),
    _reading("unknown_token", "What happens to an unknown token?", "one request with one made up"),
    _reading(
        "anonymous_header",
        "Does Jira say that an answer is anonymous?",
        "the header X-AUSERNAME of that answer",
    ),
    _reading("server_info", "Who may read the version?", "GET serverInfo with the token made up"),
    _reading(
        "rights_style",
        "How is a missing right told?",
        "GET inventory/list.json, for Jira administrators only",
    ),
    _reading(
        "catalog_right",
        "Who may read types and attributes?",
        "whether a login that may not search may",
    ),
    # --- catalogs -------------------------------------------------------------------------------------------------
    _reading(
        "attribute_types",
        "What are the attribute types called?",
        "attributeType in form/list.json",
        "attribute_types",
    ),
    _reading(
        "form_values",
        "Does the list of types carry the options?",
        "form/list.json beside attribute/list.json",
    ),
    _reading(
        "cascading_values",
        "How are the options of a Cascading Dropdown told?",
        "attribute/list.json",
    ),
    _reading("single_catalog", "What does the read of one type return?", "GET form/{id}.json"),
    # --- search ---------------------------------------------------------------------------------------------------
    _reading(
        "search_types_by",
        "How does a search name the type?",
        "the type of an asset, by name and by id",
        "search_types_by",
    ),
    _reading("total_key", "Which key tells the number of hits?", "POST index/query.json"),
    _reading("page_cap", "How many rows does a page hold at most?", "a page of a thousand"),
    _reading(
        "beyond_last_page",
        "What is on the page after the last one?",
        "the second page of a search with one page",
    ),
    _reading(
        "drop_unbrowsable",
        "When are rows dropped that this login may not see?",
        "short pages before the last one",
    ),
    _reading(
        "absent_or_flag",
        "What holds if no orFor... flag is sent?",
        "two criteria of which one holds",
    ),
    _reading(
        "unknown_search_field", "What if a search names a field that is not there?", "such a search"
    ),
    _reading(
        "generic_with_lists",
        "What if genericKeyword comes with criteria?",
        "a query that finds an asset, a criterion that does not",
    ),
    _reading(
        "lucene_default_operator",
        "What joins two words of a raw query?",
        "a word that is there and one that is not",
    ),
    _reading(
        "analyzer",
        "Where does the index split words?",
        "a part of a name, up to its hyphen or the like",
    ),
    _reading(
        "failure_style", "How is a bad request refused?", "a search with an unknown searchType"
    ),
    _writing(
        "index_lag", "After how many seconds does the search show a write?", "asking until it does"
    ),
    # --- reading an asset -----------------------------------------------------------------------------------------
    _reading("missing_asset", "How is an unknown id answered?", "GET inventory/999999999.json"),
    _reading("single_asset", "What does inventory/{id} return?", "reading an asset"),
    _reading(
        "transformed_asset", "What does inventory/transformed/{id} return?", "reading an asset"
    ),
    _reading(
        "transformed_attributes",
        "Does inventory/transformed/{id} hold the attributes?",
        "reading an asset",
    ),
    _reading(
        "system_fields_in", "Which calls show system fields?", "reading an asset by all three calls"
    ),
    _reading(
        "system_field_key",
        "Under which keys do system fields stand?",
        "reading an asset by all three calls",
    ),
    _reading(
        "empty_value", "How is an empty field shown?", "attributes of an asset that have no value"
    ),
    _reading(
        "search_empty_value",
        "How is an empty field shown in a row of a search?",
        "attributes of an asset that have no value",
    ),
    _reading("date_format", "How are dates shown?", "an asset that has one"),
    _reading("datetime_format", "How are date-times shown?", "an asset that has one"),
    _writing(
        "time_zone",
        "In which time zone are date-times shown?",
        "date-times of winter and summer, written and read back",
        "time_zone",
    ),
    _reading("multi_format", "How are several options shown?", "an asset that has some"),
    _reading(
        "search_multi_format",
        "How are several options shown in a row of a search?",
        "an asset that has some",
    ),
    _reading(
        "reference_format",
        "How are references to assets shown?",
        "written by id and by name, and read back",
    ),
    _reading(
        "search_reference_format",
        "How are references shown in a row of a search?",
        "written by id and by name, and read back",
    ),
    _reading(
        "user_format", "How are users shown?", "written by username and by key, and read back"
    ),
    _reading(
        "status_format", "How are statuses shown?", "written by name and by key, and read back"
    ),
    _reading(
        "status_keys",
        "Which keys do statuses have?",
        "each status searched for, or written, and read",
        "status_keys",
    ),
    _reading("substatus_keys", "Which keys do substatuses have?", "the same", "substatus_keys"),
    _reading(
        "statuses",
        "Which statuses are there beyond the vendor's?",
        "the first page of all assets",
        "statuses",
    ),
    _reading(
        "location_format", "How are locations shown?", "written by id and by name, and read back"
    ),
    _reading("group_format", "How are groups shown?", "an asset that has some"),
    _reading("number_format", "How are numbers shown?", "an asset that has some"),
    _reading(
        "encrypted_read",
        "What is shown of encrypted attributes?",
        "a made-up secret, written and read back",
    ),
    _reading(
        "html_escaped",
        "Are texts escaped as HTML?",
        "texts with & < > or quotes in them",
        "html_escaped",
    ),
    _writing(
        "unreadable_fields",
        "Which fields are never shown?",
        "all fields, written and read back",
        "unreadable_fields",
    ),
    # --- writing an asset -----------------------------------------------------------------------------------------
    _writing(
        "asset_type_key",
        "Which key names the asset type?",
        "variants of a create",
        "asset_type_key",
    ),
    _writing("create_answer", "What does a create return?", "creating an asset"),
    _writing("create_status", "Which status has the answer to a create?", "creating an asset"),
    _writing(
        "status_default", "Which status does a new asset get?", "creating an asset without one"
    ),
    _writing(
        "update_with_asset_type",
        "May an update carry the asset type?",
        "an update without it, and one with it",
        "update_with_asset_type",
    ),
    _writing("update_answer", "What does an update return?", "updating the asset"),
    _writing(
        "update_merges",
        "Does an update leave alone what it does not name?",
        "an update with only the name",
    ),
    _writing("attributes", "How are attributes sent?", "variants of an update", "attributes"),
    _writing(
        "system_fields", "Where are system fields sent?", "variants of an update", "system_fields"
    ),
    _writing("numbers", "How are numbers sent?", "one as a number and one as text", "numbers"),
    _writing("clear_with", "What clears a field?", "an empty text, and null", "clear_with"),
    _writing("unknown_key", "What if a write has a key that nobody knows?", "an update with one"),
    _writing(
        "unknown_attribute",
        "What if a write names an attribute that is not there?",
        "an update with one",
    ),
    _writing("bad_value", "What if a write has an impossible value?", "an update with one"),
    _writing(
        "disabled_system_field",
        "What if a write has a system field that the type has not enabled?",
        "an update with one",
    ),
    _writing(
        "orphan_substatus",
        "What becomes of a substatus that the new status does not have?",
        "changing the status alone",
    ),
    _writing(
        "name_uniqueness",
        "May two assets have one name?",
        "naming the asset as another one for a moment",
    ),
    _writing("uniqueness", "What happens if something has to be unique?", "the same"),
    _writing("cleared_name", "What is the name after an update without one?", "such an update"),
    _writing("delete_answer", "What does a delete return?", "deleting the asset"),
    _writing("delete_missing", "What does a second delete return?", "deleting it again"),
    # --- attachments ----------------------------------------------------------------------------------------------
    _writing(
        "upload_part",
        "Which part of an upload holds the file?",
        "likely names, one after the other",
        "upload_part",
    ),
    _writing("upload_answer", "What does an upload return?", "uploading a file"),
    _reading(
        "attachment_name_key", "Which key tells a file's name?", "the attachments of an asset"
    ),
    _reading(
        "attachment_size_key", "Which key tells a file's size?", "the attachments of an asset"
    ),
    _reading("file_type", "Which content type does a file come with?", "the headers of getFile"),
    _writing("attachment_limit", "How large may a file be?", "whether a small file is too large"),
    _writing("same_file_twice", "What if a file is uploaded twice?", "uploading it again"),
    _writing("detach_answer", "What does the removal of a file return?", "removing the file"),
)

QUESTION: Mapping[str, Question] = {row.key: row for row in QUESTIONS}
