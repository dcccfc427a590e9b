"""`govtool audit` and `govtool trust`: what a person sees, what a program reads, and who is not believed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from govtool.cli.main import run
from govtool.core.times import add
from govtool.io.git.git import Entry
from govtool.io.signature.trust import Pin, TrustStore
from tests.conftest import Git as RunGit
from tests.world.clone import Clone
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, key_of
from tests.world.words import MOTION


@pytest.fixture
def clone(coop: Coop, git: RunGit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Clone:
    return Clone(coop, git, monkeypatch, capsys)


def test_a_clean_history_is_told_in_numbers_with_the_identity_to_compare(coop: Coop, clone: Clone) -> None:
    coop.pass_("alice", "kettle", MOTION)
    clone.fetch()
    status, data = clone.json("audit")
    assert status == 0
    assert data["format"] == 1 and data["ok"] is True and data["findings"] == []
    assert data["genesis"] == coop.genesis and data["head"] == coop.head
    assert data["events"] == 4 and data["proposals"] == 1 and data["ballots"] == 5
    assert data["events_by_kind"] == {"decided": 1, "enacted": 1, "founded": 1, "opened": 1}
    status, text = clone.govtool("audit")
    assert status == 0 and "audit passed: every commit on main is authorised" in text
    assert coop.genesis in text and "Compare the founding fingerprint" in text


def test_a_push_without_authority_fails_and_once_repaired_is_a_warning(coop: Coop, clone: Clone) -> None:
    coop.tamper("registry/bylaws.yaml", b"version: 2\n")
    status, codes, _ = clone.audit()
    assert status == 10 and codes == {"unauthorised", "tree_not_derived"}
    assert "commit " in clone.govtool("audit")[1]
    coop.run_clerk()
    assert clone.audit() == (0, set(), {"void_span"})


def test_a_tag_or_another_branch_called_main_is_not_main(coop: Coop, clone: Clone, git: RunGit) -> None:
    evil = coop.push_raw("evil", {"registry/bylaws.yaml": b"x\n"})
    clone.fetch()
    git(clone.folder, "tag", "main", evil)
    git(clone.folder, "tag", "origin/main", evil)
    git(clone.folder, "update-ref", "refs/heads/origin/main", evil)
    git(clone.folder, "update-ref", "refs/main", evil)
    assert clone.audit()[0] == 0
    assert clone.audit("--ref", "main")[0] == 0
    assert clone.audit("--ref", "refs/heads/origin/main")[0] == 10


def test_a_history_that_lost_what_was_verified_here_is_refused(coop: Coop, clone: Clone) -> None:
    before = coop.head
    coop.pass_("alice", "kettle", MOTION)
    assert clone.audit()[0] == 0
    coop.put_on_main(before)
    assert clone.audit()[:2] == (10, {"history"})
    assert clone.audit("--since-last")[:2] == (10, {"history"})
    # and it is not remembered: the same again
    assert clone.audit()[:2] == (10, {"history"})


@pytest.mark.parametrize("how", [(), ("--since-last",)])
def test_what_had_no_authority_may_be_taken_off_main_again(coop: Coop, clone: Clone, how: tuple[str, ...]) -> None:
    before = coop.head
    coop.tamper("registry/bylaws.yaml", b"version: 2\n")
    assert clone.audit()[0] == 10
    coop.put_on_main(before)
    coop.pass_("alice", "kettle", MOTION)
    assert clone.audit(*how) == (0, set(), set())
    # but not with what had some
    coop.put_on_main(before)
    assert clone.audit(*how)[:2] == (10, {"history"})


def test_a_member_goes_on_after_what_had_no_authority_was_taken_off_main(coop: Coop, clone: Clone) -> None:
    before = coop.head
    coop.tamper("registry/bylaws.yaml", b"version: 2\n")
    status, text = clone.govtool("list", "members")
    assert status == 0 and "unauthorised" in text
    coop.put_on_main(before)
    status, text = clone.govtool("list", "members")
    assert status == 0 and "unauthorised" not in text


def test_a_merge_that_hides_the_verified_commit_behind_a_second_parent_is_refused(coop: Coop, clone: Clone) -> None:
    before = coop.head
    coop.pass_("alice", "kettle", MOTION)
    assert clone.audit()[0] == 0
    tree = coop.hub.loose_commit(before).tree
    coop.put_on_main(coop.commit(tree, (before, coop.head), "Merge\n", None))
    status, codes, _ = clone.audit()
    assert status == 10 and "history" in codes


def test_the_audit_goes_on_from_where_it_was_when_asked(coop: Coop, clone: Clone) -> None:
    coop.pass_("alice", "kettle", MOTION)
    assert clone.audit()[0] == 0
    coop.open("alice", "tea", MOTION, text=None)
    clone.fetch()
    status, data = clone.json("audit", "--since-last")
    assert status == 0 and data["events"] == 1 and data["proposals"] == 1


def test_another_organisation_of_the_same_name_is_a_look_alike(coop: Coop, clone: Clone) -> None:
    assert clone.audit()[0] == 0
    fake = coop.another("fake", nonce="1" * 32)
    clone.git(clone.folder, "remote", "set-url", "origin", str(fake.folder / "hub.git"))
    # in this clone its pinned identity tells, in a new clone the pin of the name
    assert clone.audit()[:2] == (10, {"genesis"})
    clone.git(clone.folder, "config", "--unset", "govtool.genesis")
    assert clone.audit()[:2] == (10, {"genesis"})
    assert TrustStore().find(fake.genesis) is None
    # a person who was told that this one is right can say so
    assert clone.govtool("trust", "add", fake.genesis)[0] == 0
    assert clone.audit()[0] == 0


def test_the_pin_of_the_clone_answers_the_question_of_the_name(coop: Coop, clone: Clone) -> None:
    """A second organisation of the same name, which this clone pins: taken by audit and by status, in either order."""
    assert clone.audit()[0] == 0
    second = coop.another("second", nonce="1" * 32)
    clone.git(clone.folder, "remote", "set-url", "origin", str(second.folder / "hub.git"))
    clone.git(clone.folder, "config", "govtool.genesis", second.genesis)
    assert clone.audit()[:2] == (0, set()) and clone.govtool("status")[0] == 0
    for name in (coop.genesis, second.genesis):
        assert TrustStore().find(name) is not None
    third = coop.another("third", nonce="2" * 32)
    clone.git(clone.folder, "remote", "set-url", "origin", str(third.folder / "hub.git"))
    clone.git(clone.folder, "config", "govtool.genesis", third.genesis)
    assert clone.govtool("status")[0] == 0 and clone.audit()[:2] == (0, set())


def test_the_genesis_that_was_typed_in_must_be_the_one(coop: Coop, clone: Clone) -> None:
    assert clone.audit("--genesis", coop.genesis)[0] == 0
    assert clone.audit("--genesis", "sha256:" + "0" * 64)[:2] == (10, {"genesis"})
    status, text = clone.govtool("audit", "--genesis", "abc")
    assert status == 2 and "is not a genesis" in text


def test_a_missing_object_fails_and_is_never_skipped(coop: Coop, clone: Clone, git: RunGit) -> None:
    coop.pass_("alice", "kettle", MOTION)
    clone.fetch()
    git(clone.folder, "unpack-objects", "-q", check=False)
    blob = git(clone.folder, "rev-parse", "origin/main:registry/minutes/00/00/000002.yaml").strip()
    _lose(clone, git, blob)
    assert clone.audit()[:2] == (10, {"missing_object"})


def _lose(clone: Clone, git: RunGit, oid: str) -> None:
    """Makes every object loose, and takes one away."""
    packs = clone.folder / ".git" / "objects" / "pack"
    for pack in list(packs.glob("*.pack")):
        data = pack.read_bytes()
        for file in packs.glob(pack.stem + ".*"):
            file.unlink()
        git(clone.folder, "unpack-objects", "-q", stdin=data)
    (clone.folder / ".git" / "objects" / oid[:2] / oid[2:]).unlink()


def test_a_minute_far_ahead_of_now_fails_and_a_main_that_stands_still_is_told(coop: Coop, clone: Clone) -> None:
    coop.pass_("alice", "kettle", MOTION)
    now = coop.now
    coop.at(add(now, "P40D"))
    assert clone.audit() == (0, set(), {"stale"})
    coop.at(add("2026-11-01T10:00:00Z", "PT1H"))
    assert clone.audit()[:2] == (10, {"future"})


def test_a_clerk_that_lets_a_vote_pass_its_end_is_told(coop: Coop, clone: Clone) -> None:
    number = coop.open("alice", "kettle", MOTION)
    coop.at(add(coop.entry(number).closes_at, "P1D"))
    assert clone.audit() == (0, set(), set())
    coop.later("P2D")
    assert clone.audit() == (0, set(), {"stale"})


class TestReceipts:
    def test_a_gather_of_the_clerk_whose_ballot_is_not_in_the_decision_proves_that_it_cheated(
        self, coop: Coop, clone: Clone
    ) -> None:
        number = coop.open("alice", "kettle", MOTION)
        ballots = [coop.vote(voter, number, "for") for voter in ("alice", "bob", "carol")]
        kept = coop.gather(number, *ballots)
        coop.hub.set_ref(f"refs/heads/vote/{number}/kept", kept)
        coop.hub.delete_ref(f"refs/heads/vote/{number}/carol")
        coop.hub.delete_ref(f"refs/heads/vote/{number}/kept")
        coop.hub.set_ref("refs/heads/kept", kept)
        coop.later("P2D")
        coop.run_clerk()
        assert not coop.entry(number).is_open
        status, codes, _ = clone.audit("--receipt", kept)
        assert (status, codes) == (10, {"omitted_ballot"})
        assert "left it out of the decision on 0001" in clone.govtool("audit", "--receipt", kept)[1]

    def test_a_gather_that_was_counted_is_fine(self, coop: Coop, clone: Clone) -> None:
        number = coop.pass_("alice", "kettle", MOTION)
        clone.fetch()
        gather = clone.git(clone.folder, "rev-parse", f"refs/remotes/origin/gather/{number}").strip()
        assert clone.audit("--receipt", gather) == (0, set(), set())

    def test_a_ballot_of_a_second_copy_of_its_commit_is_the_same_ballot(self, coop: Coop, clone: Clone) -> None:
        number = coop.open("alice", "kettle", MOTION)
        coop.vote("alice", number, "for")
        other = coop.vote("alice", number, "for", branch="copy", name="Another <a@example.org> 1793527200 +0000")
        coop.hub.set_ref("refs/heads/copy", other)
        coop.vote("bob", number, "for")
        coop.finish(number)
        assert clone.audit("--receipt", other) == (0, set(), set())

    def test_a_lone_ballot_is_reported_only(self, coop: Coop, clone: Clone) -> None:
        number = coop.open("alice", "kettle", MOTION)
        coop.vote("alice", number, "for")
        coop.vote("bob", number, "for")
        late = coop.vote("carol", number, "against", branch="late")
        coop.finish(number)
        assert clone.audit("--receipt", late) == (0, set(), {"not_counted"})

    def test_a_gather_that_the_clerk_did_not_sign_is_no_receipt(self, coop: Coop, clone: Clone) -> None:
        number = coop.open("alice", "kettle", MOTION)
        forged = coop.gather(number, coop.vote("carol", number, "against"), key=key_of("mallory"))
        coop.hub.set_ref("refs/heads/forged", forged)
        clone.fetch()
        status, text = clone.govtool("audit", "--receipt", forged)
        assert status == 1 and "the clerk did not sign it" in text

    def test_a_gather_of_a_clerk_who_went_before_the_decision_is_no_receipt(self, coop: Coop, clone: Clone) -> None:
        number = coop.open("alice", "kettle", MOTION)
        spent = coop.gather(number, coop.vote("carol", number, "against"))
        coop.hub.delete_ref(f"refs/heads/vote/{number}/carol")
        coop.hub.set_ref("refs/heads/spent", spent)
        coop.hand_over("alice bob", key_of("new clerk"))
        coop.clerk_key = key_of("new clerk")
        kept = coop.gather(number, coop.vote("alice", number), coop.vote("bob", number))
        coop.hub.set_ref("refs/heads/kept", kept)
        coop.finish(number)
        clone.fetch()
        status, text = clone.govtool("audit", "--receipt", spent)
        assert status == 1 and "a key that was spent before the decision" in text
        coop.hand_over("alice bob", key_of("newer clerk"))
        assert clone.audit("--receipt", kept) == (0, set(), set()), "it was the clerk's at the decision"

    def test_before_the_decision_nothing_is_left_out(self, coop: Coop, clone: Clone) -> None:
        number = coop.open("alice", "kettle", MOTION)
        ballot = coop.vote("carol", number, "against")
        assert clone.audit("--receipt", ballot) == (0, set(), set())


def test_pins_are_added_listed_and_removed(clone: Clone) -> None:
    genesis = "sha256:" + "ab" * 32
    assert clone.json("trust", "list") == (0, [])
    assert clone.govtool("trust", "add", genesis, "--name", "Kettles")[0] == 0
    status, pins = clone.json("trust", "list")
    assert status == 0 and [(pin["genesis"], pin["name"], pin["head"]) for pin in pins] == [(genesis, "Kettles", None)]
    assert "Kettles" in clone.govtool("trust", "list")[1]
    assert clone.govtool("trust", "add", "nonsense")[0] == 2
    assert clone.govtool("trust", "remove", "unknown")[0] == 2
    assert clone.govtool("trust", "remove", "sha256:abab")[0] == 0
    assert clone.json("trust", "list") == (0, [])


def test_a_repository_without_a_founding_is_told_what_to_do(
    tmp_path: Path, git: RunGit, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main", ".")
    assert run(["-C", str(tmp_path), "audit"]) == 1
    assert "no branch main" in capsys.readouterr().err
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--no-gpg-sign", "-m", "x")
    assert run(["-C", str(tmp_path), "audit"]) == 1
    assert "nothing is founded" in capsys.readouterr().err


def test_the_name_of_a_look_alike_may_differ_by_what_the_eye_passes_over(coop: Coop, clone: Clone) -> None:
    assert clone.audit()[0] == 0
    store = TrustStore()
    (pin,) = store.pins()
    assert pin.name == "Test Co-operative"
    clone.git(clone.folder, "config", "--unset", "govtool.genesis")
    store.forget(pin.genesis)
    assert clone.govtool("trust", "add", "sha256:" + "1" * 64, "--name", "TEST  Co-Operative")[0] == 0
    assert clone.audit()[:2] == (10, {"genesis"})


def test_a_commit_on_main_with_a_folder_that_names_a_file_twice_is_void_and_not_a_crash(
    coop: Coop, clone: Clone
) -> None:
    blob = bytes.fromhex(coop.hub.write("blob", b"x\n"))
    tree = coop.hub.write("tree", b"100644 a\0" + blob + b"100644 a\0" + blob)
    good = coop.head
    twice = coop.tree(coop.hub.loose_commit(good).tree, {"docs": Entry(0o040000, tree)})
    coop.put_on_main(coop.commit(twice, (good,), "x\n", None))
    status, codes, _ = clone.audit()
    assert status == 10 and "unauthorised" in codes
    root = coop.hub.write("tree", b"100644 a\0" + blob + b"100644 a\0" + blob)
    coop.put_on_main(coop.commit(root, (good,), "x\n", None))
    status, codes, _ = clone.audit()
    assert status == 10


def test_a_push_that_replaces_minute_0_is_void_and_does_not_make_another_organisation(coop: Coop, clone: Clone) -> None:
    assert clone.audit()[0] == 0
    other = coop.another("other", nonce="3" * 32)
    path = "registry/minutes/00/00/000000.yaml"
    coop.tamper(path, other.file(path))
    status, codes, _ = clone.audit()
    assert status == 10 and codes == {"unauthorised", "tree_not_derived"}
    coop.tamper(path, None)
    assert clone.audit()[1] == {"unauthorised", "tree_not_derived"}
    assert clone.audit("--since-last")[1] == {"void_open"}


def test_a_member_s_command_is_not_fooled_by_a_minute_0_that_somebody_pushed(coop: Coop, clone: Clone) -> None:
    assert clone.audit()[0] == 0
    other = coop.another("other", nonce="3" * 32)
    path = "registry/minutes/00/00/000000.yaml"
    coop.tamper(path, other.file(path))
    clone.fetch()
    text = clone.govtool("check", "HEAD")[1]
    assert "another organisation" not in text and "unauthorised commits" in text


@pytest.mark.parametrize("mode", [0o120000, 0o100755, 0o160000])
def test_a_minute_0_that_is_no_plain_file_stops_nobody(coop: Coop, clone: Clone, mode: int) -> None:
    assert clone.audit()[0] == 0
    oid = coop.head if mode == 0o160000 else coop.hub.write("blob", b"/etc/passwd")
    coop.push_raw("main", {"registry/minutes/00/00/000000.yaml": Entry(mode, oid)})
    status, text = clone.govtool("list", "members")
    assert status == 0 and "unauthorised commits" in text
    status, codes, _ = clone.audit()
    assert status == 10 and "unauthorised" in codes


def test_a_look_alike_is_not_pinned_by_any_command(coop: Coop, clone: Clone) -> None:
    assert clone.audit()[0] == 0
    fake = coop.another("fake", nonce="1" * 32)
    clone.git(clone.folder, "remote", "set-url", "origin", str(fake.folder / "hub.git"))
    clone.git(clone.folder, "config", "--unset", "govtool.genesis")
    clone.fetch()
    status, data = clone.json("check", fake.head)
    assert status == 10 and [found["code"] for found in data["findings"]] == ["genesis"]
    assert TrustStore().find(fake.genesis) is None


def test_pins_that_processes_write_at_once_are_all_kept(tmp_path: Path) -> None:
    store = TrustStore(tmp_path / "trust.json")
    pins = [Pin(f"sha256:{number:064x}", "Name", FOUNDED_AT) for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store.put, pins))
    assert store.pins() == tuple(pins)
    store.forget(pins[3].genesis)
    assert store.find(pins[3].genesis) is None and len(store.pins()) == 23
