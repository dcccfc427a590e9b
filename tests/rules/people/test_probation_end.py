"""A probation that ends before its vote, and a vote that the clerk does not open."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.core.times import add
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.docket import open_entries
from govtool.domain.people.application import Application
from govtool.domain.people.probation import Probation
from tests.world.coop import Coop
from tests.world.due_process import last_digest
from tests.world.newcomer import (
    ALL,
    in_probation,
    probation,
    states,
    vote_about,
    vote_due,
    votes,
    votes_about,
    with_kitchen,
)

CONFIRM = "- {action: confirm, member: frank, attempt: 1}"
END = "- {action: end-probation, member: frank}"


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    """Frank is in probation in a kitchen of five people with seven votes."""
    made = with_kitchen(Coop.copied(tmp_path_factory, tmp_path))
    in_probation(made, "frank")
    return made


def ended(coop: Coop, membership: str = "none") -> None:
    """It is as if the vote had ended the probation."""
    frank, team = coop.member("frank"), Team.of(coop.registry, "kitchen")
    assert frank.membership == membership and frank.applies_from == add(coop.now, "P180D")
    assert Probation.of(coop.registry, "frank") is None and Application.of(coop.registry, "frank") is None
    assert team is not None and not team.has("frank")
    assert coop.audit().ok


# By the person -------------------------------------------------------------------------------------------------------


def test_the_person_ends_it_and_stays_a_volunteer(coop: Coop) -> None:
    coop.later("P30D")
    assert states(coop, "frank", "leave-probation") == set()
    ended(coop)
    assert coop.member("frank").committed_minutes_per_week == 0
    assert states(coop, "frank", "leave-probation") == {"REFUSE:precondition"}
    assert votes_about(coop, "frank")[1:] == [], "no vote is left to open"


def test_nobody_ends_a_probation_of_theirs_who_is_in_none(coop: Coop) -> None:
    assert states(coop, "carol", "leave-probation") == {"REFUSE:precondition"}
    assert states(coop, "vera", "leave-probation") == {"REFUSE:precondition"}


def test_it_counts_as_an_attempt_so_nobody_escapes_the_wait_by_leaving_in_time(coop: Coop) -> None:
    vote_due(coop, "frank")
    assert states(coop, "frank", "leave-probation") == set()
    body = {"wanted_minutes_per_week": 600}
    assert states(coop, "frank", "apply", body) == {"REFUSE:not_yet"}


def test_who_resigns_in_probation_waits_as_long(coop: Coop) -> None:
    assert states(coop, "frank", "resign") == set()
    ended(coop, "left")
    assert states(coop, "frank", "apply", {"wanted_minutes_per_week": 600}) == {"REFUSE:not_yet"}


def test_a_vote_that_is_open_when_the_person_leaves_comes_to_nothing(coop: Coop) -> None:
    number = vote_due(coop, "frank")
    for voter in ALL.split():
        coop.vote(voter, number)
    assert states(coop, "frank", "leave-probation") == set()
    coop.finish(number)
    enacted = coop.entry(number).enacted
    assert enacted is not None and (enacted.result, enacted.reason) == ("failed", "precondition")
    assert coop.member("frank").membership == "none" and coop.audit().ok
    coop.run_clerk()
    assert len(votes_about(coop, "frank")) == 2, "and it does not open again"


# By the team ---------------------------------------------------------------------------------------------------------


def test_three_quarters_of_the_team_end_it_before_the_vote(coop: Coop) -> None:
    number = coop.open("carol", "end", END)
    entry = coop.entry(number)
    assert (entry.asked[0].rule, "frank" in coop.who_votes(entry)) == ("end-probation", False)
    assert votes(coop, number, alice="for", bob="for", carol="for", dan="for") == "passed"
    ended(coop)


def test_less_than_three_quarters_change_nothing(coop: Coop) -> None:
    number = coop.open("carol", "end", END)
    assert votes(coop, number, alice="for", bob="for", carol="for") == "rejected"
    found = probation(coop, "frank")
    assert (found.attempt, coop.member("frank").membership) == (1, "probationary")
    coop.propose("dan", "end-again", END)
    coop.run_clerk()
    assert coop.refused("proposal/end-again") == {"REFUSE:cooldown"}


def test_once_the_vote_is_open_it_is_the_vote_that_decides(coop: Coop) -> None:
    vote_due(coop, "frank")
    coop.propose("carol", "end", END)
    coop.run_clerk()
    assert coop.refused("proposal/end") == {"REFUSE:precondition"}


def test_only_members_propose_it_and_only_of_who_is_in_probation(coop: Coop) -> None:
    coop.propose("vera", "end", END)
    coop.propose("carol", "carol", END.replace("frank", "dan"))
    coop.run_clerk()
    assert coop.refused("proposal/end") == {"REFUSE:not_allowed"}
    assert coop.refused("proposal/carol") == {"REFUSE:precondition"}


# A clerk that does not open what is due ------------------------------------------------------------------------------


def test_any_member_files_the_vote_fourteen_days_after_it_was_due(coop: Coop) -> None:
    due = probation(coop, "frank").due_at
    coop.at(add(due, "P14D"))
    coop.propose("erin", "overdue", CONFIRM)
    coop.run_clerk()
    entry = vote_about(coop, "frank")
    assert (entry.cause, entry.proposer, entry.slug) == ("filed", "erin", "overdue")
    assert entry.asked[0].rule == "confirm" and len(votes_about(coop, "frank")) == 2, "it is not opened twice"
    assert votes(coop, entry.number, **dict.fromkeys(ALL.split(), "for")) == "confirmed"
    assert coop.member("frank").membership == "member" and coop.audit().ok


def test_nobody_files_it_earlier(coop: Coop) -> None:
    due = probation(coop, "frank").due_at
    coop.propose("erin", "early", CONFIRM)
    coop.run_clerk()
    assert coop.refused("proposal/early") == {"REFUSE:by_itself"}
    coop.hub.delete_ref("refs/heads/proposal/early")
    coop.at(add(due, "P13DT23H59M"))
    coop.propose("erin", "still-early", CONFIRM)
    coop.run_clerk()
    assert "REFUSE:by_itself" in coop.refused("proposal/still-early")
    assert vote_about(coop, "frank").cause == "due", "a clerk that runs opens it"


def test_nobody_files_it_while_it_is_open(coop: Coop) -> None:
    due = probation(coop, "frank").due_at
    coop.at(add(due, "P15D"))
    coop.run_clerk()
    assert vote_about(coop, "frank").cause == "due"
    coop.propose("erin", "twice", CONFIRM)
    coop.run_clerk()
    assert coop.refused("proposal/twice") == {"REFUSE:precondition"}


def test_only_members_file_it_and_for_the_attempt_that_is_next(coop: Coop) -> None:
    coop.at(add(probation(coop, "frank").due_at, "P14D"))
    coop.propose("vera", "by-vera", CONFIRM)
    coop.propose("frank", "by-frank", CONFIRM)
    coop.propose("erin", "last", CONFIRM.replace("attempt: 1", "attempt: 2"))
    coop.run_clerk()
    assert coop.refused("proposal/by-vera") >= {"REFUSE:not_allowed"}
    assert coop.refused("proposal/by-frank") >= {"REFUSE:not_allowed"}
    assert coop.refused("proposal/last") >= {"REFUSE:precondition"}


def test_who_filed_it_withdraws_and_no_attempt_is_used(coop: Coop) -> None:
    coop.at(add(probation(coop, "frank").due_at, "P14D"))
    coop.propose("erin", "overdue", CONFIRM)
    coop.run_clerk()
    number = vote_about(coop, "frank").number
    assert states(coop, "erin", "withdraw", {"proposal": number}) == set()
    assert coop.entry(number).status == "withdrawn" and probation(coop, "frank").attempt == 1
    again = vote_about(coop, "frank")
    assert (again.cause, again.asked[0].rule) == ("due", "confirm") and coop.audit().ok


def test_nobody_withdraws_what_opened_by_itself(coop: Coop) -> None:
    number = vote_due(coop, "frank")
    assert states(coop, "alice", "withdraw", {"proposal": number}) == {"REFUSE:not_proposer"}


# Bylaws that could not end a probation -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("{path: decisions.confirm-all-last, from: {rule: confirm-all-last}}", id="a vote without a rule"),
        pytest.param("{path: decisions.confirm-last.rule, from: confirm-last, to: confirm}", id="a third attempt"),
        pytest.param("{path: decisions.confirm.rule, from: confirm, to: ordinary}", id="results that mean nothing"),
        pytest.param("{path: rules.confirm-last.otherwise, from: ended, to: extended}", id="extended by silence"),
    ],
)
def test_bylaws_under_which_a_probation_would_never_end_are_refused(coop: Coop, change: str) -> None:
    coop.propose("alice", "odd", f"- {{action: amend-bylaws, changes: [{change}]}}")
    coop.run_clerk()
    assert coop.refused("proposal/odd") == {"REFUSE:schema"}


# Other ends ----------------------------------------------------------------------------------------------------------


def test_who_died_in_probation_is_in_nobody_s_way(coop: Coop) -> None:
    """Two members report it and all others agree: no vote on the probation opens any more, and there is room again."""
    assert states(coop, "alice", "report-incapacity", {"about": "frank", "reason": "death"}) == set()
    assert states(coop, "bob", "countersign", {"confirms": last_digest(coop, "alice")}) == set()
    number = next(entry.number for entry in open_entries(coop.registry) if entry.is_open)
    assert votes(coop, number, **dict.fromkeys(ALL.split(), "for")) == "passed"
    assert coop.member("frank").membership == "left" and Probation.of(coop.registry, "frank") is None
    in_probation(coop, "grace")
    coop.later("P90D")
    coop.run_clerk()
    assert vote_about(coop, "grace") and not coop.run.refused_branches and coop.audit().ok


def test_what_is_owed_stays_owed_when_a_probation_ends(coop: Coop) -> None:
    """No file of what anybody is owed is touched by the event that ends it."""
    coop.later("P30D")
    before = {path: coop.file(path) for path in _files(coop)}
    assert states(coop, "frank", "leave-probation") == set()
    changed = {path for path in {*before, *_files(coop)} if before.get(path) != coop.file(path)}
    assert {path.split("/")[1] for path in changed} == {
        "applications", "members", "minutes", "probations", "statements", "teams", "tenures",
    }  # fmt: skip


def _files(coop: Coop) -> list[str]:
    return [path for path, _ in coop.hub.files(coop.hub.loose_commit(coop.head).tree, "registry")]
