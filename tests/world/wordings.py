"""What wordings are made of: their texts, and the fields and forms that these name."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from govtool.core.wording import Wording


def texts_of(said: Wording) -> Iterator[str]:
    """Every text in it, those of its parts too."""
    yield from (text for _, _, text in said.cases)
    yield said.text
    for part in said.parts.values():
        yield from texts_of(part)


def fields_of(said: Wording) -> set[str]:
    """The names of the fields that it reads, to show them or to choose by them."""
    own = {name for name, _, _ in said.cases} | {name for name, _ in _named(said)}
    return own.union(*map(fields_of, said.parts.values()))


def forms_of(said: Wording) -> set[str]:
    """The names of the forms that it asks for."""
    return {form for _, form in _named(said)}.union(*map(forms_of, said.parts.values()))


def _named(said: Wording) -> Iterator[tuple[str, str]]:
    """Each field that its own texts name, with the form; its parts are none."""
    for text in (*(text for _, _, text in said.cases), said.text):
        for _, name, spec, _ in Formatter().parse(text):
            if name is not None and name not in said.parts:
                yield name, (spec or "").partition(" ")[0]
