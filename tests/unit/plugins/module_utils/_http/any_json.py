# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Examples of JSON for hypothesis: as odd as a server can write it."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

# Numbers as they are written, which Python may not be able to hold: texts that `written` takes out of their quotes.
NUMBERS = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from(("9" * 300, "9" * 301, "9" * 5000, "1e999", "-0", "1E-999", "-Infinity")).map(
        lambda text: f"\0number {text}"
    ),
)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(("", "1", "\ud800", "1" * 400, "&#" + "9" * 400 + ";", "01/Jan/26", "true")),
)


def written(data: Any) -> str:
    """The JSON of an example."""
    return re.sub(r'"\\u0000number ([-0-9eEIa-z]+)"(?!:)', r"\1", json.dumps(data))


def any_json(keys: Sequence[str]) -> st.SearchStrategy[Any]:
    """Any JSON at all; its objects have some of these keys."""
    return st.recursive(
        st.one_of(st.none(), st.booleans(), TEXTS, NUMBERS),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.dictionaries(st.one_of(TEXTS, st.sampled_from(list(keys))), inner, max_size=4),
        ),
        max_leaves=12,
    )


@st.composite
def spoilt(draw: st.DrawFn, valid: Sequence[Any], keys: Sequence[str]) -> Any:
    """One of these values, in which some parts are replaced by any JSON."""
    data = [copy.deepcopy(draw(st.sampled_from(list(valid))))]
    for _number in range(draw(st.integers(1, 3))):
        place, key = draw(st.sampled_from(list(_places(data))))
        place[key] = draw(any_json(keys))
    return data[0]


def _places(data: Any) -> Any:
    """Every part of the data: what holds it, and where."""
    pairs = list(enumerate(data)) if isinstance(data, list) else list(data.items())
    for key, value in pairs:
        yield data, key
        if isinstance(value, (dict, list)):
            yield from _places(value)
