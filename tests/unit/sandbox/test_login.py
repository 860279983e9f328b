# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Login, rights, XSRF, rate limit, and Jira's own resources."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.tests.sandbox.login import passes_xsrf
from ansible_collections.assetops.aip.tests.sandbox.seeding import FOLDER

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"


def test_a_token_and_a_password(sandbox, as_user):
    answer = as_user(sandbox).get("/rest/api/2/myself")
    assert answer.json()["name"] == "ansible"
    assert answer.headers["X-AUSERNAME"] == "ansible"
    assert {"X-AREQUESTID", "X-ASESSIONID", "X-ANODEID"} <= set(answer.headers)
    assert "X-Seraph-LoginReason" not in answer.headers
    answer = as_user(sandbox, "ansible", sandbox.password("ansible")).get("/rest/api/2/myself")
    assert answer.json()["key"] == sandbox.users["ansible"].key
    assert answer.headers["X-Seraph-LoginReason"] == "OK"


def test_no_credentials(sandbox, as_user):
    for path in ("form/list.json", "inventory/1.json", "/rest/api/2/myself", "nonsense"):
        answer = as_user(sandbox, None).get(path)
        assert answer.status_code == 401
        assert "X-Seraph-LoginReason" not in answer.headers
    assert as_user(sandbox, None).get("/login.jsp").status_code == 200


@pytest.mark.parametrize("user", ["ansible", "unknown", "old.hand"])
def test_a_wrong_password(sandbox, as_user, user):
    password = sandbox.password("old.hand") if user == "old.hand" else "wrong"
    answer = as_user(sandbox, user, password).get("form/list.json")
    assert answer.status_code == 401
    assert answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Basic Authentication Failure - Reason : AUTHENTICATED_FAILED" in answer.text


def test_the_captcha(sandbox, as_user):
    wrong = as_user(sandbox, "ansible", "wrong")
    right = as_user(sandbox, "ansible", sandbox.password("ansible"))
    assert [wrong.get("form/list.json").status_code for _n in range(4)] == [401, 401, 401, 403]
    answer = right.get("form/list.json")
    assert answer.status_code == 403
    assert answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATION_DENIED"
    assert answer.headers["X-Authentication-Denied-Reason"] == (
        f"CAPTCHA_CHALLENGE; login-url={sandbox.url}/login.jsp"
    )
    assert as_user(sandbox).get("form/list.json").status_code == 200  # a token does not care
    sandbox.site.login.reset("ansible")
    assert right.get("form/list.json").status_code == 200


def test_a_right_password_forgets_the_wrong_ones(sandbox, as_user):
    for _round in range(3):
        for _n in range(2):
            as_user(sandbox, "ansible", "wrong").get("form/list.json")
        right = as_user(sandbox, "ansible", sandbox.password("ansible"))
        assert right.get("form/list.json").status_code == 200


def test_the_captcha_may_be_off(start, as_user):
    sandbox = start(switches={"captcha_after": 0})
    answers = [as_user(sandbox, "ansible", "x").get("form/list.json") for _n in range(6)]
    assert {answer.status_code for answer in answers} == {401}


def test_an_unknown_token(sandbox, as_user):
    client = as_user(sandbox)
    client.session.headers["Authorization"] = "Bearer nonsense"
    assert client.get("form/list.json").status_code == 401
    sandbox.switch(unknown_token="anonymous")
    answer = client.get("form/list.json")
    assert (answer.status_code, answer.json()) == (200, [])
    assert answer.headers["X-AUSERNAME"] == "anonymous"
    assert client.search().json() == {"assets": []}
    assert client.get("location.json").json()["data"] == {}
    assert client.get("inventory/1.json").status_code == 404
    assert client.get("/rest/api/2/myself").status_code == 401
    assert client.delete("inventory/1.json").status_code == 401
    assert client.post("inventory/asset.json", {"name": "x", "formId": 1}).status_code == 401
    assert sandbox.count() == 8
    sandbox.switch(anonymous_header="absent")
    assert "X-AUSERNAME" not in client.get("form/list.json").headers


