# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A secret is found however it is spelled, in one spelling inside another, and nothing else is touched."""

from __future__ import annotations

import base64
import html
import json
import re
import sys
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._http import encoded
from ansible_collections.assetops.aip.plugins.module_utils._http.readings import readings_of
from ansible_collections.assetops.aip.plugins.module_utils._http.secrets import HIDDEN_TEXT, Secrets

pytest.importorskip("hypothesis")
from hypothesis import assume, given, settings
from hypothesis import strategies as st


def data(text):
    return text.encode("utf-8", "surrogatepass")


def units(text):
    wide = text.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(wide[at : at + 2], "big") for at in range(0, len(wide), 2)]


def base64_in(before, after=b""):
    return lambda text: base64.b64encode(before + data(text) + after).decode()


NAMED = {"!": "&excl;", "/": "&sol;", "@": "&commat;", "(": "&lpar;", ":": "&colon;", "+": "&plus;"}

SPELLINGS = {
    "as it is": str,
    "in a URL": lambda text: quote(text, safe="", errors="replace"),
    "in a form": lambda text: quote_plus(text, errors="replace"),
    "percent signs in full": lambda text: "".join(f"%{one:02X}" for one in data(text)),
    "percent signs in full, lower case": lambda text: "".join(f"%{one:02x}" for one in data(text)),
    "percent signs of JavaScript": lambda text: "".join(f"%u{one:04x}" for one in units(text)),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON in full": lambda text: "".join(f"\\u{one:04X}" for one in units(text)),
    "octal": lambda text: "".join(f"\\{one:03o}" for one in data(text)),
    "HTML": html.escape,
    "HTML, named": lambda text: "".join(NAMED.get(one, html.escape(one)) for one in text),
    "decimal references": lambda text: "".join(f"&#{ord(one)};" for one in text),
    "hex references with zeros": lambda text: "".join(f"&#x{ord(one):06X};" for one in text),
    "references without semicolons": lambda text: "".join(f"&#{ord(one)}" for one in text),
    "base64": base64_in(b""),
    "base64 of more, moved by one": base64_in(b"x", b"yz"),
    "base64 of more, moved by two": base64_in(b"xy", b"z"),
    "base64 of URLs": lambda text: base64.urlsafe_b64encode(data(text)).decode().rstrip("="),
    "base64 in lines": lambda text: re.sub("(.{12})", r"\1\r\n ", base64_in(b"")(text)),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "hex": lambda text: data(text).hex(),
    "hex, upper case, after a digit": lambda text: "7" + data(text).hex().upper(),
    "hex with colons": lambda text: data(text).hex(":"),
    "hex with spaces": lambda text: data(text).hex(" "),
    "hex with 0x": lambda text: ", ".join(f"0x{one:02x}" for one in data(text)),
    "hex with backslashes": lambda text: "".join(f"\\x{one:02x}" for one in data(text)),
    "zero-width spaces": "\u200b".join,
    "soft hyphens": "\xad".join,
    "byte order marks": "\ufeff".join,
    "NUL": "\0".join,
    "combining marks": "\u0332".join,
    "lines": "\n".join,
    "indented lines": lambda text: "\n    ".join((text[:3], text[3:])),
    "single quotes doubled": lambda text: text.replace("'", "''"),
}  # fmt: skip
ONLY_ASCII = frozenset(("base64 of UTF-16",))

SECRETS = ("NzU0canary+/x==", "pa\"s's<w>&ö \\%41!", "correct horse", "0123456789", "tö/päß~wörd")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("spell", SPELLINGS)
def test_spelling_is_found_and_what_is_around_stays(secret, spell):
    if spell in ONLY_ASCII and not secret.isascii():
        return
    secrets = Secrets()
    secrets.add(secret, "another-secret-1")
    spelled = SPELLINGS[spell](secret)
    before, after = "could not write (ü): ", " is not valid; 7 of 12"
    shown = secrets.hide(before + spelled + after)
    assert shown.startswith(before[:-1])
    assert shown.endswith(after[1:])
    assert HIDDEN_TEXT in shown
    # What encodes the beginning or the end of what is around it may stay.
    assert len(shown) <= len(before + HIDDEN_TEXT + after) + 8


letters = st.characters(min_codepoint=33, max_codepoint=126)
more_letters = st.characters(
    min_codepoint=33, max_codepoint=0x1FFFF, categories=("L", "N", "P", "S")
)
long_ones = st.one_of(
    st.text(letters, min_size=8, max_size=24), st.text(more_letters, min_size=8, max_size=12)
)
around = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=12)
QUICK = settings(max_examples=150)
OTHERS = (
    "Laptop 'lt-00007'",
    "c2VjcmV0LTAwMDA5LXdvcmQ",
    "41:42:43",
    "50 %",
    "a\\",
    "&",
    "x" * 40,
    "Zoë",
)
"""Texts that stand beside the one with the secret when many are looked through at once."""


