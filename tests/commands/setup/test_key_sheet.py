"""`govtool key sheet`: a recovery key, and a sheet whose every line is typed here on the bad day it was printed for."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from govtool.core.times import add
from govtool.io.signature.signing import KeygenKey, MemoryKey
from govtool.roles.people.key_sheet import is_locked
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import blob_of, key_of


def section(sheet: str, heading: str) -> list[str]:
    """The commands that a section of the sheet tells to type."""
    body = sheet.split(f"\n{heading}\n", 1)[1]
    body = re.split(r"\n\n[^\n]+\n-{5,}\n", body.split("\n", 1)[1])[0]
    return [line.strip() for line in body.split("\n") if re.match("    [a-z]", line)]


def made(home: Path) -> Path:
    return home / ".ssh" / "govtool_ed25519_recovery"


def fingerprint(name: str) -> str:
    return key_of(name).public_key.fingerprint


class NewComputer(Laptop):
    """A computer that knows nothing, on which a person types what the sheet says, line by line."""

    def __init__(self, coop: Coop, name: str, home: Path) -> None:
        super().__init__(coop, name, with_key=False)
        shutil.rmtree(self.folder)
        shutil.rmtree(home / ".ssh", ignore_errors=True)
        self.home = home
        self.place = self.folder.parent / f"{name}-new"
        self.place.mkdir()

    def follows(self, commands: list[str]) -> list[str]:
        said = []
        for line in commands:
            words = shlex.split(line.replace("~/", f"{self.home}/"))
            if words[0] == "cd":
                self.place = self.folder = self.place / words[1]
            elif words[0] == "govtool":
                extra = ["--no-passphrase"] if words[1:3] in (["key", "rotate"], ["key", "setup"]) else []
                extra += ["--yes"] if words[1:3] == ["key", "revoke"] else []
                said.append(self.types(*words[1:], *extra))
                assert self.status == 0, (line, said[-1])
            else:
                subprocess.run(words, cwd=self.place, check=True, capture_output=True)
        return said


# The key and the sheet ----------------------------------------------------------------------------------------------


def test_it_makes_a_recovery_key_registers_it_and_prints_the_sheet(coop: Coop, home: Path) -> None:
    alice = Laptop(coop, "alice")
    said = alice.types("key", "sheet", "--no-passphrase", "--out", "sheet.txt")
    assert alice.status == 0 and f"Made {made(home)}" in said and "signed as your statement 1, delivered" in said
    coop.run_clerk()
    key = KeygenKey(made(home)).public_key
    registered = coop.member("alice").key(key.base64)
    assert registered is not None and registered.use == "recovery" and registered.active_at == add(coop.now, "P3D")
    file = alice.folder / "sheet.txt"
    text = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    for part in (coop.genesis, str(coop.folder / "hub.git"), key.fingerprint, fingerprint("alice"), str(made(home))):
        assert part in text
    assert "Recovery key of Alice (alice) in Test Co-operative" in text
    assert "PRIVATE KEY" not in text and "The private key is not on this sheet" in text
    assert max(len(line) for line in text.split("\n") if not line.startswith(" ")) <= 78
    assert coop.audit().ok


def test_without_a_file_the_sheet_is_printed_alone_on_standard_output(
    coop: Coop, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alice = Laptop(coop, "alice")
    said = alice.types("key", "sheet", "--no-passphrase")
    assert "Recovery key of Alice (alice)" in said and "BEGIN OPENSSH" not in said


def test_the_private_key_is_written_only_when_asked_for_and_into_a_file(coop: Coop, home: Path) -> None:
    alice = Laptop(coop, "alice")
    said = alice.types("key", "sheet", "--no-passphrase", "--with-key")
    assert alice.status == 2 and "not shown on a screen" in said and not made(home).exists()
    said = alice.types("key", "sheet", "--no-passphrase", "--with-key", "--out", "sheet.txt")
    assert alice.status == 0 and "THE PRIVATE KEY IS IN IT" in said and "BEGIN OPENSSH" not in said
    file = alice.folder / "sheet.txt"
    text = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert made(home).read_text() in text
    assert "THE PRIVATE KEY IS ON THIS SHEET" in text and "It has no passphrase" in text
    typed = text[text.index("-----BEGIN") :]
    assert MemoryKey.load(typed).public_key == KeygenKey(made(home)).public_key


def test_a_sheet_is_never_overwritten_and_no_key_made_for_it(coop: Coop, home: Path) -> None:
    alice = Laptop(coop, "alice")
    (alice.folder / "sheet.txt").write_text("mine\n")
    said = alice.types("key", "sheet", "--no-passphrase", "--out", "sheet.txt")
    assert alice.status == 1 and "never overwritten" in said and not made(home).exists()
    assert (alice.folder / "sheet.txt").read_text() == "mine\n"


def test_a_second_recovery_key_is_refused_before_it_is_made(coop: Coop, home: Path) -> None:
    alice = Laptop(coop, "alice")
    alice.types("key", "sheet", "--no-passphrase")
    for _ in range(2):  # on its way, and taken
        said = alice.types("key", "sheet", "--no-passphrase")
        assert alice.status == 2 and "you have a recovery key already" in said
        assert not Path(f"{made(home)}_2").exists()
        coop.run_clerk()
    coop.later("P3D")
    alice.types("key", "sheet", "--no-passphrase", "--sign-with", str(made(home)))
    assert alice.status == 0 and Path(f"{made(home)}_2").exists()
    coop.run_clerk()
    assert [key.use for key in coop.member("alice").keys] == ["sign", "recovery", "recovery"]


def test_the_sheet_of_a_key_that_is_registered_is_printed_again_without_a_statement(coop: Coop, home: Path) -> None:
    alice = Laptop(coop, "alice")
    alice.types("key", "sheet", "--no-passphrase")
    said = alice.types("key", "sheet", "--key", str(made(home)))
    assert alice.status == 0 and "is your recovery key already" in said and "has not registered it yet" in said
    coop.run_clerk()
    coop.later("P4D")
    said = alice.types("key", "sheet", "--key", str(made(home)))
    assert alice.status == 0 and "The key is good now" in said
    assert list(coop.hub.refs("refs/heads/statement/")) in ([], ["refs/heads/statement/alice/000001"])


def test_a_key_whose_registration_is_refused_is_not_left_behind(coop: Coop, home: Path) -> None:
    waiting = coop.another("waiting", founding=("bob",))
    alice = Laptop(waiting, "alice")
    said = alice.types("key", "sheet", "--no-passphrase", "--out", "sheet.txt")
    assert alice.status == 10 and "[founding]" in said
    assert not made(home).exists() and not Path(f"{made(home)}.pub").exists()
    assert not (alice.folder / "sheet.txt").exists()


def test_a_key_that_signs_is_no_recovery_key(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    own = alice.git("config", "user.signingKey").strip()
    said = alice.types("key", "sheet", "--key", own)
    assert alice.status == 2 and "is one that you sign with" in said


def test_a_key_of_somebody_else_is_refused(coop: Coop) -> None:
    bob = Laptop(coop, "bob")
    said = Laptop(coop, "alice").types("key", "sheet", "--key", bob.git("config", "user.signingKey").strip())
    assert "[key_in_use]" in said and coop.hub.refs("refs/heads/statement/") == {}


def test_the_password_of_the_address_is_not_on_the_sheet(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    alice.types("status")
    alice.git("remote", "set-url", "origin", "https://alice:s3cret@git.example.org/kettle.git")
    said = alice.types("key", "sheet", "--no-passphrase", "--offline")
    assert "git clone https://git.example.org/kettle.git" in said and "s3cret" not in said
    assert "kept on this computer" in said


def test_the_page_for_a_browser_is_whole_and_holds_no_markup_of_others(coop: Coop, home: Path) -> None:
    other = Coop.found(coop.folder / "evil", name="<b>&Evil</b>")
    alice = Laptop(other, "alice")
    alice.types("key", "sheet", "--no-passphrase", "--html", "--out", "sheet.html", "--with-key")
    assert alice.status == 0
    text = (alice.folder / "sheet.html").read_text()
    assert "<b>" not in text and "&lt;b&gt;&amp;Evil" in text and "<script" not in text and "http" not in text
    opened: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            opened.extend([tag] if tag != "meta" else [])

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Reader().feed(text)
    assert opened == [] and made(home).read_text().strip() in text


def test_on_a_terminal_a_passphrase_is_asked_for(coop: Coop, home: Path) -> None:
    alice = Laptop(coop, "alice")
    terminal = alice.sits_down("key", "sheet", "--out", "sheet.txt", "--with-key")
    for question in ("passphrase.*: ", "same passphrase again: ", "passphrase.*: "):
        terminal.expect(question)
        terminal.sendline("correct horse")
    terminal.expect("THE PRIVATE KEY IS IN IT")
    terminal.expect("delete the file")
    terminal.wait()
    text = (alice.folder / "sheet.txt").read_text()
    assert "It needs its passphrase too" in text and is_locked(made(home).read_text())


def test_whether_a_key_is_locked_is_seen_in_its_file() -> None:
    assert not is_locked(key_of("alice").openssh_private())
    assert is_locked("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n")
    assert not is_locked("") and not is_locked("no key at all")


# The bad day --------------------------------------------------------------------------------------------------------


def prepared(coop: Coop, home: Path, *options: str) -> tuple[str, Path]:
    """Alice's sheet, and her recovery key on a stick; it is good by now, and her computer is gone."""
    alice = Laptop(coop, "alice")
    alice.types("key", "sheet", "--no-passphrase", "--out", "sheet.txt", *options)
    assert alice.status == 0
    text = (alice.folder / "sheet.txt").read_text()
    stick = coop.folder / "stick"
    shutil.copy(made(home), stick)
    coop.run_clerk()
    coop.later("P3D")
    return text, stick