def test_basic_may_be_disabled(start, as_user):
    sandbox = start(switches={"basic": "disabled"})
    answer = as_user(sandbox, "ansible", sandbox.password("ansible")).get("form/list.json")
    assert answer.status_code == 403
    assert "Basic Authentication has been disabled" in answer.json()["message"]
    assert as_user(sandbox).get("form/list.json").status_code == 200


# -- rights ---------------------------------------------------------------------------------------

QUERY = {
    "searchType": "basic",
    "listType": "detail",
    "queryIndexSearchParams": [],
    "pageNumber": 1,
    "pageSize": 100,
    "sortDirection": "asc",
    "sortField": "asset.name",
    "sortType": "STRING",
}
CALLS = {
    "list": ("GET", "inventory/list.json", None),
    "filter": ("POST", "inventory/filter.json", {}),
    "read": ("GET", "inventory/1.json", None),
    "transformed": ("GET", "inventory/transformed/1.json", None),
    "search": ("POST", "index/query.json", "query"),
    "create": ("POST", "inventory/asset.json", {"name": "x", "formId": 2}),
    "update": ("PUT", "inventory/asset/1.json", {"name": "x"}),
    "delete": ("DELETE", "inventory/1.json", None),
    "forms": ("GET", "form/list.json", None),
    "form": ("GET", "form/1.json", None),
    "attributes": ("GET", "attribute/list.json", None),
    "attribute": ("GET", "attribute/1.json", None),
    "locations": ("GET", "location.json", None),
    "location": ("GET", "location/1.json", None),
    "schemes": ("GET", "schema/objectSchemas.json", None),
}
CATALOGS = {"forms", "form", "attributes", "attribute", "locations", "location", "schemes"}
READS = {"read", "transformed", "search"}
MAY = {
    "admin": set(CALLS),
    "ansible": CATALOGS | READS | {"create", "update", "delete"},
    "auditor": CATALOGS | READS,
    "guest": CATALOGS,
}


def ask(client, call):
    method, path, body = CALLS[call]
    return client(method, path, json=QUERY if body == "query" else body)


@pytest.mark.parametrize("user", sorted(MAY))
@pytest.mark.parametrize("call", sorted(CALLS))
def test_who_may_call_what(sandbox, as_user, user, call):
    answer = ask(as_user(sandbox, user), call)
    assert answer.status_code == (200 if call in MAY[user] else 403), answer.text
    if call not in MAY[user]:
        assert answer.json()["success"] is False


def test_attachments_need_browse_and_update(sandbox, as_user):
    name = sandbox.attachments(7)[0].server_file_name
    for user, read, write in (("ansible", 200, 200), ("auditor", 200, 403), ("guest", 403, 403)):
        client = as_user(sandbox, user)
        assert client.get(f"inventory/getFile/0/7/{name}.json").status_code == read
        assert client.upload(7, "x.txt", b"x").status_code == write
    assert (
        as_user(sandbox, "auditor").delete(f"inventory/detachFile/0/7/{name}.json").status_code
        == 403
    )


@pytest.mark.parametrize(
    ("style", "status", "kind"),
    [
        ("403_json", 403, "json"),
        ("403_html", 403, "html"),
        ("success_false", 200, "json"),
        ("missing", 404, "json"),
    ],
)
def test_how_a_missing_right_looks(sandbox, as_user, style, status, kind):
    sandbox.switch(rights_style=style)
    for call in ("read", "update", "delete"):
        answer = ask(as_user(sandbox, "guest"), call)
        assert answer.status_code == status
        assert kind in answer.headers["Content-Type"]
    assert sandbox.count() == 8


