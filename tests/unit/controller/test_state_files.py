# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State files: what is in them comes out as written, and what is wrong is told with its line."""

from __future__ import annotations

import importlib.util
import json
import os
import sys

import pytest
import yaml
from ansible.errors import AnsibleError
from ansible_collections.assetops.aip.plugins.module_utils._core import plan_data
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.known import Known
from ansible_collections.assetops.aip.plugins.module_utils._core.schema.document import build_schema
from ansible_collections.assetops.aip.plugins.plugin_utils._audit import as_json
from ansible_collections.assetops.aip.plugins.plugin_utils._state_files import (
    composer,
    yaml_file,
)
from ansible_collections.assetops.aip.plugins.plugin_utils._state_files import load as loading

VAULTED = "$ANSIBLE_VAULT;1.1;AES256"
UNCLOSED = (
    "while parsing a flow sequence (which begins at line 2), did not find expected ',' or ']'"
)


def decrypt(content):
    """Stands in for Ansible's: what follows the header is the text, reversed."""
    head, _line, body = content.decode().partition("\n")
    if head != VAULTED or "wrong" in body:
        raise AnsibleError("Decryption failed (no vault secrets\nwere found that could decrypt).")
    return body.strip()[::-1].encode()


@pytest.fixture
def write(tmp_path):
    """Writes a file below the folder of the test: `write(name, text)`."""

    def write_file(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write_file


@pytest.fixture
def load(tmp_path):
    """Loads files and folders of the test, or the only file."""

    def load_paths(*names):
        paths = [str(tmp_path / name) for name in names or ("a.yml",)]
        return loading.load(paths, str(tmp_path), decrypt)

    return load_paths


@pytest.fixture
def problems(load):
    """The problems of the paths."""

    def find(*names):
        with pytest.raises(InputError) as caught:
            load(*names)
        return list(caught.value.problems)

    return find


# -- values --


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("-12", -12),
        ("0", 0),
        ("1.5", 1.5),
        ("-0.25", -0.25),
        ("1e3", "1e3"),
        ("1.0e+3", "1.0e+3"),
        ("1.5e+300", 1.5e300),
        ("-0", "-0"),
        ("+5", "+5"),
        ("0123", "0123"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0b1", "0b1"),
        ("1:30", "1:30"),
        ("1.10", "1.10"),
        ("1.", "1."),
        (".5", ".5"),
        (".inf", ".inf"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("١٢", "١٢"),
        ("0.1000000000000000055", "0.1000000000000000055"),
        ("9" * 30, int("9" * 30)),
        ("9" * 5000, "9" * 5000),
        ("2026-03-04", "2026-03-04"),
        ("2026-03-04T11:30:00Z", "2026-03-04T11:30:00Z"),
        ("y", "y"),
        ("~", None),
        ("", None),
        ("Null", None),
        ("=", "="),
        ("x}} {{", "x}} {{"),
        ("'{%'", "{%"),
        ("'12'", "12"),
        ('"yes"', "yes"),
        ("''", ""),
        ("|\n    12\n", "12\n"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
        ("!!float '1.10'", 1.1),
        ("!!bool 'yes'", True),
        ("!!null ''", None),
        ("!unsafe '{{ x }}'", "{{ x }}"),
        ("!unsafe [a, {b: '{{ x }}'}]", ["a", {"b": "{{ x }}"}]),
        ("{__ansible_unsafe: '{{ x }}'}", "{{ x }}"),
        ("[1, a, [~]]", [1, "a", [None]]),
        ("{a: {1: 2}}", {"a": {"1": 2}}),
        ("!!map {a: 1}", {"a": 1}),
        ("!!seq [1]", [1]),
    ],
)
def test_value_is_as_written(write, load, written, value):
    write("a.yml", f"- value: {written}\n")
    [asset] = load().assets
    assert asset == {"value": value}
    assert type(asset["value"]) is type(value)


def test_keys_are_text_as_written(write, load):
    write("a.yml", "- {No: 1, 12: 2, ~: 3, 2026-01-01: 4, 1.10: 5, '<<': 6, =: 7}\n")
    assert list(load().assets[0]) == ["No", "12", "~", "2026-01-01", "1.10", "<<", "="]


def test_json_values_are_those_of_json(write, load):
    text = '[\n\t{"a": 1.10, "b": "\\ud83d\\ude00\\/", "c": true, "d": null,\n\t"e": "12", "f": 1e2}\n]'
    write("a.json", text)
    [asset] = load("a.json").assets
    assert asset == {"a": 1.1, "b": "😀/", "c": True, "d": None, "e": "12", "f": 100.0}


# -- files --


def test_files_and_folders_come_in_order_with_their_lines(write, load):
    write("z.yml", "# first\n- name: z1\n\n- name: z2\n")
    write("state/b.yaml", "---\nassets:\n  - {name: b}\n...\n---\n- name: b2\n---\n")
    write("state/a/x.json", '{"assets": [\n {"name": "x1"},\n {"name": "x2"}]}')
    write("state/.hidden.yml", "- name: no\n")
    write("state/.git/c.yml", "- name: no\n")
    write("state/notes.txt", "no")
    write("state/empty.yml", "# nothing\n")
    loaded = load("z.yml", "state", "state/b.yaml")
    assert [asset["name"] for asset in loaded.assets] == ["z1", "z2", "x1", "x2", "b", "b2"]
    assert loaded.origins == [
        "z.yml:2",
        "z.yml:4",
        "state/a/x.json:2",
        "state/a/x.json:3",
        "state/b.yaml:3",
        "state/b.yaml:6",
    ]
    assert loaded.secrets == frozenset()


@pytest.mark.parametrize("name", ["a.yml", "a.json"])
@pytest.mark.parametrize("content", ["", " \n", "\ufeff", "[]", '{"assets": []}', "null", "{}"])
def test_file_may_hold_nothing(write, load, name, content):
    write(name, content)
    assert load(name).assets == []


def test_outside_of_base_the_path_is_told_as_given(write, tmp_path):
    path = write("a.yml", "- name: x\n")
    loaded = loading.load([path], str(tmp_path / "elsewhere"), decrypt)
    assert loaded.origins == [f"{path}:1"]


def test_links_are_followed_but_not_in_circles(write, load, tmp_path):
    write("real/a.yml", "- name: x\n")
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "linked").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "ring").symlink_to(tmp_path / "state")
    assert load("state").origins == ["state/linked/a.yml:1"]


