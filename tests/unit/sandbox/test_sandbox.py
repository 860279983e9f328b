# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox as a whole: journal, control API, seeds, command line, TLS, many clients."""

from __future__ import annotations

import datetime
import io
import ipaddress
import json
import pathlib
import signal
import subprocess
import sys
import threading
import time

import pytest
import requests
from ansible_collections.assetops.aip.tests.sandbox import sandbox as sandbox_module
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox, TlsFiles
from ansible_collections.assetops.aip.tests.sandbox.seeding import BadSeed, load_seed

FOLDER = pathlib.Path(sandbox_module.__file__).parent


def control(sandbox, method, path, **options):
    return requests.request(method, f"{sandbox.root}/_sandbox/{path}", timeout=10, **options)


# -- journal --------------------------------------------------------------------------------------


def test_the_journal(client, sandbox, as_user):
    client.get("form/list.json", params={"a": "b"})
    client.search()
    client.post("inventory/asset.json", {"name": "x", "formId": 2})
    client.upload(1, "a.txt", b"abc")
    as_user(sandbox, "ansible", sandbox.password("ansible")).delete("inventory/1.json")
    as_user(sandbox, None).get("form/list.json")
    first, search, create, upload, delete, nobody = sandbox.journal
    assert (first.method, first.path) == ("GET", "/rest/jip-api/1.0/form/list.json")
    assert (first.query, first.status, first.user) == ("a=b", 200, "ansible")
    assert first.headers["Authorization"] == "Bearer"
    assert delete.headers["Authorization"] == "Basic"
    assert create.body == {"name": "x", "formId": 2}
    assert create.content_type == "application/json"
    assert upload.body is None
    assert upload.size > 3
    assert upload.content_type.startswith("multipart/form-data")
    assert (nobody.user, nobody.credentials, first.credentials) == (None, False, True)
    assert first.connection == search.connection != delete.connection
    assert sandbox.journal.writes() == [create, upload, delete]
    assert sandbox.journal.reads() == [first, search, nobody]
    assert sandbox.journal.searches() == [search]
    assert "ansible-token" not in repr(sandbox.journal.records())
    assert sandbox.password("ansible") not in repr(sandbox.journal.records())
    sandbox.journal.clear()
    assert len(sandbox.journal) == 0
    with pytest.raises(AttributeError):
        first.status = 5


# -- control --------------------------------------------------------------------------------------


def test_control(client, sandbox, as_user):
    assert control(sandbox, "GET", "").json()["seed"] == "every_field"
    client.post("inventory/asset.json", {"name": "x", "formId": 2})
    assert len(control(sandbox, "GET", "journal").json()) == 1
    assert control(sandbox, "GET", "journal?only=writes").json()[0]["body"]["name"] == "x"
    assert control(sandbox, "GET", "journal?only=reads").json() == []
    control(sandbox, "DELETE", "journal")
    assert control(sandbox, "GET", "journal").json() == []
    changed = control(sandbox, "PATCH", "switches", json={"single_asset": "object"}).json()
    assert changed["single_asset"] == "object"
    assert control(sandbox, "PATCH", "switches", json={"single_asset": "x"}).status_code == 400
    assert control(sandbox, "PATCH", "switches", data="x").status_code == 400
    assert len(control(sandbox, "GET", "switches/table").json()) == len(changed)
    number = control(sandbox, "POST", "faults", json={"effect": "error", "path": "form"}).json()
    assert client.get("form/1.json").status_code == 503
    assert control(sandbox, "GET", "faults").json()[0]["effect"] == "error"
    control(sandbox, "DELETE", f"faults?number={number['number']}")
    assert client.get("form/1.json").status_code == 200
    assert control(sandbox, "POST", "faults", json={"effect": "x"}).status_code == 400
    assert control(sandbox, "POST", "faults", json={"nonsense": 1}).status_code == 400
    assert "latency" in control(sandbox, "GET", "faults/effects").json()
    for _n in range(3):
        as_user(sandbox, "guest", "wrong").get("form/1.json")
    assert control(sandbox, "GET", "login").json() == {"guest": 3}
    control(sandbox, "POST", "login", json={"user": "guest"})
    assert control(sandbox, "GET", "login").json() == {}
    sandbox.switch(index_lag=60)
    control(sandbox, "POST", "clock", json={"advance": 61})
    control(sandbox, "POST", "reset")
    assert sandbox.count() == 8
    assert sandbox.switches()["single_asset"] == "array"
    assert len(sandbox.journal) == 0


def test_control_is_for_this_machine_only(sandbox):
    app = sandbox._listener.wsgi_app
    seen = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/_sandbox/",
        "REMOTE_ADDR": "192.0.2.7",
        "SERVER_NAME": "x",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "QUERY_STRING": "",
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    list(app(environ, lambda status, headers, error=None: seen.append(status)))
    assert seen[0].startswith("403")


def test_reset(client, sandbox):
    before = sandbox.assets()
    client.put("inventory/asset/7.json", {"name": "changed"})
    client.delete("inventory/1.json")
    client.upload(2, "x", b"x")
    sandbox.faults.add("error")
    sandbox.reset()
    assert sandbox.assets() == before
    assert len(client.search().json()["assets"]) == 8
    stored = client.get("inventory/transformed/7.json").json()["attachments"][0]["serverFileName"]
    assert len(client.get(f"inventory/getFile/0/7/{stored}.json").content) == 1000


def test_two_sandboxes_do_not_know_each_other(start, as_user):
    one, two = start(), start()
    as_user(one).delete("inventory/7.json")
    assert one.count() == 7
    assert two.count() == 8
    assert len(as_user(two).search().json()["assets"]) == 8


# -- the truth ------------------------------------------------------------------------------------


def test_changing_the_truth(client, sandbox):
    sandbox.switch(index_lag=60)
    number = sandbox.add_asset(
        "Widget",
        "new",
        system={"status": "In use", "asset.owner": "admin"},
        attributes={"Colour": "red"},
        attachments={"a.txt": b"abc"},
    )
    assert sandbox.asset(number) == {
        "id": number,
        "name": "new",
        "type": "Widget",
        "form_id": 2,
        "system": {"asset.status": "In use", "asset.owner": "admin"},
        "attributes": {"Colour": ["red"]},
        "attachments": ["a.txt"],
    }
    assert sandbox.content(sandbox.attachments(number)[0]) == b"abc"
    keyword = {"field": "asset.name", "keyword": "new", "fieldType": "STRING"}
    assert client.names(keyword) == ["new"]
    sandbox.edit_asset(number, attributes={"Colour": "green"})
    assert sandbox.asset(number)["name"] == "new"
    assert sandbox.asset(number)["attributes"] == {"Colour": ["green"]}
    sandbox.remove_asset(number)
    assert client.names(keyword) == []
    with pytest.raises(LookupError):
        sandbox.asset_id("Widget twin")


# -- seeds ----------------------------------------------------------------------------------------


def test_the_company(company, as_user):
    types = {t.name for t in company.site.catalog.types.values()}
    assert types == {"Laptop", "Server", "Switch", "License", "Employee", "Rack"}
    assert len(company.site.catalog.schemes) == 2
    assert company.count() > 250
    server = company.assets("Server", "srv-0001")[0]
    assert company.asset(server["attributes"]["Rack"][0])["type"] == "Rack"
    assert len(as_user(company, "admin").get("inventory/list.json").json()) == company.count()


def test_seeds_are_the_same_every_time():
    first = load_seed("company")
    load_seed.cache_clear()
    assert first.assets == load_seed("company").assets


def test_the_empty_company(start):
    sandbox = start("empty")
    assert sandbox.count() == 0
    assert sandbox.type_id("Laptop") == 5


def test_generated_assets(start, as_user):
    sandbox = start("company", assets=1000)
    assert sandbox.count() == 1314
    client = as_user(sandbox)
    keyword = {"field": "asset.name", "keyword": "lt-0121", "fieldType": "STRING"}
    assert client.names(keyword) == ["lt-0121"]
    assert start("empty", assets=3).count() == 3


def test_a_seed_must_fit_together(tmp_path):
    seed = tmp_path / "bad.yml"
    seed.write_text(
        "schemes: [{id: 1, name: S}]\ntypes: [{id: 1, name: T, scheme: S}]\n"
        "users: [{username: u}]\nassets: [{type: T, rows: [{name: x, cost: much}]}]\n"
    )
    with pytest.raises(BadSeed):
        load_seed(str(seed))
    with pytest.raises(BadSeed):
        load_seed("no-such-seed")


def test_it_starts_fast(start):
    start("company").stop()
    began = time.monotonic()
    start("company")
    assert time.monotonic() - began < 0.3  # 0.02 s on an idle machine


def test_data_may_be_kept(start, as_user, tmp_path):
    first = start(folder=str(tmp_path))
    as_user(first).put("inventory/asset/1.json", {"name": "kept"})
    as_user(first).upload(1, "a.txt", b"abc")
    first.stop()
    second = start(folder=str(tmp_path))
    assert second.asset(1)["name"] == "kept"
    assert second.content(second.attachments(1)[0]) == b"abc"
    keyword = {"field": "asset.name", "keyword": "kept", "fieldType": "STRING"}
    assert as_user(second).names(keyword) == ["kept"]
    second.stop()
    with pytest.raises(ValueError, match="every_field"):
        start("company", folder=str(tmp_path))


# -- the server -----------------------------------------------------------------------------------


def test_many_clients_at_once(start, as_user):
    sandbox = start()
    failures = []

    def work(number):
        client = as_user(sandbox)
        for n in range(15):
            answer = client.post("inventory/asset.json", {"name": f"w{number}-{n}", "formId": 2})
            made = answer.json()["id"]
            client.put(f"inventory/asset/{made}.json", {"name": f"v{number}-{n}"})
            keyword = {"field": "asset.name", "keyword": f"v{number}-{n}", "fieldType": "STRING"}
            if client.names(keyword) != [f"v{number}-{n}"]:
                failures.append((number, n))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sandbox.count() == 8 + 8 * 15


def test_connections_are_kept_alive(client, sandbox):
    began = time.monotonic()
    for _n in range(50):
        client.get("form/2.json")
    assert time.monotonic() - began < 1.5
    assert len({record.connection for record in sandbox.journal}) == 1


def run_server(tmp_path, *arguments):
    ready = tmp_path / "ready.json"
    process = subprocess.Popen(
        [
            sys.executable,
            str(FOLDER / "server.py"),
            "--port",
            "0",
            "--seed",
            "every_field",
            "--ready-file",
            str(ready),
            *arguments,
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=str(tmp_path),
    )
    deadline = time.monotonic() + 20
    while not ready.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return process, json.loads(ready.read_text())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_line(tmp_path, number):
    process, ready = run_server(
        tmp_path, "--switch", "single_asset=object", "--assets", "2", "--context", "/tracker"
    )
    try:
        assert ready["pid"] == process.pid
        assert ready["url"].endswith("/tracker")
        headers = {"Authorization": "Bearer ansible-token"}
        answer = requests.get(
            f"{ready['url']}/rest/jip-api/1.0/inventory/7.json", headers=headers, timeout=10
        )
        assert answer.json()["name"] == "Full specimen"
        assert requests.get(f"{ready['control']}/", timeout=10).json()["assets"] == 10
    finally:
        process.send_signal(number)
        output, _nothing = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "ansible-token" in output


@pytest.fixture
def tls(tmp_path):
    x509 = pytest.importorskip("cryptography.x509")
    hashes = pytest.importorskip("cryptography.hazmat.primitives.hashes")
    serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    ec = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ec")

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime(2026, 1, 1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today)
        .not_valid_after(today.replace(year=2056))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    paths = tmp_path / "cert.pem", tmp_path / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(paths[0]), str(paths[1])


def test_tls(start, as_user, tls):
    sandbox = start(tls=TlsFiles(*tls))
    client = as_user(sandbox)
    assert sandbox.url.startswith("https://127.0.0.1:")
    with pytest.raises(requests.exceptions.SSLError):
        client.get("form/1.json")
    client.session.verify = tls[0]
    assert client.get("form/1.json").status_code == 200
    sandbox.faults.add("cut_after", times=1)
    with pytest.raises(requests.ConnectionError):
        client.post("inventory/asset.json", {"name": "x", "formId": 2})
    assert sandbox.assets(name="x")


def test_client_certificates(start, as_user, tls):
    sandbox = start(tls=TlsFiles(*tls, client_ca=tls[0]))
    client = as_user(sandbox)
    client.session.verify = tls[0]
    with pytest.raises(requests.ConnectionError):
        client.get("form/1.json")
    client.session.cert = tls
    assert client.get("form/1.json").status_code == 200


def test_nothing_of_the_client_is_imported():
    for path in FOLDER.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "plugins." not in text, path
        assert "import ansible" not in text, path


def test_many_assets_stay_usable(as_user):
    load_seed.cache_clear()
    with Sandbox("company", assets=20_000) as sandbox:
        client = as_user(sandbox)
        keyword = {"field": "asset.name", "keyword": "lt-2345", "fieldType": "STRING"}
        began = time.monotonic()
        assert client.names(keyword) == ["lt-2345"]
        assert time.monotonic() - began < 0.5
    load_seed.cache_clear()
