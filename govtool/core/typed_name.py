"""One grammar for the names that people type: ids, and the numbers of proposals, entries, statements, timesheets.

Blanks around a text do not matter, nor does the case of letters. The length of a text is checked before it is read.
Does not know whether the person, proposal or timesheet exists.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from govtool.core import ids
from govtool.core.ids import MemberId, ProposalNumber
from govtool.core.typed import BLANKS, LONGEST
from govtool.errors import UsageError

_NUMBER = re.compile(r"#?([0-9]{1,12})")
_COUNT = re.compile(r"[0-9]{1,12}")
_STATEMENT = re.compile(r"(?P<member>[^/]+)/(?P<number>[0-9]{1,12})")
_CRITIQUE = re.compile(r"#?(?P<proposal>[0-9]{1,12})/(?P<number>[0-9]{1,12})")
_SHEET = re.compile(r"(?:(?P<member>[^/]+)/)?(?P<month>[0-9]{4}-(?:0[1-9]|1[0-2]))/(?P<number>[0-9]{1,12})")


class StatementName(NamedTuple):
    """A statement as people name it: carol/12."""

    member: MemberId
    number: int


class SheetName(NamedTuple):
    """A timesheet as people name it: carol/2026-11/4; `member` is empty if it is their own."""

    member: str
    month: str
    number: int


class CritiqueName(NamedTuple):
    """A question, concern or objection as people name it: 12/3."""

    proposal: ProposalNumber
    number: int


def name_of(text: str) -> str | None:
    """The id in a text that was typed, None if the text can be no id."""
    plain = text.strip(BLANKS).lower() if len(text) <= LONGEST else ""
    return plain if ids.is_id(plain) else None


def new_id(text: str) -> MemberId:
    """The id that a new person or affiliate will have. Raises UsageError with the reason if they cannot have it."""
    plain = text.strip(BLANKS)
    why = ids.why_no_person(plain)
    if why is not None:
        raise UsageError(f"{plain[:LONGEST]!r} cannot be an id: {why}", "choose another, such as dan")
    return plain


def number_of(text: str) -> ProposalNumber | None:
    """The number of a proposal as records write it (7, 0007 and #7 are 0007), None if the text is none."""
    match = _NUMBER.fullmatch(text.strip(BLANKS)) if len(text) <= LONGEST else None
    number = int(match[1]) if match else 0
    return ids.proposal_number(number) if number else None


def proposal(text: str) -> ProposalNumber:
    """The number of a proposal. Raises UsageError if the text is none."""
    found = number_of(text)
    if found is None:
        raise UsageError(f"{text[:LONGEST]!r} is no number of a proposal", "type 12 or 0012: govtool list proposals")
    return found


def count_of(text: str) -> int | None:
    """The number of an entry, of a minute or of a statement, from 0 on; None if the text is none."""
    match = _COUNT.fullmatch(text.strip(BLANKS)) if len(text) <= LONGEST else None
    return int(match[0]) if match else None


def statement_of(text: str) -> StatementName | None:
    """The statement that a text names, None if it names none."""
    match = _STATEMENT.fullmatch(text.strip(BLANKS).lower()) if len(text) <= LONGEST else None
    number = int(match["number"]) if match else 0
    return StatementName(match["member"], number) if match and number and ids.is_id(match["member"]) else None


def critique_of(text: str) -> CritiqueName | None:
    """The question, concern or objection that a text names, None if it names none."""
    match = _CRITIQUE.fullmatch(text.strip(BLANKS)) if len(text) <= LONGEST else None
    proposal, number = (int(match["proposal"]), int(match["number"])) if match else (0, 0)
    return CritiqueName(ids.proposal_number(proposal), number) if proposal and number else None


def sheet_of(text: str) -> SheetName | None:
    """The timesheet that a text names, None if it names none."""
    match = _SHEET.fullmatch(text.strip(BLANKS).lower()) if len(text) <= LONGEST else None
    if match is None or not int(match["number"]) or not (match["member"] is None or ids.is_id(match["member"])):
        return None
    return SheetName(match["member"] or "", match["month"], int(match["number"]))