def compositions(function):
    """For any secret, in any spelling in any other, in any text."""
    names = st.sampled_from(sorted(SPELLINGS))
    return given(secret=long_ones, one=names, other=names, before=around, after=around)(function)


def check_composition(secret, one, other, before, after):
    """Hold what is shown against what must not be."""
    assume(secret.strip("*"))
    spelled = SPELLINGS[one](secret)
    assume(secret.isascii() or one not in ONLY_ASCII)
    assume(spelled.isascii() or other not in ONLY_ASCII)
    spelled = SPELLINGS[other](spelled)
    secrets = Secrets()
    secrets.add(secret)
    text = f"{before} {spelled} {after}"
    assert text in secrets.suspicious({text, before, after, spelled[1:], *OTHERS})
    shown = secrets.hide(text)
    assert HIDDEN_TEXT in shown
    assert len(shown) <= len(before + after) + len(HIDDEN_TEXT) + 2 + 0.45 * len(spelled) + 6
    assert secrets.hide(shown) == shown


@QUICK
@compositions
def test_any_secret_in_any_two_spellings(secret, one, other, before, after):
    check_composition(secret, one, other, before, after)


@pytest.mark.long
@settings(max_examples=5000)
@compositions
def test_very_many_secrets_in_any_two_spellings(secret, one, other, before, after):
    check_composition(secret, one, other, before, after)


@QUICK
@given(st.text(max_size=80), st.lists(st.from_regex(r"[~^]{2}[a-z0-9]{9}~\Z"), max_size=12))
def test_text_without_secrets_stays(text, several):
    assume(not any(one in text for one in several))
    secrets = Secrets()
    secrets.add(*several)
    assert secrets.hide(text) == text
    assert secrets.hide_in_sentence(text) == text


def test_secrets_that_overlap_leave_nothing():
    secrets = Secrets()
    secrets.add("abcd-efgh", "efgh-ijkl")
    assert secrets.hide("<abcd-efgh-ijkl>") == f"<{HIDDEN_TEXT}>"


