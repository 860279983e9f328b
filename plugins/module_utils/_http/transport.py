# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One attempt to send one call: the only place where a connection is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.errors import Unreachable
from . import libraries
from .bodies import encoded, not_sendable
from .call import Call
from .connection import Connection, netloc
from .errors import Errors, amount
from .faults import NETWORK_FAULTS, Hopeless, find_fault, reason_of
from .login import Login
from .proxies import find_proxies
from .secrets import Secrets
from .statistics import Statistics
from .tls import client_certificate, trusted

if TYPE_CHECKING:
    import requests

# Not a browser's: Jira applies extra XSRF checks to POSTs that look like one.
USER_AGENT = "assetops.aip (Ansible collection)"


class Transport:
    """The open connections to one server. Raises Unreachable where no answer comes, InputError for bad options."""

    def __init__(
        self,
        connection: Connection,
        base: str,
        login: Login,
        secrets: Secrets,
        statistics: Statistics,
        errors: Errors,
    ) -> None:
        self._base, self._timeout = base, connection.timeout
        self._login, self._statistics, self._errors = login, statistics, errors
        self._verify = trusted(connection)
        self._certificate = client_certificate(connection)
        self._proxies = find_proxies(connection, base, secrets)
        # Below requests' Session, which would look into the environment and ~/.netrc, keep cookies, and read the body
        # of a redirect to prepare for following it.
        self._adapter = libraries.requests.adapters.HTTPAdapter(pool_maxsize=16, max_retries=0)

    def attempt(self, call: Call, url: str, with_params: bool) -> requests.Response:
        """The answer to a call at this URL, its body not read yet."""
        with encoded(call) as (data, content_type, size):
            headers = self._headers(call, content_type)
            self._statistics.count_request(call.method, size)
            try:
                params = list(call.params) if with_params else None
                request = libraries.requests.Request(
                    call.method, url, headers, data=data, params=params
                )
                return self._adapter.send(
                    request.prepare(),
                    stream=True,
                    timeout=self._timeout,
                    verify=self._verify,
                    cert=self._certificate,
                    proxies=self._proxies,
                )
            except NETWORK_FAULTS as fault:
                raise self._unreachable(call, fault) from None
            except UnicodeError:
                raise not_sendable(call) from None

    def close(self) -> None:
        """Close the connections."""
        self._adapter.close()

    def _headers(self, call: Call, content_type: str) -> dict[str, str]:
        is_file = call.accept == "*/*"
        headers = {
            "Authorization": self._login.authorization,
            "Accept": call.accept,
            # Files come as they are, so that their length can be checked.
            "Accept-Encoding": "identity" if is_file else "gzip, deflate",
            "User-Agent": USER_AGENT,
        }
        if call.method != "GET":
            headers["X-Atlassian-Token"] = "no-check"
        if content_type:
            headers["Content-Type"] = content_type
        return headers

    def _unreachable(self, call: Call, fault: BaseException) -> Unreachable:
        """The fault as one sentence; `sent` is False only where it is sure that nothing arrived."""
        row = find_fault(fault)
        sentence = row.sentence.format(where=netloc(self._base), timeout=amount(self._timeout))
        reason = reason_of(fault)
        what = sentence if "timed out" in reason.lower() else f"{sentence} ({reason})"
        kind = Hopeless if row.final else Unreachable
        return self._errors.about(kind, call, what, sent=row.sent)
