"""The outbox of a clone: papers that a person signed there and that are not delivered yet, so that none is lost.

Promises: a paper goes in only while its branch, here and as it was fetched, is what its signer looked at. It goes out
only if it is the very one that was delivered, replaced or dropped. Two commands at the same moment, or one that is
killed at any step, leave each paper in the outbox, on the remote, or both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from govtool.core.ids import CommitId
from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.git.refs import Move
from govtool.io.git.remote import LostRace, Remote
from govtool.io.git.store import Layout, layout_of
from govtool.roles.minutes.branch import statement_on

OUTBOX = "refs/govtool/outbox/"
SENT = "refs/govtool/sent/"
KNOWN = "refs/govtool/known/"

Use = Literal["free", "same", "other"]


@dataclass(frozen=True, slots=True)
class Place:
    """A branch as it was when a paper for it was judged. It names the commit that was fetched from it, the one that
    waits here for it, and the one that this computer delivered to it last.
    """

    branch: str
    there: CommitId | None = None
    waiting: CommitId | None = None
    sent: CommitId | None = None

    @property
    def newest(self) -> CommitId | None:
        """The commit on the branch once all is delivered."""
        return self.waiting or self.there


class Outbox:
    """The papers that wait in a clone for delivery to a remote."""

    def __init__(self, git: Git, remote: Remote) -> None:
        self._git = git
        self._remote = remote

    def place(self, branch: str) -> Place:
        """A branch as it is now."""
        return Place(branch, self._remote.head(branch), self._git.ref(OUTBOX + branch), self._git.ref(SENT + branch))

    def places(self, prefix: str) -> dict[str, Place]:
        """The branches below a prefix that hold something, here or as they were fetched last, sorted."""
        there, waiting = self._remote.branches(prefix), self.waiting(prefix)
        sent = {ref.removeprefix(SENT): oid for ref, oid in self._git.refs(SENT + prefix).items()}
        names = {*there, *waiting, *(sent if self._remote.pushes_elsewhere else ())}
        return {name: Place(name, there.get(name), waiting.get(name), sent.get(name)) for name in sorted(names)}

    def waiting(self, prefix: str = "") -> dict[str, CommitId]:
        """The papers that wait, by branch."""
        return {ref.removeprefix(OUTBOX): oid for ref, oid in self._git.refs(OUTBOX + prefix).items()}

    def put(
        self, place: Place, commit: CommitId, *, instead_of: Place | None = None, main: CommitId | None = None
    ) -> bool:
        """Puts a signed commit in, for a branch as its signer saw it. If `instead_of` is given, that paper goes out at
        once.

        Returns False, and changes nothing, if the branch is not as it was seen or the other paper is gone. The same
        holds if main is no longer at `main`, on which the paper was judged.
        """
        branch, known = place.branch, self._git.ref(KNOWN + place.branch)
        moves = [Move(OUTBOX + branch, commit, place.waiting), Move(self._tracking(branch), place.there, place.there)]
        if known != place.there:
            moves.append(Move(KNOWN + branch, place.there, known))
        if main is not None and self._remote.head("main") is not None:
            moves.append(Move(self._tracking("main"), main, main))
        if instead_of is not None and instead_of.branch != branch:
            moves += self._out(instead_of.branch, instead_of.waiting)
        return self._git.move_refs(*moves)

    def use_of_name(self, branch: str, commit: CommitId) -> Use:
        """The use, on main as fetched last, of the number of a statement or the name of a proposal: none, that very
        paper, or another.

        Main is not verified here. A false main holds a paper back, and never loses it.
        """
        kind, _, name = branch.partition("/")
        main = self._remote.head("main")
        if main is None or kind not in ("statement", "proposal"):
            return "free"
        try:
            tree = self._git.loose_commit(main).tree
            layout = layout_of(self._git, tree)
            if layout is None:
                return "free"
            if kind == "proposal":
                return self._use_of_slug(tree, layout, name, commit)
            return self._use_of_number(tree, layout, branch, commit)
        except GovtoolError:
            return "free"

    def _use_of_number(self, tree: str, layout: Layout, branch: str, commit: CommitId) -> Use:
        # only who looks at statements needs their rules
        from govtool.domain.decisions.statement import Statement

        stated = statement_on(branch)
        if stated is None:
            return "free"
        path = layout.place(Statement.home.path(*stated))
        there = self._git.entry(tree, path)
        if there is None:
            return "free"
        return "same" if there == self._git.entry(self._git.loose_commit(commit).tree, path) else "other"

    def _use_of_slug(self, tree: str, layout: Layout, slug: str, commit: CommitId) -> Use:
        # only who looks at filings needs their rules
        from govtool.domain.decisions.docket import SlugUse
        from govtool.domain.decisions.filing import FiledCommit
        from govtool.roles.minutes.registry import state_of

        state = state_of(self._git, tree, layout)
        use = SlugUse.of(state, slug)
        if use is None:
            return "free"
        filed = FiledCommit.of(state, use.proposal)
        return "same" if filed is not None and filed.raw == self._git.commit_bytes(commit) else "other"

    def unsent(self, prefix: str = "") -> tuple[Place, ...]:
        """The branches below a prefix for which something was made here and not delivered."""
        places = (self.place(branch) for branch in self.waiting(prefix))
        return tuple(place for place in places if place.waiting is not None)

    def stranded(self, prefix: str = "") -> tuple[Place, ...]:
        """The papers that can never be sent as they are: another computer used their number or branch meanwhile."""
        return tuple(place for place in self.unsent(prefix) if self.is_stranded(place))

    def drop_unsent(self, place: Place, what: str) -> None:
        """Takes out a paper that was never delivered. Raises LostRace if it was delivered meanwhile."""
        if place.waiting is None or not self.drop(place.branch, place.waiting):
            raise LostRace(f"{what} is not there any more", "look again: govtool status")

    def is_stranded(self, place: Place) -> bool:
        """Whether what waits for a branch cannot be sent any more as it is.

        It may take the place of what lies there if its signer knew of that, or this computer itself delivered that
        before. Anything else came from another computer.
        """
        if place.waiting is None:
            return False
        known = (None, place.waiting, place.sent, self._git.ref(KNOWN + place.branch))
        return place.there not in known or self.use_of_name(place.branch, place.waiting) == "other"

    def delivered(self, place: Place, commit: CommitId) -> None:
        """Remembers that a commit was delivered to a branch, and takes it out; never a newer one that came meanwhile.

        Whether each ref could be moved changes nothing: a fetch, or another command, knows better then.
        """
        if not self._remote.pushes_elsewhere and place.there != commit:
            self._git.move_refs(Move(self._tracking(place.branch), commit, place.there))
        if place.sent != commit:
            self._git.move_refs(Move(SENT + place.branch, commit, place.sent))
        self.drop(place.branch, commit)

    def drop(self, branch: str, commit: CommitId) -> bool:
        """Takes a paper out, if it is the very one; tells whether it was."""
        return self._git.move_refs(*self._out(branch, commit))

    def _out(self, branch: str, commit: CommitId | None) -> list[Move]:
        known = self._git.ref(KNOWN + branch)
        moves = [Move(OUTBOX + branch, None, commit)]
        return [*moves, Move(KNOWN + branch, None, known)] if known is not None else moves

    def _tracking(self, branch: str) -> str:
        return f"refs/remotes/{self._remote.name}/{branch}"


def taken_back_by(branch: str) -> str:
    """The command that takes a paper out of the outbox before it is sent; empty if there is none."""
    if stated := statement_on(branch):
        return f"govtool retract {stated[1]} --unsent"
    if branch.startswith("proposal/"):
        return f"govtool withdraw {branch.partition('/')[2]} --unsent"
    return f"govtool vote {branch.split('/')[1]} --unsent" if branch.startswith("vote/") else ""


def stranded_words(branch: str) -> str:
    """Why a paper cannot be sent as it is, and what to type."""
    drop = f"to drop it: {taken_back_by(branch)}"
    if statement_on(branch):
        return (
            "its number was used meanwhile, perhaps on another computer of yours; to sign it again under the next "
            f"number: govtool sign; {drop}"
        )
    if branch.startswith("proposal/"):
        return (
            "its name was used meanwhile, perhaps on another computer of yours; to file it under another name: "
            f"govtool sign; {drop}"
        )
    return "something else came there meanwhile, perhaps from another computer of yours; to replace that, do it again"
