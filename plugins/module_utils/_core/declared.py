# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what a user wrote to a `Declared` asset. Collects all problems instead of stopping at the first."""

from __future__ import annotations

import functools
import os.path
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .fields import NAME, SYSTEM_FIELD, SYSTEM_FIELDS, Vocabulary, did_you_mean
from .file_names import check_file_name
from .kinds.quotes import check_quotes, check_text
from .kinds.table import parse
from .kinds.written import Invalid, NotAnOption, is_clear, scalar
from .known import Known
from .model import AssetType, Declared, Field, LocalFile, Value
from .unknown import Unknown

ASSET_KEYS: tuple[str, ...] = (
    "asset_type",
    "name",
    "id",
    "match_by",
    "state",
    *SYSTEM_FIELD,
    "attributes",
    "attachments",
)
"""All keys that may be written for one asset."""
_ASSET_KEYS = frozenset(ASSET_KEYS)


Parsed = dict[Any, Value]
"""Values parsed so far, by field and value: in an inventory most values occur many times."""


def parse_asset(
    written: Mapping[str, Any],
    asset_type: AssetType,
    known: Known,
    origin: str = "",
    parsed: Parsed | None = None,
    exact: Collection[str] = (),
    left_out: list[Unknown] | None = None,
) -> Declared:
    """The asset that `written` declares. Raises ProblemsFound with every problem in it.

    Attributes that the type lacks, and values that are not among the options of an attribute, are problems too, unless
    there is a list for what is left out. What identifies the asset is never left out.

    `written` holds only the keys that the user wrote. Its `asset_type` has been looked up already. For an asset that
    should be absent, only the identifying fields matter. `exact` are the fields and attributes whose numbers print as
    they were written; elsewhere, numbers are no texts.
    """
    problems = [
        f"{key}: there is no such option{did_you_mean(str(key), ASSET_KEYS)}"
        for key in written
        if key not in _ASSET_KEYS
    ]
    present = _parse_state(written.get("state"), problems)
    identity = _parse_match_by(written.get("match_by"), problems)
    values: dict[str, Value] = {}
    for field, value in _written_fields(written, asset_type, problems, left_out):
        try:
            if not isinstance(value, str) and _written_as(field) not in exact:
                check_quotes(value, field)
            values[field.key] = _parse_value(value, field, known, parsed)
        except Invalid as invalid:
            identifies = field.key in identity or field.name in identity
            if left_out is not None and isinstance(invalid, NotAnOption) and not identifies:
                left_out.append(Unknown(asset_type.name, field.name, _as_text(value), field.key))
            elif present or identifies:
                problems.append(f"{field.key}: {invalid}")
    problems += check_substatus(
        values.get("status"), values, present and "status" in values, known.vocabulary
    )
    name = _parse_name(written.get("name"), "name" in exact, problems)
    attachments = (
        parse_files(written.get("attachments"), problems, "attachments" in exact) if present else ()
    )
    keys = _parse_identity(identity, written, name, values, asset_type, problems)
    if problems:
        raise ProblemsFound(problems)
    return Declared(
        asset_type=asset_type,
        name=name,
        id=written.get("id"),
        present=present,
        match_by=keys,
        values=values,
        attachments=attachments,
        origin=origin,
    )


def written_in(asset: Mapping[str, Any]) -> frozenset[str]:
    """The fields and attributes that are written for an asset, as `exact` takes them."""
    attributes = asset.get("attributes")
    return _named(tuple(asset), tuple(attributes) if isinstance(attributes, Mapping) else ())


@functools.lru_cache(maxsize=1_000)  # most assets of a type have the same fields
def _named(fields: tuple[str, ...], attributes: tuple[Any, ...]) -> frozenset[str]:
    return frozenset((*fields, *(f"attributes.{name}" for name in attributes)))


def _written_as(field: Field) -> str:
    return field.key if field.is_system else f"attributes.{field.name}"


def _parse_value(value: Any, field: Field, known: Known, parsed: Parsed | None) -> Value:
    if parsed is None:
        return parse(value, field, known)
    # Texts as they are, since most values are texts; other values by their kind too: 1 is neither true nor "1".
    written = value if isinstance(value, str) else (type(value), repr(value))
    key = (field.attribute_id, field.key, written)
    try:
        return parsed[key]
    except KeyError:
        found = parsed[key] = parse(value, field, known)
        return found