def test_all_problems_of_all_files_are_told(write, problems, tmp_path):
    write("a.yml", "- name: x\n  name: y\n- text\n- [1]\n-\n")
    write("b.yml", "assets:\n  - name: [x\n")
    write("c.yml", b"- name: ok\n- name: \xff\n")
    write("d.json", '[\n{"a": 1,\n "a": 2}, 7]')
    write("e.json", '[{"a": }]')
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert problems("a.yml", "nowhere", "b.yml", "c.yml", "d.json", "e.json", "empty", "pipe") == [
        "a.yml:2: the key 'name' is already used in line 1",
        "a.yml:3: an asset must be a mapping of fields, not 'text'",
        "a.yml:4: an asset must be a mapping of fields, not a list",
        "a.yml:5: an asset must be a mapping of fields, not an empty value",
        "nowhere: no such file or folder",
        "b.yml:3:1: not valid YAML: " + UNCLOSED,
        "c.yml:2: not UTF-8; save the file in this encoding",
        "d.json:3: the key 'a' is already used in line 2",
        "d.json:3: an asset must be a mapping of fields, not '7'",
        "e.json:1:8: not valid JSON: expecting value",
        "empty: no file in this folder ends in .yml, .yaml, .json",
        "pipe: is neither a file nor a folder",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_and_folder(write, problems, tmp_path):
    write("state/a.yml", "[]")
    write("state/shut/b.yml", "[]")
    (tmp_path / "state/a.yml").chmod(0)
    (tmp_path / "state/shut").chmod(0)
    told = problems("state")
    (tmp_path / "state/shut").chmod(0o700)
    assert told == [
        "state/shut: cannot be read: Permission denied",
        "state/a.yml:1: cannot be read: Permission denied",
    ]


def test_file_that_cannot_be_read(write, problems, monkeypatch):
    write("a.yml", "[]")

    def refuse(*_given, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    assert problems() == ["a.yml:1: cannot be read: Permission denied"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("text", "1: 'text' is not a list of assets: "),
        ("assets: {name: x}", "1: a mapping is not a list of assets: "),
        (
            "asset:\n  - name: x",
            "1: unknown key 'asset': a state file is a list of assets, or a mapping",
        ),
        ("defaults: {}\nasset: []", "did you mean 'assets'?"),
        ("assets: []\nassets: []", "2: the key 'assets' is already used in line 1"),
        ("defaults: [a]", "1: 'defaults' must map asset types, or '*', to fields"),
        ("defaults:\n  Rack: x", "2: the defaults of 'Rack' must be a mapping of fields"),
        ("- a: !custom x", "1: the tag !custom is not supported; write the value without it"),
        ("- a: !!timestamp 2026-01-01", "1: the tag !!timestamp is not supported"),
        ("- a: !!set {x}", "1: the tag !!set is not supported"),
        (
            "- !!python/object:os.system {}",
            "1: the tag !!python/object:os.system is not supported",
        ),
        ("- a: !!int x", "1: 'x' is not a valid !!int"),
        ("- a: !!bool 2", "1: '2' is not a valid !!bool"),
        ("- ? [a]\n  : 1", "1: a key must be text"),
        ("- ? !x a\n  : 1", "1: a key must be text"),
        ("- name: *gone", "1:9: not valid YAML: found undefined alias"),
        (
            "- a: 1\n\tb: 2",
            "2:1: not valid YAML: while scanning a plain scalar (which begins at line 1),",
        ),
        ("- a: b: c", "1:7: not valid YAML: mapping values are not allowed in this context"),
        ("- a: 1\n- b: \x07", "2: not valid YAML: "),
        ("- ä: 1\n- ä: \x07", "2: not valid YAML: "),
        ("- <<: 1", "1: << takes a mapping, or a list of mappings"),
        ("- <<: [{a: 1}, 2]", "1: << takes a mapping, or a list of mappings"),
        ("- &a\n  x: *a", "1: an alias (*) is part of the value that it repeats"),
        ("- &a [*a]", "1: an alias (*) is part of the value that it repeats"),
        ("- " + "[" * 500 + "]" * 500, "1: lists and mappings are nested too deeply"),
    ],
)
def test_problem_is_told_with_its_line(write, problems, content, problem):
    write("a.yml", content)
    told = problems()[0]
    assert told.startswith("a.yml:1:") if problem.startswith("1:") else told.startswith("a.yml:")
    assert problem in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('[{"a": "NaN",\n "b": NaN}]', "a.json:2:7: not valid JSON: 'NaN' is not allowed in JSON"),
        ('[{"a": -Infinity}]', "a.json:1:8: not valid JSON: '-Infinity' is not allowed in JSON"),
        ("# text\n[]", "a.json:1:1: not valid JSON: expecting value"),
        (
            '{"asset": []}',
            "a.json:1: unknown key 'asset': a state file is a list of assets, or a mapping",
        ),
        (
            '{"defaults": {"Rack": []}}',
            "a.json:1: the defaults of 'Rack' must be a mapping of fields",
        ),
        ('{"assets": 1}', "a.json:1: '1' is not a list of assets: "),
        ("[" * 100000, "a.json:1: lists and mappings are nested too deeply"),
    ],
)
def test_problem_of_json_is_told_with_its_line(write, problems, content, problem):
    write("a.json", content)
    [told] = problems("a.json")
    assert told.startswith(problem)


