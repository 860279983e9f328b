# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks that rulebooks start, as people run them: apply_approved and declare_from_issue."""

from __future__ import annotations

import json
import re

import pytest
import requests
import yaml

from .test_drift_issue import ONE, Site
from .test_jira_roles import SENT, ask, issue, play, shown

KEY = "OPS-9"
"""A task of the seed: "New laptops for sales", with an approver, and without a customer."""
LAPTOPS = {
    "declare_from_issue_key": KEY,
    "declare_from_issue_type": "Task",
    "declare_from_issue_asset": {"asset_type": "Laptop", "status": "In stock"},
}


def put(sandbox, key, **fields):
    """Edit an issue, as people do."""
    done = requests.put(
        f"{sandbox.url}/rest/api/2/issue/{key}",
        json={"fields": fields},
        headers={"Authorization": f"Bearer {sandbox.token('ansible')}"},
        timeout=30,
    )
    assert done.ok, done.text


# -- apply_approved --


@pytest.fixture
def site(ansible, sandbox):
    """A site with an issue of drift, and the settings of aip_apply."""
    settings = {"aip_apply_assets": [ONE]}
    ansible.write("settings.yml", yaml.safe_dump(settings))
    site = Site(ansible, sandbox)
    site.audit(ONE)
    return site


def approve(site, *arguments, **given):
    """Run apply_approved on the issue; its output."""
    [(fields, _comments)] = site.issues()
    options = {
        "apply_approved_key": fields["key"],
        "apply_approved_settings": "settings.yml",
        **given,
    }
    site.aip.journal.clear()
    return play(site.ansible, "apply_approved", *arguments, sandbox=site.aip, **options)


def racks(sandbox):
    return [one for one in sandbox.assets() if one["name"] == ONE["name"]]


def digest_of(site):
    [(fields, _comments)] = site.issues()
    return re.search(r"Plan digest: sha256:([0-9a-f]{64})", fields["description"])[1]


def test_the_plan_of_an_approved_issue_is_applied(site):
    site.move(site.issues()[0][0]["key"], "Approve")
    output = approve(site, "--check")
    assert shown(output, "Show the verdict")
    assert f"the approved plan {digest_of(site)[:12]} would be applied" in output
    assert site.aip.journal.writes() == []
    output = approve(site)
    assert f"the approved plan {digest_of(site)[:12]} was applied" in output
    assert len(racks(site.aip)) == 1
    [(_fields, comments)] = site.issues()
    assert comments == [f"The approved plan {digest_of(site)[:12]} was applied."]


@pytest.mark.parametrize("arguments", [[], ["--check"]], ids=["for real", "check mode"])
def test_a_plan_that_is_no_longer_that_one_is_not_applied(site, arguments):
    site.move(site.issues()[0][0]["key"], "Approve")
    site.aip.add_asset("Rack", ONE["name"])
    output = approve(site, *arguments, fails=True)
    assert "was not applied, or not completely; see above" in output
    [(_fields, comments)] = site.issues()
    if arguments:
        assert site.aip.journal.writes() == []
        assert comments == []
    else:
        assert [one.partition(" was ")[2][:11] for one in comments] == ["not applied"]
        approve(site, fails=True)
        assert site.issues()[0][1] == comments
    assert len(racks(site.aip)) == 1


def test_an_issue_that_was_not_approved_or_no_longer_is_changes_nothing(site):
    assert "is not an issue of drift in the status 'Approved'" in approve(site, fails=True)
    site.move(site.issues()[0][0]["key"], "Approve")
    site.move(site.issues()[0][0]["key"], "Start Progress")
    assert "is not an issue of drift in the status 'Approved'" in approve(site, fails=True)
    assert site.aip.journal.writes() == []
    output = approve(site, fails=True, apply_approved_key="OPS-999")
    assert "OPS-999 is not an issue of drift in the status 'Approved'" in output


OTHER = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - assetops.aip.jira_issue:
        key: "{{ key }}"
        project: OPS
        unique_id: "{{ identity }}"
