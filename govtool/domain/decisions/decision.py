"""Deciding a proposal: from the gathered ballots to a result, exactly, and never too early or too late.

The result is a function of the entry and of the set of ballots. With several rules the proposal passes only if every
one passes; otherwise the result is that of the first which does not, in the order of the actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from govtool.core.evidence import Paper
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, digest_of
from govtool.core.minute import Question, genesis_of
from govtool.core.record import SchemaError
from govtool.core.state import State
from govtool.core.tally import PASSED, Sums, Tally, count_cast, deciding
from govtool.core.times import Instant, add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions import critique as critiques
from govtool.domain.decisions import docket, rival
from govtool.domain.decisions.action import Closing
from govtool.domain.decisions.ballot import CastBallot, Count, Opening, ballot_path, count
from govtool.domain.decisions.cause import sign_of_life
from govtool.domain.decisions.docket import Asked, Decided, DocketEntry
from govtool.domain.decisions.draft import draft_of
from govtool.domain.decisions.proposal import (
    Proposal,
    content_digest,
    file_lines,
    hidden_problem,
    names_of,
    text_lines,
)
from govtool.errors import Refused

# The reasons why a ballot that counted when it was gathered may not count at the decision.
_CEASED = frozenset({"equivocation", "key_revoked", "key_retired", "choice"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a set of ballots: the result, one tally for each rule, and the rule that gives the result."""

    result: str
    tallies: tuple[tuple[Asked, Tally], ...]
    deciding: int
    everyone_voted: bool

    @property
    def is_settled(self) -> bool:
        """Whether further votes cannot change the result's name any more."""
        bearing = self.tallies if self.result == PASSED else self.tallies[: self.deciding + 1]
        return all(tally.settled for _, tally in bearing)


def outcome_of(opening: Opening, choices: Mapping[MemberId, str]) -> Outcome:
    """Counts every rule of an entry on its own voter list, and joins the results."""
    entry, tallies = opening.entry, []
    for asked, voters in zip(entry.asked, opening.voters.lists, strict=True):
        cast = [(voters[voter], choice) for voter, choice in choices.items() if voter in voters]
        tallies.append((asked, count_cast(entry.terms(asked), asked.heads, asked.weight, cast)))
    place = deciding([tally for _, tally in tallies])
    everyone = all(tally.sums.silent_heads == 0 for _, tally in tallies)
    return Outcome(tallies[place][1].result, tuple(tallies), place, everyone)


def timing_problem(entry: DocketEntry, outcome: Outcome, at: Instant) -> Finding | None:
    """Why the vote cannot be decided at that time yet; None if it can."""
    early = finding("early", number=entry.number, earliest=entry.earliest_at, closes=entry.closes_at)
    if at >= entry.closes_at:
        return None
    if at < entry.earliest_at or entry.close == "deadline":
        return early
    is_over = outcome.is_settled if entry.close == "settled" else outcome.everyone_voted
    return None if is_over else early


def ballots_digest(counted: tuple[CastBallot, ...]) -> Digest:
    """One digest for a set of counted ballots."""
    lines = sorted(cast.digest + "\n" for cast in counted)
    return digest_of("".join(lines).encode())


def has_effect(entry: DocketEntry, result: str) -> bool:
    """Whether a result brings the proposal's folder to main and its actions to enactment."""
    return any(result in action.results for action in entry.actions)


def strangers(counted: Count) -> tuple[Finding, ...]:
    """The parts of a gather that never were ballots on its proposal; they would come into main's history with it.

    A ballot may have ceased to count since it was gathered: its key was revoked, a second one contradicts it.
    """
    return tuple(one.finding.at(commit=one.commit) for one in counted.refused if one.finding.code not in _CEASED)


@dataclass(frozen=True)
class Decide:
    """The event that counts the ballots of the gather and ends the vote.

    `files` are the proposal's folder as it was submitted and `filing` the content of its proposal.yaml, if the gather
    holds the commit of the submission. Both are needed if the result has an effect.
    """

    at: Instant
    opening: Opening
    papers: tuple[Paper, ...]
    filing: Paper | None = None
    files: Mapping[str, bytes] | None = None

    name = "decided"

    def count(self, state: State) -> Count:
        """The ballots that count at this time, and the others with reasons."""
        return count(state, self.opening, self.papers, self.at)

    def result(self, state: State) -> tuple[str, Outcome, Count]:
        """The result's name, the tallies and the ballots. Raises Refused if it is too early."""
        entry = self.opening.entry
        counted = self.count(state)
        outcome = outcome_of(self.opening, counted.choices)
        if self.at > entry.lapses_at:
            return "lapsed", outcome, counted
        problem = timing_problem(entry, outcome, self.at)
        if problem is not None:
            raise Refused([problem])
        return outcome.result, outcome, counted

    def apply(self, state: State) -> tuple[State, dict[str, object]]:
        """The state with the vote decided, and the fields of the minute. Raises Refused."""
        entry = DocketEntry.of(state, self.opening.entry.number)
        if entry is None or not entry.is_open:
            raise Refused([finding("not_open", number=self.opening.entry.number)])
        result, outcome, counted = self.result(state)
        foreign = strangers(counted)
        if foreign:
            raise Refused([finding("gather", what="it contains a commit that is no ballot"), *foreign])
        questions = tuple(question_of(asked, tally) for asked, tally in outcome.tallies)
        due_at = None
        if has_effect(entry, result):
            if self.files is None:
                # Only a minute that claims a result without an effect comes here without the text.
                raise Refused([finding("tally", what=f"the ballots give {result}, and the minute says otherwise")])
            state = self._with_folder(state, entry, self.files, counted)
            due_at = None if entry.answers else add(self.at, entry.delay)
        decided = entry.changed(decided=Decided(at=self.at, result=result, due_at=due_at, questions=questions))
        state = _noted(state, decided, counted.choices)
        ended = DocketEntry.one(state, entry.number).decided
        due_at = ended.due_at if ended else None
        state = sign_of_life(state, frozenset(counted.choices), self.at)
        fields: dict[str, object] = {"proposal": entry.number, "result": result, "questions": questions}
        fields |= {"counted": len(counted.counted), "ballots": ballots_digest(counted.counted)}
        fields |= {"due_at": due_at} if due_at else {}
        critique = critiques.count(state, entry)
        return state, fields | ({"critique": critique} if critique else {})

    def _with_folder(self, state: State, entry: DocketEntry, files: Mapping[str, bytes], counted: Count) -> State:
        problems = text_problems(state, entry, self.filing, files)
        if problems:
            raise Refused(problems)
        texts = {f"{entry.folder}/{name}": data for name, data in files.items()}
        ballots = {ballot_path(entry, cast.ballot.voter): cast.data for cast in counted.counted}
        return state.put_texts(texts | ballots)