def test_deep_nesting_breaks_no_parser(write, problems):
    write("a.yml", "[" * 100000)
    [told] = problems()
    assert told.startswith("a.yml:1")


# -- aliases --


def test_aliases_and_merge_keys(write, load):
    write(
        "a.yml",
        "- &one {name: a, attributes: &attributes {x: 1, y: 2}}\n"
        "- <<: *one\n"
        "  name: b\n"
        "- <<: [{name: c, z: 3}, *one]\n"
        "- {name: d, attributes: {y: 7, <<: *attributes}}\n"
        "- *one\n",
    )
    loaded = load()
    both = {"x": 1, "y": 2}
    assert loaded.assets == [
        {"name": "a", "attributes": both},
        {"name": "b", "attributes": both},
        {"name": "c", "z": 3, "attributes": both},
        {"name": "d", "attributes": {"x": 1, "y": 7}},
        {"name": "a", "attributes": both},
    ]
    text = "- &one {name: a, attributes: &attributes {x: 1, y: 2}}\n- <<: *one\n  name: b\n"
    assert yaml.safe_load(text) == loaded.assets[:2]


@pytest.mark.parametrize("inside", ["[{}]", "{{<<: [{}]}}"])
def test_bomb_of_aliases_is_refused(write, problems, inside):
    lines = ["- &a0 {x: lol}"]
    for number in range(1, 40):
        before = ", ".join([f"*a{number - 1}"] * 9)
        lines.append(f"- &a{number} {inside.format(before)}")
    write("a.yml", "\n".join(lines))
    [told] = problems()
    assert "looks like an attack or a mistake" in told


