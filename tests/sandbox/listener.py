# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web server: cheroot, with access to the socket for faults that cut connections."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter

from .wire import Wire


@dataclass(frozen=True)
class TlsFiles:
    """Paths of a certificate and its key; client_ca makes clients show a certificate of theirs."""

    certificate: str
    key: str
    client_ca: str | None = None


class _Gateway(wsgi.Gateway_10):
    """Hands the connection itself to the application."""

    def get_environ(self) -> Any:
        environ: dict[str, Any] = super().get_environ()
        environ["sandbox.wire"] = _Wire(self.req)
        return environ


class _Wire(Wire):
    """The connection of a request, which is not used again after a trick."""

    def __init__(self, request: Any) -> None:
        super().__init__(request.conn.socket, request.server.stop_listening)
        self._request = request

    def cut(self) -> NoReturn:
        self._request.close_connection = True
        super().cut()

    def close(self) -> NoReturn:
        self._request.close_connection = True
        super().close()


class Listener(wsgi.Server):
    """A threaded server, quiet about clients that go away."""

    expiration_interval = 0.02
    timeout = 60
    shutdown_timeout = 1

    def __init__(self, host: str, port: int, tls: TlsFiles | None, threads: int) -> None:
        super().__init__((host, port), None, numthreads=threads, server_name="sandbox")
        self.stop_listening: Callable[[float | None], None] = lambda seconds: self.deafen()
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

    def deafen(self) -> None:
        """Refuse connections from now on. Those that are open are still served."""
        self.socket.close()

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Report errors, unless they were wanted."""
        if "Connection" not in msg:
            super().error_log(msg, level, traceback)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.socket.getsockname()[1])