SECRET = """
include: [{people}]
permissions:
  it: [manage group:it-operations, browse group:asset-readers]
  hr: [browse everyone, update group:finance]
schemes:
  - {{id: 1, name: IT, permissions: it}}
  - {{id: 2, name: Unset}}
types:
  - {{id: 1, name: Box, scheme: IT}}
  - {{id: 2, name: Person, scheme: IT, permissions: hr}}
  - {{id: 3, name: Hidden, scheme: Unset}}
assets:
  - {{type: Box, rows: [{{name: b1}}, {{name: b3}}]}}
  - {{type: Person, rows: [{{name: b2}}, {{name: b4}}]}}
  - {{type: Hidden, rows: [{{name: b0}}]}}
"""


@pytest.fixture
def split(start, tmp_path):
    seed = tmp_path / "split.yml"
    seed.write_text(SECRET.format(people=FOLDER / "people.yml"))
    return start(str(seed))


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        ("admin", ["b0", "b1", "b2", "b3", "b4"]),
        ("auditor", ["b1", "b2", "b3", "b4"]),
        ("ingrid.solberg", ["b1", "b2", "b3", "b4"]),
        ("guest", ["b2", "b4"]),
    ],
)
def test_search_drops_what_may_not_be_browsed(split, as_user, user, seen):
    client = as_user(split, user)
    assert client.names() == seen
    split.switch(drop_unbrowsable="after_paging")
    pages = [client.names(pageSize=2, pageNumber=n) for n in (1, 2, 3)]
    assert [name for page in pages for name in page] == seen
    if user == "guest":
        assert [len(page) for page in pages] == [0, 1, 1]


def test_permission_schemes_of_type_and_scheme(split, as_user):
    finance = as_user(split, "aisha.khan")
    assert finance.put("inventory/asset/3.json", {"name": "b2"}).status_code == 200
    assert finance.delete("inventory/3.json").status_code == 403
    assert finance.put("inventory/asset/1.json", {"name": "b1"}).status_code == 403
    assert as_user(split, "ingrid.solberg").delete("inventory/1.json").status_code == 200


def test_administrators_may_be_subject_to_the_schemes(split, as_user):
    split.switch(admins_see_all=False)
    assert as_user(split, "admin").names() == ["b0", "b2", "b4"]


def test_catalogs_may_need_browse(sandbox, as_user):
    sandbox.switch(catalog_right="browse")
    assert as_user(sandbox, "guest").get("form/list.json").status_code == 403
    assert as_user(sandbox, "auditor").get("form/list.json").status_code == 200


def test_the_plugin_may_be_missing(sandbox, as_user):
    sandbox.switch(plugin="missing")
    client = as_user(sandbox)
    assert client.get("form/list.json").status_code == 404
    assert client.get("/rest/api/2/myself").status_code == 200


# -- XSRF -----------------------------------------------------------------------------------------

HERE = "http://jira.example:2990"
FORM = "multipart/form-data; boundary=x"
XSRF = [
    ("POST", {"Content-Type": "application/json"}, True),
    ("POST", {"Content-Type": FORM}, False),
    ("POST", {"Content-Type": FORM, "X-Atlassian-Token": "no-check"}, True),
    ("POST", {"Content-Type": FORM, "X-Atlassian-Token": "nocheck"}, True),
    ("POST", {"Content-Type": FORM, "X-Atlassian-Token": "yes"}, False),
    ("POST", {"Content-Type": "text/plain"}, False),
    ("POST", {"Content-Type": "application/x-www-form-urlencoded"}, False),
    ("POST", {}, False),
    ("POST", {"X-Atlassian-Token": "no-check"}, True),
    ("PUT", {"Content-Type": FORM}, True),
    ("DELETE", {}, True),
    ("GET", {}, True),
    ("POST", {"Content-Type": "application/json", "User-Agent": BROWSER}, False),
    (
        "POST",
        {
            "Content-Type": "application/json",
            "User-Agent": BROWSER,
            "X-Atlassian-Token": "no-check",
        },
        False,
    ),
    ("POST", {"Content-Type": "application/json", "User-Agent": BROWSER, "Origin": HERE}, True),
    (
        "POST",
        {"Content-Type": "application/json", "User-Agent": BROWSER, "Referer": f"{HERE}/jira/x"},
        True,
    ),
    (
        "POST",
        {
            "Content-Type": "application/json",
            "User-Agent": BROWSER,
            "Origin": "http://evil.example",
        },
        False,
    ),
    (
        "POST",
        {
            "Content-Type": "application/json",
            "User-Agent": BROWSER,
            "Origin": "https://jira.example:2990",
        },
        False,
    ),
    ("POST", {"Content-Type": FORM, "User-Agent": BROWSER, "Origin": HERE}, False),
    ("PUT", {"Content-Type": "application/json", "User-Agent": BROWSER}, True),
    ("DELETE", {"User-Agent": BROWSER}, True),
]


