"""Being away, being back, working less, standing aside: what a member does by their own word alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from govtool.core.times import add
from govtool.domain.decisions.recusal import Recusal
from tests.world.coop import Coop
from tests.world.due_process import complain, stated
from tests.world.people import FOUNDED_AT, blob_of, person, shipped_bylaws
from tests.world.town import Town
from tests.world.words import MOTION

# Away and back -------------------------------------------------------------------------------------------------------


def test_who_is_away_is_on_no_new_roll_and_keeps_a_vote_where_they_had_one(coop: Coop) -> None:
    before = coop.open("bob", "before", MOTION)
    assert stated(coop, "dan", "away", {"until": add(coop.now, "P90D")}) == set()
    after = coop.open("bob", "after", MOTION)
    assert "dan" in coop.who_votes(coop.entry(before)) and "dan" not in coop.who_votes(coop.entry(after))
    coop.vote("dan", before)
    coop.run_clerk()
    assert coop.voided(before) == set() and coop.member("dan").membership == "away" and coop.audit().ok


def test_nobody_is_back_because_time_has_passed_and_everybody_by_their_word(coop: Coop) -> None:
    assert stated(coop, "dan", "away", {"until": add(coop.now, "P9D")}) == set()
    coop.later("P20D")
    assert "dan" not in coop.who_votes(coop.entry(coop.open("bob", "tea", MOTION)))
    counts_at = coop.member("dan").counts_at
    assert stated(coop, "dan", "back", {}) == set()
    dan = coop.member("dan")
    assert (dan.membership, dan.away_until, dan.counts_at) == ("member", None, counts_at), "seasoned as before"
    assert "dan" in coop.who_votes(coop.entry(coop.open("bob", "cake", MOTION))) and coop.audit().ok


def test_who_is_away_may_stay_longer_and_come_back_sooner(coop: Coop) -> None:
    assert stated(coop, "dan", "away", {"until": add(coop.now, "P9D")}) == set()
    assert stated(coop, "dan", "away", {"until": add(coop.now, "P90D")}) == set()
    assert coop.member("dan").away_until == add(coop.now, "P90D")
    assert stated(coop, "dan", "back", {}) == set()
    assert stated(coop, "dan", "back", {}) == {"REFUSE:precondition"}


def test_nobody_is_away_for_longer_than_a_year_or_until_yesterday(coop: Coop) -> None:
    assert stated(coop, "dan", "away", {"until": add(coop.now, "P366DT1M")}) == {"REFUSE:away_too_long"}
    assert stated(coop, "dan", "away", {"until": coop.now}) == {"REFUSE:away_too_long"}
    assert stated(coop, "dan", "away", {"until": add(coop.now, "P366D")}) == set()


def test_only_members_are_away(coop: Coop) -> None:
    assert stated(coop, "vera", "away", {"until": add(coop.now, "P9D")}) == {"REFUSE:not_allowed"}
    assert stated(coop, "vera", "back", {}) == {"REFUSE:precondition"}


def test_the_only_voter_cannot_be_away(coop: Coop) -> None:
    coop = coop.another(people=[person("alice"), person("vera", membership="none")])
    assert stated(coop, "alice", "away", {"until": add(coop.now, "P9D")}) == {"REFUSE:no_voter"}
    assert stated(coop, "alice", "resign", {}) == {"REFUSE:no_voter"}


# Fewer hours ---------------------------------------------------------------------------------------------------------


def less(before: int, after: int) -> dict[str, object]:
    return {"from_minutes": before, "to_minutes": after}


def test_with_a_key_that_a_vote_gave_nobody_commits_fewer_hours_before_it_votes() -> None:
    dan, votes_from = person("dan"), add(FOUNDED_AT, "P30D")
    town = Town([person("alice"), dan.changed(keys=(dan.keys[0].changed(votes_from=votes_from),))])
    assert not town.state("dan", "hours-down", less(600, 300)) and town.refused == {"not_yet"}
    town.now = votes_from
    assert town.state("dan", "hours-down", less(600, 300))


def test_a_person_works_less_by_their_own_word_and_open_votes_keep_their_weight(coop: Coop) -> None:
    before = coop.open("bob", "before", MOTION)
    assert stated(coop, "alice", "hours-down", less(2400, 600)) == set()
    after = coop.open("bob", "after", MOTION)
    weights = [coop.weights_of(coop.entry(number))["alice"] for number in (before, after)]
    assert weights == [2, 1] and coop.audit().ok


def test_more_hours_take_a_vote(coop: Coop) -> None:
    assert stated(coop, "dan", "hours-down", less(600, 600)) == {"REFUSE:schema"}
    assert stated(coop, "dan", "hours-down", less(600, 660)) == {"REFUSE:schema"}
    assert stated(coop, "dan", "hours-down", less(900, 660)) == {"REFUSE:precondition"}
    coop.pass_("alice", "more", "- {action: change-hours, member: dan, from_minutes: 600, to_minutes: 1200}")
    assert coop.member("dan").committed_minutes_per_week == 1200


def test_who_has_left_commits_nothing_that_could_be_less(coop: Coop) -> None:
    assert stated(coop, "dan", "resign", {}) == set()
    assert stated(coop, "dan", "hours-down", less(600, 0)) == {"REFUSE:unknown_member"}
    assert stated(coop, "dan", "resign", {}) == {"REFUSE:precondition"}, "and leaves once"


def test_the_last_voter_cannot_go_below_a_vote(coop: Coop) -> None:
    coop = coop.another(people=[person("alice", hours=600), person("bob", hours=60)])
    assert stated(coop, "alice", "hours-down", less(600, 180)) == {"REFUSE:no_voter"}
    assert stated(coop, "alice", "hours-down", less(600, 300)) == set(), "exactly five hours are part time"
    assert stated(coop, "bob", "hours-down", less(60, 0)) == set(), "nobody needs this one's vote"


# Consultants ---------------------------------------------------------------------------------------------------------


def engage(coop: Coop, person: str, before: int, after: int, key: bool = False) -> str:
    new = ""
    if key:
        public = f"{{type: ssh-ed25519, blob: {blob_of(person)}}}"
        new = f", name: Zoe, key: {public}, proof: {json.dumps(coop.proof(person))}"
    return f"- {{action: engage, person: {person}, from_minutes: {before}, to_minutes: {after}{new}}}"


def test_somebody_new_is_engaged_with_a_key_of_their_own(coop: Coop) -> None:
    coop.pass_("alice", "engage", engage(coop, "zoe", 0, 240, key=True))
    assert coop.member("zoe").membership == "none" and coop.audit().ok
    assert coop.open("zoe", "tea", MOTION)


def test_a_volunteer_is_engaged_paid_and_has_no_vote(coop: Coop) -> None:
    coop.pass_("alice", "engage", engage(coop, "vera", 0, 240))
    vera = coop.member("vera")
    assert (vera.membership, vera.committed_minutes_per_week) == ("none", 240)
    number = coop.open("vera", "tea", MOTION)
    assert "vera" not in coop.who_votes(coop.entry(number))
    assert stated(coop, "vera", "hours-down", less(240, 0)) == set(), "a consultant stops by their own word"
    assert coop.audit().ok


def test_the_vote_on_a_consultant_is_that_of_an_admission(coop: Coop) -> None:
    assert coop.entry(coop.open("alice", "engage", engage(coop, "vera", 0, 240))).asked[0].rule == "admit"


@pytest.mark.parametrize(
    ("who", "before", "after"), [("dan", 600, 240), ("vera", 60, 240), ("vera", 0, 0), ("zoe", 0, 60)]
)
def test_who_cannot_be_engaged(coop: Coop, who: str, before: int, after: int) -> None:
    coop.propose("alice", "engage", engage(coop, who, before, after))
    coop.run_clerk()
    assert coop.refused("proposal/engage") == {"REFUSE:precondition"}


def test_who_is_known_is_engaged_with_the_key_that_they_have(coop: Coop) -> None:
    coop.propose("alice", "engage", engage(coop, "vera", 0, 240, key=True))
    coop.run_clerk()
    assert coop.refused("proposal/engage") == {"REFUSE:precondition"}


# Standing aside ------------------------------------------------------------------------------------------------------


def test_who_declares_a_conflict_before_the_opening_is_in_no_figure_of_that_vote(coop: Coop) -> None:
    assert stated(coop, "bob", "recuse", {"proposal": "tea", "holds": True}) == set()
    entry = coop.entry(coop.open("alice", "tea", MOTION))
    assert (
        entry.recused == ("bob",) and "bob" not in coop.who_votes(entry) and sum(coop.weights_of(entry).values()) == 5
    )
    assert Recusal.of(coop.registry, "slug", "tea") is None, "used up by the opening"
    assert "bob" in coop.who_votes(coop.entry(coop.open("alice", "cake", MOTION)))
    assert coop.audit().ok


def test_once_it_is_open_the_roll_is_fixed_and_a_ballot_abstains(coop: Coop) -> None:
    number = coop.open("alice", "tea", MOTION)
    assert stated(coop, "bob", "recuse", {"proposal": "tea", "holds": True}) == {"REFUSE:roll_fixed"}
    coop.vote("bob", number, "abstain")
    coop.run_clerk()
    assert coop.voided(number) == set()
    coop.finish(number)
    assert stated(coop, "erin", "recuse", {"proposal": "tea", "holds": True}) == {"REFUSE:not_open"}


def test_a_conflict_about_a_person_holds_for_every_vote_about_them_until_it_is_taken_back(coop: Coop) -> None:
    assert stated(coop, "erin", "recuse", {"about": "dan", "holds": True}) == set()
    assert stated(coop, "erin", "recuse", {"about": "dan", "holds": True}) == {"REFUSE:precondition"}
    about_dan = "- {action: assign-duty, member: dan, duty: cook, holds: true}"
    assert "erin" not in coop.who_votes(coop.entry(coop.open("alice", "cook", about_dan)))
    assert "erin" in coop.who_votes(coop.entry(coop.open("alice", "tea", MOTION)))
    complain(coop, "dan")
    coop.later("P28D")
    coop.run_clerk()
    expel = next(entry for entry in coop.open_entries if entry.slug.startswith("expel"))
    assert coop.who_votes(expel) == {"alice", "bob", "carol"} and expel.recused == ("erin",)
    assert stated(coop, "erin", "recuse", {"about": "dan", "holds": False}) == set()
    assert Recusal.of(coop.registry, "person", "dan") is None
    assert stated(coop, "erin", "recuse", {"about": "dan", "holds": False}) == {"REFUSE:precondition"}
    assert coop.audit().ok


@pytest.mark.parametrize("body", [{"holds": True}, {"about": "dan", "proposal": "tea", "holds": True}])
def test_a_conflict_is_about_a_proposal_or_a_person(coop: Coop, body: dict[str, object]) -> None:
    assert stated(coop, "erin", "recuse", body) == {"REFUSE:schema"}


def test_a_conflict_about_nobody_is_refused(coop: Coop) -> None:
    assert stated(coop, "erin", "recuse", {"about": "mallory", "holds": True}) == {"REFUSE:unknown_member"}


def test_where_everybody_stands_aside_nothing_opens(coop: Coop) -> None:
    coop = coop.another(people=[person("alice"), person("vera", membership="none")])
    assert stated(coop, "alice", "recuse", {"proposal": "tea", "holds": True}) == set()
    coop.propose("vera", "tea", MOTION)
    coop.run_clerk()
    assert coop.refused("proposal/tea") == {"REFUSE:no_electorate"}


# The bands -----------------------------------------------------------------------------------------------------------


def bands(data: dict[str, Any]) -> None:
    data["bands"] = {"consultant": 0, "part-time": 1200, "full-time": 2400}


def test_bands_that_leave_nobody_a_vote_are_refused(coop: Coop) -> None:
    coop = coop.another(people=[person(name, hours=600) for name in ("alice", "bob")])
    change = (
        "- action: amend-bylaws\n  changes:\n"
        "    - {path: bands.part-time, from: 300, to: 1200}\n"
        "    - {path: bands.full-time, from: 1200, to: 2400}\n"
    )
    number = coop.pass_("alice", "bands", change)
    enacted = coop.entry(number).enacted
    assert enacted is not None and (enacted.result, enacted.reason) == ("failed", "no_voter")
    assert shipped_bylaws(bands).bands["full-time"] == 2400


def test_other_bands_hold_for_later_proposals_only(coop: Coop) -> None:
    coop = coop.another(people=[person("alice"), person("bob"), person("carol", hours=1200), person("dan", hours=600)])
    change = (
        "- action: amend-bylaws\n  changes:\n"
        "    - {path: bands.part-time, from: 300, to: 1200}\n"
        "    - {path: bands.full-time, from: 1200, to: 2400}\n"
    )
    number = coop.open("alice", "bands", change)
    for voter in ("alice", "bob", "carol", "dan"):
        coop.vote(voter, number)
    coop.now = coop.entry(number).closes_at
    coop.run_clerk()
    before = coop.open("alice", "before", MOTION)
    coop.finish(number)
    after = coop.open("alice", "after", MOTION)
    assert coop.weights_of(coop.entry(before)) == {"alice": 2, "bob": 2, "carol": 2, "dan": 1}
    assert coop.weights_of(coop.entry(after)) == {"alice": 2, "bob": 2, "carol": 1}
    assert coop.audit().ok


def test_a_recusal_lies_by_what_it_is_about_and_names_each_person_once() -> None:
    town = Town(["alice", "bob", "carol"])
    assert Recusal.home.kind == "recusal"
    for name in ("carol", "bob"):
        assert town.state(name, "recuse", {"about": "alice", "holds": True})
        assert town.state(name, "recuse", {"proposal": "tea", "holds": True})
    found = Recusal.one(town.registry, "person", "alice"), Recusal.one(town.registry, "slug", "tea")
    assert [each.members for each in found] == [("bob", "carol")] * 2
    assert Recusal.home.path("person", "alice") == "registry/recusals/person/a/al/alice.yaml"
    assert town.state("bob", "recuse", {"about": "alice", "holds": False})
    assert Recusal.one(town.registry, "person", "alice").members == ("carol",)
    assert town.state("carol", "recuse", {"about": "alice", "holds": False})
    assert Recusal.of(town.registry, "person", "alice") is None
