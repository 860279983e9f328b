# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action aip_report: its options, which files it writes and when, and when it fails."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible_collections.assetops.aip.plugins.action import aip_report
from ansible_collections.assetops.aip.plugins.modules import aip_report as documentation
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.options import SPEC

STEP = {
    "action": "update",
    "asset_type": "Laptop",
    "name": "lt-1",
    "id": 7,
    "origin": "assets/laptops.yml:12",
    "pruned": False,
    "changes": [{"field": "status", "before": "In use", "after": "In stock"}],
}
AUDIT = {"changed": True, "steps": [STEP], "unmanaged": []}


@pytest.fixture
def report(tmp_path, monkeypatch):
    """Runs the action in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(check=False, variables=None, **options):
        task = SimpleNamespace(args={"audit": AUDIT, **options}, check_mode=check, async_val=0)
        action = aip_report.ActionModule(
            task=task,
            connection=SimpleNamespace(_shell=SimpleNamespace(tmpdir=None)),
            play_context=SimpleNamespace(),
            loader=DataLoader(),
            templar=None,
            shared_loader_obj=None,
        )
        return action.run(task_vars=variables or {})

    return run


def files(folder: Path) -> dict[str, str]:
    """All files of a folder, with what is in them."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def test_reports_are_written_once(report, tmp_path):
    reports = ["a.md", {"path": "b.txt", "format": "csv"}, {"path": str(tmp_path / "c.json")}]
    first = report(reports=reports)
    assert first == {
        "changed": True,
        "reports": [str(tmp_path / name) for name in ("a.md", "b.txt", "c.json")],
        "findings": {**first["findings"], "declared": 1, "changed": 1, "fields": 1, "total": 1},
        "percent_as_declared": 0.0,
        "verdict": "1 finding in 1 declared asset: 1 changed",
        "summary_text": "Audit: 1 of 1 asset differs (1 changed); 0 % as declared",
        "first_findings": [
            "Laptop 'lt-1': status: In use -> In stock (assets/laptops.yml:12)",
        ],
    }
    written = files(tmp_path)
    assert list(written) == ["a.md", "b.txt", "c.json"]
    times = [path.stat().st_mtime_ns for path in sorted(tmp_path.iterdir())]
    assert report(reports="a.md,c.json")["changed"] is False
    assert report(reports=reports)["changed"] is False
    assert [path.stat().st_mtime_ns for path in sorted(tmp_path.iterdir())] == times
    assert report(reports=reports, title="Other")["changed"] is True


def test_check_mode_writes_nothing_and_tells_whether_it_would(report, tmp_path):
    assert report(check=True, reports=["a.md"])["changed"] is True
    assert files(tmp_path) == {}
    report(reports=["a.md"])
    assert report(check=True, reports=["a.md"])["changed"] is False


def test_audit_may_be_the_name_of_a_variable(report, tmp_path):
    assert report(audit="found", variables={"found": AUDIT}, reports=["a.md"])["changed"]
    assert report(reports=["a.md"])["changed"] is False
    assert "lt-1" in files(tmp_path)["a.md"]


def test_audit_is_required(report):
    result = report(audit=None)
    assert result["msg"].startswith("audit: is not a registered result; ")


def test_failure_comes_after_the_reports(report, tmp_path):
    result = report(reports=["a.md"], fail_on="any")
    assert result["failed"]
    assert result["changed"]
    assert result["msg"].startswith(
        "Audit: 1 of 1 asset differs (1 changed); 0 % as declared\nfail_on: any\n  Laptop 'lt-1': "
    )
    assert result["msg"].endswith("\nSee a.md")
    assert list(files(tmp_path)) == ["a.md"]
    assert report(fail_on={"count": 2}).get("failed") is None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"audit": {"failed": True}}, "audit: the task that registered this result failed"),
        ({"audit": "result"}, "audit: variable 'result' does not hold a registered result"),
        ({"audit": [AUDIT]}, "audit: is not a registered result; register"),
        ({"audit": {"steps": None}}, "with all_steps: true"),
        ({"reports": ["a.txt"]}, "reports[0]: 'a.txt' has an unknown ending; use one of .md"),
        (
            {"reports": [{"path": "a", "format": "pdf"}]},
            "reports[0]: unknown format 'pdf'; use one of markdown",
        ),
        ({"reports": [{"format": "csv"}]}, "reports[0]: path is missing"),
        ({"reports": [7]}, "reports[0]: must be a path, or a mapping"),
        ({"reports": [{"path": "a.md", "mode": 1}]}, "reports[0]: must be a path, or a mapping"),
        ({"reports": ["a.md", "./a.md"]}, "reports[1]: "),
        ({"reports": ["none/a.md"]}, "does not exist; create it first"),
        ({"reports": [{"path": ".", "format": "csv"}]}, "is a folder"),
        ({"fail_on": "some"}, "fail_on: 'some' is not valid"),
        ({"hosts": "web-1"}, "hosts: must be a list of hosts"),
        ({"hosts": [""]}, "hosts: each host"),
        ({"hosts": {"web-1": None}}, "hosts: each host"),
        ({"host_match": "fuzzy"}, "host_match"),
        ({"url": "http://x"}, "url"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_written(report, tmp_path, options, sentence):
    result = report(**{"reports": ["good.md"], **options})
    assert result["failed"]
    assert result["changed"] is False
    assert sentence in result["msg"]
    assert files(tmp_path) == {}


def test_all_problems_are_told_at_once(report):
    result = report(reports=["a.txt", 7], fail_on="some", hosts=3)
    assert len(result["problems"]) == 4


def test_file_that_cannot_be_written_is_one_sentence(report, tmp_path, monkeypatch):
    def refuse(*_given, **_named):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)
    result = report(reports=["a.md"])
    assert result["failed"]
    assert result["msg"] == f"reports: cannot write '{tmp_path}/a.md': Permission denied"
    assert files(tmp_path) == {}


