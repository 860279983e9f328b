# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""/_sandbox/...: looking into the sandbox and steering it, for clients on the same machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request

from ..faults import EFFECTS, UnknownFault
from ..site import Site
from ..switches import SWITCHES, UnknownSwitch
from .answers import json_answer

PREFIX = "/_sandbox"
_LOOPBACK = ("127.", "::1", "::ffff:127.")


def control_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the control API. It needs no login and leaves no trace in the journal."""
    pages = Blueprint("control", __name__)

    @pages.before_request
    def only_from_here() -> None:
        if not (request.remote_addr or "").startswith(_LOOPBACK):
            abort(403)

    @pages.errorhandler(UnknownSwitch)
    @pages.errorhandler(UnknownFault)
    def wrong(error: Exception) -> Response:
        return json_answer({"message": str(error)}, 400)

    @pages.get("/")
    def overview() -> Response:
        return json_answer(
            {
                "seed": site.seed.name,
                "assets": site.database.count(),
                "url": site.base_url,
                "users": [user.username for user in site.catalog.users],
            }
        )

    @pages.get("/journal")
    def read_journal() -> Response:
        only = request.args.get("only")
        records = {"writes": site.journal.writes, "reads": site.journal.reads}.get(
            only or "", site.journal.records
        )()
        return json_answer([record.as_dict() for record in records])

    @pages.delete("/journal")
    def clear_journal() -> Response:
        site.journal.clear()
        return _done()

    @pages.get("/switches")
    def read_switches() -> Response:
        return json_answer(site.switches.as_dict())

    @pages.get("/switches/table")
    def explain_switches() -> Response:
        return json_answer(
            [
                {
                    "name": s.name,
                    "allowed": s.describe(),
                    "default": s.default,
                    "mark": s.mark,
                    "question": s.question,
                }
                for s in SWITCHES
            ]
        )

    @pages.patch("/switches")
    def change_switches() -> Response:
        site.switches.change(**_object())
        return json_answer(site.switches.as_dict())

    @pages.get("/faults")
    def read_faults() -> Response:
        return json_answer([rule.as_dict() for rule in site.faults.rules()])

    @pages.get("/faults/effects")
    def explain_faults() -> Response:
        return json_answer({name: f"{when}: {what}" for name, (when, what) in EFFECTS.items()})

    @pages.post("/faults")
    def add_fault() -> Response:
        try:
            return json_answer({"number": site.faults.add(**_object())}, 201)
        except TypeError as error:
            raise UnknownFault(str(error)) from error

    @pages.delete("/faults")
    def clear_faults() -> Response:
        number = request.args.get("number", type=int)
        site.faults.clear(number)
        return _done()

    @pages.post("/reset")
    def reset() -> Response:
        site.reset()
        return _done()

    @pages.get("/login")
    def read_logins() -> Response:
        return json_answer(site.login.failed())

    @pages.post("/login")
    def reset_login() -> Response:
        """Do what a login in the browser would: lift the CAPTCHA of one user, or of all."""
        site.login.reset((request.get_json(silent=True) or {}).get("user"))
        return _done()

    @pages.get("/webhooks")
    def read_deliveries() -> Response:
        return json_answer([one.as_dict() for one in site.jira.deliveries.all()])

    @pages.post("/clock")
    def advance_clock() -> Response:
        site.clock.advance(float(_object().get("advance", 0)))
        return _done()

    return pages


def _object() -> Mapping[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise UnknownSwitch("the body must be a JSON object")
    return body


def _done() -> Response:
    return json_answer({"success": True})
