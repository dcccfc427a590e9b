"""A map of values that were read, bounded by bytes.

The values that somebody asked for lately stay; it is never emptied whole. A miss costs a second look at the object,
nothing else.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(Generic[K, V]):
    """Values by key, of at most so many bytes in all, as those who put them in count them.

    It is kept in two halves. When the young half is full, it becomes the old one, and what was in that is forgotten,
    unless somebody asked for it meanwhile. So a look costs two looks into a dict, and no order is kept.
    """

    def __init__(self, most: int) -> None:
        self._half = most // 2
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}
        self._size = 0
        self._sizes: dict[K, int] = {}

    def get(self, key: K) -> V | None:
        """The value of a key, None if it is not there any more."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.put(key, found, self._sizes[key])
        return found

    def put(self, key: K, value: V, size: int) -> None:
        """Keeps a value of so many bytes; one that is larger than a half is not kept."""
        if size > self._half or key in self._young:
            return
        if self._size + size > self._half:
            self._old, self._young, self._size = self._young, {}, 0
            self._sizes = {each: self._sizes[each] for each in self._old}
        self._young[key] = value
        self._sizes[key] = size
        self._size += size
