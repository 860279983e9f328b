# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of an audit: what each format says, that nothing in the data breaks out of it, and the published schemas."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.visible import visible
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.about import Commit, read_about
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.as_markdown import MOST_CHARACTERS
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.fail_on import (
    Rule,
    read_rule,
    reasons,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.formats import FORMATS, format_of
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.from_result import (
    AuditOptions,
    read_audit,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.history import (
    Earlier,
    Finding,
    Past,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.hosts import compare_hosts
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.page import FOLDER
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.renderers import (
    PLAN_RENDERERS,
    RENDERERS,
)

SCHEMAS = Path(__file__).parent / "schemas"
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
BASE = "/repository"
HOSTILE = [
    "a|b\\|c",
    "`x` ``y`` [z](javascript:alert(1)) ![i](http://evil.example/p) @everyone #1",
    "<script>alert(1)</script><img src=x onerror=alert(1)> & \"quoted\" 'single'",
    "]]> <!-- --> &amp; </table></details>",
    "=HYPERLINK(\"http://evil.example\")",
    "+1", "-1+1", "@SUM(A1)", " =1", "\t=1", "\uff1d1",
    "two\nlines\r\nand\tmore\r\u2028end",
    "\x00\x08\x1b[31m\ufffe\ud800 controls",
    "{{ 7*7 }} {% raw %} {0} {1}",
    "\u202egnp.exe \N{PILE OF POO}\u00e4\u00f6\u00fc",
    "",
    "   ",
]  # fmt: skip


def step(action="none", name="lt-1", number=7, asset_type="Laptop", **more):
    """A step as aip_assets returns it."""
    changes = [
        {"field": field, "before": before, "after": after}
        for field, before, after in more.pop("changes", ())
    ]
    return {
        "action": action,
        "asset_type": asset_type,
        "name": name,
        "id": number,
        "origin": "assets/laptops.yml:12",
        "pruned": False,
        "changes": changes,
        **more,
    }


STEPS = [
    step(name="lt-0", number=1),
    step("update", "lt-1", 2, changes=[("status", "In use", "In stock"), ("PIN", HIDDEN, HIDDEN)]),
    step("create", "lt-2", None, changes=[("name", None, "lt-2"), ("Roles", None, ["web", "db"])]),
    step(
        "delete", "lt-3", 4, changes=[("state", "present", "absent")], origin="/etc/aip/a b.yml:3"
    ),
    step("retire", "lt-4", 5, changes=[("status", "In use", "Retired")], pruned=True, origin=""),
    step("update", "r-1", 6, "Rack", changes=[("cost", 1.5, None)], origin="assets[3]"),
]
UNMANAGED = [
    {"id": 5, "name": "lt-4", "asset_type": "Laptop", "fate": "retire"},
    {"id": 9, "name": "lt-9", "asset_type": "Laptop", "fate": "kept"},
]
RESULT = {"changed": True, "steps": STEPS, "unmanaged": UNMANAGED, "plan_digest": "sha256:00"}


ABOUT = {
    "server": "https://jira.example.com/jira",
    "deployment": "datacenter",
    "asset_types": ["Laptop", "Rack"],
    "filters": [{"field": "location", "operator": "equals", "value": "Istanbul office"}],
    "in_scope": 250,
    "undeclared_fields": "keep",
    "step_fields": ["location"],
    "sources": ["assets"],
    "seconds": 1.9,
}
COMMIT = "0123456789abcdef0123456789abcdef01234567"
SOURCE_URL = "https://git.example.com/it/blob/{commit}/{path}#L{line}"


def audit_of(result=None, **question):
    """An audit, made in the top of the repository."""
    return read_audit(result or RESULT, AuditOptions(**{"folder": BASE, "base": BASE, **question}))


@pytest.fixture(scope="module")
def everything():
    """An audit with findings of every kind, all facts about it, links, and an earlier audit."""
    past = (
        Past(Finding("changed", "Laptop", "lt-1", 2, ("status",)), "2026-01-01T00:00:00Z"),
        Past(Finding("changed", "Laptop", "lt-8", 8, ("status",)), "2026-01-02T00:00:00Z"),
    )
    about = {name: value for name, value in ABOUT.items() if name != "seconds"}
    earlier = Earlier("drift.json", True, "2026-02-02T00:00:00Z", past)
    steps = [{**one, "field_values": {"location": "Istanbul office"}} for one in STEPS]
    return audit_of(
        {**RESULT, "steps": steps, "about": ABOUT},
        by=("asset_type", "field", "location"),
        commit=Commit(COMMIT, True),
        version="0.1.0",
        source_url=SOURCE_URL,
        earlier=(earlier, read_about(about, BASE, BASE)),
        hosts={"lt-0": "lt-0", "web-1": "web-1"},
        host_asset_types=("Rack", "Laptop"),
        time="2026-02-03T10:15:00Z",
    )


@pytest.fixture(scope="module")
def hostile():
    """An audit in which every text that may come from a server, or a user, is hostile."""
    steps = [
        step(
            action,
            text,
            number,
            asset_type=text,
            changes=[(text, text, [text, {text: text}])],
            origin=f"{text}:3",
        )
        for number, text in enumerate(HOSTILE)
        for action in ("none", "update", "create", "delete")
    ]
    unmanaged = [
        {"id": 100 + number, "name": text, "asset_type": text, "fate": text}
        for number, text in enumerate(HOSTILE)
    ]
    hosts = {f"host {text}": f"host {text}" for text in HOSTILE}
    about = {
        "server": "https://jira.example.com/" + HOSTILE[2],
        "deployment": HOSTILE[2],
        "asset_types": HOSTILE,
        "filters": [{"field": text, "operator": text, "value": [text, text]} for text in HOSTILE],
        "in_scope": 5,
        "undeclared_fields": HOSTILE[2],
        "step_fields": HOSTILE,
        "sources": [text or "x" for text in HOSTILE],
        "seconds": 1.5,
    }
    for one in steps:
        one["field_values"] = {text: [text, one["name"]] for text in HOSTILE}
    past = [
        Past(Finding(kind, text, f"past {text}", 3, (text,)), text, {text: text})
        for text in map(visible, HOSTILE)
        for kind in ("changed", text)
    ]
    result = {"steps": steps, "unmanaged": unmanaged, "plan_digest": HOSTILE[2], "about": about}
    return audit_of(
        result,
        by=tuple(text for text in HOSTILE if text.strip()),
        commit=Commit(HOSTILE[2] + HOSTILE[1], True),
        version=HOSTILE[2],
        asset_url="{server}/x?{name}&{asset_type}#{id}",
        source_url=SOURCE_URL,
        earlier=(
            Earlier(visible(HOSTILE[2]), True, visible(HOSTILE[2]), tuple(past)),
            read_about(about, BASE, BASE),
        ),
        title=HOSTILE[2] + HOSTILE[1],
        time=HOSTILE[2],
        hosts=hosts,
        host_asset_types=tuple(HOSTILE[:4]),
    )


# -- the audit --


def test_findings_are_counted(everything):
    assert everything.counts == {
        "declared": 5,
        "as_declared": 1,
        "missing": 1,
        "changed": 2,
        "surplus": 2,  # the asset that is pruned counts once, not as unmanaged too
        "unmanaged": 1,
        "hosts_without_asset": 1,
        "assets_without_host": 4,
        "fields": 7,
        "total": 11,
    }
    assert everything.sentence == (
        "11 findings in 5 declared assets: 1 missing, 2 changed, 2 surplus, 1 unmanaged, 1 host without an asset,"
        " 4 assets without a host"
    )


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(1, "1 declared asset is as declared"), (2, "2 declared assets are all as declared")],
)
def test_nothing_found_is_said(number, sentence):
    assert audit_of({"steps": [step()] * number}).sentence == sentence


@pytest.mark.parametrize(
    ("origin", "question", "shown"),
    [
        ("assets/a.yml:12", {}, "assets/a.yml:12"),
        ("/repository/x/../assets/a.yml:12", {}, "assets/a.yml:12"),
        ("assets/a.yml:12", {"folder": "/repository/playbooks"}, "playbooks/assets/a.yml:12"),
        ("/elsewhere/a.yml:1", {}, "/elsewhere/a.yml:1"),
        ("/repository2/a.yml:1", {}, "/repository2/a.yml:1"),
        ("a:b.yml:1", {}, "a:b.yml:1"),
        ("assets[3]", {}, "assets[3]"),
        ("", {}, ""),
    ],
)
def test_place_is_shown_relative_to_base(origin, question, shown):
    (asset,) = audit_of({"steps": [step(origin=origin)]}, **question).assets
    assert asset.origin == shown
    assert (asset.place is None) == (origin in ("", "assets[3]"))


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ({"failed": True, "msg": "x"}, "audit: the task that registered this result failed, so"),
        ({"skipped": True}, "registered this result was skipped"),
        ({"changed": False}, "with all_steps: true"),
        ({"steps": [{"name": "x"}]}, "is not a result of assetops.aip.aip_assets"),
        ({"steps": ["x"]}, "is not a result of assetops.aip.aip_assets"),
        ({"steps": [step(name=None)]}, "is not a result of assetops.aip.aip_assets"),
    ],
)
def test_what_is_no_audit_is_refused(result, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        audit_of(result)


# -- hosts --


@pytest.mark.parametrize(
    ("host", "asset", "match", "same"),
    [
        ("srv-1", "srv-1", "exact", True),
        ("SRV-1", "srv-1", "exact", False),
        ("srv-1.example.com", "srv-1", "exact", False),
        ("SRV-1", "srv-1", "short_name", True),
        ("srv-1.example.com", "SRV-1", "short_name", True),
        ("srv-1", "srv-1.example.com", "short_name", True),
        ("srv-1.example.com", "srv-1.example.com.", "short_name", True),
        ("srv-1.example.com", "srv-1.example.org", "short_name", False),
        ("10.0.0.1", "10.0.0.2", "short_name", False),
        ("10.0.0.1", "10", "short_name", False),
        ("2001:db8::1", "2001:DB8::1", "short_name", True),
    ],
)
def test_hosts_are_compared_with_assets(host, asset, match, same):
    found = compare_hosts({host: host}, [("Server", asset)], match)
    assert found.without_asset == (() if same else (host,))
    assert found.without_host == (() if same else (("Server", asset),))


@pytest.mark.parametrize(
    ("steps", "lacks"),
    [
        ([step("create", "h", None)], False),
        ([step("none", "h", 3)], False),
        ([step("none", "h", None)], True),  # declared to be absent, and it is
        ([step("delete", "h", 3)], True),
        ([step("delete", "h", 3, pruned=True)], True),
        ([step("none", "h", 3, asset_type="Rack")], True),
    ],
)
def test_host_has_an_asset_if_that_is_there_or_will_be(steps, lacks):
    audit = audit_of({"steps": steps}, hosts={"h": "h"}, host_asset_types=("Laptop",))
    assert bool(audit.hosts_without_asset) == lacks


def test_host_may_have_an_asset_of_another_name():
    audit = audit_of(hosts={"web-1": "lt-0", "x": "lt-9"}, host_asset_types=("Laptop",))
    assert audit.hosts_without_asset == ()
    assert audit.assets_without_host == (("Laptop", "lt-1"), ("Laptop", "lt-2"))


def test_hosts_are_not_compared_without_types():
    assert audit_of(hosts={"web-1": "web-1"}).counts["hosts_without_asset"] == 0


# -- when it fails --


@pytest.mark.parametrize(
    ("written", "rule", "fails"),
    [
        ("none", Rule(), False),
        (None, Rule(), False),
        ("any", Rule(count=1), True),
        ({"count": 7}, Rule(count=7), False),
        ({"count": "6"}, Rule(count=6), True),
        ({"fields": ["status"]}, Rule(fields=("status",)), True),
        ({"fields": "Roles"}, Rule(fields=("Roles",)), True),
        ({"fields": ["Status"]}, Rule(fields=("Status",)), False),
        ({"fields": ["owner"], "count": 6}, Rule(6, ("owner",)), True),
        ({"fields": ["cost"], "count": 99}, Rule(99, ("cost",)), True),
    ],
)
def test_rule_for_failure(written, rule, fails):
    assert read_rule(written) == rule
    assert bool(reasons(audit_of(), rule)) == fails
    nothing = audit_of({"steps": [step()]})
    assert not reasons(nothing, rule)


@pytest.mark.parametrize(
    "written",
    ["all", True, 5, [], {}, {"count": 0}, {"count": -1}, {"count": True}, {"count": "many"},
     {"fields": []}, {"fields": [1]}, {"fields": None}, {"field": ["status"]}],
    ids=str,
)  # fmt: skip
def test_rule_that_cannot_be_meant_is_refused(written):
    with pytest.raises(
        InputError, match=r"^fail_on: .*write (none, any, new, or a mapping|true or false)"
    ):
        read_rule(written)


# -- the formats --


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.md", "markdown"), ("a.HTML", "html"), ("a.json", "json"), ("a.csv", "csv"),
        ("junit.xml", "junit"), ("a.sarif", "sarif"), ("a.sarif.json", "sarif"), ("a.txt", None),
        ("md", None),
    ],
)  # fmt: skip
def test_ending_tells_format(path, name):
    assert format_of(path) == name


