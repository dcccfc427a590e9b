"""The changes of an amendment that turn the bylaws in force into those that a person wrote down.

Promises: `bylaw_changes` of the difference, made one after the other, gives those bylaws. The order of classes counts,
since a person is in the first class that fits. Judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from govtool.domain.constitution.bylaws import Bylaws

Wanted: TypeAlias = tuple[str, object]
"""A dotted path, and what is to stand there; None: nothing."""

_IN_ORDER, _WHOLE_ROWS = "classes", "paths"


def difference(before: Bylaws, after: Bylaws) -> list[Wanted]:
    """The changes from some bylaws to others, in the order of the bylaws; empty if they say the same."""
    return list(_of_tables("", before.data(), after.data()))


def _of_tables(path: str, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Wanted]:
    moved = _moved(list(before), list(after)) if path == _IN_ORDER else []
    for name in before:
        if name not in after or name in moved:
            yield _joined(path, name), None
    for name, value in after.items():
        if name not in before or name in moved:
            yield _joined(path, name), value
        else:
            yield from _of_values(_joined(path, name), before[name], value)


def _moved(before: list[str], after: list[str]) -> list[str]:
    """The names that must be taken away and added again, since what is added comes last."""
    kept = [name for name in before if name in after]
    same = next((place for place, name in enumerate(after) if kept[place : place + 1] != [name]), len(after))
    return [name for name in after[same:] if name in kept]


def _of_values(path: str, before: object, after: object) -> Iterator[Wanted]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _of_tables(path, before, after)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(path, before, after)
    elif before != after:
        yield path, after


def _of_lists(path: str, before: Sequence[object], after: Sequence[object]) -> Iterator[Wanted]:
    """Rows that were only added at the end or only taken out; rows that changed in place; or the list as a whole."""
    if after[: len(before)] == before:
        yield from ((f"{path}.{place}", after[place]) for place in range(len(before), len(after)))
    elif len(before) == len(after) and path != _WHOLE_ROWS:
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _of_values(f"{path}.{place}", old, new)
    elif len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        yield from ((f"{path}.{place}", new) for place, (old, new) in pairs if old != new)
    elif (gone := _taken_out(before, after)) is not None:
        yield from ((f"{path}.{place}", None) for place in reversed(gone))
    else:
        yield path, after


def _taken_out(before: Sequence[object], after: Sequence[object]) -> list[int] | None:
    """The places of the rows that must go so that the others are the list; None where that does not do."""
    gone: list[int] = []
    left = 0
    for place, row in enumerate(before):
        if left < len(after) and row == after[left]:
            left += 1
        else:
            gone.append(place)
    return gone if left == len(after) else None


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
