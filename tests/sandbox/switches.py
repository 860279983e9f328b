# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every switch of the sandbox, in one table.

The vendor documents what can be asked of the server, and leaves open much of what it answers. Each
open question is one switch here; its default is the assumption that is safest, or best documented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .stored import CHANGES


class UnknownSwitch(ValueError):
    """A switch, or a value of one, that is not in the table."""


@dataclass(frozen=True)
class Switch:
    """One question: its allowed answers, the default, how sure the default is, and what it settles."""

    name: str
    kind: str
    default: Any
    mark: str
    question: str
    values: tuple[Any, ...] = ()

    def accept(self, given: Any) -> Any:
        """Return the given setting in its proper type, or say why it is none."""
        try:
            return _ACCEPT[self.kind](self, given)
        except (TypeError, ValueError) as error:
            raise UnknownSwitch(
                f"switch {self.name}: {given!r} is not {self.describe()}"
            ) from error

    def describe(self) -> str:
        """Say in words what may be set."""
        listed = ", ".join(str(value) for value in self.values)
        return {"choice": f"one of {listed}", "several": f"a list out of {listed}"}.get(
            self.kind, {"flag": "true or false"}.get(self.kind, f"a {self.kind}")
        )


def _accept_choice(switch: Switch, given: Any) -> Any:
    for value in switch.values:
        if given == value or str(given) == str(value):
            return value
    raise ValueError(given)


def _accept_several(switch: Switch, given: Any) -> tuple[Any, ...]:
    parts = [part for part in given.split(",") if part] if isinstance(given, str) else list(given)
    return tuple(_accept_choice(switch, part) for part in parts)


def _accept_flag(switch: Switch, given: Any) -> bool:
    if isinstance(given, bool):
        return given
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if str(given).lower() not in words:
        raise ValueError(given)
    return words[str(given).lower()]


def _accept_number(switch: Switch, given: Any, convert: type = int) -> Any:
    if isinstance(given, bool) or convert(given) < 0:
        raise ValueError(given)
    return convert(given)


_ACCEPT = {
    "choice": _accept_choice,
    "several": _accept_several,
    "flag": _accept_flag,
    "whole number": _accept_number,
    "number of seconds": lambda switch, given: _accept_number(switch, given, float),
    "text": lambda switch, given: str(given),
}


def _choice(name: str, values: str, mark: str, question: str) -> Switch:
    """Return a switch whose first value is the default."""
    listed = tuple(values.split())
    return Switch(name, "choice", listed[0], mark, question, listed)


def _flag(name: str, default: bool, mark: str, question: str) -> Switch:
    return Switch(name, "flag", default, mark, question, (True, False))


