"""`govtool clerk`: where its key comes from, what it says it did, and what it lists as refused."""

from __future__ import annotations

import pytest

from govtool.roles.clerk.guard import install
from tests.world.coop import Coop
from tests.world.host import govtool
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.terminal import ends
from tests.world.words import MOTION


@pytest.fixture
def desk(coop: Coop) -> Laptop:
    """A clone without a key of any person, with the clerk's key beside it."""
    laptop = Laptop(coop, "machine", with_key=False)
    (coop.folder / "clerk-key").write_text(coop.clerk_key.openssh_private())
    return laptop


def run(coop: Coop, desk: Laptop, *arguments: str) -> str:
    return desk.types("clerk", "--key", str(coop.folder / "clerk-key"), *arguments)


def test_a_run_says_what_it_did_and_the_next_one_has_nothing_to_do(coop: Coop, desk: Laptop) -> None:
    coop.propose("alice", "kettle", MOTION)
    assert "0001 opened: proposals/2026-11/kettle" in run(coop, desk)
    assert desk.status == 0 and coop.entry("0001").is_open
    assert "nothing to do now" in ends(desk.sits_down("clerk", "--key", str(coop.folder / "clerk-key")), 0)
    assert coop.audit().ok


def test_a_run_with_nothing_to_do_prints_nothing_away_from_a_terminal(
    coop: Coop, desk: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cron mails whatever is printed. People open the log of a job on GitHub, so it says there that it ran."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    coop.propose("alice", "kettle", MOTION)
    run(coop, desk)
    (coop.folder / "clerk-key").chmod(0o600)
    quiet = govtool(desk.folder, "clerk", "--key", coop.folder / "clerk-key", now=coop.now)
    assert (quiet.status, quiet.out, quiet.err) == (0, "", f"(the clock is set to {coop.now})\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "nothing to do now" in run(coop, desk)


def test_a_vote_is_carried_to_its_end_by_the_command_alone(coop: Coop, desk: Laptop) -> None:
    coop.propose("alice", "kettle", MOTION)
    run(coop, desk)
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, "0001", "for")
    coop.later("P2D")
    data = desk.reads("clerk", "--key", str(coop.folder / "clerk-key"))
    assert data["format"] == 1 and data["head"] == coop.head
    assert data["done"] == ["0001 gathered 3 ballots", "0001 passed", "0001 enacted"]
    assert data["refused_ballots"] == [] and data["refused_branches"] == []


@pytest.mark.parametrize("as_json", [False, True], ids=["for people", "for a program"])
def test_refused_ballots_and_branches_are_listed_once_with_the_next_step_and_are_no_failure(
    coop: Coop, desk: Laptop, *, as_json: bool
) -> None:
    coop.propose("alice", "kettle", MOTION)
    run(coop, desk)
    coop.vote("carol", "0001", "for", key=key_of("mallory"))
    coop.propose("alice", "spoon", MOTION, signer=key_of("bob"))
    if not as_json:
        said = run(coop, desk)
        assert desk.status == 0
        assert "0001: the ballot of carol" in said and "[key_unknown]" in said
        assert "proposal/spoon is refused:" in said and "[proposer]" in said
        again = run(coop, desk)
        assert "the ballot of carol" not in again and "proposal/spoon" not in again
        coop.propose("alice", "spoon", MOTION, signer=key_of("carol"))
        assert "proposal/spoon is refused:" in run(coop, desk), "another commit is told anew"
        assert "proposal/spoon" not in run(coop, desk)
        (desk.folder / ".git" / "govtool" / "clerk-memory").unlink()
        assert "proposal/spoon is refused:" in run(coop, desk), "a clerk that lost its memory tells once more"
        return
    data = desk.reads("clerk", "--key", str(coop.folder / "clerk-key"))
    assert [(item["voter"], item["code"]) for item in data["refused_ballots"]] == [("carol", "key_unknown")]
    assert [item["branch"] for item in data["refused_branches"]] == ["proposal/spoon"]
    assert data["refused_branches"][0]["findings"][0]["code"] == "proposer"


def test_the_key_may_stand_in_the_environment_as_text(
    coop: Coop, desk: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    coop.propose("alice", "kettle", MOTION)
    monkeypatch.setenv("GOVTOOL_CLERK_KEY", coop.clerk_key.openssh_private().strip())
    assert "opened" in desk.types("clerk", "--once") and desk.status == 0


def test_the_key_may_lie_where_init_puts_it(coop: Coop, desk: Laptop) -> None:
    coop.propose("alice", "kettle", MOTION)
    kept = desk.folder / ".git" / "govtool" / "clerk-ci"
    kept.parent.mkdir()
    kept.write_text(coop.clerk_key.openssh_private())
    assert "opened" in desk.types("clerk") and desk.status == 0


def test_the_spare_key_does_as_well(coop: Coop, desk: Laptop) -> None:
    coop.propose("alice", "kettle", MOTION)
    (coop.folder / "clerk-key").write_text(key_of("spare clerk").openssh_private())
    assert "opened" in run(coop, desk) and coop.audit().ok


def test_without_a_key_it_says_where_one_is_looked_for(coop: Coop, desk: Laptop) -> None:
    said = desk.types("clerk")
    assert desk.status == 1 and "GOVTOOL_CLERK_KEY" in said and "--key FILE" in said


def test_a_key_that_is_not_the_clerks_moves_nothing(coop: Coop, desk: Laptop) -> None:
    coop.propose("alice", "kettle", MOTION)
    head = coop.head
    (coop.folder / "clerk-key").write_text(key_of("alice").openssh_private())
    said = run(coop, desk)
    assert desk.status == 1 and coop.head == head
    assert key_of("alice").public_key.fingerprint in said and "is no key of the clerk of Test Co-operative" in said


def test_a_spent_key_is_told_to_be_one(coop: Coop, desk: Laptop) -> None:
    coop.hand_over("alice bob carol dan erin", key_of("next clerk"))
    said = run(coop, desk)
    assert desk.status == 1 and "was the clerk's once, and is worthless" in said


def test_a_file_that_holds_no_key_is_an_error(coop: Coop, desk: Laptop) -> None:
    (coop.folder / "clerk-key").write_text("hello\n")
    assert "not a private key" in run(coop, desk) and desk.status == 1
    assert "cannot be read" in desk.types("clerk", "--key", "no-such-file") and desk.status == 1


def test_another_organisation_in_its_place_is_refused(coop: Coop, desk: Laptop) -> None:
    said = run(coop, desk, "--genesis", "sha256:" + "0" * 64)
    assert desk.status == 10 and "[genesis]" in said
    assert "no founding fingerprint" in run(coop, desk, "--genesis", "abc") and desk.status == 2
    run(coop, desk, "--genesis", coop.genesis)
    assert desk.status == 0


def test_it_repairs_main_and_does_so_through_the_guard(
    coop: Coop, desk: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    coop.tamper("registry/x.yaml", b"a: 1\n")
    install(coop.hub, sys.executable, force=False)
    monkeypatch.setenv("GOVTOOL_NOW", coop.now)
    said = run(coop, desk)
    assert desk.status == 0 and "repaired main" in said
    assert coop.audit().ok


def test_without_a_remote_it_says_so(coop: Coop, desk: Laptop) -> None:
    desk.git("remote", "remove", "origin")
    assert "no remote origin" in run(coop, desk) and desk.status == 1


@pytest.mark.parametrize(("mode", "is_told"), [(0o600, False), (0o400, False), (0o644, True), (0o620, True)])
def test_a_key_that_others_can_read_is_told(coop: Coop, desk: Laptop, mode: int, is_told: bool) -> None:
    run(coop, desk)
    (coop.folder / "clerk-key").chmod(mode)
    said = desk.types("clerk", "--key", str(coop.folder / "clerk-key"))
    assert desk.status == 0 and ("chmod 600" in said) == is_told


def test_with_tidy_it_names_and_counts_the_branches_that_it_deletes(coop: Coop, desk: Laptop) -> None:
    coop.state("bob", "resign")
    run(coop, desk)
    coop.later("P89D")
    assert "deleted" not in run(coop, desk, "--tidy")
    coop.later("P1D")
    assert "deleted" not in run(coop, desk), "only who asks for it deletes"
    said = run(coop, desk, "--tidy")
    assert "deleted the branch statement/bob/000001" in said
    assert "deleted 1 branch that main has held for 90 days" in said.replace("\n", " ")
    assert desk.status == 0 and "deleted" not in run(coop, desk, "--tidy")


def test_with_tidy_a_program_reads_what_was_deleted(coop: Coop, desk: Laptop) -> None:
    key = str(coop.folder / "clerk-key")
    coop.state("bob", "resign")
    run(coop, desk)
    coop.later("P90D")
    assert "tidied" not in desk.reads("clerk", "--key", key)
    data = desk.reads("clerk", "--key", key, "--tidy")
    assert data["tidied"] == {"deleted": ["statement/bob/000001"], "remaining": 0, "problem": None}
