# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""aip_export and the people who edit its files: what it warns about, what `--diff` shows, and the line for editors."""

from __future__ import annotations

import difflib

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._export import difference
from ansible_collections.assetops.aip.plugins.module_utils._export.difference import Rewritten
from ansible_collections.assetops.aip.tests.unit.plugins.modules.test_aip_export import tree

BOTH = pytest.mark.parametrize("check", [False, True], ids=["real", "check"])


@pytest.fixture
def export(every_field, run, tmp_path):
    """Exports to the folder `out`, without attached files."""

    def export_to_out(**options):
        dest = str(tmp_path / "out")
        result = run(every_field, "aip_export", dest=dest, attachments=False, **options)
        assert not result["failed"], result["msg"]
        return result

    return export_to_out


@pytest.fixture
def out(tmp_path):
    """The folder `out`."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def edited(result):
    """The warnings about files that somebody has edited."""
    return [one for one in result["warnings"] if "replaced by this export" in one]


def entry(result, path):
    """The diff of one file."""
    (found,) = [one for one in result["diff"] if one["before_header"].split(" (")[0] == path]
    return found


def unified(one):
    """The lines of a diff that differ, as people see them."""
    sides = (one[side].splitlines() for side in ("before", "after"))
    return [
        line
        for line in difflib.unified_diff(*sides, n=0, lineterm="")
        if line[:3] not in ("---", "+++")
    ][1:]


# --- warnings -------------------------------------------------------------------------------------------------------

WAY_OUT = (
    "edited since the last export, or not written by one, and replaced by this export"
    " (--diff shows what changes)"
)


@BOTH
def test_an_edited_file_is_replaced_with_a_warning(export, out, check):
    export()
    before = (out / "widget.yml").read_bytes()
    (out / "widget.yml").write_bytes(before + b"# mine\n")
    result = export(check=check)
    assert edited(result) == [f"widget.yml: {WAY_OUT}"]
    assert unified(entry(result, "widget.yml")) == ["-# mine"]
    assert ((out / "widget.yml").read_bytes() == before) is not check
    assert edited(export(check=check)) == ([f"widget.yml: {WAY_OUT}"] if check else [])


@BOTH
def test_files_that_no_export_has_written_are_named(export, out, check):
    (out / "widget.yml").write_text("- asset_type: Widget\n  name: Widget one\n")
    (out / "more.yaml").write_text("---\nassets:\n  - asset_type: Widget\n    name: Widget one\n")
    (out / "notes.yml").write_text("nothing: of ours\n")
    result = export(check=check)
    assert edited(result) == [f"widget.yml: {WAY_OUT}"]
    assert (
        "dest has state files that no export has written: more.yaml; if they declare the same assets, remove them,"
        " or export to another folder"
    ) in result["warnings"]
    if not check:
        assert not any("no export has written" in one for one in export()["warnings"])


def test_what_another_version_has_written_is_not_edited(export, out, every_field):
    export()
    every_field.edit_asset(every_field.asset_id("Widget one"), system={"quantity": 77})
    result = export()
    assert "widget.yml" in result["written"]
    assert edited(result) == []


def test_many_edited_files_are_one_warning(export, out):
    export(split_by="location")
    for path in out.glob("*.yml"):
        path.write_text("[]\n")
    (told,) = edited(export(split_by="location"))
    assert told.startswith("istanbul-office.yml, none.yml: ")


# --- diff -----------------------------------------------------------------------------------------------------------


@BOTH
def test_the_diff_has_every_file_with_its_name(export, out, every_field, check):
    created = export(check=check)
    if check:
        export()
    assert {one["before_header"] for one in created["diff"]} == {"specimen.yml", "widget.yml"}
    assert {one["before"] for one in created["diff"]} == {""}
    assert entry(created, "widget.yml")["after"] == (out / "widget.yml").read_text("utf-8")
    every_field.edit_asset(every_field.asset_id("Widget one"), system={"quantity": 77})
    changed = export(check=check)
    differing = unified(entry(changed, "widget.yml"))
    assert [line for line in differing if line[0] != "@"] == ["+  quantity: 77"]
    removed = export(check=check, asset_types=["Widget"])
    gone = entry(removed, "specimen.yml")
    assert gone["before"].startswith("# Written by")
    assert gone["after"] == ""
    if not check:
        assert export(asset_types=["Widget"])["diff"] == []


def test_check_mode_shows_what_the_real_run_shows(export, out):
    (out / "widget.yml").write_text("- asset_type: Widget\n  name: Widget one\n")
    planned, done = export(check=True), export()
    assert planned["diff"] == done["diff"]
    assert planned["warnings"] == done["warnings"]


def test_a_kept_file_is_not_part_of_the_diff(export, out):
    export()
    with (out / "specimen.yml").open("a") as file:
        file.write("# mine\n")
    result = export(asset_types=["Widget"])
    assert result["diff"] == []
    assert (out / "specimen.yml").exists()


def test_secrets_of_an_edited_file_are_not_shown(export, out):
    export()
    (out / "specimen.yml").write_text("- {asset_type: Specimen, attributes: {Encrypted: s3cret}}\n")
    result = export()
    assert "s3cret" not in str(result)
    one = entry(result, "specimen.yml")
    assert (
        one["before_header"]
        == "specimen.yml (not shown: it may have values of encrypted attributes)"
    )
    assert one["before"].startswith("1 line, SHA-256 ")


def lines(count, changed=()):
    """The content of a large file."""
    return "".join(
        f"- line {number}{' changed' * (number in changed)} {'x' * 80}\n" for number in range(count)
    ).encode()


def test_of_a_large_file_the_part_that_differs_is_shown():
    file = Rewritten("a.yml", lines(5000), lines(5000, {3000, 3002}))
    (one,) = difference.difference([file], ["Secret"])
    assert one["before_header"] == "a.yml (from line 2998)"
    assert one["before"].count("\n") == one["after"].count("\n") == 9
    assert len(unified(one)) > 2


def test_a_large_difference_is_summarized():
    file = Rewritten("a.yml", lines(5000), lines(6000, range(5000)))
    (one,) = difference.difference([file], [])
    assert one["after_header"] == "a.yml (not shown: too much differs)"
    assert [line.split(", ")[0] for line in unified(one) if line[0] != "@"] == [
        "-5,000 lines",
        "+6,000 lines",
    ]


def test_many_differences_are_bounded():
    files = [Rewritten(f"{number}.yml", None, lines(1000)) for number in range(20)]
    shown = difference.difference(files, [])
    assert len(shown) == 20
    assert shown[-1]["after_header"] == "19.yml (not shown: too much else is shown)"
    assert sum(len(one["after"]) for one in shown) < difference.MOST + 20 * 60


# --- the line for editors -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "line"),
    [
        ("aip.schema.json", "# yaml-language-server: $schema=../aip.schema.json"),
        ("out/aip.schema.json", "# yaml-language-server: $schema=aip.schema.json"),
        ("other/" + "x" * 60 + ".json", f"# yaml-language-server:$schema=../other/{'x' * 60}.json"),
    ],
)
def test_each_file_names_the_schema(export, out, tmp_path, schema, line):
    result = export(schema=str(tmp_path / schema))
    assert any(one.startswith("schema: there is no file ") for one in result["warnings"])
    for path in out.glob("*.yml"):
        assert path.read_text("utf-8").splitlines()[0] == line
    (tmp_path / schema).parent.mkdir(exist_ok=True)
    (tmp_path / schema).write_text("{}")
    again = export(schema=str(tmp_path / schema))
    assert not again["changed"]
    assert not any(one.startswith("schema:") for one in again["warnings"])
    assert export()["changed"]


def test_a_schema_that_no_editor_finds_is_an_error(run, every_field, out, tmp_path):
    result = run(every_field, "aip_export", dest=str(out), schema=str(tmp_path / "my schema.json"))
    assert result["failed"]
    assert result["msg"].startswith(
        "schema: editors cannot find a schema whose path has a space in it"
    )
    assert tree(out) == {}
