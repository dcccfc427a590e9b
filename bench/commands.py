"""How long whole commands take, against a Python that does nothing at all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import cycle
from pathlib import Path

from bench.cooperative import Cooperative
from bench.timing import Job, best_of, command
from govtool.cli.terminal.commands import command_of
from govtool.io.git.git import Git
from govtool.io.git.refs import Move
from tests.world.people import key_of

ROUNDS = 7
NOTHING = "python -c pass"
VOTE = "govtool vote"
_COMMANDS = (
    ("--help",),
    ("check", "main"),
    ("tally", "2"),
    ("show", "1"),
    ("log",),
    ("audit",),
)


def measure(folder: Path) -> tuple[dict[str, int], list[str]]:
    """Nanoseconds by command, and the commands that are not there or did not work."""
    made = Cooperative(folder / "demo.git", 7, 7)
    made.live(1)
    number = made.propose("teapot")
    votes = {f"refs/heads/vote/{number}/{name}": made.vote(name, number).commit for name in made.voters[:3]}
    made.publish()
    made.git.move_refs(*(Move(ref, vote, None) for ref, vote in votes.items()))
    clone = folder / "demo"
    subprocess.run(["git", "clone", "--quiet", str(made.folder), str(clone)], check=True)
    # Nothing of the person who measures is read or written.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GOVTOOL_", "XDG_"))}
    environment = {**kept, "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "GOVTOOL_NOW": made.now}
    jobs: dict[str, Job] = {NOTHING: command([sys.executable, "-c", "pass"], clone, environment)}
    program = Path(sys.executable).with_name("govtool")
    missing = []
    for arguments in _COMMANDS:
        job = command([str(program), *arguments], clone, environment)
        name = "govtool " + " ".join(arguments)
        is_there = arguments[0].startswith("-") or command_of(arguments[0]) is not None
        # 10 and 11 are answers too: there are findings, it is not decided yet.
        if is_there and job() in (0, 10, 11):
            jobs[name] = job
        else:
            missing.append(name)
    jobs[VOTE] = _vote(made, clone, environment)
    return best_of(ROUNDS, jobs), missing


def _vote(made: Cooperative, clone: Path, environment: Mapping[str, str]) -> Job:
    """A whole vote: fetch, verify, sign by ssh-keygen, push. Each one changes the mind of the one before."""
    voter = made.voters[-1]
    key = clone.parent / "key"
    key.write_text(key_of(voter).openssh_private())
    key.chmod(0o600)
    key.with_suffix(".pub").write_text(f"{key_of(voter).public_key.line}\n")
    who = {"user.name": voter, "user.email": "voter@example.org"}
    for name, value in {"gpg.format": "ssh", "user.signingKey": str(key), **who}.items():
        Git(clone).set_setting(name, value)
    program = str(Path(sys.executable).with_name("govtool"))
    choices = cycle(("for", "against"))

    def vote() -> None:
        if command([program, "vote", "2", next(choices)], clone, environment)() != 0:
            raise ValueError("the vote was not sent")

    return vote
