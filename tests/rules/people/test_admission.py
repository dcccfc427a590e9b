"""From an application to a probation: who may apply, who may nominate, and what comes of the vote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govtool.core.times import add
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.action import Moment
from govtool.domain.people.admission import Admit, Nomination
from govtool.domain.people.application import Application
from govtool.domain.people.key import possession_message
from govtool.domain.people.probation import Probation
from govtool.errors import Refused
from govtool.io.signature.signature import SshKeys
from govtool.io.signature.signing import prove_possession
from tests.world.coop import Coop
from tests.world.newcomer import (
    admitted,
    application,
    in_probation,
    kitchen,
    nominated,
    nomination,
    probation,
    received,
    states,
    vote_about,
    votes,
    votes_about,
    with_kitchen,
)
from tests.world.people import codes, key_of, person, public, shipped_bylaws, without_probation
from tests.world.town import Town

ADMIT_FRANK = (
    "- {action: admit, candidate: frank, as: probationary, committed_minutes_per_week: 1200, teams: [kitchen]}"
)


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    return with_kitchen(Coop.copied(tmp_path_factory, tmp_path))


# By a proposal -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("team", "codes"), [("kitchen", set()), ("cellar", {"unknown_team"})])
def test_nobody_is_admitted_into_a_team_that_there_is_not(team: str, codes: set[str]) -> None:
    vera = person("vera", membership="none")
    town = Town([person("alice"), vera], bylaws=shipped_bylaws(without_probation))
    town.file(
        "alice", "vera", f"- {{action: admit, candidate: vera, committed_minutes_per_week: 600, teams: [{team}]}}"
    )
    assert town.refused == codes


@pytest.mark.parametrize(
    ("to", "votes", "codes"),
    [(601, 2, set()), (600, 2, {"own_word"}), (599, 2, {"own_word"}), (1199, 0, set()), (1200, 0, {"own_word"})],
)
def test_a_vote_gives_a_person_more_hours_and_takes_no_vote_from_them(to: int, votes: int, codes: set[str]) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["classes"]["full-time"]["votes"] = votes

    town = Town(["alice", "bob"], bylaws=shipped_bylaws(edit))
    town.file("alice", "hours", f"- {{action: change-hours, member: bob, from_minutes: 600, to_minutes: {to}}}")
    assert town.refused == codes


# Applying ------------------------------------------------------------------------------------------------------------


def test_a_volunteer_applies_by_their_own_statement(coop: Coop) -> None:
    body = {"wanted_minutes_per_week": 600, "teams": ["kitchen"], "text": "I like it here."}
    assert states(coop, "vera", "apply", body) == set()
    found = application(coop, "vera")
    assert coop.member("vera").membership == "applicant" and found.received_by is None
    assert (found.text, found.expires_at) == ("I like it here.", add(coop.now, "P180D"))
    assert states(coop, "vera", "apply", body) == {"REFUSE:precondition"}, "one is good still"
    coop.at(found.expires_at)
    assert states(coop, "vera", "apply", body) == set(), "it has expired"
    assert application(coop, "vera").applied_at == coop.now and coop.audit().ok


def test_a_member_does_not_apply(coop: Coop) -> None:
    assert states(coop, "carol", "apply", {"wanted_minutes_per_week": 600}) == {"REFUSE:precondition"}


def test_who_left_asks_to_come_back_and_commits_nothing_meanwhile(coop: Coop) -> None:
    assert states(coop, "erin", "resign") == set()
    assert states(coop, "erin", "apply", {"wanted_minutes_per_week": 600}) == set()
    erin = coop.member("erin")
    assert (erin.membership, erin.committed_minutes_per_week) == ("applicant", 0)
    admitted(coop, "erin", 600)
    assert coop.member("erin").left_at is None and coop.audit().ok


def test_who_was_expelled_does_not_apply(coop: Coop) -> None:
    people = [*map(person, ("alice", "bob")), person("frank").changed(membership="expelled")]
    coop = coop.another(people=people, records=kitchen("alice bob"))
    assert states(coop, "frank", "apply", {"wanted_minutes_per_week": 600}) == {"REFUSE:precondition"}


# Receiving and reviewing ---------------------------------------------------------------------------------------------


def test_a_member_says_that_they_have_seen_an_application(coop: Coop) -> None:
    assert states(coop, "vera", "apply", {"wanted_minutes_per_week": 600}) == set()
    assert states(coop, "carol", "receive", {"candidate": "vera"}) == set()
    assert application(coop, "vera").received_by == "carol"
    assert states(coop, "alice", "receive", {"candidate": "vera"}) == {"REFUSE:precondition"}, "once is enough"
    assert states(coop, "alice", "receive", {"candidate": "frank"}) == {"REFUSE:precondition"}, "noname"


def test_any_member_reviews_and_the_newest_review_of_each_stands(coop: Coop) -> None:
    received(coop, "frank")
    assert states(coop, "carol", "review", {"candidate": "frank", "text": "Cooks well."}) == set()
    assert states(coop, "dan", "review", {"candidate": "frank", "text_digest": "sha256:" + "1" * 64}) == set()
    assert states(coop, "carol", "review", {"candidate": "frank", "text": "Cooks very well."}) == set()
    assert [(one.member, one.statement) for one in application(coop, "frank").reviews] == [("dan", 1), ("carol", 2)]
    assert coop.audit().ok


def test_a_review_says_something_about_somebody_and_is_a_member_s(coop: Coop) -> None:
    received(coop, "frank")
    assert states(coop, "carol", "review", {"candidate": "frank"}) == {"REFUSE:precondition"}
    assert states(coop, "carol", "review", {"candidate": "grace", "text": "Who?"}) == {"REFUSE:precondition"}
    assert states(coop, "vera", "review", {"candidate": "frank", "text": "Yes."}) == {"REFUSE:not_allowed"}
    assert states(coop, "frank", "review", {"candidate": "frank", "text": "Yes."}) == {"REFUSE:not_allowed"}


def test_a_review_is_no_gate(coop: Coop) -> None:
    received(coop, "frank")
    assert nominated(coop, "frank") == "0001"


# Nominating ----------------------------------------------------------------------------------------------------------


def test_a_nomination_opens_the_vote_by_itself_of_all_members(coop: Coop) -> None:
    received(coop, "frank")
    number = nominated(coop, "frank", by="carol")
    entry = coop.entry(number)
    assert (entry.cause, entry.proposer, entry.filing, entry.slug) == ("statement", "carol", None, "admit-frank")
    assert coop.who_votes(entry) == {"alice", "bob", "carol", "dan", "erin"} and entry.asked[0].rule == "admit"
    assert entry.closes_at == add(coop.now, "P7D") and coop.audit().ok


def test_two_nominations_are_one_vote(coop: Coop) -> None:
    received(coop, "frank")
    nominated(coop, "frank", by="alice")
    assert states(coop, "bob", "nominate", nomination("frank")) == {"REFUSE:nominated"}
    assert len(votes_about(coop, "frank")) == 1


def test_who_may_nominate_nominates_and_nobody_themselves(coop: Coop) -> None:
    people = [*map(person, ("alice", "bob")), person("carol", hours=120), person("vera", membership="none")]
    coop = coop.another(people=people, records=kitchen("alice bob"))
    received(coop, "frank")
    assert states(coop, "vera", "nominate", nomination("frank")) == {"REFUSE:not_allowed"}
    assert states(coop, "frank", "nominate", nomination("frank")) == {"REFUSE:not_allowed"}
    both = {"REFUSE:not_allowed", "REFUSE:precondition"}
    assert states(coop, "bob", "nominate", nomination("bob")) == both, "nor has he applied"
    assert states(coop, "carol", "nominate", nomination("frank")) == set(), "a member of few hours may"


def test_a_nomination_names_a_team_that_there_is_and_hours_that_were_asked_for(coop: Coop) -> None:
    received(coop, "frank", wanted_minutes_per_week=600)
    assert states(coop, "bob", "nominate", nomination("frank", 601)) == {"REFUSE:precondition"}
    assert states(coop, "bob", "nominate", nomination("frank", 600, team="bar")) == {"REFUSE:unknown_team"}
    assert states(coop, "bob", "nominate", nomination("frank", 300)) == set()
    entry = vote_about(coop, "frank")
    assert entry.actions[0].data()["committed_minutes_per_week"] == 300


def test_who_did_not_apply_is_not_nominated(coop: Coop) -> None:
    assert states(coop, "bob", "nominate", nomination("vera", 0)) == {"REFUSE:precondition"}
    assert states(coop, "bob", "nominate", nomination("noname")) == {"REFUSE:precondition"}
    assert states(coop, "bob", "nominate", nomination("carol", 0)) == {"REFUSE:precondition"}


def test_an_application_expires_after_180_days_to_the_second(coop: Coop) -> None:
    found = received(coop, "frank")
    coop.at(add(found.applied_at, "P179DT23H59M"))
    number = nominated(coop, "frank")
    assert states(coop, "alice", "withdraw", {"proposal": number}) == set()
    coop.at(found.expires_at)
    assert states(coop, "bob", "nominate", nomination("frank")) == {"REFUSE:expired"}
    assert states(coop, "frank", "apply", {"wanted_minutes_per_week": 1200}) == set()
    assert vote_about(coop, "frank").number == "0002", "what Bob stated is taken once it can be"


def test_a_vote_that_opened_in_time_outlasts_the_application(coop: Coop) -> None:
    found = received(coop, "frank")
    coop.at(add(found.applied_at, "P179D"))
    number = nominated(coop, "frank")
    assert votes(coop, number, alice="for", bob="for") == "passed"
    assert coop.now > found.expires_at and coop.member("frank").membership == "probationary"


def test_nobody_files_an_admission_into_a_probation(coop: Coop) -> None:
    received(coop, "frank")
    coop.propose("alice", "frank", ADMIT_FRANK)
    coop.run_clerk()
    assert coop.refused("proposal/frank") == {"REFUSE:by_itself"}


# What comes of the vote ----------------------------------------------------------------------------------------------


def test_passed_begins_a_probation_with_team_start_length_and_hours(coop: Coop) -> None:
    received(coop, "frank", teams=["kitchen"])
    begun = admitted(coop, "frank", 900)
    frank, team = coop.member("frank"), Team.of(coop.registry, "kitchen")
    assert (frank.membership, frank.committed_minutes_per_week, frank.joined_at) == ("probationary", 900, None)
    assert (begun.team, begun.starts_at, begun.ends_at) == ("kitchen", coop.now, add(coop.now, "P90D"))
    assert (begun.minutes_per_week, begun.attempt, begun.widened) == (900, 1, False)
    assert begun.due_at == add(coop.now, "P76D"), "fourteen days before its end"
    assert team is not None and team.has("frank")
    found = bylaws_of(coop.registry).class_of(frank)
    assert found is not None and (found[0], found[1].votes, found[1].paid) == ("probation", 0, "probationary")
    assert Nomination.of(coop.registry, "frank") is None and coop.audit().ok


def test_half_of_the_votes_is_not_enough(coop: Coop) -> None:
    received(coop, "frank")
    number = nominated(coop, "frank")
    assert votes(coop, number, alice="for", carol="for", bob="against") == "rejected"
    assert coop.member("frank").membership == "applicant" and Probation.of(coop.registry, "frank") is None


def test_rejected_is_nominated_again_after_thirty_days_at_the_earliest(coop: Coop) -> None:
    received(coop, "frank")
    assert votes(coop, nominated(coop, "frank"), alice="against") == "rejected"
    rejected = coop.now
    assert application(coop, "frank").nominate_from == add(rejected, "P30D")
    coop.at(add(rejected, "P29DT23H59M"))
    assert states(coop, "bob", "nominate", nomination("frank")) == {"REFUSE:not_yet"}
    coop.at(add(rejected, "P30D"))
    admitted(coop, "frank")
    assert coop.member("frank").membership == "probationary" and coop.audit().ok


def test_applying_anew_does_not_shorten_the_wait_after_a_rejection(coop: Coop) -> None:
    found = received(coop, "frank")
    coop.at(add(found.applied_at, "P175D"))
    assert votes(coop, nominated(coop, "frank"), alice="against") == "rejected"
    rejected = coop.now
    assert states(coop, "frank", "apply", {"wanted_minutes_per_week": 1200}) == set()
    assert states(coop, "bob", "nominate", nomination("frank")) == {"REFUSE:not_yet"}
    coop.at(add(rejected, "P30D"))
    assert states(coop, "bob", "nominate", nomination("frank")) == set()


def test_withdrawn_by_the_nominator_means_no_wait_and_no_attempt(coop: Coop) -> None:
    received(coop, "frank")
    number = nominated(coop, "frank")
    assert states(coop, "bob", "withdraw", {"proposal": number}) == {"REFUSE:not_proposer"}
    assert states(coop, "alice", "withdraw", {"proposal": number}) == set()
    assert coop.entry(number).status == "withdrawn" and Nomination.of(coop.registry, "frank") is None
    assert application(coop, "frank").nominate_from is None
    coop.run_clerk()
    assert len(votes_about(coop, "frank")) == 1, "it does not open again by itself"
    assert nominated(coop, "frank", by="bob") == "0002"
    assert coop.entry("0002").slug == "admit-frank-2" and coop.audit().ok


def test_lapsed_means_no_wait(coop: Coop) -> None:
    received(coop, "frank")
    number = nominated(coop, "frank")
    coop.at(add(coop.entry(number).lapses_at, "PT1M"))
    coop.run_clerk()
    assert coop.entry(number).status == "lapsed"
    assert nominated(coop, "frank") == "0002"


def test_who_is_in_probation_or_a_member_is_not_nominated_again(coop: Coop) -> None:
    in_probation(coop, "frank")
    assert states(coop, "bob", "nominate", nomination("frank")) == {"REFUSE:precondition"}
    assert states(coop, "frank", "apply", {"wanted_minutes_per_week": 60}) == {"REFUSE:precondition"}


# Pace ----------------------------------------------------------------------------------------------------------------


def test_a_quarter_rounded_down_and_at_least_one_may_be_in_probation_at_once(coop: Coop) -> None:
    """Of five voters that is one: the second waits, and its vote opens by itself once there is room."""
    received(coop, "grace")
    in_probation(coop, "frank")
    assert states(coop, "bob", "nominate", nomination("grace")) == set()
    assert coop.run.refused_branches["proposals/2026-11/admit-grace"][0].code == "pace"
    coop.later("P10D")
    coop.run_clerk()
    assert votes_about(coop, "grace") == []
    assert states(coop, "frank", "leave-probation") == set()
    assert vote_about(coop, "grace").proposer == "bob" and coop.audit().ok


def test_an_application_that_expires_while_it_waits_for_room_opens_no_vote_until_there_is_another(coop: Coop) -> None:
    received(coop, "grace")
    coop.later("P100D")
    in_probation(coop, "frank")
    assert states(coop, "bob", "nominate", nomination("grace")) == set()
    coop.at(application(coop, "grace").expires_at)
    assert states(coop, "frank", "leave-probation", not_after=add(coop.now, "P1D")) == set(), "now there is room"
    assert {one.code for one in coop.run.refused_branches[f"proposals/{coop.now[:7]}/admit-grace"]} == {"expired"}
    assert votes_about(coop, "grace") == []
    again = {"wanted_minutes_per_week": 1200}
    assert states(coop, "grace", "apply", again, not_after=add(coop.now, "P1D")) == set()
    assert vote_about(coop, "grace").proposer == "bob" and coop.audit().ok


def test_of_eight_voters_two_may_be_in_probation(coop: Coop) -> None:
    names = ["alice", "bob", "carol", "dan", "erin", "fay", "gus", "hal"]
    coop = coop.another(people=[person(name, hours=600) for name in names], records=kitchen())
    everybody = dict.fromkeys(names, "for")
    for name in ("frank", "grace", "heidi"):
        received(coop, name)
    for name in ("frank", "grace"):
        votes(coop, nominated(coop, name), **everybody)
        assert probation(coop, name).attempt == 1
    assert states(coop, "bob", "nominate", nomination("heidi")) == set()
    assert votes_about(coop, "heidi") == [] and coop.audit().ok


def test_the_pace_is_judged_again_when_it_is_enacted(coop: Coop) -> None:
    for name in ("frank", "grace"):
        received(coop, name)
    first, second = nominated(coop, "frank"), nominated(coop, "grace", by="bob")
    for number in (first, second):
        for voter in ("alice", "bob", "carol", "dan", "erin"):
            coop.vote(voter, number)
    coop.later("P2D")
    coop.run_clerk()
    enacted = coop.entry(second).enacted
    assert coop.entry(first).status == "passed" and enacted is not None
    assert (enacted.result, enacted.reason) == ("failed", "pace")
    assert coop.member("grace").membership == "applicant" and application(coop, "grace").nominate_from is None
    assert coop.audit().ok


def test_a_nomination_that_waits_is_taken_back_by_who_made_it(coop: Coop) -> None:
    received(coop, "grace")
    in_probation(coop, "frank")
    assert states(coop, "bob", "nominate", nomination("grace")) == set()
    assert states(coop, "alice", "withdraw-nomination", {"candidate": "grace"}) == {"REFUSE:precondition"}
    assert states(coop, "bob", "withdraw-nomination", {"candidate": "grace"}) == set()
    assert Nomination.of(coop.registry, "grace") is None
    assert states(coop, "bob", "withdraw-nomination", {"candidate": "grace"}) == {"REFUSE:precondition"}


def test_a_nomination_that_is_voted_on_is_withdrawn_as_a_proposal(coop: Coop) -> None:
    received(coop, "frank")
    nominated(coop, "frank", by="bob")
    assert states(coop, "bob", "withdraw-nomination", {"candidate": "frank"}) == {"REFUSE:precondition"}


# Without a probation -------------------------------------------------------------------------------------------------


def test_where_there_is_no_probation_a_nomination_makes_a_member(coop: Coop) -> None:
    coop = coop.another(bylaws=shipped_bylaws(without_probation), records=kitchen())
    received(coop, "frank")
    number = nominated(coop, "frank")
    assert votes(coop, number, alice="for", bob="for") == "passed"
    frank = coop.member("frank")
    assert (frank.membership, frank.joined_at, frank.counts_at) == ("member", coop.now, add(coop.now, "P14D"))
    assert Application.of(coop.registry, "frank") is None and coop.audit().ok


def test_where_there_is_no_probation_a_known_person_is_proposed_without_their_key(coop: Coop) -> None:
    coop = coop.another(bylaws=shipped_bylaws(without_probation))
    plain = "- {action: admit, candidate: vera, as: member, committed_minutes_per_week: 600}"
    coop.propose("alice", "noname", plain.replace("vera", "grace"))
    coop.propose("alice", "tried", ADMIT_FRANK)
    number = coop.pass_("alice", "vera", plain)
    assert coop.refused("proposal/noname") == {"REFUSE:precondition"}
    assert coop.refused("proposal/tried") >= {"REFUSE:precondition"}
    assert coop.entry(number).status == "passed" and coop.member("vera").membership == "member"


def test_who_is_in_probation_at_the_founding_has_a_record_that_says_until_when(coop: Coop) -> None:
    begun = in_probation(coop, "frank")
    frank = person("frank").changed(membership="probationary", committed_minutes_per_week=600)
    people = [person("alice"), person("bob"), frank]
    founded = coop.another("founded", people=people, records={begun.path: begun})
    assert founded.audit().ok
    with pytest.raises(Refused) as refused:
        coop.another("unfounded", people=people)
    assert "the end of the probation of frank is missing" in refused.value.findings[0].values["what"]


def test_nobody_is_founded_as_an_applicant(coop: Coop) -> None:
    people = [person("alice"), person("frank").changed(membership="applicant")]
    with pytest.raises(Refused):
        coop.another("unfounded", people=people)


def test_who_is_admitted_into_a_team_waits_as_long_as_who_is_moved_into_it(coop: Coop) -> None:
    bylaws = bylaws_of(coop.registry)
    longer = bylaws.changed(periods=bylaws.periods.changed(team_vote_after="P60D"))
    state = coop.registry.put(Bylaws.home.path(), longer).put(
        "registry/teams/kitchen.yaml", Team(id="kitchen", name="Kitchen")
    )
    admit = Admit(
        action="admit",
        candidate="frank",
        name="Frank",
        as_="member",
        committed_minutes_per_week=600,
        key=public(key_of("frank")),
        proof=coop.proof("frank"),
        teams=("kitchen",),
    )
    after = admit.effect(state, Moment(coop.now, SshKeys()))
    team = after.get(Team, "registry/teams/kitchen.yaml")
    assert team is not None and team.seats[0].counts_at == add(coop.now, "P60D")


@pytest.mark.parametrize(
    ("candidate", "brings", "seen"),
    [
        ("frank", "name key proof", set()),
        ("frank", "key proof", {"precondition"}),
        ("frank", "name proof", {"precondition"}),
        ("frank", "name key", {"precondition"}),
        ("frank", "", {"precondition"}),
        ("vera", "", set()),
        ("vera", "key proof", {"known_person"}),
        ("vera", "key", {"known_person"}),
        ("vera", "proof", {"known_person"}),
        ("wilma", "", {"precondition"}),
    ],
)
def test_a_new_person_brings_a_name_and_a_proved_key_and_a_known_one_has_a_key_that_signs(
    candidate: str, brings: str, seen: set[str]
) -> None:
    """Wilma is known, and her key is revoked."""
    wilma = person("wilma", membership="none")
    wilma = wilma.changed(keys=(wilma.keys[0].changed(revoked_at=wilma.keys[0].active_at),))
    people = [person("alice"), person("vera", membership="none"), wilma]
    town = Town(people, bylaws=shipped_bylaws(without_probation))
    key = public(key_of(candidate, 2))
    proof = prove_possession(key_of(candidate, 2), possession_message(town.genesis, candidate, key))
    given = {"name": "Frank", "key": key, "proof": proof}
    action = Admit(
        action="admit",
        candidate=candidate,
        committed_minutes_per_week=600,
        **{name: given[name] for name in brings.split()},  # type: ignore[arg-type]
    )
    assert codes(action.problems(town.registry, Moment(at=town.now, keys=SshKeys()))) == seen
