# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What audits are about, what they are counted by and compared with, and where their links lead."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.about import (
    About,
    Commit,
    read_about,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.as_json import render_json
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.breakdown import breakdowns
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.commit import (
    CI_VARIABLES,
    read_commit,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.earlier import read_earlier
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.fail_on import (
    failing,
    read_rule,
    reasons,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.findings import verdict_of
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.from_result import (
    AuditOptions,
    read_audit,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.history import (
    Earlier,
    Finding,
    Past,
    compare,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.links import Links, read_template
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.place import Place
from ansible_collections.assetops.aip.plugins.plugin_utils._version import collection_version

FIRST, NOW = "2026-01-01T00:00:00Z", "2026-02-03T10:15:00Z"
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


def step(name, action="update", fields=("status",), number=1, **more):
    """A step as aip_assets returns it."""
    return {
        "action": action,
        "asset_type": "Laptop",
        "name": name,
        "id": None if action == "create" else number,
        "origin": "assets/laptops.yml:12",
        "pruned": False,
        "changes": [{"field": field, "before": "a", "after": "b"} for field in fields],
        **more,
    }


def audit_of(*steps, about=None, unmanaged=(), **question):
    """An audit of steps."""
    result = {"steps": list(steps), "unmanaged": list(unmanaged), "about": about or {}}
    return read_audit(result, AuditOptions(**{"folder": "/r", "base": "/r", **question}))


# -- about --


@pytest.mark.parametrize(
    ("types", "filters", "words"),
    [
        ([], [], ""),
        (["Rack"], [], "Rack"),
        (["Rack", "Server", "Switch"], [], "Rack, Server and Switch"),
        ([], [{"field": "status", "value": "In use"}], "all asset types where status is In use"),
        (
            ["Rack"],
            [
                {"field": "location", "operator": "in", "value": ["A", "B", "C"]},
                {"field": "cost", "operator": "between", "value": [1, 5]},
                {"field": "owner", "operator": "is_empty", "value": None},
            ],
            "Rack where location is one of A, B or C and cost is between 1 and 5 and owner is empty",
        ),
        (
            ["Rack"],
            [{"field": "x", "operator": "not_equals", "value": ""}],
            'Rack where x is not ""',
        ),
    ],
)
def test_scope_is_shown_in_words(types, filters, words):
    assert read_about({"asset_types": types, "filters": filters}, "/r", "/r").scope == words


def test_what_is_not_known_is_not_shown():
    assert read_about({}, "/r", "/r").lines == ()
    assert audit_of(step("lt-1")).facts == ()


def test_duration_is_shown_with_the_time_only():
    about = {"seconds": 1.9}
    assert audit_of(step("lt-1"), about=about).about.seconds is None
    assert ("Duration", ("1.9 s",)) in audit_of(step("lt-1"), about=about, time=NOW).facts


def test_server_is_shown_without_a_login():
    about = read_about({"server": "https://me:secret@jira.example.com/x"}, "/r", "/r")
    assert about.server == "https://jira.example.com/x"


def test_sources_are_shown_relative_to_base():
    about = read_about({"sources": ["assets/", "/r/a.yml", "/elsewhere", "."]}, "/r", "/r")
    assert about.sources == ("assets", "a.yml", "/elsewhere", ".")


def test_version_is_that_of_galaxy():
    galaxy = (Path(__file__).parents[3] / "galaxy.yml").read_text(encoding="utf-8")
    assert f"\nversion: {collection_version()}\n" in galaxy


# -- commit --


def git(folder, *arguments):
    """Run git in a folder, as a person without settings of their own."""
    person = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(
        ["git", *person, *arguments],
        cwd=folder,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path):
    """A repository with a state file, and what its settings would start."""
    git(tmp_path, "init", "-q")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.yml").write_text("[]\n", encoding="utf-8")
    (tmp_path / ".gitattributes").write_text("*.yml filter=spy\n", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    spy = tmp_path / ".git" / "spy"
    spy.write_text(f"#!/bin/sh\ntouch {tmp_path}/.git/started\ncat\n", encoding="utf-8")
    spy.chmod(0o755)
    for name in ("core.fsmonitor", "filter.spy.clean", "filter.spy.smudge"):
        git(tmp_path, "config", name, str(spy))
    hook = tmp_path / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_bytes(spy.read_bytes())
    hook.chmod(0o755)
    return tmp_path


def test_commit_is_read_without_starting_anything_of_the_repository(repository):
    found = git(repository, "rev-parse", "HEAD")
    sources = [str(repository / "assets")]
    started = repository / ".git" / "started"
    os.utime(repository / "assets" / "a.yml", (1, 1))  # git has to look into the file
    assert read_commit("auto", sources, dict(os.environ)) == Commit(found, False)
    (repository / "assets" / "a.yml").write_text("- changed\n", encoding="utf-8")
    assert read_commit("auto", sources, dict(os.environ)) == Commit(found, True)
    assert not started.exists()
    git(repository, "status")  # the spies work
    assert started.exists()


def test_only_the_sources_make_a_commit_dirty(repository):
    sources = [str(repository / "assets")]
    (repository / "drift.html").write_text("x", encoding="utf-8")
    (repository / ".gitattributes").write_text("", encoding="utf-8")
    assert not read_commit("auto", sources, dict(os.environ)).dirty
    (repository / "assets" / "new.yml").write_text("[]", encoding="utf-8")
    assert read_commit("auto", sources, dict(os.environ)).dirty


def test_variables_of_hooks_point_git_nowhere_else(repository, tmp_path):
    environment = {**os.environ, "GIT_DIR": str(tmp_path / "none"), "GITHUB_SHA": "other"}
    found = read_commit("auto", [str(repository / "assets" / "a.yml")], environment)
    assert found.id == git(repository, "rev-parse", "HEAD")


@pytest.mark.parametrize("name", CI_VARIABLES)
def test_commit_of_the_ci_is_shown_without_a_repository(name, tmp_path):
    environment = {"PATH": os.environ["PATH"], name: "abc"}
    assert read_commit("auto", [str(tmp_path)], environment) == Commit("abc")


def test_no_commit_is_no_error(tmp_path, repository):
    assert read_commit("auto", [str(tmp_path / "none")], {"PATH": "/nowhere"}) == Commit()
    assert read_commit("auto", [str(repository)], {"PATH": "/nowhere"}) == Commit()
    assert read_commit("", [str(repository)], dict(os.environ)) == Commit()
    assert read_commit("v1.2", [], {}) == Commit("v1.2")


# -- counted by --


def test_assets_are_counted_by_type_field_and_chosen_field():
    audit = audit_of(
        step("lt-1", field_values={"location": "Oslo", "Roles": ["web", "db"], "field": "x"}),
        step("lt-2", "none", (), field_values={"location": "Oslo", "Roles": ["web"]}),
        step("lt-3", "create", ("name", "status"), field_values={"Roles": []}),
        step("r-1", "none", (), asset_type="Rack", field_values={"location": HIDDEN}),
        about={"step_fields": ["location", "Roles", "field"]},
        by=("asset_type", "field", "location", "attributes.Roles", "attributes.field"),
    )
    found = [
        (one.by, one.heading, [(group.value, group.differing, group.total) for group in one.groups])
        for one in breakdowns(audit)
    ]
    assert found == [
        ("asset_type", "By type", [("Laptop", 2, 3), ("Rack", 0, 1)]),
        ("field", "By field", [("status", 1, 4)]),  # a missing asset lacks every field
        ("location", "By location", [("Oslo", 1, 2), ("", 1, 2)]),
        ("attributes.Roles", "By Roles", [("db", 1, 1), ("web", 1, 2), ("", 1, 2)]),
        ("attributes.field", "By field", [("x", 1, 1), ("", 1, 3)]),
    ]
    assert breakdowns(audit)[0].groups[0].share == 33.3


def test_field_without_values_is_named():
    with pytest.raises(
        InputError, match=r"by: the audit has no values of Owner team; .*step_fields"
    ):
        audit_of(step("lt-1"), by=("asset_type", "attributes.Owner team"))


# -- compared --


def past_of(name, fields=("status",), kind="changed", number=1, since=FIRST):
    """A finding of an earlier audit."""
    finding = Finding(kind, "Laptop", name, number, tuple(fields))
    return Past(finding, since, dict.fromkeys(fields, since))


def earlier_of(*past, time="2026-02-01T00:00:00Z"):
    """An earlier audit, and what it is about."""
    return Earlier("drift.json", True, time, past), About()


def test_findings_are_new_still_there_or_resolved():
    audit = audit_of(
        step("same"),
        step("more", fields=("status", "cost")),
        step("other", fields=("cost",)),
        step("new"),
        step("gone", "create"),
        unmanaged=[{"id": 9, "name": "lost", "asset_type": "Laptop", "fate": "kept"}],
        time=NOW,
        earlier=earlier_of(*map(past_of, ("same", "more", "other", "gone", "resolved"))),
    )
    seen = [audit.seen(one) for one in audit.findings]
    assert [(one.is_new, one.is_wholly_new, one.first_seen) for one in seen] == [
        (False, False, FIRST),
        (True, False, FIRST),
        (True, True, NOW),  # nothing of what differed is left
        (True, True, NOW),
        (True, True, NOW),  # it was changed, and is missing now
        (True, True, NOW),
    ]
    assert seen[1].fields == {"status": FIRST, "cost": NOW}
    assert [one.finding.name for one in audit.history.resolved] == ["resolved"]
    assert audit.history.counts == {"new": 5, "still_there": 1, "resolved": 1}
    assert verdict_of(audit).endswith("; 5 new, 1 still there, 1 resolved")


def test_namesakes_are_told_apart_by_their_ids():
    now = [Finding("unmanaged", "Laptop", "x", number) for number in (1, 2)]
    past = [past_of("x", (), "unmanaged", number) for number in (2, 3)]
    history = compare(now, Earlier("", True, "", tuple(past)), NOW)
    assert [history.seen[one].is_new for one in now] == [True, False]
    assert [one.finding.id for one in history.resolved] == [3]


def test_asset_is_the_same_when_its_id_becomes_known():
    history = compare(
        [Finding("missing", "Laptop", "x", None)],
        Earlier("", True, "", (past_of("x", (), "missing", 5),)),
        NOW,
    )
    assert history.counts == {"new": 0, "still_there": 1, "resolved": 0}


def written(folder, audit, name="drift.json"):
    """The path of the audit's JSON report."""
    path = folder / name
    path.write_text(render_json(audit), encoding="utf-8")
    return str(path)


def test_a_chain_of_reports_keeps_since_when(tmp_path):
    earlier = None
    for number, fields in enumerate([("status",), ("status", "cost"), ("status", "cost")]):
        time = f"2026-0{number + 1}-01T00:00:00Z"
        audit = audit_of(step("lt-1", fields=fields), time=time, earlier=earlier)
        path = written(tmp_path, audit)
        earlier = read_earlier(path, "drift.json")
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    (finding,) = data["findings"]
    assert (finding["status"], finding["first_seen"]) == ("still there", "2026-01-01T00:00:00Z")
    assert finding["fields"] == {"status": "2026-01-01T00:00:00Z", "cost": "2026-02-01T00:00:00Z"}
    assert data["compared_with"]["time"] == "2026-02-01T00:00:00Z"


def test_first_time_everything_is_new_and_that_is_said(tmp_path):
    assert read_earlier(str(tmp_path / "none.json"), "none.json") is None
    audit = audit_of(step("lt-1"), earlier=(Earlier("none.json"), About()))
    assert audit.history.counts["new"] == 1
    assert "no earlier report to compare with yet" in verdict_of(audit)
    assert ("Compared with", ("none.json, which did not exist yet",)) in audit.facts


ABOUT = {
    "server": "https://jira.example.com",
    "deployment": "datacenter",
    "asset_types": ["A", "B"],
}


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"server": "https://other.example.com"}, "server is https://jira.example.com there, and "),
        ({"deployment": "cloud"}, "deployment is datacenter there, and cloud here"),
        ({"asset_types": ["A"]}, 'scope (asset types) is ["A", "B"] there, and ["A"] here'),
        ({"filters": [{"field": "x", "value": 1}]}, "scope (filters) is not set there, and "),
        ({"undeclared_fields": "clear"}, "undeclared_fields is not set there, and clear here"),
    ],
)
def test_audit_of_something_else_is_refused(tmp_path, about, words):
    earlier = read_earlier(written(tmp_path, audit_of(step("lt-1"), about=ABOUT)), "drift.json")
    swapped = {**ABOUT, "asset_types": ["B", "A"]}
    assert audit_of(step("lt-1"), about=swapped, earlier=earlier).history.counts["new"] == 0
    with pytest.raises(InputError) as caught:
        audit_of(step("lt-1"), about={**ABOUT, **about}, earlier=earlier)
    (problem,) = caught.value.problems
    assert problem.startswith("compare_with: 'drift.json' is about something else: ")
    assert words in problem
    assert problem.endswith(
        "name the JSON report of an earlier audit, or remove the file to start anew"
    )


HEAD = '{"format": "assetops.aip.audit/1", "about": {}, "findings": '
FINDING = {
    "id": 1,
    "kind": "missing",
    "name": "x",
    "asset_type": "x",
    "fields": {},
    "first_seen": None,
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not JSON, or only a part of it"),
        ('{"format": "assetops.aip.audit/1", "fin', "is not JSON, or only a part of it"),
        ("[" * 100_000, "is not JSON, or only a part of it"),
        ("[]", "is not a JSON report of an audit: it is none"),
        ("{}", "is not a JSON report of an audit: it is none"),
        ('{"format": "assetops.aip.plan/1"}', "its format is 'assetops.aip.plan/1', not 'assetops.aip.audit/1'"),
        ('{"format": "\\u001b[31m"}', "its format is '\\u001b[31m', not"),
        ('{"format": "assetops.aip.audit/1"}', "was written by an earlier version of this collection"),
        (HEAD + "5}", "is not a JSON report of an audit (TypeError"),
        (HEAD + "[5]}", "is not a JSON report of an audit (TypeError"),
        (HEAD + '[{"kind": "missing"}]}', "is not a JSON report of an audit (KeyError: 'id')"),
        (HEAD + json.dumps([{**FINDING, "id": "x"}]) + "}", "(TypeError: id 'x')"),
        (HEAD + json.dumps([{**FINDING, "kind": 5}]) + "}", "is not a JSON report of an audit ("),
        (HEAD + json.dumps([{**FINDING, "fields": []}]) + "}", "is not a JSON report of an audit ("),
    ],
)  # fmt: skip
def test_file_that_is_not_a_report_is_refused(tmp_path, text, words):
    path = tmp_path / "drift.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_earlier(str(path), "drift.json")
    assert words in caught.value.problems[0]
    assert caught.value.problems[0].startswith("compare_with: 'drift.json' ")


