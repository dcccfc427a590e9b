"""A few words of each file of a kind, read once for each folder that did not change.

A roll of a hundred thousand people needs a few words of each file. A folder with the same stamp holds the same files.
So what was read of it is kept in memory, bounded by bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from govtool.core.cache import Cache
from govtool.core.home import Home
from govtool.core.state import State

V = TypeVar("V", bound=tuple[object, ...])


class Folders(Generic[V]):
    """A value of each file of a kind, as `read` gives it from the file's last name and its bytes; None is left out.

    `size` is how many bytes a value takes, and `most` how many bytes of them are kept.
    """

    def __init__(self, home: Home, read: Callable[[str, bytes], V | None], size: int, most: int = 64 << 20) -> None:
        self._home, self._read, self._size = home, read, size
        self._known = Cache[tuple[str, int], tuple[V, ...]](most)

    def all(self, state: State) -> tuple[V, ...]:
        """The values of all files, sorted."""
        folders = self._home.folders
        return self._kept(
            state, self._home.top, lambda: tuple(sorted(one for each in folders(state) for one in self.of(state, each)))
        )

    def of(self, state: State, folder: str) -> tuple[V, ...]:
        """The values of the files in one folder of `home.folders`, in the order of their names."""

        def read() -> tuple[V, ...]:
            files = ((name.removesuffix(".yaml"), state.data(f"{folder}/{name}")) for name in state.names(folder))
            return tuple(one for name, data in files if (one := self._read(name, data or b"")) is not None)

        return self._kept(state, folder, read)

    def _kept(self, state: State, folder: str, read: Callable[[], tuple[V, ...]]) -> tuple[V, ...]:
        """The values of a folder with that stamp, read now if nobody did yet. Without a stamp nothing is kept."""
        stamp = state.stamp(folder)
        if stamp is None:
            return read()
        found = self._known.get((stamp, state.catalogue.version))
        if found is None:
            found = read()
            self._known.put((stamp, state.catalogue.version), found, self._size * (1 + len(found)))
        return found
