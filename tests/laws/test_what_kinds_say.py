"""What a kind says of itself can be said: its fields are there, its forms are known, and nothing is left unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from govtool.cli.lookup.list import forms as list_forms
from govtool.cli.terminal.field import fields_of as typed_fields
from govtool.core.record import Record
from govtool.core.wording import Wording
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.files import FileChange
from govtool.domain.decisions.statement import Body
from govtool.domain.lifecycle.amendment import Change
from govtool.roles.minutes.registry import NEWEST
from govtool.roles.said.form import forms_of as known_by_faces
from tests.world.money import registry
from tests.world.wordings import fields_of, forms_of, texts_of

KINDS: tuple[type[Record], ...] = (*NEWEST.kinds, Change, FileChange)


@cache
def known_forms() -> tuple[frozenset[str], frozenset[str]]:
    state = registry()
    everywhere = frozenset(known_by_faces(state))
    return everywhere, everywhere | list_forms(state, "2026-11-01T10:00:00Z").keys()


def said_by(kind: type[Record]) -> Iterator[tuple[Wording, frozenset[str]]]:
    """All that a kind says, each with the forms that may stand in it."""
    everywhere, in_lists = known_forms()
    yield from ((column, in_lists) for column in kind.columns)
    if kind.said is not None:
        yield kind.said, everywhere
    if issubclass(kind, Action) and kind.titled is not None:
        yield kind.titled, everywhere


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_and_form_that_it_names_is_there(kind: type[Record]) -> None:
    for said, forms in said_by(kind):
        there = {*kind.model_fields, *(name for name in dir(kind) if isinstance(getattr(kind, name), property))}
        assert fields_of(said) <= there, said
        assert forms_of(said) <= forms, said


@pytest.mark.parametrize("base", [Action, Body])
def test_every_action_and_every_statement_is_said(base: type[Action] | type[Body]) -> None:
    silent = [kind.__name__ for kind in NEWEST.those(base) if kind.said is None]
    assert silent == [], "give the kind a wording `said`"


@pytest.mark.parametrize("action", NEWEST.those(Action), ids=lambda action: action.kind)
def test_the_sentence_of_an_action_is_about_this_one_and_not_its_help(action: type[Action]) -> None:
    assert action.said is not None
    for text in texts_of(action.said):
        assert "`" not in text and (not text or text not in (action.__doc__ or ""))


def test_a_statement_is_said_by_the_names_in_its_file() -> None:
    for kind in NEWEST.those(Body):
        assert kind.said is not None
        written = {info.alias or name for name, info in kind.model_fields.items()}
        assert fields_of(kind.said) <= written, kind.kind


@pytest.mark.parametrize("action", NEWEST.those(Action), ids=lambda action: action.kind)
def test_what_is_known_is_a_field_that_people_type(action: type[Action]) -> None:
    assert action.known.keys() | action.usual.keys() <= {field.name for field in typed_fields(action)}
