"""Deciding a proposal: from the gathered ballots to a result, exactly, and never too early or too late.

The result is a function of the entry and of the set of ballots. With several rules the proposal passes only if every
one passes; otherwise the result is that of the first which does not, in the order of the actions. Of a choice each
option is counted so by its own rules, and `core.ranked` finds the winner among those that pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from govtool.core.evidence import Paper
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, digest_of
from govtool.core.minute import OptionCount, Question, genesis_of
from govtool.core.ranked import TIED, ChoiceTally, RankedVote, Ranking, choose, pairs, stands
from govtool.core.record import SchemaError
from govtool.core.spread import parts_from, parts_of
from govtool.core.state import State
from govtool.core.tally import PASSED, Sums, Tally, deciding, tally_of
from govtool.core.tally import sums_of as sums_of_groups
from govtool.core.times import Instant, add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions import critique as critiques
from govtool.domain.decisions import rival
from govtool.domain.decisions.action import Closing
from govtool.domain.decisions.asked import Asked
from govtool.domain.decisions.ballot import CastBallot, Count, Opening, Votes, ballot_path, count
from govtool.domain.decisions.cause import sign_of_life
from govtool.domain.decisions.docket import Decided, DocketEntry
from govtool.domain.decisions.draft import draft_of
from govtool.domain.decisions.proposal import (
    Proposal,
    content_digest,
    file_lines,
    hidden_problem,
    names_of,
    text_lines,
)
from govtool.domain.decisions.rejection import with_rejection
from govtool.domain.decisions.roll import VoterList
from govtool.errors import Refused

# The reasons why a ballot that counted when it was gathered may not count at the decision.
_CEASED = frozenset({"equivocation", "key_revoked", "key_retired", "choice"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a set of ballots: the result, one tally for each rule, and the rule that gives the result.

    Of a choice, `tallies` has the rules of one option after the other, and `choice` is the whole count.
    """

    result: str
    tallies: tuple[tuple[Asked, Tally], ...]
    deciding: int
    everyone_voted: bool
    choice: ChoiceTally | None = None

    @property
    def is_settled(self) -> bool:
        """Whether further votes cannot change the result's name any more. A choice is certain once all have voted."""
        if self.choice is not None:
            return self.everyone_voted
        bearing = self.tallies if self.result == PASSED else self.tallies[: self.deciding + 1]
        return all(tally.settled for _, tally in bearing)


def outcome_of(opening: Opening, votes: Votes) -> Outcome:
    """Counts every rule of an entry on its own voter list, and joins the results; of a choice those of each option,
    and then the options against each other.
    """
    return _choice_outcome(opening, votes) if opening.entry.options else _outcome(opening, votes)


def _outcome(opening: Opening, votes: Votes) -> Outcome:
    entry, tallies = opening.entry, []
    for asked, voters in zip(entry.asked, opening.voters.lists, strict=True):
        groups = Counter(
            (voters[voter], str(choice), _home(asked, voters, voter))
            for voter, choice in votes.items()
            if voter in voters
        )
        tallies.append((asked, _tally(entry, asked, groups)))
    return outcome_from(tallies)


def outcome_from(tallies: Sequence[tuple[Asked, Tally]]) -> Outcome:
    """The outcome of the tallies of all rules of a vote for or against."""
    place = deciding([tally for _, tally in tallies])
    everyone = all(tally.sums.silent_heads == 0 for _, tally in tallies)
    return Outcome(tallies[place][1].result, tuple(tallies), place, everyone)


_Groups = Mapping[tuple[int, str, MemberId | None], int]
"""How many people of one weight, and one home if that counts, made one choice."""


def _choice_outcome(opening: Opening, votes: Votes) -> Outcome:
    entry, (*lists, everybody) = opening.entry, opening.voters.lists
    rankings = {voter: vote for voter, vote in votes.items() if not isinstance(vote, str)}
    names = [option.option for option in entry.options]
    counts = [
        (asked, _groups(asked, voters, rankings, names)) for asked, voters in zip(entry.asked, lists, strict=True)
    ]
    tallies = [
        [(asked, _tally(entry, asked, groups[place])) for asked, groups in counts if asked.bears_on(option)]
        for place, option in enumerate(entry.options)
    ]
    aside: dict[MemberId, frozenset[str]] = {}
    for option in entry.options:
        aside |= {member: aside.get(member, frozenset()) | {option.option} for member in option.aside}
    cast = (
        RankedVote(everybody[voter], ranking, aside.get(voter, frozenset()))
        for voter, ranking in rankings.items()
        if voter in everybody
    )
    by_option = {name: [tally for _, tally in found] for name, found in zip(names, tallies, strict=True)}
    made = choose(by_option, pairs(names, cast), entry.seats)
    has_all = all(len(voters) == sum(voter in voters for voter in rankings) for voters in opening.voters.lists)
    return Outcome(made.result, tuple(one for found in tallies for one in found), 0, has_all, made)