def test_folder_and_unreadable_bytes_are_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        read_earlier(str(tmp_path), "x")
    (tmp_path / "x").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="is not JSON"):
        read_earlier(str(tmp_path / "x"), "x")


@pytest.mark.parametrize(
    ("written", "why", "names"),
    [
        ("new", ["fail_on: new"], ["more", "new"]),
        ({"new": True}, ["fail_on: new"], ["more", "new"]),
        ({"new": "true", "count": 2}, ["fail_on: count: 2, new"], ["more", "new"]),
        ({"new": True, "count": 3}, [], []),
        ({"new": False, "count": 3}, ["fail_on: count: 3"], ["same", "more", "new"]),
        ({"new": True, "fields": ["cost"]}, ["fail_on: fields: cost newly differs in 1 asset"], ["more"]),
        ({"new": True, "fields": ["status"]}, ["fail_on: fields: status newly differs in 1 asset"], ["new"]),
    ],
)  # fmt: skip
def test_only_new_findings_make_the_audit_fail(written, why, names):
    audit = audit_of(
        step("same"),
        step("more", fields=("status", "cost")),
        step("new", "create"),
        step("fine", "none", ()),
        earlier=earlier_of(past_of("same"), past_of("more")),
    )
    rule = read_rule(written)
    assert reasons(audit, rule) == why
    if why:
        lines = failing(audit, rule)
        assert [line.split("'")[1] for line in lines] == sorted(names, key=lambda one: one != "new")