def test_many_uses_of_one_alias_are_no_bomb(write, load):
    lines = ["- &common {status: In use, attributes: {a: 1, b: 2}}"]
    lines += [f"- {{<<: *common, name: n{number}}}" for number in range(5000)]
    write("a.yml", "\n".join(lines))
    assert len(load().assets) == 5001


# -- defaults --


def test_defaults_are_inherited(write, load):
    write(
        "a.yml",
        """
defaults:
  "*": {asset_type: Server, status: In use, owner: anna, attributes: {Site: A, Rack: r1}}
  Server: {status: In stock, groups: [x], attributes: {Rack: r2}}
  Laptop:
  Printer: {status: Missing}
assets:
  - {name: s1, attributes: {RAM: 1}, groups: []}
  - {name: s2, attributes: ~, owner: null}
  - {asset_type: Laptop, name: l1}
  - {asset_type: ~, name: n1}
""",
    )
    assert load().assets == [
        {
            "asset_type": "Server",
            "status": "In stock",
            "owner": "anna",
            "attributes": {"Site": "A", "Rack": "r2", "RAM": 1},
            "groups": [],
            "name": "s1",
        },
        {
            "asset_type": "Server",
            "status": "In stock",
            "owner": None,
            "attributes": None,
            "groups": ["x"],
            "name": "s2",
        },
        {
            "asset_type": "Laptop",
            "status": "In use",
            "owner": "anna",
            "attributes": {"Site": "A", "Rack": "r1"},
            "name": "l1",
        },
        {
            "asset_type": None,
            "status": "In use",
            "owner": "anna",
            "attributes": {"Site": "A", "Rack": "r1"},
            "name": "n1",
        },
    ]


def test_defaults_are_for_their_document_alone(write, load):
    write("a.yml", "defaults: {'*': {a: 1}}\nassets: [{name: x}]\n---\n- name: y\n")
    assert load().assets == [{"a": 1, "name": "x"}, {"name": "y"}]


def test_defaults_in_json(write, load):
    write("a.json", '{"defaults": {"Rack": {"a": 1}}, "assets": [{"asset_type": "Rack"}]}')
    assert load("a.json").assets == [{"a": 1, "asset_type": "Rack"}]


def test_defaults_of_a_misspelt_type(write, problems, load):
    write("a.yml", "defaults:\n  Sever: {a: 1}\nassets:\n  - asset_type: Server\n")
    assert problems() == [
        "a.yml:2: no asset in this document has the type 'Sever'; did you mean 'Server'?"
    ]
    write("a.yml", "defaults:\n  Server: {a: 1}\nassets:\n  - asset_type: Server rack\n")
    assert load().assets == [{"asset_type": "Server rack"}]


