"""One bad thing beside good ones: commits on top of papers, branches in the way, crowds, and commands that overlap."""

from __future__ import annotations

import sys
import tracemalloc
from pathlib import Path

from govtool.core.ids import CommitId
from govtool.io.git.git import MAX_PUSHED
from govtool.io.signature.signing import MemoryKey, build_commit
from govtool.roles.clerk.clerk import Clerk
from govtool.roles.clerk.memory import FILE as MEMORY
from govtool.roles.clerk.session import Run
from govtool.roles.clerk.shortlist import MOST_TOLD
from govtool.roles.minutes.candidate import MAX_SEARCHED
from tests.threats.attack_ballot import in_favour
from tests.world.coop import NAME, Coop
from tests.world.laptop import Laptop
from tests.world.newcomer import sends_letter, states
from tests.world.people import key_of
from tests.world.place import ROOT
from tests.world.words import MOTION


def buried(coop: Coop, branch: str, depth: int, *, merge: CommitId | None = None) -> CommitId:
    """Puts so many commits of a stranger on top of a branch, the last one a merge if `merge` is given."""
    oid = coop.hub.ref(f"refs/heads/{branch}") or ""
    for place in range(depth):
        parents = (merge, oid) if merge is not None and place == depth - 1 else (oid,)
        oid = coop.commit(coop.hub.loose_commit(oid).tree, parents, f"On top {place}\n", None)
    coop.hub.set_ref(f"refs/heads/{branch}", oid)
    return oid


def buried_papers(coop: Coop) -> set[str]:
    """Ballots, a statement, a filing and a letter, each below commits of somebody else; main is merged into some."""
    coop.propose("alice", "kettle", MOTION)
    buried(coop, "proposal/kettle", 1, merge=coop.head)
    coop.run_clerk()
    number = coop.open_entries[0].number
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, number)
    buried(coop, f"vote/{number}/alice", 1, merge=coop.head)
    buried(coop, f"vote/{number}/bob", 51)
    buried(coop, f"vote/{number}/carol", MAX_SEARCHED - 1, merge=coop.head)
    coop.state("erin", "rotate-key", coop.rotation("erin", 2))
    buried(coop, "statement/erin/000001", 3, merge=coop.head)
    done = coop.run_clerk().done
    assert "took statement 1 of erin" in done and f"{number} gathered 3 ballots" in done
    letter = sends_letter(coop, "frank")
    buried(coop, "application/frank", 2, merge=coop.head)
    assert states(coop, "alice", "receive", {"candidate": "frank", "letter": letter}) == set()
    assert _too_deep(coop, number)
    weight = in_favour(coop, number)
    assert weight == 6, weight  # alice and bob have two votes each, carol and dan one
    return {"SAME"}


def _too_deep(coop: Coop, number: str) -> bool:
    """A ballot one commit deeper than is looked: its voter is told, and it is put back."""
    dan = Laptop(coop, "dan")
    dan.types("vote", number, "for")
    branch = f"vote/{number}/dan"
    mine = coop.hub.ref(f"refs/heads/{branch}")
    buried(coop, branch, MAX_SEARCHED)
    coop.run_clerk()
    assert coop.voided(number) == {"VOID:ancestry"}
    said = dan.types("status")
    assert "your ballot on 0001 lay too deep under commits of somebody else, and was sent again" in said
    return coop.hub.ref(f"refs/heads/{branch}") == mine


def redrafted_filing(coop: Coop) -> set[str]:
    """A later draft on top of a filing is the proposer's own word: the filing below it is not opened."""
    coop.propose("alice", "kettle", MOTION)
    filed = coop.hub.ref("refs/heads/proposal/kettle") or ""
    folder = f"proposals/{coop.now[:7]}/kettle"
    coop.push_raw("proposal/kettle", {f"{folder}/notes.md": b"Not yet\n"}, message="Draft\n", parent=filed)
    coop.run_clerk()
    assert coop.open_entries == []
    coop.hub.set_ref("refs/heads/proposal/kettle", filed)
    coop.run_clerk()
    return {"SAME"} if [entry.slug for entry in coop.open_entries] == ["kettle"] else set()


