# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501 - the sentences stand as they are
"""The grammar: the sentences are those that Atlassian's own tests and a recorded Cloud site give."""

from __future__ import annotations

import pytest

pytest.importorskip("lark")

from ansible_collections.assetops.aip.tests.sandbox.jira.jql import (
    RESERVED,
    JqlSyntaxError,
    read,
)
from ansible_collections.assetops.aip.tests.sandbox.jira.jql.syntax import (
    Both,
    Call,
    Clause,
    Either,
    Empty,
    FieldName,
    Not,
    Predicate,
    Several,
    Sort,
    Statement,
    Word,
)
from hypothesis import given
from hypothesis import strategies as st

OPERATORS = "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'."
ESCAPES = "The valid escape sequences are \\', \\\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX."
CASES = [
    ("comment ~ 'test", "The quoted string 'test' has not been completed. (line 1, character 11)"),
    (
        "comment ~ 'test\n",
        "The quoted string 'test ' has not been completed. (line 1, character 11)",
    ),
    (
        'priority="test\nword"',
        "Error in the JQL Query: The quoted string 'test word' has not been completed. (line 1, character 10)",
    ),
    (
        "comment ~ '",
        "Error in the JQL Query: The quoted string has not been completed. (line 1, character 11)",
    ),
    (
        "comme\\unt ~ 'test",
        "'\\un' is an illegal JQL escape sequence. " + ESCAPES + " (line 1, character 6)",
    ),
    (
        "status =\n\n\n\n\n\n \\c",
        "'\\c' is an illegal JQL escape sequence. " + ESCAPES + " (line 7, character 2)",
    ),
    (
        "status =\n\n\n\n\\",
        "The escape sequence has not been completed. " + ESCAPES + " (line 5, character 1)",
    ),
    (
        "mine{www = qwwr",
        "The character '{' is a reserved JQL character. You must enclose it in a string or use the escape '\\u007b' instead. (line 1, character 5)",
    ),
    (
        "minewww =\x7fqwwr",
        "The character 'U+007F' on line 1 at position 10 must be escaped. Use the escape '\\u007f' instead. (line 1, character 10)",
    ),
    (
        "aaaaa=-3482094382084092840932809482",
        (
            "'-3482094382084092840932809482' is not a valid number. Numbers must be between"
            " -9,223,372,036,854,775,808 and 9,223,372,036,854,775,807. (line 1, character 7)"
        ),
    ),
    (
        "cf[1002020202002020202020202020020202822]=a",
        (
            "'1002020202002020202020202020020202822' is not a valid number. Numbers must be between"
            " -9,223,372,036,854,775,808 and 9,223,372,036,854,775,807. (line 1, character 4)"
        ),
    ),
    ("a =b order", "Expecting 'by' before the end of the query."),
    ("a =b order summary", "Expecting 'by' but got 'summary'. (line 1, character 12)"),
    ("a =b order by", "Expecting a field name at the end of the query."),
    (
        "a =b order by asc",
        "Expecting a field name but got 'asc'. You must surround 'asc' in quotation marks to use it as a field name. (line 1, character 15)",
    ),
    (
        "a =b order by ajsks blah",
        "Expecting either 'ASC' or 'DESC' but got 'blah'. (line 1, character 21)",
    ),
    ('a =b order by "" desc', "A field name cannot be empty. (line 1, character 15)"),
    ("'' = c", "A field name cannot be empty. (line 1, character 1)"),
    ("a = ''()", "A function name cannot be empty. (line 1, character 5)"),
    ("a", "Expecting operator before the end of the query. " + OPERATORS),
    ("a blah >", "Expecting operator but got 'blah'. " + OPERATORS + " (line 1, character 3)"),
    ("a =a and j not is empty", "Expecting 'IN' but got 'is'. (line 1, character 16)"),
    ("a =a and j is ! empty", "Expecting 'NOT' but got '!'. (line 1, character 15)"),
    ("cf", "Expecting '[' before the end of the query."),
    ("a = b and not (cf = 6)", "Expecting '[' but got '='. (line 1, character 19)"),
    ("cf[", "Expecting a custom field id (a positive number) before the end of the query."),
    (
        "cf[ = 9",
        "Expecting a custom field id (a positive number) but got '='. (line 1, character 5)",
    ),
    (
        "cf[] = 1",
        "Expecting a custom field id (a positive number) but got ']'. (line 1, character 4)",
    ),
    (
        "cf[29829k] = ",
        "Expecting a custom field id (a positive number) but got '29829k'. (line 1, character 4)",
    ),
    (
        "cf[-29829] = 1",
        "Expecting a custom field id (a positive number) but got '-29829'. (line 1, character 4)",
    ),
    ("cf[29829 = world", "Expecting ']' but got '='. (line 1, character 10)"),
    ("cf[29829", "Expecting ']' before the end of the query."),
    ("a = func(", "Expecting ')' before the end of the query."),
    ("a = func(, and not (a = x)", "Expecting ')' but got ','. (line 1, character 10)"),
    ("b=func(bad", "Expecting ')' before the end of the query."),
    ("bas=func(bad,)", "Function argument must be specified. (line 1, character 14)"),
    ("bas=func(bad,", "Expecting a function argument at the end of the query."),
    (
        "k = func(!",
        "Expecting a function argument but got '!'. You must surround '!' in quotation marks to use it as an argument. (line 1, character 10)",
    ),
    ("k = func(abc, jk!)", "Expecting ')' or ',' but got '!'. (line 1, character 17)"),
    ("(a=b and c = d", "Expecting ')' before the end of the query."),
    ("a=b or (c=d and not l ~ kate", "Expecting ')' before the end of the query."),
    ("b in ((12, (288)", "Expecting ')' before the end of the query."),
    ("abc IN ((foo) abc = a", "Expecting ')' but got 'abc'. (line 1, character 15)"),
    ("a=", "Expecting either a value, list or function before the end of the query."),
    (
        "a=!",
        "Expecting either a value, list or function but got '!'. You must surround '!' in quotation marks to use it as a value. (line 1, character 3)",
    ),
    ("a=b c=d", "Expecting either 'OR' or 'AND' but got 'c'. (line 1, character 5)"),
    ("a=b !c=d", "Expecting either 'OR' or 'AND' but got '!'. (line 1, character 5)"),
    ("a=(a,", "Expecting either a value, list or function before the end of the query."),
    (
        "a=(a,(,bad))",
        "Expecting either a value, list or function but got ','. You must surround ',' in quotation marks to use it as a value. (line 1, character 7)",
    ),
    ("a = ((c,d), d, e, f, yyy) and", "Expecting a field name at the end of the query."),
    (
        'comment !~ "brenden" and cf[1000] = jill order by a desc b',
        "Error in the JQL Query: Expecting ',' but got 'b'. (line 1, character 58)",
    ),
    (
        ", a = b",
        "Expecting a field name but got ','. You must surround ',' in quotation marks to use it as a field name. (line 1, character 1)",
    ),
    (
        "order by a desc d",
        "Error in the JQL Query: Expecting ',' but got 'd'. (line 1, character 17)",
    ),
    (
        "[brenden] = a",
        "Expecting a field name but got '['. Did you mean 'cf['? (line 1, character 1)",
    ),
    (
        "a = brenden and [78] = q",
        "Expecting a field name but got '['. Did you mean 'cf['? (line 1, character 17)",
    ),
    ("a was", "Expecting either a value, list or function before the end of the query."),
    ('a not was "Open"', "Expecting 'IN' but got 'was'."),
    (
        "summary ~ select",
        "'select' is a reserved JQL word. You must surround it in quotation marks to use it in a query. (line 1, character 11)",
    ),
    (
        "project = LAUNCH AND",
        "Error in the JQL Query: Expecting a field name at the end of the query.",
    ),
    (
        "project =",
        "Error in JQL Query: Expecting either a value, list or function before the end of the query.",
    ),
    (
        "project = LAUNCH AND status = = Done",
        (
            "Error in JQL Query: Expecting either a value, list or function but got '='. You must surround '=' in"
            " quotation marks to use it as a value. (line 1, character 31)"
        ),
    ),
    (
        "project = LAUNCH status",
        "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'status'. (line 1, character 18)",
    ),
    (
        'summary ~ "unclosed',
        "Error in the JQL Query: The quoted string 'unclosed' has not been completed. (line 1, character 11)",
    ),
    (
        "(project = A ORDER BY key)",
        "Error in the JQL Query: Expecting ')' but got 'ORDER'. (line 1, character 14)",
    ),
    ("non-parsable query", "Error in the JQL Query: Expecting operator but got 'query'."),
    ("abc in (foo))", "Expecting either 'OR' or 'AND' but got ')'. (line 1, character 13)"),
]


