# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Long texts: wiki markup and Atlassian Document Format (ADF), and the ways between them.

A text is kept as it was written: as a string by version 2 of the REST API, as a document by version 3.
Whoever reads it with the other version gets it converted, as far as both can say it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

Text = Any
"""Either a string of wiki markup, or a document."""

_INLINE = re.compile(
    r"\{\{(?P<code>[^}\n]+)\}\}"
    r"|\[(?P<label>[^|\]\n]+)\|(?P<href>[^\]\n]+)\]"
    r"|(?<![\w*])\*(?P<strong>[^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<em>[^_\s](?:[^_\n]*[^_\s])?)_(?![\w_])"
)
_CODE = re.compile(
    r"\{(code|noformat)(?::(?P<language>[\w+#-]+))?\}\n?(?P<text>.*?)\n?\{\1\}", re.DOTALL
)
_LISTS = {"*": "bulletList", "-": "bulletList", "#": "orderedList"}
_MARKS = {"strong": "*", "em": "_", "code": ("{{", "}}"), "strike": "-", "underline": "+"}

_BLOCKS = frozenset(
    [
        "paragraph",
        "heading",
        "bulletList",
        "orderedList",
        "codeBlock",
        "blockquote",
        "rule",
        "panel",
        "table",
        "mediaSingle",
        "mediaGroup",
        "expand",
        "nestedExpand",
        "taskList",
        "decisionList",
        "blockCard",
        "embedCard",
        "extension",
        "bodiedExtension",
        "layoutSection",
    ]
)
_INLINES = frozenset(
    [
        "text",
        "hardBreak",
        "mention",
        "emoji",
        "inlineCard",
        "date",
        "status",
        "mediaInline",
        "placeholder",
        "inlineExtension",
    ]
)
_CHILDREN = {
    "doc": _BLOCKS,
    "paragraph": _INLINES,
    "heading": _INLINES,
    "codeBlock": frozenset({"text"}),
    "bulletList": frozenset({"listItem"}),
    "orderedList": frozenset({"listItem"}),
    "listItem": frozenset({"paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle"}),
    "table": frozenset({"tableRow"}),
    "tableRow": frozenset({"tableCell", "tableHeader"}),
}


def is_document(value: Any) -> bool:
    """Whether a value is a document of ADF, down to its last text."""
    return (
        isinstance(value, dict)
        and value.get("type") == "doc"
        and value.get("version") == 1
        and isinstance(value.get("content"), list)
        and _is_node(value)
    )


def _is_node(node: Any) -> bool:
    if not isinstance(node, dict) or not isinstance(node.get("type"), str):
        return False
    if node["type"] == "text":
        return isinstance(node.get("text"), str) and bool(node["text"])
    children = node.get("content", [])
    if not isinstance(children, list):
        return False
    allowed = _CHILDREN.get(node["type"])
    return all(
        _is_node(child) and (allowed is None or child["type"] in allowed) for child in children
    )


# -- from wiki markup -----------------------------------------------------------------------------


def as_document(text: Text) -> dict[str, Any]:
    """Return a text as a document."""
    if isinstance(text, dict):
        return text
    return {"type": "doc", "version": 1, "content": list(_blocks(text.replace("\r\n", "\n")))}


def _blocks(text: str) -> Iterator[dict[str, Any]]:
    start = 0
    for found in _CODE.finditer(text):
        yield from _plain_blocks(text[start : found.start()])
        attributes = {"language": found["language"]} if found["language"] else {}
        content = [{"type": "text", "text": found["text"]}] if found["text"] else []
        yield {"type": "codeBlock", "attrs": attributes, "content": content}
        start = found.end()
    yield from _plain_blocks(text[start:])


def _plain_blocks(text: str) -> Iterator[dict[str, Any]]:
    for block in re.split(r"\n[ \t]*\n", text.strip("\n")):
        lines = block.split("\n")
        while lines:
            yield from _next_block(lines)


def _next_block(lines: list[str]) -> Iterator[dict[str, Any]]:
    """Take one block off the lines."""
    heading = re.fullmatch(r"h([1-6])\. (.+)", lines[0])
    if heading:
        lines.pop(0)
        level = {"level": int(heading[1])}
        yield {"type": "heading", "attrs": level, "content": list(_inline(heading[2]))}
    elif re.fullmatch(r"-{4,}", lines[0]):
        lines.pop(0)
        yield {"type": "rule"}
    elif _item(lines[0]):
        items = []
        while lines and _item(lines[0]):
            signs, _space, text = lines.pop(0).partition(" ")
            items.append((signs, text))
        yield from _nested(items, 0)
    else:
        kept = [lines.pop(0)]
        while lines and not _item(lines[0]) and not re.match(r"h[1-6]\. ", lines[0]):
            kept.append(lines.pop(0))
        content = list(_lines(kept))
        if content:
            yield {"type": "paragraph", "content": content}


def _item(line: str) -> bool:
    return bool(re.match(r"(-|[*#]+) \S", line))


def _nested(items: list[tuple[str, str]], depth: int) -> Iterator[dict[str, Any]]:
    """Return the lists of these items: those with more signs are lists within the item before them."""
    while items:
        sign = items[0][0][min(depth, len(items[0][0]) - 1)]
        rows: list[dict[str, Any]] = []
        while items and items[0][0][min(depth, len(items[0][0]) - 1)] == sign:
            if len(items[0][0]) > depth + 1 and rows:
                inner = []
                while items and len(items[0][0]) > depth + 1:
                    inner.append(items.pop(0))
                rows[-1]["content"] += _nested(inner, depth + 1)
            else:
                rows.append(_list_item(items.pop(0)[1]))
        yield {"type": _LISTS[sign], "content": rows}


