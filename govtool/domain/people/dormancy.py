"""An absent majority: members who are heard from no more are named, and after a notice the others vote.

Where most of the weight sleeps nothing can pass. One member names those who are absent; once the notice is over the
vote opens by itself, and three quarters of all the others decide. Any signature of a named person that counts takes
that person off the list, until the very enactment; and then the vote must still hold with that person counted as one of
the others who was silent, so that nobody can outvote people by naming them. The effect is that of being away: a word of
the person brings them back.

The notice is half a year if those who are not named hold less than a third of all weight. People whom such votes set
aside before count in all of it, so that nobody gets there step by step. It is judged when they are named, when the vote
opens and when it takes effect.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, digest_of
from govtool.core.state import State
from govtool.core.tally import result_of
from govtool.core.times import Duration, Instant, add, longest
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of, weight_of
from govtool.domain.constitution.member import Member, not_about
from govtool.domain.constitution.membership import may_move, moved
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action, AutomaticVote, Closing, Moment, Need
from govtool.domain.decisions.cause import RestsOnSilence
from govtool.domain.decisions.decision import sums_of, withdraw
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.roll import counts
from govtool.domain.decisions.statement import Body, Stating

KIND: Final = "dormant"
LONG_NOTICE: Final = "P180D"
"""The notice if those who are not named hold less than a third: a clerk can hold back what the others send."""

Names = Annotated[tuple[MemberId, ...], Field(min_length=1, max_length=500)]


class Naming(RestsOnSilence):
    """The record `registry/dormancies/ID.yaml`, by who named them; ends with the vote, or once all were heard from."""

    home: ClassVar[Home] = Home("dormancy", "registry/dormancies/{named_by}.yaml")

    named_by: MemberId = Field(description="who named them")
    statement: Digest = Field(description="the digest of that statement")
    members: Names = Field(description="who is still not heard from, sorted")
    named_at: Instant = Field(description="when they were named: this is their notice")
    opens_at: Instant = Field(description="when the vote opens")

    @classmethod
    def sign_of_life(cls, state: State, people: frozenset[MemberId], at: Instant) -> State:
        """Who signs is not absent."""
        for naming in tuple(Naming.all(state)):
            left = tuple(name for name in naming.members if name not in people)
            if left == naming.members:
                continue
            state = state.keep(naming.changed(members=left)) if left else _over(state.drop(naming.path), naming, at)
        return state


def is_member(state: State, name: MemberId) -> bool:
    """Whether a person is a member now, and not away."""
    found = Member.of(state, name)
    return found is not None and found.membership == "member"


def notice(state: State, named: Collection[MemberId], at: Instant) -> Duration:
    """How long the vote on people waits who are named at that time."""
    usual = bylaws_of(state).periods.dormant_notice
    return longest([usual, LONG_NOTICE]) if are_few(state, named, at) else usual


def opens_from(state: State, naming: Naming, at: Instant) -> Instant:
    """When the vote on those who were named can open, as things are at that time."""
    long = add(naming.named_at, LONG_NOTICE)
    return max(naming.opens_at, long) if are_few(state, naming.members, at) else naming.opens_at


def are_few(state: State, named: Collection[MemberId], at: Instant) -> bool:
    """Whether those who are not named hold less than a third of all weight, people set aside so included."""
    bylaws = bylaws_of(state)
    kind = bylaws.rules[bylaws.decisions[KIND].rule].weight if KIND in bylaws.decisions else "class"
    others = everybody = 0
    for member in Member.all(state):
        is_aside = member.membership == "away" and member.set_aside_at is not None
        if is_aside:
            everybody += weight_of(bylaws, member.changed(membership="member"), kind)
        elif counts(member, at):
            weight = weight_of(bylaws, member, kind)
            everybody += weight
            others += weight if member.id not in named else 0
    return 3 * others < everybody


def _over(state: State, naming: Naming, at: Instant) -> State:
    """The state in which the open vote on a naming is closed, since all named were heard from."""
    for entry in tuple(docket.open_entries(state)):
        if entry.is_open and any(isinstance(one, Dormant) and one.naming == naming.statement for one in entry.actions):
            state = withdraw(state, entry, at)
    return state


class NameDormant(Body):
    """Names members who are heard from no more; once their notice is over all others vote on it."""

    kind: ClassVar[str] = "name-dormant"
    said: ClassVar[Wording | None] = wording("names members who are not heard from")

    members: Names = Field(description="who is not heard from any more")

    @model_validator(mode="after")
    def _are_sorted(self) -> NameDormant:
        if list(self.members) != sorted(set(self.members)):
            raise PydanticCustomError("members", "must be sorted, each person once")
        return self

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """A member names other members, and has no list of before that still waits."""
        if not is_member(state, stating.member.id):
            name, now = stating.member.id, stating.member.membership
            yield finding("not_allowed", member=name, what="name others as absent", person_class=now)
        if KIND not in bylaws_of(state).decisions:
            yield finding("no_rule", action=KIND)
        waiting = Naming.of(state, stating.member.id)
        # Who died or left meanwhile will never be heard from: a list of such people alone waits for nothing.
        if waiting is not None and any(is_member(state, name) for name in waiting.members):
            yield finding("precondition", what=f"{stating.member.id} has named others already; wait for that vote")
        for name in self.members:
            if name == stating.member.id:
                yield finding("precondition", what="nobody is absent who signs; to be away: govtool away")
            elif not is_member(state, name):
                yield not_about(state, name)

    def effect(self, state: State, stating: Stating) -> State:
        """The named have their notice; the vote opens once it is over."""
        naming = Naming(
            named_by=stating.member.id,
            statement=digest_of(stating.statement.as_file),
            members=self.members,
            named_at=stating.at,
            opens_at=add(stating.at, notice(state, self.members, stating.at)),
        )
        return state.keep(naming)


class Dormant(Action):
    """Takes absent members off the rolls until they are back. It opens by itself, some time after they were named."""

    kind: ClassVar[str] = KIND
    said: ClassVar[Wording | None] = wording("Takes off the rolls until they are back: {members:few}.")
    rests_on_silence: ClassVar[bool] = True

    action: Literal["dormant"]
    members: Names = Field(description="who is not heard from any more")
    naming: Digest = Field(description="the digest of the statement that named them")

    @property
    def touches(self) -> frozenset[str]:
        """The people who are named."""
        return frozenset(f"member {name}" for name in self.members)

    @classmethod
    def automatic_votes(cls, state: State, at: Instant) -> Iterator[AutomaticVote]:
        """The votes on all who were named long enough ago."""
        for naming in Naming.all(state):
            names = tuple(name for name in naming.members if is_member(state, name))
            if opens_from(state, naming, at) <= at and names and is_member(state, naming.named_by):
                yield AutomaticVote(
                    cause="statement",
                    name=KIND,
                    title=f"{len(names)} absent",
                    summary=f"Named by {naming.named_by} on {naming.named_at[:10]} and not heard from since."
                    " Whoever of them signs anything is off the list: govtool back",
                    action=Dormant(action=KIND, members=names, naming=naming.statement),
                    proposer=naming.named_by,
                )

    @property
    def people(self) -> tuple[MemberId, ...]:
        """All who were named."""
        return self.members

    def needs(self, state: State, bylaws: Bylaws) -> tuple[Need, ...]:
        """The rule, about all of them: none of them is on its roll."""
        if KIND not in bylaws.decisions:
            return ()
        return (Need(bylaws.decisions[KIND].rule, others=self.members),)

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """They were named long enough ago, some are not heard from yet, and those who are do not turn the vote."""
        if moment.cause == "filed":
            what, hint = "the notice to those who are absent is over", f"govtool dormant {' '.join(self.members[:3])}"
            yield finding("by_itself", action=KIND, what=what, hint=hint)
            return
        naming = self._naming(state)
        if naming is None or opens_from(state, naming, moment.at) > moment.at:
            yield finding("precondition", what="all who were named were heard from, or their notice is not over")
        elif moment.result and not self._holds(state, moment, naming):
            what = "with those who were heard from among the others the vote does not pass; it opens again"
            yield finding("precondition", what=what)

    def _naming(self, state: State) -> Naming | None:
        return next((naming for naming in Naming.all(state) if naming.statement == self.naming), None)

    def _holds(self, state: State, moment: Moment, naming: Naming) -> bool:
        """Whether the vote passes with those who were heard from counted as others who were silent."""
        entry = DocketEntry.of(state, moment.number)
        back = [name for name in self.members if name not in naming.members]
        if entry is None or entry.decided is None or not back:
            return entry is not None
        asked, question = entry.asked[0], entry.decided.questions[0]
        weight = sum(_weight(state, name, asked.terms.weight) for name in back)
        sums = sums_of(question, weight, len(back))
        return result_of(entry.terms(asked), sums) == moment.result

    def effect(self, state: State, moment: Moment) -> State:
        """Who is still not heard from is away."""
        naming = self._naming(state)
        for member in _people(state, naming.members if naming else ()):
            state = state.put(member.path, moved(member, "away", KIND, set_aside_at=moment.at))
        return state

    def closed(self, state: State, closing: Closing) -> State:
        """The list is settled, unless the vote must be had again: nobody counted in time, or some came back."""
        naming = self._naming(state)
        if naming is None or closing.result == "lapsed" or closing.enacted == "failed":
            return state
        return state.drop(naming.path)


def _people(state: State, names: Iterable[MemberId]) -> Iterator[Member]:
    for name in names:
        member = Member.of(state, name)
        if member is not None and may_move(member.membership, "away", KIND):
            yield member


def _weight(state: State, name: MemberId, weight: Literal["class", "equal"]) -> int:
    member = Member.of(state, name)
    return weight_of(bylaws_of(state), member, weight) if member is not None else 0