def test_each_format_is_rendered():
    assert list(RENDERERS) == list(FORMATS)
    assert list(PLAN_RENDERERS) == [name for name, one in FORMATS.items() if one.shows_plans]


@pytest.mark.parametrize("name", FORMATS)
def test_same_audit_gives_same_bytes(name, everything, hostile):
    for audit in (everything, hostile):
        text = RENDERERS[name](audit)
        assert text == RENDERERS[name](audit)
        assert text.endswith("\n")
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe]", text)


COUNTS_ONLY = ("prometheus", "badge")  # show numbers, and so no texts of assets
FINDINGS_ONLY = ("csv", "code_quality")  # a list of findings, and nothing of the audit as a whole


@pytest.mark.parametrize("name", [one for one in FORMATS if one not in COUNTS_ONLY])
def test_every_format_shows_every_finding(name, everything):
    text = RENDERERS[name](everything)
    told = ["lt-1", "lt-2", "lt-3", "lt-4", "r-1", "lt-9", "web-1", "status", "In stock", "cost"]
    assert [one for one in told if one not in text] == []
    if name not in FINDINGS_ONLY:
        assert "Drift audit" in text
        assert "2026-02-03" in text


@pytest.mark.parametrize("name", FORMATS)
def test_no_findings_make_a_report_too(name):
    text = RENDERERS[name](audit_of({"steps": []}))
    assert text.strip()