# mark: documented | inferred | unknown (a guess) | sandbox (a setting of ours, not a question)
SWITCHES: tuple[Switch, ...] = (
    # --- the body of create and update -------------------------------------------------------
    _choice(
        "payload_system_fields",
        "top_level in_attributes",
        "unknown",
        "where a write carries system fields: own keys beside `name`, or entries of `attributes`",
    ),
    _choice(
        "payload_attributes",
        "entries map",
        "unknown",
        "`attributes` of a write: a list of entries, or an object from name to value",
    ),
    _choice(
        "payload_type",
        "formId formName form",
        "unknown",
        "the key that names the asset type in a write: by id, by name, by name under `form`",
    ),
    _choice(
        "put_form_id",
        "allowed required refused",
        "unknown",
        "may an update repeat the asset type (it can never change it)",
    ),
    _flag(
        "strict", True, "sandbox", "refuse keys that the documents do not print; false ignores them"
    ),
    _choice(
        "unknown_attribute",
        "refuse ignore",
        "unknown",
        "a write names an attribute that the asset type does not have",
    ),
    _choice(
        "bad_value",
        "refuse ignore",
        "unknown",
        "a write holds an impossible option, date, id, user ...",
    ),
    _choice(
        "disabled_system_field",
        "refuse ignore accept",
        "unknown",
        "a write holds a system field that the asset type has not enabled",
    ),
    _choice(
        "number_input",
        "number text both",
        "documented",
        "how numbers are written: as JSON numbers (the vendor's examples), as text, either",
    ),
    _choice(
        "clear_by",
        "empty null both",
        "unknown",
        "what clears a field: the empty string, null, either; the other one leaves it alone",
    ),
    _choice(
        "orphan_substatus",
        "clear keep refuse",
        "unknown",
        "a new status does not have the asset's present substatus",
    ),
    Switch(
        "status_default",
        "text",
        "none",
        "unknown",
        "display name of the status that a create without status gets; `none` for no status",
    ),
    *(
        Switch(
            f"stored_{what}",
            "several",
            (),
            "unknown",
            f"what becomes of {meant} when it is stored",
            tuple(CHANGES),
        )
        for what, meant in (("names", "a name"), ("texts", "any other text"))
    ),
    _choice(
        "stored_numbers",
        "exact two_decimals whole",
        "unknown",
        "what becomes of a number with decimals when it is stored",
    ),
    # --- answers to writes -------------------------------------------------------------------
    _choice(
        "create_answer",
        "object envelope_object envelope_integer array location empty no_content "
        "bare_integer plain_text success",
        "unknown",
        "what a create returns",
    ),
    Switch(
        "create_status", "choice", 200, "unknown", "HTTP status of a create with a body", (200, 201)
    ),
    _choice(
        "update_answer",
        "success object array empty no_content plain_text",
        "unknown",
        "what an update returns",
    ),
    _choice(
        "delete_answer", "success empty no_content plain_text", "unknown", "what a delete returns"
    ),
    _choice(
        "upload_answer",
        "success object array empty no_content",
        "unknown",
        "what an upload returns",
    ),
    _choice(
        "detach_answer",
        "success empty no_content plain_text",
        "unknown",
        "what the deletion of an attachment returns",
    ),
    # --- failures ----------------------------------------------------------------------------
    _choice(
        "missing_asset",
        "404_json 200_json 404_html empty_array",
        "unknown",
        "the answer for an id that does not exist (writes: empty_array acts like 200_json)",
    ),
    _choice(
        "failure_style",
        "http_400 success_false error_collection",
        "unknown",
        "a refused write or search: 400, or 200, with success:false; or Jira's errorMessages",
    ),
    _choice(
        "rights_style",
        "403_json 403_html success_false missing",
        "unknown",
        "a missing right: 403, 200 with success:false, or as if the asset did not exist",
    ),
    _choice(
        "uniqueness",
        "failure warning",
        "unknown",
        "a uniqueness rule is broken: nothing is written, or it is written with a message",
    ),
    _choice(
        "name_uniqueness",
        "allowed per_type never",
        "documented",
        "same asset names: allowed, allowed only across asset types, not allowed",
    ),
    # --- reading an asset --------------------------------------------------------------------
    _choice(
        "single_asset",
        "array object envelope whole_list",
        "documented",
        "what GET inventory/{id}.json returns; whole_list is the array of all visible assets",
    ),
    _choice(
        "transformed_asset",
        "object array envelope",
        "unknown",
        "what GET inventory/transformed/{id}.json returns",
    ),
    _flag("transformed_attributes", True, "unknown", "does `transformed` hold the attributes too"),
    Switch(
        "system_fields_in",
        "several",
        ("transformed", "search"),
        "unknown",
        "the calls that return system fields",
        ("transformed", "inventory", "search"),
    ),
    _choice(
        "system_field_key",
        "dotted short entry_dotted entry_short entry_display",
        "unknown",
        "their keys: asset.status, status, or entries among the attributes of that name",
    ),
    _choice(
        "empty_value",
        "null text omitted",
        "unknown",
        "a field without a value: null, the empty string, or not there at all",
    ),
    _choice(
        "search_empty_value",
        "null text",
        "observed",
        "`textValues` of an attribute without a value in search rows",
    ),
    _choice("cleared_name", "text null", "unknown", "the name of an asset whose name was cleared"),
    _choice(
        "date_format",
        "date datetime epoch epoch_text offset",
        "unknown",
        "dates: 2026-02-03, with T00:00:00, epoch milliseconds, the same as text, with offset",
    ),
    _choice(
        "datetime_format",
        "minutes seconds epoch epoch_text offset",
        "unknown",
        "date-times: as written, with seconds, epoch milliseconds, as text, with offset",
    ),
    _choice(
        "multi_format",
        "separator list comma",
        "unknown",
        "several values in one attribute: joined by six at-signs, a list, joined by commas",
    ),
    _choice(
        "search_multi_format",
        "comma_space comma separator",
        "unknown",
        "the same in the text of search rows",
    ),
    _choice(
        "reference_format",
        "written ids names name_id objects",
        "unknown",
        "asset references: the text as written, ids, names, `name #id`, objects",
    ),
    _choice(
        "search_reference_format",
        "names written ids name_id",
        "observed",
        "the same in the text of search rows",
    ),
    _choice("user_format", "written key username object", "unknown", "users"),
    _choice("status_format", "written key name object", "unknown", "status and substatus"),
    _choice("location_format", "id id_text name object written", "unknown", "the location"),
    _choice("group_format", "json_text list", "unknown", "`asset.belongsToGroup`"),
    _choice("number_format", "number text", "unknown", "numbers"),
    _choice("encrypted_read", "nothing masked clear", "unknown", "Encrypted attributes"),
    _choice("escape_html", "none entities", "inferred", "texts are returned raw or HTML-escaped"),
    # --- catalogs ----------------------------------------------------------------------------
    _flag(
        "form_values",
        True,
        "inferred",
        "do form/list.json and form/{id}.json carry the options of an attribute",
    ),
    _choice(
        "cascading_values",
        "nested flat absent",
        "unknown",
        "options of a Cascading Dropdown: `children`, flat with `parentId`, not at all",
    ),
    _choice(
        "newer_type_names",
        "camel alternative display absent",
        "unknown",
        "`attributeType` of the 8 types for which no source gives it",
    ),
    _choice(
        "single_catalog",
        "object array",
        "unknown",
        "what form/{id}.json and attribute/{id}.json return",
    ),
    _choice("catalog_right", "logged_in browse", "unknown", "who may read the catalogs"),
    # --- search ------------------------------------------------------------------------------
    Switch(
        "index_lag",
        "number of seconds",
        0.0,
        "inferred",
        "after how long a write shows in the search",
    ),
    _choice(
        "analyzer",
        "whitespace standard",
        "inferred",
        "how the index makes words: at spaces only, or dropping punctuation and splitting there",
    ),
    _choice(
        "total_key",
        "none total totalCount totalSize count recordsTotal",
        "unknown",
        "the key of the number of hits",
    ),
    Switch(
        "page_cap",
        "whole number",
        500,
        "unknown",
        "a larger pageSize is silently lowered to this",
    ),
    _choice("beyond_last_page", "empty repeat_last", "unknown", "a page after the last one"),
    _choice(
        "drop_unbrowsable",
        "before_paging after_paging",
        "unknown",
        "when rows that the user may not see are dropped",
    ),
    _choice("absent_or_flag", "and or", "unknown", "an orFor... flag that is not sent"),
    _choice(
        "unknown_search_field",
        "refuse nothing",
        "unknown",
        "a search names a field that does not exist: refused, or finds nothing",
    ),
    _choice(
        "generic_with_lists",
        "refuse and ignore",
        "unknown",
        "genericKeyword together with criteria lists",
    ),
    _choice(
        "lucene_default_operator",
        "OR AND",
        "unknown",
        "two words of genericKeyword without an operator between them",
    ),
    # --- attachments -------------------------------------------------------------------------
    Switch("upload_part", "text", "file", "inferred", "name of the multipart part"),
    _choice(
        "attachment_name_key",
        "originalFileName fileName filename name displayName none",
        "unknown",
        "the key of the original file name in `attachments`",
    ),
    _choice(
        "attachment_size_key",
        "none size fileSize length",
        "unknown",
        "the key of the size in `attachments`",
    ),
    _choice("file_type", "octet_stream guessed json", "unknown", "content type of getFile"),
    Switch(
        "attachment_limit", "whole number", 0, "unknown", "largest file in bytes; 0 for no limit"
    ),
    # --- login -------------------------------------------------------------------------------
    _choice(
        "basic", "enabled disabled", "observed", "Basic login; Jira 11 ships with it disabled (403)"
    ),
    Switch(
        "captcha_after",
        "whole number",
        3,
        "observed",
        "wrong passwords before the CAPTCHA; 0 for never",
    ),
    _choice(
        "unknown_token",
        "401 anonymous",
        "observed",
        "an unknown or revoked token: 401, or served as anonymous with no data",
    ),
    _choice(
        "anonymous_header",
        "present absent",
        "observed",
        "X-AUSERNAME: anonymous on anonymous answers",
    ),
    _flag(
        "admins_see_all",
        True,
        "documented",
        "Jira administrators have all asset permissions; false subjects them to the schemes",
    ),
    _flag("xsrf", True, "observed", "the XSRF check of Jira's REST framework"),
    Switch("xsrf_status", "choice", 403, "observed", "its status", (403, 404)),
    _choice("server_info", "logged_in anonymous", "observed", "who may read serverInfo"),
    _choice(
        "plugin",
        "installed missing",
        "inferred",
        "`missing`: AIP is disabled or unlicensed, 404 below rest/jip-api",
    ),
    Switch("jira_version", "text", "10.3.24", "sandbox", "the version in serverInfo"),
    # --- Jira beside AIP ---------------------------------------------------------------------
    _choice(
        "profile",
        "dc-10 dc-9 dc-11 cloud",
        "sandbox",
        "which Jira this is: a version of Data Center, or Cloud",
    ),
    _flag(
        "jira_transition_running",
        False,
        "documented",
        "another transition of the issue is in progress: Cloud answers 409",
    ),
    Switch(
        "jira_hidden_fields",
        "text",
        "",
        "sandbox",
        "ids of fields, separated by commas, that are on no screen",
    ),
    Switch(
        "jira_unkept_fields",
        "text",
        "",
        "sandbox",
        "ids of fields, separated by commas, that are accepted and not stored, as if a rule of Jira set them back",
    ),
    Switch(
        "jira_text_limit",
        "whole number",
        32767,
        "documented",
        "most characters of a long text or comment; 0 for no limit",
    ),
    _choice(
        "jira_texts",
        "as_written converted",
        "inferred",
        "long texts that version 2 of Cloud's API writes: kept as they are, or as documents, so that blank lines and"
        " trailing spaces change",
    ),
    Switch(
        "jira_utc_offset",
        "whole number",
        0,
        "observed",
        "minutes by which times in Jira's answers are ahead of UTC: they are in the time zone of the user",
    ),
    Switch(
        "jira_property_limit",
        "whole number",
        32768,
        "documented",
        "most characters of the value of an entity property; 0 for no limit",
    ),
    Switch(
        "jira_attachment_limit",
        "whole number",
        10_485_760,
        "documented",
        "largest attachment of an issue in bytes: beyond it 404 on Data Center, 413 on Cloud; 0 for no limit",
    ),
    *(
        Switch(
            f"jira_{what}_limit",
            "whole number",
            0,
            "documented",
            f"most {meant} of an issue: beyond it 413 on Cloud, 400 on Data Center; 0 for no limit",
        )
        for what, meant in (
            ("comment", "comments"),
            ("link", "links"),
            ("remote_link", "remote links"),
            ("file", "attachments"),
        )
    ),
    # --- searching issues, boards ---------------------------------------------------------------
    _flag(
        "jira_vanishing_hits",
        False,
        "observed",
        "an issue that a search has found is missing from the next answer, once",
    ),
    _flag(
        "jira_property_index",
        False,
        "documented",
        "an app has declared an index: JQL finds issue properties",
    ),
    Switch(
        "jira_page_cap",
        "whole number",
        1000,
        "documented",
        "a larger maxResults of a search of issues is silently lowered to this",
    ),
    _choice(
        "jira_sprint_field",
        "by_version text object",
        "observed",
        "the Sprint field on Data Center: a text (by_version: before 10), or objects as on Cloud",
    ),
    _flag(
        "jira_parallel_sprints",
        True,
        "unknown",
        "a board may have several active sprints; false refuses to start a second one",
    ),
    # --- webhooks ----------------------------------------------------------------------------
    _flag("webhook_sending", True, "sandbox", "webhooks are sent; false drops what happens"),
    Switch(
        "webhook_delay",
        "number of seconds",
        0.0,
        "sandbox",
        "how long after a write its webhooks are sent, by the clock of the sandbox",
    ),
    Switch(
        "webhook_duplicates",
        "whole number",
        0,
        "documented",
        "how often a webhook is sent once more, with the same identifier: at least once is promised",
    ),
    _choice(
        "webhook_order",
        "in_order reversed shuffled",
        "documented",
        "the order in which those that are due are sent: no order is promised",
    ),
    _choice(
        "webhook_flow",
        "by_request Primary Secondary",
        "inferred",
        "X-Atlassian-Webhook-Flow on Cloud (by_request: Secondary if a request is about several issues)",
    ),
    Switch(
        "webhook_retries",
        "whole number",
        5,
        "documented",
        "how often Cloud sends again after 408, 409, 425, 429, 5xx, or without an answer",
    ),
    Switch(
        "webhook_retry_after",
        "number of seconds",
        300.0,
        "observed",
        "the time between two of them, by the clock of the sandbox (5 to 15 minutes)",
    ),
    Switch(
        "webhook_timeout", "number of seconds", 10.0, "unknown", "how long Jira waits for an answer"
    ),
    _flag(
        "webhook_dc_signature",
        False,
        "unknown",
        "a secret gives X-Hub-Signature on Data Center, too",
    ),
    _choice(
        "webhook_comment_twice",
        "by_version always never",
        "observed",
        "a comment is sent as jira:issue_updated, too (by_version: from Data Center 10)",
    ),
    _choice(
        "webhook_comment_issue",
        "brief full none",
        "unknown",
        "the issue that rides along with a comment event",
    ),
    _flag(
        "webhook_tls_verify",
        True,
        "sandbox",
        "the certificate of an https receiver is verified",
    ),
    # --- rate limit and cluster --------------------------------------------------------------
    Switch(
        "rate_capacity",
        "whole number",
        0,
        "documented",
        "tokens that a user's bucket holds; 0 for no rate limit",
    ),
    _choice(
        "rate_limiter",
        "datacenter cloud",
        "documented",
        "buckets per user and node; or Cloud's bursts (`rate_capacity` a second for each endpoint), writes per issue"
        " and `rate_quota`",
    ),
    Switch(
        "rate_quota", "whole number", 0, "documented", "Cloud's requests an hour; 0 for no quota"
    ),
    _choice(
        "rate_reset",
        "seconds minutes",
        "documented",
        "X-RateLimit-Reset of Cloud's 429, with seconds or (observed) without",
    ),
    _choice(
        "rate_body",
        "json localized html empty",
        "observed",
        "the body of a 429: JSON if the client asks for it, in English or another language; a page; nothing",
    ),
    Switch("rate_fill", "whole number", 10, "documented", "tokens added per interval"),
    Switch("rate_interval", "number of seconds", 1.0, "documented", "the interval"),
    _choice(
        "rate_retry_after",
        "computed zero absent",
        "observed",
        "Retry-After of a 429: seconds to wait, 0 (another node answered), none",
    ),
    Switch(
        "nodes",
        "whole number",
        1,
        "sandbox",
        "cluster nodes, each with buckets of its own; requests go round",
    ),
)

