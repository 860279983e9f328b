# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The only file that opens a connection.

It knows Jira's manners, not AIP's verbs: how a login fails (often with 200), what may be sent again and when,
where a redirect may lead (never with a write, never to another host), and what must not be told (secrets).
Sources: Atlassian's pages on personal access tokens, XSRF, rate limiting, and public captures of real answers.

Rules for sending again:
- GET and the search POSTs: after 429, 502, 503, 504 and after network faults;
- PUT and DELETE: likewise, because sending them twice leaves the same state;
- any other POST: only after an answer that means "not processed" (429), or if it never left.
"""

from __future__ import annotations

import base64
import email.utils
import html
import json
import os
import random
import re
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import (
    Any,
    BinaryIO,
    Callable,
)
from urllib.parse import quote, urljoin, urlsplit

from ._core.errors import (
    BadAnswer,
    InputError,
    LoginRefused,
    NotFound,
    Paused,
    PermissionMissing,
    PluginMissing,
    RequestError,
    ServerFailed,
    ServerRefused,
    Unreachable,
    WriteRefused,
)

REQUESTS_IMPORT_ERROR: str | None
try:
    import http.cookiejar
    import mimetypes

    import requests
    import requests.adapters
    import requests.exceptions
    import requests.utils
    import urllib3
    import urllib3.exceptions
    from requests_toolbelt.multipart.encoder import MultipartEncoder
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
else:
    REQUESTS_IMPORT_ERROR = None

# Not a browser's: Jira applies extra XSRF checks to POSTs that look like one.
USER_AGENT = "assetops.aip (Ansible collection)"

LARGEST_ANSWER = 256 * 2**20  # bytes of a JSON answer; beyond it something else than AIP is talking
BLOCK = 2**16
MOST_REDIRECTS = 5
LONGEST_QUOTE = 300  # characters of the server's own words in an error
REPEATED_STATUSES = frozenset({429, 502, 503, 504})
REPEATED_METHODS = frozenset({"GET", "PUT", "DELETE"})
HIDDEN_TEXT = "********"


@dataclass(frozen=True)
class Connection:
    """How to reach a server and who asks. Times are in seconds."""

    url: str
    token: str | None = field(default=None, repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    validate_certs: bool = True
    ca_path: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    proxy: str | None = field(default=None, repr=False)
    timeout: float = 30.0
    retries: int = 4
    max_wait: float = 300.0
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Upload:
    """A file for a multipart request. It is opened anew for each attempt and streamed."""

    part: str
    file_name: str
    path: str


@dataclass(frozen=True)
class Call:
    """One request: `path` is relative to the base URL; `doing` continues "could not ..." in errors."""

    method: str
    path: str
    doing: str
    params: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = None
    upload: Upload | None = None
    accept: str = "application/json"


@dataclass(frozen=True)
class Answer:
    """A response that passed all checks. `data` is its JSON, or None for an empty or non-JSON body."""

    status: int
    headers: Mapping[str, str]
    data: Any
    text: str


class Secrets:
    """The texts that must never be told. Whatever is told passes `hide` first."""

    def __init__(self) -> None:
        self._texts: frozenset[str] = frozenset()

    def add(self, *texts: str | None) -> None:
        """Remember secrets, in the spellings in which a server may echo them."""
        spellings = set()
        for text in texts:
            if text:
                spellings |= {text, quote(text, safe=""), json.dumps(text)[1:-1], html.escape(text)}
        self._texts |= frozenset(spellings)

    def hide(self, text: str) -> str:
        """The text with every secret in it blotted out."""
        for secret in sorted(self._texts, key=len, reverse=True):
            text = text.replace(secret, HIDDEN_TEXT)
        return text


class Statistics:
    """What this session has cost the server so far: requests by method, retries, seconds waited, body bytes."""

    def __init__(self) -> None:
        self.requests: dict[str, int] = {}
        self.retries = 0
        self.waited = 0.0
        self.sent = 0
        self.received = 0

    def as_result(self) -> dict[str, Any]:
        """The `api` part of a module's result."""
        return {
            "requests": dict(sorted(self.requests.items())),
            "retries": self.retries,
            "seconds_waited": round(self.waited, 1),
            "bytes_sent": self.sent,
            "bytes_received": self.received,
        }


