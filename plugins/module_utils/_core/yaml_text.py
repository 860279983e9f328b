# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data as the text of a YAML file that people keep in git: it passes the default rules of yamllint and ansible-lint.

Lists are indented, and no line is longer than 80 characters. A text is written in the first form that holds it exactly:
plain, in quotes, as a block (`|`), folded (`>`), or in double quotes over several lines. Every reader of YAML, be it
of version 1.1 or 1.2, gets the same value back. What Ansible would take for a template has the tag `!unsafe`.
"""

from __future__ import annotations

import datetime
import json
import math
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .visible import visible

WIDTH = 80
"""The longest line that yamllint's default rules allow."""
TEMPLATE = re.compile(r"\{[{%#]")
"""What Ansible takes for the beginning of a template."""

_STEP = 2
_NARROWEST = 20  # however deep a text stands, its lines have this much room
_PLAIN = re.compile(r"[^\W_]|[^\W_][^\t\n]*[^\s:]|/[^\s:]+")
_SPECIAL = re.compile(r":\s|\s#")
# What some reader takes for another type than a text: YAML 1.1 has more of these than 1.2, and 1.2 has others.
_TYPED = re.compile(
    r"(?i:true|false|yes|no|on|off|y|n|null)"
    r"|0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+"
    r"|[0-9][0-9_,]*(\.[0-9_]*)?(e[-+]?[0-9]+)?"
    r"|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt\s].*)?",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"(?<=[^ ]) (?=[^ ])")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_PIECES = re.compile(r"(?:\\(?:u[0-9a-f]{4}|U[0-9a-f]{8}|.)|[^\\ ])+ *| +")
_LETTERS = re.compile(r"\\(?:u[0-9a-f]{4}|U[0-9a-f]{8}|.)|.")


def yaml_text(data: Any, indent: int = 0) -> str:
    """The mapping or list of texts, numbers, dates and others like it as lines of YAML. Empty for no data."""
    return "".join(f"{line}\n" for line in _lines(data, indent)) if data else ""


def comment(text: str, indent: int = 0) -> list[str]:
    """The lines of a comment."""
    mark = f"{' ' * indent}# "
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=mark,
        subsequent_indent=mark,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _lines(data: Any, indent: int) -> Iterator[str]:
    """The lines of a mapping or list that has something in it."""
    pad = " " * indent
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _entry(f"{_key(str(key), indent, _least(value))}:", value, indent)
        return
    for value in data:
        if _is_nested(value):
            first, *others = _lines(value, indent + _STEP)
            yield f"{pad}- {first[indent + _STEP :]}"
            yield from others
        else:
            yield from _entry(f"{pad}-", value, indent)


def _entry(head: str, value: Any, indent: int) -> Iterator[str]:
    """A value after its key, or after the hyphen of a list."""
    *above, head = head.split("\n")
    yield from above
    if _is_nested(value):
        yield head
        yield from _lines(value, indent + _STEP)
    else:
        first, *others = _scalar(value, indent + _STEP, WIDTH - len(head) - 1)
        yield f"{head} {first}"
        yield from others


def _is_nested(value: Any) -> bool:
    return bool(value) and isinstance(value, (Mapping, list, tuple))


def _least(value: Any) -> int:
    """How much of its first line a value takes at least, be it folded."""
    if _is_nested(value):
        return 0
    return len(' !unsafe "\\') if isinstance(value, str) else 1 + len(_scalar(value, 0, None)[0])


def _key(key: str, indent: int, least: int) -> str:
    """A key, indented. One that makes its line too long is an explicit key (`?`) of several lines."""
    pad = " " * indent
    (text,) = _scalar(key, 0, None)
    if indent + len(text) + 1 + least <= WIDTH:
        return f"{pad}{text}"
    first, *others = _scalar(key, indent + _STEP, WIDTH - indent - len("? "))
    return "\n".join((f"{pad}? {first}", *others, pad))