@pytest.mark.parametrize(("method", "headers", "passes"), XSRF)
def test_the_xsrf_check(method, headers, passes):
    assert passes_xsrf(method, headers, f"{HERE}/jira") == passes


@pytest.mark.parametrize("status", [403, 404])
def test_xsrf_over_the_wire(sandbox, as_user, status):
    sandbox.switch(xsrf_status=status)
    client = as_user(sandbox)
    answer = client.upload(1, "x.txt", b"x", headers={})
    assert (answer.status_code, answer.text) == (status, "XSRF check failed")
    answer = client.post(
        "inventory/asset.json",
        {"name": "x", "formId": 2},
        headers={"User-Agent": BROWSER, "X-Atlassian-Token": "no-check"},
    )
    assert answer.status_code == status
    sandbox.switch(xsrf=False)
    assert client.upload(1, "x.txt", b"x", headers={}).status_code == 200


# -- rate limit -----------------------------------------------------------------------------------


def test_the_rate_limit(start, as_user):
    sandbox = start(switches={"rate_capacity": 3, "rate_fill": 1, "rate_interval": 10})
    client = as_user(sandbox)
    answers = [client.get("form/1.json") for _n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    limited = answers[-1].headers
    assert (limited["X-RateLimit-Limit"], limited["X-RateLimit-FillRate"]) == ("3", "1")
    assert limited["X-RateLimit-Interval-Seconds"] == "10"
    assert limited["Retry-After"] in ("9", "10")
    assert answers[0].headers["Retry-After"] == "0"
    assert "html" in limited["Content-Type"]
    json = client.get("form/1.json", headers={"Accept": "application/json, */*"})
    assert "message" in json.json()
    assert client.get("/rest/api/2/serverInfo").status_code == 200
    assert as_user(sandbox, "auditor").get("form/1.json").status_code == 200
    sandbox.advance(10)
    assert client.get("form/1.json").status_code == 200


@pytest.mark.parametrize(("style", "header"), [("zero", "0"), ("absent", None)])
def test_retry_after(start, as_user, style, header):
    sandbox = start(switches={"rate_capacity": 1, "rate_fill": 0, "rate_retry_after": style})
    answers = [as_user(sandbox).get("form/1.json") for _n in range(2)]
    assert answers[1].status_code == 429
    assert answers[1].headers.get("Retry-After") == header


def test_each_node_has_its_own_buckets(start, as_user):
    sandbox = start(switches={"rate_capacity": 1, "rate_fill": 0, "nodes": 2})
    answers = [as_user(sandbox).get("form/1.json") for _n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert {answer.headers["X-ANODEID"] for answer in answers} == {"node1", "node2"}
    assert answers[-1].headers["Retry-After"] == str(2**63 - 1)


BODIES = {
    "json": ("application/json", "message"),
    "localized": ("application/json", "Anfragen"),
    "html": ("text/html", "<h1>"),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("body", "seen"), BODIES.items(), ids=BODIES)
def test_bodies_of_429(start, as_user, body, seen):
    sandbox = start(switches={"rate_capacity": 1, "rate_fill": 0, "rate_body": body})
    client = as_user(sandbox)
    headers = {"Accept": "application/json"}
    answers = [client.get("form/1.json", headers=headers) for _n in range(2)]
    assert answers[1].status_code == 429
    kind, words = seen
    assert kind in answers[1].headers.get("Content-Type", "")
    assert words in answers[1].text
    assert bool(answers[1].text) == (body != "empty")


def test_bursts_of_cloud(start, as_user):
    sandbox = start(switches={"rate_limiter": "cloud", "rate_capacity": 2})
    client = as_user(sandbox)
    answers = [client.get("form/1.json") for _n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["X-RateLimit-Limit"] == "2"
    refused = answers[2].headers
    assert (refused["RateLimit-Reason"], refused["Retry-After"]) == ("jira-burst-based", "1")
    assert refused["X-RateLimit-Reset"].endswith("Z")
    assert client.get("form/2.json").status_code == 200, "another endpoint has its own bucket"
    sandbox.advance(1)
    assert client.get("form/1.json").status_code == 200


def test_quota_of_cloud(start, as_user):
    sandbox = start(
        switches={
            "rate_limiter": "cloud",
            "rate_capacity": 100,
            "rate_quota": 2,
            "rate_reset": "minutes",
        }
    )
    client = as_user(sandbox)
    answers = [client.get(f"form/{n}.json") for n in (1, 2, 3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[1].headers["X-RateLimit-NearLimit"] == "true"
    assert answers[1].headers["RateLimit"].startswith('"tenant-app-quota";r=0;t=')
    refused = answers[2].headers
    assert refused["RateLimit-Reason"] == "jira-quota-tenant-based"
    assert len(refused["X-RateLimit-Reset"]) == len("2026-03-26T16:00Z")
    assert int(refused["Retry-After"]) <= 3600
    assert "Beta-RateLimit" in refused


# -- Jira's own resources -------------------------------------------------------------------------


def test_users(sandbox, as_user):
    client = as_user(sandbox)
    by_name = client.get("/rest/api/2/user", params={"username": "mei.lin"}).json()
    assert client.get("/rest/api/2/user", params={"key": by_name["key"]}).json() == by_name
    assert client.get("/rest/api/2/user", params={"username": "nobody"}).status_code == 404
    assert client.get("/rest/api/2/user", params={"key": "mei.lin"}).status_code == 404
    assert client.get("/rest/api/2/user").status_code == 400


def test_server_info_and_groups(sandbox, as_user):
    info = as_user(sandbox).get("/rest/api/2/serverInfo").json()
    assert info["deploymentType"] == "Server"
    assert info["versionNumbers"] == [10, 3, 24]
    assert info["baseUrl"] == sandbox.url
    assert as_user(sandbox, None).get("/rest/api/2/serverInfo").status_code == 401
    sandbox.switch(server_info="anonymous", jira_version="11.0.1")
    assert as_user(sandbox, None).get("/rest/api/latest/serverInfo").json()["version"] == "11.0.1"
    groups = as_user(sandbox).get("/rest/api/2/groups/picker", params={"query": "fin"}).json()
    assert [group["name"] for group in groups["groups"]] == ["finance"]


def test_context_paths(start, as_user):
    for context, end in (("/", ""), ("", ""), ("/jira", "/jira"), ("a/b", "/a/b")):
        sandbox = start(context=context)
        assert sandbox.url == sandbox.root + end
        assert as_user(sandbox).get("form/1.json").status_code == 200


def test_what_is_not_there(sandbox, as_user):
    client = as_user(sandbox)
    assert client.get("inventory/x.json").status_code == 404
    assert client.get("nonsense.json").status_code == 404
    assert client.put("inventory/1.json", {"name": "x"}).status_code == 405
    assert client.delete("inventory/asset/1.json").status_code == 405
