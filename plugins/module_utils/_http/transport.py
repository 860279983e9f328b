# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The only file that opens a connection.

It knows Jira's manners, not AIP's verbs: how to log in, what may be sent again and when, where a redirect may lead
(never with a write, never to another host). What answers mean, what can go wrong on the way and what must not be told
lies beside it, in _http_answers, _http_faults and _http_secrets.
Sources: Atlassian's pages on personal access tokens, XSRF, rate limiting, and public captures of real answers.

Rules for sending again:
- GET and the search POSTs: after 429, 502, 503, 504 and after network faults;
- PUT and DELETE: likewise, because sending them twice leaves the same state;
- any other POST: only after an answer that means "not processed" (429), or if it never left;
- a password that was refused: never, not even with another request.
"""

from __future__ import annotations

import base64
import itertools
import json
import mimetypes
import os
import random
import re
import threading
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import (
    Any,
    Callable,
    TypeVar,
)
from urllib.parse import unquote, urljoin, urlsplit

from .._core.errors import (
    BadAnswer,
    InputError,
    LoginRefused,
    NotFound,
    Paused,
    PermissionMissing,
    PluginMissing,
    RequestError,
    Unreachable,
    WriteRefused,
)
from .answers import (
    ENVELOPE,
    LONGEST_PAGE,
    LONGEST_QUOTE,
    REFUSALS,
    charset_of,
    is_refusal,
    least_wait,
    login_trouble,
    looks_like_html,
    parse_json,
    refill,
    whole_number,
    words_of,
)
from .faults import NETWORK_FAULTS, find_fault, reason_of
from .secrets import Secrets

REQUESTS_IMPORT_ERROR: str | None
try:
    import requests
    import requests.adapters
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
REPEATED_STATUSES = frozenset({429, 502, 503, 504})
REPEATED_METHODS = frozenset({"GET", "PUT", "DELETE"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LOGIN_PAGE = re.compile(r"(?i)(?:^|[/._-])(?:log-?in|sign-?in|sso|saml2?|adfs|idp)(?:[/._-]|$)")

Error = TypeVar("Error", bound=RequestError)


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
    """One request: `path` is relative to the base URL; `doing` continues "could not ..." in errors.

    The body is not shown, as it may hold what is to be encrypted.
    """

    method: str
    path: str
    doing: str
    params: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    upload: Upload | None = None
    accept: str = "application/json"


@dataclass(frozen=True)
class Answer:
    """A response that passed all checks. `data` is its JSON, or None for an empty or non-JSON body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    data: Any = field(repr=False)
    text: str = field(repr=False)


class Statistics:
    """What this session has cost the server so far: requests by method, retries, seconds waited, body bytes."""

    def __init__(self) -> None:
        self.requests: dict[str, int] = {}
        self.writes = 0
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


class _Hopeless(Unreachable):
    """A fault that waiting will not mend: it is told at once."""


