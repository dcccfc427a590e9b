"""Questions, concerns and objections to an open proposal, the proposer's answers, and taking them back.

Everybody on the register can write one, volunteers too, by a statement. Voters see it before they sign. It counts
nothing: no threshold, no time and no result depends on it. The minute of the decision says how many were open, answered
and lifted.

A proposal that `replaces` another one lists those of the other too, until their author lifts them. So nobody loses an
objection by a withdrawal and another text.

Each person has few that are open on one proposal, and makes few a day. The record of the person counts them, so that a
statement costs the same however many others wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import NUMBER_PATTERN, MemberId, ProposalNumber, SerialNumber, proposal_number
from govtool.core.minute import CritiqueCount
from govtool.core.record import FileRecord, optional, optional_list
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of, date_of_days, days_of
from govtool.core.wording import Wording, row, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import gone_problem
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.decisions.words import Words

Aspect = Literal["question", "concern", "objection"]
CritiqueStatus = Literal["open", "answered", "lifted"]
CritiqueName = Annotated[str, Field(pattern=f"{NUMBER_PATTERN[:-1]}/{NUMBER_PATTERN[1:]}")]
"""The number of the proposal and that of the critique: 0012/0003."""
MOST_REPLACED = 10
"""How many replaced proposals are looked back at."""


class Critique(FileRecord):
    """The record `registry/critique/00/00/0012/00/00/0003.yaml`, by the number of the proposal and its own."""

    home: ClassVar[Home] = Home(
        "critique", "registry/critique/{proposal:hundreds}/{proposal:number}/{number:hundreds}/{number:04d}.yaml"
    )
    columns: ClassVar[tuple[Wording, ...]] = row("{name}", "{by}", "{aspect}", "{status}", "{at:local}")

    proposal: ProposalNumber = Field(description="the proposal that it is about")
    number: SerialNumber = Field(description="its number on that proposal, from 1")
    by: MemberId = Field(description="the author")
    aspect: Aspect = Field(description="what it is: a question, a concern or an objection")
    words: Words = Field(description="the author's words")
    at: Instant = Field(description="when it came into the registry")
    answer: Words | None = optional("the proposer's last answer")
    answered_at: Instant | None = optional("when the proposer last answered")
    lifted_at: Instant | None = optional("when its author took it back")

    @property
    def name(self) -> CritiqueName:
        """Its name in statements and commands."""
        return f"{self.proposal}/{proposal_number(self.number)}"

    @property
    def status(self) -> CritiqueStatus:
        """Whether it waits for an answer, has one, or was taken back."""
        if self.lifted_at is not None:
            return "lifted"
        return "answered" if self.answer is not None else "open"


class Critic(FileRecord):
    """The record `registry/critics/B/BO/bob.yaml`: what counts against the limits of one person."""

    home: ClassVar[Home] = Home("critic", "registry/critics/{member:initials}/{member}.yaml")

    member: MemberId = Field(description="the person")
    day: Date = Field(description="the last day on which they wrote one")
    made: Annotated[int, Field(ge=0)] = Field(description="how many they wrote on that day")
    waiting: tuple[CritiqueName, ...] = optional_list("those that wait for an answer, on proposals that were open then")


def listed(state: State, entry: DocketEntry) -> Iterator[Critique]:
    """The questions, concerns and objections to a proposal, and those to proposals that it replaces unless they are
    lifted. People read them before they vote.
    """
    yield from Critique.all(state, entry.number)
    for number in replaced(state, entry):
        yield from (one for one in Critique.all(state, number) if one.lifted_at is None)


def replaced(state: State, entry: DocketEntry) -> Iterator[ProposalNumber]:
    """The proposal that an entry replaces, the one which that replaced, and so on."""
    for _ in range(MOST_REPLACED):
        if entry.replaces is None:
            return
        yield entry.replaces
        entry = DocketEntry.one(state, entry.replaces)


def count(state: State, entry: DocketEntry) -> CritiqueCount | None:
    """How many are listed, by their status, as the minute of the decision says it; None if there are none."""
    found = Counter(one.status for one in listed(state, entry))
    return CritiqueCount(open_=found["open"], answered=found["answered"], lifted=found["lifted"]) if found else None


def _critic(state: State, stating: Stating) -> Critic:
    """The record of the author today, without those on proposals that are closed."""
    found, today = Critic.of(state, stating.member.id), date_of(stating.at)
    made = found.made if found is not None and found.day == today else 0
    names = found.waiting if found is not None else ()
    kept = tuple(name for name in names if _is_open(state, name.partition("/")[0]))
    return Critic(member=stating.member.id, day=today, made=made, waiting=kept)


def _is_open(state: State, proposal: ProposalNumber) -> bool:
    entry = DocketEntry.of(state, proposal)
    return entry is not None and entry.is_open


def _no_longer_open(state: State, critique: Critique) -> State:
    """The state once a critique is answered or lifted: its author may write another one."""
    critic = Critic.one(state, critique.by)
    return state.keep(critic.changed(waiting=tuple(name for name in critic.waiting if name != critique.name)))


class ObjectTo(Words, Body):
    """Ask, or object to an open proposal. Voters see it before they vote; it counts nothing."""

    kind: ClassVar[str] = "object"
    said: ClassVar[Wording | None] = wording(
        "objects to proposal {proposal}",
        ("aspect", "question", "asks a question about proposal {proposal}"),
        ("aspect", "concern", "has a concern about proposal {proposal}"),
    )

    proposal: ProposalNumber = Field(description="the proposal, by number")
    aspect: Aspect = Field(description="what it is: a question, a concern or an objection")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The vote is open, and the person is below both limits."""
        yield from gone_problem(stating.member, "object to a proposal")
        if not _is_open(state, self.proposal):
            yield finding("not_open", number=self.proposal)
        limits, critic = bylaws_of(state).limits, _critic(state, stating)
        mine = [name for name in critic.waiting if name.startswith(f"{self.proposal}/")]
        most = limits.most_critique
        if len(mine) >= most:
            what = f"questions, concerns and objections to proposal {self.proposal}"
            hint = f"govtool lift {mine[-1]}"
            yield finding(
                "max_open", member=critic.member, open=len(mine), what=what, limit=most, end="answered", hint=hint
            )
        if critic.made >= limits.most_critique_a_day:
            tomorrow = f"{date_of_days(days_of(critic.day) + 1)}T00:00:00Z"
            yield finding("not_yet", member=critic.member, what="object again", until=tomorrow)

    def effect(self, state: State, stating: Stating) -> State:
        """The state with the critique, which waits for an answer."""
        last = next((number for _, number in Critique.home.listed(state, self.proposal, newest_first=True)), 0)
        made = Critique(
            proposal=self.proposal,
            number=last + 1,
            by=stating.member.id,
            aspect=self.aspect,
            words=Words(text=self.text, text_digest=self.text_digest),
            at=stating.at,
        )
        critic = _critic(state, stating)
        return state.keep(made, critic.changed(made=critic.made + 1, waiting=(*critic.waiting, made.name)))


