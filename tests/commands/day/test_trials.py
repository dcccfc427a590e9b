"""A trial in the commands of a member's day: what a person reads before they vote, and what waits for them."""

from __future__ import annotations

import pytest

from govtool.core.times import add, date_of
from govtool.domain.decisions.trial import Trial
from tests.world.coop import Coop
from tests.world.laptop import Laptop

SHARE = "- {action: set-share, account: wages, to_share: 30%}"
UNDO = "Unless this vote keeps it: Ends the share of 30% of every income that goes to the reserve wages."


@pytest.fixture
def number(coop: Coop) -> str:
    """A trial of Dan's that runs."""
    review = date_of(add(coop.now, "P120D"))
    extra = f'trial: {{review_on: "{review}", measure: "wages are paid on time", owner: "dan"}}\n'
    return coop.pass_("alice", "wages", SHARE, extra=extra)


def due(coop: Coop, number: str) -> str:
    """The vote on it, which has just opened."""
    coop.at(Trial.one(coop.registry, number).due_at)
    coop.run_clerk()
    return coop.open_entries[0].number


def test_a_ballot_is_preceded_by_the_report_and_the_undo(coop: Coop, number: str) -> None:
    keep, bob, dan = due(coop, number), Laptop(coop, "bob"), Laptop(coop, "dan")
    said = bob.types("vote", keep, "for")
    assert "dan has not reported on it yet." in said and UNDO in said
    assert dan.types("note", number, "Two of three months.") and dan.status == 0
    coop.run_clerk()
    said = bob.types("vote", keep, "against")
    assert f"dan reported on {date_of(coop.now)}: Two of three months." in said and "not reported" not in said


def test_what_returns_is_shown_as_a_difference(coop: Coop, number: str) -> None:
    said = Laptop(coop, "bob").types("show", due(coop, number))
    before, _, after = said.partition("If it is rejected, this is what changes:")
    assert "It changes nothing in the registry." in before and 'share: "30%"' in after


def test_status_says_since_when_the_vote_is_due_and_from_when_anybody_may_submit_it(coop: Coop, number: str) -> None:
    erin, trial = Laptop(coop, "erin"), Trial.one(coop.registry, number)
    assert "trial" not in erin.types("status").replace("(a trial until", "")
    coop.at(add(trial.due_at, "P13D"))
    said = erin.types("status")
    assert f"The vote on the trial of {number} About wages is not open yet" in said
    assert "any member can submit it from" in said and "govtool propose keep" not in said
    (news,) = erin.reads("status")["trials"]
    assert (news["due_since"], news["may_submit_at"]) == (trial.due_at, add(trial.due_at, "P14D"))
    assert "by_itself" in erin.types("propose", "keep", "--trial", "1", "--yes") and erin.status == 10
    coop.at(add(trial.due_at, "P14D"))
    assert f"→ any member can submit it now: govtool propose keep --trial {number}" in erin.types("status")
    assert erin.types("propose", "keep", "--trial", "1", "--yes") and erin.status == 0
    coop.run_clerk()
    assert coop.open_entries[0].proposer == "erin" and "not open yet" not in erin.types("status")


def test_status_tells_who_had_a_vote_that_it_could_not_be_undone(coop: Coop, number: str) -> None:
    keep, bob = due(coop, number), Laptop(coop, "bob")
    other = coop.open("alice", "more", "- {action: set-share, account: wages, from_share: 30%, to_share: 40%}")
    for voter in ("alice", "bob"):
        coop.vote(voter, other, "for")
    coop.finish(other)
    coop.finish(keep)
    assert f"Passed, and then failed: {keep}" not in bob.types("status")
    assert f"Could not take effect: {keep} Keep: About wages" in bob.types("status")
    said = bob.types("show", "trial", number)
    assert f"proposal {other} changed the same" in said


@pytest.mark.parametrize("typed", ["0", "soon", "12345678901234567890"])
def test_what_is_no_number_is_no_trial(coop: Coop, typed: str) -> None:
    bob = Laptop(coop, "bob")
    assert "is no number of a proposal" in bob.types("propose", "keep", "--trial", typed, "--yes") and bob.status == 2
    assert "there is no trial" in bob.types("show", "trial", typed) and bob.status == 2


@pytest.mark.parametrize("missing", ["--measure", "--trial-until"])
def test_a_trial_lacks_neither_its_day_nor_its_measure(coop: Coop, missing: str) -> None:
    given = {"--measure": "m", "--trial-until": "2027-03-01"}
    given.pop(missing)
    words = [word for pair in given.items() for word in pair]
    action = ("propose", "set-share", "--account", "wages", "--to", "30%", "--yes")
    bob = Laptop(coop, "bob")
    assert "a trial needs the day" in bob.types(*action, *words) and bob.status == 2
    assert "has no option" in bob.types("propose", "motion", "--title", "Tea", "--yes", *words) and bob.status == 2
