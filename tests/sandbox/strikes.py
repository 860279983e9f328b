# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carrying out faults on the requests that they hit: before, or after the request was carried out."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Callable

from flask import Response, g, request

from .faults import EFFECTS
from .login import login_page
from .rest.answers import JSON, json_answer, text_answer
from .site import Site
from .wire import TRICKS

Strike = Callable[..., Any]
"""Called with the site, the settings of the rule and, after the request, its response; returns a response or None."""

# Tricks on the wire after which the client has the whole answer.
WHOLE = frozenset({"drip", "stops_listening", "wrong_gzip"})


def is_silenced() -> bool:
    """Whether the client gets no answer, or not all of it."""
    return bool(g.get("silenced"))


def too_many(site: Site) -> Response:
    """Observed: JSON only if the client asks for it, with a message in the user's language; a proxy sends a page."""
    body = site.switches["rate_body"]
    asks_for_json = "application/json" in request.headers.get("Accept", "")
    if body == "empty":
        return Response(b"", 429)
    if body == "html" or not asks_for_json:
        return text_answer("<html><body><h1>Too Many Requests</h1></body></html>", 429)
    said = (
        "Rate limit exceeded."
        if body == "json"
        else "Zu viele Anfragen. Bitte später erneut versuchen."
    )
    return json_answer({"message": said}, 429)


def struck_before(site: Site) -> Response | None:
    """Carry out the faults that come before the request; some of them replace it."""
    return _struck(site, "before")


def struck_once_admitted(site: Site) -> Response | None:
    """Carry out the faults of an application that knows who is asking, but does not do it."""
    return _struck(site, "admitted")


def _struck(site: Site, moment: str) -> Response | None:
    for rule in g.rules:
        if rule.moment == moment:
            answer: Response | None = _INSTEAD[rule.effect](site, rule.settings)
            if answer is not None:
                return answer
    return None


def _latency(site: Site, settings: Mapping[str, Any]) -> None:
    time.sleep(float(settings.get("seconds", 1.0)))


def _rate_limited(site: Site, settings: Mapping[str, Any]) -> Response:
    response = too_many(site)
    if settings.get("retry_after") is not None:
        response.headers["Retry-After"] = str(settings["retry_after"])
    response.headers.extend(settings.get("headers", {}))
    return response


def _error(site: Site, settings: Mapping[str, Any], status: int = 503) -> Response:
    status = settings.get("status", status)
    body = settings.get("body", f"<html><body><h1>{status}</h1></body></html>")
    if not isinstance(body, str):
        return json_answer(body, status, settings.get("headers"))
    response = text_answer(body, status)
    response.headers.extend(settings.get("headers", {}))
    return response


def _trick(effect: str) -> Strike:
    """A strike that leaves the answer to the wire."""

    def strike(
        site: Site, settings: Mapping[str, Any], response: Response | None = None
    ) -> Response:
        request.environ["sandbox.trick"] = (TRICKS[effect], settings)
        g.silenced = effect not in WHOLE
        return response or Response(b"", 500)

    return strike


def _login_page(site: Site, settings: Mapping[str, Any]) -> Response:
    return text_answer(login_page(site.base_url))


class _Elsewhere(Response):
    """A redirect whose location is sent as it was written, however odd."""

    def get_wsgi_headers(self, environ: Any) -> Any:
        written = self.headers.pop("Location")
        headers = super().get_wsgi_headers(environ)
        self.headers["Location"] = headers["Location"] = written
        return headers


def _redirect(site: Site, settings: Mapping[str, Any]) -> Response:
    target = settings.get("to", "login")
    places = {
        "same_host": f"{site.base_url}{g.path}?redirected=true",
        "other_host": f"http://elsewhere.invalid{site.context}{g.path}",
        "login": f"{site.base_url}/login.jsp?os_destination={g.path}",
    }
    return _Elsewhere(b"", settings.get("status", 302), {"Location": places.get(target, target)})


