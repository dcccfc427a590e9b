"""The catalogue: the kinds of record, action and statement that one version of the rules knows.

It is a value that comes with the state. The meaning of a file, and so every verdict, follows from the catalogue that
its reader was given, never from the modules that happen to be loaded. Another version of the rules is another
catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar, cast

from pydantic import ValidationInfo

from govtool.core.record import FileRecord, Record, Worded

K = TypeVar("K", bound=Record)
W = TypeVar("W", bound=Worded)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The kinds of one version of the rules. `load` gives them, and is called at the first use: most commands look only
    at commits that were judged before, and need no kind. `first` gives those of them that most proposals name: a word
    is looked for there first, so that who reads such a proposal need not load all kinds.
    """

    version: int
    load: Callable[[], tuple[type[Record], ...]]
    first: Callable[[], tuple[type[Record], ...]] = tuple
    # each of these tables is made at its first use
    _those: dict[type[Record], tuple[type[Record], ...]] = field(default_factory=dict, init=False, repr=False)
    _words: dict[type[Record], Mapping[str, type[Record]]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def kinds(self) -> tuple[type[Record], ...]:
        """All of them, in the order in which people are shown what there is."""
        return self.load()

    @cached_property
    def records(self) -> Mapping[str, type[FileRecord]]:
        """The kinds of record that are files of their own, by the name of the kind."""
        return MappingProxyType({kind.home.kind: kind for kind in self.kinds if issubclass(kind, FileRecord)})

    def those(self, base: type[K]) -> tuple[type[K], ...]:
        """The kinds that are of a base, such as all actions."""
        if base not in self._those:
            self._those[base] = tuple(kind for kind in self.kinds if issubclass(kind, base))
        return cast(tuple[type[K], ...], self._those[base])

    def words(self, base: type[W]) -> Mapping[str, type[W]]:
        """The kinds of a base by the word that people write, such as `pay-debts`."""
        if base not in self._words:
            self._words[base] = MappingProxyType({kind.kind: kind for kind in self.those(base)})
        return cast(Mapping[str, type[W]], self._words[base])

    def named(self, base: type[W], word: str) -> type[W] | None:
        """The kind of a base that people write by a word, None if there is none."""
        known = (kind for kind in self.first() if issubclass(kind, base) and kind.kind == word)
        return next(known, None) or self.words(base).get(word)

    def at(self, path: str) -> type[FileRecord] | None:
        """The kind of record that a governed path is for, None if it is for none."""
        return next((kind for kind in self.records.values() if kind.home.match(path) is not None), None)


NO_KINDS = Catalogue(0, tuple)
"""The catalogue without kinds, for records that name none."""


def catalogue_of(info: ValidationInfo) -> Catalogue:
    """The catalogue that the reader of a record gave. Raises LookupError if it gave none, which is a fault of the
    program.
    """
    if not isinstance(info.context, Catalogue):
        raise LookupError("a record that names kinds is read with a catalogue: Model.read(value, path, kinds=...)")
    return info.context
