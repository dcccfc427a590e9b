"""Bundles from other people, measured before git gets them: a few hundred kilobytes can unpack to any size.

A bundle is a few lines of text and a pack. Every object of the pack is unpacked here piece by piece, and thrown away,
so that its true size is known. The size of a delta's result stands in its first bytes. The memory for it is bounded,
and the time by the size that is allowed. git checks the content of the objects afterwards.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

MAX_BUNDLE = 32 << 20
MAX_OBJECT = 16 << 20
MAX_UNPACKED = 128 << 20
_MAX_HEAD = 1 << 20
_PIECE = 1 << 16
_OFFSET_DELTA, _DELTA = 6, 7
_KINDS = (1, 2, 3, 4, _OFFSET_DELTA, _DELTA)


class NoBundle(ValueError):
    """The bytes are no bundle, or one that is not taken; the text says why, for people."""


def measure(data: bytes) -> None:
    """Reads a bundle through. Raises NoBundle if it is none, or unpacks to more than is taken."""
    pack = _Pack(data, _pack_at(data))
    if pack.take(4) != b"PACK" or pack.number() not in (2, 3):
        raise NoBundle("it holds no pack")
    left = MAX_UNPACKED
    for _ in range(pack.number()):
        left -= pack.object_size()
        if left < 0:
            raise NoBundle(f"it unpacks to more than {MAX_UNPACKED} bytes")


def _pack_at(data: bytes) -> int:
    """The position at which the pack begins: after the first empty line."""
    if not data.startswith((b"# v2 git bundle\n", b"# v3 git bundle\n")):
        raise NoBundle("it does not begin as a bundle does")
    end = data.find(b"\n\n", 0, _MAX_HEAD)
    if end < 0:
        raise NoBundle("its list of branches has no end")
    return end + 2


@dataclass
class _Pack:
    data: bytes
    at: int

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise NoBundle("it is cut short")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def object_size(self) -> int:
        """Passes one object, and gives the bytes that it unpacks to: those of its delta and of what that makes."""
        byte = self.take(1)[0]
        kind = byte >> 4 & 7
        if kind not in _KINDS:
            raise NoBundle("it holds an object of no kind")
        while byte & 0x80:
            byte = self.take(1)[0]
        if kind == _DELTA:
            self.take(20)
        if kind == _OFFSET_DELTA:
            while self.take(1)[0] & 0x80:
                pass
        size, first = self._unpacked()
        if size > MAX_OBJECT:
            raise NoBundle(f"it holds an object of more than {MAX_OBJECT} bytes")
        if kind not in (_OFFSET_DELTA, _DELTA):
            return size
        made = _made_by_delta(first)
        if made > MAX_OBJECT:
            raise NoBundle(f"it holds an object of more than {MAX_OBJECT} bytes")
        return size + made

    def _unpacked(self) -> tuple[int, bytes]:
        """The size of a compressed piece, and how it begins; never more of it in memory than a piece."""
        stream, size, first = zlib.decompressobj(), 0, b""
        rest = memoryview(self.data)[self.at : self.at + _PIECE].tobytes()
        taken = len(rest)
        while not stream.eof and size <= MAX_OBJECT:
            try:
                piece = stream.decompress(rest, _PIECE)
            except zlib.error:
                raise NoBundle("it is damaged") from None
            size += len(piece)
            first = (first + piece)[:20] if len(first) < 20 else first
            rest = stream.unconsumed_tail
            if not rest and not piece and not stream.eof:
                rest = self.data[self.at + taken : self.at + taken + _PIECE]
                taken += len(rest)
                if not rest:
                    raise NoBundle("it is cut short")
        self.at += taken - len(stream.unused_data)
        return size, first


def _made_by_delta(first: bytes) -> int:
    """The size of what a delta makes: the second of the two numbers that it begins with."""
    place, value = 0, 0
    for _ in range(2):
        value, shift = 0, 0
        while True:
            if place >= len(first):
                raise NoBundle("it is damaged")
            byte = first[place]
            value |= (byte & 0x7F) << shift
            place, shift = place + 1, shift + 7
            if not byte & 0x80:
                break
    return value
