# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web server: cheroot, with access to the socket for faults that cut connections."""

from __future__ import annotations

import logging
import socket
import struct
from dataclasses import dataclass
from typing import Any

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter


@dataclass(frozen=True)
class TlsFiles:
    """Paths of a certificate and its key; client_ca makes clients show a certificate of theirs."""

    certificate: str
    key: str
    client_ca: str | None = None


class ConnectionCut(ConnectionResetError):
    """Raised after a connection was closed on purpose."""


class _Gateway(wsgi.Gateway_10):
    """Hands the application a way to close its connection."""

    def get_environ(self) -> Any:
        environ: dict[str, Any] = super().get_environ()
        environ["sandbox.close"] = self._close
        return environ

    def _close(self) -> None:
        """Close with a reset instead of a goodbye."""
        connection = self.req.conn.socket
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.req.close_connection = True
        raise ConnectionCut(104, "cut on purpose")


class Listener(wsgi.Server):
    """A threaded server, quiet about clients that go away."""

    expiration_interval = 0.02
    timeout = 60
    shutdown_timeout = 1

    def __init__(self, host: str, port: int, tls: TlsFiles | None, threads: int) -> None:
        super().__init__((host, port), None, numthreads=threads, server_name="sandbox")
        self.gateway = _Gateway
        if tls is not None:
            self.ssl_adapter = BuiltinSSLAdapter(tls.certificate, tls.key)
            if tls.client_ca:
                self.ssl_adapter.context.load_verify_locations(tls.client_ca)
                self.ssl_adapter.context.verify_mode = 2  # ssl.CERT_REQUIRED

    def clear_stats(self) -> None:
        """Count from zero, and out of sight.

        cheroot enters each server into a registry of the process, which would keep it and its data for ever.
        """
        super().clear_stats()
        registry: dict[str, Any] = getattr(logging, "statistics", {})
        registry.pop(f"Cheroot HTTPServer {id(self)}", None)

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Report errors, unless they were wanted."""
        if "Connection" not in msg:
            super().error_log(msg, level, traceback)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.socket.getsockname()[1])
