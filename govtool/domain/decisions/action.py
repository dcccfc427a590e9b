"""An action: one typed change that a proposal asks for.

A kind of action is a class here or in the module of its concept. Its fields are those that people write in
`proposal.yaml`. `problems` says why it cannot be done now, `effect` does it. Both see the state and the moment only, so
that the clerk that enacts and the audit that verifies run the same function. All actions of a proposal happen, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Protocol, get_args

from govtool.core.evidence import Keys
from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.record import Worded
from govtool.core.rule import Rule
from govtool.core.state import Content, State
from govtool.core.times import Date, Instant, date_of
from govtool.core.wording import Wording
from govtool.domain.constitution.bylaws import Bylaws

Cause = Literal["filed", "statement", "due"]
"""The cause that opens a proposal: a person's submission, a statement, or a date that has come."""


@dataclass(frozen=True)
class Moment:
    """The time and the proposal for which an action is judged.

    `names` are the files of the proposal's folder. `texts` holds their bytes and `contents` the new files of
    change-files, by digest. Both are None if only main is available: main holds only digests of a proposal that did not
    pass. `number` is empty, `opened_at` and `opening_minute` are None while the proposal is not opened yet; `result` is
    empty until it is decided. `opening_minute` is the number of the minute that opened it: the opening saw the entries
    of earlier minutes, and no later entry of the same second. `cause` is the cause that opened or would open it: a
    person who submitted it, a statement, or a date that has come. `due_at` is when its effects are due, or the end of
    an appeal that held them back; in a preview the earliest time at which they can come. It is None while nothing is
    decided.
    """

    at: Instant
    keys: Keys
    number: str = ""
    folder: str = ""
    names: frozenset[str] = frozenset()
    texts: Mapping[str, bytes] | None = None
    contents: Mapping[str, Content] | None = None
    cause: Cause = "filed"
    opened_at: Instant | None = None
    opening_minute: int | None = None
    result: str = ""
    due_at: Instant | None = None

    @property
    def day(self) -> Date:
        """The day with which an action compares its own days: the day on which it is due, however late the clerk is."""
        return date_of(self.due_at or self.at)


@dataclass(frozen=True)
class Closing:
    """The final end of a proposal: `result` of the vote, and `enacted`, which is empty if there was nothing to do.

    A result without effects (rejected, withdrawn, lapsed ...) has no enactment.
    """

    at: Instant
    number: str
    result: str
    enacted: Literal["", "enacted", "failed"]


@dataclass(frozen=True)
class Need:
    """A rule that must pass for an action, by its name in the bylaws. `subject` is the person concerned, `others` are
    several persons concerned: a rule that leaves out its subject leaves out all of them. `affiliate` is the affiliate
    concerned. `decision` is the row of the bylaws that names the rule; empty if another place does.

    `version` is `amended` if the rule is from the proposed bylaws, not from those in force. `misses` counts the earlier
    votes on the same question, in a row, in which too few took part. A vote that repeats an earlier one brings the
    `terms` of that rule, and the `bylaws` by which people are on its voter list. `is_weakened` says that it must pass
    only because an amendment weakens it.
    """

    rule: str
    subject: MemberId | None = None
    affiliate: MemberId | None = None
    version: str = ""
    others: tuple[MemberId, ...] = ()
    misses: int = 0
    terms: Rule | None = None
    bylaws: Bylaws | None = None
    decision: str = ""
    is_weakened: bool = False


@dataclass(frozen=True)
class Undo:
    """The action that undoes another one. `texts` are the files that it names, as their lines."""

    action: Action
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class AutomaticVote:
    """A vote that should open by itself: its action, its title, and the person who stated it; a date has no such
    person.

    `name` is the beginning of the slug, before the topic of the action: `confirm` gives `confirm-frank`.
    """

    cause: Literal["statement", "due"]
    name: str
    title: str
    summary: str
    action: Action
    proposer: MemberId | None = None


Known = Callable[[State, Mapping[str, object]], object]
"""Gives the present value of a field, from the state and the fields that were typed."""


class _Versioned(Protocol):
    @property
    def version(self) -> int: ...


def version_now(found: Callable[[State, str], _Versioned | None], field: str, none: int = 0) -> Known:
    """The present version of the record that a field names; `none` if there is no such record."""

    def known(state: State, typed: Mapping[str, object]) -> object:
        name = typed.get(field)
        old = found(state, name) if isinstance(name, str) else None
        return none if old is None else old.version

    return known


