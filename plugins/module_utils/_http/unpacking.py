# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Undoing the compression of a body, in pieces of a bounded size: a few bytes may stand for gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

_GZIP = 16 + zlib.MAX_WBITS
_BITS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}


class Damaged(Exception):
    """A body is not compressed in the way that its headers say, or not whole."""


def encodings_of(header: str) -> list[str]:
    """The ways in which a body is encoded, by its header; empty if it came as it is."""
    names = (name.strip().lower() for name in header.split(","))
    return [name for name in names if name not in ("", "identity")]


def can_unpack(encodings: list[str]) -> bool:
    """Whether the body can be read: it is compressed once at most, in a way that was asked for."""
    return not encodings or (len(encodings) == 1 and encodings[0] in _BITS)


def unpacked(blocks: Iterable[bytes], encodings: list[str], size: int) -> Iterator[bytes]:
    """The body, in pieces of at most `size` bytes unless it came as it is. Raises Damaged."""
    if not encodings:
        yield from blocks
        return
    decoder, begun = None, False
    try:
        for block in _with_two_first(blocks):
            data, begun = block, True
            while data:
                if decoder is None:
                    decoder = _decoder_for(encodings[0], data)
                yield from _pieces(decoder, data, size)
                # Gzip may have several parts, and zeros after the last one.
                data = decoder.unused_data.lstrip(b"\0") if decoder.eof else b""
                decoder = None if decoder.eof else decoder
    except zlib.error:
        raise Damaged(f"it is not {encodings[0]}") from None
    if begun and decoder is not None:
        raise Damaged(f"its {encodings[0]} has no end")


def _decoder_for(encoding: str, data: bytes) -> zlib._Decompress:
    """What unpacks a body that begins like this: deflate comes with and without the header that it should have."""
    bits = _BITS[encoding]
    has_header = data[0] & 15 == 8 and len(data) > 1 and (data[0] * 256 + data[1]) % 31 == 0
    return zlib.decompressobj(bits if encoding != "deflate" or has_header else -bits)


def _pieces(decoder: zlib._Decompress, data: bytes, size: int) -> Iterator[bytes]:
    while True:
        piece = decoder.decompress(data, size)
        if piece:
            yield piece
        data = decoder.unconsumed_tail
        if decoder.eof or (not data and len(piece) < size):
            return


def _with_two_first(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks, the first of them with the two bytes that show what it is."""
    first = b""
    for block in blocks:
        first += block
        if len(first) > 1:
            yield first
            first = b""
    if first:
        yield first
