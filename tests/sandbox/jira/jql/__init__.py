# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JQL: parse(text, world) -> Query; Query.matches(document), Query.sort(documents)."""

from .functions import FUNCTION_NAMES
from .grammar import RESERVED, read
from .query import Query, bind, parse
from .syntax import JqlError, JqlMeaningError, JqlSyntaxError
from .world import SYSTEM_FIELDS, Document, Entry, Field, World

__all__ = [
    "FUNCTION_NAMES",
    "RESERVED",
    "SYSTEM_FIELDS",
    "Document",
    "Entry",
    "Field",
    "JqlError",
    "JqlMeaningError",
    "JqlSyntaxError",
    "Query",
    "World",
    "bind",
    "parse",
    "read",
]