class Http:
    """A session with one server. With `read_only` every request that could write is refused before it leaves."""

    def __init__(
        self,
        connection: Connection,
        read_only: bool,
        reading_posts: frozenset[str],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = lambda: random.uniform(1.0, 1.3),
    ) -> None:
        self.connection = connection
        self.base = check_url(connection.url)
        self.read_only = read_only
        self.secrets = Secrets()
        self.statistics = Statistics()
        self._reading_posts = reading_posts
        self._clock, self._sleep, self._jitter = clock, sleep, jitter
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._authorization = self._login()
        self._session = self._open_session()

    # --- what callers use -----------------------------------------------------------------------------------------

    def send(self, call: Call) -> Answer:
        """The checked answer, with its JSON. Raises a RequestError of the fitting kind."""
        response, body = self._send_patiently(call, with_body=True)
        return self._check(call, response, body)

    def download(self, call: Call) -> Iterator[bytes]:
        """The bytes of an answer, block by block. An HTML page or a refusal is raised, never yielded."""
        response, _nothing = self._send_patiently(call, with_body=False)
        try:
            content_type = response.headers.get("Content-Type", "")
            looks_like_file = response.status_code == 200 and not (
                "text/html" in content_type and not re.search(r"\.x?html?\b", call.path)
            )
            if not looks_like_file or ("json" in content_type and ".json.json" not in call.path):
                answer = self._check(call, response, self._read_body(response, call))
                yield answer.text.encode()
                return
            self._check_login(call, response, "")
            received = 0
            for block in self._blocks(response, call):
                received += len(block)
                yield block
            self._check_length(call, response, received)
        finally:
            response.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    # --- session --------------------------------------------------------------------------------------------------

    def _login(self) -> str:
        given = self.connection
        if given.token:
            if not re.fullmatch(r"[\x21-\x7e]+", given.token):
                raise InputError(
                    ["token: it holds spaces, line ends or other characters that no token has"]
                )
            self.secrets.add(given.token)
            return f"Bearer {given.token}"
        if not given.username or given.password is None:
            raise InputError(["a login is needed: set token, or username and password"])
        if ":" in given.username:
            raise InputError(["username: must not contain a colon"])
        pair = base64.b64encode(f"{given.username}:{given.password}".encode()).decode()
        self.secrets.add(given.password, pair)
        return f"Basic {pair}"

    def _open_session(self) -> requests.Session:
        given, environment = self.connection, self.connection.environment
        session = requests.Session()
        # The environment is looked at once, here: requests would look for every request, and take ~/.netrc's login.
        session.trust_env = False
        # No cookies: with them a login can outlive, or stand in for, the one that was given.
        session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        session.verify = given.validate_certs
        if given.validate_certs:
            bundle = (
                given.ca_path
                or environment.get("REQUESTS_CA_BUNDLE")
                or environment.get("CURL_CA_BUNDLE")
            )
            session.verify = _existing("ca_path", bundle) if bundle else True
        else:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        if given.client_cert:
            cert = _existing("client_cert", given.client_cert)
            session.cert = (
                (cert, _existing("client_key", given.client_key)) if given.client_key else cert
            )
        session.proxies = self._proxies(environment)
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=16, max_retries=0)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        return session

    def _proxies(self, environment: Mapping[str, str]) -> dict[str, str]:
        if self.connection.proxy:
            parts = urlsplit(self.connection.proxy)
            if not parts.hostname or parts.scheme not in ("http", "https", "socks5", "socks5h"):
                raise InputError(["proxy: write it as http://host:port"])
            self.secrets.add(parts.password)
            return {"http": self.connection.proxy, "https": self.connection.proxy}
        lowered = {
            name.lower(): text
            for name, text in environment.items()
            if name.lower().endswith("_proxy")
        }
        if requests.utils.should_bypass_proxies(self.base, lowered.get("no_proxy", "")):
            return {}
        found = {}
        for scheme in ("http", "https"):
            proxy = lowered.get(f"{scheme}_proxy") or lowered.get("all_proxy")
            if proxy:
                self.secrets.add(urlsplit(proxy).password)
                found[scheme] = proxy
        return found

    # --- sending --------------------------------------------------------------------------------------------------

    def _may_repeat(self, call: Call) -> bool:
        return call.method in REPEATED_METHODS or self._is_read(call)

    def _is_read(self, call: Call) -> bool:
        return call.method == "GET" or (call.method == "POST" and call.path in self._reading_posts)

    def _send_patiently(self, call: Call, with_body: bool) -> tuple[requests.Response, str]:
        """The first answer that is not a request to come back later, and its body if that is wanted.

        Redirects of reads are followed. Without `with_body` the answer is left open for its reader.
        """
        if self.read_only and not self._is_read(call):
            raise WriteRefused(f"check mode: {call.method} {call.path} was not sent")
        started = self._clock()
        attempt = 0
        while True:
            attempt += 1
            self._wait_for_turn()
            try:
                response = self._follow(call)
                status = response.status_code
                repeatable = status == 429 or (
                    status in REPEATED_STATUSES and self._may_repeat(call)
                )
                repeat = repeatable and attempt <= self.connection.retries
                body = "" if repeat or not with_body else self._read_body(response, call)
            except Unreachable as fault:
                repeatable = self._may_repeat(call) or not fault.sent
                if not repeatable or attempt > self.connection.retries or fault.facts.get("final"):
                    raise
                self._pause(call, started, 0.25 * 2**attempt, 0.0, None)
                continue
            self._obey_limits(response)
            if with_body or repeat:
                response.close()
            if not repeat:
                return response, body
            base = 2.0 * 2 ** (attempt - 1) if status == 429 else 0.25 * 2**attempt
            self._pause(call, started, base, _floor(response.headers), response)

    def _pause(
        self,
        call: Call,
        started: float,
        base: float,
        floor: float,
        response: requests.Response | None,
    ) -> None:
        """Wait before the next attempt, never shorter than the server asks; all requests of this session wait."""
        seconds = max(min(30.0, base), floor) * self._jitter()
        if self._clock() - started + seconds > self.connection.max_wait:
            status = response.status_code if response is not None else None
            raise Paused(
                f"could not {call.doing}: the server asks to come back in {_amount(seconds)}, which is more than"
                f" max_wait ({_amount(self.connection.max_wait)}) allows; nothing was done by this request",
                method=call.method,
                path=call.path,
                status=status,
            )
        with self._lock:
            self.statistics.retries += 1
            self._not_before = max(self._not_before, self._clock() + seconds)

    def _wait_for_turn(self) -> None:
        with self._lock:
            seconds = self._not_before - self._clock()
            if seconds > 0:
                self.statistics.waited += seconds
        if seconds > 0:
            self._sleep(seconds)

    def _obey_limits(self, response: requests.Response) -> None:
        """Slow down before the bucket is empty: with no token left, wait for the next one (Data Center's headers)."""
        if (
            response.status_code == 429
            or _integer(response.headers.get("X-RateLimit-Remaining")) != 0
        ):
            return
        interval, fill = _refill(response.headers)
        if fill:
            with self._lock:
                pause = min(interval / fill, self.connection.max_wait)
                self._not_before = max(self._not_before, self._clock() + pause)

    def _follow(self, call: Call) -> requests.Response:
        url = self.base + "/" + call.path
        for hop in range(MOST_REDIRECTS + 1):
            response = self._attempt(call, url, with_params=hop == 0)
            if response.status_code not in (301, 302, 303, 307, 308):
                return response
            target = urljoin(url, response.headers.get("Location", ""))
            response.close()
            keeps_method = call.method == "GET" or response.status_code in (307, 308)
            if not (self._is_read(call) and keeps_method and _origin(target) == _origin(self.base)):
                raise self._redirected(call, response, target)
            if re.search(r"login|signin|sso|saml", urlsplit(target).path, re.IGNORECASE):
                raise self._redirected(call, response, target)
            url = target
        raise BadAnswer(
            f"could not {call.doing}: the server redirects in circles; check url",
            **self._facts(call),
        )

    def _redirected(self, call: Call, response: requests.Response, target: str) -> RequestError:
        parts = urlsplit(target)
        facts = self._facts(call, response)
        if _origin(target) == _origin(self.base) and "login" not in parts.path.lower():
            return BadAnswer(
                f"could not {call.doing}: the server redirects to {parts.path}, and writes follow no redirect;"
                " set url to the address that Jira itself uses",
                **facts,
            )
        where = (
            f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
            if parts.hostname
            else "another page"
        )
        return LoginRefused(
            f"could not {call.doing}: the server redirects to {where}{parts.path} instead of answering. That is a"
            " single sign-on or a wrong url: set url to Jira's own address, with a token that is valid there",
            **facts,
        )

    def _attempt(self, call: Call, url: str, with_params: bool) -> requests.Response:
        headers = {
            "Authorization": self._authorization,
            "Accept": call.accept,
            "User-Agent": USER_AGENT,
        }
        if call.method != "GET":
            headers["X-Atlassian-Token"] = "no-check"
        data: Any = None
        opened: BinaryIO | None = None
        if call.upload:
            opened = open(call.upload.path, "rb")
            kind = mimetypes.guess_type(call.upload.file_name)[0] or "application/octet-stream"
            data = MultipartEncoder({call.upload.part: (call.upload.file_name, opened, kind)})
            headers["Content-Type"] = data.content_type
        elif call.body is not None:
            data = json.dumps(call.body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        elif call.method != "GET":
            headers["Content-Type"] = "application/json"
        with self._lock:
            self.statistics.requests[call.method] = self.statistics.requests.get(call.method, 0) + 1
            self.statistics.sent += (
                len(data) if isinstance(data, bytes) else getattr(data, "len", 0)
            )
        try:
            return self._session.request(
                call.method,
                url,
                params=list(call.params) if with_params else None,
                data=data,
                headers=headers,
                timeout=self.connection.timeout,
                allow_redirects=False,
                stream=True,
            )
        except (
            requests.exceptions.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
        ) as fault:
            raise self._unreachable(call, fault) from None
        finally:
            if opened:
                opened.close()

    def _unreachable(self, call: Call, fault: Exception) -> Unreachable:
        """The fault as one sentence; `sent` is False only where it is sure that nothing arrived."""
        parts = urlsplit(self.base)
        where = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
        text = repr(fault)
        for row in _FAULTS:
            if isinstance(fault, row.kind()) and re.search(row.pattern, text):
                break
        sentence = row.sentence.format(where=where, timeout=_amount(self.connection.timeout))
        reason = self.secrets.hide(_reason(fault))
        facts = self._facts(call)
        error = Unreachable(
            f"could not {call.doing}: {sentence} ({reason})", sent=row.sent, **facts
        )
        if row.final:
            error.facts["final"] = True
        return error

    # --- reading --------------------------------------------------------------------------------------------------

    def _blocks(self, response: requests.Response, call: Call) -> Iterator[bytes]:
        try:
            for block in response.iter_content(BLOCK):
                with self._lock:
                    self.statistics.received += len(block)
                yield block
        except (
            requests.exceptions.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
        ) as fault:
            raise self._cut_off(call, response, _reason(fault)) from None

    def _cut_off(self, call: Call, response: requests.Response, reason: str) -> Unreachable:
        return Unreachable(
            f"could not {call.doing}: the answer broke off ({self.secrets.hide(reason)}); try again",
            sent=True,
            **self._facts(call, response),
        )

    def _check_length(self, call: Call, response: requests.Response, received: int) -> None:
        """Old urllib3 versions take a short body for a whole one."""
        expected = _integer(response.headers.get("Content-Length"))
        if (
            expected is not None
            and "Content-Encoding" not in response.headers
            and received < expected
        ):
            raise self._cut_off(call, response, f"{received} of {expected} bytes came")

    def _read_body(self, response: requests.Response, call: Call) -> str:
        pieces: list[bytes] = []
        size = 0
        for block in self._blocks(response, call):
            size += len(block)
            if size > LARGEST_ANSWER:
                raise BadAnswer(
                    f"could not {call.doing}: the answer is larger than 256 MiB",
                    **self._facts(call),
                )
            pieces.append(block)
        self._check_length(call, response, size)
        return b"".join(pieces).decode("utf-8", errors="replace")

    def _facts(
        self, call: Call, response: requests.Response | None = None, said: str = ""
    ) -> dict[str, Any]:
        facts: dict[str, Any] = {"method": call.method, "path": call.path}
        if response is not None:
            facts["status"] = response.status_code
            facts["request_id"] = response.headers.get("Atl-Traceid") or response.headers.get(
                "X-AREQUESTID"
            )
        if said:
            facts["server_said"] = said
        return facts

    def _check_login(self, call: Call, response: requests.Response, said: str) -> None:
        """Raise if the credentials did not count, whatever the status says."""
        reason = response.headers.get("X-Seraph-LoginReason", "")
        denied = response.headers.get("X-Authentication-Denied-Reason", "")
        facts = self._facts(call, response, said)
        if "CAPTCHA" in denied:
            raise LoginRefused(
                f"could not {call.doing}: Jira wants a CAPTCHA solved after too many wrong passwords. Log in once with"
                f" a browser as {self.connection.username or 'this user'}, or use a token, which is not subject to it",
                **facts,
            )
        if "FAILED" in reason or "DENIED" in reason or response.status_code == 401:
            what = (
                "token is unknown, expired or revoked"
                if self.connection.token
                else "username or password is wrong"
            )
            raise LoginRefused(
                f"could not {call.doing}: Jira refused the login; the {what}", **facts
            )
        if response.headers.get("X-AUSERNAME", "").lower() == "anonymous":
            raise LoginRefused(
                f"could not {call.doing}: Jira answered as if nobody had logged in, so its answer says nothing;"
                f" check {'token' if self.connection.token else 'username and password'}",
                **facts,
            )

    def _check(self, call: Call, response: requests.Response, body: str) -> Answer:
        """The answer, if it is one. Status, headers and body are all looked at: each can lie alone."""
        data, is_json = _parse_json(body)
        said = self.secrets.hide(_words(data, body))
        self._check_login(call, response, said)
        facts = self._facts(call, response, said)
        status = response.status_code
        quoted = f" The server says: {said}" if said else ""
        refused = isinstance(data, dict) and data.get("success") is False
        for row in _REFUSALS:
            if (
                row.status in (status, None)
                and (row.status or status >= 400)
                and re.search(row.pattern, said)
            ):
                raise row.error(f"could not {call.doing}: {row.sentence}{quoted}", **facts)
        if status >= 500:
            raise ServerFailed(
                f"could not {call.doing}: the server failed with status {status}.{quoted}", **facts
            )
        if refused and re.search(
            r"(?i)permission|not allowed|not authori[sz]ed|forbidden|access denied", said
        ):
            raise PermissionMissing(
                f"could not {call.doing}: this user may not do that.{quoted}", **facts
            )
        if status >= 400 or refused:
            raise ServerRefused(f"could not {call.doing}: the server declined.{quoted}", **facts)
        if (
            body.strip()
            and not is_json
            and _looks_like_html(response.headers.get("Content-Type", ""), body)
        ):
            raise BadAnswer(
                f"could not {call.doing}: a web page came instead of data (a login page or a proxy);"
                f" check url and the login.{quoted}",
                **facts,
            )
        if body.strip() and not is_json and body.lstrip()[:1] in "[{":
            raise BadAnswer(
                f"could not {call.doing}: the answer is broken JSON; try again", **facts
            )
        return Answer(status, response.headers, data, body)


# --- tables -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Refusal:
    status: int | None
    pattern: str
    error: type[RequestError]
    sentence: str


_XSRF = (
    "Jira took the request for a forged one (XSRF). Behind a proxy this means that Jira's connector has another"
    " scheme, host or port than url."
)
_REFUSALS: tuple[_Refusal, ...] = (
    _Refusal(403, r"(?i)xsrf", PermissionMissing, _XSRF),
    _Refusal(404, r"(?i)xsrf", PermissionMissing, _XSRF),
    _Refusal(
        403,
        r"(?i)basic auth\w* has been disabled|basic auth\w* with passwords",
        LoginRefused,
        "this Jira has Basic authentication switched off: use token (a personal access token).",
    ),
    _Refusal(
        403,
        "",
        PermissionMissing,
        "this user may not do that: it needs the permission in AIP or Jira.",
    ),
    _Refusal(404, "", NotFound, "it is not there, or this user may not see it."),
    _Refusal(
        407,
        "",
        PermissionMissing,
        "the proxy wants a login: write it into proxy as http://user:password@host:port.",
    ),
    _Refusal(413, "", ServerRefused, "it is larger than the server or a proxy before it accepts."),
    _Refusal(
        429,
        "",
        Paused,
        "the server is busy and refused it (429) on every attempt; try again later.",
    ),
    _Refusal(503, "", ServerFailed, "the server is not available just now (503); try again later."),
)


@dataclass(frozen=True)
class _Fault:
    """A row of transport faults. `sent` is False where nothing can have arrived; `final`: waiting will not help."""

    exception: str
    pattern: str
    sentence: str
    sent: bool
    final: bool = False

    def kind(self) -> type[BaseException]:
        found: Any = getattr(requests.exceptions, self.exception, OSError)
        return found  # type: ignore[no-any-return]


_FAULTS: tuple[_Fault, ...] = (
    _Fault("ProxyError", "", "the proxy did not let the request through; check proxy", False, True),
    _Fault(
        "SSLError",
        r"(?i)certificate.?verify|hostname|CERTIFICATE_VERIFY",
        "the certificate of {where} cannot be trusted; set ca_path to the authority's certificate file",
        False,
        True,
    ),
    _Fault(
        "SSLError",
        "",
        "no secure connection with {where} came about; check url, client_cert and ca_path",
        False,
        True,
    ),
    _Fault(
        "ConnectionError",
        r"NameResolution|getaddrinfo|Name or service|nodename|resolve",
        "the name in url ({where}) is not known; check url and DNS",
        False,
        True,
    ),
    _Fault(
        "ConnectTimeout",
        "",
        "{where} did not take the connection within {timeout} (timeout)",
        False,
    ),
    _Fault("ReadTimeout", "", "{where} did not answer within {timeout} (timeout)", True),
    _Fault(
        "ConnectionError",
        r"NewConnectionError",
        "nothing answers at {where}; check url and that Jira is up",
        False,
    ),
    _Fault("InvalidURL", "", "url is not an address that can be called", False, True),
    _Fault("RequestException", "", "the connection with {where} broke off", True),
    _Fault("OSError", "", "the connection with {where} broke off", True),
)


# --- small pure pieces --------------------------------------------------------------------------------------------


def check_url(url: str) -> str:
    """The base URL without a slash at its end. Raises InputError for what cannot be Jira's base URL."""
    parts = urlsplit(url.strip())
    try:
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        port_is_fine = False
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        raise InputError(
            [
                "url: write Jira's base URL, such as https://jira.example.com or https://example.com/jira"
            ]
        )
    if parts.username or parts.password:
        raise InputError(
            ["url: it holds a login; put that into username and password, or use token"]
        )
    if (
        parts.query
        or parts.fragment
        or "/rest/" in parts.path + "/"
        or parts.path.endswith(".jspa")
    ):
        raise InputError(
            ["url: write only Jira's base URL, without the page or /rest/ path behind it"]
        )
    return url.strip().rstrip("/")


def _existing(option: str, path: str | None) -> str:
    if not path or not os.path.exists(path):
        raise InputError([f"{option}: there is no file '{path}'"])
    return path


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return (
        parts.scheme,
        (parts.hostname or ""),
        parts.port or (443 if parts.scheme == "https" else 80),
    )


def _integer(text: Any) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\s*\d{1,18}\s*", str(text)) else None


def _refill(headers: Mapping[str, str]) -> tuple[int, int]:
    """Seconds of a refill period and tokens that it brings, 0 where not told."""
    return (
        _integer(headers.get("X-RateLimit-Interval-Seconds")) or 0,
        _integer(headers.get("X-RateLimit-FillRate")) or 0,
    )


def _floor(headers: Mapping[str, str]) -> float:
    """The least number of seconds that the server wants us to wait; 0 where it says nothing that can be read."""
    text = headers.get("Retry-After", "")
    seconds = _integer(text)
    if seconds is None and text:
        moment = email.utils.parsedate_tz(text)
        if moment:
            seconds = max(0, int(email.utils.mktime_tz(moment) - time.time()))
    if seconds:
        return float(min(seconds, 10**9))
    interval, fill = _refill(headers)
    return interval / fill if fill else 0.0


def _amount(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"


def _reason(fault: Exception) -> str:
    """The innermost words of a chain of transport faults, short enough for a sentence."""
    text = str(fault)
    inner = re.findall(
        r"(?:Caused by )?\w+(?:Error|Timeout|Exception)\(.*?[\"'](?:.*?: )?([^\"'<>]+)[\"']\)", text
    )
    text = inner[-1] if inner else re.sub(r"<[^>]*>|\bHTTPS?ConnectionPool\([^)]*\):?", "", text)
    return " ".join(text.split())[:160].strip() or type(fault).__name__


def _parse_json(body: str) -> tuple[Any, bool]:
    if not body.strip():
        return None, False
    try:
        return json.loads(body), True
    except (ValueError, RecursionError):
        return None, False


def _looks_like_html(content_type: str, body: str) -> bool:
    return "html" in content_type.lower() or body.lstrip()[:1] == "<"


def _words(data: Any, body: str) -> str:
    """The server's own words about a failure, in one line and cut to a length."""
    if isinstance(data, dict):
        found: list[str] = []
        for key in ("message", "errorMessage", "errorMessages", "errors", "error"):
            found += _flatten(data.get(key))
        if not found and data.get("success") is False:
            found += _flatten(data.get("errorCode"))
        text = "; ".join(dict.fromkeys(found))
    elif data is None and body.lstrip()[:1] == "<":
        told = re.search(
            r"(?is)<message>(.*?)</message>|class=\"aui-message[^>]*>(.*?)</div>|<title>(.*?)</title>",
            body,
        )
        text = next((group for group in told.groups() if group), "") if told else ""
        text = html.unescape(re.sub(r"(?s)<[^>]+>", " ", text))
        reason = re.search(r"Reason : \w+|XSRF check failed", body)
        text += f" ({reason.group(0)})" if reason and reason.group(0) not in text else ""
    else:
        text = body if data is None else ""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "..."


def _flatten(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {text}" for key, inner in value.items() for text in _flatten(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _flatten(inner)]
    return [str(value)] if value not in (None, "", False, True) else []


def plugin_missing(error: NotFound) -> PluginMissing:
    """The error for a 404 from a path that every installed AIP has."""
    missing = PluginMissing(
        "AIP does not answer at this url: is it Jira's base URL with its context path (such as /jira), and is the Assets &"
        " Inventory Plugin installed, enabled and licensed?"
    )
    missing.facts.update(error.facts)
    missing.status = error.status
    return missing