class _OnCritique(Body):
    """A statement about one critique."""

    to: CritiqueName = Field(description="the question, concern or objection, by its name: 0012/0003")

    @property
    def place(self) -> tuple[ProposalNumber, int]:
        """The number of its proposal, and its own."""
        proposal, _, number = self.to.partition("/")
        return proposal, int(number)

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """It is there, and was not lifted."""
        found = Critique.of(state, *self.place)
        if found is None:
            yield finding("precondition", what=f"there is no question, concern or objection {self.to}")
        elif found.lifted_at is not None:
            yield finding("precondition", what=f"{found.by} has lifted the {found.aspect} {self.to}")


class Respond(Words, _OnCritique):
    """Answer a question, concern or objection to your proposal. Your last answer replaces the earlier ones."""

    kind: ClassVar[str] = "respond"
    said: ClassVar[Wording | None] = wording("answers {to}")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person proposed it, and the vote on it is open, or that on a proposal which replaces it."""
        yield from gone_problem(stating.member, "answer an objection")
        yield from super().problems(state, stating)
        entry = DocketEntry.of(state, self.place[0])
        if entry is None:
            return
        if entry.proposer != stating.member.id:
            yield finding("not_proposer", number=entry.number, proposer=entry.proposer or "nobody")
        votes = (vote for vote in docket.open_entries(state) if vote.is_open)
        if not any(entry.number in (vote.number, *replaced(state, vote)) for vote in votes):
            yield finding("not_open", number=entry.number)

    def effect(self, state: State, stating: Stating) -> State:
        """The state with the answer."""
        found = Critique.one(state, *self.place)
        answer = Words(text=self.text, text_digest=self.text_digest)
        return _no_longer_open(state, found).keep(found.changed(answer=answer, answered_at=stating.at))


class Lift(_OnCritique):
    """Take back your question, concern or objection, because it is settled. You can do so at any time."""

    kind: ClassVar[str] = "lift"
    said: ClassVar[Wording | None] = wording("lifts {to}")
    gives_up: ClassVar[bool] = True

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person wrote it."""
        yield from super().problems(state, stating)
        found = Critique.of(state, *self.place)
        if found is not None and found.by != stating.member.id:
            what = f"lift the {found.aspect} {self.to}; its author {found.by} can"
            yield finding("not_allowed", member=stating.member.id, what=what, person_class=stating.member.membership)

    def effect(self, state: State, stating: Stating) -> State:
        """The state with the time at which it was taken back."""
        found = Critique.one(state, *self.place)
        return _no_longer_open(state, found).keep(found.changed(lifted_at=stating.at))
