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

import requests
import yaml

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


def ansible(sandbox, folder, *words, **variables):
    """Run ansible-playbook or ansible; its finished process."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name(words[0])), *words[1:], "-e", json.dumps(variables)],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": TREE,
            "ANSIBLE_NOCOLOR": "1",
            "AIP_URL": sandbox.url,
            "AIP_TOKEN": sandbox.token("ansible"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    done.output = done.stdout + done.stderr
    return done


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
    done = ansible(sandbox, folder, "ansible-playbook", "issue.yml", **given)
    assert done.returncode == 0, done.output
    return (folder / "key").read_text(encoding="utf-8")


def declare(sandbox, folder):
    """State files that differ from AIP, and settings; the digest of the plan."""
    state = {"assets": [{"asset_type": "Laptop", "name": "LT-9001", "status": "In stock"}]}
    (folder / "state.yml").write_text(yaml.safe_dump(state), encoding="utf-8")
    settings = {"aip_apply_src": [str(folder / "state.yml")]}
    (folder / "settings.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    plan = folder / "plan.json"
    words = ("ansible-playbook", "assetops.aip.apply", "--check", "-e", "@settings.yml")
    done = ansible(sandbox, folder, *words, aip_apply_plan_file=str(plan))
    assert done.returncode == 0, done.output
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
    assert "a secret that nothing shows" not in running.output
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
