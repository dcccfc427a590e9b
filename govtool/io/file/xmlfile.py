"""The reader of XML that others made: the only door to an XML parser.

Promises: it refuses a document type declaration before it looks at anything of it. So it never meets an entity that
could grow without end or read another file, and fetches nothing. Raises ValueError for bytes that are no XML. Names are
without their namespaces, which differ from bank to bank.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

MAX_LEVELS = 100


@dataclass
class Node:
    """An element: its name, its attributes, its text, and the elements in it."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[Node]:
        """The elements at a way of names below this one, in order."""
        if not names:
            yield self
            return
        for child in self.children:
            if child.name == names[0]:
                yield from child.all(*names[1:])

    def first(self, *names: str) -> Node | None:
        """The first element at a way of names."""
        return next(self.all(*names), None)

    def value(self, *names: str) -> str:
        """The text of the first element at a way of names, without space around it; empty where there is none."""
        found = self.first(*names)
        return found.text.strip() if found is not None else ""


def read_xml(data: bytes) -> Node:
    """The root of a document. Raises ValueError with what is wrong."""
    top = Node("", {})
    stack = [top]

    def refuse(*_: object) -> None:
        raise ValueError("it declares a document type, with which files can grow without end or read others")

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_LEVELS:
            raise ValueError(f"it is nested more than {MAX_LEVELS} levels deep")
        node = Node(_local(name), {_local(key): value for key, value in attributes.items()})
        stack[-1].children.append(node)
        stack.append(node)

    def end(name: str) -> None:
        stack.pop()

    def text(data: str) -> None:
        stack[-1].text += data

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    # a long text must not be copied anew for each small piece of it
    parser.buffer_size = 1 << 20
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(f"it is no XML: {error}") from error
    return top.children[0]


def _local(name: str) -> str:
    return name.rsplit(" ", 1)[-1]