def _groups(
    asked: Asked, voters: VoterList, rankings: Mapping[MemberId, Ranking], options: Sequence[str]
) -> list[_Groups]:
    """The people on a voter list in groups, for each option."""
    alike = Counter(
        (voters[voter], ranking, _home(asked, voters, voter)) for voter, ranking in rankings.items() if voter in voters
    )
    found: list[Counter[tuple[int, str, MemberId | None]]] = [Counter() for _ in options]
    for (weight, ranking, home), heads in alike.items():
        for groups, choice in zip(found, stands(ranking, options), strict=True):
            groups[weight, choice, home] += heads
    return list(found)


def _home(asked: Asked, voters: VoterList, voter: MemberId) -> MemberId | None:
    """The home of a person, if the rule counts homes."""
    return None if asked.affiliates is None else voters.home(voter)


def _tally(entry: DocketEntry, asked: Asked, groups: _Groups) -> Tally:
    """The tally of the people in groups, of a proposal or an option, under one of its rules."""
    sums = sums_of_groups((heads, weight, choice) for (weight, choice, _), heads in groups.items())
    votes = ((home, heads * weight, choice) for (weight, choice, home), heads in groups.items())
    parts = None if asked.affiliates is None else parts_of(asked.affiliates, votes)
    return tally_of(entry.terms(asked), replace(sums, eligible=asked.weight, eligible_heads=asked.heads, parts=parts))


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
        outcome = outcome_of(self.opening, counted.votes)
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
        fields = _counts_of(entry, result, outcome)
        due_at = None
        if has_effect(entry, result):
            if self.files is None:
                # Only a minute that claims a result without an effect comes here without the text.
                raise Refused([finding("tally", what=f"the ballots give {result}, and the minute says otherwise")])
            state = self._with_folder(state, entry, self.files, counted)
            due_at = None if entry.answers else add(self.at, entry.delay)
        decided = entry.changed(decided=Decided(at=self.at, result=result, due_at=due_at, **fields))
        state = _noted(state, decided, counted.votes)
        state = with_rejection(state, decided, self.at, bylaws_of(state).periods.cooldown)
        state = sign_of_life(state, frozenset(counted.votes), self.at)
        ended = DocketEntry.one(state, entry.number).decided
        due_at = ended.due_at if ended else None
        winners = fields.pop("winners", None)
        if winners:
            fields |= {"winners": winners} if entry.seats is not None else {"winner": winners[0]}
        fields |= {"proposal": entry.number, "result": result}
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
    if text_lines(entry.all_actions, files) != entry.texts:
        found.append(finding("content", entry.folder, what="the docket differs from its texts"))
    # The clerk writes the docket; without this check, people could vote on actions that nobody submitted.
    try:
        filed = Proposal.read(filing.value, filing.path, kinds=state.catalogue)
    except SchemaError as error:
        return [*found, *error.findings]
    if filed.data() != draft_of(entry).proposal.data():
        found.append(finding("content", entry.folder, what="the docket differs from proposal.yaml"))
    return found


def _noted(state: State, entry: DocketEntry, votes: Votes) -> State:
    """The state with an entry that was just decided: closed, or waiting for its effect."""
    return settle(state, entry) if entry.is_closed else rival.after(state.keep(entry), entry, votes)


def settle(state: State, entry: DocketEntry) -> State:
    """The state with an entry finally closed."""
    state = _closed(state.drop(DocketEntry.home.path(entry.number)).keep(entry), entry)
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


def _counts_of(entry: DocketEntry, result: str, outcome: Outcome) -> dict[str, Any]:
    """The count of a decision as the docket and the minute hold it: totals, no names of people."""
    choice = outcome.choice
    if choice is None:
        return {"questions": tuple(question_of(asked, tally) for asked, tally in outcome.tallies)}
    options = []
    for option in entry.options:
        place = deciding(choice.options[option.option])
        rule, eligible = entry.rules_of(option)[place].rule, choice.tally(option.option).sums.eligible
        figures = choice.figures(option.option)
        options.append(OptionCount.read({"option": option.option, "rule": rule, "eligible": eligible, **figures}))
    found: dict[str, Any] = {"options": tuple(options)}
    if result == PASSED:
        found |= {"winners": choice.winners}
    if choice.tied and result in (PASSED, TIED):
        found |= {"tied": choice.tied}
    return found


def question_of(asked: Asked, tally: Tally) -> Question:
    """One tally as a minute holds it: totals, no names."""
    data = {name: value for name, value in tally.data().items() if name != "settled"}
    return Question.read({"rule": asked.rule, **data})


def sums_of(question: Question, more: int, heads: int) -> Sums:
    """The sums of one tally, for a rule to judge again; `more` is the weight of `heads` further people who have not
    voted.
    """
    spread = question.spread
    return Sums(
        for_=question.for_,
        against=question.against,
        abstain=question.abstain,
        block=question.block,
        eligible=question.eligible + more,
        eligible_heads=question.eligible_heads + heads,
        voted_heads=question.voted_heads,
        parts=None if spread is None else parts_from(spread.counted, spread.chose, spread.agree),
    )
