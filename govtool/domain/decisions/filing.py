"""A filing: the signed commit with which a person submits a proposal, kept in the registry byte for byte.

Made when the proposal opens; it never changes and never ends. The trailer of the commit binds the organisation, the
folder and every byte of the proposal. So anybody can verify from the registry alone that the proposer submitted exactly
this text, whatever its result. Nobody else can use up a person's open proposals, or cause a cooldown for their request.
A slug is used once, so one signature opens one proposal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.canonical import emit
from govtool.core.commit import Commit
from govtool.core.evidence import Paper
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import MemberId
from govtool.core.minute import genesis_of
from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions.ballot import key_problem
from govtool.domain.decisions.draft import Draft
from govtool.domain.decisions.proposal import FILE, content_digest

FILING_TRAILER = "Proposal"
MAX_BYTES = 8 * 1024


class FiledCommit(FileRecord):
    """The record `registry/filings/00/00/0007.yaml`: the commit that submitted proposal 0007, as it was signed.

    Joined with line feeds, the lines are the bytes of the git object; its id is `filing` in the docket.
    """

    home: ClassVar[Home] = Home("filing", "registry/filings/{proposal:hundreds}/{proposal:number}.yaml")

    lines: Annotated[tuple[str, ...], Field(min_length=4, max_length=MAX_BYTES)] = Field(
        description="the bytes of the commit, cut at each line feed"
    )

    @property
    def raw(self) -> bytes:
        """The bytes of the commit."""
        return "\n".join(self.lines).encode()


def identity_of(member: MemberId) -> str:
    """The name and address of a filing's author and committer that reveal only the member's id."""
    return f"{member} <{member}@invalid>"


def named(commit: Commit, member: MemberId) -> Iterator[Finding]:
    """Names and addresses that the registry would keep permanently with a filing: a warning, since its author chose
    them.

    Anybody may write anything there, and no rule reads it.
    """
    for line in dict.fromkeys((commit.author, commit.committer)):
        who = line.rsplit(" ", 2)[0]
        if who != identity_of(member):
            yield finding("filing_names", commit=commit.id, who=who, instead=identity_of(member))


def record_of(raw: bytes) -> FiledCommit:
    """The record of a commit that passed `form_problem`."""
    return FiledCommit(lines=tuple(raw.decode().split("\n")))


def form_problem(raw: bytes) -> Finding | None:
    """Why the registry cannot hold a commit; None if it can."""
    if len(raw) > MAX_BYTES:
        return finding("grammar", what=f"the commit that submits it has {len(raw)} bytes; at most {MAX_BYTES}")
    try:
        emit(record_of(raw).data())
    except ValueError as error:
        return finding("grammar", what=f"the registry cannot hold the commit that submits it: {error}")
    return None


def problems(state: State, draft: Draft, paper: Paper | None, at: Instant) -> Iterator[Finding]:
    """Why a commit does not file this draft for its proposer: its form, its trailer, its signature.

    The key must be the proposer's on this state at this time. The opening checks this once, and nothing checks it
    again.
    """
    path = f"{draft.folder}/{FILE}"
    if paper is None or paper.commit != draft.filing:
        yield finding("content", draft.folder, what="the commit of the submission is missing")
        return
    problem = paper.problem or form_problem(paper.data)
    if problem is not None:
        yield problem.at(path)
        return
    if paper.trailers.get(FILING_TRAILER) != content_digest(genesis_of(state), draft.folder, draft.files):
        what = "it must be the digest of the proposal's folder and files; submit the proposal again"
        yield finding("trailer", path, trailer=FILING_TRAILER, what=what)
    proposer = draft.proposal.proposer or "nobody"
    problem = key_problem(state, proposer, paper, at, at)
    if problem is not None and problem.code in ("key_unknown", "key_role"):
        problem = finding("proposer", proposer=proposer, key=paper.signer.name or "no key")
    if problem is not None:
        yield problem.at(path)
