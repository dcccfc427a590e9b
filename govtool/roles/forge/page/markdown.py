"""Text for a Git host's page, in which no word of a person is more than a word.

People's words stand as code: there a Git host sees no mention, link, reference, HTML, image or marker of ours. In a
table they have no pipe either. Invisible characters are made visible, and everything has a bound, with a clear cut.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence

from govtool.core.phrase import one_line
from govtool.roles.said.form import cut

LARGEST_COMMENT = 65_000
"""A little below what GitHub takes (65,536), whether it counts letters or bytes: ours are bytes."""
_LONGEST_WORDS = 400
_ROOM = 12_000
"""The bytes of one list on a page, so that no list takes the place of all others."""
_LARGEST_FILE = 200_000


def visible(text: object) -> str:
    """A text on one line, every sign of which can be seen."""
    return _seen(one_line(str(text)))


def code(text: object, most: int = _LONGEST_WORDS) -> str:
    """People's words as code, on one line; empty where there are none."""
    line = cut(visible(text), most)
    if not line:
        return ""
    ticks = "`" * (_longest_run(line) + 1)
    edge = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{ticks}{edge}{line}{edge}{ticks}"


def cell(text: object) -> str:
    """People's words as code in a table: a pipe would end the cell, however it is escaped."""
    return code(str(text).replace("|", "¦"), 200)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table. Its cells are ours, or made by `cell`."""
    lines = [" | ".join(row) for row in (head, ["---"] * len(head), *rows)]
    return [f"| {line} |" for line in lines]


def few(lines: Sequence[str], most: int, more: str, room: int = _ROOM) -> list[str]:
    """At most so many lines, of so many bytes together, and how many are left out."""
    shown = fitting(lines[:most], room)
    left = len(lines) - len(shown)
    return [*shown, more.format(left=left)] if left else shown


def block(lines: Sequence[str]) -> list[str]:
    """Lines of a difference, coloured by the forge; none of them can end the block."""
    ticks = "`" * max(3, max((_longest_run(line) for line in lines), default=0) + 1)
    return [f"{ticks}diff", *lines, ticks]


def difference(path: str, before: bytes | None, after: bytes | None) -> Iterator[str]:
    """The changes of a file, with a little around them. A file that is no text, or too large to compare, is shown by
    its size.
    """
    what = "new" if before is None else "taken away" if after is None else "changed"
    yield f"@@ {visible(path)} ({what}) @@"
    old, new = _lines(before), _lines(after)
    if old is None or new is None or is_too_large(before, after):
        yield f"- {len(before or b'')} bytes"
        yield f"+ {len(after or b'')} bytes"
        return
    # Without the names of the two files, which are the same, and the place of what comes first.
    for line in list(difflib.unified_diff(old, new, n=2, lineterm=""))[3:]:
        yield "  ..." if line.startswith("@@") else f"{line[0]} {cut(_seen(line[1:]), _LONGEST_WORDS)}"


def is_too_large(before: bytes | None, after: bytes | None) -> bool:
    """Whether a change is not shown because comparing it would take too long. A file that is new is shown, and cut."""
    return before is not None and after is not None and len(before) + len(after) > 2 * _LARGEST_FILE


def joined_within(blocks: Sequence[Sequence[str]]) -> str:
    """Paragraphs put together, as many as fit whole. Each has a bound of its own, so that all of ours do."""
    texts = ("\n".join(lines).strip("\n") for lines in blocks)
    return "\n\n".join(fitting([text for text in texts if text], LARGEST_COMMENT, 2))


def fitting(lines: Sequence[str], most: int, between: int = 1) -> list[str]:
    """As many lines as have at most so many bytes together, with those `between` two of them."""
    kept: list[str] = []
    size = 0
    for line in lines:
        size += len(line.encode()) + between
        if size > most:
            break
        kept.append(line)
    return kept


def _longest_run(line: str) -> int:
    return max((len(run) for run in re.findall("`+", line)), default=0)


def _seen(line: str) -> str:
    """A line as it is, its spaces kept; what cannot be seen is made visible."""
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in line)


def _lines(data: bytes | None) -> list[str] | None:
    """The lines of a file, None where they cannot be shown."""
    if data is None:
        return []
    try:
        return data.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        return None
