# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTML report in a real browser: filtered, sorted, narrow, dark, printed; quiet, and with no word to anybody.

Needs Chromium and its driver, `chromium` and `chromedriver` on PATH (Debian: chromium, chromium-driver), and selenium.
"""

from __future__ import annotations

import base64
import json
import os
import shutil

import pytest
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.about import Commit, read_about
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.as_html import render_html
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.from_result import (
    AuditOptions,
    read_audit,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.history import (
    Earlier,
    Finding,
    Past,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.plan_as_html import plan_as_html
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.plan_report import read_plan

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
waits = pytest.importorskip("selenium.webdriver.support.wait")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not CHROMIUM or not DRIVER, reason="chromium and chromedriver are not on PATH"
)

FIELDS = ("status", "location", "Notes")
HOSTILE = "<img src=http://evil.example/x onerror=alert(1)><script>alert(1)</script>"
LOCATIONS = ("Istanbul office", "Lisbon office", HOSTILE, "")
ROWS = 10_000
PAST = tuple(
    Past(
        Finding("changed", "Server", f"asset-{ROWS - number}", number, (FIELDS[number % 3],)),
        "2026-01-01",
    )
    for number in range(1, 500, 100)
)
ABOUT = {
    "server": "https://jira.example.com",
    "deployment": "datacenter",
    "asset_types": [HOSTILE],
    "step_fields": ["location"],
    "sources": ["assets", HOSTILE],
}


def make_step(number):
    """Every tenth asset is missing, the others differ in one of three fields."""
    change = {"field": FIELDS[number % 3], "before": f"old {number}", "after": HOSTILE}
    return {
        "action": "update" if number % 10 else "create",
        "asset_type": ("Laptop", "Server")[number % 2],
        "name": f"asset-{ROWS - number}",
        "id": number if number % 10 else None,
        "origin": f"assets/a.yml:{number + 1}",
        "field_values": {"location": LOCATIONS[number % 4]},
        "changes": [change],
    }


@pytest.fixture(scope="module")
def browser():
    """Chromium without a window, and without any way to another host that would not be seen."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    opened.set_window_size(1280, 1000)
    yield opened
    opened.quit()


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report with very many rows, as a file."""
    result = {
        "steps": [make_step(number) for number in range(ROWS)],
        "about": ABOUT,
        "unmanaged": [
            {"id": number, "name": f"old-{number}", "asset_type": "Rack", "fate": "kept"}
            for number in range(12)
        ],
    }
    path = tmp_path_factory.mktemp("report") / "drift.html"
    options = AuditOptions(
        title=HOSTILE,
        by=("asset_type", "field", "location"),
        commit=Commit(HOSTILE),
        source_url="https://git.example.com/blob/{commit}/{path}#L{line}",
        earlier=(Earlier("drift.json", True, "2026-01-01", PAST), read_about(ABOUT, "", "")),
    )
    path.write_text(render_html(read_audit(result, options)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser, report):
    """The report, just opened. After the test its console must be empty, and nothing may have been asked for."""
    for kind in ("browser", "performance"):
        browser.get_log(kind)
    browser.get("about:blank")  # the same page with another address would not be loaded again
    browser.get(report)
    wait = waits.WebDriverWait(browser, 30, poll_frequency=0.05)
    wait.until(lambda _browser: browser.find_elements("css selector", "html.ready"))
    yield browser
    assert browser.get_log("browser") == []
    asked = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [
        message["params"]["request"]["url"]
        for message in asked
        if message["method"] == "Network.requestWillBeSent"
    ]
    assert {url.partition("#")[0] for url in urls} <= {report, "about:blank"}
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0


def find(page, selector):
    """The elements that a CSS selector finds in the table of drift."""
    return page.find_elements("css selector", f"#drift {selector}")


def column(page, number):
    """The texts of one column, of the rows that are in the page."""
    return page.execute_script(
        "return [...document.querySelectorAll(`#drift tbody tr td:nth-child(${arguments[0]})`)]"
        ".map((cell) => cell.textContent)",
        number,
    )


def test_rows_are_filtered_by_typing(page):
    (search,) = find(page, ".tools input")
    (output,) = find(page, ".tools output")
    assert output.text == "10,000 rows"
    assert len(column(page, 1)) == 200
    search.send_keys("SERVER asset-777")
    names = column(page, 1)
    assert names[0] == "asset-7779"
    assert set(column(page, 2)) == {"Server"}
    assert all("asset-777" in name for name in names)
    assert output.text == f"{len(names)} of 10,000 rows"
    search.send_keys("\ue00c")  # Escape
    assert output.text == "10,000 rows"


def test_rows_are_filtered_by_choosing(page):
    selects = {one.get_attribute("aria-label"): one for one in find(page, ".tools select")}
    assert list(selects) == ["Finding", "Since", "Type", "Field", "Location", "Sort by"]
    for label, value in (("Type", "Laptop"), ("Finding", "changed"), ("Field", "status")):
        selects[label].send_keys(value)
    assert set(column(page, 2)) == {"Laptop"}
    assert all(text.startswith("statusold ") for text in column(page, 4))
    expected = sum(
        number % 2 == 0 and number % 10 > 0 and number % 3 == 0 for number in range(ROWS)
    )
    assert find(page, ".tools output")[0].text == f"{expected:,} of 10,000 rows"


def test_columns_are_sorted_with_the_keyboard(page):
    (head,) = find(page, "th:first-child")
    (button,) = find(page, "th:first-child button")
    button.send_keys("\ue007")  # Enter
    assert head.get_attribute("aria-sort") == "ascending"
    assert column(page, 1)[:3] == ["asset-1", "asset-2", "asset-3"]
    assert column(page, 1)[9] == "asset-10"
    button.send_keys(" ")
    assert head.get_attribute("aria-sort") == "descending"
    assert column(page, 1)[0] == "asset-10000"


def test_more_rows_are_shown_when_asked_for(page):
    (search,) = find(page, ".tools input")
    search.send_keys("asset-7")
    more, everything = find(page, ".more button")
    assert more.text == "Show 200 more"
    more.click()
    assert len(column(page, 1)) == 400
    everything.click()
    assert len(column(page, 1)) == 1111
    assert not everything.is_displayed()


def test_slash_leads_to_the_filter(page):
    page.find_element("tag name", "body").send_keys("/")
    assert page.switch_to.active_element.get_attribute("type") == "search"
    assert page.switch_to.active_element.get_attribute("value") == ""


def test_data_is_text(page):
    assert page.find_element("tag name", "h1").text == HOSTILE
    assert any(HOSTILE in text for text in column(page, 4))
    about = page.find_element("css selector", ".about").text
    assert about.count(HOSTILE) == 2  # scope and commit; a path has no two slashes
    assert HOSTILE.replace("//", "/") in about
    assert HOSTILE in [one.text for one in page.find_elements("css selector", ".breakdown .label")]
    links = page.execute_script("return [...document.links].map((link) => link.href)")
    hosts = {link.split("#")[0].split("/")[2] for link in links if not link.startswith("file:")}
    assert hosts == {"jira.example.com", "git.example.com"}
    assert page.find_elements("tag name", "img") == []
    assert len(page.find_elements("tag name", "script")) == 1


def test_page_fits_a_phone(page):
    metrics = {"width": 375, "height": 812, "deviceScaleFactor": 2, "mobile": True}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        assert page.execute_script("return document.documentElement.scrollWidth") == 375
        (row,) = find(page, "tbody tr:first-child")
        assert row.text.startswith("asset-10000")
        assert row.size["width"] <= 375
        (search,) = find(page, ".tools input")
        assert search.size["width"] > 300
        assert row.aria_role == "row"
        (order,) = find(page, "select.narrow")
        order.send_keys("Sort by asset")
        assert column(page, 1)[0] == "asset-1"
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_page_is_dark_where_that_is_preferred(page):
    def brightness():
        colour = page.execute_script("return getComputedStyle(document.body).backgroundColor")
        return sum(map(int, colour.removeprefix("rgb(").rstrip(")").split(",")))

    seen = {}
    for scheme in ("light", "dark"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        seen[scheme] = brightness()
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert seen["dark"] < 150
    assert seen["light"] > 600


def test_what_is_filtered_is_printed(page):
    (search,) = find(page, ".tools input")
    search.send_keys("asset-77")  # a hundred and more
    assert base64.b64decode(page.print_page()).startswith(b"%PDF")
    page.execute_script("window.dispatchEvent(new Event('beforeprint'))")
    assert len(column(page, 1)) == 111
    page.execute_script("window.dispatchEvent(new Event('afterprint'))")
    assert len(column(page, 1)) == 111


# -- a plan --

NARROW = {"width": 375, "height": 800, "deviceScaleFactor": 1, "mobile": True}


@pytest.fixture
def plan(browser, tmp_path):
    """The report of a plan that deletes, retires, creates and changes; its console stays empty."""
    change = {"field": "location", "before": "Halden headquarters", "after": "Istanbul office"}
    steps = [
        {
            "action": action,
            "asset_type": "Laptop",
            "name": f"{action}-{number}",
            "id": number,
            "origin": "assets/laptops.yml:12",
            "pruned": action in ("delete", "retire"),
            "changes": [change],
            "deleted": {"name": "x", "serial_number": "PF8112200021", "Notes": HOSTILE},
        }
        for action in ("delete", "retire", "create", "update")
        for number in range(4)
    ]
    result = {"steps": steps, "about": ABOUT, "problems": [HOSTILE], "plan_digest": "sha256:00"}
    path = tmp_path / "plan.html"
    path.write_text(plan_as_html(read_plan(result, AuditOptions(title="Plan"))), encoding="utf-8")
    browser.get_log("browser")
    browser.get(path.as_uri())
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("table", ["delete", "retire", "create", "update"])
def test_values_of_a_plan_are_lines_on_a_phone(plan, table):
    plan.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", NARROW)
    assert plan.execute_script("return document.documentElement.scrollWidth") == 375
    cells = plan.find_elements("css selector", f"#{table} td:has(dl)")
    assert {cell.size["width"] > 280 for cell in cells} == {True}
    values = plan.find_elements("css selector", f"#{table} dd > :is(del, ins)")
    short = [one for one in values if one.text in ("PF8112200021", "Istanbul office")]
    assert short
    assert all(one.size["height"] < 30 for one in short)


def test_nothing_follows_the_last_row_on_paper(plan):
    plan.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        below = "return document.body.scrollHeight - document.querySelector('main').getBoundingClientRect().bottom"
        assert plan.execute_script(below) < 20
    finally:
        plan.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def wait_for(page, what):
    """Wait until something is true of the page."""
    waits.WebDriverWait(page, 10, poll_frequency=0.02).until(lambda _browser: what())


def rows_shown(page):
    """What the page says about the number of rows."""
    return find(page, ".tools output")[0].text


def link_named(page, text):
    """The count or bar with this text."""
    links = page.find_elements("css selector", "a[data-set]")
    (found,) = [one for one in links if " ".join(one.text.split()).startswith(text)]
    return found


def test_counts_filter_and_go_back(page):
    tile = link_named(page, "1,000 missing")
    tile.click()
    assert rows_shown(page) == "1,000 of 10,000 rows"
    assert page.current_url.endswith("#finding=missing")
    assert tile.get_attribute("aria-current") == "true"
    link_named(page, "Laptop").click()
    assert page.current_url.endswith("#finding=missing&asset_type=Laptop")
    assert rows_shown(page) == "1,000 of 10,000 rows"
    page.back()
    wait_for(page, lambda: page.current_url.endswith("#finding=missing"))
    tile.click()  # once more, and all are shown
    assert rows_shown(page) == "10,000 rows"
    page.back()
    wait_for(page, lambda: rows_shown(page) == "1,000 of 10,000 rows")
    page.back()
    wait_for(page, lambda: rows_shown(page) == "10,000 rows")
    assert tile.get_attribute("aria-current") is None


def test_text_that_is_typed_is_one_step_back(page):
    (search,) = find(page, ".tools input")
    search.send_keys("asset-777")
    assert page.current_url.endswith("#q=asset-777")
    page.back()
    wait_for(page, lambda: rows_shown(page) == "10,000 rows")
    assert search.get_attribute("value") == ""
    page.forward()
    wait_for(page, lambda: rows_shown(page) == "11 of 10,000 rows")
    assert search.get_attribute("value") == "asset-777"


def test_address_with_a_filter_opens_filtered(page, report):
    page.get("about:blank")
    page.get(f"{report}#finding=changed&since=still+there&sort=-Asset&nonsense=1")
    wait_for(page, lambda: page.find_elements("css selector", "html.ready"))
    assert column(page, 1) == ["asset-9999", "asset-9899", "asset-9799", "asset-9699", "asset-9599"]
    assert [one.get_property("value") for one in find(page, ".tools select")][:2] == [
        "changed",
        "still there",
    ]
    find(page, "button.clear")[0].click()
    assert rows_shown(page) == "10,000 rows"
    assert page.current_url.endswith("#")
    assert page.switch_to.active_element.get_attribute("type") == "search"


def test_filter_of_a_bookmark_that_fits_nothing_is_shown(page, report):
    page.get("about:blank")
    page.get(f"{report}#location=%3Cimg+src%3Dx%3E&q=%3Cb%3E")
    wait_for(page, lambda: page.find_elements("css selector", "html.ready"))
    assert rows_shown(page) == "0 of 10,000 rows"
    assert find(page, ".nothing")[0].text == "No row fits the filter."
    (select,) = find(page, "select[aria-label=Location]")
    assert select.get_property("value") == "<img src=x>"
    assert page.find_elements("tag name", "img") == []


def test_count_leads_to_its_section(page):
    page.find_element("css selector", ".tile.unmanaged a").click()
    assert page.current_url.endswith("#unmanaged")
    top = page.execute_script(
        "return document.getElementById('unmanaged').getBoundingClientRect().top"
    )
    assert -5 < top < 900
    (search,) = page.find_elements("css selector", "#unmanaged .tools input")
    search.send_keys("old-11")
    assert page.current_url.endswith("#unmanaged.q=old-11")
    assert rows_shown(page) == "10,000 rows"


def test_counts_are_reached_with_the_keyboard(page):
    tile = link_named(page, "1,000 missing")
    page.execute_script("arguments[0].focus()", tile)
    page.switch_to.active_element.send_keys("\ue007")  # Enter
    assert rows_shown(page) == "1,000 of 10,000 rows"


def test_page_is_plain_without_a_script(page, report):
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.get("about:blank")
        page.get(report)
        assert len(page.find_elements("css selector", "a[data-set], .tools, th button")) == 0
        assert len(find(page, "tbody tr")) == ROWS
        assert find(page, "tbody tr:nth-child(9000)")[0].is_displayed()
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_every_text_has_contrast(page):
    """All texts have at least the contrast of WCAG AA, 4.5 : 1, light and dark."""
    script = """
      const light = (text) => {
        const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map(Number).map((one) => one / 255)
          .map((one) => one <= .03928 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
      };
      const ground = (element) => {
        for (let one = element; one; one = one.parentElement) {
          const colour = getComputedStyle(one).backgroundColor;
          if (!/^rgba\\(.*, 0\\)$/.test(colour) && colour !== "transparent") return colour;
        }
        return "rgb(255, 255, 255)";
      };
      const poor = new Set();
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let seen = 0; texts.nextNode() && seen < 6000; seen++) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || ["SCRIPT", "OPTION"].includes(element.tagName)) continue;
        const a = light(getComputedStyle(element).color), b = light(ground(element));
        const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        if (ratio < 4.5) poor.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
      }
      return [...poor];
    """
    poor = {}
    for scheme in ("light", "dark"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        poor[scheme] = page.execute_script(script)
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert poor == {"light": [], "dark": []}