def test_a_lost_computer(coop: Coop, home: Path) -> None:
    text, stick = prepared(coop, home)
    computer = NewComputer(coop, "alice", home)
    shutil.copy(stick, home / "recovery")
    said = computer.follows(section(text, "My computer is lost, broken or stolen"))
    assert "(alice)" not in said[0] and len(said) >= 4
    coop.run_clerk()
    keys = coop.member("alice").keys
    old, new = coop.member("alice").key(blob_of("alice")), keys[-1]
    assert old is not None and old.is_revoked(coop.now) and new.use == "sign" and new.is_active(coop.now)
    assert computer.reads("whoami")["member"] == "alice"
    number = coop.open("bob", "kettle", "- action: motion")
    computer.types("vote", number, "for", "--yes")
    assert computer.status == 0
    coop.run_clerk()
    assert coop.voided(number) == set() and coop.audit().ok


def test_a_lost_computer_with_nothing_but_the_paper(coop: Coop, home: Path) -> None:
    text, _ = prepared(coop, home, "--with-key")
    computer = NewComputer(coop, "alice", home)
    (home / "recovery").write_text(text[text.index("-----BEGIN") :])
    computer.follows(section(text, "My computer is lost, broken or stolen"))
    coop.run_clerk()
    assert coop.member("alice").keys[-1].is_active(coop.now)


