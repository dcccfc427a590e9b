"""Nominating: who may, whom, with how many hours; and taking a nomination or the whole application back."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.people.admission import Nomination
from govtool.domain.people.application import Application
from govtool.domain.people.nomination import vote_on
from tests.world.town import Town

PRECONDITION, ALLOWED = {"precondition"}, {"not_allowed"}


@pytest.fixture
def town() -> Town:
    """Frank has applied for twenty hours a week, and Bob brought that in; Wilma is a volunteer."""
    town = Town(["alice", "bob", "carol"])
    assert town.state("bob", "receive", {"candidate": "frank"}, town.letter("frank"))
    wilma = town.letter("wilma", wants="volunteer", wanted_minutes_per_week=0)
    assert town.state("bob", "receive", {"candidate": "wilma"}, wilma)
    return town


def nominate(town: Town, who: str = "alice", minutes: int = 1200, candidate: str = "frank", **more: object) -> set[str]:
    """What is against a nomination; nothing where it was taken."""
    body = {"candidate": candidate, "team": "kitchen", "minutes_per_week": minutes, **more}
    town.state(who, "nominate", body)
    return town.refused


def says(town: Town, who: str, kind: str, **body: object) -> set[str]:
    """What is against a statement."""
    town.state(who, kind, body)
    return town.refused


# Nominating ----------------------------------------------------------------------------------------------------------


def test_a_member_nominates_who_applied_and_the_vote_opens_by_itself(town: Town) -> None:
    assert nominate(town) == set()
    made = Nomination.of(town.registry, "frank")
    assert made is not None
    assert (made.nominated_by, made.nominated_at, made.team, made.minutes_per_week) == (
        *("alice", town.now, "kitchen", 1200),
    )
    assert vote_on(town.registry, "frank") == ""
    town.open_due()
    assert vote_on(town.registry, "frank") == "0001" and vote_on(town.registry, "wilma") == ""


@pytest.mark.parametrize("who", ["frank", "wilma"])
def test_who_is_of_no_class_that_nominates_may_not(town: Town, who: str) -> None:
    assert nominate(town, who) == ALLOWED


def test_a_nominator_who_applies_to_another_s_class_does_not_nominate_themselves(town: Town) -> None:
    assert nominate(town, "alice", candidate="alice") >= ALLOWED


@pytest.mark.parametrize(("minutes", "seen"), [(0, set()), (1199, set()), (1200, set()), (1201, PRECONDITION)])
def test_nobody_commits_another_to_more_than_they_asked_for(town: Town, minutes: int, seen: set[str]) -> None:
    assert nominate(town, minutes=minutes) == seen


def test_the_team_is_there_or_none_is_named(town: Town) -> None:
    assert nominate(town, team="web") == {"unknown_team"}
    assert nominate(town, team=None) == set()


@pytest.mark.parametrize("candidate", ["noname", "wilma", "bob"])
def test_without_an_application_nobody_is_nominated(town: Town, candidate: str) -> None:
    assert nominate(town, candidate=candidate) == PRECONDITION


def test_one_nomination_of_a_person_at_a_time(town: Town) -> None:
    assert nominate(town) == set()
    assert nominate(town, "bob") == {"nominated"}


@pytest.mark.parametrize(("days", "seen"), [(179, set()), (180, {"expired"})])
def test_an_application_is_good_for_a_time(town: Town, days: int, seen: set[str]) -> None:
    town.later(f"P{days}D")
    assert nominate(town) == seen


@pytest.mark.parametrize(("days", "seen"), [(9, {"not_yet"}), (10, set())])
def test_after_a_rejection_nobody_is_nominated_for_a_while(town: Town, days: int, seen: set[str]) -> None:
    found = Application.of(town.registry, "frank")
    assert found is not None
    town.registry = town.registry.put(found.path, found.changed(nominate_from=add(town.now, "P10D")))
    town.later(f"P{days}D")
    assert nominate(town) == seen


# With a letter that is not in yet -------------------------------------------------------------------------------------


def test_a_nomination_brings_a_letter_in(town: Town) -> None:
    body = {"candidate": "gil", "team": "kitchen", "minutes_per_week": 1200}
    assert town.state("alice", "nominate", body, town.letter("gil"))
    assert town.membership("gil") == "applicant" and Nomination.of(town.registry, "gil") is not None
    found = Application.of(town.registry, "gil")
    assert found is not None and found.received_by == "alice"


@pytest.mark.parametrize(("minutes", "seen"), [(1200, set()), (1201, PRECONDITION)])
def test_nor_to_more_than_the_letter_asks_for(town: Town, minutes: int, seen: set[str]) -> None:
    town.state("alice", "nominate", {"candidate": "gil", "minutes_per_week": minutes}, town.letter("gil"))
    assert town.refused == seen


def test_a_letter_of_a_volunteer_or_of_another_is_no_application(town: Town) -> None:
    volunteer = town.letter("gil", wants="volunteer", wanted_minutes_per_week=0)
    town.state("alice", "nominate", {"candidate": "gil", "minutes_per_week": 0}, volunteer)
    assert town.refused == PRECONDITION and town.membership("gil") == ""
    town.state("alice", "nominate", {"candidate": "gil", "minutes_per_week": 0}, town.letter("hana"))
    assert town.refused >= PRECONDITION and town.membership("gil") == ""


# Taking a nomination back ---------------------------------------------------------------------------------------------


def test_the_nominator_takes_it_back_and_others_nominate_at_once(town: Town) -> None:
    assert nominate(town) == set()
    assert says(town, "bob", "withdraw-nomination", candidate="frank") == PRECONDITION, "it is not his"
    assert says(town, "alice", "withdraw-nomination", candidate="frank") == set()
    assert Nomination.of(town.registry, "frank") is None
    assert says(town, "alice", "withdraw-nomination", candidate="frank") == PRECONDITION
    assert nominate(town, "alice") == {"not_yet"}
    assert nominate(town, "bob") == set()


def test_who_took_it_back_nominates_again_after_the_bylaws_time(town: Town) -> None:
    assert nominate(town) == set() == says(town, "alice", "withdraw-nomination", candidate="frank")
    free = add(town.now, bylaws_of(town.registry).periods.nominate_again)
    found = Application.of(town.registry, "frank")
    assert found is not None and [(one.member, one.until) for one in found.taken_back] == [("alice", free)]
    town.registry = town.registry.put(found.path, found.changed(expires_at=add(free, "P9D")))
    town.now = free
    assert nominate(town) == set()


def test_a_moment_earlier_they_do_not(town: Town) -> None:
    assert nominate(town) == set() == says(town, "alice", "withdraw-nomination", candidate="frank")
    free = Application.of(town.registry, "frank")
    assert free is not None
    town.registry = town.registry.put(free.path, free.changed(expires_at=add(free.expires_at, "P900D")))
    town.now = add(town.now, "P29DT23H59M")
    assert free.taken_back[0].until == add(town.now, "PT1M")
    assert nominate(town) == {"not_yet"}


def test_once_the_vote_is_open_the_proposal_is_withdrawn_instead(town: Town) -> None:
    assert nominate(town) == set()
    town.open_due()
    assert says(town, "alice", "withdraw-nomination", candidate="frank") == PRECONDITION
    assert says(town, "alice", "withdraw", proposal="0001") == set()


# Taking the application back ------------------------------------------------------------------------------------------


def test_an_applicant_takes_the_application_back_with_nomination_and_vote(town: Town) -> None:
    assert nominate(town) == set()
    town.open_due()
    assert says(town, "frank", "withdraw-application") == set()
    frank, found = Member.of(town.registry, "frank"), Application.of(town.registry, "frank")
    assert frank is not None and found is not None
    assert (frank.membership, found.expires_at, Nomination.of(town.registry, "frank")) == ("none", town.now, None)
    entry = DocketEntry.of(town.registry, "0001")
    assert entry is not None and entry.status == "withdrawn" and vote_on(town.registry, "frank") == ""


def test_without_a_nomination_it_is_taken_back_too_and_once(town: Town) -> None:
    assert says(town, "frank", "withdraw-application") == set()
    assert says(town, "frank", "withdraw-application") == PRECONDITION
    assert says(town, "frank", "apply", wanted_minutes_per_week=600) == set()


def test_an_application_that_expired_before_is_not_made_good_for_longer(town: Town) -> None:
    found = Application.of(town.registry, "frank")
    assert found is not None
    town.later("P400D")
    assert says(town, "frank", "withdraw-application") == set()
    after = Application.of(town.registry, "frank")
    assert after is not None and after.expires_at == found.expires_at


@pytest.mark.parametrize("who", ["alice", "wilma"])
def test_who_is_no_applicant_has_none_to_take_back(town: Town, who: str) -> None:
    assert says(town, who, "withdraw-application") == PRECONDITION


@pytest.mark.parametrize(("membership", "told"), [("none", "volunteer"), ("left", "former")])
def test_who_may_not_nominate_is_told_of_which_class_they_are(town: Town, membership: str, told: str) -> None:
    carol = Member.one(town.registry, "carol").changed(membership=membership, committed_minutes_per_week=0)
    town.registry = town.registry.put(carol.path, carol)
    assert nominate(town, "carol") == ALLOWED
    assert town.findings[0].values["person_class"] == told
