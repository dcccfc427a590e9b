"""To which affiliates people belong, who ends that, and what happens to two records of one person."""

from __future__ import annotations

import pytest

from govtool.core.ids import digest_of
from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation, affiliates_of, home_of, is_settled
from govtool.domain.constitution.member import Member, MemberKey
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.roll import counts
from govtool.domain.people.incapacity import Incapacity
from govtool.roles.minutes.event_evidence import KEYS
from tests.world.enrolled import Enrolled
from tests.world.source import folded


@pytest.fixture
def town() -> Enrolled:
    return Enrolled()


# Ending -----------------------------------------------------------------------------------------------------------


def test_a_person_ends_what_they_belong_to_alone(town: Enrolled) -> None:
    before, acted = town.person("alice").as_file, town.affiliate("restaurant").acted_at
    town.later("P1D")
    assert town.says("alice", "end-affiliation", affiliate="restaurant") == set()
    assert town.belongs("alice") == ("riverside",)
    assert (town.affiliate("restaurant").people, town.affiliate("restaurant").acted_at) == (2, acted)
    assert town.person("alice").as_file == before
    assert town.says("alice", "end-affiliation", affiliate="restaurant") == {"not_affiliated"}


def test_an_affiliate_ends_it_under_its_mandate_only(town: Enrolled) -> None:
    town.later("P1D")
    assert town.says("carol", "end-affiliation", affiliate="riverside", person="alice") == {"mandate"}
    assert town.says("dora", "end-affiliation", affiliate="riverside", person="alice") == {"mandate"}
    assert town.says("bob", "end-affiliation", affiliate="riverside", person="eva") == {"not_affiliated"}
    before = town.person("alice").as_file
    assert town.says("bob", "end-affiliation", affiliate="riverside", person="alice") == set()
    assert town.belongs("alice") == ("restaurant",)
    assert (town.affiliate("riverside").people, town.affiliate("riverside").acted_at) == (2, town.now)
    assert town.person("alice").as_file == before


def test_two_signers_end_it_together(town: Enrolled) -> None:
    assert town.says("finn", "end-affiliation", affiliate="commune", person="hal") == set()
    assert town.belongs("hal") == ("commune",)
    assert town.sign("gita") == set()
    assert town.belongs("hal") == ()


def test_a_person_without_an_affiliate_keeps_record_and_vote_and_can_come_back(town: Enrolled) -> None:
    before = town.person("carol").as_file
    assert town.says("bob", "end-affiliation", affiliate="riverside", person="carol") == set()
    carol = town.person("carol")
    assert carol.as_file == before and counts(carol, town.now)
    assert home_of(town.registry, "carol", town.now) is None
    assert town.says("carol", "affiliate", affiliate="restaurant") == town.sign("dora") == set()
    assert home_of(town.registry, "carol", town.now) == "restaurant"


def test_who_is_gone_ends_nothing_and_belongs_to_nothing(town: Enrolled) -> None:
    assert town.says("alice", "resign") == set()
    assert affiliates_of(town.registry, "alice", town.now) == ()
    assert (town.affiliate("riverside").people, town.affiliate("restaurant").people) == (2, 2)
    assert town.says("alice", "end-affiliation", affiliate="riverside") == {"not_allowed", "not_affiliated"}


# Merging ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def twice(town: Enrolled) -> Enrolled:
    """Alice came in as `alis` through Riverside too, a day after the founding."""
    town.later("P1D")
    assert town.enrol("bob", "riverside", "alis") == set()
    town.later("P20D")
    return town


@pytest.mark.parametrize(("first", "second"), [("alis", "alice"), ("alice", "alis")])
def test_both_keys_merge_two_records_and_the_younger_ends(twice: Enrolled, first: str, second: str) -> None:
    before = twice.person("alice").as_file
    assert twice.says(first, "merge", other=second) == set()
    assert twice.person("alis").membership == "member", "one key is not enough"
    assert twice.sign("bob") == {"own_case"}
    assert twice.sign(second) == set()
    alis = twice.person("alis")
    assert alis.membership == "left" and all(key.is_revoked(twice.now) for key in alis.keys)
    assert twice.person("alice").as_file == before
    assert twice.belongs("alis") == () and twice.belongs("alice") == ("riverside", "restaurant")
    assert twice.affiliate("riverside").people == 3


def test_of_two_records_of_one_second_the_later_id_ends(town: Enrolled) -> None:
    assert town.says("eva", "merge", other="dora") == town.sign("dora") == set()
    assert (town.person("dora").membership, town.person("eva").membership) == ("member", "left")


def test_the_ballot_of_the_younger_falls_and_that_of_the_elder_counts(twice: Enrolled) -> None:
    works = twice.person("alis").changed(committed_minutes_per_week=600)
    twice.registry = folded(twice.registry.keep(works))
    number = twice.file("alice", "kettle", "- {action: motion}")
    assert number, twice.findings
    assert {"alice", "alis"} <= twice.who_votes(twice.entry(number))
    twice.vote("alice", number)
    twice.vote("alis", number)
    assert twice.says("alis", "merge", other="alice") == twice.sign("alice") == set()
    twice.until(twice.entry(number).closes_at)
    decided = twice.entry(number).decided
    assert decided is not None
    (asked,) = decided.questions
    assert (asked.for_, asked.voted_heads) == (1, 1)


def test_nobody_merges_with_themself_or_with_somebody_unknown_or_gone(twice: Enrolled) -> None:
    assert twice.says("alice", "merge", other="alice") == {"unknown_member"}
    assert twice.says("alice", "merge", other="noname") == {"unknown_member"}
    assert twice.says("carol", "resign") == set()
    assert twice.says("alice", "merge", other="carol") == {"other_standing"}
    assert twice.says("alis", "merge", other="carol") == {"not_allowed"}, "the elder is gone"


@pytest.mark.parametrize("new", ["alice", "alis"])
def test_a_key_that_a_vote_gave_is_too_new_to_begin_or_to_sign_it(twice: Enrolled, new: str) -> None:
    member = twice.person(new)
    until = add(twice.now, "P1D")
    key: MemberKey = member.keys[0].changed(votes_from=until)
    twice.registry = folded(twice.registry.keep(member.with_key(key)))
    other = "alis" if new == "alice" else "alice"
    assert twice.says(new, "merge", other=other) == {"not_yet"}
    assert twice.says(other, "merge", other=new) == set()
    assert twice.sign(new) == {"not_yet"}
    twice.now = until
    assert twice.sign(new) == set()
    assert twice.person("alis").membership == "left"


def test_who_lost_their_home_names_another_at_once_and_others_wait(town: Enrolled) -> None:
    assert town.says("alice", "home", affiliate="restaurant") == set()
    town.later("P1D")
    assert town.says("alice", "home", affiliate="riverside") == {"not_yet"}
    assert town.says("dora", "end-affiliation", affiliate="restaurant", person="alice") == set()
    assert home_of(town.registry, "alice", town.now) is None
    assert town.says("alice", "home", affiliate="riverside") == set()
    found = Affiliation.one(town.registry, "alice")
    assert (found.base, found.moved_at, is_settled(found, town.now)) == ("riverside", town.now, False)


def test_who_died_or_can_act_no_more_belongs_to_nothing(town: Enrolled) -> None:
    action = Incapacity(action="incapacity", member="alice", report=digest_of(b"report"))
    state = action.effect(town.registry, Moment(at=town.now, keys=KEYS))
    assert Member.one(state, "alice").membership == "left"
    assert affiliates_of(state, "alice", town.now) == ()
    assert [Affiliate.one(state, name).people for name in ("riverside", "restaurant")] == [2, 2]
