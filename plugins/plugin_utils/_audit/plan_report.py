# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan, as its reports show it: what would be done to which asset, and what is lost by it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ...module_utils._core.errors import InputError
from .about import About, in_words, read_about, read_filter
from .audit import FieldChange
from .from_result import AuditOptions, links_of
from .links import Links
from .place import Place, read_origin
from .texts import clean, clean_value, count_of, written_out

SIGNS: Mapping[str, tuple[str, str, str]] = {
    "create": ("+", "to create", "Create"),
    "update": ("~", "to change", "Change"),
    "delete": ("-", "to delete", "Delete"),
    "retire": ("-", "to retire", "Retire"),
}
"""The sign of each action, what is said of its number, and its title."""
FILES: Mapping[str, tuple[str, str, str]] = {
    "files_uploaded": ("upload", "+", "to upload"),
    "files_removed": ("remove", "-", "to remove"),
}
"""What happens to attached files, as aip_assets counts it: a name for it, its sign, and what is said of its number."""
ALWAYS_SHOWN = ("create", "update", "delete")
MOST_REFERRERS = 10
NO_FIELDS = ("id", "asset_type", "name", "attributes")
ORDER = ("delete", "retire", "create", "update")
"""What has to be looked at first."""


@dataclass(frozen=True)
class PlannedStep:
    """What would be done to one asset. `current` has the fields that are lost by it, and `why` says why they are.

    `referrers` are the assets that refer to it; assets of the types in `unread` may, too.
    """

    action: str  # create, update, retire, delete
    asset_type: str
    name: str
    id: int | None
    origin: str
    place: Place | None
    changes: tuple[FieldChange, ...]
    current: tuple[tuple[str, Any], ...] = ()
    why: str = ""
    referrers: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def referred_by(self) -> str:
        """Who refers to an asset that is deleted, in words; empty for others."""
        if self.action != "delete":
            return ""
        more = len(self.referrers) - MOST_REFERRERS
        known = [*self.referrers[:MOST_REFERRERS], *([f"{more:,} more"] if more > 0 else [])]
        unread = f"unknown: not all assets were read of {', '.join(self.unread)}"
        return "; ".join(filter(None, (", ".join(known), unread if self.unread else ""))) or "none"


@dataclass(frozen=True)
class Limit:
    """A limit of what prune may remove: the option, its title, what the plan uses of it, and what is allowed.

    `of` is what is counted, in words; `unit` follows what is allowed.
    """

    name: str
    title: str
    used: float
    allowed: float
    of: str
    unit: str = ""

    @property
    def is_exceeded(self) -> bool:
        """Whether the plan uses more than is allowed."""
        return self.used > self.allowed

    @property
    def sentence(self) -> str:
        """How much is used: "4 that are not declared, at most 10 (max_deletes)"."""
        mark = ": exceeded" if self.is_exceeded else ""
        return f"{self.of}, at most {self.allowed:,g}{self.unit} ({self.name}){mark}"


