"""A clerk gone bad at an opening: it asks nobody whether the proposal may open, and writes everything else rightly."""

from __future__ import annotations

from dataclasses import dataclass

from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.core.state import State
from govtool.domain.decisions import docket, filing
from govtool.domain.decisions.draft import Draft
from govtool.domain.decisions.opening import make_entry


@dataclass(frozen=True)
class Forced:
    """An opening that nobody asked whether it may be; `filed` are the bytes that it lays down as the filing."""

    at: str
    draft: Draft
    filed: bytes | None = None
    name = "opened"

    def apply(self, state: State) -> tuple[State, dict[str, object]]:
        entry = make_entry(state, self.draft, self.at)
        state = state.put(docket.open_path(entry.number), entry)
        state = state.put(docket.slug_path(entry.slug), docket.SlugUse(proposal=entry.number))
        if self.filed is not None:
            state = state.put(filing.path_of(entry.number), filing.record_of(self.filed))
        return state, {
            "proposal": entry.number,
            "folder": entry.folder,
            "content": entry.content,
            "docket": digest_of(emit(entry.data())),
        }
