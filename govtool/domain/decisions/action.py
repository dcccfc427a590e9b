"""An action: one typed change that a proposal asks for.

A kind of action is a class here or in the module of its concept: its fields are what people write in `proposal.yaml`,
`problems` says why it cannot be done now, `effect` does it. Both see the state and the moment only, so that the clerk
that enacts and the audit that verifies run the same function. All actions of a proposal happen, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal, Protocol

from govtool.core.evidence import Keys
from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.record import Worded
from govtool.core.state import Content, State
from govtool.core.times import Date, Instant, date_of
from govtool.core.wording import Wording
from govtool.domain.constitution.bylaws import Bylaws

Cause = Literal["filed", "statement", "due"]
"""What opens a proposal: a person's filing, a statement of somebody, or a date that has come."""


@dataclass(frozen=True)
class Moment:
    """When and for which proposal an action is judged.

    `names` are the files of the proposal's folder. Their bytes in `texts`, and the new files of change-files in
    `contents` by digest, are None where only main is at hand: a proposal that did not pass is on main by digests alone.
    `number` is empty, `opened_at` and `opening_minute` are None while the proposal is not opened yet; `result` is
    empty until it is decided. `opening_minute` is the number of the minute that opened it: what was booked before that
    minute was there at the opening, and what came later in the same second was not.
    `cause` says what opened or would open it: a person who filed it, a statement, or a date that has come.
    `due_at` is when its effects are due, or the end of an appeal that held them back; in a preview the earliest time at
    which they can come. It is None while nothing is decided.
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
        """The day with which an action compares its own days: that on which it is due, however late the clerk is."""
        return date_of(self.due_at or self.at)


@dataclass(frozen=True)
class Closing:
    """How a proposal ended for good: `result` of the vote, and `enacted`, which is empty where nothing was to be done.

    A result that calls for nothing (rejected, withdrawn, lapsed ...) has no enactment.
    """

    at: Instant
    number: str
    result: str
    enacted: Literal["", "enacted", "failed"]


@dataclass(frozen=True)
class Need:
    """A rule that has to pass for an action: its name in the bylaws, and `subject` where it concerns a person, or
    `others` where it concerns several: a rule that leaves out its subject leaves out all of them.

    `version` says of which bylaws the rule is where it is not of those in force: `amended` for those proposed.
    `misses` counts the votes on the same question before it, in a row, in which too few took part.
    """

    rule: str
    subject: MemberId | None = None
    version: str = ""
    others: tuple[MemberId, ...] = ()
    misses: int = 0


@dataclass(frozen=True)
class AutomaticVote:
    """A vote that is to open: its action, how it is called, and who stated it; nobody did where a date came.

    `name` begins the slug, before the person concerned: `confirm` gives `confirm-frank`.
    """

    cause: Literal["statement", "due"]
    name: str
    title: str
    summary: str
    action: Action
    proposer: MemberId | None = None


Known = Callable[[State, Mapping[str, object]], object]
"""Gives the value of a field as it stands now, from the state and the fields that were typed."""


class _Versioned(Protocol):
    @property
    def version(self) -> int: ...


def version_now(found: Callable[[State, str], _Versioned | None], field: str, none: int = 0) -> Known:
    """The version that stands now of the record that a field names; `none` if there is no such record."""

    def known(state: State, typed: Mapping[str, object]) -> object:
        name = typed.get(field)
        old = found(state, name) if isinstance(name, str) else None
        return none if old is None else old.version

    return known


class Action(Worded):
    """The base of every action. The docstring's first line is its help."""

    titled: ClassVar[Wording | None] = None
    """The title of a proposal whose author wrote none, in a few words."""
    example: ClassVar[str] = ""
    """What is typed behind `govtool propose KIND`, for its help; empty if its required options show enough."""
    known: ClassVar[Mapping[str, Known]] = MappingProxyType({})
    """What the action says of the registry as it stands, so that nobody has to type it: by name in the file."""
    usual: ClassVar[Mapping[str, object]] = MappingProxyType({})
    """What a field holds if nobody types it: by name in the file."""

    results: ClassVar[frozenset[str]] = frozenset({"passed"})
    brings_people: ClassVar[bool] = False
    """Whether it brings somebody in, which ends once the organisation winds up."""

    compares_days: ClassVar[bool] = False
    """Whether it compares a day of its own with the day on which it takes effect, `Moment.day`."""

    rests_on_silence: ClassVar[bool] = False
    """Whether it is done to people because nothing is heard from them: whatever they signed is looked at first."""

    asks_nothing: ClassVar[bool] = False
    """Whether it changes nothing, so that beside other actions it adds nothing to what a proposal asks for."""
    not_asked: ClassVar[frozenset[str]] = frozenset()
    """The fields that ask for nothing by themselves: how a file is called, a proof that can be made anew."""

    action: str

    @classmethod
    def automatic_votes(cls, state: State, at: Instant) -> Iterator[AutomaticVote]:
        """The votes on this action that are to open by themselves at that time, in the order in which they open. A pure
        function of the state and the time: the clerk that opens and the audit that verifies come to the same text.
        """
        return iter(())

    @property
    def subject(self) -> MemberId | None:
        """The person whom the action concerns, where there is one."""
        return None

    @property
    def touches(self) -> frozenset[str]:
        """What the action changes, by name, so that a failure can name the proposal that changed the same before it."""
        return frozenset() if self.subject is None else frozenset({f"member {self.subject}"})

    @property
    def people(self) -> tuple[MemberId, ...]:
        """Everybody whom the action concerns. The clerk takes their statements before the action takes effect, even
        when it is due: an appeal that was sent in time must not be lost because the clerk came late.
        """
        return (self.subject,) if self.subject is not None else ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The files of the proposal's folder that are a part of what the action asks."""
        return ()

    @property
    def is_said_by_title(self) -> bool:
        """Whether the action holds nothing by itself, so that only the proposal's title says what is asked."""
        return False

    def needs(self, state: State, bylaws: Bylaws) -> tuple[Need, ...]:
        """The rules that decide, from the bylaws' table of decisions; none where it has no row for the action."""
        return (Need(bylaws.decisions[self.kind].rule, self.subject),) if self.kind in bylaws.decisions else ()

    def amended(self, bylaws: Bylaws) -> Bylaws:
        """The bylaws as they would be after the action. Raises Refused where it cannot change them so."""
        return bylaws

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Why the action cannot be done on this state. Checked at filing, at opening and at enactment."""
        return iter(())

    def effect(self, state: State, moment: Moment) -> State:
        """The state after the action; called only where `problems` found nothing."""
        return state

    def closed(self, state: State, closing: Closing) -> State:
        """The state once the proposal is closed for good, whatever came of it; most actions leave nothing behind."""
        return state


def texts_are_there(action: Action, names: tuple[str, ...], moment: Moment) -> Iterator[Finding]:
    """The files that an action names lie in the proposal's folder."""
    for name in names:
        if name not in moment.names:
            yield finding("missing_file", name=name, action=action.kind)