def test_json_has_everything(everything):
    data = json.loads(RENDERERS["json"](everything))
    assert data["format"] == "assetops.aip.audit/1"
    assert data["counts"] == everything.counts
    assert [one["name"] for one in data["assets"]] == [one["name"] for one in STEPS]
    assert data["assets"][1]["changes"] == STEPS[1]["changes"]
    assert (data["assets"][1]["file"], data["assets"][1]["line"]) == ("assets/laptops.yml", 12)
    assert data["unmanaged"] == UNMANAGED[1:]
    assert data["hosts_without_asset"] == ["web-1"]
    assert data["assets_without_host"][-1] == {"asset_type": "Rack", "name": "r-1"}
    assert len(data["findings"]) == everything.counts["total"]
    assert data["findings"][0] == {
        "kind": "changed",
        "asset_type": "Laptop",
        "name": "lt-1",
        "id": 2,
        "status": "new",  # because of its PIN
        "first_seen": "2026-01-01T00:00:00Z",
        "fields": {"status": "2026-01-01T00:00:00Z", "PIN": "2026-02-03T10:15:00Z"},
        "asset_url": "https://jira.example.com/jira/secure/DashboardAIPAction!default.jspa#/browse/2",
        "source_url": f"https://git.example.com/it/blob/{COMMIT}/assets/laptops.yml#L12",
    }
    assert [one["name"] for one in data["resolved"]] == ["lt-8"]
    assert data["percent_as_declared"] == 16.6
    assert data["summary_text"].startswith("Audit: 5 of 6 assets differ")
    assert data["about"]["scope"] == "Laptop and Rack where location is Istanbul office"
    assert (data["about"]["commit"], data["about"]["dirty"]) == (COMMIT, True)


