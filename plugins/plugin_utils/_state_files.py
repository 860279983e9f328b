# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""State files: from paths on the controller to the declared assets, each with the line it was written in.

A state file is a list of assets, or a mapping with `defaults` and `assets`. Nothing in it is a template.
Every problem of every file is found before anything is given back.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from json.decoder import JSONDecodeError
from typing import Any, Callable

import yaml
from ansible.errors import AnsibleError

from ..module_utils._core.errors import InputError
from ..module_utils._core.fields import did_you_mean

ENDINGS = (".yml", ".yaml", ".json")
VAULT_HEADER = b"$ANSIBLE_VAULT;"
# A thousand racks may well share fifty fields by an alias; a bomb comes to many millions.
MOST_REPEATED = 1_000_000
DEEPEST = 100  # lists and mappings in one another

Decrypt = Callable[[bytes], bytes]
Fields = dict[str, Any]


@dataclass(frozen=True)
class Loaded:
    """The declared assets, where each was written, and the texts that were `!vault` values."""

    assets: list[Fields]
    origins: list[str]
    secrets: frozenset[str]


@dataclass(frozen=True)
class _Placed:
    """A value, and the line it stands in."""

    value: Any
    line: int


@dataclass(frozen=True)
class _Notes:
    """What is learned while one file is read: problems by line, and secrets."""

    name: str
    problems: dict[str, None] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)

    def problem(self, line: int, sentence: str, column: int | None = None) -> None:
        """Remember a problem, once: a line can be met several times through aliases."""
        place = f"{line}" if column is None else f"{line}:{column}"
        self.problems[f"{self.name}:{place}: {sentence}"] = None


def load(paths: Iterable[str], base: str, decrypt: Decrypt) -> Loaded:
    """The assets of the files and folders, in their order. Raises InputError with all problems of all files.

    `decrypt` gets an Ansible vault text and gives what is in it, or raises AnsibleError.
    """
    loaded = Loaded([], [], frozenset())
    problems: list[str] = []
    secrets: set[str] = set()
    seen: set[str] = set()
    for path in _list_files(paths, base, problems):
        if os.path.abspath(path) in seen:  # a file, and the folder that it is in
            continue
        seen.add(os.path.abspath(path))
        notes = _Notes(_shown(path, base))
        for asset in _read_file(path, notes, decrypt):
            loaded.assets.append(asset.value)
            loaded.origins.append(f"{notes.name}:{asset.line}")
        problems += notes.problems
        secrets |= notes.secrets
    if problems:
        raise InputError(problems)
    return Loaded(loaded.assets, loaded.origins, frozenset(secrets))


# -- which files --


def _list_files(paths: Iterable[str], base: str, problems: list[str]) -> Iterator[str]:
    for path in paths:
        name = _shown(path, base)
        if os.path.isdir(path):
            found = sorted(_walk(path, base, problems))
            if not found:
                problems.append(f"{name}: no file in this folder ends in {', '.join(ENDINGS)}")
            yield from found
        elif os.path.isfile(path):
            yield path
        elif os.path.lexists(path):
            problems.append(f"{name}: neither a file nor a folder can be read there")
        else:
            problems.append(f"{name}: there is no such file or folder")


def _walk(folder: str, base: str, problems: list[str]) -> Iterator[str]:
    """The state files in a folder. Links are followed, but into no folder twice: they may form a ring."""

    def unreadable(error: OSError) -> None:
        problems.append(f"{_shown(error.filename, base)}: cannot be read: {error.strerror}")

    seen: set[str] = set()
    for here, folders, files in os.walk(folder, onerror=unreadable, followlinks=True):
        seen.add(os.path.realpath(here))
        folders[:] = [
            name
            for name in sorted(folders)
            if name[0] != "." and os.path.realpath(os.path.join(here, name)) not in seen
        ]
        for name in files:
            if name[0] != "." and name.lower().endswith(ENDINGS):
                yield os.path.join(here, name)


def _shown(path: str, base: str) -> str:
    """The path as it is told: relative to the base where it is inside it."""
    inside = os.path.relpath(os.path.abspath(path), os.path.abspath(base))
    return path if inside == os.pardir or inside.startswith(os.pardir + os.sep) else inside


# -- one file --


def _read_file(path: str, notes: _Notes, decrypt: Decrypt) -> list[_Placed]:
    """The assets of one file, with the defaults of their document merged in."""
    text = _read_text(path, notes, decrypt)
    reader = _json_documents if path.lower().endswith(".json") else _yaml_documents
    try:
        documents = list(reader(text, notes, decrypt)) if text.strip() else []
    except RecursionError:
        notes.problem(1, "lists and mappings are nested too deeply")
        return []
    folder = os.path.dirname(os.path.abspath(path))
    return [asset for one in documents for asset in _assets_of(one, folder, notes)]


