# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nginx in front of Jira: its protocols, limits and time-outs, restarts, and the paths that it maps."""

from __future__ import annotations

import threading
import time

import pytest

NAMES = [f"n-{number:02d}" for number in range(30)]
ASSETS = [{"asset_type": "Laptop", "name": name} for name in NAMES]


@pytest.fixture
def declare(run, sandbox):
    """Declares 30 laptops at once: `declare(url, option=...)`. Gives the result."""
    return lambda url, **options: run(sandbox, "aip_assets", url=url, assets=ASSETS, **options)


def all_are_there(sandbox):
    """Whether each declared laptop is there once."""
    found = [one["name"] for one in sandbox.assets("Laptop") if one["name"].startswith("n-")]
    return sorted(found) == NAMES


# --- protocols ----------------------------------------------------------------------------------------------------

WAYS = {
    "HTTP/1.1": {},
    "HTTP/1.0 to Jira": {"location": "proxy_http_version 1.0;"},
    "HTTP/1.1 to Jira, kept open": {
        "location": 'proxy_http_version 1.1; proxy_set_header Connection "";'
    },
    "compressed": {
        "outside": "gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any; gzip_vary on;"
    },
    "chunked": {"location": "proxy_buffering off; chunked_transfer_encoding on;"},
    "ends with the connection": {"inside": "gzip on; gzip_types *; gzip_min_length 1;"
                                 " chunked_transfer_encoding off;"},
    "small buffers": {"location": "proxy_buffer_size 4k; proxy_buffers 2 4k; proxy_busy_buffers_size 4k;"},
    "3 requests a connection": {"inside": "keepalive_requests 3;"},
    "1 request a connection": {"inside": "keepalive_timeout 0;"},
    "bodies are not buffered": {"location": "proxy_request_buffering off; proxy_http_version 1.1;"},
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_way(nginx, sandbox, declare, run, tmp_path, way):
    """All work: many assets, a second run that changes nothing, and files of any bytes there and back."""
    server = nginx(**way)
    result = declare(server.url)
    assert not result["failed"], result["msg"]
    assert result["summary"]["created"] == len(NAMES)
    assert all_are_there(sandbox)
    assert not declare(server.url)["changed"]
    sent = tmp_path / "sent.bin"
    sent.write_bytes(bytes(range(256)) * 2000)
    rack = {"asset_type": "Rack", "asset_name": "rack-01", "url": server.url}
    assert run(sandbox, "aip_attachment", path=str(sent), **rack)["changed"]
    got = tmp_path / "got.bin"
    result = run(sandbox, "aip_attachment", state="fetched", name="sent.bin", dest=str(got), **rack)
    assert not result["failed"], result["msg"]
    assert got.read_bytes() == sent.read_bytes()


def test_idle_connection_is_closed_between_requests(nginx, look, create, sandbox):
    """Nginx closes it while nobody asks; the next request finds out, or opens another at once."""
    server = nginx(inside="keepalive_timeout 1s;")
    sandbox.faults.add("latency", path="location", seconds=1.3)
    assert look(server.url) == "rack-01"
    assert create(server.url)["changed"]
    assert len(sandbox.assets("Laptop", "new")) == 1


# --- limits -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [3000, 6_000_000])
def test_file_that_is_larger_than_allowed(nginx, sandbox, run, tmp_path, size):
    """Nginx answers before all is sent, and does not read on."""
    server = nginx(location="client_max_body_size 2k;")
    path = tmp_path / "report.bin"
    path.write_bytes(b"x" * size)
    before = sandbox.assets("Rack", "rack-01")
    given = {"asset_type": "Rack", "asset_name": "rack-01", "path": str(path)}
    failed = run(sandbox, "aip_attachment", url=server.url, **given)
    words = "it is larger than the server, or a proxy in front of it, accepts"
    assert words in failed["msg"]
    assert (failed["failed"], failed["changed"], failed["api"]["retries"]) == (True, False, 0)
    assert sandbox.assets("Rack", "rack-01") == before
    # The log has it once nginx has given up waiting for the rest of the file.
    assert wait_until(lambda: server.statuses().count(413) == 1)
    server.reload(location="client_max_body_size 10m;")
    assert wait_until(lambda: run(sandbox, "aip_attachment", url=server.url, **given)["changed"])
    assert [one.original_name for one in sandbox.attachments(1)] == ["report.bin"]


def test_headers_that_are_larger_than_allowed(nginx, look):
    small = "client_header_buffer_size 256; large_client_header_buffers 1 1k;"
    told = look(nginx(outside=small).url, token="x" * 3000)
    assert "400 Request Header Or Cookie Too Large" in told


def wait_until(happens):
    """Whether it happens within 20 seconds."""
    end = time.monotonic() + 20
    while not happens():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


# --- time-outs and restarts ---------------------------------------------------------------------------------------


def test_time_out_after_the_commit(nginx, sandbox, create):
    """504, although Jira goes on and creates it: it is found, and not created again."""
    server = nginx(location="proxy_read_timeout 300ms;")
    sandbox.faults.add("latency", method="POST", path=r"inventory/asset\.json", seconds=1, times=1)
    result = create(server.url)
    assert wait_until(lambda: 504 in server.statuses())
    assert wait_until(lambda: sandbox.assets("Laptop", "new"))
    if result["failed"]:
        # Jira took longer than was waited for: the next run finds it.
        result = create(server.url)
        assert not result["changed"]
    assert result["asset"]["id"] == sandbox.asset_id("new", "Laptop")


def test_time_out_after_the_commit_of_many(nginx, sandbox, declare):
    server = nginx(location="proxy_read_timeout 300ms;")
    where = {"method": "POST", "path": r"inventory/asset\.json", "after": 5, "times": 3}
    sandbox.faults.add("latency", seconds=0.6, **where)
    first = declare(server.url)
    assert wait_until(lambda: 504 in server.statuses())
    time.sleep(1)  # what is on its way arrives
    again = declare(server.url)
    assert not again["failed"], again["msg"]
    assert all_are_there(sandbox), first.get("msg")


def test_jira_is_down(nginx, create, look):
    server = nginx(backend="http://127.0.0.1:1")
    words = "or a proxy in front of it, is temporarily unavailable (502); try again later"
    assert words in look(server.url)
    failed = create(server.url)
    assert words in failed["msg"]
    assert (failed["changed"], failed["api"]["retries"]) == (False, 4)


def test_nginx_is_down(nginx, create, sandbox):
    server = nginx()
    server.stop()
    failed = create(server.url)
    assert (
        f"nothing answers at 127.0.0.1:{server.port}; check url, and that Jira is" in failed["msg"]
    )
    server.start()
    assert create(server.url)["changed"]
    assert len(sandbox.assets("Laptop", "new")) == 1


@pytest.mark.parametrize("act", ["reload", "restart"])
def test_nginx_changes_in_the_middle_of_a_run(nginx, sandbox, declare, act):
    """Again and again, while 30 assets are created: whatever came of it, a clean run ends with each there once."""
    server = nginx()
    sandbox.faults.add("latency", path="inventory/asset", seconds=0.05)
    ended = threading.Event()

    def disturb():
        while not ended.wait(0.3):
            getattr(server, act)()

    other = threading.Thread(target=disturb)
    other.start()
    try:
        first = declare(server.url, retries=10)
    finally:
        ended.set()
        other.join()
    if first["failed"]:
        # A connection that was closed while a create was on its way leaves open whether it arrived.
        assert "was lost" in first["msg"] or "nothing answers" in first["msg"], first["msg"]
    sandbox.faults.clear()
    again = declare(server.url)
    assert not again["failed"], again["msg"]
    assert all_are_there(sandbox), first.get("msg")
    assert not declare(server.url)["changed"]


# --- addresses ----------------------------------------------------------------------------------------------------


def test_redirect_to_https(nginx, papers, look, create, sandbox):
    secure = nginx(certificate=papers.issue("server", "127.0.0.1"))
    plain = nginx(inside=f"return 301 {secure.root}$request_uri;")
    sentence = f"If that is your Jira, set url to {secure.url}"
    assert look(plain.url).endswith(sentence)
    assert create(plain.url)["msg"].endswith(sentence)
    assert look(secure.url, ca_path=papers.ca) == "rack-01"
    assert not [one for one in sandbox.journal if one.method == "POST" and one.writes]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_to_the_context_path(nginx, look, create, sandbox, status):
    server = nginx(inside=f'if ($uri !~ "^/jira/") {{ return {status} /jira$request_uri; }}')
    told = create(server.root)["msg"]
    assert f"If that is your Jira, set url to {server.url}" in told
    assert sandbox.journal.writes() == []
    assert look(server.url) == "rack-01"


def test_context_path_of_nginx_own(nginx, look, create, sandbox):
    """Jira under another path than its own, and at the root."""
    server = nginx(inside="rewrite ^/assets/(.*)$ /jira/$1 break;")
    assert look(f"{server.root}/assets") == "rack-01"
    assert create(f"{server.root}/assets/")["changed"]
    root = nginx(backend=f"{sandbox.root}/jira/")
    assert look(root.root) == "rack-01"


def test_context_path_that_is_wrong(nginx, look):
    server = nginx()
    for url in (server.root, f"{server.root}/else"):
        assert "Jira's base URL with its context path (such as /jira)" in look(url)
