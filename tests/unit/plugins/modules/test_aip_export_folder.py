# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""aip_export and what may stand in its folder: an earlier export, links, pipes, and the remains of a killed run."""

from __future__ import annotations

import errno
import fcntl
import os
import socket

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._export.staging import STAGING
from ansible_collections.assetops.aip.plugins.module_utils._local import tree as local_tree
from ansible_collections.assetops.aip.tests.unit.plugins.modules.test_aip_export import tree

MANIFEST = "SHA256SUMS"
TYPES = "form/list"


@pytest.fixture
def export(every_field, run, tmp_path):
    """Exports to the folder `out`."""

    def export_to_out(**options):
        return run(every_field, "aip_export", **{"dest": str(tmp_path / "out"), **options})

    return export_to_out


@pytest.fixture
def out(export, tmp_path):
    """The folder `out`, with an export."""
    assert not export()["failed"]
    return tmp_path / "out"


def sentence(result):
    """The one sentence of a failed task."""
    assert result["failed"], result
    assert "\n" not in result["msg"]
    return result["msg"]


# --- when there is less ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True])
def test_a_server_that_shows_no_asset_any_more_wipes_nothing(every_field, export, out, check):
    before = tree(out)
    for asset in every_field.assets():
        every_field.remove_asset(asset["id"])
    told = sentence(export(check=check))
    assert told.startswith(
        "allow_empty: the server returned no asset, and the last export to dest has "
    )
    assert "set allow_empty to true" in told
    assert tree(out) == before
    emptied = export(allow_empty=True, check=check)
    assert not emptied["failed"], emptied["msg"]
    assert emptied["changed"]
    assert sorted(emptied["removed"]) == sorted(set(before) - {MANIFEST})
    assert sorted(tree(out)) == (sorted(before) if check else [MANIFEST])


@pytest.mark.parametrize("body", ["[]", "{}"])
def test_no_visible_type_is_an_error(every_field, export, out, body):
    before = tree(out)
    headers = {"X-AUSERNAME": "ansible", "Content-Type": "application/json"}
    every_field.faults.add("error", path=TYPES, status=200, body=body, headers=headers)
    told = sentence(export())
    assert told.startswith("allow_empty: the server shows this user no asset type") or body == "{}"
    assert tree(out) == before


def test_a_first_export_may_find_nothing(every_field, export, out, tmp_path):
    filters = [{"field": "name", "value": "no asset of this name"}]
    result = export(dest=str(tmp_path / "new"), filters=filters)
    assert not result["failed"], result["msg"]
    assert sorted(tree(tmp_path / "new")) == [MANIFEST]


def test_a_large_drop_is_an_error(every_field, export, tmp_path):
    added = [every_field.add_asset("Widget", f"widget-{number}") for number in range(40)]
    export()
    before = tree(tmp_path / "out")
    for asset in added[:30]:
        every_field.remove_asset(asset)
    told = sentence(export())
    assert told.startswith("max_shrink_percent: the server returned ")
    assert "% drop (limit 50 %); if expected, raise max_shrink_percent for one run" in told
    assert tree(tmp_path / "out") == before
    result = export(max_shrink_percent=90)
    assert not result["failed"], result["msg"]
    assert result["written"] == [MANIFEST, "widget.yml"]
    for asset in added[30:]:
        every_field.remove_asset(asset)
    assert not export(max_shrink_percent=0)["failed"]  # ten


# --- links, pipes and other things ----------------------------------------------------------------------------------


def elsewhere(tmp_path):
    """A folder beside the export's, with a file that must stay as it is."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "precious").write_text("precious")
    return folder


@pytest.mark.parametrize(
    "name", ["attachments", "attachments/specimen", "specimen.yml", MANIFEST, STAGING]
)
@pytest.mark.parametrize("inside", [False, pytest.param(True, marks=pytest.mark.long)])
def test_no_link_is_followed(every_field, export, out, tmp_path, name, inside):
    folder = out / "mine" if inside else elsewhere(tmp_path)
    folder.mkdir(exist_ok=True)
    place, moved = out / name, folder / "moved"
    if place.exists():
        place.rename(moved)
    else:
        moved.mkdir()
    place.symlink_to(moved)
    every_field.add_asset("Specimen", "new")
    before = tree(folder)
    told = sentence(export())
    assert told.startswith("dest: cannot ")
    assert f"'{place}" in told
    assert "symbolic link" in told
    assert tree(folder) == before
    assert place.is_symlink()


def test_nothing_is_removed_through_a_link(every_field, export, out, tmp_path):
    (out / "attachments").rename(elsewhere(tmp_path) / "moved")
    (out / "attachments").symlink_to(tmp_path / "elsewhere" / "moved")
    before = tree(tmp_path / "elsewhere")
    told = sentence(export(attachments=False))
    assert "'attachments' is a symbolic link" in told.replace(f"{out}/", "")
    assert tree(tmp_path / "elsewhere") == before


def make_socket(path):
    """A socket in the file system."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path)[-100:] if len(str(path)) < 100 else os.path.relpath(path))


