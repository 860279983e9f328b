# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhooks start playbooks: the collection's rulebooks under the real ansible-rulebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
import yaml

from .conftest import SECRET, login_of

TREE = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())


def ask(sandbox, path):
    """What Jira's REST API answers."""
    headers = {"Authorization": f"Bearer {sandbox.token('ansible')}"}
    answer = requests.get(f"{sandbox.url}/rest/api/2/{path}", headers=headers, timeout=30)
    assert answer.ok, answer.text
    return answer.json()


def comments(sandbox, key):
    """The texts of an issue's comments."""
    return [one["body"] for one in ask(sandbox, f"issue/{key}/comment")["comments"]]


def ansible(sandbox, folder, *words, login=None, **variables):
    """Run ansible-playbook or ansible, which must succeed; its output."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name(words[0])), *words[1:], "-e", json.dumps(variables)],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": TREE,
            "ANSIBLE_NOCOLOR": "1",
            **(login or login_of(sandbox)),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    return output


ISSUE = """
- hosts: localhost
  gather_facts: false
  tasks:
    - assetops.aip.jira_issue:
        project: OPS
        issue_type: Task
        unique_id: "{{ identity }}"
        summary: Drift
        labels: [aip-drift]
        description: "Two assets differ.\\n\\nPlan digest: {{ digest }}\\n"
        status: "{{ status }}"
      register: made
    - ansible.builtin.copy:
        content: "{{ made.issue.key }}"
        dest: "{{ playbook_dir }}/key"
        mode: "0600"
"""


def drift_issue(sandbox, folder, digest, identity="aip-drift/laptops", status="In Progress"):
    """An issue as the role aip_drift_issue makes it; its key."""
    (folder / "issue.yml").write_text(ISSUE, encoding="utf-8")
    given = {"digest": digest, "identity": identity, "status": status}
    ansible(sandbox, folder, "ansible-playbook", "issue.yml", **given)
    return (folder / "key").read_text(encoding="utf-8")


def declare(sandbox, folder):
    """State files that differ from AIP, and settings; the digest of the plan."""
    state = {"assets": [{"asset_type": "Laptop", "name": "LT-9001", "status": "In stock"}]}
    (folder / "state.yml").write_text(yaml.safe_dump(state), encoding="utf-8")
    settings = {"aip_apply_src": [str(folder / "state.yml")]}
    (folder / "settings.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    plan = folder / "plan.json"
    words = ("ansible-playbook", "assetops.aip.apply", "--check", "-e", "@settings.yml")
    ansible(sandbox, folder, *words, aip_apply_plan_file=str(plan))
    return json.loads(plan.read_text(encoding="utf-8"))["digest"]


def updated(key, status, before="Open"):
    """Jira's event for an issue that was moved."""
    item = {"field": "status", "fieldtype": "jira", "fromString": before, "toString": status}
    fields = {
        "summary": "{{ lookup('ansible.builtin.pipe', 'touch /tmp/aip-was-here') }}",
        "status": {"name": status},
        "project": {"key": "OPS"},
        "labels": ["aip-drift"],
        "issuetype": {"name": "Task"},
    }
    return {
        "timestamp": 1790000000000,
        "webhookEvent": "jira:issue_updated",
        "issue": {"id": "1", "key": key, "fields": fields},
        "changelog": {"items": [item]},
    }


def there(sandbox, name):
    """Whether an asset of this name is in AIP."""
    return [one for one in sandbox.assets() if one["name"] == name]


