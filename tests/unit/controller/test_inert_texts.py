# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of the server that carry no mark where Ansible takes every text for a template: Jinja finds nothing in them."""

from __future__ import annotations

import jinja2
import pytest
from ansible_collections.assetops.aip.plugins.plugin_utils import _plain
from ansible_collections.assetops.aip.plugins.plugin_utils._plain import host_name, is_inert
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import meta

INERT = [
    "",
    "2027-07-25",
    "10.0.0.1",
    "+49 30/1234567",
    "In use",
    "CAD suite seat 00001",
    "Bought through the framework contract, see 529025a1.",
    "Müller GmbH",
]
NOT_INERT = [
    "{{ x y }}",
    "a b {% if",
    "a b {# c",
    "#jinja2: variable_start_string:x y",
    "secret",  # with `when: "{{ text }}"`, or `var: "{{ text }}"`, it names a variable
    "hostvars.other.secret",
    "secret-1",
    "a or secret",
    "1 if secret else 2",
    "5if secret",
    "0xfor secret",
    "1_0in secret b",
    "1.5e3if secret",
    "not secret",
    "x is defined",
    "lookup('pipe', 'id')",
    "secret | upper",
    "[ secret ]",
    "a b\nc",
]
OPERANDS = ("secret", "a", "ß", "_", "0", "1", "0x", "f", "e5", "1.5", "²", "x1", "true", "none")
WORDS = ("and", "or", "not", "in", "is", "if", "else", "for", "defined")
PIECES = st.sampled_from([*OPERANDS, *WORDS, *" .,:/+-#@{}%'\n", *"   "])
JINJA = jinja2.Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
PLACES = ("{{{{{}}}}}", "{{% if {} %}} 1 {{% endif %}}", "{{% set x = {} %}}", "{{{{ [{}] }}}}")
"""Where Ansible, or a playbook, puts a text that it takes for an expression."""


def names_in(place, text):
    """The variables that a text names where it is an expression; none where Jinja refuses it."""
    try:
        return meta.find_undeclared_variables(JINJA.parse(place.format(text)))
    except jinja2.TemplateSyntaxError:
        return set()


@pytest.mark.parametrize("text", INERT)
def test_inert(text):
    assert is_inert(text)


@pytest.mark.parametrize("text", NOT_INERT)
def test_not_inert(text):
    assert not is_inert(text)


@settings(max_examples=1_500)
@given(st.lists(PIECES, max_size=9).map("".join))
def test_inert_text_names_no_variable_wherever_it_is_put(text):
    if is_inert(text):
        assert not any(mark in text for mark in ("{", "}", "#"))
        assert [names_in(place, text) for place in PLACES] == [set()] * len(PLACES)


def test_the_proof_sees_names():
    assert [names_in(place, "secret") for place in PLACES] == [{"secret"}] * len(PLACES)


def test_long_text_is_judged_in_one_pass():
    assert not is_inert("word " * 200_000 + "(")


def marks(monkeypatch):
    """The texts that are marked from now on, where every text is a template unless it is marked."""
    marked = []
    monkeypatch.setattr(_plain, "MUST_BE_MARKED", True)
    monkeypatch.setattr(_plain, "wrap_var", lambda text: marked.append(text) or text)
    _plain._marked.cache_clear()
    return marked


def test_only_what_is_not_inert_is_marked_at_any_depth(monkeypatch):
    marked = marks(monkeypatch)
    data = {"In use": ["{{ x }}", {"deep er": ["secret", "10.0.0.1", None, 1, True]}]}
    assert _plain.no_template(data) == data
    assert marked == ["{{ x }}", "secret"]
    _plain._marked.cache_clear()


def test_host_that_is_named_like_a_header_is_marked(monkeypatch):
    marked = marks(monkeypatch)
    assert [host_name(one) for one in ("#jinja2: x", "srv-1 #2")] == ["#jinja2: x", "srv-1 #2"]
    assert marked == ["#jinja2: x"]
    _plain._marked.cache_clear()