def test_attachments_are_relative_to_their_file(write, load, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", "/somewhere")
    write(
        "state/a.yml",
        "defaults: {Rack: {attachments: [up.txt]}}\n"
        "assets:\n"
        "  - attachments: [a.txt, /b.txt, ~/c.txt, {path: ../d.txt, name: e}, 7, {name: f}, '']\n"
        "  - {attachments: text, asset_type: Rack}\n"
        "  - {asset_type: Rack}\n",
    )
    first, second, third = load("state").assets
    folder = str(tmp_path / "state")
    assert first["attachments"] == [
        f"{folder}/a.txt",
        "/b.txt",
        "/somewhere/c.txt",
        {"path": f"{folder}/../d.txt", "name": "e"},
        7,
        {"name": "f"},
        "",
    ]
    assert second["attachments"] == "text"
    assert third["attachments"] == [f"{folder}/up.txt"]


# -- what YAML bends, and what is left in a file --


@pytest.mark.parametrize("word", ["yes", "Off", "true", "NO"])
@pytest.mark.parametrize("form", ["{}", "[a, {}]", "{{a: {}}}"])
def test_true_and_false_are_texts_without_their_quotes(write, problems, word, form):
    write("a.yml", f"- name: x\n  value: {form.format(word)}\n")
    is_true = "true" if word.lower() in ("yes", "true") else "false"
    assert problems() == [
        f"a.yml:2: '{word}' without quotes is {is_true}, which no field takes: write it in quotes: \"{word}\""
    ]


TEMPLATES = {
    "in a text": ("rack-{{ n }}", "{{ n }}"),
    "in quotes": ("'{{ n }}'", "{{ n }}"),
    "with a filter": ('"{{ n | default(1) }}"', "{{ n | default(1) }}"),
    "without quotes": ("{{ n }}", "{{ n }}"),
    "a statement": ("'{% if x %}a{% endif %}'", "{% if x %}"),
    "in a list": ("[a, 'b {{ n }}']", "{{ n }}"),
    "in a block": ("|\n    a\n    {{ n }}", "{{ n }}"),
    "in a tagged text": ("!!str '{{ n }}'", "{{ n }}"),
    "in a key": ("{'{{ n }}': 1}", "{{ n }}"),
    "as a key": ("{ {{ n }}: 1}", "{{ n }}"),
}


@pytest.mark.parametrize(("written", "shown"), TEMPLATES.values(), ids=TEMPLATES)
def test_template_is_refused(write, problems, written, shown):
    write("a.yml", f"- asset_type: Rack\n  name: {written}\n")
    [told] = problems()
    assert told == (
        f"a.yml:2: a state file is not a template: '{shown}' is not replaced; write the value itself,"
        " or mark a text that has such braces: !unsafe 'text'"
    )


@pytest.mark.parametrize(
    "content",
    [
        "- name: {{ x }}-1\n",
        "{% for x in y %}\n- name: a\n{% endfor %}\n",
        "- name: {{ x['a'] }}\n",
    ],
)
def test_template_that_is_not_even_yaml_is_recognized(write, problems, content):
    write("a.yml", content)
    [told] = problems()
    assert told.endswith("; a state file is not a template: write the value itself")


def test_template_in_json_is_refused(write, problems):
    write(
        "a.json",
        '[\n{"name": "a"},\n{"name": "b", "attributes": {"Notes": ["{{ x }}"], "{{ y }}": 1}}\n]',
    )
    way_out = (
        "is not replaced; write the value itself, or mark a text that has such braces:"
        ' {"__ansible_unsafe": "text"}'
    )
    assert problems("a.json") == [
        f"a.json:3: a state file is not a template: '{{{{ y }}}}' {way_out}",
        f"a.json:3: a state file is not a template: '{{{{ x }}}}' {way_out}",
    ]


@pytest.mark.parametrize("name", ["a.json", "a.yml"])
def test_marks_of_ansible_in_json(write, load, name):
    vaulted = json.dumps(f"{VAULTED}\nterces\n")
    write(
        name,
        f'[{{"name": {{"__ansible_unsafe": "{{{{ x }}}}"}}, "attributes": {{"a": [{{"__ansible_vault": {vaulted}}}]}},'
        ' "c": {"__ansible_vault": 1, "b": 2}}]',
    )
    loaded = load(name)
    assert loaded.assets == [
        {"name": "{{ x }}", "attributes": {"a": ["secret"]}, "c": {"__ansible_vault": 1, "b": 2}}
    ]
    assert loaded.secrets == {"secret"}


def test_vaulted_value_in_json_that_cannot_be_decrypted(write, problems):
    write("a.json", '[\n{"a": {"__ansible_vault": "text"}}]')
    [told] = problems("a.json")
    assert told.startswith("a.json:2: the !vault value cannot be decrypted (Decryption failed")


@pytest.mark.parametrize("name", ["a.yml", "a.json"])
def test_merge_conflict_is_named(write, problems, name):
    write(name, "- name: a\n<<<<<<< HEAD\n- name: b\n=======\n- name: c\n>>>>>>> other\n")
    assert problems(name) == [
        f"{name}:2: a merge conflict is not resolved ('<<<<<<< HEAD'): choose what is right, and remove the markers"
    ]


def test_markers_inside_a_text_are_text(write, load):
    write("a.yml", "- name: |-\n    a\n    <<<<<<< HEAD\n")
    assert load().assets == [{"name": "a\n<<<<<<< HEAD"}]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff- name: x\n",
        "\ufeff\ufeff---\n- name: x\n",
        "---\n\ufeff- name: x\n",
        f"\ufeff{VAULTED}\n" + "- name: x\n"[::-1],
        f"\n \r\n{VAULTED}\n" + "- name: x"[::-1],
        f"{VAULTED}\n" + "\ufeff- name: x"[::-1],
    ],
    ids=["first", "twice", "in the middle", "of a vault", "blank lines", "in a vault"],
)
def test_byte_order_marks_and_blank_lines_do_no_harm(write, load, content):
    write("a.yml", content)
    assert load().assets == [{"name": "x"}]


