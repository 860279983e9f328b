# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that shows what cannot be a value of its field: only that field of that asset is affected."""

from __future__ import annotations

import pytest
import yaml

from .company import EVERY_KIND, PEOPLE, PLACES, VALUES
from .engine import apply, changes_of, counted, export_to, info, is_silent, patient
from .fake import Fake

ODD = {
    "IPv6": "1::2::3",
    "IP": "10.0.0",
    "Date Picker": "2026-02-30",
    "Date Time Picker": "99999-12-31T24:61",
    "Number Long (without decimals)": "9" * 5000,
    "Number Float (with decimals)": "1e400",
    "Cascading Dropdown": "1-99--",
    "Dropdown List": {"id": {"id": [True]}},
    "Text": [["a"], {"x": None}],
    "Jira User Picker": {"name": {"a": 1}},
    "Checkbox": '["\ud800", NaN]',
    "cost": float("nan"),
    "quantity": -(10**30),
    "install_date": True,
    "currency": 978,
    "belongs_to_group": "[" * 900 + "]" * 900,
    "location": {"id": [-1]},
    "status": {"id": {}},
}
FIELD = pytest.mark.parametrize("key", ODD)


@pytest.fixture
def odd_server():
    """A server with a plain specimen; odd values are put behind its back."""

    class Odd(Fake):
        odd: dict = {}  # noqa: RUF012

        def _raw(self, asset, by_name=False):
            raw = super()._raw(asset, by_name)
            return {**raw, **self.odd} if asset.name == "odd" else raw

    server = Odd(EVERY_KIND, PLACES, PEOPLE)
    for name in ("odd", "plain"):
        server.add("Specimen", name, serial_number=f"sn-{name}", status="In use")
    return server


def written(key, value, **more):
    """A declaration of the odd specimen with one field."""
    of = {key: value} if key.islower() else {"attributes": {key: value}}
    return [{"asset_type": "Specimen", "name": "odd", **of, **more}]


@FIELD
def test_info_shows_all_assets(odd_server, key):
    odd_server.odd = {key: ODD[key]}
    found = info(odd_server, asset_type="Specimen")
    assert [one["name"] for one in found] == ["odd", "plain"]


@FIELD
def test_an_export_has_all_assets(odd_server, tmp_path, key):
    odd_server.odd = {key: ODD[key]}
    exported = export_to(tmp_path, odd_server)
    (path,) = exported.files
    names = [one["name"] for one in yaml.safe_load((tmp_path / path).read_text())]
    assert names == ["odd", "plain"]


@FIELD
def test_a_declaration_beside_it_is_silent_and_one_of_it_is_one_update(odd_server, key):
    odd_server.odd = {key: ODD[key]}
    beside = [
        {"asset_type": "Specimen", "name": name, "serial_number": f"sn-{name}"}
        for name in ("odd", "plain")
    ]
    assert is_silent(odd_server, beside)
    proper = VALUES[key][0]
    result = apply(odd_server, written(key, proper), check=True)
    assert counted(result, updated=1)
    assert list(changes_of(result)) == [key]


LIMITS = {
    ("install_date", "greater"): "2019-01-01",
    ("install_date", "less"): "2099-01-01",
}
"""Limits within which the plain specimen is; for numbers -1 and 1000."""


@pytest.mark.parametrize("key", ["cost", "install_date", "quantity"])
@pytest.mark.parametrize("operator", ["greater", "less"])
def test_filters_pass_over_it_with_a_warning(odd_server, tmp_path, key, operator):
    odd_server.odd = {key: "someday"}
    odd_server.edit(odd_server.id_of("plain"), **{key: VALUES[key][0]})
    limit = LIMITS.get((key, operator), -1 if operator == "greater" else 1000)
    filters = ({"field": key, "operator": operator, "value": limit},)
    catalog = patient(odd_server, None)
    exported = export_to(tmp_path, odd_server, catalog=catalog, filters=filters)
    assert list(exported.files.values()) == [1]
    (warning,) = catalog.take_warnings()
    assert "'odd'" in warning
    assert key in warning
    assert catalog.take_warnings() == []


def test_info_warns_of_it_once(odd_server):
    odd_server.odd = {"install_date": "someday"}
    catalog = patient(odd_server, None)
    info(odd_server, asset_type="Specimen", catalog=catalog)
    (warning,) = catalog.take_warnings()
    assert "install_date" in warning


@pytest.mark.parametrize("option", ["scope", "protect"])
def test_no_asset_is_deleted_for_it(odd_server, option):
    odd_server.odd = {"cost": "free"}
    cheap = [{"field": "cost", "operator": "less", "value": 5}]
    scope = {"asset_types": ["Specimen"], **({"filters": cheap} if option == "scope" else {})}
    apply(
        odd_server,
        [{"asset_type": "Specimen", "name": "plain", "serial_number": "sn-plain"}],
        scope=scope,
        prune=True,
        protect=cheap if option == "protect" else [],
        max_deletes=100,
        max_delete_percent=100,
    )
    assert odd_server.asked("delete") == []


def test_a_zone_survives_export_and_declaration(odd_server, tmp_path):
    odd_server.odd = {"IPv6": "fe80::1%eth0"}
    assert is_silent(odd_server, written("IPv6", "fe80::1%eth0"))
    exported = export_to(tmp_path, odd_server)
    (path,) = exported.files
    assert is_silent(odd_server, yaml.safe_load((tmp_path / path).read_text()))
