# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether an answer is one: status, headers and body are all looked at, as each can lie alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .._core.errors import BadAnswer, PermissionMissing
from .answers import LONGEST_PAGE, looks_like_html, parse_json, words_of
from .call import Answer, Call
from .errors import Errors
from .login import Login
from .product import Product
from .reading import Reader

if TYPE_CHECKING:
    import requests


class Checks:
    """What an answer has to pass. Raises the RequestError that fits its trouble."""

    def __init__(self, product: Product, login: Login, reader: Reader, errors: Errors) -> None:
        self._product, self._login, self._reader, self._errors = product, login, reader, errors

    def answer(self, call: Call, response: requests.Response, body: str) -> Answer:
        """The answer, with its JSON, if it is one."""
        data, is_json = parse_json(body)
        status = response.status_code
        is_refusal = self._product.is_refusal(data)
        codes = self._product.codes if is_refusal else ()
        said = words_of(data, body, status, self._errors.hide, codes)
        self._login.check(call, response, said)
        if status >= 400 or is_refusal:
            self._refuse(call, response, said)
        if "AUTHORISATION_FAILED" in response.headers.get("X-Seraph-LoginReason", ""):
            what = "this user is not allowed to use Jira."
            raise self._errors.about(PermissionMissing, call, what, response, said)
        if not 200 <= status < 300:
            what = (
                f"the server answered with status {status}, which is not expected here; check url."
            )
            raise self._errors.about(BadAnswer, call, what, response, said)
        if body.strip() and not is_json:
            self._reject_broken(call, response, body, said)
        return Answer(status, response.headers, data, body)

    def file(
        self, call: Call, response: requests.Response, size: int | None = None
    ) -> Iterator[bytes]:
        """The blocks of a file, once it is sure that it is one and not a refusal or a web page."""
        if response.status_code != 200:
            self.answer(call, response, self._reader.text(call, response))
            raise self._errors.about(BadAnswer, call, "the server sent no file", response)
        self._login.check(call, response, "")
        blocks = self._reader.file(call, response, size)
        content_type = response.headers.get("Content-Type", "").lower()
        if not re.search("json|html", content_type):
            return blocks
        head: list[bytes] = []
        for block in blocks:
            head.append(block)
            if sum(map(len, head)) > LONGEST_PAGE:
                break
        text = b"".join(head).decode("utf-8", errors="replace")
        data, is_json = parse_json(text)
        # The envelope of refusals and nothing beside it; any other JSON is somebody's file.
        if is_json and self._product.is_refusal(data) and set(data) <= self._product.envelope:
            self.answer(call, response, text)
        page = "html" in content_type and text.lstrip()[:1] == "<"
        expected = call.may_be_page or re.search(self._product.html_paths, call.path)
        if page and not expected:
            self.answer(call, response, text)
        return itertools.chain(head, blocks)

    def _refuse(self, call: Call, response: requests.Response, said: str) -> None:
        status = response.status_code
        for row in self._product.refusals:
            if row.fits(status) and re.search(row.pattern, said):
                sentence = row.sentence.format(status=status)
                raise self._errors.about(row.error, call, sentence, response, said)

    def _reject_broken(self, call: Call, response: requests.Response, body: str, said: str) -> None:
        """Raise for a web page, and for JSON that cannot be read. Other text is accepted, and brings no data."""
        if looks_like_html(response.headers.get("Content-Type", ""), body):
            what = "the server sent a web page instead of data (a login page or a proxy's); check url and the login."
            raise self._errors.about(BadAnswer, call, what, response, said)
        if body.lstrip()[:1] in "[{":
            what = "the answer is not valid JSON; try again"
            raise self._errors.about(BadAnswer, call, what, response)
