"""Complaints about people in a federation: who complains, on which ground, after which case; and two records of one."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation, affiliates_of
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.people.complaint import Complaint
from tests.world.people import refusal
from tests.world.quarrel import WORDS, Quarrel
from tests.world.town import Town


@pytest.fixture
def town() -> Quarrel:
    return Quarrel()


def about(name: str = "eva", **more: Any) -> dict[str, Any]:
    """The body of a complaint about a person."""
    return {"about": name, "particulars": WORDS, "ground": "force", "case": 1, **more}


def failed(town: Quarrel, name: str = "eva", ground: str = "force") -> None:
    """Riverside had a case against a person, which failed."""
    town.failed(against_affiliate=None, against_person=name, ground=ground)


def complained(town: Quarrel, **body: Any) -> Complaint:
    """Three people of two affiliates complain."""
    assert town.says("bob", "complain", **about(**body)) == set()
    assert town.sign("carol", "hal") == set()
    return town.complaint()


# Who complains -------------------------------------------------------------------------------------------------------


def test_three_people_of_two_homes_complain(town: Quarrel) -> None:
    failed(town)
    assert town.says("bob", "complain", **about()) == set()
    assert town.sign("carol", "alice") == set()
    assert list(Complaint.all(town.registry)) == [], "alice belongs to Restaurant too, but Riverside is her home"
    assert town.sign("hal") == set()
    found = town.complaint()
    assert found.complainants == ("bob", "carol", "alice", "hal") and found.single_handed is None
    assert (found.ground, found.case, found.opens_at) == ("force", 1, add(town.now, "P42D"))


def test_no_more_than_three_people_of_one_home_sign() -> None:
    """Else the people of one home could take all places for signatures, and nobody else could join."""
    town = Quarrel({"riverside": ("rita",)})
    failed(town)
    assert town.says("bob", "complain", **about()) == set()
    assert town.sign("carol", "alice") == set() and town.sign("rita") == {"precondition"}
    assert town.sign("hal") == set() and town.complaint().respondent == "eva"


def test_two_people_are_not_enough_whatever_their_homes(town: Quarrel) -> None:
    failed(town)
    town.says("bob", "complain", **about())
    assert town.sign("hal") == set() and list(Complaint.all(town.registry)) == []
    assert town.sign("eva") == {"own_case"}


def test_the_one_who_begins_belongs_to_the_affiliate_that_had_the_case(town: Quarrel) -> None:
    failed(town)
    assert town.says("hal", "complain", **about()) == {"not_affiliated"}


def test_a_complainant_who_has_no_home_any_more_does_not_count(town: Quarrel) -> None:
    failed(town)
    town.says("bob", "complain", **about())
    assert town.sign("hal") == set()
    found = Affiliation.one(town.registry, "hal")
    ended = tuple(row.changed(ended_at=town.now) for row in found.rows)
    town.registry = town.registry.keep(found.changed(rows=ended))
    assert town.sign("carol") == set() and list(Complaint.all(town.registry)) == []
    assert town.sign("gita") == set() and town.complaint().complainants == ("bob", "hal", "carol", "gita")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"ground": "dismissal"}, "no_ground"),
        ({"ground": "fraud-on-members"}, "no_failed_case"),
        ({"case": 9}, "no_failed_case"),
        ({"about": "dora"}, "no_failed_case"),
        ({"ground": None}, "due_process"),
        ({"case": None}, "due_process"),
    ],
)
def test_a_complaint_needs_a_listed_ground_and_a_case_that_failed_on_it(
    town: Quarrel, body: dict[str, Any], code: str
) -> None:
    failed(town)
    said = {name: value for name, value in {**about(), **body}.items() if value is not None}
    assert code in town.says("bob", "complain", **said)


def test_a_case_against_an_affiliate_says_nothing_about_a_person(town: Quarrel) -> None:
    town.failed()
    assert town.says("bob", "complain", **about("dora")) == {"no_failed_case"}


def test_a_co_operative_knows_no_grounds() -> None:
    coop = Town(["alice", "bob", "carol"])
    coop.state("alice", "complain", {"about": "bob", "particulars": WORDS, "ground": "force", "case": 1})
    assert coop.refused == {"no_federation"}
    coop.state("alice", "complain", {"about": "bob", "particulars": WORDS})
    assert coop.refused == set()


# The expulsion -------------------------------------------------------------------------------------------------------


def decide(town: Quarrel, *but: str) -> None:
    """The vote on the one complaint opens, and everybody but the respondent is for it."""
    town.until(town.complaint().opens_at)
    (entry,) = (entry for entry in docket.open_entries(town.registry) if entry.is_open)
    assert not set(but) & town.who_votes(entry)
    town.now = entry.closes_at
    town.clerk(town.everybody("for", *but))


def test_the_steps_are_those_of_an_expulsion_after_42_days(town: Quarrel) -> None:
    failed(town)
    found = complained(town)
    assert town.says("eva", "answer", complaint=found.statement, words=WORDS) == set()
    town.just_before(found.opens_at)
    assert list(docket.open_entries(town.registry)) == []
    decide(town, "eva")
    assert town.says("eva", "appeal", complaint=found.statement, words=WORDS) == set()
    town.clerk()
    (second,) = (entry for entry in docket.open_entries(town.registry) if entry.is_open)
    town.now = second.closes_at
    town.clerk(town.everybody("for", "eva"))
    town.later("P14D")
    town.clerk()
    assert town.membership("eva") == "expelled"


def test_an_expelled_person_belongs_to_no_affiliate_and_the_affiliates_stay(town: Quarrel) -> None:
    failed(town)
    complained(town)
    decide(town, "eva")
    town.later("P14D")
    town.clerk()
    assert town.membership("eva") == "expelled" and town.membership("dora") == "member"
    assert affiliates_of(town.registry, "eva", town.now) == ()
    assert Affiliate.one(town.registry, "restaurant").people == 2, "dora and alice"


# Two records of one person -------------------------------------------------------------------------------------------


def joined_later(town: Quarrel, name: str) -> None:
    """Somebody came in a day after the others."""
    member = Member.one(town.registry, name)
    town.registry = town.registry.keep(member.changed(joined_at=add(member.joined_at or "", "P1D")))


def test_a_double_is_merged_into_the_elder_record(town: Quarrel) -> None:
    joined_later(town, "eva")
    failed(town, ground="double")
    assert town.says("bob", "complain", **about(ground="double", other="hal")) == set()
    assert town.sign("hal") == {"own_case"}, "both records are in their own case"
    assert town.sign("carol", "gita") == set()
    found = town.complaint()
    assert (found.respondent, found.other) == ("eva", "hal")
    decide(town, "eva", "hal")
    town.later("P14D")
    town.clerk()
    eva, hal = (Member.one(town.registry, name) for name in ("eva", "hal"))
    assert eva.membership == "left" and all(key.is_revoked(town.now) for key in eva.keys)
    assert hal.membership == "member" and not any(key.is_revoked(town.now) for key in hal.keys)
    assert affiliates_of(town.registry, "hal", town.now) == ("commune", "restaurant")
    assert affiliates_of(town.registry, "eva", town.now) == ()
    assert Complaint.one(town.registry, found.statement).end == "merged"


def test_a_double_appeals_as_anybody(town: Quarrel) -> None:
    joined_later(town, "eva")
    failed(town, ground="double")
    town.says("bob", "complain", **about(ground="double", other="hal"))
    assert town.sign("carol", "gita") == set()
    digest = town.complaint().statement
    decide(town, "eva", "hal")
    assert town.says("eva", "appeal", complaint=digest, words=WORDS) == set()
    town.clerk()
    (second,) = (entry for entry in docket.open_entries(town.registry) if entry.is_open)
    assert not {"eva", "hal"} & town.who_votes(second)
    town.now = second.closes_at
    town.clerk(town.everybody("against", "eva", "hal"))
    assert town.membership("eva") == "member"


def test_only_the_younger_record_is_complained_about(town: Quarrel) -> None:
    joined_later(town, "hal")
    failed(town, ground="double")
    assert town.says("bob", "complain", **about(ground="double", other="hal")) == {"precondition"}


@pytest.mark.parametrize("body", [{"ground": "double"}, {"other": "hal"}, {"ground": "double", "other": "eva"}])
def test_another_record_is_named_on_the_ground_double_and_only_then(town: Quarrel, body: dict[str, str]) -> None:
    assert refusal(lambda: town.says("bob", "complain", **about(**body))) == {"schema"}


def test_nobody_is_merged_into_a_record_that_is_gone(town: Quarrel) -> None:
    joined_later(town, "eva")
    failed(town, ground="double")
    town.says("bob", "complain", **about(ground="double", other="hal"))
    assert town.sign("carol", "gita") == set()
    decide(town, "eva", "hal")
    assert town.says("hal", "resign") == set()
    town.later("P14D")
    town.clerk()
    assert town.membership("eva") == "member"
    assert [found.end for found in Complaint.all(town.registry, closed=True)] == ["failed"]


def test_a_complaint_about_two_records_ends_if_the_elder_leaves(town: Quarrel) -> None:
    joined_later(town, "eva")
    failed(town, ground="double")
    town.says("bob", "complain", **about(ground="double", other="hal"))
    assert town.sign("carol", "gita") == set()
    assert town.says("hal", "resign") == set()
    assert [found.end for found in Complaint.all(town.registry, closed=True)] == ["left"]
