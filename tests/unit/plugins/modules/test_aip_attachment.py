# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""aip_attachment against the sandbox: no upload without need, no file lost, no file where it should not be."""

from __future__ import annotations

import json
import tracemalloc

import pytest

pytestmark = pytest.mark.long

API = "/rest/jip-api/1.0/"
UPLOAD = {"method": "POST", "path": "inventory/attachment/"}
DOWNLOAD = {"method": "GET", "path": "inventory/getFile/"}
RACK = {"asset_type": "Rack", "asset_name": "rack-01"}
BINARY = bytes(range(256)) * 20 + b"\xff\xfe\r\n\x00"


@pytest.fixture
def file(tmp_path):
    """A local file of binary content."""
    path = tmp_path / "report.pdf"
    path.write_bytes(BINARY)
    return path


@pytest.fixture
def rack(sandbox):
    """The id of rack-01."""
    return sandbox.asset_id("rack-01")


def verbs(sandbox):
    """What was done with files: upload, list, download, remove; reads of other things left out."""
    words = {
        "attachment": "upload",
        "transformed": "list",
        "getFile": "download",
        "detachFile": "remove",
    }
    paths = [record.path.partition(API + "inventory/")[2] for record in sandbox.journal]
    return [words[path.split("/")[0]] for path in paths if path.split("/")[0] in words]


def contents(sandbox, asset_id):
    """Name and content of the files at an asset."""
    return sorted(
        (one.original_name, sandbox.content(one)) for one in sandbox.attachments(asset_id)
    )