def _list_item(text: str) -> dict[str, Any]:
    return {
        "type": "listItem",
        "content": [{"type": "paragraph", "content": list(_inline(text))}],
    }


def _lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines):
        if number:
            yield {"type": "hardBreak"}
        yield from _inline(line)


def _inline(text: str) -> Iterator[dict[str, Any]]:
    start = 0
    for found in _INLINE.finditer(text):
        if found.start() > start:
            yield {"type": "text", "text": text[start : found.start()]}
        start = found.end()
        if found["href"]:
            mark: dict[str, Any] = {"type": "link", "attrs": {"href": found["href"]}}
            yield {"type": "text", "text": found["label"], "marks": [mark]}
            continue
        kind = str(found.lastgroup)
        yield {"type": "text", "text": found[kind], "marks": [{"type": kind}]}
    if start < len(text):
        yield {"type": "text", "text": text[start:]}


# -- to wiki markup -------------------------------------------------------------------------------


def as_wiki(text: Text) -> str:
    """Return a text as wiki markup."""
    if isinstance(text, str):
        return text
    return "\n\n".join(_wiki_block(node) for node in text.get("content", []))


def _wiki_block(node: dict[str, Any], depth: str = "") -> str:
    kind, content = node["type"], node.get("content", [])
    if kind == "heading":
        return f"h{node.get('attrs', {}).get('level', 1)}. {_wiki_inline(content)}"
    if kind == "rule":
        return "----"
    if kind == "codeBlock":
        language = node.get("attrs", {}).get("language")
        opening = f"{{code:{language}}}" if language else "{code}"
        return f"{opening}\n{_wiki_inline(content)}\n{{code}}"
    if kind in ("bulletList", "orderedList"):
        depth += "*" if kind == "bulletList" else "#"
        return "\n".join(_wiki_item(item, depth) for item in content)
    if kind == "blockquote":
        return "{quote}\n" + "\n\n".join(map(_wiki_block, content)) + "\n{quote}"
    if kind == "table":
        return "\n".join(map(_wiki_row, content))
    if any(child["type"] in _BLOCKS for child in content):
        return "\n\n".join(map(_wiki_block, content))
    return _wiki_inline(content)


def _wiki_item(item: dict[str, Any], depth: str) -> str:
    lines = []
    for child in item.get("content", []):
        if child["type"] in ("bulletList", "orderedList"):
            lines.append(_wiki_block(child, depth))
        else:
            lines.append(f"{depth} {_wiki_block(child)}")
    return "\n".join(lines)


def _wiki_row(row: dict[str, Any]) -> str:
    cells = row.get("content", [])
    edge = "||" if cells and cells[0]["type"] == "tableHeader" else "|"
    inner = edge.join("\n".join(map(_wiki_block, cell.get("content", []))) for cell in cells)
    return f"{edge}{inner}{edge}"


def _wiki_inline(nodes: Iterable[dict[str, Any]]) -> str:
    return "".join(map(_wiki_span, nodes))


def _wiki_span(node: dict[str, Any]) -> str:
    attributes = node.get("attrs", {})
    if node["type"] == "hardBreak":
        return "\n"
    if node["type"] == "mention":
        return f"[~accountid:{attributes.get('id', '')}]"
    if node["type"] in ("inlineCard", "blockCard"):
        return f"[{attributes.get('url', '')}]"
    if node["type"] != "text":
        return str(attributes.get("text") or attributes.get("shortName") or "")
    text = str(node["text"])
    for mark in node.get("marks", []):
        if mark["type"] == "link":
            text = f"[{text}|{mark.get('attrs', {}).get('href', '')}]"
            continue
        sign = _MARKS.get(mark["type"], "")
        before, after = sign if isinstance(sign, tuple) else (sign, sign)
        text = f"{before}{text}{after}"
    return text


# -- other forms ----------------------------------------------------------------------------------


def plain(text: Text) -> str:
    """Return the words of a text, for searches."""
    if isinstance(text, str):
        return text
    if isinstance(text, dict):
        own = str(text.get("text", ""))
        inside = [plain(child) for child in text.get("content", [])]
        between = "" if text.get("type") in ("paragraph", "heading", "codeBlock") else "\n"
        return own + between.join(inside)
    return ""


def as_html(text: Text) -> str:
    """Return a text as HTML, the way Jira renders it for `renderedFields`."""
    return "\n".join(_html(node) for node in as_document(text)["content"])


_TAGS = {
    "paragraph": "p", "bulletList": "ul", "orderedList": "ol", "listItem": "li", "codeBlock": "pre",
    "blockquote": "blockquote", "table": "table", "tableRow": "tr", "tableCell": "td", "tableHeader": "th",
}  # fmt: skip
_MARK_TAGS = {"strong": "b", "em": "em", "code": "tt", "strike": "del", "underline": "ins"}


def _html(node: dict[str, Any]) -> str:
    kind = node["type"]
    if kind == "hardBreak":
        return "<br/>\n"
    if kind == "rule":
        return "<hr />"
    if kind == "text":
        return _html_span(node)
    inner = "".join(_html(child) for child in node.get("content", []))
    tag = f"h{node.get('attrs', {}).get('level', 1)}" if kind == "heading" else _TAGS.get(kind)
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def _html_span(node: dict[str, Any]) -> str:
    text = html.escape(str(node["text"]), quote=False)
    for mark in node.get("marks", []):
        tag = _MARK_TAGS.get(mark["type"])
        if mark["type"] == "link":
            href = html.escape(mark.get("attrs", {}).get("href", ""))
            text = f'<a href="{href}" class="external-link" rel="nofollow">{text}</a>'
        elif tag:
            text = f"<{tag}>{text}</{tag}>"
    return text
