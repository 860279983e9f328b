# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that Ansible marks: secrets, which are decrypted, and texts that look like templates and are none."""

from __future__ import annotations

import re
from typing import Any

from ansible.errors import AnsibleError

from .notes import Decrypt, Notes, vault_hint

VAULT_HEADER = b"$ANSIBLE_VAULT;"
VAULTED, UNSAFE = "__ansible_vault", "__ansible_unsafe"
"""The only key of a mapping that stands for a marked value in JSON."""

_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_LONGEST_SHOWN = 60
NO_TEMPLATE = "a state file is not a template"


def may_have_templates(text: str) -> bool:
    """Whether a file is worth a closer look."""
    return "{{" in text or "{%" in text


class MarkedValues:
    """Decrypts the secrets of one file, and refuses its templates."""

    def __init__(self, notes: Notes, decrypt: Decrypt, unsafe: str) -> None:
        self._notes, self._decrypt, self._unsafe = notes, decrypt, unsafe
        self._decrypted: dict[str, str] = {}

    def secret(self, vault_text: str, line: int) -> str | None:
        """The text of a vaulted value; None, with a problem, if it cannot be decrypted."""
        if vault_text not in self._decrypted:
            try:
                content = self._decrypt(vault_text.strip().encode())
                self._decrypted[vault_text] = content.decode()
            except AnsibleError as error:
                self._notes.problem(
                    line, f"the !vault value cannot be decrypted{vault_hint(error)}"
                )
                return None
            except UnicodeDecodeError:
                self._notes.problem(line, "the !vault value is not UTF-8 text")
                return None
        text = self._decrypted[vault_text]
        self._notes.secrets.update(filter(None, (text,)))
        return text

    def check(self, text: str, line: int) -> None:
        """Note a problem if the text has a template in it."""
        found = _TEMPLATE.search(text)
        if found:
            self.refuse(found[0], line)

    def refuse(self, template: str, line: int) -> None:
        """Note that this is not a template here."""
        shown = " ".join(template.split())
        if len(shown) > _LONGEST_SHOWN:
            shown = f"{shown[:_LONGEST_SHOWN]}..."
        self._notes.problem(
            line,
            f"{NO_TEMPLATE}: '{shown}' is not replaced; write the value itself, or mark a text"
            f" that has such braces: {self._unsafe}",
        )


def marked(value: Any) -> tuple[str, str]:
    """The mark of a mapping that stands for a marked value, and its text; two empty texts for any other value."""
    if isinstance(value, dict) and len(value) == 1:
        for mark in (VAULTED, UNSAFE):
            if isinstance(value.get(mark), str):
                return mark, value[mark]
    return "", ""
