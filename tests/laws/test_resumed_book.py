"""The law of the resumed book: opened at any verified commit, it equals the book of a whole audit in every field.

The histories are random and hostile: free commits that repeat the seal of the commit below them, void twins of events
that are repaired and made again, repairs that look like the event that they bring back, ids in capital letters, gathers
pushed to main, handovers that drop minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.ids import digest_of
from govtool.core.minute import TRAILER, Minute
from govtool.domain.decisions import docket
from govtool.io.signature.trust import TrustStore
from govtool.roles.desk.desk import book_of_pin, remember
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import Book
from tests.threats.attack_main import opening_of
from tests.world.coop import Coop
from tests.world.examples import histories
from tests.world.people import key_of
from tests.world.words import MOTION


class History:
    """A co-operative to which one thing after the other happens; `count` makes names that were never used."""

    def __init__(self, coop: Coop) -> None:
        self.coop, self.count = coop, 0
        self.spent = coop.clerk_key

    def slug(self) -> str:
        self.count += 1
        self.coop.later("PT1H")
        return f"thing-{self.count}"

    def opened(self) -> None:
        """A proposal opens, and two people vote."""
        number = self.coop.open("alice" if self.count % 2 else "bob", self.slug(), MOTION)
        for voter in ("carol", "dan"):
            self.coop.vote(voter, number)
        self.coop.run_clerk()

    def decided(self) -> None:
        """The oldest vote ends."""
        entries = [entry for entry in docket.open_entries(self.coop.registry) if entry.is_open]
        if entries:
            self.coop.vote("erin", entries[0].number)
            self.coop.finish(entries[0].number)

    def page(self) -> None:
        """Somebody changes a free page."""
        self.coop.tamper(f"docs/{self.slug()}.md", b"A page\n")

    def twin_of_a_seal(self) -> None:
        """A free commit on top repeats the message below it, and is signed with a clerk's key, spent or not."""
        below = self.coop.hub.loose_commit(self.coop.head)
        for key in (self.spent, self.coop.clerk_key):
            tree = self.coop.tree(below.tree, {f"docs/{self.slug()}.md": b"A page\n"})
            self.coop.put_on_main(self.coop.commit(tree, (self.coop.head,), below.message, key))

    def void_twin(self) -> None:
        """An opening with a file too many, repaired; then the very same minute is made again."""
        slug = self.slug()
        self.coop.propose("carol", slug, MOTION)
        self.coop.cheat(opening_of(self.coop, slug), files={"registry/mine.yaml": b"mine: true\n"})
        self.coop.run_clerk()

    def unsealed_twin(self) -> None:
        """The very tree of an honest opening, sealed by nobody, repaired, and made again."""
        slug = self.slug()
        self.coop.propose("dan", slug, MOTION)
        self.coop.cheat(opening_of(self.coop, slug), key=key_of("mallory"))
        self.coop.run_clerk()

    def twin_repair(self) -> None:
        """The newest minute is taken away, and the repair is sealed and named as the commit that had added it."""
        good = self.coop.book.page.good
        commit = self.coop.hub.loose_commit(self.coop.book.commit_of(self.coop.book.newest[0].number))
        if len(commit.parents) != 1 or f"{TRAILER}: " not in commit.message:
            return
        before = self.coop.hub.loose_commit(commit.parents[0]).tree
        void = self.coop.commit(before, (self.coop.head,), "Tidy up\n", None)
        self.coop.put_on_main(void)
        tree = self.coop.hub.loose_commit(good).tree
        self.coop.put_on_main(self.coop.commit(tree, (void,), commit.message, self.spent))

    def capitals(self) -> None:
        """A free commit whose parent is written in capital letters, which git takes for the same id."""
        tree = self.coop.tree(self.coop.hub.loose_commit(self.coop.head).tree, {f"docs/{self.slug()}.md": b"A page\n"})
        self.coop.put_on_main(in_capitals(self.coop, tree))
        self.coop.run_clerk()

    def gather_on_main(self) -> None:
        """Somebody moves main to a gather: it changes no file."""
        for entry in docket.open_entries(self.coop.registry):
            if entry.is_open and self.coop.book.page.void_since is None:
                self.coop.put_on_main(self.coop.gather(entry.number, self.coop.vote("alice", entry.number)))
                return

    def stated(self) -> None:
        """Somebody rotates a key."""
        self.coop.state("erin", "rotate-key", self.coop.rotation("erin", self.count + 10))
        self.slug()
        self.coop.run_clerk()

    def handed_over(self) -> None:
        """The members give the clerk a new key, and drop what came after an earlier minute."""
        book = self.coop.book
        stands = book.state.data(Minute.home.path(max(0, book.newest[0].number - 2))) or b""
        self.spent, self.coop.clerk_key = self.coop.clerk_key, key_of("clerk", self.count + 100)
        self.slug()
        self.coop.hand_over("alice bob carol dan erin", self.coop.clerk_key, stands=digest_of(stands))
        self.coop.run_clerk()