def test_an_approved_issue_is_applied_once_and_a_forged_event_starts_nothing(
    rulebook, sandbox, tmp_path
):
    key = drift_issue(sandbox, tmp_path, declare(sandbox, tmp_path))
    running = rulebook(
        "approved_drift",
        aip_eda_project="OPS",
        aip_eda_approved_status="In Progress",
        aip_eda_settings=str(tmp_path / "settings.yml"),
    )
    running.until(running.listens)
    moved = updated(key, "In Progress")
    assert running.post(moved, "forged", secret="guessed") == 403
    assert running.post(updated("{{ 1 }}-1", "In Progress"), "no-key") == 200
    assert running.post(updated(key, "Open"), "another-status") == 200
    assert there(sandbox, "LT-9001") == []
    assert running.post(moved, "right") == 200
    running.until(lambda: any("was applied" in one for one in comments(sandbox, key)))
    assert len(there(sandbox, "LT-9001")) == 1
    assert running.output.count("PLAY [Apply an approved plan]") == 1
    # Killed and started again: what was accepted is not accepted twice.
    running.kill()
    running.start()
    running.until(running.listens)
    assert running.post(moved, "right") == 200
    assert running.post(updated(key, "In Progress", "Blocked"), "approved-again") == 200
    running.until(lambda: any("was not applied" in one for one in comments(sandbox, key)))
    assert running.output.count("PLAY [Apply an approved plan]") == 2
    assert [one.startswith("The approved plan") for one in comments(sandbox, key)] == [True, True]
    assert SECRET not in running.output
    assert not Path("/tmp/aip-was-here").exists()


