# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The spellings of values that are one text or one number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..kinds.numbers import LONG_MAX, LONG_MIN, NUMBER, WHOLE
from ..model import HIDDEN
from .pieces import NOT_HIDDEN, Schema, either


@dataclass(frozen=True)
class Scalar:
    """The spelling of a kind whose values are one text or number. Texts fit `pattern`, or are empty."""

    takes: str
    types: tuple[str, ...] = ("string",)
    pattern: str = ""
    others: Mapping[str, Any] = field(default_factory=dict)

    def as_schema(self) -> Schema:
        """The schema of such a value, or of none."""
        pattern = {"pattern": rf"^(\s*({self.pattern})\s*)?$"} if self.pattern else NOT_HIDDEN
        return {
            "type": [*self.types, "null", "array"],
            **pattern,
            "maxItems": 0,  # an empty list clears, as null does
            **self.others,
            "errorMessage": f"takes {self.takes}",
        }


_FOURTH = "(0[48]|[2468][048]|[13579][26])"  # two digits that are a multiple of four, except 00


_DAY = "(?!0000)" + either(
    r"[0-9]{4}-?(0[13578]|1[02])-?(0[1-9]|[12][0-9]|3[01])",
    r"[0-9]{4}-?(0[469]|11)-?(0[1-9]|[12][0-9]|30)",
    r"[0-9]{4}-?02-?(0[1-9]|1[0-9]|2[0-8])",
    rf"([0-9]{{2}}{_FOURTH}|{_FOURTH}00)-?02-?29",
)


_OCTET = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"


_IPV4 = rf"({_OCTET}\.){{3}}{_OCTET}"


_WORD = "[0-9A-Fa-f]{1,4}"


_IPV6 = either(
    rf"({_WORD}:){{7}}{_WORD}",
    rf"({_WORD}:){{6}}{_IPV4}",
    rf"({_WORD}:){{1,7}}:",
    *(rf"({_WORD}:){{1,{7 - after}}}(:{_WORD}){{1,{after}}}" for after in range(1, 7)),
    rf":(:{_WORD}){{1,7}}",
    rf"(::|({_WORD}:){{1,5}}:)({_WORD}:){{0,5}}{_IPV4}",
    "::",
)


SCALARS: Mapping[str, Scalar] = {
    "text": Scalar("one text", ("string", "number")),
    "text_area": Scalar("one text", ("string", "number")),
    "user_text": Scalar("one username", ("string", "number")),
    "user": Scalar(
        "one username or user key, without spaces",
        ("string", "number"),
        others={"pattern": rf"^(?!{HIDDEN}$)\S*$"},
    ),
    "currency": Scalar("a currency code of three letters, such as EUR", pattern="[A-Za-z]{3}"),
    "ip": Scalar("an IPv4 address, such as 192.0.2.7", pattern=_IPV4),
    "ipv6": Scalar("an IPv6 address, such as 2001:db8::7", pattern=_IPV6),
    "long": Scalar(
        "a whole number of at most 64 bits",
        ("integer", "string"),
        rf"{WHOLE}(\.0*)?",
        {"minimum": LONG_MIN, "maximum": LONG_MAX},
    ),
    "double": Scalar(
        "a number, such as 34.12",
        ("number", "string"),
        NUMBER,
    ),
    "date": Scalar(
        "a date, written YYYY-MM-DD",
        ("string", "integer"),
        rf"{_DAY}([T ]00:?00(:?00)?)?",
        {"minimum": 1000_01_01, "maximum": 9999_12_31},
    ),
    "datetime": Scalar(
        "a date with time, written YYYY-MM-DDTHH:MM, in the server's time",
        pattern=rf"{_DAY}[T ]([01][0-9]|2[0-3]):?[0-5][0-9](:?00)?",
    ),
    "encrypted": Scalar(
        "one text, which is written, and never compared or shown",
        ("string", "number"),
        others={"writeOnly": True},
    ),
}
