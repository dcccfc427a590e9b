"""One step of the minute book: the state, and an event on it, give the next state or a refusal.

`step` is the only way in which the registry changes. The clerk makes commits with it, the audit and the guard verify
them with it: the whole tree that it gives is compared with the tree of the commit. The rules for every event are
checked here: time never runs back, due effects come first, and nothing else is valid before all founders have accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from govtool.core import minute as book
from govtool.core.finding import finding
from govtool.core.ids import Digest, MemberId, digest_of
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution import former_class
from govtool.domain.constitution.ending import is_closed
from govtool.domain.constitution.organization import organization_of
from govtool.domain.constitution.tenure import remember
from govtool.domain.decisions.decision import Decide
from govtool.domain.decisions.docket import waiting
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.statement import TakeStatement
from govtool.errors import Refused


class Event(Protocol):
    """An event. `name` is its word in the minute; `apply` gives the state after it and the minute's own fields."""

    @property
    def at(self) -> Instant: ...

    @property
    def name(self) -> str: ...

    def apply(self, state: State) -> tuple[State, dict[str, object]]: ...


@dataclass(frozen=True)
class Step:
    """The result of a step: the state with the minute in the book, the minute and its digest."""

    state: State
    minute: Minute
    digest: Digest


def step(state: State, event: Event) -> Step:
    """The state after an event. Raises Refused with every reason why it is not valid now."""
    newest, previous = book.newest(state)
    if event.at < newest.at:
        raise Refused([finding("time_order", at=event.at, newest=newest.at)])
    if organization_of(state).founding and event.name not in ("stated", "handed-over"):
        raise Refused([finding("founding", who=", ".join(organization_of(state).founding))])
    if is_closed(state):
        raise Refused([finding("ended")])
    _refuse_overtaking(state, event)
    after, fields = event.apply(state)
    after = former_class.remember(state, remember(state, after, event.at), event.at)
    return enter(after, event, newest.number + 1, previous, fields)


def enter(state: State, event: Event, number: int, previous: Digest | None, fields: dict[str, object]) -> Step:
    """The state with a minute of the event entered in the book."""
    values = {"number": number, "previous": previous, "at": event.at, "event": event.name, **fields}
    minute = Minute.model_validate(values, by_name=True)
    return Step(state.keep(minute), minute, digest_of(minute.as_file))


def _refuse_overtaking(state: State, event: Event) -> None:
    """Refuses an event before which due proposals must be enacted, in the order of `docket.waiting`. A handover is
    exempt: it cannot wait for a clerk.

    A decision may come before the effects of proposals that were decided in the same second without a delay. So
    proposals that are due at the same instant are all decided first; then the larger share of votes for comes first.

    An effect on people who do not respond waits for everything that they signed: a late clerk must not make a person
    absent who was not.
    """
    if event.name == "handed-over":
        return
    due = [entry for entry in waiting(state) if (entry.effective_at or "") <= event.at]
    if event.name == "decided":
        due = [entry for entry in due if entry.fixed_at < event.at]
    if due and isinstance(event, TakeStatement):
        due = [entry for entry in due if event.author not in entry.taken_first(state)]
    elif due and any(entry.silent for entry in due):
        signed = _signed_in(state, event)
        due = [entry for entry in due if not entry.silent & signed]
    if due and getattr(event, "number", None) != due[0].number:
        raise Refused([finding("order", number=due[0].number)])


def _signed_in(state: State, event: Event) -> frozenset[MemberId]:
    """The people whose signatures an event brings beside statements: counted ballots, and a submission."""
    if isinstance(event, Decide):
        return frozenset(event.count(state).votes)
    proposer = event.draft.proposal.proposer if isinstance(event, Open) else None
    return frozenset({proposer} if proposer else ())
