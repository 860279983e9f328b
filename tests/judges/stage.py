# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox of a profile with a recorder around it, and a certificate for clients that insist on https."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from ..sandbox.sandbox import Sandbox, TlsFiles
from .exchanges import Recorder

SEEDS = Path(__file__).parent / "seeds"
CLOUD = "cloud"


@dataclass(frozen=True)
class Stage:
    """A sandbox that listens, and what is recorded of it."""

    profile: str
    url: str
    sandbox: Sandbox
    recorder: Recorder


@contextmanager
def stage(profile: str, seed: str, tls: TlsFiles | None = None) -> Iterator[Stage]:
    """A sandbox of a profile, until the block ends; Cloud has no context path."""
    context = "/" if profile == CLOUD else "/jira"
    path = SEEDS / f"{seed}.yml"
    sandbox = Sandbox(str(path) if path.exists() else seed, {"profile": profile}, context, tls)
    with sandbox:
        recorder = Recorder(profile, "" if context == "/" else context)
        sandbox.surround(recorder.around)
        yield Stage(profile, sandbox.url, sandbox, recorder)


def certificate(folder: Path) -> tuple[TlsFiles, Path]:
    """A certificate for 127.0.0.1, and the file of the authority that vouches for it."""
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1", "localhost")
    chain, key, trusted = folder / "chain.pem", folder / "key.pem", folder / "authority.pem"
    chain.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(str(key))
    authority.cert_pem.write_to_path(str(trusted))
    return TlsFiles(str(chain), str(key)), trusted


@dataclass(frozen=True)
class Ended:
    """How a command of others ended."""

    code: int
    output: str


def run(
    command: Sequence[str | Path], folder: Path, seconds: int, env: Mapping[str, str] | None = None
) -> Ended:
    """Run a command in a folder; one that takes too long is ended, and says so."""
    try:
        done = subprocess.run(
            list(map(str, command)),
            cwd=folder,
            env=env,
            timeout=seconds,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired as late:
        # Also with text=True, what came until then is not decoded.
        shown = bytes(late.stdout or b"").decode("utf-8", "replace")
        return Ended(124, f"{shown}\nended after {seconds} s")
    return Ended(done.returncode, done.stdout)


def read_lines_of_json(path: Path) -> list[dict[str, object]]:
    """The objects of a file with one on each line; none if the file is not there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
