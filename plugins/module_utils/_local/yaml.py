# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data as YAML for people: in its own order, with Unicode characters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial
from importlib.util import find_spec
from typing import Any, Callable

YAML_IMPORT_ERROR = None if find_spec("yaml") else "No module named 'yaml'"


# What no reader or writer of YAML takes for anything else than a text, or folds.
_PLAIN = re.compile(
    r"(?=.{1,50}\Z)(?!(?i:true|false|yes|no|on|off|null)\Z)[A-Za-z][\w./+()@,-]*(?: [\w./+()@,-]+)*",
    re.ASCII,
)


def to_yaml(data: Any) -> str:
    """The data as YAML; empty for no data."""
    if not data:
        return ""
    try:
        return _in_lines(data) or _dumped(data)
    except UnicodeEncodeError:
        return _dumped(_without_surrogates(data))


def _in_lines(data: Any) -> str:
    """A mapping of plain texts and numbers, as `_dumped` writes it, in a small part of its time; empty for others."""
    lines: list[str] = []
    for key, value in data.items() if isinstance(data, dict) else ():
        name, text = isinstance(key, str) and _plain(key), _plain(value)
        if not name or not text:
            return ""
        lines.append(f"{name}: {text}\n")
    return "".join(lines)


def _plain(value: Any) -> str:
    """A text, number or null as it is written without quotes; empty for what may need some, or more than a line."""
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else ""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return "null" if value is None else str(value) if is_number else ""


@cache
def _dump() -> Callable[..., Any]:
    """The way of PyYAML to write data, with texts of several lines as blocks."""
    import yaml  # noqa: PLC0415 - results without changes have nothing to write

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        """Writes texts of several lines as blocks."""

    def represent_text(dumper: Any, text: str) -> Any:
        style = "|" if "\n" in text.strip("\n") else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, represent_text)
    return partial(yaml.dump, Dumper=Dumper)


def _dumped(data: Any) -> str:
    text: str = _dump()(
        data,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=120,
    )
    return text


def _without_surrogates(data: Any) -> Any:
    """The data with lone surrogates, which have no form in YAML, as escapes such as `\\ud800`."""
    if isinstance(data, str):
        return data.encode(errors="backslashreplace").decode()
    if isinstance(data, Mapping):
        return {_without_surrogates(key): _without_surrogates(one) for key, one in data.items()}
    if isinstance(data, (list, tuple)):
        return list(map(_without_surrogates, data))
    return data
