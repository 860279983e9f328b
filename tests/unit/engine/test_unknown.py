# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`unknown: skip` leaves out attributes that a type lacks and values that are no options, and nothing else."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._apply.errors import PartlyDone
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import AipError

from .company import COMPANY, EVERY_KIND, PEOPLE, PLACES
from .engine import apply, counted, info, is_silent, refused
from .fake import Fake


def host(name, **attributes):
    """The declaration of a host, as the role makes it."""
    return {
        "asset_type": "Server",
        "name": name,
        "attributes": {name.replace("_", " "): value for name, value in attributes.items()},
    }


def values(server, name):
    (found,) = info(server, asset_type="Server", name=name)
    return {key: one for key, one in found["attributes"].items() if one is not None}


HOSTS = [host(f"web-{n}", Hostname=f"web-{n}", CPU_cores=4, Kernel="6.1") for n in range(200)]
PLACES_OF_HOSTS = [f"host web-{n}" for n in range(200)]


@pytest.mark.parametrize("check", [True, False], ids=["check", "run"])
def test_there_is_one_notice_for_all_hosts(server, check):
    result = apply(server, HOSTS, origins=PLACES_OF_HOSTS, unknown="skip", check=check)
    assert result["warnings"] == (
        "attributes 'CPU cores', 'Kernel' are not attributes of Server; left out for 200 hosts",
    )
    assert counted(result, created=200)
    assert {one["field"] for one in result["changes"]} >= {"Hostname"}
    assert not {"CPU cores", "Kernel"} & {one["field"] for one in result["changes"]}
    assert result["left_out"] == [
        {"asset_type": "Server", "attribute": name, "in_type": False, "texts": [], "assets": 200}
        for name in ("CPU cores", "Kernel")
    ]


def test_the_rest_is_written_and_a_second_run_is_silent(server):
    assets = [host("a", Hostname="a", Kernel="6.1", Environment="test")]
    assert apply(server, assets, unknown="skip")["changed"]
    assert values(server, "a") == {"Hostname": "a"}
    assert is_silent(server, assets, unknown="skip")


def test_values_that_are_no_options_are_left_out_by_attribute(server):
    texts = [f"e-{n}" for n in range(7)]
    assets = [host(text, Hostname="x", Environment=text) for text in texts]
    result = apply(server, [*assets, host("good", Environment="staging")], unknown="skip")
    (notice,) = result["warnings"]
    assert notice == (
        "'e-0', 'e-1', 'e-2', 'e-3', 'e-4' and 2 more are not options of 'Environment' of Server;"
        " left out for 7 assets"
    )
    assert result["left_out"][0]["texts"] == texts
    assert values(server, "good") == {"Environment": "staging"}


def test_several_values_are_left_out_as_a_whole(server):
    """Writing the others alone would declare what nobody has declared."""
    apply(server, [host("a", Roles=["web", "mail"])])
    assets = [host("a", Roles=["backup", "print"], Hostname="a")]
    result = apply(server, assets, unknown="skip")
    assert result["warnings"] == (
        "'backup, print' is not an option of 'Roles' of Server; left out for 1 asset",
    )
    assert values(server, "a") == {"Roles": ["mail", "web"], "Hostname": "a"}


def test_a_path_through_nested_options_is_left_out():
    server = Fake(EVERY_KIND, PLACES, PEOPLE)
    asset = {"asset_type": "Specimen", "name": "x", "attributes": {"Cascading Dropdown": ["Mars"]}}
    result = apply(server, [asset], unknown="skip")
    assert "'Mars' is not an option of 'Cascading Dropdown' of Specimen" in result["warnings"][0]


def test_what_is_left_out_is_not_cleared_either(server):
    apply(server, [host("a", Environment="staging", Hostname="a")])
    assets = [host("a", Environment="moon")]
    apply(server, assets, unknown="skip", undeclared_fields="clear")
    assert values(server, "a") == {"Environment": "staging"}
    assert is_silent(server, assets, unknown="skip", undeclared_fields="clear")


def test_inherited_attributes_are_left_out_too(server):
    defaults = {"*": {"attributes": {"Kernel": "6.1"}}, "Rack": {"attributes": {"Spin": 1}}}
    assets = [{"asset_type": "Rack", "name": "r"}, host("a")]
    result = apply(server, assets, unknown="skip", defaults=defaults)
    (notice,) = result["warnings"]
    assert notice == (
        "attributes 'Kernel', 'Spin' are not attributes of Rack; left out for 1 asset."
        " attribute 'Kernel' is not an attribute of Server; left out for 1 asset"
    )


@pytest.mark.parametrize(
    ("asset", "problem"),
    [
        ({**host("a"), "seriel_number": "1"}, "seriel_number: there is no such option"),
        (host("a", Serial_Number="1"), "'Serial Number' is a system field"),
        (host("a", RAM_GB="much"), "RAM GB: 'much' is not a"),
        (host("a", Environment={"x": 1}), "Environment: takes one option"),
        ({**host("a"), "status": "Lost in space"}, "status: there is no status"),
        ({**host("a"), "location": "Moon"}, "location: there is no location"),
        ({**host("a"), "asset_type": "Servr"}, "there is no asset type 'Servr'"),
        ({**host("a"), "match_by": ["Kernel"]}, "match_by: there is no field 'Kernel'"),
        (
            {**host("a", Environment="moon"), "match_by": ["Environment"]},
            "Environment: 'moon' is not one of its options",
        ),
    ],
)
def test_nothing_else_is_left_out(server, asset, problem):
    assert problem in refused(server, [host("b"), asset], unknown="skip")


def test_by_default_all_of_it_is_an_error(server):
    sentence = refused(server, [host("a", Kernel="6.1", Environment="moon")])
    assert "has no attribute 'Kernel'" in sentence
    assert "'moon' is not one of its options" in sentence


def test_a_failed_task_has_the_notice_too(server):
    class Refusing(Fake):
        def create(self, name, of, values):
            if name == "b":
                raise AipError("no")
            return super().create(name, of, values)

    refusing = Refusing(COMPANY, PLACES, PEOPLE)
    with pytest.raises(PartlyDone) as error:
        apply(refusing, [host("a", Kernel="6"), host("b")], unknown="skip", on_error="continue")
    assert "'Kernel' is not an attribute of Server" in error.value.outcome.warnings[0]
