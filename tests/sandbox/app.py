# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web application: one request, from login to journal."""

from __future__ import annotations

import functools
import json
import tempfile
import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, cast

from flask import Flask, Request, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.local import LocalProxy
from werkzeug.routing import Map

from .jira.entry import enter_cloud, serves_nobody, through_gateway
from .jira.refusal import JiraRefusal
from .jira.rest.all import jira_resources
from .jira.rest.frame import refused_by_jira
from .journal import Record
from .login import Claim, Entry, passes_xsrf
from .model import Refusal
from .rates import Asked
from .rest.answers import json_answer, refused, text_answer
from .rest.attachments import attachment_resource
from .rest.catalogs import catalog_resource
from .rest.control import PREFIX, control_resource
from .rest.inventory import inventory_resource
from .rest.platform import platform_resource, tenant_info
from .rest.query import query_resource
from .site import Site
from .strikes import is_silenced, struck_after, struck_before, struck_once_admitted, too_many

AIP = "/rest/jip-api/1.0"

# What a client without data sees when Jira serves it as anonymous.
_ANONYMOUS: Mapping[str, Any] = {
    "inventory.list_assets": [],
    "query.query": {"assets": []},
    "catalogs.list_forms": [],
    "catalogs.list_attributes": [],
    "catalogs.list_locations": {
        "success": True,
        "errorCode": None,
        "errorMessage": None,
        "data": {},
        "pagingInfo": None,
    },
    "catalogs.list_schemes": {"success": True, "errorCode": None, "errorMessage": None, "data": []},
}
_MISSING_FOR_ANONYMOUS = (
    "inventory.read_asset",
    "inventory.read_transformed",
    "attachments.get_file",
    "catalogs.read_form",
    "catalogs.read_attribute",
    "catalogs.read_location",
)
_FOR_ANYONE = ("platform.login", "platform.tenant_info_of_site", "tenant_info")
_SECRET_HEADERS = ("Authorization", "Proxy-Authorization", "Cookie")
_LARGEST_JOURNALED = 4_000_000