def _read_text(path: str, notes: _Notes, decrypt: Decrypt) -> str:
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        notes.problem(1, f"cannot be read: {error.strerror}")
        return ""
    try:
        if content.startswith(VAULT_HEADER):
            content = decrypt(content)
        return content.decode("utf-8-sig")
    except AnsibleError as error:
        notes.problem(1, f"the file cannot be decrypted{_vault_hint(error)}")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        notes.problem(line, "not UTF-8; save the file in this encoding")
    return ""


def _vault_hint(error: AnsibleError) -> str:
    said = " ".join(str(error).split()).rstrip(".")
    return f" ({said}); give its password, for example by --vault-password-file"


# -- YAML --

# Tags that cannot be written in a file; compared by identity.
_PLAIN = "a scalar without quotes"
_TEXT = "tag:yaml.org,2002:str"
_SEQUENCE = "tag:yaml.org,2002:seq"
_MAPPING = "tag:yaml.org,2002:map"


class _Kinds:
    """Tells PyYAML's composer no more about a node than whether it was quoted: values are our own affair."""

    depth = 0

    def resolve(self, kind: type, _value: Any, implicit: Any) -> str:
        """The tag of a node that has none."""
        if kind is yaml.ScalarNode:
            return _PLAIN if implicit[0] else _TEXT
        return _MAPPING if kind is yaml.MappingNode else _SEQUENCE

    def descend_resolver(self, _node: Any, _index: Any) -> None:
        """Go into a node: not too deep, since libyaml's composer would end the process instead of raising."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise RecursionError

    def ascend_resolver(self) -> None:
        """Leave a node."""
        self.depth -= 1


try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML without libyaml: slower, and the same

    class _Composer(  # type: ignore[misc,unused-ignore]
        _Kinds,
        yaml.reader.Reader,
        yaml.scanner.Scanner,
        yaml.parser.Parser,
        yaml.composer.Composer,
    ):
        def __init__(self, text: str) -> None:
            yaml.reader.Reader.__init__(self, text)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)
            yaml.composer.Composer.__init__(self)

else:

    class _Composer(_Kinds, CParser):  # type: ignore[no-redef]
        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)


def _yaml_documents(text: str, notes: _Notes, decrypt: Decrypt) -> Iterator[_Placed]:
    """The documents of a YAML file, up to the first place that is not YAML."""
    values = _YamlValues(notes, decrypt)
    aliases = "*" in text and "&" in text
    try:
        composer = _Composer(text)
        while composer.check_node():
            node = composer.get_node()
            if not aliases or _is_finite(node, notes):
                yield _Placed(values.opened(node), _line(node))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = " ".join(filter(None, (error.context, error.problem)))
        since = error.context_mark
        began = (
            f" (which begins in line {since.line + 1})" if since and since.line + 1 < line else ""
        )
        said = said.replace(str(error.context), f"{error.context}{began},", 1)
        notes.problem(line, f"not valid YAML: {said}", column)
    except yaml.reader.ReaderError as error:
        before = _before(text, error.position)
        notes.problem(before.count("\n") + 1, f"not valid YAML: {error.reason}")


def _before(text: str, position: int) -> str:
    """The text up to a position of the parser: libyaml counts the bytes of UTF-8, PyYAML the characters."""
    if issubclass(_Composer, yaml.reader.Reader):
        return text[:position]
    return text.encode()[:position].decode(errors="ignore")


def _line(node: Any) -> int:
    line: int = node.start_mark.line + 1
    return line


def _is_finite(node: Any, notes: _Notes) -> bool:
    """Whether a document with aliases is of a sane size once they are written out; else it is a problem."""
    sizes: dict[int, int | None] = {}

    def size(one: Any) -> int:
        """The number of values in a node, each alias counted as what it stands for."""
        if isinstance(one, yaml.ScalarNode):
            return 1 + len(one.value) // 100
        known = sizes.get(id(one), 0)
        if known is None:
            raise _Endless(_line(one))
        if not known:
            sizes[id(one)] = None
            known = 1 + sum(map(size, _inside(one)))
            sizes[id(one)] = known
        return known

    try:
        expanded = size(node)
    except _Endless as error:
        notes.problem(error.line, "an alias (*) stands inside the very value that it repeats")
        return False
    if expanded > MOST_REPEATED and expanded > 20 * _written(node):
        notes.problem(
            _line(node),
            f"its aliases (*) stand for {expanded:,} values, which is taken for an attack or a mistake;"
            " write the values out",
        )
        return False
    return True


class _Endless(Exception):
    """An alias is part of what it stands for."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _inside(node: Any) -> Iterator[Any]:
    if isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from pair
    else:
        yield from node.value


