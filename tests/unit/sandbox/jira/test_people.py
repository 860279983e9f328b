# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is found, who may do what, and who gets in."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.assetops.aip.tests.sandbox.jira.profiles import CLOUD_ID


def names(answer, key="name"):
    return [user[key] for user in answer]


def test_people_of_data_center(jira):
    client = jira()
    assert names(client.read("user/search?username=sofia")) == ["sofia.rossi", "sofia.r"]
    assert names(client.read("user/search?username=mei.lin@halden-instruments.example")) == [
        "mei.lin"
    ]
    assert names(client.read("user/search?username=old.hand")) == []
    assert names(client.read("user/search?username=old.hand&includeInactive=True")) == ["old.hand"]
    assert len(client.read("user/search?username=.&maxResults=3")) == 3
    assert client.get("user/search").status_code == 400
    assert client.get("user?accountId=x").status_code == 400
    found = names(client.read("user/assignable/search?project=DEV&username="))
    assert {"mei.lin", "jonas.berg", "ansible"} <= set(found)
    assert "auditor" not in found
    assert "groups" in client.read("user?username=ansible&expand=groups")


def test_people_of_cloud(jira):
    client = jira("cloud")
    found = client.read("user/search?query=sofia")
    assert names(found, "displayName") == ["Sofia Rossi", "Sofia Rossi"]
    assert ["emailAddress" in user for user in found] == [False, True]
    assert "name" not in found[0]
    hidden = client.read("user/search?query=sofia.rossi@halden-instruments.example")
    assert names(hidden, "accountId") == [found[0]["accountId"]]
    one = client.read(f"user?accountId={found[0]['accountId']}")
    assert one["emailAddress"] == ""
    assert client.get("user?username=mei.lin").status_code == 400
    assert client.get("user/search?username=mei.lin").status_code == 400
    assert client.get("user?accountId=x").status_code == 404
    assert names(client.read("user/assignable/search?project=DEV&query=mei"), "displayName") == [
        "Mei Lin"
    ]


def test_rights(jira):
    client = jira(user="guest")
    assert client.get("issue/DEV-1").status_code == 404  # may not see the project
    assert client.get("project/DEV").status_code == 404
    assert client.read("issue/OPS-1")["key"] == "OPS-1"
    answer = client.put("issue/OPS-1", {"fields": {"summary": "x"}})
    assert answer.status_code == 403
    errors = client.errors(project={"key": "OPS"})
    assert errors == {"project": "You do not have permission to create issues in this project."}
    assert client.delete("issue/OPS-1").status_code == 403
    mine = client.read("mypermissions?projectKey=OPS")["permissions"]
    assert mine["BROWSE_PROJECTS"]["havePermission"]
    assert not mine["EDIT_ISSUES"]["havePermission"]
    assert [p["key"] for p in client.read("project")] == ["OPS", "LAB", "WEB"]
    assert jira(user="admin").read("issue/SEC-1")["key"] == "SEC-1"
    cloud = jira("cloud")
    assert cloud.get("mypermissions").status_code == 400
    assert set(
        cloud.read("mypermissions?permissions=EDIT_ISSUES&issueKey=OPS-1")["permissions"]
    ) == {"EDIT_ISSUES"}


@pytest.mark.parametrize(
    ("profile", "version", "kind"),
    [("dc-9", [9, 12, 25], "Server"), ("dc-10", [10, 3, 24], "Server"), ("dc-11", [11, 3, 1], "Server"),
     ("cloud", [1001, 0, 0], "Cloud")],
)  # fmt: skip
def test_which_jira_it_is(jira, profile, version, kind):
    client = jira()
    client.sandbox.switch(profile=profile)
    if profile == "cloud":
        with_basic(client, client.sandbox.users["ansible"].email, client.sandbox.token("ansible"))
    info = client.read("serverInfo")
    assert (info["versionNumbers"], info["deploymentType"]) == (version, kind)
    client.api = 3
    assert client.get("myself").status_code == (200 if profile == "cloud" else 404)
    client.api = "latest"
    assert client.get("myself").status_code == 200


def with_basic(client, username, password):
    client.session.headers.pop("Authorization", None)
    client.session.auth = (username, password)
    return client


