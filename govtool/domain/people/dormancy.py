"""An absent majority: a member names members who do not respond any more, and after a notice the others vote.

If most voters do not respond, no proposal can pass. One member names the absent ones. After the notice the vote opens
by itself, and three quarters of all the others decide. A valid signature takes a named person off the list at any time
until the enactment. The vote must then still pass with that person counted among the others as not voting, so that
nobody can outvote people by naming them. The effect is that of being away: a statement of the person brings them back.

The notice is half a year if the members who are not named have less than a third of all weight. The whole weight
includes people made away by earlier votes, so that several small steps do not shorten the notice. This is checked when
they are named, when the vote opens and when it takes effect.
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
from govtool.core.wording import Wording, row, wording
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
"""The notice if the members not named have less than a third of the weight: a clerk could hold back what the others
send.
"""

Names = Annotated[tuple[MemberId, ...], Field(min_length=1, max_length=500)]


class Naming(RestsOnSilence):
    """The record `registry/dormancies/ID.yaml`, by the member who named them. It ends with the vote, or once all have
    signed something.
    """

    home: ClassVar[Home] = Home("dormancy", "registry/dormancies/{named_by}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row("{members:list}", "named by {named_by}", "{named_at:local}")

    named_by: MemberId = Field(description="who named them")
    statement: Digest = Field(description="the digest of that statement")
    members: Names = Field(description="the members who have not signed anything since, sorted")
    named_at: Instant = Field(description="when they were named: this is their notice")
    opens_at: Instant = Field(description="when the vote opens")

    @classmethod
    def sign_of_life(cls, state: State, people: frozenset[MemberId], at: Instant) -> State:
        """The state without the signers on lists of absent members."""
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
    """The notice for people who are named at that time."""
    usual = bylaws_of(state).periods.dormant_notice
    return longest([usual, LONG_NOTICE]) if are_few(state, named, at) else usual


def opens_from(state: State, naming: Naming, at: Instant) -> Instant:
    """The time at which the vote on the named members can open, by the state at that time."""
    long = add(naming.named_at, LONG_NOTICE)
    return max(naming.opens_at, long) if are_few(state, naming.members, at) else naming.opens_at


def are_few(state: State, named: Collection[MemberId], at: Instant) -> bool:
    """Whether the members not named have less than a third of all weight, people made away by such votes included."""
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
    """The state with the open vote on a naming closed, since all named members have signed something."""
    for entry in tuple(docket.asking(state, Dormant, lambda one: one.naming == naming.statement)):
        if entry.is_open:
            state = withdraw(state, entry, at)
    return state


class NameDormant(Body):
    """Name members who do not respond any more. After their notice, all others vote on it."""

    kind: ClassVar[str] = "name-dormant"
    said: ClassVar[Wording | None] = wording("names members who do not respond")

    members: Names = Field(description="the members who do not respond any more")

    @model_validator(mode="after")
    def _are_sorted(self) -> NameDormant:
        if list(self.members) != sorted(set(self.members)):
            raise PydanticCustomError("members", "must be sorted, each person once")
        return self

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """A member names other members, and has no earlier list that still waits."""
        if not is_member(state, stating.member.id):
            name, now = stating.member.id, stating.member.membership
            yield finding("not_allowed", member=name, what="name others as absent", person_class=now)
        if KIND not in bylaws_of(state).decisions:
            yield finding("no_rule", action=KIND)
        waiting = Naming.of(state, stating.member.id)
        # People who died or left meanwhile will never sign: a list of only such people waits for nothing.
        if waiting is not None and any(is_member(state, name) for name in waiting.members):
            yield finding("precondition", what=f"{stating.member.id} has named others already; wait for that vote")
        for name in self.members:
            if name == stating.member.id:
                yield finding("precondition", what="you cannot name yourself as absent; to be away: govtool away")
            elif not is_member(state, name):
                yield not_about(state, name)

    def effect(self, state: State, stating: Stating) -> State:
        """The named members have their notice; the vote opens after it."""
        naming = Naming(
            named_by=stating.member.id,
            statement=digest_of(stating.statement.as_file),
            members=self.members,
            named_at=stating.at,
            opens_at=add(stating.at, notice(state, self.members, stating.at)),
        )
        return state.keep(naming)


class Dormant(Action):
    """Take absent members off the voter lists. They are off until they are back; the vote opens by itself after a
    notice.
    """

    said: ClassVar[Wording | None] = wording("Takes off the voter lists until they are back: {members:few}.")
    rests_on_silence: ClassVar[bool] = True

    action: Literal["dormant"]
    members: Names = Field(description="the members who do not respond any more")
    naming: Digest = Field(description="the digest of the statement that named them")

    @property
    def touches(self) -> frozenset[str]:
        """The named people, as touched things."""
        return frozenset(f"member {name}" for name in self.members)

    @classmethod
    def automatic_votes(cls, state: State, at: Instant) -> Iterator[AutomaticVote]:
        """The votes on all namings whose notice is over."""
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
        """All named people."""
        return self.members

    def needs(self, state: State, bylaws: Bylaws) -> tuple[Need, ...]:
        """The rule, about all of them: none of them is on its voter list."""
        if KIND not in bylaws.decisions:
            return ()
        return (Need(bylaws.decisions[KIND].rule, others=self.members, decision=KIND),)

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Their notice is over, some have signed nothing since, and the vote passes even with the others counted."""
        if moment.cause == "filed":
            what, hint = "the notice to those who are absent is over", f"govtool dormant {' '.join(self.members[:3])}"
            yield finding("by_itself", action=KIND, what=what, hint=hint)
            return
        naming = self._naming(state)
        if naming is None or opens_from(state, naming, moment.at) > moment.at:
            yield finding("precondition", what="all named members have signed something, or their notice is not over")
        elif moment.result and not self._holds(state, moment, naming):
            what = "the vote does not pass if named members who signed something count among the others; it opens again"
            yield finding("precondition", what=what)

    def _naming(self, state: State) -> Naming | None:
        return next((naming for naming in Naming.all(state) if naming.statement == self.naming), None)

    def _holds(self, state: State, moment: Moment, naming: Naming) -> bool:
        """Whether the vote passes if the named people who signed something count as others who have not voted."""
        entry = DocketEntry.of(state, moment.number)
        back = [name for name in self.members if name not in naming.members]
        if entry is None or entry.decided is None or not back:
            return entry is not None
        asked, question = entry.asked[0], entry.decided.questions[0]
        weight = sum(_weight(state, name, asked.terms.weight) for name in back)
        sums = sums_of(question, weight, len(back))
        return result_of(entry.terms(asked), sums) == moment.result

    def effect(self, state: State, moment: Moment) -> State:
        """The state in which the members who have signed nothing are away."""
        naming = self._naming(state)
        for member in _people(state, naming.members if naming else ()):
            state = state.put(member.path, moved(member, "away", KIND, set_aside_at=moment.at))
        return state

    def closed(self, state: State, closing: Closing) -> State:
        """The list is settled, unless the vote must be repeated: nobody counted it in time, or some came back."""
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
