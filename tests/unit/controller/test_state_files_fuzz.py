# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State files from hell: whatever is in a file, loading it gives data, or sentences with file and line."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import socket
import tracemalloc

import pytest
from ansible.errors import AnsibleError
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.visible import has_surrogate
from ansible_collections.assetops.aip.plugins.module_utils._local.yaml import to_yaml
from ansible_collections.assetops.aip.plugins.plugin_utils._state_files import load as loading

pytest.importorskip("hypothesis", reason="hypothesis is not installed")

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

HAS_LIBYAML = importlib.util.find_spec("yaml._yaml") is not None
PLACE = re.compile(r"a\.(yml|json):\d+(:\d+)?: \S")
EXAMPLES = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def decrypt(content):
    raise AnsibleError("no vault secrets were found")


def outcome(folder, name, content):
    """The assets in a file, or None if it was refused in sentences that name the file and a line."""
    (folder / name).write_bytes(content)
    problems = ()
    try:
        assets = loading.load([str(folder / name)], str(folder), decrypt).assets
    except InputError as error:
        problems = error.problems
        assets = None
    if assets is None:
        assert problems
        assert not [one for one in problems if not PLACE.match(one) or "Traceback" in one]
        return None
    assert not has_surrogate(json.dumps(assets, ensure_ascii=False, allow_nan=False))
    return assets


VALID = b"""---
defaults: {"*": &all {status: In use}, Server: {attributes: {OS: 'Linux "x"'}}}
assets:
  - &one {name: srv-1, asset_type: Server, <<: *all, quantity: 12, cost: 1.50}
  - name: "a\\u00e4\\t"
    asset_type: Server
    notes: |
      two
      lines
    attachments: [{path: ./x.pdf, name: x}, "!unsafe ~/y"]
    attributes: {PIN: !!str 0123, On: yes, When: 2026-01-01, None: ~}
--- [*one]
"""
PIECES = st.sampled_from(
    [*b"&*<>:{}[]|!%@`\"'#,-?\\ \n\t\r\x00\x07\x1b\x7f\x85\xa0\xc3\xe2\xed\xff"]
).map(lambda one: bytes([one]))
TOKENS = st.sampled_from(
    [b"<<: *all", b"&one", b"*one", b"!!int", b"!!float .inf", b"!!float 'nan'", b"!!binary", b"!vault",
     b"!!python/object/apply:os.system [x]", b"--- ", b"...", b"%YAML 9.9\n", b"? ", b"\"\\ud800\"",
     b"\"\\x00\"", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"9" * 5000, b"1e999", b"0x" + b"f" * 5000,
     b"99999-99-99", b"{" * 120, b"[" * 120, b"$ANSIBLE_VAULT;1.1;AES256\n00"]
)  # fmt: skip


@EXAMPLES
@given(content=st.binary(max_size=200))
@example(content="- name: ä".encode("utf-16"))
@example(content="- name: a".encode("utf-16-le"))
@example(content="- name: ä".encode("latin-1"))
@example(content=b"\x00")
@pytest.mark.parametrize("name", ["a.yml", "a.json"])
def test_any_bytes_are_assets_or_sentences(tmp_path, name, content):
    outcome(tmp_path, name, content)


@EXAMPLES
@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(VALID)), st.integers(0, 6), st.one_of(PIECES, TOKENS)),
        max_size=4,
    )
)
def test_a_mutated_yaml_file_is_assets_or_sentences(tmp_path, changes):
    content = VALID
    for start, length, piece in changes:
        content = content[:start] + piece + content[start + length :]
    outcome(tmp_path, "a.yml", content)


DATA = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters(), max_size=8)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@EXAMPLES
@given(data=DATA, keyed=st.booleans())
@example(data="\ud800", keyed=True)
@example(data=[10**5000], keyed=True)
def test_any_json_is_assets_or_sentences(tmp_path, data, keyed):
    whole = [{"name": data, "attributes": {"x": data}}] if keyed else data
    with_digits = str(10**3999) + "0" * 2000
    text = json.dumps(whole, default=str) if data != [10**5000] else f'[{{"name": {with_digits}}}]'
    outcome(tmp_path, "a.json", text.encode())


@EXAMPLES
@given(text=st.text(max_size=30))
@example(text="\u2028 \x85\ufeff\x00\x1b")
@example(text="a\r\nb\rc\n")
@example(text="\ufffe\uffff\U000e0001\u202e")
def test_what_an_export_writes_is_read_as_it_was(tmp_path, text):
    written = to_yaml([{"name": text, "attributes": {text or "x": [text, {"y": text}]}}])
    assets = outcome(tmp_path, "a.yml", written.encode())
    assert assets == [{"name": text, "attributes": {text or "x": [text, {"y": text}]}}]


# -- chosen ones --


