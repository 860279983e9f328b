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
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.as_html import render_html
from ansible_collections.assetops.aip.plugins.plugin_utils._audit.from_result import (
    AuditOptions,
    read_audit,
)

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
waits = pytest.importorskip("selenium.webdriver.support.wait")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not CHROMIUM or not DRIVER, reason="chromium and chromedriver are not on PATH"
)

FIELDS = ("status", "location", "Notes")
HOSTILE = "<img src=http://evil.example/x onerror=alert(1)><script>alert(1)</script>"
ROWS = 10_000


def make_step(number):
    """Every tenth asset is missing, the others differ in one of three fields."""
    change = {"field": FIELDS[number % 3], "before": f"old {number}", "after": HOSTILE}
    return {
        "action": "update" if number % 10 else "create",
        "asset_type": ("Laptop", "Server")[number % 2],
        "name": f"asset-{ROWS - number}",
        "id": number if number % 10 else None,
        "origin": f"assets/a.yml:{number + 1}",
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
        "unmanaged": [
            {"id": number, "name": f"old-{number}", "asset_type": "Rack", "fate": "kept"}
            for number in range(12)
        ],
    }
    path = tmp_path_factory.mktemp("report") / "drift.html"
    path.write_text(render_html(read_audit(result, AuditOptions(title=HOSTILE))), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser, report):
    """The report, just opened. After the test its console must be empty, and nothing may have been asked for."""
    for kind in ("browser", "performance"):
        browser.get_log(kind)
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
    assert urls == [report]
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
    assert list(selects) == ["Type", "Finding", "Field", "Sort by"]
    for label, value in (("Type", "Laptop"), ("Finding", "changed"), ("Field", "status")):
        selects[label].send_keys(value)
    assert (set(column(page, 2)), set(column(page, 4))) == ({"Laptop"}, {"status"})
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
    assert HOSTILE in column(page, 6)
    assert page.find_elements("tag name", "img") == []
    assert len(page.find_elements("tag name", "script")) == 1


def test_page_fits_a_phone(page):
    metrics = {"width": 375, "height": 812, "deviceScaleFactor": 2, "mobile": True}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        assert page.execute_script("return document.documentElement.scrollWidth") == 375
        (row,) = find(page, "tbody tr:first-child")
        assert row.text.splitlines()[0] == "asset-10000"
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
