# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""State files: from paths on the controller to the declared assets, each with the line it was written in.

A state file is a list of assets, or a mapping with `defaults` and `assets`. Nothing in it is a template.
All problems in all files are found before anything is returned.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from ansible.errors import AnsibleError

from ...module_utils._core.errors import InputError
from ...module_utils._core.remarks import changed
from ...module_utils._core.visible import visible
from ...module_utils._local.files import open_file
from ...module_utils._module.cleared import secrets_of
from .assets import assets_of
from .files import list_files, shown_path
from .json_file import json_documents
from .notes import Decrypt, Fields, Notes, Placed, vault_hint
from .yaml_file import yaml_documents

VAULT_HEADER = b"$ANSIBLE_VAULT;"


@dataclass(frozen=True)
class Loaded:
    """The declared assets, where each was written, and the texts that were `!vault` values."""

    assets: list[Fields]
    origins: list[str]
    secrets: frozenset[str]


def load(paths: Iterable[str], base: str, decrypt: Decrypt) -> Loaded:
    """The assets of the files and folders, in their order. Raises InputError with all problems of all files.

    `decrypt` takes an Ansible vault text and returns its content, or raises AnsibleError.
    """
    loaded = Loaded([], [], frozenset())
    problems: list[str] = []
    secrets: set[str] = set()
    seen: set[str] = set()
    for path in list_files(paths, base, problems):
        if os.path.abspath(path) in seen:  # both a file and its folder were given
            continue
        seen.add(os.path.abspath(path))
        notes = Notes(visible(shown_path(path, base)))
        for asset in _read_file(path, notes, decrypt):
            loaded.assets.append(asset.value)
            loaded.origins.append(f"{notes.name}:{asset.line}")
        problems += notes.problems
        secrets |= notes.secrets
    if problems:
        hide = secrets_of(secrets).hide_in_sentence
        raise InputError([changed(one, hide) for one in problems])
    return Loaded(loaded.assets, loaded.origins, frozenset(secrets))


def _read_file(path: str, notes: Notes, decrypt: Decrypt) -> list[Placed]:
    """The assets of one file, with the defaults of their document merged in."""
    text = _read_text(path, notes, decrypt)
    reader = json_documents if path.lower().endswith(".json") else yaml_documents
    try:
        documents = list(reader(text, notes, decrypt)) if text.strip() else []
    except RecursionError:
        notes.problem(1, "lists and mappings are nested too deeply")
        return []
    folder = os.path.dirname(os.path.abspath(path))
    return [asset for one in documents for asset in assets_of(one, folder, notes)]


def _read_text(path: str, notes: Notes, decrypt: Decrypt) -> str:
    try:
        with open_file(path) as file:
            content = file.read()
    except OSError as error:
        notes.problem(1, f"cannot be read: {error.strerror}")
        return ""
    try:
        if content.startswith(VAULT_HEADER):
            content = decrypt(content)
        return content.decode("utf-8-sig")
    except AnsibleError as error:
        notes.problem(1, f"the file cannot be decrypted{vault_hint(error)}")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        notes.problem(line, "not UTF-8; save the file in this encoding")
    return ""
