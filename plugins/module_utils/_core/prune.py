# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What may be deleted because it is not declared. Whatever is in doubt blocks the whole plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .fields import NAME
from .model import AssetType, Current, Declared, refs_in
from .plan import Plan
from .step import Step

MOST_NAMES = 20
"""How many assets a sentence names; the result lists all."""


@dataclass(frozen=True)
class Limits:
    """How many assets one run may delete or retire: in number, and in percent of those in the scope."""

    count: int = 10
    percent: float = 10.0


def over_limits(plan: Plan, limits: Limits) -> list[str]:
    """The reasons why the surplus must not be removed; empty if there are none."""
    to_remove = [step for step in plan.to_do if step.pruned]
    if not to_remove:
        return []
    many = len(to_remove)
    share = 100.0 * many / plan.in_scope if plan.in_scope else 100.0
    doing = "deleted" if to_remove[0].action == "delete" else "retired"
    would = (
        f"{many} of the {plan.in_scope} assets in scope are not declared and would be {doing}"
        f" ({name_all(to_remove)})"
    )
    problems = []
    if many > limits.count:
        problems.append(
            f"prune: {would}, and max_deletes allows {limits.count}: declare them,"
            " spare them with protect, or raise max_deletes"
        )
    if share > limits.percent:
        problems.append(
            f"prune: {would}, which is {share:.1f} percent, and max_delete_percent allows"
            f" {limits.percent:g}: declare them, spare them with protect, or raise max_delete_percent"
        )
    return problems


def name_all(steps: Sequence[Step]) -> str:
    """The assets by name, as many as fit into a sentence."""
    names = [step.label for step in steps[:MOST_NAMES]]
    more = len(steps) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def doubtful(current: Current, asset_type: AssetType, identities: Iterable[str]) -> str:
    """Why it cannot be determined whether this asset is declared: an unreadable identifying field; or nothing."""
    for key in identities:
        if key == NAME.key:
            if not current.name:
                return f"{asset_type.name} {current.id} has no name"
        elif key in asset_type.fields and key not in current.raw:
            return f"the server does not show '{key}' of {asset_type.name} '{current.name}'"
    return ""


def still_referred_to(declared: Iterable[Declared], to_remove: Iterable[Step]) -> list[str]:
    """A sentence for each declared reference to an asset that would be deleted."""
    going = {step.current.id: step.label for step in to_remove if step.current}
    return [
        one.remark(f"{key}: refers to {going[ref.id]}, which would be deleted")
        for one in declared
        if one.present
        for key, value in one.values.items()
        for ref in refs_in(value)
        if ref.id in going
    ]
