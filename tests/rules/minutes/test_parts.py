"""Parts of main verified side by side give what one pass gives, wherever something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.io.git.git import FILE, Entry, Git
from govtool.roles.minutes import auditor
from govtool.roles.minutes.audit_report import Report
from govtool.roles.minutes.parts import LEAST, Part, verify_part
from govtool.roles.minutes.processes import MOST, cores
from tests.world.history import Recorded

FEW = 4
ACTIONS = "- action: motion"


def history(folder: Path, bad: int | None = None) -> Recorded:
    """Eight proposals, opened, decided and enacted; before that of number `bad` somebody pushes a team of theirs."""
    made = Recorded(folder, ["alice", "bob", "carol"])
    for place in range(8):
        if place == bad:
            intrude(made)
        made.later("PT1H")
        number = made.file("alice", f"kettle-{place}", ACTIONS)
        for voter in ("alice", "bob"):
            made.vote(voter, number, "for")
        made.later("P8D")
        made.decide(number)
        made.enact_due()
    made.publish()
    return made


def intrude(made: Recorded) -> None:
    """A commit of main that changes what only events change."""
    kept = made._main
    entry = Entry(FILE, made.git.write("blob", b"x\n"))
    made._main = made.git.with_files(kept, {"registry/teams/mine.yaml": entry}, write=True)
    made.head = made._commit((made.head,), "Mine\n")
    made._main = kept


def told(report: Report) -> tuple[object, ...]:
    assert report.book is not None
    counts = (list(report.events.items()), report.ballots, report.signatures)
    return (report.ok, report.findings, report.warnings, *counts, report.book.page.head, report.book.newest)


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditor, "LEAST", FEW)


@pytest.mark.usefixtures("_few")
@pytest.mark.parametrize("bad", [None, 1, 6])
@pytest.mark.parametrize("parts", [2, 3])
def test_parts_side_by_side_tell_what_one_pass_tells(tmp_path: Path, bad: int | None, parts: int) -> None:
    made = history(tmp_path / "made.git", bad)
    alone = auditor.audit(Git(made.folder), made.head)
    together = auditor.audit(Git(made.folder), made.head, cores=parts)
    assert told(together) == told(alone) and alone.ok == (bad is None)


@pytest.mark.usefixtures("_few")
def test_every_commit_is_told_as_done_once(tmp_path: Path) -> None:
    made, seen = history(tmp_path / "made.git"), list[tuple[int, int]]()
    auditor.audit(Git(made.folder), made.head, progress=lambda done, most: seen.append((done, most)), cores=2)
    assert seen[-1][0] == seen[-1][1] and [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_a_part_is_judged_only_if_it_is_whole(tmp_path: Path) -> None:
    made = history(tmp_path / "made.git")
    chain = [*made.git.first_parents(made.head)][::-1]
    whole = Part(str(made.folder), chain[0], chain[4], tuple(chain[5:9]))
    counted = verify_part(whole)
    assert counted is not None and sum(counted.events.values()) == 4
    assert verify_part(whole._replace(commits=(chain[6],))) is None, "a commit is left out"
    assert verify_part(whole._replace(commits=("0" * 40,))) is None, "it is not there"


@pytest.mark.parametrize(("least", "parts"), [(13, []), (12, [2]), (LEAST, [])])
def test_a_short_main_needs_no_other_process(
    least: int, parts: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """There are 24 commits after the founding."""
    made, asked = history(tmp_path / "made.git"), list[int]()
    monkeypatch.setattr(auditor, "side_by_side", lambda *given: asked.append(given[3]))
    monkeypatch.setattr(auditor, "LEAST", least)
    assert auditor.audit(Git(made.folder), made.head, cores=8).ok and asked == parts


def test_a_computer_has_a_core() -> None:
    assert 1 <= cores() <= MOST