def closed(schema):
    """The schema without room for anything that it does not describe."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    if "properties" in found and isinstance(found.get("required"), list):
        found["additionalProperties"] = False
    return found


@pytest.mark.parametrize("which", ["everything", "hostile", "nothing"])
def test_json_is_valid_by_its_own_schema(which, request):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    page = Path(__file__).parents[3] / "docs" / "audit-report.schema.json"
    schema = json.loads(page.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    checks = jsonschema.Draft7Validator(closed(schema))
    audit = audit_of({"steps": []}) if which == "nothing" else request.getfixturevalue(which)
    data = json.loads(RENDERERS["json"](audit))
    if which == "hostile":  # kinds of findings that no audit writes
        data["resolved"] = [one for one in data["resolved"] if one["kind"] == "changed"]
    assert [error.message for error in checks.iter_errors(data)] == []
    for name in data:  # every key is described, and required
        assert list(checks.iter_errors({key: data[key] for key in data if key != name}))


def test_csv_has_a_line_for_each_field_and_no_formula(everything, hostile):
    rows = list(csv.DictReader(io.StringIO(RENDERERS["csv"](everything), newline="")))
    assert [(row["finding"], row["asset"], row["field"]) for row in rows[:4]] == [
        ("changed", "lt-1", "status"),
        ("changed", "lt-1", "PIN"),
        ("missing", "lt-2", "name"),
        ("missing", "lt-2", "Roles"),
    ]
    assert rows[-1]["finding"] == "asset_without_host"
    assert next(row for row in rows if row["field"] == "cost")["before"] == "1.5"
    cells = list(csv.reader(io.StringIO(RENDERERS["csv"](hostile), newline="")))
    assert {len(row) for row in cells} == {9}
    formulas = [cell for row in cells for cell in row if cell.strip(" \t\r\n")[:1] in tuple("=+-@")]
    assert formulas == [""] * len(formulas)


def test_a_number_below_zero_is_a_number_in_csv():
    audit = audit_of({"steps": [step("update", changes=[("cost", -5, "-5")])]})
    (row,) = csv.DictReader(io.StringIO(RENDERERS["csv"](audit), newline=""))
    assert (row["before"], row["after"]) == ("-5", "'-5")


def test_markdown_has_tables_that_hold(everything, hostile):
    markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    reader = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": False})
    tokens = reader.parse(RENDERERS["markdown"](hostile))
    inline = [one for token in tokens for one in token.children or ()]
    assert {one.type for one in inline} <= {
        "text", "code_inline", "em_open", "em_close", "strong_open", "strong_close", "link_open", "link_close",
    }  # fmt: skip
    links = [one.attrs["href"] for one in inline if one.type == "link_open"]
    assert links
    assert all(
        link.startswith(("https://jira.example.com/", "https://git.example.com/")) for link in links
    )
    blocks = [token.content for token in tokens if token.type == "html_block"]
    summary = re.compile(r"<details><summary>[^<>]*</summary>\n|</details>\n")
    assert blocks
    assert [block for block in blocks if not summary.fullmatch(block)] == []
    rows = re.findall(r"<tr>.*?</tr>", reader.render(RENDERERS["markdown"](hostile)), re.DOTALL)
    of_drift = [row for row in rows if row.count("<td>") == 7]
    assert len(of_drift) == 3 * len(HOSTILE)
    shown = {one.content for one in inline if one.type == "code_inline"}
    assert {"a|b\\|c", HOSTILE[1], HOSTILE[2], HOSTILE[3]} <= shown
    assert len(re.findall("<td>", reader.render(RENDERERS["markdown"](everything))))


def test_markdown_fits_a_comment():
    steps = [step("update", f"lt-{n}", n, changes=[("Notes", "x" * 500, "y")]) for n in range(5000)]
    text = RENDERERS["markdown"](audit_of({"steps": steps, "unmanaged": UNMANAGED}))
    assert MOST_CHARACTERS * 0.9 < len(text) < 65_536
    rows = text.count("| `Notes` | `xxx")
    assert f"{5000 - rows:,} more rows are left out here" in text
    assert "<summary>Unmanaged assets in scope" in text


def test_markdown_with_very_much_about_it_fits_a_comment():
    about = {
        **ABOUT,
        "sources": ["x" * 3000] * 3000,
        "filters": [{"field": "x" * 3000, "value": ["y" * 3000] * 100}] * 100,
        "step_fields": [f"field {n}" for n in range(100)],
    }
    values = {f"field {n}": "v" * 900 for n in range(100)}
    changes = [("Notes", "x" * 500, "y")]
    steps = [step("update", f"lt-{n}", n, changes=changes, values=values) for n in range(300)]
    by = tuple(f"field {n}" for n in range(100))
    text = RENDERERS["markdown"](audit_of({"steps": steps, "about": about}, by=by))
    assert len(text) < 65_536
    assert "and 2,995 more" in text
    assert "`lt-5`" in text


def test_markdown_tells_each_asset_once_and_links_it(everything):
    text = RENDERERS["markdown"](everything)
    (row,) = [line for line in text.splitlines() if "`status` | `In use` | `In stock`" in line]
    assert (
        "[`lt-1`](https://jira.example.com/jira/secure/DashboardAIPAction!default.jspa#/browse/2)"
        in row
    )
    assert (
        f"[`assets/laptops.yml:12`](https://git.example.com/it/blob/{COMMIT}/assets/laptops.yml#L12)"
        in row
    )
    assert row.endswith("| 2026-01-01 |")
    assert "|  |  | `PIN` | *hidden* | *hidden* |  | **new** |" in text
    assert "**16.6 %** as declared (1 of 6 assets)." in text
    assert "| Commit | `0123456789ab, with changes that are not committed` |" in text
    assert "<details><summary>By location (1 row)</summary>" in text


class Page(HTMLParser):
    """A page, taken apart: its elements with their attributes, and the texts of its cells."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.cells, self.depth = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "td":
            self.cells.append("")
        self.depth.append(tag)

    def handle_endtag(self, tag):
        while self.depth and self.depth.pop() != tag:
            pass

    def handle_data(self, data):
        if "td" in self.depth:
            self.cells[-1] += data


