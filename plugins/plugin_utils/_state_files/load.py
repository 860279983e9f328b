# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""State files: from paths on the controller to the declared assets, each with the line it was written in.

A state file is a list of assets, or a mapping with `defaults` and `assets`. Nothing in it is a template.
All problems in all files are found before anything is returned.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
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
from .marked import VAULT_HEADER
from .neighbours import kind_of
from .notes import Decrypt, Fields, Notes, Placed, vault_hint
from .yaml_file import yaml_documents

_BOM = "\ufeff"
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_MOST_SHOWN = 3


@dataclass(frozen=True)
class Loaded:
    """The declared assets, where each was written, and the texts that were `!vault` values.

    `skipped` has a sentence for each file of a folder that was recognized as something else than a state file.
    """

    assets: list[Fields]
    origins: list[str]
    secrets: frozenset[str]
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True)
class _File:
    """A file that was read: its assets, or what else it is."""

    assets: list[Placed]
    notes: Notes
    kind: str = ""


def load(paths: Iterable[str], base: str, decrypt: Decrypt) -> Loaded:
    """The assets of the files and folders, in their order. Raises InputError with all problems of all files.

    `decrypt` takes an Ansible vault text and returns its content, or raises AnsibleError.
    """
    given = list(paths)
    problems: list[str] = []
    read: dict[str, _File] = {}
    folders: dict[str, list[_File]] = {}
    for path, folder in list_files(given, base, problems):
        whole = os.path.abspath(path)
        if whole not in read:  # both a file and its folder may be given
            read[whole] = _read_file(path, Notes(visible(shown_path(path, base))), decrypt)
            problems += read[whole].notes.problems
        if folder:
            folders.setdefault(folder, []).append(read[whole])
    problems += _misplaced({os.path.abspath(one) for one in given}, read, folders)
    secrets = frozenset(text for one in read.values() for text in one.notes.secrets)
    if problems:
        hide = secrets_of(secrets).hide_in_sentence
        raise InputError([changed(one, hide) for one in problems])
    return Loaded(
        [asset.value for one in read.values() for asset in one.assets],
        [f"{one.notes.name}:{asset.line}" for one in read.values() for asset in one.assets],
        secrets,
        tuple(
            f"{one.notes.name} is not read: it is {one.kind}" for one in read.values() if one.kind
        ),
    )


def _misplaced(
    given: Container[str], read: Mapping[str, _File], folders: Mapping[str, Sequence[_File]]
) -> Iterator[str]:
    """What is wrong with files that are something else than state files: all others in a folder are left out."""
    for path, file in read.items():
        if file.kind and path in given:
            yield f"{file.notes.name}: it is {file.kind}, not a state file; remove it from src"
    for folder, files in folders.items():
        if all(one.kind for one in files):
            shown = ", ".join(f"{one.notes.name} is {one.kind}" for one in files[:_MOST_SHOWN])
            more = f", and {len(files) - _MOST_SHOWN} more" if len(files) > _MOST_SHOWN else ""
            yield f"{folder}: no file in this folder is a state file: {shown}{more}"


def _read_file(path: str, notes: Notes, decrypt: Decrypt) -> _File:
    """One file: its assets with the defaults of their document merged in, unless it is something else."""
    text = _read_text(path, notes, decrypt)
    reader = json_documents if path.lower().endswith(".json") else yaml_documents
    try:
        documents = list(reader(text, notes, decrypt)) if text.strip() else []
    except RecursionError:
        notes.problem(1, "lists and mappings are nested too deeply")
        return _File([], notes)
    kind = kind_of(documents)
    if kind:
        return _File([], Notes(notes.name), kind)
    folder = os.path.dirname(os.path.abspath(path))
    return _File([asset for one in documents for asset in assets_of(one, folder, notes)], notes)


def _read_text(path: str, notes: Notes, decrypt: Decrypt) -> str:
    """The text of a file; empty, with a problem, if it cannot be read as one."""
    try:
        with open_file(path) as file:
            content = file.read()
    except OSError as error:
        notes.problem(1, f"cannot be read: {error.strerror}")
        return ""
    try:
        text = _decoded(content, decrypt)
    except AnsibleError as error:
        notes.problem(1, f"the file cannot be decrypted{vault_hint(error)}")
        return ""
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        notes.problem(line, "not UTF-8; save the file in this encoding")
        return ""
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        what = f"a merge conflict is not resolved ('{conflict[0][:40]}')"
        notes.problem(line, f"{what}: choose what is right, and remove the markers")
        return ""
    return text


def _decoded(content: bytes, decrypt: Decrypt) -> str:
    """The text, decrypted, without byte order marks. Raises AnsibleError, UnicodeDecodeError."""
    vaulted = content[: len(VAULT_HEADER) + 100].lstrip(b"\xef\xbb\xbf \t\r\n")
    if vaulted.startswith(VAULT_HEADER):
        content = decrypt(content[content.index(VAULT_HEADER) :])
    text = content.decode("utf-8")
    if _BOM not in text:
        return text
    # Files that were joined have one in the middle.
    return re.sub(f"^{_BOM}+", "", text, flags=re.MULTILINE)
