# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret changes what a result says about the run, and none is in what others have written."""

from __future__ import annotations

import json

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.model import HIDDEN
from ansible_collections.assetops.aip.plugins.module_utils._module.cleared import (
    secrets_of,
    without_secrets,
)
from ansible_collections.assetops.aip.plugins.module_utils._module.filter_options import FILTER_SPEC
from ansible_collections.assetops.aip.plugins.module_utils._module.options import (
    CONNECTION_SPEC,
    shown_options,
    without_login,
)

STARS = "********"


def result_with(value):
    """A result in which others have written something."""
    return {
        "changed": True,
        "failed": False,
        "msg": f"could not create Rack 'r {value}': it is there. The server says: no {value} here",
        "summary": {"created": 1, "failed": 42},
        "api": {"requests": {"GET": 42}, "retries": 1},
        "assets": [{"id": 42, "name": value, "quantity": 7, "attributes": {"id": value, "c": 7}}],
        "changes": [
            {"asset": f"Rack '{value}'", "id": 1, "field": "attributes.c", "before": None, "after": value}
        ],
        "diff": [{"before": "{}\n", "after": f"c:\n- {value}\nd: {value}\ne: |-\n  {value}\n"}],
        "steps": [{"action": "create", "name": value, "id": 42, "pruned": False}],
    }  # fmt: skip


SECRETS = (
    "c",
    "a",
    "create",
    "changed",
    "failed",
    "Rack",
    "created",
    "none",
    "id",
    "s3cret<&>word",
)


@pytest.mark.parametrize("secret", SECRETS)
def test_what_others_wrote_is_hidden_and_what_is_ours_stays(secret):
    cleared = without_secrets(result_with(secret), secrets_of([secret]))
    expected = result_with(STARS)
    if secret == "Rack":  # which is also the name of a type
        expected["msg"] = expected["msg"].replace("'Rack'", f"'{STARS}'")
        expected["changes"][0]["asset"] = f"{STARS} '{STARS}'"
    assert cleared == expected


@pytest.mark.parametrize("secret", ["create", "12", "yml", "deleted", "too"])
def test_header_of_a_difference_is_a_sentence_of_ours(secret):
    diff = {
        "before": f"name: {secret}\n# referred to by: Rack '{secret}' (Rack, deleted too)\n",
        "after": "",
        "before_header": f"Rack '{secret}'",
        "after_header": f"Rack '{secret}' (create, assets/laptop.yml:12)",
    }
    (cleared,) = without_secrets({"diff": [diff]}, secrets_of([secret]))["diff"]
    assert cleared["after_header"] == f"Rack '{STARS}' (create, assets/laptop.yml:12)"
    assert cleared["before_header"] == f"Rack '{STARS}'"
    assert cleared["before"].startswith(f"name: {STARS}\n# referred to by: Rack '{STARS}' (Rack, ")


@pytest.mark.parametrize("secret", ["7", "4711", "42"])
def test_number_of_others_is_hidden_and_that_of_ours_stays(secret):
    given = result_with("x")
    given["assets"][0].update(cost=4711, quantity=42)
    cleared = without_secrets(given, secrets_of([secret]))
    for name in ("changed", "failed", "summary", "api", "steps"):
        assert cleared[name] == given[name]
    (asset,) = cleared["assets"]
    assert asset["id"] == 42
    shown = {"4711": asset["cost"], "42": asset["quantity"], "7": asset["attributes"]["c"]}
    assert shown == {one: STARS if one == secret else int(one) for one in shown}


def test_booleans_and_nothing_stay():
    given = {"assets": [{"attributes": {"a": True, "b": None, "c": False}}], "changed": True}
    assert without_secrets(given, secrets_of(["True", "true", "None", "null", "1", "0"])) == given


def test_what_is_hidden_already_stays():
    given = {"assets": [{"attributes": {"PIN": HIDDEN}}]}
    assert without_secrets(given, secrets_of(["VALUE", "LOG", "SPECIFIED"])) == given


# -- options --

CONDITION = {"field": "PIN", "operator": "equals", "value": "canary"}


@pytest.mark.parametrize("field", ["PIN", "attributes.PIN", "Unknown"])
@pytest.mark.parametrize("harmless", [frozenset(), frozenset(("Hostname",))])
def test_value_of_what_may_be_encrypted_is_not_shown(field, harmless):
    filters = [{**CONDITION, "field": field}, {**CONDITION, "field": "status", "value": "In use"}]
    params = {
        "url": "http://h",
        "filters": filters,
        "protect": filters,
        "scope": {"asset_types": ["Server"], "filters": filters},
        "retire": {"PIN": "canary"},
        "defaults": {"Server": {"PIN": "canary"}},
        "attributes": {"PIN": "canary"},
        "query": 'form.name:"Server" AND asset.PIN:canary',
    }
    shown = shown_options(params, {"filters": FILTER_SPEC}, harmless)
    assert "canary" not in json.dumps(shown)
    assert shown["filters"] == [{**filters[0], "value": HIDDEN}, filters[1]]
    assert shown["scope"]["asset_types"] == ["Server"]


def test_value_of_what_is_not_encrypted_is_shown():
    params = {
        "url": "http://h",
        "filters": [{**CONDITION, "field": "Hostname"}],
        "protect": [],
        "scope": None,
        "query": "asset.Hostname:canary",
    }
    assert shown_options(params, {}, frozenset(("Hostname",))) == params


def test_options_that_hold_secrets_are_not_shown():
    params = {"url": "http://h", "token": "a", "password": None, "proxy": "http://b"}
    shown = shown_options(params, CONNECTION_SPEC, frozenset())
    assert shown == {"url": "http://h", "token": HIDDEN, "password": None, "proxy": HIDDEN}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:word@h:1/jira", "https://h:1/jira"),
        ("me:word@h/jira", "h/jira"),
        ("//me:word@h", "//h"),
        ("https:/me:word@h", "https:/h"),
        ("https:me:word@h", "h"),
        ("https://me:wo/rd@h", "https://h"),
        ("https://me:wo?r#d@h", "https://h"),
        ("https://me:wo@rd@h", "https://h"),
        (" me:word@h", "h"),
        ("https://h/jira", "https://h/jira"),
        ("", ""),
    ],
)
def test_login_in_a_url_is_not_shown(url, shown):
    assert without_login(url) == shown
