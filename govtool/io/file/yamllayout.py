"""The layout of a YAML file that the parser accepts and other readers refuse or read otherwise.

Promises: finds each place in time that is proportional to the text. Does not parse: the parser gives it the bounds of
each value, as indexes of characters. A block is a table or a list in lines, and its column counts from 0. The outermost
value is in no block. Its column is -1, so brackets that are the whole file need no indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

NO_BLOCK = -1
"""The column of the block around the outermost value of a file."""

_INDENTATION = re.compile(r"\n( *+)(?!\n|\Z)")
_COMMENT = re.compile(r"#[^\n]*+")
_ESCAPED_END = re.compile(r"(?<!\\)(?:\\\\)*+\\\n *+\n")
# The parser takes `|#` for a block text with a comment, and spaces on its first line for nothing; others do not.
_BLOCK_START = re.compile(r"[|>][-+0-9]*+(?: .*+)?+(?:\n++(?! +(?:\n|\Z))|\Z)")


class Problem(NamedTuple):
    """A mistake in the layout, and its place: the index of a character."""

    place: int
    what: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A value or a bracket of the file, and the text in front of it.

    `done` is where the piece before it ended. `column` is the column of the block around it.
    """

    content: str
    done: int
    start: int
    end: int
    column: int

    def problems_in_brackets(self) -> Iterator[Problem]:
        """The problems of a piece inside brackets, or of the bracket that ends them."""
        yield from self._comments_without_space(" ")
        yield from self._lines_outside(self.done)
        if self.start > 1 and self.content[self.start - 1] == ":" and self.content[self.start - 2] in " \n":
            yield Problem(self.start, "a : needs a space behind it")

    def problems_in_front(self) -> Iterator[Problem]:
        """The problems in front of any piece outside brackets."""
        yield from self._comments_without_space(" \n")

    def problems_of_value(self) -> Iterator[Problem]:
        """The problems in front of a text or number that is not a key, outside brackets.

        A reader of version 1.2 takes the line behind the value for a part of it if a comment in column 1 stands there.
        """
        end = self.content.rfind("\n", self.done, self.start)
        if end < 0 or self.content[end : self.start].strip(" \n"):
            return
        while (before := self.content.rfind("\n", self.done, end)) >= 0:
            line = self.content[before + 1 : end]
            if line.strip(" ") and not line.strip(" ").startswith("#"):
                return
            if line.startswith("#"):
                yield Problem(before + 1, "a comment between a key and its value needs an indentation")
            end = before

    def problems_of_lines(self) -> Iterator[Problem]:
        """The problems of the lines of a text that is not a block text, outside brackets."""
        yield from self._lines_outside(self.start)

    def problems_of_block_text(self) -> Iterator[Problem]:
        """The problem of the first line or of the end of a block text."""
        if self.start - self.content.rfind("\n", 0, self.start) - 1 <= self.column:
            yield Problem(self.start, "the first line of a block text needs an indentation")
        elif not _BLOCK_START.match(self.content, self.start):
            yield Problem(self.start, "a block text needs a space before a # and none on an empty line")
        elif self.end >= len(self.content) and not self.content.endswith("\n"):
            yield Problem(self.start, "the last line of a block text needs a line end")

    def problems_of_escapes(self) -> Iterator[Problem]:
        """The problem of a text in double quotes: other readers join an escaped line end otherwise."""
        if _ESCAPED_END.search(self.content, self.start, self.end):
            what = "a line that ends in \\ needs text on the next line; write \\n for a line end"
            yield Problem(self.start, what)

    def _comments_without_space(self, before: str) -> Iterator[Problem]:
        for found in _COMMENT.finditer(self.content, self.done, self.start):
            if found.start() and self.content[found.start() - 1] not in before:
                yield Problem(found.start(), "a comment needs a space before its #")

    def _lines_outside(self, start: int) -> Iterator[Problem]:
        for found in _INDENTATION.finditer(self.content, start):
            if found.start() >= self.end:
                return
            if len(found[1]) <= self.column:
                yield Problem(found.end(), "a line inside brackets or quotes needs an indentation")
