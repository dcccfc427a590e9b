"""Which passed proposal takes effect first, on which day it is judged, and what its failure says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.minute import Question
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.docket import Decided
from govtool.domain.work.wage import wages_of
from govtool.roles.minutes.registry import NEWEST
from tests.world.coop import Coop
from tests.world.examples import histories
from tests.world.laptop import Laptop
from tests.world.money import Books


def rename(name: str) -> str:
    return f"- {{action: rename-organization, from_name: Test Co-operative, to_name: {name}}}"


def rivals(coop: Coop, first: str, second: str) -> tuple[str, str]:
    """Two names for one organisation, filed on one day, with those who vote for each."""
    for slug in ("amber", "beryl"):
        coop.propose("alice", slug, rename(slug.title()))
    coop.run_clerk()
    for number, voters in (("0001", first), ("0002", second)):
        for voter in ("alice", "bob", "carol", "dan", "erin"):
            coop.vote(voter, number, "for" if voter in voters.split() else "against")
    coop.later("P2D")
    coop.run_clerk()
    return coop.entry("0001").status, coop.entry("0002").status


def test_of_two_that_are_due_at_once_the_larger_share_takes_effect(coop: Coop) -> None:
    assert rivals(coop, "alice bob", "alice bob carol") == ("failed", "passed")
    assert organization_of(coop.registry).name == "Beryl"
    enacted = coop.entry("0001").enacted
    assert enacted is not None and (enacted.reason, enacted.rival) == ("precondition", "0002")
    assert coop.run.done[-1] == "0001 failed: precondition (0002 changed the same and took effect first)"
    assert coop.audit().ok


def test_of_equal_shares_the_lower_number_takes_effect(coop: Coop) -> None:
    assert rivals(coop, "alice bob", "bob alice") == ("passed", "failed")
    enacted = coop.entry("0002").enacted
    assert enacted is not None and enacted.rival == "0001" and coop.audit().ok


def test_a_clerk_that_enacts_the_smaller_share_first_is_found_out(coop: Coop) -> None:
    wages = "- {{action: set-wage, class: wage, from_minor: 0, to_minor: {}, starts_on: '2026-12-24'}}"
    for slug, amount in (("amber", 1500), ("beryl", 2000)):
        coop.propose("alice", slug, wages.format(amount))
    coop.run_clerk()
    for voter, choice in (("alice", "for"), ("bob", "for"), ("carol", "against"), ("dan", "against"), ("erin", "for")):
        coop.vote(voter, "0001", "against" if voter == "erin" else choice)
        coop.vote(voter, "0002", choice)
    coop.later("P3D")
    coop.run_clerk()
    coop.later("P3D")
    before = coop.head
    coop.cheat(coop.enactment("0001"))
    assert coop.failed() == {"FAIL:order"}
    coop.put_on_main(before)
    coop.run_clerk()
    assert (coop.entry("0001").status, coop.entry("0002").status) == ("failed", "passed") and coop.audit().ok


def test_a_failure_stays_in_status_until_its_proposer_has_seen_it(coop: Coop) -> None:
    coop.propose("bob", "beryl", rename("Beryl"))
    coop.propose("alice", "amber", rename("Amber"))
    coop.run_clerk()
    for voter in ("alice", "bob"):
        coop.vote(voter, "0001")
        coop.vote(voter, "0002")
    coop.later("P2D")
    coop.run_clerk()
    failed = next(number for number in ("0001", "0002") if coop.entry(number).status == "failed")
    entry, first = coop.entry(failed), "0002" if failed == "0001" else "0001"
    proposer = Laptop(coop, entry.proposer or "")
    assert [each["proposal"] for each in proposer.reads("status")["failed"]] == [failed]
    coop.later("P60D")
    said = proposer.types("status")
    assert f"Passed, and then failed: {failed}" in said and "Tue 3 Nov" in said
    assert f"proposal {first} changed the same thing and took effect before it" in said
    assert Laptop(coop, "carol").reads("status")["failed"] == [], "it is not hers"
    assert f"→ govtool show {first}" in proposer.types("show", failed)
    assert proposer.reads("status")["failed"] == []
    assert "Passed, and then failed" not in proposer.types("status")


def test_a_failure_is_dated_by_its_own_day(coop: Coop) -> None:
    coop.pass_("alice", "wage", wage("2026-11-06"))
    row = next(line for line in Laptop(coop, "alice").types("list").splitlines() if "0001" in line)
    assert coop.entry("0001").status == "failed"
    assert "11 Nov" in row and "8 Nov" not in row, "it was decided on the eighth, and failed on the eleventh"


# A late clerk --------------------------------------------------------------------------------------------------------


def wage(starts_on: str) -> str:
    return f"- {{action: set-wage, class: wage, from_minor: 0, to_minor: 2000, starts_on: '{starts_on}'}}"


def test_a_late_clerk_makes_no_wage_retroactive(coop: Coop) -> None:
    """Due on the seventh, to begin on the twentieth; the clerk runs on the first of December."""
    number = coop.open("alice", "wage", wage("2026-11-20"))
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(voter, number)
    coop.later("P3D")
    coop.run_clerk()
    coop.at("2026-12-01T10:00:00Z")
    coop.run_clerk()
    assert coop.entry(number).status == "passed" and coop.audit().ok
    assert wages_of(coop.registry).per_hour("wage", "2026-11-20") == 2000


def test_a_preview_judges_the_earliest_day_and_says_so(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    line = "Days are judged as on 2026-11-07, the earliest on which it can take effect."
    for day, problem in (("2026-11-07", True), ("2026-11-08", False)):
        number = coop.open("alice", f"wage-{day[-2:]}", wage(day))
        said = alice.types("show", number)
        assert line in said and ("As things are now it could not take effect" in said) is problem
        assert alice.reads("show", number)["effects"]["judged_on"] == "2026-11-07"
    assert "judged as on" not in alice.types("show", coop.open("alice", "amber", rename("Amber")))


# Laws ----------------------------------------------------------------------------------------------------------------

COUNTS = st.tuples(st.integers(0, 7), st.sampled_from(["2026-11-04T10:00:00Z", "2026-11-05T10:00:00Z"]))


def question(votes: int) -> Question:
    counts = {"for": votes, "against": 0, "abstain": 0, "block": 0, "eligible": 7, "eligible_heads": 5}
    return Question.read({"rule": "ordinary", "result": "passed", **counts, "voted_heads": 1})


@histories(20)
@given(st.lists(COUNTS, min_size=1, max_size=5), st.randoms())
def test_the_order_of_enactment_follows_from_the_state_alone(counts: list[tuple[int, str]], chance: object) -> None:
    """Whatever order they are laid down in; by due time, then share, then number."""
    books = Books()
    books.owe(("alice", 100, "2026-09-01"))
    numbers = [books.open("- {action: pay-debts, amount_minor: 10, from: treasury}") for _ in counts]
    decided = {
        number: Decided(at=books.at, result="passed", due_at=due, questions=(question(votes),))
        for number, (votes, due) in zip(numbers, counts, strict=True)
    }
    orders = []
    for _ in range(2):
        chance.shuffle(numbers)  # type: ignore[attr-defined]
        state = books.registry
        for number in numbers:
            entry = docket.entry_of(state, number)
            assert entry is not None
            state = state.put(docket.open_path(number), entry.changed(decided=decided[number]))
        orders.append([entry.number for entry in docket.waiting(state)])
    expected = sorted(decided, key=lambda number: (decided[number].due_at, -decided[number].share_for, int(number)))
    assert orders == [expected, expected]


def test_the_share_of_several_rules_is_the_smallest() -> None:
    made = Decided(at="2026-11-01T10:00:00Z", result="passed", questions=(question(6), question(4)))
    assert (made.share_for.numerator, made.share_for.denominator) == (4, 7)


@pytest.mark.parametrize("kind", sorted(NEWEST.words(Action)))
def test_every_action_names_what_it_changes(kind: str) -> None:
    """A motion changes nothing; everything else can stand in another's way, and names with what."""
    model = NEWEST.words(Action)[kind]
    own = {"touches", "subject"} & set().union(*(vars(each) for each in model.__mro__ if each is not Action))
    assert own or kind == "motion"