def test_a_created_issue_becomes_one_asset(rulebook, sandbox, tmp_path):
    settings = {"declare_from_issue_asset": {"asset_type": "Laptop", "status": "In stock"}}
    (tmp_path / "settings.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    key = drift_issue(sandbox, tmp_path, "none", "a laptop", "Open")
    running = rulebook(
        "declare_from_issue",
        aip_eda_project="OPS",
        aip_eda_issue_type="Task",
        aip_eda_settings=str(tmp_path / "settings.yml"),
    )
    running.until(running.listens)
    created = {**updated(key, "Open"), "webhookEvent": "jira:issue_created", "changelog": None}
    for identifier in ("one", "again"):
        assert running.post(created, identifier) == 200
    running.until(lambda: running.output.count("PLAY RECAP") == 2)
    assert [one["system"]["asset.assetTag"] for one in there(sandbox, "Drift")] == [key], (
        running.output
    )
    (comment,) = comments(sandbox, key)
    assert comment.startswith("Declared in AIP as the asset ")


def test_an_asset_that_is_edited_by_hand_becomes_an_issue_of_drift(rulebook, sandbox, tmp_path):
    laptop = next(one for one in sandbox.assets() if one["type"] == "Laptop")
    sandbox.edit_asset(laptop["id"], system={"quantity": 1})
    state = {"assets": [{"asset_type": "Laptop", "name": laptop["name"], "quantity": 1}]}
    (tmp_path / "state.yml").write_text(yaml.safe_dump(state), encoding="utf-8")
    settings = {
        "aip_drift_issue_src": [str(tmp_path / "state.yml")],
        "aip_drift_issue_project": "OPS",
        "aip_drift_issue_scope_name": "laptops",
        "aip_drift_issue_status_done": "Closed",
        "aip_drift_issue_status_reopened": "Reopened",
    }
    (tmp_path / "settings.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    running = rulebook(
        "changed_assets",
        aip_eda_interval=1,
        aip_eda_asset_types=["Laptop"],
        aip_eda_settings=str(tmp_path / "settings.yml"),
    )
    running.until((tmp_path / "state.sqlite3").exists)
    running.until(lambda: "Start automatic pseudo clock" in running.output)
    time.sleep(3)  # a poll that remembers how the assets are
    sandbox.edit_asset(laptop["id"], system={"quantity": 7})
    jql = "search?jql=labels%20%3D%20aip-drift"
    (found,) = running.until(lambda: ask(sandbox, jql)["issues"])
    assert "1 of 1 asset differs" in found["fields"]["description"]


# -- Jira itself sends the webhook --

WEBHOOK = """
- hosts: localhost
  gather_facts: false
  tasks:
    - assetops.aip.jira_webhook:
        name: Approved drift
        target_url: "{{ address }}"
        events: ["jira:issue_updated"]
        jql: project = OPS AND labels = aip-drift
        secret: "{{ secret | default(omit, true) }}"
"""
MOVE = """
- hosts: localhost
  gather_facts: false
  tasks:
    - assetops.aip.jira_issue:
        project: OPS
        unique_id: aip-drift/laptops
        status: Approved
"""
TOKEN = "a-token-in-the-path-0123456789"


def has_run(folder, sandbox, playbook, login, **given):
    """Run a playbook of these, or one of the collection; its output."""
    if "hosts:" in playbook:
        (folder / "play.yml").write_text(playbook, encoding="utf-8")
        playbook = "play.yml"
    return ansible(sandbox, folder, "ansible-playbook", playbook, login=login, **given)


@pytest.mark.parametrize("kind", ["signed by Cloud", "token in the path of Data Center"])
def test_jira_itself_reports_that_an_issue_was_approved(rulebook, sandbox, cloud, tmp_path, kind):
    """From drift to its end, as people see it: nothing but modules, playbooks and the rulebook."""
    signed = kind == "signed by Cloud"
    jira = cloud if signed else sandbox
    login, admin = (
        login_of(sandbox, cloud if signed else None, who) for who in ("ansible", "admin")
    )
    state = {"assets": [{"asset_type": "Laptop", "name": "LT-9001", "status": "In stock"}]}
    (tmp_path / "state.yml").write_text(yaml.safe_dump(state), encoding="utf-8")
    source = [str(tmp_path / "state.yml")]
    settings = {"aip_apply_src": source}
    (tmp_path / "settings.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    drift = {
        "aip_drift_issue_src": source,
        "aip_drift_issue_project": "OPS",
        "aip_drift_issue_scope_name": "laptops",
        "aip_drift_issue_status_done": "Closed",
        "aip_drift_issue_status_reopened": "Reopened",
        "aip_drift_issue_resolution": "Done",
    }
    has_run(tmp_path, sandbox, "assetops.aip.drift_issue", login, **drift)
    running = rulebook(
        "approved_drift",
        {**login, "JIRA_WEBHOOK_SECRET": SECRET} if signed else login,
        aip_eda_project="OPS",
        aip_eda_settings=str(tmp_path / "settings.yml"),
        **({} if signed else {"aip_eda_path_token": TOKEN}),
    )
    address = f"http://127.0.0.1:{running.port}/jira" + ("" if signed else f"/{TOKEN}")
    shown = has_run(
        tmp_path, sandbox, WEBHOOK, admin, address=address, secret=SECRET if signed else None
    )
    running.until(running.listens)
    shown += has_run(tmp_path, sandbox, MOVE, login)
    running.until(lambda: there(sandbox, "LT-9001"))
    running.until(lambda: "PLAY RECAP" in running.output)
    first = jira.webhooks.wait(1, "jira:issue_updated", timeout=30)[0]
    assert first.answers == [200]
    assert ("X-Hub-Signature" in first.headers) is signed
    has_run(tmp_path, sandbox, "assetops.aip.drift_issue", login, **drift)
    rows = jira.site.jira.rows
    (found,) = (
        one
        for one in rows.all("issue")
        if "assetops.aip" in rows.properties("issue", str(one["id"]))
    )
    assert jira.site.jira.catalog.statuses[found["status"]].name == "Closed"
    assert running.output.count("PLAY [Apply an approved plan]") == 1
    for secret in (SECRET, TOKEN):
        assert secret not in running.output + shown


def test_an_issue_without_the_label_of_drift_starts_nothing(rulebook, sandbox, tmp_path):
    key = drift_issue(sandbox, tmp_path, declare(sandbox, tmp_path), status="Approved")
    running = rulebook(
        "approved_drift", aip_eda_project="OPS", aip_eda_settings=str(tmp_path / "settings.yml")
    )
    running.until(running.listens)
    for number, labels in enumerate((None, [], ["aip-drifts", "drift"], "aip-drift")):
        moved = updated(key, "Approved")
        moved["issue"]["fields"]["labels"] = labels
        assert running.post(moved, f"without {number}") == 200
    assert running.post(updated(key, "Approved"), "with") == 200
    running.until(lambda: "PLAY RECAP" in running.output)
    time.sleep(1)  # those without came first, so they would have started first
    assert running.output.count("PLAY [Apply an approved plan]") == 1
    assert len(there(sandbox, "LT-9001")) == 1
