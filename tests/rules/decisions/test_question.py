"""Which rules a choice asks, on which voter lists, and what cannot be an option."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.ids import digest_of
from govtool.core.ranked import MOST_OPTIONS
from govtool.core.record import SchemaError
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.proposal import Proposal
from govtool.domain.decisions.question import Questions, questions
from govtool.domain.people.dormancy import Dormant
from tests.world.people import refusal, shipped_bylaws
from tests.world.town import Town
from tests.world.words import cooks, names

PEOPLE = ("alice", "bob", "carol")
AMEND = "{action: amend-bylaws, changes: [{path: rules.ordinary.delay, from: P0D, to: P1D}]}"
RENAME = "{action: rename-organization, from_name: Test Co-operative, to_name: Kettle}"


def town(edit: Any = None) -> Town:
    return Town(PEOPLE, bylaws=shipped_bylaws(edit) if edit else None)


def offered(town: Town, options: str, ballot: str = "ranked", **files: bytes) -> DocketEntry:
    number = town.offer("alice", "name", options, ballot, **files)
    assert number, [(found.code, dict(found.values)) for found in town.findings]
    return town.entry(number)


def option(name: str, *actions: str) -> str:
    return f"- option: {name}\n  title: About {name}\n  actions: [{', '.join(actions)}]\n"


def rule_with(**values: Any) -> Any:
    def edit(data: dict[str, Any]) -> None:
        data["rules"]["odd"] = {**data["rules"]["ordinary"], **values}
        data["decisions"]["rename-organization"] = {"rule": "odd"}

    return edit


def test_a_rule_is_asked_once_for_all_options_that_need_it() -> None:
    entry = offered(town(), names("kettle", "teapot") + option("slow", AMEND, RENAME))
    assert [(asked.rule, asked.actions) for asked in entry.asked] == [("ordinary", (0, 1, 3)), ("amend", (2,))]
    kettle, _, slow = entry.options
    assert [asked.rule for asked in entry.rules_of(kettle)] == ["ordinary"]
    assert [asked.rule for asked in entry.rules_of(slow)] == ["ordinary", "amend"]
    assert [each.actions for each in entry.options] == [(0,), (1,), (2, 3)]


def asked_of(people: Town, action: Action) -> Questions:
    """The rules of an action in a proposal of its own."""
    proposal = Proposal(
        title="About it", summary="Why", proposer="alice", open_before=people.now, own_actions=(action,)
    )
    return questions(people.registry, bylaws_of(people.registry), proposal, people.now)


@pytest.mark.parametrize(("named", "left"), [(("bob",), 2), (("bob", "carol"), 1)])
def test_all_whom_a_vote_is_about_are_on_no_voter_list(named: tuple[str, ...], left: int) -> None:
    (asked,) = asked_of(town(), Dormant(action="dormant", members=named, naming=digest_of(b""))).asked
    assert (asked.others, asked.without, asked.heads) == (named, named, left)


def test_a_rule_that_asks_nobody_is_refused() -> None:
    everybody = Dormant(action="dormant", members=PEOPLE, naming=digest_of(b""))
    assert refusal(lambda: asked_of(town(), everybody)) == {"no_electorate"}


def test_the_rules_of_an_option_follow_from_its_own_actions_alone() -> None:
    """One option weakens the ordinary rule; the other is a plain rename, which the amended rule does not decide."""
    weaker = "{action: amend-bylaws, changes: [{path: rules.ordinary.earliest, from: P2D, to: P1D}]}"
    entry = offered(town(), option("weaker", weaker) + names("kettle"))
    weak, plain = entry.options
    assert {(asked.rule, asked.version) for asked in entry.rules_of(weak)} == {("amend", None), ("ordinary", None)}
    assert {(asked.rule, asked.version) for asked in entry.rules_of(plain)} == {("ordinary", None)}


def test_times_are_the_longest_of_all_options_and_settled_is_everyone() -> None:
    entry = offered(town(), names("kettle", "teapot"))
    assert (entry.close, entry.delay) == ("everyone", "P0D")
    entry = offered(town(), names("kettle") + option("slow", AMEND))
    assert (entry.close, entry.delay) == ("deadline", "P7D")
    assert entry.closes_at == "2026-11-15T10:00:00Z"


def test_pairs_are_counted_on_the_roll_of_choose() -> None:
    def of_cooks(data: dict[str, Any]) -> None:
        data["rules"]["kitchen"] = {**data["rules"]["ordinary"], "electorate": {"who": "team", "team": "kitchen"}}
        data["decisions"]["choose"] = {"rule": "kitchen"}

    world = Town(["alice", "bob"], bylaws=shipped_bylaws(of_cooks))
    entry = offered(world, names("kettle", "teapot"))
    assert entry.pairs is not None and (entry.pairs.rule, entry.pairs.heads, entry.pairs.weight) == ("kitchen", 2, 2)
    assert dict(entry.pairs.voters(world.registry)) == {"alice": 1, "bob": 1}


def test_who_is_excluded_from_an_option_is_aside_in_its_pairs_alone() -> None:
    def not_the_cook(data: dict[str, Any]) -> None:
        ordinary = data["rules"]["ordinary"]
        data["rules"]["others"] = {**ordinary, "electorate": {"who": "members", "exclude": ["subject"]}}
        data["decisions"]["assign-duty"] = {"rule": "others"}

    entry = offered(town(not_the_cook), cooks("bob", "carol"))
    assert [each.aside for each in entry.options] == [("bob",), ("carol",)]
    assert entry.pairs is not None and entry.pairs.without == () and entry.pairs.heads == 3
    assert [asked.without for asked in entry.asked] == [("bob",), ("carol",)]


def test_who_stands_aside_from_the_proposal_is_in_no_pair() -> None:
    world = town()
    assert world.state("bob", "recuse", {"proposal": "name", "holds": True})
    entry = offered(world, names("kettle", "teapot"))
    assert entry.pairs is not None and entry.pairs.without == ("bob",) and entry.pairs.heads == 2
    assert [each.aside for each in entry.options] == [(), ()] and entry.recused == ("bob",)


def test_who_stands_aside_from_votes_about_a_person_is_aside_from_that_option() -> None:
    world = town()
    assert world.state("bob", "recuse", {"about": "carol", "holds": True})
    entry = offered(world, cooks("alice", "carol"))
    assert [each.aside for each in entry.options] == [(), ("bob",)]


# What cannot be an option --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, ""),
        ({"blocks": {"allowed": 0}}, "not_in_a_choice"),
        ({"delay": "P1D"}, ""),
    ],
)
def test_nobody_blocks_one_of_several_options(values: dict[str, Any], code: str) -> None:
    world = town(rule_with(**values))
    assert bool(world.offer("alice", "name", names("kettle", "teapot"))) is not code
    assert world.refused == ({code} if code else set())


def test_a_rule_that_an_objection_changes_is_not_in_a_choice() -> None:
    def contested(data: dict[str, Any]) -> None:
        data["decisions"]["rename-organization"] = {"rule": "ordinary", "contested": "amend"}

    world = town(contested)
    assert not world.offer("alice", "name", names("kettle", "teapot"))
    assert world.refused == {"not_in_a_choice"}


@pytest.mark.parametrize(
    "action",
    ["{action: confirm, member: bob, attempt: 1}", f"{{action: expel, member: bob, complaint: 'sha256:{'0' * 64}'}}"],
)
def test_what_opens_by_itself_is_not_in_a_choice(action: str) -> None:
    world = town()
    assert not world.offer("alice", "name", names("kettle") + option("other", action))
    assert "not_in_a_choice" in world.refused and not world.refused & {"by_itself", "due_process"}


@pytest.mark.parametrize(("count", "is_taken"), [(MOST_OPTIONS, True), (MOST_OPTIONS + 1, False)])
def test_a_choice_has_twelve_options_at_most(count: int, is_taken: bool) -> None:
    world = town()
    options = names(*(f"name-{number}" for number in range(count)))
    assert bool(world.offer("alice", "name", options)) is is_taken
    assert world.refused == (set() if is_taken else {"limits"})


def test_all_options_together_have_twenty_actions_at_most() -> None:
    world = town()
    duties = [f"{{action: assign-duty, member: bob, duty: duty-{number}, holds: true}}" for number in range(21)]
    assert not world.offer("alice", "name", option("few", *duties[:10]) + option("many", *duties[10:]))
    assert world.refused == {"limits"}
    assert world.offer("alice", "name", option("few", *duties[:10]) + option("many", *duties[10:20]))


def test_without_the_decision_choose_nobody_can_ask_for_a_choice() -> None:
    def off(data: dict[str, Any]) -> None:
        del data["decisions"]["choose"]

    world = town(off)
    assert not world.offer("alice", "name", names("kettle", "teapot"))
    assert world.refused == {"no_rule"}


@pytest.mark.parametrize(("ballot", "is_taken"), [("approval", True), ("ranked", False)])
def test_bylaws_can_allow_one_kind_of_ballot_only(ballot: str, is_taken: bool) -> None:
    def approvals(data: dict[str, Any]) -> None:
        data["decisions"]["choose"] = {"rule": "ordinary", "ballots": ["approval"]}

    world = town(approvals)
    assert bool(world.offer("alice", "name", names("kettle", "teapot"), ballot)) is is_taken
    assert world.refused == (set() if is_taken else {"not_in_a_choice"})


def test_the_bylaws_say_who_can_ask_for_a_choice() -> None:
    def some(data: dict[str, Any]) -> None:
        data["decisions"]["choose"] = {"rule": "ordinary", "proposed_by": ["full-time"]}

    world = town(some)
    assert not world.offer("alice", "name", names("kettle", "teapot"))
    assert world.refused == {"not_allowed"}


def test_only_choose_names_kinds_of_ballot() -> None:
    def elsewhere(data: dict[str, Any]) -> None:
        data["decisions"]["motion"] = {"rule": "ordinary", "ballots": ["ranked"]}

    with pytest.raises(SchemaError) as error:
        shipped_bylaws(elsewhere)
    assert "decisions.motion names ballots, which only choose has" in error.value.findings[0].values["what"]


def test_every_option_must_be_possible() -> None:
    world = town()
    assert not world.offer("alice", "name", names("kettle") + names("teapot", now="Another"))
    assert world.refused == {"precondition"}
