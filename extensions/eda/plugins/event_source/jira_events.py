# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Receive Jira's webhooks: an event source of ansible-rulebook.

ansible-rulebook runs this file by its path (runpy), so it stands alone. The parts from top to bottom: options, pure
decisions about a delivery, the state file, the inbox in front of it, the server, and the hand-over to the rulebook.

The order of steps is what keeps events: a delivery is checked, then its identifier and its body are written to the
state file in one transaction, and only then answered with 200. A delivery that is not answered with 200 is repeated by
Jira; one that is, is in the file until it was put into the rulebook's queue.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import ipaddress
import json
import logging
import math
import os
import re
import sqlite3
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

DOCUMENTATION = r"""
---
module: jira_events
short_description: Receive webhooks of Jira
version_added: 0.1.0
author:
  - assetops contributors
description:
  - An event source of ansible-rulebook that receives the webhooks of Jira Data Center and Jira Cloud.
  - A delivery is accepted only with a valid signature, or on the secret path.
  - An accepted delivery is on disk before Jira receives the response 200. It stays there until it was put into the
    queue of the rulebook, also across restarts and power failures. Repeated deliveries are dropped.
  - Each event has the members C(payload) (the JSON body) and C(meta), which has C(endpoint) (the path, without its
    secret part), C(headers) (C(X-Atlassian-Webhook-*) and C(Content-Type)), C(identifier), C(retry), C(flow), and
    C(redelivered), which is true if the event was already accepted before the source was started.
requirements:
  - ansible-rulebook >= 1.3
options:
  host:
    description:
      - The address to listen on. C(0.0.0.0) stands for all IPv4 addresses of the machine.
    type: str
    default: 127.0.0.1
  port:
    description:
      - The port to listen on. With 0, the system chooses one, and the log shows it.
    type: int
    default: 5000
  path:
    description:
      - The path that receives deliveries, without the secret part.
    type: str
    default: /jira
  secret:
    description:
      - The secret of the webhook in Jira. Each delivery must have a header C(X-Hub-Signature) with the HMAC of its
        body.
      - Accepted methods are C(sha256), C(sha384) and C(sha512).
      - At least one of I(secret) and I(path_token) is required. With both, a delivery must pass both.
    type: str
  path_token:
    description:
      - A secret last part of the path, for servers that do not sign. The URL in Jira is then
        C(https://host/jira/TOKEN).
      - 16 to 200 of the letters and digits of ASCII, C(-), C(.), C(_) and C(~).
    type: str
  allow_unauthenticated:
    description:
      - Accept deliveries without I(secret) and I(path_token). Only for tests on the same machine, so I(host) must be a
        loopback address.
    type: bool
    default: false
  certfile:
    description:
      - A file with the certificate chain in PEM format. The source then serves HTTPS, TLS 1.2 or later.
    type: str
  keyfile:
    description:
      - The file with the private key, unless I(certfile) contains it.
    type: str
  health_path:
    description:
      - A GET of this path is answered with 200 and the number of events that wait for the rulebook.
    type: str
    default: /health
  state_path:
    description:
      - The file that holds accepted events and the identifiers of earlier ones (SQLite, mode 0600). Its folder is
        created.
      - The default is C(~/.ansible/assetops.aip/jira_events-PORT.sqlite3). Each source needs a file of its own, on a
        local disk.
    type: str
  max_body:
    description:
      - The largest body in bytes. Jira sends at most 25 MB. Larger bodies are refused with 413, which Jira does not
        repeat.
    type: int
    default: 26214400
  queue_size:
    description:
      - The number of events that may wait for the rulebook. Once it is reached, deliveries are answered with 503 and
        C(Retry-After).
    type: int
    default: 20000
  queue_bytes:
    description:
      - The number of bytes that the bodies of waiting events may have together, as for I(queue_size).
    type: int
    default: 1073741824
  remember_days:
    description:
      - For how many days identifiers are remembered, to drop repeats.
    type: int
    default: 14
  remember_count:
    description:
      - How many identifiers are remembered at most.
    type: int
    default: 200000
  body_timeout:
    description:
      - For how many seconds a delivery may take to arrive. It is then answered with 408, and Jira repeats it.
    type: int
    default: 60
  skip_doubled_comments:
    description:
      - Jira Data Center 10 and later sends two events for a comment, C(comment_created) and C(jira:issue_updated). With
        C(true), the second one is dropped if nothing but the comment changed.
      - Set this only if the webhook also sends the events of comments.
    type: bool
    default: false
  feedback:
    description:
      - With C(true), an event stays in the file until ansible-rulebook confirms that it has processed it. This requires
        its option C(--persistence-id), or persistence in EDA server. C(meta) then has the member C(number), too.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: React to Jira
  hosts: localhost
  sources:
    - assetops.aip.jira_events:
        port: 5000
        secret: "{{ JIRA_WEBHOOK_SECRET }}"
      filters:
        - assetops.aip.jira_normalize:
  rules:
    - name: An issue was approved
      condition: event.jira.event == "issue_updated" and event.jira.issue.status == "Approved"
      action:
        run_playbook:
          name: assetops.aip.apply_approved
"""

