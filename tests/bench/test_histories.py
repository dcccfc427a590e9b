"""The histories of the bench at tiny sizes: the audit accepts each, and they are as long as somebody asked."""

from __future__ import annotations

import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bench.cooperative import Cooperative
from bench.histories import SHAPES, Made, Shape, history, made, make
from govtool.core.ids import CommitId
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.money.payout import Payout
from govtool.domain.work.timesheet import Timesheet
from govtool.io.git.git import Git
from govtool.roles.minutes.audit_report import Report
from govtool.roles.minutes.auditor import audit

VOTES = Shape(people=7, decisions=10, ballots=3)
EVERYBODY = Shape(people=12, decisions=2, ballots=3, last=12)
FEDERATION = Shape(people=31, decisions=4, ballots=6, last=12, affiliates=3)
WEEKS = Shape(people=10, weeks=27)


def audited(found: Made, head: CommitId = "") -> Report:
    """The audit of a history, which accepts it."""
    report = audit(Git(found.folder), head or found.head, found.genesis)
    assert report.ok and list(report.findings) == []
    return report


@pytest.fixture(scope="module")
def votes(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A history of decisions."""
    return made("middle", VOTES, tmp_path_factory.mktemp("bench") / "middle")


def test_a_history_of_decisions_has_the_ballots_that_were_asked_for(votes: Made) -> None:
    report = audited(votes)
    assert report.events["decided"] == report.events["opened"] == 10
    assert report.ballots == votes.ballots == 30
    assert sum(report.events.values()) == votes.events
    assert Git(votes.folder).ref("refs/heads/main") == votes.head


def test_some_proposals_pass_and_are_enacted_and_every_fourth_is_rejected(votes: Made) -> None:
    report = audited(votes)
    assert report.book is not None
    entries = [DocketEntry.of(report.book.state, f"{place:04d}") for place in range(1, 11)]
    assert Counter(entry.status for entry in entries if entry) == {"passed": 8, "rejected": 2}
    assert report.events["enacted"] == 8


def test_everybody_votes_now_and_then(votes: Made) -> None:
    git = Git(votes.folder)
    voters = Counter(
        git.loose_commit(ballot).author.split(" <")[0]
        for oid in git.first_parents(votes.head)
        for gather in git.loose_commit(oid).parents[1:]
        for ballot in git.loose_commit(gather).parents[1:4]
    )
    assert set(voters) == set(votes.voters) and max(voters.values()) - min(voters.values()) <= 1


def test_noted_decisions_lie_at_a_tenth_a_third_and_the_end(votes: Made) -> None:
    assert list(votes.votes) == [1, 3, 10] and (votes.first, votes.last) == (votes.votes[1], votes.votes[10])
    for place, vote in votes.votes.items():
        assert audited(votes, vote.before).events.get("opened", 0) == place - 1
        assert audited(votes, vote.opened).events["opened"] == place
        assert audited(votes, vote.ended).events["decided"] == place


def test_a_history_lies_in_one_pack_with_deltas(votes: Made) -> None:
    counted = subprocess.run(
        ["git", "count-objects", "-v"], cwd=votes.folder, check=True, capture_output=True, text=True
    ).stdout
    assert "count: 0\n" in counted and "packs: 1\n" in counted
    (index,) = (votes.folder / "objects" / "pack").glob("*.idx")
    told = subprocess.run(["git", "verify-pack", "-s", str(index)], check=True, capture_output=True, text=True).stdout
    assert "chain length" in told


def test_all_vote_once_in_the_large_history_and_the_receipts_stay_on_their_branch(tmp_path: Path) -> None:
    large = made("large", EVERYBODY, tmp_path / "large")
    assert audited(large).ballots == large.ballots == 2 * 3 + 12
    git = Git(large.folder)
    gather = git.loose_commit(git.ref(f"refs/heads/gather/{large.last.number}") or "")
    assert len(gather.parents) == 1 + 12 and gather.parents[0] == large.last.opened
    report = audited(large, large.last.opened)
    entry = DocketEntry.of(report.book.state, large.last.number) if report.book else None
    assert entry is not None and entry.is_open and large.last.opened_at < entry.closes_at


def test_years_of_hours_are_recorded_approved_and_paid(tmp_path: Path) -> None:
    old = made("old", WEEKS, tmp_path / "old")
    report = audited(old)
    assert report.book is not None
    state = report.book.state
    sheets = list(Timesheet.all(state))
    assert len(sheets) == 10 * 27 and {sheet.month[:4] for sheet in sheets} == {"2026", "2027"}
    assert list(old.votes) == [26] and len(list(Payout.all(state))) == 1
    # a week of everybody, and the approvals of a team in each month
    assert report.events["stated"] == 10 * 27 + 2 * 6 + 2


def test_a_history_that_is_there_is_read_again(votes: Made) -> None:
    assert history(votes.folder.parent.parent, "middle") == votes
    make(votes.folder.parent.parent, {"middle": 10})
    assert history(votes.folder.parent.parent, "middle") == votes


@pytest.mark.parametrize(
    ("shape", "part", "expected"),
    [
        (Shape(1_000, 2_000, 50), 1, Shape(1_000, 2_000, 50)),
        (Shape(1_000, 2_000, 50), 10, Shape(1_000, 200, 50)),
        (Shape(10, 3, 2), 10, Shape(10, 1, 2)),
        (Shape(100, weeks=1_040), 4, Shape(100, weeks=260)),
        (Shape(100, 19, 5, last=100), 10, Shape(10, 19, 5, last=10)),
        (Shape(100, 19, 5, last=100), 1_000, Shape(1, 19, 5, last=1)),
        (Shape(900, 9, 5, last=50, affiliates=25), 10, Shape(90, 9, 5, last=5, affiliates=3)),
    ],
)
def test_a_part_of_a_history_is_shorter_or_has_fewer_people(shape: Shape, part: int, expected: Shape) -> None:
    assert shape.part(part) == expected


def test_the_named_histories_are_as_long_as_the_table_of_goals_says() -> None:
    small, middle, large, old = (SHAPES[name] for name in ("small", "middle", "large", "old"))
    assert (small.people, small.decisions, small.ballots) == (10, 200, 10)
    assert (middle.people, middle.decisions, middle.ballots) == (1_000, 2_000, 50)
    assert large.last == large.people and (large.people, large.decisions + 1) == (100_000, 20)
    assert old.people * old.weeks > 100_000
    federation, town = SHAPES["federation"], SHAPES["town"]
    assert (federation.people, federation.affiliates) == (20_000, 200)
    assert replace(federation, affiliates=0) == town


def test_a_federation_decides_as_its_twin_and_its_last_vote_has_a_spread(tmp_path: Path) -> None:
    federation = made("federation", FEDERATION, tmp_path / "federation")
    town = made("town", replace(FEDERATION, affiliates=0), tmp_path / "town")
    report, twin = audited(federation), audited(town)
    assert report.events == twin.events and report.ballots == twin.ballots == federation.ballots == 4 * 6 + 12
    assert report.book is not None and twin.book is not None
    assert [each.people for each in Affiliate.all(report.book.state)] == [11, 10, 10]
    assert not list(Affiliate.all(twin.book.state))
    for number in ("0001", "0005"):
        entry = DocketEntry.of(report.book.state, number)
        assert entry is not None and entry.decided is not None and entry.decided.result == "passed"
        assert entry.decided.questions[0].spread is not None and entry.decided.questions[0].spread.counted == 3


def test_people_without_a_vote_are_in_the_registry_and_sign_nothing(tmp_path: Path) -> None:
    made = Cooperative(tmp_path / "made.git", 5, 3)
    made.live(2)
    assert len(made.voters) == 3 and made.ballots == 6
    assert audit(Git(made.folder), made.head).ok


def test_each_decision_of_choices_is_one_among_as_many_options_as_asked_for(tmp_path: Path) -> None:
    found = made("choices", Shape(people=7, decisions=3, ballots=3, options=12), tmp_path / "choices")
    report = audited(found)
    assert report.ballots == found.ballots == 9 and report.book is not None
    for number in ("0001", "0002", "0003"):
        entry = DocketEntry.of(report.book.state, number)
        assert entry is not None and len(entry.options) == 12 and entry.decided is not None
        assert entry.decided.result in ("passed", "tied")
