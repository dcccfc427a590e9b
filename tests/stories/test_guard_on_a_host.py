"""The guard on a real host: what it refuses, what the pusher is told, and that nothing of it stays there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.core.times import add
from govtool.io.git.git import EMPTY_TREE
from govtool.io.git.remote import PushRefused
from govtool.roles.clerk.clerk import Clerk
from tests.world.coop import Coop
from tests.world.host import Clone, Done, Host, at_once
from tests.world.people import key_of
from tests.world.words import MOTION

MAIN = "refs/heads/main"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A guarded host that tests may try to harm; it stays as it is, which each of them shows."""
    with Host(Coop.copied(tmp_path_factory, tmp_path_factory.mktemp("guarded")), guarded=True) as host:
        yield host


@pytest.fixture
def host(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A guarded host of the test's own."""
    with Host(Coop.copied(tmp_path_factory, tmp_path), guarded=True) as host:
        yield host


def assert_refused(host: Host, member: Clone, oid: str, *said: str, ref: str = MAIN, force: bool = False) -> Done:
    """A push is refused in these words, moves nothing and leaves no object behind."""
    before = host.branches()
    done = member.push_by_hand(*(["--force"] if force else []), f"{oid}:{ref}")
    assert done.status != 0
    for part in said:
        assert part in done.err
    assert host.branches() == before
    return done


def an_open_vote(host: Host) -> tuple[Clone, Clone]:
    """A proposal on which Alice and Bob have voted for, two days later; a member's clone and the clerk's."""
    coop = host.coop
    coop.open("alice", "kettle", MOTION)
    for voter in ("alice", "bob"):
        coop.vote(voter, "0001")
    coop.later("P2D")
    return host.clone("alice"), host.clone("clerk")


def the_ballots(clerk: Clone) -> str:
    """The gather with which the vote passes: all ballots, and the filing."""
    return clerk.gather("0001", *clerk.remote.branches("vote/0001/").values(), clerk.entry("0001").filing)


# What is refused -----------------------------------------------------------------------------------------------------


def test_a_direct_edit_of_the_registry_is_refused_and_the_pusher_is_told_the_file(founded: Host) -> None:
    dan = founded.clone("dan")
    oid = dan.push_raw("mine", {"registry/members/d/da/dan.yaml": b"all: mine\n"}, key=key_of("dan"))
    assert_refused(
        founded,
        dan,
        oid,
        "remote: commit " + oid[:12],
        "registry/members/d/da/dan.yaml",
        "remote:   → take it out of your commit, and propose the change: govtool propose --help",
        "remote: the push was refused, and nothing has changed",
    )


def test_what_is_refused_leaves_no_object_on_the_host(founded: Host) -> None:
    dan = founded.clone("dan")
    oid = dan.push_raw("mine", {"registry/members/d/da/dan.yaml": b"a file that nobody else has\n"}, key=key_of("dan"))
    tree = dan.hub.loose_commit(oid).tree
    blob = dan.hub.entry(tree, "registry/members/d/da/dan.yaml")
    assert blob is not None
    assert_refused(founded, dan, oid)
    assert not any(founded.has_object(name) for name in (oid, tree, blob.oid))
    assert list((founded.bare / "objects").glob("tmp_objdir-*")) == []


def test_a_path_that_the_bylaws_do_not_leave_free_is_refused(founded: Host) -> None:
    dan = founded.clone("dan")
    oid = dan.push_raw("mine", {"docs/ok.md": b"Fine\n", ".github/workflows/ci.yml": b"on: push\n"})
    instead = "ask for a vote on it: govtool propose files BRANCH"
    done = assert_refused(founded, dan, oid, ".github/workflows/ci.yml", instead)
    assert "docs/ok.md" not in done.err


def test_a_forced_push_is_refused(founded: Host) -> None:
    dan = founded.clone("dan")
    other = dan.push_raw("mine", {"docs/other.md": b"Another history\n"}, parents=())
    assert_refused(founded, dan, other, "main may only grow", force=True)


def test_main_cannot_be_put_back_to_an_older_commit_of_its_own(host: Host) -> None:
    people, _ = an_open_vote(host)
    founding = host.coop.hub.loose_commit(host.head).parents[0]
    assert_refused(host, people, founding, "main may only grow", force=True)


def test_main_must_grow_by_its_first_parents(host: Host) -> None:
    people, _ = an_open_vote(host)
    founding = host.coop.hub.loose_commit(host.head).parents[0]
    # a merge the wrong way round holds main, but as the second parent
    aside = people.push_raw("aside", {"docs/aside.md": b"Aside\n"}, parent=founding)
    tree = people.hub.loose_commit(host.head).tree
    merge = people.commit(tree, (aside, host.head), "Merge main\n", key_of("dan"))
    assert_refused(host, people, merge, "main may only grow")


def test_main_cannot_be_deleted(founded: Host) -> None:
    assert_refused(founded, founded.clone("dan"), "", "main may only grow", "the push deletes the branch")


def test_branches_that_would_block_those_of_others_are_refused(founded: Host) -> None:
    dan = founded.clone("dan")
    names = ["vote", "vote/0001", "gather", "filing", "statement/alice", "proposal", "proposal/a/b"]
    for name in names:
        assert_refused(founded, dan, dan.head, f"the branch {name} would block", ref=f"refs/heads/{name}")


def test_one_bad_ref_keeps_out_the_whole_push(founded: Host) -> None:
    dan = founded.clone("dan")
    before = founded.branches()
    done = dan.push_by_hand(f"{dan.head}:refs/heads/drafts/mine", f"{dan.head}:refs/heads/vote")
    assert done.status != 0
    assert founded.branches() == before


def test_a_decision_that_also_takes_in_mallory_is_refused_though_the_clerk_signed_it(host: Host) -> None:
    _, clerk = an_open_vote(host)
    gather = the_ballots(clerk)
    mallory = host.coop.file("registry/members/a/al/alice.yaml") or b""
    oid = clerk.cheat(
        clerk.decision("0001", gather=gather),
        gather,
        files={"registry/members/m/ma/mallory.yaml": mallory.replace(b"alice", b"mallory")},
    )
    assert_refused(host, clerk, oid, "registry/members/m/ma/mallory.yaml")
    assert not host.has_object(oid)


def test_a_count_that_is_one_vote_off_is_refused_though_the_clerk_signed_it(host: Host) -> None:
    _, clerk = an_open_vote(host)
    gather = the_ballots(clerk)
    oid = clerk.cheat(clerk.decision("0001", gather=gather), gather, minute={"counted": 3})
    assert_refused(host, clerk, oid, "[tally]")


def test_a_merge_of_a_proposal_as_a_forge_makes_it_is_refused(host: Host) -> None:
    people, _ = an_open_vote(host)
    filing = people.remote.head("proposal/kettle") or ""
    merge = people.commit(people.hub.loose_commit(filing).tree, (host.head, filing), "Merge\n", key_of("alice"))
    assert_refused(host, people, merge, "proposals/2026-11/kettle/proposal.yaml")


def test_a_minute_of_the_future_is_refused_and_one_within_ten_minutes_is_not(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    coop = Coop.copied(tmp_path_factory, tmp_path)
    with Host(coop, guarded=True, guard_clock=coop.now) as host:
        people, clerk = host.clone("alice"), host.clone("clerk")
        people.propose("alice", "kettle", MOTION)
        people.propose("alice", "teapot", MOTION)
        before = host.branches()
        ahead = Clerk(clerk.hub, clerk.remote, clerk.clerk_key, add(coop.now, "PT11M"), clerk._load)
        with pytest.raises(PushRefused, match="more than ten minutes ahead"):
            ahead.run()
        assert host.branches() == before
        clerk.later("PT10M")
        assert len(clerk.run_clerk().done) == 2


# What passes ---------------------------------------------------------------------------------------------------------


def test_a_free_path_that_a_member_pushes_to_main_lands(host: Host) -> None:
    dan = host.clone("dan")
    oid = dan.push_raw("page", {"docs/page.md": b"A page\n", "README.md": b"We\n"}, key=key_of("dan"))
    assert dan.push_by_hand(f"{oid}:{MAIN}").status == 0
    assert host.head == oid
    assert host.coop.audit().ok


def test_all_the_clerk_does_lands_and_two_of_them_race_as_without_a_guard(host: Host) -> None:
    people, clerk = an_open_vote(host)
    other = host.clone("clerk")
    people.propose("bob", "teapot", MOTION)
    at_once(clerk.run_clerk, lambda: other.run_clerk(key_of("spare clerk")))
    report = host.coop.audit()
    assert report.ok
    assert report.events == {"founded": 1, "opened": 2, "decided": 1, "enacted": 1}


def test_the_repair_of_what_an_administrator_did_lands_and_nothing_else_before_it(host: Host) -> None:
    people, clerk = an_open_vote(host)
    host.coop.tamper("registry/bylaws.yaml", b"mine: all\n")
    people.fetch()
    oid = people.push_raw("page", {"docs/page.md": b"A page\n"}, key=key_of("dan"))
    assert_refused(host, people, oid, "registry/bylaws.yaml")
    assert clerk.run_clerk().done[0].startswith("repaired main")
    report = host.coop.audit()
    assert report.ok and {found.code for found in report.warnings} == {"void_span"}


def test_a_damaged_memory_of_the_guard_changes_no_verdict(host: Host) -> None:
    people, clerk = an_open_vote(host)
    memory = host.bare / "govtool" / "verified.json"
    assert memory.exists()
    for text in ("", "{", "[]", memory.read_text().replace(host.head, "0" * 40)):
        memory.write_text(text)
        bad = people.push_raw("mine", {"registry/members/d/da/dan.yaml": text.encode() + b"#"}, key=key_of("dan"))
        assert_refused(host, people, bad, "registry/members/d/da/dan.yaml")
    memory.write_text("damaged")
    assert clerk.run_clerk().done == ["0001 gathered 2 ballots", "0001 passed", "0001 enacted"]


def test_a_first_main_must_be_a_founding(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    coop = Coop.copied(tmp_path_factory, tmp_path)
    founding = coop.head
    with Host(coop, guarded=True) as host:
        alice = host.clone("alice")
        host.coop.hub.delete_ref(MAIN)
        other = alice.push_raw("aside", {"docs/other.md": b"No founding\n"}, parents=())
        tree = alice.tree(EMPTY_TREE, {"docs/other.md": b"No founding\n"})
        assert_refused(host, alice, alice.commit(tree, (), "Begin\n", None), "[founded]")
        assert other
        alice.push(MAIN, founding)
        assert host.head == founding


# A hook that does not run --------------------------------------------------------------------------------------------


def test_a_hook_without_its_x_bit_guards_nothing_and_the_audit_still_finds_out(host: Host) -> None:
    """git passes over such a hook, and the pusher sees no more than a hint: the guard is a fence, the audit the law."""
    dan = host.clone("dan")
    (host.bare / "hooks" / "pre-receive").chmod(0o644)
    oid = dan.push_raw("mine", {"registry/members/d/da/dan.yaml": b"all: mine\n"}, key=key_of("dan"))
    assert dan.push_by_hand(f"{oid}:{MAIN}").status == 0
    assert host.coop.failed() == {"FAIL:unauthorised", "FAIL:tree_not_derived"}
    # put back, it lets nothing pass but what closes the gap
    (host.bare / "hooks" / "pre-receive").chmod(0o755)
    dan.fetch()
    more = dan.push_raw("mine", {"docs/page.md": b"A page\n"}, key=key_of("dan"))
    assert_refused(host, dan, more, "registry/members/d/da/dan.yaml")
