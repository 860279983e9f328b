# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of a plan: what is lost comes first; limits, what blocks, and the command that applies the plan."""

from __future__ import annotations

import json
import re
import shlex
import time

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.formats import FORMATS
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.from_result import AuditOptions
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.plan_command import apply_command
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.plan_report import read_plan
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.renderers import PLAN_RENDERERS
from ansible_collections.assetops.aip.tests.unit.controller.test_reports import (
    BASE,
    HIDDEN,
    HOSTILE,
    Page,
    step,
)

PLANS = [name for name, one in FORMATS.items() if one.shows_plans]
DELETED = {
    "id": 4,
    "asset_type": "Laptop",
    "name": "lt-3",
    "status": "In use",
    "serial_number": "PF-4711",
    "attributes": {"PIN": HIDDEN, "Notes": None},
    "attachments": [{"name": "invoice.pdf", "size": 3}],
}
GONE = {
    "changes": [("state", "present", "absent")],
    "deleted": DELETED,
    "referrers": ["License 'CAD': Installed on"],
    "unread_referrers": ["Rack"],
}
STEPS = [
    step(name="lt-0", number=1),
    step("update", "lt-1", 2, changes=[("status", "In use", "In stock")]),
    step("create", "lt-2", None, changes=[("name", None, "lt-2"), ("Model", None, "X1")]),
    step("delete", "lt-3", 4, **GONE),
    step("delete", "lt-4", 5, pruned=True, origin="", **GONE),
    step(
        "retire",
        "lt-5",
        6,
        pruned=True,
        origin="",
        changes=[("status", "In use", "Retired")],
    ),
]
ABOUT = {
    "server": "https://jira.example.com",
    "deployment": "datacenter",
    "asset_types": ["Laptop"],
    "filters": [],
    "in_scope": 40,
    "prune": True,
    "max_deletes": 10,
    "max_delete_percent": 4.0,
    "protect": [{"field": "status", "value": "In use"}],
    "undeclared_fields": "keep",
    "sources": ["assets/"],
}
RESULT = {
    "steps": STEPS,
    "about": ABOUT,
    "unmanaged": [
        {"id": 9, "name": "lt-9", "asset_type": "Laptop", "fate": "protected"},
        {"id": 5, "name": "lt-4", "asset_type": "Laptop", "fate": "delete"},
    ],
    "plan_digest": "sha256:00",
    "summary": {"created": 1, "files_uploaded": 2, "files_removed": 1},
    "summary_text": "Plan: 1 to create, 1 to change, 2 to delete, 1 to retire",
}


def plan_of(result=None, command="", **options):
    """A plan, made in the top of the repository."""
    asked = AuditOptions(**{"title": "Plan", "folder": BASE, "base": BASE, **options})
    return read_plan(result or RESULT, asked, command)


def render(name, plan):
    """The plan in a format."""
    return PLAN_RENDERERS[name](plan)


def test_headline_counts_by_action():
    assert plan_of().headline == (
        "+ 1 to create  ~ 1 to change  - 2 to delete  - 1 to retire"
        "  + 2 files to upload  - 1 file to remove"
    )
    assert plan_of().verdict == RESULT["summary_text"]
    nothing = plan_of({"steps": STEPS[:1]})
    assert nothing.headline == "+ 0 to create  ~ 0 to change  - 0 to delete"
    assert nothing.sentence == "Nothing to do: 1 asset is as declared"


def test_what_is_lost_comes_first():
    plan = plan_of()
    assert [one.action for one in plan.steps] == ["delete", "delete", "retire", "create", "update"]
    assert [one.why for one in plan.steps][:3] == [
        "declared as absent",
        "in scope, but not declared",
        "in scope, but not declared",
    ]


@pytest.mark.parametrize("name", PLANS)
def test_every_value_that_is_lost_is_shown(name):
    text = render(name, plan_of())
    for told in (
        "lt-3",
        "lt-4",
        "lt-5",
        "PF-4711",
        "invoice.pdf",
        "Retired",
        "X1",
        "In stock",
        "CAD",
        "Rack",
    ):
        assert told in text
    assert text.index("lt-4") < text.index("lt-2")
    assert "lt-0" not in text
    assert (HIDDEN in text) is (name == "json")


def test_limits_are_shown_with_what_is_used():
    count, percent = plan_of().limits
    assert count.sentence == "2 that are not declared, at most 10 (max_deletes)"
    assert percent.sentence == (
        "5.0 % of 40 assets in scope, at most 4 % (max_delete_percent): exceeded"
    )
    assert dict(plan_of().facts)["Protected"] == ("1 asset where status is In use (protect)",)
    rules = [*ABOUT["protect"], {"field": "name", "operator": "contains", "value": "lt"}]
    several = plan_of({**RESULT, "about": {**ABOUT, "protect": rules}})
    assert several.protected == ("status is In use and name contains lt", 1)
    assert plan_of({**RESULT, "about": {**ABOUT, "prune": False}}).limits == ()