def _written(node: Any) -> int:
    """The number of values in a document as it was written."""
    seen: dict[int, Any] = {}
    todo = [node]
    while todo:
        one = todo.pop()
        if id(one) not in seen:
            seen[id(one)] = one
            if not isinstance(one, yaml.ScalarNode):
                todo.extend(_inside(one))
    return len(seen)


_TRUE = frozenset(["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"])
_FALSE = frozenset(["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"])
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+(e[-+][0-9]+)?")
_INTEGER = re.compile(r"-?[0-9]{1,4000}")


def plain_value(text: str) -> Any:
    """What a scalar without quotes means: a number only if it is printed back the very same, else text."""
    if text in _NOTHING:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if _INTEGER.fullmatch(text) and str(int(text)) == text:
        return int(text)
    if _FLOAT.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


_TAGGED: Mapping[str, Callable[[str], Any]] = {
    _TEXT: str,
    "!unsafe": str,  # nothing here is a template anyway
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:bool": {
        **dict.fromkeys(_TRUE, True),
        **dict.fromkeys(_FALSE, False),
    }.__getitem__,
    "tag:yaml.org,2002:null": dict.fromkeys(_NOTHING).__getitem__,
}
_VAULT = frozenset(("!vault", "!vault-encrypted"))


class _YamlValues:
    """Makes values from the nodes of one file."""

    def __init__(self, notes: _Notes, decrypt: Decrypt) -> None:
        self._notes = notes
        self._decrypt = decrypt
        self._plain: dict[str, Any] = {}
        self._decrypted: dict[str, str] = {}

    def opened(self, node: Any) -> Any:
        """A document: a list or mapping of placed values, of which the values of a mapping are opened too."""
        if isinstance(node, yaml.SequenceNode):
            return self._placed(node, self.value)
        return self._placed(node, lambda child: self._placed(child, self.value))

    def _placed(self, node: Any, inner: Callable[[Any], Any]) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return [_Placed(inner(child), _line(child)) for child in node.value]
        if isinstance(node, yaml.MappingNode):
            pairs = self._pairs(node).items()
            return {key: _Placed(inner(child), _line(at)) for key, (at, child) in pairs}
        return self.value(node)

    def value(self, node: Any) -> Any:
        """What a node stands for, in Python's own types. A problem gives None."""
        tag = node.tag
        if tag is _PLAIN:
            text = node.value
            try:
                return self._plain[text]
            except KeyError:
                value = self._plain[text] = plain_value(text)
                return value
        if tag is _TEXT:
            return node.value
        if tag is _MAPPING:
            return {key: self.value(child) for key, (_at, child) in self._pairs(node).items()}
        if tag is _SEQUENCE:
            return [self.value(child) for child in node.value]
        return self._tagged(node)

    def _tagged(self, node: Any) -> Any:
        """A node with a tag that was written."""
        tag, line = node.tag, _line(node)
        if isinstance(node, yaml.ScalarNode):
            if tag in _VAULT:
                return self._secret(node.value, line)
            if tag in _TAGGED:
                try:
                    return _TAGGED[tag](node.value)
                except (ValueError, KeyError):
                    self._notes.problem(line, f"'{node.value}' is no {_tag_name(tag)}")
                    return None
        elif tag in (_MAPPING, _SEQUENCE, "!unsafe"):
            node.tag = _MAPPING if isinstance(node, yaml.MappingNode) else _SEQUENCE
            return self.value(node)
        self._notes.problem(
            line, f"the tag {_tag_name(tag)} means nothing here; write the value without it"
        )
        return None

    def _secret(self, vault_text: str, line: int) -> str | None:
        if vault_text not in self._decrypted:
            try:
                self._decrypted[vault_text] = self._decrypt(vault_text.encode()).decode()
            except AnsibleError as error:
                self._notes.problem(
                    line, f"the !vault value cannot be decrypted{_vault_hint(error)}"
                )
                return None
            except UnicodeDecodeError:
                self._notes.problem(line, "the !vault value is no text in UTF-8")
                return None
        text = self._decrypted[vault_text]
        self._notes.secrets.update(filter(None, (text,)))
        return text

    def _pairs(self, node: Any) -> dict[str, tuple[Any, Any]]:
        """The keys of a mapping, always text as written; each with its own node and that of its value."""
        pairs: dict[str, tuple[Any, Any]] = {}
        merged: list[Any] = []
        for pair in node.value:
            at, child = pair
            key = at.value
            if at.tag is _PLAIN and key == "<<":
                merged.append(child)
            elif not isinstance(at, yaml.ScalarNode) or at.tag not in _TAGGED_KEYS:
                self._notes.problem(_line(at), "a key must be a text")
            elif key in pairs:
                first = _line(pairs[key][0])
                self._notes.problem(_line(at), f"the key '{key}' is already in line {first}")
            else:
                pairs[key] = pair
        return {**self._merged(merged), **pairs} if merged else pairs

    def _merged(self, sources: Sequence[Any]) -> dict[str, tuple[Any, Any]]:
        """What merge keys (<<) bring in. In a list of mappings the earlier one counts."""
        pairs: dict[str, tuple[Any, Any]] = {}
        for source in sources:
            ones = source.value if isinstance(source, yaml.SequenceNode) else [source]
            for one in reversed(ones):
                if isinstance(one, yaml.MappingNode):
                    pairs.update(self._pairs(one))
                else:
                    self._notes.problem(_line(one), "<< takes a mapping, or a list of mappings")
        return pairs


