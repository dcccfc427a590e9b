"""A draft: the input of the opening of a proposal, submitted by a person or due by the state itself.

If nobody submitted the proposal, this module makes its text from the action alone: one file, the same on every
computer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from govtool.core.canonical import emit
from govtool.core.evidence import Keys
from govtool.core.ids import LONGEST_ID, CommitId
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.action import AutomaticVote, Cause, Moment
from govtool.domain.decisions.cause import automatic_votes
from govtool.domain.decisions.docket import DocketEntry, SlugUse
from govtool.domain.decisions.proposal import FILE, Proposal, file_lines, names_of


@dataclass(frozen=True)
class Draft:
    """A proposal before it has a number; the docket then holds all of it. `filing` is the commit with which a person
    submitted it, None if it opens by itself. `texts` are the lines of the texts that its actions name.
    """

    proposal: Proposal
    folder: str
    files: tuple[str, ...]
    filing: CommitId | None
    cause: Cause = "filed"
    texts: tuple[str, ...] = ()


def draft_of(entry: DocketEntry) -> Draft:
    """The draft that an entry was opened from."""
    return Draft(entry.proposal, entry.folder, entry.files, entry.filing, entry.cause, entry.texts)


def moment_of(draft: Draft, at: Instant, keys: Keys, number: str = "") -> Moment:
    """The moment at which a draft's actions are judged if only main is available."""
    names = names_of(draft.files)
    return Moment(at=at, keys=keys, number=number, folder=draft.folder, names=names, cause=draft.cause)


def text_of(proposal: Proposal) -> Mapping[str, bytes]:
    """The files of a proposal that nobody submitted: one, in the canonical form."""
    return {FILE: emit(proposal.data())}


def pending(state: State, at: Instant) -> Iterator[Draft]:
    """The drafts that should open by themselves at that time, in their order."""
    for vote in automatic_votes(state, at):
        yield _draft(state, vote, at)


def is_pending(state: State, draft: Draft, at: Instant) -> bool:
    """Whether a draft is among those that should open by themselves at that time.

    Makes only this draft: if hundreds are due at once, each opening costs as much as a single one.
    """
    asked = draft.proposal.actions
    return any((vote.action,) == asked and _draft(state, vote, at) == draft for vote in automatic_votes(state, at))


def _draft(state: State, vote: AutomaticVote, at: Instant) -> Draft:
    proposal = Proposal(
        title=vote.title,
        summary=vote.summary,
        proposer=vote.proposer,
        open_before=add(at, bylaws_of(state).periods.open_before),
        own_actions=(vote.action,),
    )
    folder = Proposal.home.folder(at[:7], _free_slug(state, at[:7], f"{vote.name}-{vote.action.topic or 'all'}"))
    return Draft(proposal, folder, file_lines(text_of(proposal)), None, vote.cause)


def _free_slug(state: State, month: str, name: str) -> str:
    """The name, cut to the length of a slug; with the first free number if it was used before."""
    number = 1
    while True:
        ending = f"-{number}" if number > 1 else ""
        slug = name[: LONGEST_ID - len(ending)].removesuffix("-") + ending
        if SlugUse.of(state, slug) is None and not state.names(Proposal.home.folder(month, slug)):
            return slug
        number += 1
