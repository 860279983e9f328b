# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Links of an issue to pages: what has to be written for them to be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model import Change
from .declared import RemoteLink

_KEPT = ("application", "relationship")
"""Members of a remote link that are not declared; what is not sent would be lost."""


@dataclass(frozen=True)
class RemoteLinkStep:
    """A remote link to write, and what is there now. `link_id` is set for one that has no global id."""

    link: RemoteLink
    shown: Mapping[str, Any] | None = None
    link_id: str | None = None

    @property
    def change(self) -> Change:
        """The step as results show it."""
        before = None
        if self.shown is not None:
            before = _shown_as(_object(self.shown))
        return Change(f"remote_links.{self.link.global_id}", before, _shown_as(self._object))

    @property
    def _object(self) -> Mapping[str, Any]:
        return {"url": self.link.url, "title": self.link.title}

    @property
    def body(self) -> dict[str, Any]:
        """The body of the request, with all members that the link has already."""
        shown = self.shown or {}
        kept = {name: shown[name] for name in _KEPT if shown.get(name)}
        own = {**_object(shown), **self._object}
        return {"globalId": self.link.global_id, **kept, "object": own}


def _object(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    found = shown.get("object")
    return found if isinstance(found, Mapping) else {}


def _shown_as(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {"url": shown.get("url"), "title": shown.get("title")}


def remote_link_steps(
    declared: Sequence[RemoteLink], shown: Sequence[Mapping[str, Any]]
) -> tuple[RemoteLinkStep, ...]:
    """What has to be written. A link without a global id is the one with the same url."""
    steps = []
    for one in declared:
        by_id = [link for link in shown if link.get("globalId") == one.global_id]
        by_url = [
            link
            for link in shown
            if not link.get("globalId") and _object(link).get("url") == one.url
        ]
        found = next(iter(by_id or by_url), None)
        if found is None:
            steps.append(RemoteLinkStep(one))
        elif _shown_as(_object(found)) != {"url": one.url, "title": one.title}:
            number = str(found.get("id")) if found.get("id") is not None else None
            steps.append(RemoteLinkStep(one, found, None if by_id else number))
    return tuple(steps)
