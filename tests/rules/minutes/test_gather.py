"""Which gathers may come into main's history: the clerk's of now, and ballots alone."""

from __future__ import annotations

from govtool.domain.decisions.decision import strangers
from govtool.io.git.git import EMPTY_TREE
from govtool.roles.minutes import evidence
from govtool.roles.minutes.gather import seal_problem, was_sealed
from tests.world.coop import Coop
from tests.world.people import blob_of, codes, key_of
from tests.world.words import MOTION

NEW = key_of("new clerk")
CHANGE = f"- {{action: change-clerk, remove: [{blob_of('spare clerk')}]}}"


def _problem(coop: Coop, number: str, gather: str) -> str | None:
    found = seal_problem(coop.book, gather, coop.book.opening(coop.entry(number)).commit)
    return found.code if found else None


def test_a_gather_is_the_clerk_s_while_its_key_is(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    gather = coop.gather(number, coop.vote("alice", number), key=key_of("spare clerk"))
    base = coop.book.opening(coop.entry(number)).commit
    assert _problem(coop, number, gather) is None and was_sealed(coop.book, gather, base)
    coop.hand_over("alice bob", NEW)
    assert _problem(coop, number, gather) == "gather" and was_sealed(coop.book, gather, base)
    forged = coop.gather(number, coop.vote("alice", number), key=key_of("mallory"))
    assert _problem(coop, number, forged) == "gather" and not was_sealed(coop.book, forged, base)


def test_a_gather_has_the_tree_of_its_first_parent(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    opening = coop.book.opening(coop.entry(number)).commit
    tree = coop.tree(coop.hub.loose_commit(opening).tree, {"docs/x.md": b"x\n"})
    gather = coop.commit(tree, (opening, coop.vote("alice", number)), "Gather\n", coop.clerk_key)
    assert _problem(coop, number, gather) == "gather"


def test_every_gather_of_a_chain_is_asked(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    forged = coop.gather(number, coop.vote("alice", number), key=key_of("mallory"))
    tree = coop.hub.loose_commit(forged).tree
    above = coop.commit(tree, (forged, coop.vote("bob", number)), "Gather\n", coop.clerk_key)
    assert _problem(coop, number, above) == "gather"
    assert _problem(coop, number, coop.commit(tree, (), "Root\n", coop.clerk_key)) == "gather", "it leads nowhere"


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
    event = evidence.decision(coop.book, coop.entry(number), coop.gather(number, root), coop.now, None)
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