def test_html_shows_data_as_text(hostile):
    text = RENDERERS["html"](hostile)
    page = Page(text)
    tags = [tag for tag, _attributes in page.elements]
    assert (tags.count("script"), tags.count("style"), tags.count("img")) == (1, 1, 0)
    assert not [name for _tag, found in page.elements for name in found if name.startswith("on")]
    assert not [found for _tag, found in page.elements if {"src", "style"} & set(found)]
    links = [found["href"] for _tag, found in page.elements if "href" in found]
    assert len([link for link in links if not link.startswith("#")]) > 50
    assert all(
        link.startswith(("#", "https://jira.example.com/", "https://git.example.com/"))
        for link in links
    )
    assert not [link for link in links if re.search(r"[\s\"'<>`|\\]", link)]
    assert set(HOSTILE[:5]) <= set(page.cells)
    outside = re.sub(r"(?s)>[^<]*<|data-[\w-]+=\"[^\"]*\"", "><", text.partition("</style>")[2])
    assert "evil.example" not in re.sub(r' href="[^"]*"', "", outside)


def test_html_inlines_files_that_cannot_end_their_element(everything):
    text = RENDERERS["html"](everything)
    for name, tag in (("report.css", "style"), ("report.js", "script")):
        content = (Path(FOLDER) / name).read_text(encoding="utf-8")
        assert f"</{tag}" not in content.lower()
        assert f"<{tag}>{content}</{tag}>" in text


