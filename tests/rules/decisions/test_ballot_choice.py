"""What a ballot on options may say, and which ballots say the same."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.canonical import emit
from govtool.core.finding import Finding
from govtool.core.record import SchemaError
from govtool.domain.decisions.ballot import Ballot, Said, vote_of
from govtool.domain.decisions.docket import DocketEntry
from tests.world.coop import Coop
from tests.world.town import Town
from tests.world.words import APPROVAL, MOTION, RANKED, names

PEOPLE = ("alice", "bob", "carol")


def entry_of(ballot: str) -> DocketEntry:
    town = Town(PEOPLE)
    return town.entry(town.offer("alice", "name", names("kettle", "teapot", "samovar"), ballot))


ENTRIES: dict[str, DocketEntry] = {}


def entry(ballot: str) -> DocketEntry:
    """An entry of each kind, made once."""
    if ballot not in ENTRIES:
        town = Town(PEOPLE)
        ENTRIES[ballot] = entry_of(ballot) if ballot else town.entry(town.file("alice", "kettle", MOTION))
    return ENTRIES[ballot]


@pytest.mark.parametrize(
    ("kind", "said", "vote"),
    [
        ("", Said(choice="for"), "for"),
        ("ranked", Said(ranking=(("teapot",), ("kettle", "none"))), (("teapot",), ("kettle", "none"))),
        ("ranked", Said(ranking=()), ()),
        ("ranked", Said(choice="abstain"), ()),
        ("approval", Said(approve=("kettle",)), (("kettle",), ("none",))),
        ("approval", Said(approve=()), (("none",),)),
        ("approval", Said(choice="abstain"), ()),
    ],
)
def test_a_ballot_says_what_its_vote_asks_for(kind: str, said: Said, vote: Any) -> None:
    assert vote_of(entry(kind), said) == vote


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("", Said(ranking=(("kettle",),)), "schema"),
        ("", Said(approve=()), "schema"),
        ("", Said(choice="block"), "choice"),
        ("ranked", Said(choice="for"), "schema"),
        ("ranked", Said(choice="block"), "schema"),
        ("ranked", Said(approve=("kettle",)), "schema"),
        ("ranked", Said(ranking=(("kettle",), ("kettle",))), "schema"),
        ("ranked", Said(ranking=(("kettle", "kettle"),)), "schema"),
        ("ranked", Said(ranking=(("percolator",),)), "schema"),
        ("approval", Said(ranking=(("kettle",),)), "schema"),
        ("approval", Said(approve=("kettle", "kettle")), "schema"),
        ("approval", Said(approve=("percolator",)), "schema"),
        ("approval", Said(approve=("kettle", "none")), "schema"),
    ],
)
def test_a_ballot_of_another_kind_or_with_odd_options_is_void(kind: str, said: Said, code: str) -> None:
    found = vote_of(entry(kind), said)
    assert isinstance(found, Finding) and found.code == code


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ((("kettle", "teapot"),), (("teapot", "kettle"),), True),
        ((("kettle",), (), ("teapot",)), (("kettle",), ("teapot",)), True),
        ((("kettle",),), (("kettle",), ("teapot", "samovar", "none")), True),
        ((("kettle",), ("none",)), (("kettle",), ("none",), ("teapot", "samovar")), True),
        ((), (("kettle", "teapot", "samovar", "none"),), True),
        ((("kettle",), ("teapot",)), (("teapot",), ("kettle",)), False),
        ((("kettle",),), (("kettle", "teapot"),), False),
    ],
)
def test_rankings_are_compared_in_their_normal_form(one: Any, other: Any, is_same: bool) -> None:
    found = [vote_of(entry("ranked"), Said(ranking=ranking)) for ranking in (one, other)]
    assert (found[0] == found[1]) is is_same


@pytest.mark.parametrize(
    ("fields", "is_read"),
    [
        ({"choice": "for"}, True),
        ({"ranking": []}, True),
        ({"ranking": [["kettle"], []]}, True),
        ({"approve": []}, True),
        ({}, False),
        ({"choice": "for", "approve": []}, False),
        ({"ranking": [["kettle"]], "approve": ["kettle"]}, False),
        ({"ranking": ["kettle"]}, False),
        ({"ranking": [["Kettle"]]}, False),
    ],
)
def test_a_ballot_has_one_of_three_fields(fields: dict[str, Any], is_read: bool) -> None:
    head = {"proposal": "0001", "opening": "sha256:" + "0" * 64, "voter": "alice"}
    if is_read:
        ballot = Ballot.read({**head, **fields, "cast": 1})
        assert ballot.data() == {**head, **fields, "cast": 1} and ballot.says.data().keys() == fields.keys()
    else:
        with pytest.raises(SchemaError):
            Ballot.read({**head, **fields, "cast": 1})


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(choice="against"), "against"),
        (Said(ranking=(("teapot",), ("kettle", "none"))), "teapot,kettle=none"),
        (Said(ranking=((), ("teapot",))), "teapot"),
        (Said(ranking=()), "abstain"),
        (Said(approve=("kettle", "teapot")), "kettle,teapot"),
        (Said(approve=()), "none"),
    ],
)
def test_a_vote_is_told_as_people_type_it(said: Said, words: str) -> None:
    assert said.words == words


# With real ballots ---------------------------------------------------------------------------------------------------


def test_a_later_ranking_counts_and_two_of_one_cast_void_each_other_unless_they_say_the_same(coop: Coop) -> None:
    number = coop.open("alice", "name", names("kettle", "teapot"), extra=RANKED)
    coop.vote("alice", number, "kettle=teapot,none")
    coop.vote("alice", number, "teapot=kettle", branch=f"vote/{number}/alice-laptop")
    coop.vote("bob", number, "kettle,none")
    coop.vote("bob", number, "teapot,none", branch=f"vote/{number}/bob-laptop")
    coop.vote("carol", number, "kettle,none")
    coop.vote("carol", number, "teapot,none", cast=2)
    coop.run_clerk()
    assert coop.voided(number, "bob") == {"VOID:equivocation"}
    assert coop.voided(number, "alice") == set() == coop.voided(number, "carol")
    coop.finish(number)
    decided = coop.entry(number).decided
    assert decided is not None and [(row.option, row.for_) for row in decided.options] == [("kettle", 2), ("teapot", 3)]
    assert coop.audit().ok


@pytest.mark.parametrize("field", ["choice: for", "ranking: [[kettle]]", "approve: [kettle, none]", "approve: [cup]"])
def test_a_ballot_that_does_not_fit_is_listed_and_not_counted(coop: Coop, field: str) -> None:
    number = coop.open("alice", "name", names("kettle", "teapot"), extra=APPROVAL)
    text = emit(coop.ballot("alice", number, "kettle").data()).decode()
    old = 'approve:\n  - "kettle"\n'
    assert old in text
    coop.vote("alice", number, data=text.replace(old, f"{field}\n").encode())
    coop.run_clerk()
    assert coop.voided(number, "alice") == {"VOID:schema"}
