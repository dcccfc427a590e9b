"""Whether people see main: a clone checks out the branch that the HEAD of its remote names."""

from __future__ import annotations

from collections.abc import Iterator

from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.roles.minutes.book import MAIN

_SET = "git symbolic-ref HEAD refs/heads/main"


def unseen_main(git: Git, remote: Remote | None) -> Iterator[tuple[str, str]]:
    """If people do not see main: the reason, and what to type on which side. It asks the remote."""
    named = remote.default_branch() if remote is not None else None
    if remote is not None and named is not None and named != MAIN:
        what = f"shows {named.removeprefix('refs/heads/')}" if named else "is empty"
        yield (
            f"a new clone of {remote.url} {what}, because HEAD on the server does not name main",
            f"on the server, in the folder of that repository: {_SET}",
        )
    head = git.head_branch or MAIN
    if head != MAIN and git.ref(head) is None and git.ref(MAIN) is not None:
        here = _SET if git.work_folder is None else "git checkout main"
        yield (
            f"the branch {head.removeprefix('refs/heads/')} is checked out here, and is empty",
            f"here: {here}",
        )
