"""How people come to an affiliate: as new persons, or with the record that they have; and at what pace."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.roll import counts
from govtool.domain.federation.enrolment import most_at, quarter_of
from govtool.errors import Refused
from tests.world.enrolled import Enrolled, new_person
from tests.world.people import FOUNDED_AT
from tests.world.source import folded


@pytest.fixture
def town() -> Enrolled:
    return Enrolled()


def test_an_affiliate_brings_people_in_who_vote_after_the_wait(town: Enrolled) -> None:
    town.later("P1D")
    assert town.enrol("bob", "riverside", "noor", "omar") == set()
    noor = town.person("noor")
    assert (noor.membership, noor.joined_at, noor.counts_at) == ("member", town.now, "2026-11-17T00:00:00Z")
    assert not counts(noor, "2026-11-16T23:59:59Z") and counts(noor, "2026-11-17T00:00:00Z")
    found = Affiliation.one(town.registry, "noor")
    assert (found.base, found.affiliates) == ("riverside", ("riverside",))
    riverside = town.affiliate("riverside")
    assert (riverside.people, riverside.acted_at) == (5, town.now)
    assert town.says("noor", "affiliate", affiliate="restaurant") == set(), "the key signs at once"


def test_only_a_mandate_brings_people_in_and_for_its_own_affiliate(town: Enrolled) -> None:
    assert town.enrol("alice", "riverside", "noor") == {"mandate"}
    assert town.enrol("bob", "restaurant", "noor") == {"mandate"}
    assert town.enrol("bob", "noname", "noor") == {"unknown_affiliate"}


def test_an_affiliate_of_two_signers_needs_both(town: Enrolled) -> None:
    assert town.enrol("finn", "commune", "noor") == set()
    assert Member.of(town.registry, "noor") is None
    assert town.sign("hal") == set()
    assert town.belongs("noor") == ("commune",)


def test_what_became_untrue_meanwhile_is_refused_at_the_last_signature(town: Enrolled) -> None:
    assert town.enrol("finn", "commune", "noor") == set()
    assert town.enrol("bob", "riverside", "noor") == set()
    assert town.sign("hal") == {"id_taken", "key_in_use"}


def test_nobody_is_brought_in_under_a_known_id_or_with_a_known_key(town: Enrolled) -> None:
    assert town.enrol("bob", "riverside", "eva") == {"id_taken", "key_in_use"}
    known = [new_person(town.genesis, "noor", "riverside", key="eva").data()]
    assert town.enrol("bob", "riverside", people=known) == {"key_in_use"}
    clerk = [new_person(town.genesis, "noor", "riverside", key="clerk").data()]
    assert town.enrol("bob", "riverside", people=clerk) == {"key_in_use"}
    twice = [new_person(town.genesis, name, "riverside", key="noor").data() for name in ("noor", "nour")]
    assert town.enrol("bob", "riverside", people=twice) == {"key_in_use"}
    same = [new_person(town.genesis, "noor", "riverside", key=key).data() for key in ("noor", "nour")]
    assert town.enrol("bob", "riverside", people=same) == {"id_taken"}


def test_the_proof_is_for_one_id_and_one_affiliate(town: Enrolled) -> None:
    right = new_person(town.genesis, "noor", "riverside")
    elsewhere = new_person(town.genesis, "noor", "restaurant").proof
    other = new_person(town.genesis, "nour", "riverside", key="noor").proof
    foreign = new_person("sha256:" + "0" * 64, "noor", "riverside").proof
    for proof in (elsewhere, other, foreign):
        assert town.enrol("bob", "riverside", people=[right.changed(proof=proof).data()]) == {"proof_of_possession"}
    assert town.enrol("bob", "riverside", people=[right.data()]) == set()


def test_a_statement_brings_in_a_hundred_people(town: Enrolled) -> None:
    town.with_room("riverside", 1000)
    names = [f"new-{number}" for number in range(101)]
    with pytest.raises(Refused, match="schema"):
        town.enrol("bob", "riverside", *names)
    assert town.enrol("bob", "riverside", *names[:100]) == set()
    assert town.affiliate("riverside").people == 103


# The pace ---------------------------------------------------------------------------------------------------------


def test_quarters_begin_at_midnight_of_their_first_day() -> None:
    for before, after in (
        ("2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"),
        ("2027-03-31T23:59:59Z", "2027-04-01T00:00:00Z"),
        ("2027-06-30T23:59:59Z", "2027-07-01T00:00:00Z"),
        ("2027-09-30T23:59:59Z", "2027-10-01T00:00:00Z"),
    ):
        assert quarter_of(after) == quarter_of(before) + 1
    assert quarter_of("2027-01-01T00:00:00Z") == quarter_of("2027-03-31T23:59:59Z")


@pytest.mark.parametrize(
    ("counting", "at", "most"),
    [
        (3, "2026-12-31T23:59:59Z", 40),
        (3, "2027-01-01T00:00:00Z", 50),
        (109, "2027-01-01T00:00:00Z", 50),
        (110, "2027-01-01T00:00:00Z", 51),
        (119, "2027-01-01T00:00:00Z", 51),
        (3, "2027-12-31T23:59:59Z", 80),
        (3, "2028-01-01T00:00:00Z", 90),
    ],
)
def test_the_room_grows_by_ten_or_a_tenth_with_each_quarter(counting: int, at: str, most: int) -> None:
    riverside = Enrolled().affiliate("riverside").changed(people_most=40)
    assert riverside.people_most_at == FOUNDED_AT
    assert most_at(riverside, counting, at) == most


def test_an_affiliate_stays_within_its_room_and_grows_in_the_next_quarter(town: Enrolled) -> None:
    town.with_room("riverside", 5)
    assert town.enrol("bob", "riverside", "noor", "omar", "pia") == {"pace"}
    (found,) = town.findings
    assert dict(found.values)["now"] == "6 people would belong to riverside"
    assert dict(found.values)["allowed"] == "5"
    assert town.enrol("bob", "riverside", "noor", "omar") == set()
    assert town.affiliate("riverside").people_most_at == FOUNDED_AT
    town.now = "2026-12-31T23:59:59Z"
    assert town.enrol("bob", "riverside", "pia") == {"pace"}
    town.now = "2027-01-01T00:00:00Z"
    eleven = [f"new-{number}" for number in range(11)]
    assert town.enrol("bob", "riverside", *eleven) == {"pace"}
    assert town.enrol("bob", "riverside", *eleven[:10]) == set()
    riverside = town.affiliate("riverside")
    assert (riverside.people, riverside.people_most, riverside.people_most_at) == (15, 15, town.now)
    assert town.enrol("bob", "riverside", "pia") == {"pace"}


# With a record ----------------------------------------------------------------------------------------------------


def test_a_person_belongs_to_a_second_affiliate_once_its_people_sign(town: Enrolled) -> None:
    before = town.person("carol").as_file
    assert town.says("carol", "affiliate", affiliate="restaurant") == set()
    assert town.belongs("carol") == ("riverside",)
    assert town.sign("eva") == {"own_case"}, "eva has no mandate"
    assert town.sign("dora") == set()
    assert town.belongs("carol") == ("riverside", "restaurant")
    assert town.affiliate("restaurant").people == 4
    assert town.person("carol").as_file == before
    assert Affiliation.one(town.registry, "carol").base == "riverside"
    assert town.says("carol", "affiliate", affiliate="restaurant") == {"precondition"}


def test_nobody_lets_themself_in_by_their_own_mandate(town: Enrolled) -> None:
    commons = town.affiliate("commons")
    row = commons.mandates[1].changed(by=("bob", "mia"))
    town.registry = folded(town.registry.keep(commons.changed(mandates=(row,))))
    assert town.says("bob", "affiliate", affiliate="commons") == set()
    assert town.belongs("bob") == ("riverside",)
    assert town.sign("mia") == set()
    assert town.belongs("bob") == ("riverside", "commons")


def test_a_second_affiliation_needs_room_and_as_many_as_the_mandate(town: Enrolled) -> None:
    town.with_room("commune", 3)
    assert town.says("carol", "affiliate", affiliate="commune") == {"pace"}
    town.with_room("commune", 4)
    assert town.says("carol", "affiliate", affiliate="commune") == town.sign("finn") == set()
    assert town.belongs("carol") == ("riverside",)
    assert town.sign("gita") == set()
    assert town.belongs("carol") == ("riverside", "commune")


def test_who_is_gone_joins_nothing(town: Enrolled) -> None:
    assert town.says("carol", "resign") == set()
    assert town.says("carol", "affiliate", affiliate="restaurant") == {"not_allowed"}
    assert town.says("bob", "affiliate", affiliate="noname") == {"unknown_affiliate"}


def test_an_affiliate_that_left_brings_nobody_in(town: Enrolled) -> None:
    until = add(FOUNDED_AT, "P1D")
    left = Affiliate.one(town.registry, "riverside").changed(ends_at=until, end="left")
    town.registry = folded(town.registry.keep(left))
    assert town.enrol("bob", "riverside", "noor") == set()
    town.now = until
    assert town.enrol("bob", "riverside", "omar") == {"unknown_affiliate"}


def test_nobody_comes_into_a_federation_but_through_an_affiliate(town: Enrolled) -> None:
    """Whatever the bylaws name: otherwise people would vote who belong to no affiliate."""
    engage = "- {action: engage, person: noor, from_minutes: 0, to_minutes: 600}"
    assert town.file("alice", "engage-noor", engage) == ""
    assert "by_affiliate" in {found.code for found in town.findings}
    assert town.says("alice", "nominate", candidate="noor", minutes_per_week=600) == {"by_affiliate"}
