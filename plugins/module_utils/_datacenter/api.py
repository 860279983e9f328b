# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sending calls to AIP Data Center, and what all calls have in common.

Source of paths and methods: the vendor's pages "Asset REST services", "Asset search REST services", "Asset Type REST
services", "Attribute REST Services", "Location REST services". All tolerance for answers is in answers.py.
"""

from __future__ import annotations

import dataclasses

from .._core.errors import (
    OutcomeUnknown,
    RequestError,
)
from .._http.call import Answer, Call
from .._http.client import Http
from .._http.errors import of_a_write
from .._jira.platform import Platform
from . import answers
from .dialect import Dialect

ROOT = "rest/jip-api/1.0/"
SEARCH = ROOT + "index/query.json"


class Server:
    """One AIP on Jira Data Center, and the Jira that it runs in. Raises RequestError."""

    def __init__(self, http: Http, dialect: Dialect) -> None:
        self.http = http
        self.dialect = dialect
        self.jira = Platform(self.send)

    def begin(self) -> None:
        """Begin another task: the login proven for the previous one does not count, as a login may expire."""
        self.jira.begin()
        self.http.begin()

    def send(self, call: Call) -> Answer:
        """The answer, with its texts unescaped from HTML if the dialect requires it."""
        answer = self.http.send(call)
        if not self.dialect.html_escaped:
            return answer
        return dataclasses.replace(answer, data=answers.unescape(answer.data))

    def prove_login(self) -> None:
        """Make sure that an empty answer was not given to an anonymous caller."""
        self.jira.prove_login()

    def user_spellings(self, text: str) -> tuple[str, ...]:
        """Username and key of the user whose username or key is `text`; empty if Jira knows none."""
        return self.jira.user_spellings(text)

    def write(self, call: Call) -> Answer:
        """Send a write, repeatable or not; failures that leave its outcome open become OutcomeUnknown."""
        with of_a_write():
            return self.send(call)


def unclear(refusal: RequestError, trouble: RequestError) -> OutcomeUnknown:
    """The error for a removal that was refused, perhaps when it was repeated, where reading what is left failed."""
    sentence = f"{refusal.sentence.rstrip('.')}. Reading what is left failed: {trouble.sentence}"
    return OutcomeUnknown(sentence, **refusal.facts)
