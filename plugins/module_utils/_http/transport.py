# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One attempt to send one call: the only place where a connection is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from . import libraries
from .bodies import encoded, not_sendable
from .boundary import Boundary
from .bounds import Bounds, open_adapter
from .call import Call
from .connection import Connection
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
        boundary: Boundary,
        watch: Callable[[], float],
    ) -> None:
        self._timeout = connection.timeout
        self._login, self._statistics, self._boundary = login, statistics, boundary
        self._verify = trusted(connection)
        self._certificate = client_certificate(connection)
        self._proxies = find_proxies(connection, base, secrets)
        # Below requests' Session, which would look into the environment and ~/.netrc, keep cookies, and read the body
        # of a redirect to prepare for following it.
        self._bounds = Bounds(connection.timeout, watch)
        self._adapter = open_adapter(self._bounds)

    def attempt(self, call: Call, url: str, with_params: bool) -> requests.Response:
        """The answer to a call at this URL, its body not read yet."""
        with encoded(call) as (data, content_type, size), self._boundary.around(call):
            request = libraries.requests.Request(
                call.method,
                url,
                self._headers(call, content_type),
                data=data,
                params=list(call.params) if with_params else None,
            )
            try:
                prepared = request.prepare()
            except UnicodeError:
                raise not_sendable(call) from None
            self._bounds.is_file = call.is_file
            self._login.insist(call)
            self._statistics.count_request(call.method, size)
            response: requests.Response = self._adapter.send(
                prepared,
                stream=True,
                timeout=self._timeout,
                verify=self._verify,
                cert=self._certificate,
                proxies=self._proxies,
            )
            self._login.notice(response)
            return response

    def close(self) -> None:
        """Close the connections."""
        self._adapter.close()

    def _headers(self, call: Call, content_type: str) -> dict[str, str]:
        headers = {
            "Authorization": self._login.authorization,
            "Accept": call.accept,
            # Files come as they are, so that their length can be checked.
            "Accept-Encoding": "identity" if call.is_file else "gzip, deflate",
            "User-Agent": USER_AGENT,
        }
        if call.method != "GET":
            headers["X-Atlassian-Token"] = "no-check"
        if content_type:
            headers["Content-Type"] = content_type
        return headers
