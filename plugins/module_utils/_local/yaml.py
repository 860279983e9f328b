# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data as YAML for people: in its own order, with Unicode characters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from importlib.util import find_spec
from typing import Any, Callable

YAML_IMPORT_ERROR = None if find_spec("yaml") else "No module named 'yaml'"


def to_yaml(data: Any) -> str:
    """The data as YAML; empty for no data."""
    if not data:
        return ""
    try:
        return _dumped(data)
    except UnicodeEncodeError:
        return _dumped(_without_surrogates(data))


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