def test_only_the_secret_is_taken_out_of_what_is_encoded():
    secrets = Secrets()
    secrets.add("s3cret-word")
    told = base64.b64encode(b"the user is ada and s3cret-word is the password").decode()
    shown = secrets.hide(f"Basic {told}")
    start, _hidden, end = shown.removeprefix("Basic ").partition(HIDDEN_TEXT)
    assert base64.b64decode(start[: len(start) // 4 * 4]).startswith(b"the user is ada an")
    assert base64.b64decode(end[-20:]).endswith(b" password")


# --- short secrets ------------------------------------------------------------------------------------------------

SENTENCE = "could not create a asset: the server answered 400. The server says: a PIN of {0} is odd"


@pytest.mark.parametrize("secret", ["c", "a", "1", "ok", "true", "4711", "failed", "changed"])
def test_short_secret_is_hidden_where_others_wrote_it(secret):
    secrets = Secrets()
    secrets.add(secret)
    for told in ("PIN {0} is odd", "<{0}>", "{0}", "x: '{0}'", '["{0}"]', "PIN=%{1:x}.", "({0})"):
        if len(secret) > 1 and "{1" in told:
            continue
        shown = secrets.hide(told.format(secret, ord(secret[0])))
        assert HIDDEN_TEXT in shown
        assert not re.search(rf"(?<!\w){secret}(?!\w)", shown)
    inside = f"x{secret}x y{secret}"
    assert secrets.hide(inside) == inside


@pytest.mark.parametrize("secret", ["c", "a", "400", "create", "asset", "not"])
def test_short_secret_leaves_our_own_words_alone(secret):
    secrets = Secrets()
    secrets.add(secret)
    shown = secrets.hide_in_sentence(SENTENCE.format(secret))
    ours, _says, theirs = shown.partition(" says: ")
    assert ours == SENTENCE.partition(" says: ")[0]
    assert not re.search(rf"\b{secret}\b", theirs)
    quoted = f"Rack '{secret}': there is a status \"{secret}\" already"
    shown = secrets.hide_in_sentence(quoted)
    assert shown == f"Rack '{HIDDEN_TEXT}': there is a status \"{HIDDEN_TEXT}\" already"


def test_word_in_base64_is_found():
    secrets = Secrets()
    secrets.add("4711")
    assert HIDDEN_TEXT in secrets.hide(base64.b64encode(b"the PIN is 4711.").decode())


# --- the effort ---------------------------------------------------------------------------------------------------


def calls_of(work, *given):
    """The number of functions that are called for some work: an effort that is the same on every machine."""
    count = [0]

    def note(_frame, event, _argument):
        count[0] += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work(*given)
    finally:
        sys.setprofile(None)
    return count[0]


def test_many_texts_are_looked_through_at_once():
    secrets = Secrets()
    secrets.add("canary-word", "another canary")
    harmless = {f"https://example.com/laptops/{number:05}?view=full" for number in range(5_000)}
    assert secrets.suspicious(harmless) == set()
    one_by_one = calls_of(lambda: [secrets.hide(text) for text in harmless])
    assert calls_of(secrets.suspicious, harmless) < one_by_one / 5
    found = secrets.suspicious({*harmless, "it was canary%2Dword"})
    assert "it was canary%2Dword" in found
    assert len(found) < 1_000


def test_texts_are_suspicious_where_not_all_readings_are_made():
    secrets = Secrets()
    secrets.add("canary-word")
    endless = "%2541&amp;amp;\\\\\\\\x+ \n" * 400
    assert endless in secrets.suspicious({endless, "lt-00007"})


@QUICK
@given(
    pieces=st.lists(
        st.one_of(
            st.text(max_size=12).map(data),
            st.text(max_size=6).map(lambda text: text.encode("utf-16-le", "surrogatepass")),
            st.binary(max_size=4),
        )
    ),
    least=st.integers(4, 12),
)
def test_bytes_that_hold_text_are_never_passed_over(pieces, least):
    raw = b"".join(pieces)
    if encoded._text_run(least).search(raw):
        assert encoded._may_hold_text(raw, least)


def test_bytes_without_text_are_passed_over():
    assert not encoded._may_hold_text(bytes(range(128, 256)) * 20, 4)
    assert not encoded._may_hold_text(b"abc\x01\xffab\x80" * 99, 4)


def test_texts_with_secrets_are_found_among_many():
    secrets = Secrets()
    secrets.add("canary-word")
    texts = ("it is canary-word", "Y2FuYXJ5LXdvcmQ=", "harmless", "", *OTHERS)
    assert secrets.hidden(iter(texts)) == {
        "it is canary-word": f"it is {HIDDEN_TEXT}",
        "Y2FuYXJ5LXdvcmQ=": secrets.hide("Y2FuYXJ5LXdvcmQ="),
    }
    assert Secrets().hidden(texts) == {}


def test_base64_is_sought_once_in_readings_that_differ_by_nothing_else(monkeypatch):
    seen = []
    monkeypatch.setattr(
        encoded, "READERS", (lambda _text, short, _least: seen.append(short) or [],)
    )
    list(readings_of("one line\n  and another\n"))
    assert seen == ["onelineandanother"]


def test_every_text_is_suspicious_where_a_secret_is_short():
    secrets = Secrets()
    secrets.add("canary-word", "ok")
    assert secrets.suspicious({"harmless", "status: ok"}) == {"harmless", "status: ok"}


def test_effort_for_a_text_does_not_grow_with_the_secrets():
    efforts = []
    for number in (100, 800, 8000):
        secrets = Secrets()
        secrets.add(*(f"secret-{at:05}-word" for at in range(number)))
        assert secrets.hide("secret-00007-word") == HIDDEN_TEXT  # all are prepared now
        text = "could not write 'secret-00008-word' to %20 \\u0041 &amp; c2VjcmV0LTAwMDA5LXdvcmQ="
        secrets.hide(text + "!")  # its letters are known now
        efforts.append(calls_of(secrets.hide, text))
    assert max(efforts) <= min(efforts) * 1.1


@pytest.mark.long
def test_effort_grows_no_faster_than_the_text():
    secrets = Secrets()
    secrets.add(*(f"secret-{at:05}-word" for at in range(100)))
    piece = "\\u0041 %41 &#65; \u200b secret-00001-word QUJDREVGR0hJSktMTU5P 41:42:43:44:45:46:47 "
    small, large = (calls_of(secrets.hide, piece * number) for number in (50, 500))
    assert large <= small * 11


def test_secrets_that_come_one_by_one_are_prepared_once_each():
    def work(number):
        secrets = Secrets()
        for at in range(number):
            secrets.add(f"secret-{at:05}-word")
            assert secrets.hide(f"secret-{at:05}-word") == HIDDEN_TEXT

    small, large = (calls_of(work, number) for number in (100, 800))
    assert large <= small * 10


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    ["%25" * 5000, "&amp;" * 4000, "\\" * 9000, "\\u005c" * 2000, "QUFB" * 6000, "41" * 9000,
     "\u200b" * 9000, "+" * 9000, "'" * 9000, "a" * 20000, "%&\\+=" * 800],
    ids=lambda text: text[:6].encode("unicode_escape").decode(),
)  # fmt: skip
def test_hostile_text_costs_little(text):
    secrets = Secrets()
    secrets.add("canary-word", "aaaaaaab", "c")
    assert calls_of(secrets.hide, text) <= 60 * len(text)
    assert secrets.hide(text + " canary-word").endswith(HIDDEN_TEXT)
