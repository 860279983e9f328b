# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attached files: uploaded once, replaced only after the new one was verified, fetched whole or not at all."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._apply.options import ApplyOptions
from ansible_collections.assetops.aip.plugins.module_utils._attachment import (
    AttachmentOptions,
    attach_or_remove,
    fetch_file,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    AipError,
    InputError,
    OutcomeUnknown,
    ServerRefused,
)
from ansible_collections.assetops.aip.plugins.module_utils._local.waiting import Waiting
from ansible_collections.assetops.aip.plugins.module_utils._read.catalog import Catalog

from .engine import Time, apply, changes_of, counted, failed, is_silent, refused

RACK = {"asset_type": "Rack", "asset_name": "rack-01"}
LOST = OutcomeUnknown("could not upload it: the connection was cut")


@pytest.fixture
def rack(any_server):
    """A server with one rack."""
    any_server.add("Rack", "rack-01")
    return any_server


@pytest.fixture
def file(tmp_path):
    """A local file."""
    path = tmp_path / "note.txt"
    path.write_bytes(b"new content")
    return path


def run(server, state, check=False, name="note.txt", **wanted):
    """The result of `aip_attachment`."""
    given = {key: str(value) if key in ("path", "dest") else value for key, value in wanted.items()}
    where = {} if "asset_id" in given else RACK
    options, time = AttachmentOptions(state, name, **where, **given), Time()
    if state == "fetched":
        return fetch_file(options, Catalog(server), check)
    waiting = Waiting(30, time.clock, time.slept.append)
    return attach_or_remove(options, Catalog(server), ApplyOptions(check, waiting))


def both(server, state, **wanted):
    """The same result in check mode, without a write, and in the real run."""
    before = len(server.asked())
    predicted = run(server, state, check=True, **wanted)
    assert server.asked()[before:] == []
    result = run(server, state, **wanted)
    assert predicted["changed"] == result["changed"] == bool(server.asked()[before:])
    assert predicted["changes"] == result["changes"]
    return result


def verbs(server):
    """The writes, in their order."""
    return [call.verb for call in server.asked()]


def files(server):
    """The files of the rack: name and content."""
    return sorted(server.one("rack-01").files.values())


# --- attached -------------------------------------------------------------------------------------------------------


def test_a_file_is_attached_once(rack, file):
    result = both(rack, "present", path=file)
    assert result["attachment"]["name"] == "note.txt"
    assert result["attachment"]["asset_id"] == rack.id_of("rack-01")
    assert files(rack) == [("note.txt", b"new content")]
    assert not both(rack, "present", path=file)["changed"]
    assert not run(rack, "present", asset_id=str(rack.id_of("rack-01")), path=file)["changed"]
    assert verbs(rack) == ["upload"]


def test_another_content_is_uploaded_and_verified_before_the_old_one_goes(rack, file):
    rack.attach(rack.id_of("rack-01"), "note.txt", b"old content")
    both(rack, "present", path=file)
    what = [call.verb for call in rack.asked("upload", "download", "detach")]
    assert what[-3:] == ["upload", "download", "detach"]
    assert files(rack) == [("note.txt", b"new content")]
    assert not both(rack, "present", path=file)["changed"]


def test_another_size_is_another_content_without_a_download(rack, file):
    rack.attach(rack.id_of("rack-01"), "note.txt", b"short")
    run(rack, "present", check=True, path=file)
    assert rack.asked("download") == []


def test_other_files_are_left_alone(rack, file):
    rack.attach(rack.id_of("rack-01"), "other.txt", b"new content")
    run(rack, "present", path=file)
    assert files(rack) == [("note.txt", b"new content"), ("other.txt", b"new content")]


def test_of_two_with_one_name_the_one_with_another_content_goes(rack, file):
    for content in (b"old", b"new content", b"older"):
        rack.attach(rack.id_of("rack-01"), "note.txt", content)
    both(rack, "present", path=file)
    assert files(rack) == [("note.txt", b"new content")]
    assert verbs(rack) == ["detach", "detach"]


def test_two_of_one_name_and_content_are_no_change(rack, file):
    for _number in range(2):
        rack.attach(rack.id_of("rack-01"), "note.txt", b"new content")
    assert not both(rack, "present", path=file)["changed"]


@pytest.mark.parametrize("arrives", [True, False])
def test_an_upload_whose_answer_is_lost_is_not_sent_twice(rack, file, arrives):
    rack.attach(rack.id_of("rack-01"), "note.txt", b"old content")
    rack.fail("upload", LOST, done=arrives)
    if arrives:
        assert run(rack, "present", path=file)["changed"]
        assert files(rack) == [("note.txt", b"new content")]
    else:
        with pytest.raises(AipError, match="was not sent again: run again"):
            run(rack, "present", path=file)
        assert files(rack) == [("note.txt", b"old content")]
    assert verbs(rack)[0] == "upload"
    assert verbs(rack).count("upload") == 1


@pytest.mark.parametrize("name", ["note.txt", "renamed.txt"])
def test_an_upload_that_arrives_changed_leaves_the_old_file(rack, file, name):
    rack.attach(rack.id_of("rack-01"), "note.txt", b"old content")
    rack.upload = lambda asset_id, _file: rack.attach(asset_id, name, b"new con")
    with pytest.raises(AipError, match="the file that it should replace was kept"):
        run(rack, "present", path=file)
    assert ("note.txt", b"old content") in files(rack)