def _refused(site: Site, settings: Mapping[str, Any]) -> Response:
    body = settings.get("body", {"success": False, "message": "The request was refused."})
    return json_answer(body, settings.get("status", 200), settings.get("headers"))


_INSTEAD: Mapping[str, Strike] = {
    **{name: _trick(name) for name in TRICKS if EFFECTS[name][0] == "before"},
    "latency": _latency,
    "rate_limited": _rate_limited,
    "error": _error,
    "login_page": _login_page,
    "redirect": _redirect,
    "refused": _refused,
}


def struck_after(site: Site, response: Response) -> Response:
    """Carry out the faults that spoil the answer to a request that was carried out."""
    for rule in g.rules:
        if rule.moment == "after":
            response.direct_passthrough = False
            response = _AFTER[rule.effect](site, rule.settings, response)
    return response


def _error_after(site: Site, settings: Mapping[str, Any], response: Response) -> Response:
    response.close()  # of a download: its file is open
    return _error(site, settings, 502)


def _malformed(site: Site, settings: Mapping[str, Any], response: Response) -> Response:
    response.close()  # of a download: its file is open
    return Response(b'{"id": 1, "name": oops]', response.status_code, content_type=JSON)


def _truncated(site: Site, settings: Mapping[str, Any], response: Response) -> Response:
    data = response.get_data()
    response.set_data(data[: len(data) // 2])
    return response


def _empty(site: Site, settings: Mapping[str, Any], response: Response) -> Response:
    response.close()  # of a download: its file is open
    response.set_data(b"")
    return response


def _content_type(site: Site, settings: Mapping[str, Any], response: Response) -> Response:
    response.headers["Content-Type"] = settings.get("content_type", "text/html;charset=UTF-8")
    return response


def _seraph(site: Site, settings: Mapping[str, Any], response: Response) -> Response:
    response.headers["X-Seraph-LoginReason"] = settings.get("reason", "AUTHENTICATION_DENIED")
    return response


def _set_headers(site: Site, settings: Mapping[str, Any], response: Response) -> Response:
    for name, value in settings.get("headers", {}).items():
        response.headers[name] = str(value)
    return response


def _replaced(site: Site, settings: Mapping[str, Any], response: Response) -> Response:
    response.close()  # of a download: its file is open
    body = settings.get("body")
    if isinstance(body, str):
        return Response(body, response.status_code, content_type=JSON)
    return json_answer(body, response.status_code)


def _merged(site: Site, settings: Mapping[str, Any], response: Response) -> Response:
    return _rewritten(response, lambda told: {**told, **settings["values"]}, dict)


def _short_list(site: Site, settings: Mapping[str, Any], response: Response) -> Response:
    rows = settings.get("rows", 1)

    def shorten(told: Any) -> Any:
        if isinstance(told, list):
            return told[: max(0, len(told) - rows)]
        return {key: shorten(one) if isinstance(one, list) else one for key, one in told.items()}

    return _rewritten(response, shorten, (dict, list))


def _rewritten(response: Response, change: Callable[[Any], Any], kind: Any) -> Response:
    """The response with its JSON changed, if it is JSON of that kind."""
    if response.mimetype != "application/json":
        return response
    told = json.loads(response.get_data() or b"null")
    if isinstance(told, kind):
        response.set_data(json.dumps(change(told), ensure_ascii=False).encode("utf-8"))
    return response


_AFTER: Mapping[str, Strike] = {
    **{name: _trick(name) for name in TRICKS if EFFECTS[name][0] == "after"},
    "error_after": _error_after,
    "malformed_json": _malformed,
    "truncated_json": _truncated,
    "empty_body": _empty,
    "content_type": _content_type,
    "seraph": _seraph,
    "headers": _set_headers,
    "replaced": _replaced,
    "merged": _merged,
    "short_list": _short_list,
}
