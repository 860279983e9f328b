# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates that nginx shows and asks for: what is trusted, and what users are told if it is not."""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path

import pytest
from ansible_collections.assetops.aip.tests.unit.network.papers import Papers
from ansible_collections.assetops.aip.tests.unit.network.servers import find


def day(year):
    """The first day of a year."""
    return datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc)


@pytest.fixture
def shop(nginx, papers):
    """Nginx with a certificate for this host."""
    return nginx(certificate=papers.issue("server", "127.0.0.1", "localhost"))


# --- which authorities are trusted --------------------------------------------------------------------------------


def test_file_with_the_authority(shop, papers, look):
    assert look(shop.url, ca_path=papers.ca) == "rack-01"


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_authority_from_the_environment(shop, papers, look, monkeypatch, name):
    monkeypatch.setenv(name, papers.ca)
    assert look(shop.url) == "rack-01"


def test_folder_with_authorities(shop, papers, look, tmp_path):
    """OpenSSL looks for a name made of the subject; without it the folder counts for nothing."""
    if find("openssl") is None:
        pytest.skip("openssl is not installed")
    authority = tmp_path / "authority.pem"
    authority.write_bytes(Path(papers.ca).read_bytes())
    assert "is not trusted; set ca_path" in look(shop.url, ca_path=str(tmp_path))
    asked = ["openssl", "x509", "-noout", "-hash", "-in", papers.ca]
    name = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    (tmp_path / f"{name}.0").symlink_to(authority)
    assert look(shop.url, ca_path=str(tmp_path)) == "rack-01"


def test_nothing_is_checked_if_told_so(nginx, papers, look):
    server = nginx(certificate=papers.issue("server", "other.example.com", not_after=day(2020)))
    assert look(server.url, validate_certs=False) == "rack-01"


def test_chain_with_an_intermediate(nginx, folder, papers, look):
    between = Papers(folder, "between", papers)
    server = nginx(certificate=between.issue("server", "127.0.0.1"))
    assert look(server.url, ca_path=papers.ca) == "rack-01"


def test_chain_without_its_intermediate(nginx, folder, papers, look):
    """Browsers may know the intermediate from elsewhere: the certificate seems to be right."""
    between = Papers(folder, "between", papers)
    pair = between.issue_pair("server", "127.0.0.1")
    alone = between.write("alone.pem", b"".join(Path(one).read_bytes() for one in pair))
    server = nginx(certificate=alone)
    assert "is not trusted; set ca_path to the certificate file" in look(
        server.url, ca_path=papers.ca
    )
    both = Path(papers.ca).read_bytes() + Path(between.ca).read_bytes()
    assert look(server.url, ca_path=papers.write("both.pem", both)) == "rack-01"


BAD = {
    "unknown authority": (("127.0.0.1",), {}, False, "is not trusted; set ca_path to the"),
    "wrong name": (
        ("other.example.com",), {}, True,
        "was issued for another name; set url to a name that is in it",
    ),
    "expired": (
        ("127.0.0.1",), {"not_after": day(2020)}, True, "has expired; renew it on the server",
    ),
    "not valid yet": (
        ("127.0.0.1",), {"not_before": day(2060), "not_after": day(2061)}, True,
        "is not valid yet; check the clocks of this host and of the server",
    ),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_bad_certificate(nginx, sandbox, papers, look, create, bad):
    names, given, trusted, words = bad
    server = nginx(certificate=papers.issue("server", *names, **given))
    authority = {"ca_path": papers.ca} if trusted else {}
    sentence = f"the certificate of 127.0.0.1:{server.port} {words}"
    assert sentence in look(server.url, **authority)
    failed = create(server.url, **authority)
    assert sentence in failed["msg"]
    assert (failed["changed"], failed["api"]["retries"]) == (False, 0)
    assert len(sandbox.journal) == 0


def test_authority_that_is_another(shop, folder, look):
    assert "is not trusted" in look(shop.url, ca_path=Papers(folder, "other").ca)


# --- versions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "accepted"),
    [("TLSv1", False), ("TLSv1.1", False), ("TLSv1.2", True), ("TLSv1.3", True)],
)
def test_version(nginx, papers, look, version, accepted):
    server = nginx(
        certificate=papers.issue("server", "127.0.0.1"),
        inside=f"ssl_protocols {version}; ssl_ciphers ALL:@SECLEVEL=0;",
    )
    told = look(server.url, ca_path=papers.ca)
    if accepted:
        assert told == "rack-01"
    else:
        assert "share no version of TLS; enable TLS 1.2 or later on the server" in told


def test_http_where_https_is_spoken(shop, look):
    told = look(shop.url.replace("https:", "http:"))
    assert "this port speaks https: write url with https." in told


def test_https_where_http_is_spoken(nginx, look):
    told = look(nginx().url.replace("http:", "https:"))
    assert "check url, and that this port speaks https" in told


# --- certificates of clients --------------------------------------------------------------------------------------


@pytest.fixture(params=["TLSv1.2", "TLSv1.3"])
def strict(nginx, papers, request):
    """Nginx that requires a client certificate; in the two versions it says no at different times."""
    return nginx(
        certificate=papers.issue("server", "127.0.0.1"),
        inside=f"ssl_client_certificate {papers.ca}; ssl_verify_client on;"
        f" ssl_protocols {request.param};",
    )


def test_client_certificate(strict, papers, look, create, sandbox):
    one_file = papers.issue("client", "ada@example.com")
    assert look(strict.url, ca_path=papers.ca, client_cert=one_file) == "rack-01"
    certificate, key = papers.issue_pair("pair", "ada@example.com")
    shown = {"client_cert": certificate, "client_key": key}
    assert create(strict.url, ca_path=papers.ca, **shown)["changed"]
    assert len(sandbox.assets("Laptop", "new")) == 1


def test_client_certificate_that_is_not_accepted(strict, folder, papers, look, create, sandbox):
    words = (
        "accepts no connection without a valid client certificate: set client_cert and client_key."
    )
    other = Papers(folder, "other").issue("client", "ada@example.com")
    expired = papers.issue("expired", "ada@example.com", not_after=day(2020))
    for shown in ({}, {"client_cert": other}, {"client_cert": expired}):
        assert words in look(strict.url, ca_path=papers.ca, **shown)
        failed = create(strict.url, ca_path=papers.ca, **shown)
        assert words in failed["msg"]
        assert (failed["changed"], failed["api"]["retries"]) == (False, 0)
    assert len(sandbox.journal) == 0


def test_client_certificate_that_cannot_be_used(strict, papers, look, sandbox):
    """Nobody is asked for a passphrase: the run would wait for ever."""
    certificate, key = papers.issue_pair("client", "ada@example.com")
    _certificate, foreign = papers.issue_pair("foreign", "ada@example.com")
    secret = {"passphrase": b"canary"}
    hidden_certificate, hidden_key = papers.issue_pair("hidden", "ada@example.com", **secret)
    bad = {
        "passphrase": {"client_cert": hidden_certificate, "client_key": hidden_key},
        "passphrase, in one file": {
            "client_cert": papers.issue("one", "ada@example.com", **secret)
        },
        "key of another": {"client_cert": certificate, "client_key": foreign},
        "no key": {"client_cert": certificate},
        "no certificate": {"client_cert": key, "client_key": key},
        "text": {"client_cert": __file__},
    }
    for name, shown in bad.items():
        told = look(strict.url, ca_path=papers.ca, **shown)
        assert (
            "ca_path, client_cert or client_key cannot be used; they must be PEM files" in told
        ), name
    assert len(sandbox.journal) == 0