def text_problems(state: State, entry: DocketEntry, filing: Paper | None, files: Mapping[str, bytes]) -> list[Finding]:
    """Why people cannot vote on these files: their bytes differ from the opened ones, the docket describes another
    proposal, or they contain invisible characters. The opening verified that its proposer signed that text.

    Nobody signed a proposal that opened by itself: its text is the one file that follows from the docket.
    """
    is_same = content_digest(genesis_of(state), entry.folder, file_lines(files)) == entry.content
    if entry.cause != "filed":
        return [] if is_same else [finding("content", entry.folder, what="it differs from what was opened")]
    if filing is None or filing.commit != entry.filing:
        return [finding("content", entry.folder, what="the commit of the submission is missing")]
    hidden = (hidden_problem(f"{entry.folder}/{name}", data) for name, data in sorted(files.items()))
    found = [problem for problem in hidden if problem is not None]
    if not is_same:
        names = names_of(set(file_lines(files)).symmetric_difference(entry.files)) or {""}
        what = "it differs from the text that was opened"
        found += [finding("content", f"{entry.folder}/{name}".rstrip("/"), what=what) for name in sorted(names)]
    if text_lines(entry.actions, files) != entry.texts:
        found.append(finding("content", entry.folder, what="the docket differs from its texts"))
    # The clerk writes the docket; without this check, people could vote on actions that nobody submitted.
    try:
        filed = Proposal.read(filing.value, filing.path, kinds=state.catalogue)
    except SchemaError as error:
        return [*found, *error.findings]
    if filed.data() != draft_of(entry).proposal.data():
        found.append(finding("content", entry.folder, what="the docket differs from proposal.yaml"))
    return found


def _noted(state: State, entry: DocketEntry, choices: Mapping[MemberId, str]) -> State:
    """The state with an entry that was just decided: closed, or waiting for its effect."""
    return settle(state, entry) if entry.is_closed else rival.after(state.keep(entry), entry, choices)


def settle(state: State, entry: DocketEntry) -> State:
    """The state with an entry finally closed; a rejection is remembered, so that the same cannot be proposed again at
    once.
    """
    state = state.drop(DocketEntry.home.path(entry.number)).keep(entry)
    state = _closed(state, entry)
    if entry.was_rejected:
        state = docket.with_rejection(state, entry, entry.status_at, bylaws_of(state).periods.cooldown)
    return rival.after(state, entry, {})


def withdraw(state: State, entry: DocketEntry, at: Instant) -> State:
    """The state with an open vote closed as withdrawn: nobody counts it any more."""
    return settle(state, entry.changed(decided=Decided(at=at, result="withdrawn")))


def _closed(state: State, entry: DocketEntry) -> State:
    """The state with the traces that the actions leave once the proposal is finally closed."""
    if entry.decided is None:
        return state
    at, enacted = entry.decided.at, entry.enacted
    closing = Closing(
        at=enacted.at if enacted else at,
        number=entry.number,
        result=entry.decided.result,
        enacted=enacted.result if enacted else "",
    )
    for action in entry.actions:
        state = action.closed(state, closing)
    return state


def question_of(asked: Asked, tally: Tally) -> Question:
    """One tally as a minute holds it: totals, no names."""
    data = {name: value for name, value in tally.data().items() if name != "settled"}
    return Question.read({"rule": asked.rule, **data})


def sums_of(question: Question, more: int, heads: int) -> Sums:
    """The sums of one tally, for a rule to judge again; `more` is the weight of `heads` further people who have not
    voted.
    """
    return Sums(
        for_=question.for_,
        against=question.against,
        abstain=question.abstain,
        block=question.block,
        eligible=question.eligible + more,
        eligible_heads=question.eligible_heads + heads,
        voted_heads=question.voted_heads,
    )