# -- other files --

OTHERS = {
    "a JSON Schema": ("aip.schema.json", '{"$schema": "http://json-schema.org/draft-07/schema#", "type": "array"}'),
    "a plan file": ("plan.json", '{"format": "assetops.aip plan 2", "steps": []}'),
    "a report": ("drift.json", '{"format": "assetops.aip.audit/1", "assets": [{"action": "create"}]}'),
    "a SARIF report": ("drift.sarif.json", '{"$schema": "https://x/sarif.json", "version": "2.1.0", "runs": []}'),
    "a Code Quality report": ("cq.json", '[{"check_name": "a", "fingerprint": "b", "location": {}}]'),
    "a dialect file": ("aip-dialect.yml", "aip_dialect: {numbers: text, x: yes}\n"),
    "an inventory source": ("servers.aip.yml", "plugin: assetops.aip.aip\nasset_types: [Server]\n"),
    "an inventory": ("hosts.yml", "all:\n  hosts: {a: {b: '{{ c }}'}}\n"),
    "a list of required collections or roles": ("requirements.yml", "collections: [assetops.aip]\n"),
    "a playbook": ("site.yml", "- hosts: all\n  become: yes\n- ansible.builtin.import_playbook: '{{ b }}.yml'\n"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_other_file_in_a_folder_is_left_out(write, load, problems, kind):
    name, content = OTHERS[kind]
    write(f"state/{name}", content)
    assert problems("state") == [
        f"state: no file in this folder is a state file: state/{name} is {kind}"
    ]
    write("state/assets.yml", "- name: x\n")
    loaded = load("state")
    assert loaded.assets == [{"name": "x"}]
    assert loaded.skipped == (f"state/{name} is not read: it is {kind}",)
    assert problems("state", f"state/{name}") == [
        f"state/{name}: it is {kind}, not a state file; remove it from src"
    ]
    assert problems(f"state/{name}") == problems("state", f"state/{name}")


def test_our_own_files_are_recognized_as_they_are_written(write, load, tmp_path):
    write("a.yml", "- name: x\n")
    write("schema.json", json.dumps(build_schema([], [], Known())))
    write("plan.json", json.dumps({"format": plan_data.FORMAT, "steps": []}))
    write("drift.json", json.dumps({"format": as_json.FORMAT, "assets": []}))
    loaded = loading.load([str(tmp_path)], str(tmp_path), decrypt)
    assert loaded.assets == [{"name": "x"}]
    assert len(loaded.skipped) == 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '{"$schema": "../aip.schema.json", "assets": [{"name": "x"}]}'),
        ("a.json", '{"$schema": "http://json-schema.org/draft-07/schema#", "assets": [{"name": "x"}]}'),
        ("a.yml", "$schema: aip.schema.json\ndefaults: {}\nassets:\n  - name: x\n"),
        ("a.yml", "# yaml-language-server: $schema=../aip.schema.json\n---\n- name: x\n"),
        ("hosts.yml", "- {name: x}\n"),
    ],
)  # fmt: skip
def test_state_file_may_name_its_schema(write, load, name, content):
    write(f"state/{name}", content)
    assert load("state").assets == [{"name": "x"}]