@pytest.mark.parametrize("written", [{"new": "maybe"}, {"new": None}, {"new": 2}])
def test_new_is_true_or_false(written):
    with pytest.raises(InputError, match="fail_on: new: "):
        read_rule(written)


# -- links --

GITLAB = "https://gitlab.example.com/it/-/blob/{commit}/{path}#L{line}"


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("", ""),
        ("{server}/browse/{id}", "https://jira.example.com/jira/browse/7"),
        ("https://x.example/{asset_type}/{name}", "https://x.example/Lap%20top/a%2Fb%3F%26%23%22%3C%C3%A4"),
    ],
)  # fmt: skip
def test_asset_is_linked(template, url):
    links = Links(read_template(template, "asset_url"), server="https://jira.example.com/jira/")
    assert links.to_asset(7, 'a/b?&#"<ä', "Lap top") == url
    assert links.to_asset(None, "x", "x") == ""


@pytest.mark.parametrize(
    "server", ["", "javascript:alert(1)", "jira.example.com", "https://a:b@x.example", "//x"]
)
def test_server_that_is_no_address_gives_no_link(server):
    assert Links("{server}/x/{id}", server=server).to_asset(7, "x", "x") == ""


@pytest.mark.parametrize(
    ("path", "commit", "url"),
    [
        ("assets/a b.yml", "0af", "https://gitlab.example.com/it/-/blob/0af/assets/a%20b.yml#L3"),
        (
            'a#"<>.yml',
            "feature/x",
            "https://gitlab.example.com/it/-/blob/feature/x/a%23%22%3C%3E.yml#L3",
        ),
        ("a.yml", "", ""),
        ("/etc/a.yml", "0af", ""),
        ("../a.yml", "0af", ""),
        ("C:/a.yml", "0af", ""),
    ],
)
def test_declaration_is_linked(path, commit, url):
    links = Links(source_url=read_template(GITLAB, "source_url"), commit=commit)
    assert links.to_source(Place(path, 3)) == url
    assert links.to_source(None) == ""