def in_capitals(coop: Coop, tree: str) -> str:
    """A commit on main whose parent line holds the id in capital letters."""
    who = "Mallory <mallory@example.org> 1793527200 +0000"
    raw = f"tree {tree}\nparent {coop.head.upper()}\nauthor {who}\ncommitter {who}\n\nA page\n"
    return coop.hub.write("commit", raw.encode())


TURNS: dict[str, Callable[[History], None]] = {
    name: getattr(History, name)
    for name in (
        "opened",
        "twin_of_a_seal",
        "void_twin",
        "unsealed_twin",
        "twin_repair",
        "capitals",
        "gather_on_main",
        "page",
        "stated",
        "decided",
        "handed_over",
    )
}


def picture(book: Book, asked: list[str]) -> dict[str, object]:
    """Everything that a book says of itself and of its past."""
    page = book.page
    return {
        "identity": (book.genesis, book.layout, book.founded, book.voids),
        "page": (page.good, page.tree, page.head, page.void_since),
        "minutes": [book.commit_of(number) for number in range(book.newest[0].number + 1)],
        "before": [states_tree(book, number) for number in range(book.newest[0].number + 1)],
        "chain": [oid for oid in asked if book.is_on_main(oid)],
        "openings": [book.opening(entry).digest for entry in docket.open_entries(book.state)],
    }


def states_tree(book: Book, number: int) -> object:
    """What tells one state from another: the newest minute in it."""
    state = book.state_before(number)
    return state.data(Minute.home.path(max(0, number - 1)))


def holds_at_every_commit(coop: Coop, folder: Path) -> None:
    """Whole and resumed audits are compared at each commit, resumed from the one before and from the first."""
    git = coop.hub
    chain = list(git.first_parents(coop.head))[::-1]
    asked = [*chain, "0" * 40, *git.refs("refs/heads/").values()]
    stores = (TrustStore(folder / "each.json"), TrustStore(folder / "first.json"))
    for oid in chain:
        whole = audit(git, oid)
        assert whole.book is not None
        for store in stores:
            pin = store.find(whole.genesis)
            if pin is not None:
                fresh = audit(git, oid, since=book_of_pin(git, pin, oid))
                assert fresh.book is not None and fresh.ok is whole.ok
                assert picture(fresh.book, asked) == picture(whole.book, asked), oid
        remember(stores[0], whole, coop.now)
        if stores[1].find(whole.genesis) is None:
            remember(stores[1], whole, coop.now)


@pytest.mark.parametrize("turn", sorted(TURNS))
def test_a_resumed_book_equals_the_whole_one_after_each_kind_of_turn(coop: Coop, tmp_path: Path, turn: str) -> None:
    history = History(coop)
    for name in ("opened", turn, "opened", turn):
        TURNS[name](history)
    assert coop.audit().book is not None
    holds_at_every_commit(coop, tmp_path)


@given(turns=st.lists(st.sampled_from(sorted(TURNS)), min_size=3, max_size=7))
@histories(8)
def test_a_resumed_book_equals_the_whole_one_at_every_commit(
    tmp_path_factory: pytest.TempPathFactory, turns: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("resumed")
    coop = Coop.copied(tmp_path_factory, folder)
    history = History(coop)
    for turn in turns:
        TURNS[turn](history)
    holds_at_every_commit(coop, folder)
