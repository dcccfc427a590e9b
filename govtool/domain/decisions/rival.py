"""Rivals: proposals that answer one question, of which at most one takes effect.

The first rival that opens makes the question. It fixes until when others can join, and when all votes close. Each rival
is an entry of the docket with its own ballots, rules and voter lists. Once the last one is decided, the weight for each
that passed is compared on one voter list, which was fixed with the question. The one with the most takes effect. The
others fail as `outvoted`; if several have the most, all fail as `tied`. A rival that is withdrawn leaves the question
as if it never was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, ProposalNumber, RuleName, Slug
from govtool.core.record import FileRecord, Record, Table
from govtool.core.state import State
from govtool.core.tally import PASSED
from govtool.core.times import Instant, add, longest
from govtool.core.wording import Wording, row
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.asked import Asked
from govtool.domain.decisions.ballot import Votes
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.proposal import Proposal, TextLine, requests_of
from govtool.domain.decisions.roll import Electorates, VoterList, Weight, keep_rolls, rolls_of
from govtool.errors import Refused

MAX_RIVALS = 20


class Rival(Record):
    """A proposal that answers the question; `weight` once it has passed."""

    proposal: ProposalNumber
    weight: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="the weight for it on the question's voter list, once it has passed"
    )
    apart: Table[MemberId, Weight] | None = Field(
        default=None, description="the part of that weight of people whom a rule of it, or of another one, leaves out"
    )


class RivalQuestion(FileRecord):
    """The record `registry/questions/SLUG.yaml`. Made by the first proposal that answers it; gone once none is pending.

    `rule` is that of the decision `choose`; only its voter list is used, to compare those that passed.
    """

    home: ClassVar[Home] = Home("question", "registry/questions/{slug}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row("{slug}", "joins until {joins_until:local}", "{closes_at:local}")

    slug: Slug = Field(description="the short name of the question")
    joins_until: Instant = Field(description="until when further proposals can answer it")
    closes_at: Instant = Field(description="when the votes on all of them close")
    rule: RuleName = Field(description="the rule whose voter list compares those that passed")
    roll: Digest = Field(description="the digest of that voter list")
    heads: Annotated[int, Field(ge=1)] = Field(description="how many people are on it")
    weight: Annotated[int, Field(ge=1)] = Field(description="how many votes they have together")
    entries: Annotated[tuple[Rival, ...], Field(min_length=1, max_length=MAX_RIVALS)] = Field(
        description="the proposals that answer it, in the order in which they opened"
    )

    def voters(self, state: State) -> VoterList:
        """The voter list on which those that passed are compared."""
        return VoterList(state, self.roll, (), self.heads, self.weight)

    def rivals(self, state: State) -> tuple[DocketEntry, ...]:
        """The entries of the proposals that answer it."""
        return tuple(DocketEntry.one(state, rival.proposal) for rival in self.entries)


def question_of(state: State, entry: DocketEntry) -> RivalQuestion | None:
    """The question that an entry answers, while one of its rivals is pending; None if it answers none."""
    found = RivalQuestion.of(state, entry.answers) if entry.answers else None
    return found if found is not None and any(rival.proposal == entry.number for rival in found.entries) else None


def beside(state: State, entry: DocketEntry) -> tuple[DocketEntry, ...]:
    """The other proposals that answer the same question, while one of them is pending."""
    question = question_of(state, entry)
    return tuple(each for each in question.rivals(state) if each.number != entry.number) if question else ()


# Joining ---------------------------------------------------------------------------------------------------------


def problems(
    state: State, proposal: Proposal, texts: tuple[TextLine, ...], asked: tuple[Asked, ...], at: Instant
) -> Iterator[Finding]:
    """Why a proposal cannot answer its question when it opens at that time; nothing if it answers none."""
    slug, bylaws = proposal.answers, bylaws_of(state)
    if slug is None:
        return
    question = RivalQuestion.of(state, slug)
    if proposal.options:
        yield finding("not_a_rival", question=slug, what="it is a choice; put each option up as a proposal")
    for action in proposal.actions:
        if action.results != {PASSED}:
            yield finding("not_a_rival", question=slug, what=f"{action.kind} has more results than passed")
    for each in asked:
        if each.contested is not None:
            yield finding("not_a_rival", question=slug, what=f"the person concerned can object under {each.rule}")
    if question is None:
        try:
            Electorates(state, bylaws, at).choosing()
        except Refused as error:
            yield from error.findings
        return
    ends_at = add(at, longest(each.terms.period for each in asked))
    if at >= question.joins_until:
        what = f"further proposals could join until {question.joins_until}"
        yield finding("question_closes", question=slug, what=what)
    elif ends_at > question.closes_at:
        what = f"its vote would end at {ends_at}, and the votes close at {question.closes_at}"
        yield finding("question_closes", question=slug, what=what)
    if len(question.entries) >= bylaws.limits.most_rivals:
        most = bylaws.limits.most_rivals
        yield finding("limits", what=f"the question {slug} with {len(question.entries) + 1} proposals; at most {most}")
    for entry in question.rivals(state):
        if entry.proposer == proposal.proposer:
            what = f"{entry.number} of {proposal.proposer} answers it already, and each person proposes one answer"
            yield finding("not_a_rival", question=slug, what=what)
        elif requests_of(entry.proposal, entry.texts) == requests_of(proposal, texts):
            yield finding("not_a_rival", question=slug, what=f"{entry.number} asks for the same")


def closes_at(state: State, slug: Slug, period: str, at: Instant) -> Instant:
    """When the vote on a proposal closes that answers a question, and whose rules ask for that period."""
    question, periods = RivalQuestion.of(state, slug), bylaws_of(state).periods
    if question is not None:
        return question.closes_at
    return add(add(at, periods.joining), longest((period, periods.comparing)))


def join(state: State, entry: DocketEntry) -> State:
    """The state with an entry that opens among those that answer its question. Raises Refused."""
    if entry.answers is None:
        return state
    question, added = RivalQuestion.of(state, entry.answers), Rival(proposal=entry.number)
    if question is not None:
        return state.keep(question.changed(entries=(*question.entries, added)))
    bylaws = bylaws_of(state)
    rule, electorate = Electorates(state, bylaws, entry.opened_at).choosing()
    rolls = rolls_of(electorate.roll)
    question = RivalQuestion(
        slug=entry.answers,
        joins_until=add(entry.opened_at, bylaws.periods.joining),
        closes_at=entry.closes_at,
        rule=rule,
        roll=rolls[0].digest,
        heads=electorate.heads,
        weight=electorate.weight,
        entries=(added,),
    )
    return keep_rolls(state, rolls).keep(question)


# The end -----------------------------------------------------------------------------------------------------------


def after(state: State, entry: DocketEntry, choices: Votes) -> State:
    """The state after an entry was decided, withdrawn or enacted, with the choices that count at its decision.

    When the last rival is decided, those that passed get their time. When none is pending, the question is gone.
    """
    question = question_of(state, entry)
    if question is None or entry.decided is None:
        return state
    if entry.decided.result == "withdrawn":
        kept = tuple(rival for rival in question.entries if rival.proposal != entry.number)
    else:
        weighed = _weighed(state, question, entry, choices) if entry.awaits_rivals else None
        kept = tuple(weighed if weighed and rival.proposal == entry.number else rival for rival in question.entries)
    entries = [DocketEntry.one(state, rival.proposal) for rival in kept]
    if not any(each.is_pending for each in entries):
        return state.drop(question.path)
    question = question.changed(entries=kept)
    state = state.keep(question)
    passed = [each for each in entries if each.awaits_rivals]
    return state if any(each.is_open for each in entries) else _compared(state, question, passed, entry.decided.at)


def _weighed(state: State, question: RivalQuestion, entry: DocketEntry, choices: Votes) -> Rival:
    """The weight for a proposal that passed, on the voter list of the question."""
    voters = question.voters(state)
    for_ = {name: voters[name] for name, choice in choices.items() if choice == "for" and name in voters}
    # one of several rules of the entry itself can leave out people who vote on another one
    barred = {name for each in (entry, *beside(state, entry)) for name in _apart(each)}
    apart = {name: for_[name] for name in sorted(for_.keys() & barred)}
    return Rival(proposal=entry.number, weight=sum(for_.values()), apart=apart or None)


def _apart(entry: DocketEntry) -> Iterator[MemberId]:
    return (name for asked in entry.asked for name in asked.without)


def _compared(state: State, question: RivalQuestion, passed: list[DocketEntry], at: Instant) -> State:
    """The state with the time at which those that passed take effect, or fail because another one has more weight."""
    if not passed:
        return state
    numbers = {each.number for each in passed}
    best = _best(state, [rival for rival in question.entries if rival.proposal in numbers])
    due_at = add(at, longest(each.delay for each in passed))
    for each in passed:
        lost = None if best == [each.number] else "outvoted" if len(best) == 1 else "tied"
        rival = next(number for number in best if number != each.number) if lost else None
        if each.decided is not None:
            decided = each.decided.changed(due_at=due_at, lost=lost, rival=rival, compared_at=at)
            state = state.keep(each.changed(decided=decided))
    return state


def leading(
    state: State, question: RivalQuestion, passing: Mapping[ProposalNumber, Votes]
) -> tuple[ProposalNumber, ...]:
    """Which proposal would take effect, or which would be tied, if exactly these passed with these choices."""
    entries = {number: DocketEntry.one(state, number) for number in passing}
    return tuple(_best(state, [_weighed(state, question, entries[number], passing[number]) for number in passing]))


def _best(state: State, passed: list[Rival]) -> list[ProposalNumber]:
    """Which of the proposals that passed has the most weight for it, or which have as much.

    The comparison leaves out people who may not vote on one of them.
    """
    left_out = {name for rival in passed for name in _apart(DocketEntry.one(state, rival.proposal))}
    weights = {
        rival.proposal: (rival.weight or 0)
        - sum(weight for name, weight in (rival.apart or {}).items() if name in left_out)
        for rival in passed
    }
    return [number for number, weight in weights.items() if weight == max(weights.values())]