def test_page_of_an_asset_is_known_on_data_center_only():
    about = {"server": "https://jira.example.com", "deployment": "datacenter"}
    links = audit_of(step("lt-1"), about=about).links
    page = "https://jira.example.com/secure/DashboardAIPAction!default.jspa#/browse/7"
    assert links.to_asset(7, "lt-1", "Laptop") == page
    about["deployment"] = "cloud"
    assert audit_of(step("lt-1"), about=about).links.to_asset(7, "lt-1", "Laptop") == ""


@pytest.mark.parametrize(
    ("option", "template", "words"),
    [
        ("asset_url", "{server}/{key}", "unknown placeholder {key}; use {server}, {id}, {name}, {asset_type}"),
        ("source_url", "https://x.example/{id}", "source_url: unknown placeholder {id}; use {path}, {line}, {commit}"),
        ("asset_url", "javascript:alert({id})", "asset_url: must begin with https://, http:// or {server}, "),
        ("asset_url", "/browse/{id}", "must begin with"),
        ("asset_url", "{server}.evil.example/{id}", "must begin with"),
        ("asset_url", "https://{name}/x", "must begin with"),
        ("asset_url", "https://x.{name}/x", "must begin with"),
        ("asset_url", "https://me:secret@x.example/{id}", "and name the server without a login"),
        ("source_url", "{server}/{path}", "unknown placeholder {server}"),
        ("source_url", "data:text/html,{path}", "must begin with https://, http://, and name"),
        ("source_url", "https://x.example/a b/{path}", "is not an address; write spaces and quotes as %20"),
        ("source_url", 'https://x.example/"/{path}', "is not an address"),
        ("source_url", "https://x.example/{path", "is not an address"),
        ("source_url", "https://x.example/{}", "unknown placeholder {}"),
    ],
)  # fmt: skip
def test_template_that_leads_nowhere_is_refused(option, template, words):
    with pytest.raises(InputError) as caught:
        read_template(template, option)
    assert words in caught.value.problems[0]
