"""Minutes as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from govtool.cli.terminal.text import origin, votes
from govtool.core.code import TABLE, sentence_of
from govtool.core.finding import finding
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.domain.constitution.organization import shown
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import Statement
from govtool.domain.decisions.statement import path_of as statement_path


def _opens(entry: DocketEntry) -> str:
    if entry.cause == "filed":
        return f"opens, proposed {origin(entry)}"
    asked = f"{entry.proposer} asked for it" if entry.proposer else "it was asked for"
    return f"opens by itself: {asked if entry.cause == 'statement' else 'its date has come'}"


def sentence(state: State, minute: Minute) -> str:
    """What a minute says, in one sentence."""
    entry = docket.entry_of(state, minute.proposal) if minute.proposal else None
    title = f"{minute.proposal} {entry.title}" if entry else minute.proposal or ""
    if minute.event == "founded":
        return f"{minute.name} is founded"
    if minute.event == "opened":
        return f"{title} {_opens(entry) if entry else 'opens'}"
    if minute.event == "decided":
        return f"{title}: {minute.result} ({_figures(minute)})"
    if minute.event == "enacted":
        reason = f": {reason_words(minute.reason)}" if minute.reason else ""
        reason += f" (after {minute.rival}, which changed the same thing)" if minute.rival else ""
        return f"{title} " + ("takes effect" if minute.result == "enacted" else f"could not take effect{reason}")
    if minute.event == "stated":
        return f"{minute.member} {stated(state, minute)} (statement {minute.statement})"
    return f"the clerk's keys are handed over, by {votes(minute.weight or 0)} of {minute.eligible}"


WORDS = {
    "accept": "accepts the founding",
    "withdraw": "withdraws proposal {proposal}",
    "resign": "leaves",
    "apply": "applies",
    "withdraw-application": "takes the application back",
    "receive": "receives what {candidate} sent",
    "review": "writes about {candidate}",
    "nominate": "nominates {candidate}",
    "withdraw-nomination": "nominates {candidate} no more",
    "leave-probation": "ends the probation",
    "countersign": "signs as the second",
    "away": "is away",
    "back": "is back",
    "hours-down": "commits fewer hours",
    "recuse": "declares a conflict of interest",
    "complain": "complains about {about}",
    "answer": "answers a complaint",
    "appeal": "appeals against the expulsion",
    "withdraw-complaint": "withdraws a complaint",
    "report-incapacity": "reports that {about} died or can act no more",
    "name-dormant": "names members who are not heard from",
    "accept-closing": "agrees to the closing of the books",
    "close-books": "closes the books",
    "publish": "publishes pages",
    "rotate-key": "registers another key",
    "revoke-key": "revokes a key",
    "log-hours": "records hours",
    "correct-hours": "corrects hours of {month}",
    "approve-hours": "approves hours",
    "dispute-hours": "disputes hours of {member}",
    "withdraw-dispute": "takes the dispute of hours of {member} back",
    "withdraw-statement": "takes back what waited for a second signature",
    "forgive": "gives up a part of what is owed",
    "book-income": "enters an income of {amount}",
    "book-expense": "enters an expense of {amount}",
    "undo-entry": "undoes entry {entry} of the treasury",
    "settle-payout": "says what was paid of payout {payout}",
    "confirm-payment": "says that money of payout {payout} came",
    "contest-payment": "contests a payment of payout {payout}",
    "reverse-payment": "says that a transfer of payout {payout} failed",
    "reconcile": "says what the bank has on {balance_on}",
    "object-rekey": "objects to new keys in proposal {proposal}",
}
"""What a person does by a statement, by its kind; other kinds are told by their name."""
_NAMED = ("proposal", "about", "candidate", "member", "month", "entry", "payout", "balance_on")


def stated(state: State, minute: Minute) -> str:
    """What a person did by a statement that a minute took in: leaves, withdraws proposal 0007."""
    found = state.get(Statement, statement_path(minute.member or "", minute.statement or 0))
    return stated_words(state, minute.kind or "", found.body if found else {})


def stated_words(state: State, kind: str, body: Mapping[str, object]) -> str:
    """What a person does by a statement of a kind, whether it was taken in or not."""
    words = WORDS.get(kind, f"states {kind}")
    names = {name: body.get(name) or "" for name in _NAMED}
    amount = body.get("amount_minor")
    return words.format(**names, amount=shown(state, amount) if isinstance(amount, int) else "")


def _figures(minute: Minute) -> str:
    parts = [
        f"{question.for_} for, {question.against} against"
        + (f", {question.abstain} abstain" if question.abstain else "")
        + (f", {question.block} block" if question.block else "")
        + f", of {votes(question.eligible)}"
        for question in minute.questions or ()
    ]
    return "; ".join(parts)


def reason_words(code: str) -> str:
    return sentence_of(finding(code)) if code in TABLE and "{" not in TABLE[code].sentence else code