class Http:
    """A session with one server. With `read_only` every request that could write is refused before it leaves."""

    def __init__(
        self,
        connection: Connection,
        read_only: bool,
        reading_posts: frozenset[str],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        # The system's random numbers: a fork inherits the state of all others, and would wait just as long.
        jitter: Callable[[], float] = lambda: random.SystemRandom().uniform(1.0, 1.3),
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
        self._password_lock = threading.Lock()
        self._password_counts = bool(connection.token)
        self._refusal: LoginRefused | None = None
        self._verify = self._trusted()
        self._certificate = self._client_certificate()
        self._proxies = self._find_proxies()
        # Below requests' Session, which would look into the environment and ~/.netrc, keep cookies, and read the body
        # of a redirect to prepare for following it.
        self._adapter = requests.adapters.HTTPAdapter(pool_maxsize=16, max_retries=0)
        self._secrets_of_login = self.secrets.copy()

    # --- what callers use -----------------------------------------------------------------------------------------

    def send(self, call: Call) -> Answer:
        """The checked answer, with its JSON. Raises a RequestError of the fitting kind."""
        with self._one_password_at_a_time():
            response, body = self._send_patiently(call, with_body=True)
            return self._check(call, response, body)

    def look(
        self, call: Call, only_beginning: bool = False
    ) -> tuple[int, Mapping[str, str], str, RequestError | None]:
        """Status, headers and body of an answer, and what is wrong with it: for those to whom a refusal is an answer.

        With `only_beginning` no more than a block of the body is read. A list that is cut off so is no broken answer.
        Raises a RequestError where there is no answer to look at.
        """
        with self._one_password_at_a_time():
            response, body = self._send_patiently(call, with_body=not only_beginning)
            if only_beginning:
                try:
                    body = next(self._blocks(response, call), b"").decode("utf-8", "replace")
                finally:
                    response.close()
            is_cut = only_beginning and body.lstrip()[:1] == "["
            try:
                self._check(call, response, "" if is_cut else body)
            except RequestError as error:
                return response.status_code, response.headers, body, error
            return response.status_code, response.headers, body, None

    def download(self, call: Call) -> Iterator[bytes]:
        """The bytes of an answer, block by block. A web page or a refusal is raised, never yielded.

        A file that breaks off is asked for again, and goes on where it stopped: AIP never changes a file under a name.
        """
        started = self._clock()
        received = 0
        for attempt in itertools.count(1):
            with self._one_password_at_a_time():
                response, _nothing = self._send_patiently(call, with_body=False)
                try:
                    blocks = self._open_file(call, response)
                except RequestError:
                    response.close()
                    raise
            try:
                for block in _without_first(received, blocks):
                    received += len(block)
                    yield block
                return
            except Unreachable:
                if attempt > self.connection.retries or not self._hold(
                    self._backoff(attempt), started
                ):
                    raise
            finally:
                response.close()

    def begin(self) -> None:
        """Count from zero, and forget all secrets but those of the login: what comes is another task's."""
        self.statistics = Statistics()
        self.secrets = self._secrets_of_login.copy()

    def close(self) -> None:
        """Close the connections."""
        self._adapter.close()

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
        pair = _base64(f"{given.username}:{given.password}")
        self.secrets.add(given.password, pair)
        return f"Basic {pair}"

    def _trusted(self) -> bool | str:
        """What requests calls `verify`: whether certificates are checked, or with which authorities."""
        given, environment = self.connection, self.connection.environment
        if not given.validate_certs:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
            return False
        if given.ca_path:
            return _existing("ca_path", given.ca_path)
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            if environment.get(name):
                return _existing(f"ca_path (from {name})", environment[name])
        return True

    def _client_certificate(self) -> tuple[str, str] | None:
        given = self.connection
        if not given.client_cert:
            if given.client_key:
                raise InputError(["client_key: needs client_cert, the certificate that it is for"])
            return None
        certificate = _existing("client_cert", given.client_cert)
        # Naming a file that holds both twice makes urllib3 look for a passphrase, instead of OpenSSL asking for it.
        key = _existing("client_key", given.client_key) if given.client_key else certificate
        return certificate, key

    def _find_proxies(self) -> dict[str, str]:
        if self.connection.proxy:
            schemes = r"(?i)(https?|socks5h?)://"
            usable = re.match(schemes, self.connection.proxy)
            if not self._hide_proxy_login(self.connection.proxy) or not usable:
                raise InputError(["proxy: write it as http://host:port"])
            return {"http": self.connection.proxy, "https": self.connection.proxy}
        # Sorted, as the lower-case spelling comes last and counts.
        settings = sorted(self.connection.environment.items())
        lowered = {name.lower(): text for name, text in settings if name.lower().endswith("_proxy")}
        if requests.utils.should_bypass_proxies(self.base, lowered.get("no_proxy", "")):
            return {}
        found = {}
        for scheme in ("http", "https"):
            proxy = lowered.get(f"{scheme}_proxy") or lowered.get("all_proxy")
            if proxy:
                found[scheme] = proxy if "://" in proxy else f"http://{proxy}"
                if not self._hide_proxy_login(found[scheme]):
                    raise InputError([f"{scheme}_proxy, in the environment, is no address"])
        return found

    def _hide_proxy_login(self, proxy: str) -> bool:
        """Remember the password in a proxy's address; False if that is no address."""
        parts = _split(proxy)
        if parts is not None and parts.password:
            user, password = unquote(parts.username or ""), unquote(parts.password)
            self.secrets.add(parts.password, password, _base64(f"{user}:{password}"))
        return parts is not None and bool(parts.hostname)

    @contextmanager
    def _one_password_at_a_time(self) -> Iterator[None]:
        """Until a password has proven right, one request at a time; none after it was refused.

        Jira counts wrong passwords and locks the user out: several workers would use up all tries at once.
        """
        if self._password_counts:
            yield
            return
        with self._password_lock:
            if self._refusal is not None:
                raise self._refusal
            yield

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
        if not self._is_read(call):
            self.statistics.writes += 1
        started = self._clock()
        for attempt in itertools.count(1):
            self._wait_for_turn()
            try:
                response = self._follow(call)
                self._obey_limits(response)
                if self._is_to_repeat(call, response, attempt, started):
                    response.close()
                    continue
                return response, self._read_body(response, call) if with_body else ""
            except Unreachable as fault:
                repeatable = self._may_repeat(call) or not fault.sent
                hopeless = isinstance(fault, _Hopeless) or attempt > self.connection.retries
                if hopeless or not repeatable or not self._hold(self._backoff(attempt), started):
                    raise
        raise AssertionError("counting has no end")

    def _is_to_repeat(
        self, call: Call, response: requests.Response, attempt: int, started: float
    ) -> bool:
        """Whether to send it again, after a pause that is never shorter than the server asks for.

        Raises Paused if that is longer than `max_wait` allows, where it is sure that nothing was done.
        """
        status = response.status_code
        repeatable = status == 429 or (status in REPEATED_STATUSES and self._may_repeat(call))
        if not repeatable or attempt > self.connection.retries:
            return False
        floor = least_wait(response.headers)
        base = 2.0 * 2 ** (attempt - 1) if status == 429 else self._backoff(attempt)
        if self._hold(max(min(30.0, base), floor), started):
            return True
        if status != 429 and not (floor and self._is_read(call)):
            return False
        response.close()
        asked = f"asks to come back in {_amount(floor)}, which" if floor else "is busy; to wait"
        raise self._error(
            Paused,
            call,
            f"the server {asked} is more than max_wait ({_amount(self.connection.max_wait)}) allows;"
            " nothing was done by this request. Run again later, or raise max_wait",
            response,
        )

    @staticmethod
    def _backoff(attempt: int) -> float:
        return float(min(30.0, 0.25 * 2**attempt))

    def _hold(self, seconds: float, started: float) -> bool:
        """Let all requests of this session wait; False if `max_wait` does not allow it."""
        seconds *= self._jitter()
        if self._clock() - started + seconds > self.connection.max_wait:
            return False
        with self._lock:
            self.statistics.retries += 1
            self._not_before = max(self._not_before, self._clock() + seconds)
        return True

    def _wait_for_turn(self) -> None:
        """Sleep as long as requests are held, and on if another worker was told to wait in the meantime."""
        until = None
        while True:
            with self._lock:
                seconds = self._not_before - self._clock()
                if seconds <= 0 or self._not_before == until:
                    return
                until = self._not_before
                self.statistics.waited += seconds
            self._sleep(seconds)

    def _obey_limits(self, response: requests.Response) -> None:
        """Slow down before the bucket is empty: with no token left, wait for the next one (Data Center's headers)."""
        if (
            response.status_code == 429
            or whole_number(response.headers.get("X-RateLimit-Remaining")) != 0
        ):
            return
        interval, fill = refill(response.headers)
        if fill:
            with self._lock:
                pause = min(interval / fill, self.connection.max_wait)
                self._not_before = max(self._not_before, self._clock() + pause)

    def _follow(self, call: Call) -> requests.Response:
        url = self.base + "/" + call.path
        for hop in range(MOST_REDIRECTS + 1):
            response = self._attempt(call, url, with_params=hop == 0)
            if response.status_code not in REDIRECTS:
                return response
            response.close()
            target = _join(url, response.headers.get("Location", ""))
            keeps_method = call.method == "GET" or response.status_code in (307, 308)
            if not (
                self._is_read(call)
                and keeps_method
                and _origin(target) == _origin(self.base)
                and not _LOGIN_PAGE.search(urlsplit(target).path)
            ):
                raise self._redirected(call, response, target)
            url = target
        raise self._error(BadAnswer, call, "the server redirects in circles; check url")

    def _redirected(self, call: Call, response: requests.Response, target: str) -> RequestError:
        origin = _origin(target)
        if origin is None:
            what = "the server redirects to something that is no address; check url"
            return self._error(BadAnswer, call, what, response)
        parts = urlsplit(target)
        netloc = parts.netloc.rpartition("@")[2]
        where = f"{parts.scheme}://{netloc}{parts.path}"
        if parts.path.endswith(f"/{call.path}"):
            what = (
                f"the server redirects to {where}, and credentials follow no redirect to another address, nor"
                f" writes any. If that is your Jira, set url to {where[: -len(call.path) - 1]}"
            )
            kind = BadAnswer if origin == _origin(self.base) else LoginRefused
            return self._error(kind, call, what, response)
        if origin == _origin(self.base) and not _LOGIN_PAGE.search(parts.path):
            what = f"the server redirects to {parts.path}, and writes follow no redirect; set url to Jira's own address"
            return self._error(BadAnswer, call, what, response)
        return self._error(
            LoginRefused,
            call,
            f"the server redirects to {where} instead of answering. That is a single sign-on or a wrong url: set"
            " url to Jira's own address, with a token that is valid there",
            response,
        )

    def _attempt(self, call: Call, url: str, with_params: bool) -> requests.Response:
        is_file = call.accept == "*/*"
        headers = {
            "Authorization": self._authorization,
            "Accept": call.accept,
            # Files come as they are, so that their length can be checked.
            "Accept-Encoding": "identity" if is_file else "gzip, deflate",
            "User-Agent": USER_AGENT,
        }
        if call.method != "GET":
            headers["X-Atlassian-Token"] = "no-check"
        with _encoded(call) as (data, content_type, size):
            if content_type:
                headers["Content-Type"] = content_type
            with self._lock:
                counted = self.statistics.requests.get(call.method, 0)
                self.statistics.requests[call.method] = counted + 1
                self.statistics.sent += size
            try:
                params = list(call.params) if with_params else None
                request = requests.Request(call.method, url, headers, data=data, params=params)
                return self._adapter.send(
                    request.prepare(),
                    stream=True,
                    timeout=self.connection.timeout,
                    verify=self._verify,
                    cert=self._certificate,
                    proxies=self._proxies,
                )
            except NETWORK_FAULTS as fault:
                raise self._unreachable(call, fault) from None
            except UnicodeError:
                raise _not_text(call) from None

    def _unreachable(self, call: Call, fault: BaseException) -> Unreachable:
        """The fault as one sentence; `sent` is False only where it is sure that nothing arrived."""
        parts = urlsplit(self.base)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        where = f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
        row = find_fault(fault)
        sentence = row.sentence.format(where=where, timeout=_amount(self.connection.timeout))
        reason = reason_of(fault)
        what = sentence if "timed out" in reason.lower() else f"{sentence} ({reason})"
        return self._error(_Hopeless if row.final else Unreachable, call, what, sent=row.sent)

    def _error(
        self,
        kind: Callable[..., Error],
        call: Call,
        what: str,
        response: requests.Response | None = None,
        said: str = "",
        **more: Any,
    ) -> Error:
        """An error about a call, with no secret in it. Every error that speaks of an answer is made here."""
        hide = self.secrets.hide
        quoted = f" The server says: {said}" if said else ""
        facts: dict[str, Any] = {"method": call.method, "path": hide(call.path), **more}
        if response is not None:
            facts["status"] = response.status_code
            request_id = response.headers.get("Atl-Traceid") or response.headers.get("X-AREQUESTID")
            facts["request_id"] = hide(request_id[:LONGEST_QUOTE]) if request_id else None
        return kind(
            hide(f"could not {call.doing}: {what}{quoted}"), server_said=said or None, **facts
        )

    # --- reading --------------------------------------------------------------------------------------------------

    def _blocks(self, response: requests.Response, call: Call) -> Iterator[bytes]:
        """The body, proven to be as long as the server said: old urllib3 versions take a short body for a whole one."""
        received = 0
        try:
            for block in response.iter_content(BLOCK):
                received += len(block)
                with self._lock:
                    self.statistics.received += len(block)
                yield block
        except NETWORK_FAULTS as fault:
            raise self._cut_off(call, response, reason_of(fault)) from None
        expected = whole_number(response.headers.get("Content-Length"))
        encoded = "Content-Encoding" in response.headers
        if expected is not None and not encoded and received < expected:
            raise self._cut_off(call, response, f"{received} of {expected} bytes came")
        if received == 0 and _lacks_length(response):
            raise self._cut_off(call, response, "it ended among its headers")

    def _cut_off(self, call: Call, response: requests.Response, reason: str) -> Unreachable:
        what = f"the answer broke off ({reason}); try again"
        return self._error(Unreachable, call, what, response, sent=True)

    def _read_body(self, response: requests.Response, call: Call) -> str:
        pieces: list[bytes] = []
        size = 0
        try:
            for block in self._blocks(response, call):
                size += len(block)
                if size > LARGEST_ANSWER:
                    what = f"the answer is larger than {LARGEST_ANSWER // 2**20} MiB; check url"
                    raise self._error(BadAnswer, call, what, response)
                pieces.append(block)
        finally:
            response.close()
        return self._decode(b"".join(pieces), response, call)

    def _decode(self, body: bytes, response: requests.Response, call: Call) -> str:
        """The body as text. Data that is not in its charset is refused: a name half right would be a new name."""
        charset = charset_of(response.headers.get("Content-Type", ""))
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            if response.status_code < 300 and body.lstrip()[:1] in (b"[", b"{"):
                what = "the answer holds bytes that are no text in its charset; a proxy may have damaged it"
                raise self._error(BadAnswer, call, what, response) from None
        return body.decode(charset, errors="replace")

    def _open_file(self, call: Call, response: requests.Response) -> Iterator[bytes]:
        """The blocks of a file, once it is sure that it is one and not a refusal or a web page."""
        if response.status_code != 200:
            self._check(call, response, self._read_body(response, call))
            raise self._error(BadAnswer, call, "no file came", response)
        self._check_login(call, response, "")
        blocks = self._blocks(response, call)
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
        # The envelope of AIP's refusals and nothing beside it; any other JSON is somebody's file.
        if is_json and is_refusal(data) and set(data) <= ENVELOPE:
            self._check(call, response, text)
        page = "html" in content_type and text.lstrip()[:1] == "<"
        if page and not re.search(r"(?i)\.x?html?(\.json)?$", call.path):
            self._check(call, response, text)
        return itertools.chain(head, blocks)

    def _check_login(self, call: Call, response: requests.Response, said: str) -> None:
        """Raise if the credentials did not count, whatever the status says."""
        given = self.connection
        username = None if given.token else given.username
        trouble = login_trouble(response.status_code, response.headers, said, username)
        if trouble is None:
            self._password_counts = self._password_counts or response.status_code < 400
            return
        error = self._error(LoginRefused, call, trouble, response, said)
        if not given.token:
            self._refusal = error
        raise error

    def _check(self, call: Call, response: requests.Response, body: str) -> Answer:
        """The answer, if it is one. Status, headers and body are all looked at: each can lie alone."""
        data, is_json = parse_json(body)
        status = response.status_code
        said = words_of(data, body, status, self.secrets.hide)
        self._check_login(call, response, said)
        failed = status >= 400 or is_refusal(data)
        for row in REFUSALS:
            if failed and row.fits(status) and re.search(row.pattern, said):
                sentence = row.sentence.format(status=status)
                raise self._error(row.error, call, sentence, response, said)
        if "AUTHORISATION_FAILED" in response.headers.get("X-Seraph-LoginReason", ""):
            what = "this user may not use Jira."
            raise self._error(PermissionMissing, call, what, response, said)
        if not 200 <= status < 300:
            what = f"the server answered with status {status}, which means nothing here; check url."
            raise self._error(BadAnswer, call, what, response, said)
        if body.strip() and not is_json:
            if looks_like_html(response.headers.get("Content-Type", ""), body):
                what = "a web page came instead of data (a login page or a proxy); check url and the login."
                raise self._error(BadAnswer, call, what, response, said)
            if body.lstrip()[:1] in "[{":
                what = "the answer is broken JSON; try again"
                raise self._error(BadAnswer, call, what, response)
        return Answer(status, response.headers, data, body)


# --- small pure pieces --------------------------------------------------------------------------------------------


def check_url(url: str) -> str:
    """The base URL without a slash at its end. Raises InputError for what cannot be Jira's base URL."""
    url = url.strip()
    parts = _split(url)
    usable = parts is not None and parts.scheme in ("http", "https") and parts.hostname
    if parts is None or not usable or re.search(r"\s", url):
        raise InputError(
            [
                "url: write Jira's base URL, such as https://jira.example.com or https://example.com/jira"
            ]
        )
    if parts.username or parts.password:
        raise InputError(
            ["url: it holds a login; put that into username and password, or use token"]
        )
    is_page = "/rest/" in parts.path + "/" or re.search(r"\.jspa?$", parts.path)
    if parts.query or parts.fragment or is_page:
        raise InputError(
            ["url: write only Jira's base URL, without the page or /rest/ path behind it"]
        )
    return url.rstrip("/")


def _split(url: str) -> Any:
    """The parts of a URL, or None if it is none."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _join(url: str, location: str) -> str:
    """Where a Location header leads; an empty text if it makes no sense."""
    try:
        return urljoin(url, location.encode("latin-1", "replace").decode("utf-8", "replace"))
    except ValueError:
        return ""


def _origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of a URL; None if it is none, or brings a login of its own."""
    parts = _split(url)
    if parts is None or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _existing(option: str, path: str) -> str:
    if not os.path.exists(path):
        raise InputError([f"{option}: there is no file '{path}'"])
    if not os.access(path, os.R_OK):
        raise InputError([f"{option}: '{path}' cannot be read; check its permissions"])
    return path


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


def _not_text(call: Call) -> InputError:
    what = "it holds characters that are no text (halves of surrogate pairs)"
    return InputError([f"could not {call.doing}: {what}"])


@contextmanager
def _encoded(call: Call) -> Iterator[tuple[Any, str, int]]:
    """What is sent: the body, its content type, its size in bytes. Made anew for each attempt."""
    with ExitStack() as stack:
        try:
            if call.upload is None:
                made = _json_body(call)
            else:
                opened = stack.enter_context(open(call.upload.path, "rb"))
                name = call.upload.file_name
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                encoder = MultipartEncoder({call.upload.part: (name, opened, kind)})
                made = encoder, str(encoder.content_type), int(encoder.len)
        except OSError as error:
            what = f"cannot read '{error.filename}': {error.strerror}"
            raise InputError([f"could not {call.doing}: {what}"]) from None
        except ValueError:
            raise _not_text(call) from None
        yield made


def _json_body(call: Call) -> tuple[Any, str, int]:
    """As JSON. A write without a body has a content type too: without one Jira suspects forgery."""
    if call.body is None:
        return None, "" if call.method == "GET" else "application/json", 0
    data = json.dumps(call.body, ensure_ascii=False, allow_nan=False).encode()
    return data, "application/json", len(data)


def _lacks_length(response: requests.Response) -> bool:
    """Whether an answer says nothing of its body, as one whose headers were cut off: HTTP/1.1 has to."""
    told = any(name in response.headers for name in ("Content-Length", "Transfer-Encoding"))
    return not told and response.status_code != 204 and response.raw.version != 10


def _without_first(count: int, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks without their first bytes."""
    for block in blocks:
        if count < len(block):
            yield block[count:]
        count = max(0, count - len(block))


def _amount(seconds: float) -> str:
    for name, length in (("days", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 10 * length or (name == "h" and seconds >= 2 * length):
            return f"{seconds / length:.0f} {name}"
    return f"{seconds:.0f} s" if seconds >= 1 else f"{seconds:g} s"


def plugin_missing(error: NotFound) -> PluginMissing:
    """The error for a 404 from a path that every installed AIP has."""
    missing = PluginMissing(
        "AIP does not answer at this url: is it Jira's base URL with its context path (such as /jira), is the Assets &"
        " Inventory Plugin installed, enabled and licensed, and may this user browse assets?"
    )
    missing.facts.update(error.facts)
    missing.status = error.status
    return missing
