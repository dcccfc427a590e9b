"""Disputing hours: what is disputed is not owed, nobody can hold it back for ever, and what counts stays."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from tests.world.people import person, refusal
from tests.world.worked import NOBODY, Sheet, Worked

PRECONDITION = {"precondition"}


@pytest.fixture
def work() -> Worked:
    return Worked()


@pytest.fixture
def sheet(work: Worked) -> Sheet:
    """An hour and a half of Carol, which Alice approved."""
    made = work.log("carol", ("2026-10-30", 90))
    work.approve("alice", made)
    return made


def test_disputed_hours_do_not_become_owed(work: Worked, sheet: Sheet) -> None:
    work.later("P6D")
    work.dispute("dan", sheet)
    assert work.sheet(sheet).waits and work.sheet(sheet).counts_at is None
    assert work.sheet(sheet).open_disputes[0].reason == "I was there alone"
    assert work.accrued("carol") == 0
    work.later("P300D")
    assert work.owed() == {}
    work.check()


def test_hours_can_be_disputed_before_anybody_approved_them(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 90))
    work.dispute("dan", sheet)
    work.take_back("dan", sheet)
    assert work.sheet(sheet).waits and work.accrued("carol") == 0
    work.approve("alice", sheet)
    assert work.accrued("carol") == 3000


def test_what_counts_is_disputed_no_more(work: Worked, sheet: Sheet) -> None:
    work.later("P7D")
    assert refusal(lambda: work.dispute("dan", sheet)) == PRECONDITION
    assert work.owed() == {"carol": 3000}


@pytest.mark.parametrize(
    ("membership", "may"), [("member", True), ("probationary", True), ("away", True), ("none", False), ("left", False)]
)
def test_members_dispute(work: Worked, sheet: Sheet, membership: str, may: bool) -> None:
    work.become("dan", membership=membership)
    if may:
        work.dispute("dan", sheet)
    else:
        assert refusal(lambda: work.dispute("dan", sheet)) == {"not_allowed"}


def test_a_dispute_has_a_reason_and_names_what_was_seen(work: Worked, sheet: Sheet) -> None:
    assert refusal(lambda: work.dispute("dan", sheet, reason="")) == {"schema"}
    other = {**work.named(sheet), "digest": NOBODY, "reason": "no"}
    assert refusal(lambda: work.state("dan", "dispute-hours", other)) == PRECONDITION


def test_two_without_a_part_in_it_settle_a_dispute(work: Worked, sheet: Sheet) -> None:
    work.dispute("dan", sheet)
    assert refusal(lambda: work.approve("dan", sheet)) == {"approver"}
    assert refusal(lambda: work.approve("carol", sheet)) == {"approver"}
    assert refusal(lambda: work.approve("vera", sheet)) == {"approver"}
    work.approve("bob", sheet)
    assert work.sheet(sheet).waits and work.sheet(sheet).open_disputes
    assert refusal(lambda: work.approve("bob", sheet, first=True)) == {"approver"}
    assert refusal(lambda: work.approve("erin", sheet)) == PRECONDITION
    work.later("P10D")
    work.approve("erin", sheet, first=True)
    assert [given.by for given in work.sheet(sheet).approvals] == ["bob", "erin"]
    assert not work.sheet(sheet).open_disputes and work.sheet(sheet).counts_at == add(work.now, "P7D")
    assert work.owed() == {}, "others can dispute it still"
    work.later("P7D")
    assert work.owed() == {"carol": 3000}
    work.check()


def test_who_approved_it_before_may_settle_it_too(work: Worked, sheet: Sheet) -> None:
    work.dispute("dan", sheet)
    work.approve("alice", sheet)
    work.approve("bob", sheet, first=True)
    assert not work.sheet(sheet).waits


def test_who_began_to_settle_one_dispute_has_not_settled_the_next(work: Worked, sheet: Sheet) -> None:
    work.dispute("dan", sheet)
    work.approve("bob", sheet)
    work.dispute("erin", sheet)
    assert work.sheet(sheet).settling == ()
    work.approve("bob", sheet)
    work.approve("alice", sheet, first=True)
    assert not work.sheet(sheet).open_disputes


def test_a_dispute_is_taken_back_by_who_brought_it(work: Worked, sheet: Sheet) -> None:
    work.dispute("dan", sheet)
    assert refusal(lambda: work.take_back("erin", sheet)) == PRECONDITION
    work.later("P30D")
    work.take_back("dan", sheet)
    assert work.sheet(sheet).counts_at == add(work.now, "P7D") and work.accrued("carol") == 3000
    assert refusal(lambda: work.take_back("dan", sheet)) == PRECONDITION
    work.later("P7D")
    assert work.owed() == {"carol": 3000}
    work.check()


def test_with_two_disputes_both_must_end(work: Worked, sheet: Sheet) -> None:
    work.dispute("dan", sheet)
    work.dispute("erin", sheet)
    work.take_back("dan", sheet)
    assert work.sheet(sheet).waits and work.accrued("carol") == 0
    work.take_back("erin", sheet)
    assert not work.sheet(sheet).waits and work.accrued("carol") == 3000


def test_nobody_disputes_the_same_entries_twice(work: Worked, sheet: Sheet) -> None:
    work.dispute("dan", sheet)
    assert refusal(lambda: work.dispute("dan", sheet)) == PRECONDITION
    work.take_back("dan", sheet)
    assert refusal(lambda: work.dispute("dan", sheet)) == PRECONDITION
    work.correct(sheet, ("2026-10-30", 80))
    work.dispute("dan", sheet)


def test_a_correction_answers_a_dispute(work: Worked, sheet: Sheet) -> None:
    work.dispute("dan", sheet)
    work.correct(sheet, ("2026-10-30", 60))
    assert work.sheet(sheet).disputes == ()
    work.approve("alice", sheet)
    work.later("P7D")
    assert work.owed() == {"carol": 2000}


def test_where_only_one_has_no_part_in_it_that_one_settles_it() -> None:
    work = Worked(people={name: person(name) for name in ("alice", "bob", "carol")})
    sheet = work.log("alice", ("2026-10-30", 60))
    work.dispute("bob", sheet)
    work.approve("carol", sheet)
    assert not work.sheet(sheet).waits


def test_where_nobody_has_no_part_in_it_it_stays_until_it_is_taken_back_or_corrected() -> None:
    work = Worked(people={name: person(name) for name in ("alice", "bob")})
    sheet = work.log("alice", ("2026-10-30", 60))
    work.dispute("bob", sheet)
    assert refusal(lambda: work.approve("alice", sheet)) == {"approver"}
    assert refusal(lambda: work.approve("bob", sheet)) == {"approver"}
    work.take_back("bob", sheet)
    work.approve("bob", sheet)


def test_a_dispute_takes_back_its_own_sheet_and_leaves_the_others_as_they_were(work: Worked, sheet: Sheet) -> None:
    other = work.log("carol", ("2026-10-31", 31))
    work.later("P1D")
    work.approve("bob", other)
    work.dispute("dan", sheet)
    assert work.accrued("carol") == 1033
    work.later("P7D")
    assert work.owed() == {"carol": 1033}
    work.take_back("dan", sheet)
    work.later("P7D")
    assert work.owed() == {"carol": 121 * 2000 // 60}
    work.check()