def test_documentation_has_the_options_of_the_action():
    tree = ast.parse(Path(documentation.__file__).read_text(encoding="utf-8"))
    pages = {
        ast.unparse(node.targets[0]): ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
    }
    options = yaml.safe_load(pages["DOCUMENTATION"])["options"]
    shown = {
        name: {key: value for key, value in option.items() if key != "description"}
        for name, option in options.items()
    }
    assert shown == SPEC
    assert set(yaml.safe_load(pages["RETURN"])) >= {"reports", "findings", "verdict"}


def test_findings_are_compared_with_the_report_that_is_overwritten(report, tmp_path):
    options = {
        "reports": ["drift.json"],
        "compare_with": "drift.json",
        "time": "2026-01-01T00:00:00Z",
    }
    first = report(**options)
    assert first["compared"] == {"exists": False, "new": 1, "still_there": 0, "resolved": 0}
    assert first["summary_text"].endswith("; no earlier report to compare with yet")
    second = report(**{**options, "time": "2026-01-02T00:00:00Z"}, fail_on="new")
    assert second["compared"] == {"exists": True, "new": 0, "still_there": 1, "resolved": 0}
    assert "failed" not in second
    fine = report(audit={"steps": []}, **options)
    assert fine["compared"] == {"exists": True, "new": 0, "still_there": 0, "resolved": 1}
    assert fine["percent_as_declared"] is None
    again = report(**options, fail_on="new")
    assert again["failed"]
    assert again["msg"].splitlines()[1:3] == [
        "fail_on: new",
        "  Laptop 'lt-1': status: In use -> In stock (assets/laptops.yml:12)",
    ]


def test_reports_show_the_commit_that_was_given(report, tmp_path):
    url = "https://git.example.com/{commit}/{path}#{line}"
    report(reports=["a.md"], commit="v1.2", source_url=url)
    text = files(tmp_path)["a.md"]
    assert "| Commit | `v1.2` |" in text
    assert "(https://git.example.com/v1.2/assets/laptops.yml#12)" in text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"fail_on": "new"},
            "fail_on: new needs compare_with, the JSON report of an earlier audit",
        ),
        ({"fail_on": {"new": True}}, "fail_on: new needs compare_with"),
        ({"compare_with": "."}, "compare_with: '"),
        ({"by": ["asset_type", " "]}, "by: a name is empty"),
        ({"by": ["location"]}, "by: the audit has no values of location; register the result of"),
        ({"asset_url": "ftp://x/{id}"}, "asset_url: must begin with https://, http:// or {server}"),
        ({"source_url": "https://x/{id}"}, "source_url: unknown placeholder {id}"),
    ],
)
def test_wrong_options_of_comparison_and_links_are_refused(report, tmp_path, options, sentence):
    result = report(reports=["a.md"], **options)
    assert result["failed"]
    assert sentence in result["msg"]
    assert files(tmp_path) == {}


# -- plans --

PLAN = {**AUDIT, "summary_text": "Plan: 0 to create, 1 to change, 0 to delete"}
BLOCKED = {
    **PLAN,
    "failed": True,
    "problems": ["prune: no", "a.yml:3: no"],
    "first_findings": ["x"],
}


def test_a_plan_is_reported_under_a_plans_title(report, tmp_path):
    done = report(audit=PLAN, kind="plan", reports=["a.md"])
    assert done == {
        "changed": True,
        "reports": [str(tmp_path / "a.md")],
        "blocked": False,
        "summary_text": PLAN["summary_text"],
        "first_findings": [],
    }
    assert files(tmp_path)["a.md"].startswith("# Plan\n")


def test_a_blocked_plan_fails_with_its_reasons_when_it_is_reported(report, tmp_path):
    done = report(audit=BLOCKED, kind="plan", reports=["a.md", "b.html"])
    assert done["failed"]
    assert done["blocked"]
    assert done["problems"] == BLOCKED["problems"]
    assert done["first_findings"] == ["x"]
    assert done["msg"].splitlines() == [
        PLAN["summary_text"],
        "  prune: no",
        "  a.yml:3: no",
        "See a.md, b.html",
    ]
    assert all("prune: no" in text for text in files(tmp_path).values())
    assert list(files(tmp_path)) == ["a.md", "b.html"]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"reports": ["a.csv"]}, "csv is for audits; a plan is reported as one of markdown, html"),
        ({"fail_on": "any"}, "fail_on: is for audits"),
        ({"hosts": ["x"]}, "hosts: is for audits"),
        ({"host_asset_types": ["Rack"]}, "host_asset_types: is for audits"),
        ({"compare_with": "old.json"}, "compare_with: is for audits"),
    ],
)
def test_what_is_for_audits_is_refused_for_plans(report, tmp_path, options, problem):
    done = report(audit=PLAN, kind="plan", **options)
    assert done["failed"]
    assert problem in done["msg"]
    assert files(tmp_path) == {}


def test_summary_of_github_is_added_to(report, tmp_path, monkeypatch):
    path = tmp_path / "summary"
    path.write_text("built", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    assert report(reports=["github"])["changed"] is True
    assert report(audit=PLAN, kind="plan", reports=["github"])["changed"] is True
    assert report(reports=["github"])["changed"] is False
    text = path.read_text(encoding="utf-8")
    assert text.startswith("built\n\n# Drift audit\n")
    assert "\n\n# Plan\n" in text
