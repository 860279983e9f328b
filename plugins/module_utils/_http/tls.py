# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which certificates are trusted, and which one is shown."""

from __future__ import annotations

from .._core.errors import InputError
from . import libraries
from .connection import Connection, existing


def trusted(connection: Connection) -> bool | str:
    """What requests calls `verify`: whether certificates are checked, or with which authorities. Raises InputError."""
    if not connection.validate_certs:
        warning = libraries.urllib3.exceptions.InsecureRequestWarning
        libraries.urllib3.disable_warnings(warning)
        return False
    if connection.ca_path:
        return existing("ca_path", connection.ca_path)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        path = connection.environment.get(name)
        if path:
            return existing(f"ca_path (from {name})", path)
    return True


def client_certificate(connection: Connection) -> tuple[str, str] | None:
    """What requests calls `cert`: the files of a certificate and its key. Raises InputError."""
    if not connection.client_cert:
        if connection.client_key:
            raise InputError(["client_key: requires client_cert, the certificate of this key"])
        return None
    certificate = existing("client_cert", connection.client_cert)
    # Naming a file that holds both twice makes urllib3 look for a passphrase, instead of OpenSSL asking for it.
    key = connection.client_key
    return certificate, existing("client_key", key) if key else certificate
