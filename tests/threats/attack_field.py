"""What was tried on the whole program and held: openings, filings and what counts in the second of an opening."""

from __future__ import annotations

from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.domain.decisions.ballot import ballot_path
from govtool.domain.decisions.draft import Draft
from govtool.domain.decisions.proposal import file_lines
from govtool.domain.money.payout import Payout
from govtool.io.signature.trust import TrustStore
from govtool.roles.clerk.filing import read_filing
from govtool.roles.desk.desk import book_of_pin, remember
from govtool.roles.minutes.book import Book
from tests.laws.test_resumed_book import in_capitals
from tests.threats.attack_ballot import in_favour
from tests.threats.attack_main import opening_of
from tests.world.coop import Coop
from tests.world.forced import Forced
from tests.world.laptop import Laptop
from tests.world.money import Books
from tests.world.people import codes, key_of
from tests.world.words import MOTION


def resumed(coop: Coop) -> Book:
    """The book of somebody who verified main as it is now, and nothing before."""
    trust = TrustStore(coop.folder / "pins.json")
    remember(trust, coop.audit(), coop.now)
    pin = trust.find(coop.genesis)
    assert pin is not None
    return book_of_pin(coop.hub, pin, coop.head)


def false_opening(coop: Coop) -> set[str]:
    """A free commit right on an opening repeats its trailer, and is signed with a clerk's key, a spent one too."""
    for spent in (False, True):
        number = coop.open("alice", f"kettle-{spent}".lower(), MOTION)
        old = coop.clerk_key
        if spent:
            coop.hand_over("alice bob carol", key_of("new clerk"))
            coop.clerk_key = key_of("new clerk")
        opening = coop.hub.loose_commit(coop.book.commit_of(coop.entry(number).minute))
        tree = coop.tree(coop.hub.loose_commit(coop.head).tree, {f"docs/{spent}.md": b"A page\n"})
        coop.put_on_main(coop.commit(tree, (coop.head,), opening.message, old))
        assert coop.audit().ok
        assert resumed(coop).commit_of(coop.entry(number).minute) == opening.id
        carol = Laptop(coop, "carol")
        carol.types("vote", number, "for")
        coop.vote("alice", number)
        coop.run_clerk()
        assert carol.status == 0 and not coop.voided(number)
        if in_favour(coop, number) != 3:
            return set()
    return {"SAME"}


def void_twin(coop: Coop) -> set[str]:
    """An opening with a file too many is repaired, and the very same minute is made again."""
    coop.propose("alice", "kettle", MOTION)
    void = coop.cheat(opening_of(coop), files={"registry/mine.yaml": b"mine: true\n"})
    assert coop.failed() == {"FAIL:tree_not_derived"}
    coop.run_clerk()
    minute = coop.entry("0001").minute
    assert resumed(coop).commit_of(minute) == coop.book.commit_of(minute) != void
    data = emit(coop.ballot("alice", "0001", "for").data())
    place, trailer = ballot_path(coop.entry("0001"), "alice"), f"Vote\n\nBallot: {digest_of(data)}\n"
    coop.push_raw("vote/0001/alice", {place: data}, message=trailer, key=key_of("alice"), parent=void)
    coop.vote("bob", "0001")
    coop.run_clerk()
    return {"SAME"} if not coop.voided("0001") and in_favour(coop, "0001") == 4 else set()


def capital_parent(coop: Coop) -> set[str]:
    """A free commit names its parent in capital letters, and a proposal opens on top of it."""
    pin = coop.audit().book
    assert pin is not None
    tree = coop.tree(coop.hub.loose_commit(coop.head).tree, {"docs/page.md": b"A page\n"})
    coop.put_on_main(in_capitals(coop, tree))
    verdict = coop.failed()
    number = coop.open("alice", "kettle", MOTION)
    assert coop.audit(since=pin).ok, "who verified main before has no false alarm"
    for voter in ("alice", "bob"):
        coop.vote(voter, number, parents=(coop.book.page.good,))
    coop.run_clerk()
    return verdict | ({"SAME"} if not coop.voided(number) and in_favour(coop, number) == 4 else set())


def never_filed(coop: Coop) -> set[str]:
    """The clerk opens what its proposer never filed: with no filing, by another key, with an older filing."""
    seen: set[str] = set()
    coop.propose("alice", "tea", MOTION)
    tea = read_filing(coop.book, coop.hub.ref("refs/heads/proposal/tea") or "", coop.now)
    coop.propose("alice", "kettle", MOTION, signer=coop.clerk_key)
    forged = read_filing(coop.book, coop.hub.ref("refs/heads/proposal/kettle") or "", coop.now)
    assert tea.paper is not None and forged.draft is not None and forged.paper is not None
    before = coop.head
    text = coop.proposal_text("alice", "kettle", MOTION).encode()
    nothing = Draft(forged.draft.proposal, forged.folder, file_lines({"proposal.yaml": text}), None)
    other = Draft(forged.draft.proposal, forged.folder, forged.draft.files, tea.commit)
    for event in (
        Forced(coop.now, nothing),
        Forced(coop.now, forged.draft, forged.paper.data),
        Forced(coop.now, other, tea.paper.data),
        Forced(coop.now, forged.draft, tea.paper.data),
    ):
        for _ in range(2):
            coop.cheat(event)
        found = codes(coop.audit())
        assert found & {"content", "proposer", "trailer"}
        seen |= {f"FAIL:{code}" for code in found}
        coop.run_clerk()
        assert not [entry for entry in coop.open_entries if entry.slug == "kettle"], "nothing of it counts for Alice"
        coop.put_on_main(before)
    coop.hub.delete_ref("refs/heads/proposal/kettle")
    for slug in ("tea", "pot", "cup"):
        coop.open("alice", slug, MOTION)
    return seen


def same_second(_: Coop) -> set[str]:
    """A debt is booked in the second in which a vote on a payout opened, after it."""
    books = Books()
    books.owe(("alice", 60, "2026-09-01"), ("bob", 40, "2026-09-02"))
    books.earn(1000)
    number = books.open("- {action: pay-debts, amount_minor: 50, from: treasury}")
    books.owe(("carol", 1_000_000, "2026-08-01"))
    books.agree(number)
    assert books.enact(number) == "enacted"
    books.check()
    payout = books.registry.get(Payout, "registry/payouts/2026/000001.yaml")
    paid = {line.creditor: line.amount_minor for line in payout.lines} if payout is not None else {}
    return {"SAME"} if paid == {"alice": 30, "bob": 20} else set()
