# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports for GitLab, Prometheus, GitHub and badges: valid by what these publish, and no data steers them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.as_badge import COLOURS, UNKNOWN
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.as_github import (
    FULL,
    MOST_ANNOTATIONS,
    MOST_BYTES,
    annotate,
    with_summary,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.formats import format_of
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.renderers import RENDERERS
from ansible_collections.assetops.aip.tests.unit.controller.test_reports import (
    HOSTILE,
    UNMANAGED,
    audit_of,
    everything,
    hostile,
    step,
)

SCHEMAS = Path(__file__).parent / "schemas"
BOTH = pytest.mark.parametrize("which", ["everything", "hostile"])
__all__ = ["everything", "hostile"]  # fixtures


def render(name, audit):
    """The audit in a format."""
    return RENDERERS[name](audit)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("gl-code-quality-report.json", "code_quality"), ("a.codequality.json", "code_quality"),
        ("aip.prom", "prometheus"), ("badge.svg", "badge"), ("quality.json", "json"),
        ("github", None),
    ],
)  # fmt: skip
def test_ending_tells_format(path, name):
    assert format_of(path) == name


# -- GitLab --


@BOTH
def test_code_quality_is_valid(which, request):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    schema = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text(encoding="utf-8"))
    checks = jsonschema.Draft7Validator(schema)
    data = json.loads(render("code_quality", request.getfixturevalue(which)))
    assert data
    assert [error.message for error in checks.iter_errors(data)] == []
    prints = [one["fingerprint"] for one in data]
    assert len(set(prints)) == len(prints)
    del data[0]["location"]["lines"]
    assert list(checks.iter_errors(data))


def test_code_quality_has_a_line_for_each_finding(everything):
    data = json.loads(render("code_quality", everything))
    assert len(data) == everything.counts["total"]
    assert data[0] == {
        "description": "Laptop 'lt-1' differs: status is 'In use', declared as 'In stock'; PIN is hidden,"
        " declared as hidden.",
        "check_name": "ChangedAsset",
        "fingerprint": data[0]["fingerprint"],
        "severity": "minor",
        "location": {"path": "assets/laptops.yml", "lines": {"begin": 12}},
    }


def test_fingerprint_stays_while_the_line_and_the_values_change():
    def fingerprint(**more):
        found = audit_of({"steps": [step("update", **more)]})
        return json.loads(render("code_quality", found))[0]["fingerprint"]

    first = fingerprint(changes=[("status", "a", "b")])
    assert first == fingerprint(changes=[("status", "c", "b")], origin="assets/moved.yml:99")
    assert first != fingerprint(name="lt-2", changes=[("status", "a", "b")])


@pytest.mark.parametrize("name", ["code_quality", "sarif"])
def test_assets_of_the_same_name_have_fingerprints_of_their_own(name):
    def prints(*ids):
        steps = [step("update", "lt-1", one, changes=[("status", "a", "b")]) for one in ids]
        text = render(name, audit_of({"steps": steps}))
        return re.findall(r'(?:"fingerprint"|"asset/v1"): "([0-9a-f]{64})"', text)

    assert len(set(prints(1, 2, 3))) == 3
    assert prints(1, 2, 3)[:1] == prints(2)


def test_code_quality_leaves_out_what_has_no_file():
    steps = [step("update", changes=[("cost", 1, 2)], origin="assets[0]")]
    assert render("code_quality", audit_of({"steps": steps})) == "[]\n"


# -- Prometheus --


def families(text):
    """What a reader of Prometheus' format finds, by name, labels and value."""
    parser = pytest.importorskip("prometheus_client.parser", reason="no prometheus-client")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in parser.text_string_to_metric_families(text)
        for sample in family.samples
    }


@BOTH
def test_prometheus_reads_all_counts(which, request):
    audit = request.getfixturevalue(which)
    found = families(render("prometheus", audit))
    title = ("audit", audit.title)
    assert found["aip_audit_findings", (title,)] == audit.counts["total"]
    assert found["aip_audit_fields_changed", (title,)] == audit.counts["fields"]
    states = [
        (dict(labels), value)
        for (name, labels), value in found.items()
        if name == "aip_audit_assets"
    ]
    for state in ("as_declared", "missing", "changed", "surplus"):
        number = sum(value for labels, value in states if labels["state"] == state)
        assert number == audit.counts[state]
    types = {labels["asset_type"] for labels, _value in states}
    assert types == {one.asset_type for one in audit.assets}
    assert len(states) == 4 * len(types)


def test_prometheus_has_the_share_and_the_time(everything):
    found = families(render("prometheus", everything))
    labels = (("audit", "Drift audit"),)
    assert found["aip_audit_as_declared_ratio", labels] == pytest.approx(1 / 6)
    assert found["aip_audit_timestamp_seconds", labels] == 1770113700
    assert found["aip_audit_unmanaged_assets", (("asset_type", "Laptop"), *labels)] == 1
    bare = families(render("prometheus", audit_of({"steps": []})))
    assert {name for name, _labels in bare} == {
        "aip_audit_fields_changed",
        "aip_audit_hosts_without_asset",
        "aip_audit_assets_without_host",
        "aip_audit_findings",
    }


