# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixed words of AIP: statuses, substatuses, currencies."""

from __future__ import annotations

# The vendor's page on system fields lists names only. Keys: the pairs "1"/"In stock" and
# "1"/"Available" are documented, the other numbers are this sandbox's own.
SUBSTATUSES: dict[str, str] = {
    "1": "Available",
    "2": "Reserved",
    "3": "Defective",
    "4": "Pending repair",
    "5": "Pending install",
    "6": "Pending disposal",
    "7": "Pending transfer",
    "8": "Pre-allocated",
    "9": "Lost",
    "10": "Stolen",
}

STATUSES: dict[str, str] = {
    "1": "In stock",
    "2": "In use",
    "3": "In transit",
    "4": "On order",
    "5": "In maintenance",
    "6": "Retired",
    "7": "Missing",
}

# status key -> keys of the substatuses it may have
SUBSTATUSES_OF: dict[str, frozenset[str]] = {
    "1": frozenset("12345678"),
    "2": frozenset(),
    "3": frozenset("123568"),
    "4": frozenset(),
    "5": frozenset(),
    "6": frozenset(),
    "7": frozenset(("9", "10")),
}

# ISO 4217; AIP's own list is not documented.
CURRENCIES = frozenset(
    [
        "AED",
        "ARS",
        "AUD",
        "BGN",
        "BRL",
        "CAD",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CZK",
        "DKK",
        "EGP",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "ISK",
        "JPY",
        "KRW",
        "KWD",
        "MAD",
        "MXN",
        "MYR",
        "NOK",
        "NZD",
        "PEN",
        "PHP",
        "PLN",
        "QAR",
        "RON",
        "RSD",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "TWD",
        "UAH",
        "USD",
        "VND",
        "ZAR",
    ]
)