def test_html_allows_itself_nothing_but_its_own_style_and_script(everything):
    text = RENDERERS["html"](everything)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(
        r"https?://|@import|url\(", re.sub(r' href="[^"]*"|<dd>.*?</dd>', "", text)
    )


def test_html_works_without_a_script(everything):
    page = Page(RENDERERS["html"](everything))
    assert page.cells.count("lt-1") == 2  # once for its fields, and once because it has no host
    assert "statusIn use \u2192 In stockPIN newhidden \u2192 hidden" in page.cells
    assert HIDDEN not in page.cells
    assert '<li class="tile missing" data-filter="finding=missing"><b>1</b>' in RENDERERS["html"](
        everything
    )
    assert not [found for _tag, found in page.elements if "hidden" in found]


def test_junit_counts_and_names_cases(everything):
    root = ElementTree.fromstring(RENDERERS["junit"](everything).encode())
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == [
        "Laptop", "Rack", "Unmanaged assets", "Hosts of the inventory", "Assets that are hosts",
    ]  # fmt: skip
    for suite in [*suites.values(), root]:
        assert int(suite.get("tests")) == len(suite.findall(".//testcase"))
        assert int(suite.get("failures")) == len(suite.findall(".//failure"))
    assert int(root.get("failures")) == everything.counts["total"]
    failure = suites["Laptop"].find("testcase[@name='lt-1']/failure")
    assert failure.get("message") == "assets/laptops.yml:12: differs in status, PIN"
    assert failure.text.splitlines()[1:] == [
        "status: 'In use' -> 'In stock'",
        "PIN: (hidden) -> (hidden)",
    ]
    assert suites["Laptop"].find("testcase[@name='lt-0']/failure") is None


