# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments: upload, list, download, detach."""

from __future__ import annotations

import re
import resource

import pytest


def server_name(client, asset_id, number=-1):
    shown = client.get(f"inventory/transformed/{asset_id}.json").json()
    return shown["attachments"][number]["serverFileName"]


@pytest.mark.parametrize(
    "name",
    [
        "report.pdf",
        "no extension",
        "größe 漢字.tar.gz",
        "../../etc/passwd",
        'a "b".txt',
        ".hidden",
        "x.a-very-long-extension-indeed",
        "semi;colon.txt",
    ],
)
def test_what_goes_in_comes_out(client, sandbox, name):
    content = bytes(range(256)) * 5
    assert client.upload(1, name, content).status_code == 200
    stored = server_name(client, 1)
    assert re.fullmatch(r"\d+_\d+_\d{13}(\.[A-Za-z0-9]{1,10})?", stored)
    assert client.get(f"inventory/getFile/0/1/{stored}.json").content == content
    assert len(sandbox.attachments(1)) == 1
    assert client.delete(f"inventory/detachFile/0/1/{stored}.json").status_code == 200
    assert client.get(f"inventory/getFile/0/1/{stored}.json").status_code == 404
    assert client.delete(f"inventory/detachFile/0/1/{stored}.json").status_code == 404


def test_the_original_name_is_kept(client, sandbox):
    client.upload(1, "größe 漢字.pdf", b"x")
    shown = client.get("inventory/transformed/1.json").json()["attachments"][0]
    assert shown["originalFileName"] == "größe 漢字.pdf"


def test_the_same_file_twice_is_two_attachments(client):
    for _n in range(2):
        client.upload(1, "a.txt", b"a")
    assert server_name(client, 1, 0) != server_name(client, 1, 1)


def test_an_attachment_belongs_to_its_asset(client):
    stored = server_name(client, 7)
    assert client.get(f"inventory/getFile/0/1/{stored}.json").status_code == 404
    assert client.delete(f"inventory/detachFile/0/1/{stored}.json").status_code == 404
    assert client.get(f"inventory/getFile/1/7/{stored}.json").status_code == 404


def test_the_part_has_the_configured_name(client, sandbox):
    assert client.upload(1, "a.txt", b"a", part="attachment").status_code == 400
    sandbox.switch(upload_part="attachment")
    assert client.upload(1, "a.txt", b"a", part="attachment").status_code == 200
    assert client.upload(1, "a.txt", b"a").status_code == 400


def test_what_an_upload_must_be(client, sandbox):
    url = "inventory/attachment/0/1.json"
    token = {"X-Atlassian-Token": "no-check"}
    two = [("file", ("a", b"a")), ("file", ("b", b"b"))]
    assert client("POST", url, files=two, headers=token).status_code == 400
    assert (
        client(
            "POST", url, files={"file": ("a", b"a")}, data={"comment": "x"}, headers=token
        ).status_code
        == 400
    )
    assert (
        client(
            "POST", url, data=b"a", headers={**token, "Content-Type": "application/octet-stream"}
        ).status_code
        == 415
    )
    assert client("POST", url, json={}, headers=token).status_code == 415
    assert sandbox.attachments(1) == []
    assert not list(sandbox.site.files.glob("upload-*"))


def test_deleting_the_asset_deletes_its_files(client, sandbox):
    assert list(sandbox.site.files.iterdir())
    client.delete("inventory/7.json")
    assert not list(sandbox.site.files.iterdir())


def test_a_size_limit(client, sandbox):
    sandbox.switch(attachment_limit=10)
    answer = client.upload(1, "a.txt", b"a" * 11)
    assert answer.status_code == 400
    assert "maximum permitted size" in answer.json()["message"]
    assert client.upload(1, "a.txt", b"a" * 10).status_code == 200


class Zeros:
    """A large file that is nowhere."""

    def __init__(self, size):
        self.left = size

    def __iter__(self):
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n'
        yield head
        while self.left:
            chunk = min(self.left, 1 << 20)
            self.left -= chunk
            yield bytes(chunk)
        yield b"\r\n--x--\r\n"


def test_a_large_upload_is_streamed_to_disk(client, sandbox):
    size = 300 * 1024 * 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = client(
        "POST",
        "inventory/attachment/0/1.json",
        data=iter(Zeros(size)),
        headers={
            "X-Atlassian-Token": "no-check",
            "Content-Type": "multipart/form-data; boundary=x",
        },
    )
    assert answer.status_code == 200
    assert sandbox.attachments(1)[0].size == size
    stored = sandbox.attachments(1)[0].server_file_name
    read = 0
    with client.get(f"inventory/getFile/0/1/{stored}.json", stream=True) as file:
        for chunk in file.iter_content(1 << 20):
            read += len(chunk)
    assert read == size
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 60 * 1024  # kilobytes
