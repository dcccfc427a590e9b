"""A choice is decided, and its winner enacted: each option by its own rules, then the options in pairs."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.minute import Minute, newest
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.ballot import Vote, vote_of
from govtool.domain.decisions.decision import has_effect, outcome_of
from govtool.domain.decisions.docket import Decided, DocketEntry, asking
from govtool.domain.lifecycle.amendment import AmendBylaws
from govtool.domain.people.duty import AssignDuty
from tests.world.people import person, shipped_bylaws
from tests.world.town import Town, said
from tests.world.words import cooks, names

FIVE = ("alice", "bob", "carol", "dan", "erin")
DELAY = "{action: amend-bylaws, changes: [{path: rules.ordinary.delay, from: P0D, to: P1D}]}"
RENAME = "{action: rename-organization, from_name: Test Co-operative, to_name: slow}"


def offered(options: str, ballot: str = "ranked", edit: Any = None, people: tuple[str, ...] = FIVE) -> Town:
    """A town whose proposal 0001 is a choice; everybody has one vote."""
    town = Town(people, bylaws=shipped_bylaws(edit) if edit else None)
    assert town.offer("alice", "name", options, ballot) == "0001", town.findings
    return town


def decide(town: Town, **votes: str) -> Decided:
    """The decision at the end of the vote."""
    town.now = town.entry("0001").closes_at
    assert town.decide("0001", votes), town.findings
    decided = town.entry("0001").decided
    assert decided is not None
    return decided


def rows(decided: Decided) -> dict[str, tuple[str, int, int, int]]:
    return {row.option: (row.result, row.for_, row.against, row.abstain) for row in decided.options}


def minute_of(town: Town) -> Minute:
    return newest(town.registry)[0]


def test_the_winner_alone_takes_effect() -> None:
    town = offered(names("kettle", "teapot"))
    decided = decide(town, alice="kettle,teapot", bob="kettle,teapot", carol="teapot,kettle", dan="kettle=teapot,none")
    assert (decided.result, decided.winners, decided.tied) == ("passed", ("kettle",), ())
    assert rows(decided) == {"kettle": ("passed", 4, 0, 0), "teapot": ("passed", 4, 0, 0)}
    minute = minute_of(town)
    assert (minute.result, minute.winner, minute.winners, minute.questions) == ("passed", "kettle", None, None)
    assert minute.options == decided.options and minute.counted == 4
    town.enact_due()
    assert organization_of(town.registry).name == "kettle"
    assert town.entry("0001").enacted.result == "enacted"  # type: ignore[union-attr]


def test_an_option_that_needs_more_is_dropped_though_it_would_win() -> None:
    """Three of five rank the slow one first; amending the bylaws needs two thirds, so that the other is chosen."""
    slow = f"- option: slow\n  title: Slow\n  actions: [{RENAME}, {DELAY}]\n"
    town = offered(slow + names("kettle"))
    three = dict.fromkeys(("alice", "bob", "carol"), "slow,kettle,none")
    decided = decide(town, **three, dan="kettle,none", erin="none")
    assert rows(decided) == {"slow": ("rejected", 3, 2, 0), "kettle": ("passed", 4, 1, 0)}
    assert [row.rule for row in decided.options] == ["amend", "ordinary"]
    assert decided.winners == ("kettle",)
    four = offered(slow + names("kettle"))
    decided = decide(four, **three, dan="slow,none", erin="none")
    assert rows(decided)["slow"][0] == "passed" and decided.winners == ("slow",)


@pytest.mark.parametrize(
    ("votes", "result"),
    [
        ({"alice": "kettle", "bob": "kettle"}, "rejected"),
        ({}, "rejected"),
        (dict.fromkeys(FIVE, "abstain"), "rejected"),
        (dict.fromkeys(FIVE, "none"), "rejected"),
        (dict.fromkeys(FIVE, "kettle=teapot,none"), "tied"),
    ],
)
def test_without_a_winner_nothing_takes_effect(votes: dict[str, str], result: str) -> None:
    town = offered(names("kettle", "teapot"))
    decided = decide(town, **votes)
    assert (decided.result, decided.winners, decided.due_at) == (result, (), None)
    assert decided.tied == (("kettle", "teapot") if result == "tied" else ())
    minute = minute_of(town)
    assert minute.winner is None and minute.winners is None and minute.due_at is None
    assert minute.tied == (decided.tied or None)
    entry = town.entry("0001")
    assert entry.is_closed and entry.actions == () and not has_effect(entry, result)
    assert organization_of(town.registry).name == "Test Co-operative"


def test_a_quorum_that_every_option_misses_is_the_result() -> None:
    def quorum(data: dict[str, Any]) -> None:
        data["rules"]["ordinary"]["quorum"] = {"at_least": "1/2", "of": "heads"}

    town = offered(names("kettle", "teapot"), edit=quorum)
    assert decide(town, alice="kettle", bob="kettle").result == "no-quorum"
    # three empty rankings are present, and zero for it never passes
    town = offered(names("kettle", "teapot"), edit=quorum)
    decided = decide(town, **dict.fromkeys(FIVE[:3], "abstain"))
    assert decided.result == "rejected" and rows(decided)["kettle"] == ("rejected", 0, 0, 3)


def test_three_in_a_circle_are_tied() -> None:
    town = offered(names("kettle", "teapot", "samovar"), people=FIVE[:3])
    circle = ("kettle,teapot,samovar", "teapot,samovar,kettle", "samovar,kettle,teapot")
    decided = decide(town, **dict(zip(FIVE[:3], circle, strict=True)))
    assert (decided.result, decided.tied) == ("tied", ("kettle", "teapot", "samovar"))


def test_a_clone_of_the_favourite_changes_no_winner() -> None:
    def votes(favourite: str) -> dict[str, str]:
        return {
            **dict.fromkeys(("alice", "bob", "carol"), f"{favourite},teapot,none"),
            "dan": f"teapot,{favourite},none",
            "erin": f"teapot,{favourite},none",
        }

    assert decide(offered(names("kettle", "teapot")), **votes("kettle")).winners == ("kettle",)
    with_clone = decide(offered(names("kettle", "teapot", "kettle-2")), **votes("kettle,kettle-2"))
    assert with_clone.winners == ("kettle",)


# When it is decided --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("voters", "is_decided"), [(FIVE[:4], False), (FIVE, True)])
def test_a_choice_is_decided_early_once_all_have_voted(voters: tuple[str, ...], is_decided: bool) -> None:
    """Four of five would settle a vote for and against; of options nobody's silence is settled."""
    town = offered(names("kettle", "teapot"))
    town.later("P2D")
    assert town.decide("0001", dict.fromkeys(voters, "kettle,none")) is is_decided
    assert town.refused == (set() if is_decided else {"early"})