def test_a_file_that_cannot_be_read_is_an_error_before_the_server_is_asked(rack, tmp_path):
    with pytest.raises(InputError, match="cannot read"):
        run(rack, "present", path=tmp_path / "missing")
    assert rack.journal == []


def test_assets_that_cannot_be_told_apart(rack, file):
    rack.add("Rack", "rack-01")
    with pytest.raises(InputError, match=r"2 assets have this name \(ids "):
        run(rack, "present", path=file)
    for wanted in ({"asset_id": f"{rack.prefix}99"}, {"asset_type": "Rack", "asset_name": "no"}):
        with pytest.raises(InputError, match="this user may not see it"):
            attach_or_remove(
                AttachmentOptions("absent", "x", **wanted), Catalog(rack), ApplyOptions(False)
            )


# --- declared with an asset -----------------------------------------------------------------------------------------


def declared(*paths, **fields):
    """The rack with files."""
    attachments = [{"path": str(path)} for path in paths]
    return [{"asset_type": "Rack", "name": "rack-01", "attachments": attachments, **fields}]


def test_declared_files_are_attached_once(rack, file):
    result = apply(rack, declared(file))
    assert counted(result, updated=1, files_uploaded=1)
    assert changes_of(result) == {"attachments.note.txt": (None, str(file))}
    assert is_silent(rack, declared(file))
    assert is_silent(rack, declared()), "files that are not declared stay"


def test_declared_files_are_attached_to_a_new_asset(any_server, file):
    result = apply(any_server, declared(file, status="In use"))
    assert counted(result, created=1, files_uploaded=1)
    assert verbs(any_server) == ["create", "upload"]
    assert is_silent(any_server, declared(file, status="In use"))


def test_declared_files_are_replaced(rack, file):
    stale = rack.attach(rack.id_of("rack-01"), "note.txt", b"old content")
    result = apply(rack, declared(file))
    assert counted(result, updated=1, files_uploaded=1, files_removed=1)
    assert changes_of(result) == {"attachments.note.txt": (stale, str(file))}
    assert is_silent(rack, declared(file))


def test_all_files_that_cannot_be_read_are_reported_at_once(rack, tmp_path):
    sentence = refused(rack, declared(tmp_path / "one", tmp_path / "two"))
    assert "Rack 'rack-01': attachments: cannot read" in sentence
    assert sentence.count("cannot read") == 1, "one for each asset"


def test_a_removal_that_is_refused_is_reported_with_what_was_done(rack, file):
    rack.attach(rack.id_of("rack-01"), "note.txt", b"old content")
    rack.fail("detach", ServerRefused("not this one"))
    result = failed(rack, declared(file))
    assert result["changed"]
    assert [(one["field"], one["before"]) for one in result["changes"]] == [
        ("attachments.note.txt", None)
    ]
    assert len(files(rack)) == 2
    assert counted(apply(rack, declared(file)), updated=1, files_removed=1)


def test_a_removal_that_is_not_done_is_an_error(rack, file):
    rack.attach(rack.id_of("rack-01"), "note.txt", b"old content")
    rack.detach = lambda asset_id, attachment: None
    assert "still shows f-" in failed(rack, declared(file))["msg"]


# --- removed --------------------------------------------------------------------------------------------------------


def test_a_file_is_removed_once(rack):
    for name in ("note.txt", "note.txt", "other.txt"):
        rack.attach(rack.id_of("rack-01"), name, b"x")
    result = both(rack, "absent")
    assert (result["changed"], result["attachment"]) == (True, None)
    assert files(rack) == [("other.txt", b"x")]
    assert not both(rack, "absent")["changed"]


# --- fetched --------------------------------------------------------------------------------------------------------


def test_a_file_is_fetched_once(rack, tmp_path):
    rack.attach(rack.id_of("rack-01"), "note.txt", b"content")
    dest = tmp_path / "copy.txt"
    assert run(rack, "fetched", check=True, dest=dest)["changed"]
    assert not dest.exists()
    result = run(rack, "fetched", dest=dest)
    assert (result["changed"], result["attachment"]["dest"]) == (True, str(dest))
    assert dest.read_bytes() == b"content"
    for check in (True, False):
        assert not run(rack, "fetched", check=check, dest=dest)["changed"]
    assert run(rack, "fetched", dest=tmp_path)["attachment"]["dest"] == str(tmp_path / "note.txt")
    assert rack.asked() == []


@pytest.mark.parametrize("old", [None, b"old"])
def test_a_download_that_is_cut_leaves_the_old_file_and_nothing_else(rack, tmp_path, old):
    rack.attach(rack.id_of("rack-01"), "note.txt", b"content of some length")
    rack.download = lambda *given: iter([b"content"])
    dest = tmp_path / "copy.txt"
    if old:
        dest.write_bytes(old)
    with pytest.raises(AipError, match="arrived with 7 bytes instead of 22"):
        run(rack, "fetched", dest=dest)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([old] if old else [])


def test_what_cannot_be_fetched_is_an_error(rack, tmp_path):
    with pytest.raises(InputError, match=r"has no file 'note\.txt'; it has no files"):
        run(rack, "fetched", dest=tmp_path / "x")
    for content in (b"one", b"two"):
        rack.attach(rack.id_of("rack-01"), "note.txt", content)
    with pytest.raises(InputError, match=r"2 different files called 'note\.txt'"):
        run(rack, "fetched", dest=tmp_path / "x")
    with pytest.raises(InputError, match=r"has no file 'other'; it has note\.txt"):
        run(rack, "fetched", name="other", dest=tmp_path / "x")
    assert list(tmp_path.iterdir()) == []
