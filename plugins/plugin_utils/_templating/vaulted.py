# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a value in a template is encrypted with ansible-vault, on every release of Ansible."""

from __future__ import annotations

from typing import Any, Callable

_ciphertext: Callable[[Any], Any]
try:
    from ansible.parsing.vault import VaultHelper  # since 2.19
except ImportError:
    from ansible.parsing.yaml.objects import AnsibleVaultEncryptedUnicode

    def _ciphertext(value: Any) -> Any:
        return isinstance(value, AnsibleVaultEncryptedUnicode) or None
else:

    def _ciphertext(value: Any) -> Any:
        return VaultHelper.get_ciphertext(value, with_tags=False)


def is_vaulted(value: Any) -> bool:
    """Whether the text was, or still is, encrypted."""
    return not isinstance(value, (dict, list, tuple)) and _ciphertext(value) is not None
