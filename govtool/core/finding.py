"""A finding: one broken rule, as data.

It carries a code of the table in `core.code` and the values that the sentence needs. The sentence itself is made in
the renderer, so that text, JSON, annotations and the error catalogue can never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: where (path, line, column from 1; 0 when unknown), which code, with which values.

    `commit` names the commit that it was found in, if there is one.
    """

    code: str
    path: str = ""
    line: int = 0
    column: int = 0
    commit: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __reduce__(self) -> tuple[Callable[..., Finding], tuple[object, ...]]:
        """How another process gets it: the values as a plain table, which it freezes again."""
        return _of_table, (self.code, self.path, self.line, self.column, self.commit, dict(self.values))

    def at(self, path: str = "", commit: str = "") -> Finding:
        """The same finding, placed in a file or commit if it does not name one yet."""
        return replace(self, path=self.path or path, commit=self.commit or commit)

    @property
    def order(self) -> tuple[str, str, int, int, str, tuple[tuple[str, str], ...]]:
        """The sort key of every list of findings."""
        return (self.commit, self.path, self.line, self.column, self.code, tuple(sorted(self.values.items())))


def _of_table(code: str, path: str, line: int, column: int, commit: str, values: dict[str, str]) -> Finding:
    return Finding(code, path, line, column, commit, MappingProxyType(values))


def finding(code: str, path: str = "", line: int = 0, column: int = 0, commit: str = "", **values: object) -> Finding:
    """A finding with its values written as text."""
    texts = MappingProxyType({name: str(value) for name, value in values.items()})
    return Finding(code, path, line, column, commit, texts)
