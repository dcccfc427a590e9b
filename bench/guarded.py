"""What the guard adds to a push of one decision: the same push to a server with the hook, and to one without."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

from bench.histories import Made
from bench.person import apart
from bench.table import Result
from bench.timing import bare, expect, in_turns, processor, run
from govtool.io.git.git import Git
from govtool.roles.clerk.guard import CACHE, install


def push(folder: Path, made: Made, rounds: int) -> dict[str, Result]:
    """Seconds of processor time more, of git and the hook together; and what a new server takes for all that there is.

    The decision is the first that is noted, so that the server without memory has a part of the history to verify.
    """
    vote = made.first
    environment = apart(folder, made.now)
    servers = {name: folder / f"{name}.git" for name in ("free", "guarded")}
    for server in servers.values():
        subprocess.run(["git", "init", "--quiet", "--bare", str(server)], check=True)
    install(Git(servers["guarded"]), sys.executable, force=False)
    first = {}
    verification = bare()
    for name, server in servers.items():
        pushing = _push(made, server, vote.before)
        used = run(pushing, made.folder, environment)
        expect(used, pushing)
        first[name] = used.processor
    memory = (servers["guarded"] / CACHE).read_bytes()

    def again(name: str, server: Path) -> int:
        subprocess.run(["git", "update-ref", "refs/heads/main", vote.before], cwd=server, check=True)
        if name == "guarded":
            (server / CACHE).write_bytes(memory)
        return processor(_push(made, server, vote.ended), made.folder, environment)()

    taken = in_turns(rounds, {name: partial(again, name, server) for name, server in servers.items()})
    more = [(guarded - free) / 1e9 for free, guarded in zip(taken["free"], taken["guarded"], strict=True)]
    before = min(made.votes) * made.shape.ballots
    new = (first["guarded"] - first["free"]) / before / verification
    return {"guard-push": Result.of(more), "guard-new": Result.of([new])}


def _push(made: Made, server: Path, commit: str) -> list[str]:
    return ["git", "push", "--quiet", str(server), f"{commit}:refs/heads/main"]