SHAPE = "a state file is a list of assets, or a mapping with 'defaults' and 'assets'"
MOVE = "move other files out of the folder, or name the state files in src"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("services: {x: {restart: no}}\nversion: '{{ x }}'\n",
         f"1: not a state file, as its keys are 'services', 'version': {SHAPE}; {MOVE}"),
        ("a: 1\nb: 1\nc: 1\nd: 1\ne: 1\nf: 1\n",
         "1: not a state file, as its keys are 'a', 'b', 'c', 'd', 'e', ...: "),
        ("asset_type: Rack\nname: r\n",
         "1: an asset stands in a list: begin its first line with '- ', and indent the others"),
    ],
)  # fmt: skip
def test_wrong_file_gives_one_sentence(write, problems, content, problem):
    write("state/a.yml", content)
    [told] = problems("state")
    assert told.startswith(f"state/a.yml:{problem}")


def test_usual_files_of_a_repository_do_not_count(write, load):
    for name in (".yamllint", ".pre-commit-config.yaml", ".gitlab-ci.yml", ".github/workflows/a.yml", "README.md",
                 "ansible.cfg", "report.html", ".vscode/settings.json"):  # fmt: skip
        write(f"repo/{name}", "wrong: [")
    write("repo/requirements.yml", "collections: []\n")
    write("repo/assets/a.yml", "- name: x\n")
    assert load("repo").assets == [{"name": "x"}]


# -- vault --


def test_vaulted_values_are_decrypted_and_known_as_secrets(write, load):
    write("a.yml", f"- a: !vault |\n    {VAULTED}\n    terces\n  b: open\n")
    loaded = load()
    assert loaded.assets == [{"a": "secret", "b": "open"}]
    assert loaded.secrets == {"secret"}


def test_vaulted_file_is_decrypted(write, load):
    write("a.yml", f"{VAULTED}\n" + "- name: x\n"[::-1])
    assert load().assets == [{"name": "x"}]
    assert load().secrets == frozenset()


def test_what_cannot_be_decrypted_is_told_in_a_sentence(write, problems):
    write("a.yml", f"- a: !vault |\n    {VAULTED}\n    wrong\n- b: !vault text\n")
    write("b.yml", f"{VAULTED}\nwrong")
    hint = (
        " (Decryption failed (no vault secrets were found that could decrypt));"
        " give its password, for example by --vault-password-file"
    )
    assert problems("a.yml", "b.yml") == [
        f"a.yml:1: the !vault value cannot be decrypted{hint}",
        f"a.yml:4: the !vault value cannot be decrypted{hint}",
        f"b.yml:1: the file cannot be decrypted{hint}",
    ]


def test_vaulted_value_must_be_text(write, tmp_path):
    path = write("a.yml", "- a: !vault x\n")
    with pytest.raises(InputError, match="the !vault value is not UTF-8 text"):
        loading.load([path], str(tmp_path), lambda content: b"\xff")


def test_without_libyaml_all_is_the_same(write, load, monkeypatch):
    text = "- &a {name: 0123, on: y, n: 12}\n- {<<: *a, t: 'x'}\n- é: b\n"
    write("a.yml", text)
    fast = load()
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    name = composer.__name__ + "_slow"
    spec = importlib.util.spec_from_file_location(name, composer.__file__)
    slow = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(slow)
    assert slow.Parser is not composer.Parser
    for part in ("Composer", "text_before"):
        monkeypatch.setattr(yaml_file, part, getattr(slow, part))
    assert load() == fast
    for broken in ("- é: \x07", "- [", "[" * 200):
        write("a.yml", "- a: 1\n" + broken)
        with pytest.raises(InputError, match=r"^a\.yml:\d"):
            load()


def test_json_and_yaml_say_the_same(write, load):
    assets = [{"name": f"n{number}", "attributes": {"a": [1, "x", None]}} for number in range(50)]
    write("a.json", json.dumps(assets, indent=1))
    write("b.yml", json.dumps(assets, indent=1))
    one, two = load("a.json"), load("b.yml")
    assert one.assets == two.assets == assets
    assert [place.partition(":")[2] for place in one.origins] == [
        place.partition(":")[2] for place in two.origins
    ]
