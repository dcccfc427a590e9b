"""The key and the program with which git signs are those with which govtool signs; nothing is verified with them."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.signature.signature import verify
from govtool.roles.desk.signing_key import signing_key
from tests.conftest import Git as RunGit
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.words import MOTION

LINE = key_of("carol").public_key.line


@pytest.fixture
def carol(coop: Coop) -> Laptop:
    coop.open("alice", "kettle", MOTION)
    return Laptop(coop, "carol")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program in place of ssh-keygen: it tells what it was called with, and signs with Carol's key."""
    key = tmp_path / "vault"
    key.write_text(key_of("carol").openssh_private())
    key.chmod(0o600)
    made = tmp_path / "op-ssh-sign"
    made.write_text(
        f"""#!/bin/sh
echo "$*" >> {shlex.quote(str(tmp_path / "calls"))}
[ "$1" = -Y ] && [ "$2" = sign ] && [ -f "$7" ] || exit 1
exec ssh-keygen -Y sign -n "$4" -f {shlex.quote(str(key))} "$7"
"""
    )
    made.chmod(0o700)
    return made


def test_the_program_that_git_signs_with_signs_a_vote(carol: Laptop, program: Path, tmp_path: Path) -> None:
    """1Password's set-up: the key is a line, and only the program has its private half."""
    carol.git("config", "user.signingKey", LINE)
    assert "could not use the key" in carol.types("vote", "kettle", "for", "--yes") and carol.status == 1
    carol.git("config", "gpg.ssh.program", str(program))
    # git signs with it, so it is no set-up of ours
    carol.git("-c", "user.name=C", "-c", "user.email=c@c.c", "commit", "-q", "--allow-empty", "-S", "-m", "Mine")
    assert "delivered" in carol.types("vote", "kettle", "for", "--yes") and carol.status == 0
    by_git, by_us = (tmp_path / "calls").read_text().splitlines()
    assert by_git.split()[:5] == by_us.split()[:5] == ["-Y", "sign", "-n", "git", "-f"]
    # a proof is signed for another purpose than a commit, and with the same program
    proof = signing_key(Git(carol.folder)).sign(b"x", "govtool-possession@v1")
    assert verify(proof, b"x", "govtool-possession@v1").is_good and not verify(proof, b"x", "git").is_good
    assert carol.reads("audit")["ok"]


def test_nothing_is_verified_or_looked_up_with_that_program(carol: Laptop, tmp_path: Path) -> None:
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {shlex.quote(str(tmp_path / 'ran'))}\nexit 0\n")
    evil.chmod(0o700)
    key = Path(carol.git("config", "user.signingKey").strip())
    Path(f"{key}.pub").unlink()
    carol.git("config", "gpg.ssh.program", str(evil))
    assert carol.reads("audit")["ok"] and carol.reads("whoami")["member"] == "carol"
    assert not (tmp_path / "ran").exists()
    said = carol.types("vote", "kettle", "for", "--yes")
    assert f"{evil} signed, but not validly with" in said and carol.status == 1 and (tmp_path / "ran").exists()
    assert carol.coop.hub.ref("refs/heads/vote/0001/carol") is None


def test_a_program_that_is_not_there_is_named(carol: Laptop) -> None:
    carol.git("config", "gpg.ssh.program", "op-ssh-sign-of-nobody")
    said = carol.types("vote", "kettle", "for", "--yes")
    assert "the program op-ssh-sign-of-nobody is not installed" in said
    assert "git config --show-origin gpg.ssh.program" in said and carol.status == 1


def test_paths_are_read_from_where_git_reads_them(carol: Laptop, program: Path, git: RunGit) -> None:
    """From the top of the work tree, whichever folder the person is in."""
    (carol.folder / "mine.pub").write_text(LINE + "\n")
    program.rename(carol.folder / "sign")
    carol.git("config", "user.signingKey", "mine.pub")
    carol.git("config", "gpg.ssh.program", "./sign")
    key = signing_key(Git(carol.folder / "registry"))
    assert verify(key.sign(b"x", "git"), b"x", "git").key_blob == key_of("carol").public_key.base64


def test_a_program_below_the_home_folder(
    carol: Laptop, program: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.rename(home / "sign")
    carol.git("config", "gpg.ssh.program", "~/sign")
    carol.git("config", "user.signingKey", LINE)
    assert verify(signing_key(Git(carol.folder)).sign(b"x", "git"), b"x", "git").is_good


@pytest.fixture
def agent(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A running ssh-agent of the test's own."""
    socket = tmp_path_factory.mktemp("a") / "s"
    with subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE) as process:
        if process.stdout is not None:
            process.stdout.readline()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        yield
        process.terminate()


def test_the_first_key_that_a_command_names_is_the_key(carol: Laptop, agent: None) -> None:
    for name in ("carol", "vera"):
        subprocess.run(["ssh-add", "-q", "-"], input=key_of(name).openssh_private(), text=True, check=True)
    carol.git("config", "--unset", "user.signingKey")
    assert "you have no key" in carol.types("vote", "kettle", "for", "--yes")
    carol.git("config", "gpg.ssh.defaultKeyCommand", "ssh-add -L")
    assert "delivered" in carol.types("vote", "kettle", "for", "--yes") and carol.status == 0
    carol.git("config", "gpg.format", "openpgp")
    assert "you have no key" in carol.types("vote", "kettle", "against", "--yes"), "git would not ask it either"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("sh -c 'echo no agent >&2; exit 1'", "no agent"),
        ("true", "it prints nothing"),
        ("echo remember the milk", "remember the milk"),
        ("/no/such/program", "No such file"),
        ("sh -c 'unfinished", "No closing quotation"),
    ],
)
def test_a_command_that_names_no_key(command: str, said: str, carol: Laptop) -> None:
    carol.git("config", "--unset", "user.signingKey")
    carol.git("config", "gpg.ssh.defaultKeyCommand", command)
    with pytest.raises(GovtoolError) as caught:
        signing_key(Git(carol.folder))
    assert "gpg.ssh.defaultKeyCommand" in caught.value.message and said in caught.value.message
    assert "ssh-add KEYFILE" in caught.value.hint


def test_a_command_may_mark_the_line_as_git_s_settings_do(carol: Laptop) -> None:
    carol.git("config", "--unset", "user.signingKey")
    carol.git("config", "gpg.ssh.defaultKeyCommand", f"echo 'key::{LINE}'")
    assert signing_key(Git(carol.folder)).public_key == key_of("carol").public_key


def test_a_key_that_is_set_everywhere_is_the_key_here(
    carol: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`key setup --global` writes where git writes, and every command reads where git reads."""
    key = carol.git("config", "user.signingKey").strip()
    carol.git("config", "--unset", "user.signingKey")
    carol.git("config", "--unset", "gpg.format")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "mine"))
    assert "you have no key" in carol.types("vote", "kettle", "for", "--yes")
    assert f"Took {key}, for all your repositories" in carol.types("key", "setup", "--global", "--key", key)
    assert carol.reads("whoami")["member"] == "carol" and key in (tmp_path / "mine").read_text()
    assert "delivered" in carol.types("vote", "kettle", "for", "--yes")
