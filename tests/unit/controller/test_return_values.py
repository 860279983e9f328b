# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules that run on the controller return is what their RETURN says, down to the last key."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.assetops.aip.plugins.action import (
    aip_batch,
    aip_report,
    aip_validate,
    aip_variables,
    jira_mapping,
)
from ansible_collections.assetops.aip.tests.unit.plugins.modules.returned import hold

AUDIT = {
    "changed": True,
    "unmanaged": [],
    "steps": [
        {
            "action": "update",
            "asset_type": "Laptop",
            "name": "lt-1",
            "id": 7,
            "origin": "assets/laptops.yml:12",
            "pruned": False,
            "changes": [{"field": "status", "before": "In use", "after": "In stock"}],
        }
    ],
}


@pytest.fixture
def act(tmp_path, monkeypatch):
    """Runs an action in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(action, check=False, task_vars=None, **options):
        loader = DataLoader()
        loader.set_basedir(str(tmp_path))
        task = SimpleNamespace(
            args=options,
            check_mode=check,
            diff=False,
            async_val=0,
            environment=[],
            get_search_path=lambda: [str(tmp_path)],
        )
        return action.ActionModule(
            task=task,
            connection=SimpleNamespace(_shell=SimpleNamespace(tmpdir=None)),
            play_context=SimpleNamespace(),
            loader=loader,
            templar=Templar(loader=loader),
            shared_loader_obj=None,
        ).run(task_vars=task_vars or {})

    return run


@pytest.mark.parametrize("check", [False, True], ids=["real", "check"])
def test_aip_report(act, check):
    done = act(aip_report, check=check, audit=AUDIT, reports=["a.md"])
    failed = act(aip_report, check=check, audit=AUDIT, reports=["a.md"], fail_on="any")
    assert failed["failed"]
    assert failed["findings"]
    compared = act(aip_report, check=check, audit=AUDIT, compare_with="earlier.json")
    wrong = act(aip_report, audit=AUDIT, reports=["a.unknown"])
    sentence = "Plan: 0 to create, 1 to change, 0 to delete"
    planned = {**AUDIT, "summary_text": sentence, "first_findings": []}
    plan = act(aip_report, check=check, audit=planned, kind="plan", reports=["plan.md"])
    assert plan["summary_text"] == sentence
    hold("aip_report", done, failed, compared, plan, wrong)


def test_aip_validate(act, run, sandbox, tmp_path):
    run(sandbox, "aip_schema", dest=str(tmp_path / "schema.json"))
    texts = {"right": "status: In use", "wrong": "status: Nowhere"}
    for name, text in texts.items():
        asset = f"- {{asset_type: Laptop, name: a, {text}}}\n"
        (tmp_path / f"{name}.yml").write_text(asset, encoding="utf-8")
    right, wrong = (act(aip_validate, src=f"{one}.yml", schema="schema.json") for one in texts)
    assert not right.get("failed"), right["msg"]
    assert wrong["failed"]
    hold("aip_validate", right, wrong)


def test_aip_variables(act):
    right = act(aip_variables, prefix="aip_apply_")
    assert right == {"changed": False, "is_trial": False}
    assert act(aip_variables, check=True, prefix="aip_apply_")["is_trial"] is True
    hold("aip_variables", right, act(aip_variables, prefix="aip_apply_", needed=["aip_apply_src"]))


def test_jira_mapping(act, tmp_path):
    issue = {
        "key": "TEAM-1",
        "id": "1",
        "issue_type": "Bug",
        "url": "https://a/browse/TEAM-1",
        "parent": "TEAM-2",
    }
    issues = [
        issue,
        {**issue, "key": "TEAM-2", "id": "2", "parent": None},
        {**issue, "key": "TEAM-3", "issue_type": "Epic"},
    ]
    (tmp_path / "m.yml").write_text(
        "{project: OPS, issue_types: {Bug: Task, Epic: null}}", encoding="utf-8"
    )
    right = act(jira_mapping, issues=issues, mapping="m.yml", source="https://a")
    assert [one["source_key"] for one in right["mirrored"]] == ["TEAM-2", "TEAM-1"]
    assert right["left_out"] == ["TEAM-3"]
    wrong = act(jira_mapping, issues=issues, mapping={"project": "OPS"}, source="https://a")
    assert wrong["failed"]
    hold("jira_mapping", right, wrong)
    for mapping, sentence in (
        ("gone.yml", "mapping: there is no file or folder 'gone.yml'"),
        (
            {"project": "OPS", "issue_types": {"*": "*"}},
            "source: required, unless the mapping has a source_name",
        ),
    ):
        assert sentence in act(jira_mapping, issues=[], mapping=mapping)["msg"]
    (tmp_path / "broken.yml").write_text("a: [", encoding="utf-8")
    assert (
        "'broken.yml' is not valid YAML"
        in act(jira_mapping, issues=[], mapping="broken.yml")["msg"]
    )


def test_aip_batch(act):
    hosts = {"a": {"x": {"name": "a"}}, "b": {}, "c": {"x": {"name": "c"}}}
    variables = {
        "ansible_play_hosts_all": [*hosts],
        "ansible_play_batch": ["a", "b"],
        "hostvars": hosts,
    }
    right = act(aip_batch, task_vars=variables, variable="x")
    assert right["found"] == [{"host": "a", "value": {"name": "a"}}]
    assert (right["hosts"], right["silent"]) == (["a", "b"], ["b"])
    hold("aip_batch", right)
