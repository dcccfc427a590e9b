"""A trial: a change that is undone on a day agreed beforehand, unless a second vote keeps it.

Made when a proposal with `trial` is enacted. The vote `keep` opens by itself before the review, under the rules that
passed the proposal. If it passes, what was tried stays. If it is rejected or blocked, or too few take part, the undo is
carried out: so silence restores what was before. The record of a trial that ended never changes and is never deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.canonical import emit
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, ProposalNumber, digest_of
from govtool.core.record import FileRecord, Record, Table, optional
from govtool.core.state import State
from govtool.core.tally import PASSED
from govtool.core.times import Date, Instant, add, date_of, longest, subtract
from govtool.core.wording import Wording, row, wording
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member, gone_problem
from govtool.domain.decisions.action import Action, AutomaticVote, Closing, Moment, Need, Undo
from govtool.domain.decisions.cause import filing_problems
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.proposal import AnyAction, TrialTerms
from govtool.domain.decisions.roll import has_voter
from govtool.domain.decisions.statement import Body, Stating
from govtool.errors import Refused

SOONEST, LATEST = "P30D", "P730D"
"""How far ahead of its opening a proposal may set the review."""
_ANY_DAY = "1970-01-01T00:00:00Z"
End = Literal["kept", "undone", "superseded", "replaced"]


class Note(Record):
    """The newest report of the owner of a trial."""

    at: Instant = Field(description="when it was reported")
    text: str = Field(description="the report")


class Ended(Record):
    """The end of a trial. `replaced`: another vote changed the same. `superseded`: it could not be undone."""

    at: Instant = Field(description="when it ended")
    result: End = Field(description="kept, undone, replaced by another vote, or superseded: the undo was not possible")
    by: ProposalNumber = Field(description="the proposal that ended it")


class Trial(FileRecord):
    """The record `registry/trials/open/0012.yaml` of what proposal 0012 tries, later `closed/00/00/0012.yaml`. The
    rules of the vote on it are those of proposal 0012, in the docket.
    """

    home: ClassVar[Home] = Home(
        "trial",
        "registry/trials/open/{proposal:number}.yaml",
        "registry/trials/closed/{proposal:hundreds}/{proposal:number}.yaml",
    )
    columns: ClassVar[tuple[Wording, ...]] = row("{proposal}", "{status}", "until {review_on}", "{title}", "{owner}")

    proposal: ProposalNumber = Field(description="the proposal that is tried")
    title: str = Field(description="its title")
    review_on: Date = Field(description="the day by which the vote on it has decided")
    measure: str = Field(description="how people will see whether it works")
    owner: MemberId = Field(description="the person who reports on it before that vote")
    started_at: Instant = Field(description="when the change took effect")
    due_at: Instant = Field(description="when the vote on it should open by itself")
    undo: Annotated[tuple[AnyAction, ...], Field(min_length=1)] = Field(
        description="the actions that restore what was before, in their order"
    )
    texts: Table[str, tuple[str, ...]] = Field(description="the texts that these actions name, line by line")
    after: Table[str, Digest] = Field(description="the digest of what stands at each place that it changed")
    note: Note | None = optional("what the owner last reported")
    ended: Ended | None = optional("how it ended")

    @property
    def is_closed(self) -> bool:
        """Whether it has ended."""
        return self.ended is not None

    @property
    def status(self) -> str:
        """One word for lists."""
        return self.ended.result if self.ended is not None else "running"

    def moved(self, state: State) -> list[str]:
        """The places that hold something else than what it tries, sorted."""
        now = _standing(state, self.undo)
        return sorted(place for place, digest in self.after.items() if now.get(place) != digest)


def running(state: State, number: ProposalNumber) -> Trial | None:
    """The trial of a proposal, None if there is none or it has ended."""
    found = Trial.of(state, number)
    return found if found is not None and not found.is_closed else None


def _standing(state: State, actions: Iterable[Action]) -> dict[str, Digest]:
    """The digest of what stands at each place that actions change."""
    values = {place: value for action in actions for place, value in action.standing(state).items()}
    return {place: digest_of(emit({"stands": value})) for place, value in sorted(values.items())}


# Beginning ------------------------------------------------------------------------------------------------------------


def problems(state: State, terms: TrialTerms, actions: tuple[Action, ...], at: Instant) -> Iterator[Finding]:
    """Why a proposal with these actions cannot be tried."""
    first, last = date_of(add(at, SOONEST)), date_of(add(at, LATEST))
    if not first <= terms.review_on <= last:
        yield finding("review_on", day=terms.review_on, first=first, last=last)
    owner = Member.of(state, terms.owner)
    if owner is None or owner.is_gone:
        yield finding("unknown_member", member=terms.owner)
    changing = [*actions]
    for action in actions:
        # an action that does not fit the state has said so itself
        with suppress(Refused):
            undo = action.undo(state)
            if undo is None:
                yield finding("no_undo", action=action.kind)
            else:
                changing.append(undo.action)
    yield from _taken(state, {place for action in changing for place in action.standing(state)})


def _taken(state: State, places: Iterable[str]) -> Iterator[Finding]:
    """A finding for each trial that tries one of these places, a part of it, or what it is a part of. An undo can need
    a wider place than the change.
    """
    for other in Trial.all(state):
        same = next((place for place in sorted(places) if any(_overlap(place, taken) for taken in other.after)), None)
        if same is not None:
            yield finding("on_trial", trial=other.proposal, what=same)


def _overlap(place: str, other: str) -> bool:
    """Whether one place is the other one, or a part of it."""
    return f"{place}.".startswith(f"{other}.") or f"{other}.".startswith(f"{place}.")


def begun(
    before: State, after: State, entry: DocketEntry, done: Iterable[tuple[Action, Undo | None]], at: Instant
) -> State:
    """The state with the trial of a proposal whose actions were just carried out, if it is one. `done` are these
    actions with their undo. Raises Refused if one has none, or if they change what another trial tries.
    """
    if entry.trial is None:
        return after
    undo: list[Undo] = []
    for action, found in done:
        if found is None:
            raise Refused([finding("no_undo", action=action.kind)])
        undo.insert(0, found)
    actions = tuple(each.action for each in undo)
    standing = _standing(after, actions)
    taken = tuple(_taken(before, standing))
    if taken:
        raise Refused(taken)
    terms = [entry.terms(asked) for asked in entry.rules]
    opens_at = f"{entry.trial.review_on}T00:00:00Z"
    for length in (longest(rule.period for rule in terms), longest(rule.delay for rule in terms)):
        opens_at = subtract(opens_at, length)
    trial = Trial(
        proposal=entry.number,
        title=entry.title,
        review_on=entry.trial.review_on,
        measure=entry.trial.measure,
        owner=entry.trial.owner,
        started_at=at,
        due_at=max(at, opens_at),
        undo=actions,
        texts={name: lines for each in undo for name, lines in each.texts.items()},
        after=standing,
    )
    return after.keep(trial)


# Ending ---------------------------------------------------------------------------------------------------------------


def _changed(before: State, after: State) -> Iterator[Trial]:
    """The trials that ran before and still run, and whose changes no longer stand as they stood."""
    for trial in tuple(Trial.all(after)):
        old = running(before, trial.proposal)
        if old is not None and not old.moved(before) and trial.moved(after):
            yield trial


def replaced(before: State, after: State, by: ProposalNumber, at: Instant) -> State:
    """The state in which the trials have ended whose changes a proposal has changed."""
    for trial in _changed(before, after):
        after = _ended(after, trial, "replaced", by, at)
    return after


def _ended(state: State, trial: Trial, result: End, by: ProposalNumber, at: Instant) -> State:
    return state.drop(trial.path).keep(trial.changed(ended=Ended(at=at, result=result, by=by)))


def restored(state: State, trial: Trial, moment: Moment) -> State:
    """The state with the undo of a trial carried out. Raises Refused if any of it cannot be."""

    def superseded(what: object) -> Refused:
        return Refused([finding("superseded", trial=trial.proposal, what=str(what))])

    moved = trial.moved(state)
    if moved:
        raise superseded(f"{moved[0]} has changed since")
    texts = {name: "".join(f"{line}\n" for line in lines).encode() for name, lines in trial.texts.items()}
    # What was before returns on any day, also a policy that has ended by itself meanwhile.
    moment = replace(moment, names=frozenset(texts), texts=texts, result=PASSED, due_at=_ANY_DAY)
    for action in trial.undo:
        problem = next(iter(action.problems(state, moment)), None)
        if problem is not None:
            raise superseded(problem.values.get("what", problem.code))
        state = action.effect(state, moment)
    if not has_voter(state, moment.at):
        raise superseded("nobody would be left who could amend the bylaws")
    return state


# The vote on it -------------------------------------------------------------------------------------------------------


class Keep(Action):
    """Decide whether what was tried stays. If the vote does not pass, what was before returns."""

    said: ClassVar[Wording | None] = wording(
        "Decides whether the trial of proposal {trial} stays. If this does not pass, what was before returns."
    )
    titled: ClassVar[Wording | None] = wording("Keep what proposal {trial} tries")
    example: ClassVar[str] = "--trial 0012"
    touched: ClassVar[str] = "trial {trial}"
    results: ClassVar[frozenset[str]] = frozenset({PASSED, "rejected", "no-quorum", "blocked"})

    action: Literal["keep"]
    trial: ProposalNumber = Field(description="the proposal that is tried, by number")

    @classmethod
    def automatic_votes(cls, state: State, at: Instant) -> Iterator[AutomaticVote]:
        """The vote on each trial that is due, the earliest first."""
        due = [trial for trial in Trial.all(state) if trial.due_at <= at]
        for trial in sorted(due, key=lambda trial: (trial.due_at, trial.proposal)):
            yield AutomaticVote(
                cause="due",
                name="keep",
                title=f"Keep: {trial.title}"[:100].rstrip(),
                summary=f"Decides whether the trial of proposal {trial.proposal} stays. If this does not pass, what was"
                " before returns.",
                action=cls(action="keep", trial=trial.proposal),
            )

    @property
    def topic(self) -> str:
        """The trial."""
        return self.trial

    def needs(self, state: State, bylaws: Bylaws) -> tuple[Need, ...]:
        """The rules that passed the proposal, as they were then. The voters are those of today, under the bylaws as
        they are. A rule that stood before the change has the voters that there would be without the change.
        """
        entry, trial = DocketEntry.of(state, self.trial), Trial.of(state, self.trial)
        if entry is None or trial is None:
            return ()
        before = _without(bylaws, trial)
        return tuple(
            Need(
                asked.rule,
                asked.subject,
                asked.affiliate,
                others=asked.others,
                terms=entry.terms(asked),
                bylaws=bylaws if asked.version else before,
            )
            for asked in entry.rules
        )

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The trial runs, no other vote on it is open, and if the vote did not pass, the undo is possible. A person can
        submit it only when it is overdue.
        """
        trial = running(state, self.trial)
        if trial is None:
            what = "it has ended"
            no_trial = finding("precondition", what=f"proposal {self.trial} is no trial, or {what}")
            yield finding("superseded", trial=self.trial, what=what) if moment.result else no_trial
        elif not moment.number:
            yield from filing_problems(state, self, trial.due_at, moment)
        elif moment.result not in ("", PASSED):
            try:
                restored(state, trial, moment)
            except Refused as error:
                yield from error.findings

    def effect(self, state: State, moment: Moment) -> State:
        """Keeps the change, or restores the state before it."""
        return state if moment.result == PASSED else restored(state, Trial.one(state, self.trial), moment)

    def closed(self, state: State, closing: Closing) -> State:
        """The trial has ended; a vote without a valid result opens again at once."""
        trial = running(state, self.trial)
        if trial is None:
            return state
        if not closing.enacted:
            return state.keep(trial.changed(due_at=closing.at))
        if closing.enacted == "failed":
            return _ended(state, trial, "superseded", closing.number, closing.at)
        return _ended(state, trial, "kept" if closing.result == PASSED else "undone", closing.number, closing.at)