def test_too_late_it_lapses_and_says_how_the_count_was() -> None:
    town = offered(names("kettle", "teapot"))
    town.now = "2026-12-09T10:00:00Z"
    assert town.decide("0001", dict.fromkeys(FIVE, "kettle,none"))
    decided = town.entry("0001").decided
    assert (
        decided is not None and (decided.result, decided.winners) == ("lapsed", ()) and rows(decided)["kettle"][1] == 5
    )
    assert town.offer("alice", "again", names("kettle", "teapot"))


# Who is counted where ------------------------------------------------------------------------------------------------


def outcome(town: Town, **votes: str) -> Any:
    opening = town.opening("0001")
    found: dict[str, Vote] = {}
    for voter, words in votes.items():
        vote = vote_of(opening.entry, said(opening.entry, words))
        found[voter] = vote  # type: ignore[assignment]
    return outcome_of(opening, found)


def test_weights_are_those_of_the_roll() -> None:
    town = Town([person("alice", hours=2400), "bob", "carol"])
    assert town.offer("alice", "name", names("kettle", "teapot"))
    found = outcome(town, alice="kettle,teapot", bob="teapot,kettle", carol="teapot,kettle").choice
    assert found.pairs["kettle"]["teapot"] == 2 == found.pairs["teapot"]["kettle"]


def test_who_is_excluded_from_an_option_counts_neither_for_it_nor_in_its_pairs() -> None:
    def not_the_cook(data: dict[str, Any]) -> None:
        data["rules"]["others"] = {
            **data["rules"]["ordinary"],
            "electorate": {"who": "members", "exclude": ["subject"]},
        }
        data["decisions"]["assign-duty"] = {"rule": "others"}

    town = offered(cooks("bob", "carol", "dan"), edit=not_the_cook)
    found = outcome(town, alice="bob,carol,dan", bob="bob,carol,dan", carol="carol,bob,dan").choice
    sums = {name: found.tally(name).sums for name in ("bob", "carol", "dan")}
    assert [sums[name].eligible for name in sums] == [4, 4, 4]
    assert (sums["bob"].for_, sums["carol"].for_) == (2, 2), "nobody is for themselves"
    # between bob and carol only alice counts; each of them counts where only others stand
    assert (found.pairs["bob"]["carol"], found.pairs["carol"]["bob"]) == (1, 0)
    assert (found.pairs["bob"]["dan"], found.pairs["carol"]["dan"]) == (2, 2)


