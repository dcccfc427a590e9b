"""The results that other bylaws would have given for today's people and past decisions: who gains a vote, what passes.

Nothing is changed, and open votes keep their rules whatever the bylaws become. Past decisions are counted again by the
people as they were when the vote opened. If the voter lists stay as they were, the sums of the minute are enough. Else
the ballots cast then are counted; a person without a vote then who would have one counts as not having voted. Rejected
proposals leave no ballots on main; theirs are read from the gather with which they were decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from govtool.core.ids import Digest, MemberId, ProposalNumber
from govtool.core.rule import LIFE_RESULTS
from govtool.core.state import State
from govtool.core.tally import deciding_of, result_of
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.ballot import Opening
from govtool.domain.decisions.decision import outcome_of, sums_of
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.question import questions
from govtool.domain.decisions.roll import keep_rolls
from govtool.errors import GovtoolError, Refused
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import standing_of


@dataclass(frozen=True)
class VoteChange:
    """One person whose votes would be others: how many now, and how many then."""

    member: MemberId
    before: int
    after: int


@dataclass(frozen=True)
class Backtest:
    """One decided proposal: what came out, and what would have; None where these bylaws could not have opened it."""

    proposal: ProposalNumber
    title: str
    was: str
    would_be: str | None

    @property
    def is_other(self) -> bool:
        """Whether it would have come out otherwise."""
        return self.would_be is not None and self.would_be != self.was


def vote_changes(before: Bylaws, after: Bylaws, state: State) -> tuple[VoteChange, ...]:
    """Everybody who would gain or lose votes, by id. Looks at all people, if the classes or bands differ at all."""
    if (before.classes, before.bands) == (after.classes, after.bands):
        return ()
    found = (VoteChange(member.id, before.votes_of(member), after.votes_of(member)) for member in Member.all(state))
    return tuple(change for change in found if change.before != change.after)


def backtest(desk: Desk, bylaws: Bylaws) -> Iterator[Backtest]:
    """Every proposal that was decided by a count, counted again under other bylaws, the newest first."""
    for entry in docket.closed_entries(desk.book.state):
        if entry.decided is not None and entry.decided.result not in LIFE_RESULTS:
            was = _words(entry.decided.result, entry.decided.winners)
            yield Backtest(entry.number, entry.title, was, _result(desk, entry, bylaws))


def _result(desk: Desk, entry: DocketEntry, bylaws: Bylaws) -> str | None:
    try:
        then = desk.book.state_before(entry.minute)
        asked, rolls, pairs, _ = questions(then, bylaws, entry.proposal, entry.opened_at, entry.slug)
        other = entry.changed(asked=asked, pairs=pairs)
        known = _by_sums(entry, other)
        if known is not None:
            return known
        votes = standing_of(desk, entry).count.votes
    except (Refused, GovtoolError):
        # no rule for it, nobody to ask, an amendment of what does not stand there, ballots that are not here
        return None
    outcome = outcome_of(Opening.of(keep_rolls(desk.book.state, rolls), other), votes)
    return _words(outcome.result, outcome.choice.winners if outcome.choice else ())


def _words(result: str, winners: tuple[str, ...]) -> str:
    """A result with the options that won, because another option may win under other bylaws."""
    return f"{result} ({', '.join(winners)})" if winners else result


def _by_sums(entry: DocketEntry, other: DocketEntry) -> str | None:
    """The result of an entry with other rules, from the sums of its decision. None if they do not tell: other people
    are asked, other affiliates are counted, or somebody blocked, for a rule may count the heads of those.
    """
    sums = [sums_of(question, 0, 0) for question in entry.decided.questions] if entry.decided else []
    if _lists(entry) != _lists(other) or len(sums) != len(other.asked) or any(each.block for each in sums):
        return None
    results = [result_of(other.terms(asked), each) for asked, each in zip(other.asked, sums, strict=True)]
    return results[deciding_of(results)]


def _lists(entry: DocketEntry) -> list[tuple[Digest, tuple[MemberId, ...], Mapping[MemberId, int] | None]]:
    return [(asked.roll, asked.without, asked.affiliates) for asked in entry.asked]