def _without(bylaws: Bylaws, trial: Trial) -> Bylaws:
    """The bylaws as they would be without what is tried; as they are if that cannot be told any more."""
    before = bylaws
    with suppress(Refused):
        for action in trial.undo:
            before = action.amended(before)
        return before
    return bylaws


class NoteTrial(Body):
    """Report how a trial goes. People read it before they vote on whether it stays."""

    kind: ClassVar[str] = "note-trial"
    said: ClassVar[Wording | None] = wording("reports on the trial of proposal {trial}")

    trial: ProposalNumber = Field(description="the proposal that is tried, by number")
    text: Annotated[str, Field(max_length=1000, pattern=r"^\S[^\n]*$")] = Field(description="the report, on one line")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The trial runs, and its owner reports."""
        trial = running(state, self.trial)
        if trial is None:
            yield finding("precondition", what=f"proposal {self.trial} is no trial, or it has ended")
            return
        yield from gone_problem(stating.member, f"report on the trial of proposal {self.trial}")
        if trial.owner != stating.member.id:
            what = f"report on the trial of proposal {self.trial}; its owner {trial.owner} does"
            yield finding("not_allowed", member=stating.member.id, what=what, person_class=stating.member.membership)

    def effect(self, state: State, stating: Stating) -> State:
        """The report stands in the record, in place of an earlier one."""
        found = Trial.one(state, self.trial)
        return state.keep(found.changed(note=Note(at=stating.at, text=self.text)))
