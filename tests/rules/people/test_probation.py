"""The votes at the end of a probation: who is asked, what comes out, and that silence takes nothing from anybody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from govtool.core.times import add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.people.application import Application
from govtool.domain.people.probation import Confirm, Probation, begin, room
from govtool.errors import Refused
from govtool.roles.minutes.event_evidence import KEYS
from tests.world.coop import Coop
from tests.world.newcomer import (
    admitted,
    in_probation,
    kitchen,
    nominated,
    probation,
    received,
    states,
    vote_about,
    vote_due,
    votes,
    votes_about,
    with_kitchen,
)
from tests.world.people import person, shipped_bylaws
from tests.world.source import folded
from tests.world.town import Town

EIGHT = ["alice", "bob", "carol", "dan", "erin", "fay", "gus", "hal"]


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    """Eight members of one vote each; nobody is in the kitchen yet."""
    founded = Coop.copied(tmp_path_factory, tmp_path)
    return founded.another("eight", people=[person(name, hours=600) for name in EIGHT])


def of_team(coop: Coop, size: int) -> Coop:
    """The same eight, of whom so many are the kitchen; Frank is in probation there."""
    people = [person(name, hours=600) for name in EIGHT]
    made = coop.another(f"team-of-{size}", people=people, records=kitchen(" ".join(EIGHT[:size])))
    received(made, "frank")
    votes(made, nominated(made, "frank", minutes=600), **dict.fromkeys(EIGHT, "for"))
    return made


def cast(coop: Coop, number: str, for_: int, against: int, abstain: int = 0) -> str:
    """The first of the roll vote for, the next against, the next abstain, and the others are silent."""
    roll = sorted(coop.who_votes(coop.entry(number)))
    choices = ["for"] * for_ + ["against"] * against + ["abstain"] * abstain
    return votes(coop, number, **dict(zip(roll, choices, strict=False)))


def extended(coop: Coop) -> None:
    """The first vote extends: half of those asked are for it."""
    number = vote_due(coop, "frank")
    half = len(coop.who_votes(coop.entry(number))) // 2
    assert cast(coop, number, half, half) == "extended"


# Without a repository ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "widened"), [("P0D", True), ("P31D", False)], ids=["too few voted", "lapsed"])
def test_a_vote_without_a_result_is_due_again_when_it_ended(late: str, widened: bool) -> None:
    founders = [*(person(name, hours=600) for name in EIGHT), person("frank", membership="probationary", hours=600)]
    town = Town(founders)
    town.registry = folded(begin(town.registry, "frank", "kitchen", 600, town.now))
    begun = Probation.of(town.registry, "frank")
    assert begun is not None
    town.now = begun.due_at
    town.open_due()
    town.now = add(town.entry("0001").closes_at, late)
    assert town.decide("0001")
    assert Probation.of(town.registry, "frank") == begun.changed(widened=widened, due_at=town.now)
    assert not town.entry("0001").is_open and town.now > begun.due_at
    town.open_due()
    assert town.entry("0002").asked[0].rule == ("confirm-all" if widened else "confirm")


# What comes out ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "for_", "against", "result"),
    [
        pytest.param(4, 3, 1, "confirmed", id="three quarters confirm"),
        pytest.param(6, 5, 1, "confirmed", id="five of six confirm"),
        pytest.param(6, 4, 2, "extended", id="four of six extend"),
        pytest.param(6, 3, 3, "extended", id="exactly one half extends"),
        pytest.param(4, 2, 2, "extended", id="two of four extend"),
        pytest.param(6, 2, 4, "ended", id="two of six end"),
        pytest.param(6, 0, 6, "ended", id="nobody for it ends"),
        pytest.param(7, 3, 3, "ended", id="three of seven are less than half"),
    ],
)
def test_the_first_vote(coop: Coop, size: int, for_: int, against: int, result: str) -> None:
    coop = of_team(coop, size)
    number = vote_due(coop, "frank")
    entry = coop.entry(number)
    assert (len(coop.who_votes(entry)), entry.asked[0].rule, entry.cause) == (size, "confirm", "due")
    assert cast(coop, number, for_, against) == result
    assert coop.member("frank").membership == {"confirmed": "member", "extended": "probationary"}.get(result, "none")
    assert coop.audit().ok


@pytest.mark.parametrize(
    ("for_", "against", "result"),
    [
        pytest.param(4, 2, "ended", id="four of six end"),
        pytest.param(5, 1, "confirmed", id="five of six confirm"),
        pytest.param(0, 6, "ended", id="nobody for it ends"),
    ],
)
def test_the_last_vote(coop: Coop, for_: int, against: int, result: str) -> None:
    coop = of_team(coop, 6)
    extended(coop)
    number = vote_due(coop, "frank")
    assert coop.entry(number).asked[0].rule == "confirm-last"
    assert cast(coop, number, for_, against) == result
    assert Probation.of(coop.registry, "frank") is None and coop.audit().ok


def test_who_is_confirmed_is_a_member_and_votes_after_the_wait(coop: Coop) -> None:
    coop = of_team(coop, 6)
    begun = probation(coop, "frank")
    number = vote_due(coop, "frank")
    assert coop.now == begun.due_at
    cast(coop, number, 6, 0)
    frank = coop.member("frank")
    assert (frank.membership, frank.joined_at, frank.counts_at) == ("member", coop.now, add(coop.now, "P14D"))
    assert frank.committed_minutes_per_week == 600 and coop.now < begun.ends_at, "it did not have to wait for the end"
    team = Team.of(coop.registry, "kitchen")
    assert team is not None and team.has("frank")
    assert Probation.of(coop.registry, "frank") is None and Application.of(coop.registry, "frank") is None
    before = coop.open("alice", "kettle", "- action: motion")
    coop.later("P14D")
    after = coop.open("alice", "teapot", "- {action: assign-duty, member: frank, duty: cook, holds: true}")
    assert ["frank" in coop.who_votes(coop.entry(entry)) for entry in (before, after)] == [False, True]
    assert bylaws_of(coop.registry).votes_of(frank) == 1


def test_it_is_extended_once_by_ninety_days_and_then_the_last_vote_comes(coop: Coop) -> None:
    coop = of_team(coop, 6)
    begun = probation(coop, "frank")
    extended(coop)
    again = probation(coop, "frank")
    assert (again.attempt, again.ends_at, again.starts_at) == (2, add(begun.ends_at, "P90D"), begun.starts_at)
    assert again.due_at == add(begun.due_at, "P90D")
    coop.run_clerk()
    assert [entry.is_open for entry in votes_about(coop, "frank")] == [False, False], "nothing opens before its time"
    frank = coop.member("frank")
    assert (frank.membership, frank.committed_minutes_per_week) == ("probationary", 600)


def test_bylaws_that_extend_in_the_last_vote_are_refused() -> None:
    bylaws = shipped_bylaws()
    last = bylaws.rules["confirm-last"]
    more = last.outcomes[0].changed(result="extended", at_least="1/2")
    with pytest.raises(Refused) as refused:
        bylaws.changed(rules={**bylaws.rules, "confirm-last": last.changed(outcomes=(*last.outcomes, more))})
    assert "confirm-last knows confirmed, ended only" in str(refused.value.findings[0].values["what"])


def test_a_second_extension_cannot_be_enacted(coop: Coop) -> None:
    """Whatever a vote came to: the action itself refuses to string a candidate along."""
    coop = of_team(coop, 6)
    extended(coop)
    last = Confirm(action="confirm", member="frank", attempt=2)
    moment = Moment(at=coop.now, keys=KEYS, number="0009")
    assert [one.code for one in last.problems(coop.registry, replace(moment, result="extended"))] == ["precondition"]
    assert list(last.problems(coop.registry, replace(moment, result="ended"))) == []


def test_ended_leaves_a_volunteer_who_may_apply_again_after_180_days(coop: Coop) -> None:
    coop = of_team(coop, 6)
    number = vote_due(coop, "frank")
    cast(coop, number, 0, 6)
    ended, frank = coop.now, coop.member("frank")
    assert (frank.membership, frank.committed_minutes_per_week, frank.duties) == ("none", 0, ())
    team, found = Team.of(coop.registry, "kitchen"), bylaws_of(coop.registry).class_of(frank)
    assert team is not None and not team.has("frank") and found is not None and found[0] == "volunteer"
    assert frank.applies_from == add(ended, "P180D") and Application.of(coop.registry, "frank") is None
    coop.at(add(ended, "P179DT23H59M"))
    body = {"wanted_minutes_per_week": 600}
    assert states(coop, "frank", "apply", body, not_after=add(coop.now, "PT1H")) == {"REFUSE:not_yet"}
    coop.at(add(ended, "P180D"))
    assert states(coop, "frank", "apply", body, not_after=add(coop.now, "P1D")) == set()
    assert coop.member("frank").membership == "applicant" and coop.audit().ok


# Silence -------------------------------------------------------------------------------------------------------------


def unchanged(coop: Coop, missed: int = 0) -> None:
    """Too few voted: everything is for Frank as it was, and all members are asked."""
    found, frank = probation(coop, "frank"), coop.member("frank")
    assert (found.attempt, found.widened, found.missed) == (1, True, missed)
    assert (frank.membership, frank.committed_minutes_per_week) == ("probationary", 600)
    entry = vote_about(coop, "frank")
    assert entry.asked[0].rule == "confirm-all" and coop.who_votes(entry) == set(EIGHT)
    assert coop.audit().ok


def test_nobody_voted_and_nothing_changes_but_that_all_members_are_asked(coop: Coop) -> None:
    coop = of_team(coop, 6)
    assert cast(coop, vote_due(coop, "frank"), 0, 0) == "no-quorum"
    unchanged(coop)


def test_three_for_and_four_silent_of_seven_change_nothing_but_that_all_members_are_asked(coop: Coop) -> None:
    coop = of_team(coop, 7)
    assert cast(coop, vote_due(coop, "frank"), 3, 0) == "no-quorum"
    unchanged(coop)


def test_what_the_silent_cannot_change_is_confirmed_though_the_quorum_is_missed(coop: Coop) -> None:
    """A team of weights 2, 1 and 1: three of its four votes are for, and one person of three is silent."""
    people = [person(name, hours=1200 if name == "alice" else 600) for name in EIGHT]
    coop = coop.another("weighted", people=people, records=kitchen("alice bob carol"))
    received(coop, "frank")
    votes(coop, nominated(coop, "frank", minutes=600), **dict.fromkeys(EIGHT, "for"))
    number = vote_due(coop, "frank")
    assert coop.weights_of(coop.entry(number)) == {"alice": 2, "bob": 1, "carol": 1}
    assert votes(coop, number, alice="for", bob="for") == "confirmed"
    assert coop.member("frank").membership == "member" and coop.audit().ok


def test_half_of_a_team_with_one_silent_neither_extends_nor_ends(coop: Coop) -> None:
    people = [person(name, hours=1200 if name == "alice" else 600) for name in EIGHT]
    coop = coop.another("weighted", people=people, records=kitchen("alice bob carol"))
    received(coop, "frank")
    votes(coop, nominated(coop, "frank", minutes=600), **dict.fromkeys(EIGHT, "for"))
    assert votes(coop, vote_due(coop, "frank"), alice="for") == "no-quorum"
    unchanged(coop)


def test_the_last_vote_of_a_team_confirms_without_its_quorum_too(coop: Coop) -> None:
    people = [person(name, hours=1200 if name == "alice" else 600) for name in EIGHT]
    coop = coop.another("weighted", people=people, records=kitchen("alice bob carol"))
    received(coop, "frank")
    votes(coop, nominated(coop, "frank", minutes=600), **dict.fromkeys(EIGHT, "for"))
    assert votes(coop, vote_due(coop, "frank"), alice="for", bob="against", carol="against") == "extended"
    number = vote_due(coop, "frank")
    assert coop.entry(number).asked[0].rule == "confirm-last"
    assert votes(coop, number, alice="for", carol="for") == "confirmed" and coop.audit().ok


@pytest.mark.parametrize(
    ("for_", "against", "result"),
    [
        (3, 1, "confirmed"),
        (3, 0, "confirmed"),
        (2, 1, "extended"),
        (1, 2, "ended"),
        (0, 3, "ended"),
        (2, 0, "no-quorum"),
        (0, 2, "no-quorum"),
    ],
)
def test_all_members_decide_by_the_votes_cast_of_three_at_least(
    coop: Coop, for_: int, against: int, result: str
) -> None:
    coop = of_team(coop, 6)
    cast(coop, vote_due(coop, "frank"), 0, 0)
    assert cast(coop, vote_about(coop, "frank").number, for_, against) == result
    assert coop.audit().ok


def test_where_nobody_votes_at_all_it_opens_again_and_again_and_no_attempt_is_used(coop: Coop) -> None:
    coop = of_team(coop, 6)
    cast(coop, vote_due(coop, "frank"), 0, 0)
    for missed in range(1, 4):
        number = vote_about(coop, "frank").number
        assert cast(coop, number, 0, 0) == "no-quorum"
        unchanged(coop, missed)
    assert coop.now > probation(coop, "frank").ends_at, "pay and status stay also beyond the end"
    assert cast(coop, vote_about(coop, "frank").number, 2, 1) == "extended"
    again = probation(coop, "frank")
    assert (again.attempt, again.widened, again.ends_at) == (2, False, add(coop.now, "P90D")), "none of it is lost"
    assert again.missed == 0


def test_a_quarter_of_all_members_is_asked_for_and_the_third_vote_asks_for_three_of_them(coop: Coop) -> None:
    names = [*EIGHT, "ina", "jon", "kim", "lea", "max"]
    people = [person(name, hours=600) for name in names]
    coop = coop.another("thirteen", people=people, records=kitchen("alice bob carol dan"))
    received(coop, "frank")
    votes(coop, nominated(coop, "frank", minutes=600), **dict.fromkeys(names, "for"))
    cast(coop, vote_due(coop, "frank"), 0, 0)
    for missed in (1, 2):
        entry = vote_about(coop, "frank")
        quorum = entry.asked[0].terms.quorum
        assert quorum is not None and (quorum.at_least, quorum.min_heads) == ("1/4", 3)
        assert cast(coop, entry.number, 0, 3) == "no-quorum", "three of thirteen end nobody's probation"
        assert probation(coop, "frank").missed == missed
    entry = vote_about(coop, "frank")
    assert entry.asked[0].rule == "confirm-all"
    quorum = entry.asked[0].terms.quorum
    assert quorum is not None and (quorum.at_least, quorum.min_heads) == (None, 3)
    assert cast(coop, entry.number, 3, 0) == "confirmed" and coop.audit().ok


def test_one_of_all_members_never_ends_a_probation_alone(coop: Coop) -> None:
    coop = of_team(coop, 6)
    cast(coop, vote_due(coop, "frank"), 0, 0)
    for missed in range(1, 5):
        assert cast(coop, vote_about(coop, "frank").number, 0, 1) == "no-quorum"
        assert probation(coop, "frank").missed == missed
    assert coop.member("frank").membership == "probationary" and coop.audit().ok


def test_after_too_few_voted_at_the_last_vote_all_members_confirm_or_end(coop: Coop) -> None:
    coop = of_team(coop, 6)
    extended(coop)
    assert cast(coop, vote_due(coop, "frank"), 2, 1) == "no-quorum"
    entry = vote_about(coop, "frank")
    assert (entry.asked[0].rule, coop.who_votes(entry)) == ("confirm-all-last", set(EIGHT))
    assert cast(coop, entry.number, 4, 2) == "ended", "two thirds of the votes cast are not three quarters"
    assert coop.audit().ok


def test_abstentions_take_part_and_are_for_nothing(coop: Coop) -> None:
    coop = of_team(coop, 4)
    assert cast(coop, vote_due(coop, "frank"), 1, 0, 3) == "ended"


# Lapsed, withdrawn ---------------------------------------------------------------------------------------------------


def test_a_vote_that_lapsed_is_no_attempt_and_opens_again(coop: Coop) -> None:
    coop = of_team(coop, 6)
    number = vote_due(coop, "frank")
    coop.at(add(coop.entry(number).lapses_at, "PT1M"))
    coop.run_clerk()
    found = probation(coop, "frank")
    assert coop.entry(number).status == "lapsed" and (found.attempt, found.widened) == (1, False)
    again = vote_about(coop, "frank")
    assert again.number != number and again.asked[0].rule == "confirm" and coop.audit().ok


# Who is asked --------------------------------------------------------------------------------------------------------


def rule_and_voters(coop: Coop, entry: DocketEntry) -> tuple[str, set[str]]:
    return entry.asked[0].rule, set(coop.who_votes(entry))


def test_a_team_of_two_asks_all_members(coop: Coop) -> None:
    coop = of_team(coop, 2)
    entry = coop.entry(vote_due(coop, "frank"))
    assert rule_and_voters(coop, entry) == ("confirm", set(EIGHT))


def test_a_team_of_three_is_asked_alone(coop: Coop) -> None:
    coop = of_team(coop, 3)
    assert rule_and_voters(coop, coop.entry(vote_due(coop, "frank"))) == ("confirm", {"alice", "bob", "carol"})


def test_a_team_that_was_emptied_asks_all_members(coop: Coop) -> None:
    coop = of_team(coop, 4)
    change = "- {action: change-team, team: kitchen, remove: [alice, bob, carol, dan]}"
    coop.pass_("alice", "dissolve", change, voters=" ".join(EIGHT))
    assert rule_and_voters(coop, coop.entry(vote_due(coop, "frank"))) == ("confirm", set(EIGHT))


def test_who_changed_team_is_judged_by_the_team_at_the_opening(coop: Coop) -> None:
    coop = of_team(coop, 4)
    form = "- {action: form-team, team: bar, name: Bar, members: [fay, gus, hal]}"
    coop.pass_("alice", "bar", form, voters=" ".join(EIGHT))
    move = "- {action: change-team, team: kitchen, remove: [frank]}\n- {action: change-team, team: bar, add: [frank]}"
    coop.pass_("alice", "move", move, voters=" ".join(EIGHT))
    assert rule_and_voters(coop, coop.entry(vote_due(coop, "frank"))) == ("confirm", {"fay", "gus", "hal"})


def test_who_is_moved_among_friends_just_before_the_vote_is_judged_by_all(coop: Coop) -> None:
    coop = of_team(coop, 4)
    form = "- {action: form-team, team: bar, name: Bar, members: [fay, gus, hal]}"
    coop.pass_("alice", "bar", form, voters=" ".join(EIGHT))
    coop.now = add(probation(coop, "frank").starts_at, "P70D")
    move = "- {action: change-team, team: kitchen, remove: [frank]}\n- {action: change-team, team: bar, add: [frank]}"
    coop.pass_("fay", "move", move, voters=" ".join(EIGHT))
    assert rule_and_voters(coop, coop.entry(vote_due(coop, "frank"))) == ("confirm", set(EIGHT))


def test_friends_moved_into_the_team_before_the_vote_do_not_count_in_it(coop: Coop) -> None:
    coop = of_team(coop, 3)
    coop.now = add(probation(coop, "frank").starts_at, "P70D")
    coop.pass_("fay", "friends", "- {action: change-team, team: kitchen, add: [fay, gus, hal]}", voters=" ".join(EIGHT))
    assert rule_and_voters(coop, coop.entry(vote_due(coop, "frank"))) == ("confirm", {"alice", "bob", "carol"})


def test_the_candidate_never_votes(coop: Coop) -> None:
    coop = of_team(coop, 4)
    number = vote_due(coop, "frank")
    coop.vote("frank", number, "for")
    coop.run_clerk()
    assert coop.voided(number, "frank") == {"VOID:not_in_electorate"}


def test_an_amendment_after_the_opening_changes_nothing_in_this_vote(coop: Coop) -> None:
    coop = of_team(coop, 6)
    change = "- {action: amend-bylaws, changes: [{path: rules.confirm.outcomes.0.at_least, from: 3/4, to: 9/10}]}"
    number = coop.open("alice", "harder", change)
    coop.now = probation(coop, "frank").due_at
    for voter in EIGHT:
        coop.vote(voter, number)
    coop.run_clerk()
    vote = vote_about(coop, "frank").number
    assert coop.entry(vote).asked[0].terms.outcomes[0].at_least == "3/4" and coop.audit().ok


def test_the_shipped_kitchen_counts_votes_by_class(coop: Coop, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of seven votes in the fixture's kitchen Alice, Bob and Carol hold five: extended. With Dan six: confirmed."""
    for number, (others, result) in enumerate((({}, "extended"), ({"dan": "for"}, "confirmed"))):
        town = with_kitchen(Coop.copied(tmp_path_factory, coop.folder.parent / f"town-{number}"))
        in_probation(town, "frank")
        choices = {"alice": "for", "bob": "for", "carol": "for", "dan": "against", "erin": "against", **others}
        assert votes(town, vote_due(town, "frank"), **choices) == result


def test_a_new_probation_after_one_that_ended_begins_with_the_first_attempt(coop: Coop) -> None:
    coop = of_team(coop, 6)
    extended(coop)
    assert cast(coop, vote_due(coop, "frank"), 0, 6) == "ended"
    coop.later("P180D")
    assert states(coop, "frank", "apply", {"wanted_minutes_per_week": 1200}, not_after=add(coop.now, "P1D")) == set()
    admitted(coop, "frank")
    assert (probation(coop, "frank").attempt, probation(coop, "frank").starts_at) == (1, coop.now)


@pytest.mark.parametrize(("hours", "places"), [(0, 1), (600, 2)])
def test_only_people_with_a_vote_make_room_for_newcomers(hours: int, places: int) -> None:
    """One newcomer for every four people with a vote; who has next to no hours has none."""
    town = Town(("alice", "bob", "carol", "dan"))
    assert room(town.registry, town.now) == (0, 1)
    more = [person(name, hours=hours).changed(counts_at=town.now) for name in ("erin", "frank", "gus", "hal")]
    state = folded(town.registry.keep(*more))
    assert {bylaws_of(state).votes_of(member) > 0 for member in more} == {hours > 0}
    assert room(state, town.now) == (0, places)
