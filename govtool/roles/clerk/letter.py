"""Letters from outside as they wait on branches and in pull requests: judged as they would be when a member cites them.

Reads only. Whatever there is of them, a page of them at a time is verified: to look costs a bounded time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from govtool.core.finding import Finding
from govtool.core.ids import CommitId, Digest, MemberId
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.statement import OUTSIDE_TRAILER, outside_problems
from govtool.domain.people.letter import Letter, letter_of, letter_problems
from govtool.errors import GovtoolError, Refused
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.branch import application_branch
from govtool.roles.minutes.candidate import Candidates

MOST = 200


@dataclass(frozen=True)
class JudgedLetter:
    """One letter: where it lies, what it says if it can be read, and why nobody could bring it in."""

    branch: str
    commit: CommitId
    letter: Letter | None
    digest: Digest
    data: bytes
    findings: tuple[Finding, ...]


def judge_letter(book: Book, commit: CommitId, branch: str = "") -> JudgedLetter:
    """A letter, judged on the state of now. Raises only where an object is missing."""
    outside = event_evidence.from_outside(book, commit)
    paper, letter = outside.paper, None
    findings = list(outside_problems(paper.digest, outside))
    if paper.problem is None:
        try:
            letter = letter_of(paper)
            findings += letter_problems(book.state, letter, paper, event_evidence.KEYS)
        except Refused as error:
            findings += error.findings
    return JudgedLetter(branch, commit, letter, paper.digest, paper.data, tuple(findings))


def letters(book: Book, candidates: Candidates, most: int = MOST) -> tuple[JudgedLetter, ...]:
    """The letters that wait, by branch, at most so many. A letter that was brought in no longer waits and is not judged
    again.
    """
    found = []
    for branch, commit in candidates.letters():
        if _is_in(book, branch):
            continue
        try:
            judged = judge_letter(book, commit, branch)
        except GovtoolError:
            continue
        if not _was_brought_in(book, judged):
            found.append(judged)
        if len(found) >= most:
            break
    return tuple(found)


def letters_of(book: Book, candidates: Candidates, name: MemberId) -> Iterator[JudgedLetter]:
    """The letters of one id, those that can be brought in first: found by its branch, however many others there are,
    and among the pull requests.
    """
    bad = []
    for branch, commit in candidates.letters():
        if branch.startswith(application_branch("")) and branch != application_branch(name):
            continue
        try:
            judged = judge_letter(book, commit, branch)
        except GovtoolError:
            continue
        if judged.letter is not None and judged.letter.id == name:
            if judged.findings:
                bad.append(judged)
            else:
                yield judged
    yield from bad


def _is_in(book: Book, branch: str) -> bool:
    """Whether the person for whom a branch is named is known: looked up without verifying what lies there."""
    kind, _, name = branch.partition("/")
    return kind == "application" and bool(name) and Member.of(book.state, name) is not None


def _was_brought_in(book: Book, judged: JudgedLetter) -> bool:
    person = Member.of(book.state, judged.letter.id) if judged.letter else None
    return person is not None and judged.letter is not None and person.key(judged.letter.key.blob) is not None


def letter_by(book: Book, candidates: Candidates, key: str) -> JudgedLetter | None:
    """The letter that somebody's key signed and that is not in yet, whatever it is worth; the first that is good."""
    found = None
    for branch, commit in islice(candidates.letters(), 10 * MOST):
        try:
            is_asked = book.git.pushed_commit(commit).has_trailer(OUTSIDE_TRAILER)
            paper = event_evidence.from_outside(book, commit).paper if is_asked else None
        except GovtoolError:
            continue
        if paper is not None and paper.signer.key == key:
            judged = judge_letter(book, commit, branch)
            if not judged.findings:
                return judged
            found = found or judged
    return found