LOG = logging.getLogger("assetops.aip.jira_events")
# What aiohttp would log of a malformed request is part of the request.
SILENT = logging.getLogger("assetops.aip.jira_events.http")
SILENT.setLevel(logging.CRITICAL + 1)

METHODS: Mapping[str, Callable[..., Any]] = {
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}
COMMENT_TYPES = ("issue_commented", "issue_comment_edited", "issue_comment_deleted")
RETRY_AFTER = "60"
# A repeat arrives within an hour or so; forgetting old identifiers can wait for as many new ones.
ACCEPTED_BETWEEN_PRUNINGS = 1000


class BadOption(ValueError):
    """An option that the source cannot start with."""


class CannotStart(RuntimeError):
    """What the machine refuses: a port, a certificate, the state file."""


# -- options --


@dataclass(frozen=True)
class Options:
    """The arguments of the source, checked. The texts in here include secrets: they have no representation."""

    host: str = "127.0.0.1"
    port: int = 5000
    path: str = "/jira"
    secret: str | None = None
    path_token: str | None = None
    allow_unauthenticated: bool = False
    certfile: str | None = None
    keyfile: str | None = None
    health_path: str = "/health"
    state_path: str | None = None
    max_body: int = 25 * 1024 * 1024
    queue_size: int = 20_000
    queue_bytes: int = 1024**3
    remember_days: int = 14
    remember_count: int = 200_000
    body_timeout: int = 60
    skip_doubled_comments: bool = False
    feedback: bool = False

    __repr__ = object.__repr__


SPELLINGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
LEAST = {"port": 0}
TOKEN = re.compile(r"[A-Za-z0-9._~-]{16,200}")
PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")


def read_options(args: Mapping[str, Any]) -> Options:
    """The options in the arguments of the source; raises BadOption, which never shows a value of a secret."""
    kinds = {option.name: str(option.type).split(" ", maxsplit=1)[0] for option in fields(Options)}
    # ansible-rulebook adds arguments of its own, such as eda_feedback_queue.
    written = {name: value for name, value in args.items() if not name.startswith("eda_")}
    unknown = sorted(set(written) - set(kinds))
    if unknown:
        raise BadOption(
            f"jira_events: unknown option: {', '.join(unknown)}; there are: {', '.join(kinds)}"
        )
    given = {name: value for name, value in written.items() if value is not None}
    options = replace(
        Options(), **{name: READERS[kinds[name]](name, value) for name, value in given.items()}
    )
    for refuse in (refuse_paths, refuse_open_door, refuse_half_tls):
        refuse(options)
    if options.state_path is None:
        name = f"jira_events-{options.port}.sqlite3"
        options = replace(options, state_path=str(Path("~/.ansible/assetops.aip", name)))
    return options


def read_text(name: str, value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str):
        raise BadOption(f"jira_events: {name} must be a text; put it into quotes")
    if not value.strip():
        raise BadOption(
            f"jira_events: {name} is empty; remove the option, or set the variable that it is from"
        )
    return value


def read_number(name: str, value: Any) -> int:
    """A whole number, also one that a template made a text of."""
    least = LEAST.get(name, 1)
    text = "" if isinstance(value, bool) else str(value)
    if not re.fullmatch(r"[0-9]{1,15}", text) or int(text) < least:
        raise BadOption(f"jira_events: {name} must be a whole number, {least} or more")
    if name == "port" and int(text) > 65535:
        raise BadOption("jira_events: port must be 65535 or less")
    return int(text)


def read_truth(name: str, value: Any) -> bool:
    """True or false, also one that a template made a text of."""
    found = value if isinstance(value, bool) else SPELLINGS.get(str(value).lower())
    if found is None:
        raise BadOption(f"jira_events: {name} must be true or false")
    return found


READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "str": read_text,
    "int": read_number,
    "bool": read_truth,
}


def refuse_paths(options: Options) -> None:
    """Raise BadOption for paths that no delivery can have, and for a token that is easily guessed."""
    for name in ("path", "health_path"):
        if not PATH.fullmatch(getattr(options, name)):
            raise BadOption(
                f"jira_events: {name} must start with / and have letters, digits, '.', '_', '~' and '-' only"
            )
    if (options.health_path + "/").startswith(options.path + "/"):
        raise BadOption("jira_events: health_path must not be path, or below it")
    if options.path_token is not None and not TOKEN.fullmatch(options.path_token):
        raise BadOption(
            "jira_events: path_token must have 16 to 200 letters, digits, '.', '_', '~' or '-'; "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(32))' prints a good one"
        )


def refuse_open_door(options: Options) -> None:
    """Raise BadOption if anyone could send events."""
    if options.secret or options.path_token:
        return
    if not options.allow_unauthenticated:
        raise BadOption(
            "jira_events: set secret (the webhook's secret in Jira), or path_token (for servers that do not sign)"
        )
    if not is_loopback(options.host):
        raise BadOption(
            f"jira_events: allow_unauthenticated requires a loopback address as host, not {options.host}; "
            "set secret or path_token"
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_half_tls(options: Options) -> None:
    """Raise BadOption for a key without a certificate."""
    if options.keyfile and not options.certfile:
        raise BadOption("jira_events: keyfile requires certfile")


# -- decisions about a delivery: pure --


class Refusal(Exception):
    """Why a delivery is not accepted: the status of the response, and a reason without any content."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Delivery:
    """An event as it is kept: the raw body, and what is known beside it."""

    identifier: str | None
    meta: str
    body: bytes


def verify_signature(secret: str, header: str, body: bytes) -> bool:
    """Whether the header `METHOD=HEX` is the HMAC of these bytes; compares in constant time."""
    method, _sign, digest = header.strip().partition("=")
    algorithm = METHODS.get(method.strip().lower())
    if algorithm is None:
        return False
    expected = hmac.new(secret.encode(), body, algorithm).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.strip().lower().encode(errors="replace"))


def find_signature(headers: list[str]) -> str:
    """The signature of a delivery; raises Refusal if there is none, or more than one."""
    if len(headers) != 1 or not headers[0].strip():
        raise Refusal(401, "no signature" if not headers else "not exactly one signature")
    return headers[0]


def check_path(options: Options, path: str) -> None:
    """Raise Refusal unless the path is the one for deliveries; a secret part is compared in constant time."""
    if path == options.path:
        if options.path_token is not None:
            raise Refusal(401, "no secret path")
        return
    start = options.path + "/"
    if not path.startswith(start) or options.path_token is None:
        raise Refusal(404, "unknown path")
    rest = path[len(start) :].encode(errors="replace")
    if not hmac.compare_digest(options.path_token.encode(), rest):
        raise Refusal(403, "wrong secret path")


def parse_body(body: bytes) -> dict[str, Any]:
    """The JSON object in the body, which is UTF-8; raises Refusal."""
    try:
        payload = json.loads(body.decode(), parse_constant=refuse_number, parse_float=read_finite)
    except UnicodeDecodeError:
        raise Refusal(400, "the body is not UTF-8") from None
    except (ValueError, RecursionError):
        raise Refusal(400, "the body is not JSON") from None
    if not isinstance(payload, dict):
        raise Refusal(400, "the body is not a JSON object")
    return payload


def refuse_number(text: str) -> float:
    """Raise ValueError: what is not a number in JSON would end the rulebook's engine."""
    raise ValueError(text)


def read_finite(text: str) -> float:
    """The number, unless it is too large for one."""
    number = float(text)
    return number if math.isfinite(number) else refuse_number(text)


def read_kept(body: bytes) -> Any:
    """The payload of an accepted body. Halves of letters, as a server cuts them, become U+FFFD."""
    payload = json.loads(body)
    if b"\\ud" not in body.lower():
        return payload
    text = json.dumps(payload, ensure_ascii=False)
    return json.loads(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def describe(endpoint: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """The `meta` of an event: no header is in it but Jira's own and the type of the content."""
    kept = {
        name.title(): value
        for name, value in headers.items()
        if name.lower().startswith("x-atlassian-webhook-") or name.lower() == "content-type"
    }
    retry = kept.get("X-Atlassian-Webhook-Retry", "")
    return {
        "endpoint": endpoint,
        "headers": kept,
        "identifier": kept.get("X-Atlassian-Webhook-Identifier", "").strip() or None,
        "retry": int(retry) if re.fullmatch(r"[0-9]{1,9}", retry) else 0,
        "flow": kept.get("X-Atlassian-Webhook-Flow"),
    }


def is_doubled_comment(payload: Mapping[str, Any]) -> bool:
    """Whether the event only repeats that of a comment: an update of the issue in which nothing else changed."""
    if payload.get("webhookEvent") != "jira:issue_updated":
        return False
    if payload.get("issue_event_type_name") not in COMMENT_TYPES:
        return False
    changelog = payload.get("changelog") or {}
    items = changelog.get("items") if isinstance(changelog, dict) else None
    return all(
        isinstance(item, dict) and item.get("field") == "Comment"
        for item in (items if isinstance(items, list) else [])
    )


# -- the state file --

TABLES = """
CREATE TABLE IF NOT EXISTS seen (identifier TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS seen_at ON seen (at);
CREATE TABLE IF NOT EXISTS waiting (
    number INTEGER PRIMARY KEY AUTOINCREMENT, identifier TEXT, meta TEXT NOT NULL, body BLOB NOT NULL);
"""
ACCEPTED, REPEATED, FULL = "accepted", "repeated", "full"


class StateFile:
    """What was accepted, and which identifiers were seen: for one thread; a transaction is on disk at its end."""

    def __init__(self, options: Options, clock: Callable[[], float] = time.time) -> None:
        self._options = options
        self._clock = clock
        self._since_pruning = 0
        self.path = Path(str(options.state_path))
        try:
            self.path = self.path.expanduser()
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Bodies are in the file: only its owner reads it. SQLite gives its other files the same mode.
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self._db = self._open()
            self.count, self.bytes, self.last = self._measure()
            with self._transaction():
                self._prune()
        except (OSError, RuntimeError, sqlite3.Error) as error:
            hint = "; another source uses it" if "locked" in str(error) else ""
            raise CannotStart(
                f"jira_events cannot use the file {self.path}{hint} ({error}); set state_path to another one"
            ) from None

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=1, isolation_level=None, check_same_thread=False)
        try:
            # A second source with the same file would put every event a second time.
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA journal_size_limit = 67108864")
            db.executescript(f"BEGIN IMMEDIATE; {TABLES} COMMIT;")
        except sqlite3.Error:
            db.close()
            raise
        return db

    def _measure(self) -> tuple[int, int, int]:
        question = "SELECT count(*), coalesce(sum(length(body)), 0) FROM waiting"
        count, size = self._db.execute(question).fetchone()
        (last,) = self._db.execute("SELECT coalesce(max(number), 0) FROM waiting").fetchone()
        return int(count), int(size), int(last)

    def close(self) -> None:
        """Close the file; another source may then use it."""
        self._db.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        before = self.count, self.bytes
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self.count, self.bytes = before
            # After a full disk there may be no transaction any more.
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise

    def record(self, handed_over: list[int], deliveries: list[Delivery]) -> list[str]:
        """Forget what was handed over, and accept deliveries, in one transaction: what became of each."""
        with self._transaction():
            for number in handed_over:
                self._forget(number)
            outcomes = [self._accept(delivery) for delivery in deliveries]
            self._since_pruning += outcomes.count(ACCEPTED)
            if self._since_pruning >= ACCEPTED_BETWEEN_PRUNINGS:
                self._prune()
        return outcomes

    def _forget(self, number: int) -> None:
        question = "SELECT length(body) FROM waiting WHERE number = ?"
        for (size,) in self._db.execute(question, (number,)).fetchall():
            self._db.execute("DELETE FROM waiting WHERE number = ?", (number,))
            self.count -= 1
            self.bytes -= size

    def _accept(self, delivery: Delivery) -> str:
        """Test and set, and the event itself: both, or neither."""
        seen = "SELECT 1 FROM seen WHERE identifier = ?"
        size = len(delivery.body)
        if self._db.execute(seen, (delivery.identifier,)).fetchone():
            return REPEATED
        # An event that alone is larger than all may be has its turn when nothing else waits.
        if self.count >= self._options.queue_size or (
            self.count and self.bytes + size > self._options.queue_bytes
        ):
            return FULL
        if delivery.identifier is not None:
            new = "INSERT OR IGNORE INTO seen VALUES (?, ?)"
            self._db.execute(new, (delivery.identifier, self._clock()))
        row = (delivery.identifier, delivery.meta, delivery.body)
        self._db.execute("INSERT INTO waiting (identifier, meta, body) VALUES (?, ?, ?)", row)
        self.count += 1
        self.bytes += size
        return ACCEPTED

    def _prune(self) -> None:
        """Forget the oldest identifiers: by age, then by count, but not of events that still wait."""
        kept = "identifier NOT IN (SELECT identifier FROM waiting WHERE identifier IS NOT NULL)"
        oldest = self._clock() - self._options.remember_days * 86400
        self._db.execute(f"DELETE FROM seen WHERE at < ? AND {kept}", (oldest,))  # noqa: S608 - a constant
        (count,) = self._db.execute("SELECT count(*) FROM seen").fetchone()
        surplus = (
            f"DELETE FROM seen WHERE {kept} AND identifier IN "  # noqa: S608 - a constant
            "(SELECT identifier FROM seen ORDER BY at LIMIT ?)"
        )
        self._db.execute(surplus, (max(0, count - self._options.remember_count),))
        self._since_pruning = 0

    def next_after(self, number: int) -> tuple[int, str, bytes] | None:
        """The first event that waits with a higher number: its number, meta and body."""
        question = "SELECT number, meta, body FROM waiting WHERE number > ? ORDER BY number LIMIT 1"
        row = self._db.execute(question, (number,)).fetchone()
        return (int(row[0]), str(row[1]), bytes(row[2])) if row else None


# -- the inbox: many deliveries, one thread that writes --


class Inbox:
    """Accepts deliveries in the order in which they arrive; those that arrive meanwhile share the next transaction."""

    def __init__(self, state: StateFile) -> None:
        self._state = state
        self._thread = ThreadPoolExecutor(1, "jira_events")
        self._arrived: list[tuple[Delivery, asyncio.Future[str]]] = []
        self._handed_over: list[int] = []
        self._unconfirmed: list[int] = []
        self._work = asyncio.Event()
        self.waits = asyncio.Event()
        self.waits.set()
        # Events up to this number were accepted before this start.
        self.left_over = state.last

    @property
    def depth(self) -> int:
        """How many events wait for the rulebook."""
        return self._state.count

    def is_full(self, options: Options) -> bool:
        """Whether nothing more can be accepted now, whatever its size."""
        return self.depth >= options.queue_size or self._state.bytes >= options.queue_bytes

    async def accept(self, delivery: Delivery) -> str:
        """Write the delivery to the state file, and return what became of it; raises sqlite3.Error."""
        outcome: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._arrived.append((delivery, outcome))
        self._work.set()
        return await outcome

    def mark(self, number: int) -> None:
        """Have an event forgotten that was put into the rulebook's queue."""
        self._handed_over.append(number)
        self._work.set()

    def await_confirmation(self, number: int) -> None:
        """Keep an event that was put until it, or a later one, is confirmed."""
        self._unconfirmed.append(number)

    def confirm(self, number: int) -> None:
        """Mark an event, and those before it: what ansible-rulebook failed at is passed over, and never confirmed."""
        for earlier in [each for each in self._unconfirmed if each <= number]:
            self.mark(earlier)
        self._unconfirmed = [each for each in self._unconfirmed if each > number]

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._work.wait()
            self._work.clear()
            await self.write()

    async def write(self) -> None:
        """Write all that is there, in one transaction."""
        arrived, self._arrived = self._arrived, []
        handed_over, self._handed_over = self._handed_over, []
        deliveries = [delivery for delivery, _outcome in arrived]
        try:
            outcomes = await self._ask(self._state.record, handed_over, deliveries)
        except sqlite3.Error as error:
            LOG.error("jira_events cannot write its state file: %s", error)  # noqa: TRY400 - no traceback
            # They are marked with the next event that arrives, or are put again after a restart.
            self._handed_over = handed_over + self._handed_over
            outcomes = [FULL] * len(arrived)
        for (_delivery, outcome), became in zip(arrived, outcomes):
            # Jira may have closed the connection meanwhile.
            if not outcome.done():
                outcome.set_result(became)
        if ACCEPTED in outcomes:
            self.waits.set()

    async def next_after(self, number: int) -> tuple[int, str, bytes] | None:
        """The next event, from the state file."""
        found: tuple[int, str, bytes] | None = await self._ask(self._state.next_after, number)
        return found

    async def _ask(self, question: Callable[..., Any], *given: Any) -> Any:
        # Shielded: what is cancelled before the thread has begun with it would not be written.
        asked = asyncio.get_running_loop().run_in_executor(self._thread, question, *given)
        return await asyncio.shield(asked)

    def close(self) -> None:
        """Write what was handed over, end the thread after that, and close the file."""
        marking = self._thread.submit(self._state.record, self._handed_over, [])
        self._thread.shutdown(wait=True)
        if isinstance(error := marking.exception(), sqlite3.Error):
            LOG.error("jira_events cannot write its state file: %s", error)
        self._state.close()


# -- the server --


class Door:
    """Answers requests: checks a delivery, has it accepted, and says so."""

    def __init__(self, options: Options, inbox: Inbox) -> None:
        self._options = options
        self._inbox = inbox
        # What bodies in memory may have together: those who know no secret can send some, too.
        self._free = max(4 * options.max_body, 64 * 1024 * 1024)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """The response to a request; whatever goes wrong with one, the next one is answered too."""
        try:
            if request.path == self._options.health_path:
                return self._show_health(request)
            return await self._receive(request)
        except Refusal as refusal:
            LOG.warning(
                "jira_events refused a request from %s: %d, %s",
                request.remote,
                refusal.status,
                refusal.reason,
            )
            return self._refuse(refusal.status)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - one bad event never ends the source
            # The text of the error may have parts of the event in it.
            LOG.error("jira_events could not handle a request: %s", type(error).__name__)  # noqa: TRY400
            return self._refuse(500)

    def _show_health(self, request: web.BaseRequest) -> web.Response:
        if request.method not in {"GET", "HEAD"}:
            raise Refusal(405, "the health path is for GET")
        return web.json_response({"waiting": self._inbox.depth})

    def _refuse(self, status: int) -> web.Response:
        headers = {"Retry-After": RETRY_AFTER} if status == 503 else {}
        return web.Response(status=status, headers=headers)

    async def _receive(self, request: web.BaseRequest) -> web.Response:
        options = self._options
        check_path(options, request.path)
        if request.method != "POST":
            raise Refusal(405, "not a POST")
        signature = (
            find_signature(request.headers.getall("X-Hub-Signature", [])) if options.secret else ""
        )
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Refusal(415, "the body is compressed")
        if (request.content_length or 0) > options.max_body:
            raise Refusal(413, "the body is larger than max_body")
        if self._inbox.is_full(options):
            raise Refusal(503, "the queue is full")
        chunks: list[bytes] = []
        try:
            await self._read(request, chunks)
            return await self._take(request, signature, b"".join(chunks))
        finally:
            self._free += sum(map(len, chunks))

    async def _read(self, request: web.BaseRequest, chunks: list[bytes]) -> None:
        """Add the raw body to the chunks, never more than max_body of it; raises Refusal."""
        if request.headers.get("Expect", "").lower() == "100-continue" and request.transport:
            request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        size = 0
        try:
            async with asyncio.timeout(self._options.body_timeout):
                async for chunk in request.content.iter_chunked(65536):
                    chunks.append(chunk)
                    size += len(chunk)
                    self._free -= len(chunk)
                    if size > self._options.max_body:
                        raise Refusal(413, "the body is larger than max_body")
                    if self._free < 0:
                        raise Refusal(503, "too many large bodies at a time")
        except TimeoutError:
            raise Refusal(408, "the body did not arrive in time") from None

    async def _take(self, request: web.BaseRequest, signature: str, body: bytes) -> web.Response:
        """Have a delivery accepted whose body is there; raises Refusal."""
        options = self._options
        if options.secret and not verify_signature(options.secret, signature, body):
            raise Refusal(403, "wrong signature")
        payload = parse_body(body)
        if options.skip_doubled_comments and is_doubled_comment(payload):
            return web.Response(text="skipped")
        meta = describe(options.path, request.headers)
        outcome = await self._inbox.accept(Delivery(meta["identifier"], json.dumps(meta), body))
        if outcome == FULL:
            raise Refusal(503, "the queue is full")
        return web.Response(text=outcome)


class Queue(Protocol):
    """What ansible-rulebook hands to a source: it holds one event, and runs the filters."""

    async def put(self, item: dict[str, Any]) -> None:
        """Put an event; waits until there is room."""


async def take_confirmations(inbox: Inbox, confirmations: asyncio.Queue[Any]) -> None:
    """Have forgotten what ansible-rulebook gives back after it was processed, until cancelled."""
    while True:
        event = await confirmations.get()
        meta = event.get("meta") if isinstance(event, dict) else None
        number = meta.get("number") if isinstance(meta, dict) else None
        if isinstance(number, int):
            inbox.confirm(number)


async def hand_over(inbox: Inbox, queue: Queue, confirmed: bool) -> None:
    """Put what waits into the rulebook's queue, one after another, until cancelled."""
    last = 0
    while True:
        inbox.waits.clear()
        try:
            found = await inbox.next_after(last)
        except sqlite3.Error as error:
            LOG.error("jira_events cannot read its state file: %s", error)  # noqa: TRY400 - no traceback
            await asyncio.sleep(5)
            continue
        if found is None:
            await inbox.waits.wait()
            continue
        last, meta, body = found
        known = {**json.loads(meta), "redelivered": last <= inbox.left_over}
        if confirmed:
            known["number"] = last
            inbox.await_confirmation(last)
        try:
            await queue.put({"payload": read_kept(body), "meta": known})
        except Exception as error:  # noqa: BLE001 - a filter that fails for one event does not end the source
            LOG.error("jira_events dropped an event, a filter failed: %s", type(error).__name__)  # noqa: TRY400
        # Only now: until this is on disk, a restart puts the event again.
        if not confirmed:
            inbox.mark(last)


def make_tls(options: Options) -> ssl.SSLContext | None:
    """What HTTPS is served with, if it is; raises CannotStart."""
    if options.certfile is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # A key with a pass phrase would stop and ask for it.
        context.load_cert_chain(options.certfile, options.keyfile, password="")
    except (OSError, ssl.SSLError, ValueError) as error:
        raise CannotStart(f"jira_events cannot use certfile and keyfile: {error}") from None
    return context


async def listen(options: Options, door: Door, tls: ssl.SSLContext | None) -> web.ServerRunner:
    """Start the server; raises CannotStart if it can't have the address."""
    # No access log: the secret path would be in it. No decompression: the signature is of the raw bytes.
    server = web.Server(door.answer, access_log=None, logger=SILENT, auto_decompress=False)
    runner = web.ServerRunner(server, shutdown_timeout=5)
    await runner.setup()
    site = web.TCPSite(runner, options.host, options.port, ssl_context=tls, backlog=1024)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise CannotStart(
            f"jira_events cannot listen on {options.host} port {options.port}: {error.strerror or error}"
        ) from None
    if tls is None and not is_loopback(options.host):
        LOG.warning(
            "jira_events listens on %s without TLS; set certfile, or use a proxy that has it",
            options.host,
        )
    host, port = runner.addresses[0][:2]
    shown = f"[{host}]" if ":" in host else host
    LOG.info(
        "jira_events listens on %s://%s:%d%s", "https" if tls else "http", shown, port, options.path
    )
    return runner


async def main(queue: Queue, args: dict[str, Any]) -> None:
    """Receive webhooks until cancelled; raises BadOption or CannotStart, each in one sentence."""
    try:
        await receive(queue, args)
    except (BadOption, CannotStart) as error:
        # ansible-rulebook shows the places that an error went through; they help no user.
        raise error.with_traceback(None) from None


async def receive(queue: Queue, args: dict[str, Any]) -> None:
    """Receive webhooks until cancelled."""
    options = read_options(args)
    tls = make_tls(options)
    inbox = Inbox(StateFile(options))
    try:
        runner = await listen(options, Door(options, inbox), tls)
        confirmations = args.get("eda_feedback_queue")
        endless = [inbox.run(), hand_over(inbox, queue, confirmations is not None)]
        if confirmations is not None:
            endless.append(take_confirmations(inbox, confirmations))
        work = [asyncio.create_task(each) for each in endless]
        try:
            # None ends by itself; a fault in one of them ends the source rather than hiding.
            ended, _others = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            # Deliveries that have arrived are still accepted, and then answered.
            await runner.cleanup()
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
    finally:
        inbox.close()
