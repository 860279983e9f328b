# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Atlassian's files are wrong, each seen on real servers: what is waived, and nothing else is.

A waiver that no exchange needed is reported, so that this table cannot grow stale.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .findings import Finding


@dataclass(frozen=True)
class Waiver:
    """What a finding has to look like: patterns, each of the whole text.

    each: the value is a list where the file declares one of its items, by which each is judged then.
    """

    name: str
    reason: str
    file: str = ".*"
    part: str = "answer"
    operation: str = ".*"
    where: str = ".*"
    text: str = ".*"
    each: bool = False

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is what this row is about."""
        pairs = (
            (self.file, finding.file),
            (self.part, finding.part),
            (self.operation, finding.operation),
            (self.where, finding.where),
            (self.text, finding.text),
        )
        return all(re.fullmatch(pattern, text, re.DOTALL) for pattern, text in pairs)


_COLLECTIONS = (
    r"field|project|issuetype|priority|status|issue/\{issueIdOrKey\}/(remotelink|attachments)"
)

_MORE_COLLECTIONS = (
    r"resolution|statuscategory|user/search|user/assignable/search|project/type|filter/favourite"
    r"|project/\{projectIdOrKey\}/(statuses|components|versions)"
)

WAIVERS = (
    Waiver(
        "nextPageToken",
        "The last page of a search has null for a token, which the file types as text only",
        file="cloud.*",
        where="nextPageToken",
        text="is null, should be string",
    ),
    Waiver(
        "fields of issues",
        "The values of an issue's fields are of any kind; Data Center's file says objects",
        file="dc.*",
        part="request|answer",
        where="(.*/)?fields/[^/]+",
        text=r"is \w+, should be object",
    ),
    Waiver(
        "estimations",
        "The same of the one field that a board estimates by",
        file="dc.*",
        operation=r"\w+ /agile/1.0/issue/\{issueIdOrKey\}/estimation",
        where="value",
        text=r"is \w+, should be object",
    ),
    Waiver(
        "values of properties",
        "A property holds any JSON; Data Center's file says text",
        file="dc.*",
        part="request|answer",
        operation=r".*(/properties.*|/issue|/issue/bulk|/issue/\{issueIdOrKey\}(/comment.*)?)",
        where="(.*/)?value|",
        text=r"is \w+, should be string",
    ),
    Waiver(
        "lists in queries",
        "Lists of words in a query, joined by commas, are typed as objects",
        part="request",
        where="query .*",
        text="is a list of words, should be object",
    ),
    Waiver(
        "collections",
        "Seven collections of Data Center are declared as one of their items",
        file="dc.*",
        operation=rf"\w+ /api/2/({_COLLECTIONS})",
        where="",
        text="is array, should be object",
        each=True,
    ),
    Waiver(
        "more collections",
        "The same in eight more places, found by these plays; Jira answers a list in each",
        file="dc.*",
        operation=rf"GET /api/2/({_MORE_COLLECTIONS})",
        where="",
        text="is array, should be object",
        each=True,
    ),
    Waiver(
        "attachment created",
        "The time of an attachment is typed as a number",
        where="(.*/)?created",
        text="is string, should be (number|integer)",
    ),
    Waiver(
        "changelog from",
        "What a field was before may be null",
        where="(.*/)?(from|fromString|to|toString)",
        text="is null, should be string",
    ),
    Waiver(
        "bulkfetch expand",
        "The file lacks `expand` of bulkfetch",
        operation=".*bulkfetch",
        where="expand",
    ),
    Waiver(
        "serverInfo defaultLocale",
        "The locale is an object that the file types differently",
        operation="GET .*/serverInfo",
        where="defaultLocale.*|",
        text=".*([Ll]ocale|should be).*",
    ),
    Waiver(
        "webhook expirationDate",
        "The expiration of a webhook is typed differently",
        operation=".*/webhook.*",
        where=".*expirationDate",
    ),
    Waiver(
        "createmeta",
        "`operations` and `schema` of a field of createmeta are typed differently",
        operation=".*/createmeta.*",
        where="(.*/)?(operations|schema)(/.*)?",
    ),
    Waiver(
        "webhook admin APIs",
        "Neither path of the webhooks of administrators is in any file",
        part="request",
        operation=r"/rest/(jira-webhook|webhooks)/1\.0/.*",
        text="the file has no such path",
    ),
    Waiver("429", "No file declares the answer of the rate limits", where="status", text="429 .*"),
    Waiver(
        "expand of transitions",
        "The file's own text describes `expand=transitions.fields`, its list of parameters lacks it",
        file="dc.*",
        part="request",
        operation=r"GET /api/2/issue/\{issueIdOrKey\}/transitions",
        where="query expand",
        text="is not declared",
    ),
    Waiver(
        "edit of a missing issue",
        "The file declares 404 for reading and deleting an issue that is not there, not for editing it",
        file="dc.*",
        operation=r"PUT /api/2/issue/\{issueIdOrKey\}",
        where="status",
        text="404 .*",
    ),
    Waiver(
        "names for JQL",
        "Names of fields and functions are objects with operators and types; Data Center's file says text",
        file="dc.*",
        operation="GET /api/2/jql/autocompletedata",
        where=r"visible(Field|Function)Names/\*",
        text="is object, should be string",
    ),
    Waiver(
        "changes in the file of v2",
        "That file was made by a generator that lost fromString and toString; Atlassian's has them, as that of v3",
        file="cloud-v2",
        where="(.*/)?items/.*",
        text=r"additionalProperties: .*'(fromString|toString)', '(fromString|toString)' were unexpected\)",
    ),
    Waiver(
        "remote links in the file of v2",
        "The same file types a list as one link, and an error as text",
        file="cloud-v2",
        operation=r"\w+ /rest/api/2/issue/\{issueIdOrKey\}/remotelink",
        where="",
        text="is (array|object), should be (object|string)",
    ),
    Waiver(
        "clauses of JQL",
        "A clause may have no members at all, says the file, and has to be one of four kinds that have some",
        file="cloud-v[23]",
        operation="POST /rest/api/[23]/jql/parse",
        where=r"queries/\*/structure(/where(/clauses/\*)*)?",
        text="additionalProperties: .*",
    ),
    Waiver(
        "a filter that is not there",
        "A live site answers 404, as the live suite of jira.js has it; the file declares 400",
        file="cloud.*",
        operation=r"\w+ /rest/api/[23]/filter/\{id\}",
        where="status",
        text="404 .*",
    ),
)