def create_app(site: Site) -> Any:
    """Return the WSGI application of a site."""
    app = _application(site.context)

    root = site.base_url[: len(site.base_url) - len(site.context)]

    def of_site(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["sandbox.site"] = site
        if "/ex/jira/" in environ.get("PATH_INFO", "") and site.jira.profile.cloud:
            environ = through_gateway(environ, root, site.context)
        return app.wsgi_app(environ, start_response)

    return of_site


def rules(context: str) -> Map:
    """Return the paths and methods of a site with that context path."""
    return _application(context).url_map


@functools.cache
def _application(context: str) -> Flask:  # noqa: C901 - it only registers
    """Return the application of all sites with that context path.

    Werkzeug needs nine tenths of the start of a sandbox to compile the paths, so that is done once.
    """
    site = cast(Site, LocalProxy(lambda: request.environ["sandbox.site"]))
    app = Flask(__name__, static_folder=None)
    app.request_class = _Upload
    for resource in (inventory_resource, attachment_resource, query_resource, catalog_resource):
        app.register_blueprint(resource(site), url_prefix=context + AIP)
    for pages in (platform_resource(site), *jira_resources(site)):
        app.register_blueprint(pages, url_prefix=context or None)
    app.add_url_rule("/_edge/tenant_info", "tenant_info", lambda: tenant_info(site))
    app.register_blueprint(control_resource(site), url_prefix=PREFIX)

    @app.before_request
    def enter() -> Response | None:
        if request.path.startswith(PREFIX):
            return None
        _begin(site)
        return struck_before(site) or _admit(site)

    @app.after_request
    def leave(response: Response) -> Response:
        if request.path.startswith(PREFIX):
            return response
        for name, value in _jira_headers(site).items():
            response.headers.setdefault(name, value)  # what a rule has set stays
        if not g.stopped:
            response = struck_after(site, response)
        site.journal.add(_record(response))
        return response

    @app.teardown_request
    def tidy(error: BaseException | None) -> None:
        for path in g.get("uploads", ()):
            Path(path).unlink(missing_ok=True)

    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> Response:
        return refused(site, refusal)

    @app.errorhandler(JiraRefusal)
    def refuse_as_jira(refusal: JiraRefusal) -> Response:
        return refused_by_jira(refusal)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        return json_answer({"message": error.name, "status-code": status}, status)

    return app


class _Upload(Request):
    """A request that writes an uploaded file straight to the data folder."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        # werkzeug closes it; the inventory takes the file over
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115
            dir=self.environ["sandbox.site"].files, prefix="upload-", delete=False
        )
        g.setdefault("uploads", []).append(Path(file.name))
        return file


# -- the way in -----------------------------------------------------------------------------------


def _begin(site: Site) -> None:
    g.started = time.time()
    g.number = site.next_request()
    g.node = f"node{g.number % max(1, site.switches['nodes']) + 1}"
    g.user = None
    g.reason = ""
    g.extra_headers = {}
    g.stopped = True
    g.path = request.path[len(site.context) :]
    g.claim = site.login.claim(request.headers.get("Authorization", ""))
    g.rules = site.faults.strike(request.method, g.path, site.login.claimed_user(g.claim))


def _admit(site: Site) -> Response | None:
    """Let a request in, or answer it: login, rate limit, XSRF, and whether AIP is there at all."""
    if request.endpoint in _FOR_ANYONE:
        g.stopped = False
        return None
    entry = _entry(site, g.claim)
    g.user, g.reason = entry.user, entry.reason
    g.extra_headers.update(entry.headers)
    if entry.status and (site.jira.profile.cloud or not _open_to_all(site)):
        return Response(entry.body, entry.status, content_type=entry.content_type)
    answer = _limited(site) or _forged(site)
    if answer is None and g.path.startswith("/rest/jip-api/"):
        answer = _without_plugin(site) or _as_anonymous(site)
    if answer is None and g.user is None and not _open_to_all(site):
        answer = _not_authenticated(site)
    answer = answer or struck_once_admitted(site)
    g.stopped = answer is not None
    return answer


def _entry(site: Site, claim: Claim) -> Entry:
    effects = {rule.effect for rule in g.rules if rule.moment == "login"}
    if "token_expired" in effects:
        site.login.revoke(claim.secret)
    if "anonymous" in effects:
        return Entry(None)
    if site.jira.profile.cloud:
        return enter_cloud(site, claim, "sandbox.gateway" in request.environ)
    return site.login.enter(claim)


def _open_to_all(site: Site) -> bool:
    if request.endpoint == "platform.server_info":
        return site.jira.profile.cloud or site.switches["server_info"] == "anonymous"
    return serves_nobody(site, request.method, g.path, g.claim)


def _not_authenticated(site: Site) -> Response:
    entry = site.login.nobody()
    return Response(entry.body, entry.status, entry.headers, content_type=entry.content_type)


def _limited(site: Site) -> Response | None:
    """Apply the rate limit, which counts requests with credentials; serverInfo is never limited."""
    marks = (
        "Referer" in request.headers,
        "Origin" in request.headers,
        "JSESSIONID" in request.cookies,
        "atlassian.xsrf.token" in request.cookies,
    )
    from_the_pages = not g.claim.scheme and sum(marks) >= 2
    if g.user is None or from_the_pages or request.endpoint == "platform.server_info":
        return None
    toll = site.rates.pay(Asked(g.user.username, g.node, request.method, g.path))
    if toll is None:
        return None
    g.extra_headers.update(toll.headers)
    return None if toll.passes else too_many(site)


def _forged(site: Site) -> Response | None:
    if not site.switches["xsrf"] or passes_xsrf(
        request.method, dict(request.headers), site.base_url
    ):
        return None
    return text_answer("XSRF check failed", site.switches["xsrf_status"], "text/plain")


def _without_plugin(site: Site) -> Response | None:
    if site.switches["plugin"] == "installed":
        return None
    return text_answer(
        "<html><head><title>Oops, you've found a dead link.</title></head></html>", 404
    )


def _as_anonymous(site: Site) -> Response | None:
    """Answer an anonymous request with no data, or refuse it if it wants to write."""
    if g.user is not None:
        return None
    endpoint = request.endpoint or ""
    if endpoint in _ANONYMOUS:
        return json_answer(_ANONYMOUS[endpoint])
    if endpoint in _MISSING_FOR_ANONYMOUS:
        number = next(iter((request.view_args or {"": 0}).values()))
        return refused(site, Refusal("missing", f"Could not find inventory with id:{number}"))
    return _not_authenticated(site)


# -- the way out ----------------------------------------------------------------------------------


def _jira_headers(site: Site) -> Mapping[str, str]:
    """Return the headers that Jira sets on every response."""
    if site.jira.profile.cloud:
        trace = sha256(str(g.number).encode()).hexdigest()[:32]
        headers = {"X-AREQUESTID": trace, "Atl-Traceid": trace, "Server": "AtlassianEdge"}
        return {
            **headers,
            **g.extra_headers,
            **({"X-Seraph-LoginReason": g.reason} if g.reason else {}),
        }
    now = datetime.now(timezone.utc)
    headers = {
        "X-AREQUESTID": f"{now.hour * 60 + now.minute}x{g.number}x1",
        "X-ANODEID": g.node,
        **g.extra_headers,
    }
    if g.user is not None:
        headers["X-AUSERNAME"] = g.user.username
        headers["X-ASESSIONID"] = sha256(g.user.key.encode()).hexdigest()[:6]
    elif site.switches["anonymous_header"] == "present":
        headers["X-AUSERNAME"] = "anonymous"
    if g.reason:
        headers["X-Seraph-LoginReason"] = g.reason
    return headers


def _journaled_body() -> Any:
    """Return the JSON of the request, or its text if that is none."""
    if request.mimetype != "application/json" or (request.content_length or 0) > _LARGEST_JOURNALED:
        return None
    data = request.get_data(cache=True)
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return data.decode("utf-8", "replace")


def _record(response: Response) -> Record:
    headers = {
        name: value.split(" ")[0] if name in _SECRET_HEADERS[:2] else value
        for name, value in request.headers.items()
        if name not in _SECRET_HEADERS or name == "Authorization"
    }
    return Record(
        method=request.method,
        path=g.path,
        query=request.query_string.decode("latin-1"),
        status=0 if is_silenced() else response.status_code,
        user=g.user.username if g.user else None,
        headers=headers,
        credentials="Authorization" in request.headers,
        content_type=request.headers.get("Content-Type", ""),
        body=_journaled_body(),
        size=request.content_length or 0,
        connection=int(request.environ.get("REMOTE_PORT") or 0),
        time=g.started,
        duration=time.time() - g.started,
        node=g.node,
        faults=tuple(rule.effect for rule in g.rules),
    )
