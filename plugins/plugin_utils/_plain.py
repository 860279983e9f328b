# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values between Ansible and us: options as modules get them, and server texts that are never templates."""

from __future__ import annotations

import datetime
import functools
import json
import re
from collections.abc import Mapping
from typing import Any, Callable

from ansible.module_utils.common import json as ansible_json

from ..module_utils._core.kinds.written import MOMENT

wrap_var: Callable[[str], str] = str  # newer releases of Ansible need no mark
try:
    from ansible.template import trust_as_template  # since 2.19 only what is marked is a template
except ImportError:
    from ansible.utils.unsafe_proxy import wrap_var

    MUST_BE_MARKED = True
else:
    del trust_as_template
    MUST_BE_MARKED = False
"""Whether Ansible takes every text for a template unless it is marked as unsafe."""


_BARE = re.compile(r"[\w .,:/+-]*")
_NUMBERS = re.compile(r"[0-9 .,:/+-]*")
_SIDE_BY_SIDE = re.compile(r"\w \w")
# Those of Jinja that are words; a number may stand before them without a space.
_OPERATOR = re.compile(r"\b(?:[0-9]\w*)?(?:and|or|not|in|is|if|else)\b")


def is_inert(text: str) -> bool:
    """Whether Ansible can take the text neither for a template nor for an expression that names a variable.

    It has no delimiter of Jinja, no quote or bracket, and no "#" as in "#jinja2:", which may set other delimiters. But
    a text that a template yields may be evaluated without delimiters, as in `when: "{{ text }}"`. So it also has no
    letters, or two words side by side, without an operator of Jinja: that is no expression.
    """
    if not _BARE.fullmatch(text):
        return False
    if _NUMBERS.fullmatch(text):
        return True
    return bool(_SIDE_BY_SIDE.search(text)) and not _OPERATOR.search(text)


@functools.lru_cache(maxsize=50_000)
def _marked(text: str) -> str:
    """Marked texts take Ansible longer, and its output shows them in a form of their own, so only what must be is."""
    marked: str = text if is_inert(text) else wrap_var(text)
    return marked


def no_template(value: Any) -> Any:
    """The data of a server, with the marks without which Ansible may take a text for a template. Data is plain JSON."""
    return _with_no_template(value) if MUST_BE_MARKED else value


def _with_no_template(value: Any) -> Any:
    if isinstance(value, str):
        return _marked(value)
    if isinstance(value, dict):
        return {_with_no_template(key): _with_no_template(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_no_template(one) for one in value]
    return value


_HARMLESS = re.compile(r"(?!#jinja2:)[\w .,:@#/+-]+")


def host_name(text: str) -> str:
    """The name of a host, marked so that it is never a template; left as it is where it cannot be one.

    Older releases of Ansible show marked texts in a form that programs do not expect for a name.
    """
    marked: str = text if _HARMLESS.fullmatch(text) else no_template(text)
    return marked


def plain(value: Any) -> Any:
    """An option as modules receive it: plain data, vaulted texts decrypted, dates as texts.

    A date with time is marked, as YAML makes one of texts that look different from ISO's form.
    """
    encoder: Any
    settings: dict[str, Any]
    if hasattr(ansible_json, "get_module_encoder"):  # from ansible-core 2.19 on
        direction = ansible_json.Direction.CONTROLLER_TO_MODULE
        encoder, settings = ansible_json.get_module_encoder("legacy", direction), {}
    else:
        encoder, settings = ansible_json.AnsibleJSONEncoder, {"vault_to_text": True}
    return json.loads(json.dumps(_with_marks(value), cls=encoder, **settings))


def _with_marks(value: Any) -> Any:
    """The data with each date with time in a mapping that shows what it is."""
    if isinstance(value, datetime.datetime):
        return {MOMENT: value.isoformat()}
    if isinstance(value, Mapping):
        return {key: _with_marks(one) for key, one in value.items()}
    return [_with_marks(one) for one in value] if isinstance(value, (list, tuple)) else value