def overtaken_delivery(coop: Coop) -> set[str]:
    """While `status` delivers an older ballot, a newer one is signed: at the very moment when the host is asked."""
    number = coop.open("alice", "kettle", MOTION)
    carol = Laptop(coop, "carol")
    carol.goes_offline()
    carol.types("vote", number, "for")
    carol.comes_back()
    older = carol.git("rev-parse", f"refs/govtool/outbox/vote/{number}/carol").strip()
    hook = _while_pushed(coop, carol, "vote", number, "against", "--offline", "--yes")
    carol.types("status")
    hook.unlink()
    assert coop.hub.ref(f"refs/heads/vote/{number}/carol") == older
    newer = carol.git("rev-parse", f"refs/govtool/outbox/vote/{number}/carol").strip()
    assert newer != older and "delivered carol's vote on 0001" in carol.types("status")
    assert coop.hub.ref(f"refs/heads/vote/{number}/carol") == newer
    assert carol.git("for-each-ref", "refs/govtool/outbox", "refs/govtool/known") == ""
    coop.finish(number)
    decided = coop.entry(number).decided
    against = decided.questions[0].against if decided else 0
    return {"SAME"} if against > 0 and decided is not None and decided.questions[0].for_ == 0 else set()


def _while_pushed(coop: Coop, laptop: Laptop, *command: str) -> Path:
    """A hook of the host that runs a command on somebody's laptop while a push of theirs is being taken."""
    hook = coop.folder / "hub.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    words = " ".join((sys.executable, "-m", "govtool.cli.main", "-C", str(laptop.folder), *command))
    clean = "unset $(env | sed -n 's/^\\(GIT_[A-Z_]*\\)=.*/\\1/p')"
    state = f"export GOVTOOL_NOW={coop.now} XDG_STATE_HOME={laptop.state}"
    hook.write_text(f"#!/bin/sh\ncat >/dev/null\n{clean}\n{state}\ncd {ROOT}\n{words} </dev/null >&2\nexit 0\n")
    hook.chmod(0o755)
    return hook


