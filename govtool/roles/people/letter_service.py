"""Writing from outside: a letter made with a person's own key, judged as a member's citing will be, signed and sent.

A person who may not push sends from a fork, or as a file: the signature alone says what the letter is worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from govtool.core.finding import Finding
from govtool.core.ids import CommitId, Digest
from govtool.core.typed_name import new_id
from govtool.domain.decisions.statement import OUTSIDE_TRAILER
from govtool.domain.people.letter import Letter, letter_problems
from govtool.errors import Refused, UsageError
from govtool.roles.clerk.letter import JudgedLetter, letters, letters_of
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.paper_service import sign_paper, unsigned_paper
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.branch import application_branch
from govtool.roles.minutes.candidate import Candidates
from govtool.roles.people.key_service import proven


@dataclass(frozen=True)
class LetterSent:
    """A letter that was signed: its commit, branch and digest, and how far it has come."""

    letter: Letter
    commit: CommitId
    branch: str
    digest: Digest
    state: Literal["signed", "delivered"]


def write_letter(desk: Desk, values: Mapping[str, Any]) -> Letter:
    """The letter that these fields make, with my key and the proof that I hold it. Raises UsageError, SchemaError."""
    name = new_id(str(values.get("id", "")))
    key, proof = proven(desk.book.genesis, name, desk.key)
    return Letter.read({**values, "key": key.data(), "proof": proof})


def send_letter(desk: Desk, letter: Letter, *, send: bool = True) -> LetterSent:
    """Signs a letter and sends it to its branch, in place of an earlier one, or keeps it in the outbox.

    Raises Refused, before anything is signed, with every reason for which nobody could bring it in. Raises UsageError
    if somebody else's letter waits under this id: it would be lost without a word to its author.
    """
    branch = application_branch(letter.id)
    place = desk.outbox.place(branch)
    for found in letters_of(desk.book, Candidates(desk.git, desk.remote), letter.id):
        if not found.findings and found.letter is not None and found.letter.key != letter.key:
            raise UsageError(
                f"somebody else, {found.letter.name}, has asked for the id {letter.id}",
                f"choose another id: --id {letter.id}-2",
            )
    paper = unsigned_paper(desk, letter, letter.path, desk.book.page.good, OUTSIDE_TRAILER)
    problems: list[Finding] = list(letter_problems(desk.book.state, letter, paper, event_evidence.KEYS))
    if problems:
        raise Refused(problems)
    title = f"Apply ({letter.id})" if letter.wants == "member" else f"Register ({letter.id})"
    commit = sign_paper(desk, paper, OUTSIDE_TRAILER, title)
    is_sent = desk.send(place, commit, keeps=not send)
    return LetterSent(letter, commit, branch, paper.digest, "delivered" if is_sent else "signed")


def waiting_letters(desk: Desk) -> tuple[JudgedLetter, ...]:
    """The letters that wait outside, as they were fetched last."""
    return letters(desk.book, Candidates(desk.git, desk.remote))


def letter_named(desk: Desk, name: str) -> JudgedLetter:
    """The letter of an id that somebody could bring in. Raises UsageError where none waits, Refused where it is bad."""
    for found in letters_of(desk.book, Candidates(desk.git, desk.remote), name):
        if found.findings:
            raise Refused(found.findings)
        return found
    raise UsageError(f"no application of {name} waits, and nobody here is called {name}", "govtool list applications")
