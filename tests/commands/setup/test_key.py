"""`govtool key`: a key to sign with, which keys are mine, another one, one less. Real keys, ssh-keygen and git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from govtool.cli.main import run
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import blob_of, key_of

SETTINGS = ("gpg.format", "user.signingKey", "govtool.signingKey")


def fingerprint(name: str, number: int = 1) -> str:
    return key_of(name, number).public_key.fingerprint


def key_file(coop: Coop, name: str, number: int = 1) -> str:
    """A private key file as its owner would have it."""
    file = coop.folder / f"{name}-{number}"
    file.write_text(key_of(name, number).openssh_private())
    file.chmod(0o600)
    return str(file)


def setting(laptop: Laptop, name: str) -> str:
    done = subprocess.run(["git", "config", name], cwd=laptop.folder, capture_output=True, text=True, check=False)
    return done.stdout.strip()


# setup -------------------------------------------------------------------------------------------------------------


def test_a_person_without_a_key_gets_one_and_the_line_to_give_away(coop: Coop, home: Path) -> None:
    laptop = Laptop(coop, "mallory", with_key=False)
    said = laptop.types("key", "setup", "--no-passphrase")
    made = home / ".ssh" / "govtool_ed25519"
    assert laptop.status == 0 and made.stat().st_mode & 0o777 == 0o600
    line = " ".join(Path(f"{made}.pub").read_text().split()[:2])
    assert line in said and f"Made {made}" in said
    assert [setting(laptop, name) for name in SETTINGS] == ["ssh", str(made), ""]
    laptop.git("commit", "-q", "--allow-empty", "-S", "-m", "Signed")


def test_a_key_that_is_set_is_kept_and_its_line_shown(coop: Coop, home: Path) -> None:
    laptop = Laptop(coop, "alice")
    before = setting(laptop, "user.signingKey")
    said = laptop.types("key", "setup")
    assert key_of("alice").public_key.line in said and "already" in said
    assert setting(laptop, "user.signingKey") == before and not (home / ".ssh").exists()


def test_the_key_in_the_ssh_folder_is_taken(coop: Coop, home: Path) -> None:
    laptop = Laptop(coop, "alice", with_key=False)
    (home / ".ssh").mkdir()
    (home / ".ssh" / "id_ed25519").write_text(key_of("alice").openssh_private())
    (home / ".ssh" / "id_ed25519").chmod(0o600)
    (home / ".ssh" / "id_ed25519.pub").write_text(key_of("alice").public_key.line + "\n")
    said = laptop.types("key", "setup")
    assert "Took" in said and key_of("alice").public_key.line in said
    assert laptop.reads("whoami")["member"] == "alice"


def test_a_second_setup_makes_no_second_key(coop: Coop, home: Path) -> None:
    laptop = Laptop(coop, "mallory", with_key=False)
    laptop.types("key", "setup", "--no-passphrase")
    before = (home / ".ssh" / "govtool_ed25519").read_bytes()
    other = Laptop(coop, "mallory", with_key=False)
    other.types("key", "setup", "--no-passphrase")
    assert other.status == 0 and (home / ".ssh" / "govtool_ed25519").read_bytes() == before


def test_a_named_key_takes_the_place_of_the_setting(coop: Coop) -> None:
    laptop = Laptop(coop, "alice")
    laptop.types("key", "setup", "--key", key_file(coop, "bob"))
    assert laptop.status == 0 and laptop.reads("whoami")["member"] == "bob"


def test_who_signs_with_openpgp_goes_on_doing_so(coop: Coop) -> None:
    laptop = Laptop(coop, "alice", with_key=False)
    laptop.git("config", "user.signingKey", "0123456789ABCDEF")
    assert "openpgp" in laptop.types("whoami")
    said = laptop.types("key", "setup", "--key", key_file(coop, "alice"))
    assert "goes on signing your commits with OpenPGP" in said
    assert [setting(laptop, name) for name in SETTINGS[:2]] == ["", "0123456789ABCDEF"]
    assert laptop.reads("whoami")["member"] == "alice"


def test_a_key_that_could_never_be_registered_is_refused(coop: Coop, tmp_path: Path) -> None:
    laptop = Laptop(coop, "alice", with_key=False)
    weak = tmp_path / "weak"
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", str(weak)], check=True)
    assert "[key_type]" in laptop.types("key", "setup", "--key", str(weak)) and laptop.status == 10
    assert "no key file" in laptop.types("key", "setup", "--key", "no-such-key") and laptop.status == 1
    assert setting(laptop, "user.signingKey") == ""


def test_outside_a_repository_it_asks_for_global(
    coop: Coop, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "nowhere"
    folder.mkdir()
    assert run(["-C", str(folder), "key", "setup"]) == 1
    assert "govtool key setup --global" in capsys.readouterr().err
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    assert run(["-C", str(folder), "key", "setup", "--global", "--key", key_file(coop, "alice")]) == 0
    assert key_file(coop, "alice") in (tmp_path / "gitconfig").read_text()


# list --------------------------------------------------------------------------------------------------------------


def test_my_keys_are_listed_with_what_they_are_worth(coop: Coop) -> None:
    coop.state("alice", "rotate-key", coop.rotation("alice", 2, retire=blob_of("alice")))
    coop.run_clerk()
    alice = Laptop(coop, "alice")
    data = alice.reads("key", "list")
    assert data["format"] == 1 and data["member"] == "alice"
    assert [(key["fingerprint"], key["standing"], key["signs"]) for key in data["keys"]] == [
        (fingerprint("alice"), "active", True),
        (fingerprint("alice", 2), "waiting", False),
    ]
    coop.later("P3D")
    data = alice.reads("key", "list")
    assert [key["standing"] for key in data["keys"]] == ["retired", "active"]
    said = alice.types("key", "list")
    assert "← you sign with it" in said and "retired" in said
    assert fingerprint("bob") in alice.types("key", "list", "bob")


# rotate ------------------------------------------------------------------------------------------------------------


def test_a_further_key_is_registered_with_the_proof_that_it_is_held(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    said = alice.types("key", "rotate", key_file(coop, "alice", 2), "--retire", fingerprint("alice")[:20])
    assert alice.status == 0 and "delivered as your statement 1" in said and "3 days later" in said
    coop.run_clerk()
    keys = {key.blob: key for key in coop.member("alice").keys}
    assert keys[blob_of("alice", 2)].use == "sign" and keys[blob_of("alice")].retired_at is not None
    assert coop.audit().ok


def test_without_a_file_a_new_key_is_made_beside_the_others(coop: Coop, home: Path) -> None:
    alice = Laptop(coop, "alice")
    alice.types("key", "rotate", "--no-passphrase")
    assert alice.status == 0 and (home / ".ssh" / "govtool_ed25519").is_file()
    alice.types("key", "rotate", "--no-passphrase")
    assert alice.status == 0 and (home / ".ssh" / "govtool_ed25519_2").is_file()
    coop.run_clerk()
    assert len(coop.member("alice").keys) == 3


def test_a_recovery_key_brings_a_new_key_in_at_once(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    said = alice.types("key", "rotate", key_file(coop, "alice", 2), "--recovery")
    assert alice.status == 0 and "recovery key" in said
    coop.run_clerk()
    coop.later("P3D")
    said = alice.types("key", "rotate", key_file(coop, "alice", 3), "--sign-with", key_file(coop, "alice", 2))
    assert alice.status == 0 and "signs at once" in said
    coop.run_clerk()
    assert [key.active_at for key in coop.member("alice").keys][2] == coop.now


def test_a_key_of_somebody_else_is_refused_before_anything_is_sent(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    assert "[key_in_use]" in alice.types("key", "rotate", key_file(coop, "bob")) and alice.status == 10
    assert coop.hub.refs("refs/heads/statement/") == {}


def test_a_public_key_alone_proves_nothing(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    public = coop.folder / "found.pub"
    public.write_text(key_of("stranger").public_key.line + "\n")
    alice.types("key", "rotate", str(public))
    assert alice.status == 1 and coop.hub.refs("refs/heads/statement/") == {}


# revoke ------------------------------------------------------------------------------------------------------------


def test_a_key_is_revoked_by_a_part_of_its_fingerprint(coop: Coop) -> None:
    coop.state("alice", "rotate-key", coop.rotation("alice", 2))
    coop.run_clerk()
    alice = Laptop(coop, "alice")
    said = alice.types("key", "revoke", fingerprint("alice", 2)[7:19], "--yes")
    assert alice.status == 0 and "delivered as your statement 2" in said and "last key" not in said
    coop.run_clerk()
    assert alice.reads("key", "list")["keys"][1]["standing"] == "revoked"
    assert "revoked already" in alice.types("key", "revoke", fingerprint("alice", 2), "--yes") and alice.status == 2


def test_an_unclear_or_unknown_part_is_an_error(coop: Coop) -> None:
    coop.state("alice", "rotate-key", coop.rotation("alice", 2))
    coop.run_clerk()
    alice = Laptop(coop, "alice")
    assert "part of 2 of your keys" in alice.types("key", "revoke", "SHA256:", "--yes") and alice.status == 2
    assert "none of your keys" in alice.types("key", "revoke", fingerprint("bob"), "--yes") and alice.status == 2


def test_the_last_key_is_revoked_only_after_a_warning_and_a_question(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    terminal = alice.sits_down("key", "revoke", fingerprint("alice"))
    terminal.expect("It is the last key that you can sign with")
    terminal.expect("Revoke it permanently")
    terminal.sendline("n")
    terminal.expect("Nothing was signed")
    assert coop.hub.refs("refs/heads/statement/") == {}


def test_without_a_network_the_statement_waits(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    alice.types("whoami")
    alice.goes_offline()
    assert "kept on this computer" in alice.types("key", "rotate", key_file(coop, "alice", 2)) and alice.status == 0
    alice.comes_back()
    assert "delivered alice's statement 1" in alice.types("key", "list")
    coop.run_clerk()
    assert coop.member("alice").key(blob_of("alice", 2)) is not None


def test_a_stranger_is_told_that_the_key_is_not_registered(coop: Coop) -> None:
    mallory = Laptop(coop, "mallory")
    assert "is not registered" in mallory.types("key", "list") and mallory.status == 1
    assert fingerprint("bob") in mallory.types("key", "list", "bob") and mallory.status == 0


def test_status_and_whoami_tell_that_a_key_signs_later_and_that_it_is_revoked(coop: Coop) -> None:
    """Somebody at a second computer has votes to cast, and a key that signs nothing there yet, or no more."""
    coop.state("alice", "rotate-key", coop.rotation("alice", 2))
    coop.run_clerk()
    second = Laptop(coop, "alice", key=key_of("alice", 2))
    for command in ("status", "whoami"):
        said = second.types(command)
        assert f"your key {fingerprint('alice', 2)} signs from 2026-11-04T10:00:00Z on" in said, said
        assert "→ sign with your older key until then" in said and "signs with" not in said
    coop.later("P3D")
    for command in ("status", "whoami"):
        assert "your key SHA256:" not in second.types(command)
    second.types("key", "revoke", fingerprint("alice", 2), "--yes")
    coop.run_clerk()
    for command in ("status", "whoami"):
        said = second.types(command)
        assert f"your key {fingerprint('alice', 2)} is revoked" in said and "git config user.signingKey FILE" in said


def test_revoking_asks_nobody_without_a_terminal(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    said = alice.types("key", "revoke", fingerprint("alice"))
    assert "this is no terminal to ask on; nothing was signed" in said and "--yes" in said and alice.status == 2
    assert coop.hub.refs("refs/heads/statement/") == {}


def test_a_proof_for_a_member_names_the_vote_on_new_keys(coop: Coop) -> None:
    """A member who lost all keys proves the new one; admitting them again would be refused."""
    alice = Laptop(coop, "alice", key=key_of("alice", 5))
    said = alice.types("key", "prove", "alice", "--to", str(coop.folder / "alice.proof"))
    assert "govtool propose rekey --member alice --key alice.pub --proof @alice.proof" in said
    said = alice.types("key", "prove", "zoe", "--to", str(coop.folder / "zoe.proof"))
    assert "govtool propose admit --candidate zoe --key zoe.pub --proof @zoe.proof ..." in said
