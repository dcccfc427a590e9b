"""A gather is a chain of receipts that begins at any commit of main; only the clerk's of now come into its history."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from govtool.domain.decisions.decision import strangers
from govtool.io.git.git import EMPTY_TREE
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes import gather as gather_module
from govtool.roles.minutes.gather import gathered, gathers_of, seal_problem, was_sealed
from tests.world.coop import Coop
from tests.world.people import blob_of, codes, key_of, refusal
from tests.world.words import MOTION

NEW = key_of("new clerk")
CHANGE = f"- {{action: change-clerk, remove: [{blob_of('spare clerk')}]}}"


@pytest.fixture
def number(coop: Coop) -> str:
    return coop.open("alice", "kettle", MOTION)


def chained(coop: Coop, number: str, *voters: str, base: str = "") -> str:
    """A gather for each voter, one on the other."""
    head = base or coop.head
    for voter in voters:
        head = coop.commit(
            coop.hub.loose_commit(head).tree, (head, coop.vote(voter, number)), "Gather\n", coop.clerk_key
        )
    return head


def test_the_commits_of_a_chain_are_the_further_parents_of_every_gather(coop: Coop, number: str) -> None:
    chain = chained(coop, number, "alice", "bob")
    assert len(list(gathers_of(coop.book, chain))) == 2
    assert len(list(gathered(coop.book, chain))) == 2
    assert list(gathered(coop.book, coop.head)) == [], "a commit of main alone holds nothing"


def test_a_chain_may_begin_before_the_opening_since_each_ballot_names_it(coop: Coop, number: str) -> None:
    founded = coop.book.founded
    chain = chained(coop, number, "alice", "bob", base=founded)
    assert len(list(gathered(coop.book, chain))) == 2
    coop.later("P7D")
    wrapped = coop.gather(number, chain)
    assert refusal(lambda: coop.cheat(coop.decision(number, gather=wrapped), wrapped)) == {"gather", "ancestry"}


def test_a_chain_that_does_not_come_from_main_is_refused(coop: Coop, number: str) -> None:
    root = coop.commit(EMPTY_TREE, (), "A stranger's history\n", None)
    chain = coop.commit(EMPTY_TREE, (root, coop.vote("alice", number)), "Gather\n", coop.clerk_key)
    assert refusal(lambda: list(gathered(coop.book, chain))) == {"gather"}


def test_a_gather_with_an_id_in_capital_letters_is_refused(coop: Coop, number: str) -> None:
    who = "clerk <clerk@example.org> 1793527200 +0000"
    tree, ballot = coop.hub.loose_commit(coop.head).tree, coop.vote("alice", number)
    raw = f"tree {tree}\nparent {coop.head}\nparent {ballot.upper()}\nauthor {who}\ncommitter {who}\n\nGather\n"
    chain = coop.hub.write("commit", raw.encode())
    assert refusal(lambda: list(gathered(coop.book, chain))) == {"grammar"}


@pytest.mark.parametrize("is_kept", [True, False])
def test_ballots_count_though_somebody_moved_main_to_the_gather_that_holds_them(
    coop: Coop, number: str, is_kept: bool
) -> None:
    """A gather changes no file, so as a commit of main it is a free one; its own branch may be gone too."""
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, number)
    coop.run_clerk()
    gather = coop.hub.ref(f"refs/heads/gather/{number}") or ""
    for voter in ("alice", "bob", "carol"):
        coop.hub.delete_ref(f"refs/heads/vote/{number}/{voter}")
    coop.put_on_main(gather)
    if not is_kept:
        coop.hub.delete_ref(f"refs/heads/gather/{number}")
    assert coop.audit().ok and len(list(gathered(coop.book, gather))) == 3
    coop.vote("dan", number)
    coop.finish(number)
    decided = coop.entry(number).decided
    assert decided is not None and decided.questions[0].voted_heads == 4 and coop.audit().ok


def merged_by_hand(coop: Coop) -> None:
    side = coop.push_raw("side", {"docs/page.md": b"A page\n"})
    coop.put_on_main(coop.commit(coop.hub.loose_commit(side).tree, (coop.head, side), "Merge pull request\n", None))


def merged_without_a_change(coop: Coop) -> None:
    root = coop.commit(EMPTY_TREE, (), "A stranger's history\n", None)
    coop.put_on_main(coop.commit(coop.hub.loose_commit(coop.head).tree, (coop.head, root), "Merge\n", None))


def published(coop: Coop) -> None:
    page = coop.push_raw("page", {"docs/page.md": b"A page\n"})
    coop.state("alice", "publish", {"commit": page})
    assert any(line.startswith("published") for line in coop.run_clerk().done)


def moved_to_another_gather(coop: Coop) -> None:
    other = coop.open("bob", "spoon", MOTION)
    coop.put_on_main(coop.gather(other, coop.vote("erin", other)))


@pytest.mark.parametrize(
    "merge",
    [merged_by_hand, merged_without_a_change, published, moved_to_another_gather],
    ids=lambda merge: merge.__name__,
)
@pytest.mark.parametrize("when", ["before the opening", "before the votes"])
def test_a_merge_at_the_head_of_main_keeps_no_vote_from_its_decision(
    coop: Coop, merge: Callable[[Coop], None], when: str
) -> None:
    """The merge adds no minute, and so it reads as a gather: the clerk's own chain must not begin there."""
    if when == "before the opening":
        merge(coop)
    number = coop.open("alice", "kettle", MOTION)
    if when == "before the votes":
        merge(coop)
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, number)
    coop.run_clerk()
    assert _problem(coop, number, coop.hub.ref(f"refs/heads/gather/{number}") or "") is None
    coop.finish(number)
    assert coop.entry(number).status == "passed" and coop.audit().ok