KINDS = {"a named pipe": os.mkfifo, "a socket": make_socket, "a folder": os.mkdir}


@pytest.mark.parametrize("name", ["specimen.yml", MANIFEST])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file_is_told(export, out, monkeypatch, name, kind):
    monkeypatch.chdir(out)
    (out / name).unlink()
    KINDS[kind](out / name)
    told = sentence(export())
    assert told == f"dest: cannot read '{out / name}': it is {kind}, not a file"


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.write_text("x")])
def test_dest_may_be_a_link_but_not_a_file(export, out, tmp_path, make):
    (tmp_path / "link").symlink_to(out)
    result = export(dest=str(tmp_path / "link"))
    assert (result["failed"], result["changed"]) == (False, False)
    make(tmp_path / "odd")
    assert sentence(export(dest=str(tmp_path / "odd"))).startswith("dest: cannot ")


# --- half done, and after a kill ------------------------------------------------------------------------------------


def test_a_failed_download_leaves_everything_as_it_was(every_field, export, out):
    before = tree(out)
    for path in (out / "attachments").rglob("*.*"):
        path.write_bytes(b"old")
    (out / "specimen.yml").write_text("old")
    every_field.faults.add("error", path="getFile")
    old = tree(out)
    result = export(retries=0)
    assert result["failed"], result
    assert tree(out) == old != before
    assert "written" not in result
    assert not (out / STAGING).exists()


def test_a_half_done_export_says_what_it_wrote(export, out, monkeypatch):
    before = tree(out)
    for path in (out / "specimen.yml", out / "widget.yml"):
        path.write_text("old")
    put, calls = local_tree.os.replace, []

    def full_disk(source, target, **more):
        if len(calls) == 1:
            raise OSError(errno.EIO, "Input/output error")
        calls.append(target)
        return put(source, target, **more)

    monkeypatch.setattr(local_tree.os, "replace", full_disk)
    result = export()
    told = sentence(result)
    assert told.startswith("dest: cannot write '")
    assert told.endswith("1 files were already written and 0 removed; run again")
    assert result["changed"]
    assert (result["written"], result["removed"]) == (calls, [])
    assert (out / calls[0]).read_bytes() == before[calls[0]]
    assert not (out / STAGING).exists()
    monkeypatch.undo()
    export()
    assert tree(out) == before


def test_the_remains_of_a_killed_run_are_removed(export, out):
    before = tree(out)
    (out / STAGING).mkdir()
    (out / STAGING / "0").write_text("half of")
    (out / STAGING / "lock").write_text("")
    (out / "specimen.yml").write_text("old")
    result = export()
    assert not result["failed"], result["msg"]
    assert tree(out) == before


def test_a_second_export_at_the_same_time_is_refused(export, out):
    (out / STAGING).mkdir()
    with (out / STAGING / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = sentence(export())
    assert told == f"dest: another export is writing to '{out}': wait until it has ended"
    assert not export()["failed"]


# --- permissions ----------------------------------------------------------------------------------------------------


def modes(folder):
    """The permissions of files, and those of folders."""
    paths = [folder, *folder.rglob("*")]
    return (
        {oct(path.stat().st_mode & 0o777) for path in paths if path.is_file()},
        {oct(path.stat().st_mode & 0o777) for path in paths if path.is_dir()},
    )


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (None, ({"0o600"}, {"0o700"})),
        ("0664", ({"0o664"}, {"0o775"})),
        ("0640", ({"0o640"}, {"0o750"})),
    ],
)
def test_only_the_owner_can_read_unless_asked_otherwise(export, tmp_path, mode, expected):
    export(**({"mode": mode} if mode else {}))
    assert modes(tmp_path / "out") == expected


def test_files_keep_their_permissions(export, out):
    (out / "specimen.yml").chmod(0o644)
    (out / "specimen.yml").write_text("old")
    assert export()["written"] == ["specimen.yml"]
    assert (out / "specimen.yml").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("mode", ["644", "0400", "u=rw", "420", "00600", ""])
def test_mode_is_octal_digits(export, mode):
    assert sentence(export(mode=mode)).startswith("mode: must be four octal digits in quotes")


def test_max_shrink_percent_is_a_percentage(export):
    assert (
        sentence(export(max_shrink_percent=101)) == "max_shrink_percent: must be between 0 and 100"
    )