def test_the_roll_of_choose_decides_who_is_compared_and_everybody_on_it_may_vote() -> None:
    """Cooks compare, and all members vote on each option."""

    def of_cooks(data: dict[str, Any]) -> None:
        ordinary = data["rules"]["ordinary"]
        data["rules"]["cooks"] = {**ordinary, "electorate": {"who": "duty", "duty": "cook"}}
        data["decisions"]["choose"] = {"rule": "cooks"}

    town = Town(FIVE, bylaws=shipped_bylaws(of_cooks))
    assert town.file("alice", "cook", "- {action: assign-duty, member: erin, duty: cook, holds: true}")
    town.later("P2D")
    town.clerk(dict.fromkeys(FIVE, "for"))
    number = town.offer("alice", "name", names("kettle", "teapot"))
    assert number == "0002"
    opening = town.opening(number)
    votes = {**dict.fromkeys(FIVE[:4], "teapot,kettle,none"), "erin": "kettle,teapot,none"}
    cast = {voter: vote_of(opening.entry, said(opening.entry, words)) for voter, words in votes.items()}
    found = outcome_of(opening, cast)  # type: ignore[arg-type]
    assert found.choice is not None and found.choice.winners == ("kettle",) and found.everyone_voted
    alone = outcome_of(opening, {"erin": cast["erin"]})  # type: ignore[dict-item]
    assert not alone.everyone_voted and not alone.is_settled, "all cooks have voted, and four members have not"


# Seats ---------------------------------------------------------------------------------------------------------------

SEATS = "seats: 2\noptions:\n"


@pytest.mark.parametrize(
    ("votes", "winners", "tied"),
    [
        (("bob,carol", "bob,carol", "bob,carol,dan", "bob", "carol"), ("bob", "carol"), ()),
        (("bob,carol,dan", "bob,carol,dan", "bob,carol,dan", "bob", "none"), ("bob",), ("carol", "dan")),
        (("bob", "bob", "bob", "none", "none"), ("bob",), ()),
    ],
)
def test_so_many_are_chosen_as_there_are_seats(
    votes: tuple[str, ...], winners: tuple[str, ...], tied: tuple[str, ...]
) -> None:
    options = SEATS + "".join(f"  {line}\n" for line in cooks("bob", "carol", "dan").splitlines())
    town = offered(options, "approval")
    decided = decide(town, **dict(zip(FIVE, votes, strict=True)))
    assert (decided.result, decided.winners, decided.tied) == ("passed", winners, tied)
    minute = minute_of(town)
    assert (minute.winner, minute.winners, minute.tied) == (None, winners, tied or None)
    town.enact_due()
    holders = tuple(member.id for member in Member.all(town.registry) if member.holds("cook", town.now))
    assert holders == winners


# After it is decided -------------------------------------------------------------------------------------------------


def test_a_decided_choice_concerns_only_what_its_winner_does() -> None:
    slow = f"- option: slow\n  title: Slow\n  actions: [{DELAY}]\n"
    town = offered(slow + cooks("bob"))
    before = town.entry("0001")
    assert len(before.actions) == 2 and before.taken_first(town.registry) == {"bob"}
    assert list(asking(town.registry, AssignDuty, lambda _: True)) == [before]
    decide(town, **dict.fromkeys(FIVE, "slow,bob,none"))
    after = town.entry("0001")
    assert after.is_pending and [type(action) for action in after.actions] == [AmendBylaws]
    assert after.taken_first(town.registry) == set() and len(after.all_actions) == 2
    assert list(asking(town.registry, AssignDuty, lambda _: True)) == []
    assert after.proposal == before.proposal


def test_the_share_for_is_that_of_the_winner() -> None:
    town = offered(names("kettle", "teapot"))
    decided = decide(town, **dict.fromkeys(FIVE[:4], "kettle,none"), erin="none,kettle")
    assert decided.share_for.as_integer_ratio() == (4, 5)


def test_positions_that_are_no_actions_of_it_are_no_docket() -> None:
    entry = offered(names("kettle", "teapot")).entry("0001")
    first, second = entry.options
    for options in ((first,), (second, first), (first, second.changed(actions=(7,))), (first, first)):
        with pytest.raises(Exception, match="schema"):
            entry.changed(options=options)
    assert isinstance(entry.changed(options=(first, second)), DocketEntry)