class ProblemsFound(ValueError):
    """What is wrong with one declared asset, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def _parse_state(written: Any, problems: list[str]) -> bool:
    """Whether the asset should exist."""
    if written not in (None, "present", "absent"):
        problems.append(f"state: '{written}' is not a state: write present or absent")
    return bool(written != "absent")


def _parse_match_by(written: Any, problems: list[str]) -> list[str]:
    """The fields that identify the asset, as they were written."""
    if isinstance(written, (str, type(None))):
        return [written or NAME.key]
    if not isinstance(written, (list, tuple)) or not all(isinstance(key, str) for key in written):
        problems.append("match_by: takes a list of fields")
        return [NAME.key]
    return list(written) or [NAME.key]


def _written_fields(
    written: Mapping[str, Any],
    asset_type: AssetType,
    problems: list[str],
    left_out: list[Unknown] | None,
) -> list[tuple[Field, Any]]:
    """The fields that were written, with their values as written."""
    found = [(field, written[field.key]) for field in SYSTEM_FIELDS if field.key in written]
    attributes = written.get("attributes")
    if attributes is None:
        return found
    if not isinstance(attributes, Mapping):
        problems.append("attributes: takes a mapping of attribute name to value")
        return found
    for name, value in attributes.items():
        field = asset_type.attributes.get(str(name))
        if field is not None:
            found.append((field, value))
            continue
        misplaced = _misplaced(str(name))
        if misplaced or left_out is None:
            problem = misplaced or _no_such_attribute(str(name), asset_type)
            problems.append(f"attributes: {problem}")
        else:
            left_out.append(Unknown(asset_type.name, str(name)))
    return found


def _misplaced(name: str) -> str:
    """The problem with a system field that is written as an attribute; empty for any other name."""
    for field in SYSTEM_FIELDS:
        if _letters(name).removeprefix("asset") in (_letters(field.name), _letters(field.key)):
            return f"'{name}' is a system field: write it as the option {field.key}"
    return ""


def _no_such_attribute(name: str, asset_type: AssetType) -> str:
    hint = did_you_mean(name, asset_type.attributes)
    return f"asset type '{asset_type.name}' has no attribute '{name}'{hint}"


def _as_text(value: Any) -> str:
    """A value for a message, in a line."""
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _parse_name(name: Any, is_exact: bool, problems: list[str]) -> str | None:
    try:
        return parse_text_option(name, is_exact)
    except Invalid as invalid:
        problems.append(f"name: {invalid}")
        return None


def parse_text_option(value: Any, is_exact: bool = False) -> str | None:
    """The text of an option that names something; None if it was not written. Raises Invalid."""
    if value is None:
        return None
    if isinstance(value, bool) or not is_exact:
        check_text(value)
    text = scalar(value, "one text")
    if not text.strip():
        raise Invalid("must not be empty")
    return text


def _parse_identity(
    identity: Sequence[str],
    written: Mapping[str, Any],
    name: str | None,
    values: Mapping[str, Value],
    asset_type: AssetType,
    problems: list[str],
) -> tuple[str, ...]:
    """The keys of the identity; each must be written and not empty, unless an id identifies the asset."""
    keys: list[str] = []
    for key in identity:
        attribute = asset_type.attributes.get(key)
        field = NAME if key == NAME.key else asset_type.fields.get(key) or attribute
        if field is None:
            problems.append(
                f"match_by: there is no field '{key}'{did_you_mean(key, asset_type.fields)}"
            )
        elif field.kind == "encrypted":
            problems.append(f"match_by: '{key}' is encrypted and cannot be compared")
        elif (
            written.get("id") is None and (name if field is NAME else values.get(field.key)) is None
        ):
            if not any(problem.startswith(f"{key}:") for problem in problems):
                problems.append(
                    f"{key}: is needed to find the asset: write it, or id, or another match_by"
                )
        else:
            keys.append(field.key)
    return tuple(keys)


def check_substatus(
    status: Value, values: Mapping[str, Value], status_is_known: bool, vocabulary: Vocabulary
) -> list[str]:
    """The problem with a declared substatus under a status, as a list of at most one."""
    substatus = values.get("substatus")
    if substatus is None or not status_is_known:
        return []
    allowed = vocabulary.statuses.get(str(status), ()) if status is not None else ()
    if substatus in allowed or (status is not None and str(status) not in vocabulary.statuses):
        return []
    under = f"status '{status}'" if status is not None else "an empty status"
    hint = did_you_mean(str(substatus), allowed) if allowed else ", which has none"
    return [f"substatus: '{substatus}' is not a substatus of {under}{hint}"]


def parse_files(written: Any, problems: list[str], is_exact: bool = False) -> tuple[LocalFile, ...]:
    """The files to attach. Whether they exist is checked when they are opened, not here."""
    if is_clear(written):
        return ()
    files: dict[str, LocalFile] = {}
    for one in written if isinstance(written, (list, tuple)) else [written]:
        item = {"path": one} if isinstance(one, str) else one
        if not isinstance(item, Mapping) or not item.get("path") or set(item) - {"path", "name"}:
            problems.append("attachments: each is a mapping with path, and name where it differs")
            continue
        try:
            named = parse_text_option(item.get("name") or None, is_exact)
        except Invalid as invalid:
            problems.append(f"attachments: name: {invalid}")
            continue
        file = LocalFile(str(item["path"]), named or os.path.basename(str(item["path"])))
        trouble = check_file_name(file.name)
        if trouble:
            problems.append(f"attachments: {trouble}")
        elif file.name in files:
            problems.append(
                f"attachments: '{file.name}' is written twice: {files[file.name].path} and {file.path}"
            )
        files.setdefault(file.name, file)
    return tuple(files.values())