@pytest.mark.parametrize("name", PLANS)
def test_reasons_that_block_are_on_top(name):
    reasons = ["prune: too many", "a.yml:3: Laptop 'x': refers to what goes"]
    blocked = {**RESULT, "failed": True, "problems": reasons}
    del blocked["plan_digest"]
    plan = plan_of(blocked, command="ansible-playbook x")
    assert plan.command == ""
    text = render(name, plan).replace("\\", "").replace("&#39;", "'")
    for reason in reasons:
        assert reason in text
    assert text.index(reasons[0]) < text.index("lt-3")


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ({"failed": True, "msg": "no"}, "failed before there was a plan"),
        ({"skipped": True}, "was skipped"),
        ({"changed": False}, "with all_steps: true"),
        ({"steps": [{"action": "create"}]}, "is not a result of assetops.aip.aip_assets"),
    ],
)
def test_what_is_no_plan_is_refused(result, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        plan_of(result)


@pytest.fixture(scope="module")
def hostile():
    """A plan in which every text that may come from a server, or a user, is hostile."""
    steps = [
        step(
            action,
            text,
            number,
            asset_type=text,
            changes=[(text, text, [text])],
            deleted={text: text, "attributes": {text: text}},
            referrers=[text],
            unread_referrers=[text],
            origin=f"{text}:3",
        )
        for number, text in enumerate(HOSTILE)
        for action in ("update", "create", "delete", "retire")
    ]
    about = {**ABOUT, "server": HOSTILE[2], "asset_types": HOSTILE, "sources": HOSTILE}
    return plan_of(
        {"steps": steps, "about": about, "problems": HOSTILE, "plan_digest": HOSTILE[2]},
        title=HOSTILE[2] + HOSTILE[1],
        time=HOSTILE[2],
    )


@pytest.mark.parametrize("name", PLANS)
def test_no_report_steers_a_terminal(name, hostile):
    text = render(name, hostile)
    assert text == render(name, hostile)
    assert text.endswith("\n")
    assert not set(text) & set("\x00\x08\x1b\x7f\x9b\u202e\u2028\ufffe\ud800")


def test_html_shows_data_as_text(hostile):
    shown = Page(render("html", hostile))
    tags = [tag for tag, _attributes in shown.elements]
    assert (tags.count("script"), tags.count("style"), tags.count("img")) == (1, 1, 0)
    assert not [name for _tag, found in shown.elements for name in found if name.startswith("on")]
    assert not [found for _tag, found in shown.elements if {"src", "href", "style"} & set(found)]


def test_markdown_has_no_markup_of_the_data(hostile):
    markdown = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    parser = markdown.MarkdownIt("commonmark", {"html": True}).enable("table")
    kinds = {
        token.type
        for block in parser.parse(render("markdown", hostile))
        for token in (block, *(block.children or ()))
    }
    assert not kinds & {"html_block", "html_inline", "image", "link_open"}


def test_markdown_fits_a_comment():
    changes = [("Model", None, "X" * 100)]
    steps = [step("create", f"lt-{number}", None, changes=changes) for number in range(2000)]
    text = render("markdown", plan_of({"steps": steps}))
    assert len(text) < 65_000
    assert "more rows are left out here" in text


def test_json_is_complete():
    data = json.loads(render("json", plan_of(command="ansible-playbook x")))
    assert data["format"] == "assetops.aip.plan-report/1"
    assert data["counts"] == {
        "create": 1,
        "update": 1,
        "delete": 2,
        "retire": 1,
        "unchanged": 1,
        "files_uploaded": 2,
        "files_removed": 1,
    }
    assert data["steps"][0]["current"] == {
        "status": "In use",
        "serial_number": "PF-4711",
        "PIN": HIDDEN,
        "attachments": ["invoice.pdf"],
    }
    assert data["command"] == "ansible-playbook x"
    assert data["limits"] == [
        {"name": "max_deletes", "used": 2, "allowed": 10, "is_exceeded": False},
        {"name": "max_delete_percent", "used": 5.0, "allowed": 4.0, "is_exceeded": True},
    ]
    assert data["about"]["scope"] == "Laptop"
    assert data["about"]["in_scope"] == 40
    assert data["summary_text"] == RESULT["summary_text"]
    assert data["headline"].startswith("+ 1 to create")


@pytest.mark.parametrize("name", PLANS)
def test_names_and_lines_are_links(name):
    source = "https://git.example.com/x/blob/main/{path}#L{line}"
    text = render(name, plan_of(source_url=source)).replace("&amp;", "&")
    assert "https://jira.example.com/secure/DashboardAIPAction!default.jspa#/browse/4" in text
    assert "https://git.example.com/x/blob/main/assets/laptops.yml#L12" in text
    without = render(name, plan_of(asset_url=""))
    assert "/browse/" not in without
    assert "git.example.com" not in without


@pytest.mark.parametrize("text", HOSTILE)
def test_links_lead_nowhere_else(text):
    about = {**ABOUT, "deployment": "datacenter"}
    steps = [step("delete", text, 4, asset_type=text, origin=f"{text}:3", **GONE)]
    source = "https://git.example.com/{path}#{line}"
    asset = "{server}/{asset_type}/{name}"
    plan = plan_of({"steps": steps, "about": about}, source_url=source, asset_url=asset)
    shown = Page(render("html", plan))
    found = [one["href"] for _tag, one in shown.elements if "href" in one]
    assert all(re.match(r"https://(jira|git)\.example\.com/[^\s\"'<>]*\Z", one) for one in found)
    markdown = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    parser = markdown.MarkdownIt("commonmark", {"html": True}).enable("table")
    links = [
        token.attrGet("href")
        for block in parser.parse(render("markdown", plan))
        for token in (block.children or ())
        if token.type == "link_open"
    ]
    assert all(re.match(r"https://(jira|git)\.example\.com/", one) for one in links)
    assert len(links) == len(found)


def test_markdown_of_many_reasons_and_sources_has_room_for_rows():
    reasons = [f"a.yml:{number}: {'no ' * 1000}" for number in range(3000)]
    about = {**ABOUT, "sources": [f"{'folder/' * 20}{number}" for number in range(3000)]}
    text = render("markdown", plan_of({**RESULT, "problems": reasons, "about": about}))
    assert len(text) < 65_000
    assert "and 2,980 more reasons" in text
    assert "and 2,995 more" in text
    assert "PF-4711" in text


def test_many_steps_take_seconds():
    number = 10_000
    deleted = {**DELETED, "attributes": {f"Field {key}": f"value {key}" for key in range(20)}}
    steps = [
        step("delete", f"lt-{at}", at, changes=[], deleted=deleted, origin=f"assets/a.yml:{at}")
        for at in range(number)
    ]
    started = time.process_time()
    plan = plan_of({**RESULT, "steps": steps})
    sizes = {name: len(render(name, plan)) for name in PLANS}
    assert time.process_time() - started < 20
    assert sizes["markdown"] < 65_000
    assert min(sizes["html"], sizes["json"]) > 20 * number


# -- the command --

PLAYBOOK = "assetops.aip.apply"


def words(**variables):
    """The words of the command that a shell would see, after the playbook."""
    command = apply_command(
        PLAYBOOK, {f"aip_apply_{key}": one for key, one in variables.items()}, ""
    )
    return shlex.split(command)[2:]


def test_command_has_what_the_plan_depends_on():
    scope = {"asset_types": ["Laptop"]}
    found = words(
        src=["assets/"],
        scope=scope,
        prune=True,
        max_deletes=10,
        workers=9,
        reports=["a.md"],
        connection={"token": "secret"},
        plan_file="plan.json",
    )
    assert found[:4] == [
        "-e",
        "aip_apply_src=assets/",
        "-e",
        "aip_apply_expect_plan=plan.json",
    ]
    assert json.loads(found[5]) == {"aip_apply_scope": scope, "aip_apply_prune": True}
    assert len(found) == 6


@pytest.mark.parametrize(
    "path", ["a b.yml", "a'b", '"', "{x}", "a=b", "a,b", "$(touch x)", "-e", "[a]", "a\\b"]
)
def test_path_reaches_ansible_as_it_is(path):
    found = words(src=[path], plan_file="plan.json")
    texts = dict(one.split("=", 1) for one in found[1::2] if not one.startswith("{"))
    data = [json.loads(one) for one in found[1::2] if one.startswith("{")]
    assert texts.get("aip_apply_src", path) == path
    assert data in ([], [{"aip_apply_src": [path]}])
    if not re.fullmatch(r"[-\w$(). ]+", path):
        assert data


def test_command_of_another_playbook_has_only_the_plan():
    variables = {"aip_apply_src": ["x"], "aip_apply_prune": True}
    command = apply_command("site.yml", variables, "sha256:1")
    assert command == "ansible-playbook site.yml -e aip_apply_expect_plan=sha256:1"


def test_no_command_where_it_would_not_be_the_same():
    assert apply_command(PLAYBOOK, {"aip_apply_assets": True}, "sha256:1") == ""
    assert apply_command(PLAYBOOK, {"aip_apply_defaults": True}, "sha256:1") == ""
    assert apply_command("", {}, "sha256:1") == ""
    assert apply_command(PLAYBOOK, {}, "") == ""
