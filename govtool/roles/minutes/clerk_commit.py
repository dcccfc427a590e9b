"""The seal: makes the commits of the clerk, signed with its key, and turns the book's page with the audit's own
verification. Nothing that does not verify stays in the book, so nothing of it can be pushed.
"""

from __future__ import annotations

from govtool.core import minute as minutes
from govtool.core.ids import CommitId
from govtool.core.times import Instant, seconds_of
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.event import Event, Step, step
from govtool.errors import GovtoolError, Refused
from govtool.io.git.store import tree_of
from govtool.io.signature.signing import SigningKey, sign_commit
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.verification import verify

AUTHOR = "clerk <clerk@govtool.invalid>"


class Seal:
    """The clerk's key at work on one book, at one time. `made` are the commits that it made."""

    def __init__(self, book: Book, key: SigningKey, at: Instant) -> None:
        """Raises GovtoolError where the key is not one of the clerk's."""
        if not organization_of(book.state).is_clerk_key(key.public_key.base64):
            raise GovtoolError(
                f"{key.public_key.fingerprint} is no key of the clerk of this organisation",
                "give the clerk its key; after a handover the old one is worthless",
            )
        self.book = book
        self.at = at
        self.made: set[CommitId] = set()
        self._key = key

    @property
    def head(self) -> CommitId:
        """The commit that main moves to."""
        return self.book.page.head

    def enter(self, event: Event, *others: CommitId) -> Step:
        """Makes the commit of an event, with further parents. Raises Refused where the event is not legal now."""
        made = step(self.book.state, event)
        tree = tree_of(self.book.git, self.book.page.tree, self.book.layout, made.state, write=True)
        self.take(self.commit(tree, (self.head, *others), f"{_title(made)}\n\n{minutes.TRAILER}: {made.digest}\n"))
        return made

    def commit(self, tree: str, parents: tuple[CommitId, ...], message: str) -> CommitId:
        """Makes a signed commit that is not in the book yet."""
        stamp = f"{AUTHOR} {seconds_of(self.at)} +0000"
        oid = self.book.git.write("commit", sign_commit(self._key, tree, parents, stamp, stamp, message))
        self.made.add(oid)
        return oid

    def take(self, oid: CommitId) -> None:
        """Turns the page. If the audit's verification refuses the commit, that is a bug: the book stays as it was, and
        it raises.
        """
        page = self.book.page
        found = verify(self.book, oid)
        if found:
            self.book.turn_back(page)
            raise Refused(found, "the clerk's own commit does not verify")


def _title(made: Step) -> str:
    minute = made.minute
    if minute.event == "stated":
        return f"Take statement {minute.statement} of {minute.member}: {minute.kind}"
    what = {"opened": "Open", "decided": "Decide", "enacted": "Enact"}[minute.event]
    return f"{what} {minute.proposal}" + (f": {minute.result}" if minute.result else "")
