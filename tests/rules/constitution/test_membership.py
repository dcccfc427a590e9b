"""The one table of how membership changes: every change that it holds happens, and no other."""

from __future__ import annotations

import re
from itertools import product
from typing import get_args

import pytest

from govtool.cli.machinery.generate import BEGIN, END, PAGE, drawn
from govtool.domain.constitution.member import Member, Membership
from govtool.domain.constitution.membership import TRANSITIONS, Transition, begun, drawing, may_move, moved
from tests.world.people import FOUNDED_AT, person
from tests.world.place import ROOT

STATES: tuple[Membership, ...] = get_args(Membership)
WORDS = sorted({known.by for known in TRANSITIONS})
IN_THE_TABLE = {(known.before, known.after, known.by) for known in TRANSITIONS}
OTHERS = [way for way in product((None, *STATES), STATES, (*WORDS, "suspend")) if way not in IN_THE_TABLE]


def frank(membership: Membership) -> Member:
    return person("frank").changed(membership=membership)


@pytest.mark.parametrize("way", TRANSITIONS, ids=lambda way: f"{way.before}-{way.after}-{way.by}")
def test_what_the_table_holds_happens(way: Transition) -> None:
    assert may_move(way.before, way.after, way.by)
    if way.before is None:
        assert begun(frank(way.after), way.by).membership == way.after
    else:
        found = moved(frank(way.before), way.after, way.by, left_at=FOUNDED_AT)
        assert (found.membership, found.left_at, found.keys) == (way.after, FOUNDED_AT, frank("member").keys)


def test_what_the_table_does_not_hold_is_refused() -> None:
    assert len(OTHERS) > 500
    for before, after, by in OTHERS:
        assert not may_move(before, after, by)
        with pytest.raises(LookupError):
            begun(frank(after), by) if before is None else moved(frank(before), after, by)


def test_each_way_stands_once_and_says_who_goes_it() -> None:
    assert len(IN_THE_TABLE) == len(TRANSITIONS)
    assert all(known.sentence and not known.sentence.endswith(".") for known in TRANSITIONS)


def test_nobody_is_expelled_into_a_way_back_and_nobody_becomes_a_member_alone() -> None:
    assert "expelled" not in {known.before for known in TRANSITIONS}
    into = {known.by for known in TRANSITIONS if known.after == "member"}
    by_an_affiliate = {"enrol", "admit-affiliate"}  # in a federation, whose members have one vote each
    assert into == {"founding", "admit", "confirm", "back", *by_an_affiliate}, "a vote, the founding, or a return"
    assert [known.before for known in TRANSITIONS if known.by == "back"] == ["away"]


def test_a_suspension_is_no_change_of_membership() -> None:
    assert not any(may_move(before, after, "suspend") for before, after in product((None, *STATES), STATES))


def test_the_drawing_shows_every_way() -> None:
    text = drawing()
    for known in TRANSITIONS:
        line = rf"\n    {re.escape(known.before or '[*]')} --> {known.after}: [a-z, -]*\b{known.by}\b"
        assert re.search(line, text), known
        assert known.sentence in text


def test_the_page_holds_the_drawing_as_the_table_gives_it() -> None:
    page = (ROOT / PAGE).read_text()
    assert page.count(BEGIN) == page.count(END) == 1
    assert drawn(ROOT) == {PAGE: page}, "run: make docs"
