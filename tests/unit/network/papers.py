# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An authority of our own, and the certificates that it issues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import trustme
from cryptography.hazmat.primitives import serialization


class Papers:
    """An authority in a folder. Its files are readable for all: they are worth nothing elsewhere."""

    def __init__(self, folder: Path, name: str = "authority", parent: Papers | None = None) -> None:
        self._folder, self._name = folder, name
        self.authority: Any = parent.authority.create_child_ca() if parent else trustme.CA()
        self.ca = self.write("ca.pem", self.authority.cert_pem.bytes())

    def write(self, name: str, content: bytes) -> str:
        """Write a file of this authority; its path."""
        path = self._folder / f"{self._name}-{name}"
        path.write_bytes(content)
        path.chmod(0o644)
        return str(path)

    def issue(
        self, name: str, *identities: str, passphrase: bytes | None = None, **given: Any
    ) -> str:
        """The path of a file with a certificate, what leads up to its root, and its key."""
        issued = self.authority.issue_cert(*identities, **given)
        chain = b"".join(one.bytes() for one in issued.cert_chain_pems)
        key = issued.private_key_pem.bytes()
        return self.write(
            f"{name}.pem", (with_passphrase(key, passphrase) if passphrase else key) + chain
        )

    def issue_pair(
        self, name: str, *identities: str, passphrase: bytes | None = None
    ) -> tuple[str, str]:
        """The paths of a certificate and of its key."""
        issued = self.authority.issue_cert(*identities)
        key = issued.private_key_pem.bytes()
        return (
            self.write(f"{name}-cert.pem", issued.cert_chain_pems[0].bytes()),
            self.write(f"{name}-key.pem", with_passphrase(key, passphrase) if passphrase else key),
        )


def with_passphrase(key: bytes, passphrase: bytes) -> bytes:
    """A key that only its passphrase opens, as PEM."""
    return serialization.load_pem_private_key(key, None).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )
