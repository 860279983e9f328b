# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS: certificates that cannot be trusted, authorities of one's own, certificates of clients (section 12)."""

from __future__ import annotations

import datetime

import pytest

trustme = pytest.importorskip("trustme")

from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (  # noqa: E402
    InputError,
    Unreachable,
)
from ansible_collections.assetops.aip.tests.sandbox.sandbox import TlsFiles  # noqa: E402
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._http.wire import (  # noqa: E402
    CREATE,
    READ,
    RawServer,
)
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402

pytestmark = pytest.mark.long


class Papers:
    """An authority, and the files that it makes."""

    def __init__(self, folder):
        self.folder = folder
        self.authority = trustme.CA()
        self.ca = self.write("ca.pem", self.authority.cert_pem)

    def write(self, name, blob):
        path = self.folder / name
        blob.write_to_path(str(path))
        return str(path)

    def issue(self, name, *identities, **given):
        issued = self.authority.issue_cert(*identities, **given)
        return self.write(f"{name}.pem", issued.private_key_and_cert_chain_pem)


@pytest.fixture
def papers(tmp_path):
    return Papers(tmp_path)


@pytest.fixture
def serve(open_sandbox, papers):
    """Starts a sandbox that shows a certificate for these names."""

    def start(*identities, client_ca=None, **given):
        path = papers.issue("server", *identities, **given)
        sandbox = open_sandbox("empty", tls=TlsFiles(path, path, client_ca))
        sandbox.token_of = {"token": sandbox.token("ansible")}
        return sandbox

    return start


def test_authority_of_ones_own(connect, serve, papers):
    sandbox = serve("127.0.0.1")
    assert connect(sandbox.url, ca_path=papers.ca, **sandbox.token_of).send(READ).status == 200


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_authority_from_the_environment(connect, serve, papers, name):
    sandbox = serve("127.0.0.1")
    http = connect(sandbox.url, environment={name: papers.ca}, **sandbox.token_of)
    assert http.send(READ).status == 200


def test_process_environment_is_not_looked_at(connect, serve, papers, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", papers.ca)
    sandbox = serve("127.0.0.1")
    with pytest.raises(Unreachable, match="is not trusted"):
        connect(sandbox.url, **sandbox.token_of).send(READ)


def test_option_goes_before_environment(connect, serve, papers, tmp_path):
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    sandbox = serve("127.0.0.1")
    given = {"REQUESTS_CA_BUNDLE": str(other)}
    http = connect(sandbox.url, ca_path=papers.ca, environment=given, **sandbox.token_of)
    assert http.send(READ).status == 200


def test_certificates_are_not_checked_if_told_so(connect, serve):
    sandbox = serve("other.example.com")
    http = connect(sandbox.url, validate_certs=False, **sandbox.token_of)
    assert http.send(READ).status == 200


LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)

BAD = {
    "unknown authority": (
        ("127.0.0.1",),
        {},
        False,
        "is not trusted; set ca_path to the certificate file of its authority",
    ),
    "wrong name": (
        ("other.example.com",),
        {},
        True,
        "was issued for another name; set url to a name that is in it",
    ),
    "expired": (("127.0.0.1",), {"not_after": LONG_AGO}, True, "has expired; renew it"),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("call", [READ, CREATE], ids=["read", "create"])
def test_bad_certificate(connect, serve, papers, time, bad, call):
    names, given, trusted, words = bad
    sandbox = serve(*names, **given)
    ca = {"ca_path": papers.ca} if trusted else {}
    with pytest.raises(Unreachable) as caught:
        connect(sandbox.url, **ca, **sandbox.token_of).send(call)
    where = sandbox.root.removeprefix("https://")
    assert f"the certificate of {where} {words}" in caught.value.sentence
    assert "_ssl.c" not in caught.value.sentence
    assert not caught.value.sent
    assert time.slept == [], "waiting does not mend a certificate"
    assert len(sandbox.journal) == 0


def test_self_signed(connect, open_sandbox, tmp_path, time):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - datetime.timedelta(days=1))
    made = made.not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    path = tmp_path / "self.pem"
    path.write_bytes(
        key.private_bytes(*form, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    sandbox = open_sandbox("empty", tls=TlsFiles(str(path), str(path)))
    with pytest.raises(Unreachable, match=r"is not trusted; set ca_path .*self-signed") as caught:
        connect(sandbox.url).send(READ)
    assert "self-signed certificate" in caught.value.sentence.replace("self signed", "self-signed")


def test_https_where_http_is_spoken(connect, time):
    with (
        RawServer(b"HTTP/1.1 400 Bad Request\r\n\r\n") as server,
        pytest.raises(Unreachable, match=r"no secure connection .* that this port speaks https"),
    ):
        connect(server.url.replace("http:", "https:")).send(CREATE)
    assert time.slept == []


def test_http_where_https_is_spoken(connect, serve):
    sandbox = serve("127.0.0.1")
    with pytest.raises(
        Exception, match=r"could not ask who this is: .*(was lost|cut off|declined|HTTP)"
    ):
        connect(sandbox.url.replace("https:", "http:"), retries=0).send(READ)


# --- certificates of clients --------------------------------------------------------------------------------------


@pytest.fixture
def strict(serve, papers):
    """A sandbox that wants a client certificate of the same authority."""
    return serve("127.0.0.1", client_ca=papers.ca)


def test_client_certificate_in_one_file(connect, strict, papers):
    client = papers.issue("client", "ada@example.com")
    http = connect(strict.url, ca_path=papers.ca, client_cert=client, **strict.token_of)
    assert http.send(READ).status == 200


def test_client_certificate_and_key(connect, strict, papers):
    issued = papers.authority.issue_cert("ada@example.com")
    cert = papers.write("cert.pem", issued.cert_chain_pems[0])
    key = papers.write("key.pem", issued.private_key_pem)
    http = connect(
        strict.url, ca_path=papers.ca, client_cert=cert, client_key=key, **strict.token_of
    )
    assert http.send(READ).status == 200


def test_client_certificate_is_missing(connect, strict, papers):
    with pytest.raises(Unreachable) as caught:
        connect(strict.url, ca_path=papers.ca, retries=0, **strict.token_of).send(READ)
    assert len(strict.journal) == 0
    assert "client_cert" in caught.value.sentence or "was lost" in caught.value.sentence


def test_client_key_with_passphrase_is_refused_and_not_asked_for(connect, strict, papers, tmp_path):
    issued = papers.authority.issue_cert("ada@example.com")
    key = serialization.load_pem_private_key(issued.private_key_pem.bytes(), None)
    hidden = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"canary"),
    )
    both = tmp_path / "both.pem"
    both.write_bytes(hidden + issued.cert_chain_pems[0].bytes())
    with pytest.raises(Unreachable, match=r"client_key cannot be used; .* no passphrase"):
        connect(strict.url, ca_path=papers.ca, client_cert=str(both)).send(READ)


FILES = {
    "ca_path is missing": ({"ca_path": "/gone.pem"}, "^ca_path: there is no file '/gone.pem'"),
    "client_cert is missing": ({"client_cert": "/gone.pem"}, "^client_cert: there is no file"),
    "client_key is missing": (
        {"client_cert": __file__, "client_key": "/gone.pem"},
        "^client_key: there is no file",
    ),
    "client_key alone": ({"client_key": __file__}, "^client_key: requires client_cert"),
    "from the environment": (
        {"environment": {"REQUESTS_CA_BUNDLE": "/gone.pem"}},
        r"^ca_path \(from REQUESTS_CA_BUNDLE\): there is no file",
    ),
}


@pytest.mark.parametrize(("given", "words"), FILES.values(), ids=FILES)
def test_file_that_is_not_there(connect, given, words):
    with pytest.raises(InputError, match=words):
        connect("https://127.0.0.1:1", **given)


def test_missing_authorities_do_not_matter_if_nothing_is_checked(connect, serve):
    sandbox = serve("127.0.0.1")
    http = connect(sandbox.url, validate_certs=False, ca_path="/gone.pem", **sandbox.token_of)
    assert http.send(READ).status == 200


@pytest.mark.parametrize("option", ["ca_path", "client_cert"])
def test_file_that_is_no_certificate(connect, serve, papers, tmp_path, time, option):
    (tmp_path / "text.pem").write_text("no certificate")
    sandbox = serve("127.0.0.1")
    given = {"ca_path": papers.ca, option: str(tmp_path / "text.pem")}
    with pytest.raises(Unreachable, match="ca_path, client_cert or client_key cannot be used"):
        connect(sandbox.url, **given).send(READ)
    assert time.slept == []