def _problem(coop: Coop, number: str, gather: str) -> str | None:
    found = seal_problem(coop.book, gather)
    return found.code if found else None


def test_a_gather_is_the_clerk_s_while_its_key_is(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    gather = coop.gather(number, coop.vote("alice", number), key=key_of("spare clerk"))
    assert _problem(coop, number, gather) is None and was_sealed(coop.book, gather)
    coop.hand_over("alice bob", NEW)
    assert _problem(coop, number, gather) == "gather" and was_sealed(coop.book, gather)
    forged = coop.gather(number, coop.vote("alice", number), key=key_of("mallory"))
    assert _problem(coop, number, forged) == "gather" and not was_sealed(coop.book, forged)


def test_a_gather_has_the_tree_of_its_first_parent(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    opening = coop.head
    tree = coop.tree(coop.hub.loose_commit(opening).tree, {"docs/x.md": b"x\n"})
    gather = coop.commit(tree, (opening, coop.vote("alice", number)), "Gather\n", coop.clerk_key)
    assert _problem(coop, number, gather) == "gather"


def test_every_gather_of_a_chain_is_asked(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    forged = coop.gather(number, coop.vote("alice", number), key=key_of("mallory"))
    tree = coop.hub.loose_commit(forged).tree
    above = coop.commit(tree, (forged, coop.vote("bob", number)), "Gather\n", coop.clerk_key)
    assert _problem(coop, number, above) == "gather"
    root = coop.commit(tree, (), "Root\n", coop.clerk_key)
    assert refusal(lambda: seal_problem(coop.book, root)) == {"gather"}, "it leads nowhere"


def test_what_ceased_to_count_since_it_was_gathered_is_no_stranger(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    oids = [coop.vote("alice", number), coop.vote("bob", number, "for"), coop.vote("bob", number, "against")]
    coop.run_clerk()
    coop.state("alice", "revoke-key", {"key": blob_of("alice")})
    coop.run_clerk()
    gather = coop.gather(number, *oids)
    counted = coop.decision(number, gather=gather).count(coop.registry)
    assert {one.finding.code for one in counted.refused} == {"key_revoked", "equivocation"}
    assert not strangers(counted)
    root = coop.commit(EMPTY_TREE, (), "Root\n", None)
    event = event_evidence.decision(coop.book, coop.entry(number), coop.gather(number, root), coop.now, None)
    assert codes(strangers(event.count(coop.registry))) == {"ancestry"}


def test_a_new_clerk_gathers_anew_what_the_old_one_had_receipted(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.run_clerk()
    old = coop.hub.ref(f"refs/heads/gather/{number}")
    for voter in ("alice", "bob"):
        coop.hub.delete_ref(f"refs/heads/vote/{number}/{voter}")
    coop.hand_over("alice bob", NEW)
    coop.clerk_key = NEW
    coop.run_clerk()
    now = coop.hub.ref(f"refs/heads/gather/{number}") or ""
    assert now != old and _problem(coop, number, now) is None
    coop.finish(number)
    assert coop.entry(number).status == "passed" and coop.audit().ok
    assert old and not coop.hub.is_ancestor(old, coop.head)


def test_a_key_that_a_vote_took_from_the_clerk_seals_no_decision(coop: Coop) -> None:
    coop.pass_("alice", "spare", CHANGE)
    number = coop.open("alice", "kettle", MOTION)
    sealed = coop.gather(number, coop.vote("alice", number), coop.vote("bob", number), key=key_of("spare clerk"))
    coop.hub.set_ref(f"refs/heads/gather/{number}", sealed)
    coop.finish(number)
    assert coop.entry(number).status == "passed" and coop.audit().ok
    assert not coop.hub.is_ancestor(sealed, coop.head)


def test_a_thief_of_a_clerk_s_key_keeps_no_vote_from_its_decision(coop: Coop) -> None:
    """With a key of now they lay a stranger's history on the clerk's gather: it is left alone and made anew."""
    number = coop.open("alice", "kettle", MOTION)
    root = coop.commit(coop.tree(EMPTY_TREE, {"blob.bin": b"x" * 1000}), (), "Root\n", None)
    oids = [coop.vote(voter, number) for voter in ("alice", "bob")]
    coop.hub.set_ref(f"refs/heads/gather/{number}", coop.gather(number, *oids, root, key=key_of("spare clerk")))
    coop.finish(number)
    assert coop.entry(number).status == "passed" and coop.audit().ok
    assert not coop.hub.is_ancestor(root, coop.head)


def test_a_chain_of_gathers_has_a_bound(coop: Coop, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather_module, "MAX_GATHERS", 3)
    assert len(list(gathers_of(coop.book, chained(coop, number, "alice", "bob")))) == 2
    assert refusal(lambda: list(gathers_of(coop.book, chained(coop, number, "alice", "bob", "carol")))) == {"gather"}
