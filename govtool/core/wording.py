"""A sentence as data: a text with named fields, and the few variants between which one field chooses.

A kind of record describes itself in a sentence, in a title, in a list. A wording holds texts and chooses between them;
it formats nothing. `render` is the one function that makes a sentence of it, for every interface. Its texts can be
listed, in a table or for a translator, because they are no code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from string import Formatter
from types import MappingProxyType


class Has(Enum):
    """Whether a field holds something: ABSENT stands for null, an empty text or list, and zero."""

    GIVEN = True
    ABSENT = False


GIVEN, ABSENT = Has.GIVEN, Has.ABSENT

Look = Callable[[str], object]
"""Gives the value of a field by its name."""
Form = Callable[[object, str], str]
"""Makes words of a value; the second argument is the text behind the form's name, such as `key` in `{add:count key}`.
"""


@dataclass(frozen=True)
class Wording:
    """A text with named fields and their forms, such as `Gives {member:person} the duty {duty}.`

    `cases` are other texts, each with the field that chooses it and the value that the field must have. The first one
    that fits is used, and `text` if none does. `parts` are wordings for a piece of the text, named in it as a field.
    """

    text: str
    cases: tuple[tuple[str, object, str], ...] = ()
    parts: Mapping[str, Wording] = field(default_factory=lambda: MappingProxyType({}))


def wording(text: str, *cases: tuple[str, object, str], **parts: Wording) -> Wording:
    """A wording: its text, the cases in which another text is taken, and its parts by name."""
    return Wording(text, cases, MappingProxyType(parts))


def row(*columns: str | Wording) -> tuple[Wording, ...]:
    """The columns of a list; one that is the same for every record is given as its text."""
    return tuple(Wording(column) if isinstance(column, str) else column for column in columns)


def render(said: Wording, look: Look, forms: Mapping[str, Form]) -> str:
    """The sentence for one value of each field. Raises KeyError for a form that does not exist."""
    text = next((text for name, value, text in said.cases if _fits(look(name), value)), said.text)
    pieces = []
    for literal, name, spec, _ in Formatter().parse(text):
        pieces.append(literal)
        if name is None:
            continue
        if name in said.parts:
            pieces.append(render(said.parts[name], look, forms))
        else:
            form, _, argument = (spec or "").partition(" ")
            pieces.append(forms[form](look(name), argument))
    return "".join(pieces)


def _fits(value: object, wanted: object) -> bool:
    if isinstance(wanted, Has):
        return bool(value) is wanted.value
    return type(value) is type(wanted) and value == wanted