def test_basic_is_off_from_jira_11_on(jira):
    for profile, status in (("dc-9", 200), ("dc-10", 200), ("dc-11", 403)):
        client = jira(profile)
        with_basic(client, "ansible", client.sandbox.password("ansible"))
        assert client.get("myself").status_code == status
    assert jira("dc-11").get("myself").status_code == 200


def test_a_lock_out(jira):
    client = jira()
    with_basic(client, "ansible", "wrong")
    assert [client.get("myself").status_code for _n in range(4)] == [401, 401, 401, 403]
    with_basic(client, "ansible", client.sandbox.password("ansible"))
    answer = client.get("issue/OPS-1")
    assert answer.status_code == 403
    assert answer.headers["X-Authentication-Denied-Reason"].startswith("CAPTCHA_CHALLENGE")


def test_a_revoked_token_of_data_center(jira):
    client = jira()
    client.session.headers["Authorization"] = "Bearer revoked"
    for path in ("myself", "issue/OPS-1", "serverInfo"):
        answer = client.get(path)
        assert answer.status_code == 401
        assert "X-Seraph-LoginReason" not in answer.headers
    answer = client.get("search?jql=project=OPS")
    assert (answer.status_code, answer.json()["total"]) == (200, 0)
    assert answer.headers["X-AUSERNAME"] == "anonymous"


def test_the_logins_of_cloud(jira):
    client = jira("cloud")
    assert client.read("myself")["emailAddress"] == "ansible@halden-instruments.example"
    email, token = client.sandbox.users["ansible"].email, client.sandbox.token("ansible")
    with_basic(client, email, "expired")
    answer = client.get("issue/OPS-1")
    assert answer.status_code == 404
    assert answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
    answer = client.get("project")
    assert (answer.status_code, answer.json()) == (200, [])
    assert answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
    answer = client.get("search/jql?jql=project=OPS&fields=summary")
    assert (answer.status_code, answer.json()["issues"]) == (200, [])
    assert answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
    assert client.get("myself").status_code == 401
    assert client.post("issue", {"fields": {}}).status_code == 401
    answer = with_basic(client, email, client.sandbox.password("ansible")).get("myself")
    assert answer.status_code == 401
    assert answer.text.startswith("Basic authentication with passwords is deprecated.")
    assert with_basic(client, email, f"{token}-scoped").get("issue/OPS-1").status_code == 401
    client.session.auth = None
    client.session.headers["Authorization"] = f"Bearer {token}-oauth"
    assert client.get("issue/OPS-1").status_code == 401


def test_the_gateway_of_cloud(jira):
    client = jira("cloud")
    email, token = client.sandbox.users["ansible"].email, client.sandbox.token("ansible")
    root = client.sandbox.root
    assert client.get(f"{root}/_edge/tenant_info").json() == {"cloudId": CLOUD_ID}
    assert client.get(f"{client.sandbox.url}/_edge/tenant_info").json() == {"cloudId": CLOUD_ID}
    for place in (root, client.sandbox.url):
        client.url = f"{place}/ex/jira/{CLOUD_ID}"
        with_basic(client, email, f"{token}-scoped")
        issue = client.read("issue/OPS-1")
        assert issue["self"] == f"{client.url}/rest/api/2/issue/10000"
        assert with_basic(client, email, token).get("issue/OPS-1").status_code == 401
        client.session.auth = None
        client.session.headers["Authorization"] = f"Bearer {token}-oauth"
        assert client.read("myself")["accountId"]
        assert client.get("issue/OPS-1", headers={"Authorization": "Bearer x"}).status_code == 401
    client.url = f"{root}/ex/jira/another"
    assert client.get("myself").status_code == 404


def test_data_center_has_no_gateway(jira):
    client = jira()
    assert client.get(f"{client.sandbox.root}/_edge/tenant_info").status_code == 404
    assert client.get(
        f"{client.sandbox.root}/ex/jira/{CLOUD_ID}/rest/api/2/myself"
    ).status_code in (401, 404)


def test_the_journal_keeps_no_secret_of_cloud(jira):
    client = jira("cloud")
    client.get("myself")
    (record,) = client.sandbox.journal.records()
    assert record.headers["Authorization"] == "Basic"
    secret = base64.b64encode(client.sandbox.token("ansible").encode()).decode()
    assert secret[:12] not in str(record)
    assert record.user == "ansible"