def left_in(folder):
    """All files in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


# --- present ------------------------------------------------------------------------------------------------------


def test_attached_once_and_then_no_change(run, sandbox, rack, file):
    options = {**RACK, "path": str(file)}
    predicted = run(sandbox, "aip_attachment", check=True, **options)
    assert sandbox.journal.writes() == []
    result = run(sandbox, "aip_attachment", **options)
    assert predicted["changes"] == result["changes"] == [
        {"field": "attachments.report.pdf", "before": None, "after": str(file)}
    ]  # fmt: skip
    assert predicted["diff"] == result["diff"]
    assert contents(sandbox, rack) == [("report.pdf", BINARY)]
    [attached] = sandbox.attachments(rack)
    assert result["attachment"]["server_file_name"] == attached.server_file_name
    assert (result["attachment"]["asset_id"], result["attachment"]["name"]) == (rack, "report.pdf")
    assert predicted["attachment"] == {
        "asset_id": rack, "name": "report.pdf", "server_file_name": None, "size": len(BINARY),
    }  # fmt: skip
    sandbox.journal.clear()
    for check in (True, False):
        again = run(sandbox, "aip_attachment", check=check, **options)
        assert (again["changed"], again["changes"]) == (False, [])
        assert again["attachment"]["server_file_name"] == attached.server_file_name
    assert sandbox.journal.writes() == []


def test_by_id(run, sandbox, rack, file):
    assert run(sandbox, "aip_attachment", asset_id=rack, path=str(file))["changed"]
    sandbox.journal.clear()
    assert not run(sandbox, "aip_attachment", asset_id=rack, path=str(file))["changed"]
    assert verbs(sandbox) == ["list", "download"]


def test_other_content_is_uploaded_verified_and_only_then_the_old_one_removed(
    run, sandbox, rack, file
):
    options = {"asset_id": rack, "path": str(file)}
    run(sandbox, "aip_attachment", **options)
    [old] = sandbox.attachments(rack)
    file.write_bytes(b"new")
    sandbox.journal.clear()
    predicted = run(sandbox, "aip_attachment", check=True, **options)
    assert sandbox.journal.writes() == []
    sandbox.journal.clear()
    result = run(sandbox, "aip_attachment", **options)
    order = verbs(sandbox)
    upload, remove = order.index("upload"), order.index("remove")
    assert order[upload + 1 : remove] == ["list", "download"]
    assert [one.method for one in sandbox.journal.writes()] == ["POST", "DELETE"]
    assert predicted["changes"] == result["changes"] == [
        {"field": "attachments.report.pdf", "before": old.server_file_name, "after": str(file)}
    ]  # fmt: skip
    assert contents(sandbox, rack) == [("report.pdf", b"new")]


def test_other_files_are_left_alone(run, sandbox, rack, file):
    sandbox.add_attachment(rack, "other.pdf", b"other")
    sandbox.add_attachment(rack, "REPORT.pdf", b"capitals")
    run(sandbox, "aip_attachment", **RACK, path=str(file))
    assert contents(sandbox, rack) == [
        ("REPORT.pdf", b"capitals"), ("other.pdf", b"other"), ("report.pdf", BINARY),
    ]  # fmt: skip


NAMES = [
    "plain.txt",
    "with space.txt",
    "Übersicht Ñ 2026.pdf",
    "发票.pdf",
    "🖥.png",
    "semi;colon=1.txt",
    "per%20cent.txt",
    "plus+and&.txt",
    "it's.txt",
    "(1).txt",
    "no ending",
    ".hidden",
    "a" * 120 + ".txt",
    "#hash?.txt",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_name_arrives_as_it_is(run, sandbox, rack, file, tmp_path, name):
    options = {"asset_id": rack, "path": str(file), "name": name}
    assert run(sandbox, "aip_attachment", **options)["changed"]
    assert contents(sandbox, rack) == [(name, BINARY)]
    assert not run(sandbox, "aip_attachment", **options)["changed"]
    fetched = {"asset_id": rack, "name": name, "state": "fetched", "dest": str(tmp_path / "copy")}
    assert run(sandbox, "aip_attachment", **fetched)["changed"]
    assert (tmp_path / "copy").read_bytes() == BINARY
    assert run(sandbox, "aip_attachment", asset_id=rack, name=name, state="absent")["changed"]
    assert sandbox.attachments(rack) == []


@pytest.mark.parametrize("name", ["a/b", "..", ".", "a\\b", 'a"b', "a\nb", "../x"], ids=ascii)
def test_name_that_would_change_on_its_way_is_refused(run, sandbox, rack, file, name):
    result = run(sandbox, "aip_attachment", asset_id=rack, path=str(file), name=name)
    assert result["failed"]
    assert result["msg"].startswith("name: ")
    assert len(sandbox.journal) == 0


def test_two_of_one_name_become_one(run, sandbox, rack, file):
    for content in (b"old", BINARY, b"older"):
        sandbox.add_attachment(rack, "report.pdf", content)
    options = {"asset_id": rack, "path": str(file)}
    sandbox.journal.clear()
    result = run(sandbox, "aip_attachment", **options)
    assert result["changed"]
    assert contents(sandbox, rack) == [("report.pdf", BINARY)]
    assert verbs(sandbox).count("upload") == 0, "the right content is there already"
    assert not run(sandbox, "aip_attachment", **options)["changed"]


def test_two_of_one_name_and_content_are_no_change(run, sandbox, rack, file):
    for _number in range(2):
        sandbox.add_attachment(rack, "report.pdf", BINARY)
    assert not run(sandbox, "aip_attachment", asset_id=rack, path=str(file))["changed"]


def test_empty_file(run, sandbox, rack, tmp_path):
    (tmp_path / "empty").touch()
    options = {"asset_id": rack, "path": str(tmp_path / "empty")}
    assert run(sandbox, "aip_attachment", **options)["changed"]
    assert not run(sandbox, "aip_attachment", **options)["changed"]
    assert contents(sandbox, rack) == [("empty", b"")]


SERVERS = {
    "name key fileName": {"attachment_name_key": "fileName"},
    "name key filename": {"attachment_name_key": "filename"},
    "name key name": {"attachment_name_key": "name"},
    "name key displayName": {"attachment_name_key": "displayName"},
    "size": {"attachment_size_key": "size"},
    "fileSize": {"attachment_size_key": "fileSize"},
    "length": {"attachment_size_key": "length"},
    "upload: object": {"upload_answer": "object"},
    "upload: array": {"upload_answer": "array"},
    "upload: empty": {"upload_answer": "empty", "detach_answer": "empty"},
    "upload: no content": {"upload_answer": "no_content", "detach_answer": "no_content"},
    "detach: text": {"detach_answer": "plain_text"},
    "another part": {"upload_part": "attachment"},
}
CONTENTS = {
    "report.pdf": BINARY,
    "page.html": b"<html><title>Log in</title></html>\xff",
    "data.json": b'{"success": false, "message": "not a refusal", "rows": []}',
    "text.txt": "Zeile\r\nzwei – ü".encode(),
}


ANSWERS = {
    **{name: (switches, "report.pdf") for name, switches in SERVERS.items()},
    **{f"{file_type}, {name}": ({"file_type": file_type}, name)
       for file_type in ("octet_stream", "guessed", "json") for name in CONTENTS},
}  # fmt: skip


@pytest.mark.parametrize(("switches", "name"), ANSWERS.values(), ids=ANSWERS)
def test_whatever_the_server_answers(run, sandbox, rack, tmp_path, switches, name):
    sandbox.switch(**switches)
    (tmp_path / name).write_bytes(CONTENTS[name])
    copy = tmp_path / "copy"
    dialect = {"upload_part": switches["upload_part"]} if "upload_part" in switches else {}
    common = {"asset_id": rack, "dialect": dialect}
    steps = [
        {"path": str(tmp_path / name)},
        {"name": name, "state": "fetched", "dest": str(copy)},
        {"name": name, "state": "absent"},
    ]
    for step in steps:
        for changed in (True, False):
            result = run(sandbox, "aip_attachment", **common, **step)
            assert not result["failed"], (step, result["msg"])
            assert result["changed"] is changed, step
    assert copy.read_bytes() == CONTENTS[name]
    assert sandbox.attachments(rack) == []


def test_another_size_is_another_content_without_a_download(run, sandbox, rack, file):
    sandbox.switch(attachment_size_key="size")
    sandbox.add_attachment(rack, "report.pdf", b"short")
    run(sandbox, "aip_attachment", check=True, asset_id=rack, path=str(file))
    assert verbs(sandbox) == ["list"]


# --- when it goes wrong -------------------------------------------------------------------------------------------

UNVERIFIED = {
    "download cut": {**DOWNLOAD, "effect": "cut_body"},
    "download shortened": {**DOWNLOAD, "effect": "truncated_json"},
    "download empty": {**DOWNLOAD, "effect": "empty_body"},
    "download refused": {**DOWNLOAD, "effect": "error", "status": 404},
    "login page": {**DOWNLOAD, "effect": "login_page"},
    "upload lost before": {**UPLOAD, "effect": "cut"},
    "upload 502 before": {**UPLOAD, "effect": "error", "status": 502},
}


@pytest.mark.parametrize("fault", UNVERIFIED.values(), ids=UNVERIFIED)
def test_unverified_upload_leaves_the_old_file(run, sandbox, rack, file, fault):
    sandbox.switch(attachment_size_key="size")  # so that the first look needs no download
    sandbox.add_attachment(rack, "report.pdf", b"old")
    sandbox.faults.add(**fault)
    result = run(sandbox, "aip_attachment", retries=0, asset_id=rack, path=str(file))
    assert result["failed"]
    assert ("report.pdf", b"old") in contents(sandbox, rack)
    assert "remove" not in verbs(sandbox)
    assert verbs(sandbox).count("upload") == 1


LOST = {
    "502 after": {"effect": "error_after", "status": 502},
    "cut after": {"effect": "cut_after"},
    "no body": {"effect": "empty_body"},
    "not JSON": {"effect": "malformed_json"},
}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
def test_upload_whose_answer_is_lost_is_not_sent_twice(run, sandbox, rack, file, fault):
    sandbox.add_attachment(rack, "report.pdf", b"old")
    sandbox.faults.add(**UPLOAD, **fault)
    result = run(sandbox, "aip_attachment", asset_id=rack, path=str(file))
    assert not result["failed"], result["msg"]
    assert verbs(sandbox).count("upload") == 1
    assert contents(sandbox, rack) == [("report.pdf", BINARY)]


def test_upload_that_was_paused_is_sent_again_whole(run, sandbox, rack, file):
    sandbox.faults.add("rate_limited", **UPLOAD, times=1)
    assert run(sandbox, "aip_attachment", asset_id=rack, path=str(file))["changed"]
    assert contents(sandbox, rack) == [("report.pdf", BINARY)]


def test_removal_that_is_refused_says_what_was_done(run, sandbox, rack, file):
    sandbox.add_attachment(rack, "report.pdf", b"old")
    sandbox.faults.add("error", method="DELETE", status=403, headers={"X-AUSERNAME": "ansible"})
    result = run(sandbox, "aip_attachment", asset_id=rack, path=str(file))
    assert result["failed"]
    assert result["changed"], "the new file is there"
    assert len(contents(sandbox, rack)) == 2
    sandbox.faults.clear()
    run(sandbox, "aip_attachment", asset_id=rack, path=str(file))
    assert contents(sandbox, rack) == [("report.pdf", BINARY)]


def test_too_large_a_file_is_told(run, sandbox, rack, file):
    sandbox.switch(attachment_limit=100)
    result = run(sandbox, "aip_attachment", asset_id=rack, path=str(file))
    assert (result["failed"], result["changed"]) == (True, False)
    assert "report.pdf" in result["msg"]
    assert sandbox.attachments(rack) == []


def test_ambiguous_asset(run, sandbox, file):
    for _number in range(2):
        sandbox.add_asset("Rack", "twin")
    result = run(sandbox, "aip_attachment", asset_type="Rack", asset_name="twin", path=str(file))
    assert "2 assets have this name" in result["msg"]


def test_reader_may_fetch_but_not_attach(run, sandbox, rack, file, tmp_path):
    sandbox.add_attachment(rack, "report.pdf", b"old")
    attach = run(sandbox, "aip_attachment", user="auditor", asset_id=rack, path=str(file))
    assert (attach["failed"], attach["changed"]) == (True, False)
    assert contents(sandbox, rack) == [("report.pdf", b"old")]
    fetched = {"name": "report.pdf", "state": "fetched", "dest": str(tmp_path / "x")}
    assert run(sandbox, "aip_attachment", user="auditor", asset_id=rack, **fetched)["changed"]


def test_missing_plugin_is_told(run, sandbox, file):
    sandbox.switch(plugin="missing")
    for asset in ({"asset_id": 1}, RACK):
        for state in ({"path": str(file)}, {"state": "absent", "name": "x"}):
            result = run(sandbox, "aip_attachment", **asset, **state)
            assert "AIP does not answer at this url" in result["msg"]


# --- absent -------------------------------------------------------------------------------------------------------


def test_removed_and_again(run, sandbox, rack):
    for name in ("a.txt", "a.txt", "b.txt"):
        sandbox.add_attachment(rack, name, b"x")
    options = {**RACK, "name": "a.txt", "state": "absent"}
    predicted = run(sandbox, "aip_attachment", check=True, **options)
    assert len(sandbox.attachments(rack)) == 3
    result = run(sandbox, "aip_attachment", **options)
    assert predicted["changes"] == result["changes"]
    assert (predicted["attachment"], result["attachment"]) == (None, None)
    assert contents(sandbox, rack) == [("b.txt", b"x")]
    again = run(sandbox, "aip_attachment", **options)
    assert (again["changed"], again["changes"]) == (False, [])


@pytest.mark.parametrize("effect", ["cut_after", "error_after", "cut"])
def test_removal_whose_answer_is_lost_is_done(run, sandbox, rack, effect):
    sandbox.add_attachment(rack, "a.txt", b"x")
    sandbox.faults.add(effect, method="DELETE", times=1)
    assert run(sandbox, "aip_attachment", asset_id=rack, name="a.txt", state="absent")["changed"]
    assert sandbox.attachments(rack) == []


# --- a server that does not show names ----------------------------------------------------------------------------


def test_without_names_the_same_content_is_no_change(run, sandbox, rack, file):
    sandbox.switch(attachment_name_key="none")
    options = {"asset_id": rack, "path": str(file)}
    assert run(sandbox, "aip_attachment", **options)["changed"]
    assert not run(sandbox, "aip_attachment", **options)["changed"]
    file.write_bytes(b"new")
    assert run(sandbox, "aip_attachment", **options)["changed"]
    # Which of them is the old one cannot be determined, so nothing is removed.
    assert len(contents(sandbox, rack)) == 2
    assert not run(sandbox, "aip_attachment", **options)["changed"]


def test_without_names_nothing_is_called_absent_or_fetched_by_guess(run, sandbox, rack, tmp_path):
    sandbox.add_attachment(rack, "a.txt", b"x")
    sandbox.switch(attachment_name_key="none")
    for options in ({"state": "absent"}, {"state": "fetched", "dest": str(tmp_path / "x")}):
        result = run(sandbox, "aip_attachment", asset_id=rack, name="a.txt", **options)
        assert result["failed"]
        assert "does not show the names of the files of asset" in result["msg"]
    assert left_in(tmp_path) == []


# --- fetched ------------------------------------------------------------------------------------------------------


def test_fetched_and_again(run, sandbox, rack, tmp_path):
    sandbox.add_attachment(rack, "report.pdf", BINARY)
    dest = tmp_path / "copy.pdf"
    options = {**RACK, "name": "report.pdf", "state": "fetched", "dest": str(dest)}
    for content in (None, b"something else"):
        if content:
            dest.write_bytes(content)
            dest.chmod(0o600)
        predicted = run(sandbox, "aip_attachment", check=True, **options)
        assert (dest.read_bytes() if dest.exists() else None) == content
        result = run(sandbox, "aip_attachment", **options)
        for key in ("changed", "changes", "diff", "attachment"):
            assert predicted[key] == result[key], key
        assert result["changed"]
        assert result["attachment"]["dest"] == str(dest)
        assert dest.read_bytes() == BINARY
        for check in (True, False):
            assert not run(sandbox, "aip_attachment", check=check, **options)["changed"]
    assert dest.stat().st_mode & 0o777 == 0o600, "the permissions of the old file stay"
    assert left_in(tmp_path) == ["copy.pdf"]
    assert sandbox.journal.writes() == []


def test_fetched_into_a_folder(run, sandbox, rack, tmp_path):
    sandbox.add_attachment(rack, "report.pdf", BINARY)
    options = {"asset_id": rack, "name": "report.pdf", "state": "fetched", "dest": str(tmp_path)}
    assert run(sandbox, "aip_attachment", **options)["changed"]
    assert left_in(tmp_path) == ["report.pdf"]
    assert not run(sandbox, "aip_attachment", **options)["changed"]


@pytest.mark.parametrize(
    "name", ["../../etc/x", "..", "/etc/passwd", "a/../../x", "..\\x", ".aip-x/../y"]
)
def test_servers_file_name_never_becomes_a_path(run, sandbox, rack, tmp_path, name):
    sandbox.add_attachment(rack, name, b"evil")
    inner = tmp_path / "inner"
    inner.mkdir()
    options = {"asset_id": rack, "name": name, "state": "fetched"}
    result = run(sandbox, "aip_attachment", **options, dest=str(inner))
    assert result["failed"]
    assert left_in(inner) == []
    assert left_in(tmp_path) == ["inner"]
    # It can be fetched to where the user says, and removed.
    assert run(sandbox, "aip_attachment", **options, dest=str(inner / "x"))["changed"]
    assert (inner / "x").read_bytes() == b"evil"
    assert run(sandbox, "aip_attachment", asset_id=rack, name=name, state="absent")["changed"]
    assert sandbox.attachments(rack) == []


@pytest.mark.parametrize(
    ("server_name", "sent"),
    [
        ("../../../etc/x", "..%2F..%2F..%2Fetc%2Fx"),
        ("a/b", "a%2Fb"),
        ("..%2fx", "..%2fx"),
        ("x?y=1", "x?y=1"),
        ("x#y", "x#y"),
    ],
)
def test_servers_own_name_of_a_file_is_sent_back_as_data(
    run, sandbox, rack, tmp_path, server_name, sent
):
    sandbox.faults.add(
        "error", path="inventory/transformed", status=200, headers={"X-AUSERNAME": "ansible"},
        body=json.dumps({"id": rack, "name": "rack-01", "formId": 1, "attachments": [
            {"serverFileName": server_name, "originalFileName": "a.txt"}]}),
    )  # fmt: skip
    options = {"asset_id": rack, "name": "a.txt", "state": "fetched", "dest": str(tmp_path / "x")}
    result = run(sandbox, "aip_attachment", **options)
    assert result["failed"]
    last = sandbox.journal[-1]
    # As the server sees it, decoded once by the web server.
    assert last.path == f"/rest/jip-api/1.0/inventory/getFile/0/{rack}/{sent}.json"
    assert last.query == ""
    assert left_in(tmp_path) == []


CUT = {
    "cut": {"effect": "cut_body"},
    "cut at once": {"effect": "cut_after"},
    "login page": {"effect": "login_page"},
    "anonymous": {"effect": "anonymous"},
    "500": {"effect": "error", "status": 500},
    "404": {"effect": "error", "status": 404},
    "shortened": {"effect": "truncated_json"},
    "empty": {"effect": "empty_body"},
}


@pytest.mark.parametrize("old", [None, b"old"], ids=["new", "over an old one"])
@pytest.mark.parametrize("fault", CUT.values(), ids=CUT)
def test_cut_download_leaves_the_old_file_and_nothing_else(
    run, sandbox, rack, tmp_path, fault, old
):
    sandbox.switch(attachment_size_key="size")
    sandbox.add_attachment(rack, "report.pdf", BINARY)
    dest = tmp_path / "copy.pdf"
    if old:
        dest.write_bytes(old)
    sandbox.faults.add(**DOWNLOAD, **fault)
    options = {"asset_id": rack, "name": "report.pdf", "state": "fetched", "dest": str(dest)}
    result = run(sandbox, "aip_attachment", retries=1, **options)
    assert (result["failed"], result["changed"]) == (True, False)
    left = {name: (tmp_path / name).read_bytes() for name in left_in(tmp_path)}
    assert left == ({"copy.pdf": old} if old else {})


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
def test_place_that_cannot_be_written_is_told(run, sandbox, rack, tmp_path, check):
    sandbox.add_attachment(rack, "a.txt", b"x")
    dest = tmp_path / "no such folder" / "copy.txt"
    options = {"asset_id": rack, "name": "a.txt", "state": "fetched", "dest": str(dest)}
    result = run(sandbox, "aip_attachment", check=check, **options)
    assert result["failed"]
    assert "dest: " in result["msg"]


def test_different_files_of_one_name_are_not_guessed_among(run, sandbox, rack, tmp_path):
    for content in (b"one", b"two"):
        sandbox.add_attachment(rack, "a.txt", content)
    options = {"asset_id": rack, "name": "a.txt", "state": "fetched", "dest": str(tmp_path / "x")}
    assert "2 different files" in run(sandbox, "aip_attachment", **options)["msg"]
    assert left_in(tmp_path) == []


# --- any size -----------------------------------------------------------------------------------------------------


def test_files_are_streamed_in_both_directions(run, sandbox, rack, tmp_path):
    large, copy = tmp_path / "large.bin", tmp_path / "copy.bin"
    with large.open("wb") as opened:
        opened.truncate(24 * 2**20)
    tracemalloc.start()
    try:
        assert run(sandbox, "aip_attachment", asset_id=rack, path=str(large))["changed"]
        options = {"name": "large.bin", "state": "fetched", "dest": str(copy)}
        assert run(sandbox, "aip_attachment", asset_id=rack, **options)["changed"]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert copy.stat().st_size == large.stat().st_size
    assert peak < 8 * 2**20