def _scalar(value: Any, indent: int, room: int | None) -> list[str]:
    """The lines of a value: the first one has this much room (None: any), others are indented. Raises TypeError."""
    if isinstance(value, str):
        if not TEMPLATE.search(value):
            return _text(value, indent, room)
        first, *others = _text(value, indent, None if room is None else room - len("!unsafe "))
        return [f"!unsafe {first}", *others]
    if isinstance(value, datetime.date):
        return [value.isoformat()]
    if isinstance(value, float):
        return [_number(value)]
    if isinstance(value, (Mapping, list, tuple)):
        return ["{}" if isinstance(value, Mapping) else "[]"]
    return [json.dumps(value)]


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    text = repr(value)
    # YAML 1.1 knows no float without a point.
    return text if "." in text else text.replace("e", ".0e")


def _text(text: str, indent: int, room: int | None) -> list[str]:
    is_plain = not TEMPLATE.search(text)
    if visible(text) != text or "\t" in text:
        return _quoted(text, indent, room)
    if "\n" not in text:
        line = text if is_plain and _can_be_plain(text) else "'{}'".format(text.replace("'", "''"))
        if room is None or len(line) <= room:
            return [line]
    elif room is None:
        return _quoted(text, indent, room)
    return _block(text, indent) or _folded(text, indent) or _quoted(text, indent, room)


def _can_be_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text) and not _SPECIAL.search(text) and not _TYPED.fullmatch(text))


def _block(text: str, indent: int) -> list[str]:
    """A text of several lines as they are; empty if it has no such form."""
    lines = _whole_lines(text)
    if len(lines) < 2 or not _are_good(lines, indent):
        return []
    return [f"|{_chomping(text)}", *_indented(lines, indent)]


def _folded(text: str, indent: int) -> list[str]:
    """A text whose lines are folded at spaces; empty if it has no such form."""
    paragraphs = _whole_lines(text)
    if any(line[:1] == " " for line in paragraphs):
        return []
    lines: list[str] = []
    for paragraph in paragraphs:
        if lines and paragraph:
            lines.append("")
        lines += _filled(paragraph, indent)
    if not _are_good(lines, indent):
        return []
    return [f">{_chomping(text)}", *_indented(lines, indent)]


def _whole_lines(text: str) -> list[str]:
    """The lines of a text; none if it does not end like a block can."""
    if text[:1] in ("", " ", "\n") or text[-2:] in ("\n\n", "\n"):
        return []
    return text[: -1 if text[-1] == "\n" else None].split("\n")


def _chomping(text: str) -> str:
    return "" if text[-1] == "\n" else "-"


def _filled(paragraph: str, indent: int) -> list[str]:
    room = max(WIDTH - indent, _NARROWEST)
    lines: list[str] = []
    for word in _BREAKS.split(paragraph):
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _are_good(lines: Sequence[str], indent: int) -> bool:
    """Whether the lines of a block are lines that linters accept."""
    long = (line for line in lines if len(line) + indent > WIDTH)
    return bool(
        lines
        and not any(line[-1:] == " " for line in lines)
        and not any(" " in line for line in long)
        and not any(not any(lines[number : number + 3]) for number in range(len(lines) - 2))
    )


def _indented(lines: Sequence[str], indent: int) -> list[str]:
    return [f"{' ' * indent}{line}" if line else "" for line in lines]


def _quoted(text: str, indent: int, room: int | None) -> list[str]:
    """A text in double quotes, with escapes. Where it does not fit, a line ends in a backslash."""
    escaped = visible("".join(_ESCAPES.get(letter, letter) for letter in text))
    if room is None or len(escaped) + 2 <= room:
        return [f'"{escaped}"']
    lines: list[str] = []
    line, left = '"', room - 1
    for piece in _PIECES.findall(escaped):
        for part in [piece] if len(piece) < WIDTH // 2 else _LETTERS.findall(piece):
            if len(line) + len(part) > left and (line or not lines):
                lines.append(f"{line}\\")
                line, left = "", max(WIDTH - indent, _NARROWEST) - 1
            line += f"\\{part}" if not line and part[:1] == " " else part
    lines.append(f'{line}"')
    return [lines[0], *(f"{' ' * indent}{one}" for one in lines[1:])]