_TAGGED_KEYS = frozenset((_PLAIN, _TEXT))


def _tag_name(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


# -- JSON --

# Not read as YAML: that knows neither all of JSON's escapes nor what a number is in JSON.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]')
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|-?[A-Za-z]+')
_BLANK = re.compile(r"[ \t\r\n]*")


def _json_documents(text: str, notes: _Notes, _decrypt: Decrypt) -> Iterator[_Placed]:
    """The one document of a JSON file, if it is JSON."""
    line_of = _line_finder(text)
    repeated: list[bool] = []

    def noted(pairs: list[tuple[str, Any]]) -> Fields:
        fields = dict(pairs)
        if len(fields) != len(pairs):
            repeated.append(True)
        return fields

    def no_number(word: str) -> Any:
        places = (found.start() for found in _WORD.finditer(text) if found[0] == word)
        raise JSONDecodeError(f"there is no {word} in JSON", text, next(places))

    try:
        json.loads(text, object_pairs_hook=noted, parse_constant=no_number)
    except JSONDecodeError as error:
        said = error.msg[:1].lower() + error.msg[1:]
        notes.problem(error.lineno, f"not valid JSON: {said}", error.colno)
        return
    for key, first, second in _repeated_keys(text) if repeated else ():
        notes.problem(line_of(second), f"the key '{key}' is already in line {line_of(first)}")
    start = _skip(text, 0)
    yield _Placed(_opened_json(text, start, line_of), line_of(start))


def _line_finder(text: str) -> Callable[[int], int]:
    """A function from a position in the text to its line."""
    ends = [found.start() for found in re.finditer("\n", text)]
    return lambda position: bisect(ends, position - 1) + 1


def _skip(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position


def _opened_json(text: str, start: int, line_of: Callable[[int], int]) -> Any:
    """The document as `_YamlValues.opened` gives it. The text is known to be valid JSON."""

    def value(position: int) -> tuple[Any, int]:
        found, end = decoder.raw_decode(text, position)
        return found, end

    def placed(position: int, inner: Callable[[int], tuple[Any, int]]) -> tuple[Any, int]:
        if text[position] not in "[{":
            return value(position)
        keyed = text[position] == "{"
        every: list[tuple[Any, _Placed]] = []
        position = _skip(text, position + 1)
        while text[position] not in "]}":
            at, key = position, None
            if keyed:
                key, position = value(position)
                position = _skip(text, _skip(text, position) + 1)
            found, position = inner(position)
            every.append((key, _Placed(found, line_of(at))))
            position = _skip(text, position)
            if text[position] == ",":
                position = _skip(text, position + 1)
        return (dict(every) if keyed else [one for _key, one in every]), position + 1

    decoder = json.JSONDecoder()
    if text[start] == "{":
        return placed(start, lambda position: placed(position, value))[0]
    return placed(start, value)[0]


def _repeated_keys(text: str) -> Iterator[tuple[str, int, int]]:
    """Each key that stands twice in one object of a valid JSON text, with both positions."""
    open_objects: list[dict[str, int]] = []
    last = ("", 0)
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word in "{[":
            open_objects.append({})
        elif word in "}]":
            open_objects.pop()
        elif word == ":":
            key, position = json.loads(last[0]), last[1]
            first = open_objects[-1].setdefault(key, position)
            if first != position:
                yield key, first, position
        last = (word, token.start())


# -- from documents to assets --

_SHAPE = "a state file is a list of assets, or a mapping with 'defaults' and 'assets'"


def _assets_of(document: _Placed, folder: str, notes: _Notes) -> list[_Placed]:
    """The assets of one document, with its defaults merged in."""
    defaults: dict[str, _Placed] = {}
    if isinstance(document.value, dict):
        for key, entry in document.value.items():
            if key not in _KEYS:
                hint = did_you_mean(key, _KEYS)
                notes.problem(entry.line, f"'{key}' means nothing here: {_SHAPE}{hint}")
        nothing = _Placed(None, document.line)
        defaults = _defaults_of(document.value.get("defaults", nothing), notes)
        document = document.value.get("assets", nothing)
    if document.value is not None and not isinstance(document.value, list):
        notes.problem(document.line, f"{_kind(document.value)} is not a list of assets: {_SHAPE}")
        return []
    assets = [one for one in document.value or () if _is_asset(one, notes)]
    _check_types(defaults, assets, notes)
    bases: dict[Any, Fields] = {}
    return [_Placed(_completed(one.value, defaults, bases, folder), one.line) for one in assets]


_KEYS = ("defaults", "assets")


def _kind(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f"'{value}'"


def _is_asset(one: _Placed, notes: _Notes) -> bool:
    if isinstance(one.value, dict):
        return True
    what = "nothing" if one.value is None else _kind(one.value)
    notes.problem(one.line, f"an asset is a mapping of fields, and here is {what}")
    return False


def _defaults_of(defaults: _Placed, notes: _Notes) -> dict[str, _Placed]:
    """The fields that are inherited, by asset type or "*"."""
    if defaults.value is None:
        return {}
    if not isinstance(defaults.value, dict):
        notes.problem(defaults.line, "'defaults' is a mapping of asset type, or '*', to fields")
        return {}
    for name, entry in defaults.value.items():
        if not isinstance(entry.value, (dict, type(None))):
            notes.problem(entry.line, f"the defaults of '{name}' are a mapping of fields")
    return {name: entry for name, entry in defaults.value.items() if isinstance(entry.value, dict)}


def _check_types(defaults: Mapping[str, _Placed], assets: Sequence[_Placed], notes: _Notes) -> None:
    """Note the defaults that are for no asset of the document, but nearly for one."""
    types = {str(_type_of(one.value, defaults)) for one in assets}
    for name, entry in defaults.items():
        if name != EVERY_TYPE and name not in types:
            # Nearer than for a hint: "Server" beside "Server rack" is no slip of the pen.
            near = difflib.get_close_matches(name, types, n=1, cutoff=0.8)
            if near:
                hint = did_you_mean(name, near)
                notes.problem(entry.line, f"no asset here is of the type '{name}'{hint}")


EVERY_TYPE = "*"


def _type_of(asset: Fields, defaults: Mapping[str, _Placed]) -> Any:
    written = asset.get("asset_type")
    if written is None and EVERY_TYPE in defaults and "asset_type" not in asset:
        return defaults[EVERY_TYPE].value.get("asset_type")
    return written


def _completed(
    asset: Fields, defaults: Mapping[str, _Placed], bases: dict[Any, Fields], folder: str
) -> Fields:
    """The asset with what it inherits, and with absolute paths of its attachments."""
    if defaults:
        asset_type = str(_type_of(asset, defaults))
        if asset_type not in bases:
            names = (EVERY_TYPE, asset_type)
            every, own = (defaults[name].value if name in defaults else {} for name in names)
            bases[asset_type] = _merge(every, own)
        asset = _merge(bases[asset_type], asset)
    attachments = asset.get("attachments")
    if isinstance(attachments, list):
        asset = {**asset, "attachments": [_anchored(one, folder) for one in attachments]}
    return asset


def _merge(under: Fields, over: Fields) -> Fields:
    """Fields over inherited ones: attributes one by one, everything else as a whole."""
    merged = {**under, **over}
    inherited, own = under.get("attributes"), over.get("attributes")
    if isinstance(inherited, dict) and isinstance(own, dict):
        merged["attributes"] = {**inherited, **own}
    return merged


def _anchored(attachment: Any, folder: str) -> Any:
    """An attachment whose path does not depend on where the task runs. Wrong shapes are left as they are."""
    if isinstance(attachment, str) and attachment:
        return os.path.join(folder, os.path.expanduser(attachment))
    if isinstance(attachment, dict) and isinstance(attachment.get("path"), str):
        return {**attachment, "path": _anchored(attachment["path"], folder)}
    return attachment