TABLE: Mapping[str, Switch] = {switch.name: switch for switch in SWITCHES}


class Switches:
    """The settings in force."""

    def __init__(self, start: Mapping[str, Any] | None = None) -> None:
        self._start = {switch.name: switch.default for switch in SWITCHES}
        self._start.update(_accepted(start or {}))
        self._now = dict(self._start)

    def __getitem__(self, name: str) -> Any:
        return self._now[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now)

    def change(self, **values: Any) -> None:
        """Set several switches at once, or none of them if one is wrong."""
        self._now = {**self._now, **_accepted(values)}

    def restore(self) -> None:
        """Go back to the settings of the start."""
        self._now = dict(self._start)

    def as_dict(self) -> dict[str, Any]:
        """Return all settings as plain JSON values."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in self._now.items()}


def _accepted(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(TABLE))
    if unknown:
        raise UnknownSwitch(f"no such switch: {', '.join(unknown)}")
    return {name: TABLE[name].accept(value) for name, value in values.items()}


def markdown_table() -> str:
    """Return the table of the README."""
    rows = ["| switch | values | default is | settles |", "| --- | --- | --- | --- |"]
    for switch in SWITCHES:
        cells = (f"`{switch.name}`", _values_cell(switch), switch.mark, switch.question)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _values_cell(switch: Switch) -> str:
    if switch.kind in ("choice", "several"):
        chosen = switch.default if isinstance(switch.default, tuple) else (switch.default,)
        return ", ".join(f"**{v}**" if v in chosen else f"{v}" for v in switch.values)
    return f"{switch.kind}, **{str(switch.default).lower()}**"
