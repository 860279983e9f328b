# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The schema accepts every file that the modules take and export, and refuses wrong ones with a sentence that helps."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.template import Templar
from ansible_collections.assetops.aip.plugins.action import aip_validate
from ansible_collections.assetops.aip.plugins.module_utils._core.declared import (
    ProblemsFound,
    parse_asset,
    written_in,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.model import HIDDEN
from ansible_collections.assetops.aip.plugins.module_utils._core.remarks import grouped
from ansible_collections.assetops.aip.plugins.module_utils._core.schema.document import build_schema
from ansible_collections.assetops.aip.plugins.module_utils._module import entry, options
from ansible_collections.assetops.aip.plugins.plugin_utils import _validation
from ansible_collections.assetops.aip.plugins.plugin_utils._state_files.load import load
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    FIELDS,
    KNOWN,
    SPECIMEN,
)
from ansible_collections.assetops.aip.tests.unit.plugins.modules.test_aip_asset_field_kinds import (
    CASES,
    CLEARS,
    WIRE,
    filled_in,
    placeholders,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[3]
SECRET = "canary-password"


class Server:
    """What a sandbox's catalogs hold, its schema, and all its assets as aip_asset_info returns them."""

    def __init__(self, seed):
        with Sandbox(seed) as sandbox:
            login = {"url": sandbox.url, "token": sandbox.token("ansible")}
            params = ArgumentSpecValidator(options.CONNECTION_SPEC).validate(login)
            found = []
            entry.perform(
                lambda task: found.append(task.catalog) or {},
                params.validated_parameters, frozenset(), True, {},
            )  # fmt: skip
            (catalog,) = found
            self.types = catalog.asset_types()
            catalog.fetch_locations()
            self.known = catalog.known
            self.schema = build_schema(self.types, self.types, self.known)
            self.placeholders = placeholders(sandbox) if seed == "every_field" else {}
        self.schema = json.loads(json.dumps(self.schema))
        self.validator = jsonschema.Draft7Validator(self.schema)

    def type(self, name):
        return next(one for one in self.types if one.name == name)


@pytest.fixture(scope="module")
def company():
    return Server("company")


@pytest.fixture(scope="module")
def every():
    return Server("every_field")


class Plain(yaml.SafeLoader):
    """YAML as editors read it: a date is a text."""


Plain.yaml_implicit_resolvers = {
    letter: [one for one in resolvers if not one[0].endswith(":timestamp")]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_constructor("!vault", lambda loader, node: loader.construct_scalar(node))


def decrypt(_content):
    return SECRET.encode()


def problems_of(text, schema, tmp_path, name="a.yml"):
    """What aip_validate has to say about a state file."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    loaded = load([str(tmp_path / name)], str(tmp_path), decrypt)
    return _validation.find_problems(loaded.assets, loaded.origins, schema)


# -- what is right --


@pytest.mark.parametrize("seed", ["company", "every_field"])
def test_everything_that_is_exported(seed, run, open_sandbox, tmp_path, company, every):
    sandbox = open_sandbox(seed)
    result = run(sandbox, "aip_asset_info", include_attachments=False)
    shown = [
        {key: value for key, value in asset.items() if key != "id"} for asset in result["assets"]
    ]
    assert len(shown) == sandbox.count() > 5
    for asset in shown:  # what cannot be read is not exported
        asset["attributes"] = {
            name: value for name, value in asset["attributes"].items() if value != HIDDEN
        }
    unique = {(asset["asset_type"], asset["name"]): asset for asset in shown}
    text = yaml.safe_dump([*unique.values()], allow_unicode=True, sort_keys=False)
    schema = {"company": company, "every_field": every}[seed].schema
    assert problems_of(text, schema, tmp_path) == []
    assert problems_of(json.dumps([*unique.values()]), schema, tmp_path, "a.json") == []
    assert jsonschema.Draft7Validator(schema).is_valid(yaml.load(text, Plain))


def readme_files():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(# \S+\.ya?ml\n.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert blocks
    return blocks


def test_every_example(company, tmp_path):
    examples = [path.read_text() for path in sorted((ROOT / "examples/state").glob("*.yml"))]
    for text in [*examples, *readme_files()]:
        assert problems_of(text, company.schema, tmp_path) == []
        company.validator.validate(yaml.load(text, Plain))


RIGHT = {
    "nothing": "",
    "empty mapping": "{}",
    "no assets": "assets:\ndefaults:\n",
    "only an id": "- {id: 7, status: In use}",
    "id as text": "- {id: '7', name: new name}",
    "type by id": "- {asset_type: 5, name: a, attributes: {Model: x}}",
    "other identity": "- {asset_type: Laptop, match_by: [serial_number], serial_number: 5}",
    "identity is an attribute": "- {asset_type: Laptop, match_by: Model, attributes: {Model: x}}",
    "cleared": "- {asset_type: Laptop, name: a, status: , owner: '', location: [], attributes: {RAM GB: }}",
    "words in any case": "- {asset_type: Laptop, name: a, status: IN STOCK, substatus: available}",
    "keys": "- {asset_type: Laptop, name: a, status: 1, substatus: '1'}",
    "location by id": "- {asset_type: Laptop, name: a, location: 3}",
    "absent": "- {asset_type: Laptop, name: a, state: absent}",
    "file without a name": "- {asset_type: Laptop, name: a, attachments: [a.pdf, {path: b.pdf}]}",
    "type from defaults": "defaults: {'*': {asset_type: Laptop}}\nassets: [{name: a, attributes: {Model: x}}]",
    "defaults by id": "defaults: {'5': {attributes: {Model: x}}}\nassets: [{asset_type: 5, name: a}]",
    "numbers as text": "- {asset_type: Laptop, name: a, cost: '1.50', quantity: '3', attributes: {RAM GB: '16'}}",
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_right_file(text, company, tmp_path):
    assert problems_of(text, company.schema, tmp_path) == []
    company.validator.validate(yaml.load(text, Plain))


# -- what is wrong --

L = "- asset_type: Laptop\n  name: a\n  "
S = "- asset_type: Server\n  name: a\n  "
IN_L = "a.yml:1: Laptop 'a': "
IN_S = "a.yml:1: Server 'a': "
TYPES = "'Employee', 'Laptop', 'License', 'Rack', 'Server', 'Switch'"
REFERENCES = "takes assets, each an id, a name, 'name #id', or a mapping with asset_type and name"
WRONG = {
    "misspelt field": (L + "satus: In use", IN_L + "there is no 'satus'; did you mean 'status'?"),
    "no asset type": (
        "- name: a",
        "a.yml:1: 'a': asset_type: is needed: write the name or the id of the asset's type",
    ),
    "unknown asset type": (
        "- {asset_type: Lptop, name: a}",
        "a.yml:1: Lptop 'a': asset_type: there is no asset type 'Lptop'; did you mean 'Laptop'?",
    ),
    "unknown number of an asset type": (
        "- {asset_type: 55, name: a}",
        f"a.yml:1: 55 'a': asset_type: there is no asset type '55'; available: {TYPES}",
    ),
    "no name": (
        "- asset_type: Laptop",
        "a.yml:1: Laptop: name: is needed: write it, or id, or another match_by, to say which asset is meant",
    ),
    "blank name": (
        "- {asset_type: Laptop, name: ' '}",
        "a.yml:1: Laptop ' ': name: takes one text that is not blank, not ' '",
    ),
    "null for a name": (
        "- {asset_type: Laptop, name: null}",
        "a.yml:1: Laptop: name: takes one text that is not blank, not null",
    ),
    "misspelt attribute": (
        L + "attributes: {Modell: x}",
        IN_L + "attributes: there is no 'Modell'; did you mean 'Model'?",
    ),
    "attribute of another type": (
        L + "attributes: {Seats: 4}",
        IN_L
        + "attributes: there is no 'Seats'; available: 'Hostname', 'Manufacturer', 'Model', 'Notes', "
        "'Operating system', 'RAM GB', 'User', 'Warranty until'",
    ),
    "system field among attributes": (
        L + "attributes: {Serial Number: x}",
        IN_L
        + "attributes: there is no 'Serial Number': it is a system field, written as serial_number beside attributes",
    ),
    "attribute beside attributes": (
        L + "Model: x",
        IN_L + "there is no 'Model': it is an attribute, written under attributes",
    ),
    "attributes as a list": (
        L + "attributes: [Model]",
        IN_L + "attributes: takes a mapping of attribute name to value, not a list",
    ),
    "unknown status": (
        L + "status: In us",
        IN_L + "status: there is no status 'In us'; did you mean 'In use'?",
    ),
    "true for a status": (
        L + "status: !!bool yes",
        IN_L + "status: true is not one of its values: put it in quotes if it is a text",
    ),
    "substatus of another status": (
        L + "status: In stock\n  substatus: Lost",
        IN_L + "substatus: there is no substatus 'Lost' of this status; available: "
        "'Available', 'Defective', 'Pending disposal', 'Pending install', "
        "'Pending repair', 'Pending transfer', 'Pre-allocated', 'Reserved'",
    ),
    "substatus where there is none": (
        L + "status: In use\n  substatus: Lost",
        IN_L + "substatus: 'Lost' cannot be written here: it must be empty",
    ),
    "unknown location": (
        L + "location: Istanbul ofice",
        IN_L + "location: there is no location 'Istanbul ofice'; did you mean 'Istanbul office'?",
    ),
    "unknown number of a location": (
        L + "location: 99",
        IN_L + "location: there is no location '99'; available: "
        "'Data centre north', 'Halden headquarters', 'Istanbul office', "
        "'Laboratory', 'Lisbon office', 'Store room, basement'",
    ),
    "no such day": (
        L + "install_date: 2026-02-30",
        IN_L + "install_date: takes a date, written YYYY-MM-DD, not '2026-02-30'",
    ),
    "day of Jira's own format": (
        L + "attributes: {Warranty until: 3/Feb/26}",
        IN_L + "Warranty until: takes a date, written YYYY-MM-DD, not '3/Feb/26'",
    ),
    "time with a zone": (
        S + "attributes: {Maintenance window: 2026-02-03T22:00Z}",
        IN_S
        + "Maintenance window: takes a date with time, written YYYY-MM-DDTHH:MM, in the server's time,"
        " not '2026-02-03T22:00Z'",
    ),
    "no whole number": (
        L + "quantity: 1.5",
        IN_L + "quantity: takes a whole number of at most 64 bits, not 1.5",
    ),
    "no number": (L + "cost: 1,50", IN_L + "cost: takes a number, such as 34.12, not '1,50'"),
    "no currency": (
        L + "currency: EURO",
        IN_L + "currency: takes a currency code of three letters, such as EUR, not 'EURO'",
    ),
    "no address": (
        S + "attributes: {Management IP: 10.0.0.256}",
        IN_S + "Management IP: takes an IPv4 address, such as 192.0.2.7, not '10.0.0.256'",
    ),
    "misspelt option": (
        L + "attributes: {Manufacturer: Lenvo}",
        IN_L + "Manufacturer: 'Lenvo' is not one of its options; did you mean 'Lenovo'?",
    ),
    "several for one option": (
        L + "attributes: {Manufacturer: [Dell, HPE]}",
        IN_L + "Manufacturer: takes one value, not a list",
    ),
    "misspelt option of several": (
        S + "attributes: {Roles: [web, databse]}",
        IN_S + "Roles: 'databse' is not one of its options; did you mean 'database'?",
    ),
    "no path through the options": (
        "- {asset_type: Rack, name: a, attributes: {Room: [Halden, Tower]}}",
        "a.yml:1: Rack 'a': Room: 'Halden > Tower' is not a path through its options; did you mean 'Halden > Annex'?",
    ),
    "true for a text": (
        L + "attributes: {Model: !!bool yes}",
        IN_L + "Model: takes one text, not true; put it in quotes if it is a text",
    ),
    "list for a text": (
        L + "serial_number: [a]",
        IN_L + "serial_number: takes one text, not a list",
    ),
    "username with a space": (
        L + "assignee: Mei Lin",
        IN_L + "assignee: takes one username or user key, without spaces, not 'Mei Lin'",
    ),
    "what Ansible hides": (
        L + f"asset_tag: {HIDDEN}",
        IN_L + f"asset_tag: takes one text, not '{HIDDEN}'",
    ),
    "misspelt key of a reference": (
        S + "attributes: {Rack: [{asset_typ: Rack, name: r}]}",
        IN_S + "Rack: there is no 'asset_typ'; did you mean 'asset_type'?",
    ),
    "reference by id and name": (
        S + "attributes: {Rack: {id: 4, name: r}}",
        IN_S + "Rack: name: takes id or name, not both",
    ),
    "reference to an unknown type": (
        S + "attributes: {Rack: {asset_type: Rak, name: r}}",
        IN_S + "Rack: asset_type: there is no asset type 'Rak'; did you mean 'Rack'?",
    ),
    "true for a reference": (
        S + "attributes: {Rack: [!!bool true]}",
        IN_S + f"Rack: {REFERENCES}, not true; put it in quotes if it is a text",
    ),
    "file without a path": (
        L + "attachments: [{name: a.pdf}]",
        IN_L + "attachments: path: is needed",
    ),
    "slash in a file's name": (
        L + "attachments: [{path: a, name: b/c}]",
        IN_L
        + "attachments: name: takes a file name, without slashes, double quotes and control characters, not 'b/c'",
    ),
    "no such state": (
        L + "state: gone",
        IN_L + "state: 'gone' is not a state: write present or absent",
    ),
    "no id": (
        "- {id: lt-1, status: In use}",
        "a.yml:1: id: takes the id of an asset, a whole number, not 'lt-1'",
    ),
    "identity by no field": (
        L + "match_by: [serial]",
        IN_L
        + "match_by: there is no field 'serial' that can be compared; did you mean 'serial_number'?",
    ),
    "identity that is encrypted": (
        S + "match_by: Console password",
        IN_S + "match_by: there is no field 'Console password' that can be compared",
    ),
    "list for a secret": (
        S + "attributes: {Console password: [canary-password]}",
        IN_S
        + "Console password: takes one text, which is written, and never compared or shown, not a list",
    ),
    "hidden for a secret": (
        S + f"attributes: {{Console password: {HIDDEN}}}",
        IN_S + "Console password: takes one text, which is written, and never compared or shown,"
        " and not what is written there",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.values(), ids=WRONG)
def test_wrong_file(text, sentence, company, tmp_path):
    told = problems_of(text, company.schema, tmp_path)
    assert told[0].startswith(sentence)
    assert len(told) == (2 if "match_by" in text else 1)
    assert SECRET not in told[0]
    assert not company.validator.is_valid(yaml.load(text, Plain))


def test_defaults_of_an_unknown_type(company):
    """Only editors see this: a default that nothing inherits does no harm."""
    errors = [*company.validator.iter_errors({"defaults": {"Lptop": {"status": "In use"}}})]
    assert [one.validator for one in errors] == ["additionalProperties"]
    (error,) = company.validator.iter_errors(
        {"defaults": {"Laptop": {"attributes": {"Modell": 1}}}}
    )
    assert list(error.absolute_path) == ["defaults", "Laptop", "attributes"]


def test_all_problems_of_all_files_are_told_at_once(company, tmp_path):
    for name, text in (
        ("a.yml", WRONG["no name"][0]),
        ("b.yml", L + "stat: x\n  cost: [1]\n  id: 3"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    loaded = load([str(tmp_path)], str(tmp_path), decrypt)
    assert _validation.find_problems(loaded.assets, loaded.origins, company.schema) == [
        WRONG["no name"][1],
        "b.yml:1: Laptop 'a': cost: takes a number, such as 34.12, not a list",
        "b.yml:1: Laptop 'a': there is no 'stat'; did you mean 'state'?",
    ]


def test_what_many_assets_inherit_is_told_once(company, tmp_path):
    names = "".join(f"  - {{asset_type: Laptop, name: LT-{number}}}\n" for number in range(40))
    text = "defaults: {Laptop: {location: Mars}}\nassets:\n" + names
    every = problems_of(text, company.schema, tmp_path)
    assert len(every) == 40
    (told,) = grouped(every)
    assert told.startswith("location: there is no location 'Mars'; available: ")
    assert told.endswith(" (40 assets, first: a.yml:3, a.yml:4, a.yml:5)")


# -- what no schema can say --

TWICE = "is already declared at a.yml:1: "
IDENTITIES = {
    "same name": (
        "- {asset_type: Laptop, name: a}\n- {asset_type: 5, name: a}",
        ["a.yml:2: 5 'a': " + TWICE + "Laptop 'a': remove one of them"],
    ),
    "same id": (
        "- {id: 7}\n- {id: '7', asset_type: Laptop}",
        ["a.yml:2: Laptop: " + TWICE.rstrip(": ") + ": remove one of them"],
    ),
    "same serial number": (
        2 * "- {asset_type: Laptop, match_by: serial_number, serial_number: 5}\n",
        ["a.yml:2: Laptop: " + TWICE + "Laptop: remove one of them"],
    ),
    "same name, another type": (
        "- {asset_type: Laptop, name: a}\n- {asset_type: Server, name: a}",
        [],
    ),
    "same name, other case": (
        "- {asset_type: Laptop, name: a}\n- {asset_type: Laptop, name: A}",
        [],
    ),
    "not written": (
        L + "match_by: [serial_number, Model]\n  serial_number: ''",
        [
            IN_L + f"{key}: is needed to find the asset: write it, or id, or another match_by"
            for key in ("serial_number", "Model")
        ],
    ),
    "attribute": (
        2 * "- {asset_type: Laptop, match_by: [Model], attributes: {Model: x}}\n",
        ["a.yml:2: Laptop: " + TWICE + "Laptop: remove one of them"],
    ),
}


@pytest.mark.parametrize(("text", "sentences"), IDENTITIES.values(), ids=IDENTITIES)
def test_identities(text, sentences, company, tmp_path):
    assert problems_of(text, company.schema, tmp_path) == sentences


# -- the schema and the modules agree --


def is_parsed(asset, asset_type, known):
    try:
        parse_asset(asset, asset_type, known, exact=written_in(asset))  # as in a state file
    except ProblemsFound:
        return False
    return True


def declared():
    """An asset with any of the 38 fields, in any of the spellings that the modules take, or cleared."""
    fields = {
        key: st.sampled_from([*case.spellings, *case.others, *CLEARS])
        for key, case in CASES.items()
    }
    return st.fixed_dictionaries({}, optional=fields)


@settings(
    max_examples=150,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(values=declared(), loose=st.booleans())
def test_asset_that_the_modules_take_is_right(every, values, loose):
    written = {key: filled_in(value, every.placeholders) for key, value in values.items()}
    asset = {
        "asset_type": "Specimen",
        "name": "a",
        **{key: value for key, value in written.items() if key in WIRE},
        "attributes": {key: value for key, value in written.items() if key not in WIRE},
    }
    asset = {**asset, "id": 7} if loose else asset
    parsed = is_parsed(asset, every.type("Specimen"), every.known)
    assert every.validator.is_valid([asset]) == parsed


VALUES = [
    "", " ", "0", "-1", "3.0", ".5", "5.", "14", "13", "Ada", "Ada, Bal", "Yes", "yes", "one; two", "Europe",
    "Norway", "Oslo", "West-East", "1-2", "1-2-3", "1-3", "5", "7-8", "4", "77", "Annexe", "Halden ", "2026-02-03",
    "20260203", "2026-02-29", "2024-02-29", "2026-04-31", "2026-2-3", "0000-01-01", "2026-02-03T00:00",
    "2026-02-03T23:59", "2026-02-03 23:59:00", "2026-02-03T23:59Z", "2026-02-03T24:00", "EUR", "eur", "EURO",
    "10.0.0.1", "10.0.0.256", " 10.0.0.1", "010.0.0.1", "::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7:8:9", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1::2::3", "12345::", "10000", "10000-1",
    "10000@@@@@@10001", "Ada@@@@@@Bal", "a b", "mei.lin", "In use", "in use", "IN STOCK", "1", "Available", "Lost",
    "x #7", "#7", "007", '["a"]', "true", "null", HIDDEN, 0, 1, 3, 7, 13, 14, -1, 1.5, 20260203, 2**63, True, False,
    None, [], ["Ada"], ["Ada", "Bal"], ["Ada", "x"], [14], [1, 2], [1, 2, 3], ["Europe", "Norway"],
    ["Europe", "Oslo"], ["Norway"], ["a", True], [["a"]], ["10000-1"], [10000], {"name": "x"}, {"id": 4},
    {"id": "x"}, {"id": 4, "name": "x"}, {"asset_type": "Specimen", "name": "x"}, {"x": 1}, [{"name": "x"}, 4],
    {"asset_type": "Specimen"},
]  # fmt: skip
# A leading zero and so on: nobody wants to write these, although they could be taken.
LAXER = {("cascading", "007")}


@pytest.fixture(scope="module")
def specimen():
    schema = json.loads(json.dumps(build_schema([SPECIMEN], [SPECIMEN], KNOWN)))
    return jsonschema.Draft7Validator(schema)


@pytest.mark.parametrize("key", sorted({row.kind: key for key, row in FIELDS.items()}.values()))
def test_value_is_right_if_the_modules_take_it(key, specimen):
    row = FIELDS[key]
    taken, right = [], []
    for value in VALUES:
        written = {key: value} if row.is_system else {"attributes": {row.name: value}}
        asset = {"asset_type": "Specimen", "name": "a", **written}
        if (row.kind, value if isinstance(value, str) else "") in LAXER:
            continue
        taken += [value] if is_parsed(asset, SPECIMEN, KNOWN) else []
        right += [value] if specimen.is_valid([asset]) else []
    assert right == taken
    assert 0 < len(right) < len(VALUES)


# -- the schema's file --


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "schema: 'x.json' is not JSON (Expecting property name"),
        ("[]", "schema: 'x.json' is not a schema of state files; write it with aip_schema"),
        ('{"$schema": "https://json-schema.org/draft/2020-12/schema"}', "schema: 'x.json' is not a schema of"),
    ],
    ids=["no JSON", "no schema", "another draft"],
)  # fmt: skip
def test_file_that_is_no_schema(text, sentence):
    with pytest.raises(InputError) as caught:
        _validation.parse_schema(text, "x.json")
    assert caught.value.sentence.startswith(sentence)


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:1/x.json", "#/definitions/none", "other.json"]
)
def test_schema_that_leads_elsewhere(target, company):
    """No request is made for a reference, whatever somebody has written into the file."""
    schema = {**company.schema, "items": {"$ref": target}}
    with pytest.raises(InputError, match=re.escape(f"refers to '{target}', which is not in it")):
        _validation.parse_schema(json.dumps(schema), "x.json")
    named = {**company.schema, "$id": "http://127.0.0.1:1/"}
    assert _validation.parse_schema(json.dumps(named), "x.json") == company.schema


@pytest.mark.parametrize(
    "wrong", [{"type": "asset"}, {"pattern": "("}, {"$ref": "#/definitions/loop"}]
)
def test_schema_that_is_not_valid(wrong, company):
    definitions = {**company.schema["definitions"], "loop": {"$ref": "#/definitions/loop"}}
    schema = {
        **company.schema,
        "definitions": definitions,
        "items": {"properties": {"name": wrong}, **wrong},
    }
    with pytest.raises(InputError, match="schema: is not a valid JSON Schema: "):
        _validation.find_problems([{"asset_type": "Laptop", "name": "a"}], ["a.yml:1"], schema)


def test_rule_of_ones_own(company):
    """Who tightens the schema gets a sentence too."""
    schema = json.loads(json.dumps(company.schema))
    schema["definitions"]["asset"]["allOf"] += [
        {"required": ["serial_number"]},
        {"properties": {"serial_number": {"maxLength": 3}, "owner": {"oneOf": [{"type": "null"}]}}},
    ]
    asset = {"asset_type": "Laptop", "name": "a", "serial_number": SECRET, "owner": "x"}
    told = _validation.find_problems([asset, {"id": 4}], ["a.yml:1", "a.yml:2"], schema)
    assert told == [
        IN_L + "serial_number: does not satisfy 'maxLength' in the schema",
        IN_L + "owner: does not satisfy 'type' in the schema",
        "a.yml:2: serial_number: is needed",
    ]


def test_without_the_library(company, monkeypatch):
    monkeypatch.setattr(_validation, "jsonschema", None)
    with pytest.raises(
        InputError, match=r"cannot import jsonschema; install all .* -m pip install .*'jsonschema>="
    ):
        _validation.find_problems([], [], company.schema)


# -- the task --


@pytest.fixture
def validate(tmp_path, monkeypatch, company):
    """Runs aip_validate as a task does: `validate(text, **options)`."""
    (tmp_path / "schema.json").write_text(json.dumps(company.schema), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run_task(text="", password=None, **options):
        (tmp_path / "a.yml").write_text(text, encoding="utf-8")
        loader = DataLoader()
        if password:
            loader.set_vault_secrets([("default", VaultSecret(password))])
        args = {"src": "a.yml", "schema": "schema.json", **options}
        task = SimpleNamespace(
            args={key: value for key, value in args.items() if value is not None},
            check_mode=False, diff=False, async_val=0, environment=[],
            get_search_path=lambda: [str(tmp_path)],
        )  # fmt: skip
        action = aip_validate.ActionModule(
            task=task, connection=SimpleNamespace(_shell=SimpleNamespace(tmpdir=None)),
            play_context=SimpleNamespace(), loader=loader, templar=Templar(loader=loader),
            shared_loader_obj=None,
        )  # fmt: skip
        return action.run(task_vars={})

    return run_task


def vaulted(password, text=SECRET):
    lines = VaultLib([("default", VaultSecret(password))]).encrypt(text).decode().splitlines()
    return "!vault |\n" + "".join(f"        {line}\n" for line in lines)


ONE_IS_RIGHT = {"changed": False, "assets": 1, "summary_text": "Validated: 1 asset is valid"}


def test_task_with_right_files(validate):
    assert validate(L + "status: In use") == ONE_IS_RIGHT


def test_task_with_wrong_files(validate):
    result = validate("".join(text.replace(" a\n", f" a{number}\n") + "\n" for number, (text, _told) in enumerate(
        one for one in WRONG.values() if one[0].startswith(L))))  # fmt: skip
    assert result["failed"]
    assert len(result["problems"]) > 15
    assert len(set(result["problems"])) == len(result["problems"])
    first, *lines, last = result["msg"].split("\n")
    assert first == f"{len(result['problems'])} problems:"
    assert lines[0].startswith("- a.yml:1: Laptop 'a0': there is no 'satus'")
    assert [line[2:] for line in lines] == result["problems"][:20]
    assert last == f"- ... and {len(result['problems']) - 20} more"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"schema": "none.json"},
            "schema: there is no file or folder 'none.json'; it was .*aip_schema",
        ),
        ({"schema": "a.yml"}, "schema: 'a.yml' is not JSON"),
        ({"src": "none.yml"}, "src: there is no file or folder 'none.yml'; it was looked for in /"),
        ({"src": None}, "missing required arguments: src"),
        ({"source": "a.yml"}, r"source\. Supported parameters include: schema, src"),
    ],
)
def test_task_with_wrong_options(options, sentence, validate):
    result = validate(**options)
    assert result["failed"]
    assert re.search(sentence, result["msg"])


def test_task_with_vaulted_values(validate):
    text = S + "attributes:\n      Console password: " + vaulted(b"right")
    assert validate(text, b"right") == ONE_IS_RIGHT
    for password in (None, b"wrong"):
        result = validate(text, password)
        assert "a.yml:4: the !vault value cannot be decrypted" in result["msg"]
        assert "give its password, for example by --vault-password-file" in result["msg"]


def test_task_shows_no_secret(validate):
    result = validate(L + "status: " + vaulted(b"right"), b"right")
    assert result["failed"]
    assert SECRET not in json.dumps(result)
    assert "there is no status '" in result["msg"]


@pytest.mark.parametrize("secret", ["c", "failed", "99999", "status"])
def test_task_with_a_short_secret_still_fails(validate, secret):
    result = validate(L + "status: " + vaulted(b"right", secret), b"right")
    assert result["failed"] is True
    assert result["changed"] is False
    assert set(result) == {"failed", "changed", "msg", "problems", "summary_text"}
    assert result["summary_text"] == "Validated: 1 problem in 1 asset"
    assert "there is no status '********'" in result["msg"]