@dataclass(frozen=True)
class PlanReport:
    """Everything that reports of a plan show. `verdict` is the sentence with which aip_assets ends.

    `protected` has the filters of protect, in words, and how many assets these spare.
    """

    title: str
    time: str
    about: About
    steps: tuple[PlannedStep, ...]  # without those that change nothing, in the order of ORDER
    unchanged: int
    unmanaged: int  # assets in scope that are not declared, and stay
    limits: tuple[Limit, ...] = ()
    protected: tuple[str, int] | None = None
    blocked: tuple[str, ...] = ()
    digest: str = ""
    command: str = ""
    files: Mapping[str, int] = field(default_factory=dict)  # by the keys of FILES
    verdict: str = ""
    links: Links = field(default_factory=Links)

    def of(self, action: str) -> tuple[PlannedStep, ...]:
        """The steps of an action."""
        return tuple(one for one in self.steps if one.action == action)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """The number of assets by action."""
        found = Counter(one.action for one in self.steps)
        return {action: found[action] for action in SIGNS}

    @property
    def signs(self) -> tuple[tuple[str, str, int, str], ...]:
        """Action, sign, number and words of what would be done: "+", 3, "to create"."""
        of_assets = tuple(
            (action, sign, self.counts[action], words)
            for action, (sign, words, _title) in SIGNS.items()
            if self.counts[action] or action in ALWAYS_SHOWN
        )
        of_files = tuple(
            (action, sign, number, f"{'file' if number == 1 else 'files'} {words}")
            for key, (action, sign, words) in FILES.items()
            if (number := self.files.get(key, 0))
        )
        return of_assets + of_files

    @property
    def facts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What the plan is about, and the limits that it keeps or exceeds: what it is, and its texts."""
        return tuple((name, texts) for name, texts in self._facts() if any(texts))

    def _facts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield "Time", (written_out(self.time),)
        yield from self.about.lines
        for limit in self.limits:
            yield limit.title, (limit.sentence,)
        if self.protected is not None:
            rules, number = self.protected
            yield "Protected", (f"{count_of(number, 'asset')} where {rules} (protect)",)
        if self.unmanaged:
            yield "Left alone", (f"{count_of(self.unmanaged, 'asset')} in scope, but not declared",)
        yield "Digest", (self.digest,)

    @property
    def headline(self) -> str:
        """What would be done: "+ 3 to create  ~ 16 to change  - 5 to delete"."""
        return "  ".join(
            f"{sign} {number:,} {words}" for _action, sign, number, words in self.signs
        )

    @property
    def sentence(self) -> str:
        """What would be written, as a sentence without a full stop."""
        if self.blocked:
            return f"Blocked by {count_of(len(self.blocked), 'reason')}: nothing of this plan would be written"
        if not self.steps:
            unchanged = count_of(self.unchanged, "asset")
            return (
                f"Nothing to do: {unchanged} {'is' if self.unchanged == 1 else 'are'} as declared"
            )
        return (
            f"{count_of(len(self.steps), 'asset')} would be written, {self.unchanged:,} unchanged"
        )


def read_plan(result: Mapping[str, Any], options: AuditOptions, command: str = "") -> PlanReport:
    """The plan in a registered result of aip_assets, also of one that failed because the plan is blocked.

    Raises InputError if there is none.
    """
    _check(result)
    folder, base = os.path.abspath(options.folder), os.path.abspath(options.base)
    try:
        steps = [one for one in result["steps"] if one["action"] in SIGNS]
        written = result.get("about") or {}
        found = tuple(_step(one, folder, base) for one in steps)
        unmanaged, counts = result.get("unmanaged") or (), result.get("summary") or {}
        files = {key: int(counts.get(key) or 0) for key in FILES}
        fates = Counter(one["fate"] for one in unmanaged)
    except (AttributeError, KeyError, TypeError) as error:
        why = f"{type(error).__name__}: {error}"
        raise InputError([f"audit: is not a result of assetops.aip.aip_assets ({why})"]) from None
    about = read_about(
        written, folder, base, options.commit, options.version, with_seconds=bool(options.time)
    )
    return PlanReport(
        title=clean(options.title),
        time=clean(options.time),
        about=about,
        steps=tuple(sorted(found, key=lambda one: ORDER.index(one.action))),
        unchanged=len(result["steps"]) - len(steps),
        unmanaged=fates["kept"] + fates["protected"],
        limits=tuple(_limits(written, steps)),
        protected=_protected(written, fates["protected"]),
        blocked=tuple(clean(str(one)) for one in _blocked(result)),
        digest=clean(str(result.get("plan_digest") or "")),
        command="" if _blocked(result) else clean(command),
        files=files,
        verdict=clean(str(result.get("summary_text") or "")),
        links=links_of(options, about),
    )


def _check(result: Mapping[str, Any]) -> None:
    """Raise InputError unless the result has the steps of a plan."""
    if isinstance(result.get("steps"), (list, tuple)):
        return
    if result.get("failed") or result.get("skipped"):
        state = "failed before there was a plan" if result.get("failed") else "was skipped"
        raise InputError([f"audit: the task that registered this result {state}"])
    raise InputError(
        ["audit: has no steps; register the result of assetops.aip.aip_assets with all_steps: true"]
    )


def _blocked(result: Mapping[str, Any]) -> list[Any]:
    """What blocks the plan. Only a result that failed has problems, whatever failed_when made of that."""
    return list(result.get("problems") or ())


def _step(step: Mapping[str, Any], folder: str, base: str) -> PlannedStep:
    origin, place = read_origin(clean(step.get("origin") or ""), folder, base)
    action = str(step["action"])
    return PlannedStep(
        action=action,
        asset_type=clean(step["asset_type"]),
        name=clean(step["name"]),
        id=step["id"],
        origin=origin,
        place=place,
        changes=tuple(
            FieldChange(clean(one["field"]), clean_value(one["before"]), clean_value(one["after"]))
            for one in step["changes"]
            if action != "delete"
        ),
        current=tuple(_fields(step.get("deleted") or {})),
        why=_why(step),
        referrers=tuple(map(clean, step.get("referrers") or ())),
        unread=tuple(map(clean, step.get("unread_referrers") or ())),
    )


def _fields(asset: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields of an asset that is written as assets are declared, without those that are empty."""
    system = {key: value for key, value in asset.items() if key not in NO_FIELDS}
    for key, value in {**system, **(asset.get("attributes") or {})}.items():
        shown = [one["name"] for one in value] if key == "attachments" else value
        if shown not in (None, "", []):
            yield clean(key), clean_value(shown)


def _why(step: Mapping[str, Any]) -> str:
    """Why an asset would be taken away."""
    if step.get("pruned"):
        return "in scope, but not declared"
    return "declared as absent" if step["action"] == "delete" else ""


def _limits(about: Mapping[str, Any], steps: list[Mapping[str, Any]]) -> Iterator[Limit]:
    """The limits of pruning, if the plan prunes."""
    if not about.get("prune"):
        return
    removed = sum(bool(one.get("pruned")) for one in steps)
    in_scope = about.get("in_scope") or 0
    share = 100 * removed / in_scope if in_scope else (100 if removed else 0)
    number = f"{removed:,} that {'is' if removed == 1 else 'are'} not declared"
    yield Limit("max_deletes", "Removals", removed, about["max_deletes"], number)
    part = f"{share:.1f} % of {count_of(in_scope, 'asset')} in scope"
    most = about["max_delete_percent"]
    yield Limit("max_delete_percent", "Their share", share, most, part, " %")


def _protected(about: Mapping[str, Any], number: int) -> tuple[str, int] | None:
    """What is protected, in words, and how many assets that are not declared stay because of it."""
    rules = [in_words(read_filter(one)) for one in about.get("protect") or ()]
    return (" and ".join(rules), number) if rules else None