def bomb(inside, levels=60, width=9):
    lines = ["- &a0 {x: lol}"]
    for number in range(1, levels):
        before = ", ".join([f"*a{number - 1}"] * width)
        lines.append(f"- &a{number} " + inside % before)
    return "\n".join(lines).encode()


HOSTILE = {
    "laughs.yml": bomb("[%s]"),
    "merged.yml": bomb("{<<: [%s]}"),
    "long chain.yml": bomb("{y: [%s]}", levels=20_000, width=1),
    "deep chain.yml": bomb("{y: [%s]}", levels=150, width=1),
    "long text.yml": b"- &a '" + b"x" * 1_000_000 + b"'\n- [" + b"*a, " * 50_000 + b"]\n",
    "deep.yml": b"[" * 100_000,
    "deep maps.yml": b"".join(b" " * n + b"a:\n" for n in range(2000)),
    "deep.json": b"[" * 100_000 + b"]" * 100_000,
    "deep enough for Python.json": b'[{"name": ' + b"[" * 500 + b"]" * 500 + b"}]",
    "digits.json": b'[{"quantity": ' + b"9" * 100_000 + b"}]",
    "negative digits.json": b'[{"quantity": -' + b"9" * 100_000 + b"}]",
    "too large.json": b'[{"cost": 1e999}]',
    "infinity.json": b'[{"cost": -Infinity}]',
    "not finite.yml": b"- cost: !!float .inf\n- cost: !!float nan\n- cost: !!float 1e999",
    "tagged digits.yml": b"- quantity: !!int " + b"9" * 100_000,
    "surrogate.json": b'[{"name":\n"a\\ud800"}]',
    "swapped surrogates.json": b'[{"name": "\\udc00\\ud800"}]',
    "surrogate key.json": b'[{"\\ud800": 1}]',
    "surrogate.yml": b'- name: "\\ud800"',
    "wide surrogate.yml": b'- name: "\\U0000d800"',
    "utf-16.yml": "- name: x".encode("utf-16"),
    "nul.yml": b"- name: a\x00b",
    "control.yml": b"- name: a\x1b[2Jb",
}


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_told_in_a_sentence(tmp_path, monkeypatch, name, pure):
    (tmp_path / name).write_bytes(HOSTILE[name])
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as caught:
            loading.load([str(tmp_path)], str(tmp_path), decrypt)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    for told in caught.value.problems:
        assert re.match(re.escape(name) + r":\d+(:\d+)?: \S", told), told
        assert len(told) < 400
        assert told.isprintable()
    assert most < 300e6


@pytest.mark.parametrize("written", ["9" * 4000, "99999-12-31", "0000-00-00", "9999999999-01-01"])
def test_odd_but_valid_values_are_data(tmp_path, written):
    assert outcome(tmp_path, "a.yml", f"- name: {written}".encode())
    assert outcome(tmp_path, "a.json", json.dumps([{"name": written}]).encode())


# -- what is no file --


def bound(path):
    """A socket in the file system."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))


@pytest.mark.parametrize(("make", "kind"), [(os.mkfifo, "a named pipe"), (bound, "a socket")])
def test_pipes_and_sockets_in_a_folder_of_state_files(tmp_path, monkeypatch, make, kind):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yml").write_text("- name: x")
    make(tmp_path / "b.yml")
    (tmp_path / "c.json").symlink_to(tmp_path / "b.yml")
    (tmp_path / "d.yml").symlink_to("/dev/zero")
    with pytest.raises(InputError) as caught:
        loading.load([str(tmp_path)], str(tmp_path), decrypt)
    assert caught.value.problems == (
        f"b.yml:1: cannot be read: it is {kind}, not a file",
        f"c.json:1: cannot be read: it is {kind}, not a file",
        "d.yml:1: cannot be read: it is a device, not a file",
    )


@pytest.mark.parametrize("path", ["a\x00b.yml", "\ud800.yml", "x" * 5000, "/dev/zero", "/dev/null"])
def test_paths_that_no_file_can_have(tmp_path, path):
    with pytest.raises(InputError) as caught:
        loading.load([path], str(tmp_path), decrypt)
    assert len(caught.value.problems) == 1


def test_file_whose_name_is_not_utf_8(tmp_path):
    (tmp_path / os.fsdecode(b"\xff.yml")).write_bytes(b"- name: x\n- [")
    with pytest.raises(InputError) as caught:
        loading.load([str(tmp_path)], str(tmp_path), decrypt)
    assert caught.value.problems[0].startswith("\\udcff.yml:")


def test_variables_in_paths_are_text(tmp_path, monkeypatch):
    monkeypatch.setenv("HOST", "elsewhere")
    [asset] = outcome(tmp_path, "a.yml", b"- {name: x, attachments: [$HOST/a.pdf, '${HOST}']}")
    assert asset["attachments"] == [str(tmp_path / "$HOST/a.pdf"), str(tmp_path / "${HOST}")]