"""


@pytest.mark.parametrize("identity", [None, "drift/racks", "x aip-drift/racks", "AIP-DRIFT/racks"])
def test_an_issue_with_another_identity_changes_nothing(site, identity):
    """Whoever writes a digest into an issue of their own, and approves it, applies nothing."""
    [(fields, _comments)] = site.issues()
    put(site.aip, KEY, description=fields["description"], labels=["aip-drift"])
    if identity:
        rows = site.aip.site.jira.rows
        (number,) = (one["id"] for one in rows.all("issue") if one["key"] == KEY)
        address = f"{site.aip.url}/rest/api/2/issue/{number}/properties/assetops.aip"
        done = requests.put(
            address,
            json={"unique_id": identity},
            headers={"Authorization": f"Bearer {site.aip.token('ansible')}"},
            timeout=30,
        )
        assert done.ok, done.text
    site.move(KEY, "Approve")
    output = approve(site, fails=True, apply_approved_key=KEY)
    assert f"{KEY} is not an issue of drift in the status 'Approved'" in output
    assert site.aip.journal.writes() == []


DIGEST = "0123456789abcdef" * 4
MALFORMED = {
    "none": "Drift.",
    "short": f"Plan digest: sha256:{DIGEST[1:]}",
    "long": f"Plan digest: sha256:{DIGEST}0",
    "upper case": f"Plan digest: sha256:{DIGEST.upper()}",
    "another kind": f"Plan digest: sha512:{DIGEST}",
    "a path": "Plan digest: /etc/passwd",
    "a template": "Plan digest: {{ lookup('ansible.builtin.pipe', 'touch here') }}",
    "not at the start": f"> Plan digest: sha256:{DIGEST}",
    "more behind it": f"Plan digest: sha256:{DIGEST} {{{{ 1 }}}}",
    "two": f"Plan digest: sha256:{DIGEST}\nPlan digest: sha256:{'0' * 64}",
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_digest_changes_nothing(site, tmp_path, text):
    [(fields, _comments)] = site.issues()
    put(site.aip, fields["key"], description=text)
    site.move(fields["key"], "Approve")
    output = approve(site, fails=True)
    assert "the description requires exactly one line 'Plan digest: '" in output
    assert site.aip.journal.writes() == []
    assert not (tmp_path / "here").exists()


def test_a_comment_that_fails_does_not_say_that_nothing_was_applied(site):
    site.move(site.issues()[0][0]["key"], "Approve")
    site.aip.faults.add("error", method="POST", path=r"/comment$", status=403)
    output = approve(site, fails=True)
    assert "was not applied" not in output
    assert len(racks(site.aip)) == 1
    assert site.issues()[0][1] == []


def test_an_encrypted_value_is_applied_and_shown_nowhere(ansible, sandbox):
    server = {
        "asset_type": "Server",
        "name": "srv-9001",
        "attributes": {"Console password": "canary-1234"},
    }
    ansible.write("settings.yml", yaml.safe_dump({"aip_apply_assets": [server]}))
    site = Site(ansible, sandbox)
    site.audit(server)
    site.move(site.issues()[0][0]["key"], "Approve")
    output = approve(site)
    assert "canary" not in output
    assert "canary" not in str(site.issues())
    assert [one["name"] for one in sandbox.assets() if one["name"] == "srv-9001"] == ["srv-9001"]


def test_modules_that_are_sent_apply_the_same(site):
    site.move(site.issues()[0][0]["key"], "Approve")
    approve(site, way=SENT)
    assert len(racks(site.aip)) == 1


# -- declare_from_issue --


def declared(sandbox, key=KEY):
    """The assets that keep this key."""
    return [one for one in sandbox.assets() if one["system"].get("asset.assetTag") == key]


def test_an_issue_becomes_one_asset_also_if_it_is_renamed(ansible, sandbox):
    output = play(ansible, "declare_from_issue", "--check", sandbox=sandbox, **LAPTOPS)
    assert shown(output) == ["OPS-9: Laptop 'New laptops for sales' would be created or changed"]
    assert sandbox.journal.writes() == []
    output = play(ansible, "declare_from_issue", sandbox=sandbox, **LAPTOPS)
    assert shown(output) == ["OPS-9: Laptop 'New laptops for sales' was created or changed"]
    (first,) = declared(sandbox)
    assert issue(sandbox, KEY)[1] == [f"Declared in AIP as the asset {first['id']}."]
    sandbox.journal.clear()
    output = play(ansible, "declare_from_issue", sandbox=sandbox, **LAPTOPS)
    assert shown(output) == ["OPS-9: Laptop 'New laptops for sales' is as described"]
    assert sandbox.journal.writes() == []

    put(sandbox, KEY, summary="Old laptops: {{ lookup('ansible.builtin.pipe', 'touch here') }}")
    play(ansible, "declare_from_issue", sandbox=sandbox, **LAPTOPS)
    (second,) = declared(sandbox)
    assert second["id"] == first["id"]
    assert second["name"] == "Old laptops: {{ lookup('ansible.builtin.pipe', 'touch here') }}"
    assert len(issue(sandbox, KEY)[1]) == 1


def test_fields_become_attributes_and_options(ansible, sandbox):
    put(sandbox, KEY, customfield_10100="[1, 2]", customfield_10102=16)
    more = {
        "declare_from_issue_mapping": {"name": "summary", "serial_number": "Customer"},
        "declare_from_issue_attributes": {"RAM GB": "Downtime minutes"},
    }
    play(ansible, "declare_from_issue", sandbox=sandbox, **LAPTOPS, **more)
    (one,) = declared(sandbox)
    assert one["system"]["asset.serialNumber"] == "[1, 2]"
    assert "16" in json.dumps(one["attributes"])


@pytest.mark.parametrize("arguments", [[], ["--check"]], ids=["for real", "check mode"])
def test_a_mapped_field_that_is_missing_declares_nothing(ansible, sandbox, arguments):
    more = {"declare_from_issue_mapping": {"name": "summary", "serial_number": "Customr"}}
    output = play(
        ansible, "declare_from_issue", *arguments, sandbox=sandbox, fails=True, **LAPTOPS, **more
    )
    assert "OPS-9 has no Customr; nothing was declared" in " ".join(output.split())
    assert sandbox.journal.writes() == []


def test_a_mapped_field_that_is_empty_says_nothing_about_the_asset(ansible, sandbox):
    more = {"declare_from_issue_mapping": {"name": "summary", "serial_number": "Customer"}}
    play(ansible, "declare_from_issue", sandbox=sandbox, **LAPTOPS, **more)
    (one,) = declared(sandbox)
    assert not one["system"].get("asset.serialNumber")


def test_an_issue_of_another_type_declares_nothing(ansible, sandbox):
    given = {**LAPTOPS, "declare_from_issue_type": "Incident"}
    output = play(ansible, "declare_from_issue", sandbox=sandbox, fails=True, **given)
    assert "OPS-9 is not an issue of the type 'Incident'; nothing was declared" in output
    assert sandbox.journal.writes() == []


def test_modules_that_are_sent_declare_the_same(ansible, sandbox):
    play(ansible, "declare_from_issue", sandbox=sandbox, way=SENT, **LAPTOPS)
    assert len(declared(sandbox)) == 1
    assert len(ask(sandbox, f"issue/{KEY}/comment")["comments"]) == 1