# -- the badge --


@pytest.mark.parametrize(
    ("drifted", "text", "colour"),
    [
        (0, "100 % as declared", COLOURS[0][1]),
        (1, "99 % as declared", COLOURS[1][1]),
        (10, "90 % as declared", COLOURS[2][1]),
        (100, "0 % as declared", COLOURS[3][1]),
    ],
)
def test_badge_shows_the_share_in_its_colour(drifted, text, colour):
    steps = [
        step("update" if number < drifted else "none", f"lt-{number}", number)
        for number in range(100)
    ]
    image = ElementTree.fromstring(render("badge", audit_of({"steps": steps})))
    assert image.get("aria-label") == f"assets: {text}"
    assert image.find("{*}title").text == f"assets: {text}"
    assert [one.text for one in image.iter("{http://www.w3.org/2000/svg}text")] == ["assets", text]
    fills = [one.get("fill") for one in image.iter("{http://www.w3.org/2000/svg}rect")]
    assert fills[-1] == colour


def test_badge_of_nothing_is_grey():
    image = render("badge", audit_of({"steps": []}))
    assert "none declared" in image
    assert UNKNOWN in image


def contrast(colour):
    """The contrast of white text on a colour, as WCAG computes it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    light = sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear))
    return 1.05 / (light + 0.05)


@pytest.mark.parametrize("colour", [*(colour for _least, colour in COLOURS), UNKNOWN])
def test_badge_can_be_read(colour):
    assert contrast(colour) >= 4.5


# -- GitHub --


def test_annotations_point_at_lines(everything):
    assert annotate(everything)[0] == (
        "::warning file=assets/laptops.yml,line=12,title=ChangedAsset::"
        "Laptop 'lt-1' differs: status is 'In use', declared as 'In stock'; PIN is hidden, declared as hidden."
    )


def test_annotations_are_no_more_than_are_shown(hostile):
    assert len(annotate(hostile)) == MOST_ANNOTATIONS


@pytest.mark.parametrize("text", [*HOSTILE, "::error::no", "a\n::set-output name=x::y", "%0A::x::"])
def test_no_data_is_a_command_or_ends_one(text):
    audit = audit_of(
        {"steps": [step("create", text, None, asset_type=text, origin=f"{text}x,line=1:3")]}
    )
    for line in annotate(audit):
        assert line.splitlines() == [line]
        command, properties, _message = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line).groups()
        assert command == "error"
        names = [one.partition("=")[0] for one in properties.split(",")]
        assert names == ["file", "line", "title"]


REPORTS = [
    render("github", audit_of({"steps": []}, title="Nothing")),
    render("github", audit_of({"steps": [step("update", changes=[("a", 1, 2)])]}, title="Some")),
]


@pytest.mark.parametrize(
    "present", ["", "built", "built\n", "<details>\nx\n</details>\n", *REPORTS]
)
def test_title_of_a_report_is_a_title_in_the_summary(present):
    markdown = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    text = with_summary(with_summary(present, REPORTS[1]), REPORTS[0])
    titles = [
        block.content
        for block in markdown.MarkdownIt("commonmark").parse(text)
        if block.type == "inline" and block.level == 1 and block.content in ("Some", "Nothing")
    ]
    assert sorted(titles) == ["Nothing", "Some"]
    assert text.startswith(present.rstrip("\n"))
    assert with_summary(text, REPORTS[1]) == with_summary(text, REPORTS[0]) == text


def test_summary_is_never_longer_than_is_shown():
    text = "".join(
        f"{line}\n" for line in ["# Audit", "", "**All \u00e4 is well.**", "\u00e4" * 1000]
    )
    left = MOST_BYTES - len(text.encode()) - 2
    assert with_summary("x" * left, text).endswith(text)
    short = with_summary("x" * (left + 1), text)
    assert short.endswith(f"# Audit\n\n**All \u00e4 is well.**\n\n{FULL}")
    assert with_summary(short, text) == short
    full = "x" * MOST_BYTES
    assert with_summary(full, text) == full


# -- SARIF --


def test_sarif_explains_its_rules():
    (run,) = json.loads(render("sarif", audit_of({"steps": [], "unmanaged": UNMANAGED})))["runs"]
    driver = run["tool"]["driver"]
    galaxy = (Path(__file__).parents[3] / "galaxy.yml").read_text(encoding="utf-8")
    assert f"\nversion: {driver['version']}\n" in galaxy
    assert driver["informationUri"].startswith("https://")
    for rule in driver["rules"]:
        assert rule["help"]["text"] in rule["fullDescription"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
