# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts: single lines, texts of several lines, currency codes, addresses, and secrets."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from ..known import Known
from ..model import HIDDEN, Field, Secret, Value
from .kind import Kind, Parse, Read, Rows
from .raw import TEXT_KEYS, first, text_of
from .written import Invalid, scalar


def _parse_text(value: Any, field: Field, known: Known) -> str:
    return scalar(value, "one text")


def _read_text(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    return (text_of(raw),)


def _one_newline(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parse_text_area(value: Any, field: Field, known: Known) -> str:
    return _one_newline(scalar(value, "one text"))


def _read_text_area(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    return (_one_newline(text_of(raw)),)


def _parse_currency(value: Any, field: Field, known: Known) -> str:
    text = scalar(value, "a currency code").strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise Invalid(f"'{text}' is not a currency code of three letters, such as EUR")
    return text


def _read_currency(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    if isinstance(raw, Mapping):
        raw = first(raw, ("currencyCode", "code", *TEXT_KEYS)) or raw
    return (text_of(raw).strip().upper(),)


_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_DOTTED = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}")
"""An IPv4 address in its one spelling, as nearly all are written: ipaddress takes ten times as long to see that."""


def _address(text: str, version: int) -> str | None:
    """The one spelling of an address: dotted for IPv4, all eight groups in full for IPv6 as in the vendor's sample.

    An IPv6 address of a link may have its zone behind it ("fe80::1%eth0"), which is kept as it is.
    """
    bare, percent, zone = text.strip().partition("%")
    if version == 4 and not percent and _DOTTED.fullmatch(bare):
        return bare
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return None
    if address.version != version or (percent and (version == 4 or not zone or "%" in zone)):
        return None
    return address.exploded + percent + zone


def _parse_ip(version: int) -> Parse:
    def parse_ip(value: Any, field: Field, known: Known) -> str:
        text = scalar(value, "one address")
        address = _address(text, version)
        if address is None:
            raise Invalid(f"'{text}' is not an IPv{version} address")
        return address

    return parse_ip


def _read_ip(version: int) -> Read:
    def read_ip(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
        text = text_of(raw)
        return (_address(text, version) or text,)

    return read_ip


def _parse_encrypted(value: Any, field: Field, known: Known) -> Secret:
    return Secret(scalar(value, "one text"))


def _read_encrypted(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    # Whatever comes back (nothing, stars, cipher or clear text), it shows only that there is a value.
    return (Secret(""),)


def _never_same(declared: Any, current: Any, known: Known) -> bool:
    return False


def _hide(value: Any, field: Field, known: Known) -> str:
    return HIDDEN


ROWS: Rows = {
    "text": Kind(_parse_text, _read_text),
    "text_area": Kind(_parse_text_area, _read_text_area),
    "currency": Kind(_parse_currency, _read_currency),
    "ip": Kind(_parse_ip(4), _read_ip(4)),
    "ipv6": Kind(_parse_ip(6), _read_ip(6)),
    "encrypted": Kind(_parse_encrypted, _read_encrypted, _hide, _never_same),
}
