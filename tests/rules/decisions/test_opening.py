"""What a proposal must be to be opened, asked of the rule itself; stories of it stand in test_docket.py and others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.docket import closed_entries, open_entries
from govtool.domain.decisions.draft import Draft, draft_of, moment_of
from govtool.domain.decisions.opening import problems
from govtool.domain.decisions.proposal import MAX_FILES, file_lines
from govtool.io.signature.signature import SshKeys
from tests.world.people import person, shipped_bylaws
from tests.world.town import Town
from tests.world.words import MOTION


@pytest.fixture
def town() -> Town:
    """Proposal 0001 is open."""
    made = Town(["alice", "bob", "carol"])
    assert made.file("alice", "first", MOTION) == "0001"
    return made


def again(town: Town, **values: object) -> Draft:
    """The first proposal under another name, with other fields."""
    first = draft_of(town.entry("0001"))
    return replace(first, folder=f"{first.folder}-again", proposal=first.proposal.changed(**values))


def codes(town: Town, draft: Draft) -> set[str]:
    return {found.code for found in problems(town.registry, draft, moment_of(draft, town.now, SshKeys()))}


@pytest.mark.parametrize(("count", "is_taken"), [(MAX_FILES, True), (MAX_FILES + 1, False)])
def test_a_proposal_has_so_many_files_at_most(town: Town, count: int, is_taken: bool) -> None:
    names = ["proposal.yaml", *(f"page-{number:03d}.md" for number in range(count - 1))]
    draft = replace(again(town), files=file_lines(dict.fromkeys(names, b"x\n")))
    assert ("limits" in codes(town, draft)) is not is_taken


@pytest.mark.parametrize(("replaces", "is_known"), [(None, True), ("0001", True), ("0002", False)])
def test_what_a_proposal_replaces_is_known(town: Town, replaces: str | None, is_known: bool) -> None:
    assert ("unknown_proposal" in codes(town, again(town, replaces=replaces))) is not is_known


@pytest.mark.parametrize(("limit", "is_taken"), [(1, False), (2, True)])
def test_a_person_has_so_many_open_proposals_at_most(limit: int, is_taken: bool) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["limits"]["max_open_per_proposer"] = limit

    town = Town(["alice", "bob", "carol"], bylaws=shipped_bylaws(edit))
    assert town.file("alice", "first", MOTION) == "0001"
    assert bool(town.file("alice", "second", MOTION)) is is_taken and (town.refused == {"max_open"}) is not is_taken
    assert town.file("bob", "third", MOTION)


@pytest.mark.parametrize(("more", "is_taken"), [(0, True), (1, False)])
def test_a_proposal_has_so_many_actions_at_most(more: int, is_taken: bool) -> None:
    town = Town(["alice", "bob", "carol"])
    most = bylaws_of(town.registry).limits.actions_per_proposal
    actions = "".join(
        f"- {{action: assign-duty, member: bob, duty: duty-{number}, holds: true}}\n" for number in range(most + more)
    )
    assert bool(town.file("alice", "duties", actions)) is is_taken
    assert town.refused == (set() if is_taken else {"limits"})


def test_a_number_stands_among_the_open_ones_until_it_is_closed(town: Town) -> None:
    assert town.file("bob", "second", MOTION) == "0002"
    assert [entry.number for entry in open_entries(town.registry)] == ["0001", "0002"]
    assert list(closed_entries(town.registry)) == []
    town.later("P8D")
    town.clerk({"alice": "for", "bob": "for", "carol": "for"})
    assert list(open_entries(town.registry)) == []
    assert [entry.number for entry in closed_entries(town.registry)] == ["0002", "0001"]


@pytest.mark.parametrize(("second", "asked"), [("bob", [(0, 1)]), ("carol", [(0,), (1,)])])
def test_equal_rules_of_actions_are_one_question(second: str, asked: list[tuple[int, ...]]) -> None:
    """Two duties of one person are one question; the duties of two persons are two, each with its own person."""
    town = Town(["alice", "bob", "carol"])
    actions = "".join(
        f"- {{action: assign-duty, member: {name}, duty: {duty}, holds: true}}\n"
        for name, duty in (("bob", "cook"), (second, "baker"))
    )
    number = town.file("alice", "duties", actions)
    assert [question.actions for question in town.entry(number).asked] == asked


def test_an_entry_names_the_minute_of_its_opening(town: Town) -> None:
    assert town.entry("0001").minute == 1
    assert town.file("bob", "second", MOTION) == "0002" and town.entry("0002").minute == 2


def test_the_name_of_an_open_proposal_is_frozen_in_its_folder_and_used_everywhere_else(town: Town) -> None:
    first = draft_of(town.entry("0001"))
    elsewhere = replace(first, folder="proposals/2027-01/first")
    assert codes(town, first) == {"content_frozen"} and codes(town, elsewhere) == {"slug_used"}
    town.later("P8D")
    town.clerk()
    assert "slug_used" in codes(town, first), "it is open no more"


def test_who_may_propose_something_is_said_by_the_decision_or_else_by_the_class() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["decisions"]["assign-duty"] = {**data["decisions"]["assign-duty"], "proposed_by": ["volunteer"]}
        data["classes"]["volunteer"]["proposes"] = False

    town = Town(
        [*(person(name) for name in ("alice", "bob")), person("vera", membership="none")], bylaws=shipped_bylaws(edit)
    )
    duty = "- {action: assign-duty, member: bob, duty: cook, holds: true}"
    assert not town.file("alice", "duty", duty) and town.refused == {"not_allowed"}
    assert town.file("vera", "duty", duty)
    assert not town.file("vera", "motion", MOTION) and town.refused == {"not_allowed"}
    assert town.file("alice", "motion", MOTION)


def test_the_bylaws_can_ask_for_actions_of_one_kind() -> None:
    town = Town(
        ["alice", "bob", "carol"], bylaws=shipped_bylaws(lambda data: data["limits"].update(single_subject=True))
    )
    duty = "- {action: assign-duty, member: bob, duty: %s, holds: true}"
    assert not town.file("alice", "both", f"{duty % 'cook'}\n{MOTION}") and town.refused == {"limits"}
    assert town.file("alice", "two", f"{duty % 'cook'}\n{duty % 'baker'}")