class Action(Worded):
    """The base of every action. The docstring's first line is its help; `kind` is the word of its field `action`."""

    concerns: ClassVar[str] = ""
    """The field that names the person whom the action concerns; empty if it concerns nobody."""
    concerns_affiliate: ClassVar[str] = ""
    """The field that names the affiliate of a federation whom the action concerns; empty if it concerns none."""
    touched: ClassVar[str] = ""
    """The one thing that it changes, such as `budget {budget}`; empty if that is its person, or more than one thing."""
    titled: ClassVar[Wording | None] = None
    """The short title of a proposal whose author wrote none."""
    example: ClassVar[str] = ""
    """The options of an example of `govtool propose KIND`, for its help; empty if the required options show enough."""
    known: ClassVar[Mapping[str, Known]] = MappingProxyType({})
    """The fields whose value the registry gives, so that nobody has to type it: by name in the file."""
    usual: ClassVar[Mapping[str, object]] = MappingProxyType({})
    """The values of fields that nobody types: by name in the file."""

    results: ClassVar[frozenset[str]] = frozenset({"passed"})
    one_each_vote: ClassVar[bool] = False
    """Whether each action of the kind needs a vote of its own, so that a proposal has one of them at most."""

    rests_on_silence: ClassVar[bool] = False
    """Whether it concerns people because they do not respond: the clerk first takes everything that they signed."""

    asks_nothing: ClassVar[bool] = False
    """Whether it changes nothing, so that beside other actions it adds nothing to a proposal."""
    not_asked: ClassVar[frozenset[str]] = frozenset()
    """The fields that ask for nothing by themselves: the name of a file, a proof that can be made again."""

    action: str

    @classmethod
    def automatic_votes(cls, state: State, at: Instant) -> Iterator[AutomaticVote]:
        """The votes on this action that should open by themselves at that time, in their order. A pure function of the
        state and the time: the clerk that opens and the audit that verifies produce the same text.
        """
        return iter(())

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """Takes the kind from the field `action`, which names one word in every kind of action."""
        for word in get_args(cls.model_fields["action"].annotation):
            cls.kind = word

    @property
    def subject(self) -> MemberId | None:
        """The person whom the action concerns, None if there is none."""
        return getattr(self, self.concerns) if self.concerns else None

    @property
    def affiliate_concerned(self) -> MemberId | None:
        """The affiliate whom the action concerns, None if there is none."""
        return getattr(self, self.concerns_affiliate) if self.concerns_affiliate else None

    @property
    def topic(self) -> str:
        """The subject of a vote that opens by itself: a person, a trial; empty if there is one such vote for all."""
        return self.subject or ""

    @property
    def touches(self) -> frozenset[str]:
        """The things that the action changes, by name, so that a failure can name the proposal that changed the same
        before it.
        """
        if self.touched:
            return frozenset({self.touched.format_map(self.__dict__)})
        return frozenset() if self.subject is None else frozenset({f"member {self.subject}"})

    @property
    def compares_days(self) -> bool:
        """Whether it compares a day of its own with the day on which it takes effect, `Moment.day`."""
        return False

    @property
    def people(self) -> tuple[MemberId, ...]:
        """All persons whom the action concerns."""
        return (self.subject,) if self.subject is not None else ()

    def heard(self, state: State) -> tuple[MemberId, ...]:
        """All whose statements the clerk takes before the action takes effect, even when it is due. An appeal that was
        sent in time must not be lost because the clerk is late.
        """
        return self.people

    @property
    def texts(self) -> tuple[str, ...]:
        """The files of the proposal's folder that are a part of the action."""
        return ()

    @property
    def is_said_by_title(self) -> bool:
        """Whether the action has no content of its own, so that only the proposal's title tells the request."""
        return False

    def needs(self, state: State, bylaws: Bylaws) -> tuple[Need, ...]:
        """The rules that decide, from the bylaws' table of decisions; none if it has no row for the action."""
        if self.kind not in bylaws.decisions:
            return ()
        rule = bylaws.decisions[self.kind].rule
        return (Need(rule, self.subject, self.affiliate_concerned, decision=self.kind),)

    def amended(self, bylaws: Bylaws) -> Bylaws:
        """The bylaws as they would be after the action. Raises Refused if the change is not possible."""
        return bylaws

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Why the action cannot be done on this state. Checked at submission, at opening and at enactment."""
        return iter(())

    def proposer_problems(self, state: State, proposer: MemberId, at: Instant) -> Iterator[Finding]:
        """Why a person cannot submit the action although the bylaws let their class do so."""
        return iter(())

    def effect(self, state: State, moment: Moment) -> State:
        """The state after the action; called only if `problems` found nothing."""
        return state

    def undo(self, state: State) -> Undo | None:
        """The action that undoes this one, made on the state before it; None if its kind cannot be undone. Raises
        Refused if this action does not fit the state.
        """
        return None

    def standing(self, state: State) -> Mapping[str, object]:
        """The value at each place that the action changes, by the name of the place, if its kind can be undone."""
        return {}

    def closed(self, state: State, closing: Closing) -> State:
        """The state once the proposal is finally closed, whatever its result; most actions leave nothing behind."""
        return state


def texts_are_there(action: Action, names: tuple[str, ...], moment: Moment) -> Iterator[Finding]:
    """A finding for each file that an action names and the proposal's folder lacks."""
    for name in names:
        if name not in moment.names:
            yield finding("missing_file", name=name, action=action.kind)
