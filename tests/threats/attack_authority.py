"""Attacks on the handover of the clerk's keys: by who keeps old signatures, by a live clerk, by who pushes it."""

from __future__ import annotations

from dataclasses import replace

from govtool.core.ids import digest_of
from govtool.core.minute import TRAILER, Minute
from govtool.core.times import add
from govtool.errors import Refused
from govtool.io.git.git import EMPTY_TREE
from govtool.roles.clerk.guard import judge
from govtool.roles.clerk.push import Push
from govtool.roles.minutes.book import book_at
from tests.threats.attack_main import opened
from tests.world.coop import MAIN, Coop
from tests.world.people import codes, key_of
from tests.world.words import MOTION

NEW = key_of("new clerk")


def _raw_handover(coop: Coop, like: str, oids: list[str], at: str) -> str:
    """A handover on main without asking whether it is valid: the tree of one that was done, dated anew."""
    done = coop.hub.loose_commit(like)
    data = coop.file(Minute.home.path(1), like) or b""
    old = data[data.index(b"at: ") : data.index(b"\nevent")]
    data = data.replace(old, f'at: "{at}"'.encode())
    tree = coop.tree(done.tree, {Minute.home.path(1): data})
    gather = coop.commit(coop.book.page.tree, tuple(oids), "Gather\n", None)
    message = f"Hand over\n\n{TRAILER}: {digest_of(data)}\n"
    return coop.put_on_main(coop.commit(tree, (coop.head, gather), message, None))


def _guarded(coop: Coop, before: str) -> set[str]:
    return {f"REFUSE:{code}" for code in codes(judge(coop.hub, [Push(before, coop.head, MAIN)], coop.now))}


def used_handover(coop: Coop) -> set[str]:
    """A handover that happened is pushed again, to bring the book of then back; no key is needed for that."""
    oids = [coop.sign_handover(name, NEW, coop.genesis) for name in ("alice", "bob", "carol")]
    done = coop.put_handover(*oids, stands=coop.genesis)
    coop.clerk_key = NEW
    coop.state("dan", "resign")
    coop.run_clerk()
    before = coop.head
    coop.later("P1D")
    _raw_handover(coop, done, oids, coop.now)
    verdict = coop.failed() | _guarded(coop, before)
    assert coop.member("dan").membership == "left", "the last good state stays in force"
    coop.put_on_main(before)
    # nor after years, with other keys that were signed and never used
    kept = [coop.sign_handover(name, key_of("unused"), coop.genesis) for name in ("alice", "bob")]
    coop.later("P700D")
    opened(coop)
    kept.append(coop.sign_handover("carol", key_of("unused"), coop.genesis))
    try:
        coop.put_handover(*kept, stands=coop.genesis)
    except Refused as error:
        verdict |= {f"REFUSE:{code}" for code in codes(error.findings)}
    return verdict


def nameless_handover(coop: Coop) -> set[str]:
    """Its commit does not say which minute it adds: who resumes an audit would not find it."""
    opened(coop)
    before = coop.head
    coop.put_handover(*(coop.sign_handover(name, NEW) for name in ("alice", "bob")), message="Hand over\n")
    resumed = coop.audit(since=book_at(coop.hub, before))
    assert codes(resumed) == codes(coop.audit())
    return coop.failed() | _guarded(coop, before)


def handover_ahead(coop: Coop) -> set[str]:
    """Who pushes it dates it 400 days ahead; and, within the deadlines, 20 days, which only a clock can tell."""
    before = coop.head
    done = coop.hand_over("alice bob", NEW)
    coop.put_on_main(before)
    oids = [coop.sign_handover(name, NEW) for name in ("alice", "bob")]
    _raw_handover(coop, done, oids, add(coop.now, "P400D"))
    verdict = coop.failed()
    coop.put_on_main(before)
    _raw_handover(coop, done, oids, add(coop.now, "P20D"))
    assert coop.audit().ok, "the audit knows no clock"
    return verdict | _guarded(coop, before)


def minute_while_it_is_signed(coop: Coop) -> set[str]:
    """A live clerk adds a minute after each signature. Four of seven suffice all the same, where all is to stand."""
    stands, other = coop.book.newest[1], key_of("another clerk")
    oids, named = [], []
    for name in ("alice", "bob"):
        oids.append(coop.sign_handover(name, NEW))
        named.append(coop.sign_handover(name, other, stands))
        coop.open("alice", f"from-{name}", MOTION)
    verdict = set()
    for chosen in ("all", stands):
        # who pushes chooses nothing: for what they named, those two are too few to discard a minute
        try:
            coop.put_handover(*named, stands=chosen)
        except Refused as error:
            verdict |= {f"REFUSE:{code}" for code in codes(error.findings)}
    coop.put_handover(*oids)
    return verdict | ({"SAME"} if coop.audit().ok and len(coop.open_entries) == 2 else set())


def history_in_a_gather(coop: Coop) -> set[str]:
    """A stranger's history is a further parent of a handover's gather; then of a ballots' gather with a spent seal."""
    blob = coop.commit(coop.tree(EMPTY_TREE, {"blob.bin": b"x" * 1000}), (), "Mine\n", None)
    before = coop.head
    done = coop.hand_over("alice bob", NEW)
    coop.put_on_main(before)
    signed = [coop.sign_handover(name, NEW) for name in ("alice", "bob")]
    _raw_handover(coop, done, [*signed, blob], coop.now)
    verdict = coop.failed() | _guarded(coop, before)
    coop.put_on_main(before)
    number = opened(coop)
    ballots = [coop.vote(voter, number) for voter in ("alice", "bob")]
    # the old clerk has receipted both, and its key has laid the stranger's history on top of them
    forged = coop.gather(number, *ballots, blob)
    coop.put_handover(*signed)
    old, coop.clerk_key = coop.clerk_key, NEW
    coop.hub.set_ref(f"refs/heads/gather/{number}", forged)
    for voter in ("alice", "bob"):
        coop.hub.delete_ref(f"refs/heads/vote/{number}/{voter}")
    coop.finish(number)
    assert coop.entry(number).status == "passed" and coop.audit().ok and coop.audit().ballots == 4
    assert not coop.hub.is_ancestor(blob, coop.head) and not coop.hub.is_ancestor(forged, coop.head)
    # a new clerk gone bad uses the old one's seal, or its own over what is no ballot
    number = coop.open("alice", "teapot", MOTION)
    for key, others in ((old, ()), (NEW, (blob,))):
        before = coop.head
        voted = [coop.vote(voter, number) for voter in ("alice", "bob")]
        gather = coop.gather(number, *voted, coop.entry(number).filing or "", *others, key=key)
        coop.later("P7D")
        event = coop.decision(number, gather=gather)
        only = tuple(paper for paper in event.papers if paper.problem is None)
        coop.cheat(replace(event, papers=only), gather)
        assert "FAIL:gather" in coop.failed()
        verdict |= coop.failed()
        coop.put_on_main(before)
    return verdict
