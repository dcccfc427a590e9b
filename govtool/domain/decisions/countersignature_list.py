"""One statement that signs several entries of the books as the second person, such as a month's receipts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.decisions.countersignature import Countersign, TwoPersons, awaited_of, body_of
from govtool.domain.decisions.statement import Body, Stating

MOST_ENTRIES = 100


class CountersignList(Body):
    """Sign several entries of the books that others began. Each is judged by itself, one after the other."""

    kind: ClassVar[str] = "countersign-list"
    said: ClassVar[Wording | None] = wording("signs {confirms:count entry} of the books as the second")

    confirms: Annotated[tuple[Digest, ...], Field(min_length=2, max_length=MOST_ENTRIES)] = Field(
        description="the digests of the first statements' files"
    )

    @model_validator(mode="after")
    def _names_each_once(self) -> CountersignList:
        if len(set(self.confirms)) < len(self.confirms):
            raise ValueError("names a statement twice")
        return self

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """At least one of them can be signed; otherwise the reasons of all."""
        found, _ = self._signed(state, stating)
        if all(found.values()):
            yield from (each for findings in found.values() for each in findings)

    def effect(self, state: State, stating: Stating) -> State:
        """Those that can be signed take effect; the others stay as they are."""
        return self._signed(state, stating)[1]

    def _signed(self, state: State, stating: Stating) -> tuple[dict[Digest, tuple[Finding, ...]], State]:
        found: dict[Digest, tuple[Finding, ...]] = {}
        for digest in self.confirms:
            awaited = awaited_of(state, digest)
            body = body_of(awaited, state.catalogue) if awaited is not None else None
            if not isinstance(body, TwoPersons) or not body.in_lists:
                found[digest] = (finding("not_awaited", digest=digest),)
                continue
            one = Countersign(confirms=digest)
            found[digest] = tuple(one.problems(state, stating))
            state = state if found[digest] else one.effect(state, stating)
        return found, state