def test_junit_keeps_namesakes_apart():
    steps = [step(name="lt-1", number=number) for number in (1, 2)]
    root = ElementTree.fromstring(RENDERERS["junit"](audit_of({"steps": steps})))
    assert [case.get("name") for case in root.iter("testcase")] == ["lt-1", "lt-1 (2)"]


def test_junit_shows_carriage_returns_that_parsers_would_drop():
    steps = [step("update", changes=[("Notes", "a\r\nb", "a\nb")])]
    root = ElementTree.fromstring(RENDERERS["junit"](audit_of({"steps": steps})).encode())
    assert root.find(".//failure").text.endswith("Notes: 'a\\u000d\nb' -> 'a\nb'")


@pytest.mark.parametrize("which", ["everything", "hostile"])
def test_junit_is_valid(which, request):
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema is not installed")
    schema = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")
    audit = request.getfixturevalue(which)
    schema.validate(RENDERERS["junit"](audit))
    broken = RENDERERS["junit"](audit).replace("<testcase name=", "<testcase nome=", 1)
    assert not schema.is_valid(broken)


def test_junit_keeps_every_letter(hostile):
    root = ElementTree.fromstring(RENDERERS["junit"](hostile).encode())
    names = {case.get("name") for case in root.iter("testcase")}
    assert set(map(visible, HOSTILE)) <= names


@pytest.mark.parametrize("name", FORMATS)
def test_no_report_steers_a_terminal(name, hostile):
    text = RENDERERS[name](hostile)
    assert not set(text) & set("\x00\x08\x1b\x7f\x9b\u202e\u2028\ufffe\ud800")
    if name in COUNTS_ONLY:
        return
    assert "\\u202egnp.exe" in text or "\\\\u202egnp.exe" in text


@pytest.mark.parametrize("separator", ",;\t|")
def test_no_reader_of_csv_finds_a_formula(hostile, separator):
    steps = [
        step(
            "update",
            name=f"x{mark}{begin}cmd|' /C calc'!A0",
            changes=[("Notes", f'"{mark}{begin}1', "b")],
        )
        for mark in (";", ",", "\t", "|", '";"', '",', "\n", "; ")
        for begin in "=+-@"
    ]
    text = RENDERERS["csv"](audit_of({"steps": steps}))
    for strict in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=strict)
        cells = [cell.strip(' "') for line in lines for cell in line]
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]


@pytest.mark.parametrize("which", ["everything", "hostile"])
def test_sarif_is_valid(which, request):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    checks = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    data = json.loads(RENDERERS["sarif"](request.getfixturevalue(which)))
    assert [error.message for error in checks.iter_errors(data)] == []
    data["runs"][0]["results"][0]["level"] = "grave"
    assert list(checks.iter_errors(data))


def test_sarif_points_at_the_declaration(everything):
    (run,) = json.loads(RENDERERS["sarif"](everything))["runs"]
    places = [one["locations"][0].get("physicalLocation") for one in run["results"]]
    assert places[0] == {
        "artifactLocation": {"uri": "assets/laptops.yml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 12},
    }
    assert places[2]["artifactLocation"] == {"uri": "file:///etc/aip/a%20b.yml"}
    home = {**places[0], "region": {"startLine": 1}}
    assert places[3] == home  # declared nowhere: the first file that declares its type
    assert places[4:] == [home] * 3 + [places[0]] * 2 + [home] * 2
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[one["ruleIndex"]] == one["ruleId"] for one in run["results"])
    prints = [one["partialFingerprints"]["asset/v1"] for one in run["results"]]
    assert len(set(prints)) == len(prints)


def test_sarif_names_no_file_where_there_is_none():
    steps = [step("update", changes=[("cost", 1, 2)], origin="assets[0]")]
    text = RENDERERS["sarif"](audit_of({"steps": steps, "unmanaged": UNMANAGED}))
    assert "physicalLocation" not in text
    assert len(json.loads(text)["runs"][0]["results"]) == 3


def test_sarif_has_no_links_and_placeholders_of_the_data(hostile):
    (run,) = json.loads(RENDERERS["sarif"](hostile))["runs"]
    for one in run["results"]:
        text = one["message"]["text"]
        assert not re.search(r"(?<!\\)\]\(", text)
        assert not re.search(r"(?<!\{)\{\d+\}", text)
