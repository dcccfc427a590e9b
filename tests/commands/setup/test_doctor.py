"""`govtool doctor`: every weakness that it knows is found where it is, and not where it is not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from govtool.cli.main import run
from govtool.io.git.git import Git
from govtool.roles.clerk.guard import install
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import blob_of, key_of, person, shipped_bylaws
from tests.world.quarrel import PEOPLE, bylaws, members, records
from tests.world.words import MOTION


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    made = Coop.copied(tmp_path_factory, tmp_path)
    install(made.hub, sys.executable, force=False)
    return made


def said_by(laptop: Laptop, level: str, topic: str) -> str:
    """All that doctor says on a topic at a level."""
    data: dict[str, Any] = laptop.reads("doctor")
    assert data["format"] == 1 and data["ok"] == (laptop.status == 0)
    assert laptop.status in (0, 10)
    found = [remark for remark in data["remarks"] if (remark["level"], remark["topic"]) == (level, topic)]
    assert all(remark["hint"] or level == "ok" for remark in found), "a problem says what to do next"
    return " ".join(f"{remark['message']} {remark['hint'] or ''}" for remark in found)


def problems(laptop: Laptop) -> set[str]:
    return {remark["topic"] for remark in laptop.reads("doctor")["remarks"] if remark["level"] == "problem"}


def test_a_sound_clone_has_no_problem(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    assert problems(alice) == set() and alice.status == 0
    said = alice.types("doctor")
    assert "all is well" in said and "you sign as Alice (alice)" in said
    assert "weight: equal" in said and "one member, one vote" in said
    assert "GOVTOOL_NOW" in said


def test_outside_a_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(tmp_path), "doctor"]) == 10
    assert "there is no git repository" in capsys.readouterr().out


def test_a_repository_in_which_nothing_is_founded(coop: Coop) -> None:
    laptop = Laptop(coop, "alice")
    laptop.git("remote", "remove", "origin")
    laptop.git("update-ref", "-d", "refs/heads/main")
    assert "govtool init" in said_by(laptop, "problem", "repository") and laptop.status == 10


def test_a_shallow_clone(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    laptop = Laptop(coop, "alice")
    laptop.git("clone", "-q", "--depth", "1", f"file://{coop.folder / 'hub.git'}", "cut")
    laptop.folder = laptop.folder / "cut"
    assert "git fetch --unshallow" in said_by(laptop, "problem", "repository")


def test_a_clone_without_a_remote_or_with_one_that_is_gone(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    alice.goes_offline()
    assert "could not fetch" in said_by(alice, "problem", "remote")
    alice.git("remote", "remove", "origin")
    assert "git remote add origin URL" in said_by(alice, "problem", "remote")


def test_no_key_an_openpgp_key_a_strangers_key(coop: Coop) -> None:
    nobody = Laptop(coop, "nobody", with_key=False)
    assert "govtool key setup" in said_by(nobody, "problem", "key")
    nobody.git("config", "user.signingKey", "0123456789ABCDEF")
    assert "openpgp" in said_by(nobody, "problem", "key")
    assert "not registered" in said_by(Laptop(coop, "mallory"), "problem", "key")


def test_keys_that_sign_nothing(coop: Coop) -> None:
    coop.state("alice", "rotate-key", coop.rotation("alice", 2, retire=blob_of("alice")))
    coop.run_clerk()
    alice = Laptop(coop, "alice", key=key_of("alice", 2))
    assert "signs from" in said_by(alice, "problem", "key")
    coop.later("P4D")
    assert said_by(alice, "problem", "key") == ""
    assert "retired" in said_by(Laptop(coop, "alice"), "problem", "key")
    coop.state("alice", "revoke-key", {"key": blob_of("alice")}, key=key_of("alice", 2))
    coop.run_clerk()
    assert "revoked" in said_by(Laptop(coop, "alice"), "problem", "key")


def test_a_recovery_key_is_asked_for_until_there_is_one(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    assert "--recovery" in said_by(alice, "note", "key")
    coop.state("alice", "rotate-key", coop.rotation("alice", 2, use="recovery"))
    coop.run_clerk()
    assert said_by(alice, "note", "key") == ""
    assert "recovery key" in said_by(Laptop(coop, "alice", key=key_of("alice", 2)), "problem", "key")


def test_a_remote_without_the_guard(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    assert "refuses bad pushes" in said_by(alice, "ok", "guard")
    hook = coop.folder / "hub.git" / "hooks" / "pre-receive"
    hook.chmod(0o644)
    assert "govtool guard install" in said_by(alice, "problem", "guard"), "git passes over a hook without its x bit"
    hook.unlink()
    assert "govtool guard install" in said_by(alice, "problem", "guard")
    alice.git("remote", "set-url", "origin", "http://127.0.0.1:9/coop.git")
    assert "govtool cannot see from here" in said_by(alice, "note", "guard")


def test_what_is_signed_and_not_delivered(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    carol = Laptop(coop, "carol")
    carol.types("whoami")
    carol.goes_offline()
    carol.types("vote", "1", "for", "--yes")
    assert "carol's vote on 0001 is signed but not delivered" in said_by(carol, "problem", "outbox")
    carol.comes_back()
    assert said_by(carol, "problem", "outbox") == ""


def test_an_identity_that_is_not_pinned_and_one_that_is_another(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    assert "no identity is pinned" in said_by(alice, "note", "identity")
    assert said_by(alice, "note", "identity") == "", "it was seen, and is pinned"
    other = coop.another(nonce="1" * 32)
    Git(alice.folder).set_setting("govtool.genesis", other.genesis)
    assert "the founding fingerprint of this history is" in said_by(alice, "problem", "main")


def test_a_main_that_holds_what_nobody_decided(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    coop.tamper("registry/x.yaml", b"a: 1\n")
    assert "this commit is not authorised" in said_by(alice, "problem", "main")
    coop.run_clerk()
    assert said_by(alice, "problem", "main") == ""


def test_a_clerk_that_is_away_or_has_one_key_only(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    coop.open("alice", "kettle", MOTION)
    assert said_by(alice, "problem", "clerk") == ""
    coop.later("P10D")
    assert "govtool clerk" in said_by(alice, "problem", "clerk")
    coop.hand_over("alice bob", key_of("next clerk"))
    assert "has only one key" in said_by(alice, "problem", "clerk")


def test_a_clock_that_is_behind(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    alice = Laptop(coop, "alice")
    coop.at("2026-11-01T09:55:00Z")
    assert "5 minutes behind" in said_by(alice, "note", "clock")
    coop.at("2026-11-01T09:00:00Z")
    assert "ahead of your clock" in said_by(alice, "problem", "clock")


def test_keys_of_the_clerk_that_lie_about(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    folder = alice.folder / ".git" / "govtool"
    folder.mkdir()
    (folder / "clerk-offline").write_text("x")
    (folder / "clerk-offline").chmod(0o600)
    assert "spare key is still" in said_by(alice, "note", "clerk's key")
    assert said_by(alice, "problem", "clerk's key") == ""
    (folder / "clerk-offline").chmod(0o644)
    assert "chmod 600" in said_by(alice, "problem", "clerk's key")


def test_founders_who_have_not_accepted(coop: Coop) -> None:
    other = coop.another(founding=("bob",))
    assert "bob" in said_by(Laptop(other, "alice"), "problem", "founding")


def test_too_few_reviewers_among_five_members(coop: Coop) -> None:
    assert "duty reviewer" in said_by(Laptop(coop, "alice"), "note", "people")


def test_a_federation_needs_no_reviewers(coop: Coop) -> None:
    kept = {each.path: each for each in records(PEOPLE)}
    other = coop.another("federation", people=members(PEOPLE), bylaws=bylaws(), records=kept)
    alice = Laptop(other, "alice")
    assert "duty reviewer" not in said_by(alice, "note", "people") and "you sign as" in said_by(alice, "ok", "key")


def test_two_members_need_no_reviewers(coop: Coop) -> None:
    alice = Laptop(coop.another("few", people=[person("alice"), person("bob")]), "alice")
    assert said_by(alice, "note", "people") == "" and "you sign as" in said_by(alice, "ok", "key")


def test_two_reviewers_are_enough(coop: Coop) -> None:
    duties = [person(name).changed(duties=["reviewer"]) for name in ("alice", "bob", "carol", "dan", "erin")]
    alice = Laptop(coop.another("enough", people=duties), "alice")
    assert said_by(alice, "note", "people") == "" and "you sign as" in said_by(alice, "ok", "key")


def test_somebody_who_votes_alone(coop: Coop) -> None:
    alone = coop.another("alone", people=[person("alice")])
    assert "self-approved" in said_by(Laptop(alone, "alice"), "note", "people")


def test_somebody_who_cannot_vote_for_want_of_a_key(coop: Coop) -> None:
    keyless = coop.another("keyless", people=[person("alice"), person("bob").changed(keys=[])])
    assert "no key that signs: bob" in said_by(Laptop(keyless, "alice"), "problem", "people")


def test_one_member_one_vote_is_not_remarked_on(coop: Coop) -> None:
    def equal(data: dict[str, Any]) -> None:
        for rule in data["rules"].values():
            rule["weight"] = "equal"

    other = coop.another("equal", bylaws=shipped_bylaws(equal))
    alice = Laptop(other, "alice")
    assert said_by(alice, "note", "bylaws") == "" and "you sign as" in said_by(alice, "ok", "key")


@pytest.mark.parametrize(
    ("electorate", "what"),
    [
        ({"who": "team", "team": "kings"}, "the team kings, which does not exist"),
        ({"who": "duty", "duty": "king"}, "those with the duty king, which nobody with a vote has"),
    ],
)
def test_a_rule_that_asks_nobody_is_named(coop: Coop, electorate: dict[str, str], what: str) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"]["files"]["electorate"] = electorate

    assert said_by(Laptop(coop, "alice"), "problem", "bylaws") == ""
    other = coop.another("nobody", bylaws=shipped_bylaws(edit))
    said = said_by(Laptop(other, "alice"), "problem", "bylaws")
    assert f"nothing can pass under the rule files, which asks {what}" in said and "form-team" in said


def test_the_clerks_own_user_is_known_as_the_clerk(coop: Coop) -> None:
    clerk = Laptop(coop, "alice")
    clerk.git("config", "--unset", "user.signingKey")
    assert "you have no key" in said_by(clerk, "problem", "key")
    key = coop.folder / "clerk-key"
    key.write_text(coop.clerk_key.openssh_private())
    key.chmod(0o600)
    coop.propose("alice", "kettle", MOTION)
    clerk.types("clerk", "--key", str(key))
    assert clerk.status == 0 and said_by(clerk, "problem", "key") == ""
    assert "known as the clerk" in said_by(clerk, "ok", "key")


def test_who_signs_with_the_clerks_key_is_known_as_the_clerk(coop: Coop) -> None:
    clerk = Laptop(coop, "clerk", key=coop.clerk_key)
    assert "known as the clerk" in said_by(clerk, "ok", "key") and said_by(clerk, "problem", "key") == ""
