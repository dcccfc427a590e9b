"""The minute book as an Atom feed (RFC 4287) for feed readers.

Promises:

- The same state gives the same bytes.
- An entry of the feed is an entry of the minute book. It keeps its id permanently, made from the entry's digest.
- Every text of anybody is text, never markup.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from xml.etree import ElementTree

from govtool.cli.terminal.text import few, one_line
from govtool.cli.view.minute import sentence
from govtool.core.ids import Digest
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.docket import DocketEntry

ATOM = "http://www.w3.org/2005/Atom"


def feed(state: State, genesis: Digest, told: Iterable[tuple[Minute, Digest]]) -> str:
    """The feed of some entries of the minute book, newest first, each with its digest."""
    name, entries = organization_of(state).name, list(told)
    top = ElementTree.Element("feed", xmlns=ATOM)
    _add(top, "id", _id(f"feed {genesis}"))
    _add(top, "title", name)
    _add(top, "updated", entries[0][0].at)
    _add(_add(top, "author"), "name", name)
    _add(top, "generator", "govtool")
    for minute, digest in entries:
        entry = _add(top, "entry")
        _add(entry, "id", _id(f"minute {genesis} {digest}"))
        _add(entry, "title", sentence(state, minute))
        _add(entry, "updated", minute.at)
        _add(entry, "published", minute.at)
        _add(entry, "category").set("term", minute.event)
        _add(entry, "content", _words(state, minute)).set("type", "text")
    ElementTree.indent(top)
    made: bytes = ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)
    return made.decode() + "\n"


def _add(parent: ElementTree.Element, name: str, text: str = "") -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name)
    # What XML cannot hold, and what steers a screen, becomes a space.
    plain = "".join(char if char.isprintable() else " " for char in one_line(text))
    child.text = plain or None
    return child


def _id(text: str) -> str:
    """A name that is the same for the same text, in a form that every reader knows."""
    return uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16], version=5).urn


def _words(state: State, minute: Minute) -> str:
    said = f"{sentence(state, minute)}. Entry {minute.number}."
    entry = DocketEntry.of(state, minute.proposal) if minute.proposal else None
    if entry is None:
        return said
    if minute.event == "opened":
        # The record's closing time moves when somebody objects, and an entry that was told must stay as it was.
        who = few(sorted(entry.voters(state).everybody))
        look = f"Look at it: govtool show {entry.number}; vote: govtool vote {entry.number}"
        return f"{said} {entry.summary} It is for {who} to vote on. {look}"
    return f"{said} Look at it: govtool show {entry.number}"