def test_a_stolen_key_on_the_same_computer(coop: Coop, home: Path) -> None:
    text, stick = prepared(coop, home)
    shutil.copy(stick, home / "recovery")
    coop.state("alice", "rotate-key", coop.rotation("alice", 2))  # the thief's
    coop.run_clerk()
    alice = Laptop(coop, "alice")
    said = ""
    for line in section(text, "I have my computer, and somebody else may have my key"):
        words = shlex.split(line.replace("~/", f"{home}/"))
        if words[0] == "govtool":
            extra = {"rotate": ["--no-passphrase"], "revoke": ["--yes"]}.get(words[2] if len(words) > 2 else "", [])
            said = alice.types(*words[1:], *extra)
            assert alice.status == 0, said
            if words[1:3] == ["key", "rotate"]:
                (last,) = re.findall(r"git config user\.signingKey (\S+)", said)
                alice.git("config", "user.signingKey", last)
            if words[1:3] == ["key", "list"]:
                assert key_of("alice", 2).public_key.fingerprint in said
        coop.run_clerk()
    alice.types("key", "revoke", key_of("alice", 2).public_key.fingerprint, "--yes")
    coop.run_clerk()
    keys = coop.member("alice").keys
    assert [key.is_revoked(coop.now) for key in keys] == [True, False, True, False]
    assert keys[-1].is_active(coop.now) and "Signed in your name" in said


def test_a_recovery_key_that_somebody_saw(coop: Coop, home: Path) -> None:
    text, stick = prepared(coop, home)
    shutil.copy(stick, home / "recovery")
    alice = Laptop(coop, "alice")
    revoke, again = section(text, "Somebody else has seen this recovery key")
    alice.types(*shlex.split(revoke.replace("~/", f"{home}/"))[1:], "--yes")
    assert alice.status == 0
    coop.run_clerk()
    alice.types(*shlex.split(again)[1:], "--no-passphrase")
    assert alice.status == 0
    coop.run_clerk()
    assert [key.is_revoked(coop.now) for key in coop.member("alice").keys] == [False, True, False]


def test_every_key_is_lost(coop: Coop, home: Path) -> None:
    text, _ = prepared(coop, home)
    computer = NewComputer(coop, "alice", home)
    *mine, theirs = section(text, "I have lost every key, this one too")
    computer.follows(mine)
    bob = Laptop(coop, "bob")
    shutil.copy(computer.folder / "alice.proof", bob.folder / "alice.proof")
    shutil.copy(home / ".ssh" / "govtool_ed25519.pub", bob.folder / "alice.pub")
    said = bob.types(*shlex.split(theirs)[1:], "--yes", "--title", "New keys", "--summary", "Hers are gone")
    assert bob.status == 0, said
    coop.run_clerk()
    for voter in ("bob", "carol", "dan", "erin"):
        coop.vote(voter, "0001", "for")
    coop.finish("0001")
    assert coop.entry("0001").status == "passed"
    assert computer.reads("whoami")["member"] == "alice"
