# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong below HTTP, as a table: names, routes, TLS, proxies, time-outs, broken connections."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Callable

from .._core.errors import Unreachable
from . import libraries

NETWORK_FAULTS: tuple[type[BaseException], ...] = (OSError,)
if libraries.REQUESTS_IMPORT_ERROR is None:
    NETWORK_FAULTS += (
        libraries.requests.exceptions.RequestException,
        libraries.urllib3.exceptions.HTTPError,
    )


LONGEST_WORDS = 2**12  # characters


class Hopeless(Unreachable):
    """A fault that waiting will not mend: it is reported at once."""


@dataclass(frozen=True)
class Fault:
    """A row of transport faults. `sent` is False where nothing can have arrived; `final`: waiting will not help.

    The pattern is searched for in the names of all exceptions in the chain, and in the words of the innermost.
    """

    exception: str
    pattern: str
    sentence: str
    sent: bool
    final: bool = False

    def kind(self) -> type[BaseException]:
        """The class of the exceptions that the row is about."""
        found: Any = getattr(libraries.requests.exceptions, self.exception, BaseException)
        return found  # type: ignore[no-any-return]


FAULTS: tuple[Fault, ...] = (
    Fault(
        "ProxyError",
        # tinyproxy refuses a wrong login with 401, all others with 407.
        r"Tunnel connection failed: 40[17]",
        "the proxy requires a login; set proxy to http://user:password@host:port, check both, and percent-encode"
        " special characters",
        False,
        True,
    ),
    Fault(
        "ProxyError",
        r"Tunnel connection failed: 50[0234]",
        "the proxy could not reach {where}; check url and proxy",
        False,
    ),
    Fault(
        "ProxyError",
        r"Tunnel connection failed|NewConnection|NameResolution|ConnectTimeout|Connection refused",
        "the proxy did not forward the request; check proxy",
        False,
        True,
    ),
    Fault(
        "ProxyError",
        r"(?i)certificate.?verify.?failed|certificate has expired|doesn't match",
        "the certificate of the proxy is not valid or not trusted; set ca_path to the certificate file of its"
        " authority, or check proxy",
        False,
        True,
    ),
    Fault(
        "ProxyError",
        r"(?i)timed out",
        "the proxy did not answer within {timeout} (timeout); check proxy",
        True,
    ),
    # Old versions of urllib3 call any broken connection with a proxy so, also after the request was sent.
    Fault("ProxyError", "", "the connection to the proxy was lost; check proxy", True),
    Fault(
        "InvalidProxyURL",
        "",
        "proxy is not a valid URL",
        False,
        True,
    ),
    Fault(
        "InvalidSchema",
        "SOCKS",
        "a SOCKS proxy requires the Python library PySocks; install it or change proxy",
        False,
        True,
    ),
    Fault(
        "SSLError",
        r"(?i)certificate has expired",
        "the certificate of {where} has expired; renew it on the server",
        False,
        True,
    ),
    Fault(
        "SSLError",
        r"(?i)certificate is not yet valid",
        "the certificate of {where} is not valid yet; check the clocks of this host and of the server",
        False,
        True,
    ),
    Fault(
        "SSLError",
        r"(?i)mismatch, certificate|doesn't match",
        "the certificate of {where} was issued for another name; set url to a name that is in it",
        False,
        True,
    ),
    Fault(
        "SSLError",
        r"(?i)certificate.?verify.?failed",
        "the certificate of {where} is not trusted; set ca_path to the certificate file of its authority",
        False,
        True,
    ),
    Fault(
        "SSLError",
        r"(?i)PEM lib|X509|no start line|key is encrypted|bad decrypt",
        "ca_path, client_cert or client_key cannot be used; they must be PEM files, the key must belong to the"
        " certificate and have no passphrase",
        False,
        True,
    ),
    Fault(
        "SSLError",
        r"(?i)alert (?:certificate|bad certificate|unknown ca|handshake|access denied)",
        "{where} does not accept the connection without a valid client certificate; set client_cert and client_key",
        False,
        True,
    ),
    Fault(
        "SSLError",
        r"(?i)alert protocol version|unsupported.protocol|version too low",
        "{where} and this host share no version of TLS; enable TLS 1.2 or later on the server",
        False,
        True,
    ),
    Fault(
        "SSLError",
        r"(?i)wrong.version|unsupported|alert|handshake|record layer|http request",
        "no secure connection to {where} could be established; check url, and that this port speaks https",
        False,
        True,
    ),
    Fault("SSLError", "", "the secure connection to {where} was lost", True),
    Fault(
        "ConnectTimeout",
        "",
        "{where} did not accept the connection within {timeout} (timeout); check url and the network",
        False,
    ),
    Fault(
        "ReadTimeout", "", "{where} did not answer within {timeout} (timeout); raise timeout", True
    ),
    Fault(
        "ConnectionError",
        r"(?i)temporary failure in name resolution",
        "the host name in url ({where}) cannot be resolved at the moment; check url and DNS",
        False,
    ),
    Fault(
        "ConnectionError",
        r"NameResolution|Name or service not known|nodename nor servname|No address associated|getaddrinfo failed",
        "the host name in url ({where}) is unknown; check url and DNS",
        False,
        True,
    ),
    # It may be the server that the proxy could not connect to.
    Fault("ConnectionError", r"SOCKS", "the proxy did not forward the request; check proxy", False),
    Fault(
        "ConnectionError",
        r"NewConnectionError",
        "nothing answers at {where}; check url, and that Jira is running",
        False,
    ),
    Fault(
        "ConnectionError",
        r"LineTooLong|HTTPException got more than",
        "the server at {where} sends too many or too long headers; check url, and any proxy in between",
        True,
    ),
    Fault(
        "ConnectionError",
        r"BadStatusLine|UnknownProtocol",
        "the server at {where} does not speak HTTP; check url",
        True,
    ),
    Fault("InvalidURL", "", "url is not a valid URL", False, True),
    Fault("BaseException", "", "the connection to {where} was lost", True),
)


def find_fault(fault: BaseException) -> Fault:
    """The row of a transport fault."""
    chain = chain_of(fault)
    text = " ".join([*(type(one).__name__ for one in chain), _words(chain[-1])])
    return next(
        row for row in FAULTS if isinstance(fault, row.kind()) and re.search(row.pattern, text)
    )


def chain_of(fault: BaseException) -> list[BaseException]:
    """A transport fault and those that it is about, down to the innermost."""
    chain = [fault]
    while True:
        inside = (getattr(chain[-1], "reason", None), *chain[-1].args)
        inner = next((one for one in inside if isinstance(one, BaseException)), None)
        if inner is None or inner in chain:
            return chain
        chain.append(inner)


def reason_of(fault: BaseException, hide: Callable[[str], str]) -> str:
    """The innermost words of a chain of transport faults, without secrets, short enough for a sentence."""
    inner = chain_of(fault)[-1]
    text = re.sub(
        r"<[^<>]+>:? ?|\bHTTPS?Connection(?:Pool)?\([^()]*\):? ?|\[[^\[\]]*\] |\(_ssl\.c:\d+\)"
        r"|Failed to establish a new connection: ",
        "",
        hide(_words(inner)),
    )
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(text.split())[:160].strip() or type(inner).__name__


def _words(fault: BaseException) -> str:
    """What an exception says, as far as anybody reads it: it may quote what a server sent, of any length."""
    return str(fault)[:LONGEST_WORDS]