def monstrous_message(coop: Coop) -> set[str]:
    """A pull request, a ballot, a proposal and a statement with a message of 21 MB, which git packs into 92 KB."""
    number = coop.open("alice", "kettle", MOTION)
    message = "x" * 79 + "\n"
    head = coop.hub.loose_commit(coop.head)
    raw = build_commit(head.tree, (coop.head,), NAME, NAME, message * (21_000_000 // len(message)), None)
    monster = coop.hub.write("commit", raw)
    for ref in ("pull/7/head", f"heads/vote/{number}/x", "heads/proposal/x", "heads/statement/alice/000001"):
        coop.hub.set_ref(f"refs/{ref}", monster)
    just = "x" * (MAX_PUSHED - 1000) + "\n"
    coop.hub.set_ref("refs/heads/proposal/y", coop.commit(head.tree, (coop.head,), just, None))
    for voter in ("bob", "carol", "dan"):
        coop.vote(voter, number)
    tracemalloc.start()
    coop.run_clerk()
    Laptop(coop, "dan").types("status")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(raw), f"it was read: {peak}"
    told = coop.refused("pull/7") & coop.refused("proposal/x") & coop.refused("statement/alice/000001")
    assert coop.refused("proposal/y") == set() and coop.voided(number) == {"VOID:limits"}
    first = _remembering(coop).refused_branches
    assert set(first) == {"pull/7", "proposal/x", "statement/alice/000001"}, first
    assert _remembering(coop).refused_branches == {}, "each is told once"
    return told if in_favour(coop, number) > 0 else set()


def _remembering(coop: Coop, key: MemoryKey | None = None) -> Run:
    """A run of the clerk as its command makes it."""
    clerk = Clerk(coop.desk, coop.remote, key or coop.clerk_key, coop.now, coop._load, remembers=True)
    coop.run = clerk.run()
    return coop.run


def crowded_branches(coop: Coop) -> set[str]:
    """Junk by the hundred around what people sent: all events are made by the first run, and the junk is told once."""
    count = MOST_TOLD + 40
    junk = coop.push_raw("", {"registry/statements/me/mel.yaml": b"x: 1\n"}, key=key_of("mallory"))
    forged = coop.state("bob", "resign", key=key_of("mallory"))
    for place in range(count):
        oid = coop.commit(coop.hub.loose_commit(forged).tree, (coop.head,), f"Junk {place}\n", key_of("mallory"))
        coop.hub.set_ref(f"refs/heads/statement/aaa/{place:06d}", oid)
        coop.hub.set_ref(f"refs/heads/proposal/aaa-{place}", junk)
    for name in ("alice", "carol", "dan"):
        coop.state(name, "rotate-key", coop.rotation(name, 2))
    coop.propose("alice", "kettle", MOTION)
    coop.propose("bob", "spoon", MOTION)
    first = _remembering(coop)
    assert [line.split()[0] for line in first.done] == ["took", "took", "took", "0001", "0002"]
    told = len(first.refused_branches)
    assert told <= MOST_TOLD
    while refused := _remembering(coop).refused_branches:
        told += len(refused)
    assert told == count + 1
    return {"SAME"} if _spoilt_memories(coop) and coop.audit().ok else set()


def _spoilt_memories(coop: Coop) -> bool:
    """Cut, damaged, poisoned, of another version, or another clerk's: the same is taken, whatever the memory says."""
    path = coop.desk.common_folder / MEMORY
    good = path.read_bytes()
    head, _, body = good.partition(b"\n")
    poisoned = body.replace(b"filing", b"ballot").replace(b"false", b"true")
    spoilt = (b"", good[: len(good) // 2], head + b"\n" + poisoned, b"0" * 64 + b"\n" + body, b"\xff\n", good)
    names = ("alice", "bob", "carol", "dan", "erin", "alice")
    for place, data in enumerate(spoilt):
        path.write_bytes(data)
        name = names[place]
        number = 3 + place
        oid = coop.state(name, "rotate-key", coop.rotation(name, number))
        done = _remembering(coop).done
        assert any(line.endswith(f" of {name}") for line in done), (place, done, oid)
    path.unlink()
    path.mkdir()
    coop.propose("carol", "cup", MOTION)
    return any("cup" in line for line in _remembering(coop).done)


def blocked_receipts(coop: Coop) -> set[str]:
    """Branches that leave git no room for the clerk's: what they block is told, and all else is pushed."""
    mine = coop.push_raw("filing/0001/x", {"docs/x.md": b"x\n"})
    coop.hub.set_ref("refs/heads/gather/0001/x", mine)
    coop.propose("alice", "kettle", MOTION)
    coop.propose("bob", "spoon", MOTION)
    done = coop.run_clerk().done
    assert [line.split()[0] for line in done] == ["0001", "0002"]
    verdict = coop.refused("filing/0001/x")
    assert coop.hub.ref("refs/heads/filing/0002") and not coop.hub.ref("refs/heads/filing/0001")
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, "0001")
        coop.vote(voter, "0002")
    coop.run_clerk()
    verdict &= coop.refused("gather/0001/x")
    assert coop.hub.ref("refs/heads/gather/0002") and not coop.hub.ref("refs/heads/gather/0001")
    head = coop.head
    coop.run_clerk()
    assert coop.head == head
    return verdict if in_favour(coop, "0001") == in_favour(coop, "0002") > 0 else set()


def hidden_blocker(coop: Coop) -> set[str]:
    """A host that says no to a receipt for a reason of its own takes main all the same."""
    hook = coop.folder / "hub.git" / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\ncase "$1" in refs/heads/filing/*) echo "no such branches here" >&2; exit 1;; esac\n')
    hook.chmod(0o755)
    coop.propose("alice", "kettle", MOTION)
    coop.run_clerk()
    assert [entry.slug for entry in coop.open_entries] == ["kettle"]
    return coop.refused("filing/0001")
