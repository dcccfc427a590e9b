"""A clerk gone bad: at an opening it asks nobody whether the proposal may open, and writes everything else rightly; or
it makes legal events only, and chooses when, in which order, and with which ballots.
"""

from __future__ import annotations

from dataclasses import dataclass

from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.core.state import State
from govtool.domain.decisions import filing
from govtool.domain.decisions.docket import DocketEntry, SlugUse
from govtool.domain.decisions.draft import Draft
from govtool.domain.decisions.event import Event
from govtool.domain.decisions.filing import FiledCommit
from govtool.domain.decisions.opening import make_entry
from govtool.roles.minutes.clerk_commit import Seal
from tests.world.coop import Coop


@dataclass(frozen=True)
class Forced:
    """An opening that nobody asked whether it may be; `filed` are the bytes that it lays down as the filing."""

    at: str
    draft: Draft
    filed: bytes | None = None
    name = "opened"

    def apply(self, state: State) -> tuple[State, dict[str, object]]:
        state, entry = make_entry(state, self.draft, self.at)
        state = state.put(DocketEntry.home.path(entry.number), entry)
        state = state.put(SlugUse.home.path(entry.slug), SlugUse(proposal=entry.number))
        if self.filed is not None:
            state = state.put(FiledCommit.home.path(entry.number), filing.record_of(self.filed))
        return state, {
            "proposal": entry.number,
            "folder": entry.folder,
            "content": entry.content,
            "docket": digest_of(emit(entry.data())),
        }


def entered(coop: Coop, event: Event, *others: str) -> str:
    """The clerk puts an event on main as the clerk does, at the event's own time. Raises Refused if it is not legal."""
    book = coop.audit().book
    assert book is not None
    seal = Seal(book, coop.clerk_key, event.at)
    seal.enter(event, *others)
    return coop.put_on_main(seal.head)