@pytest.mark.parametrize(("query", "sentence"), CASES)
def test_a_query_that_is_none_is_refused_with_jiras_sentence(query, sentence):
    with pytest.raises(JqlSyntaxError) as caught:
        read(query)
    assert sentence in caught.value.messages[0]


@pytest.mark.parametrize("word", [word for word in RESERVED if word not in ("empty", "null", "cf")])
def test_a_reserved_word_can_stand_in_quotes_alone(word):
    with pytest.raises(JqlSyntaxError):
        read(f"summary ~ {word}")
    assert read(f'summary ~ "{word}"').where == Clause(FieldName("summary"), "~", Word(word, True))


def one(text):
    return Clause(FieldName(text), "=", Word("1"))


@pytest.mark.parametrize(
    ("query", "statement"),
    [
        ("", Statement()),
        (
            "order by a, 'b c' desc",
            Statement(None, (Sort(FieldName("a")), Sort(FieldName("b c"), "DESC"))),
        ),
        ("a=1 or b=1 AND c=1", Statement(Either((one("a"), Both((one("b"), one("c"))))))),
        ("(a=1 || b=1) && !c=1", Statement(Both((Either((one("a"), one("b"))), Not(one("c")))))),
        ("a Is Not empty", Statement(Clause(FieldName("a"), "IS NOT", Empty("empty")))),
        (
            "a not in (x-1, 2, f('y z', 3))",
            Statement(
                Clause(
                    FieldName("a"),
                    "NOT IN",
                    Several((Word("x-1"), Word("2"), Call("f", ("y z", "3")))),
                )
            ),
        ),
        (
            "issue.property[a.b].c.d ~ x",
            Statement(
                Clause(FieldName("issue.property", property_key="a.b", path=".c.d"), "~", Word("x"))
            ),
        ),
        ("CF[12] > 3", Statement(Clause(FieldName("cf[12]", 12), ">", Word("3")))),
        (
            "status was not in (a) by bob after -1d",
            Statement(
                Clause(
                    FieldName("status"),
                    "WAS NOT IN",
                    Several((Word("a"),)),
                    (Predicate("BY", Word("bob")), Predicate("AFTER", Word("-1d"))),
                )
            ),
        ),
        (
            r"""a = 'it\'s \"\u00e9\t\\'""",
            Statement(Clause(FieldName("a"), "=", Word("it's \"\u00e9\t\\", True))),
        ),
        (r"a\ b = c", Statement(Clause(FieldName("a b"), "=", Word("c")))),
    ],
)
def test_a_query_is_read(query, statement):
    assert read(query) == statement


@given(st.text())
def test_any_text_in_quotes_is_that_text(text):
    escaped = "".join(
        f"\\{character}"
        if character in '\\"'
        else character
        if character.isprintable()
        else f"\\u{ord(character):04x}"
        for character in text
        if ord(character) < 0xFFFF and not 0xFDD0 <= ord(character) <= 0xFDEF
    )
    expected = "".join(c for c in text if ord(c) < 0xFFFF and not 0xFDD0 <= ord(c) <= 0xFDEF)
    statement = read(f'summary ~ "{escaped}"')
    assert statement.where.operand.text == expected


_PIECES = [
    *"ab1-.,()[]='\"!~<>&|\\ \n{#",
    "and ",
    "not ",
    "in ",
    "order by ",
    "is ",
    "cf[",
    "changed ",
]


@given(st.lists(st.sampled_from(_PIECES)).map("".join))
def test_any_query_is_read_or_refused(query):
    try:
        read(query)
    except JqlSyntaxError as error:
        refused = error.messages[0]
    else:
        return
    assert refused.startswith("Error in ")
